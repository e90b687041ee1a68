// What tests know of procedures.
#pragma once

#include "writ/model/model.hpp"

namespace writ::test {

/// Whether a term reads how far a procedure has come: that is about what is known, and may change when more is.
bool follows_a_procedure(const model::model& m, model::term_id question);

}  // namespace writ::test
