// The furthest place the grammar reached → a diagnostic in the author's words.
#pragma once

#include "writ/detail/syntax/builder.hpp"

namespace writ::syntax {

/// Says what was expected at `b.furthest` and what stands there.
/// @param start  where the declaration begins that could not be read
/// @param first  the first token of the file
diagnostic describe_failure(const builder& b, const token* start, const token* first);

}  // namespace writ::syntax
