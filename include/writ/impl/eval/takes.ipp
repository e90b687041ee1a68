#include <algorithm>

#include "writ/detail/eval/machine.hpp"

// How the rules that speak become one outcome (language reference: "takes").

namespace writ::eval {

value machine::run_decision(const program::term_code& t, std::uint32_t number) {
    arena_list<candidate> rows;
    const bool covered = candidates(t, t.takes == model::takes::first, rows);
    switch (t.takes) {
        case model::takes::first: return take_first(t, rows, covered);
        case model::takes::one: return take_one(t, rows, covered);
        case model::takes::all: return take_all(rows);
        case model::takes::sum: return take_sum(rows, number);
        default: return take_extreme(t, rows, covered);
    }
}

/// Notes who spoke: surely, if all alternatives share the rule.
void machine::speakers(const alternatives& alts, bool sure) {
    frame& f = top();
    for (const alternative& a : alts)
        for (std::uint32_t k = 0; k < a.cites.count; ++k) {
            const std::uint32_t rule = a.cites.ids[k];
            bool common = sure;
            for (const alternative& b : alts)
                common = common && std::binary_search(b.cites.ids, b.cites.ids + b.cites.count, rule);
            f.spoke.push(work_, {rule, common});
        }
}

value machine::joined_results(const alternatives& alts, const link* deps) {
    if (alts.empty()) return value{};
    value out = alts[0].result;
    // The fields of records wait for what the whole waits for, so it goes into the join.
    for (std::size_t k = 1; k < alts.size(); ++k) out = joined(out, alts[k].result, deps);
    return out;
}

value machine::result_of(const candidate& c) { return joined_results(c.says, c.deps); }

/// Whether a rule surely speaks, and all it can say is an error: no other rule makes up for that.
bool machine::surely_fails(const candidate& c) const {
    return !c.may_be_silent &&
           std::all_of(c.says.begin(), c.says.end(), [](const alternative& a) { return surely_error(a.result); });
}

value machine::take_first(const program::term_code& t, const arena_list<candidate>& rows, bool covered) {
    alternatives all;
    const link* deps = nullptr;
    bool done = false;
    for (const candidate& c : rows) {
        for (const alternative& a : c.says) all.push(work_, a);
        deps = join(work_, deps, c.deps);
        if (c.may_be_silent) continue;
        done = true;
        break;
    }
    if (!done && !covered)
        for (const alternative& a : otherwise(t)) {
            all.push(work_, a);
            deps = join(work_, deps, a.deps);
        }
    speakers(all, true);
    return joined_results(all, deps);
}

/// Conflicts that are possible between rules of one layer, with what they wait for; `hard` when there surely is one.
const link* machine::clashes(const arena_list<candidate>& rows, int certain_layer, bool& hard, const link*& deps) {
    int highest = certain_layer;
    for (const candidate& c : rows)
        for (const alternative& a : c.says) highest = std::max(highest, a.layer);
    const link* found = nullptr;
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t j = i + 1; j < rows.size(); ++j) {
            const candidate &x = rows[i], &y = rows[j];
            const bool one_table = x.block != none && x.block == y.block;
            if (one_table && (x.may_be_silent || y.may_be_silent)) continue;
            for (const alternative& a : x.says)
                for (const alternative& b : y.says) {
                    if (a.layer != b.layer || a.kind == alternative::kind_of::error || b.kind == alternative::kind_of::error)
                        continue;
                    bool equal = true, differ = true;
                    equality(a.result, b.result, equal, differ);
                    if (!differ) continue;
                    found = join(work_, found, conflict_link(united(a.cites, b.cites)));
                    deps = join(work_, deps, join(work_, deep_deps(a.result), deep_deps(b.result)));
                    const bool certain = !x.may_be_silent && !y.may_be_silent && x.says.size() == 1 && y.says.size() == 1;
                    hard = hard || (!equal && certain && a.layer == certain_layer && highest == certain_layer);
                }
        }
    return found;
}

value machine::take_one(const program::term_code& t, const arena_list<candidate>& rows, bool covered) {
    int certain_layer = -1;
    for (const candidate& c : rows) {
        if (c.may_be_silent) continue;
        int least = c.says[0].layer;
        for (const alternative& a : c.says) least = std::min(least, a.layer);
        certain_layer = std::max(certain_layer, least);
    }
    arena_list<candidate> left;
    alternatives all;
    const link* deps = nullptr;
    bool some_sure = false, above = false;
    for (const candidate& c : rows) {
        candidate high = c;
        high.says = {};
        for (const alternative& a : c.says) {
            if (a.layer >= certain_layer) {
                high.says.push(work_, a);
                all.push(work_, a);
                above = above || a.layer > certain_layer;
            } else {
                for (std::uint32_t k = 0; k < a.cites.count; ++k) top().outranked.push(work_, a.cites.ids[k]);
            }
        }
        if (high.says.empty()) continue;
        left.push(work_, high);
        deps = join(work_, deps, c.deps);
        some_sure = some_sure || !c.may_be_silent;
    }
    bool hard = false;
    const link* conflicts = clashes(left, certain_layer, hard, deps);
    if (hard) {
        rule_set names;
        for (const candidate& c : left) {
            speakers(c.says, true);
            if (!c.may_be_silent)
                for (const alternative& a : c.says) names = united(names, a.cites);
        }
        return error_of(conflict_link(names));
    }
    const link* failed = nullptr;
    for (const candidate& c : left)
        if (!above && surely_fails(c))
            for (const alternative& a : c.says) failed = join(work_, failed, a.result.errors);
    if (failed != nullptr) {
        for (const candidate& c : left) speakers(c.says, !c.may_be_silent);
        return error_of(failed);
    }
    for (const candidate& c : left)
        if (c.repeats > 0)
            for (const alternative& a : c.says)
                if (!is_known(a.result)) conflicts = join(work_, conflicts, conflict_link(single(c.rule)));
    if (!some_sure && !covered)
        for (const alternative& a : otherwise(t)) {
            all.push(work_, a);
            deps = join(work_, deps, a.deps);
        }
    if (some_sure && !above) {
        for (const candidate& c : left) speakers(c.says, !c.may_be_silent);
    } else {
        speakers(all, true);
    }
    if (conflicts != nullptr) all.push(work_, {alternative::kind_of::error, certain_layer, error_of(conflicts), {}, nullptr});
    if (all.empty()) return absent_value();
    return joined_results(all, deps);
}

value machine::take_all(const arena_list<candidate>& rows) {
    auto* items = work_.room<list_item>(rows.size());
    std::uint32_t n = 0;
    list_value l;
    const link *errors = nullptr, *deps = nullptr;
    const void* identity = work_.make(std::uint32_t{0});
    for (const candidate& c : rows) {
        alternatives said;
        const link* failed = nullptr;
        for (const alternative& a : c.says)
            if (a.kind == alternative::kind_of::says) said.push(work_, a);
            else {
                failed = join(work_, failed, a.result.errors);
                deps = join(work_, deps, c.deps);
            }
        if (said.empty() && !c.may_be_silent) return error_of(failed);
        errors = join(work_, errors, failed);
        if (said.empty()) continue;
        value v = joined_results(said, c.deps);
        if (surely_error(v) && !c.may_be_silent) return error_of(join(work_, failed, v.errors));
        errors = join(work_, errors, v.errors);
        if (v.errors != nullptr) deps = join(work_, deps, join(work_, c.deps, deep_deps(v)));
        if (surely_error(v)) continue;
        v.errors = nullptr;
        speakers(c.says, !c.may_be_silent);
        if (c.repeats > 0) {
            l.generic = l.has_generic ? joined(l.generic, v) : v;
            l.has_generic = true;
            l.most += c.repeats;
            deps = join(work_, deps, c.deps);
            continue;
        }
        if (v.form == shape::record && v.record->list == nullptr) {
            record_value r = *v.record;
            r.list = identity;
            r.index = n;
            v.record = work_.make(r);
        }
        new (items + n++) list_item{v, c.may_be_silent ? bool_value(true, true, nullptr, c.deps) : yes_or_no(true)};
    }
    l.items = items;
    l.count = n;
    l.identity = identity;
    value out;
    out.form = shape::list;
    out.errors = errors;
    if (errors != nullptr || l.has_generic) {
        out.deps = deps;
        for (std::uint32_t k = 0; k < n; ++k) out.deps = join(work_, out.deps, items[k].present.deps);
    }
    out.list = work_.make(l);
    return out;
}

value machine::take_sum(const arena_list<candidate>& rows, std::uint32_t number) {
    value total = number_value(rational(0));
    const link* deps = nullptr;
    for (const bool certain : {true, false})
        for (const candidate& c : rows) {
            if (c.may_be_silent == certain) continue;
            deps = join(work_, deps, c.deps);
            speakers(c.says, certain);
            value v = present(result_of(c), none);
            if (!certain) {
                v = joined(v, number_value(rational(0)), c.deps);
                if (c.repeats > 0) {
                    const rational zero, most(static_cast<std::int64_t>(c.repeats));
                    v = times(v, range_value(&zero, &most, c.deps), none);
                }
            }
            total = plus(total, v, false, none);
        }
    total.deps = join(work_, total.deps, deps);
    seal(total);
    return checked_outcome(total, number, none);
}

value machine::take_extreme(const program::term_code& t, const arena_list<candidate>& rows, bool covered) {
    const bool largest = t.takes == model::takes::largest;
    const link *deps = nullptr, *errors = nullptr;
    value out;
    bool some = false, some_sure = false, maybes = false, fails = false;
    for (const bool certain : {true, false})
        for (const candidate& c : rows) {
            if (c.may_be_silent == certain) continue;
            maybes = maybes || !certain;
            deps = join(work_, deps, c.deps);
            speakers(c.says, certain);
            value v = result_of(c);
            errors = join(work_, errors, v.errors);
            if (v.errors != nullptr || v.absent) deps = join(work_, deps, v.deps);
            fails = fails || surely_fails(c);
            if (v.form == shape::nothing) continue;
            some_sure = some_sure || certain;
            if (v.form == shape::range) {
                const value both = some ? extreme(out, v, largest) : v;
                // Where nothing surely speaks, this one may be the only one.
                if (!some || certain) out = both;
                else out = some_sure ? joined(out, both) : joined(joined(out, both), v);
            } else {
                out = some ? extreme_of_bits(out, v, largest, certain) : v;
            }
            some = true;
        }
    if (fails) return error_of(errors);
    out.errors = join(work_, out.errors, errors);
    if (!some_sure && !covered) {
        const alternatives o = otherwise(t);
        for (const alternative& a : o) {
            out = some || errors != nullptr ? joined(out, a.result) : a.result;
            some = true;
            deps = join(work_, deps, a.deps);
        }
        speakers(o, !maybes);
    }
    if (deps != nullptr || errors != nullptr) out.raw = out.day_zone = 0;
    out.deps = join(work_, out.deps, deps);
    seal(out);
    return out;
}

/// The larger (or smaller) of two values of an ordered enum.
value machine::extreme_of_bits(const value& a, const value& b, bool largest, bool certain) {
    value v = a;
    v.raw = 0;
    bits256 out;
    for (std::uint32_t i = 0; i < 256; ++i) {
        if (!a.bits.test(i)) continue;
        for (std::uint32_t j = 0; j < 256; ++j)
            if (b.bits.test(j)) out.set(largest ? std::max(i, j) : std::min(i, j));
    }
    v.bits = certain ? out : out | a.bits;
    v.errors = join(work_, a.errors, b.errors);
    v.deps = join(work_, a.deps, b.deps);
    seal(v);
    return v;
}

}  // namespace writ::eval
