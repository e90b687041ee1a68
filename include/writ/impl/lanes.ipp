#include "writ/lanes.hpp"

namespace writ {

namespace lanes_detail {

inline std::uint16_t& lane_at(lane_line* c, std::uint32_t lane) noexcept {
    return c[lane / lanes_of_line].lane[lane % lanes_of_line];
}

inline void set_bit(lane_line* c, std::uint32_t lane, std::uint32_t bit) noexcept {
    std::uint16_t& at = lane_at(c, lane + bit / 16);
    at = static_cast<std::uint16_t>(at | 1u << bit % 16);
}

inline void put(lane_line* c, std::uint32_t lane, std::uint64_t value, std::uint32_t lanes) noexcept {
    for (std::uint32_t i = 0; i < lanes; ++i) lane_at(c, lane + i) = static_cast<std::uint16_t>(value >> 16 * i);
}

inline void put(const cell_lane& at, std::int64_t given, lane_line* c) noexcept {
    const auto value = static_cast<std::uint64_t>(given);
    const auto distance = static_cast<std::uint64_t>(given) - static_cast<std::uint64_t>(at.low);
    switch (at.kind) {
        case cell_lane::kind_of::none: break;
        case cell_lane::kind_of::bits: set_bit(c, at.lane, at.bit + static_cast<std::uint32_t>(value)); break;
        case cell_lane::kind_of::set:
            for (std::uint32_t m = 0; m < at.points; ++m)
                set_bit(c, at.lane, at.bit + m + ((value >> m & 1) != 0 ? 0 : at.points));
            break;
        case cell_lane::kind_of::narrow: put(c, at.lane, distance, 1); break;
        case cell_lane::kind_of::half: put(c, at.lane, distance, 2); break;
        case cell_lane::kind_of::wide: put(c, at.lane, value, 4); break;
    }
}

}  // namespace lanes_detail

void pack(const lane_layout& layout, const case_data& c, lane_line* into) noexcept {
    using namespace lanes_detail;
    std::memset(static_cast<void*>(into), 0, layout.lines * sizeof(lane_line));
    std::uint16_t& flags = into->lane[0];
    flags = lanes_always;
    if (!c.errors.empty() || !c.outcomes.empty()) flags |= lanes_erroneous;
    for (std::uint32_t i = 0; i < layout.cells.size(); ++i) {
        if (c.cells[i].state == presence::known) {
            put(layout.cells[i], c.cells[i].value, into);
            continue;
        }
        flags |= lanes_open;
        set_bit(into, layout.open, i);
    }
}

void packed_cases::add(case_data c) {
    lines_.resize((size() + 1) * stride_ + 1);
    pack(layout_, c, lines_.data() + size() * stride_);
    given_.push_back(std::move(c));
}

}  // namespace writ
