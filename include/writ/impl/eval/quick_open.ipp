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
    if (!open_.load(*d.by, c)) return nullptr;
    if (d.takes_first && open_.finds_first())
        if (const short_answer* a = first_known(d); a != nullptr) return a;
    return weigh_all(d);
}

const short_answer* quick::weigh_all(const decision_code& d) {
    using extent = classify::open_case::extent;
    if (d.only_adds && !open_.weigh(extent::cheap)) {
        if (!open_.open().empty() && is_open_sum(d)) return open_sum(d);
        open_.weigh(extent::all);
    }
    if (!d.only_adds) open_.weigh(d.takes_first ? extent::until_sure : extent::all);
    const auto exceptional = [&](std::uint32_t place) { return d.said[place].status != status::decided; };
    const auto plain = [&](std::span<const std::uint32_t> places) {
        return d.only_adds || std::none_of(places.begin(), places.end(), exceptional);
    };
    if (d.takes_first && !(plain(open_.sure()) && plain(open_.open()))) open_.weigh(extent::all);
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

/// What the first rule says that surely matches, or that it is open which is the first: some completion makes it the one that may
/// be, and quiet values another, which says something else. Null if more is to be looked at.
const short_answer* quick::first_known(const decision_code& d) {
    const classify::first_rules found = open_.first();
    const std::uint32_t first = std::min(found.first(), d.none);
    const short_answer &a = d.said[first], &quiet = d.said[std::min(found.quiet, d.none)];
    if (a.status != status::decided || quiet.status != status::decided) return nullptr;
    // All is computed before it is asked for: the processor would be surprised by each question.
    const bool same = (a.value.value == quiet.value.value) & (a.value.state == quiet.value.state);
    const bool open = !found.is_sure(), further = open & (same | !open_.is_possible(first));
    const short_answer* const answers[] = {&a, &quick_detail::open_answer, nullptr};
    const short_answer* const out = answers[std::size_t{open} + std::size_t{further}];
    return out != nullptr ? out : first_compared(d, first);
}

/// Likewise, where quiet values are no other way: a completion without that rule may be.
const short_answer* quick::first_compared(const decision_code& d, std::uint32_t first) {
    open_.leave_all();
    if (!open_.is_possible(first) || !open_.leave_against(first)) return nullptr;
    const short_answer& other = d.said[std::min(open_.first_completed(), d.none)];
    const bool differs = other.status == status::decided && !(other.value == d.said[first].value);
    return differs ? &quick_detail::open_answer : nullptr;
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
    return (d.only_adds || stays_in_range(d)) && is_open_sum(d) ? open_sum(d) : nullptr;
}

/// Whether any of the rules that may match add up to a sum that the decision can have.
bool quick::stays_in_range(const decision_code& d) const {
    const auto points = [&](std::uint32_t place) { return d.said[place].value.value; };
    std::int64_t low = 0, high = 0;
    bool fails = false;
    const auto add = [&](std::int64_t more, std::int64_t& to) { fails |= __builtin_add_overflow(to, more, &to); };
    for (const std::uint32_t place : open_.sure()) {
        add(points(place), low);
        add(points(place), high);
    }
    for (const std::uint32_t place : open_.open()) add(points(place), points(place) < 0 ? low : high);
    return !fails && d.low <= low && high <= d.high;
}

/// Whether the case can be completed in ways of which the sums differ, as far as that is found.
bool quick::is_open_sum(const decision_code& d) { return adds_up_otherwise(d) || comes_out_otherwise(d); }

/// Whether a completion is known without a lookup that adds up to more than quiet values do, where no rule takes points away. With
/// an open rule it is at least what that adds; and with one more than quiet values if those that match with them ask for none of
/// its cells, for then they match beside it.
bool quick::adds_up_otherwise(const decision_code& d) const {
    const auto points = [&](std::uint32_t place) { return d.said[place].value.value; };
    std::int64_t least = 0, quietly = 0;
    std::uint64_t quiet_cells = 0;
    for (const std::uint32_t place : open_.quiet()) {
        quietly += points(place);
        quiet_cells |= open_.cells_of(place);
    }
    bool more = false;
    for (const std::uint32_t place : open_.open()) {
        least = std::min(least, points(place));
        const bool beside = (open_.cells_of(place) & quiet_cells) == 0 && points(place) > 0;
        more = more || ((beside || points(place) > quietly) && open_.is_possible(place));
    }
    return least >= 0 && more;
}

/// What is known of a sum that is open: rules that surely add to it.
const short_answer* quick::open_sum(const decision_code& d) {
    const auto sure = open_.sure();
    for (std::size_t i = 0; i < sure.size(); ++i) rules_[i] = d.by->rules()[sure[i]];
    answer_ = {status::undetermined, {}, {rules_.data(), sure.size()}};
    return &answer_;
}

/// Whether completions are found that add up to something else than quiet values do.
bool quick::comes_out_otherwise(const decision_code& d) {
    const auto open = open_.open(), quiet = open_.quiet();
    std::int64_t found = 0;
    for (const std::uint32_t place : open_.sure()) found += d.said[place].value.value;
    for (const std::uint32_t place : quiet) found += d.said[place].value.value;
    for (const std::uint32_t place : open.first(std::min(open.size(), quick_detail::most_tries))) {
        const bool is_quiet = std::find(quiet.begin(), quiet.end(), place) != quiet.end();
        open_.leave_for(place);
        if (!is_quiet && sum_completed(d) != found) return true;
        open_.leave_all();
        if (open_.leave_against(place) && sum_completed(d) != found) return true;
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
