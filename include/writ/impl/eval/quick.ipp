#include "writ/eval/quick.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "writ/classify/from_model.hpp"
#include "writ/program/program.hpp"

namespace writ::eval {

namespace quick_detail {

using program::op;

inline bool in_range(const type& t, const rational& x) { return !t.ranged || (t.low <= x && x <= t.high); }

/// What a rule says, if it is one number and the same in every case.
inline std::optional<cell> constant_cell(const program::program& p, std::uint32_t instruction, const type& t) {
    const program::instruction& c = p.code[instruction];
    switch (c.what) {
        case op::boolean:
        case op::enum_value:
        case op::weekday: return cell{c.index, presence::known};
        case op::absent: return cell{0, presence::absent};
        case op::number:
        case op::money: {
            const auto places = places_of_cell(t);
            const rational& x = p.numbers[c.index];
            const auto exact = places && in_range(t, x) ? exact_scaled(x, *places) : std::nullopt;
            return exact ? std::optional(cell{*exact, presence::known}) : std::nullopt;
        }
        case op::date:
        case op::time:
        case op::instant:
        case op::duration: return cell{p.integers[c.index], presence::known};
        default: return std::nullopt;
    }
}

/// Tells the exceptions of the last rule what they change. They stand shortly before it.
inline void link_to_rules(const program::program& p, std::vector<quick::speaker>& all) {
    for (const std::uint32_t x : ids_of(p, p.rules[all.back().rule].exceptions)) {
        const auto at = std::find_if(all.rbegin(), all.rend(), [&](const auto& s) { return s.rule == x; });
        if (at != all.rend()) at->changes = static_cast<std::uint32_t>(all.size() - 1);
    }
}

/// Whether any of these together are a sum in the range, which the fewer they are is not the greater.
inline bool only_add(const std::vector<short_answer>& said, std::int64_t low, std::int64_t high) {
    std::int64_t sum = 0;
    for (const short_answer& a : said)
        if (a.status != status::decided || a.value.value < 0 || __builtin_add_overflow(sum, a.value.value, &sum))
            return false;
    return low <= 0 && sum <= high;
}

inline std::int64_t end_of(const type& t, const rational& x, std::int64_t without) {
    const auto places = places_of_cell(t);
    return t.ranged && places ? floor_scaled(x, *places).value_or(without) : without;
}

}  // namespace quick_detail

quick::quick(const program::program& p, const classify::catalogue& decisions)
    : program_(&p), lookups_(&decisions), decisions_(p.terms.size()), rules_(1) {}

/// Whether a lookup that nobody has made yet is not needed often enough.
bool quick::is_early(std::uint32_t term) {
    constexpr std::uint8_t patience = 16;  // making takes as long as some dozens of evaluations
    return !lookups_->by_term[term].ready() && ++decisions_[term].asked <= patience;
}

const quick::decision_code& quick::prepared(std::uint32_t term) {
    decision_code& d = decisions_[term];
    if (d.settled) return d;
    const classify::classifier* by = program_->requirements.empty() ? lookups_->by_term[term].get() : nullptr;
    if (by != nullptr) {
        d = prepared(*program_, term, *by);
        places_.resize(std::max(places_.size(), (by->room() + 15) / 16));
        rules_.resize(std::max(rules_.size(), by->room()));
    }
    d.settled = true;
    return d;
}

quick::decision_code quick::prepared(const program::program& p, std::uint32_t term, const classify::classifier& by) {
    using namespace quick_detail;
    const program::term_code& t = p.terms[term];
    const type& of = p.types[t.type];
    decision_code out;
    out.term = term;
    out.takes_first = t.takes == model::takes::first;
    out.takes_one = t.takes == model::takes::one;
    out.takes_sum = t.takes == model::takes::sum;
    if (out.takes_sum && (!places_of_cell(of) || of.base != base_type::number)) return {};
    // A rule may say that there is nothing, but that cannot be added up or compared.
    const auto said_by = [&](std::uint32_t rule) -> std::optional<cell> {
        const program::rule_code& r = p.rules[rule];
        if (r.does_not_apply) return cell{};
        auto said = r.then == program::none ? std::nullopt : constant_cell(p, r.then, of);
        const bool alone = out.takes_first || out.takes_one || rule == t.otherwise;
        return said && (alone || said->state == presence::known) ? said : std::nullopt;
    };
    std::uint32_t before = 0;
    for (std::uint32_t place = 0; place < by.rules().size(); ++place) {
        const std::uint32_t& rule = by.rules()[place];
        const auto said = said_by(rule);
        if (!said) return {};
        out.speakers.push_back({rule, classify::nothing, *said});
        out.said.emplace_back();
        link_to_rules(p, out.speakers);
        if (by.tests().exceptional[place]) continue;
        if (rule < before) return {};
        out.said.back() = {status::decided, t.takes == model::takes::all ? cell{} : *said, {&rule, 1}};
        out.of_otherwise = place + 1;
        before = rule;
    }
    out.none = static_cast<std::uint32_t>(out.said.size());
    out.said.push_back({status::decided, {0, out.takes_sum ? presence::known : presence::absent}, {}});
    if (t.takes == model::takes::all) out.said.back().value = {};
    if (t.otherwise != program::none) {
        const auto said = said_by(t.otherwise);
        if (!said) return {};
        out.said.back() = {status::decided, *said, {&t.otherwise, 1}};
        out.speakers.push_back({t.otherwise, classify::nothing, *said});
        link_to_rules(p, out.speakers);
    }
    out.covered = t.always_speaks;
    for (const std::uint32_t r : ids_of(p, t.rules))
        out.covered = out.covered || (p.rules[r].block != program::none && p.blocks[p.rules[r].block].complete);
    out.low = end_of(of, of.low, std::numeric_limits<std::int64_t>::min());
    out.high = end_of(of, of.high, std::numeric_limits<std::int64_t>::max());
    if (out.takes_sum)
        for (short_answer& a : out.said)
            if (a.value.value < out.low || a.value.value > out.high) a.status = status::undetermined;
    out.only_adds = out.takes_sum && only_add(out.said, out.low, out.high);
    if (!out.takes_first && by.ways_of_set() > 0 && by.ways_of_set() <= most_ways_kept)
        out.by_set.resize(std::size_t{1} << by.ways_of_set());
    out.by = &by;
    return out;
}

/// Asks what is not the answer of the first rule alone.
const short_answer* quick::ask_further(std::uint32_t term, const lane_line* c) {
    const decision_code& d = decisions_[term];
    if (d.by == nullptr) return d.settled || is_early(term) || prepared(term).by == nullptr ? nullptr : ask(term, c);
    if (!d.by->answers(c)) return weigh(d, c);
    const std::uint32_t matching = d.by->all(c, places());
    if (d.takes_first) return settle(d, matching);
    const short_answer* const a = come_to(d, matching);
    if (!d.by_set.empty()) keep(a, decisions_[term].by_set[d.by->set(c)]);
    return a;
}

/// Keeps an answer that says all, if it is not the evaluator's.
void quick::keep(const short_answer* a, const short_answer*& at) {
    if (a == nullptr || (a == &answer_ && partial_)) return;
    if (a == &answer_) {
        kept_answer& k = kept_.emplace_back(kept_answer{answer_, {}});
        k.answer.rules = {k.rules, std::copy(a->rules.begin(), a->rules.end(), k.rules)};
        a = &k.answer;
    }
    at = a;
}

/// The sum of what all rules say that match, whose places stand in `places_`, or what the only one says; if that is not all,
/// what they come to together.
const short_answer* quick::come_to(const decision_code& d, std::uint32_t matching) {
    if (matching <= 1) {
        const short_answer& a = d.said[matching == 0 ? d.none : places()[0]];
        return a.status == status::decided ? &a : settle(d, matching);
    }
    if (!d.takes_sum) return settle(d, matching);
    std::int64_t sum = 0;
    bool fails = false;
    for (std::uint32_t i = 0; i < matching; ++i) {
        const speaker& s = d.speakers[places()[i]];
        fails |= s.changes != classify::nothing;
        fails |= __builtin_add_overflow(sum, s.says.value, &sum);
        rules_[i] = s.rule;
    }
    if (fails) return settle(d, matching);
    if (sum < d.low || sum > d.high) return nullptr;
    partial_ = false;
    answer_ = {status::decided, {sum, presence::known}, {rules_.data(), matching}};
    return &answer_;
}

// ------------------------------------------------------------------ rules that come to something together

int quick::layer_of(const decision_code& d, std::uint32_t place) const noexcept {
    return static_cast<int>(program_->rules[d.speakers[place].rule].layer);
}

/// What these rules and exceptions come to, whose places stand in `places_`; null where they contradict each other.
const short_answer* quick::settle(const decision_code& d, std::uint32_t matching) {
    outcomes_.clear();
    cites_.clear();
    std::uint32_t i = 0;
    for (; i < matching && places()[i] < d.of_otherwise; ++i) {
        if (!conclude(d, places()[i])) return nullptr;
        if (d.takes_first && !outcomes_.empty() && d.speakers[outcomes_.front().place].changes == classify::nothing)
            break;
    }
    const model::takes takes = program_->terms[d.term].takes;
    const bool may_be_none = takes == model::takes::all || takes == model::takes::sum;
    if (!outcomes_.empty() || may_be_none || d.speakers.size() == d.none) return combined(d);
    for (; i < matching; ++i)
        if (!conclude(d, places()[i])) return nullptr;
    return conclude(d, d.none) ? combined(d) : nullptr;
}

/// Notes what a rule or exception comes to, in place of what its own exceptions did, which are the last noted.
/// @return false if those contradict each other
bool quick::conclude(const decision_code& d, std::uint32_t place) {
    const speaker& s = d.speakers[place];
    std::size_t first = outcomes_.size();
    int highest = -1;
    for (; first > 0 && d.speakers[outcomes_[first - 1].place].changes == place; --first)
        highest = std::max(highest, layer_of(d, outcomes_[first - 1].place));
    outcome out{place, program_->rules[s.rule].does_not_apply, layer_of(d, place), s.says, cites_.size(), 0};
    if (highest < 0) cites_.push_back(s.rule);
    else if (!overrule(d, first, highest, out)) return false;
    out.cites_end = cites_.size();
    const bool is_off = highest >= 0 && out.switches_off;
    outcomes_.resize(first);
    if (!is_off) outcomes_.push_back(out);
    return true;
}

/// Lets the exceptions of one layer say what a rule comes to; switched off: it says nothing.
bool quick::overrule(const decision_code& d, std::size_t first, int layer, outcome& out) {
    out.layer = 0;
    out.switches_off = false;
    bool agree = true;
    const outcome* said = nullptr;
    for (std::size_t k = first; k < outcomes_.size(); ++k) {
        const outcome& x = outcomes_[k];
        if (layer_of(d, x.place) != layer) continue;
        for (std::size_t c = x.cites; c < x.cites_end; ++c) cites_.push_back(cites_[c]);
        out.layer = std::max(out.layer, x.layer);
        out.switches_off = out.switches_off || x.switches_off;
        agree = agree && (said == nullptr || said->says == x.says);
        said = &x;
    }
    out.says = said->says;
    return out.switches_off || agree;
}

const short_answer* quick::combined(const decision_code& d) {
    using model::takes;
    cited_.clear();
    partial_ = false;
    answer_ = {status::decided, {0, presence::absent}, {}};
    switch (program_->terms[d.term].takes) {
        case takes::first:
        case takes::one:
            if (!take_one(answer_.value)) return nullptr;
            break;
        case takes::all:
            for (const outcome& o : outcomes_) cite(o);
            answer_.value = {};
            break;
        case takes::sum:
            if (!take_sum(d, answer_.value)) return nullptr;
            break;
        case takes::largest: take_extreme(true, answer_.value); break;
        case takes::smallest: take_extreme(false, answer_.value); break;
    }
    std::sort(cited_.begin(), cited_.end());
    cited_.erase(std::unique(cited_.begin(), cited_.end()), cited_.end());
    answer_.rules = cited_;
    return &answer_;
}

void quick::cite(const outcome& o) {
    for (std::size_t c = o.cites; c < o.cites_end; ++c) cited_.push_back(cites_[c]);
}

/// What those of the highest layer say, who have to agree.
bool quick::take_one(cell& value) {
    int highest = -1;
    for (const outcome& o : outcomes_) highest = std::max(highest, o.layer);
    bool any = false;
    for (const outcome& o : outcomes_) {
        partial_ = partial_ || o.layer < highest;
        if (o.layer < highest) continue;
        if (any && !(value == o.says)) return false;
        any = true;
        value = o.says;
        cite(o);
    }
    return true;
}

/// @return false if the sum leaves its range
bool quick::take_sum(const decision_code& d, cell& value) {
    value = {0, presence::known};
    for (const outcome& o : outcomes_) {
        if (__builtin_add_overflow(value.value, o.says.value, &value.value)) return false;
        cite(o);
    }
    return d.low <= value.value && value.value <= d.high;
}

void quick::take_extreme(bool largest, cell& value) {
    for (const outcome& o : outcomes_) {
        const bool better = largest ? o.says.value > value.value : o.says.value < value.value;
        if (value.state != presence::known || better) value = o.says;
        cite(o);
    }
}

}  // namespace writ::eval
