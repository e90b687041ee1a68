// What the rules that spoke ask to find out.
#pragma once

#include <algorithm>

#include "writ/eval/answer.hpp"
#include "writ/program/program.hpp"

namespace writ::eval {

/// Sets `asks` from `rules`.
inline void find_asks(const program::program& p, answer& a) {
    a.asks.clear();
    for (const std::uint32_t rule : a.rules)
        for (const std::uint32_t asked : ids_of(p, p.rules[rule].asks)) a.asks.push_back(asked);
    std::sort(a.asks.begin(), a.asks.end());
    a.asks.erase(std::unique(a.asks.begin(), a.asks.end()), a.asks.end());
}

}  // namespace writ::eval
