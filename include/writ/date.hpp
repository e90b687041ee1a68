// Days, instants, zones and calendars: civil time without a clock.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace writ {

/// Days since 1970-01-01 in the proleptic Gregorian calendar. Dates from 0001-01-01 to 9999-12-31 exist.
using day_number = std::int64_t;
inline constexpr day_number first_day = -719162, last_day = 2932896;

/// Microseconds since 1970-01-01T00:00Z; no leap seconds.
using instant_us = std::int64_t;
inline constexpr std::int64_t us_per_minute = 60'000'000, us_per_hour = 60 * us_per_minute,
                              us_per_day = 24 * us_per_hour;

/// A civil date taken apart; month and day from 1.
struct civil {
    std::int32_t year;
    std::int32_t month;
    std::int32_t day;
    friend bool operator==(const civil&, const civil&) = default;
};

civil to_civil(day_number d) noexcept;
day_number to_day(const civil& c) noexcept;  ///< Precondition: the date exists

/// `2026-03-01`; nothing if it is malformed or does not exist.
std::optional<day_number> parse_date(std::string_view text) noexcept;
/// `2026-03-01T09:00[:30[.123456]](Z|+07:00)`; nothing if malformed, nonexistent or out of range.
std::optional<instant_us> parse_instant(std::string_view text) noexcept;
/// `12:00` as minutes from midnight.
std::optional<std::int64_t> parse_time(std::string_view text) noexcept;

std::string format_date(day_number d);
/// In UTC with `Z`, or at an offset in seconds with `+07:00`; seconds and fractions only when they are not zero.
/// In UTC too where the offset is not in whole minutes or the local year has not four digits.
std::string format_instant(instant_us t, std::int32_t offset_seconds = 0);
std::string format_time(std::int64_t minutes);

/// 0 Monday … 6 Sunday.
int weekday(day_number d) noexcept;
day_number month_start(day_number d) noexcept;
/// The first day strictly after `d` that is the given weekday.
day_number weekday_after(day_number d, int wanted) noexcept;
/// Same day number `n` months on (or back), clamped to the last day of that month; nothing out of range.
std::optional<day_number> add_months(day_number d, std::int64_t n) noexcept;

/// One time zone of the tz database, read once. Immutable; any number of concurrent readers.
class zone {
public:
    /// @return nothing if the tz database has no such name
    static std::shared_ptr<const zone> find(std::string_view name);

    const std::string& name() const noexcept { return name_; }
    /// Seconds east of UTC at an instant.
    std::int32_t offset_at(instant_us t) const noexcept;
    /// The civil day at an instant.
    day_number day_at(instant_us t) const noexcept;
    /// The instant of a local time. A time that a clock change skips is moved forward by the gap; of a doubled one the first.
    instant_us instant_of(day_number d, std::int64_t minutes) const noexcept;

private:
    struct change {
        instant_us from;
        std::int32_t offset;
    };
    void add_rule(std::string_view posix_rule);
    std::string name_;
    std::vector<change> changes_;  ///< ascending, up to one 400-year cycle past 2037; later times repeat by the cycle
};

/// The version of the tz database in use, such as `2024a`.
std::string tz_version();

/// Working days over the years a calendar covers. Immutable.
class working_calendar {
public:
    /// @param weekend_mask  bit 0 Monday … bit 6 Sunday
    /// @param first_year,last_year  both included; every day of them is known, no other
    working_calendar(unsigned weekend_mask, int first_year, int last_year, const std::vector<day_number>& holidays);

    int first_year() const noexcept { return first_year_; }
    int last_year() const noexcept { return last_year_; }
    /// Whether a day is a working day; nothing in a year the calendar does not cover.
    std::optional<bool> is_working(day_number d) const noexcept;
    /// The number of working days x with a < x <= b (0 if b <= a); nothing if that needs an uncovered year.
    std::optional<std::int64_t> working_days(day_number a, day_number b) const noexcept;
    /// `n` working days after (n > 0) or before (n < 0) `d`, which is day 0 whatever day it is; nothing if uncovered.
    /// With n = 0 that is `d`, covered or not.
    std::optional<day_number> shift(day_number d, std::int64_t n) const noexcept;
    /// `d` itself if it is a working day, else the next one; nothing if uncovered.
    std::optional<day_number> roll(day_number d) const noexcept;

private:
    int first_year_, last_year_;
    day_number first_, last_;
    std::vector<std::int32_t> count_;  ///< working days from first_ up to and including each day
};

/// What a span counts.
enum class span_unit : std::uint8_t { days, business_days, months };

/// A count of days, business days or months, rolled to a working day or not. `weeks` are 7 days, `years` 12 months.
struct calendar_span {
    std::int64_t count = 0;
    span_unit unit = span_unit::days;
    bool rolled = false;
    friend auto operator<=>(const calendar_span&, const calendar_span&) = default;
};

/// Why a shift has no result.
enum class shift_failure : std::uint8_t { none, out_of_range, uncovered_year, no_calendar };

/// `span` after `d` (sign +1) or before it (sign -1); `cal` may be null when neither business days nor rolling need it.
/// @return the day, or the reason in `why`
std::optional<day_number> shift(day_number d, const calendar_span& s, int sign, const working_calendar* cal,
                                shift_failure& why) noexcept;

/// `30 days`, `6 months rolled`, `1 business day`; in English as rules write it.
std::string format_span(const calendar_span& s, std::string_view language = "en");
/// `48 hours`, `90 minutes`, `1.5 seconds`; exact; in English as rules write it.
std::string format_duration(std::int64_t microseconds, std::string_view language = "en");

}  // namespace writ
