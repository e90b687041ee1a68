#include <algorithm>

#include "writ/detail/eval/machine.hpp"
#include "writ/lot.hpp"

// Exact arithmetic over ranges, sets, rounding, extremes, currencies.

namespace writ::eval {
namespace arithmetic_detail {

/// An end of a range, by side: a number; one beyond what fits in 64 bits, below (-1) or above (1); or no end (-2, 2).
struct bound {
    rational at;
    int side = 0;

    bool overflows() const { return side == -1 || side == 1; }
};
inline bound low_of(const value& v) { return v.low_open ? bound{{}, -2} : bound{v.range.low, 0}; }
inline bound high_of(const value& v) { return v.high_open ? bound{{}, 2} : bound{v.range.high, 0}; }
inline int sign(const rational& x) { return (x.num > 0) - (x.num < 0); }
inline int sign(const bound& b) { return b.side != 0 ? b.side / 2 : sign(b.at); }

inline bool less(const bound& a, const bound& b) {
    if (a.side != b.side) return a.side < b.side;
    return a.side == 0 && a.at < b.at;
}

inline bound made(const std::optional<rational>& exact, int sign) { return exact ? bound{*exact, 0} : bound{{}, sign}; }

inline bound sum(const bound& a, const bound& b) {
    if (a.side != 0) return a;
    if (b.side != 0) return b;
    const auto opposite = negate(b.at);
    return made(writ::add(a.at, b.at), opposite && *opposite < a.at ? 1 : -1);
}

inline bound difference(const bound& a, const bound& b) {
    if (a.side != 0) return a;
    if (b.side != 0) return {{}, -b.side};
    return made(subtract(a.at, b.at), b.at < a.at ? 1 : -1);
}

/// Zero times infinity is zero.
inline bound product(const bound& a, const bound& b) {
    const int s = sign(a) * sign(b);
    if (s == 0) return {};
    if (a.side != 0 || b.side != 0) return {{}, 2 * s};
    return made(multiply(a.at, b.at), s);
}

inline bound quotient(const bound& a, const bound& b) {
    if (sign(a) == 0 || b.side != 0) return {};
    const int s = sign(a) * sign(b);
    return a.side != 0 ? bound{{}, 2 * s} : made(divide(a.at, b.at), s);
}

}  // namespace arithmetic_detail

/// From the lowest of some ends to the highest. Where an end does not fit, an overflow is possible; where none does, sure.
value machine::spanning(const arithmetic_detail::bound* ends, int count, const value& x, const value& y,
                        std::uint32_t at) {
    using namespace arithmetic_detail;
    bound low = ends[0], high = ends[0];
    bool overflow = false;
    for (int i = 0; i < count; ++i) {
        if (less(ends[i], low)) low = ends[i];
        if (less(high, ends[i])) high = ends[i];
        overflow = overflow || ends[i].overflows();
    }
    const link* errors = join(work_, x.errors, y.errors);
    if (overflow) errors = join(work_, errors, error_link(error_kind::overflow, at));
    if (low.side == 1 || high.side == -1) return error_of(errors);
    value v = range_value(low.side != 0 ? nullptr : &low.at, high.side != 0 ? nullptr : &high.at, nullptr);
    v.errors = errors;
    v.deps = join(work_, x.deps, y.deps);
    seal(v);
    return v;
}

value machine::plus(const value& x, const value& y, bool minus, std::uint32_t at) {
    using namespace arithmetic_detail;
    if (const link* failed = sure_errors(x, y)) return error_of(failed);
    const bound ends[2] = {minus ? difference(low_of(x), high_of(y)) : sum(low_of(x), low_of(y)),
                           minus ? difference(high_of(x), low_of(y)) : sum(high_of(x), high_of(y))};
    return spanning(ends, 2, x, y, at);
}

value machine::times(const value& x, const value& y, std::uint32_t at) {
    using namespace arithmetic_detail;
    if (const link* failed = sure_errors(x, y)) return error_of(failed);
    const bound a[2] = {low_of(x), high_of(x)}, b[2] = {low_of(y), high_of(y)};
    const bound ends[4] = {product(a[0], b[0]), product(a[0], b[1]), product(a[1], b[0]), product(a[1], b[1])};
    return spanning(ends, 4, x, y, at);
}

value machine::divided(const value& x, const value& y, std::uint32_t at) {
    using namespace arithmetic_detail;
    if (const link* failed = sure_errors(x, y)) return error_of(failed);
    const bound a[2] = {low_of(x), high_of(x)}, b[2] = {low_of(y), high_of(y)};
    if (b[0].side == 0 && b[1].side == 0 && b[0].at.num == 0 && b[1].at.num == 0)
        return error_of(join(work_, join(work_, x.errors, y.errors), error_link(error_kind::division_by_zero, at)));
    if (sign(b[0]) <= 0 && sign(b[1]) >= 0) return divided_by_range_with_zero(x, y, at);
    const bound ends[4] = {quotient(a[0], b[0]), quotient(a[0], b[1]), quotient(a[1], b[0]), quotient(a[1], b[1])};
    return spanning(ends, 4, x, y, at);
}

/// The divisor may be zero: an error is possible; with a divisor of zero or more the quotient keeps the dividend's sign.
value machine::divided_by_range_with_zero(const value& x, const value& y, std::uint32_t at) {
    using namespace arithmetic_detail;
    bound ends[2] = {{{}, -2}, {{}, 2}};
    const bound least = low_of(y);
    if (least.side == 0 && least.at.num == 0) {
        if (sign(low_of(x)) >= 0) ends[0] = quotient(low_of(x), high_of(y));
        if (sign(high_of(x)) <= 0) ends[1] = {};
    }
    value v = spanning(ends, 2, x, y, at);
    v.errors = join(work_, v.errors, error_link(error_kind::division_by_zero, at));
    v.deps = join(work_, x.deps, y.deps);
    return v;
}

value machine::negated(const value& x, std::uint32_t at) {
    if (surely_error(x)) return error_of(x.errors);
    const rational zero;
    return plus(range_value(&zero, &zero, nullptr), x, true, at);
}

value machine::eval_arithmetic(const program::instruction& c, std::uint32_t i) {
    const value x = present(operand(c, 0), p_.ids[c.operands.first]);
    if (c.what == op::negate) return negated(x, i);
    const value y = present(operand(c, 1), p_.ids[c.operands.first + 1]);
    switch (c.what) {
        case op::add: return plus(x, y, false, i);
        case op::subtract: return plus(x, y, true, i);
        case op::multiply: return times(x, y, i);
        default: return divided(x, y, i);
    }
}

value machine::eval_set_operation(const program::instruction& c, std::uint32_t i) {
    const value x = present(operand(c, 0), i), y = present(operand(c, 1), i);
    if (const link* failed = sure_errors(x, y)) return error_of(failed);
    bits256 am, ay, bm, by;
    members(x, am, ay);
    members(y, bm, by);
    value v;
    v.form = shape::masks;
    if (c.what == op::set_union) v.masks = {am.word[0] | bm.word[0], ay.word[0] | by.word[0]};
    else v.masks = {am.word[0] & ~by.word[0], ay.word[0] & ~bm.word[0]};
    v.errors = join(work_, x.errors, y.errors);
    v.deps = join(work_, x.deps, y.deps);
    seal(v);
    return v;
}

/// The larger (or smaller) of two ranges.
value machine::extreme(const value& a, const value& b, bool largest) {
    value v;
    v.form = shape::range;
    if (largest) {
        v.low_open = a.low_open && b.low_open;
        v.high_open = a.high_open || b.high_open;
        v.range.low = a.low_open ? b.range.low : b.low_open ? a.range.low : std::max(a.range.low, b.range.low);
        v.range.high = std::max(a.range.high, b.range.high);
    } else {
        v.low_open = a.low_open || b.low_open;
        v.high_open = a.high_open && b.high_open;
        v.range.low = std::min(a.range.low, b.range.low);
        v.range.high = a.high_open ? b.range.high : b.high_open ? a.range.high : std::min(a.range.high, b.range.high);
    }
    v.errors = join(work_, a.errors, b.errors);
    v.deps = join(work_, a.deps, b.deps);
    seal(v);
    return v;
}

value machine::eval_numbers(const program::instruction& c, std::uint32_t i) {
    const value x = present(operand(c, 0), i), y = present(operand(c, 1), i);
    const bool clamps = c.what == op::clamp;
    const value z = clamps ? present(operand(c, 2), i) : x;
    if (const link* failed = join(work_, sure_errors(x, y), sure_errors(z, z))) return error_of(failed);
    if (clamps) return extreme(extreme(x, y, true), z, false);
    const std::int64_t places = y.range.low.num;
    if (places < 0 || places > 18) return error_value(error_kind::places_out_of_range, i);
    bool low_fits = true, high_fits = true;
    value v = monotone(x, nullptr, [&](const rational& r) {
        const auto rounded = round(r, static_cast<int>(places), c.mode);
        if (!rounded) (r < rational{} ? low_fits : high_fits) = false;
        return rounded.value_or(rational{});
    });
    if (low_fits && high_fits) return v;
    if (is_known(x)) return error_value(error_kind::overflow, i);
    v.low_open = v.low_open || !low_fits;
    v.high_open = v.high_open || !high_fits;
    v.errors = join(work_, v.errors, error_link(error_kind::overflow, i));
    v.deps = x.deps;
    seal(v);
    return v;
}

/// `largest(a, b, …)`: of those that are present; absent if none is.
value machine::eval_extremes(const program::instruction& c, std::uint32_t) {
    const bool largest = c.what == op::largest;
    const std::uint32_t n = c.operands.count;
    auto* v = work_.room<value>(n);
    const link *errors = nullptr, *failed = nullptr, *deps = nullptr;
    bool all_optional = true;
    for (std::uint32_t k = 0; k < n; ++k) {
        new (v + k) value(operand(c, k));
        if (surely_error(v[k])) failed = join(work_, failed, v[k].errors);
        errors = join(work_, errors, v[k].errors);
        deps = join(work_, deps, v[k].deps);
        all_optional = all_optional && v[k].absent;
    }
    if (failed != nullptr) return error_of(failed);
    value out;
    bool none_absent = true;
    for (std::uint32_t k = 0; k < n; ++k)
        if (v[k].form != shape::nothing && !v[k].absent) none_absent = false;
    bool first = true;
    for (const bool optional : {false, true})
        for (std::uint32_t k = 0; k < n; ++k) {
            if (v[k].form == shape::nothing || v[k].absent != optional) continue;
            value w = v[k];
            w.absent = false;
            w.errors = nullptr;
            w.raw = w.day_zone = 0;
            if (first) out = w;
            else if (!optional) out = extreme(out, w, largest);
            else {
                out = joined(out, extreme(out, w, largest));
                if (none_absent) out = joined(out, w);
            }
            first = false;
        }
    out.absent = all_optional;
    out.errors = errors;
    out.deps = deps;
    seal(out);
    return out;
}

value machine::eval_size(const program::instruction& c, std::uint32_t i) {
    const value s = present(operand(c, 0), i);
    if (surely_error(s)) return error_of(s.errors);
    std::uint64_t low = 0, high = 0;
    const link* deps = s.deps;
    if (s.form == shape::list) {
        count_range(s, low, high);
        deps = deep_deps(s);
    } else {
        low = static_cast<std::uint64_t>(std::popcount(s.masks.must));
        high = static_cast<std::uint64_t>(std::popcount(s.masks.may));
    }
    const rational l(static_cast<std::int64_t>(low)), h(static_cast<std::int64_t>(high));
    value v = range_value(&l, &h, nullptr);
    v.errors = s.errors;
    v.deps = deps;
    seal(v);
    return v;
}

/// Drawn where both are known, else any number there is.
value machine::eval_lot(const program::instruction& c, std::uint32_t i) {
    const value key = present(operand(c, 0), i), seed = present(operand(c, 1), i);
    if (const link* failed = sure_errors(key, seed); failed != nullptr) return error_of(failed);
    const link* errors = join(work_, key.errors, seed.errors);
    const link* deps = join(work_, key.deps, seed.deps);
    const rational none, most = greatest_lot;
    const bool number = key.form == shape::range && !key.low_open && !key.high_open && key.range.low == key.range.high;
    const bool one =
        (number || (key.form == shape::texts && key.count == 1)) && seed.form == shape::texts && seed.count == 1;
    const rational drawn =
        one ? lot(number ? to_string(key.range.low) : text_of(key.texts.one), text_of(seed.texts.one)) : none;
    value v = one ? range_value(&drawn, &drawn, deps) : range_value(&none, &most, deps);
    v.errors = errors;
    seal(v);
    return v;
}

/// Money in a named currency where that of a pack's region is meant, or the other way round.
value machine::eval_region_currency(const program::instruction& c, std::uint32_t i) {
    const value v = operand(c, 0);
    const type &from = p_.types[p_.code[p_.ids[c.operands.first]].type], &to = p_.types[c.type];
    const bool names = from.currency != 0;
    const std::uint32_t before = enter_pack(names ? to.home : from.home);
    const value out = in_region_currency(v, names ? from.currency : to.currency, i);
    enter_pack(before);
    return out;
}

/// An error if the case has another currency, or its region may have.
value machine::in_region_currency(const value& v, currency_code named, std::uint32_t at) {
    const auto money = ids_of(p_, p_.packs[pack_].currencies);
    if (money.count == 0) return v;
    if (const currency_code own = currency_of(type{}); own != 0)
        return own == named ? v : error_value(error_kind::two_currencies, at);
    const link* deps = nullptr;
    const bits256 regions = region_bits(deps);
    bool same = false, other = false;
    for (std::uint32_t r = 0; r < money.count; ++r)
        if (regions.test(r)) (money[r] == named ? same : other) = true;
    if (!other) return v;
    const value bad = error_value(error_kind::two_currencies, at);
    return same ? joined(v, bad, deps) : bad;
}

}  // namespace writ::eval
