// The furthest place the grammar reached → a diagnostic in the author's words.
#pragma once

#include "writ/detail/syntax/builder.hpp"

namespace writ::syntax {

/// Whether a declaration begins here, judged without reading it: its keyword is the first word of a line, at the margin
/// or outside all brackets, and what follows can be its name.
bool begins_declaration(const token* at);

/// Says what was expected at `b.furthest` and what stands there.
/// @param start  where the declaration begins that could not be read
/// @param first  the first token of the file
diagnostic describe_failure(const builder& b, const token* start, const token* first);

}  // namespace writ::syntax
