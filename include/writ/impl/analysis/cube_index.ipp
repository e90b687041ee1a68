// Free boxes, found by trying cases.
#pragma once

#include "writ/analysis/cube_index.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

namespace writ::analysis {

namespace cube_index_detail {

/// So many cases are tried before a search.
inline constexpr std::size_t most_tries = 64;

inline bool holds(const cube& c, const std::vector<std::uint32_t>& at) {
    return std::all_of(c.begin(), c.end(), [&](const literal& l) { return l.points.has(at[l.slot]); });
}

}  // namespace cube_index_detail

cube_index::cube_index(const space& slots, std::vector<cube> cubes) : slots_(slots), cubes_(std::move(cubes)) {
    count_holders();
    for (const auto& of_slot : holders_)
        usual_.push_back(
            static_cast<std::uint32_t>(std::min_element(of_slot.begin(), of_slot.end()) - of_slot.begin()));
    choose_watches();
}

void cube_index::count_holders() {
    // Where runs begin and end, then summed up: a cube of a wide slot costs its runs, not its points.
    std::vector<std::uint32_t> silent(slots_.size(), static_cast<std::uint32_t>(cubes_.size()));
    for (const slot_shape& s : slots_) holders_.emplace_back(s.size + 1);
    for (const cube& c : cubes_)
        for (const literal& l : c) {
            --silent[l.slot];
            for (const point_set::run& r : l.points.runs()) ++holders_[l.slot][r.first], --holders_[l.slot][r.last + 1];
        }
    for (std::size_t s = 0; s < slots_.size(); ++s) {
        holders_[s].pop_back();
        std::uint32_t now = silent[s];
        for (std::uint32_t& point : holders_[s]) point = now += point;
    }
}

void cube_index::choose_watches() {
    // Of all slots that a cube could watch the one where the fewest do not hold the usual point: it is looked at least.
    const auto usual_holders = [&](std::uint32_t slot) { return holders_[slot][usual_[slot]]; };
    const auto none = static_cast<std::uint32_t>(slots_.size());
    watching_.resize(slots_.size() + 1);
    for (std::uint32_t i = 0; i < cubes_.size(); ++i) {
        std::uint32_t watched = none;
        for (const literal& l : cubes_[i])
            if (!l.points.has(usual_[l.slot]) && (watched == none || usual_holders(l.slot) > usual_holders(watched)))
                watched = l.slot;
        watching_[watched].push_back(i);
    }
}

coverage cube_index::verdict(const cube& region, std::size_t count, std::size_t budget) const {
    if (budget && shows_open(region, count)) return coverage::open;
    return covered(slots_, box_of(slots_, region), std::span(cubes_).first(count), budget).verdict;
}

/// @param room  where the case may be
bool cube_index::shows_open(cube room, std::size_t count) const {
    sample at = usual_;
    for (const literal& l : room) at[l.slot] = rarest(l.slot, l.points);
    for (std::size_t tries = 0; tries < cube_index_detail::most_tries; ++tries) {
        const cube* holder = holder_of(at, room, count);
        if (!holder) return true;
        if (!step_aside(*holder, at, room)) return false;
    }
    return false;
}

/// A cube that holds the case, which is usual outside of `room`.
const cube* cube_index::holder_of(const sample& at, const cube& room, std::size_t count) const {
    const auto among = [&](const std::vector<std::uint32_t>& some) -> const cube* {
        for (const std::uint32_t i : some) {
            if (i >= count) break;
            if (cube_index_detail::holds(cubes_[i], at)) return &cubes_[i];
        }
        return nullptr;
    };
    const cube* found = among(watching_.back());
    for (auto l = room.begin(); !found && l != room.end(); ++l)
        if (at[l->slot] != usual_[l->slot]) found = among(watching_[l->slot]);
    return found;
}

/// Leaves the holder for good: takes its points out of the room of one slot, where the fewest cubes are met instead.
bool cube_index::step_aside(const cube& holder, sample& at, cube& room) const {
    const auto room_of = [&](std::uint32_t slot) {
        return std::find_if(room.begin(), room.end(), [&](const literal& l) { return l.slot == slot; });
    };
    std::optional<literal> best;
    const auto crowd = [&](const literal& l) { return holders_[l.slot][rarest(l.slot, l.points)]; };
    for (const literal& l : holder) {
        const auto known = room_of(l.slot);
        literal rest{l.slot,
                     subtract(known == room.end() ? point_set(0, slots_[l.slot].size - 1) : known->points, l.points)};
        if (!rest.points.empty() && (!best || crowd(rest) < crowd(*best))) best = std::move(rest);
    }
    if (!best) return false;
    at[best->slot] = rarest(best->slot, best->points);
    const auto known = room_of(best->slot);
    if (known == room.end()) room.push_back(std::move(*best));
    else *known = std::move(*best);
    return true;
}

/// The point that the fewest cubes hold; of a set without the usual one, among those where a run begins or ends.
std::uint32_t cube_index::rarest(std::uint32_t slot, const point_set& points) const {
    if (points.has(usual_[slot])) return usual_[slot];
    std::uint32_t best = points.front();
    for (const point_set::run& r : points.runs())
        for (const std::uint32_t end : {r.first, r.last})
            if (holders_[slot][end] < holders_[slot][best]) best = end;
    return best;
}

}  // namespace writ::analysis
