// JSON, JSON Lines, YAML → cases.
#pragma once

#include "writ/io/read_case.hpp"

#include "writ/detail/io/case_reader_parts.hpp"

namespace writ::io {

namespace read_case_detail {

/// Places of JSON are byte offsets until somebody wants to see them.
inline void find_lines(std::string_view text, std::vector<case_error>& errors) {
    for (auto& e : errors)
        if (e.where.line == 0 && e.where.column != 0) e.where = detail::position_in(text, e.where.column - 1);
}

}  // namespace read_case_detail

case_reader::case_reader(const model::model& m, const case_layout& layout, const limits& bounds)
    : parts_(new parts(m, layout, bounds)) {}
case_reader::case_reader(case_reader&&) noexcept = default;
case_reader& case_reader::operator=(case_reader&&) noexcept = default;
case_reader::~case_reader() = default;

void case_reader::parts::read_json(std::string_view text, case_data& out) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    json.parse(text, bounds, document);
    filler.fill(document, document.root(), out);
    read_case_detail::find_lines(text, out.errors);
}

void case_reader::read_json(std::string_view text, case_data& out) {
    std::string& padded = parts_->padded;
    if (text.size() <= parts_->bounds.case_bytes) {
        padded.assign(text);
        padded.append(1 + detail::text_padding, '\n');
        const char* const end = padded.data() + text.size();
        if (parts_->quick.read(padded.data(), end, out) == end) return;
    }
    parts_->read_json(text, out);
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

}  // namespace writ::io
