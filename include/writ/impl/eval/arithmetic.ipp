#include <algorithm>

#include "writ/detail/eval/machine.hpp"

// Exact arithmetic over ranges, sets, rounding, extremes, currencies.

namespace writ::eval {
namespace arithmetic_detail {

/// An end of a range; open ends are infinite.
struct bound {
    rational at;
    int infinite = 0;  // -1, 0, +1
};
inline bound low_of(const value& v) { return v.low_open ? bound{{}, -1} : bound{v.range.low, 0}; }
inline bound high_of(const value& v) { return v.high_open ? bound{{}, 1} : bound{v.range.high, 0}; }
inline int sign(const bound& b) { return b.infinite != 0 ? b.infinite : (b.at.num > 0) - (b.at.num < 0); }

inline bool less(const bound& a, const bound& b) {
    if (a.infinite != b.infinite) return a.infinite < b.infinite;
    return a.infinite == 0 && a.at < b.at;
}

/// The product of two ends; zero times infinity is zero.
inline bool product(const bound& a, const bound& b, bound& out) {
    const int s = sign(a) * sign(b);
    if (s == 0) {
        out = {};
        return true;
    }
    if (a.infinite != 0 || b.infinite != 0) {
        out = {{}, s};
        return true;
    }
    const auto x = multiply(a.at, b.at);
    if (!x) return false;
    out = {*x, 0};
    return true;
}

/// The least and greatest of the four products of ends.
inline bool products(const bound* a, const bound* b, bound& low, bound& high) {
    for (int i = 0; i < 4; ++i) {
        bound x;
        if (!product(a[i & 1], b[i >> 1], x)) return false;
        if (i == 0 || less(x, low)) low = x;
        if (i == 0 || less(high, x)) high = x;
    }
    return true;
}

inline value between(const bound& low, const bound& high, const value& x, const value& y, arena& a) {
    value v = range_value(low.infinite != 0 ? nullptr : &low.at, high.infinite != 0 ? nullptr : &high.at, nullptr);
    v.errors = join(a, x.errors, y.errors);
    v.deps = join(a, x.deps, y.deps);
    return sealed(v);
}

}  // namespace arithmetic_detail

value machine::plus(const value& x, const value& y, bool minus, std::uint32_t at) {
    if (surely_error(x)) return error_of(x.errors);
    if (surely_error(y)) return error_of(y.errors);
    value v;
    v.form = shape::range;
    v.low_open = x.low_open || (minus ? y.high_open : y.low_open);
    v.high_open = x.high_open || (minus ? y.low_open : y.high_open);
    const rational& low = minus ? y.range.high : y.range.low;
    const rational& high = minus ? y.range.low : y.range.high;
    const auto l = v.low_open ? rational{} : minus ? subtract(x.range.low, low) : writ::add(x.range.low, low);
    const auto h = v.high_open ? rational{} : minus ? subtract(x.range.high, high) : writ::add(x.range.high, high);
    v.errors = join(work_, x.errors, y.errors);
    v.deps = join(work_, x.deps, y.deps);
    if (!l || !h) return error_value(error_kind::overflow, at);
    v.range = {*l, *h};
    return sealed(v);
}

value machine::times(const value& x, const value& y, std::uint32_t at) {
    using namespace arithmetic_detail;
    if (surely_error(x)) return error_of(x.errors);
    if (surely_error(y)) return error_of(y.errors);
    const bound a[2] = {low_of(x), high_of(x)}, b[2] = {low_of(y), high_of(y)};
    bound low, high;
    if (!products(a, b, low, high)) return error_value(error_kind::overflow, at);
    return between(low, high, x, y, work_);
}

value machine::divided(const value& x, const value& y, std::uint32_t at) {
    using namespace arithmetic_detail;
    if (surely_error(x)) return error_of(x.errors);
    if (surely_error(y)) return error_of(y.errors);
    const bound b[2] = {low_of(y), high_of(y)};
    if (b[0].infinite == 0 && b[1].infinite == 0 && b[0].at.num == 0 && b[1].at.num == 0)
        return error_value(error_kind::division_by_zero, at);
    if (sign(b[0]) <= 0 && sign(b[1]) >= 0) return divided_by_range_with_zero(x, y, at);
    // The divisor keeps one sign, so its reciprocal is a range again.
    const auto reciprocal = [](const bound& v, bound& out) {
        if (v.infinite != 0) {
            out = {};
            return true;
        }
        const auto r = divide(rational(1), v.at);
        if (r) out = {*r, 0};
        return r.has_value();
    };
    bound inverse[2];
    if (!reciprocal(b[1], inverse[0]) || !reciprocal(b[0], inverse[1])) return error_value(error_kind::overflow, at);
    const bound a[2] = {low_of(x), high_of(x)};
    bound low, high;
    if (!products(a, inverse, low, high)) return error_value(error_kind::overflow, at);
    return between(low, high, x, y, work_);
}

/// The divisor may be zero: an error is possible; with a divisor of zero or more the quotient keeps the dividend's sign.
value machine::divided_by_range_with_zero(const value& x, const value& y, std::uint32_t at) {
    using namespace arithmetic_detail;
    bound low{{}, -1}, high{{}, 1};
    const bound bl = low_of(y), bh = high_of(y), al = low_of(x), ah = high_of(x);
    if (bl.infinite == 0 && bl.at.num == 0) {
        if (sign(al) >= 0) {
            low = {};
            if (bh.infinite == 0) {
                const auto q = divide(al.at, bh.at);
                if (!q) return error_value(error_kind::overflow, at);
                low = {*q, 0};
            }
        }
        if (sign(ah) <= 0) high = {};
    }
    value v = between(low, high, x, y, work_);
    v.errors = join(work_, v.errors, error_link(error_kind::division_by_zero, at));
    v.deps = join(work_, x.deps, y.deps);
    return v;
}

value machine::negated(const value& x, std::uint32_t at) {
    if (surely_error(x)) return error_of(x.errors);
    value v = x;
    v.raw = 0;
    v.day_zone = 0;
    v.low_open = x.high_open;
    v.high_open = x.low_open;
    const auto l = negate(x.range.high), h = negate(x.range.low);
    if ((!v.low_open && !l) || (!v.high_open && !h)) return error_value(error_kind::overflow, at);
    v.range = {l.value_or(rational{}), h.value_or(rational{})};
    return v;
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
    if (surely_error(x)) return error_of(x.errors);
    if (surely_error(y)) return error_of(y.errors);
    bits256 am, ay, bm, by;
    members(x, am, ay);
    members(y, bm, by);
    value v;
    v.form = shape::masks;
    if (c.what == op::set_union) v.masks = {am.word[0] | bm.word[0], ay.word[0] | by.word[0]};
    else v.masks = {am.word[0] & ~by.word[0], ay.word[0] & ~bm.word[0]};
    v.errors = join(work_, x.errors, y.errors);
    v.deps = join(work_, x.deps, y.deps);
    return sealed(v);
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
    return sealed(v);
}

value machine::eval_numbers(const program::instruction& c, std::uint32_t i) {
    const value x = present(operand(c, 0), i), y = present(operand(c, 1), i);
    if (surely_error(x)) return error_of(x.errors);
    if (surely_error(y)) return error_of(y.errors);
    if (c.what == op::clamp) {
        const value z = present(operand(c, 2), i);
        if (surely_error(z)) return error_of(z.errors);
        return extreme(extreme(x, y, true), z, false);
    }
    const std::int64_t places = y.range.low.num;
    if (places < 0 || places > 18) return error_value(error_kind::places_out_of_range, i);
    bool overflow = false;
    const value v = monotone(x, nullptr, [&](const rational& r) {
        const auto rounded = round(r, static_cast<int>(places), c.mode);
        overflow = overflow || !rounded;
        return rounded.value_or(rational{});
    });
    return overflow ? error_value(error_kind::overflow, i) : v;
}

/// `largest(a, b, …)`: of those that are present; absent if none is.
value machine::eval_extremes(const program::instruction& c, std::uint32_t) {
    const bool largest = c.what == op::largest;
    const std::uint32_t n = c.operands.count;
    auto* v = work_.room<value>(n);
    const link *errors = nullptr, *deps = nullptr;
    bool all_optional = true, some = false;
    for (std::uint32_t k = 0; k < n; ++k) {
        new (v + k) value(operand(c, k));
        if (surely_error(v[k])) return error_of(v[k].errors);
        errors = join(work_, errors, v[k].errors);
        deps = join(work_, deps, v[k].deps);
        all_optional = all_optional && v[k].absent;
        some = some || v[k].form != shape::nothing;
    }
    value out;
    if (!some) {
        out.absent = errors == nullptr;
        out.errors = errors;
        return out;
    }
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
    return sealed(out);
}

value machine::eval_size(const program::instruction& c, std::uint32_t i) {
    const value s = present(operand(c, 0), i);
    if (surely_error(s)) return error_of(s.errors);
    std::uint64_t low = 0, high = 0;
    const link* deps = s.deps;
    if (s.form == shape::list) {
        count_range(s, low, high);
        scratch_.clear();
        collect_deep(s, scratch_);
        for (const std::uint32_t d : scratch_) deps = join(work_, deps, thing_link(d));
    } else {
        low = static_cast<std::uint64_t>(std::popcount(s.masks.must));
        high = static_cast<std::uint64_t>(std::popcount(s.masks.may));
    }
    const rational l(static_cast<std::int64_t>(low)), h(static_cast<std::int64_t>(high));
    value v = range_value(&l, &h, nullptr);
    v.errors = s.errors;
    v.deps = deps;
    return sealed(v);
}

/// Money of a named currency where the case's is meant: an error if the case has another, or its region may have.
value machine::eval_region_currency(const program::instruction& c, std::uint32_t i) {
    value v = operand(c, 0);
    const type& from = p_.types[p_.code[p_.ids[c.operands.first]].type];
    if (from.currency == 0 || p_.packs[pack_].regions == 0) return v;
    if (const currency_code own = currency_of(type{}); own != 0)
        return own == from.currency ? v : error_value(error_kind::two_currencies, i);
    const link* deps = nullptr;
    const bits256 regions = region_bits(deps);
    bool same = false, other = false;
    const auto money = ids_of(p_, p_.packs[pack_].currencies);
    for (std::uint32_t r = 0; r < money.count; ++r)
        if (regions.test(r)) (money[r] == from.currency ? same : other) = true;
    if (!other) return v;
    const value bad = error_value(error_kind::two_currencies, i);
    return same ? joined(v, bad, deps) : bad;
}

}  // namespace writ::eval
