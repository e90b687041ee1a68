// Whether what was read holds together: bytes may be whole and still not be what this library wrote.
#pragma once

#include "writ/image/image.hpp"

namespace writ::image::detail {

/// Whether every number in a program and its model is that of something there is, every operation has its operands, and
/// nothing needs itself. Evaluating, explaining and reading cases rely on no more.
bool holds_together(const program::program& p, const model::model& m);

/// Whether an expression of the model is what an instruction was made of.
bool is_made_of(const program::program& p, std::size_t instruction, const model::expression& e);

/// Whether cases with these cells can be packed so.
bool lanes_fit(const lane_layout& lanes, const case_layout& cells);

/// Whether the tests of a decision ask cells that there are, in ways that their lanes allow, of rules that there are.
bool tests_fit(const classify::rule_tests& tests, const lane_layout& lanes, const program::program& p);

}  // namespace writ::image::detail
