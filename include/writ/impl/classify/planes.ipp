#include "writ/detail/classify/tables.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <map>
#include <utility>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Thirty-two rules at a time. The lanes of a case are in one or two registers; a plane holds one test of each of 32 rules: of
// which lane, and what. What passes all planes of a block matches.

namespace writ::classify {

// ------------------------------------------------------------------ laying out

namespace planes_detail {

inline constexpr std::size_t most_anchors = 3, most_sections = 4;
inline constexpr std::size_t ids_of_block = 33;    ///< the last one is `nothing`
inline constexpr std::uint32_t longest_list = 48;  ///< blocks of one case, up to which they are listed first

// What things cost, in lines read; a surprised processor loses about as much time as reading 16 lines takes.
inline constexpr std::size_t impossible = std::numeric_limits<std::size_t>::max();
inline constexpr std::size_t cost_of_block = 4, cost_of_surprise = 16;

/// A cell that rules can be sorted by.
struct candidate {
    std::uint32_t cell = 0;
    std::size_t rules = 0;
};

/// The shapes that there are programs for. Tests of one kind are quicker than tests of either, which fit any rule.
inline constexpr std::array menu = [] {
    std::array<shape, 40> out{};
    std::size_t n = 0;
    for (std::uint32_t bits = 0; bits <= 3; ++bits)
        for (std::uint32_t ranges = 0; ranges <= std::min(bits, 2u); ++ranges)
            for (std::uint32_t either = bits == 0 ? 1 : 0;
                 bits + ranges + either <= (bits < 2 ? 6 : 5) && n < out.size(); ++either)
                out[n++] = {bits, ranges, either};
    for (std::uint32_t either = 7; n < out.size(); ++either) out[n++] = {0, 0, either};
    return out;
}();

inline std::size_t cost_of(const shape& s) { return s.lines() + cost_of_block; }

/// Ways sorted under the values of anchors; the last group is of those under none.
struct grouping {
    std::vector<std::uint32_t> anchors;            ///< cells
    std::vector<std::vector<std::size_t>> groups;  ///< ways
    std::vector<const lane_test*> dropped;         ///< by way: the test that its group stands for
    std::vector<std::size_t> share;                ///< by group: one case in so many visits it
};

class layout_of_planes {
public:
    layout_of_planes(tables& t, const lane_layout& layout) : t_(t), layout_(layout) {}

    bool run() {
        if (!place_lanes()) return false;
        find_candidates();
        std::size_t least = impossible;
        grouping best;
        shapes of_anchored, of_rest;
        for (std::size_t n = 0; n <= candidates_.size(); ++n) {
            grouping g = grouped(n);
            auto [anchored, cost] = shapes_of(g, 0, g.groups.size() - 1);
            auto [rest, cost_of_rest] = shapes_of(g, g.groups.size() - 1, g.groups.size());
            if (cost == impossible || cost_of_rest == impossible || cost + cost_of_rest >= least) continue;
            least = cost + cost_of_rest;
            best = std::move(g), of_anchored = std::move(anchored), of_rest = std::move(rest);
        }
        if (least == impossible) return false;
        write(best, of_anchored, of_rest);
        return true;
    }

private:
    using shapes = std::vector<shape>;

    /// Gives every lane that is tested a place in the registers: its own where one line holds all, else the next one free.
    /// The number of a wide cell takes the place of the cell's own first lane, or the next one free.
    bool place_lanes() {
        for (const lane_way& w : t_.ways)
            for (const lane_test& x : w.tests) place_.emplace(x.lane, 0);
        for (std::uint32_t i = 0; i < t_.wides.size(); ++i) place_.emplace(t_.lanes + i, 0);
        always_ = find_always();
        place_.emplace(always_.first, 0);
        if (place_.size() > 64) return false;
        t_.two = place_.size() > 32;
        const auto line_of = [&](std::uint32_t lane) {
            return (lane < t_.lanes ? lane : t_.wides[lane - t_.lanes].lane) / lanes_of_line;
        };
        t_.as_it_is = std::all_of(place_.begin(), place_.end(), [&](const auto& p) { return line_of(p.first) == 0; });
        std::uint32_t next = 0;
        for (auto& [lane, place] : place_) {
            const bool wide = lane >= t_.lanes;
            if (t_.as_it_is) place = (wide ? t_.wides[lane - t_.lanes].lane : lane) % lanes_of_line;
            else {
                if (t_.two && wide) next = std::max(next, 32u);
                if (next == 64) return false;
                place = next++;
                if (!wide) pick(t_.registers[place / 32], lane, place % 32);
            }
            if (wide) t_.wide_places.push_back(place % 32);
        }
        always_place_ = static_cast<std::uint16_t>(place_.at(always_.first));
        for (const lane_way& w : t_.ways)
            for (const lane_test& x : w.tests)
                if (!x.of_bits()) never_place_ = static_cast<std::uint16_t>(place_.at(x.lane));
        return true;
    }

    /// A lane, and bits of it of which every case that is answered has one: all of a cell that is tested and has them in one
    /// lane, else the flags.
    std::pair<std::uint32_t, std::uint16_t> find_always() const {
        for (const lane_way& w : t_.ways)
            for (const lane_test& x : w.tests)
                for (const cell_lane& l : layout_.cells) {
                    if (!x.of_bits() || !is_bits(l) || l.lane != x.lane || l.bit + bits_of(l) > 16) continue;
                    if (const std::uint16_t own = own_bits(l, x.lane); (x.mask & own) != 0) return {x.lane, own};
                }
        return {0, lanes_always};
    }

    static bool is_bits(const cell_lane& l) {
        return l.kind == cell_lane::kind_of::bits || l.kind == cell_lane::kind_of::set;
    }
    static std::uint32_t bits_of(const cell_lane& l) {
        return l.kind == cell_lane::kind_of::set ? 2 * l.points : l.points;
    }

    static void pick(std::vector<line_pick>& picks, std::uint32_t lane, std::uint32_t place) {
        if (picks.empty() || picks.back().line != lane / lanes_of_line) {
            picks.emplace_back();
            picks.back().line = lane / lanes_of_line;
        }
        picks.back().keep |= 1u << place;
        picks.back().from[place] = static_cast<std::uint16_t>(lane % lanes_of_line);
    }

    // ---- anchors

    void find_candidates() {
        for (std::uint32_t cell = 0; cell < layout_.cells.size(); ++cell) {
            const cell_lane& l = layout_.cells[cell];
            if (l.kind != cell_lane::kind_of::bits || l.points < 4 || l.points > 48) continue;
            candidate c{cell, 0};
            for (const lane_way& w : t_.ways) c.rules += anchored(w, cell) != nullptr ? 1 : 0;
            if (c.rules > 0) candidates_.push_back(c);
        }
        std::stable_sort(candidates_.begin(), candidates_.end(),
                         [](const auto& a, const auto& b) { return a.rules > b.rules; });
        if (candidates_.size() > most_anchors) candidates_.resize(most_anchors);
    }

    /// The bits of a cell within a lane that it may share with others.
    static std::uint16_t own_bits(const cell_lane& l, std::uint32_t lane) {
        const std::uint32_t start = (lane - l.lane) * 16;
        std::uint16_t mask = 0;
        for (std::uint32_t b = 0; b < 16; ++b)
            if (start + b >= l.bit && start + b < l.bit + bits_of(l)) mask = static_cast<std::uint16_t>(mask | 1u << b);
        return mask;
    }

    /// The test of a cell in the way, if there is one.
    const lane_test* anchored(const lane_way& w, std::uint32_t cell) const {
        const cell_lane& l = layout_.cells[cell];
        const std::uint32_t last = l.lane + (l.bit + l.points - 1) / 16;
        for (const lane_test& x : w.tests)
            if (x.lane >= l.lane && x.lane <= last && x.of_bits() && (x.mask & ~own_bits(l, x.lane)) == 0) return &x;
        return nullptr;
    }

    /// Sorts each way under the one of the first `n` candidates that leaves it fewest values.
    grouping grouped(std::size_t n) const {
        grouping out;
        std::vector<std::size_t> first;
        for (std::size_t a = 0; a < n; ++a) {
            const std::uint32_t points = layout_.cells[candidates_[a].cell].points;
            out.anchors.push_back(candidates_[a].cell);
            first.push_back(out.share.size());
            out.share.insert(out.share.end(), points, points);
        }
        out.share.push_back(1);
        out.groups.resize(out.share.size());
        out.dropped.assign(t_.ways.size(), nullptr);
        for (std::size_t w = 0; w < t_.ways.size(); ++w) {
            std::size_t best = n;
            int least = 17;
            for (std::size_t a = 0; a < n; ++a)
                if (const lane_test* x = anchored(t_.ways[w], out.anchors[a]);
                    x != nullptr && std::popcount(x->mask) < least)
                    best = a, least = std::popcount(x->mask), out.dropped[w] = x;
            if (best == n) {
                out.groups.back().push_back(w);
                continue;
            }
            const cell_lane& l = layout_.cells[out.anchors[best]];
            const std::uint32_t base = (out.dropped[w]->lane - l.lane) * 16;
            for (std::uint32_t b = 0; b < 16; ++b)
                if ((out.dropped[w]->mask >> b & 1) != 0) out.groups[first[best] + base + b - l.bit].push_back(w);
        }
        return out;
    }

    // ---- sections

    /// How many tests of bits and of ranges a way has left in its group.
    using wish = std::pair<std::uint32_t, std::uint32_t>;
    using wishes = std::map<wish, std::size_t>;  ///< how many ways have each

    wish wish_of(const grouping& g, std::size_t w) const {
        wish out;
        for (const lane_test& x : t_.ways[w].tests)
            if (&x != g.dropped[w]) ++(x.of_bits() ? out.first : out.second);
        return out;
    }

    /// Which of the shapes, cheapest first, has room.
    static std::size_t place_of(const shapes& all, const wish& x) {
        std::size_t i = 0;
        while (!all[i].holds(x.first, x.second)) ++i;
        return i;
    }

    /// What the average case reads of some groups, in thousandths of lines.
    static std::size_t cost_of_all(const std::vector<wishes>& wanted, const std::size_t* share, const shapes& all) {
        std::size_t out = 0;
        std::vector<std::size_t> count(all.size());
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            std::fill(count.begin(), count.end(), 0);
            for (const auto& [wish, ways] : wanted[i]) count[place_of(all, wish)] += ways;
            for (std::size_t s = 0; s < all.size(); ++s)
                out += (count[s] + 31) / 32 * cost_of(all[s]) * 1000 / share[i];
        }
        // What every case does the same surprises nobody.
        return wanted.size() == 1 ? out : out + all.size() * cost_of_surprise * 1000;
    }

    /// Shapes for some groups that together cost least, found one after the other. `impossible` if a rule asks too much.
    std::pair<shapes, std::size_t> shapes_of(const grouping& g, std::size_t first, std::size_t last) const {
        std::vector<wishes> wanted(last - first);
        for (std::size_t i = first; i < last; ++i)
            for (const std::size_t w : g.groups[i]) ++wanted[i - first][wish_of(g, w)];
        if (std::all_of(wanted.begin(), wanted.end(), [](const wishes& w) { return w.empty(); })) return {};
        std::size_t cost = impossible;
        shapes out;
        const auto cheaper = [](const shape& a, const shape& b) {
            return planes_detail::cost_of(a) < planes_detail::cost_of(b);
        };
        for (bool better = true; better && out.size() < most_sections;) {
            better = false;
            shapes best = out;
            for (const shape& one : menu) {
                if (out.empty() && !holds_all(one, wanted)) continue;
                shapes more = out;
                more.push_back(one);
                std::stable_sort(more.begin(), more.end(), cheaper);
                const std::size_t c = cost_of_all(wanted, g.share.data() + first, more);
                if (c < cost) cost = c, best = std::move(more), better = true;
            }
            out = std::move(best);
        }
        return {out, cost};
    }

    static bool holds_all(const shape& s, const std::vector<wishes>& wanted) {
        for (const wishes& group : wanted)
            for (const auto& [wish, ways] : group)
                if (!s.holds(wish.first, wish.second)) return false;
        return true;
    }

    // ---- writing

    void write(const grouping& g, const shapes& of_anchored, const shapes& of_rest) {
        std::uint32_t runs = 0;
        for (const std::uint32_t cell : g.anchors) {
            const cell_lane& l = layout_.cells[cell];
            t_.anchors.push_back({l.lane, l.bit, (std::uint64_t{1} << l.points) - 1, runs});
            runs += l.points;
        }
        t_.anchored = sections(g, of_anchored, 0, g.groups.size() - 1);
        t_.rest = sections(g, of_rest, g.groups.size() - 1, g.groups.size());
        for (const section& x : t_.anchored) t_.many = t_.many || longest_of(x) > longest_list;
        t_.sorted = t_.anchored.empty() && t_.rest.size() <= 1 && !t_.overlapping;
    }

    static std::uint32_t kernel_of(const shape& s) {
        const auto same = [&](const shape& m) {
            return m.bits == s.bits && m.ranges == s.ranges && m.either == s.either;
        };
        return static_cast<std::uint32_t>(std::find_if(menu.begin(), menu.end(), same) - menu.begin());
    }

    std::vector<section> sections(const grouping& g, const shapes& all, std::size_t first, std::size_t last) {
        std::vector<section> out;
        for (std::size_t s = 0; s < all.size(); ++s) {
            section x{all[s],
                      kernel_of(all[s]),
                      static_cast<std::uint32_t>(t_.planes.size()),
                      static_cast<std::uint32_t>(t_.ids.size()),
                      {}};
            std::uint32_t blocks = 0;
            for (std::size_t i = first; i < last; ++i) {
                std::vector<std::size_t> ways;
                for (const std::size_t w : g.groups[i])
                    if (place_of(all, wish_of(g, w)) == s) ways.push_back(w);
                x.runs.push_back({blocks, static_cast<std::uint32_t>((ways.size() + 31) / 32)});
                blocks += x.runs.back().count;
                for (std::size_t k = 0; k < ways.size(); k += 32)
                    write_block(g, x,
                                {ways.begin() + static_cast<std::ptrdiff_t>(k),
                                 ways.begin() + static_cast<std::ptrdiff_t>(std::min(k + 32, ways.size()))});
            }
            if (blocks != 0) out.push_back(std::move(x));
        }
        return out;
    }

    /// The most blocks that one case visits.
    std::uint32_t longest_of(const section& x) const {
        std::uint32_t out = 0;
        for (std::size_t a = 0; a < t_.anchors.size(); ++a) {
            const std::size_t end = a + 1 < t_.anchors.size() ? t_.anchors[a + 1].first_run : x.runs.size();
            std::uint32_t most = 0;
            for (std::size_t r = t_.anchors[a].first_run; r < end; ++r) most = std::max(most, x.runs[r].count);
            out += most;
        }
        return out;
    }

    /// Where the tests of a block have their lines, and what the column of a rule says there.
    struct columns {
        const shape& of;
        lane_line* lines;
        std::size_t k = 0;
        std::uint32_t bits = 0, ranges = 0, either = 0;

        void add_bits(std::uint16_t place, std::uint16_t mask) {
            if (bits < of.bits) return put(lines + 2 * bits++, {place, mask});
            add_either(place, mask, 1, 0xfffe);
        }
        void add_range(std::uint16_t place, std::uint16_t low, std::uint16_t width) {
            if (ranges < of.ranges) return put(lines + 2 * of.bits + 3 * ranges++, {place, low, width});
            add_either(place, 0xffff, low, width);
        }
        void add_either(std::uint16_t place, std::uint16_t mask, std::uint16_t low, std::uint16_t width) {
            put(lines + 2 * of.bits + 3 * of.ranges + 4 * either++, {place, mask, low, width});
        }
        void put(lane_line* line, std::initializer_list<std::uint16_t> values) const {
            for (const std::uint16_t v : values) line++->lane[k] = v;
        }
    };

    void write_block(const grouping& g, const section& x, const std::vector<std::size_t>& ways) {
        const std::size_t base = t_.planes.size();
        t_.planes.resize(base + x.shape.lines(), lane_line{});
        for (std::size_t k = 0; k < 32; ++k) {
            columns to{x.shape, t_.planes.data() + base, k};
            t_.ids.push_back(k < ways.size() ? t_.ways[ways[k]].rule : nothing);
            if (k < ways.size())
                for (const lane_test& test : t_.ways[ways[k]].tests) {
                    if (&test == g.dropped[ways[k]]) continue;
                    const auto place = static_cast<std::uint16_t>(place_.at(test.lane));
                    if (test.of_bits()) to.add_bits(place, test.mask);
                    else to.add_range(place, test.low, test.width);
                }
            // What is left asks for what is always so; where there is no rule, for what never is.
            while (to.bits < x.shape.bits) to.add_bits(always_place_, k < ways.size() ? always_.second : 0);
            while (to.ranges < x.shape.ranges)
                k < ways.size() ? to.add_range(0, 0, 0xffff) : to.add_range(never_place_, 0xffff, 0);
            while (to.either < x.shape.either) to.add_either(0, 0, k < ways.size() ? 0 : 1, 0);
        }
        t_.ids.push_back(nothing);
    }

    tables& t_;
    const lane_layout& layout_;
    std::map<std::uint32_t, std::uint32_t> place_;  ///< by lane
    std::pair<std::uint32_t, std::uint16_t> always_{0, 0};
    std::uint16_t always_place_ = 0;
    std::uint16_t never_place_ = 0;  ///< of a number that never is the greatest
    std::vector<candidate> candidates_;
};

}  // namespace planes_detail

bool lay_out_planes(tables& t, const lane_layout& layout) { return planes_detail::layout_of_planes(t, layout).run(); }

// ------------------------------------------------------------------ looking up

#if defined(__x86_64__)

#define WRIT_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,bmi,bmi2,popcnt,lzcnt")))

namespace planes_detail {

template <bool Two>
struct registers {
    __m512i one, two;
};

WRIT_AVX512 inline __m512i gather(const std::vector<line_pick>& picks, const lane_line* c) noexcept {
    __m512i out = _mm512_setzero_si512();
    for (const line_pick& p : picks)
        out = _mm512_mask_permutexvar_epi16(out, p.keep, _mm512_loadu_si512(p.from), _mm512_load_si512(c + p.line));
    return out;
}

WRIT_AVX512 inline std::uint32_t below(const std::uint32_t* cuts, std::uint32_t value) noexcept {
    const __m512i v = _mm512_set1_epi32(static_cast<int>(value));
    return static_cast<std::uint32_t>(_mm_popcnt_u32(_mm512_cmple_epu32_mask(_mm512_loadu_si512(cuts), v)));
}

WRIT_AVX512 inline std::uint32_t below(const std::int64_t* cuts, std::int64_t value) noexcept {
    const __m512i v = _mm512_set1_epi64(value);
    const unsigned low = _mm512_cmple_epi64_mask(_mm512_loadu_si512(cuts), v);
    const unsigned high = _mm512_cmple_epi64_mask(_mm512_loadu_si512(cuts + 8), v);
    return static_cast<std::uint32_t>(_mm_popcnt_u32(low | high << 8));
}

template <class Number>
WRIT_AVX512 inline std::uint32_t cuts_below(const cut_tree& tree, const Number* pool, Number value) noexcept {
    value = searchable(value);
    std::uint32_t node = 0;
    for (std::uint32_t i = 0; i < tree.depth; ++i)
        node = node * 16 + below(pool + tree.levels[i] + std::size_t{node} * 16, value);
    return node;
}

WRIT_AVX512 inline std::uint32_t number_of(const wide_cell& w, const tables& t, std::uint64_t value) noexcept {
    return w.half ? cuts_below(w.cuts, t.half_cuts.data(), static_cast<std::uint32_t>(value))
                  : cuts_below(w.cuts, t.cuts.data(), static_cast<std::int64_t>(value));
}

template <bool Two>
WRIT_AVX512 inline registers<Two> read(const tables& t, const lane_line* c) noexcept {
    registers<Two> r{t.as_it_is ? _mm512_load_si512(c) : gather(t.registers[0], c), {}};
    if constexpr (Two) r.two = gather(t.registers[1], c);
    __m512i& last = Two ? r.two : r.one;
    for (std::size_t i = 0; i < t.wides.size(); ++i) {
        const auto n = number_of(t.wides[i], t, word_at(c, t.wides[i].lane));
        last = _mm512_mask_set1_epi16(last, std::uint32_t{1} << t.wide_places[i], static_cast<short>(n));
    }
    return r;
}

/// The lanes that 32 rules test, each in its rule's column.
template <bool Two>
WRIT_AVX512 inline __m512i values(const registers<Two>& r, const lane_line* places) noexcept {
    const __m512i at = _mm512_load_si512(places);
    return Two ? _mm512_permutex2var_epi16(r.one, at, r.two) : _mm512_permutexvar_epi16(at, r.one);
}

/// A mask in a general register, and no compiler's idea to keep it elsewhere: in mask registers each block would wait for
/// the one before, which takes three times as long.
WRIT_AVX512 inline std::uint32_t general(__mmask32 m) noexcept {
    std::uint32_t out = _cvtmask32_u32(m);
    asm("" : "+r"(out));
    return out;
}

/// Which rules of a block pass all its planes.
template <std::size_t Kernel, bool Two>
WRIT_AVX512 inline std::uint32_t passing(const lane_line* p, const registers<Two>& r) noexcept {
    constexpr shape n = menu[Kernel];
    std::uint32_t out = ~std::uint32_t{0};
#pragma GCC unroll 8
    for (std::uint32_t i = 0; i < n.bits; ++i, p += 2)
        out &= general(_mm512_test_epi16_mask(values<Two>(r, p), _mm512_load_si512(p + 1)));
#pragma GCC unroll 8
    for (std::uint32_t i = 0; i < n.ranges; ++i, p += 3) {
        const __m512i above = _mm512_sub_epi16(values<Two>(r, p), _mm512_load_si512(p + 1));
        out &= general(_mm512_cmple_epu16_mask(above, _mm512_load_si512(p + 2)));
    }
#pragma GCC unroll 16
    for (std::uint32_t i = 0; i < n.either; ++i, p += 4) {
        const __m512i counted = _mm512_and_si512(values<Two>(r, p), _mm512_load_si512(p + 1));
        const __m512i above = _mm512_sub_epi16(counted, _mm512_load_si512(p + 2));
        out &= general(_mm512_cmple_epu16_mask(above, _mm512_load_si512(p + 3)));
    }
    return out;
}

/// Blocks to look through: those of a list, or of a run.
struct blocks {
    const lane_line* lines = nullptr;    ///< of the section
    const std::uint32_t* ids = nullptr;  ///< likewise
    const std::uint32_t* list = nullptr;
    block_run run;         ///< list: its length is the run's
    bool by_rule = false;  ///< so many that it is worth stopping where no rule further on comes before the best one

    std::size_t operator[](std::uint32_t i) const noexcept { return list == nullptr ? run.first + i : list[i]; }
};

/// The first rule of these blocks that matches, if it comes before `best`.
template <std::size_t Kernel, bool Two>
WRIT_AVX512 inline std::uint32_t least_of(const blocks& b, const registers<Two>& r, std::uint32_t best) noexcept {
    for (std::uint32_t i = 0; i < b.run.count; ++i) {
        const std::size_t block = b[i];
        if (b.by_rule && b.ids[block * ids_of_block] >= best) break;
        const std::uint32_t passed = passing<Kernel, Two>(b.lines + block * menu[Kernel].lines(), r);
        // An empty mask counts 32 zeros, and there the ids have `nothing`.
        best = std::min(best, b.ids[block * ids_of_block + static_cast<std::size_t>(std::countr_zero(passed))]);
    }
    return best;
}

/// All rules of these blocks that match.
template <std::size_t Kernel, bool Two>
WRIT_AVX512 inline std::uint32_t collect(const blocks& b, const registers<Two>& r, std::uint32_t* out) noexcept {
    std::uint32_t n = 0;
    for (std::uint32_t i = 0; i < b.run.count; ++i) {
        const std::size_t block = b[i];
        const std::uint32_t passed = passing<Kernel, Two>(b.lines + block * menu[Kernel].lines(), r);
        const std::uint32_t* ids = b.ids + block * ids_of_block;
        const auto low = static_cast<__mmask16>(passed), high = static_cast<__mmask16>(passed >> 16);
        const std::uint32_t half = n + static_cast<std::uint32_t>(_mm_popcnt_u32(low));
        _mm512_storeu_si512(out + n, _mm512_maskz_compress_epi32(low, _mm512_loadu_si512(ids)));
        _mm512_storeu_si512(out + half, _mm512_maskz_compress_epi32(high, _mm512_loadu_si512(ids + 16)));
        n += static_cast<std::uint32_t>(_mm_popcnt_u32(passed));
    }
    return n;
}

template <bool Two>
using least_kernel = std::uint32_t (*)(const blocks&, const registers<Two>&, std::uint32_t) noexcept;
template <bool Two>
using collect_kernel = std::uint32_t (*)(const blocks&, const registers<Two>&, std::uint32_t*) noexcept;

template <bool Two, std::size_t... Kernel>
constexpr auto least_kernels(std::index_sequence<Kernel...>) {
    return std::array<least_kernel<Two>, sizeof...(Kernel)>{least_of<Kernel, Two>...};
}
template <bool Two, std::size_t... Kernel>
constexpr auto collect_kernels(std::index_sequence<Kernel...>) {
    return std::array<collect_kernel<Two>, sizeof...(Kernel)>{collect<Kernel, Two>...};
}

inline blocks blocks_of(const tables& t, const section& s, const block_run& run) noexcept {
    return {t.planes.data() + s.first_line, t.ids.data() + s.first_id, nullptr, run, t.many};
}

/// The run of an anchor's value in a case: a place in `section::runs`.
inline std::uint32_t run_of(const anchor& a, const lane_line* c) noexcept {
    return a.first_run + static_cast<std::uint32_t>(std::countr_zero(word_at(c, a.lane) >> a.shift & a.mask));
}

/// The runs of a case, in every section the same places.
struct runs_of_case {
    std::uint32_t run[most_anchors];
};

inline runs_of_case runs_of(const tables& t, const lane_line* c) noexcept {
    runs_of_case out{};
    for (std::size_t a = 0; a < t.anchors.size(); ++a) out.run[a] = run_of(t.anchors[a], c);
    return out;
}

/// Writes down the blocks of a run.
WRIT_AVX512 inline std::uint32_t enlist(const block_run& run, std::uint32_t* list, std::uint32_t n) noexcept {
    const __m512i sixteen = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    for (std::uint32_t i = 0; i < run.count; i += 16)
        _mm512_storeu_si512(list + n + i,
                            _mm512_add_epi32(_mm512_set1_epi32(static_cast<int>(run.first + i)), sixteen));
    return n + run.count;
}

/// Calls `f` with the anchored blocks of a case. Few are listed and make one loop with one end, where loops over each run
/// would each surprise the processor; many come run by run.
template <class F>
WRIT_AVX512 inline void for_anchored(const tables& t, const lane_line* c, F&& f) noexcept {
    if (t.anchored.empty()) return;
    const runs_of_case runs = runs_of(t, c);
    for (const section& s : t.anchored) {
        if (t.many) {
            for (std::size_t a = 0; a < t.anchors.size(); ++a) f(s, blocks_of(t, s, s.runs[runs.run[a]]));
            continue;
        }
        std::uint32_t list[longest_list + 16];
        std::uint32_t n = 0;
        for (std::size_t a = 0; a < t.anchors.size(); ++a) n = enlist(s.runs[runs.run[a]], list, n);
        blocks b = blocks_of(t, s, {0, n});
        b.list = list;
        f(s, b);
    }
}

template <bool Two>
inline constexpr auto least_by_kernel = least_kernels<Two>(std::make_index_sequence<menu.size()>());
template <bool Two>
inline constexpr auto collect_by_kernel = collect_kernels<Two>(std::make_index_sequence<menu.size()>());

template <bool Two>
WRIT_AVX512 std::uint32_t first(const tables& t, const lane_line* c) noexcept {
    const registers<Two> r = read<Two>(t, c);
    std::uint32_t best = nothing;
    for (const section& s : t.rest) best = least_by_kernel<Two>[s.kernel](blocks_of(t, s, s.runs[0]), r, best);
    for_anchored(t, c, [&](const section& s, const blocks& b) WRIT_AVX512 {
        best = least_by_kernel<Two>[s.kernel](b, r, best);
    });
    return best;
}

/// Rules of one section: nothing is looked up.
template <std::size_t Kernel, bool Two>
WRIT_AVX512 std::uint32_t first_of_one(const tables& t, const lane_line* c) noexcept {
    return least_of<Kernel, Two>(blocks_of(t, t.rest[0], t.rest[0].runs[0]), read<Two>(t, c), nothing);
}

/// One step of a sorting network: each number meets another, and `upper` says which of them are to be the greater.
WRIT_AVX512 inline __m256i met(__m256i v, __m256i other, __mmask8 upper) noexcept {
    const __m256i with = _mm256_permutevar8x32_epi32(v, other);
    return _mm256_mask_max_epu32(_mm256_min_epu32(v, with), upper, v, with);
}

/// Sorts up to eight numbers, of whatever number and order in the same time: nothing surprises the processor. Writes eight.
WRIT_AVX512 inline void sort_few(std::uint32_t* out, std::uint32_t n) noexcept {
    const __m256i none = _mm256_set1_epi32(-1);
    __m256i v = _mm256_mask_loadu_epi32(none, static_cast<__mmask8>((1u << n) - 1), out);
    v = met(v, _mm256_setr_epi32(1, 0, 3, 2, 5, 4, 7, 6), 0b10101010);
    v = met(v, _mm256_setr_epi32(2, 3, 0, 1, 6, 7, 4, 5), 0b11001100);
    v = met(v, _mm256_setr_epi32(0, 2, 1, 3, 4, 6, 5, 7), 0b01000100);
    v = met(v, _mm256_setr_epi32(4, 5, 6, 7, 0, 1, 2, 3), 0b11110000);
    v = met(v, _mm256_setr_epi32(0, 1, 4, 5, 2, 3, 6, 7), 0b00110000);
    v = met(v, _mm256_setr_epi32(0, 2, 1, 4, 3, 6, 5, 7), 0b01010100);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), v);
}

/// Ascending, each once.
WRIT_AVX512 inline std::uint32_t in_order(const tables& t, std::uint32_t* out, std::uint32_t n) noexcept {
    if (t.sorted) return n;
    if (n <= 8) sort_few(out, n);
    else std::sort(out, out + n);
    return t.overlapping ? static_cast<std::uint32_t>(std::unique(out, out + n) - out) : n;
}

template <bool Two>
WRIT_AVX512 std::uint32_t all(const tables& t, const lane_line* c, std::uint32_t* out) noexcept {
    const registers<Two> r = read<Two>(t, c);
    std::uint32_t n = 0;
    for (const section& s : t.rest) n += collect_by_kernel<Two>[s.kernel](blocks_of(t, s, s.runs[0]), r, out + n);
    for_anchored(t, c, [&](const section& s, const blocks& b) WRIT_AVX512 {
        n += collect_by_kernel<Two>[s.kernel](b, r, out + n);
    });
    return in_order(t, out, n);
}

template <std::size_t Kernel, bool Two>
WRIT_AVX512 std::uint32_t all_of_one(const tables& t, const lane_line* c, std::uint32_t* out) noexcept {
    return in_order(t, out, collect<Kernel, Two>(blocks_of(t, t.rest[0], t.rest[0].runs[0]), read<Two>(t, c), out));
}

template <bool Two, std::size_t... Kernel>
constexpr auto firsts_of_one(std::index_sequence<Kernel...>) {
    return std::array<first_of, sizeof...(Kernel)>{first_of_one<Kernel, Two>...};
}
template <bool Two, std::size_t... Kernel>
constexpr auto alls_of_one(std::index_sequence<Kernel...>) {
    return std::array<all_of, sizeof...(Kernel)>{all_of_one<Kernel, Two>...};
}

template <bool Two>
first_of first_for(const tables& t) noexcept {
    static constexpr auto of_one = firsts_of_one<Two>(std::make_index_sequence<menu.size()>());
    return t.anchored.empty() && t.rest.size() == 1 ? of_one[t.rest[0].kernel] : first<Two>;
}
template <bool Two>
all_of all_for(const tables& t) noexcept {
    static constexpr auto of_one = alls_of_one<Two>(std::make_index_sequence<menu.size()>());
    return t.anchored.empty() && t.rest.size() == 1 ? of_one[t.rest[0].kernel] : all<Two>;
}

#undef WRIT_AVX512

}  // namespace planes_detail

first_of first_by_planes(const tables& t) noexcept {
    return t.two ? planes_detail::first_for<true>(t) : planes_detail::first_for<false>(t);
}

all_of all_by_planes(const tables& t) noexcept {
    return t.two ? planes_detail::all_for<true>(t) : planes_detail::all_for<false>(t);
}

#else

first_of first_by_planes(const tables&) noexcept { return nullptr; }
all_of all_by_planes(const tables&) noexcept { return nullptr; }

#endif

}  // namespace writ::classify
