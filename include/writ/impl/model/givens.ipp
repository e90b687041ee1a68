// Values that examples give: trees of constants, checked against the types of facts.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

namespace givens_detail {

const node& bare(const node& n) { return n.what == kind::paren ? bare(n[0]) : n; }

given_value of_kind(given_value::kind_of kind, span where) {
    given_value v;
    v.kind = kind;
    v.where = where;
    return v;
}

}  // namespace givens_detail

given_value builder::given_value_of(const node& written, const type& t, scope& s) {
    const node& n = givens_detail::bare(written);
    if (n.what == kind::constant && n.text == "unknown")
        return givens_detail::of_kind(given_value::kind_of::unknown, n.where);
    if (n.what == kind::constant && n.text == "absent") {
        if (!t.optional && !is_any(t))
            report(code::absent_here, n.where).help.push_back("the fact would need an `optional` type");
        return givens_detail::of_kind(given_value::kind_of::absent, n.where);
    }
    if (is_any(t)) return givens_detail::of_kind(given_value::kind_of::unknown, n.where);
    switch (t.base) {
        case base_type::list: return given_list(n, t, s);
        case base_type::record: return given_record(n, t, s);
        case base_type::set: return given_set(n, t, s);
        default: return given_scalar(n, t, s);
    }
}

given_value builder::given_scalar(const node& n, const type& t, scope& s) {
    given_value v = givens_detail::of_kind(given_value::kind_of::scalar, n.where);
    type wanted = t;
    wanted.optional = false;
    const bool date = wanted.base == base_type::date;
    expr_id id = check(n, s, &wanted);
    if (date && type_at(id).base == base_type::instant)
        id = mismatch(id, wanted);  // a given day does not depend on a zone
    else id = coerce(id, wanted, s);
    if (!is_any(type_at(id)) && !is_constant(id)) report(code::not_constant, n.where, {words(n.where)});
    v.scalar = id;
    return v;
}

given_value builder::given_list(const node& n, const type& t, scope& s) {
    given_value v = givens_detail::of_kind(given_value::kind_of::list, n.where);
    if (n.what != kind::list) {
        report(code::wrong_type, n.where, {words(n.where), "no list", describe(t)})
            .help.push_back("write the elements between `[` and `]`");
        return v;
    }
    const type element = element_type(t);
    for (const node& item : n.children) v.items.push_back(given_value_of(item, element, s));
    const std::size_t count = v.items.size();
    if (count > t.most) report(code::too_many_elements, n.where, {std::to_string(count), std::to_string(t.most)});
    if (count < t.least) report(code::too_few_elements, n.where, {std::to_string(count), std::to_string(t.least)});
    return v;
}

given_value builder::given_record(const node& n, const type& t, scope& s) {
    given_value v = givens_detail::of_kind(given_value::kind_of::record, n.where);
    const bool empty = n.what == kind::set && n.children.empty();
    if (n.what != kind::record_literal && !empty) {
        report(code::wrong_type, n.where, {words(n.where), "no record", describe(t)});
        return v;
    }
    for (const node& entry : n.children) {
        const auto field = find_field(t, entry[0]);
        if (!field) continue;
        const auto same = [&](const auto& f) { return f.field == *field; };
        if (std::any_of(v.fields.begin(), v.fields.end(), same)) {
            report(code::duplicate_field, entry[0].where, {entry[0].text});
            continue;
        }
        const type wanted = out.records[t.ref].fields[*field].type;
        v.fields.push_back({*field, given_value_of(entry[1], wanted, s)});
    }
    return v;
}

given_value builder::given_set(const node& n, const type& t, scope& s) {
    given_value v = givens_detail::of_kind(given_value::kind_of::set, n.where);
    type wanted = t;
    wanted.optional = false;
    const expr_id id = coerce(check(n, s, &wanted), wanted, s);
    if (is_any(type_at(id))) return v;
    if (out[id].what != op::set_literal || !is_constant(id)) {
        report(code::not_constant, n.where, {words(n.where)});
        return v;
    }
    for (const expr_id member : out[id].args)
        if (out[member].index < 64) v.mask |= std::uint64_t{1} << out[member].index;
    return v;
}

/// One `given path = value`: a fact of this pack or a used one, a part of it, or an outcome of a used pack.
void builder::read_given(pack_id p, example& e, const node& n) {
    const node& path = n[0];
    const symbol* first = find_symbol(p, path[0].text);
    if (first != nullptr && first->what == symbol::kind_of::group) return read_given_fact(p, e, n, 0);
    if (first != nullptr && first->what == symbol::kind_of::pack && path.children.size() > 1) {
        const pack_id used{first->index};
        const symbol* second = find_symbol(used, path[1].text);
        if (second != nullptr && second->what == symbol::kind_of::group) return read_given_fact(used, e, n, 1);
        if (second != nullptr && second->what == symbol::kind_of::term && path.children.size() == 2)
            return read_given_outcome(used, e, n, term_id{second->index});
    }
    diagnostic& d = report(code::unknown_fact, path.where, {words(path.where)});
    std::vector<std::string_view> names;
    for (const auto& [name, s] : state(p).symbols)
        if (s.what == symbol::kind_of::group || s.what == symbol::kind_of::pack) names.push_back(name);
    std::sort(names.begin(), names.end());
    suggest(d, path[0].text, names);
}

void builder::read_given_outcome(pack_id used, example& e, const node& n, term_id t) {
    scope s;
    s.pack = used;  // its enums are the used pack's
    s.given = true;
    terms[index(t)].used = true;
    if (!out[t].parameters.empty()) {
        report(code::outcome_with_arguments, n[0].where, {words(n[0].where)});
        return;
    }
    e.outcomes.push_back({t, given_value_of(n[1], type(out[t].type), s)});
}

void builder::read_given_fact(pack_id p, example& e, const node& n, std::size_t first) {
    const node& path = n[0];
    scope s;
    s.pack = p;
    s.given = true;
    if (path.children.size() < first + 2) {
        report(code::group_is_no_value, path.where, {path[first].text});
        return;
    }
    const fact_group& group = state(p).groups[find_symbol(p, path[first].text)->index];
    const bool before = fact_used.size() > 0;
    const auto at = group.facts.find(path[first + 1].text);
    const bool was_used = before && at != group.facts.end() && fact_used[index(at->second)];
    const auto fact = find_fact(group, path[first + 1], path.where);
    if (!fact) return;
    fact_used[index(*fact)] = was_used;  // giving a fact is not reading it
    if (const auto told = out[*fact].told_by; told && e.pack != p) {
        diagnostic& d = report(code::told_given, path.where, {words(path.where), out[p].name});
        d.secondary.push_back({out[*told].where, "it is told here"});
        return;
    }
    asked_fact part;
    std::optional<type> t = out[*fact].type;
    for (std::size_t i = first + 2; i < path.children.size() && t; ++i) t = step_into(part, *t, path[i]);
    if (!t) return;
    given g;
    g.fact = *fact;
    g.element = part.element;
    g.field = part.field;
    g.where = path.where;
    g.value = given_value_of(n[1], *t, s);
    const auto same = [&](const given& other) {
        return other.fact == g.fact && other.element == g.element && other.field == g.field;
    };
    if (const auto twice = std::find_if(e.givens.begin(), e.givens.end(), same); twice != e.givens.end()) {
        diagnostic& d = report(code::given_twice, path.where, {words(path.where)});
        d.secondary.push_back({twice->where, "the first one"});
    }
    e.givens.push_back(std::move(g));
}

}  // namespace writ::model::detail
