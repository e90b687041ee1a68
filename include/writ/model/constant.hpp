// Expressions that need no case.
#pragma once

#include <optional>

#include "writ/facts.hpp"
#include "writ/model/model.hpp"

namespace writ::model {

/// The value of a constant expression (as `assume`, a given value or a bound may have it), as a cell of type `as`.
///
/// Texts have no cell of their own (their id depends on the rule set): see `expression::text` instead. Money of a named
/// currency where the region's is wanted is counted in minor units of the named one.
/// @return nothing if it is not constant, does not fit the type, or is a text
std::optional<writ::cell> constant_cell(const model& m, expr_id id, const type& as);

}  // namespace writ::model
