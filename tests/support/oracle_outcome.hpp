// From possible values to what a decision shows.
#pragma once

#include "support/oracle_value.hpp"
#include "writ/decision.hpp"
#include "writ/facts.hpp"

namespace writ::oracle {

/// The outcome of a term as its type shows it.
outcome outcome_of(const model::model& m, const case_data& c, const model::term& of, const possible& v);

}  // namespace writ::oracle
