// Cases as JSON and YAML, for those who hold rules.
#pragma once

#include "writ/detail/ruleset_parts.hpp"
#include "writ/io/read_case.hpp"

namespace writ {

case_data ruleset::read_json(std::string_view text, const limits& bounds) const {
    return io::read_json_case(parts_->model, layout(), text, bounds);
}

case_data ruleset::read_yaml(std::string_view text, const limits& bounds) const {
    return io::read_yaml_case(parts_->model, layout(), text, bounds);
}

io::case_reader ruleset::reader(const limits& bounds) const { return {parts_->model, layout(), bounds}; }

}  // namespace writ
