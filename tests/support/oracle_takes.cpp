// Executes the language reference, "Taking": how the rules that speak make one outcome, and who spoke.
#include <algorithm>

#include "support/oracle_evaluator.hpp"

namespace writ::oracle {

using model::index;
using model::op;
using model::takes;
using kind_of = alternative::kind_of;

namespace {

constexpr int no_layer = -1;  // of an `otherwise` that is not written

std::vector<possible> values_of(const std::vector<alternative>& all) {
    std::vector<possible> out;
    for (const auto& a : all) out.push_back(a.value);
    return out;
}

/// Whether a rule surely speaks, and all it can say is an error: no other rule makes up for that.
bool surely_fails(const standing& x) {
    return !x.may_be_silent &&
           std::all_of(x.speaks.begin(), x.speaks.end(), [](const alternative& a) { return is_surely_error(a.value); });
}

needs needs_of(const std::vector<alternative>& all) {
    needs n;
    for (const auto& a : all) n = std::move(n) + a.needs;
    return n;
}

}  // namespace

/// Who spoke: surely those that all alternatives share (where one of them surely happens), perhaps the others.
void evaluator::speakers(const std::vector<alternative>& alternatives, bool sure) {
    for (const auto& a : alternatives)
        for (const auto c : a.cites) {
            const bool common = sure && std::all_of(alternatives.begin(), alternatives.end(),
                                                    [&](const alternative& b) { return b.cites.contains(c); });
            (common ? spoke_ : perhaps_spoke_).insert(c);
        }
}

/// What is said where no rule speaks.
std::vector<alternative> evaluator::otherwise(const model::term& t, const scope& s) {
    alternative nothing;
    nothing.kind = kind_of::says;
    nothing.layer = no_layer;
    nothing.value = t.takes == takes::sum ? number_value(rational(0)) : absent_value();
    if (!t.otherwise) return {nothing};
    std::vector<alternative> out;
    for (const auto& a : alternatives(*t.otherwise, s, truth(true, false))) {
        if (a.kind == kind_of::says || a.kind == kind_of::fails) {
            out.push_back(a);
        } else {
            nothing.needs = a.needs;
            out.push_back(nothing);
        }
    }
    return out;
}

possible evaluator::decision_value(const model::term& t, const scope& s) {
    bool covered = false;
    const auto rows = standings(t, s, covered);
    switch (t.takes) {
        case takes::one: return take_one(t, rows, covered, s);
        case takes::first: return take_first(t, rows, covered, s);
        case takes::all: return take_all(t, rows);
        case takes::sum: return take_sum(t, rows);
        case takes::largest:
        case takes::smallest: return take_extreme(t, rows, covered, s);
    }
    return no_value();
}

possible evaluator::take_first(const model::term& t, const std::vector<standing>& rows, bool covered, const scope& s) {
    std::vector<alternative> out;
    needs n;
    bool done = covered;
    for (const auto& row : rows) {
        out.insert(out.end(), row.speaks.begin(), row.speaks.end());
        n = std::move(n) + row.needs;
        if (row.may_be_silent) continue;
        done = true;
        break;
    }
    if (!done) {
        const auto o = otherwise(t, s);
        out.insert(out.end(), o.begin(), o.end());
        n = std::move(n) + needs_of(o);
    }
    speakers(out);
    return join(values_of(out), out.size() > 1 ? n : needs{});
}

possible evaluator::take_one(const model::term& t, const std::vector<standing>& rows, bool covered, const scope& s) {
    // What surely speaks sets the layer below which nothing counts.
    int layer = no_layer;
    bool some_sure = false;
    for (const auto& row : rows) {
        if (row.may_be_silent) continue;
        some_sure = true;
        auto lowest = row.speaks.front().layer;
        for (const auto& a : row.speaks) lowest = std::min(lowest, a.layer);
        layer = std::max(layer, lowest);
    }
    std::vector<standing> candidates;
    for (const auto& row : rows) {
        auto c = row;
        std::erase_if(c.speaks, [&](const alternative& a) { return a.layer < layer; });
        for (const auto& a : row.speaks)
            if (a.layer < layer) outranked_.insert(a.cites.begin(), a.cites.end());
        if (!c.speaks.empty()) candidates.push_back(std::move(c));
    }
    std::vector<alternative> all;
    needs n;
    for (const auto& c : candidates) {
        all.insert(all.end(), c.speaks.begin(), c.speaks.end());
        n = std::move(n) + c.needs;
    }
    if (!some_sure && !covered) {
        const auto o = otherwise(t, s);
        all.insert(all.end(), o.begin(), o.end());
        n = std::move(n) + needs_of(o);
    }

    const bool higher = std::any_of(all.begin(), all.end(), [&](const alternative& a) { return a.layer > layer; });
    failures conflicts;
    bool surely_conflict = false;
    for (std::size_t i = 0; i < candidates.size(); ++i)
        for (std::size_t j = i + 1; j < candidates.size(); ++j) {
            const auto &x = candidates[i], &y = candidates[j];
            if (x.block && x.block == y.block && (x.may_be_silent || y.may_be_silent)) continue;  // rows of one table
            for (const auto& a : x.speaks)
                for (const auto& b : y.speaks) {
                    if (a.layer != b.layer || a.kind == kind_of::fails || b.kind == kind_of::fails) continue;
                    const auto c = compare_plain(a.value, b.value);
                    if (!c.different) continue;
                    auto both = a.cites;
                    both.insert(b.cites.begin(), b.cites.end());
                    conflicts.insert(conflict(t, both));
                    n = std::move(n) + deep_needs(a.value) + deep_needs(b.value);
                    if (!c.equal && !x.may_be_silent && !y.may_be_silent && x.speaks.size() == 1 &&
                        y.speaks.size() == 1 && a.layer == layer && !higher)
                        surely_conflict = true;
                }
        }
    if (surely_conflict) {
        std::set<std::uint32_t> rules;
        for (const auto& c : candidates) {
            speakers(c.speaks);
            if (c.may_be_silent) continue;
            for (const auto& a : c.speaks) rules.insert(a.cites.begin(), a.cites.end());
        }
        return error_value(conflict(t, rules));
    }
    failures failed;
    for (const auto& c : candidates)
        if (!higher && surely_fails(c))
            for (const auto& a : c.speaks) failed = std::move(failed) + a.value.errors;
    if (!failed.empty()) {
        for (const auto& c : candidates) speakers(c.speaks, !c.may_be_silent);
        return error_values(failed);
    }
    for (const auto& c : candidates)
        if (c.times > 0 &&
            std::any_of(c.speaks.begin(), c.speaks.end(), [](const alternative& a) { return !is_known(a.value); }))
            conflicts.insert(conflict(t, {index(c.rule)}));

    if (some_sure && !higher) {
        for (const auto& c : candidates) speakers(c.speaks, !c.may_be_silent);
    } else {
        speakers(all);
    }
    auto values = values_of(all);
    if (!conflicts.empty()) values.push_back(error_values(conflicts));
    if (values.empty()) return absent_value();
    return join(values, values.size() > 1 ? n : needs{});
}

possible evaluator::take_all(const model::term& t, const std::vector<standing>& rows) {
    list_value l;
    failures errors;
    needs n, presence;
    const auto name = t.name + "#" + std::to_string(lists_made_++);
    for (const auto& row : rows) {
        std::vector<possible> said;
        failures failed;
        for (const auto& a : row.speaks) {
            if (a.kind == kind_of::fails) {
                failed = std::move(failed) + a.value.errors;
                n = std::move(n) + row.needs;
            } else {
                said.push_back(a.value);
            }
        }
        errors = std::move(errors) + failed;
        if (said.empty()) {
            if (!row.may_be_silent) return error_values(failed);
            continue;
        }
        auto v = join(said, said.size() > 1 ? row.needs : needs{});
        if (is_surely_error(v) && !row.may_be_silent) return error_values(failed + v.errors);
        if (!v.errors.empty()) n = std::move(n) + row.needs + deep_needs(v);
        errors = std::move(errors) + v.errors;
        if (is_surely_error(v)) continue;
        speakers(row.speaks, !row.may_be_silent);
        v.errors.clear();
        if (is_determinate(v)) v.needs.clear();
        if (row.times > 0) {
            n = std::move(n) + row.needs;
            const auto before = l.rest ? l.rest->most : 0;
            l.rest = list_rest{l.rest ? join({l.rest->value, v}) : v, 0, before + row.times};
            continue;
        }
        if (v.kind == shape::record && v.record->list.empty()) {
            auto r = *v.record;
            r.list = name;
            r.index = l.items.size();
            v.record = std::make_shared<const record_value>(std::move(r));
        }
        const auto present = row.may_be_silent ? truth(true, true, {}, row.needs) : truth(true, false);
        presence = std::move(presence) + present.needs;
        l.items.push_back({v, present});
    }
    const bool open = !errors.empty() || l.rest;
    auto v = list_of(std::move(l), errors);
    if (open) v.needs = n + presence;
    return v;
}

possible evaluator::take_sum(const model::term& t, const std::vector<standing>& rows) {
    auto total = number_value(rational(0));
    needs n;
    for (const auto& row : rows) {
        n = std::move(n) + row.needs;
        speakers(row.speaks, !row.may_be_silent);
        auto v = present(join(values_of(row.speaks), row.speaks.size() > 1 ? row.needs : needs{}), t.where);
        if (row.may_be_silent) v = join({v, number_value(rational(0))}, row.needs);
        if (row.times > 0)
            v = arithmetic(op::multiply, v, interval_value(rational(0), rational(row.times), row.needs), t.where);
        total = arithmetic(op::add, total, v, t.where);
    }
    return outcome_of_type(waiting(total, total.needs + n), t, t.where);
}

possible evaluator::take_extreme(const model::term& t, const std::vector<standing>& rows, bool covered,
                                 const scope& s) {
    const bool up = t.takes == takes::largest;
    std::optional<possible> r;
    failures errors;
    needs n;
    bool silent_possible = false;
    const auto value = [&](const standing& row) {
        auto v = join(values_of(row.speaks), row.speaks.size() > 1 ? row.needs : needs{});
        errors = std::move(errors) + v.errors;
        n = std::move(n) + row.needs;
        if (!v.errors.empty() || v.absent) n = std::move(n) + v.needs;
        v.errors.clear();
        speakers(row.speaks, !row.may_be_silent);
        return v;
    };
    for (const auto& row : rows) {
        silent_possible = silent_possible || row.may_be_silent;
        if (row.may_be_silent) continue;
        const auto v = value(row);
        if (v.kind == shape::interval) r = r ? extreme(*r, v, up) : v;
    }
    const bool some_sure = r.has_value();
    for (const auto& row : rows) {
        if (!row.may_be_silent) continue;
        const auto v = value(row);
        if (v.kind != shape::interval) continue;
        if (!r) r = v;
        else r = some_sure ? join({*r, extreme(*r, v, up)}) : join({*r, extreme(*r, v, up), v});
    }
    if (std::any_of(rows.begin(), rows.end(), surely_fails)) return error_values(errors);
    std::vector<possible> outs;
    if (r) outs.push_back(*r);
    if (!errors.empty()) outs.push_back(error_values(errors));
    if (!some_sure && !covered) {
        const auto o = otherwise(t, s);
        speakers(o, !silent_possible);
        for (const auto& a : o) {
            outs.push_back(a.value);
            n = std::move(n) + a.needs;
        }
    }
    return outs.empty() && !covered ? absent_value() : join(outs, n);
}

}  // namespace writ::oracle
