// Working days: one running count per day of the covered years.
#pragma once

#include <algorithm>

#include "writ/date.hpp"

namespace writ {

namespace working_calendar_detail {

inline std::optional<day_number> in_range(day_number d) noexcept {
    return d >= first_day && d <= last_day ? std::optional(d) : std::nullopt;
}

inline std::optional<day_number> shift_plain(day_number d, span_unit unit, std::int64_t n) noexcept {
    std::int64_t there = 0;
    if (unit == span_unit::months) return add_months(d, n);
    if (__builtin_add_overflow(d, n, &there)) return std::nullopt;
    return in_range(there);
}

}  // namespace working_calendar_detail

working_calendar::working_calendar(unsigned weekend_mask, int first_year, int last_year,
                                   const std::vector<day_number>& holidays)
    : first_year_(first_year),
      last_year_(last_year),
      first_(to_day({first_year, 1, 1})),
      last_(last_year < first_year ? first_ - 1 : to_day({last_year, 12, 31})) {
    const auto size = static_cast<std::size_t>(last_ - first_ + 1);
    std::vector<bool> off(size);
    for (std::size_t i = 0; i < size; ++i)
        off[i] = ((weekend_mask >> weekday(first_ + static_cast<day_number>(i))) & 1u) != 0;
    for (const day_number h : holidays)
        if (h >= first_ && h <= last_) off[static_cast<std::size_t>(h - first_)] = true;
    count_.reserve(size);
    std::int32_t count = 0;
    for (const bool is_off : off) count_.push_back(count += is_off ? 0 : 1);
}

std::optional<bool> working_calendar::is_working(day_number d) const noexcept {
    if (d < first_ || d > last_) return std::nullopt;
    const auto i = static_cast<std::size_t>(d - first_);
    return count_[i] != (i == 0 ? 0 : count_[i - 1]);
}

std::optional<std::int64_t> working_calendar::working_days(day_number a, day_number b) const noexcept {
    if (b <= a) return 0;
    if (a < first_ - 1 || b > last_) return std::nullopt;
    const std::int64_t before = a < first_ ? 0 : count_[static_cast<std::size_t>(a - first_)];
    return count_[static_cast<std::size_t>(b - first_)] - before;
}

std::optional<day_number> working_calendar::shift(day_number d, std::int64_t n) const noexcept {
    if (n == 0) return d;
    const day_number before = n > 0 ? d : d - 1;  // count up to here, then find the day that reaches the wanted count
    if (before < first_ - 1 || before > last_) return std::nullopt;
    const std::int64_t here = before < first_ ? 0 : count_[static_cast<std::size_t>(before - first_)];
    std::int64_t wanted = 0;
    if (__builtin_add_overflow(here, n > 0 ? n : n + 1, &wanted) || wanted < 1) return std::nullopt;
    const auto found = std::lower_bound(count_.begin(), count_.end(), wanted);
    if (found == count_.end()) return std::nullopt;
    return first_ + (found - count_.begin());
}

std::optional<day_number> working_calendar::roll(day_number d) const noexcept {
    if (d < first_ || d > last_) return std::nullopt;
    return shift(d - 1, 1);
}

std::optional<day_number> shift(day_number d, const calendar_span& s, int sign, const working_calendar* cal,
                                shift_failure& why) noexcept {
    using namespace working_calendar_detail;
    const bool business = s.unit == span_unit::business_days;
    std::int64_t n = 0;
    why = shift_failure::no_calendar;
    if ((business || s.rolled) && cal == nullptr) return std::nullopt;
    why = shift_failure::out_of_range;
    if (__builtin_mul_overflow(s.count, static_cast<std::int64_t>(sign), &n)) return std::nullopt;
    if (business) why = shift_failure::uncovered_year;
    auto there = business ? cal->shift(d, n) : shift_plain(d, s.unit, n);
    if (!there) return std::nullopt;
    why = shift_failure::uncovered_year;
    if (s.rolled) there = cal->roll(*there);
    if (there) why = shift_failure::none;
    return there;
}

}  // namespace writ
