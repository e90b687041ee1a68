// The cover test against counting every case.
#include "writ/analysis/cover.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/random_cubes.hpp"

using namespace writ::analysis;
using writ::test::random_cubes;
using writ::test::set_of;

namespace {

/// Calls `f` with every point of a space, as one number for each slot.
template <class F>
void each_case(const space& slots, F f) {
    std::vector<std::uint32_t> at(slots.size());
    while (true) {
        f(at);
        std::size_t s = 0;
        while (s < at.size() && ++at[s] == slots[s].size) at[s++] = 0;
        if (s == at.size()) return;
    }
}

bool holds(const box& b, const std::vector<std::uint32_t>& at) {
    for (std::size_t s = 0; s < at.size(); ++s)
        if (!b[s].has(at[s])) return false;
    return true;
}

bool holds(const cube& c, const std::vector<std::uint32_t>& at) {
    return std::all_of(c.begin(), c.end(), [&](const literal& l) { return l.points.has(at[l.slot]); });
}

bool any_holds(const std::vector<cube>& cubes, const std::vector<std::uint32_t>& at) {
    return std::any_of(cubes.begin(), cubes.end(), [&](const cube& c) { return holds(c, at); });
}

}  // namespace

TEST_CASE("sets of points behave like sets") {
    for (std::uint32_t a = 0; a < 64; ++a)
        for (std::uint32_t b = 0; b < 64; ++b) {
            const point_set x = set_of(a), y = set_of(b);
            REQUIRE(unite(x, y) == set_of(a | b));
            REQUIRE(intersect(x, y) == set_of(a & b));
            REQUIRE(subtract(x, y) == set_of(a & ~b));
            REQUIRE(meets(x, y) == ((a & b) != 0));
            REQUIRE(contains(x, y) == ((b & ~a) == 0));
        }
    CHECK(set_of(0b1101).size() == 3);
    CHECK(set_of(0b1101).front() == 0);
    CHECK(set_of(0b1101).back() == 3);
}

TEST_CASE("cover, hole and widening agree with counting on random boxes") {
    std::size_t closed = 0, open = 0;
    for (std::uint32_t seed = 0; seed < 8000; ++seed) {
        CAPTURE(seed);
        random_cubes make(seed);
        const space slots = make.slots();
        const auto cubes = make.cubes(slots, seed % 3 == 0 ? 40 : 10);
        box region;
        for (const slot_shape& s : slots) region.push_back(make.below(2) ? point_set(0, s.size - 1) : make.points(s));
        bool all = true;
        each_case(slots, [&](const auto& at) { all = all && (!holds(region, at) || any_holds(cubes, at)); });
        const cover_answer answer = covered(slots, region, cubes, 100'000);
        REQUIRE(answer.verdict == (all ? coverage::covered : coverage::open));
        ++(all ? closed : open);
        if (all) continue;
        const box wide = widen(slots, answer.hole, region, cubes);
        for (std::size_t s = 0; s < slots.size(); ++s) {
            REQUIRE_FALSE(answer.hole[s].empty());
            REQUIRE(contains(wide[s], answer.hole[s]));
        }
        each_case(slots, [&](const auto& at) {
            if (holds(wide, at)) REQUIRE((holds(region, at) && !any_holds(cubes, at)));
        });
    }
    CHECK(closed > 1000);
    CHECK(open > 1000);
}

TEST_CASE("meet and contains agree with counting on random cubes") {
    for (std::uint32_t seed = 0; seed < 3000; ++seed) {
        CAPTURE(seed);
        random_cubes make(seed);
        const space slots = make.slots();
        auto cubes = make.cubes(slots, 6);
        cubes.resize(2);
        const auto both = meet(cubes[0], cubes[1]);
        bool inside = true, any = false;
        each_case(slots, [&](const auto& at) {
            const bool a = holds(cubes[0], at), b = holds(cubes[1], at);
            any = any || (a && b);
            inside = inside && (a || !b);
            if (both) REQUIRE(holds(*both, at) == (a && b));
        });
        REQUIRE(both.has_value() == any);
        if (contains(cubes[0], cubes[1])) REQUIRE(inside);
    }
}

TEST_CASE("a question past its budget stays open, one within it does not") {
    // Every case of 12 yes-or-no slots has a row of its own: no cover without looking at all of them.
    const space slots(12, slot_shape{2, false});
    std::vector<cube> cubes;
    each_case(slots, [&](const auto& at) {
        cube c;
        for (std::uint32_t s = 0; s < at.size(); ++s) c.push_back({s, point_set(at[s], at[s])});
        cubes.push_back(std::move(c));
    });
    const std::size_t needed = covered(slots, everything(slots), cubes, 1'000'000).nodes;
    CHECK(covered(slots, everything(slots), cubes, needed).verdict == coverage::covered);
    CHECK(covered(slots, everything(slots), cubes, needed - 1).verdict == coverage::undecided);
    CHECK(covered(slots, everything(slots), {}, 0).verdict == coverage::undecided);
}

TEST_CASE("a thousand rows over two ordered slots need about as many boxes as there are rows") {
    const space slots = {{2001, true}, {2001, true}};
    std::vector<cube> cubes;
    for (std::uint32_t i = 0; i < 1000; ++i)
        cubes.push_back({{0, point_set(2 * i, 2 * i + 1)}, {1, point_set(0, 2000)}});
    CHECK(covered(slots, everything(slots), cubes, 10'000).verdict == coverage::open);
    cubes.push_back({{0, point_set(2000, 2000)}});
    const cover_answer answer = covered(slots, everything(slots), cubes, 10'000);
    CHECK(answer.verdict == coverage::covered);
    CHECK(answer.nodes < 2100);
}

TEST_CASE("slots that a proof does not need add to its size, they do not multiply it") {
    // Pairs of conditions that many cubes ask for and that cover nothing, before three slots with a row for each case.
    constexpr std::uint32_t pairs = 20;
    const space slots(2 * pairs + 3, slot_shape{2, false});
    std::vector<cube> cubes;
    for (std::uint32_t i = 0; i < pairs; ++i) cubes.push_back({{2 * i, point_set(1, 1)}, {2 * i + 1, point_set(1, 1)}});
    for (std::uint32_t n = 0; n < 8; ++n) {
        cube c;
        for (std::uint32_t bit = 0; bit < 3; ++bit) c.push_back({2 * pairs + bit, set_of(1u << (n >> bit & 1u))});
        cubes.push_back(std::move(c));
    }
    const cover_answer answer = covered(slots, everything(slots), cubes, 1'000'000);
    CHECK(answer.verdict == coverage::covered);
    CHECK(answer.nodes < 4 * pairs);
    cubes.pop_back();
    CHECK(covered(slots, everything(slots), cubes, 1000).verdict == coverage::open);
}
