#include "writ/rational.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace writ;

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max(),
                       least = std::numeric_limits<std::int64_t>::min();

rational ratio(std::int64_t a, std::int64_t b) { return *divide(a, b); }
rational number(const char* spelling) { return *parse_number(spelling); }

}  // namespace

TEST_CASE("rational: lowest terms, whatever the signs") {
    CHECK(ratio(6, -4) == ratio(-3, 2));
    CHECK(ratio(-6, -4) == ratio(3, 2));
    CHECK(ratio(0, -7) == rational(0));
    CHECK(rational::scaled(1500, 2) == rational(15));
    CHECK(rational::scaled(least, 18).num == least / 262144);
    CHECK_FALSE(divide(1, 0));
}

TEST_CASE("rational: sums and products are exact or nothing, at the edges of 64 bits") {
    CHECK(add(most, 0) == rational(most));
    CHECK_FALSE(add(most, 1));
    CHECK(add(least, most) == rational(-1));
    CHECK_FALSE(subtract(least, 1));
    CHECK(subtract(-1, least) == rational(most));
    CHECK_FALSE(negate(least));
    CHECK(multiply(least, 1) == rational(least));
    CHECK_FALSE(multiply(least, -1));
    CHECK(multiply(ratio(1, 2), least) == rational(least / 2));
    CHECK(divide(least, least) == rational(1));
    CHECK_FALSE(divide(1, least));
    CHECK(divide(2, least) == rational{ratio(-1, -(least / 2))});
    CHECK(multiply(ratio(most, 3), ratio(3, most)) == rational(1));
    CHECK_FALSE(add(ratio(1, most), ratio(1, most - 1)));
    CHECK(add(ratio(1, most), ratio(most - 1, most)) == rational(1));
    CHECK(add(ratio(1, 6), ratio(1, 10)) == ratio(4, 15));
    CHECK(subtract(ratio(1, 6), ratio(1, 6)) == rational(0));
}

TEST_CASE("rational: comparison crosses in 128 bits") {
    CHECK(ratio(most, most - 1) < ratio(most - 1, most - 2));
    CHECK(ratio(most - 1, most) < rational(1));
    CHECK(ratio(least, 3) < ratio(least + 1, 3));
    CHECK(ratio(591, 600) >= number("98.5%"));
    CHECK(ratio(590, 599) < number("98.5%"));
}

TEST_CASE("rational: rounding breaks ties as told, also below zero") {
    const auto rounded = [](const char* n, rounding mode) { return to_string(*round(number(n), 1, mode)); };
    CHECK(rounded("0.25", rounding::half_even) == "0.2");
    CHECK(rounded("0.35", rounding::half_even) == "0.4");
    CHECK(rounded("-0.25", rounding::half_even) == "-0.2");
    CHECK(rounded("-0.35", rounding::half_even) == "-0.4");
    CHECK(rounded("0.25", rounding::half_up) == "0.3");
    CHECK(rounded("-0.25", rounding::half_up) == "-0.3");
    CHECK(rounded("-0.2500001", rounding::half_even) == "-0.3");
    CHECK(rounded("0.21", rounding::up) == "0.3");
    CHECK(rounded("-0.29", rounding::up) == "-0.2");
    CHECK(rounded("0.29", rounding::down) == "0.2");
    CHECK(rounded("-0.21", rounding::down) == "-0.3");
    CHECK(to_string(*round(ratio(2, 3), 2, rounding::half_even)) == "0.67");
    CHECK(round(ratio(-1, 2), 0, rounding::half_even) == rational(0));
    CHECK(round(ratio(-3, 2), 0, rounding::half_even) == rational(-2));
    CHECK(round(rational(most), 18, rounding::half_even) == rational(most));
    CHECK_FALSE(round(ratio(most, 2), 18, rounding::half_even) != ratio(most, 2));
    CHECK_FALSE(round(ratio(most, 3), 18, rounding::half_even));  // its mantissa needs more than 64 bits
}

TEST_CASE("rational: mantissas") {
    CHECK(exact_scaled(number("98.5%"), 3) == 985);
    CHECK_FALSE(exact_scaled(ratio(1, 3), 18));
    CHECK_FALSE(exact_scaled(10, 18));
    CHECK(exact_scaled(9, 18) == 9'000'000'000'000'000'000);
    CHECK(floor_scaled(ratio(-1, 3), 1) == -4);
    CHECK(floor_scaled(ratio(1, 3), 1) == 3);
    CHECK_FALSE(floor_scaled(most, 1));
}

TEST_CASE("rational: reading") {
    CHECK(number("1_000_000") == rational(1000000));
    CHECK(number("-0.98") == ratio(-49, 50));
    CHECK(number("98.5%") == ratio(197, 200));
    CHECK(number("-0") == rational(0));
    CHECK(number("0.1000000000000000000000000000000000000") == ratio(1, 10));
    CHECK(number("-9223372036854775808") == rational(least));
    CHECK_FALSE(parse_number("9223372036854775808"));
    CHECK(number("0.00000095367431640625") == ratio(1, 1 << 20));
    CHECK_FALSE(parse_number("99999999999999999999999999999999999999999999999999999999999999"));
    for (const char* bad :
         {"", "-", "%", ".5", "5.", "1e3", "+1", "1.2.3", "_1", " 1", "1 ", "0x10", "1.5_0", "--1", "1%%", "nan"})
        CHECK_FALSE(parse_number(bad));
}

TEST_CASE("rational: writing") {
    CHECK(to_string(rational(48)) == "48");
    CHECK(to_string(number("98.5%")) == "0.985");
    CHECK(to_string(ratio(1, 3)) == "1/3");
    CHECK(to_string(ratio(-22, 7), 2) == "-22/7");
    CHECK(to_string(rational(100), 2) == "100.00");
    CHECK(to_string(number("0.985"), 2) == "0.985");
    CHECK(to_string(number("-0.5"), 2) == "-0.50");
    CHECK(to_string(rational(least), 1) == "-9223372036854775808.0");
    CHECK(parse_number(to_string(ratio(1, std::int64_t{1} << 30))) == ratio(1, std::int64_t{1} << 30));
}
