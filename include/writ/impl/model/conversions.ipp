// Making an expression fit its place: conversions put in, presence demanded, mismatches reported.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>
#include <set>

namespace writ::model::detail {

namespace conversions_detail {

int places_of(const rational& value) {
    for (int places = 0; places <= 18; ++places)
        if (exact_scaled(value, places)) return places;
    return -1;
}

}  // namespace conversions_detail

expr_id builder::add(op what, type t, span where, few<expr_id> args) {
    const expr_id id{static_cast<std::uint32_t>(out.expressions.size())};
    expression& e = out.expressions.emplace_back();
    e.what = what;
    e.type = std::move(t);
    e.where = where;
    e.args = std::move(args);
    return id;
}

/// Stands for what could not be understood: fits everywhere, is never reported again, never survives into a result.
expr_id builder::broken(span where) { return add(op::unknown, {}, where); }

expr_id builder::number_at(rational value, span where) {
    type t;
    t.base = base_type::number;
    t.places = static_cast<std::int16_t>(conversions_detail::places_of(value));
    const expr_id id = add(op::number, t, where);
    out.expressions[index(id)].number = value;
    return id;
}

expr_id builder::condition(const node& n, scope& s) {
    type t;
    t.base = base_type::boolean;
    return check_as(n, s, t);
}

expr_id builder::check_as(const node& n, scope& s, const type& want) { return coerce(check(n, s, &want), want, s); }

bool builder::is_zero(expr_id id) const { return out[id].what == op::number && out[id].number == rational(0); }

/// The day of an instant; that of `now` is `today`.
expr_id builder::to_day(expr_id id) {
    if (type_at(id).base != base_type::instant) return id;
    type t = type_at(id);
    t.base = base_type::date;
    if (out[id].what == op::now) return add(op::today, t, out[id].where);
    return add(op::day_of, t, out[id].where, {id});
}

/// An operand that must be present.
expr_id builder::need(expr_id id, scope& s) {
    const expression& e = out[id];
    if (!e.type.optional) return id;
    const span where = e.where;
    if (is_any(e.type) && e.what != op::absent) return broken(where);
    if (e.what == op::absent) {
        report(code::absent_here, where).help.push_back("to compare, write `is absent`");
        return broken(where);
    }
    type t = e.type;
    t.optional = false;
    if (s.expectation) return add(op::required, t, where, {id});
    const std::string text = words(where);
    const bool can_guard = e.what == op::fact || e.what == op::field || e.what == op::local || e.what == op::term;
    diagnostic& d = report(code::may_be_absent, where, {text});
    if (!can_guard) d.help = {"give it a name with `define` and guard that: `name is present and …`"};
    declared_here(d, id);
    return add(op::guarded, t, where, {id});
}

expr_id builder::mismatch(expr_id id, const type& want) {
    const expression& e = out[id];
    const span where = e.where;
    const std::string text = words(where);
    if (want.base == base_type::instant && e.type.base == base_type::date)
        report(code::date_for_instant, where, {text});
    else {
        diagnostic& d = report(code::wrong_type, where, {text, describe(e.type), describe(want)});
        if (e.what == op::text) d.help.push_back("only texts stand in quotes: write it without");
        declared_here(d, id);
    }
    return broken(where);
}

/// Shows where the fact, term or variable that an expression reads got its type.
void builder::declared_here(diagnostic& d, expr_id id) const {
    const expression& e = out[id];
    if (e.what == op::guarded || e.what == op::required) return declared_here(d, e.args[0]);
    std::string name;
    span where;
    if (e.what == op::fact) {
        name = fact_path(out, fact_id{e.index});
        where = out.facts[e.index].where;
    } else if (e.what == op::term) {
        const term& t = out.terms[e.index];
        name = t.name;
        where = t.where;
        if (d.code == code::may_be_absent && t.kind == term_kind::decision && !t.otherwise && t.takes != takes::all)
            d.help.push_back("or give `" + name + "` an `otherwise`");
    } else if (e.what == op::local) {
        name = out.locals[e.index].name;
        where = out.locals[e.index].where;
    } else {
        return;
    }
    d.secondary.push_back({where, "`" + name + "` is declared here"});
}

/// `id` as a value of type `want`.
expr_id builder::coerce(expr_id id, const type& want, scope& s) {
    if (is_any(type_at(id))) {
        expression& e = out.expressions[index(id)];
        if (e.what == op::absent && !want.optional && !is_any(want)) {
            report(code::absent_here, e.where).help.push_back("it would need an `optional` type");
            return broken(e.where);
        }
        if (e.what == op::absent) {
            e.type = want;
            e.type.optional = true;
        }
        return id;
    }
    if (is_any(want)) return id;
    if (type_at(id).optional && !want.optional) id = need(id, s);
    const type& t = type_at(id);
    if (want.base == base_type::money) return coerce_money(id, want, s);
    if (want.base == base_type::date && t.base == base_type::instant) return to_day(id);
    if (t.base != want.base) return mismatch(id, want);
    if (want.base == base_type::number) return coerce_number(id, want);
    if (want.base == base_type::set && t.ref == no_ref) {
        out.expressions[index(id)].type.ref = want.ref;
        return id;
    }
    if (want.ref != no_ref && t.ref != want.ref) return mismatch(id, want);
    if (want.base == base_type::list && t.element != want.element) return mismatch(id, want);
    return id;
}

expr_id builder::coerce_number(expr_id id, const type& want) {
    check_places(id, want);
    check_range(id, want);
    return id;
}

/// A declared number of places is kept only by what is surely rounded to it.
void builder::check_places(expr_id id, const type& want) {
    const type& t = type_at(id);
    if (want.places < 0 || (t.places >= 0 && t.places <= want.places)) return;
    const std::string to =
        want.places == 0 ? "a whole number" : std::to_string(want.places) + (want.places == 1 ? " place" : " places");
    report(code::not_rounded, out[id].where, {words(out[id].where), to, std::to_string(want.places)});
}

void builder::check_range(expr_id id, const type& want) {
    const expression& e = out[id];
    if (!want.ranged || (e.what != op::number && e.what != op::money)) return;
    if (e.number < want.low || want.high < e.number)
        report(code::out_of_range, e.where, {"`" + words(e.where) + "`", describe_range(want)});
}

expr_id builder::coerce_money(expr_id id, const type& want, scope& s) {
    (void)s;
    const type t = type_at(id);
    if (is_zero(id)) {
        out.expressions[index(id)].what = op::money;
        out.expressions[index(id)].type = want;
        out.expressions[index(id)].type.optional = false;
        return id;
    }
    if (t.base != base_type::money) return mismatch(id, want);
    check_places(id, want);
    check_range(id, want);
    if (t.currency == want.currency) return id;
    if (t.currency != 0 && want.currency != 0) {
        report(code::two_currencies, out[id].where, {currency_name(t.currency), currency_name(want.currency)});
        return broken(out[id].where);
    }
    type made = want;
    made.optional = t.optional;
    return in_region_currency(id, made);
}

/// An amount in a named currency as one of `made`, in the currency of a region, or the other way round.
expr_id builder::in_region_currency(expr_id id, const type& made) {
    const type t = type_at(id);
    const currency_code named = t.currency != 0 ? t.currency : made.currency;
    const pack& home = out.packs[t.currency != 0 ? made.home : t.home];
    if (home.money.empty() ||
        std::any_of(home.money.begin(), home.money.end(), [&](currency_code c) { return c == 0 || c == named; }))
        return add(op::in_region_currency, made, out[id].where, {id});
    std::set<std::string> names;
    for (const currency_code c : home.money) names.insert(currency_name(c));
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : " or ") + name;
    report(code::never_in_currency, out[id].where, {home.name, all, currency_name(named)});
    return broken(out[id].where);
}

bool builder::align_money(expr_id& a, expr_id& b, span where) {
    const type ta = type_at(a), tb = type_at(b);
    if (ta.currency == tb.currency) return true;
    if (ta.currency != 0 && tb.currency != 0) {
        report(code::two_currencies, where, {currency_name(ta.currency), currency_name(tb.currency)});
        return false;
    }
    expr_id& named = ta.currency != 0 ? a : b;
    type t = type_at(named);
    t.currency = 0;
    t.home = ta.currency != 0 ? tb.home : ta.home;
    named = in_region_currency(named, t);
    return !is_any(type_at(named));
}

bool builder::align_same(expr_id& a, expr_id& b, span where) {
    const type ta = type_at(a), tb = type_at(b);
    if (ta.base == base_type::money) return align_money(a, b, where);
    if (ta.base == base_type::set && (ta.ref == no_ref || tb.ref == no_ref)) {
        out.expressions[index(ta.ref == no_ref ? a : b)].type.ref = ta.ref == no_ref ? tb.ref : ta.ref;
        return true;
    }
    if (ta.ref == tb.ref && ta.element == tb.element) return true;
    report(code::cannot_compare, where, {describe(ta), describe(tb)});
    return false;
}

namespace conversions_detail {

/// What is meant where values of two families are compared; `quoted`: one of them is a text written there.
std::string help_to_compare(base_type a, base_type b, bool quoted) {
    const auto are = [&](base_type x, base_type y) { return (a == x && b == y) || (a == y && b == x); };
    if (are(base_type::money, base_type::number)) return "write an amount with its currency: `USD 100`";
    if (are(base_type::span, base_type::number)) return "a number of days is compared with a number: leave out `days`";
    if (!quoted) return {};
    if (are(base_type::enumeration, base_type::text)) return "a named value has no quotes: write `x is value`";
    if (are(base_type::number, base_type::text)) return "write the number without quotes";
    if (are(base_type::boolean, base_type::text)) return "write `yes` or `no`, without quotes";
    return {};
}

}  // namespace conversions_detail

/// Makes two operands values of one family; false if that was a mistake, which is then reported (or was before).
bool builder::align(expr_id& a, expr_id& b, span where, scope& s) {
    const type ta = type_at(a), tb = type_at(b);
    if (is_any(ta) || is_any(tb)) return false;
    if (ta.base == tb.base) return align_same(a, b, where);
    if (ta.base == base_type::instant && tb.base == base_type::date) a = to_day(a);
    else if (tb.base == base_type::instant && ta.base == base_type::date) b = to_day(b);
    else if (ta.base == base_type::money && is_zero(b)) b = coerce_money(b, ta, s);
    else if (tb.base == base_type::money && is_zero(a)) a = coerce_money(a, tb, s);
    else {
        diagnostic& d = report(code::cannot_compare, where, {describe(ta), describe(tb)});
        const bool quoted = out[a].what == op::text || out[b].what == op::text;
        const std::string help = conversions_detail::help_to_compare(ta.base, tb.base, quoted);
        if (!help.empty()) d.help.push_back(help);
        return false;
    }
    return true;
}

namespace conversions_detail {

bool is_moment(base_type b) { return b == base_type::date || b == base_type::instant; }

/// The narrowest type that holds the values of both, which are of one family.
type widest(const type& a, const type& b) {
    type t = a;
    t.optional = a.optional || b.optional;
    t.places = a.places < 0 || b.places < 0 ? std::int16_t{-1} : std::max(a.places, b.places);
    t.percent = a.percent && b.percent;
    t.ranged = a.ranged && b.ranged;
    if (t.ranged) {
        t.low = std::min(a.low, b.low);
        t.high = std::max(a.high, b.high);
    } else {
        t.low = t.high = rational();
    }
    t.least = std::min(a.least, b.least);
    t.most = std::max(a.most, b.most);
    return t;
}

}  // namespace conversions_detail

/// Makes all values one family; what is not known to have one is left alone.
bool builder::align_all(std::vector<expr_id>& ids, scope& s) {
    const auto known = [&](expr_id id) { return !is_any(type_at(id)); };
    const auto first = std::find_if(ids.begin(), ids.end(), known);
    for (int round = 0; round < 2; ++round)  // the second round for those before the one that changed the first
        for (auto id = first; id != ids.end(); ++id) {
            if (id == first || !known(*id)) continue;
            const type a = type_at(*first), b = type_at(*id);
            const bool fits =
                a.base == b.base || (conversions_detail::is_moment(a.base) && conversions_detail::is_moment(b.base)) ||
                (a.base == base_type::money && is_zero(*id)) || (b.base == base_type::money && is_zero(*first));
            if (!fits) {
                diagnostic& d = report(code::different_types, out[*id].where, {describe(a), describe(b)});
                d.secondary.push_back({out[*first].where, "the other one"});
                return false;
            }
            if (!align(*first, *id, out[*id].where, s)) return false;
        }
    return true;
}

/// The type that can hold all of several values, which are converted to it; nothing if there is none (reported).
std::optional<type> builder::common_type(std::vector<expr_id>& ids, scope& s) {
    if (!align_all(ids, s)) return {};
    std::optional<type> merged;
    bool absent = false;
    for (const expr_id id : ids) {
        absent = absent || type_at(id).optional;
        if (is_any(type_at(id))) continue;
        merged = merged ? conversions_detail::widest(*merged, type_at(id)) : type_at(id);
    }
    type t = merged.value_or(type{});
    t.optional = absent;
    for (const expr_id id : ids)
        if (is_any(type_at(id)) && out[id].what == op::absent) out.expressions[index(id)].type = t;
    return t;
}

}  // namespace writ::model::detail
