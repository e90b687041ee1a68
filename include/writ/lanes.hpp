// Cases as they are decided fastest: every value as narrow as its declaration allows, side by side in lanes of 16 bits.
//
// A `case_data` keeps each value in a cell of 16 bytes and says of each how we know it. Most cases know everything, and a
// rule asks no more than whether a value is one of these or lies between those. Lanes hold just that, what rules mention
// first: one value is
//
//     bits    of a lane: enums, yes and no, weekdays have one for each value, sets one for each member in it and not in it
//     narrow  a lane: a number whose declared range fits, as its distance from the lower end
//     half    two lanes: likewise
//     wide    four lanes: any other number, as it is in its cell
//
// The elements of short lists follow, each as narrow. Lanes forget other lists, texts, and how we know what we know, save for a
// bit for each cell and list that the case does not give, or not whole, and one for each cell that is unknown: what needs more
// asks the case.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "writ/facts.hpp"

namespace writ {

static_assert(std::endian::native == std::endian::little, "lanes are read in pieces, the lowest first");

inline constexpr std::uint32_t lanes_of_line = 32;

/// 64 bytes: what the widest machines read at once.
struct alignas(64) lane_line {
    std::uint16_t lane[lanes_of_line];
};

/// Where the value of a cell is.
struct cell_lane {
    enum class kind_of : std::uint8_t { none, bits, set, narrow, half, wide } kind = kind_of::none;
    std::uint32_t lane = 0;    ///< the first one
    std::uint32_t bit = 0;     ///< bits, set: the first one, in its lane
    std::uint32_t points = 0;  ///< bits: how many values; set: how many members there are
    std::int64_t low = 0;      ///< narrow, half: the value that is 0
    friend bool operator==(const cell_lane&, const cell_lane&) = default;
};

/// Where the elements of a list are, one after the other.
struct list_lanes {
    std::uint32_t list = 0;         ///< of `case_data::lists`
    std::uint32_t most = 0;         ///< how many elements there is room for
    std::uint32_t size = 0;         ///< the lane that says how many there are
    std::uint32_t first = 0;        ///< the first lane of the first element
    std::uint32_t stride = 0;       ///< lanes from one element to the next
    std::vector<cell_lane> fields;  ///< by field: where it is from the first lane of its element on
    friend bool operator==(const list_lanes&, const list_lanes&) = default;
};

/// Where the values of the cases of one rule set are.
struct lane_layout {
    std::vector<cell_lane> cells;   ///< by cell of `case_data`
    std::vector<list_lanes> lists;  ///< those that rules look through
    std::uint32_t open = 0;  ///< the lane where the bits start of what the case does not give: of cells, then of lists
    std::uint32_t unknown = 0;  ///< likewise of the cells among these that are unknown: neither absent nor assumed
    std::uint32_t lines = 1;    ///< of a case

    friend bool operator==(const lane_layout&, const lane_layout&) = default;
};

// Flags in lane 0.
inline constexpr std::uint16_t lanes_open = 1;       ///< the case does not give some cell or list
inline constexpr std::uint16_t lanes_erroneous = 2;  ///< the case has errors, or gives outcomes itself
inline constexpr std::uint16_t lanes_always =
    0x8000;  ///< of every case; alone: every cell and list is given, nothing is wrong

/// Reads 64 bits from a lane on.
inline std::uint64_t word_at(const lane_line* c, std::uint32_t lane) noexcept {
    std::uint64_t out = 0;
    std::memcpy(&out, reinterpret_cast<const unsigned char*>(c) + std::size_t{lane} * 2, sizeof out);
    return out;
}

/// Sets every bit of a cell: where it has values, of bits all that are possible.
void put_all(const cell_lane& at, lane_line* into) noexcept;

/// Writes a case into `layout.lines` lines. @pre the case was laid out for the same rules
/// @par Complexity  One step for each cell.
void pack(const lane_layout& layout, const case_data& c, lane_line* into) noexcept;

/// Cases packed one after the other, to be decided one by one: `decider::load(cases, i)`.
///
///     writ::packed_cases cases = rules.pack();
///     for (const auto& text : requests) cases.add(rules.read_json(text));
/// @par Thread safety  As a vector: concurrent reading is fine.
class packed_cases {
public:
    explicit packed_cases(lane_layout layout) : layout_(std::move(layout)), stride_(layout_.lines) {}

    /// Appends a case, and keeps it: for questions that need more than lanes. @pre it was laid out for the same rules
    void add(case_data c);
    void clear() noexcept { lines_.clear(), given_.clear(); }

    std::size_t size() const noexcept { return given_.size(); }
    const case_data& given(std::size_t i) const noexcept { return given_[i]; }
    /// The lanes of a case. Also tells the processor that cases a little further on will be wanted: it does not look so far
    /// ahead by itself.
    const lane_line* operator[](std::size_t i) const noexcept {
        const lane_line* at = lines_.data() + i * stride_;
        for (std::size_t l = 0; l < stride_; ++l) __builtin_prefetch(at + stride_ * 8 + l);
        return at;
    }
    const lane_layout& layout() const noexcept { return layout_; }

private:
    lane_layout layout_;
    std::size_t stride_;
    std::vector<lane_line> lines_;  ///< and one more, so that eight bytes may be read wherever a lane starts
    std::vector<case_data> given_;
};

}  // namespace writ
