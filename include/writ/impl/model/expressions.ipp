// Expressions: the way in, literals, and what reads something.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

namespace expressions_detail {

const node& bare(const node& n) { return n.what == kind::paren ? bare(n[0]) : n; }

/// How deep expressions may stand in each other over all terms being typed, as a multiple of the nesting of one file.
constexpr std::size_t nesting_of_terms = 6;

}  // namespace expressions_detail

/// Types an expression. `want` only helps to look names up; see `coerce` for making it fit.
expr_id builder::check(const node& n, scope& s, const type* want) {
    if (depth >= bounds.nesting * expressions_detail::nesting_of_terms) {
        report_too_deep(n.where);
        return broken(n.where);
    }
    ++depth;
    const expr_id id = guarded(check_kind(n, s, want), s);
    --depth;
    return id;
}

expr_id builder::check_kind(const node& n, scope& s, const type* want) {
    switch (n.what) {
        case kind::paren: return check(n[0], s, want);
        case kind::name:
        case kind::field:
        case kind::call: return check_raw(n, s, want);
        case kind::if_then: return if_then(n, s, want);
        case kind::quantifier: return quantifier(n, s);
        case kind::aggregate: return aggregate(n, s);
        case kind::conjunction:
        case kind::disjunction:
        case kind::negation: return logic(n, s);
        case kind::compare: return compare(n, s);
        case kind::is_state: return is_state(n, s);
        case kind::is_order: return is_order(n, s);
        case kind::is_one_of: return is_one_of(n, s);
        case kind::is_value: return is_value(n, s);
        case kind::has: return has(n, s);
        case kind::matches: return matches(n, s);
        case kind::within: return within(n, s);
        case kind::during_last: return during_last(n, s);
        case kind::during: return during(n, s);
        case kind::shift: return shift(n, s);
        case kind::binary: return binary(n, s, want);
        case kind::negative: return negative(n, s);
        case kind::unit: return unit(n, s);
        case kind::pick: return pick(n, s);
        case kind::set: return set_literal(n, s, want);
        case kind::record_literal: return record_literal(n, s, want, false);
        case kind::list: return list_literal(n, s, want);
        case kind::sop: return walk(n, s);
        case kind::wait: return timed_out(n, s);
        default: return literal(n);
    }
}

/// A name, field or call as it is, whatever guards say: what `is present` and its kin look at.
expr_id builder::check_raw(const node& n, scope& s, const type* want) {
    switch (n.what) {
        case kind::paren: return check_raw(n[0], s, want);
        case kind::name: return name(n, s, want);
        case kind::field: return dot(n, s);
        case kind::call: return call(n, s);
        default: return check(n, s, want);
    }
}

expr_id builder::literal(const node& n) {
    switch (n.what) {
        case kind::number: {
            const auto value = parse_number(n.text);
            if (!value) return bad_literal(n, "number that fits");
            const expr_id id = number_at(*value, n.where);
            out.expressions[index(id)].type.percent = n.text.ends_with('%');
            return id;
        }
        case kind::money: return money_literal(n);
        case kind::date:
        case kind::time:
        case kind::instant: return moment_literal(n);
        case kind::constant: return word_literal(n);
        case kind::string: {
            type t;
            t.base = base_type::text;
            const expr_id id = add(op::text, t, n.where);
            out.expressions[index(id)].details.make().text = syntax::unquoted(n.text);
            return id;
        }
        default: return broken(n.where);
    }
}

expr_id builder::bad_literal(const node& n, std::string_view noun) {
    report(code::bad_literal, n.where, {n.text, noun});
    return broken(n.where);
}

expr_id builder::money_literal(const node& n) {
    const std::string_view text = n.text;
    const auto amount = parse_number(text.substr(std::min(text.find_first_not_of(' ', 3), text.size())));
    if (!amount) return bad_literal(n, "amount of money");
    const expr_id id = number_at(*amount, n.where);
    expression& e = out.expressions[index(id)];
    e.what = op::money;
    e.type.base = base_type::money;
    e.type.currency = pack_currency(text.substr(0, 3));
    e.type.places = std::max(e.type.places, static_cast<std::int16_t>(minor_places(e.type.currency)));
    return id;
}

expr_id builder::moment_literal(const node& n) {
    type t;
    op what = op::date;
    std::optional<std::int64_t> value;
    if (n.what == kind::date) {
        t.base = base_type::date;
        value = parse_date(n.text);
    } else if (n.what == kind::time) {
        t.base = base_type::time;
        what = op::time;
        value = parse_time(n.text);
    } else {
        t.base = base_type::instant;
        what = op::instant;
        value = parse_instant(n.text);
    }
    if (!value) return bad_literal(n, syntax::kind_name(n.what));
    const expr_id id = add(what, t, n.where);
    out.expressions[index(id)].details.make().integer = *value;
    return id;
}

/// `yes`, `no`, `absent`, `unknown`
expr_id builder::word_literal(const node& n) {
    type t;
    if (n.text == "absent") {
        t.optional = true;
        return add(op::absent, t, n.where);
    }
    if (n.text == "unknown") {
        report(code::unknown_here, n.where);
        return broken(n.where);
    }
    t.base = base_type::boolean;
    const expr_id id = add(op::boolean, t, n.where);
    out.expressions[index(id)].index = n.text == "yes" ? 1 : 0;
    return id;
}

expr_id builder::if_then(const node& n, scope& s, const type* want) {
    const expr_id when = condition(n[0], s);
    std::vector<expr_id> ways(2);
    const bool second_first = want == nullptr && wants_hint(n[1], s) && !wants_hint(n[2], s);
    const auto way = [&](std::size_t i, const type* hint) {
        const scope_mark mark(s);
        guard(when, i == 0, s);
        ways[i] = check(n[i + 1], s, hint);
    };
    const std::size_t first = second_first ? 1 : 0;
    way(first, want);
    const type hint = type_at(ways[first]);
    way(1 - first, want != nullptr && !is_any(*want) ? want : &hint);
    const auto t = common_type(ways, s);
    if (!t) return broken(n.where);
    return add(op::choice, *t, n.where, {when, ways[0], ways[1]});
}

/// Whether an expression can only be understood with the type of what stands opposite.
bool builder::wants_hint(const node& n, const scope& s) const {
    const node& e = expressions_detail::bare(n);
    if (e.what == kind::set || e.what == kind::record_literal) return true;
    if (e.what == kind::constant) return e.text == "absent" || e.text == "unknown";
    if (e.what == kind::if_then) return wants_hint(e[1], s) && wants_hint(e[2], s);
    if (e.what != kind::name) return false;
    return s.find(e.text) == nullptr && e.text != "today" && e.text != "now" && find_symbol(s.pack, e.text) == nullptr;
}

/// Both operands, each with the other's type in mind.
std::pair<expr_id, expr_id> builder::check_pair(const node& a, const node& b, scope& s, const type* want) {
    if (want == nullptr && wants_hint(a, s) && !wants_hint(b, s)) {
        const expr_id right = check(b, s);
        const type hint = type_at(right);
        return {check(a, s, &hint), right};
    }
    const expr_id left = check(a, s, want);
    const type hint = type_at(left);
    return {left, check(b, s, want != nullptr ? want : &hint)};
}

}  // namespace writ::model::detail
