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

/// @param rule  where its number stays
inline std::optional<short_answer> said_by(const program::program& p, const std::uint32_t& rule, const type& t) {
    const std::uint32_t then = p.rules[rule].then;
    const auto said = then == program::none ? std::nullopt : constant_cell(p, then, t);
    return said ? std::optional(short_answer{status::decided, *said, {&rule, 1}}) : std::nullopt;
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
        places_.resize(std::max(places_.size(), by->room()));
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
    out.takes_first = t.takes == model::takes::first;
    out.takes_sum = t.takes == model::takes::sum;
    if (out.takes_sum && (!places_of_cell(of) || of.base != base_type::number)) return {};
    if (!out.takes_first && !out.takes_sum && t.takes != model::takes::one) return {};
    std::uint32_t before = 0;
    for (std::size_t place = 0; place < by.rules().size(); ++place) {
        const std::uint32_t& rule = by.rules()[place];
        out.said.emplace_back();
        if (by.tests().exceptional[place]) continue;
        const auto said = said_by(p, rule, of);
        if (!said || rule < before) return {};
        out.said.back() = *said;
        before = rule;
    }
    out.none = static_cast<std::uint32_t>(out.said.size());
    out.said.push_back({status::decided, {0, out.takes_sum ? presence::known : presence::absent}, {}});
    if (t.otherwise != program::none) {
        const auto said = said_by(p, t.otherwise, of);
        if (!said || p.rules[t.otherwise].exceptions.count != 0) return {};
        out.said.back() = *said;
    }
    out.low = end_of(of, of.low, std::numeric_limits<std::int64_t>::min());
    out.high = end_of(of, of.high, std::numeric_limits<std::int64_t>::max());
    out.by = &by;
    return out;
}

/// The sum of what all rules say that match; or what the only one says: several that speak may agree or not, which is rare,
/// and the evaluator knows all about it.
const short_answer* quick::ask_all(const decision_code& d, const lane_line* c) noexcept {
    const std::uint32_t matching = d.by->all(c, places_.data());
    if (!d.takes_sum) return matching > 1 ? nullptr : say(d, matching == 0 ? d.none : places_[0]);
    std::int64_t sum = 0;
    bool fails = false;
    for (std::uint32_t i = 0; i < matching; ++i) {
        const short_answer& s = d.said[places_[i]];
        fails |= s.status != status::decided;
        fails |= __builtin_add_overflow(sum, s.value.value, &sum);
        rules_[i] = d.by->rules()[places_[i]];
    }
    if (fails || sum < d.low || sum > d.high) return nullptr;
    answer_ = {status::decided, {sum, presence::known}, {rules_.data(), matching}};
    return &answer_;
}

}  // namespace writ::eval
