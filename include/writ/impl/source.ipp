// Named texts and places in them: definitions.
#pragma once

#include "writ/source.hpp"

#include <algorithm>
#include <utility>

namespace writ {

namespace source_detail {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

inline std::uint32_t code_points(std::string_view text) noexcept {
    std::uint32_t count = 0;
    for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0u) != 0x80u;
    return count;
}

}  // namespace source_detail

source::source(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
    line_starts_.push_back(text_.starts_with(source_detail::byte_order_mark) ? 3u : 0u);
    for (auto at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1))
        line_starts_.push_back(static_cast<std::uint32_t>(at + 1));
}

position source::position_of(std::uint32_t offset) const {
    const auto end = static_cast<std::uint32_t>(text_.size());
    offset = std::max(std::min(offset, end), line_starts_.front());
    const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
    const auto start = *(after - 1);
    const auto before = std::string_view(text_).substr(start, offset - start);
    return {static_cast<std::uint32_t>(after - line_starts_.begin()), source_detail::code_points(before) + 1};
}

std::string_view source::line(std::uint32_t number) const {
    if (number == 0 || number > line_starts_.size()) return {};
    const std::size_t begin = line_starts_[number - 1];
    std::size_t end = number < line_starts_.size() ? line_starts_[number] - 1 : text_.size();
    if (end > begin && text_[end - 1] == '\r') --end;
    return std::string_view(text_).substr(begin, end - begin);
}

std::uint32_t source_set::add(source file) {
    files_.push_back(std::move(file));
    return static_cast<std::uint32_t>(files_.size() - 1);
}

std::string_view source_set::text(const span& where) const {
    const std::string_view all = files_[where.file].text();
    const auto begin = std::min<std::size_t>(where.begin, all.size());
    const auto end = std::clamp<std::size_t>(where.end, begin, all.size());
    return all.substr(begin, end - begin);
}

std::string source_set::place(const span& where) const {
    const source& file = files_[where.file];
    const position at = file.position_of(where.begin);
    return file.name() + ':' + std::to_string(at.line) + ':' + std::to_string(at.column);
}

}  // namespace writ
