// Decisions whose rules ask nothing but facts, of every kind there is, and cases for them: what classifiers are for.
#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "writ/facts.hpp"
#include "writ/ruleset.hpp"

namespace writ::test {

/// The text of a pack with three decisions of `rules` rules: `first` takes the first, `total` the sum, `one` one of few.
/// Conditions are tests of facts, joined by `and`, some of them by `or`; some rules have exceptions, regions or params.
/// @param lists  whether there is a list, whose elements some conditions count
std::string random_table(std::mt19937_64& random, std::size_t rules, bool lists = false);

/// A case of such a pack: values at and beside what conditions ask for; with `forgetful`, some facts are missing or absent.
case_data random_table_case(std::mt19937_64& random, const ruleset& rules, bool forgetful);

}  // namespace writ::test
