// Thirty-two tests at a time. The lanes of a case are in one or two registers; a word holds tests of rules side by side, each of
// some lane, and which of them fail are the bits of a number. What they say of the rules is found by one addition.
#pragma once

#include <cstddef>
#include <cstdint>

#include "writ/detail/classify/tables.hpp"

namespace writ::classify::words_detail {

inline constexpr std::size_t most_anchors = 3;
inline constexpr std::uint32_t rules_of_round = 512;  ///< that are looked at before it is asked whether one was found
inline constexpr std::uint32_t longest_list = 64;  ///< words of one run that are listed before they are looked through
inline constexpr std::uint32_t few_words = 32;     ///< of a case: where it is not worth stopping early

static_assert(2 * only_word::most_wide_tests < 16, "their cuts are one leaf, with a pad");

/// Whether no word waits for the number of a wide cell.
inline bool asks_no_numbers(const tables& t) noexcept { return t.wides.empty() || t.only.wide_count != 0; }

}  // namespace writ::classify::words_detail
