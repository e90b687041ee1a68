// What decisions answer: their rules typed, and whether there is always an answer.
#pragma once

#include "writ/analysis/tables.hpp"
#include "writ/detail/model/builder.hpp"

#include <algorithm>
#include <limits>

namespace writ::model::detail {

void builder::type_decision(term_id t, scope& s) {
    if (!terms[index(t)].has_declared) {
        terms[index(t)].declared = first_guess(t);
        terms[index(t)].inferred = true;
    }
    const type wanted = terms[index(t)].declared;
    for (const block_id b : terms[index(t)].blocks) type_headings(b, s);
    for (const rule_id r : out[t].rules) {
        if (out[r].kind == rule_kind::row) type_row(r, s, wanted);
        else type_rule(r, s, {wanted, false});
        out.rules[index(r)].idle = terms[index(t)].of_form && rests_on_no(r);
        if (terms[index(t)].in_turn && out[r].whens.size() == 1) guard(out[r].whens.front(), false, s);
    }
    if (const auto otherwise = out[t].otherwise) {
        if (rules[index(*otherwise)].columns) type_row(*otherwise, s, wanted);
        else type_rule(*otherwise, s, {wanted, false});
    }
    if (terms[index(t)].inferred) infer_outcome(t, s);
    if (state(out[t].pack).findings == t) finish_finding(t);
    finish_decision(t);
}

/// Whether a condition of a rule is `no` itself.
bool builder::rests_on_no(rule_id r) const {
    return std::any_of(out[r].whens.begin(), out[r].whens.end(),
                       [&](expr_id when) { return out[when].what == op::boolean && out[when].index == 0; });
}

void builder::type_rule(rule_id r, scope& s, const outcome_target& target) {
    const scope_mark mark(s);
    const node& n = *rules[index(r)].declaration;
    type_as_of(out.rules[index(r)].quals, n.find(kind::quals), s);
    for (const node& child : n.children) {
        if (child.what != kind::for_each) continue;
        if (const auto b = binder_of(child[0], s)) out.rules[index(r)].fors.push_back(*b);
    }
    for (const node& child : n.children) {
        if (child.what != kind::when) continue;
        const expr_id when = condition(child[0], s);
        out.rules[index(r)].whens.push_back(when);
        guard(when, true, s);
    }
    const node* then = n.what == kind::otherwise ? &n : n.find(kind::then);
    if (then != nullptr && !out[r].does_not_apply) {
        const expr_id outcome = type_outcome((*then)[0], s, target);
        out.rules[index(r)].then = outcome;
        check_region_currency(out[r].quals, s.pack, outcome);
    }
    type_notes(r, n, s);
    type_exceptions(r, s, target.wanted);
}

expr_id builder::type_outcome(const node& n, scope& s, const outcome_target& target) {
    const node* bare = &n;
    while (bare->what == kind::paren) bare = &(*bare)[0];
    if (target.partial && bare->what == kind::record_literal && target.wanted.base == base_type::record)
        return record_literal(*bare, s, &target.wanted, true);
    return check_as(n, s, target.wanted);
}

/// An exception may name some fields only, of what it changes; what does not apply has none to keep.
void builder::type_exceptions(rule_id r, scope& s, const type& wanted) {
    const outcome_target target{wanted, !out[r].does_not_apply};
    for (std::size_t i = 0; i < out[r].exceptions.size(); ++i) type_rule(out[r].exceptions[i], s, target);
}

void builder::type_notes(rule_id r, const node& n, scope& s) {
    for (const node& child : n.children) {
        switch (child.what) {
            case kind::because: {
                if (!out[r].because.empty()) report(code::two_clauses, child.where, {out[r].name, "because"});
                message m = read_message(child[0], s);
                out.rules[index(r)].because = std::move(m);
                break;
            }
            case kind::say: {
                say_note note = said_in(child, s);
                out.rules[index(r)].says.push_back(std::move(note));
                break;
            }
            case kind::ask:
                for (const node& path : child.children)
                    if (auto asked = asked_at(path, s.pack)) out.rules[index(r)].asks.push_back(std::move(*asked));
                break;
            default: break;
        }
    }
}

/// `say seller en "…" es "…"`
say_note builder::said_in(const node& say, scope& s) {
    say_note note;
    if (say[0].what == kind::name) {
        note.audience = say[0].text;
        no_such_audience(s.pack, say[0]);
    }
    note.text = read_message(say.children.back(), s);
    return note;
}

/// One of `ask seller.tier, seller.violations[2].severity`; nothing if it is no fact (reported).
std::optional<asked_fact> builder::asked_at(const node& path, pack_id p) {
    const symbol* group = find_symbol(p, path[0].text);
    if (group == nullptr || group->what != symbol::kind_of::group || path.children.size() < 2) {
        report(code::ask_not_fact, path.where);
        return {};
    }
    const auto fact = find_fact(state(p).groups[group->index], path[1], path.where);
    if (!fact) return {};
    asked_fact asked;
    asked.fact = asked_instead(*fact, path.where);
    asked.path = fact_path(out, asked.fact);
    std::optional<type> t = out[*fact].type;
    for (std::size_t i = 2; i < path.children.size() && t; ++i) t = step_into(asked, *t, path[i]);
    if (!t) return {};
    return asked;
}

/// The type of an element or a field of what is asked for; nothing if there is none (reported).
std::optional<type> builder::step_into(asked_fact& asked, const type& t, const node& part) {
    if (part.what == kind::number) {
        const int element = t.base == base_type::list ? count_of(part, t.most) : -1;
        if (element < 1) {
            report(code::no_element, part.where, {part.text});
            return {};
        }
        asked.element = static_cast<std::uint32_t>(element);
        asked.path += "[" + part.text + "]";
        return element_type(t);
    }
    const auto field = find_field(t, part);
    if (!field) return {};
    asked.field = *field;
    asked.path += "." + part.text;
    return out.records[t.ref].fields[*field].type;
}

void builder::finish_decision(term_id t) {
    term& d = out.terms[index(t)];
    const type wanted = terms[index(t)].declared;
    const bool adds =
        wanted.base == base_type::number || wanted.base == base_type::money || wanted.base == base_type::duration;
    const bool combines = d.takes == takes::sum || d.takes == takes::largest || d.takes == takes::smallest;
    const bool fits = d.takes == takes::sum ? adds : has_order(wanted) && wanted.base != base_type::enumeration;
    if (combines && !is_any(wanted) && !fits)
        report(code::takes_not_number, d.where,
               {d.name, d.takes == takes::sum       ? "sum"
                        : d.takes == takes::largest ? "largest"
                                                    : "smallest"});
    if (d.rules.empty() && !d.otherwise && !d.table) report(code::no_answer, d.where, {d.name});
    d.type = wanted;
    if (d.takes == takes::all) d.type = is_any(wanted) ? type{} : list_of(wanted, 0, most_outcomes(t));
    else if (d.takes == takes::sum) d.type.optional = false;
    else if (!d.otherwise && !is_any(wanted) && may_be_silent(t)) d.type.optional = true;
}

/// Whether the decision can be without an answer. A table that leaves a case out is wrong, unless it says `optional`; a
/// decision is just absent then. After a mistake the question is idle: what was declared holds.
bool builder::may_be_silent(term_id t) const {
    const auto& rules_of = out[t].rules;
    const auto can_be_off = [&](rule_id r) {
        const auto& exceptions = out[r].exceptions;
        return std::any_of(exceptions.begin(), exceptions.end(), [&](rule_id e) { return out[e].does_not_apply; });
    };
    if (has_error(diagnostics)) return false;
    if (out[t].table && std::none_of(rules_of.begin(), rules_of.end(), can_be_off)) return false;
    return !analysis::always_speaks(out, t, bounds);
}

/// The greatest number of outcomes of a decision that takes all.
std::uint32_t builder::most_outcomes(term_id t) const {
    std::uint64_t sum = 0;
    for (const rule_id r : out[t].rules) {
        std::uint64_t product = 1;
        for (const binder_id b : out[r].fors)
            product = std::min<std::uint64_t>(product * type_at(out[b].list).most, 1u << 31);
        sum += product;
    }
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(sum, std::numeric_limits<std::int32_t>::max()));
}

}  // namespace writ::model::detail
