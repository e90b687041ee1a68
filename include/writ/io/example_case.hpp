// The case that an `example` of a pack describes.
#pragma once

#include <cstdint>

#include "writ/case_layout.hpp"
#include "writ/limits.hpp"

namespace writ::io {

/// Lays out the facts of an example: those of the example it is `like`, then its own, each replacing what was there. The
/// moment is its own `as of`, else that of the example it is like. Everything is checked as in any other case; an
/// example whose facts are wrong makes a case with errors.
/// @param example  index in `model::examples`
case_data case_of_example(const model::model& m, const case_layout& layout, std::uint32_t example,
                          const limits& bounds = {});

}  // namespace writ::io
