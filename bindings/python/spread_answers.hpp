// Answers about columns, written into arrays of the program, a value for each row. All of it needs the GIL, which it lets go.
#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <string>
#include <vector>

#include "columns_handle.hpp"

namespace writ::python {

/// Writes the status of every row: the number of `writ::status`.
/// @param into  bytes, one for each row
void write_statuses(const answers_handle& a, const pybind11::buffer& into);

/// Writes values that are numbers: of bools, enums (places among its values) and whole numbers. `none` stands where there is no
/// value. @param into  integers, one for each row, of a width that holds all
void write_numbers(const answers_handle& a, const pybind11::buffer& into, std::int64_t none);

/// Whether there is a row without a value.
bool lacks_values(const answers_handle& a) noexcept;

/// Writes which rows have no value. @param into  bools, one for each row
void write_missing(const answers_handle& a, const pybind11::buffer& into);

/// Writes values of any type as Python objects, None where there is none. Values that one number does not tell (lists, records,
/// money in the currency of the row's region) are worked out again for each row. Keeps the GIL.
/// @param into  an array of objects, one for each row
void write_objects(const answers_handle& a, const pybind11::buffer& into);

/// Writes which rules spoke, as places among texts. @param into  integers of 32 bits, one for each row
std::vector<std::string> write_rules(const answers_handle& a, const pybind11::buffer& into);

}  // namespace writ::python
