// Conditions about time and order, put into plain comparisons.
#pragma once

#include "writ/detail/model/builder.hpp"

namespace writ::model::detail {

/// `a is before b`: of dates, times, instants, or of two elements of a list.
expr_id builder::is_order(const node& n, scope& s) {
    auto [a, b] = check_pair(n[0], n[1], s);
    a = need(a, s);
    b = need(b, s);
    if (is_any(type_at(a)) || is_any(type_at(b))) return broken(n.where);
    if (type_at(a).base == base_type::record && type_at(b).base == base_type::record)
        return negated_if(n.negated, element_order(n, a, b));
    if (!align(a, b, n.where, s)) return broken(n.where);
    const base_type base = type_at(a).base;
    if (base != base_type::date && base != base_type::instant && base != base_type::time) {
        diagnostic& d = report(code::wrong_type, n[0].where,
                               {words(n[0].where), describe(type_at(a)), "a date, a time or an instant"});
        if (has_order(type_at(a)))
            d.help.push_back("write `" + words(n[0].where) + (n.text == "before" ? " < " : " > ") + words(n[1].where) +
                             "`");
        return broken(n.where);
    }
    return negated_if(n.negated, ordered(n.text == "before" ? op::less : op::greater, a, b, n.where));
}

expr_id builder::element_order(const node& n, expr_id a, expr_id b) {
    for (const auto& [id, side] : {std::pair(a, &n[0]), std::pair(b, &n[1])}) {
        if (out[id].what == op::local) continue;
        report(code::not_an_element, side->where, {words(side->where)});
        return broken(n.where);
    }
    const std::string &la = list_of_local[out[a].index], &lb = list_of_local[out[b].index];
    if (type_at(a).ref != type_at(b).ref || (!la.empty() && !lb.empty() && la != lb)) {
        report(code::not_an_element, n[1].where, {words(n[1].where)});
        return broken(n.where);
    }
    return ordered(n.text == "before" ? op::earlier_element : op::later_element, a, b, n.where);
}

/// What stands at one end of a period: a day for spans, an instant for durations.
expr_id builder::for_period(expr_id d, expr_id period, scope& s) {
    type t;
    t.base = type_at(period).base == base_type::duration ? base_type::instant : base_type::date;
    return coerce(d, t, s);
}

/// `d within p after e`: e <= d <= p after e. `before`: p before e <= d <= e.
expr_id builder::within(const node& n, scope& s) {
    expr_id d = need(check(n[0], s), s);
    const expr_id period = need(check(n[1], s), s);
    expr_id e = need(check(n[2], s), s);
    const bool after = n.text == "after";
    const expr_id far = shifted(after ? op::after : op::before, period, e, n[2].where, {}, s);
    if (is_any(type_at(far))) return broken(n.where);
    const std::size_t mistakes = diagnostics.size();
    d = for_period(d, period, s);
    e = out[far].args[1];
    if (diagnostics.size() != mistakes || is_any(type_at(d))) return broken(n.where);
    const expr_id from = ordered(op::less_equal, after ? e : far, d, n.where);
    return both(from, ordered(op::less_equal, d, after ? far : e, n.where), n.where);
}

/// `d during last p as of a`: p before a < d <= a.
expr_id builder::during_last(const node& n, scope& s) {
    expr_id d = need(check(n[0], s), s);
    const expr_id period = need(check(n[1], s), s);
    const bool elapsed = type_at(period).base == base_type::duration;
    type moment;
    moment.base = elapsed ? base_type::instant : base_type::date;
    const node* as_of = n.find(kind::as_of);
    const expr_id a =
        as_of != nullptr ? need(check((*as_of)[0], s), s) : add(elapsed ? op::now : op::today, moment, n.where);
    const expr_id start = shifted(op::before, period, a, as_of != nullptr ? as_of->where : n[1].where, {}, s);
    if (is_any(type_at(start))) return broken(n.where);
    d = for_period(d, period, s);
    if (is_any(type_at(d))) return broken(n.where);
    const expr_id from = ordered(op::less, start, d, n.where);
    return both(from, ordered(op::less_equal, d, out[start].args[1], n.where), n.where);
}

/// `d during a .. b`: a <= d <= b.
expr_id builder::during(const node& n, scope& s) {
    const expr_id d = need(check(n[0], s), s);
    const type hint = type_at(d);
    expr_id low = need(check(n[1], s, &hint), s), high = need(check(n[2], s, &hint), s);
    expr_id d_low = d, d_high = d;
    if (is_any(hint) || !align(d_low, low, n.where, s) || !align(d_high, high, n.where, s)) return broken(n.where);
    if (!has_order(type_at(d_low)) || !has_order(type_at(d_high))) {
        report(code::not_ordered, n[0].where, {describe(type_at(d))});
        return broken(n.where);
    }
    const expr_id from = ordered(op::less_equal, low, d_low, n.where);
    return both(from, ordered(op::less_equal, d_high, high, n.where), n.where);
}

}  // namespace writ::model::detail
