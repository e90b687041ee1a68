// Tests of lists: all those of one list are answered together, and their answers are bits of lanes, as those of a set are.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "writ/classify/classifier.hpp"
#include "writ/detail/classify/rows.hpp"

namespace writ::classify {

class tables;
struct list_table;
using ask_of = void (*)(const list_table&, const lane_line*, lane_line*) noexcept;
using resolve_of = void (*)(const tables&, const lane_line*, lane_line*) noexcept;

inline constexpr unsigned counter_bits = 4;
static_assert(most_counted == 1u << (counter_bits - 1), "a counter has to say whether it came as far");

/// Elements are asked so many at a time, whether there are as many or not: nothing surprises the processor.
inline constexpr std::uint32_t elements_at_once = 4;

/// A lane of an element, or bits of it, whose value is looked up.
struct element_slot {
    std::uint32_t lane = 0;             ///< from the element's first on
    std::uint32_t shift = 0, mask = 0;  ///< of bits
    std::uint32_t last = 0;             ///< of a number: the last value that the map has; greater ones are like it
    std::uint32_t map = 0;              ///< where its values start in `list_table::map`
};

/// Two lanes of an element. Its values are cut into buckets of equal size: of one, the map says how many cuts it is above for
/// sure, and a few more are compared.
struct half_slot {
    std::uint32_t lane = 0;
    std::uint32_t shift = 0, last = 0, map = 0;  ///< of buckets
    std::uint32_t cuts = 0, most = 0;            ///< where they start in `list_table::cuts`; how many lie in a bucket
    std::uint32_t row = 0;                       ///< of no cut, as a distance
};

/// The tests of one list.
struct list_table {
    std::uint32_t size = 0;                   ///< the lane that says how many elements there are
    std::vector<std::uint32_t> places;        ///< by element: its first lane; filled up with the last one's
    rows elements;                            ///< columns: tests; of an element, which it leaves
    std::vector<element_slot> bits, numbers;  ///< those of one lane
    std::vector<half_slot> halves;
    std::vector<std::uint32_t> map;   ///< by value: its row, as the distance in bytes from the first
    std::vector<std::uint32_t> cuts;  ///< of halves: the values before them
    std::vector<lane_line>
        plan;  ///< rows: where counters start, bit by bit; whether failing ones are counted; whether fewer are wanted
    std::uint32_t line = 0;  ///< of a case: where the answers go
    ask_of ask = nullptr;

    std::size_t bytes() const noexcept;
};

/// Rules that ask nothing of lists, but of cells that say what lists were found to be.
struct resolved_lists {
    rule_tests rules;
    lane_layout layout;
    std::vector<list_table> lists;
    std::uint32_t lines = 0;  ///< of a case, before those cells
};

/// @return nothing where that is too much, or elements are asked too much
std::optional<resolved_lists> resolve_lists(const rule_tests& rules, const lane_layout& layout, level on);

/// Lines that a case has at most where answers about lists are added.
inline constexpr std::uint32_t most_lines_with_lists = 48;

/// Copies the lines of a case that are taken along, and adds what its lists were found to be.
resolve_of resolve_on(level on) noexcept;

}  // namespace writ::classify
