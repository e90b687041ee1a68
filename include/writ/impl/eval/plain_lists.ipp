#include "writ/detail/eval/plain.hpp"

// Binders, quantifiers, aggregates, lists that are made.

namespace writ::eval {

/// Whether a binder's relation to another element admits this one.
plain::tri plain::related(const program::binder_code& b, const known& item) {
    if (b.relation == model::relation::none || !is_record(item)) return tri::yes;
    std::int64_t at = 0, other = 0;
    if (!in_one_list(item, locals_[b.reference], at, other)) return tri::open;
    switch (b.relation) {
        case model::relation::before: return at < other ? tri::yes : tri::no;
        case model::relation::after: return at > other ? tri::yes : tri::no;
        default: return at != other ? tri::yes : tri::no;
    }
}

/// `any`, `at least`, `at most`, `exactly`: by how many elements there surely and perhaps are.
known plain::quantifier(const program::instruction& c) {
    std::int64_t sure = 0, perhaps = 0;
    if (!each(c.extra, false, [&](tri there, const known&) { ++(there == tri::yes ? sure : perhaps); })) return lost();
    if (c.what == op::any) return sure == 0 && perhaps != 0 ? known{} : yes_no(sure != 0);
    const known n = operand(c, 0);
    if (!is_number(n)) return {};
    const int least = compared(whole(sure), n), most = compared(whole(sure + perhaps), n);
    switch (c.what) {
        case op::at_least: return (least >= 0) == (most >= 0) ? yes_no(least >= 0) : known{};
        case op::at_most: return (least <= 0) == (most <= 0) ? yes_no(least <= 0) : known{};
        default: return perhaps == 0 || least > 0 || most < 0 ? yes_no(least == 0 && most == 0) : known{};
    }
}

known plain::every(const program::instruction& c) {
    const std::uint32_t where = p_.binders[c.extra].where;
    bool fails = false, open = false;
    const bool known_list = each(c.extra, true, [&](tri there, const known&) {
        const tri holds = where == none ? tri::yes : condition(where);
        if (holds == tri::yes) return;
        (holds == tri::no && there == tri::yes ? fails : open) = true;
    });
    if (!known_list) return lost();
    return fails ? yes_no(false) : open ? known{} : yes_no(true);
}

known plain::aggregate(const program::instruction& c) {
    const std::uint32_t what = c.what == op::count ? none : p_.ids[c.operands.first];
    bool open = false;
    arena_list<known> values;
    std::int64_t count = 0;
    const bool known_list = each(c.extra, false, [&](tri there, const known&) {
        ++count;
        if (there == tri::open) lost();
        const known v = what == none ? whole(0) : eval(what);
        open = open || v.form == form::open || v.form == form::absent;
        if (what != none) values.push(work_, v);
    });
    if (!known_list || lost_) return lost();
    return open ? known{} : what == none ? whole(count) : gathered(c.what, values);
}

/// What values come to together.
known plain::gathered(op how, const arena_list<known>& values) {
    switch (how) {
        case op::list_of: return made_list(values);
        case op::count_distinct: {
            std::int64_t distinct = 0;
            for (std::size_t i = 0; i < values.size(); ++i) {
                bool seen = false;
                for (std::size_t j = 0; j < i && !seen; ++j) {
                    const tri equal = same(values[j], values[i]);
                    if (equal == tri::open) return {};
                    seen = equal == tri::yes;
                }
                distinct += seen ? 0 : 1;
            }
            return whole(distinct);
        }
        case op::set_of: {
            std::uint64_t all = 0;
            for (const known& v : values) {
                if (v.form != form::index || v.bits > 63) return {};
                all |= std::uint64_t{1} << v.bits;
            }
            return {static_cast<std::int64_t>(all), 1, form::mask};
        }
        default: break;
    }
    known out = how == op::sum ? whole(0) : known{0, 0, form::absent};
    for (const known& v : values) {
        if (!is_number(v)) return {};
        if (how == op::sum) out = sum(out, v, false);
        else if (out.form == form::absent || (how == op::largest_of ? compared(v, out) > 0 : compared(v, out) < 0))
            out = v;
        if (!is_number(out)) return {};
    }
    return out;
}

known plain::made_list(const arena_list<known>& items) {
    return at_address(work_.make(known_list{items.begin(), static_cast<std::uint32_t>(items.size())}), form::list);
}

known plain::list_literal(const program::instruction& c) {
    arena_list<known> items;
    bool open = false;
    for (std::uint32_t k = 0; k < c.operands.count; ++k) {
        items.push(work_, operand(c, k));
        open = open || items[k].form == form::open;
    }
    return open ? known{} : made_list(items);
}

/// `newest n`, `oldest n`.
known plain::pick(const program::instruction& c) {
    const known list = operand(c, 0);
    if (!is_list(list)) return {};
    const std::uint32_t all = size_of(list);
    const auto n = static_cast<std::uint32_t>(std::min<std::int64_t>(p_.integers[c.index], all));
    const std::uint32_t first = c.what == op::newest ? all - n : 0;
    arena_list<known> items;
    for (std::uint32_t k = 0; k < n; ++k) items.push(work_, element_of(list, first + k));
    return made_list(items);
}

/// A set, or a list of named values, as bits; false: it is neither, or not known.
bool plain::mask_of(const known& v, std::uint64_t& out) {
    out = static_cast<std::uint64_t>(v.bits);
    if (v.form == form::mask) return true;
    if (v.form != form::list) return false;
    out = 0;
    for (std::uint32_t k = 0; k < size_of(v); ++k) {
        const known item = element_of(v, k);
        if (item.form != form::index || item.bits > 63) return false;
        out |= std::uint64_t{1} << item.bits;
    }
    return true;
}

}  // namespace writ::eval
