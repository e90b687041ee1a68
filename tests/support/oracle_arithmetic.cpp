// Executes the language reference on numbers, money and durations: arithmetic, rounding, bounds.
#include <set>

#include "support/oracle_evaluator.hpp"
#include "writ/lot.hpp"

namespace writ::oracle {

using model::index;
using model::op;

possible evaluator::result_of(const interval& i, const possible& a, const possible& b, span where) {
    const auto n = a.needs + b.needs;
    auto errors = a.errors + b.errors;
    if (i.may_overflow || i.none) errors.insert(fail(error_kind::overflow, where));
    return i.none ? error_values(errors, n) : interval_value(i.low, i.high, n, errors);
}

possible evaluator::arithmetic(op what, const possible& a, const possible& b, span where) {
    if (is_surely_error(a) || is_surely_error(b)) return error_values(sure_errors({a, b}));
    if (a.kind != shape::interval || b.kind != shape::interval)
        return any_value(a.needs + b.needs, a.errors + b.errors);
    const interval x{a.low, a.high}, y{b.low, b.high};
    if (what == op::add) return result_of(add(x, y), a, b, where);
    if (what == op::subtract) return result_of(subtract(x, y), a, b, where);
    if (what == op::multiply) return result_of(multiply(x, y), a, b, where);

    const rational zero(0);
    const bool below = !y.low || *y.low < zero, above = !y.high || *y.high > zero;
    const bool holds_zero = (!y.low || *y.low <= zero) && (!y.high || *y.high >= zero);
    const auto failed = fail(error_kind::division_by_zero, where);
    if (!holds_zero) return result_of(divide(x, y), a, b, where);
    if (!below && !above) return error_values(a.errors + b.errors + failures{failed}, a.needs + b.needs);
    interval out;
    if (!below) {  // a divisor that is not negative keeps the sign
        if (x.low && *x.low >= zero) out.low = y.high ? writ::divide(*x.low, *y.high) : zero;
        if (x.high && *x.high <= zero) out.high = zero;
    }
    auto v = result_of(out, a, b, where);
    v.errors.insert(failed);
    v.needs = a.needs + b.needs;
    return v;
}

possible evaluator::negated_number(const model::expression& e, const scope& s) {
    const auto v = operand(e.args[0], s);
    if (is_surely_error(v)) return error_values(v.errors);
    return result_of(negate({v.low, v.high}), v, no_value(), e.where);
}

/// Applies a function that keeps order to both ends. Where an end has no result the end is open and the value may be an
/// error; with one value only it is one.
possible evaluator::monotone(const possible& v, span where, error_kind failed, const needs& n,
                             const std::function<std::optional<rational>(const rational&)>& f) {
    if (is_surely_error(v)) return error_values(v.errors);
    if (v.kind != shape::interval) return any_value(v.needs + n, v.errors);
    interval out;
    if (v.low) out.low = f(*v.low);
    if (v.high) out.high = f(*v.high);
    auto errors = v.errors;
    const bool failed_end = (v.low && !out.low) || (v.high && !out.high);
    if (failed_end) errors.insert(fail(failed, where));
    if (failed_end && is_known(v)) return error_values(errors, v.needs + n);
    return interval_value(out.low, out.high, v.needs + n, errors);
}

possible evaluator::rounded(const model::expression& e, const scope& s) {
    const auto v = operand(e.args[0], s);
    const auto places = operand(e.args[1], s);
    if (is_surely_error(places)) return error_values(places.errors);
    if (!is_known(places)) return interval_value({}, {}, v.needs + places.needs, v.errors + places.errors);
    const auto p = *places.low;
    if (!p.is_whole() || p < rational(0) || p > rational(18))
        return error_values(v.errors + failures{fail(error_kind::places_out_of_range, e.where)}, v.needs);
    return monotone(v, e.where, error_kind::overflow, {},
                    [&](const rational& x) { return round(x, static_cast<int>(p.num), e.mode); });
}

possible evaluator::clamped(const model::expression& e, const scope& s) {
    std::vector<possible> v;
    for (const auto a : e.args) v.push_back(operand(a, s));
    failures sure;
    for (const auto& x : v) {
        if (is_surely_error(x)) sure = std::move(sure) + x.errors;
    }
    if (!sure.empty()) return error_values(sure);
    return extreme(extreme(v[0], v[1], true), v[2], false);
}

/// One key and one seed draw one number; else it may be any.
possible evaluator::drawn_by_lot(const model::expression& e, const scope& s) {
    const auto key = operand(e.args[0], s), seed = operand(e.args[1], s);
    failures sure;
    for (const auto* x : {&key, &seed})
        if (is_surely_error(*x)) sure = std::move(sure) + x->errors;
    if (!sure.empty()) return error_values(sure);
    std::set<std::string> keys(key.texts.begin(), key.texts.end());
    if (key.kind == shape::interval && key.low && key.low == key.high) keys.insert(to_string(*key.low));
    const bool one = keys.size() == 1 && seed.kind == shape::text && seed.texts.size() == 1;
    const rational low = one ? lot(*keys.begin(), *seed.texts.begin()) : rational(0);
    return interval_value(low, one ? low : greatest_lot, key.needs + seed.needs, key.errors + seed.errors);
}

/// Of the arguments present; absent if none is.
possible evaluator::largest_argument(const model::expression& e, const scope& s) {
    const bool up = e.what == op::largest;
    std::vector<possible> first, then;  // the surely present ones first
    failures errors, sure;
    needs n;
    bool all_absent = true;
    for (const auto a : e.args) {
        const auto v = eval(a, s);
        if (is_surely_error(v)) sure = std::move(sure) + v.errors;
        errors = std::move(errors) + v.errors;
        n = std::move(n) + v.needs;
        all_absent = all_absent && v.absent;
        if (v.kind != shape::nothing) (v.absent ? then : first).push_back(v);
    }
    if (!sure.empty()) return error_values(sure);
    if (first.empty() && then.empty()) {
        auto v = errors.empty() ? absent_value() : error_values(errors);
        v.absent = true;
        return waiting(v, n);
    }
    std::optional<possible> r;
    const auto bare = [](const possible& v) { return interval_value(v.low, v.high, v.needs); };
    for (const auto& v : first) r = r ? extreme(*r, bare(v), up) : bare(v);
    const bool some_sure = !first.empty();
    for (const auto& v : then) {
        if (!r) {
            r = bare(v);
            continue;
        }
        std::vector<possible> both{*r, extreme(*r, bare(v), up)};
        if (!some_sure) both.push_back(bare(v));
        r = join(both);
    }
    auto out = interval_value(r->low, r->high, {}, errors);
    out.absent = all_absent;
    return waiting(out, n);
}

possible evaluator::size_of(const model::expression& e, const scope& s) {
    const auto v = operand(e.args[0], s);
    if (v.kind == shape::nothing) return error_values(v.errors, v.needs);
    if (v.kind == shape::list) {
        const auto [least, most] = count_range(*v.list);
        return interval_value(rational(least), rational(most), deep_needs(v), v.errors);
    }
    const auto [must, may] = members(v);
    return interval_value(rational(static_cast<std::int64_t>(must.count())),
                          rational(static_cast<std::int64_t>(may.count())), v.needs, v.errors);
}

/// Money in a named currency meets money in the currency of a pack's region: an error where they differ.
possible evaluator::in_region_currency(const model::expression& e, const scope& s) {
    const auto v = eval(e.args[0], s);
    if (v.kind == shape::nothing) return v;
    const auto& argument = m_[e.args[0]].type;
    const auto named = argument.currency ? argument.currency : e.type.currency;
    const model::pack_id home{argument.currency ? e.type.home : argument.home};
    const auto& p = m_[home];
    if (p.money.empty()) return v;  // this pack says of no region what its money is
    const auto of_case = currency({}, home);
    failures errors;
    bool may_fit = false;
    const auto meet = [&](currency_code c) {
        if (c == named) may_fit = true;
        else
            errors.insert(fail(error_kind::two_currencies, e.where,
                               {currency_name(named), c ? currency_name(c) : std::string()}));
    };
    const auto r = region(home);
    if (of_case) {
        meet(of_case);
    } else {
        for (std::size_t i = 0; i < r.choice.size(); ++i)
            if (r.choice[i]) meet(i < p.money.size() ? p.money[i] : currency_code{0});
    }
    if (!may_fit) return error_values(v.errors + errors);
    if (errors.empty()) return v;
    auto out = v;
    out.errors = out.errors + errors;
    out.needs = out.needs + v.needs + r.needs;
    return out;
}

}  // namespace writ::oracle
