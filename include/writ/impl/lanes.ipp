#include "writ/lanes.hpp"

#include "writ/detail/put_in_lanes.hpp"

namespace writ {

namespace lanes_detail {

/// @return whether the case gives the list, and all that is asked of its elements
inline bool put(const list_lanes& at, const list_data& given, unsigned char* c) noexcept {
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

void put_all(const cell_lane& at, lane_line* into) noexcept {
    using namespace lanes_detail;
    using kind_of = cell_lane::kind_of;
    auto* const out = reinterpret_cast<unsigned char*>(into);
    if (at.kind == kind_of::narrow) put(out, at.lane, std::uint16_t{0xffff});
    if (at.kind == kind_of::half) put(out, at.lane, std::uint32_t{0xffffffff});
    if (at.kind == kind_of::wide) put(out, at.lane, ~std::uint64_t{0});
    if (at.kind != kind_of::bits && at.kind != kind_of::set) return;
    const std::uint32_t bits = at.kind == kind_of::set ? 2 * at.points : at.points;
    for (std::uint32_t b = at.bit; b < at.bit + bits; ++b) set_bit(out, at.lane, b);
}

void pack(const lane_layout& layout, const case_data& c, lane_line* into) noexcept {
    using namespace lanes_detail;
    std::memset(static_cast<void*>(into), 0, layout.lines * sizeof(lane_line));
    auto* const out = reinterpret_cast<unsigned char*>(into);
    into->lane[0] = lanes_always;
    if (!c.errors.empty() || !c.outcomes.empty()) set_bits(out, 0, lanes_erroneous);
    const cell* const cells = c.cells.data();
    const cell_lane* const lanes = layout.cells.data();
    const auto count = static_cast<std::uint32_t>(layout.cells.size());
    for (std::uint32_t i = 0; i < count; ++i) {
        if (cells[i].state == presence::known) {
            put(lanes[i], cells[i].value, out);
            continue;
        }
        leave_open(out, layout.open, i);
        if (is_open(cells[i].state)) set_bit(out, layout.unknown, i);
    }
    for (std::uint32_t i = 0; i < layout.lists.size(); ++i)
        if (!put(layout.lists[i], c.lists[layout.lists[i].list], out)) leave_open(out, layout.open, count + i);
}

void packed_cases::add(case_data c) {
    lines_.resize((size() + 1) * stride_ + 1);
    pack(layout_, c, lines_.data() + size() * stride_);
    given_.push_back(std::move(c));
}

}  // namespace writ
