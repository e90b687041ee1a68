#include "writ/eval/quick.hpp"

#include <algorithm>
#include <span>

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
    const auto same = [&](std::uint32_t a, std::uint32_t b) { return d.said[a].value == d.said[b].value; };
    const std::uint32_t first = open_.open().front();
    const auto like_first = [&](std::uint32_t place) { return same(place, first); };
    if (like_first(last) && std::all_of(open_.open().begin(), open_.open().end(), like_first)) {
        if (last == d.none && d.covered) return nullptr;
        partial_ = true;
        answer_ = {status::decided, d.said[first].value, {}};
        return &answer_;
    }
    open_.complete();
    const std::uint32_t found = first_completed(last);
    const auto places = open_.open().first(std::min(open_.open().size(), quick_detail::most_tries));
    for (const std::uint32_t place : places) {
        if (same(place, found)) open_.complete_against(place);
        else open_.complete_for(place);
        if (!same(first_completed(last), found)) return &quick_detail::open_answer;
    }
    return nullptr;
}

/// Which rule speaks in the case as it was completed.
std::uint32_t quick::first_completed(std::uint32_t last) const noexcept {
    for (const std::uint32_t place : open_.open())
        if (open_.matches(place)) return place;
    return last;
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
    open_.complete();
    const std::int64_t found = sum_completed(d);
    for (const std::uint32_t place : open_.open().first(std::min(open_.open().size(), quick_detail::most_tries))) {
        open_.complete_for(place);
        bool differs = sum_completed(d) != found;
        if (!differs) open_.complete_against(place), differs = sum_completed(d) != found;
        if (!differs) continue;
        const auto sure = open_.sure();
        for (std::size_t i = 0; i < sure.size(); ++i) rules_[i] = d.by->rules()[sure[i]];
        answer_ = {status::undetermined, {}, {rules_.data(), sure.size()}};
        return &answer_;
    }
    return nullptr;
}

/// What the open rules add in the case as it was completed.
std::int64_t quick::sum_completed(const decision_code& d) const noexcept {
    std::int64_t out = 0;
    for (const std::uint32_t place : open_.open())
        if (open_.matches(place)) out += d.said[place].value.value;
    return out;
}

}  // namespace writ::eval
