// Cases as YAML, to keep them and to show them to people.
#pragma once

#include <string>
#include <string_view>

#include "writ/case_layout.hpp"

namespace writ::io {

/// Writes what a case says, as `case_reader::read_yaml` reads it: missing and assumed facts are left out, elements of lists
/// stand as they were given, texts are in quotes. Reading it again gives the same case (errors are not written).
/// @param c  a case of this model, laid out by `layout_of`
std::string write_yaml_case(const model::model& m, const case_data& c);

/// A text in the quotes of YAML and JSON, so that nothing in it means anything else.
std::string in_yaml_quotes(std::string_view text);

}  // namespace writ::io
