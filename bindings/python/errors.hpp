// What is wrong with rules and cases, as exceptions of the package.
#pragma once

#include <string>

#include "writ/facts.hpp"
#include "writ/ruleset.hpp"

namespace writ::python {

/// @throws writ.CompileError with every diagnostic, unless there are rules
void check(const compilation& c);

/// @throws writ.CaseError with every mistake, if there is one
void check(const case_data& c);

/// @throws py::value_error  where the pack is not in that language; empty is its first
void check_language(const ruleset& rules, const std::string& language);

}  // namespace writ::python
