#include "writ/date.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "writ/detail/posix_rule.hpp"

using namespace writ;

namespace {

day_number day(const char* text) { return *parse_date(text); }
instant_us at(const char* text) { return *parse_instant(text); }
std::string months_on(const char* from, std::int64_t n) { return format_date(*add_months(day(from), n)); }

std::string local(const zone& z, const char* date, const char* time) {
    const instant_us t = z.instant_of(day(date), *parse_time(time));
    return format_instant(t, z.offset_at(t));
}

}  // namespace

TEST_CASE("date: every day there is goes to its parts and back") {
    CHECK(to_civil(0) == civil{1970, 1, 1});
    CHECK(to_civil(first_day) == civil{1, 1, 1});
    CHECK(to_civil(last_day) == civil{9999, 12, 31});
    civil before = to_civil(first_day - 1);
    bool all = true;
    for (day_number d = first_day; d <= last_day; ++d) {
        const civil c = to_civil(d);
        const bool next = c.day == before.day + 1 || (c.day == 1 && c.month == before.month % 12 + 1);
        all = all && to_day(c) == d && next && c.year == before.year + (c.day == 1 && c.month == 1 ? 1 : 0);
        before = c;
    }
    CHECK(all);
}

TEST_CASE("date: reading accepts only days that exist") {
    CHECK(parse_date("2024-02-29"));
    CHECK(parse_date("2000-02-29"));
    CHECK(parse_date("9999-12-31") == last_day);
    CHECK(parse_date("0001-01-01") == first_day);
    for (const char* bad :
         {"2023-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-04-31", "2026-01-00", "0000-01-01", "2026-1-1",
          "26-01-01", "2026-01-01 ", "20260101", "", "2026-01-0a", "10000-01-01"})
        CHECK_FALSE(parse_date(bad));
}

TEST_CASE("date: instants need an offset and keep microseconds") {
    CHECK(at("1970-01-01T00:00Z") == 0);
    CHECK(at("2026-03-01T09:00+07:00") == at("2026-03-01T02:00:00Z"));
    CHECK(at("2026-03-01T09:00:30.25-03:30") == at("2026-03-01T12:30:30.250000Z"));
    CHECK(format_instant(at("2026-03-01T09:00:30.25Z")) == "2026-03-01T09:00:30.25Z");
    CHECK(format_instant(at("1969-12-31T23:59:59.999999Z")) == "1969-12-31T23:59:59.999999Z");
    CHECK(format_instant(at("2026-03-01T02:00Z"), 7 * 3600) == "2026-03-01T09:00+07:00");
    CHECK(format_instant(at("2026-03-01T02:00Z"), -12600) == "2026-02-28T22:30-03:30");
    CHECK(format_instant(at("9999-12-31T23:00Z"), 7 * 3600) == "9999-12-31T23:00Z");
    CHECK(format_instant(at("1880-01-01T00:00Z"), 3208) == "1880-01-01T00:00Z");
    for (const char* bad :
         {"2026-03-01T09:00", "2026-03-01T09:00z", "2026-03-01 09:00Z", "2026-03-01T24:00Z", "2026-03-01T09:60Z",
          "2026-03-01T09:00:60Z", "2026-03-01T09:00:00.Z", "2026-03-01T09:00:00.1234567Z", "2026-03-01T09:00+7:00",
          "2026-02-30T09:00Z", "0001-01-01T00:00+01:00", "9999-12-31T23:59-00:01", "2026-03-01", "T09:00Z"})
        CHECK_FALSE(parse_instant(bad));
    CHECK(parse_time("23:59") == 1439);
    CHECK_FALSE(parse_time("24:00"));
    CHECK_FALSE(parse_time("9:00"));
    CHECK(format_time(725) == "12:05");
}

TEST_CASE("date: weekdays and months") {
    CHECK(weekday(day("2026-03-01")) == 6);
    CHECK(weekday(first_day) == 0);
    CHECK(format_date(weekday_after(day("2026-03-01"), 6)) == "2026-03-08");
    CHECK(format_date(weekday_after(day("2026-03-01"), 0)) == "2026-03-02");
    CHECK(format_date(month_start(day("2024-02-29"))) == "2024-02-01");
    CHECK(months_on("2026-01-31", 1) == "2026-02-28");
    CHECK(months_on("2023-11-30", 3) == "2024-02-29");
    CHECK(months_on("2024-02-29", 12) == "2025-02-28");
    CHECK(months_on("2026-03-31", -1) == "2026-02-28");
    CHECK(months_on("2026-01-15", -13) == "2024-12-15");
    CHECK_FALSE(add_months(last_day, 1));
    CHECK_FALSE(add_months(first_day, -1));
    CHECK_FALSE(add_months(0, std::numeric_limits<std::int64_t>::max()));
    CHECK_FALSE(add_months(0, std::numeric_limits<std::int64_t>::min()));
}

TEST_CASE("zone: Berlin skips an hour in March and doubles one in October") {
    const auto z = zone::find("Europe/Berlin");
    REQUIRE(z);
    CHECK(z->name() == "Europe/Berlin");
    CHECK(local(*z, "2026-03-29", "01:59") == "2026-03-29T01:59+01:00");
    CHECK(local(*z, "2026-03-29", "02:00") == "2026-03-29T03:00+02:00");
    CHECK(local(*z, "2026-03-29", "02:30") == "2026-03-29T03:30+02:00");
    CHECK(local(*z, "2026-03-29", "03:00") == "2026-03-29T03:00+02:00");
    CHECK(local(*z, "2026-10-25", "01:59") == "2026-10-25T01:59+02:00");
    CHECK(local(*z, "2026-10-25", "02:30") == "2026-10-25T02:30+02:00");
    CHECK(local(*z, "2026-10-25", "03:00") == "2026-10-25T03:00+01:00");
    CHECK(z->day_at(at("2026-03-01T22:59Z")) == day("2026-03-01"));
    CHECK(z->day_at(at("2026-03-01T23:00Z")) == day("2026-03-02"));
    CHECK(z->day_at(at("1960-06-30T23:30Z")) == day("1960-07-01"));
}

TEST_CASE("zone: New York") {
    const auto z = zone::find("America/New_York");
    REQUIRE(z);
    CHECK(local(*z, "2026-03-08", "02:30") == "2026-03-08T03:30-04:00");
    CHECK(local(*z, "2026-11-01", "01:30") == "2026-11-01T01:30-04:00");
    CHECK(local(*z, "2026-11-01", "02:00") == "2026-11-01T02:00-05:00");
}

TEST_CASE("zone: a day that was skipped altogether, and one written twice") {
    const auto samoa = zone::find("Pacific/Apia");
    REQUIRE(samoa);
    CHECK(local(*samoa, "2011-12-30", "12:00") == "2011-12-31T12:00+14:00");
    const auto kwajalein = zone::find("Pacific/Kwajalein");
    REQUIRE(kwajalein);
    CHECK(local(*kwajalein, "1969-09-30", "12:00") == "1969-09-30T12:00+11:00");
}

TEST_CASE("zone: the rule goes on after the last listed change, to the end of time") {
    const auto berlin = zone::find("Europe/Berlin");
    const auto sydney = zone::find("Australia/Sydney");
    REQUIRE((berlin && sydney));
    CHECK(local(*berlin, "2037-07-01", "12:00") == "2037-07-01T12:00+02:00");
    CHECK(local(*berlin, "2038-01-01", "12:00") == "2038-01-01T12:00+01:00");
    CHECK(local(*berlin, "2050-07-01", "12:00") == "2050-07-01T12:00+02:00");
    CHECK(local(*berlin, "2438-03-28", "02:30") == local(*berlin, "2438-03-28", "03:30"));
    CHECK(local(*berlin, "9999-12-31", "23:59") == "9999-12-31T23:59+01:00");
    CHECK(local(*berlin, "9999-07-01", "00:00") == "9999-07-01T00:00+02:00");
    CHECK(local(*sydney, "2437-12-31", "23:59") == "2437-12-31T23:59+11:00");
    CHECK(local(*sydney, "2438-01-01", "00:00") == "2438-01-01T00:00+11:00");
    CHECK(local(*sydney, "5000-07-01", "00:00") == "5000-07-01T00:00+10:00");
    CHECK(berlin->offset_at(at("0001-01-01T00:00Z")) == 3208);
}

TEST_CASE("zone: instants and local times agree around every change of 2000 to 2500") {
    for (const char* name :
         {"Europe/Berlin", "America/New_York", "Asia/Bangkok", "Australia/Lord_Howe", "America/Sao_Paulo"}) {
        const auto z = zone::find(name);
        REQUIRE(z);
        bool all = true;
        for (day_number d = day("2000-01-01"); d < day("2500-01-01"); ++d)
            for (const std::int64_t minutes : {0, 90, 150, 210, 720}) {
                const instant_us t = z->instant_of(d, minutes);
                const instant_us back = t + z->offset_at(t) * std::int64_t{1'000'000};
                const std::int64_t gap = back - (d * us_per_day + minutes * us_per_minute);
                all = all && gap >= 0 && gap <= us_per_hour &&
                      (gap == 0 || z->offset_at(t - 2 * us_per_hour) != z->offset_at(t));
            }
        CHECK(all);
    }
}

TEST_CASE("zone: what does not exist is not found") {
    for (const char* name :
         {"", "Europe/Atlantis", "../../etc/passwd", "/etc/localtime", "localtime", "Europe", "tzdata.zi"})
        CHECK_FALSE(zone::find(name));
    CHECK(tz_version().size() >= 5);
}

TEST_CASE("zone: POSIX rules") {
    const auto rule = detail::parse_posix_rule("<-03>3<-02>,M3.5.0/-1,J60/25:30:15");
    REQUIRE(rule);
    CHECK(rule->standard == -10800);
    CHECK(rule->summer == -7200);
    CHECK(rule->begin.in_year(2026) == day("2026-03-29") * 86400 - 3600);
    CHECK(rule->end.in_year(2024) == day("2024-03-01") * 86400 + 91815);
    CHECK(rule->end.in_year(2025) == day("2025-03-01") * 86400 + 91815);
    CHECK(detail::parse_posix_rule("EST5EDT,M3.2.0,M11.1.0")->summer == -14400);
    CHECK_FALSE(detail::parse_posix_rule("CST6CDT,M13.1.0,M11.1.0"));
    CHECK_FALSE(detail::parse_posix_rule("CST6CDT"));
    CHECK_FALSE(detail::parse_posix_rule(""));
    CHECK_FALSE(detail::parse_posix_rule("UTC0 "));
}

TEST_CASE("working_calendar: counting, shifting and rolling over weekends and holidays") {
    const working_calendar c(0b1100000, 2026, 2027,
                             {day("2026-04-03"), day("2026-04-06"), day("2026-04-04"), day("2030-01-01")});
    CHECK(c.is_working(day("2026-04-02")) == true);
    CHECK(c.is_working(day("2026-04-03")) == false);
    CHECK(c.is_working(day("2026-04-04")) == false);
    CHECK_FALSE(c.is_working(day("2025-12-31")));
    CHECK_FALSE(c.is_working(day("2028-01-01")));
    CHECK(c.working_days(day("2026-04-02"), day("2026-04-07")) == 1);
    CHECK(c.working_days(day("2026-04-07"), day("2026-04-02")) == 0);
    CHECK(c.working_days(day("1990-01-01"), day("1980-01-01")) == 0);
    CHECK(c.working_days(day("2025-12-31"), day("2026-01-02")) == 2);
    CHECK_FALSE(c.working_days(day("2025-12-30"), day("2026-01-02")));
    CHECK_FALSE(c.working_days(day("2027-12-31"), day("2028-01-01")));
    const auto shifted = [&](const char* d, std::int64_t n) { return format_date(*c.shift(day(d), n)); };
    CHECK(shifted("2026-04-02", 1) == "2026-04-07");
    CHECK(shifted("2026-04-04", 1) == "2026-04-07");
    CHECK(shifted("2026-04-04", 0) == "2026-04-04");
    CHECK(shifted("2026-04-07", -1) == "2026-04-02");
    CHECK(shifted("2026-04-05", -2) == "2026-04-01");
    CHECK(shifted("2025-12-31", 1) == "2026-01-01");
    CHECK(shifted("2028-01-01", -1) == "2027-12-31");
    CHECK_FALSE(c.shift(day("2025-12-30"), 1));
    CHECK_FALSE(c.shift(day("2027-12-30"), 2));
    CHECK_FALSE(c.shift(day("2026-01-05"), -3));
    CHECK(c.shift(day("2026-01-05"), -2) == day("2026-01-01"));
    CHECK_FALSE(c.shift(day("2026-06-01"), std::numeric_limits<std::int64_t>::max()));
    CHECK_FALSE(c.shift(day("2026-06-01"), std::numeric_limits<std::int64_t>::min()));
    CHECK(c.roll(day("2026-04-03")) == day("2026-04-07"));
    CHECK(c.roll(day("2026-04-07")) == day("2026-04-07"));
    CHECK(c.roll(day("2026-01-01")) == day("2026-01-01"));
    CHECK_FALSE(c.roll(day("2028-01-01")));
}

TEST_CASE("working_calendar: agrees with counting day by day; empty ones know nothing") {
    const working_calendar c(0b1000001, 2024, 2025, {day("2024-12-25"), day("2025-01-01")});
    const day_number first = day("2024-01-01"), last = day("2025-12-31");
    bool all = true;
    for (day_number d = first; d <= last; d += 3)
        for (std::int64_t n = -40; n <= 40; ++n) {
            if (n == 0) continue;
            day_number x = d;
            std::int64_t left = n > 0 ? n : -n;
            while (left > 0 && x >= first && x <= last) {
                x += n > 0 ? 1 : -1;
                if (c.is_working(x).value_or(false)) --left;
            }
            const auto expected = left == 0 ? std::optional(x) : std::nullopt;
            all = all && c.shift(d, n) == expected;
        }
    CHECK(all);
    const working_calendar none(0b1100000, 2026, 2025, {});
    CHECK_FALSE(none.is_working(day("2026-01-01")));
    CHECK_FALSE(none.shift(day("2026-01-01"), 1));
    const working_calendar never(0b1111111, 2026, 2026, {});
    CHECK_FALSE(never.roll(day("2026-01-01")));
}

TEST_CASE("date: spans, and why one cannot be counted") {
    const working_calendar c(0b1100000, 2026, 2026, {});
    shift_failure why{};
    const auto shifted = [&](const char* d, calendar_span s, int sign, const working_calendar* cal) {
        const auto there = shift(day(d), s, sign, cal, why);
        return there ? format_date(*there) : std::string("none");
    };
    CHECK(shifted("2026-01-31", {1, span_unit::months, false}, 1, nullptr) == "2026-02-28");
    CHECK(why == shift_failure::none);
    CHECK(shifted("2026-01-31", {1, span_unit::months, true}, 1, &c) == "2026-03-02");
    CHECK(shifted("2026-03-02", {1, span_unit::days, true}, -1, &c) == "2026-03-02");
    CHECK(shifted("2026-03-02", {2, span_unit::business_days, false}, -1, &c) == "2026-02-26");
    CHECK(shifted("2026-03-02", {2, span_unit::business_days, false}, 1, nullptr) == "none");
    CHECK(why == shift_failure::no_calendar);
    CHECK(shifted("2026-03-02", {2, span_unit::days, true}, 1, nullptr) == "none");
    CHECK(why == shift_failure::no_calendar);
    CHECK(shifted("2026-12-31", {1, span_unit::business_days, false}, 1, &c) == "none");
    CHECK(why == shift_failure::uncovered_year);
    CHECK(shifted("2026-12-31", {2, span_unit::days, true}, 1, &c) == "none");
    CHECK(why == shift_failure::uncovered_year);
    CHECK(shifted("9999-12-31", {1, span_unit::days, false}, 1, &c) == "none");
    CHECK(why == shift_failure::out_of_range);
    constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
    for (const auto unit : {span_unit::days, span_unit::business_days, span_unit::months}) {
        CHECK(shifted("2026-06-01", {least, unit, false}, -1, &c) == "none");
        CHECK(shifted("2026-06-01", {least, unit, false}, 1, &c) == "none");
    }
    CHECK(format_span({1, span_unit::business_days, false}) == "1 business day");
    CHECK(format_span({6, span_unit::months, true}) == "6 months rolled");
    CHECK(format_span({-30, span_unit::days, false}) == "-30 days");
}

TEST_CASE("date: durations") {
    CHECK(format_duration(48 * us_per_hour) == "48 hours");
    CHECK(format_duration(90 * us_per_minute) == "90 minutes");
    CHECK(format_duration(us_per_hour) == "1 hour");
    CHECK(format_duration(-us_per_minute) == "-1 minute");
    CHECK(format_duration(1'500'000) == "1.5 seconds");
    CHECK(format_duration(1) == "0.000001 seconds");
    CHECK(format_duration(0) == "0 hours");
}
