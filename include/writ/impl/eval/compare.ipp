#include <algorithm>

#include "writ/detail/eval/machine.hpp"

// Comparisons, membership, order in a list, text patterns.

namespace writ::eval {
namespace compare_detail {

inline op flipped(op what) {
    switch (what) {
        case op::less: return op::greater;
        case op::less_equal: return op::greater_equal;
        case op::greater: return op::less;
        case op::greater_equal: return op::less_equal;
        default: return what;
    }
}

inline bool holds(op what, std::uint32_t a, std::uint32_t b) {
    switch (what) {
        case op::less: return a < b;
        case op::less_equal: return a <= b;
        case op::greater: return a > b;
        default: return a >= b;
    }
}

}  // namespace compare_detail

/// `v`, an unknown fact, is compared with a known value: where the answer changes, refinement splits.
void machine::note_cut(const value& v, op what, const rational& at) {
    frame& f = top();
    const std::uint32_t thing = v.raw - 1;
    if (v.day_zone == 0) {
        f.cuts.push(work_, {thing, what, at});
        return;
    }
    const zone& z = *p_.zones[v.day_zone - 1u];
    const rational begin(z.instant_of(at.num, 0)), end(z.instant_of(at.num + 1, 0));
    const bool first = what != op::less_equal && what != op::greater;
    const bool second = what != op::less && what != op::greater_equal;
    if (first) f.cuts.push(work_, {thing, op::less, begin});
    if (second) f.cuts.push(work_, {thing, op::less, end});
}

void machine::note_cuts(op what, const value& x, const value& y) {
    if (x.raw != 0 && y.raw == 0 && is_known(y)) note_cut(x, what, y.range.low);
    if (y.raw != 0 && x.raw == 0 && is_known(x)) note_cut(y, compare_detail::flipped(what), x.range.low);
}

value machine::compare_ranges(op what, const value& x, const value& y) {
    note_cuts(what, x, y);
    const value *a = &x, *b = &y;
    if (what == op::greater || what == op::greater_equal) {
        std::swap(a, b);
        what = what == op::greater ? op::less : op::less_equal;
    }
    const auto below = [](const value& l, const value& r) {  // all of l below all of r
        return !l.high_open && !r.low_open && l.range.high < r.range.low;
    };
    const auto not_above = [](const value& l, const value& r) {
        return !l.high_open && !r.low_open && l.range.high <= r.range.low;
    };
    bool surely_yes = false, surely_no = false;
    if (what == op::less) {
        surely_yes = below(*a, *b);
        surely_no = not_above(*b, *a);
    } else if (what == op::less_equal) {
        surely_yes = not_above(*a, *b);
        surely_no = below(*b, *a);
    } else {
        const auto fixed = [](const value& v) { return !v.low_open && !v.high_open && v.range.low == v.range.high; };
        surely_yes = fixed(*a) && fixed(*b) && a->range.low == b->range.low;
        surely_no = below(*a, *b) || below(*b, *a);
        if (what == op::not_equal) std::swap(surely_yes, surely_no);
    }
    return bool_value(!surely_no, !surely_yes, join(work_, x.errors, y.errors), join(work_, x.deps, y.deps));
}

value machine::compare_order(op what, const value& x, const value& y) {
    bool yes = false, no = false;
    for (std::uint32_t i = 0; i < 256 && !(yes && no); ++i) {
        if (!x.bits.test(i)) continue;
        for (std::uint32_t j = 0; j < 256; ++j)
            if (y.bits.test(j)) (compare_detail::holds(what, i, j) ? yes : no) = true;
    }
    return bool_value(yes, no, join(work_, x.errors, y.errors), join(work_, x.deps, y.deps));
}

value machine::compare(op what, value x, value y, std::uint32_t at) {
    if (x.absent) x = present(x, at);
    if (y.absent) y = present(y, at);
    if (const link* failed = sure_errors(x, y)) return error_of(failed);
    if (x.form == shape::range && y.form == shape::range) return compare_ranges(what, x, y);
    const link* errors = join(work_, x.errors, y.errors);
    const link* deps = join(work_, x.deps, y.deps);
    if (x.form == shape::any || y.form == shape::any) return bool_value(true, true, errors, deps);
    if (what != op::equal && what != op::not_equal) return compare_order(what, x, y);
    x.errors = y.errors = nullptr;
    seal(x), seal(y);
    bool equal = true, differ = true;
    equality(x, y, equal, differ);
    if (x.form == shape::masks && y.form == shape::masks)
        differ = !(equal && plain_count(x) == 1 && plain_count(y) == 1);
    if (what == op::not_equal) std::swap(equal, differ);
    return bool_value(equal, differ, errors, deps);
}

value machine::eval_element_order(const program::instruction& c) {
    const value x = operand(c, 0), y = operand(c, 1);
    if (const link* failed = sure_errors(x, y)) return error_of(failed);
    const record_value &a = *x.record, &b = *y.record;
    const bool placed = a.list != nullptr && a.list == b.list;
    const bool holds = c.what == op::earlier_element ? a.index < b.index : a.index > b.index;
    const link* errors = join(work_, x.errors, y.errors);
    const link* deps = placed && errors == nullptr ? nullptr : join(work_, deep_deps(x), deep_deps(y));
    return bool_value(!placed || holds, !placed || !holds, errors, deps);
}

/// What is surely and what is perhaps in a set, or in a list of named values.
void machine::members(const value& s, bits256& must, bits256& may) {
    must = may = bits256{};
    if (s.form == shape::masks) {
        must.word[0] = s.masks.must;
        may.word[0] = s.masks.may;
        return;
    }
    if (s.form != shape::list) return;
    for (std::uint32_t k = 0; k < s.list->count; ++k) {
        value there;
        const value item = list_element(s, k, there);
        if (item.form != shape::bits) continue;
        if (is_known(item) && sure(there, true)) must = must | item.bits;
        may = may | item.bits;
    }
    if (s.list->has_generic && s.list->generic.form == shape::bits) may = may | s.list->generic.bits;
}

value machine::eval_has(const program::instruction& c, std::uint32_t i) {
    const value x = present(operand(c, 0), i), y = present(operand(c, 1), i);
    if (const link* failed = sure_errors(x, y)) return error_of(failed);
    const link* deps = join(work_, x.deps, y.deps);
    for (const value* v : {&x, &y}) {
        if (v->form != shape::list) continue;
        scratch_.clear();
        collect_deep(*v, scratch_);
        for (const std::uint32_t d : scratch_) deps = join(work_, deps, thing_link(d));
    }
    const link* errors = join(work_, x.errors, y.errors);
    if (c.what == op::has && y.form != shape::bits) {  // numbers, texts …: compare with each element
        if (x.form != shape::list) return bool_value(true, true, errors, deps);
        bool yes = x.list->has_generic, surely = false;
        for (std::uint32_t k = 0; k < x.list->count; ++k) {
            value there;
            bool equal = true, differ = true;
            equality(list_element(x, k, there), y, equal, differ);
            yes = yes || equal;
            surely = surely || (!differ && sure(there, true));
        }
        return bool_value(yes, !surely, errors, deps);
    }
    bits256 must, may;
    members(x, must, may);
    if (c.what == op::has) {
        const bool outside = !((must & y.bits) == y.bits);
        return bool_value(!(may & y.bits).none(), outside, errors, deps);
    }
    bits256 other_must, other_may;
    members(y, other_must, other_may);
    if (c.what == op::has_any) return bool_value(!(may & other_may).none(), (must & other_must).none(), errors, deps);
    return bool_value((other_must & may) == other_must, !((other_may & must) == other_may), errors, deps);
}

value machine::eval_matches(const program::instruction& c, std::uint32_t i) {
    const value x = present(operand(c, 0), i);
    if (surely_error(x)) return error_of(x.errors);
    if (x.form != shape::texts) return bool_value(true, true, x.errors, x.deps);
    bool yes = false, no = false;
    const auto* ids = x.count == 1 ? &x.texts.one : x.texts.more;
    for (std::uint32_t k = 0; k < x.count; ++k) (p_.patterns[c.index]->matches(text_of(ids[k])) ? yes : no) = true;
    return bool_value(yes, no, x.errors, x.deps);
}

}  // namespace writ::eval
