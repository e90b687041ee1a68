// From an `example` of a model to the case it gives, and what came out against what it expects.
#pragma once

#include <string>

#include "writ/decision.hpp"
#include "writ/facts.hpp"
#include "writ/model/model.hpp"

namespace writ::test {

/// The case of an example, those of the examples it is like included. Values its types do not hold are errors of the case.
case_data example_case(const model::model& m, const model::example& e);

/// Why an answer is not what is expected, in words; empty if it is.
std::string disappointment(const model::model& m, const model::expectation& expected, const decision& answer);

}  // namespace writ::test
