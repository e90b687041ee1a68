#include "support/oracle_value.hpp"

#include <doctest/doctest.h>

#include "support/oracle_interval.hpp"

using namespace writ;
using namespace writ::oracle;

namespace {

const needs some_need{{need::kind_of::fact, 1, 0, 0}};
const possible yes = truth(true, false), no = truth(false, true), open = truth(true, true, {}, some_need);
const possible error = error_value({{}, error_kind::overflow, "overflow", {}});
const possible open_or_error = truth(true, true, error.errors, some_need);

bool is_range(const possible& v, std::int64_t low, std::int64_t high) {
    return v.kind == shape::interval && v.low == rational(low) && v.high == rational(high);
}

interval range(std::int64_t low, std::int64_t high) { return {rational(low), rational(high)}; }

}  // namespace

TEST_CASE("oracle: no dominates whatever else there is, wherever it stands") {
    CHECK(is_surely(all_of({no, error}), false));
    CHECK(is_surely(all_of({error, no}), false));
    CHECK(is_surely(all_of({open, no}), false));
    CHECK(is_surely(any_of({error, yes}), true));
    CHECK(is_surely(any_of({open, yes}), true));
}

TEST_CASE("oracle: a sure error wins over unknown, a possible one stays possible") {
    CHECK(is_surely_error(all_of({open, error})));
    CHECK(is_surely_error(any_of({error, open})));
    const auto v = all_of({open_or_error, yes});
    CHECK(plain_count(v) == 2);
    CHECK(!v.errors.empty());
    CHECK(v.needs == some_need);
    CHECK(all_of({open_or_error, no}).errors.empty());
}

TEST_CASE("oracle: what is known needs nothing") {
    CHECK(truth(true, false, {}, some_need).needs.empty());
    CHECK(interval_value(rational(1), rational(1), some_need).needs.empty());
    CHECK(interval_value(rational(1), rational(2), some_need).needs == some_need);
}

TEST_CASE("oracle: joins keep every possibility") {
    CHECK(is_range(join({number_value(1), number_value(5)}), 1, 5));
    const auto v = join({absent_value(), choice_value(2), error});
    CHECK(v.absent);
    CHECK(!v.errors.empty());
    CHECK(v.choice.count() == 1);
    const auto sets = join({mask_value(3, 3), mask_value(1, 5)});
    CHECK(sets.must == model::value_set(1));
    CHECK(sets.may == model::value_set(7));
    CHECK(!join({interval_value({}, rational(1)), number_value(3)}).low);
}

TEST_CASE("oracle: joined lists have the members of both, those of one only perhaps") {
    const auto list = [](std::initializer_list<std::int64_t> xs) {
        list_value l;
        for (const auto x : xs) l.items.push_back({number_value(x), truth(true, false)});
        return list_of(l);
    };
    const auto v = join({list({1, 2}), list({2, 3})}, some_need);
    REQUIRE(v.list->items.size() == 3);
    CHECK(!is_known(v.list->items[0].present));
    CHECK(is_surely(v.list->items[1].present, true));
    CHECK(count_range(*v.list) == std::pair<std::int64_t, std::int64_t>(1, 3));
    CHECK(is_open(v));
}

TEST_CASE("oracle: arithmetic on intervals") {
    const auto sum = add(range(1, 2), range(10, 20));
    CHECK(sum.low == rational(11));
    CHECK(sum.high == rational(22));
    const auto product = multiply(range(-2, 3), range(-5, 7));
    CHECK(product.low == rational(-15));
    CHECK(product.high == rational(21));
    const auto quotient = divide(range(1, 2), {rational(4), {}});
    CHECK(quotient.low == rational(0));
    CHECK(quotient.high == rational::scaled(5, 1));
    CHECK(multiply({{}, {}}, range(0, 0)).high == rational(0));
}

TEST_CASE("oracle: an end that does not fit is open and may be an error; if nothing fits there is nothing") {
    const auto half = add(range(0, INT64_MAX), range(1, 1));
    CHECK(half.low == rational(1));
    CHECK(!half.high);
    CHECK(half.may_overflow);
    CHECK(!half.none);
    CHECK(add(range(INT64_MAX, INT64_MAX), range(1, 1)).none);
    CHECK(multiply(range(INT64_MAX, INT64_MAX), range(2, 2)).none);
    CHECK(!multiply(range(-4, INT64_MAX), range(2, 2)).none);
}

TEST_CASE("oracle: equality of what is not known") {
    CHECK(!compare_plain(number_value(1), number_value(2)).equal);
    CHECK(!compare_plain(number_value(1), number_value(1)).different);
    const auto r = interval_value(rational(3), rational(5));
    CHECK(!compare_plain(number_value(1), r).equal);
    CHECK(compare_plain(number_value(4), r).equal);
    CHECK(compare_plain(number_value(4), r).different);
}
