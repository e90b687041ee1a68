// What a classifier reads while it classifies.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "writ/classify/classifier.hpp"
#include "writ/classify/open_case.hpp"
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

inline constexpr std::uint32_t tests_of_word = 32, rules_of_word = 14;

/// Tests of some rules side by side, those of a rule one after the other; which of them fail are the bits of a number, the
/// lowest that of the first test. A test is passed if the value of the lane at its place, of which its bits count, less `low`, is
/// not more than `width`.
struct alignas(64) word {
    lane_line at, bits, low, width;
    std::uint32_t lasts = 0;               ///< the bits of the last tests of rules
    std::uint32_t ids[rules_of_word + 1];  ///< the rules; `nothing` beyond the last

    /// Which rules match, at their last bits: no test fails. To the other bits of a rule those are added that they may be: if any of
    /// them is set, the sum reaches the last bit, and it never goes further.
    std::uint32_t matching(std::uint32_t failed) const noexcept {
        return ~(((failed & ~lasts) + ~lasts) | failed) & lasts;
    }
};
static_assert(sizeof(word) == 5 * sizeof(lane_line));

/// Which tests of a word fail, those of unknown cells with quiet values; and which are of unknown cells.
struct open_tests {
    std::uint32_t failed, open;

    std::uint32_t sure(const word& w) const noexcept { return w.matching(failed | open); }
    std::uint32_t perhaps(const word& w) const noexcept { return w.matching(failed & ~open); }
    std::uint32_t quiet(const word& w) const noexcept { return w.matching(failed); }
};

/// The test of a cell too wide for a lane, as it is written: its value less `low` is not more than `width`.
struct wide_test {
    std::uint32_t lane = 0, bit = 0;
    std::uint64_t keep = 0;  ///< the bits that are the value's
    std::uint64_t low = 0, width = 0;
    std::uint32_t failed_by(std::uint64_t value) const noexcept { return (value & keep) - low > width ? 1 : 0; }
};

inline constexpr std::uint32_t lanes_of_piece = 8;

/// Eight lanes of a case, moved to the tests of a word that ask for them.
struct case_piece {
    lane_line bytes;  ///< by test: which two of the sixteen bytes; 0x8080 where it asks for none of them
    std::uint32_t lane = 0;
};

/// The word of rules that make no more than one, and what a lookup reads with it: in one place, since each pointer
/// on the way would be waited for.
struct only_word {
    static constexpr std::size_t most_pieces = 8;      ///< of two lines
    static constexpr std::size_t most_wide_tests = 6;  ///< quicker one by one than by searching cuts

    word tests{};
    std::uint32_t piece_count = 0, wide_count = 0;
    case_piece piece[most_pieces];    ///< those that its tests ask for, where none asks for the number of a wide cell
    wide_test wide[most_wide_tests];  ///< asked as they are written, if they are few: then their cells need no numbers

    std::span<const case_piece> pieces() const noexcept { return {piece, piece_count}; }
    std::span<const wide_test> wide_tests() const noexcept { return {wide, wide_count}; }
};

/// Words one after the other.
struct word_run {
    std::uint32_t first = 0, count = 0;
};

/// An enum that many rules ask for one or few values of: each value has its own words.
struct anchor {
    std::uint32_t lane = 0, shift = 0;  ///< where its bits start in a case
    std::uint64_t mask = 0;             ///< its bits, shifted
    std::uint32_t first_run = 0;        ///< of its first value
    word_run words;                     ///< of all its values
};

/// Lanes of a line, moved to their places in a register.
struct line_pick {
    alignas(64) std::uint16_t from[32];  ///< by place; 0x80 where it fills none
    std::uint32_t keep = 0;              ///< the places it fills
    std::uint32_t line = 0;
};

/// Numbers of cells that are counted side by side, moved to their places in a register.
struct number_pick {
    alignas(64) std::uint16_t from[32];  ///< by place: a lane of the numbers; 0x80 where none fills it
    std::uint32_t keep = 0;              ///< the places they fill
};

/// What a register holds of a case: a line as it is, or lanes of several; and numbers of `few_cuts`.
struct case_register {
    std::uint32_t line = 0;
    std::vector<line_pick> picks;  ///< empty: the line
    number_pick counted;
};

/// Few cells of 32 bits with few cuts, whose numbers are found side by side: a cut is compared where its cell's value is.
struct few_cuts {
    static constexpr std::size_t most_cells = 8, most_cuts = 16;
    std::vector<line_pick> picks;  ///< their values, one after the other; empty: there are no such cells
    /// The first cut of each, the second of each, and so on, an even number; as signed numbers in the same order.
    std::vector<std::array<std::int32_t, most_cells>> cuts;
};

/// A lane of a cell that may be unknown: all bits of the cell, and those of its quiet value.
struct open_lane {
    std::uint32_t lane = 0;
    std::uint16_t all = 0, quiet = 0;
};

/// A cell that may be unknown, in words: all bits of its places in the registers, and what its quiet value is there.
struct open_places {
    lane_line all[2], quiet[2];
    std::uint32_t anchor = nothing, quiet_value = 0;  ///< if it is one
    bool branching = false;                           ///< a rule may have a way for each of its lanes
};

/// Rules that match whatever is unknown, and those that only may by the way in which they are found; in no order, some more than
/// once, or as both.
struct weighed {
    bool until_sure = false;  ///< what comes behind a rule that surely matches may be left out
    bool cheaply = false;  ///< open rules under unknown anchors may be left out, if they do not match with quiet values
    std::uint32_t last = nothing;   ///< so far: the first of them
    std::uint32_t* sure = nullptr;  ///< these have room for `room_to_weigh` numbers
    std::uint32_t* open = nullptr;
    std::uint32_t* quiet = nullptr;  ///< those that match with the quiet values, of `open`
    std::uint32_t sures = 0, opens = 0, quiets = 0;
    bool each_once = false;  ///< none is named twice
    bool whole = true;       ///< none was left out because of `cheaply`
};

class tables;
using first_of = std::uint32_t (*)(const tables&, const lane_line*) noexcept;
using all_of = std::uint32_t (*)(const tables&, const lane_line*, std::uint32_t*) noexcept;
using set_of = std::uint32_t (*)(const tables&, const lane_line*) noexcept;
using first_open_of = first_rules (*)(const tables&, const open_lines&) noexcept;
using weigh_of = void (*)(const tables&, const open_lines&, weighed&) noexcept;
struct lookup_functions {
    first_of first = nullptr;
    all_of all = nullptr;
    first_open_of first_open = nullptr;
    weigh_of weigh = nullptr;
    set_of set = nullptr;  ///< null where rules are not in one word
};

class tables {
public:
    /// @pre rules ask nothing of lists
    tables(const rule_tests& rules, const lane_layout& layout);

    std::uint32_t lanes = 0;       ///< of a case; the numbers of wide cells follow
    std::vector<wide_cell> wides;  ///< by lane
    std::vector<std::int64_t> cuts;
    std::vector<std::uint32_t> half_cuts;
    std::vector<lane_way> ways;                      ///< by rule
    std::vector<std::vector<open_lane>> open_lanes;  ///< by cell that may be unknown; and none, of no cell

    rows by_rows;

    // lists: cases go on with what these were found to be
    std::vector<list_table> lists;
    std::uint32_t lines = 0;  ///< of a case, that are taken along
    resolve_of resolve = nullptr;
    first_of then_first = nullptr;
    all_of then_all = nullptr;

    weigh_of weigh = nullptr;  ///< words, scan

    // words
    case_register registers[2];
    bool two = false;                        ///< one register does not hold all lanes
    std::vector<std::uint32_t> wide_places;  ///< by wide cell: the place of its number
    std::size_t wides_in_first = 0;          ///< so many of them are in the first register, the others in the second
    few_cuts few;                            ///< of the wide cells, if they all have few
    only_word only;                          ///< where there is a single word
    std::vector<anchor> anchors;
    std::vector<word_run> runs;  ///< by value of an anchor, anchors one after the other
    word_run rest;               ///< every case's
    std::vector<word> words;
    std::vector<std::uint32_t> by_rule;  ///< those of anchors: of each by their first rules
    std::uint32_t rounds = 0;  ///< of rules, where some case has so many words that it is worth stopping early; else 0
    /// Words: by run, the rest the last, where each round starts; and where the run ends.
    std::vector<std::uint32_t> round_starts;
    std::vector<open_places> open;          ///< by cell that may be unknown; and one of no cell
    std::vector<open_tests> tests_of_open;  ///< likewise, where there is a single word
    bool overlapping = false;               ///< whether two ways of one rule may match together

    std::size_t bytes(strategy s) const noexcept;
    /// Numbers that weighing rules may write: every one of every word, those of an unknown anchor twice, or every way.
    std::size_t room_to_weigh() const noexcept { return std::max(2 * words.size() * rules_of_word, ways.size()) + 16; }

    /// Whether every case is asked the same word, of lines as they are.
    bool is_one_word() const noexcept {
        return anchors.empty() && words.size() == 1 && registers[0].picks.empty() && registers[1].picks.empty();
    }
};

/// Reads the lanes of one test: for what looks at one test at a time.
std::uint16_t lane_value(const tables& t, const lane_line* c, std::uint32_t lane) noexcept;

/// Lays rules out in words, and cells that may be unknown.
/// @param most  words that the average case may read, or do what takes as long
/// @return false if it would read more, or rules ask for more lanes than two registers have, or too much of one rule
bool lay_out_words(tables& t, const lane_layout& layout, std::size_t most = std::numeric_limits<std::size_t>::max());
lookup_functions by_words(const tables& t, level on) noexcept;
first_of first_by_rows(const tables& t, level on) noexcept;
all_of all_by_rows(const tables& t, level on) noexcept;

}  // namespace writ::classify
