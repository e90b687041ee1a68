// answer → decision: numbers become words
#pragma once

#include "writ/decision.hpp"
#include "writ/eval/answer.hpp"
#include "writ/model/model.hpp"

namespace writ::eval {

class machine;

/// The decision an answer stands for.
decision to_decision(const model::model& names, machine& m, const answer& a, model::term_id question);

/// What a value may be, in words of the policy.
/// @param pack  whose currency money without one is in
outcome to_outcome(const model::model& names, machine& m, const value& v, const type& t, model::pack_id pack);

/// `seller.points`, `seller.violations[2].severity`, `refund_limit`, `today` …
std::string thing_path(const model::model& names, const open_thing& t);

}  // namespace writ::eval
