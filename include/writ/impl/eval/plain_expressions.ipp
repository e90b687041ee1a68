#include <bit>
#include <utility>

#include "writ/detail/eval/plain.hpp"
#include "writ/lot.hpp"

// Expressions without lists and dates. An operator reads all its operands, as the machine does, before it says `open`.

namespace writ::eval {

namespace plain_detail {

inline bool holds(op what, int order) noexcept {
    switch (what) {
        case op::equal: return order == 0;
        case op::not_equal: return order != 0;
        case op::less: return order < 0;
        case op::less_equal: return order <= 0;
        case op::greater: return order > 0;
        default: return order >= 0;
    }
}

}  // namespace plain_detail

known plain::work_out(const program::instruction& c) {
    switch (c.what) {
        case op::boolean:
        case op::number:
        case op::money:
        case op::date:
        case op::time:
        case op::instant:
        case op::duration:
        case op::span:
        case op::enum_value:
        case op::weekday:
        case op::calendar:
        case op::text:
        case op::absent:
        case op::unknown:
        case op::local: return {};  // not here: `eval`
        case op::fact: return fact_value(c.index);
        case op::term: {
            if (c.operands.count == 0) return call(c.index);
            auto* arguments = work_.room<known>(c.operands.count);
            for (std::uint32_t k = 0; k < c.operands.count; ++k) new (arguments + k) known(operand(c, k));
            return call(c.index, arguments, c.operands.count);
        }
        case op::field: {
            const known whole = operand(c, 0);
            return is_record(whole) ? field_of(whole, c.index) : known{};
        }
        case op::today: return clock(true);
        case op::now: return clock(false);
        case op::negation: {
            const known v = operand(c, 0);
            return v.form == form::index ? yes_no(v.bits == 0) : known{};
        }
        case op::conjunction: return conjunction(c, true);
        case op::disjunction: return conjunction(c, false);
        case op::choice: return choice(c);
        case op::equal:
        case op::not_equal:
        case op::less:
        case op::less_equal:
        case op::greater:
        case op::greater_equal: return comparison(c);
        case op::earlier_element:
        case op::later_element: return element_order(c);
        case op::has:
        case op::has_any:
        case op::has_all: return membership(c);
        case op::matches: return pattern(c);
        case op::is_present:
        case op::is_absent:
        case op::is_known:
        case op::is_unknown:
        case op::is_empty: return state(c);
        case op::add:
        case op::subtract:
        case op::multiply:
        case op::divide:
        case op::negate: return arithmetic(c);
        case op::set_union:
        case op::set_minus: return sets(c);
        case op::span_of:
        case op::duration_of: return span(c);
        case op::after:
        case op::before: return shifted(c);
        case op::any:
        case op::at_least:
        case op::at_most:
        case op::exactly: return quantifier(c);
        case op::every: return every(c);
        case op::count:
        case op::count_distinct:
        case op::sum:
        case op::largest_of:
        case op::smallest_of:
        case op::set_of:
        case op::list_of: return aggregate(c);
        case op::set_literal: return set_literal(c);
        case op::record_literal: return record_literal(c);
        case op::list_literal: return list_literal(c);
        case op::newest:
        case op::oldest: return pick(c);
        case op::day_of: return to_day(operand(c, 0));
        case op::weekday_of:
        case op::weekday_after:
        case op::month_start:
        case op::end_of:
        case op::moment: return date_function(c);
        case op::rolled:
        case op::working_day:
        case op::business_days: return calendar_function(c);
        case op::round:
        case op::clamp: return rounded(c);
        case op::size: return size(c);
        case op::lot: return drawn(c);
        case op::largest:
        case op::smallest: return extremes(c);
        case op::guarded:
        case op::required: {
            const known v = operand(c, 0);
            return v.form == form::absent ? known{} : v;
        }
        case op::in_region_currency: return in_region_currency(c);
        case op::walk: return walk_record(c);
    }
    return {};
}

plain::tri plain::truth(std::uint32_t instruction) {
    const known v = eval(instruction);
    if (v.form != form::index) return tri::open;
    return v.bits != 0 ? tri::yes : tri::no;
}

/// Operands are read in order until one settles the answer.
known plain::conjunction(const program::instruction& c, bool all) {
    const tri settled = all_of(ids_of(p_, c.operands), all ? tri::yes : tri::no, tri::yes);
    return settled == tri::open ? known{} : yes_no((settled == tri::yes) == all);
}

/// Whether conditions all are as wanted, read in order until one is not.
///
/// The machine may know of one that is open here that it is not as wanted, and stop there. So what is read after it must
/// leave no trace in what the answer rests on.
/// @param so_far  of conditions before them
plain::tri plain::all_of(program::slice<std::uint32_t> conditions, tri wanted, tri so_far) {
    std::size_t traces = traced();
    for (const std::uint32_t at : conditions) {
        const tri v = condition(at);
        if (so_far == tri::open && traced() != traces) return lost(), tri::open;
        if (v == wanted) continue;
        if (v != tri::open) return tri::no;
        if (so_far == tri::yes) traces = traced();
        so_far = tri::open;
    }
    return so_far;
}

known plain::choice(const program::instruction& c) {
    const tri when = condition(p_.ids[c.operands.first]);
    if (when == tri::open) return lost();
    return operand(c, when == tri::yes ? 1 : 2);
}

known plain::comparison(const program::instruction& c) {
    const known x = operand(c, 0), y = operand(c, 1);
    if (is_number(x) && is_number(y)) return yes_no(plain_detail::holds(c.what, compared(x, y)));
    if (x.form == form::index && y.form == form::index)
        return yes_no(plain_detail::holds(c.what, (x.bits > y.bits) - (x.bits < y.bits)));
    if (x.form == form::absent || y.form == form::absent || (c.what != op::equal && c.what != op::not_equal)) return {};
    const tri equal = same(x, y);
    return equal == tri::open ? known{} : yes_no((equal == tri::yes) == (c.what == op::equal));
}

/// Where two elements stand in the list that both are of.
known plain::element_order(const program::instruction& c) {
    const known x = operand(c, 0), y = operand(c, 1);
    std::int64_t at = 0, other = 0;
    if (!in_one_list(x, y, at, other)) return {};
    return yes_no(c.what == op::earlier_element ? at < other : at > other);
}

known plain::membership(const program::instruction& c) {
    const known x = operand(c, 0), y = operand(c, 1);
    if (c.what == op::has && x.form == form::mask && y.form == form::index)
        return yes_no(y.bits < 64 && (static_cast<std::uint64_t>(x.bits) >> y.bits & 1) != 0);
    if (c.what == op::has) {
        if (!is_list(x) || y.form == form::open || y.form == form::absent) return {};
        bool found = false;
        for (std::uint32_t k = 0; k < size_of(x); ++k) {
            const tri equal = same(element_of(x, k), y);
            if (equal == tri::open) return {};
            found = found || equal == tri::yes;
        }
        return yes_no(found);
    }
    std::uint64_t a = 0, b = 0;
    if (!mask_of(x, a) || !mask_of(y, b)) return {};
    return yes_no(c.what == op::has_any ? (a & b) != 0 : (b & ~a) == 0);
}

known plain::pattern(const program::instruction& c) {
    const known x = operand(c, 0);
    return x.form == form::text ? yes_no(p_.patterns[c.index]->matches(text_of(x))) : known{};
}

/// Whether an instruction reads a fact that the case does not tell.
bool plain::is_untold(std::uint32_t instruction) const {
    const program::instruction& c = p_.code[instruction];
    if (c.what != op::fact || p_.fact_tellers[c.index] != none) return false;
    const fact_place& at = p_.layout.facts[c.index];
    return writ::is_open(at.kind == fact_place::kind_of::list ? case_->lists[at.at].state : case_->cells[at.at].state);
}

known plain::state(const program::instruction& c) {
    const known v = operand(c, 0);
    switch (c.what) {
        case op::is_present: return v.form == form::open ? v : yes_no(v.form != form::absent);
        case op::is_absent: return v.form == form::open ? v : yes_no(v.form == form::absent);
        case op::is_known:
        case op::is_unknown:
            if (v.form == form::open && !is_untold(p_.ids[c.operands.first])) return lost();
            return yes_no((v.form != form::open) == (c.what == op::is_known));
        default: break;
    }
    if (v.form == form::mask) return yes_no(v.bits == 0);
    return is_list(v) ? yes_no(size_of(v) == 0) : known{};
}

// ------------------------------------------------------------------ numbers

known plain::arithmetic(const program::instruction& c) {
    const known x = operand(c, 0);
    if (c.what == op::negate) return is_number(x) ? sum(whole(0), x, true) : known{};
    const known y = operand(c, 1);
    if (!is_number(x) || !is_number(y)) return {};
    switch (c.what) {
        case op::add: return sum(x, y, false);
        case op::subtract: return sum(x, y, true);
        case op::multiply: return product(x, y);
        default: return quotient(x, y);
    }
}

/// `round` and `clamp`.
known plain::rounded(const program::instruction& c) {
    const known x = operand(c, 0), y = operand(c, 1);
    const bool clamps = c.what == op::clamp;
    const known z = clamps ? operand(c, 2) : x;
    if (!is_number(x) || !is_number(y) || !is_number(z)) return {};
    if (clamps) {
        const known low = compared(x, y) < 0 ? y : x;
        return compared(z, low) < 0 ? z : low;
    }
    const rational places = reduced(y);
    if (places.num < 0 || places.num > 18) return {};
    return number_of(writ::round(reduced(x), static_cast<int>(places.num), c.mode));
}

/// `largest(a, b, …)`: of those that are present; absent if none is.
known plain::extremes(const program::instruction& c) {
    known out{0, 0, form::absent};
    bool open = false;
    for (const std::uint32_t at : ids_of(p_, c.operands)) {
        const known v = eval(at);
        if (v.form == form::absent) continue;
        open = open || !is_number(v);
        if (open) continue;
        const bool better =
            out.form == form::absent || (c.what == op::largest ? compared(v, out) > 0 : compared(v, out) < 0);
        if (better) out = v;
    }
    return open ? known{} : out;
}

known plain::drawn(const program::instruction& c) {
    const known key = operand(c, 0), seed = operand(c, 1);
    if ((!is_number(key) && key.form != form::text) || seed.form != form::text) return {};
    return number_of(lot(is_number(key) ? to_string(reduced(key)) : text_of(key), text_of(seed)));
}

/// Money in a named currency where that of a pack's region is meant, or the other way round.
known plain::in_region_currency(const program::instruction& c) {
    const known v = operand(c, 0);
    const type &from = p_.types[p_.code[p_.ids[c.operands.first]].type], &to = p_.types[c.type];
    const bool names = from.currency != 0;
    const std::uint32_t home = names ? to.home : from.home;
    const currency_code named = names ? from.currency : to.currency;
    const auto money = ids_of(p_, p_.packs[home].currencies);
    if (money.count == 0) return v;
    if (const currency_code own = home < case_->currency.size() ? case_->currency[home] : 0; own != 0)
        return own == named ? v : known{};
    const std::uint32_t before = std::exchange(pack_, home);
    const std::uint32_t in = region();
    pack_ = before;
    return in != none && money[in] == named ? v : known{};
}

// ------------------------------------------------------------------ sets, records

known plain::sets(const program::instruction& c) {
    const known x = operand(c, 0), y = operand(c, 1);
    std::uint64_t a = 0, b = 0;
    if (!mask_of(x, a) || !mask_of(y, b)) return {};
    return {static_cast<std::int64_t>(c.what == op::set_union ? a | b : a & ~b), 1, form::mask};
}

known plain::size(const program::instruction& c) {
    const known s = operand(c, 0);
    if (s.form == form::mask) return whole(std::popcount(static_cast<std::uint64_t>(s.bits)));
    return is_list(s) ? whole(size_of(s)) : known{};
}

known plain::set_literal(const program::instruction& c) {
    std::uint64_t all = 0;
    bool open = false;
    for (std::uint32_t k = 0; k < c.operands.count; ++k) {
        const known x = operand(c, k);
        const std::uint32_t when = c.extra == none ? none : p_.ids[c.extra + k];
        const tri in = when == none ? tri::yes : truth(when);
        if (in == tri::no) continue;
        open = open || in == tri::open || x.form != form::index || x.bits > 63;
        if (!open) all |= std::uint64_t{1} << x.bits;
    }
    return open ? known{} : known{static_cast<std::int64_t>(all), 1, form::mask};
}

known plain::record_literal(const program::instruction& c) {
    known_record r;
    r.count = p_.types[c.type].ref == no_ref ? 64 : p_.records[p_.types[c.type].ref].count;
    auto* fields = work_.room<known>(r.count);
    for (std::uint32_t k = 0; k < r.count; ++k) new (fields + k) known{};
    bool open = false;
    for (std::uint32_t k = 0; k < c.operands.count; ++k) {
        const std::uint32_t field = p_.ids[c.extra + k];
        fields[field] = operand(c, k);
        open = open || fields[field].form == form::open;
        r.has |= std::uint64_t{1} << field;
    }
    r.fields = fields;
    return open ? known{} : at_address(work_.make(r), form::record);
}

}  // namespace writ::eval
