// The functions of the language.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

#include "writ/lot.hpp"

namespace writ::model::detail {

namespace functions_detail {

struct entry {
    std::string_view name;
    op what;
    std::size_t least, most;  // arguments
};

constexpr std::size_t any_number = 255;

constexpr entry all[] = {
    {"day", op::day_of, 1, 1},
    {"weekday", op::weekday_of, 1, 1},
    {"weekday_after", op::weekday_after, 2, 2},
    {"month_start", op::month_start, 1, 1},
    {"end_of", op::end_of, 1, 1},
    {"moment", op::moment, 2, 2},
    {"rolled", op::rolled, 1, 2},
    {"working_day", op::working_day, 1, 2},
    {"business_days", op::business_days, 2, 3},
    {"round", op::round, 1, 2},
    {"round_up", op::round, 1, 2},
    {"round_down", op::round, 1, 2},
    {"clamp", op::clamp, 3, 3},
    {"size", op::size, 1, 1},
    {"lot", op::lot, 2, 2},
    {"largest", op::largest, 1, any_number},
    {"latest", op::largest, 1, any_number},
    {"smallest", op::smallest, 1, any_number},
    {"earliest", op::smallest, 1, any_number},
};

type plain(base_type base, std::int16_t places = -1) {
    type t;
    t.base = base;
    t.places = places;
    return t;
}

}  // namespace functions_detail

expr_id builder::function(const node& n, scope& s) {
    using namespace functions_detail;
    const std::string& name = n[0].text;
    const auto* f = std::find_if(std::begin(all), std::end(all), [&](const entry& e) { return e.name == name; });
    const std::size_t count = n.children.size() - 1;
    if (f == std::end(all) && (name == "today" || name == "now" || find_symbol(s.pack, name) != nullptr)) {
        report(code::not_callable, n[0].where, {name});
        return broken(n.where);
    }
    if (f == std::end(all)) {
        diagnostic& d = report(code::unknown_function, n[0].where, {name});
        std::vector<std::string_view> names;
        for (const auto& [known, what] : state(s.pack).symbols)
            if (what.what == symbol::kind_of::term) names.push_back(known);
        std::sort(names.begin(), names.end());
        for (const entry& e : all) names.push_back(e.name);
        suggest(d, name, names);
        return broken(n.where);
    }
    if (count < f->least || count > f->most) {
        std::string wanted = std::to_string(f->least);
        if (f->most == any_number) wanted = "one or more";
        else if (f->most != f->least) wanted += " or " + std::to_string(f->most);
        wanted += f->least == 1 && f->most == 1 ? " argument" : " arguments";
        report(code::wrong_count, n.where, {name, wanted, std::to_string(count)});
        return broken(n.where);
    }
    switch (f->what) {
        case op::round: return rounding_function(n, s, name);
        case op::clamp: return clamp_function(n, s);
        case op::size: return size_function(n, s);
        case op::lot: return lot_function(n, s);
        case op::largest:
        case op::smallest: return extreme_function(f->what, n, s);
        case op::rolled:
        case op::working_day:
        case op::business_days: return calendar_function(f->what, n, s);
        default: return date_function(f->what, n, s);
    }
}

expr_id builder::date_argument(const node& n, scope& s) {
    return check_as(n, s, functions_detail::plain(base_type::date));
}

expr_id builder::date_function(op what, const node& n, scope& s) {
    using functions_detail::plain;
    if (what == op::day_of) {
        const expr_id t = check_as(n[1], s, plain(base_type::instant));
        return add(op::day_of, plain(base_type::date), n.where, {t});
    }
    std::vector<expr_id> args = {date_argument(n[1], s)};
    if (what == op::weekday_after) args.push_back(check_as(n[2], s, plain(base_type::weekday)));
    if (what == op::moment) args.push_back(check_as(n[2], s, plain(base_type::time)));
    const base_type made = what == op::weekday_of                     ? base_type::weekday
                           : what == op::end_of || what == op::moment ? base_type::instant
                                                                      : base_type::date;
    return add(what, plain(made), n.where, std::move(args));
}

/// `rolled(d)`, `working_day(d)`, `business_days(a, b)`, each with a calendar or in the region's.
expr_id builder::calendar_function(op what, const node& n, scope& s) {
    using functions_detail::plain;
    const std::size_t dates = what == op::business_days ? 2 : 1;
    std::vector<expr_id> args;
    for (std::size_t i = 1; i <= dates; ++i) args.push_back(date_argument(n[i], s));
    if (n.children.size() > dates + 1) {
        args.push_back(check_as(n[dates + 1], s, plain(base_type::calendar)));
    } else {
        if (!has_region_calendar(s.pack)) report(code::no_calendar, n.where);
        for (const auto& owner : state(s.pack).region_calendars)
            if (owner) calendar_used[index(*owner)] = true;
    }
    type t = plain(what == op::rolled        ? base_type::date
                   : what == op::working_day ? base_type::boolean
                                             : base_type::number);
    if (what == op::business_days) t.places = 0;
    return add(what, t, n.where, std::move(args));
}

expr_id builder::rounded(expr_id x, int places, rounding mode, span where) {
    const expr_id digits = number_at(rational(places), where);
    type t = type_at(x);
    t.places = t.places < 0 ? static_cast<std::int16_t>(places) : std::min(t.places, static_cast<std::int16_t>(places));
    t.ranged = false;
    const expr_id id = add(op::round, t, where, {x, digits});
    out.expressions[index(id)].mode = mode;
    return id;
}

/// Money rounded to the minor unit of its currency; in the currency of the region, each region to its own.
expr_id builder::rounded_money(expr_id x, rounding mode, span where) {
    const type t = type_at(x);
    const pack& p = out.packs[t.home];
    if (t.currency != 0 || !p.region || p.money.empty()) return rounded(x, minor_places(t.currency), mode, where);
    std::vector<std::pair<int, std::vector<std::uint32_t>>> regions_of;  // by places
    for (std::uint32_t r = 0; r < p.money.size(); ++r) {
        const int places = minor_places(p.money[r]);
        auto at = std::find_if(regions_of.begin(), regions_of.end(), [&](const auto& e) { return e.first == places; });
        if (at == regions_of.end()) at = regions_of.insert(at, {places, {}});
        at->second.push_back(r);
    }
    const fact_id region_fact = *p.region;
    const enum_id regions = *p.region_enum;
    fact_used[index(region_fact)] = true;
    expr_id made_money = rounded(x, regions_of.back().first, mode, where);
    regions_of.pop_back();
    for (const auto& [places, in] : regions_of) {
        std::vector<expr_id> is_one;
        for (const std::uint32_t r : in) {
            const expr_id region = add(op::fact, out[region_fact].type, where);
            out.expressions[index(region)].index = index(region_fact);
            is_one.push_back(ordered(op::equal, region, value_of_enum(regions, r, where), where));
        }
        type yes_no;
        yes_no.base = base_type::boolean;
        const expr_id here = is_one.size() == 1 ? is_one[0] : add(op::disjunction, yes_no, where, std::move(is_one));
        const expr_id way = rounded(x, places, mode, where);
        type whole = type_at(way);
        whole.places = std::max(whole.places, type_at(made_money).places);
        made_money = add(op::choice, whole, where, {here, way, made_money});
    }
    return made_money;
}

expr_id builder::rounding_function(const node& n, scope& s, std::string_view name) {
    const expr_id x = need(check(n[1], s), s);
    const type t = type_at(x);
    const rounding mode = name == "round_up"     ? rounding::up
                          : name == "round_down" ? rounding::down
                                                 : out[s.pack].default_rounding;
    if (n.children.size() == 2) {
        if (t.base == base_type::money) return rounded_money(x, mode, n.where);
        if (!is_any(t)) report(code::wrong_count, n.where, {name, "2 arguments", "1"});
        return broken(n.where);
    }
    const expr_id digits = check_as(n[2], s, functions_detail::plain(base_type::number, 0));
    if (is_any(t) || is_any(type_at(digits))) return broken(n.where);
    if (t.base != base_type::number && t.base != base_type::money) {
        report(code::wrong_type, n[1].where, {words(n[1].where), describe(t), "a number or money"});
        return broken(n.where);
    }
    const expression& d = out[digits];
    if (d.what != op::number || d.number < rational(0) || rational(18) < d.number) {
        report(d.what == op::number ? code::bad_places : code::not_constant, n[2].where,
               {d.what == op::number ? "0 to 18 places" : words(n[2].where)});
        return broken(n.where);
    }
    return rounded(x, static_cast<int>(d.number.num), mode, n.where);
}

expr_id builder::clamp_function(const node& n, scope& s) {
    std::vector<expr_id> args;
    for (std::size_t i = 1; i <= 3; ++i) args.push_back(need(check(n[i], s), s));
    const auto t = common_type(args, s);
    if (!t || is_any(*t)) return broken(n.where);
    if (!has_order(*t) || t->base == base_type::enumeration) {
        report(code::not_ordered, n[1].where, {describe(*t)});
        return broken(n.where);
    }
    type made = *t;
    const expression &low = out[args[1]], &high = out[args[2]];
    made.ranged = low.what == op::number && high.what == op::number;
    made.low = made.ranged ? low.number : rational();
    made.high = made.ranged ? high.number : rational();
    return add(op::clamp, made, n.where, std::move(args));
}

/// `largest(a, b)`: absent arguments are skipped, absent if all are.
expr_id builder::extreme_function(op what, const node& n, scope& s) {
    std::vector<expr_id> args;
    bool absent = true;
    for (std::size_t i = 1; i < n.children.size(); ++i) {
        args.push_back(check(n[i], s));
        absent = absent && type_at(args.back()).optional;
    }
    auto t = common_type(args, s);
    if (!t || is_any(*t)) return broken(n.where);
    if (!has_order(*t) || t->base == base_type::enumeration) {
        report(code::wrong_type, n[1].where, {words(n[1].where), describe(*t), "a number, a date or an instant"});
        return broken(n.where);
    }
    t->optional = absent;
    return add(what, *t, n.where, std::move(args));
}

expr_id builder::size_function(const node& n, scope& s) {
    const expr_id x = need(check(n[1], s), s);
    const type t = type_at(x);
    if (is_any(t)) return broken(n.where);
    if (t.base != base_type::set && t.base != base_type::list) {
        report(code::wrong_type, n[1].where, {words(n[1].where), describe(t), "a set"});
        return broken(n.where);
    }
    type made = functions_detail::plain(base_type::number, 0);
    made.ranged = true;
    made.high = t.base == base_type::list ? rational(t.most)
                : t.ref == no_ref         ? rational(0)
                                          : rational(static_cast<std::int64_t>(out.enums[t.ref].values.size()));
    return add(op::size, made, n.where, {x});
}

/// `lot(key, seed)`: texts; the key may also be an int.
expr_id builder::lot_function(const node& n, scope& s) {
    const expr_id key = need(check(n[1], s), s);
    const expr_id seed = check_as(n[2], s, functions_detail::plain(base_type::text));
    const type t = type_at(key);
    if (is_any(t) || is_any(type_at(seed))) return broken(n.where);
    if (t.base != base_type::text && (t.base != base_type::number || t.places != 0)) {
        report(code::wrong_type, n[1].where, {words(n[1].where), describe(t), "a text or a whole number"});
        return broken(n.where);
    }
    type made = functions_detail::plain(base_type::number, 9);
    made.ranged = true;
    made.high = greatest_lot;
    return add(op::lot, made, n.where, {key, seed});
}

}  // namespace writ::model::detail
