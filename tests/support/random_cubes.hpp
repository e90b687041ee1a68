// Small random questions to the cover test.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "writ/analysis/cover.hpp"

namespace writ::test {

inline analysis::point_set set_of(std::uint32_t bits) {
    analysis::point_set out;
    for (std::uint32_t i = 0; i < 32; ++i)
        if (bits >> i & 1u) out = unite(out, analysis::point_set(i, i));
    return out;
}

/// Questions of all kinds: few and many cubes, with few and many conditions.
class random_cubes {
public:
    explicit random_cubes(std::uint32_t seed) : random_(seed) {}
    std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }

    analysis::space slots() {
        analysis::space out(1 + below(4));
        for (analysis::slot_shape& s : out) s = {1 + below(6), below(2) == 0};
        return out;
    }

    analysis::point_set points(const analysis::slot_shape& s) {
        if (!s.ordered || below(4) == 0) return set_of(1 + below((1u << s.size) - 1));
        const std::uint32_t a = below(s.size), b = below(s.size);
        return {std::min(a, b), std::max(a, b)};
    }

    std::vector<analysis::cube> cubes(const analysis::space& slots, std::uint32_t most) {
        std::vector<analysis::cube> out(below(most));
        const std::uint32_t rarity = 1 + below(3);
        for (analysis::cube& c : out)
            for (std::uint32_t s = 0; s < slots.size(); ++s)
                if (below(rarity) == 0) c.push_back({s, points(slots[s])});
        return out;
    }

private:
    std::mt19937 random_;
};

}  // namespace writ::test
