// The violation form: every violation is a rule of the pack's one decision `findings`.
#pragma once

#include "writ/detail/model/builder.hpp"
#include "writ/detail/model/make_node.hpp"

#include <algorithm>

namespace writ::model::detail {

namespace violations_detail {

node entry(const char* name, span where, node value) {
    return make_tree(kind::entry, where, {make_name(name, where), std::move(value)});
}

/// The enum whose values the bare names of some clauses are.
std::optional<enum_id> enum_of(const builder& b, pack_id p, kind clause, std::string_view preferred) {
    std::vector<std::string_view> names;
    for (const node* n : b.state(p).violations)
        for (const node& child : n->children)
            if (child.what == clause && child[0].what == kind::name && b.find_symbol(p, child[0].text) == nullptr)
                names.push_back(child[0].text);
    if (names.empty()) return {};
    return b.enum_of_names(p, names, preferred);
}

type of_enum(std::optional<enum_id> e) {
    type t;
    if (!e) return t;
    t.base = base_type::enumeration;
    t.ref = index(*e);
    return t;
}

bool any_has(const pending& violations, kind clause) {
    return std::any_of(violations.begin(), violations.end(), [&](const node* n) { return n->find(clause) != nullptr; });
}

}  // namespace violations_detail

record_id builder::make_measure(pack_id p, span where) {
    using namespace violations_detail;
    const record_id measure = make_record(p, "Measure", where);
    type lasting;
    lasting.base = base_type::span;
    lasting.optional = true;
    out.records[index(measure)].fields = {{"action", of_enum(enum_of(*this, p, kind::action, "Action")), {}, {}, where},
                                          {"lasting", lasting, {}, {}, where}};
    return measure;
}

/// What the fields hold, the rules say: see `widen_finding`.
std::vector<field> builder::finding_fields(pack_id p, record_id measure, span where) {
    using namespace violations_detail;
    const pending& violations = state(p).violations;
    std::vector<std::pair<std::string, span>> names;
    for (const node* n : violations) names.emplace_back(n->find(kind::name)->text, n->find(kind::name)->where);
    const enum_id violation = make_enum(p, "Violation", names, where);
    for (std::size_t i = 0; i < violations.size() && i < out[violation].values.size(); ++i)
        out.enums[index(violation)].values[i].label = plain_message(p, violations[i]->find(kind::title));
    std::vector<field> fields = {{"violation", of_enum(violation), {}, {}, where}};
    if (any_has(violations, kind::severity))
        fields.push_back({"severity", of_enum(enum_of(*this, p, kind::severity, "Severity")), {}, {}, where});
    if (any_has(violations, kind::points)) fields.push_back({"points", {}, {}, {}, where});
    type actions;
    actions.base = base_type::list;
    actions.ref = index(measure);
    const auto is_action = [](const node& c) { return c.what == kind::action; };
    for (const node* n : violations) {
        const auto count = std::count_if(n->children.begin(), n->children.end(), is_action);
        actions.most = std::max(actions.most, static_cast<std::uint32_t>(count));
    }
    fields.push_back({"actions", actions, {}, {}, where});
    return fields;
}

/// The types of an outcome, and the decision with its rules.
void builder::make_finding(pack_id p) {
    using namespace violations_detail;
    const span where = state(p).violations.front()->find(kind::name)->where;
    const record_id measure = make_measure(p, where), finding = make_record(p, "Finding", where);
    out.records[index(finding)].fields = finding_fields(p, measure, where);
    state(p).types.try_emplace("Finding", type_symbol{false, index(finding), where});
    state(p).types.try_emplace("Measure", type_symbol{false, index(measure), where});
    state(p).finding = finding;

    node decision =
        make_tree(kind::decision, where, {make_name("findings", where), make_leaf(kind::takes, "all", where)});
    for (const node* n : state(p).violations) decision.children.push_back(violation_rule(*n));
    const term_id t = make_term(p, std::move(decision), term_kind::decision);
    terms[index(t)].has_declared = true;
    terms[index(t)].declared.base = base_type::record;
    terms[index(t)].declared.ref = index(finding);
    terms[index(t)].declared.home = index(p);
    state(p).findings = t;
}

node builder::violation_rule(const node& n) {
    using namespace violations_detail;
    node rule = make_tree(kind::rule, n.where, {});
    for (const node& child : n.children) {
        switch (child.what) {
            case kind::severity:
            case kind::points:
            case kind::action: break;
            default: rule.children.push_back(child);
        }
    }
    rule.children.push_back(make_tree(kind::then, n.find(kind::name)->where, {violation_outcome(n)}));
    return rule;
}

node builder::violation_outcome(const node& n) {
    using namespace violations_detail;
    const node& name = *n.find(kind::name);
    node record =
        make_tree(kind::record_literal, name.where, {entry("violation", name.where, make_name(name.text, name.where))});
    std::vector<node> actions;
    for (const node& child : n.children) {
        if (child.what == kind::action) {
            const node* lasting = child.find(kind::lasting);
            node period = lasting != nullptr ? (*lasting)[0] : make_leaf(kind::constant, "absent", child.where);
            actions.push_back(make_tree(
                kind::record_literal, child.where,
                {entry("action", child[0].where, child[0]), entry("lasting", child.where, std::move(period))}));
        }
    }
    said_once(n, name.text, {kind::severity, kind::points});
    const node *severity = n.find(kind::severity), *points = n.find(kind::points);
    if (severity != nullptr) record.children.push_back(entry("severity", severity->where, (*severity)[0]));
    if (points != nullptr) record.children.push_back(entry("points", points->where, (*points)[0]));
    record.children.push_back(entry("actions", name.where, make_tree(kind::list, name.where, std::move(actions))));
    return record;
}

/// A field of a finding holds whatever its violations give, so each of them may make its type wider.
void builder::widen_finding(record_id r, std::uint32_t field, expr_id& value, scope& s) {
    const type before = out.records[index(r)].fields[field].type;
    const std::string& name = out.records[index(r)].fields[field].name;
    if (name == "violation" || name == "actions") {
        value = coerce(value, before, s);
        return;
    }
    if (is_any(type_at(value))) return;
    type t = type_at(value);
    if (t.base == base_type::number && t.places < 0) {
        report(code::not_rounded, out[value].where, {words(out[value].where), "a number of places", "2"});
        return;
    }
    if (!is_any(before)) {
        const bool zero = before.base == base_type::money && is_zero(value);
        if (zero) value = coerce_money(value, before, s);
        t = type_at(value);
        if (t.base != before.base || t.ref != before.ref || t.currency != before.currency) {
            value = mismatch(value, before);
            return;
        }
        const bool optional = t.optional || before.optional;
        t.places = before.places < 0 || t.places < 0 ? std::int16_t{-1} : std::max(before.places, t.places);
        t.percent = t.percent && before.percent;
        t.optional = optional;
    }
    t.ranged = false;
    t.low = t.high = rational();
    out.records[index(r)].fields[field].type = t;
}

/// Once all violations are typed: what some of them leave out is absent there.
void builder::finish_finding(term_id t) {
    const record_id r = *state(out[t].pack).finding;
    const std::size_t count = out[r].fields.size();
    for (const rule_id x : out[t].rules) {
        const auto then = out[x].then;
        if (!then || out[*then].what != op::record_literal) continue;
        for (std::uint32_t f = 0; f < count; ++f) {
            const auto& given = out[*then].details->fields;
            if (std::find(given.begin(), given.end(), f) == given.end())
                out.records[index(r)].fields[f].type.optional = true;
        }
    }
    type whole;
    whole.base = base_type::record;
    whole.ref = index(r);
    whole.home = index(out[t].pack);
    for (const rule_id x : out[t].rules)
        if (const auto then = out[x].then; then && out[*then].what == op::record_literal)
            finish_record(*then, whole, out[x].where);
}

}  // namespace writ::model::detail
