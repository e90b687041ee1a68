// Cases from JSON and YAML; many from JSON Lines: json_lines.hpp. What a case document looks like: case_builder.hpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "writ/case_layout.hpp"
#include "writ/limits.hpp"

namespace writ::io {

/// Reads cases of one model, one after the other, and keeps its memory between them.
///
/// A text that cannot be read makes a case with an error in `case_data::errors`; errors have their line and column.
/// JSON is checked as RFC 8259 says and as UTF-8; numbers are read from their spelling. YAML aliases count as often as they
/// are followed; tags other than `!!str` and further documents are errors, and so are keys that stand in an object twice.
/// @par Lifetime  The model must outlive the reader.
/// @par Thread safety  One thread at a time; make one for each.
class case_reader {
public:
    case_reader(const model::model& m, const case_layout& layout, const limits& bounds = {});
    case_reader(case_reader&&) noexcept;
    case_reader& operator=(case_reader&&) noexcept;
    ~case_reader();

    void read_json(std::string_view text, case_data& out);
    void read_yaml(std::string_view text, case_data& out);

private:
    struct parts;
    std::unique_ptr<parts> parts_;
    friend class json_lines;
    friend class json_lines_reader;
};

/// One case; for many use `case_reader`.
case_data read_json_case(const model::model& m, const case_layout& layout, std::string_view text,
                         const limits& bounds = {});
case_data read_yaml_case(const model::model& m, const case_layout& layout, std::string_view text,
                         const limits& bounds = {});

}  // namespace writ::io
