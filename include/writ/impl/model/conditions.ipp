// Logic, comparisons and states.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

namespace conditions_detail {

const type yes_no = [] {
    type t;
    t.base = base_type::boolean;
    return t;
}();

const node& bare(const node& n) { return n.what == kind::paren ? bare(n[0]) : n; }

op comparison(std::string_view text) {
    if (text == "=") return op::equal;
    if (text == "!=") return op::not_equal;
    if (text == "<") return op::less;
    if (text == "<=") return op::less_equal;
    if (text == ">") return op::greater;
    return op::greater_equal;
}

}  // namespace conditions_detail

expr_id builder::both(expr_id a, expr_id b, span where) {
    return add(op::conjunction, conditions_detail::yes_no, where, {a, b});
}

expr_id builder::negated_if(bool negated, expr_id id) {
    if (!negated) return id;
    return add(op::negation, conditions_detail::yes_no, out[id].where, {id});
}

/// `and`, `or`, `not`; what one part guards is present in the parts after it.
expr_id builder::logic(const node& n, scope& s) {
    if (n.what == kind::negation) {
        const expr_id id = condition(n[0], s);
        return add(op::negation, conditions_detail::yes_no, n.where, {id});
    }
    const bool all = n.what == kind::conjunction;
    const scope_mark mark(s);
    std::vector<expr_id> parts;
    for (std::size_t i = 0; i < n.children.size(); ++i) {
        if (i > 0 && written_is_one_of(n, i, s, parts.back())) return broken(n.where);
        parts.push_back(condition(n[i], s));
        guard(parts.back(), all, s);
    }
    return add(all ? op::conjunction : op::disjunction, conditions_detail::yes_no, n.where, std::move(parts));
}

/// `x is a or b`, `x is not a and b`: the second part is only a value.
bool builder::written_is_one_of(const node& n, std::size_t i, scope& s, expr_id before) {
    if (n[i].what != kind::name || s.find(n[i].text) != nullptr) return false;
    const node& first = conditions_detail::bare(n[i - 1]);
    if (first.what != kind::is_value || (n.what == kind::conjunction && !first.negated)) return false;
    const expression* e = &out[before];
    if (e->what == op::negation) e = &out[e->args[0]];
    if (e->what != op::equal) return false;
    const type t = type_at(e->args[0]);
    if (t.base != base_type::enumeration || !find_value(enum_id{t.ref}, n[i].text)) return false;
    std::string values = first[1].text;
    for (std::size_t k = i; k < n.children.size() && n[k].what == kind::name; ++k) values += ", " + n[k].text;
    const std::string help =
        words(first[0].where) + (first.negated ? " is not one of {" : " is one of {") + values + "}";
    report(code::write_one_of, n[i].where, {n[i].text, help});
    return true;
}

bool builder::has_order(const type& t) const {
    switch (t.base) {
        case base_type::number:
        case base_type::money:
        case base_type::date:
        case base_type::time:
        case base_type::instant:
        case base_type::duration: return true;
        case base_type::enumeration: return out.enums[t.ref].ordered;
        default: return false;
    }
}

expr_id builder::ordered(op what, expr_id a, expr_id b, span where) {
    return add(what, conditions_detail::yes_no, where, {a, b});
}

expr_id builder::compare(const node& n, scope& s) {
    auto [a, b] = check_pair(n[0], n[1], s);
    if (written_is(n, a, b)) return broken(n.where);
    for (const auto& [side, other] : {std::pair(a, &n[1]), std::pair(b, &n[0])})
        if (out[side].what == op::absent) {
            const std::string state = n.text == "!=" ? " is present" : " is absent";
            report(code::absent_here, out[side].where).help.push_back("write `" + words(other->where) + state + "`");
            return broken(n.where);
        }
    a = need(a, s);
    b = need(b, s);
    if (!align(a, b, n.where, s)) return broken(n.where);
    const op what = conditions_detail::comparison(n.text);
    const type t = type_at(a);
    if (what == op::equal || what == op::not_equal) {
        if (t.base != base_type::record && t.base != base_type::list) return ordered(what, a, b, n.where);
        diagnostic& d = report(code::element_equality, n.where, {t.base == base_type::record ? "records" : "lists"});
        if (t.base == base_type::list) d.help.clear();
        return broken(n.where);
    }
    if (has_order(t)) return ordered(what, a, b, n.where);
    diagnostic& d = report(code::not_ordered, n.where, {describe(t)});
    if (t.base == base_type::enumeration) {
        d.help.push_back("write `enum " + out.enums[t.ref].name + " ordered` if its values go from low to high");
        d.secondary.push_back({out.enums[t.ref].where, "`" + out.enums[t.ref].name + "` is declared here"});
    }
    return broken(n.where);
}

/// `x = a` where `a` names a value: `=` compares two expressions.
bool builder::written_is(const node& n, expr_id a, expr_id b) {
    if (n.text != "=" && n.text != "!=") return false;
    const auto is_name = [&](const node& side, expr_id id) {
        return conditions_detail::bare(side).what == kind::name &&
               (out[id].what == op::enum_value || out[id].what == op::weekday);
    };
    const bool right = is_name(n[1], b), left = is_name(n[0], a);
    if (!left && !right) return false;
    const node& value = conditions_detail::bare(right ? n[1] : n[0]);
    const node& other = right ? n[0] : n[1];
    const std::string help = words(other.where) + (n.text == "=" ? " is " : " is not ") + value.text;
    report(code::write_is, value.where, {value.text, help});
    return true;
}

/// `x is present`, `l is empty`, `f is unknown` and their kin.
expr_id builder::is_state(const node& n, scope& s) {
    const expr_id x = check_raw(n[0], s, nullptr);
    if (n.text == "known" || n.text == "unknown") return is_known(n, x);
    if (is_any(type_at(x))) return broken(n.where);
    if (n.text == "empty") {
        const expr_id list = need(guarded(x, s), s);
        const base_type base = type_at(list).base;
        if (base == base_type::set || base == base_type::list)
            return negated_if(n.negated, add(op::is_empty, conditions_detail::yes_no, n.where, {list}));
        report(code::only_lists_empty, n[0].where);
        return broken(n.where);
    }
    const bool made = n.text.ends_with("there");  // by a form
    if (!type_at(x).optional && made) {
        const expr_id is_there = add(op::boolean, conditions_detail::yes_no, n.where);
        out.expressions[index(is_there)].index = n.text == "there" ? 1 : 0;
        return is_there;
    }
    if (!type_at(x).optional) {
        declared_here(report(code::never_absent, n[0].where, {words(n[0].where)}), x);
        return broken(n.where);
    }
    const op what = n.text == "present" || n.text == "there" ? op::is_present : op::is_absent;
    return negated_if(n.negated, add(what, conditions_detail::yes_no, n.where, {x}));
}

expr_id builder::is_known(const node& n, expr_id x) {
    expr_id root = x;
    while (out[root].what == op::field || out[root].what == op::guarded || out[root].what == op::required)
        root = out[root].args[0];
    const op what = out[root].what;
    if (what == op::unknown && is_any(type_at(root))) return broken(n.where);  // reported before
    if (what != op::fact && what != op::local) {
        report(code::only_facts_known, n[0].where);
        return broken(n.where);
    }
    const op state = n.text == "known" ? op::is_known : op::is_unknown;
    return negated_if(n.negated, add(state, conditions_detail::yes_no, n.where, {x}));
}

expr_id builder::is_value(const node& n, scope& s) {
    const expr_id x = need(check(n[0], s), s);
    const type t = type_at(x);
    if (is_any(t)) return broken(n.where);
    const bool is_enum = t.base == base_type::enumeration;
    if (!is_enum && t.base != base_type::weekday) return not_a_value(n, x, s);
    if (is_enum && !find_value(enum_id{t.ref}, n[1].text)) return not_a_value(n, x, s);
    const expr_id value = name(n[1], s, &t);
    if (type_at(value).base != t.base) {
        if (!is_any(type_at(value))) report(code::not_a_weekday, n[1].where, {n[1].text});
        return broken(n.where);
    }
    return negated_if(n.negated, ordered(op::equal, x, value, n.where));
}

/// `x is y` where `y` is no value of x's enum: a comparison with a fact or term, or a slip of the pen.
expr_id builder::not_a_value(const node& n, expr_id x, scope& s) {
    const node& y = n[1];
    const type t = type_at(x);
    const symbol* found = find_symbol(s.pack, y.text);
    const bool named = s.find(y.text) != nullptr || y.text == "today" || y.text == "now" ||
                       (found != nullptr && found->what != symbol::kind_of::pack);
    if (named) {
        const std::string help = words(n[0].where) + (n.negated ? " != " : " = ") + y.text;
        report(code::write_equals, y.where, {y.text, help});
        return broken(n.where);
    }
    if (t.base != base_type::enumeration) {
        report(code::wrong_type, n[0].where, {words(n[0].where), describe(t), "a named value"});
        return broken(n.where);
    }
    const enumeration& e = out.enums[t.ref];
    diagnostic& d = report(code::unknown_value, y.where, {y.text, "`" + e.name + "`"});
    d.secondary.push_back({e.where, "`" + e.name + "` is declared here"});
    suggest_value(d, y.text, enum_id{t.ref});
    return broken(n.where);
}

expr_id builder::is_one_of(const node& n, scope& s) {
    const expr_id x = need(check(n[0], s), s);
    const type t = type_at(x);
    const node& set = conditions_detail::bare(n[1]);
    if (is_any(t)) return broken(n.where);
    if (set.what == kind::set && t.base != base_type::enumeration)
        return negated_if(n.negated, one_of_written(n, set, x, s));
    type hint = t;
    hint.base = t.base == base_type::enumeration ? base_type::set : t.base;
    const expr_id values = need(check(n[1], s, &hint), s);
    const type v = type_at(values);
    if (is_any(v)) return broken(n.where);
    const bool fits =
        (v.base == base_type::set && t.base == base_type::enumeration && (v.ref == t.ref || v.ref == no_ref)) ||
        (v.base == base_type::list && v.element == t.base && (t.ref == no_ref || v.ref == t.ref));
    if (!fits) return mismatch(values, hint);
    return negated_if(n.negated, add(op::has, conditions_detail::yes_no, n.where, {values, x}));
}

/// `x is one of {1, 2}` over something else than an enum: any of the comparisons.
expr_id builder::one_of_written(const node& n, const node& set, expr_id x, scope& s) {
    std::vector<expr_id> ways;
    const type hint = type_at(x);
    for (const node& member : set.children) {
        expr_id value = need(check(member[0], s, &hint), s), same = x;
        if (!align(same, value, member.where, s)) continue;
        expr_id way = ordered(op::equal, same, value, member.where);
        if (const node* when = member.find(kind::when)) way = both(condition((*when)[0], s), way, member.where);
        ways.push_back(way);
    }
    if (ways.size() == 1) return ways[0];
    return add(op::disjunction, conditions_detail::yes_no, n.where, std::move(ways));
}

expr_id builder::has(const node& n, scope& s) {
    const expr_id x = need(check(n[0], s), s);
    const type t = type_at(x);
    if (is_any(t)) return broken(n.where);
    const bool is_list = t.base == base_type::list && t.element != base_type::any;
    if (t.base != base_type::set && !is_list) {
        report(code::wrong_type, n[0].where, {words(n[0].where), describe(t), "a set or a list of values"});
        return broken(n.where);
    }
    type element = is_list ? element_type(t) : t;
    if (!is_list) element.base = base_type::enumeration;
    if (n.text == "one") {
        element.ranged = false;
        element.places = -1;
        const expr_id value = check_as(n[1], s, element);
        if (is_any(type_at(value))) return broken(n.where);
        return add(op::has, conditions_detail::yes_no, n.where, {x, value});
    }
    type hint = t;
    hint.base = base_type::set;
    const expr_id values = need(check(n[1], s, &hint), s);
    const type v = type_at(values);
    if (is_any(v)) return broken(n.where);
    const bool fits = (v.base == base_type::set && element.base == base_type::enumeration &&
                       (v.ref == no_ref || v.ref == element.ref)) ||
                      (v.base == base_type::list && v.element == element.base && v.ref == element.ref);
    if (!fits) return mismatch(values, hint);
    return add(n.text == "any" ? op::has_any : op::has_all, conditions_detail::yes_no, n.where, {x, values});
}

expr_id builder::matches(const node& n, scope& s) {
    type t;
    t.base = base_type::text;
    const expr_id x = check_as(n[0], s, t);
    const expr_id id = add(op::matches, conditions_detail::yes_no, n.where, {x});
    out.expressions[index(id)].details.make().text = syntax::unquoted(n[1].text);
    return id;
}

}  // namespace writ::model::detail
