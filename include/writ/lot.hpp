// Drawing by lot: a number that looks random and that anybody can work out again.
#pragma once

#include <string_view>

#include "writ/rational.hpp"

namespace writ {

/// A number 0 <= x < 1 with nine decimal places, drawn from two texts; the function `lot` of the language.
///
/// It is the whole part of `H * 10^9 / 2^64`, divided by 10^9. H is XXH3-64 with seed 0 over the key, then the seed, each as
/// the number of its bytes in eight bytes, lowest first, and then its UTF-8 bytes.
rational lot(std::string_view key, std::string_view seed);

/// Whether this program can draw: one that only runs compiled rules (`writ/run.hpp`) may be built without what that takes.
bool can_draw_lots() noexcept;

/// 0.999999999
inline const rational greatest_lot = rational::scaled(999'999'999, 9);

}  // namespace writ
