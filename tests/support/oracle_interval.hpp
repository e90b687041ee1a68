// Arithmetic on intervals of exact numbers (the language reference): ends that are open, and results that do not fit.
#pragma once

#include "support/oracle_value.hpp"

namespace writ::oracle {

/// An interval, or what came of computing one.
struct interval {
    bound low, high;
    bool may_overflow = false;  ///< an end has a value, but it does not fit: that end is open
    bool none = false;          ///< nothing in it fits
};

interval add(const interval& a, const interval& b);
interval subtract(const interval& a, const interval& b);
interval multiply(const interval& a, const interval& b);
/// Precondition: zero is not in `b`.
interval divide(const interval& a, const interval& b);
interval negate(const interval& a);

}  // namespace writ::oracle
