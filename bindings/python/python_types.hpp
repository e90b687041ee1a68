// The Python types that values come in.
#pragma once

#include <pybind11/pybind11.h>

#include <optional>
#include <string_view>

namespace writ::python {

/// Types that are looked up once, when the module is loaded, and live as long as the process.
struct python_types {
    pybind11::object decimal, enumeration, fraction;
    pybind11::object date, datetime, time, timedelta, utc, epoch;
    pybind11::object mapping, money, unknown, absent;

    static void load();
    static const python_types& get() noexcept;
};

/// The UTF-8 of a `str`; nothing if it has half a surrogate pair. Lives as long as the `str`.
std::optional<std::string_view> utf8(pybind11::handle text) noexcept;

bool is_a(pybind11::handle value, const pybind11::object& type);

/// None, `pandas.NA` and `pandas.NaT`; pandas is not imported for it.
bool is_missing(pybind11::handle value) noexcept;

/// A name of a type as programs know it: `dict`, `Order`.
const char* type_name(pybind11::handle value) noexcept;

}  // namespace writ::python
