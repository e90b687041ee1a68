// What a reader of cases holds.
#pragma once

#include "writ/detail/io/quick_json.hpp"
#include "writ/detail/io/read_document.hpp"
#include "writ/io/read_case.hpp"

namespace writ::io {

struct case_reader::parts {
    parts(const model::model& m, const case_layout& layout, const limits& b)
        : bounds(b), document(b), filler(m, layout, b), quick(filler, layout, b) {}

    /// Reads a case that `quick` has declined, or was not asked.
    void read_json(std::string_view text, case_data& out);

    limits bounds;
    detail::document document;
    detail::case_filler filler;
    detail::json_parser json;
    detail::quick_json quick;
    std::string padded;
};

}  // namespace writ::io
