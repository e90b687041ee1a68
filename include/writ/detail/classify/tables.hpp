// What a classifier reads while it classifies.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "writ/classify/classifier.hpp"
#include "writ/detail/classify/cuts.hpp"
#include "writ/detail/classify/lists.hpp"
#include "writ/detail/classify/rows.hpp"

namespace writ::classify {

/// What is asked of one lane.
struct lane_test {
    std::uint32_t lane = 0;            ///< of the case; past its lines: the interval number of a wide cell
    std::uint16_t mask = 0;            ///< bits: one of these is set; 0: a range
    std::uint16_t low = 0, width = 0;  ///< range: the value lies between `low` and `low + width`
    bool of_bits() const noexcept { return mask != 0; }
    bool passes(std::uint16_t value) const noexcept {
        return of_bits() ? (value & mask) != 0 : static_cast<std::uint16_t>(value - low) <= width;
    }
};

struct lane_way {
    std::uint32_t rule = 0;
    std::vector<lane_test> tests;
};

/// A cell too wide for a lane. Its lane is the number of its cuts that are not above the value.
struct wide_cell {
    std::uint32_t lane = 0;
    bool half = false;  ///< its value and cuts take 32 bits
    cut_tree cuts;
};

/// How many tests of bits, of ranges, and of either each rule of a block may have.
struct shape {
    std::uint32_t bits = 0, ranges = 0, either = 0;

    std::uint32_t planes() const noexcept { return bits + ranges + either; }
    /// Lines of memory that 32 rules take.
    std::uint32_t lines() const noexcept { return 2 * bits + 3 * ranges + 4 * either; }
    /// Whether there is room for so many tests of bits and so many of ranges.
    bool holds(std::uint32_t of_bits, std::uint32_t of_ranges) const noexcept {
        const std::uint32_t more_bits = of_bits > bits ? of_bits - bits : 0;
        const std::uint32_t more_ranges = of_ranges > ranges ? of_ranges - ranges : 0;
        return more_bits + more_ranges <= either;
    }
};

/// Blocks of a section, one after the other.
struct block_run {
    std::uint32_t first = 0, count = 0;
};

/// Blocks of one shape.
///
/// A block is 32 rules, each a column of its lines: for each test of bits a line of places and one of which bits; for each
/// test of a range a line of places, one of lower ends, one of widths; for each test of either a line of places, one of which
/// bits of it count, one of lower ends, one of widths.
struct section {
    writ::classify::shape shape;
    std::uint32_t kernel = 0;  ///< which of the shapes that there are programs for
    std::uint32_t first_line = 0, first_id = 0, first_block = 0;
    bool narrow = true;           ///< no block has more than 16 rules
    std::vector<block_run> runs;  ///< by value of an anchor, anchors one after the other; of those of no anchor: one
};

/// An enum that many rules ask for one or few values of: each value has its own blocks.
struct anchor {
    std::uint32_t lane = 0, shift = 0;  ///< where its bits start in a case
    std::uint64_t mask = 0;             ///< its bits, shifted
    std::uint32_t first_run = 0;        ///< of its first value
};

/// How one register of a case is put together: lanes of a line, moved to their places.
struct line_pick {
    std::uint32_t line = 0;
    std::uint32_t keep = 0;  ///< the places it fills
    std::uint16_t from[32];  ///< by place; 0x80 where it fills none
};

class tables;
using first_of = std::uint32_t (*)(const tables&, const lane_line*) noexcept;
using all_of = std::uint32_t (*)(const tables&, const lane_line*, std::uint32_t*) noexcept;

class tables {
public:
    /// @pre rules ask nothing of lists
    tables(const rule_tests& rules, const lane_layout& layout);

    std::uint32_t lanes = 0;  ///< of a case; the numbers of wide cells follow
    std::vector<wide_cell> wides;
    std::vector<std::int64_t> cuts;
    std::vector<std::uint32_t> half_cuts;
    std::vector<lane_way> ways;  ///< by rule

    rows by_rows;

    // lists: cases go on with what these were found to be
    std::vector<list_table> lists;
    std::uint32_t lines = 0;  ///< of a case, that are taken along
    first_of then_first = nullptr;
    all_of then_all = nullptr;

    // planes
    std::vector<line_pick> registers[2];
    bool two = false;                        ///< 32 places are not enough
    bool as_it_is = false;                   ///< the first line of a case is the only register
    std::vector<std::uint32_t> wide_places;  ///< by wide cell: its place in the last register
    std::vector<anchor> anchors;
    std::vector<section> anchored;  ///< of a case: the runs of its values
    std::vector<section> rest;      ///< every case's
    std::vector<lane_line> planes;
    std::vector<std::uint32_t> ids;     ///< 32 for each block, and one more; `nothing` where it has fewer
    std::vector<std::uint32_t> firsts;  ///< by block: its first rule; and some more, so that eight may be read anywhere
    bool many = false;                  ///< some case has so many anchored blocks that it is worth stopping early
    bool sorted = true;                 ///< whether blocks name each rule at most once, ascending
    bool overlapping = false;           ///< whether two ways of one rule may match together

    std::size_t bytes(strategy s) const noexcept;
};

/// Reads the lanes of one test: for what looks at one test at a time.
std::uint16_t lane_value(const tables& t, const lane_line* c, std::uint32_t lane) noexcept;

/// Lays rules out in planes.
/// @param most  lines that the average case may read, with as many more for what else it has to do
/// @return false if it would read more, or rules ask for more lanes than two registers have, or too much of one rule
bool lay_out_planes(tables& t, const lane_layout& layout, std::size_t most = std::numeric_limits<std::size_t>::max());
first_of first_by_planes(const tables& t, level on) noexcept;
all_of all_by_planes(const tables& t, level on) noexcept;
first_of first_by_rows(const tables& t, level on) noexcept;
all_of all_by_rows(const tables& t, level on) noexcept;

}  // namespace writ::classify
