// The cover test against counting every case.
#include "writ/analysis/cover.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace writ::analysis;

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

point_set set_of(std::uint32_t bits) {
    point_set out;
    for (std::uint32_t i = 0; i < 32; ++i)
        if (bits >> i & 1u) out = unite(out, point_set(i, i));
    return out;
}

/// Small questions of all kinds: few and many cubes, with few and many conditions.
class generator {
public:
    explicit generator(std::uint32_t seed) : random_(seed) {}
    std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }

    space slots() {
        space out(1 + below(4));
        for (slot_shape& s : out) s = {1 + below(6), below(2) == 0};
        return out;
    }

    point_set points(const slot_shape& s) {
        if (!s.ordered || below(4) == 0) return set_of(1 + below((1u << s.size) - 1));
        const std::uint32_t a = below(s.size), b = below(s.size);
        return {std::min(a, b), std::max(a, b)};
    }

    std::vector<cube> cubes(const space& slots, std::uint32_t most) {
        std::vector<cube> out(below(most));
        const std::uint32_t rarity = 1 + below(3);
        for (cube& c : out)
            for (std::uint32_t s = 0; s < slots.size(); ++s)
                if (below(rarity) == 0) c.push_back({s, points(slots[s])});
        return out;
    }

private:
    std::mt19937 random_;
};

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
        generator make(seed);
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
        generator make(seed);
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
