// Which of many boxes are free of those before them: the question of a long list of rules, asked once for each rule.
//
// Searching a cover for each of n rules looks at each pair of them several times. Most rules are free, and one case shows
// it. So a case of the box is made up and changed, as long as some cube holds it, to where that cube does not; only a box
// without such a case is left to the search. Finding the cube takes no look at all of them:
//  - in each slot one point is *usual*, the one that the fewest cubes hold;
//  - each cube *watches* one slot where it does not hold the usual point.
// A case that is usual in all but a few slots is in no cube but those that watch one of these slots, and those that
// watch none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "writ/analysis/cover.hpp"

namespace writ::analysis {

class cube_index {
public:
    /// @param slots  is kept by reference
    cube_index(const space& slots, std::vector<cube> cubes);

    /// The verdict of `covered` for a cube and the first `count` of the cubes, with less work. May be `open` where `covered`
    /// is undecided.
    coverage verdict(const cube& region, std::size_t count, std::size_t budget) const;
    /// For all of the cubes.
    coverage verdict(const cube& region, std::size_t budget) const { return verdict(region, cubes_.size(), budget); }

private:
    using sample = std::vector<std::uint32_t>;  ///< a point for each slot

    void count_holders();
    void choose_watches();
    bool shows_open(cube room, std::size_t count) const;
    const cube* holder_of(const sample& at, const cube& room, std::size_t count) const;
    bool step_aside(const cube& holder, sample& at, cube& room) const;
    std::uint32_t rarest(std::uint32_t slot, const point_set& points) const;

    const space& slots_;
    std::vector<cube> cubes_;
    std::vector<std::vector<std::uint32_t>> holders_;  ///< by slot and point: how many cubes hold it
    sample usual_;
    std::vector<std::vector<std::uint32_t>> watching_;  ///< by slot; one more: those that watch none
};

}  // namespace writ::analysis
