#include "support/contains.hpp"

#include <doctest/doctest.h>

using namespace writ;
using writ::test::contains;

namespace {

scalar_value number(std::int64_t x) {
    scalar_value v;
    v.base = base_type::number;
    v.number = rational(x);
    return v;
}

outcome values(std::initializer_list<std::int64_t> xs) {
    outcome o;
    o.kind = outcome::kind_of::values;
    for (const auto x : xs) o.values.push_back(number(x));
    return o;
}

outcome between(std::int64_t low, std::int64_t high) {
    outcome o;
    o.kind = outcome::kind_of::interval;
    o.low = number(low);
    o.high = number(high);
    return o;
}

outcome list(std::initializer_list<std::int64_t> xs, bool sure = true) {
    outcome o;
    o.kind = outcome::kind_of::list;
    for (const auto x : xs) o.members.push_back({values({x}), sure});
    return o;
}

}  // namespace

TEST_CASE("contains: values and intervals") {
    CHECK(contains(values({1, 2}), values({2})));
    CHECK(!contains(values({1, 2}), values({3})));
    CHECK(contains(between(1, 5), values({1, 5})));
    CHECK(!contains(between(1, 5), values({6})));
    CHECK(contains(between(1, 5), between(2, 5)));
    CHECK(!contains(between(1, 5), between(0, 5)));
    outcome any;
    any.kind = outcome::kind_of::any;
    CHECK(contains(any, between(0, 5)));
    CHECK(!contains(between(0, 5), any));
}

TEST_CASE("contains: absence and errors must be left open too") {
    auto absent = outcome{};
    absent.absent = true;
    CHECK(!contains(values({1}), absent));
    auto open = values({1});
    open.absent = true;
    CHECK(contains(open, absent));
    CHECK(!contains(values({1}), open));
}

TEST_CASE("contains: lists") {
    CHECK(contains(list({1, 2}, false), list({2})));
    CHECK(!contains(list({1, 2}), list({2})));
    CHECK(!contains(list({1}), list({1, 2})));
    auto open = list({1});
    open.open = true;
    CHECK(contains(open, list({1, 2})));
}

TEST_CASE("contains: sets") {
    outcome wide, narrow;
    wide.kind = narrow.kind = outcome::kind_of::set;
    wide.must = {"a"};
    wide.may = {"b"};
    narrow.must = {"a", "b"};
    CHECK(contains(wide, narrow));
    CHECK(!contains(narrow, wide));
}
