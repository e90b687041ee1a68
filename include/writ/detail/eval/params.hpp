// Which value of a parameter holds.
#pragma once

#include <tuple>

#include "writ/program/program.hpp"

namespace writ::eval {

/// The first day that qualifiers hold in a region. @pre they have a `from`
inline day_number effective_day(const program::program& p, const program::quals_code& q, std::uint32_t region) {
    const auto* days = p.days.data() + q.effective.first;
    return q.effective.count == 1 || region == program::none ? days[0] : days[region];
}

/// The entry that holds in a region on a day: of those that name the region, else of those that name none, one with an
/// `until` before one without, then the latest beginning. `none`: undefined, or no entry.
inline std::uint32_t entry_of(const program::program& p, const program::term_code& t, std::uint32_t region,
                              day_number day) {
    using program::none;
    for (const bool regional : {true, false}) {
        std::uint32_t best = none;
        bool found = false, best_until = false;
        day_number best_from = first_day - 2;
        const auto offer = [&](bool until, day_number from, std::uint32_t what) {
            if (found && std::tie(until, from) <= std::tie(best_until, best_from)) return;
            found = true;
            best_until = until;
            best_from = from;
            best = what;
        };
        if (!regional && t.base != none) offer(false, first_day - 2, t.base);
        for (std::uint32_t k = 0; k < t.entries.count; ++k) {
            const program::entry_code& e = p.entries[t.entries.first + k];
            const program::quals_code& q = p.quals[e.quals];
            if (q.regional != regional) continue;
            if (regional && (region == none || (q.regions[region >> 6] >> (region & 63) & 1) == 0)) continue;
            if (q.has_from && effective_day(p, q, region) > day) continue;
            if (q.has_until && day > q.until) continue;
            offer(q.has_until, q.has_from ? effective_day(p, q, region) : first_day - 1, e.value);
        }
        if (found) return best;
    }
    return none;
}

}  // namespace writ::eval
