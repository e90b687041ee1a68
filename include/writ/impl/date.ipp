// Days, months, instants: reading, writing, arithmetic. (Zones: zone.ipp; calendars: working_calendar.ipp.)
#pragma once

#include "writ/date.hpp"
#include "writ/phrases.hpp"

#include <array>

#include "writ/rational.hpp"

namespace writ {

namespace date_detail {

constexpr std::int64_t days_of_cycle = 146097;  // 400 years

inline std::int64_t floor_divide(std::int64_t a, std::int64_t b) noexcept { return a / b - (a % b < 0 ? 1 : 0); }
inline std::int64_t floor_rest(std::int64_t a, std::int64_t b) noexcept { return a - floor_divide(a, b) * b; }

inline bool is_leap(std::int64_t year) noexcept { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

inline int last_of_month(std::int64_t year, int month) noexcept {
    constexpr std::array<int, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : lengths[static_cast<std::size_t>(month - 1)];
}

/// Takes exactly `count` digits off the front; -1 if they are not there.
inline int take_digits(std::string_view& s, std::size_t count) noexcept {
    if (s.size() < count) return -1;
    int out = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (s[i] < '0' || s[i] > '9') return -1;
        out = out * 10 + (s[i] - '0');
    }
    s.remove_prefix(count);
    return out;
}

inline bool take(std::string_view& s, char c) noexcept {
    if (s.empty() || s.front() != c) return false;
    s.remove_prefix(1);
    return true;
}

inline std::optional<day_number> take_date(std::string_view& s) noexcept {
    const int year = take_digits(s, 4);
    if (year < 1 || !take(s, '-')) return std::nullopt;
    const int month = take_digits(s, 2);
    if (month < 1 || month > 12 || !take(s, '-')) return std::nullopt;
    const int day = take_digits(s, 2);
    if (day < 1 || day > last_of_month(year, month)) return std::nullopt;
    return to_day({year, month, day});
}

inline std::optional<std::int64_t> take_time(std::string_view& s) noexcept {
    const int hour = take_digits(s, 2);
    if (hour < 0 || hour > 23 || !take(s, ':')) return std::nullopt;
    const int minute = take_digits(s, 2);
    if (minute < 0 || minute > 59) return std::nullopt;
    return hour * 60 + minute;
}

/// `:30` or `:30.123456` as microseconds; 0 where there is none.
inline std::optional<std::int64_t> take_seconds(std::string_view& s) noexcept {
    if (!take(s, ':')) return 0;
    const int seconds = take_digits(s, 2);
    if (seconds < 0 || seconds > 59) return std::nullopt;
    std::int64_t out = seconds * std::int64_t{1'000'000};
    if (!take(s, '.')) return out;
    std::int64_t weight = 1'000'000;
    while (!s.empty() && s.front() >= '0' && s.front() <= '9') {
        if (weight == 1) return std::nullopt;  // finer than a microsecond
        weight /= 10;
        out += (s.front() - '0') * weight;
        s.remove_prefix(1);
    }
    if (weight == 1'000'000) return std::nullopt;
    return out;
}

/// `Z` or `+07:00`, as minutes.
inline std::optional<std::int64_t> take_offset(std::string_view& s) noexcept {
    if (take(s, 'Z')) return 0;
    const bool west = take(s, '-');
    if (!west && !take(s, '+')) return std::nullopt;
    const auto minutes = take_time(s);
    if (!minutes) return std::nullopt;
    return west ? -*minutes : *minutes;
}

inline std::string two_digits(std::int64_t v) {
    return {static_cast<char>('0' + v / 10 % 10), static_cast<char>('0' + v % 10)};
}

}  // namespace date_detail

civil to_civil(day_number d) noexcept {
    using namespace date_detail;
    const std::int64_t shifted = d + 719468;  // from 0000-03-01: the leap day is the last of its year
    const std::int64_t cycle = floor_divide(shifted, days_of_cycle), in_cycle = floor_rest(shifted, days_of_cycle);
    const std::int64_t year = (in_cycle - in_cycle / 1460 + in_cycle / 36524 - in_cycle / 146096) / 365;
    const std::int64_t in_year = in_cycle - (365 * year + year / 4 - year / 100);
    const std::int64_t from_march = (5 * in_year + 2) / 153;
    const std::int64_t month = from_march < 10 ? from_march + 3 : from_march - 9;
    return {static_cast<std::int32_t>(cycle * 400 + year + (month <= 2 ? 1 : 0)), static_cast<std::int32_t>(month),
            static_cast<std::int32_t>(in_year - (153 * from_march + 2) / 5 + 1)};
}

day_number to_day(const civil& c) noexcept {
    using namespace date_detail;
    const std::int64_t year = std::int64_t{c.year} - (c.month <= 2 ? 1 : 0);
    const std::int64_t cycle = floor_divide(year, 400), in_cycle = year - cycle * 400;
    const std::int64_t in_year = (153 * (c.month > 2 ? c.month - 3 : c.month + 9) + 2) / 5 + c.day - 1;
    return cycle * days_of_cycle + in_cycle * 365 + in_cycle / 4 - in_cycle / 100 + in_year - 719468;
}

std::optional<day_number> parse_date(std::string_view text) noexcept {
    const auto day = date_detail::take_date(text);
    return text.empty() ? day : std::nullopt;
}

std::optional<std::int64_t> parse_time(std::string_view text) noexcept {
    const auto minutes = date_detail::take_time(text);
    return text.empty() ? minutes : std::nullopt;
}

std::optional<instant_us> parse_instant(std::string_view text) noexcept {
    using namespace date_detail;
    const auto day = take_date(text);
    if (!day || !take(text, 'T')) return std::nullopt;
    const auto minutes = take_time(text);
    if (!minutes) return std::nullopt;
    const auto fine = take_seconds(text);
    if (!fine) return std::nullopt;
    const auto offset = take_offset(text);
    if (!offset || !text.empty()) return std::nullopt;
    const instant_us t = *day * us_per_day + (*minutes - *offset) * us_per_minute + *fine;
    if (t < first_day * us_per_day || t >= (last_day + 1) * us_per_day) return std::nullopt;
    return t;
}

std::string format_date(day_number d) {
    const civil c = to_civil(d);
    std::string year = std::to_string(c.year < 0 ? -c.year : c.year);
    if (year.size() < 4) year.insert(0, 4 - year.size(), '0');
    return (c.year < 0 ? "-" : "") + year + "-" + date_detail::two_digits(c.month) + "-" +
           date_detail::two_digits(c.day);
}

std::string format_time(std::int64_t minutes) {
    return date_detail::two_digits(minutes / 60) + ":" + date_detail::two_digits(minutes % 60);
}

std::string format_instant(instant_us t, std::int32_t offset_seconds) {
    using namespace date_detail;
    const instant_us local = t + offset_seconds * std::int64_t{1'000'000};
    const bool in_range = local >= first_day * us_per_day && local < (last_day + 1) * us_per_day;
    if (offset_seconds != 0 && (offset_seconds % 60 != 0 || !in_range)) return format_instant(t);
    const std::int64_t in_day = floor_rest(local, us_per_day);
    std::string out = format_date(floor_divide(local, us_per_day)) + "T" + format_time(in_day / us_per_minute);
    if (const std::int64_t fine = in_day % us_per_minute; fine != 0) {
        out += ":" + two_digits(fine / 1'000'000);
        std::string fraction = std::to_string(fine % 1'000'000);
        fraction.insert(0, 6 - fraction.size(), '0');
        while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
        if (!fraction.empty()) out += "." + fraction;
    }
    if (offset_seconds == 0) return out + "Z";
    const std::int32_t minutes = (offset_seconds < 0 ? -offset_seconds : offset_seconds) / 60;
    return out + (offset_seconds < 0 ? "-" : "+") + format_time(minutes);
}

int weekday(day_number d) noexcept { return static_cast<int>(date_detail::floor_rest(d + 3, 7)); }

day_number month_start(day_number d) noexcept { return d - to_civil(d).day + 1; }

day_number weekday_after(day_number d, int wanted) noexcept { return d + 1 + (wanted - weekday(d) + 6) % 7; }

std::optional<day_number> add_months(day_number d, std::int64_t n) noexcept {
    using namespace date_detail;
    constexpr std::int64_t months_of_all_years = 9999 * 12;
    if (n > months_of_all_years || n < -months_of_all_years) return std::nullopt;
    const civil c = to_civil(d);
    const std::int64_t months = std::int64_t{c.year} * 12 + c.month - 1 + n;
    const std::int64_t year = floor_divide(months, 12);
    if (year < 1 || year > 9999) return std::nullopt;
    const int month = static_cast<int>(floor_rest(months, 12)) + 1, last = last_of_month(year, month);
    return to_day({static_cast<std::int32_t>(year), month, c.day < last ? c.day : last});
}

namespace date_detail {

/// A number with its unit: `1 day`, `30 days`.
inline std::string counted(const std::string& number, phrase one, phrase many, std::string_view language) {
    return say(number == "1" || number == "-1" ? one : many, language, {number});
}

}  // namespace date_detail

std::string format_span(const calendar_span& s, std::string_view language) {
    const auto counted = [&](phrase one, phrase many) {
        return date_detail::counted(std::to_string(s.count), one, many, language);
    };
    std::string out;
    switch (s.unit) {
        case span_unit::days: out = counted(phrase::one_day, phrase::days); break;
        case span_unit::business_days: out = counted(phrase::one_business_day, phrase::business_days); break;
        case span_unit::months: out = counted(phrase::one_month, phrase::months); break;
    }
    return s.rolled ? say(phrase::rolled, language, {out}) : out;
}

std::string format_duration(std::int64_t microseconds, std::string_view language) {
    using date_detail::counted;
    if (microseconds % us_per_hour == 0)
        return counted(std::to_string(microseconds / us_per_hour), phrase::one_hour, phrase::hours, language);
    if (microseconds % us_per_minute == 0)
        return counted(std::to_string(microseconds / us_per_minute), phrase::one_minute, phrase::minutes, language);
    return counted(to_string(rational::scaled(microseconds, 6)), phrase::one_second, phrase::seconds, language);
}

}  // namespace writ
