// Values of rules as Python has them.
#pragma once

#include <pybind11/pybind11.h>

#include "writ/decision.hpp"

namespace writ::python {

/// `bool`, `int`, `Decimal` (a fraction that no decimal equals: `Fraction`), `writ.Money`, `date`, `time`, `datetime` in UTC,
/// `timedelta`; names, texts and spans are `str`.
pybind11::object to_python(const scalar_value& v);

/// Of a known outcome: a plain value, a frozenset, a list, a dict of fields; None where it is absent.
/// @pre `o.is_known()` or it is absent
pybind11::object to_python(const outcome& o);

/// Whole numbers are of the type int, others Decimal.
pybind11::object number_to_python(const rational& number, int places);

}  // namespace writ::python
