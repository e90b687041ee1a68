#include "writ/detail/classify/rows.hpp"
#include "writ/detail/classify/search.hpp"
#include "writ/detail/classify/tables.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>
#include <optional>
#include <set>

namespace writ::classify {

namespace rows_detail {

/// A cell cut more often would make rows that are read too seldom to be worth their memory.
inline constexpr std::size_t most_rows_of_cell = 4096;

/// A way for a rule to match, all of whose tests are about one slot each.
struct column {
    std::uint32_t rule = 0;
    std::vector<const test*> tests;
    std::vector<std::pair<const test*, std::uint32_t>> parts;  ///< tests of sets: which four members they are about
};

class layout_of_rows {
public:
    layout_of_rows(const rule_tests& rules, const lane_layout& layout, std::uint32_t width)
        : rules_(rules), layout_(layout) {
        out_.width = width;
    }

    std::optional<rows> run() {
        for (const way& w : rules_.ways) {
            column c{w.rule, {}, {}};
            split(w, 0, c);
        }
        for (std::size_t i = 1; i < columns_.size(); ++i)
            out_.overlapping = out_.overlapping || columns_[i].rule == columns_[i - 1].rule;
        while (out_.width < 128 && out_.width * 8 < columns_.size()) out_.width *= 2;
        out_.chunks = static_cast<std::uint32_t>((columns_.size() + out_.width * 8 - 1) / (out_.width * 8));
        for (const column& c : columns_) out_.ids.push_back(c.rule);
        if (!place_slots() || out_.slots() > most_slots) return std::nullopt;
        fill();
        return std::move(out_);
    }

private:
    const cell_lane& lane_of(const test& t) const { return layout_.cells[t.cell]; }

    /// Which of four members, or their absence, a test of a set is about.
    static bool about(const test& t, const cell_lane& l, std::uint32_t part) {
        for (std::uint32_t m = part * 4; m < std::min(part * 4 + 4, l.points); ++m)
            if (t.bits.test(m) || t.bits.test(m + l.points)) return true;
        return false;
    }

    /// Where any of several members will do, each four of them are a column of their own.
    void split(const way& w, std::size_t from, const column& before) {
        if (from == w.tests.size()) {
            columns_.push_back(before);
            return;
        }
        const test& t = w.tests[from];
        const cell_lane& l = lane_of(t);
        if (l.kind != cell_lane::kind_of::set) {
            column c = before;
            c.tests.push_back(&t);
            return split(w, from + 1, c);
        }
        for (std::uint32_t part = 0; part * 4 < l.points; ++part) {
            if (!about(t, l, part)) continue;
            column c = before;
            c.parts.emplace_back(&t, part);
            split(w, from + 1, c);
        }
    }

    // ---- slots

    bool place_slots() {
        std::map<std::uint32_t, std::set<std::int64_t>> cuts;
        std::set<std::uint32_t> bits;
        std::set<std::pair<std::uint32_t, std::uint32_t>> parts;
        for (const column& c : columns_) {
            for (const test* t : c.tests) {
                if (t->by_bits) bits.insert(t->cell);
                else {
                    auto& of = cuts[t->cell];
                    const auto [low, high] = range_of(*t, lane_of(*t));
                    if (low > least_of(lane_of(*t))) of.insert(low);
                    if (high < most_of(lane_of(*t))) of.insert(high + 1);
                }
            }
            for (const auto& [t, part] : c.parts) parts.emplace(t->cell, part);
        }
        for (auto at = bits.begin(); at != bits.end(); ++at) {
            const cell_lane& l = layout_.cells[*at];
            if (l.points > 48) return false;
            if (const auto next = std::next(at); next != bits.end() && side_by_side(l, layout_.cells[*next])) {
                pairs_.emplace_back(*at, *next);
                at = next;
                continue;
            }
            ones_.emplace_back(*at);
            out_.ones.push_back(slot_of(l.lane, l.bit, l.points, l.points));
        }
        for (const auto& [first, second] : pairs_)
            out_.bits.push_back(slot_of(layout_.cells[first].lane, layout_.cells[first].bit, 4, 16));
        for (const auto& [cell, part] : parts) {
            const cell_lane& l = layout_.cells[cell];
            const std::uint32_t bit = l.bit + part * 4;
            bits_.emplace_back(cell, part);
            out_.bits.push_back(slot_of(l.lane + bit / 16, bit % 16, std::min(4u, l.points - part * 4), 16));
        }
        for (const auto& [cell, of] : cuts)
            if (!place_number(cell, {of.begin(), of.end()})) return false;
        return true;
    }

    /// Two cells of yes and no, the second right after the first: one slot for both.
    static bool side_by_side(const cell_lane& first, const cell_lane& second) {
        return first.points == 2 && second.points == 2 && first.lane == second.lane && first.bit + 2 == second.bit;
    }

    row_slot slot_of(std::uint32_t lane, std::uint32_t shift, std::uint32_t bits, std::uint32_t rows) {
        row_slot s;
        s.lane = lane;
        s.shift = shift;
        s.mask = (std::uint64_t{1} << bits) - 1;
        s.first_row = out_.in_chunk;
        s.count = rows;
        out_.in_chunk += rows;
        return s;
    }

    bool place_number(std::uint32_t cell, const std::vector<std::int64_t>& cuts) {
        const cell_lane& l = layout_.cells[cell];
        if (cuts.size() > most_rows_of_cell) return false;
        row_slot s = slot_of(l.lane, 0, 0, static_cast<std::uint32_t>(cuts.size() + 1));
        cuts_[cell] = cuts;
        if (l.kind == cell_lane::kind_of::wide) {
            s.cuts = add_cuts(cuts, out_.wide_cuts);
            wides_.push_back(cell);
            out_.wides.push_back(s);
            return true;
        }
        if (l.kind == cell_lane::kind_of::half) {
            s.cuts = add_cuts(std::vector<std::uint32_t>(cuts.begin(), cuts.end()), out_.half_cuts);
            halves_.push_back(cell);
            out_.halves.push_back(s);
            return true;
        }
        if (cuts.size() > 255) return false;
        s.map = static_cast<std::uint32_t>(out_.map.size());
        s.last = cuts.empty() ? 0 : static_cast<std::uint32_t>(cuts.back());
        std::uint8_t number = 0;
        for (std::uint32_t v = 0; v <= s.last; ++v) {
            if (number < cuts.size() && cuts[number] == v) ++number;
            out_.map.push_back(number);
        }
        mapped_.push_back(cell);
        out_.mapped.push_back(s);
        return true;
    }

    // ---- filling

    void fill() {
        const std::size_t bytes = std::size_t{out_.chunks} * out_.in_chunk * out_.width;
        out_.table.resize((bytes + sizeof(lane_line) - 1) / sizeof(lane_line), lane_line{});
        leave_all();
        std::map<std::uint32_t, const row_slot*> slot;
        const auto know = [&](const std::vector<std::uint32_t>& cells, const std::vector<row_slot>& slots) {
            for (std::size_t i = 0; i < cells.size(); ++i) slot[cells[i]] = &slots[i];
        };
        know(ones_, out_.ones), know(mapped_, out_.mapped), know(halves_, out_.halves), know(wides_, out_.wides);
        std::map<std::pair<std::uint32_t, std::uint32_t>, const row_slot*> part;
        for (std::size_t i = 0; i < bits_.size(); ++i) part[bits_[i]] = &out_.bits[pairs_.size() + i];
        for (std::size_t i = 0; i < pairs_.size(); ++i)
            pair_[pairs_[i].first] = {&out_.bits[i], 0}, pair_[pairs_[i].second] = {&out_.bits[i], 2};
        for (std::uint32_t k = 0; k < columns_.size(); ++k) {
            for (const test* t : columns_[k].tests)
                if (const auto pair = pair_.find(t->cell); pair != pair_.end()) drop_pair(pair->second, *t, k);
                else drop(*slot.at(t->cell), *t, k);
            for (const auto& [t, which] : columns_[k].parts) drop_part(*part.at({t->cell, which}), *t, which, k);
        }
    }

    /// Every row leaves every rule.
    void leave_all() {
        const std::uint32_t bits = out_.width * 8;
        for (std::uint32_t chunk = 0; chunk < out_.chunks; ++chunk) {
            const auto columns = std::min(bits, static_cast<std::uint32_t>(columns_.size()) - chunk * bits);
            for (std::uint32_t row = 0; row < out_.in_chunk; ++row) {
                unsigned char* at = bytes_of(row, chunk * bits);
                std::memset(at, 0xff, columns / 8);
                if (columns % 8 != 0) at[columns / 8] = static_cast<unsigned char>((1u << columns % 8) - 1);
            }
        }
    }

    unsigned char* bytes_of(std::uint32_t row, std::uint32_t k) {
        const std::uint32_t bits = out_.width * 8;
        const std::size_t place = std::size_t{k / bits} * out_.in_chunk + row;
        return reinterpret_cast<unsigned char*>(out_.table.data()) + place * out_.width + k % bits / 8;
    }

    /// The row does not leave the rule.
    void drop(std::uint32_t row, std::uint32_t k) {
        unsigned char* at = bytes_of(row, k);
        *at = static_cast<unsigned char>(*at & ~(1u << k % 8));
    }

    void drop(const row_slot& s, const test& t, std::uint32_t k) {
        if (t.by_bits) {
            for (std::uint32_t v = 0; v < lane_of(t).points; ++v)
                if (!t.bits.test(v)) drop(s.first_row + v, k);
            return;
        }
        const auto& cuts = cuts_.at(t.cell);
        const auto number = [&](std::int64_t v) {
            return static_cast<std::uint32_t>(std::upper_bound(cuts.begin(), cuts.end(), v) - cuts.begin());
        };
        const auto [low, high] = range_of(t, lane_of(t));
        const std::uint32_t first = number(low), last = number(high);
        for (std::uint32_t v = 0; v <= cuts.size(); ++v)
            if (v < first || v > last) drop(s.first_row + v, k);
    }

    /// A pair of cells: the row of a value leaves the rule if one of the cell's own two bits is asked for.
    void drop_pair(const std::pair<const row_slot*, std::uint32_t>& where, const test& t, std::uint32_t k) {
        for (std::uint32_t v = 0; v < 16; ++v) {
            const std::uint32_t own = v >> where.second & 3;
            if (!((own & 1) != 0 && t.bits.test(0)) && !((own & 2) != 0 && t.bits.test(1)))
                drop(where.first->first_row + v, k);
        }
    }

    void drop_part(const row_slot& s, const test& t, std::uint32_t part, std::uint32_t k) {
        const std::uint32_t points = lane_of(t).points;
        for (std::uint32_t v = 0; v < 16; ++v) {
            bool any = false;
            for (std::uint32_t m = part * 4; m < std::min(part * 4 + 4, points); ++m)
                any = any || t.bits.test((v >> (m - part * 4) & 1) != 0 ? m : m + points);
            if (!any) drop(s.first_row + v, k);
        }
    }

    const rule_tests& rules_;
    const lane_layout& layout_;
    std::vector<column> columns_;
    std::vector<std::uint32_t> ones_, mapped_, halves_, wides_;                ///< cells, as the slots of `out_`
    std::vector<std::pair<std::uint32_t, std::uint32_t>> bits_;                ///< cells and parts
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs_;               ///< cells that share a slot
    std::map<std::uint32_t, std::pair<const row_slot*, std::uint32_t>> pair_;  ///< by cell: its slot, and its bit there
    std::map<std::uint32_t, std::vector<std::int64_t>> cuts_;
    rows out_;
};

}  // namespace rows_detail

std::size_t rows::bytes() const noexcept {
    return table.size() * sizeof table[0] + map.size() + half_cuts.size() * sizeof half_cuts[0] +
           wide_cuts.size() * sizeof wide_cuts[0] + slots() * sizeof(row_slot) + ids.size() * sizeof ids[0];
}

std::optional<rows> rows_of(const rule_tests& rules, const lane_layout& layout, std::uint32_t width) {
    return rows_detail::layout_of_rows(rules, layout, width).run();
}

}  // namespace writ::classify

#define WRIT_LEVEL portable
#define WRIT_TARGET
#define WRIT_VECTOR 16
#include "writ/detail/classify/rows_kernel.hpp"

#if defined(__x86_64__)
#define WRIT_LEVEL avx2
#define WRIT_TARGET WRIT_AVX2
#define WRIT_VECTOR 32
#include "writ/detail/classify/rows_kernel.hpp"

#define WRIT_LEVEL avx512
#define WRIT_TARGET WRIT_AVX512
#define WRIT_VECTOR 64
#include "writ/detail/classify/rows_kernel.hpp"
#endif

namespace writ::classify {

namespace rows_detail {
inline std::size_t place_of(const rows& r) noexcept { return static_cast<std::size_t>(std::countr_zero(r.width)) - 3; }
}  // namespace rows_detail

first_of first_by_rows(const tables& t, level on) noexcept {
    using namespace rows_detail;
#if defined(__x86_64__)
    if (on == level::avx512) return avx512::firsts[place_of(t.by_rows)];
    if (on == level::avx2) return avx2::firsts[place_of(t.by_rows)];
#endif
    static_cast<void>(on);
    return portable::firsts[place_of(t.by_rows)];
}

all_of all_by_rows(const tables& t, level on) noexcept {
    using namespace rows_detail;
#if defined(__x86_64__)
    if (on == level::avx512) return avx512::alls[place_of(t.by_rows)];
    if (on == level::avx2) return avx2::alls[place_of(t.by_rows)];
#endif
    static_cast<void>(on);
    return portable::alls[place_of(t.by_rows)];
}

}  // namespace writ::classify
