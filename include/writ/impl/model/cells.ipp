// Cells of tables: alternatives over a heading, and the condition they are.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

namespace cells_detail {

const type yes_no = [] {
    type t;
    t.base = base_type::boolean;
    return t;
}();

bool mentions(const node& n, std::string_view state) {
    return std::any_of(n.children.begin(), n.children.end(),
                       [&](const node& a) { return a.what == kind::cell_state && a.text == state; });
}

op comparison(std::string_view text) {
    if (text == "=") return op::equal;
    if (text == "!=") return op::not_equal;
    if (text == "<") return op::less;
    if (text == "<=") return op::less_equal;
    return text == ">" ? op::greater : op::greater_equal;
}

}  // namespace cells_detail

cell builder::type_cell(const node& n, expr_id heading, scope& s) {
    cell c;
    c.where = n.where;
    c.negated = n.negated;
    c.any = n.children.empty();
    if (c.any) return c;
    std::vector<expr_id> conditions;
    for (const node& alternative : n.children) {
        cell_alternative a;
        const auto condition = is_any(type_at(heading)) ? std::nullopt : type_alternative(alternative, heading, s, a);
        if (condition) conditions.push_back(*condition);
        c.alternatives.push_back(a);
    }
    if (conditions.empty()) {
        c.condition = broken(n.where);
        return c;
    }
    expr_id all = conditions.front();
    if (conditions.size() > 1) all = add(op::disjunction, cells_detail::yes_no, n.where, std::move(conditions));
    c.condition = negated_if(n.negated, all);
    return c;
}

/// After a cell that `absent` does not match, the heading is present.
void builder::guard_heading(const node& n, expr_id heading, scope& s) const {
    if (n.children.empty() || !type_at(heading).optional) return;
    const bool absent = cells_detail::mentions(n, "absent"), unknown = cells_detail::mentions(n, "unknown");
    if (n.negated ? absent : !absent && !unknown) s.present.push_back(key_of(heading));
}

/// The condition that one alternative is; nothing if it is a mistake.
std::optional<expr_id> builder::type_alternative(const node& n, expr_id heading, scope& s, cell_alternative& a) {
    if (n.what == kind::cell_state) return state_condition(n, heading, a);
    const bool optional = type_at(heading).optional;
    expr_id h = heading;
    if (optional) {
        type t = type_at(heading);
        t.optional = false;
        h = add(op::guarded, t, n.where, {heading});
    }
    std::optional<expr_id> c;
    switch (n.what) {
        case kind::cell_compare: {
            a.kind = cell_alternative::kind_of::compare;
            a.compare = cells_detail::comparison(n.text);
            c = end_condition(a.compare, n[0], h, s, a.low);
            break;
        }
        case kind::cell_range: {
            a.kind = cell_alternative::kind_of::range;
            const auto low = end_condition(op::greater_equal, n[0], h, s, a.low);
            const auto high = end_condition(op::less_equal, n[1], h, s, a.high);
            if (low && high) c = both(*low, *high, n.where);
            if (c && out[*a.low].what == op::number && out[*a.high].what == op::number &&
                out[*a.high].number < out[*a.low].number)
                report(code::empty_cell_range, n.where, {words(n[0].where), words(n[1].where)});
            break;
        }
        default: c = value_condition(n, h, s, a); break;
    }
    if (!c || !optional) return c;
    const expr_id present = add(op::is_present, cells_detail::yes_no, n.where, {heading});
    return both(present, *c, n.where);
}

std::optional<expr_id> builder::value_condition(const node& n, expr_id heading, scope& s, cell_alternative& a) {
    a.kind = cell_alternative::kind_of::value;
    const auto c = end_condition(op::equal, n[0], heading, s, a.low);
    if (!c || out[*a.low].what != op::boolean) return c;
    return out[*a.low].index == 1 ? heading : negated_if(true, heading);  // `yes` and `no` are the heading itself
}

/// The heading compared with one expression of a cell.
std::optional<expr_id> builder::end_condition(op what, const node& n, expr_id heading, scope& s,
                                              std::optional<expr_id>& end) {
    const type hint = type_at(heading);
    expr_id value = need(check(n, s, &hint), s);
    if (!align(heading, value, n.where, s)) return {};
    end = value;
    const type t = type_at(heading);
    const bool order = what != op::equal && what != op::not_equal;
    if (order ? has_order(t) : t.base != base_type::record && t.base != base_type::list)
        return ordered(what, heading, value, n.where);
    report(code::not_ordered, n.where, {describe(t)});
    return {};
}

std::optional<expr_id> builder::state_condition(const node& n, expr_id heading, cell_alternative& a) {
    a.kind = cell_alternative::kind_of::state;
    const type t = type_at(heading);
    const auto present = [&] { return add(op::is_present, cells_detail::yes_no, n.where, {heading}); };
    if (n.text == "present" || n.text == "absent") {
        a.state = n.text == "present" ? op::is_present : op::is_absent;
        if (t.optional) return add(a.state, cells_detail::yes_no, n.where, {heading});
        report(code::cell_never_absent, n.where, {words(out[heading].where)});
        return {};
    }
    if (n.text == "empty") {
        a.state = op::is_empty;
        if (t.base != base_type::set && t.base != base_type::list) {
            report(code::only_lists_empty, n.where);
            return {};
        }
        type made = t;
        made.optional = false;
        const expr_id list = t.optional ? add(op::guarded, made, n.where, {heading}) : heading;
        const expr_id empty = add(op::is_empty, cells_detail::yes_no, n.where, {list});
        return t.optional ? both(present(), empty, n.where) : empty;
    }
    a.state = n.text == "known" ? op::is_known : op::is_unknown;
    expr_id root = heading;
    while (out[root].what == op::field || out[root].what == op::guarded) root = out[root].args[0];
    if (out[root].what != op::fact && out[root].what != op::local) {
        report(code::only_facts_known, n.where);
        return {};
    }
    const expr_id c = add(a.state, cells_detail::yes_no, n.where, {heading});
    return t.optional && a.state == op::is_known ? both(present(), c, n.where) : c;
}

}  // namespace writ::model::detail
