// Answers about columns, a value for each row, as frames have them.
#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "columns_handle.hpp"

namespace writ::python {

/// Status of every row: the number of `writ::status`. The GIL is not needed.
shared_memory statuses_of(const answers_handle& a);

/// Values of every row, in numbers; the GIL is not needed.
struct spread_values {
    shared_memory values;
    shared_memory missing;  ///< a bool for each: there is none; empty: there is one for each, or -1 says so
};
spread_values truths_of(const answers_handle& a);   ///< of a bool
spread_values numbers_of(const answers_handle& a);  ///< of whole numbers
spread_values places_of(const answers_handle& a);   ///< of an enum: places among its values

/// Writes values of any type as Python objects, None where there is none. Values that one number does not tell (lists, records,
/// money in the currency of the row's region) are worked out again for each row. Needs the GIL.
/// @param into  an array of objects, one for each row
void write_objects(const answers_handle& a, const pybind11::buffer& into);

/// The rules that spoke, as distinct texts and a place among them for each row. The GIL is not needed.
std::pair<shared_memory, std::vector<std::string>> rules_of(const answers_handle& a);

}  // namespace writ::python
