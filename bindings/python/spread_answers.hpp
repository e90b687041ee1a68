// Answers about columns, written into arrays of the program, a value for each row. All of it needs the GIL, which it lets go.
#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "columns_handle.hpp"

namespace writ::python {

/// Arrays of the program to write outcomes into; None where one is not wanted.
/// @param missing  of bools or bytes, as `statuses`, which has the numbers of `writ::status`
/// @throws writ.ColumnError  one is no array of integers, or cannot be written
outcome_arrays arrays_of(const pybind11::object& values, std::int64_t none, const pybind11::object& missing,
                         const pybind11::object& statuses);

/// The statuses that an array has.
std::span<const status> statuses_in(const pybind11::buffer& array);

/// Writes answers into such arrays, as `column_decider` does. @throws writ.ColumnError  likewise; they cannot have the outcomes
void write_outcomes(const answers_handle& a, const pybind11::object& values, std::int64_t none,
                    const pybind11::object& missing, const pybind11::object& statuses);

/// Writes values of any type as Python objects, None where there is none. Values that one number does not tell (lists, records,
/// money in the currency of the row's region) are worked out again for each row. Keeps the GIL.
/// @param into  an array of objects, one for each row
void write_objects(const answers_handle& a, const pybind11::buffer& into);

/// Writes which rules spoke, as places among texts. @param into  integers of 32 bits, one for each row
std::vector<std::string> write_rules(const answers_handle& a, const pybind11::buffer& into);

}  // namespace writ::python
