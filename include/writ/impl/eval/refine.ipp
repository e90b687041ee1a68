#include <algorithm>

#include "writ/detail/eval/machine.hpp"
#include "writ/limits.hpp"

// One question: evaluated, split where it is open, and put together (language reference: "Refinement", "needs").

namespace writ::eval {

void machine::evaluate(std::uint32_t term, trial& out) {
    begin();
    const value v = call(term, nullptr, 0);
    out.open = deep_open(v) && !surely_error(v);
    out.result = kept(v);
    out.spoke.clear();
    out.maybe.clear();
    out.asks.clear();
    out.outranked.clear();
    out.assumed.clear();
    frame_seen_.assign(frame_count_, false);
    close(0, out, trial_count_ == 0);
    for (auto* list : {&out.spoke, &out.maybe, &out.asks, &out.outranked, &out.assumed}) {
        std::sort(list->begin(), list->end());
        list->erase(std::unique(list->begin(), list->end()), list->end());
    }
}

/// Everything the question's frame and the frames it called did.
void machine::close(std::uint32_t frame_number, trial& out, bool with_cuts) {
    todo_.assign(1, frame_number);
    frame_seen_[frame_number] = true;
    while (!todo_.empty()) {
        const frame& f = frames_[todo_.back()];
        todo_.pop_back();
        for (const speaker& s : f.spoke) {
            (s.sure ? out.spoke : out.maybe).push_back(s.rule);
            if (!s.sure) continue;
            for (const std::uint32_t a : ids_of(p_, p_.rules[s.rule].asks)) out.asks.push_back(a);
        }
        out.outranked.insert(out.outranked.end(), f.outranked.begin(), f.outranked.end());
        out.assumed.insert(out.assumed.end(), f.assumed.begin(), f.assumed.end());
        if (with_cuts) cuts_.insert(cuts_.end(), f.cuts.begin(), f.cuts.end());
        for (const std::uint32_t c : f.calls)
            if (!frame_seen_[c]) {
                frame_seen_[c] = true;
                todo_.push_back(c);
            }
    }
}

/// The values an unknown fact is split into; none if it is not.
void machine::pieces_of(std::uint32_t number, split& out) {
    out.thing = number;
    out.pieces.clear();
    const open_thing& t = things_[number];
    using kind_of = open_thing::kind_of;
    if (t.kind == kind_of::now || t.kind == kind_of::today) return;
    const type& ty = p_.types[t.type];
    const value v = open_value(ty, nullptr, number + 1);
    if (v.form == shape::bits && ty.base != base_type::calendar) {
        for (std::uint32_t i = 0; i < 256; ++i)
            if (v.bits.test(i)) out.pieces.push_back(bit_value(i));
    } else if (v.form == shape::range) {
        range_pieces(number, ty, v, out);
    }
    if (!out.pieces.empty() && ty.optional) out.pieces.push_back(absent_value());
}

std::vector<value> machine::pieces(std::uint32_t thing) {
    split s;
    const open_thing& t = things_[thing];
    if (const type& of = p_.types[t.type]; t.kind == open_thing::kind_of::fact && of.base == base_type::list) {
        const rational none_at_all, one(1), all(of.most);
        if (of.least == 0 && of.most > 0 && !of.optional)
            s.pieces = {range_value(&none_at_all, &none_at_all, nullptr), range_value(&one, &all, nullptr)};
        return s.pieces;
    }
    if (walker_loaded_) cuts_.insert(cuts_.end(), walker_->cuts_.begin(), walker_->cuts_.end());
    pieces_of(thing, s);
    return s.pieces;
}

void machine::restrict(std::uint32_t thing, const value* piece) {
    restricted_[thing] = overlay_[thing] = piece;
    requirements_checked_ = false;
    for (walked& w : walks_) w.done = false;
    if (!walker_loaded_) return;
    walker_->restrict(thing, piece);
    walker_->requirements_checked_ = true;
}

/// The stretches between the values a number, date or instant is compared with.
void machine::range_pieces(std::uint32_t number, const type& t, const value& v, split& out) {
    const std::uint32_t pack = things_[number].kind == open_thing::kind_of::outcome ? p_.terms[things_[number].id].pack
                                                                                    : p_.fact_packs[things_[number].id];
    const std::uint32_t before = enter_pack(pack);
    const int places = t.base == base_type::number  ? t.places
                       : t.base == base_type::money ? minor_places(currency_of(t))
                                                    : 0;
    enter_pack(before);
    if (places < 0) return;
    const rational step = rational::scaled(1, places);
    std::vector<rational> starts;
    for (const cut& c : cuts_) {
        if (c.thing != number) continue;
        const auto floor = floor_scaled(c.at, places);
        if (!floor) continue;
        const rational below = rational::scaled(*floor, places);
        const bool whole = below == c.at;
        const auto next = writ::add(below, step);
        const auto from = [&](bool grid) {
            if (grid) starts.push_back(below);
            else if (next) starts.push_back(*next);
        };
        if (c.what == op::less || c.what == op::greater_equal) from(whole);
        else if (c.what == op::less_equal || c.what == op::greater) from(false);
        else if (whole) from(true), from(false);
    }
    std::sort(starts.begin(), starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
    const rational* low = v.low_open ? nullptr : &v.range.low;
    rational last;
    for (const rational& s : starts) {
        if ((low != nullptr && s <= *low) || (!v.high_open && s > v.range.high)) continue;
        const auto end = subtract(s, step);
        if (!end) continue;
        out.pieces.push_back(range_value(low, &*end, nullptr));
        last = s;
        low = &last;
    }
    out.pieces.push_back(range_value(low, v.high_open ? nullptr : &v.range.high, nullptr));
}

/// The facts that something is still waiting for, split while the combinations stay within the limit.
void machine::find_splits(const value& v) {
    split_count_ = 0;
    std::vector<std::uint32_t> waiting;
    collect_deep(v, waiting);
    std::size_t combinations = 1;
    for (const std::uint32_t number : waiting) {
        if (number >= things_.size()) break;
        if (restricted(number)) continue;
        if (split_count_ == splits_.size()) splits_.emplace_back();
        split& s = splits_[split_count_];
        pieces_of(number, s);
        if (s.pieces.size() < 2 || combinations * s.pieces.size() > limits{}.combinations) continue;
        combinations *= s.pieces.size();
        ++split_count_;
    }
    answer_.combinations = split_count_ == 0 ? 0 : static_cast<std::uint32_t>(combinations);
}

void machine::refine(std::uint32_t term) {
    trial_count_ = 0;
    splitting_ = true;
    for (std::uint32_t c = 0; c < answer_.combinations; ++c) {
        std::uint32_t rest = c;
        for (std::size_t k = split_count_; k-- > 0;) {
            const auto n = static_cast<std::uint32_t>(splits_[k].pieces.size());
            overlay_[splits_[k].thing] = &splits_[k].pieces[rest % n];
            rest /= n;
        }
        if (trial_count_ == trials_.size()) trials_.emplace_back();
        evaluate(term, trials_[trial_count_]);
        ++trial_count_;
    }
    splitting_ = false;
    for (std::size_t k = 0; k < split_count_; ++k) overlay_[splits_[k].thing] = nullptr;
}

const answer& machine::ask(std::uint32_t term, bool refined) {
    kept_.reset();
    errors_.clear();
    conflict_rules_.clear();
    cuts_.clear();
    clear(answer_);
    fail_input();
    if (answer_.input_error) return answer_;
    if (trials_.empty()) trials_.emplace_back();
    trial_count_ = 0;
    fails_.assign(p_.rules.size(), 0);
    evaluate(term, trials_[0]);
    trial_count_ = 1;
    if (trials_[0].open && refined) {
        find_splits(trials_[0].result);
        if (answer_.combinations > 0) refine(term);
    }
    finish();
    // No outcome is left: tables and rules that always speak count on what is required, and nothing possible meets it.
    const value& v = answer_.result;
    if (v.form == shape::nothing && !v.absent && v.errors == nullptr) fail_requirement(false);
    return answer_;
}

bool machine::accepts() {
    clear(answer_);
    fail_input();
    return !answer_.input_error;
}

/// A wrong case, or one that surely does not meet a requirement, has no outcome.
void machine::fail_input() {
    if (!case_->errors.empty()) {
        answer_.input_error = true;
        answer_.status = status::error;
        return;
    }
    if (requirements_checked_) return;
    fail_requirement(true);
    requirements_checked_ = !answer_.input_error;
}

/// Complains about the first requirement that is surely not met; or the first that is not surely met.
void machine::fail_requirement(bool surely) {
    begin();
    for (std::uint32_t i = 0; i < p_.requirements.size(); ++i) {
        const auto before = enter_pack(p_.requirements[i].count);
        const value v = eval(p_.requirements[i].first);
        enter_pack(before);
        if (surely ? !sure(v, false) : sure(v, true)) continue;
        clear(answer_);
        answer_.input_error = true;
        answer_.status = status::error;
        answer_.requirement = i;
        return;
    }
}

/// Facts that make a difference where all else is the same; if some combination stays open, all that it waits for.
void machine::find_needs() {
    for (std::size_t i = 0; i < trial_count_; ++i)
        if (trials_[i].open) collect_deep(trials_[i].result, answer_.needs);
    std::size_t stride = trial_count_;
    for (std::size_t k = 0; k < split_count_ && answer_.combinations > 0; ++k) {
        const std::size_t n = splits_[k].pieces.size();
        stride /= n;
        bool matters = false;
        for (std::size_t c = 0; !matters && c < trial_count_; ++c) {
            const std::size_t first = c - (c / stride % n) * stride;
            matters = trials_[c].open || trials_[c].kind != trials_[first].kind;
        }
        if (matters) answer_.needs.push_back(splits_[k].thing);
    }
    std::sort(answer_.needs.begin(), answer_.needs.end());
    answer_.needs.erase(std::unique(answer_.needs.begin(), answer_.needs.end()), answer_.needs.end());
}

namespace refine_detail {

using numbers = std::vector<std::uint32_t>;

// Results are made in `room` and copied, so that each list keeps its memory from case to case.

inline void intersect(numbers& into, const numbers& with, numbers& room) {
    room.clear();
    std::set_intersection(into.begin(), into.end(), with.begin(), with.end(), std::back_inserter(room));
    into.assign(room.begin(), room.end());
}
inline void unite(numbers& into, const numbers& with, numbers& room) {
    room.clear();
    std::set_union(into.begin(), into.end(), with.begin(), with.end(), std::back_inserter(room));
    into.assign(room.begin(), room.end());
}
inline void subtract(numbers& from, const numbers& what, numbers& room) {
    room.clear();
    std::set_difference(from.begin(), from.end(), what.begin(), what.end(), std::back_inserter(room));
    from.assign(room.begin(), room.end());
}

}  // namespace refine_detail

/// Forgets an answer, keeps its memory.
void machine::clear(answer& a) {
    a.status = status::undetermined;
    a.result = value{};
    for (auto* list : {&a.needs, &a.rules, &a.possible, &a.asks, &a.assumed, &a.outranked, &a.errors}) list->clear();
    a.input_error = false;
    a.requirement = none;
    a.combinations = 0;
}

void machine::finish() {
    using namespace refine_detail;
    std::uint32_t kinds = 0;
    for (std::size_t i = 0; i < trial_count_; ++i) {
        std::size_t j = 0;
        while (j < i && !same(trials_[j].result, trials_[i].result)) ++j;
        trials_[i].kind = j < i ? trials_[j].kind : kinds++;
    }
    value v = trials_[0].result;
    answer_.rules = trials_[0].spoke;
    answer_.asks = trials_[0].asks;
    for (std::size_t i = 0; i < trial_count_; ++i) {
        const trial& t = trials_[i];
        if (i > 0 && kinds > 1) v = joined(v, t.result);
        else if (i > 0) v.errors = join(work_, v.errors, t.result.errors);
        intersect(answer_.rules, t.spoke, scratch_);
        intersect(answer_.asks, t.asks, scratch_);
        unite(answer_.possible, t.maybe, scratch_);
        unite(answer_.possible, t.spoke, scratch_);
        unite(answer_.outranked, t.outranked, scratch_);
        unite(answer_.assumed, t.assumed, scratch_);
    }
    subtract(answer_.possible, answer_.rules, scratch_);
    answer_.result = v;
    const bool settled = kinds == 1 && !trials_[0].open;
    if (!settled && !surely_error(v)) {
        answer_.status = status::undetermined;
        find_needs();
        return;
    }
    answer_.status = status::decided;
    if (!surely_error(v)) return;
    collect(v.errors, answer_.errors);
    answer_.status = status::error;
    if (!settled) return;
    const auto is_conflict = [&](std::uint32_t e) { return errors_[e].kind == error_kind::conflict; };
    if (std::all_of(answer_.errors.begin(), answer_.errors.end(), is_conflict)) answer_.status = status::conflict;
}

}  // namespace writ::eval
