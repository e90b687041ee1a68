#include "writ/facts.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace writ;

TEST_CASE("type: currencies") {
    CHECK(currency_name(pack_currency("USD")) == "USD");
    CHECK(pack_currency("usd") == 0);
    CHECK(pack_currency("US") == 0);
    CHECK(pack_currency("USDX") == 0);
    CHECK(currency_name(0).empty());
    CHECK(minor_places(pack_currency("USD")) == 2);
    CHECK(minor_places(pack_currency("JPY")) == 0);
    CHECK(minor_places(pack_currency("KWD")) == 3);
    CHECK(minor_places(pack_currency("THB")) == 2);
    CHECK(minor_places(0) == 2);
}

TEST_CASE("facts: spans fit in a cell") {
    for (const auto unit : {span_unit::days, span_unit::business_days, span_unit::months})
        for (const bool rolled : {false, true})
            for (const std::int64_t count : {-1000000, -1, 0, 1, 30, 1000000}) {
                const calendar_span s{count, unit, rolled};
                CHECK(unpack_span(pack_span(s)) == s);
            }
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    CHECK(unpack_span(pack_span({most, span_unit::days, true})).count == (std::int64_t{1} << 60) - 1);
}

TEST_CASE("facts: the moment of a decision") {
    CHECK(parse_moment("2026-03-01")->day == parse_date("2026-03-01"));
    CHECK_FALSE(parse_moment("2026-03-01")->instant);
    CHECK(parse_moment("2026-03-01T09:00+07:00")->instant == parse_instant("2026-03-01T02:00Z"));
    CHECK_FALSE(parse_moment("2026-03-01T09:00+07:00")->day);
    CHECK_FALSE(parse_moment("yesterday"));
    CHECK(format_moment(*parse_moment("2026-03-01")) == "2026-03-01");
    CHECK(format_moment(*parse_moment("2026-03-01T09:00+07:00")) == "2026-03-01T02:00Z");
    CHECK(format_moment({}).empty());
}
