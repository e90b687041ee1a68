#include "writ/detail/eval/quick.hpp"

#include <algorithm>
#include <limits>

namespace writ::eval {

namespace quick_detail {

using program::op;

/// Decimal places of what a cell of the type counts in; nothing where they depend on the case.
inline std::optional<int> places_of(const type& t) {
    if (t.base == base_type::number) return t.places < 0 ? std::nullopt : std::optional<int>(t.places);
    if (t.base == base_type::money) return t.currency == 0 ? std::nullopt : std::optional(minor_places(t.currency));
    return 0;
}

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
            const auto places = places_of(t);
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

inline std::optional<cell> said_by(const program::program& p, std::uint32_t rule, const type& t) {
    const std::uint32_t then = p.rules[rule].then;
    return then == program::none ? std::nullopt : constant_cell(p, then, t);
}

inline std::int64_t end_of(const type& t, const rational& x, std::int64_t without) {
    const auto places = places_of(t);
    return t.ranged && places ? floor_scaled(x, *places).value_or(without) : without;
}

}  // namespace quick_detail

quick::quick(const program::program& p, const classify::catalogue& decisions) : decisions_(p.terms.size()) {
    std::size_t room = 1;
    for (std::uint32_t t = 0; t < p.terms.size(); ++t) {
        if (decisions.by_term[t] == nullptr || !p.requirements.empty()) continue;
        decisions_[t] = prepared(p, t, *decisions.by_term[t]);
        room = std::max(room, decisions.by_term[t]->room());
    }
    places_.resize(room);
    rules_.resize(room);
}

quick::decision_code quick::prepared(const program::program& p, std::uint32_t term,
                                     const classify::classifier& by) const {
    using namespace quick_detail;
    const program::term_code& t = p.terms[term];
    const type& of = p.types[t.type];
    decision_code out;
    out.takes = t.takes;
    out.otherwise = t.takes == model::takes::sum ? cell{0, presence::known} : cell{0, presence::absent};
    if (t.takes == model::takes::sum && (!places_of(of) || of.base != base_type::number)) return {};
    if (t.takes != model::takes::first && t.takes != model::takes::one && t.takes != model::takes::sum) return {};
    std::uint32_t before = 0;
    for (std::size_t place = 0; place < by.rules().size(); ++place) {
        out.said.emplace_back();
        if (by.tests().exceptional[place]) continue;  // what it says is not asked here
        const std::uint32_t rule = by.rules()[place];
        const auto said = said_by(p, rule, of);
        if (!said || rule < before) return {};
        out.said.back() = *said;
        before = rule;
    }
    if (t.otherwise != program::none) {
        const auto said = said_by(p, t.otherwise, of);
        if (!said || p.rules[t.otherwise].exceptions.count != 0) return {};
        out.otherwise = *said;
        out.otherwise_rule = t.otherwise;
    }
    out.low = end_of(of, of.low, std::numeric_limits<std::int64_t>::min());
    out.high = end_of(of, of.high, std::numeric_limits<std::int64_t>::max());
    out.by = &by;
    return out;
}

const short_answer* quick::of_none(const decision_code& d) {
    rules_[0] = d.otherwise_rule;
    answer_ = {status::decided, d.otherwise, {rules_.data(), d.otherwise_rule == program::none ? 0u : 1u}};
    return &answer_;
}

const short_answer* quick::of_one(const decision_code& d, std::uint32_t place) {
    if (d.by->tests().exceptional[place]) return nullptr;
    rules_[0] = d.by->rules()[place];
    answer_ = {status::decided, d.said[place], {rules_.data(), 1}};
    return &answer_;
}

const short_answer* quick::of_sum(const decision_code& d, std::uint32_t matching) {
    std::int64_t sum = 0;
    for (std::uint32_t i = 0; i < matching; ++i) {
        const std::uint32_t place = places_[i];
        if (d.by->tests().exceptional[place] || __builtin_add_overflow(sum, d.said[place].value, &sum)) return nullptr;
        rules_[i] = d.by->rules()[place];
    }
    if (sum < d.low || sum > d.high) return nullptr;
    answer_ = {status::decided, {sum, presence::known}, {rules_.data(), matching}};
    return &answer_;
}

const short_answer* quick::ask(const decision_code& d, const lane_line* c) {
    if (d.takes == model::takes::first) {
        const std::uint32_t place = d.by->first(c);
        return place == classify::nothing ? of_none(d) : of_one(d, place);
    }
    const std::uint32_t matching = d.by->all(c, places_.data());
    if (d.takes == model::takes::sum) return of_sum(d, matching);
    // Several rules that speak may agree or not: rare, and the machine knows all about it.
    return matching == 0 ? of_none(d) : matching == 1 ? of_one(d, places_[0]) : nullptr;
}

cell cell_of(const value& v, const type& t) {
    if (surely_absent(v)) return {0, presence::absent};
    if (!is_known(v)) return {};
    if (v.form == shape::bits) return {static_cast<std::int64_t>(v.bits.first()), presence::known};
    if (v.form == shape::masks) return {static_cast<std::int64_t>(v.masks.must), presence::known};
    if (v.form != shape::range) return {};
    const auto places = quick_detail::places_of(t);
    const auto exact = places ? exact_scaled(v.range.low, *places) : std::nullopt;
    return exact ? cell{*exact, presence::known} : cell{};
}

value value_of(const cell& c, const type& t) {
    if (c.state != presence::known) return absent_value();
    switch (t.base) {
        case base_type::boolean:
        case base_type::enumeration:
        case base_type::weekday: return bit_value(static_cast<std::uint32_t>(c.value));
        default: return number_value(rational::scaled(c.value, quick_detail::places_of(t).value_or(0)));
    }
}

}  // namespace writ::eval
