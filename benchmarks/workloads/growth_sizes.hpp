// The policies that `growth` measures.
#pragma once

#include <string_view>

#include "workloads/shop_policy.hpp"

namespace writ::bench {

struct growth_size {
    std::string_view name;
    std::size_t rules = 0;
    bool lists = false;
    std::size_t cases = 0;
};

inline constexpr growth_size growth_sizes[] = {{"10", 10, false, 100'000},
                                               {"100", 100, false, 100'000},
                                               {"1000", 1'000, false, 100'000},
                                               {"10000", 10'000, false, 20'000},
                                               {"list", 100, true, 100'000}};

inline shop_policy policy_of(const growth_size& s) { return make_policy(s.rules, s.lists, 7); }

}  // namespace writ::bench
