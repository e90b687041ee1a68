// Which cells may be unknown, so that the tests of rules still say what the rules do.
#pragma once

#include <vector>

#include "writ/case_layout.hpp"
#include "writ/classify/classifier.hpp"
#include "writ/model/model.hpp"

namespace writ::classify {

/// Finds `read` and `open_cells`: cells of which every rule, as it is written, leaves open what its tests leave open: neither
/// more, for conditions that together are about all values of a cell, or none, are not known to be; nor less.
/// @return false if rules read something that lanes do not have
bool find_open_cells(const model::model& m, const case_layout& cells, const lane_layout& lanes, rule_tests& tests);

}  // namespace writ::classify
