// What the rules of a policy come to, for every way to decide to be compared with.
#pragma once

#include <cstdint>
#include <span>

#include "workloads/shop_policy.hpp"

namespace writ::bench {

enum class hit_policy : std::uint8_t { first, all };

constexpr const char* name_of(hit_policy h) { return h == hit_policy::first ? "first" : "all"; }

/// The rules that match a case, in short.
struct shop_answer {
    int first = -1;  ///< the first one; -1: none does
    std::size_t count = 0;
    std::int64_t points = 0;  ///< the sum of theirs
    std::uint64_t check = 0;  ///< the sum of the squares of their numbers, from 1

    void add(std::size_t rule, int its_points) {
        if (first < 0) first = static_cast<int>(rule);
        ++count;
        points += its_points;
        check += std::uint64_t{rule + 1} * (rule + 1);
    }

    /// Whether both say the same under a hit policy.
    bool agrees(const shop_answer& other, hit_policy h) const {
        if (h == hit_policy::first) return first == other.first;
        return count == other.count && points == other.points && check == other.check;
    }
};

/// By a plain loop over the rules.
inline shop_answer answer_of(const shop_policy& p, const shop_case& c) {
    shop_answer out;
    for (std::size_t i = 0; i < p.rules.size(); ++i)
        if (matches(p, p.rules[i], c)) out.add(i, p.rules[i].points);
    return out;
}

}  // namespace writ::bench
