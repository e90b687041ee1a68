// Executes the arithmetic of the language reference on what numbers may still be.
#include "support/oracle_interval.hpp"

#include <algorithm>

namespace writ::oracle {

namespace {

/// One end of a result.
struct end {
    int side = 0;           ///< 0: `value`; -1, +1: below, above every number that fits, or without bound
    bool overflow = false;  ///< it has a value, which does not fit
    rational value;
};

long double rough(const rational& x) { return static_cast<long double>(x.num) / static_cast<long double>(x.den); }

end made(const std::optional<rational>& exact, long double about) {
    if (exact) return {0, false, *exact};
    return {about < 0 ? -1 : 1, true, {}};
}

end open_end(int side) { return {side, false, {}}; }

end sum_of(const bound& a, const bound& b, int side) {
    if (!a || !b) return open_end(side);
    return made(writ::add(*a, *b), rough(*a) + rough(*b));
}

/// A number, or no bound on one side.
struct extended {
    int infinite = 0;
    rational value;
    int sign() const { return infinite ? infinite : value.num < 0 ? -1 : value.num > 0 ? 1 : 0; }
};

extended low_end(const interval& a) { return a.low ? extended{0, *a.low} : extended{-1, {}}; }
extended high_end(const interval& a) { return a.high ? extended{0, *a.high} : extended{1, {}}; }

end product_of(const extended& a, const extended& b) {
    const int sign = a.sign() * b.sign();
    if (sign == 0) return {0, false, rational(0)};
    if (a.infinite || b.infinite) return open_end(sign);
    return made(writ::multiply(a.value, b.value), rough(a.value) * rough(b.value));
}

end quotient_of(const extended& a, const extended& b) {
    if (a.sign() == 0 || b.infinite) return {0, false, rational(0)};
    if (a.infinite) return open_end(a.sign() * b.sign());
    return made(writ::divide(a.value, b.value), rough(a.value) / rough(b.value));
}

bool below(const end& a, const end& b) {
    if (a.side != b.side) return a.side < b.side;
    return a.side == 0 && a.value < b.value;
}

interval between(const end& low, const end& high) {
    interval out;
    if (low.side == 0) out.low = low.value;
    if (high.side == 0) out.high = high.value;
    out.may_overflow = low.overflow || high.overflow;
    out.none = (low.overflow && low.side > 0) || (high.overflow && high.side < 0);
    return out;
}

template <class Operation>
interval of_corners(const interval& a, const interval& b, Operation operation) {
    std::vector<end> corners;
    for (const auto& x : {low_end(a), high_end(a)})
        for (const auto& y : {low_end(b), high_end(b)}) corners.push_back(operation(x, y));
    auto out = between(*std::min_element(corners.begin(), corners.end(), below),
                       *std::max_element(corners.begin(), corners.end(), below));
    for (const auto& c : corners) out.may_overflow = out.may_overflow || c.overflow;
    return out;
}

}  // namespace

interval add(const interval& a, const interval& b) {
    return between(sum_of(a.low, b.low, -1), sum_of(a.high, b.high, 1));
}

interval negate(const interval& a) {
    interval out;
    if (a.high) out.low = writ::negate(*a.high);
    if (a.low) out.high = writ::negate(*a.low);
    out.may_overflow = (a.high && !out.low) || (a.low && !out.high);
    out.none = out.may_overflow && a.low == a.high;
    return out;
}

interval subtract(const interval& a, const interval& b) {
    const auto difference = [](const bound& x, const bound& y, int side) {
        if (!x || !y) return open_end(side);
        return made(writ::subtract(*x, *y), rough(*x) - rough(*y));
    };
    return between(difference(a.low, b.high, -1), difference(a.high, b.low, 1));
}

interval multiply(const interval& a, const interval& b) { return of_corners(a, b, product_of); }
interval divide(const interval& a, const interval& b) { return of_corners(a, b, quotient_of); }

}  // namespace writ::oracle
