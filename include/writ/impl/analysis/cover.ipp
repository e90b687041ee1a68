// The cover test.
#pragma once

#include "writ/analysis/cover.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace writ::analysis {

std::size_t point_set::size() const noexcept {
    std::size_t n = 0;
    for (const run& r : runs_) n += r.last - r.first + 1u;
    return n;
}

bool point_set::has(std::uint32_t point) const noexcept {
    for (const run& r : runs_)
        if (point <= r.last) return point >= r.first;
    return false;
}

point_set unite(const point_set& a, const point_set& b) {
    point_set out;
    std::merge(a.runs_.begin(), a.runs_.end(), b.runs_.begin(), b.runs_.end(), std::back_inserter(out.runs_));
    std::size_t kept = 0;
    for (std::size_t i = 1; i < out.runs_.size(); ++i) {
        point_set::run& last = out.runs_[kept];
        const point_set::run next = out.runs_[i];
        if (next.first <= last.last + 1) last.last = std::max(last.last, next.last);
        else out.runs_[++kept] = next;
    }
    if (!out.runs_.empty()) out.runs_.resize(kept + 1);
    return out;
}

point_set intersect(const point_set& a, const point_set& b) {
    point_set out;
    for (auto i = a.runs_.begin(), j = b.runs_.begin(); i != a.runs_.end() && j != b.runs_.end();) {
        const auto first = std::max(i->first, j->first), last = std::min(i->last, j->last);
        if (first <= last) out.runs_.push_back({first, last});
        i->last < j->last ? ++i : ++j;
    }
    return out;
}

point_set subtract(const point_set& a, const point_set& b) {
    point_set out;
    auto j = b.runs_.begin();
    for (const point_set::run& r : a.runs_) {
        std::uint32_t next = r.first;
        while (j != b.runs_.end() && j->last < next) ++j;
        bool used_up = false;
        for (auto k = j; !used_up && k != b.runs_.end() && k->first <= r.last; ++k) {
            if (k->first > next) out.runs_.push_back({next, k->first - 1});
            used_up = k->last >= r.last;
            next = k->last + 1;
        }
        if (!used_up && next <= r.last) out.runs_.push_back({next, r.last});
    }
    return out;
}

bool meets(const point_set& a, const point_set& b) noexcept {
    for (auto i = a.runs().begin(), j = b.runs().begin(); i != a.runs().end() && j != b.runs().end();) {
        if (std::max(i->first, j->first) <= std::min(i->last, j->last)) return true;
        i->last < j->last ? ++i : ++j;
    }
    return false;
}

bool contains(const point_set& a, const point_set& b) noexcept {
    auto i = a.runs().begin();
    for (const point_set::run& r : b.runs()) {
        while (i != a.runs().end() && i->last < r.first) ++i;
        if (i == a.runs().end() || i->first > r.first || i->last < r.last) return false;
    }
    return true;
}

box everything(const space& slots) {
    box out;
    out.reserve(slots.size());
    for (const slot_shape& s : slots) out.push_back(s.size ? point_set(0, s.size - 1) : point_set());
    return out;
}

box box_of(const space& slots, const cube& c) {
    box out = everything(slots);
    for (const literal& l : c) out[l.slot] = l.points;
    return out;
}

std::optional<cube> meet(const cube& a, const cube& b) {
    for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {  // most pairs do not meet: no allocation
        if (i->slot == j->slot && !meets(i->points, j->points)) return std::nullopt;
        i->slot < j->slot ? ++i : ++j;
    }
    cube out;
    out.reserve(a.size() + b.size());
    auto i = a.begin(), j = b.begin();
    while (i != a.end() || j != b.end()) {
        if (j == b.end() || (i != a.end() && i->slot < j->slot)) out.push_back(*i++);
        else if (i == a.end() || j->slot < i->slot) out.push_back(*j++);
        else {
            out.push_back({i->slot, intersect(i->points, j->points)});
            ++i, ++j;
        }
    }
    return out;
}

bool contains(const cube& outer, const cube& inner) {
    auto i = inner.begin();
    for (const literal& l : outer) {
        while (i != inner.end() && i->slot < l.slot) ++i;
        if (i == inner.end() || i->slot != l.slot || !contains(l.points, i->points)) return false;
    }
    return true;
}

namespace cover_detail {

inline const point_set* points_at(const cube& c, std::uint32_t slot) {
    for (const literal& l : c)
        if (l.slot == slot) return &l.points;
    return nullptr;
}

/// The part of an ordered slot below the middle one of the places where some cube begins or ends.
inline point_set lower_half(const point_set& here, std::uint32_t slot, std::span<const std::uint32_t> meeting,
                            std::span<const cube> cubes) {
    std::vector<std::uint32_t> cuts;  // a cut c parts c - 1 from c
    const auto add = [&](std::uint32_t c) {
        if (c > here.front() && c <= here.back()) cuts.push_back(c);
    };
    for (const std::uint32_t index : meeting)
        if (const point_set* points = points_at(cubes[index], slot))
            for (const point_set::run& r : points->runs()) {
                add(r.first);
                add(r.last + 1);
            }
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    return intersect(here, point_set(0, cuts[cuts.size() / 2] - 1));
}

/// The part of an unordered slot that the cubes with fewest other conditions ask for most often.
inline point_set wanted_part(const point_set& here, std::uint32_t slot, std::span<const std::uint32_t> meeting,
                             std::span<const cube> cubes) {
    std::map<point_set, std::size_t> votes;
    for (const std::uint32_t index : meeting)
        if (const point_set* points = points_at(cubes[index], slot))
            if (!contains(*points, here)) ++votes[intersect(*points, here)];
    const auto best =
        std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    return best->first;
}

/// What two cubes cover together, wider than either in one slot: a case of it has a point of one of them there.
inline cube joined(const cube& a, const cube& b, std::uint32_t slot) {
    cube out;
    const auto take = [&](std::uint32_t at, const point_set* p, const point_set* q) {
        if (p && q) out.push_back({at, at == slot ? unite(*p, *q) : intersect(*p, *q)});
        else if (at != slot) out.push_back({at, p ? *p : *q});
    };
    auto i = a.begin(), j = b.begin();
    while (i != a.end() || j != b.end()) {
        if (j == b.end() || (i != a.end() && i->slot < j->slot)) take(i->slot, &i->points, nullptr), ++i;
        else if (i == a.end() || j->slot < i->slot) take(j->slot, nullptr, &j->points), ++j;
        else take(i->slot, &i->points, &j->points), ++i, ++j;
    }
    return out;
}

/// The parts of a region, one after the other.
///
/// There is one box, which is narrowed and restored, and one list of cubes, to which each part adds those that meet it:
/// a pack of thousands of rules would else copy its slots and rules for every part. What has shown one half of a slot to
/// be covered often shows the other, too: then the split was beside the point, and the other half is passed over.
class search {
public:
    search(const space& slots, const box& region, std::span<const cube> cubes)
        : slots_(slots), cubes_(cubes), region_(region), weight_(slots.size()), candidates_(cubes.size()) {
        std::iota(candidates_.begin(), candidates_.end(), 0u);
    }

    cover_answer run(std::size_t budget) {
        for (std::size_t nodes = 0; nodes < budget;) {
            ++nodes;
            const std::size_t meeting = candidates_.size();
            const cube* holder = look();
            if (!holder && candidates_.size() == meeting) return {coverage::open, std::move(region_), nodes};
            if (!holder) {
                split(meeting);
                continue;
            }
            candidates_.resize(meeting);
            if (!turn(*holder)) return {coverage::covered, {}, nodes};
        }
        return {coverage::undecided, {}, budget};
    }

private:
    /// A slot that was split.
    struct step {
        std::uint32_t slot = 0;
        point_set whole;          ///< what it was before
        point_set rest;           ///< the half still to be looked at
        cube shown;               ///< then: a cube around the other half that is known to be covered
        std::size_t meeting = 0;  ///< where the list of those that meet the whole begins
    };

    /// Lists the candidates that meet the region and weighs the slots they restrict, until one of them holds it all.
    const cube* look() {
        std::fill(weight_.begin(), weight_.end(), 0);
        const std::size_t end = candidates_.size();
        for (std::size_t i = steps_.empty() ? 0 : steps_.back().meeting; i < end; ++i) {
            const std::uint32_t index = candidates_[i];
            if (!restrict_by(cubes_[index])) continue;
            if (restricted_.empty()) return &cubes_[index];
            candidates_.push_back(index);
            constexpr std::size_t most = 40;  // leaves room for 2^23 cubes
            const auto share = std::uint64_t{1} << (most - std::min(most, restricted_.size()));
            for (const std::uint32_t slot : restricted_) weight_[slot] += share;
        }
        return nullptr;
    }

    /// Notes the slots that a cube restricts in the region; false if they do not meet.
    bool restrict_by(const cube& c) {
        restricted_.clear();
        for (const literal& l : c) {
            const point_set& here = region_[l.slot];
            if (contains(l.points, here)) continue;
            if (!meets(l.points, here)) return false;
            restricted_.push_back(l.slot);
        }
        return true;
    }

    /// Goes to one half of the slot that is needed most.
    void split(std::size_t meeting) {
        const auto heaviest = std::max_element(weight_.begin(), weight_.end()) - weight_.begin();
        const auto slot = static_cast<std::uint32_t>(heaviest);
        const std::span<const std::uint32_t> by(candidates_.begin() + static_cast<std::ptrdiff_t>(meeting),
                                                candidates_.end());
        point_set& here = region_[slot];
        point_set part =
            slots_[slot].ordered ? lower_half(here, slot, by, cubes_) : wanted_part(here, slot, by, cubes_);
        point_set rest = subtract(here, part);
        steps_.push_back({slot, std::exchange(here, std::move(part)), std::move(rest), {}, meeting});
    }

    /// Goes to the other half of the last split that needs a look; false if there is none.
    /// @param shown  a cube around the region that is known to be covered; it often reaches beyond the half it was found in
    bool turn(cube shown) {
        while (!steps_.empty()) {
            step& last = steps_.back();
            const point_set* points = points_at(shown, last.slot);
            if (points && !contains(*points, last.whole)) {
                if (!last.rest.empty()) {
                    last.shown = std::move(shown);
                    region_[last.slot] = std::exchange(last.rest, {});
                    return true;
                }
                shown = joined(last.shown, shown, last.slot);
            }
            region_[last.slot] = std::move(last.whole);
            candidates_.resize(last.meeting);
            steps_.pop_back();
        }
        return false;
    }

    const space& slots_;
    std::span<const cube> cubes_;
    box region_;
    std::vector<step> steps_;
    std::vector<std::uint64_t> weight_;      ///< by slot
    std::vector<std::uint32_t> restricted_;  ///< by the cube at hand
    std::vector<std::uint32_t> candidates_;  ///< all cubes, and for each step those that meet it
};

}  // namespace cover_detail

cover_answer covered(const space& slots, const box& region, std::span<const cube> cubes, std::size_t budget) {
    return cover_detail::search(slots, region, cubes).run(budget);
}

box widen(const space& slots, box hole, const box& region, std::span<const cube> cubes) {
    // Per slot, what the cubes leave that would meet the hole if it were not for this slot. How many of its conditions
    // keep a cube away is counted once and kept up to date, so a wide table costs its size, not its size times its width.
    std::vector<std::uint32_t> apart(cubes.size());
    for (std::size_t i = 0; i < cubes.size(); ++i)
        for (const literal& l : cubes[i]) apart[i] += !meets(l.points, hole[l.slot]);
    for (std::uint32_t slot = 0; slot < slots.size(); ++slot) {
        point_set room = region[slot];
        for (std::size_t i = 0; i < cubes.size(); ++i) {
            const point_set* points = apart[i] == 1 ? cover_detail::points_at(cubes[i], slot) : nullptr;
            if (points && !meets(*points, hole[slot])) room = subtract(room, *points);
        }
        for (std::size_t i = 0; i < cubes.size(); ++i)
            if (const point_set* points = cover_detail::points_at(cubes[i], slot))
                apart[i] -= static_cast<std::uint32_t>(!meets(*points, hole[slot]) && meets(*points, room));
        hole[slot] = std::move(room);
    }
    return hole;
}

}  // namespace writ::analysis
