// From possible values to what a decision shows.
#pragma once

#include "support/oracle_value.hpp"
#include "writ/decision.hpp"
#include "writ/facts.hpp"

namespace writ::oracle {

/// The outcome of a term as its type shows it.
outcome outcome_of(const model::model& m, const case_data& c, const model::term& of, const possible& v);

/// What is needed, by name; what the policy owes in words too.
void show_needs(const model::model& m, const case_data& c, const needs& n, decision& d);
/// The facts in it, by path.
std::vector<std::string> fact_paths(const model::model& m, const needs& n);

}  // namespace writ::oracle
