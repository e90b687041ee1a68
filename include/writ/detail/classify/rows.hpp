// Rules as rows of bits: for each value of a cell, which rules it leaves.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "writ/classify/classifier.hpp"
#include "writ/detail/classify/cuts.hpp"

namespace writ::classify {

/// A cell, or a part of one: the number of a case's value picks one of its rows.
struct row_slot {
    std::uint32_t lane = 0;       ///< where its bits or its number start in a case
    std::uint32_t shift = 0;      ///< of bits
    std::uint64_t mask = 0;       ///< of bits, shifted
    std::uint32_t first_row = 0;  ///< of a chunk
    std::uint32_t count = 0;      ///< of its rows
    std::uint32_t map = 0;        ///< where its numbers start in `rows::map`
    std::uint32_t last = 0;       ///< the last value that the map has; greater ones are like it
    cut_tree cuts;
};

/// The rules of a decision. Columns are ways for rules to match, in the order of the rules.
struct rows {
    std::uint32_t width = 8;     ///< bytes of a row: 8, 16, 32, 64 or 128
    std::uint32_t chunks = 0;    ///< runs of columns that fill a row; each has all rows, one after the other
    std::uint32_t in_chunk = 0;  ///< how many rows

    // How a value becomes a number.
    std::vector<row_slot> ones;    ///< one bit is set: which
    std::vector<row_slot> bits;    ///< the bits themselves
    std::vector<row_slot> mapped;  ///< a lane, with a map
    std::vector<row_slot> halves;  ///< two lanes, with cuts
    std::vector<row_slot> wides;   ///< four lanes, with cuts

    std::vector<std::uint8_t> map;
    std::vector<std::uint32_t> half_cuts;
    std::vector<std::int64_t> wide_cuts;
    std::vector<lane_line> table;
    std::vector<std::uint32_t> ids;  ///< by column: its rule
    bool overlapping = false;        ///< whether two columns of one rule may be left together

    std::size_t slots() const noexcept {
        return ones.size() + bits.size() + mapped.size() + halves.size() + wides.size();
    }
    std::size_t bytes() const noexcept;
};

inline constexpr std::size_t most_slots = 128;  ///< of rows: more are not looked up this way

/// @param width  bytes that a row has at least
/// @return nothing where rules read too many cells, or cut one too often
std::optional<rows> rows_of(const rule_tests& rules, const lane_layout& layout, std::uint32_t width = 8);

}  // namespace writ::classify
