#include "writ/detail/classify/lists.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <map>
#include <span>
#include <type_traits>

#include "writ/detail/classify/search.hpp"
#include "writ/detail/classify/tables.hpp"

#define WRIT_LEVEL portable
#define WRIT_TARGET
#define WRIT_VECTOR 16
#include "writ/detail/classify/lists_kernel.hpp"

#if defined(__x86_64__)
#define WRIT_LEVEL avx2
#define WRIT_TARGET WRIT_AVX2
#define WRIT_VECTOR 32
#include "writ/detail/classify/lists_kernel.hpp"

#define WRIT_LEVEL avx512
#define WRIT_TARGET WRIT_AVX512
#define WRIT_VECTOR 64
#include "writ/detail/classify/lists_kernel.hpp"
#endif

namespace writ::classify {

namespace lists_detail {

inline ask_of ask_on(const list_table& l, level on) noexcept {
    const auto by_width = static_cast<std::size_t>(std::countr_zero(l.elements.width)) - 3;
#if defined(__x86_64__)
    if (on == level::avx512) return avx512::asks[by_width];
    if (on == level::avx2) return avx2::asks[by_width];
#endif
    static_cast<void>(on);
    return portable::asks[by_width];
}

/// A cell that says what is so of a list holds so many answers.
inline constexpr std::uint32_t answers_of_cell = 128;

/// Bytes that are written and read at once: wider registers gain nothing here.
inline std::uint32_t width_of(level on) { return on == level::portable ? 16 : 32; }

/// Gives the values of a lane their rows, and bits side by side one slot: a row of theirs is what those of all of them leave.
class slot_maker {
public:
    explicit slot_maker(list_table& to) : to_(to), rows_(to.elements) {}

    void run() {
        for (const row_slot& s : rows_.mapped) add_number(s);
        for (const row_slot& s : rows_.halves) add_half(s);
        for (const row_slot& s : rows_.ones) add_pieces(s);
        for (const row_slot& s : rows_.bits) pieces_.push_back({place_of(s), width_of(s), s.first_row, false});
        std::sort(pieces_.begin(), pieces_.end(), [](const piece& a, const piece& b) { return a.at < b.at; });
        for (std::size_t i = 0; i < pieces_.size();) {
            const std::size_t first = i;
            while (++i < pieces_.size() && are_few(first, i)) {
            }
            add_bits({pieces_.data() + first, pieces_.data() + i});
        }
    }

private:
    static constexpr std::uint32_t most_bits = 10, most_rows = 64;  ///< of a slot
    static constexpr std::uint32_t most_buckets = 1024;

    /// Some bits of a slot of rows.
    struct piece {
        std::uint32_t at = 0, bits = 0;  ///< the first one, counted from the element's first lane on
        std::uint32_t first_row = 0;
        bool one = false;  ///< one of them is set, and says which row; if none is, another piece says so

        std::uint32_t values() const noexcept { return one ? bits + 1 : 1u << bits; }
        std::uint32_t value(std::uint32_t i) const noexcept { return one ? (1u << i) >> 1 : i; }
    };
    using pieces = std::span<const piece>;

    static std::uint32_t place_of(const row_slot& s) { return s.lane * 16 + s.shift; }
    static std::uint32_t width_of(const row_slot& s) { return static_cast<std::uint32_t>(std::popcount(s.mask)); }
    static std::uint32_t size_of(const std::vector<std::uint32_t>& v) { return static_cast<std::uint32_t>(v.size()); }
    std::uint32_t offset_of(std::uint32_t row) const { return row * rows_.width; }

    void add_number(const row_slot& s) {
        to_.numbers.push_back({s.lane, 0, 0, s.last, size_of(to_.map)});
        for (std::uint32_t v = 0; v <= s.last; ++v) to_.map.push_back(offset_of(s.first_row + rows_.map[s.map + v]));
    }

    void add_half(const row_slot& s) {
        const std::span cuts(rows_.half_cuts.data() + s.cuts.levels[s.cuts.depth - 1], s.count - 1);
        if (cuts.empty()) return;
        half_slot to{s.lane, 0, 0, size_of(to_.map), size_of(to_.cuts), 0, offset_of(s.first_row)};
        while (cuts.back() >> to.shift >= most_buckets - 1) ++to.shift;
        to.last = (cuts.back() >> to.shift) + 1;
        const auto cuts_up_to = [&](std::uint64_t v) {
            return static_cast<std::uint32_t>(std::upper_bound(cuts.begin(), cuts.end(), v) - cuts.begin());
        };
        for (std::uint64_t bucket = 0; bucket <= to.last; ++bucket) {
            const std::uint32_t sure = cuts_up_to(bucket << to.shift);
            to.most = std::max(to.most, cuts_up_to(((bucket + 1) << to.shift) - 1) - sure);
            to_.map.push_back(sure);
        }
        for (const std::uint32_t cut : cuts) to_.cuts.push_back(cut - 1);
        to_.cuts.push_back(std::numeric_limits<std::uint32_t>::max());
        to_.halves.push_back(to);
    }

    void add_pieces(const row_slot& s) {
        const std::uint32_t bits = width_of(s);
        for (std::uint32_t b = 0; b < bits; b += most_bits)
            pieces_.push_back({place_of(s) + b, std::min(most_bits, bits - b), s.first_row + b, true});
    }

    /// Whether pieces from `first` to `last` are not too much for one slot.
    bool are_few(std::size_t first, std::size_t last) const {
        std::uint32_t rows = 1;
        for (std::size_t i = first; i <= last; ++i) rows *= pieces_[i].values();
        return pieces_[last].at + pieces_[last].bits - pieces_[first].at <= most_bits && rows <= most_rows;
    }

    void add_bits(pieces of) {
        const std::uint32_t at = of.front().at, map = size_of(to_.map);
        std::uint32_t mask = 0;  // between them there may be bits that no test asks for
        for (const piece& p : of) mask |= ((1u << p.bits) - 1) << (p.at - at);
        to_.bits.push_back({at / 16, at % 16, mask, 0, map});
        to_.map.resize(map + mask + 1);
        add_rows(of, 0, at, map, std::vector<unsigned char>(rows_.width, 0xff));
    }

    /// Adds a row for each value of some pieces. @param before  what pieces before them leave, whose bits `map` is moved by
    void add_rows(pieces of, std::uint32_t bits, std::uint32_t at, std::uint32_t map,
                  const std::vector<unsigned char>& before) {
        if (of.empty()) {
            to_.map[map + bits] = offset_of(rows_.in_chunk);
            append(before);
            return;
        }
        const piece& p = of.front();
        for (std::uint32_t i = 0; i < p.values(); ++i) {
            std::vector<unsigned char> left = before;
            if (!p.one || i > 0) meet(left, p.first_row + i - (p.one ? 1 : 0));
            add_rows(of.subspan(1), bits | p.value(i) << (p.at - at), at, map, left);
        }
    }

    void meet(std::vector<unsigned char>& left, std::uint32_t row) const {
        const auto* const at = reinterpret_cast<const unsigned char*>(rows_.table.data()) + offset_of(row);
        for (std::uint32_t i = 0; i < rows_.width; ++i) left[i] = static_cast<unsigned char>(left[i] & at[i]);
    }

    void append(const std::vector<unsigned char>& row) {
        const std::size_t at = offset_of(rows_.in_chunk++);
        rows_.table.resize((at + row.size() + sizeof(lane_line) - 1) / sizeof(lane_line), lane_line{});
        std::memcpy(reinterpret_cast<unsigned char*>(rows_.table.data()) + at, row.data(), row.size());
    }

    list_table& to_;
    rows& rows_;
    std::vector<piece> pieces_;
};

class resolution {
public:
    resolution(const rule_tests& rules, const lane_layout& layout, level on)
        : rules_(rules), layout_(layout), on_(on) {}

    std::optional<resolved_lists> run() {
        out_.layout = layout_;
        out_.lines = line_ = (layout_.open + lanes_of_line - 1) / lanes_of_line;
        for (std::uint32_t list = 0; list < layout_.lists.size(); ++list)
            if (!resolve(list)) return std::nullopt;
        out_.layout.lines = line_;
        if (line_ > most_lines_with_lists) return std::nullopt;
        out_.rules = rules_;
        out_.rules.lists.clear();
        for (way& w : out_.rules.ways) {
            for (const std::uint32_t asked : w.lists) w.tests.push_back(answers_.at(asked));
            w.lists.clear();
        }
        return std::move(out_);
    }

private:
    /// Makes the table of a list, and cells for its answers.
    bool resolve(std::uint32_t list) {
        const list_lanes& at = layout_.lists[list];
        rule_tests elements;
        std::vector<const list_test*> tests;
        const auto first_cell = static_cast<std::uint32_t>(out_.layout.cells.size());
        for (std::uint32_t k = 0; k < rules_.lists.size(); ++k) {
            const list_test& t = rules_.lists[k];
            if (t.list != list) continue;
            const auto place = static_cast<std::uint32_t>(tests.size());
            tests.push_back(&t);
            elements.ways.push_back({place, t.tests});
            test answer;
            answer.cell = first_cell + place / answers_of_cell;
            answer.by_bits = true;
            answer.bits.set(place % answers_of_cell);
            answers_.emplace(k, answer);
        }
        if (tests.empty()) return true;
        lane_layout fields;
        fields.cells = at.fields;
        auto of_elements = rows_of(elements, fields, width_of(on_));
        if (!of_elements || of_elements->chunks != 1 || of_elements->ids.size() != tests.size()) return false;
        list_table table;
        table.size = at.size;
        table.places = places_of(at);
        table.elements = *std::move(of_elements);
        table.line = line_;
        table.ask = ask_on(table, on_);
        slot_maker(table).run();
        plan(tests, table);
        for (std::uint32_t k = 0; k < tests.size(); k += answers_of_cell)
            out_.layout.cells.push_back(
                {cell_lane::kind_of::set, line_ * lanes_of_line + k / 16, 0, answers_of_cell, 0});
        line_ += (table.elements.width + 63) / 64;
        out_.lists.push_back(std::move(table));
        return true;
    }

    static std::vector<std::uint32_t> places_of(const list_lanes& at) {
        std::vector<std::uint32_t> out((at.most + elements_at_once - 1) / elements_at_once * elements_at_once);
        for (std::uint32_t i = 0; i < out.size(); ++i) out[i] = at.first + std::min(i, at.most - 1) * at.stride;
        return out;
    }

    static void plan(const std::vector<const list_test*>& tests, list_table& to) {
        const std::uint32_t width = to.elements.width;
        to.plan.resize(((counter_bits + 2) * width + sizeof(lane_line) - 1) / sizeof(lane_line), lane_line{});
        auto* const bytes = reinterpret_cast<unsigned char*>(to.plan.data());
        for (std::size_t k = 0; k < tests.size(); ++k) {
            const auto set = [&](std::size_t row) {
                unsigned char& at = bytes[row * width + k / 8];
                at = static_cast<unsigned char>(at | 1u << k % 8);
            };
            const std::uint32_t start = most_counted - tests[k]->count;
            for (std::uint32_t b = 0; b < counter_bits; ++b)
                if ((start >> b & 1) != 0) set(b);
            if (tests[k]->failing) set(counter_bits);
            if (tests[k]->fewer) set(counter_bits + 1);
        }
    }

    const rule_tests& rules_;
    const lane_layout& layout_;
    level on_;
    std::uint32_t line_ = 0;
    std::map<std::uint32_t, test> answers_;  ///< by test of a list
    resolved_lists out_;
};

}  // namespace lists_detail

std::size_t list_table::bytes() const noexcept {
    return elements.bytes() + plan.size() * sizeof plan[0] + (map.size() + cuts.size()) * sizeof map[0] +
           (bits.size() + numbers.size()) * sizeof(element_slot) + halves.size() * sizeof(half_slot) + places.size() * sizeof places[0];
}

resolve_of resolve_on(level on) noexcept {
#if defined(__x86_64__)
    if (on == level::avx512) return lists_detail::avx512::resolve;
    if (on == level::avx2) return lists_detail::avx2::resolve;
#endif
    static_cast<void>(on);
    return lists_detail::portable::resolve;
}

std::optional<resolved_lists> resolve_lists(const rule_tests& rules, const lane_layout& layout, level on) {
    for (const list_test& t : rules.lists)
        if (t.count > most_counted) return std::nullopt;
    return lists_detail::resolution(rules, layout, on).run();
}

}  // namespace writ::classify
