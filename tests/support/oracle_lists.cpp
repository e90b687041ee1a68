// Executes the language reference on lists: binders, quantifiers, `count`, `sum`, `largest of … for` and their kin, `newest`.
// An element is surely, perhaps or not in what a `where` leaves; an unknown list has any length its type allows.
#include <algorithm>

#include "support/oracle_evaluator.hpp"

namespace writ::oracle {

using model::index;
using model::op;

bound_elements evaluator::each(model::binder_id id, const scope& s, bool with_where) {
    const auto& b = m_[id];
    const auto list = operand(b.list, s);
    bound_elements out;
    if (list.kind != shape::list) {
        out.error = error_values(list.errors, list.needs);
        return out;
    }
    const auto reference = b.rel == model::relation::none ? no_value() : local(b.reference, s);
    const auto related = [&](const record_value& element) {
        if (b.rel == model::relation::none) return truth(true, false);
        if (reference.kind != shape::record || reference.record->list.empty() || reference.record->list != element.list)
            return truth(true, true, {}, deep_needs(reference));
        const auto at = reference.record->index;
        const bool holds = b.rel == model::relation::before  ? element.index < at
                           : b.rel == model::relation::after ? element.index > at
                                                             : element.index != at;
        return truth(holds, !holds);
    };
    for (const auto& item : list.list->items) {
        auto present = item.present;
        if (item.value.kind == shape::record) present = all_of({present, related(*item.value.record)});
        if (is_surely(present, false)) continue;
        const auto in = with_variable(s, b.variable, item.value);
        if (with_where && b.where) present = all_of({present, operand(*b.where, in)});
        if (!is_surely(present, false)) out.elements.push_back({in, present});
    }
    if (const auto& rest = list.list->rest; rest && rest->most > 0) {
        const auto in = with_variable(s, b.variable, rest->value);
        const auto where = with_where && b.where ? operand(*b.where, in) : truth(true, false);
        const auto least = b.rel == model::relation::none && is_surely(where, true) ? rest->least : 0;
        if (!is_surely(where, false)) {
            auto n = list.needs + deep_needs(rest->value);
            if (n.empty() && list.fact) n.insert(*list.fact);
            out.rest = bound_rest{in, where, least, rest->most, n};
        }
    }
    if (!list.errors.empty()) out.error = truth(true, true, list.errors, list.needs);
    return out;
}

namespace {

/// How many are in: surely, at most, and which errors stand between.
struct counted {
    std::int64_t least = 0, most = 0;
    failures errors;
    bool surely_error = false;
    oracle::needs needs;
};

counted count_of(const bound_elements& b) {
    counted c;
    for (const auto& e : b.elements) {
        c.least += is_surely(e.present, true);
        c.most += can_be(e.present, true) || !e.present.errors.empty();
        c.errors = std::move(c.errors) + e.present.errors;
        c.surely_error = c.surely_error || is_surely_error(e.present);
        c.needs = std::move(c.needs) + e.present.needs;
    }
    if (b.rest) {
        c.least += b.rest->least;
        c.most += b.rest->most;
        c.errors = std::move(c.errors) + b.rest->where.errors;
        c.needs = std::move(c.needs) + b.rest->needs + b.rest->where.needs;
    }
    return c;
}

bound at_most_zero(const bound& b) { return b ? bound(std::min(*b, rational(0))) : b; }
bound at_least_zero(const bound& b) { return b ? bound(std::max(*b, rational(0))) : b; }

}  // namespace

possible evaluator::quantifier(const model::expression& e, const scope& s) {
    const auto b = each(*e.details->binder, s, e.what != op::every);
    if (b.error && is_surely_error(*b.error)) return *b.error;
    possible v;
    if (e.what == op::every) {
        const auto where = m_[*e.details->binder].where;
        std::vector<possible> all;
        for (const auto& x : b.elements)
            all.push_back(any_of({negation(x.present), where ? operand(*where, x.in) : truth(true, false)}));
        if (b.rest) {
            const auto w = where ? operand(*where, b.rest->in) : truth(true, false);
            if (is_surely(w, false) && b.rest->least > 0) all.push_back(truth(false, true));
            else if (!is_surely(w, true)) all.push_back(truth(true, true, w.errors, b.rest->needs + w.needs));
        }
        v = all_of(all);
    } else if (e.what == op::any) {
        std::vector<possible> all;
        for (const auto& x : b.elements) all.push_back(x.present);
        if (b.rest)
            all.push_back(b.rest->least > 0 && is_surely(b.rest->where, true)
                              ? truth(true, false)
                              : truth(true, true, b.rest->where.errors, b.rest->needs + b.rest->where.needs));
        v = any_of(all);
    } else {
        const auto wanted = operand(e.args[0], s);
        const auto c = count_of(b);
        const auto how = e.what == op::at_least  ? op::greater_equal
                         : e.what == op::at_most ? op::less_equal
                                                 : op::equal;
        v = compare(how, interval_value(rational(c.least), rational(c.most), c.needs), wanted, e.where);
        if (!c.errors.empty() && !is_known(v)) {
            if (c.surely_error) return error_values(c.errors);
            v.errors = v.errors + c.errors;
        }
    }
    if (!b.error) return v;
    v.errors = v.errors + b.error->errors;
    v.needs = v.needs + b.error->needs;
    return v;
}

possible evaluator::aggregate(const model::expression& e, const scope& s) {
    const auto b = each(*e.details->binder, s);
    if (b.error && is_surely_error(*b.error)) return *b.error;
    auto c = count_of(b);
    if (c.surely_error) {
        failures sure;
        for (const auto& x : b.elements)
            if (is_surely_error(x.present)) sure = std::move(sure) + x.present.errors;
        return error_values(sure);
    }
    if (b.error) {
        c.errors = std::move(c.errors) + b.error->errors;
        c.needs = std::move(c.needs) + b.error->needs;
    }
    if (e.what == op::count) return interval_value(rational(c.least), rational(c.most), c.needs, c.errors);

    std::vector<list_item> values;
    failures sure;
    for (const auto& x : b.elements) {
        values.push_back({operand(e.args[0], x.in), x.present});
        const auto& v = values.back().value;
        if (is_surely_error(v) && is_surely(x.present, true)) sure = std::move(sure) + v.errors;
        c.errors = std::move(c.errors) + v.errors;
    }
    if (!sure.empty()) return error_values(sure);
    std::optional<list_rest> rest;
    if (b.rest) {
        rest = list_rest{operand(e.args[0], b.rest->in), b.rest->least, b.rest->most};
        c.errors = std::move(c.errors) + rest->value.errors;
    }
    switch (e.what) {
        case op::count_distinct: return count_distinct(b, values, c.errors, c.needs);
        case op::sum: return sum(e, values, rest, c.errors, c.needs);
        case op::largest_of:
        case op::smallest_of: return extreme_element(values, rest, e.what == op::largest_of, c.errors, c.needs);
        case op::set_of: {
            model::value_set must, may;
            auto n = c.needs;
            for (const auto& v : values) {
                n = std::move(n) + v.value.needs;
                if (v.value.kind != shape::choice) continue;
                may |= v.value.choice;
                if (is_surely(v.present, true) && plain_count(v.value) == 1) must |= v.value.choice;
            }
            if (rest && rest->value.kind == shape::choice) {
                may |= rest->value.choice;
                if (rest->least > 0 && is_known(rest->value)) must |= rest->value.choice;
            }
            return mask_value(must, may, n, c.errors);
        }
        default: {
            list_value l;
            for (const auto& v : values) l.items.push_back({part(v.value, c.errors, c.needs), v.present});
            l.rest = rest;
            auto v = list_of(std::move(l), c.errors, c.needs);
            if (rest) v.needs = c.needs;
            return v;
        }
    }
}

possible evaluator::count_distinct(const bound_elements& b, const std::vector<list_item>& values, failures errors,
                                   needs n) {
    std::set<std::string> sure;
    const auto plain = [](possible v) {
        v.errors.clear();
        return plain_key(v);
    };
    bool some = false;
    for (const auto& v : values) {
        if (is_surely(v.present, true) && is_known(v.value)) sure.insert(plain(v.value));
        some = some || is_surely(v.present, true);
    }
    std::int64_t open = 0;
    for (const auto& v : values) {
        if (is_surely(v.present, true) && is_known(v.value)) continue;
        n = std::move(n) + v.value.needs;
        open += !(is_known(v.value) && sure.contains(plain(v.value)));
    }
    if (b.rest) open += b.rest->most;
    const auto known = static_cast<std::int64_t>(sure.size());
    const bool one_at_least = some || (b.rest && b.rest->least > 0);
    return interval_value(rational(std::max<std::int64_t>(known, one_at_least)), rational(known + open), n, errors);
}

possible evaluator::sum(const model::expression& e, const std::vector<list_item>& values,
                        const std::optional<list_rest>& rest, failures errors, needs n) {
    interval total{rational(0), rational(0)};
    bool overflow = false;
    const auto add_to = [&](const interval& more) {
        total = add(total, more);
        overflow = overflow || total.may_overflow;
        return !total.none;
    };
    for (const auto& v : values) {
        n = std::move(n) + v.value.needs;
        if (v.value.kind != shape::interval) continue;
        interval one{v.value.low, v.value.high};
        if (!is_surely(v.present, true)) one = {at_most_zero(one.low), at_least_zero(one.high)};
        if (!add_to(one)) return error_values(errors + failures{fail(error_kind::overflow, e.where)}, n);
    }
    if (rest && rest->value.kind == shape::interval) {
        n = std::move(n) + rest->value.needs;
        const auto more = multiply({rest->value.low, rest->value.high}, {rational(rest->least), rational(rest->most)});
        overflow = overflow || more.may_overflow;
        if (more.none || !add_to(more)) return error_values(errors + failures{fail(error_kind::overflow, e.where)}, n);
    }
    if (overflow) errors.insert(fail(error_kind::overflow, e.where));
    return interval_value(total.low, total.high, n, errors);
}

possible evaluator::extreme_element(const std::vector<list_item>& values, const std::optional<list_rest>& rest, bool up,
                                    failures errors, needs n) {
    std::optional<possible> r;
    bool surely = rest && rest->least > 0;
    for (const auto& v : values) {
        if (v.value.kind != shape::interval || !is_surely(v.present, true)) continue;
        surely = true;
        r = r ? extreme(*r, v.value, up) : v.value;
        n = std::move(n) + v.value.needs;
    }
    const bool some_sure = r.has_value();
    const auto perhaps = [&](const possible& v) {
        if (!r) r = v;
        else if (some_sure) r = join({*r, extreme(*r, v, up)});
        else r = join({*r, extreme(*r, v, up), v});
        n = std::move(n) + v.needs;
    };
    for (const auto& v : values)
        if (v.value.kind == shape::interval && !is_surely(v.present, true)) perhaps(v.value);
    if (rest && rest->value.kind == shape::interval) perhaps(rest->value);
    possible out = r ? interval_value(r->low, r->high, {}, errors) : error_values(errors);
    out.absent = !surely;
    return waiting(out, n);
}

possible evaluator::pick(const model::expression& e, const scope& s) {
    const auto v = operand(e.args[0], s);
    if (v.kind != shape::list) return error_values(v.errors, v.needs);
    const bool newest = e.what == op::newest;
    auto items = v.list->items;
    if (newest) std::reverse(items.begin(), items.end());
    needs all;
    for (const auto& item : items) all = std::move(all) + item.present.needs;
    list_value out;
    std::int64_t sure = 0, seen = 0;
    for (const auto& item : items) {
        if (sure >= e.details->integer) break;
        // Later ones are picked only if enough of the earlier are not there.
        const auto present =
            seen < e.details->integer ? item.present : all_of({item.present, truth(true, true, {}, all)});
        out.items.push_back({item.value, present});
        sure += is_surely(item.present, true);
        ++seen;
    }
    if (newest) std::reverse(out.items.begin(), out.items.end());
    if (v.list->rest)
        out.rest = list_rest{v.list->rest->value, std::min(v.list->rest->least, e.details->integer),
                             std::min(v.list->rest->most, e.details->integer)};
    if (!v.list->name.empty()) out.name = v.list->name + (newest ? ">" : "<") + std::to_string(e.details->integer);
    const bool open = out.rest.has_value();
    auto picked = list_of(std::move(out), v.errors, v.needs);
    if (open) picked.needs = v.needs;
    return picked;
}

}  // namespace writ::oracle
