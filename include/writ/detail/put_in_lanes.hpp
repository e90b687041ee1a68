// One value into the lanes of a case.
#pragma once

#include <cstdint>
#include <cstring>

#include "writ/lanes.hpp"

namespace writ::lanes_detail {

/// Writes so many of the lowest bytes of a value from a lane on.
template <class Unsigned>
inline void put(unsigned char* lanes, std::uint32_t lane, Unsigned value) noexcept {
    std::memcpy(lanes + std::size_t{lane} * 2, &value, sizeof value);
}

inline void set_bits(unsigned char* lanes, std::uint32_t lane, std::uint16_t bits) noexcept {
    std::uint16_t all = 0;
    std::memcpy(&all, lanes + std::size_t{lane} * 2, sizeof all);
    put(lanes, lane, static_cast<std::uint16_t>(all | bits));
}

inline void set_bit(unsigned char* lanes, std::uint32_t lane, std::uint32_t bit) noexcept {
    set_bits(lanes, lane + bit / 16, static_cast<std::uint16_t>(1u << bit % 16));
}

template <class Word>
[[gnu::always_inline]] inline void put_members(const cell_lane& at, Word members, unsigned char* lanes) noexcept {
    const Word none = ((Word{1} << at.points) - 1) << at.points;
    const Word bits = (none ^ members ^ members << at.points) << at.bit;
    for (std::uint32_t lane = at.lane, left = at.bit + 2 * at.points, i = 0;; left -= 16, ++i) {
        set_bits(lanes, lane + i, static_cast<std::uint16_t>(bits >> 16 * i));
        if (left <= 16) break;
    }
}

/// A bit for each member, and behind them one for each that is not in the set. @pre there are no other members
[[gnu::always_inline]] inline void put_set(const cell_lane& at, std::uint64_t members, unsigned char* lanes) noexcept {
    if (at.bit + 2 * at.points <= 64) put_members<std::uint64_t>(at, members, lanes);
    else put_members<unsigned __int128>(at, members, lanes);
}

/// Writes a value as its cell has it.
inline void put(const cell_lane& at, std::int64_t given, unsigned char* lanes) noexcept {
    const auto value = static_cast<std::uint64_t>(given);
    const std::uint64_t distance = value - static_cast<std::uint64_t>(at.low);
    switch (at.kind) {
        case cell_lane::kind_of::none: break;
        case cell_lane::kind_of::bits: set_bit(lanes, at.lane, at.bit + static_cast<std::uint32_t>(value)); break;
        case cell_lane::kind_of::set: put_set(at, value, lanes); break;
        case cell_lane::kind_of::narrow: put(lanes, at.lane, static_cast<std::uint16_t>(distance)); break;
        case cell_lane::kind_of::half: put(lanes, at.lane, static_cast<std::uint32_t>(distance)); break;
        case cell_lane::kind_of::wide: put(lanes, at.lane, value); break;
    }
}

/// Says that the case does not give a cell or list, or not whole. @param bit  from `lane_layout::open` on
inline void leave_open(unsigned char* lanes, std::uint32_t open, std::uint32_t bit) noexcept {
    set_bits(lanes, 0, lanes_open);
    set_bit(lanes, open, bit);
}

}  // namespace writ::lanes_detail
