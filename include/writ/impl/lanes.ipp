#include "writ/lanes.hpp"

namespace writ {

namespace lanes_detail {

/// Writes so many of the lowest bytes of a value from a lane on.
template <class Unsigned>
inline void put(lane_line* c, std::uint32_t lane, Unsigned value) noexcept {
    std::memcpy(reinterpret_cast<unsigned char*>(c) + std::size_t{lane} * 2, &value, sizeof value);
}

inline void set_bit(lane_line* c, std::uint32_t lane, std::uint32_t bit) noexcept {
    unsigned char& at = reinterpret_cast<unsigned char*>(c)[std::size_t{lane} * 2 + bit / 8];
    at = static_cast<unsigned char>(at | 1u << bit % 8);
}

/// A bit for each member, and behind them one for each that is not in the set.
inline void put_set(const cell_lane& at, std::uint64_t members, lane_line* c) noexcept {
    constexpr std::uint32_t at_once = 28;
    if (at.points > at_once) {
        for (std::uint32_t m = 0; m < at.points; ++m)
            set_bit(c, at.lane, at.bit + m + ((members >> m & 1) != 0 ? 0 : at.points));
        return;
    }
    const std::uint64_t all = (std::uint64_t{1} << at.points) - 1;
    const std::uint64_t bits = (members & all) | (~members & all) << at.points;
    unsigned char* const to = reinterpret_cast<unsigned char*>(c) + std::size_t{at.lane} * 2 + at.bit / 8;
    for (std::uint64_t rest = bits << at.bit % 8, byte = 0; rest != 0; rest >>= 8, ++byte)
        to[byte] = static_cast<unsigned char>(to[byte] | rest);
}

inline void put(const cell_lane& at, std::int64_t given, lane_line* c) noexcept {
    const auto value = static_cast<std::uint64_t>(given);
    const std::uint64_t distance = value - static_cast<std::uint64_t>(at.low);
    switch (at.kind) {
        case cell_lane::kind_of::none: break;
        case cell_lane::kind_of::bits: set_bit(c, at.lane, at.bit + static_cast<std::uint32_t>(value)); break;
        case cell_lane::kind_of::set: put_set(at, value, c); break;
        case cell_lane::kind_of::narrow: put(c, at.lane, static_cast<std::uint16_t>(distance)); break;
        case cell_lane::kind_of::half: put(c, at.lane, static_cast<std::uint32_t>(distance)); break;
        case cell_lane::kind_of::wide: put(c, at.lane, value); break;
    }
}

/// @return whether the case gives the list, and all that is asked of its elements
inline bool put(const list_lanes& at, const list_data& given, lane_line* c) noexcept {
    if (given.state != presence::known || given.count > at.most) return false;
    put(c, at.size, static_cast<std::uint16_t>(given.count));
    bool all = true;
    for (std::uint32_t f = 0; f < at.fields.size(); ++f) {
        cell_lane field = at.fields[f];
        if (field.kind == cell_lane::kind_of::none) continue;
        field.lane += at.first;
        for (std::uint32_t i = 0; i < given.count; ++i, field.lane += at.stride) {
            const cell& x = given.cells[std::size_t{f} * given.count + i];
            all = all && x.state == presence::known;
            if (x.state == presence::known) put(field, x.value, c);
        }
    }
    return all;
}

}  // namespace lanes_detail

void pack(const lane_layout& layout, const case_data& c, lane_line* into) noexcept {
    using namespace lanes_detail;
    std::memset(static_cast<void*>(into), 0, layout.lines * sizeof(lane_line));
    std::uint16_t& flags = into->lane[0];
    flags = lanes_always;
    if (!c.errors.empty() || !c.outcomes.empty()) flags |= lanes_erroneous;
    const cell* const cells = c.cells.data();
    const cell_lane* const lanes = layout.cells.data();
    for (std::size_t i = 0, count = layout.cells.size(); i < count; ++i) {
        if (cells[i].state == presence::known) {
            put(lanes[i], cells[i].value, into);
            continue;
        }
        flags |= lanes_open;
        set_bit(into, layout.open, static_cast<std::uint32_t>(i));
    }
    for (std::uint32_t i = 0; i < layout.lists.size(); ++i) {
        if (put(layout.lists[i], c.lists[layout.lists[i].list], into)) continue;
        flags |= lanes_open;
        set_bit(into, layout.open, static_cast<std::uint32_t>(layout.cells.size()) + i);
    }
}

void packed_cases::add(case_data c) {
    lines_.resize((size() + 1) * stride_ + 1);
    pack(layout_, c, lines_.data() + size() * stride_);
    given_.push_back(std::move(c));
}

}  // namespace writ
