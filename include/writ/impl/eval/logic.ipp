#include "writ/detail/eval/machine.hpp"

// Dispatch, constants, Kleene's logic, choices, fields and states.

namespace writ::eval {

value machine::constant(const program::instruction& c) {
    switch (c.what) {
        case op::number: case op::money: return number_value(p_.numbers[c.index]);
        case op::date: case op::time: case op::instant: case op::duration: return number_value(rational(p_.integers[c.index]));
        case op::span: {
            const calendar_span& s = p_.spans[c.index];
            value v;
            v.form = shape::spans;
            v.count = 1;
            v.spans = {{s.count, s.count, s.unit, s.rolled, false, false}, nullptr};
            return v;
        }
        case op::text: {
            value v;
            v.form = shape::texts;
            v.count = 1;
            v.texts = {c.index, nullptr};
            return v;
        }
        case op::absent: return absent_value();
        default: return bit_value(c.index);
    }
}

value machine::eval(std::uint32_t i) {
    const program::instruction& c = p_.code[i];
    switch (c.what) {
        case op::boolean: case op::number: case op::money: case op::date: case op::time: case op::instant:
        case op::duration: case op::span: case op::enum_value: case op::weekday: case op::calendar: case op::text:
        case op::absent: return constant(c);
        case op::unknown: return open_value(p_.types[c.type], nullptr, 0);
        case op::fact: return fact_value(c.index);
        case op::local: return locals_[c.index];
        case op::term: return eval_call(c);
        case op::field: return eval_field(c, i);
        case op::today: return clock(true, i);
        case op::now: return clock(false, i);
        case op::negation: return negation(present(operand(c, 0), i));
        case op::conjunction: return eval_conjunction(c, true);
        case op::disjunction: return eval_conjunction(c, false);
        case op::choice: return eval_choice(c);
        case op::equal: case op::not_equal: case op::less: case op::less_equal: case op::greater:
        case op::greater_equal: return compare(c.what, operand(c, 0), operand(c, 1), i);
        case op::earlier_element: case op::later_element: return eval_element_order(c);
        case op::has: case op::has_any: case op::has_all: return eval_has(c, i);
        case op::matches: return eval_matches(c, i);
        case op::is_present: case op::is_absent: case op::is_known: case op::is_unknown: case op::is_empty:
            return eval_state(c, i);
        case op::add: case op::subtract: case op::multiply: case op::divide: case op::negate:
            return eval_arithmetic(c, i);
        case op::set_union: case op::set_minus: return eval_set_operation(c, i);
        case op::span_of: case op::duration_of: return eval_span(c, i);
        case op::after: case op::before:
            return shifted(present(operand(c, 0), i), present(operand(c, 1), i), c.what == op::after ? 1 : -1,
                           c.operands.count > 2 ? p_.ids[c.operands.first + 2] : none, i);
        case op::any: case op::every: case op::at_least: case op::at_most: case op::exactly:
            return eval_quantifier(c, i);
        case op::count: case op::count_distinct: case op::sum: case op::largest_of: case op::smallest_of:
        case op::set_of: case op::list_of: return eval_aggregate(c, i);
        case op::set_literal: return eval_set_literal(c, i);
        case op::record_literal: return eval_record_literal(c);
        case op::list_literal: return eval_list_literal(c);
        case op::newest: case op::oldest: return eval_pick(c, i);
        case op::day_of: return to_day(operand(c, 0), i);
        case op::weekday_of: case op::weekday_after: case op::month_start: case op::end_of: return eval_dates(c, i);
        case op::moment: return eval_moment(c, i);
        case op::rolled: case op::working_day: case op::business_days: return eval_calendar_function(c, i);
        case op::round: case op::clamp: return eval_numbers(c, i);
        case op::size: return eval_size(c, i);
        case op::lot: return eval_lot(c, i);
        case op::largest: case op::smallest: return eval_extremes(c, i);
        case op::guarded: {
            value v = operand(c, 0);
            if (v.form == shape::nothing) return present(v, i);
            v.absent = false;
            seal(v);
            return v;
        }
        case op::required: return present(operand(c, 0), i);
        case op::in_region_currency: return eval_region_currency(c, i);
        case op::walk: return eval_walk(c);
    }
    return value{};
}

/// `no` if one is surely no; else all sure errors; else what is left possible.
value machine::conjunction(const value* v, std::uint32_t n) {
    bool yes = true, no = false;
    std::uint32_t blocked = 0;  // operands that can be neither yes nor an error
    const link* deps = nullptr;
    const link* failed = nullptr;
    for (std::uint32_t i = 0; i < n; ++i) {
        if (sure(v[i], false)) return yes_or_no(false);
        if (surely_error(v[i])) failed = join(work_, failed, v[i].errors);
        yes = yes && can(v[i], true);
        no = no || can(v[i], false);
        if (!can(v[i], true) && v[i].errors == nullptr) ++blocked;
        deps = join(work_, deps, v[i].deps);
    }
    if (failed != nullptr) return error_of(failed);
    const link* errors = nullptr;
    for (std::uint32_t i = 0; i < n; ++i) {
        const bool itself_blocked = !can(v[i], true) && v[i].errors == nullptr;
        if (v[i].errors != nullptr && blocked == (itself_blocked ? 1u : 0u)) errors = join(work_, errors, v[i].errors);
    }
    return bool_value(yes, no, errors, deps);
}

value machine::conjunction(const value& a, const value& b) {
    const value both[2] = {a, b};
    return conjunction(both, 2);
}

value machine::negation(const value& v) { return bool_value(can(v, false), can(v, true), v.errors, v.deps); }

value machine::disjunction(const value* v, std::uint32_t n) {
    auto* turned = work_.room<value>(n);
    for (std::uint32_t i = 0; i < n; ++i) new (turned + i) value(negation(v[i]));
    return negation(conjunction(turned, n));
}

/// Operands are read in order until one settles the answer.
value machine::eval_conjunction(const program::instruction& c, bool all) {
    auto* v = work_.room<value>(c.operands.count);
    for (std::uint32_t k = 0; k < c.operands.count; ++k) {
        const std::uint32_t at = p_.ids[c.operands.first + k];
        new (v + k) value(present(eval(at), at));
        if (sure(v[k], !all)) return yes_or_no(!all);
    }
    return all ? conjunction(v, c.operands.count) : disjunction(v, c.operands.count);
}

value machine::eval_choice(const program::instruction& c) {
    const value when = present(operand(c, 0), p_.ids[c.operands.first]);
    const bool yes = can(when, true), no = can(when, false);
    value out = error_of(when.errors);
    if (yes && !no && when.errors == nullptr) return operand(c, 1);
    if (no && !yes && when.errors == nullptr) return operand(c, 2);
    if (yes) out = joined(out, operand(c, 1), when.deps);
    if (no) out = joined(out, operand(c, 2), when.deps);
    return out;
}

value machine::eval_field(const program::instruction& c, std::uint32_t i) {
    const value whole = operand(c, 0);
    if (whole.form != shape::record) {
        if (whole.form == shape::any) return open_value(p_.types[c.type], whole.deps, 0);
        return error_of(whole.errors != nullptr ? whole.errors : error_link(error_kind::absent_used, i));
    }
    value v = record_field(*whole.record, c.index);
    if (whole.errors != nullptr || whole.absent) {
        value bad = error_of(whole.errors);
        if (whole.absent) bad.errors = join(work_, bad.errors, error_link(error_kind::absent_used, i));
        return joined(v, bad, whole.deps);
    }
    if (whole.deps != nullptr && !is_known(v)) v.deps = join(work_, v.deps, whole.deps);
    return v;
}

value machine::eval_state(const program::instruction& c, std::uint32_t i) {
    const value v = operand(c, 0);
    switch (c.what) {
        case op::is_present: return bool_value(v.form != shape::nothing, v.absent, v.errors, v.deps);
        case op::is_absent: return bool_value(v.absent, v.form != shape::nothing, v.errors, v.deps);
        // While facts are tried out, a piece of an unknown one waits for nothing, but it is that fact.
        case op::is_known: return yes_or_no(v.raw == 0 && v.deps == nullptr);
        case op::is_unknown: return yes_or_no(v.raw != 0 || v.deps != nullptr);
        default: break;
    }
    const value x = present(v, i);
    if (x.form == shape::list) {
        std::uint64_t low = 0, high = 0;
        count_range(x, low, high);
        const link* deps = x.deps;
        for (std::uint32_t k = 0; k < x.list->count; ++k) {
            value there;
            list_element(x, k, there);
            deps = join(work_, deps, there.deps);
        }
        if (x.list->has_generic) deps = join(work_, deps, deep_deps(x.list->generic));
        return bool_value(low == 0, high > 0, x.errors, deps);
    }
    if (x.form == shape::masks) return bool_value(x.masks.must == 0, x.masks.may != 0, x.errors, x.deps);
    return error_of(x.errors);
}

}  // namespace writ::eval
