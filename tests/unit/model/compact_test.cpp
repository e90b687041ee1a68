// What keeps expressions small.
#include "writ/model/compact.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace writ::model;

namespace {

std::vector<int> all_of(const few<int>& f) { return {f.begin(), f.end()}; }

}  // namespace

TEST_CASE("few: what stands in it and what does not are the same to see") {
    for (const std::vector<int>& all : {std::vector<int>{}, {1}, {1, 2}, {1, 2, 3}, {1, 2, 3, 4}}) {
        few<int> made(all), target{7, 8, 9};
        few<int> copy = made;
        CHECK(all_of(made) == all);
        CHECK(made.empty() == all.empty());
        target = made;
        made.push_back(5);
        CHECK(made.size() == all.size() + 1);
        CHECK(made[all.size()] == 5);
        CHECK(all_of(copy) == all);
        CHECK(all_of(target) == all);
        const few<int> moved = std::move(copy);
        CHECK(all_of(moved) == all);
    }
}

TEST_CASE("few: resized, it keeps what there is room for") {
    few<int> f{1, 2, 3};
    f.resize(2);
    CHECK(all_of(f) == std::vector{1, 2});
    f.resize(4);
    CHECK(all_of(f) == std::vector{1, 2, 0, 0});
}

TEST_CASE("rare: reads as made until it is, and copies are their own") {
    rare<std::string> a;
    CHECK(a->empty());
    rare<std::string> b = a;
    a.make() = "said";
    CHECK(*b == "");
    b = a;
    a.make() += " twice";
    CHECK(*b == "said");
    CHECK(*a == "said twice");
}
