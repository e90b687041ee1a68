// The oracle: decides a case by walking the model as the language reference reads, slowly, to be compared with the program.
#pragma once

#include "writ/decision.hpp"
#include "writ/facts.hpp"
#include "writ/model/model.hpp"

namespace writ::oracle {

/// Answers one question about one case.
/// @param question  a term without parameters
decision decide(const model::model& m, const case_data& c, model::term_id question);

}  // namespace writ::oracle
