// Arithmetic, units, and what comes some time after or before something.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

namespace arithmetic_detail {

constexpr int most_places = 18;

std::int16_t places_of_sum(const type& a, const type& b) {
    return a.places < 0 || b.places < 0 ? std::int16_t{-1} : std::max(a.places, b.places);
}

std::int16_t places_of_product(const type& a, const type& b) {
    if (a.places < 0 || b.places < 0 || a.places + b.places > most_places) return -1;
    return static_cast<std::int16_t>(a.places + b.places);
}

type plain(base_type base, std::int16_t places = -1) {
    type t;
    t.base = base;
    t.places = places;
    return t;
}

struct unit_of_time {
    std::string_view name;
    std::int64_t factor;
    span_unit unit;
    bool elapsed;
};
constexpr unit_of_time units[] = {
    {"minutes", us_per_minute, {}, true},    {"hours", us_per_hour, {}, true},
    {"days", 1, span_unit::days, false},     {"business days", 1, span_unit::business_days, false},
    {"weeks", 7, span_unit::days, false},    {"months", 1, span_unit::months, false},
    {"years", 12, span_unit::months, false},
};

}  // namespace arithmetic_detail

expr_id builder::binary(const node& n, scope& s, const type* want) {
    if (n.text == "union" || n.text == "minus") return set_operation(n, s, want);
    const expr_id a = need(check(n[0], s), s), b = need(check(n[1], s), s);
    if (is_any(type_at(a)) || is_any(type_at(b))) return broken(n.where);
    if (n.text == "*") return times(n, a, b);
    if (n.text == "/") return divided(n, a, b, s);
    return plus_minus(n.text == "+" ? op::add : op::subtract, n, a, b, s);
}

expr_id builder::cannot_compute(const node& n, expr_id a, expr_id b) {
    const type ta = type_at(a), tb = type_at(b);
    const bool moves = (n.text == "+" || n.text == "-") &&
                       (ta.base == base_type::date || ta.base == base_type::instant) &&
                       (tb.base == base_type::span || tb.base == base_type::duration);
    if (moves) {
        const std::string help = words(n[1].where) + (n.text == "+" ? " after " : " before ") + words(n[0].where);
        report(code::use_after, n.where, {n.text, describe(tb), help});
    } else {
        diagnostic& d = report(code::cannot_compute, n.where, {n.text, describe(ta), describe(tb)});
        if (ta.base == base_type::date && tb.base == base_type::number)
            d.help.push_back("write `" + words(n[1].where) + " days " + (n.text == "+" ? "after " : "before ") +
                             words(n[0].where) + "`");
    }
    return broken(n.where);
}

expr_id builder::plus_minus(op what, const node& n, expr_id a, expr_id b, scope& s) {
    const type ta = type_at(a), tb = type_at(b);
    const auto moment = [](const type& t) { return t.base == base_type::date || t.base == base_type::instant; };
    if (what == op::subtract && moment(ta) && moment(tb)) return date_difference(n, a, b);
    const bool money = ta.base == base_type::money || tb.base == base_type::money;
    const bool same = ta.base == tb.base && (ta.base == base_type::number || ta.base == base_type::duration || money);
    const bool zero = money && (is_zero(a) || is_zero(b));
    if (!same && !zero) return cannot_compute(n, a, b);
    if (!align(a, b, n.where, s)) return broken(n.where);
    type t = arithmetic_detail::plain(type_at(a).base, arithmetic_detail::places_of_sum(type_at(a), type_at(b)));
    t.currency = type_at(a).currency;
    t.home = type_at(a).home;
    t.percent = ta.percent && tb.percent;
    return add(what, t, n.where, {a, b});
}

/// Days between dates, elapsed time between instants.
expr_id builder::date_difference(const node& n, expr_id a, expr_id b) {
    const bool instants = type_at(a).base == base_type::instant && type_at(b).base == base_type::instant;
    const type t =
        instants ? arithmetic_detail::plain(base_type::duration) : arithmetic_detail::plain(base_type::number, 0);
    if (!instants) {
        a = to_day(a);
        b = to_day(b);
    }
    return add(op::subtract, t, n.where, {a, b});
}

expr_id builder::times(const node& n, expr_id a, expr_id b) {
    const type ta = type_at(a), tb = type_at(b);
    const bool numbers = ta.base == base_type::number && tb.base == base_type::number;
    const type& other = ta.base == base_type::number ? tb : ta;
    const bool scaled = (ta.base == base_type::number || tb.base == base_type::number) &&
                        (other.base == base_type::money || other.base == base_type::duration);
    if (!numbers && !scaled) return cannot_compute(n, a, b);
    type t = arithmetic_detail::plain(other.base, arithmetic_detail::places_of_product(ta, tb));
    if (other.base == base_type::duration) t.places = -1;
    t.currency = other.currency;
    t.home = other.home;
    return add(op::multiply, t, n.where, {a, b});
}

expr_id builder::divided(const node& n, expr_id a, expr_id b, scope& s) {
    const type ta = type_at(a), tb = type_at(b);
    const bool moneys = ta.base == base_type::money && tb.base == base_type::money;
    const bool by_number =
        (ta.base == base_type::number || ta.base == base_type::money) && tb.base == base_type::number;
    if (!moneys && !by_number) return cannot_compute(n, a, b);
    if (is_zero(b)) {
        report(code::divide_by_zero, n[1].where);
        return broken(n.where);
    }
    if (moneys && !align(a, b, n.where, s)) return broken(n.where);
    type t = arithmetic_detail::plain(moneys ? base_type::number : ta.base);
    t.currency = moneys ? 0 : ta.currency;
    t.home = ta.home;
    return add(op::divide, t, n.where, {a, b});
}

expr_id builder::set_operation(const node& n, scope& s, const type* want) {
    const bool set_wanted = want != nullptr && want->base == base_type::set && want->ref != no_ref;
    auto [a, b] = check_pair(n[0], n[1], s, set_wanted ? want : nullptr);
    a = need(a, s);
    b = need(b, s);
    if (is_any(type_at(a)) || is_any(type_at(b))) return broken(n.where);
    if (type_at(a).base != base_type::set || type_at(b).base != base_type::set) return cannot_compute(n, a, b);
    if (!align(a, b, n.where, s)) return broken(n.where);
    return add(n.text == "union" ? op::set_union : op::set_minus, type_at(a), n.where, {a, b});
}

expr_id builder::negative(const node& n, scope& s) {
    const expr_id a = need(check(n[0], s), s);
    const type t = type_at(a);
    if (is_any(t)) return a;
    if (t.base != base_type::number && t.base != base_type::money && t.base != base_type::duration) {
        report(code::wrong_type, n[0].where, {words(n[0].where), describe(t), "a number, money or a duration"});
        return broken(n.where);
    }
    expression& e = out.expressions[index(a)];
    if (const auto value = negate(e.number); value && (e.what == op::number || e.what == op::money)) {
        e.number = *value;
        e.where = n.where;
        return a;
    }
    type made = arithmetic_detail::plain(t.base, t.places);
    made.currency = t.currency;
    made.home = t.home;
    made.percent = t.percent;
    return add(op::negate, made, n.where, {a});
}

expr_id builder::unit(const node& n, scope& s) {
    const expr_id count = need(check(n[0], s), s);
    const type t = type_at(count);
    if (is_any(t)) return broken(n.where);
    if (t.base != base_type::number) {
        report(code::wrong_type, n[0].where, {words(n[0].where), describe(t), "a whole number"});
        return broken(n.where);
    }
    if (t.places != 0) {
        report(code::whole_unit, n[0].where, {words(n[0].where), n.text});
        return broken(n.where);
    }
    return unit_of(n, count);
}

expr_id builder::unit_of(const node& n, expr_id count) {
    const auto& units = arithmetic_detail::units;
    const auto* u = std::find_if(std::begin(units), std::end(units), [&](const auto& x) { return x.name == n.text; });
    if (u == std::end(units)) return broken(n.where);
    if (u->elapsed && n.rolled) {
        report(code::rolled_time, n.where, {n.text});
        return broken(n.where);
    }
    const bool constant = out[count].what == op::number;
    const auto amount = constant ? multiply(out[count].number, rational(u->factor)) : std::nullopt;
    if (constant && !amount) {
        report(code::bad_literal, n[0].where, {n[0].text, "count that fits"});
        return broken(n.where);
    }
    const op what = u->elapsed ? (constant ? op::duration : op::duration_of) : (constant ? op::span : op::span_of);
    const type t = arithmetic_detail::plain(u->elapsed ? base_type::duration : base_type::span);
    const expr_id id = add(what, t, n.where, constant ? std::vector<expr_id>{} : std::vector<expr_id>{count});
    expression& e = out.expressions[index(id)];
    const std::int64_t number = constant ? amount->num : u->factor;
    if (u->elapsed) e.details.make().integer = number;
    else e.details.make().span_value = {number, u->unit, n.rolled};
    return id;
}

/// `p after d using c`.
expr_id builder::shift(const node& n, scope& s) {
    const expr_id period = need(check(n[0], s), s), from = need(check(n[1], s), s);
    std::optional<expr_id> cal;
    if (const node* using_ = n.find(kind::using_))
        cal = check_as((*using_)[0], s, arithmetic_detail::plain(base_type::calendar));
    return shifted(n.text == "after" ? op::after : op::before, period, from, n.where, cal, s);
}

expr_id builder::shifted(op what, expr_id period, expr_id from, span where, std::optional<expr_id> cal, scope& s) {
    const type p = type_at(period);
    if (is_any(p) || is_any(type_at(from))) return broken(where);
    if (p.base != base_type::span && p.base != base_type::duration) {
        diagnostic& d = report(code::wrong_type, out[period].where,
                               {words(out[period].where), describe(p), "a span or a duration"});
        if (type_at(from).base == base_type::span || type_at(from).base == base_type::duration)
            d.help.push_back("write `" + words(out[from].where) + (what == op::after ? " after " : " before ") +
                             words(out[period].where) + "`");
        if (p.base == base_type::number) d.help.push_back("write `" + words(out[period].where) + " days`");
        return broken(where);
    }
    if (!cal) need_calendar(period, where, s);
    from = for_period(from, period, s);
    if (is_any(type_at(from))) return broken(where);
    std::vector<expr_id> args = {period, from};
    if (cal) args.push_back(*cal);
    return add(what, arithmetic_detail::plain(p.base == base_type::span ? base_type::date : base_type::instant), where,
               std::move(args));
}

/// A span that surely needs working days needs a calendar that some region has.
void builder::need_calendar(expr_id period, span where, const scope& s) {
    const expression& e = out[period];
    const bool written = e.what == op::span || e.what == op::span_of;
    const bool needs =
        written && (e.details->span_value.rolled || e.details->span_value.unit == span_unit::business_days);
    if (needs && !has_region_calendar(s.pack)) report(code::no_calendar, where);
    const auto& owners = state(s.pack).region_calendars;
    for (const auto& owner : owners)
        if (owner && e.type.base == base_type::span) calendar_used[index(*owner)] = true;
}

}  // namespace writ::model::detail
