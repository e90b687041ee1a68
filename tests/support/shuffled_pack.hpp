// A pack in another order, and decisions without what the order of a text may change.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "writ/decision.hpp"
#include "writ/ruleset.hpp"

namespace writ::test {

/// The same declarations in another order in other files. Two orders mean something and are kept: of the rules that stand
/// outside of their decision, and of facts, which are tried in the order of the files while they are unknown.
/// @pre the files can be read
std::vector<named_text> shuffled(const std::vector<named_text>& files, std::uint64_t seed);

/// A decision without what the order of the text may change: the order of rules and of what `takes all` lists, which of
/// several errors is told.
decision unordered(decision d);

}  // namespace writ::test
