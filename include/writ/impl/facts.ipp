// Cells that hold more than a number, and the moment of a case.
#pragma once

#include <algorithm>

#include "writ/facts.hpp"

namespace writ {

std::optional<std::pair<std::int64_t, std::int64_t>> ends_of_cell(const type& t) noexcept {
    if (t.base == base_type::time) return std::pair<std::int64_t, std::int64_t>{0, 24 * 60 - 1};
    if (t.base == base_type::date) return std::pair<std::int64_t, std::int64_t>{first_day, last_day};
    const auto places = places_of_cell(t);
    if (!t.ranged || !places) return std::nullopt;
    const auto low = ceiling_scaled(t.low, *places), high = floor_scaled(t.high, *places);
    if (!low || !high || *low > *high) return std::nullopt;
    return std::pair{*low, *high};
}

namespace facts_detail {

constexpr std::int64_t most_count = (std::int64_t{1} << 60) - 1;

}  // namespace facts_detail

std::int64_t pack_span(const calendar_span& s) noexcept {
    const std::int64_t count = std::clamp(s.count, -facts_detail::most_count, facts_detail::most_count);
    return count * 8 + (s.rolled ? 4 : 0) + static_cast<std::int64_t>(s.unit);
}

calendar_span unpack_span(std::int64_t packed) noexcept {
    const std::int64_t low = packed & 7;
    return {(packed - low) / 8, static_cast<span_unit>(low & 3), (low & 4) != 0};
}

std::optional<moment_of_decision> parse_moment(std::string_view text) {
    moment_of_decision out;
    out.day = parse_date(text);
    out.instant = parse_instant(text);
    if (!out.day && !out.instant) return std::nullopt;
    return out;
}

std::string format_moment(const moment_of_decision& m) {
    if (m.instant) return format_instant(*m.instant);
    return m.day ? format_date(*m.day) : std::string();
}

std::string to_string(const case_error& e) {
    std::string out;
    if (e.where.line != 0) out += std::to_string(e.where.line) + ":" + std::to_string(e.where.column) + ": ";
    if (!e.path.empty()) out += e.path + ": ";
    out += e.message;
    return e.help.empty() ? out : out + " (" + e.help + ")";
}

}  // namespace writ
