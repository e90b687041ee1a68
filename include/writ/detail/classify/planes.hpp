// Thirty-two rules at a time. The lanes of a case are in one or two registers; a plane holds one test of each of 32 rules: of
// which lane, and what. What passes all planes of a block matches.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "writ/detail/classify/tables.hpp"

namespace writ::classify::planes_detail {

/// More than any rule, and not negative where it has a sign.
inline constexpr std::uint32_t last_rule = 0x7fffffff;
inline constexpr std::size_t most_anchors = 3;
inline constexpr std::size_t ids_of_block = 33;    ///< the last one is `nothing`
inline constexpr std::uint32_t longest_list = 48;  ///< blocks of one run that are listed before they are looked through
inline constexpr std::uint32_t few_blocks = 12;    ///< of a case: where it is not worth stopping early

/// The shapes that there are programs for. Tests of one kind are quicker than tests of either, which fit any rule.
inline constexpr std::array menu = [] {
    std::array<shape, 40> out{};
    std::size_t n = 0;
    for (std::uint32_t bits = 0; bits <= 3; ++bits)
        for (std::uint32_t ranges = 0; ranges <= std::min(bits, 2u); ++ranges)
            for (std::uint32_t either = bits == 0 ? 1 : 0;
                 bits + ranges + either <= (bits < 2 ? 6 : 5) && n < out.size(); ++either)
                out[n++] = {bits, ranges, either};
    for (std::uint32_t either = 7; n < out.size(); ++either) out[n++] = {0, 0, either};
    return out;
}();

}  // namespace writ::classify::planes_detail
