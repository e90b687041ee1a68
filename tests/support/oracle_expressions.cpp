// Executes the language reference on expressions: constants, reading, logic, `if`, comparisons, states, sets and records.
#include <re2/re2.h>

#include <utility>

#include "support/oracle_evaluator.hpp"

namespace writ::oracle {

using model::index;
using model::op;

possible evaluator::present(const possible& v, span where) {
    if (!v.absent) return v;
    auto out = v;
    out.absent = false;
    out.errors.insert(fail(error_kind::absent_used, where));
    return out;
}

possible evaluator::operand(model::expr_id id, const scope& s) { return present(eval(id, s), m_[id].where); }

possible evaluator::local(model::local_id id, const scope& s) {
    for (auto at = s; at; at = at->outer)
        if (at->bound && at->variable == id) return touched(at->value);
    return any_value({});  // the model promises that this does not happen
}

possible evaluator::eval(model::expr_id id, const scope& s) {
    const auto& e = m_[id];
    switch (e.what) {
        case op::boolean:
        case op::enum_value:
        case op::weekday:
        case op::calendar: return choice_value(e.index);
        case op::number:
        case op::money: return number_value(e.number);
        case op::date:
        case op::time:
        case op::instant:
        case op::duration: return number_value(rational(e.details->integer));
        case op::span: {
            possible v;
            v.kind = shape::spans;
            v.spans.insert({e.details->span_value.unit, e.details->span_value.rolled,
                            rational(e.details->span_value.count), rational(e.details->span_value.count)});
            return v;
        }
        case op::text: {
            possible v;
            v.kind = shape::text;
            v.texts.insert(e.details->text);
            return v;
        }
        case op::absent: return absent_value();
        case op::unknown: return unknown(e.type, s->pack, {}, {});

        case op::fact: return touched(fact(model::fact_id{e.index}));
        case op::local: return local(model::local_id{e.index}, s);
        case op::field: return field_of(e, s);
        case op::today: return clock(false, s->pack, e.where);
        case op::now: return clock(true, s->pack, e.where);
        case op::term: {
            std::vector<possible> arguments;
            for (const auto a : e.args) arguments.push_back(eval(a, s));
            return term(model::term_id{e.index}, arguments);
        }

        case op::negation: return negation(operand(e.args[0], s));
        case op::conjunction:
        case op::disjunction: {
            // Read from left to right, until one of them settles it.
            const bool settles = e.what == op::disjunction;
            std::vector<possible> all;
            for (const auto a : e.args) {
                all.push_back(operand(a, s));
                if (is_surely(all.back(), settles)) break;
            }
            return e.what == op::conjunction ? all_of(all) : any_of(all);
        }
        case op::choice: return choice(e, s);

        case op::equal:
        case op::not_equal:
        case op::less:
        case op::less_equal:
        case op::greater:
        case op::greater_equal: return compare(e.what, operand(e.args[0], s), operand(e.args[1], s), e.where);
        case op::earlier_element:
        case op::later_element: return element_order(e, s);
        case op::has:
        case op::has_any:
        case op::has_all: return has(e, s);
        case op::matches: return matches(e, s);
        case op::is_present:
        case op::is_absent: return presence_state(e, s);
        case op::is_known:
        case op::is_unknown: return known_state(e, s);
        case op::is_empty: return is_empty(e, s);

        case op::add:
        case op::subtract:
        case op::multiply:
        case op::divide: return arithmetic(e.what, operand(e.args[0], s), operand(e.args[1], s), e.where);
        case op::negate: return negated_number(e, s);
        case op::set_union:
        case op::set_minus: {
            const auto a = operand(e.args[0], s), b = operand(e.args[1], s);
            if (is_surely_error(a) || is_surely_error(b)) return error_values(sure_errors({a, b}));
            const auto [a_must, a_may] = members(a);
            const auto [b_must, b_may] = members(b);
            const auto n = deep_needs(a) + deep_needs(b);
            return e.what == op::set_union ? mask_value(a_must | b_must, a_may | b_may, n, a.errors + b.errors)
                                           : mask_value(a_must & ~b_may, a_may & ~b_must, n, a.errors + b.errors);
        }
        case op::span_of: return span_of(e, s);
        case op::duration_of: return duration_of(e, s);
        case op::after:
        case op::before: return shifted(e, s);

        case op::any:
        case op::every:
        case op::at_least:
        case op::at_most:
        case op::exactly: return quantifier(e, s);
        case op::count:
        case op::count_distinct:
        case op::sum:
        case op::largest_of:
        case op::smallest_of:
        case op::set_of:
        case op::list_of: return aggregate(e, s);

        case op::set_literal: return set_literal(e, s);
        case op::record_literal: return record_literal(e, s);
        case op::list_literal: {
            list_value l;
            std::vector<possible> all;
            for (const auto a : e.args) all.push_back(eval(a, s));
            if (const auto sure = sure_errors(all); !sure.empty()) return error_values(sure);
            failures errors;
            needs n;
            for (const auto& v : all) l.items.push_back({part(v, errors, n), truth(true, false)});
            return list_of(std::move(l), errors, n);
        }
        case op::newest:
        case op::oldest: return pick(e, s);

        case op::day_of: return day_of(eval(e.args[0], s), s->pack, e.where);
        case op::weekday_of:
        case op::weekday_after:
        case op::month_start:
        case op::end_of: return date_function(e, s);
        case op::moment: return moment_of(e, s);
        case op::rolled: return rolled_day(e, s);
        case op::working_day: return working_day(e, s);
        case op::business_days: return business_days(e, s);
        case op::round: return rounded(e, s);
        case op::clamp: return clamped(e, s);
        case op::size: return size_of(e, s);
        case op::lot: return drawn_by_lot(e, s);
        case op::largest:
        case op::smallest: return largest_argument(e, s);

        case op::guarded: {
            // Where a guard says that it is present an absent value is no possibility; a sure one is an error, and the
            // guard's `no` dominates it.
            auto v = eval(e.args[0], s);
            if (v.kind == shape::nothing) return present(v, e.where);
            v.absent = false;
            if (is_determinate(v)) v.needs.clear();
            return v;
        }
        case op::required: return present(eval(e.args[0], s), e.where);
        case op::in_region_currency: return in_region_currency(e, s);
        case op::walk: return walk(e, s);
    }
    return no_value();
}

// ------------------------------------------------------------------ reading

possible evaluator::field_of(const model::expression& e, const scope& s) {
    const auto r = present(eval(e.args[0], s), m_[e.args[0]].where);
    if (r.kind != shape::record) return error_values(r.errors, r.needs);
    const auto found = r.record->fields.find(e.index);
    if (found == r.record->fields.end()) return error_value(fail(error_kind::absent_used, e.where));
    auto v = touched(found->second);
    if (!r.errors.empty()) return join({v, error_values(r.errors)}, r.needs);
    if (!r.needs.empty() && !is_known(v)) v.needs = std::move(v.needs) + r.needs;
    return v;
}

possible evaluator::choice(const model::expression& e, const scope& s) {
    const auto c = operand(e.args[0], s);
    std::vector<possible> out;
    if (can_be(c, true)) out.push_back(eval(e.args[1], s));
    if (can_be(c, false)) out.push_back(eval(e.args[2], s));
    if (!c.errors.empty()) out.push_back(error_values(c.errors));
    return out.size() == 1 ? out.front() : join(out, c.needs);
}

// ------------------------------------------------------------------ comparisons

possible evaluator::compare(op what, const possible& a, const possible& b, span where) {
    if (is_surely_error(a) || is_surely_error(b)) return error_values(sure_errors({a, b}));
    const auto errors = a.errors + b.errors;
    const auto n = a.needs + b.needs;
    if (a.kind == shape::nothing || b.kind == shape::nothing)
        return error_values(errors.empty() ? failures{fail(error_kind::absent_used, where)} : errors, n);
    if (a.kind == shape::interval && b.kind == shape::interval) return compare_intervals(what, a, b);
    if (a.kind == shape::choice && b.kind == shape::choice) return compare_choices(what, a, b);
    if (a.kind == shape::masks && b.kind == shape::masks) {
        const bool equal = (a.must & ~b.may).none() && (b.must & ~a.may).none();
        const bool different = !(equal && plain_count(a) == 1 && plain_count(b) == 1);
        return what == op::equal ? truth(equal, different, errors, n) : truth(different, equal, errors, n);
    }
    if (a.kind == shape::any || b.kind == shape::any) return truth(true, true, errors, n);
    auto x = a, y = b;
    x.errors.clear();
    y.errors.clear();
    const auto can = compare_plain(x, y);
    const auto all = deep_needs(a) + deep_needs(b);
    return what == op::equal ? truth(can.equal, can.different, errors, all)
                             : truth(can.different, can.equal, errors, all);
}

namespace {

op flipped(op what) {
    switch (what) {
        case op::less: return op::greater;
        case op::greater: return op::less;
        case op::less_equal: return op::greater_equal;
        case op::greater_equal: return op::less_equal;
        default: return what;
    }
}

}  // namespace

possible evaluator::compare_intervals(op what, const possible& a, const possible& b) {
    const auto errors = a.errors + b.errors;
    const auto n = a.needs + b.needs;
    if (is_known(b) && !b.fact) cut_at(a, what, *b.low);
    if (is_known(a) && !a.fact) cut_at(b, flipped(what), *a.low);
    if (what == op::greater || what == op::greater_equal) {
        auto x = b, y = a;
        x.fact.reset();
        y.fact.reset();
        return compare_intervals(flipped(what), x, y);
    }
    const auto below = [](const bound& x, const bound& y) { return x && y && *x < *y; };
    const auto not_above = [](const bound& x, const bound& y) { return x && y && *x <= *y; };
    bool surely = false, surely_not = false;
    if (what == op::less) {
        surely = below(a.high, b.low);
        surely_not = not_above(b.high, a.low);
    } else if (what == op::less_equal) {
        surely = not_above(a.high, b.low);
        surely_not = below(b.high, a.low);
    } else {
        surely = a.low && a.low == a.high && b.low && b.low == b.high && *a.low == *b.low;
        surely_not = below(a.high, b.low) || below(b.high, a.low);
        if (what == op::not_equal) std::swap(surely, surely_not);
    }
    return truth(!surely_not, !surely, errors, n);
}

possible evaluator::compare_choices(op what, const possible& a, const possible& b) {
    const auto ends = [](const model::value_set& s) {
        std::size_t low = 0, high = s.size() - 1;
        while (low < high && !s[low]) ++low;
        while (high > low && !s[high]) --high;
        return std::pair(low, high);
    };
    bool yes = false, no = false;
    if (what == op::equal || what == op::not_equal) {
        yes = (a.choice & b.choice).any();
        no = a.choice.count() > 1 || b.choice.count() > 1 || a.choice != b.choice;
        if (what == op::not_equal) std::swap(yes, no);
    } else {
        const bool up = what == op::less || what == op::less_equal;
        const auto [low, low_end] = ends(up ? a.choice : b.choice);
        const auto [high, high_end] = ends(up ? b.choice : a.choice);
        const bool strict = what == op::less || what == op::greater;
        yes = strict ? low < high_end : low <= high_end;
        no = strict ? low_end >= high : low_end > high;
    }
    return truth(yes, no, a.errors + b.errors, a.needs + b.needs);
}

possible evaluator::element_order(const model::expression& e, const scope& s) {
    const auto a = operand(e.args[0], s), b = operand(e.args[1], s);
    if (is_surely_error(a) || is_surely_error(b)) return error_values(sure_errors({a, b}));
    const auto n = deep_needs(a) + deep_needs(b);
    if (a.kind != shape::record || b.kind != shape::record || a.record->list.empty() ||
        a.record->list != b.record->list)
        return truth(true, true, a.errors + b.errors, n);
    const bool earlier = a.record->index<b.record->index, later = a.record->index> b.record->index;
    const bool holds = e.what == op::earlier_element ? earlier : later;
    return truth(holds, !holds, a.errors + b.errors, n);
}

possible evaluator::has(const model::expression& e, const scope& s) {
    const auto a = operand(e.args[0], s), b = operand(e.args[1], s);
    if (is_surely_error(a) || is_surely_error(b)) return error_values(sure_errors({a, b}));
    if (e.what == op::has && b.kind == shape::choice) {
        const auto [must, may] = members(a);
        return truth((b.choice & may).any(), (b.choice & ~must).any(), a.errors + b.errors,
                     deep_needs(a) + deep_needs(b));
    }
    if (e.what == op::has) return list_has(a, b, e.where);
    if (a.kind == shape::list && b.kind == shape::list) {
        std::vector<possible> all;
        for (const auto& item : b.list->items) {
            const auto here = list_has(a, item.value, e.where);
            all.push_back(e.what == op::has_any ? all_of({item.present, here})
                                                : any_of({negation(item.present), here}));
        }
        if (b.list->rest) all.push_back(truth(true, true, {}, deep_needs(b)));
        auto v = e.what == op::has_any ? any_of(all) : all_of(all);
        v.errors = v.errors + a.errors + b.errors;
        if (!is_determinate(v)) v.needs = v.needs + deep_needs(a) + deep_needs(b);
        return v;
    }
    const auto errors = a.errors + b.errors;
    const auto n = deep_needs(a) + deep_needs(b);
    const auto [must, may] = members(a);
    const auto [b_must, b_may] = members(b);
    if (e.what == op::has_any) return truth((may & b_may).any(), (must & b_must).none(), errors, n);
    return truth((b_must & ~may).none(), (b_may & ~must).any(), errors, n);
}

/// Whether a list of values, of any type, has one.
possible evaluator::list_has(const possible& list, const possible& value, span where) {
    if (list.kind != shape::list) return truth(true, true, list.errors + value.errors, deep_needs(list) + value.needs);
    std::vector<possible> all;
    for (const auto& item : list.list->items)
        all.push_back(all_of({item.present, compare(op::equal, value, item.value, where)}));
    if (list.list->rest) all.push_back(truth(true, true, {}, deep_needs(list)));
    auto v = any_of(all);
    v.errors = v.errors + list.errors;
    if (!is_determinate(v)) v.needs = v.needs + deep_needs(list) + value.needs;
    return v;
}

possible evaluator::matches(const model::expression& e, const scope& s) {
    const auto v = operand(e.args[0], s);
    if (v.kind == shape::nothing) return error_values(v.errors, v.needs);
    if (v.kind != shape::text) return truth(true, true, v.errors, v.needs);
    const RE2 pattern(e.details->text);
    bool yes = false, no = false;
    for (const auto& t : v.texts) (RE2::PartialMatch(t, pattern) ? yes : no) = true;
    return truth(yes, no, v.errors, v.needs);
}

possible evaluator::presence_state(const model::expression& e, const scope& s) {
    const auto v = eval(e.args[0], s);
    const bool present = v.kind != shape::nothing;
    return e.what == op::is_present ? truth(present, v.absent, v.errors, v.needs)
                                    : truth(v.absent, present, v.errors, v.needs);
}

possible evaluator::known_state(const model::expression& e, const scope& s) {
    const auto v = eval(e.args[0], s);
    const bool unknown_fact = v.fact.has_value() || !v.needs.empty();
    const bool holds = unknown_fact == (e.what == op::is_unknown);
    return truth(holds, !holds);
}

possible evaluator::is_empty(const model::expression& e, const scope& s) {
    const auto v = operand(e.args[0], s);
    if (v.kind == shape::list) {
        const auto [least, most] = count_range(*v.list);
        auto n = v.needs;
        for (const auto& item : v.list->items) n = std::move(n) + item.present.needs;
        if (v.list->rest) n = std::move(n) + deep_needs(v.list->rest->value);
        return truth(least == 0, most > 0, v.errors, n);
    }
    if (v.kind == shape::masks) return truth(v.must.none(), v.may.any(), v.errors, v.needs);
    if (v.kind == shape::nothing) return error_values(v.errors, v.needs);
    return truth(true, true, v.errors, v.needs);
}

// ------------------------------------------------------------------ making

possible evaluator::set_literal(const model::expression& e, const scope& s) {
    model::value_set must, may;
    failures errors;
    needs n;
    std::vector<possible> read;
    for (std::size_t i = 0; i < e.args.size(); ++i) {
        const auto v = operand(e.args[i], s);
        const auto condition = i < e.details->conditions.size() && e.details->conditions[i]
                                   ? operand(*e.details->conditions[i], s)
                                   : truth(true, false);
        if (is_surely(condition, false)) continue;
        read.push_back(condition);
        if (is_surely(condition, true)) read.push_back(v);
        errors = std::move(errors) + v.errors + condition.errors;
        n = std::move(n) + v.needs + condition.needs;
        if (v.kind != shape::choice) continue;
        if (can_be(condition, true)) may |= v.choice;
        if (is_surely(condition, true) && v.choice.count() == 1) must |= v.choice;
    }
    if (const auto sure = sure_errors(read); !sure.empty()) return error_values(sure);
    return mask_value(must, may, n, errors);
}

possible evaluator::record_literal(const model::expression& e, const scope& s) {
    record_value r;
    std::vector<possible> all;
    for (const auto a : e.args) all.push_back(eval(a, s));
    if (const auto sure = sure_errors(all); !sure.empty()) return error_values(sure);
    failures errors;
    needs n;
    for (std::size_t i = 0; i < all.size(); ++i) r.fields.emplace(e.details->fields[i], part(all[i], errors, n));
    auto v = record_of(std::move(r));
    v.errors = errors;
    return waiting(v, n);
}

}  // namespace writ::oracle
