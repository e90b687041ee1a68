// The cover test.
#pragma once

#include "writ/analysis/cover.hpp"

#include <algorithm>
#include <map>
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

/// A box still to be looked at, with the cubes that met its parent.
struct task {
    box region;
    std::vector<std::uint32_t> cubes;
};

/// What the cubes of a task have to do with its box.
struct survey {
    bool covered = false;                ///< one cube holds the whole box
    std::vector<std::uint32_t> meeting;  ///< the cubes that meet it
    std::uint32_t slot = 0;              ///< the slot they need most
};

inline survey look(const task& t, const std::vector<cube>& cubes, std::vector<std::uint64_t>& weight,
                   std::vector<std::uint32_t>& restricted) {
    survey out;
    std::fill(weight.begin(), weight.end(), 0);
    for (const std::uint32_t index : t.cubes) {
        restricted.clear();
        bool apart = false;
        for (const literal& l : cubes[index]) {
            const point_set& here = t.region[l.slot];
            if (contains(l.points, here)) continue;
            apart = !meets(l.points, here);
            if (apart) break;
            restricted.push_back(l.slot);
        }
        if (apart) continue;
        if (restricted.empty()) {
            out.covered = true;
            return out;
        }
        out.meeting.push_back(index);
        constexpr std::size_t most = 40;  // leaves room for 2^23 cubes
        const auto share = std::uint64_t{1} << (most - std::min(most, restricted.size()));
        for (const std::uint32_t slot : restricted) weight[slot] += share;
    }
    out.slot = static_cast<std::uint32_t>(std::max_element(weight.begin(), weight.end()) - weight.begin());
    return out;
}

inline const point_set* points_at(const cube& c, std::uint32_t slot) {
    for (const literal& l : c)
        if (l.slot == slot) return &l.points;
    return nullptr;
}

/// The part of an ordered slot below the middle one of the places where some cube begins or ends.
inline point_set lower_half(const point_set& here, std::uint32_t slot, const std::vector<std::uint32_t>& meeting,
                            const std::vector<cube>& cubes) {
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
inline point_set wanted_part(const point_set& here, std::uint32_t slot, const std::vector<std::uint32_t>& meeting,
                             const std::vector<cube>& cubes) {
    std::map<point_set, std::size_t> votes;
    for (const std::uint32_t index : meeting)
        if (const point_set* points = points_at(cubes[index], slot))
            if (!contains(*points, here)) ++votes[intersect(*points, here)];
    const auto best =
        std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    return best->first;
}

}  // namespace cover_detail

cover_answer covered(const space& slots, const box& region, const std::vector<cube>& cubes, std::size_t budget) {
    using namespace cover_detail;
    cover_answer out;
    std::vector<std::uint64_t> weight(slots.size());
    std::vector<std::uint32_t> restricted, all(cubes.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint32_t>(i);
    std::vector<task> tasks;
    tasks.push_back({region, std::move(all)});
    while (!tasks.empty()) {
        const task t = std::move(tasks.back());
        tasks.pop_back();
        if (out.nodes == budget) {
            out.verdict = coverage::undecided;
            return out;
        }
        ++out.nodes;
        survey s = look(t, cubes, weight, restricted);
        if (s.covered) continue;
        if (s.meeting.empty()) {
            out.verdict = coverage::open;
            out.hole = t.region;
            return out;
        }
        const point_set& here = t.region[s.slot];
        const point_set part = slots[s.slot].ordered ? lower_half(here, s.slot, s.meeting, cubes)
                                                     : wanted_part(here, s.slot, s.meeting, cubes);
        task second{t.region, s.meeting}, first{t.region, std::move(s.meeting)};
        second.region[s.slot] = subtract(here, part);
        first.region[s.slot] = part;
        tasks.push_back(std::move(second));
        tasks.push_back(std::move(first));
    }
    return out;
}

box widen(const space& slots, box hole, const box& region, const std::vector<cube>& cubes) {
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
