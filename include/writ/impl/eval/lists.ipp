#include <algorithm>

#include "writ/detail/eval/machine.hpp"

// Binders, quantifiers, aggregates.

namespace writ::eval {

std::uint32_t machine::list_size(const value& v) const { return v.list->count; }

/// The k-th element with whether it is there.
value machine::list_element(const value& v, std::uint32_t k, value& present) {
    const list_value& l = *v.list;
    if (l.data == nullptr) {
        present = l.items[k].present;
        return l.items[k].element;
    }
    present = yes_or_no(true);
    record_value r;
    r.data = l.data;
    r.fact = l.fact;
    r.index = k;
    r.list = l.identity;
    r.count = p_.layout.facts[l.fact].fields;
    value e;
    e.form = shape::record;
    e.record = work_.make(r);
    return e;
}

void machine::count_range(const value& list, std::uint64_t& low, std::uint64_t& high) {
    const list_value& l = *list.list;
    low = high = 0;
    if (l.data != nullptr) {
        low = high = l.count;
        return;
    }
    for (std::uint32_t k = 0; k < l.count; ++k) {
        low += sure(l.items[k].present, true) ? 1 : 0;
        high += can(l.items[k].present, true) ? 1 : 0;
    }
    if (l.has_generic) {
        low += l.least;
        high += l.most;
    }
}

/// Whether a binder's relation to another element admits this one; open where nobody knows the place of the other.
value machine::related(const program::binder_code& b, const value& item) {
    if (b.relation == model::relation::none || item.form != shape::record) return yes_or_no(true);
    const value& other = locals_[b.reference];
    if (other.form != shape::record || other.record->list == nullptr || other.record->list != item.record->list)
        return bool_value(true, true, nullptr, deep_deps(other));
    const std::uint32_t i = item.record->index, j = other.record->index;
    switch (b.relation) {
        case model::relation::before: return yes_or_no(i < j);
        case model::relation::after: return yes_or_no(i > j);
        default: return yes_or_no(i != j);
    }
}

void machine::each_item(const program::binder_code& b, const value& item, const value& there, bool ignore_where,
                        elements& out) {
    locals_[b.variable] = item;
    value q = there;
    if (!ignore_where && b.where != none) {
        const value w = sure(there, false) ? yes_or_no(false) : present(eval(b.where), b.where);
        q = conjunction(there, w);
    }
    if (!sure(q, false)) out.items.push(work_, {item, q});
}

elements machine::each(std::uint32_t binder, bool ignore_where) {
    const program::binder_code& b = p_.binders[binder];
    elements out;
    const value list = present(eval(b.list), b.list);
    if (list.form != shape::list) {
        out.fails = true;
        out.failure = error_of(list.errors);
        return out;
    }
    for (std::uint32_t k = 0; k < list.list->count; ++k) {
        value there;
        const value item = list_element(list, k, there);
        const value in = related(b, item);
        if (!sure(in, false)) each_item(b, item, sure(in, true) ? there : conjunction(there, in), ignore_where, out);
    }
    if (list.errors != nullptr) {
        out.failure = bool_value(true, true, list.errors, list.deps);
    }
    if (!list.list->has_generic) return out;
    const list_value& l = *list.list;
    const link* deps = join(work_, list.deps, deep_deps(l.generic));
    if (deps == nullptr && list.raw != 0) deps = thing_link(list.raw - 1);
    locals_[b.variable] = l.generic;
    const value w = !ignore_where && b.where != none ? present(eval(b.where), b.where) : yes_or_no(true);
    if (sure(w, false) || l.most == 0) return out;
    out.has_generic = true;
    out.generic = l.generic;
    out.generic_where = w;
    out.least = sure(w, true) && b.relation == model::relation::none ? l.least : 0;
    out.most = l.most;
    out.generic_deps = deps;
    return out;
}

counted machine::count_of(const elements& e) {
    counted n;
    for (const element& x : e.items) {
        n.low += sure(x.present, true) ? 1 : 0;
        n.high += can(x.present, true) || x.present.errors != nullptr ? 1 : 0;
        n.errors = join(work_, n.errors, x.present.errors);
        n.deps = join(work_, n.deps, x.present.deps);
        n.surely_error = n.surely_error || surely_error(x.present);
    }
    if (e.has_generic) {
        n.low += e.least;
        n.high += e.most;
        n.errors = join(work_, n.errors, e.generic_where.errors);
        n.deps = join(work_, n.deps, join(work_, e.generic_deps, e.generic_where.deps));
    }
    return n;
}

value machine::every(const program::instruction& c, const elements& e) {
    const program::binder_code& b = p_.binders[c.extra];
    arena_list<value> all;
    for (const element& x : e.items) {
        locals_[b.variable] = x.item;
        const value either[2] = {negation(x.present), b.where == none ? yes_or_no(true) : present(eval(b.where), b.where)};
        all.push(work_, disjunction(either, 2));
    }
    if (e.has_generic) {
        locals_[b.variable] = e.generic;
        const value w = b.where == none ? yes_or_no(true) : present(eval(b.where), b.where);
        if (sure(w, true)) all.push(work_, yes_or_no(true));
        else if (sure(w, false) && e.least > 0) all.push(work_, yes_or_no(false));
        else all.push(work_, bool_value(true, true, w.errors, join(work_, e.generic_deps, w.deps)));
    }
    return all.empty() ? yes_or_no(true) : conjunction(all.begin(), static_cast<std::uint32_t>(all.size()));
}

value machine::any(const elements& e) {
    arena_list<value> all;
    for (const element& x : e.items) all.push(work_, x.present);
    if (e.has_generic) {
        if (e.least > 0 && sure(e.generic_where, true)) all.push(work_, yes_or_no(true));
        else
            all.push(work_, bool_value(true, true, e.generic_where.errors,
                                       join(work_, e.generic_deps, e.generic_where.deps)));
    }
    return all.empty() ? yes_or_no(false) : disjunction(all.begin(), static_cast<std::uint32_t>(all.size()));
}

value machine::eval_quantifier(const program::instruction& c, std::uint32_t i) {
    const elements e = each(c.extra, c.what == op::every);
    if (e.fails) return e.failure;
    value v;
    if (c.what == op::every) v = every(c, e);
    else if (c.what == op::any) v = any(e);
    else {
        const counted n = count_of(e);
        const rational low(static_cast<std::int64_t>(n.low)), high(static_cast<std::int64_t>(n.high));
        const op how = c.what == op::at_least ? op::greater_equal : c.what == op::at_most ? op::less_equal : op::equal;
        v = compare(how, range_value(&low, &high, n.deps), operand(c, 0), i);
        if (n.errors != nullptr && !is_known(v)) {
            if (n.surely_error) v = error_of(n.errors);
            else v.errors = join(work_, v.errors, n.errors);
        }
    }
    if (e.failure.errors != nullptr) {
        v.absent = false;
        v.errors = join(work_, v.errors, e.failure.errors);
        v.deps = join(work_, v.deps, e.failure.deps);
    }
    return v;
}

value machine::eval_aggregate(const program::instruction& c, std::uint32_t i) {
    const elements e = each(c.extra, false);
    if (e.fails) return e.failure;
    counted n = count_of(e);
    if (n.surely_error) return error_of(n.errors);
    n.errors = join(work_, n.errors, e.failure.errors);
    n.deps = join(work_, n.deps, e.failure.deps);
    if (c.what == op::count) {
        const rational low(static_cast<std::int64_t>(n.low)), high(static_cast<std::int64_t>(n.high));
        value v = range_value(&low, &high, nullptr);
        v.errors = n.errors;
        v.deps = n.deps;
        seal(v);
        return v;
    }
    const std::uint32_t variable = p_.binders[c.extra].variable, what = p_.ids[c.operands.first];
    arena_list<element> values;
    for (const element& x : e.items) {
        locals_[variable] = x.item;
        values.push(work_, {present(eval(what), what), x.present});
    }
    value generic;
    if (e.has_generic) {
        locals_[variable] = e.generic;
        generic = present(eval(what), what);
        n.errors = join(work_, n.errors, generic.errors);
    }
    for (const element& x : values) {
        if (surely_error(x.item) && sure(x.present, true)) return error_of(x.item.errors);
        n.errors = join(work_, n.errors, x.item.errors);
    }
    switch (c.what) {
        case op::count_distinct: return distinct_of(e, values, n);
        case op::sum: return sum_of(e, values, generic, n, i);
        case op::largest_of: return extreme_of(e, values, generic, n, true);
        case op::smallest_of: return extreme_of(e, values, generic, n, false);
        case op::set_of: return set_of(e, values, generic, n);
        default: return list_of(e, values, generic, n);
    }
}

value machine::distinct_of(const elements& e, const arena_list<element>& values, const counted& n) {
    arena_list<value> sure_ones;
    bool some = e.has_generic && e.least > 0;
    for (const element& x : values) {
        if (!sure(x.present, true)) continue;
        some = true;
        value plain = x.item;
        plain.errors = nullptr;
        if (!is_known(x.item)) continue;
        bool seen = false;
        for (const value& s : sure_ones) seen = seen || same(s, plain);
        if (!seen) sure_ones.push(work_, plain);
    }
    std::int64_t more = 0;
    const link* deps = n.deps;
    for (const element& x : values) {
        if (sure(x.present, true) && is_known(x.item)) continue;
        deps = join(work_, deps, x.item.deps);
        bool seen = false;
        for (const value& s : sure_ones) seen = seen || (is_known(x.item) && same(s, x.item));
        more += seen ? 0 : 1;
    }
    const auto known = static_cast<std::int64_t>(sure_ones.size());
    const rational low(known > 0 ? known : some ? 1 : 0), high(known + more + (e.has_generic ? e.most : 0));
    value v = range_value(&low, &high, nullptr);
    v.errors = n.errors;
    v.deps = deps;
    seal(v);
    return v;
}

value machine::sum_of(const elements& e, const arena_list<element>& values, const value& generic, const counted& n,
                      std::uint32_t at) {
    value total = number_value(rational(0));
    const link* deps = n.deps;
    const auto with_zero = [](value v) {
        v.raw = v.day_zone = 0;
        v.range.low = std::min(v.range.low, rational(0));
        v.range.high = std::max(v.range.high, rational(0));
        return v;
    };
    for (const element& x : values) {
        deps = join(work_, deps, x.item.deps);
        if (x.item.form != shape::range) continue;
        value v = x.item;
        v.errors = v.deps = nullptr;
        total = plus(total, sure(x.present, true) ? v : with_zero(v), false, at);
    }
    if (e.has_generic && generic.form == shape::range) {
        deps = join(work_, deps, generic.deps);
        value v = generic;
        v.errors = v.deps = nullptr;
        const rational least(static_cast<std::int64_t>(e.least)), most(static_cast<std::int64_t>(e.most));
        total = plus(total, times(v, range_value(&least, &most, nullptr), at), false, at);
    }
    total.errors = join(work_, n.errors, total.errors);
    if (surely_error(total)) return total;
    total.deps = deps;
    seal(total);
    return total;
}

value machine::extreme_of(const elements& e, const arena_list<element>& values, const value& generic, const counted& n,
                          bool largest) {
    const link* deps = n.deps;
    bool surely = e.has_generic && e.least > 0, some_sure = false, first = true;
    value out;
    // Where none is surely there, this one may be the only one.
    const auto perhaps = [&](const value& v) {
        if (first) out = v;
        else out = some_sure ? joined(out, extreme(out, v, largest)) : joined(joined(out, extreme(out, v, largest)), v);
    };
    for (const bool certain : {true, false})
        for (const element& x : values) {
            if (x.item.form != shape::range || sure(x.present, true) != certain) continue;
            value v = x.item;
            v.raw = v.day_zone = 0;
            deps = join(work_, deps, v.deps);
            if (!certain) perhaps(v);
            else out = first ? v : extreme(out, v, largest);
            some_sure = some_sure || certain;
            first = false;
        }
    if (e.has_generic && generic.form == shape::range) {
        deps = join(work_, deps, generic.deps);
        perhaps(generic);
        out.raw = out.day_zone = 0;
        first = false;
    }
    out.absent = !surely && !some_sure;
    out.errors = n.errors;
    out.deps = deps;
    seal(out);
    return out;
}

value machine::set_of(const elements& e, const arena_list<element>& values, const value& generic, const counted& n) {
    value v;
    v.form = shape::masks;
    v.masks = {0, 0};
    v.errors = n.errors;
    v.deps = n.deps;
    for (const element& x : values) {
        v.deps = join(work_, v.deps, x.item.deps);
        if (x.item.form != shape::bits) continue;
        v.masks.may |= x.item.bits.word[0];
        if (sure(x.present, true) && x.item.bits.is_one()) v.masks.must |= x.item.bits.word[0];
    }
    if (e.has_generic && generic.form == shape::bits) {
        v.masks.may |= generic.bits.word[0];
        if (e.least > 0 && is_known(generic)) v.masks.must |= generic.bits.word[0];
        v.deps = join(work_, v.deps, e.generic_deps);
    }
    seal(v);
    return v;
}

value machine::list_of(const elements& e, const arena_list<element>& values, const value& generic, const counted& n) {
    auto* items = work_.room<list_item>(values.size());
    value v;
    const link* failed = nullptr;
    for (std::size_t k = 0; k < values.size(); ++k)
        new (items + k) list_item{part(values[k].item, v, failed), values[k].present};
    list_value l;
    l.items = items;
    l.count = static_cast<std::uint32_t>(values.size());
    l.has_generic = e.has_generic;
    l.generic = generic;
    l.least = e.least;
    l.most = e.most;
    v.form = shape::list;
    v.list = work_.make(l);
    v.errors = n.errors;
    if (n.errors != nullptr || e.has_generic) v.deps = join(work_, v.deps, n.deps);
    return v;
}

value machine::eval_set_literal(const program::instruction& c, std::uint32_t i) {
    value v;
    v.form = shape::masks;
    std::uint64_t must = 0, may = 0;
    const link* failed = nullptr;
    for (std::uint32_t k = 0; k < c.operands.count; ++k) {
        const value x = present(operand(c, k), i);
        const std::uint32_t when = c.extra == none ? none : p_.ids[c.extra + k];
        const value w = when == none ? yes_or_no(true) : present(eval(when), when);
        if (sure(w, false)) continue;
        failed = join(work_, failed, sure_errors(w, sure(w, true) ? x : w));
        v.errors = join(work_, v.errors, join(work_, x.errors, w.errors));
        v.deps = join(work_, v.deps, w.deps);
        if (x.form != shape::bits) continue;
        if (can(w, true)) may |= x.bits.word[0];
        if (sure(w, true) && x.bits.is_one()) must |= x.bits.word[0];
        v.deps = join(work_, v.deps, x.deps);
    }
    if (failed != nullptr) return error_of(failed);
    v.masks = {must, may};
    seal(v);
    return v;
}

value machine::eval_record_literal(const program::instruction& c) {
    record_value r;
    const std::uint32_t all = p_.types[c.type].ref == no_ref ? 64 : p_.records[p_.types[c.type].ref].count;
    r.count = all;
    r.has = 0;
    value v;
    const link* failed = nullptr;
    auto* fields = work_.room<value>(all);
    for (std::uint32_t k = 0; k < all; ++k) new (fields + k) value{};
    for (std::uint32_t k = 0; k < c.operands.count; ++k) {
        const std::uint32_t field = p_.ids[c.extra + k];
        fields[field] = part(operand(c, k), v, failed);
        r.has |= std::uint64_t{1} << field;
    }
    if (failed != nullptr) return error_of(failed);
    r.fields = fields;
    v.form = shape::record;
    v.record = work_.make(r);
    return v;
}

value machine::eval_list_literal(const program::instruction& c) {
    auto* items = work_.room<list_item>(c.operands.count);
    value v;
    const link* failed = nullptr;
    for (std::uint32_t k = 0; k < c.operands.count; ++k)
        new (items + k) list_item{part(operand(c, k), v, failed), yes_or_no(true)};
    if (failed != nullptr) return error_of(failed);
    list_value l;
    l.items = items;
    l.count = c.operands.count;
    v.form = shape::list;
    v.list = work_.make(l);
    return v;
}

value machine::eval_pick(const program::instruction& c, std::uint32_t i) {
    const value list = present(operand(c, 0), i);
    if (list.form != shape::list) return list;
    const auto wanted = static_cast<std::uint64_t>(p_.integers[c.index]);
    const bool newest = c.what == op::newest;
    const std::uint32_t n = list.list->count;
    const link* all_deps = nullptr;
    for (std::uint32_t k = 0; k < n; ++k) {
        value there;
        list_element(list, k, there);
        all_deps = join(work_, all_deps, there.deps);
    }
    arena_list<list_item> out;
    std::uint64_t certain = 0, taken = 0;
    for (std::uint32_t k = 0; k < n && certain < wanted; ++k) {
        value there;
        const value item = list_element(list, newest ? n - 1 - k : k, there);
        const value q = taken < wanted ? there : conjunction(there, bool_value(true, true, nullptr, all_deps));
        out.push(work_, {item, q});
        certain += sure(there, true) ? 1 : 0;
        ++taken;
    }
    if (newest) std::reverse(out.begin(), out.end());
    list_value l;
    l.items = out.begin();
    l.count = static_cast<std::uint32_t>(out.size());
    l.has_generic = list.list->has_generic;
    l.generic = list.list->generic;
    l.least = static_cast<std::uint32_t>(std::min<std::uint64_t>(list.list->least, wanted));
    l.most = static_cast<std::uint32_t>(std::min<std::uint64_t>(list.list->most, wanted));
    value v;
    v.form = shape::list;
    v.list = work_.make(l);
    v.errors = list.errors;
    v.deps = list.deps;
    return v;
}

}  // namespace writ::eval
