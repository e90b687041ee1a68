// Lists: binders, questions over elements, and what is made of them.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

namespace lists_detail {

type plain(base_type base, std::int16_t places = -1) {
    type t;
    t.base = base;
    t.places = places;
    return t;
}

op operation_of(std::string_view text) {
    if (text == "count") return op::count;
    if (text == "count distinct") return op::count_distinct;
    if (text == "sum") return op::sum;
    if (text == "largest" || text == "latest") return op::largest_of;
    if (text == "smallest" || text == "earliest") return op::smallest_of;
    return text == "set" ? op::set_of : op::list_of;
}

op quantifier_of(std::string_view text) {
    if (text == "any") return op::any;
    if (text == "every") return op::every;
    if (text == "least") return op::at_least;
    return text == "most" ? op::at_most : op::exactly;
}

}  // namespace lists_detail

type builder::element_type(const type& list) {
    type t = list;
    t.optional = false;
    t.least = t.most = 0;
    t.sorted_on = -1;
    t.element = base_type::any;
    t.base = list.element == base_type::any ? base_type::record : list.element;
    return t;
}

type builder::list_of(const type& element, std::uint32_t least, std::uint32_t most) {
    type t = element;
    t.base = base_type::list;
    t.optional = false;
    t.element = element.base == base_type::record ? base_type::any : element.base;
    t.least = least;
    t.most = most;
    return t;
}

/// `v among l before w where c`: brings v into scope, and what c guards. The caller takes both back.
std::optional<binder_id> builder::binder_of(const node& n, scope& s) {
    const expr_id list = need(check(n[1], s), s);
    const type t = type_at(list);
    local v{n[0].text, {}, n[0].where};
    bool good = t.base == base_type::list;
    if (good) v.type = element_type(t);
    else if (!is_any(t)) report(code::not_a_list, n[1].where, {words(n[1].where), describe(t)});
    const local_id variable{static_cast<std::uint32_t>(out.locals.size())};
    const std::string key = key_of(list);
    out.locals.push_back(std::move(v));
    list_of_local.push_back(key);
    binder b;
    b.variable = variable;
    b.list = list;
    b.at = n.where;
    if (const node* r = n.find(kind::relation); r != nullptr && good) relate(b, *r, s, key);
    s.variables.push_back({n[0].text, variable});
    if (const node* where = n.find(kind::where)) {
        b.where = condition((*where)[0], s);
        guard(*b.where, true, s);
    }
    const binder_id id{static_cast<std::uint32_t>(out.binders.size())};
    out.binders.push_back(std::move(b));
    return good ? std::optional(id) : std::nullopt;
}

void builder::relate(binder& b, const node& how, scope& s, const std::string& list_key) {
    const node& name = how[0];
    const variable* v = s.find(name.text);
    if (v == nullptr) {
        diagnostic& d = report(code::unknown_name, name.where, {name.text});
        std::vector<std::string_view> names;
        for (const variable& known : s.variables) names.push_back(known.name);
        suggest(d, name.text, names);
        return;
    }
    const type list = type_at(b.list), element = out[v->id].type;
    const std::string& key = list_of_local[index(v->id)];
    const bool fits = element.base == base_type::record && list.element == base_type::any && element.ref == list.ref;
    if (is_any(element)) return;
    if (!fits || (!key.empty() && key != list_key)) {
        diagnostic& d = report(code::not_an_element, name.where, {name.text});
        d.secondary.push_back({out[v->id].where, "`" + name.text + "` is declared here"});
        return;
    }
    b.rel = how.text == "before" ? relation::before : how.text == "after" ? relation::after : relation::other_than;
    b.reference = v->id;
}

expr_id builder::quantifier(const node& n, scope& s) {
    const scope_mark mark(s);
    std::vector<expr_id> args;
    if (n.children.size() == 2) args.push_back(check_as(n[0], s, lists_detail::plain(base_type::number, 0)));
    const auto b = binder_of(n.children.back(), s);
    if (!b) return broken(n.where);
    const expr_id id =
        add(lists_detail::quantifier_of(n.text), lists_detail::plain(base_type::boolean), n.where, std::move(args));
    out.expressions[index(id)].details.make().binder = b;
    return id;
}

expr_id builder::aggregate(const node& n, scope& s) {
    const scope_mark mark(s);
    const op what = lists_detail::operation_of(n.text);
    const auto b = binder_of(n.children.back(), s);
    if (what == op::count) {
        if (!b) return broken(n.where);
        type t = lists_detail::plain(base_type::number, 0);
        t.ranged = true;
        t.high = rational(type_at(out[*b].list).most);
        const expr_id id = add(what, t, n.where);
        out.expressions[index(id)].details.make().binder = b;
        return id;
    }
    expr_id of = check(n[0], s);
    if (what != op::list_of || out[of].what == op::absent) of = need(of, s);
    if (!b || is_any(type_at(of))) return broken(n.where);
    return aggregate_of(n, what, *b, of, s);
}

expr_id builder::aggregate_of(const node& n, op what, binder_id b, expr_id of, scope& s) {
    if (what == op::largest_of || what == op::smallest_of)
        return extreme_of(n, what, b, of, type_at(out[b].list), n.where);
    const auto made = aggregate_type(n, what, b, of);
    if (!made) return broken(n.where);
    if (what == op::list_of) of = need(of, s);
    const expr_id id = add(what, *made, n.where, {of});
    out.expressions[index(id)].details.make().binder = b;
    return id;
}

/// The type of what is made of all elements; nothing if it cannot be made (reported).
std::optional<type> builder::aggregate_type(const node& n, op what, binder_id b, expr_id of) {
    const type list = type_at(out[b].list), t = type_at(of);
    const auto wrong = [&](std::string_view wanted) {
        report(code::wrong_type, n[0].where, {words(n[0].where), describe(t), wanted});
        return std::nullopt;
    };
    if (what == op::count_distinct) {
        type made = lists_detail::plain(base_type::number, 0);
        made.ranged = true;
        made.high = rational(list.most);
        return made;
    }
    if (what == op::sum) {
        const bool adds = t.base == base_type::number || t.base == base_type::money || t.base == base_type::duration;
        if (!adds) return wrong("a number, money or a duration");
        type made = lists_detail::plain(t.base, t.places);
        made.currency = t.currency;
        made.home = t.home;
        made.percent = t.percent;
        return made;
    }
    if (what == op::set_of) {
        type made = lists_detail::plain(base_type::set);
        made.ref = t.ref;
        if (t.base == base_type::enumeration) return made;
        report(code::set_of_enum, n[0].where, {describe(t)});
        return {};
    }
    if (t.base == base_type::list || t.base == base_type::set) return wrong("one value for each element");
    const bool all = !out[b].where && out[b].rel == relation::none;
    return list_of(t, all ? list.least : 0, list.most);
}

/// The largest, smallest, earliest, latest: there is none in an empty list.
expr_id builder::extreme_of(const node& n, op what, binder_id b, expr_id of, const type& list, span where) {
    type t = type_at(of);
    if (!has_order(t) || t.base == base_type::enumeration) {
        report(code::wrong_type, n[0].where, {words(n[0].where), describe(t), "a number, a date or an instant"});
        return broken(where);
    }
    const binder& over = out[b];
    t.optional = list.least == 0 || over.where.has_value() || over.rel != relation::none;
    const expr_id id = add(what, t, where, {of});
    out.expressions[index(id)].details.make().binder = b;
    return id;
}

expr_id builder::pick(const node& n, scope& s) {
    const expr_id list = need(check(n[1], s), s);
    type t = type_at(list);
    if (is_any(t)) return broken(n.where);
    if (t.base != base_type::list) {
        report(code::not_a_list, n[1].where, {words(n[1].where), describe(t)});
        return broken(n.where);
    }
    const int count = count_of(n[0], bounds.list_elements);
    if (count < 0) {
        report(code::bad_literal, n[0].where, {n[0].text, "count of elements"});
        return broken(n.where);
    }
    t.most = std::min(t.most, static_cast<std::uint32_t>(count));
    t.least = std::min(t.least, t.most);
    const expr_id id = add(n.text == "newest" ? op::newest : op::oldest, t, n.where, {list});
    out.expressions[index(id)].details.make().integer = count;
    return id;
}

expr_id builder::list_literal(const node& n, scope& s, const type* want) {
    std::optional<type> element;
    if (want != nullptr && want->base == base_type::list) element = element_type(*want);
    std::vector<expr_id> values;
    for (const node& child : n.children) {
        values.push_back(need(check(child, s, element ? &*element : nullptr), s));
        if (!element && !is_any(type_at(values.back()))) element = type_at(values.back());
    }
    const auto common = common_type(values, s);
    if (!common) return broken(n.where);
    const auto count = static_cast<std::uint32_t>(values.size());
    type t = is_any(*common) && want != nullptr ? *want : list_of(*common, count, count);
    if (values.empty() && t.base != base_type::list) {
        t = {};
        t.base = base_type::list;
    }
    t.least = t.most = count;
    return add(op::list_literal, t, n.where, std::move(values));
}

}  // namespace writ::model::detail
