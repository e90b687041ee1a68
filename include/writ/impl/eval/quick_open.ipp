#include "writ/eval/quick.hpp"

#include <algorithm>
#include <span>

#include "writ/limits.hpp"

// Cases with unknown facts. Where no rule is open, they are decided as others are. Else the outcome is open if the case can be
// completed in two ways that come out differently; no evaluator finds anything else then, however it splits what is unknown.

namespace writ::eval {

namespace quick_detail {

inline constexpr short_answer open_answer;

/// Rules that completions are made for before an evaluator is asked.
inline constexpr std::size_t most_tries = 8;

}  // namespace quick_detail

const short_answer* quick::weigh(const decision_code& d, const lane_line* c) {
    open_.load(*d.by, c);
    open_.weigh(d.takes_first);
    const auto exceptional = [&](std::uint32_t place) { return d.said[place].status != status::decided; };
    const auto plain = [&](std::span<const std::uint32_t> places) {
        return std::none_of(places.begin(), places.end(), exceptional);
    };
    if (d.takes_first && !(plain(open_.sure()) && plain(open_.open()))) open_.weigh(false);
    const auto sure = open_.sure(), perhaps = open_.open();
    if (perhaps.empty()) {
        std::copy(sure.begin(), sure.end(), places());
        const auto n = static_cast<std::uint32_t>(sure.size());
        return d.takes_first && n > 0 && !exceptional(sure[0]) ? &d.said[sure[0]] : come_to(d, n);
    }
    const std::uint32_t last = sure.empty() ? d.none : sure.front();
    if (!plain(sure) || !plain(perhaps)) return nullptr;
    if (d.takes_sum) return settle_open_sum(d);
    const bool one = d.takes_one && sure.size() + perhaps.size() == 1;
    return d.takes_first || one ? settle_open_first(d, last) : nullptr;
}

/// @param last  says what is so where none of the open rules matches
const short_answer* quick::settle_open_first(const decision_code& d, std::uint32_t last) {
    const auto open = open_.open(), quiet = open_.quiet();
    const std::uint32_t first = *std::min_element(open.begin(), open.end());
    const cell& of_first = d.said[first].value;
    const auto like_first = [&](std::uint32_t place) { return d.said[place].value == of_first; };
    if (like_first(last) && std::all_of(open.begin(), open.end(), like_first)) {
        if (last == d.none && d.covered) return nullptr;
        partial_ = true;
        answer_ = {status::decided, of_first, {}};
        return &answer_;
    }
    // In nearly every case the first open rule may be the one that speaks.
    const bool possible = open_.is_possible(first);
    if (!possible) open_.leave_for(first);
    const cell& found = possible ? of_first : completed_value(d);
    const auto differs = [&](std::uint32_t place) { return !(d.said[place].value == found); };
    if (differs(quiet.empty() ? last : *std::min_element(quiet.begin(), quiet.end())))
        return &quick_detail::open_answer;
    open_.leave_all();
    if (differs(last) && comes_out_otherwise(d, found)) return &quick_detail::open_answer;
    std::size_t tries = 0;
    for (const std::uint32_t place : open) {
        if (!differs(place)) continue;
        if (++tries > quick_detail::most_tries) break;
        open_.leave_for(place);
        if (comes_out_otherwise(d, found)) return &quick_detail::open_answer;
    }
    return last == d.none && d.covered ? nullptr : settle_all_first(d);
}

/// Goes through all that the open rules tell apart, where an evaluator does so too.
const short_answer* quick::settle_all_first(const decision_code& d) {
    if (!open_.leave_first_of_all(limits{}.combinations)) return nullptr;
    const auto completed = [&] { return std::min(open_.first_completed(), d.none); };
    const std::uint32_t first = completed();
    bool same = true;
    while (open_.leave_next()) {
        const std::uint32_t place = completed();
        if (!(d.said[place].value == d.said[first].value)) return &quick_detail::open_answer;
        same = same && place == first;
    }
    if (same) return &d.said[first];
    partial_ = true;
    answer_ = {status::decided, d.said[first].value, {}};
    return &answer_;
}

/// What is so in the case as it is completed.
const cell& quick::completed_value(const decision_code& d) {
    return d.said[std::min(open_.first_completed(), d.none)].value;
}

/// Completes the case, and where that comes out as it was found before in another way, without the rules that do so.
bool quick::comes_out_otherwise(const decision_code& d, const cell& found) {
    for (std::size_t step = 0; step < quick_detail::most_tries; ++step) {
        const std::uint32_t place = std::min(open_.first_completed(), d.none);
        if (!(d.said[place].value == found)) return true;
        if (place == d.none || !open_.leave_against(place)) return false;
    }
    return false;
}

const short_answer* quick::settle_open_sum(const decision_code& d) {
    std::int64_t low = 0, high = 0;
    bool fails = false;
    const auto add = [&](std::uint32_t place, bool surely) {
        const std::int64_t points = d.said[place].value.value;
        if (surely || points < 0) fails |= __builtin_add_overflow(low, points, &low);
        if (surely || points > 0) fails |= __builtin_add_overflow(high, points, &high);
    };
    for (const std::uint32_t place : open_.sure()) add(place, true);
    for (const std::uint32_t place : open_.open()) add(place, false);
    if (fails || low < d.low || high > d.high) return nullptr;
    if (!sum_is_open(d)) return nullptr;
    const auto sure = open_.sure();
    for (std::size_t i = 0; i < sure.size(); ++i) rules_[i] = d.by->rules()[sure[i]];
    answer_ = {status::undetermined, {}, {rules_.data(), sure.size()}};
    return &answer_;
}

/// Whether the sum is known to come out in different ways.
bool quick::sum_is_open(const decision_code& d) {
    const auto points = [&](std::uint32_t place) { return d.said[place].value.value; };
    const auto less = [&](std::uint32_t a, std::uint32_t b) { return points(a) < points(b); };
    const auto open = open_.open();
    const std::uint32_t most = *std::max_element(open.begin(), open.end(), less);
    // Where no rule takes points away, the sum is at least what one of them adds.
    if (points(*std::min_element(open.begin(), open.end(), less)) >= 0) {
        std::int64_t quiet = 0;
        for (const std::uint32_t place : open_.quiet()) quiet += points(place);
        if (quiet < points(most) && open_.is_possible(most)) return true;
    }
    open_.leave_all();
    const std::int64_t found = sum_completed(d);
    const auto differs = [&] { return sum_completed(d) != found; };
    for (const std::uint32_t place : open.first(std::min(open.size(), quick_detail::most_tries))) {
        open_.leave_for(place);
        if (differs()) return true;
        open_.leave_all();
        if (open_.leave_against(place) && differs()) return true;
    }
    return false;
}

/// What all rules add up to in the case as it was completed.
std::int64_t quick::sum_completed(const decision_code& d) {
    std::int64_t out = 0;
    const std::uint32_t n = open_.all_completed(places());
    for (std::uint32_t i = 0; i < n; ++i) out += d.said[places()[i]].value.value;
    return out;
}

}  // namespace writ::eval
