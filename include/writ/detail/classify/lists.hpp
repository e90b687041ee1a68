// Tests of lists: all those of one list are answered together, and their answers are bits of lanes, as those of a set are.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "writ/classify/classifier.hpp"
#include "writ/detail/classify/rows.hpp"

namespace writ::classify {

struct list_table;
using ask_of = void (*)(const list_table&, const lane_line*, lane_line*) noexcept;

inline constexpr unsigned counter_bits = 4;
static_assert(most_counted == 1u << (counter_bits - 1), "a counter has to say whether it came as far");

/// The tests of one list.
struct list_table {
    std::uint32_t size = 0, first = 0, stride = 0;  ///< as in `list_lanes`
    rows elements;                                  ///< columns: tests; of an element, which it leaves
    std::vector<lane_line>
        plan;  ///< rows: where counters start, bit by bit; whether failing ones are counted; whether fewer are wanted
    std::uint32_t line = 0;  ///< of a case: where the answers go
    ask_of ask = nullptr;
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

ask_of ask_by_rows(const list_table& l, level on) noexcept;

}  // namespace writ::classify
