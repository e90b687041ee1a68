#include <algorithm>

#include "writ/detail/eval/machine.hpp"
#include "writ/detail/eval/params.hpp"
#include "writ/limits.hpp"

// Standing and speaking of rules and exceptions (language reference: "Rules and exceptions").

namespace writ::eval {

/// Whether `in`, `from` and `until` hold.
value machine::holds(std::uint32_t quals) {
    const program::quals_code& q = p_.quals[quals];
    if (q.always()) return yes_or_no(true);
    value out = yes_or_no(true);
    const link* deps = nullptr;
    bits256 regions;
    const bool dated = q.has_from || q.has_until;
    if (q.regional || dated) regions = region_bits(deps);
    if (q.regional) {
        bits256 named;
        for (std::uint32_t w = 0; w < 4; ++w) named.word[w] = q.regions[w];
        out = bool_value(!(regions & named).none(), !((regions & named) == regions), nullptr, deps);
    }
    if (!dated || sure(out, false)) return out;
    return conjunction(out, holds_dates(q, regions, deps, q.has_from && q.effective.count > 1));
}

value machine::holds_dates(const program::quals_code& q, const bits256& regions, const link* deps, bool by_region) {
    const value day = as_of_day(q.as_of);
    if (surely_error(day)) return day;
    value out;
    bool first = true;
    arena_list<day_number> seen;
    for (std::uint32_t r = 0; r < (by_region ? q.effective.count : 1); ++r) {
        if (by_region && !regions.test(r)) continue;
        value v = yes_or_no(true);
        if (q.has_from) {
            const day_number from = effective_day(p_, q, by_region ? r : none);
            if (std::find(seen.begin(), seen.end(), from) != seen.end()) continue;
            seen.push(work_, from);
            v = compare(op::greater_equal, day, number_value(rational(from)), q.as_of);
        }
        if (q.has_until) v = conjunction(v, compare(op::less_equal, day, number_value(rational(q.until)), q.as_of));
        out = first ? v : joined(out, v, deps);
        first = false;
    }
    return out;
}

/// Qualifiers and conditions together; reads them in order until one says no.
value machine::stands(const program::rule_code& r) {
    const auto whens = ids_of(p_, r.whens);
    auto* v = work_.room<value>(whens.count + 1);
    new (v) value(r.block == none ? holds(r.quals) : holds(p_.blocks[r.block].quals));
    if (sure(v[0], false)) return v[0];
    for (std::uint32_t k = 0; k < whens.count; ++k) {
        new (v + k + 1) value(present(eval(whens[k]), whens[k]));
        if (sure(v[k + 1], false)) return yes_or_no(false);
    }
    return conjunction(v, whens.count + 1);
}

rule_set machine::single(std::uint32_t rule) { return {work_.make(rule), 1}; }

rule_set machine::united(const rule_set& a, const rule_set& b) {
    auto* all = work_.room<std::uint32_t>(a.count + b.count);
    const auto* end = std::set_union(a.ids, a.ids + a.count, b.ids, b.ids + b.count, all);
    return {all, static_cast<std::uint32_t>(end - all)};
}

/// An outcome that its decision's type does not hold is an error; of one that is open, the part outside is a possible error.
value machine::checked_outcome(value v, std::uint32_t term, std::uint32_t at) {
    const type& t = p_.types[p_.terms[term].type];
    if (v.form != shape::range) return v;
    const bool below = t.ranged && (v.low_open || v.range.low < t.low);
    const bool above = t.ranged && (v.high_open || t.high < v.range.high);
    const bool fixed = !v.low_open && !v.high_open && v.range.low == v.range.high;
    if (fixed && (below || above)) {
        value bad = error_value(error_kind::outside_range, at, term, v.range.low);
        bad.errors = join(work_, v.errors, bad.errors);
        return bad;
    }
    int places = -1;
    if (t.base == base_type::number) places = t.places;
    if (t.base == base_type::money) places = minor_places(currency_of(t));
    if (fixed && places >= 0 && !exact_scaled(v.range.low, places)) {
        value bad = error_value(error_kind::not_rounded, at, term, v.range.low);
        bad.errors = join(work_, v.errors, bad.errors);
        return bad;
    }
    if (fixed || (!below && !above)) return v;
    v.raw = v.day_zone = 0;
    v.errors = join(work_, v.errors, error_link(error_kind::outside_range, at, term, rational{}, true));
    if (below) v.range.low = t.low, v.low_open = false;
    if (above) v.range.high = t.high, v.high_open = false;
    if (v.range.low > v.range.high) return error_of(v.errors);
    seal(v);
    return v;
}

value machine::speak(own_outcome& own) {
    if (!own.ready) {
        const program::rule_code& r = p_.rules[own.rule];
        own.result = checked_outcome(eval(r.then), r.term, r.then);
        own.ready = true;
    }
    return own.result;
}

/// A record that names only some fields changes those of what it replaces.
value machine::merged(const value& v, own_outcome& base) {
    if (v.form != shape::record) return v;
    const record_value& r = *v.record;
    if ((r.has & all_fields(r)) == all_fields(r)) return v;
    const value under = speak(base);
    if (surely_error(under)) return error_of(join(work_, v.errors, under.errors));
    if (under.form != shape::record) return v;
    auto* fields = work_.room<value>(r.count);
    for (std::uint32_t k = 0; k < r.count; ++k)
        new (fields + k) value((r.has >> k & 1) != 0 ? record_field(r, k) : record_field(*under.record, k));
    record_value out = *under.record;
    out.fields = fields;
    out.data = nullptr;
    out.raw = 0;
    out.has = r.has | under.record->has;
    value w = v;
    w.record = work_.make(out);
    w.errors = join(work_, v.errors, under.errors);
    w.deps = join(work_, v.deps, under.deps);
    return w;
}

/// Alternatives that do the same by the same rules are one.
void machine::add(alternatives& out, const alternative& a) {
    for (alternative& o : out) {
        if (o.kind != a.kind || o.layer != a.layer || o.cites.count != a.cites.count ||
            !std::equal(o.cites.ids, o.cites.ids + o.cites.count, a.cites.ids))
            continue;
        o.deps = join(work_, o.deps, a.deps);
        if (a.kind == alternative::kind_of::says || a.kind == alternative::kind_of::error)
            o.result = joined(o.result, a.result);
        return;
    }
    out.push(work_, a);
}

/// Everything a rule that stands so may do.
alternatives machine::alternatives_of(std::uint32_t rule, const value& stand) {
    const program::rule_code& r = p_.rules[rule];
    const int layer = static_cast<int>(r.layer);
    alternatives out;
    if (can(stand, false)) out.push(work_, {alternative::kind_of::no, layer, {}, {}, stand.deps});
    if (stand.errors != nullptr)
        out.push(work_, {alternative::kind_of::error, layer, error_of(stand.errors), single(rule), stand.deps});
    if (!can(stand, true)) return out;
    if (is_known(stand)) stood_[rule] = 1;
    if (r.exceptions.count != 0) {
        combine(r, rule, stand, out);
        return out;
    }
    own_outcome own{rule, false, {}};
    if (r.does_not_apply) out.push(work_, {alternative::kind_of::switches_off, layer, {}, single(rule), stand.deps});
    else out.push(work_, {alternative::kind_of::says, layer, speak(own), single(rule), stand.deps});
    return out;
}

/// Every combination of what the exceptions may do.
void machine::combine(const program::rule_code& r, std::uint32_t number, const value& stand, alternatives& out) {
    const auto exceptions = ids_of(p_, r.exceptions);
    auto* options = work_.room<alternatives>(exceptions.count);
    std::uint64_t combinations = 1;
    for (std::uint32_t k = 0; k < exceptions.count; ++k) {
        new (options + k) alternatives(alternatives_of(exceptions[k], stands(p_.rules[exceptions[k]])));
        combinations = std::min<std::uint64_t>(combinations * options[k].size(), 1u << 20);
    }
    if (combinations > limits{}.exception_options) {
        const value bad = error_value(error_kind::too_many_options, none, r.term);
        out.push(work_, {alternative::kind_of::error, static_cast<int>(r.layer), bad, single(number), stand.deps});
        return;
    }
    own_outcome own{number, false, {}};
    for (std::uint64_t c = 0; c < combinations; ++c) {
        arena_list<alternative> chosen;
        arena_list<std::uint32_t> from;
        const link* deps = stand.deps;
        std::uint64_t rest = c;
        for (std::uint32_t k = 0; k < exceptions.count; ++k) {
            // The last exception varies fastest, as written lists of combinations do.
            std::uint64_t block = 1;
            for (std::uint32_t j = k + 1; j < exceptions.count; ++j) block *= options[j].size();
            const alternative& a = options[k][static_cast<std::size_t>(rest / block)];
            rest %= block;
            deps = join(work_, deps, a.deps);
            if (a.kind == alternative::kind_of::no || a.kind == alternative::kind_of::off) continue;
            chosen.push(work_, a);
            from.push(work_, exceptions[k]);
        }
        alternative a = settle(r, number, own, chosen, from);
        a.deps = deps;
        add(out, a);
    }
}

/// What a rule does when exactly these exceptions matter.
alternative machine::settle(const program::rule_code& r, std::uint32_t number, own_outcome& own,
                            const arena_list<alternative>& chosen, const arena_list<std::uint32_t>& from) {
    using kind_of = alternative::kind_of;
    const int layer = static_cast<int>(r.layer);
    if (chosen.empty()) {
        if (r.does_not_apply) return {kind_of::switches_off, layer, {}, single(number), nullptr};
        return {kind_of::says, layer, speak(own), single(number), nullptr};
    }
    int top_layer = 0;
    for (const std::uint32_t x : from) top_layer = std::max(top_layer, static_cast<int>(p_.rules[x].layer));
    alternative out{kind_of::says, 0, {}, {}, nullptr};
    rule_set off, failing;
    const link* failed = nullptr;
    bool switched = false;
    for (std::size_t k = 0; k < chosen.size(); ++k) {
        if (static_cast<int>(p_.rules[from[k]].layer) != top_layer) continue;
        out.cites = united(out.cites, chosen[k].cites);
        out.layer = std::max(out.layer, chosen[k].layer);
        if (chosen[k].kind == kind_of::switches_off) {
            switched = true;
            off = united(off, single(from[k]));
        }
        if (chosen[k].kind != kind_of::error) continue;
        failed = join(work_, failed, chosen[k].result.errors);
        failing = united(failing, chosen[k].cites);
    }
    if (switched) return {kind_of::off, layer, {}, off, nullptr};
    if (failed != nullptr) return {kind_of::error, top_layer, error_of(failed), failing, nullptr};
    arena_list<value> said;
    for (std::size_t k = 0; k < chosen.size(); ++k)
        if (static_cast<int>(p_.rules[from[k]].layer) == top_layer) said.push(work_, merged(chosen[k].result, own));
    bool agree = true, disagree = false;
    for (std::size_t i = 0; i < said.size(); ++i)
        for (std::size_t j = i + 1; j < said.size(); ++j) {
            bool equal = true, differ = true;
            equality(said[i], said[j], equal, differ);
            agree = agree && equal;
            disagree = disagree || differ;
        }
    out.result = said[0];
    if (agree && !disagree) return out;
    const value conflict = error_of(conflict_link(out.cites));
    if (!agree) return {kind_of::error, out.layer, conflict, out.cites, nullptr};
    // Whether they agree is open as long as anything in them is.
    const link* deps = nullptr;
    for (const value& v : said) deps = join(work_, deps, deep_deps(v));
    for (std::size_t i = 1; i < said.size(); ++i) out.result = joined(out.result, said[i], deps);
    out.result = joined(out.result, conflict, deps);
    return out;
}

// ------------------------------------------------------------------ the rules of a decision that may speak

void machine::add_candidate(std::uint32_t rule, const alternatives& alts, std::uint32_t repeats,
                            arena_list<candidate>& out) {
    candidate c;
    c.rule = rule;
    c.block = p_.rules[rule].block;
    c.repeats = repeats;
    for (const alternative& a : alts) {
        c.deps = join(work_, c.deps, a.deps);
        if (a.kind == alternative::kind_of::says || a.kind == alternative::kind_of::error) c.says.push(work_, a);
        else c.may_be_silent = true;
    }
    if (!c.says.empty()) out.push(work_, c);
}

void machine::failing_list(std::uint32_t rule, const value& failure, arena_list<candidate>& out) {
    const program::rule_code& r = p_.rules[rule];
    const int layer = static_cast<int>(r.layer);
    const value q = holds(r.quals);
    if (sure(q, false)) return;
    alternatives a;
    a.push(work_, {alternative::kind_of::error, layer, error_of(failure.errors), single(rule), failure.deps});
    if (!surely_error(failure)) a.push(work_, {alternative::kind_of::no, layer, {}, {}, failure.deps});
    if (can(q, false)) a.push(work_, {alternative::kind_of::no, layer, {}, {}, q.deps});
    add_candidate(rule, a, 0, out);
}

/// The rule once for each element of its `for` lists.
void machine::expand(std::uint32_t rule, std::uint32_t depth, const value& there, std::uint32_t repeats,
                     arena_list<candidate>& out) {
    const program::rule_code& r = p_.rules[rule];
    if (depth == r.fors.count) {
        const value s = stands(r);
        const value stand = sure(there, true) ? s : conjunction(there, s);
        if (!sure(stand, false)) add_candidate(rule, alternatives_of(rule, stand), repeats, out);
        return;
    }
    const std::uint32_t binder = p_.ids[r.fors.first + depth];
    const elements e = each(binder, false);
    if (e.fails || e.failure.errors != nullptr) failing_list(rule, e.failure, out);
    for (const element& x : e.items) {
        locals_[p_.binders[binder].variable] = x.item;
        expand(rule, depth + 1, conjunction(there, x.present), repeats, out);
    }
    if (e.has_generic) expand_generic(rule, depth, there, repeats, e, out);
}

void machine::expand_generic(std::uint32_t rule, std::uint32_t depth, const value& there, std::uint32_t repeats,
                             const elements& e, arena_list<candidate>& out) {
    const std::uint32_t binder = p_.ids[p_.rules[rule].fors.first + depth];
    locals_[p_.binders[binder].variable] = e.generic;
    const value& where = e.generic_where;
    const value perhaps = bool_value(can(where, true), true, where.errors, join(work_, e.generic_deps, where.deps));
    expand(rule, depth + 1, conjunction(there, perhaps), e.most * std::max(repeats, 1u), out);
}

/// A rule that failed before facts were split is not asked again.
void machine::expand_unless_fails(const program::term_code& t, std::uint32_t rule, arena_list<candidate>& out) {
    if (splitting_ && fails_[rule] != 0) return;
    const std::size_t before = out.size(), calls = top().calls.size(), assumed = top().assumed.size();
    expand(rule, 0, yes_or_no(true), 0, out);
    if (splitting_ || t.parameters.count != 0) return;
    const bool traceless = top().calls.size() == calls && top().assumed.size() == assumed;
    fails_[rule] = out.size() == before && traceless ? 1 : 0;
}

/// Every rule and row that may speak, in order; with `until_sure`, none after the first that surely speaks.
/// @return whether one of them always speaks, so that `otherwise` is not reached
bool machine::candidates(const program::term_code& t, bool until_sure, arena_list<candidate>& out) {
    bool covered = t.always_speaks;
    std::uint32_t table = none;
    for (const std::uint32_t rule : ids_of(p_, t.rules)) {
        const std::size_t before = out.size();
        if (const std::uint32_t block = p_.rules[rule].block; block != table && block != none) {
            covered = covered || (p_.blocks[block].complete && sure(holds(p_.blocks[block].quals), true));
            table = block;
        }
        expand_unless_fails(t, rule, out);
        if (!until_sure) continue;
        for (std::size_t k = before; k < out.size(); ++k)
            if (!out[k].may_be_silent) return covered;
    }
    return covered;
}

/// What is said where no rule speaks; an `otherwise` that does not apply is as if it were not there.
alternatives machine::otherwise(const program::term_code& t) {
    using kind_of = alternative::kind_of;
    alternatives out;
    const value nothing = t.takes == model::takes::sum ? number_value(rational(0)) : absent_value();
    if (t.otherwise == none) {
        out.push(work_, {kind_of::says, -1, nothing, {}, nullptr});
        return out;
    }
    for (const alternative& a : alternatives_of(t.otherwise, yes_or_no(true))) {
        const bool speaks = a.kind == kind_of::says || a.kind == kind_of::error;
        out.push(work_, speaks ? a : alternative{kind_of::says, -1, nothing, {}, a.deps});
    }
    return out;
}

}  // namespace writ::eval
