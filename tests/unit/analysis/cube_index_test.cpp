// Which cubes are free of those before them, against the cover test.
#include "writ/analysis/cube_index.hpp"

#include <doctest/doctest.h>

#include <span>

#include "support/random_cubes.hpp"

using namespace writ::analysis;
using writ::test::random_cubes;

TEST_CASE("the verdict is that of the cover test, for every cube and the cubes before it") {
    std::size_t closed = 0, open = 0;
    for (std::uint32_t seed = 0; seed < 4000; ++seed) {
        CAPTURE(seed);
        random_cubes make(seed);
        const space slots = make.slots();
        const auto cubes = make.cubes(slots, seed % 3 == 0 ? 40 : 10);
        const cube_index index(slots, cubes);
        for (std::size_t i = 0; i < cubes.size(); ++i) {
            CAPTURE(i);
            const auto before = std::span(cubes).first(i);
            const coverage expected = covered(slots, box_of(slots, cubes[i]), before, 100'000).verdict;
            REQUIRE(index.verdict(cubes[i], i, 100'000) == expected);
            ++(expected == coverage::open ? open : closed);
        }
        REQUIRE(index.verdict({}, 100'000) == covered(slots, everything(slots), cubes, 100'000).verdict);
    }
    CHECK(closed > 1000);
    CHECK(open > 1000);
}

TEST_CASE("what a case shows needs no search, what needs one has a budget") {
    // A row for each case of 12 yes-or-no slots but the last one.
    const space slots(12, slot_shape{2, false});
    std::vector<cube> cubes;
    for (std::uint32_t n = 0; n < 4096; ++n) {
        cube c;
        for (std::uint32_t s = 0; s < slots.size(); ++s) c.push_back({s, point_set(n >> s & 1u, n >> s & 1u)});
        cubes.push_back(std::move(c));
    }
    const cube last = cubes.back();
    const cube_index index(slots, cubes);
    CHECK(index.verdict(last, cubes.size() - 1, 1) == coverage::open);
    CHECK(index.verdict(last, cubes.size(), 1) == coverage::covered);
    CHECK(index.verdict(last, 0, 0) == coverage::undecided);
    const std::size_t needed = covered(slots, everything(slots), cubes, 1'000'000).nodes;
    CHECK(index.verdict({}, needed) == coverage::covered);
    CHECK(index.verdict({}, needed - 1) == coverage::undecided);
}

TEST_CASE("cubes of a long list are shown free by a case or two each") {
    const space slots(64, slot_shape{20, false});
    random_cubes make(1);
    std::vector<cube> cubes(5'000);
    for (cube& c : cubes)
        for (std::uint32_t s = make.below(16); s < slots.size(); s += 1 + make.below(16)) {
            const std::uint32_t point = make.below(20);
            c.push_back({s, point_set(point, point)});
        }
    const cube_index index(slots, cubes);
    for (std::size_t i = 0; i < cubes.size(); ++i) {
        CAPTURE(i);
        REQUIRE(index.verdict(cubes[i], i, 1) == coverage::open);
    }
}
