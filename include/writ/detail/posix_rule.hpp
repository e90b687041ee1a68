// The last line of a tz database file: the rule for all years after its last listed change.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "writ/date.hpp"

namespace writ::detail {

/// A yearly change of clocks, `M3.5.0/2`, `J60` or `59`.
struct posix_change {
    enum class kind_of : std::uint8_t { month_week_day, julian, zero_based } kind = kind_of::month_week_day;
    int month = 1, week = 1, weekday = 0;  ///< weekday 0 Sunday; week 5 the last
    int day = 0;
    std::int64_t seconds = 7200;  ///< local seconds from midnight; may be negative or more than a day

    /// Local seconds since 1970-01-01T00:00 in a year.
    std::int64_t in_year(int year) const noexcept;
};

/// `CET-1CEST,M3.5.0,M10.5.0/3`. Offsets are seconds east.
struct posix_rule {
    std::int32_t standard = 0;
    bool has_summer = false;
    std::int32_t summer = 0;
    posix_change begin, end;  ///< of summer time
};

/// Nothing if it is not such a rule.
std::optional<posix_rule> parse_posix_rule(std::string_view text) noexcept;

}  // namespace writ::detail
