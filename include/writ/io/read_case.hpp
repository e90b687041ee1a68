// Cases from JSON, JSON Lines and YAML. What a case document looks like: case_builder.hpp.
#pragma once

#include <cstdint>
#include <iosfwd>
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
    friend class json_lines_reader;
};

/// One case; for many use `case_reader`.
case_data read_json_case(const model::model& m, const case_layout& layout, std::string_view text,
                         const limits& bounds = {});
case_data read_yaml_case(const model::model& m, const case_layout& layout, std::string_view text,
                         const limits& bounds = {});

/// Cases of a stream, one on each line. Holds one line at a time; blank lines are passed over.
///
/// ```
/// for (json_lines_reader lines(reader, input); lines.next(facts);) use(lines.line(), facts);
/// ```
class json_lines_reader {
public:
    /// @par Lifetime  Reader and stream must outlive this.
    json_lines_reader(case_reader& reader, std::istream& input) : reader_(reader), input_(input) {}

    /// Reads the next case. A line that cannot be read, or is too long, makes a case with an error, and the next
    /// call goes on after it.
    /// @return false at the end
    bool next(case_data& out);
    /// The line of the last case, from 1.
    std::uint64_t line() const noexcept { return line_; }

private:
    bool next_line(bool& too_long);

    case_reader& reader_;
    std::istream& input_;
    std::string text_;
    std::uint64_t line_ = 0;
};

}  // namespace writ::io
