// What is wrong with rules and cases, as exceptions of the package.
#pragma once

#include "writ/facts.hpp"
#include "writ/ruleset.hpp"

namespace writ::python {

/// @throws writ.CompileError with every diagnostic, unless there are rules
void check(const compilation& c);

/// @throws writ.CaseError with every mistake, if there is one
void check(const case_data& c);

}  // namespace writ::python
