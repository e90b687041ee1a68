// model → program
#pragma once

#include "writ/program/program.hpp"
#include "writ/result.hpp"

namespace writ::program {

/// Lowers a checked model. Fails only where a zone of a pack is not in the tz database or a text pattern cannot be
/// compiled; both are diagnostics at the place that names them.
/// @par Complexity  Linear in the size of the model.
result<program> from_model(const model::model& m);

}  // namespace writ::program
