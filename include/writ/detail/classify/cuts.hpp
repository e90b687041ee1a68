// Numbers cut where tests of them begin and end: of a value only matters how many cuts are not above it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "writ/classify/classifier.hpp"

namespace writ::classify {

/// The cuts of one cell, in a pool with those of others.
///
/// The cuts are leaves of sixteen; a level above them, each node has the first cut of its second to sixteenth child; and so
/// on up to one node. The greatest number pads them: no cut is as high, so that the value below may stand for it.
struct cut_tree {
    std::uint32_t depth = 0;       ///< levels, from the root to the leaves
    std::uint32_t levels[4] = {};  ///< where each starts in the pool
};

/// Twice the ranges that a cell may be asked for.
inline constexpr std::size_t most_cuts = 2 * most_ranges;
static_assert(most_cuts < 0xffff, "four levels of sixteen, and numbers of 16 bits");

/// Adds a tree of cuts to a pool. @pre ascending, at most `most_cuts`, none the greatest number
template <class Number>
cut_tree add_cuts(std::vector<Number> cuts, std::vector<Number>& pool) {
    constexpr Number pad = std::numeric_limits<Number>::max();
    std::vector<std::vector<Number>> levels;  // from the leaves up
    std::vector<Number> firsts;               // the first cut below each child
    const std::size_t leaves = std::max<std::size_t>(1, (cuts.size() + 15) / 16);
    cuts.resize(leaves * 16, pad);
    for (std::size_t i = 0; i < leaves; ++i) firsts.push_back(cuts[i * 16]);
    levels.push_back(std::move(cuts));
    while (firsts.size() > 1) {
        std::vector<Number> level((firsts.size() + 15) / 16 * 16, pad), above;
        for (std::size_t child = 0; child < firsts.size(); ++child)
            if (child % 16 != 0) level[child / 16 * 16 + child % 16 - 1] = firsts[child];
            else above.push_back(firsts[child]);
        levels.push_back(std::move(level));
        firsts = std::move(above);
    }
    cut_tree out;
    for (auto level = levels.rbegin(); level != levels.rend(); ++level) {
        out.levels[out.depth++] = static_cast<std::uint32_t>(pool.size());
        pool.insert(pool.end(), level->begin(), level->end());
    }
    return out;
}

/// The least and greatest number that lanes can have for a cell: distances from its lowest value, or the values themselves.
inline std::int64_t least_of(const cell_lane& l) noexcept {
    return l.kind == cell_lane::kind_of::wide ? std::numeric_limits<std::int64_t>::min() : 0;
}
inline std::int64_t most_of(const cell_lane& l) noexcept {
    switch (l.kind) {
        case cell_lane::kind_of::wide: return std::numeric_limits<std::int64_t>::max();
        case cell_lane::kind_of::half: return 0xffffffff;
        default: return 0xffff;
    }
}
/// The range of a test in those numbers.
inline std::pair<std::int64_t, std::int64_t> range_of(const test& t, const cell_lane& l) noexcept {
    if (l.kind == cell_lane::kind_of::wide) return {t.low, t.high};
    return {std::max(t.low, l.low) - l.low, std::min(t.high, l.low + most_of(l)) - l.low};
}

/// A value for which no pad counts.
template <class Number>
Number searchable(Number value) noexcept {
    return std::min(value, static_cast<Number>(std::numeric_limits<Number>::max() - 1));
}

}  // namespace writ::classify
