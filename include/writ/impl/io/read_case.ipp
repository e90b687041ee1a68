// JSON, JSON Lines, YAML → cases.
#pragma once

#include "writ/io/read_case.hpp"

#include <istream>

#include "writ/detail/io/fill_case.hpp"
#include "writ/detail/io/read_document.hpp"

namespace writ::io {

namespace read_case_detail {

/// Places of JSON are byte offsets until somebody wants to see them.
inline void find_lines(std::string_view text, std::vector<case_error>& errors) {
    for (auto& e : errors)
        if (e.where.line == 0 && e.where.column != 0) e.where = detail::position_in(text, e.where.column - 1);
}

}  // namespace read_case_detail

struct case_reader::parts {
    limits bounds;
    detail::document document;
    detail::case_filler filler;
    detail::json_parser json;
};

case_reader::case_reader(const model::model& m, const case_layout& layout, const limits& bounds)
    : parts_(new parts{bounds, detail::document(bounds), detail::case_filler(m, layout, bounds), {}}) {}
case_reader::case_reader(case_reader&&) noexcept = default;
case_reader& case_reader::operator=(case_reader&&) noexcept = default;
case_reader::~case_reader() = default;

void case_reader::read_json(std::string_view text, case_data& out) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    parts_->json.parse(text, parts_->bounds, parts_->document);
    parts_->filler.fill(parts_->document, parts_->document.root(), out);
    read_case_detail::find_lines(text, out.errors);
}

void case_reader::read_yaml(std::string_view text, case_data& out) {
    detail::parse_yaml(text, parts_->bounds, parts_->document);
    parts_->filler.fill(parts_->document, parts_->document.root(), out);
}

case_data read_json_case(const model::model& m, const case_layout& layout, std::string_view text,
                         const limits& bounds) {
    case_data out;
    case_reader(m, layout, bounds).read_json(text, out);
    return out;
}

case_data read_yaml_case(const model::model& m, const case_layout& layout, std::string_view text,
                         const limits& bounds) {
    case_data out;
    case_reader(m, layout, bounds).read_yaml(text, out);
    return out;
}

/// The next line into `text_`; of a line that is too long only its beginning, the rest is passed over.
bool json_lines_reader::next_line(bool& too_long) {
    const std::size_t most = reader_.parts_->bounds.case_bytes;
    std::streambuf* const from = input_.rdbuf();
    constexpr int end = std::char_traits<char>::eof();
    text_.clear();
    too_long = false;
    int c = from->sbumpc();
    if (c == end) return false;
    ++line_;
    for (; c != end && c != '\n'; c = from->sbumpc()) {
        if (text_.size() <= most) text_ += static_cast<char>(c);
        else too_long = true;
    }
    return true;
}

bool json_lines_reader::next(case_data& out) {
    bool too_long = false;
    do {
        if (!next_line(too_long)) return false;
    } while (!too_long && text_.find_first_not_of(" \t\r") == std::string::npos);
    reader_.read_json(text_, out);  // a line that is too long is refused there
    return true;
}

}  // namespace writ::io
