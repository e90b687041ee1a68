#include "writ/detail/classify/planes.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

namespace writ::classify {

namespace planes_detail {

inline constexpr std::size_t most_sections = 4;

// What things cost, in lines read; a surprised processor loses about as much time as reading 16 lines takes.
inline constexpr std::size_t impossible = std::numeric_limits<std::size_t>::max();
inline constexpr std::size_t cost_of_block = 4, cost_of_surprise = 16;

/// A cell that rules can be sorted by.
struct candidate {
    std::uint32_t cell = 0;
    std::size_t rules = 0;
};

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

    bool run(std::size_t most) {
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
        const std::size_t halves = (t_.ways.size() <= 16 ? 1 : 2) * (t_.two ? 2 : 1);
        if (least == impossible || least / 2000 * halves > most) return false;
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
            std::fill(std::begin(picks.back().from), std::end(picks.back().from), std::uint16_t{0x80});
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
        std::uint32_t longest = 0;
        for (const section& x : t_.anchored) longest += longest_of(x);
        t_.many = longest > few_blocks;
        t_.firsts.resize(t_.firsts.size() + 8);
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
                      static_cast<std::uint32_t>(t_.firsts.size()),
                      true,
                      {}};
            std::uint32_t blocks = 0;
            for (std::size_t i = first; i < last; ++i) {
                std::vector<std::size_t> ways;
                for (const std::size_t w : g.groups[i])
                    if (place_of(all, wish_of(g, w)) == s) ways.push_back(w);
                x.runs.push_back({blocks, static_cast<std::uint32_t>((ways.size() + 31) / 32)});
                blocks += x.runs.back().count;
                x.narrow = x.narrow && ways.size() <= 16;
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

    /// A place as instructions want it: in both bytes, since some move words and some bytes.
    static std::uint16_t index_of(std::uint32_t place) { return static_cast<std::uint16_t>(place * 0x0101); }

    /// Where the tests of a block have their lines, and what the column of a rule says there.
    struct columns {
        const shape& of;
        lane_line* lines;
        std::size_t k = 0;
        std::uint32_t bits = 0, ranges = 0, either = 0;

        void add_bits(std::uint16_t place, std::uint16_t mask) {
            if (bits < of.bits) return put(lines + 2 * bits++, {index_of(place), mask});
            add_either(place, mask, 1, 0xfffe);
        }
        void add_range(std::uint16_t place, std::uint16_t low, std::uint16_t width) {
            if (ranges < of.ranges) return put(lines + 2 * of.bits + 3 * ranges++, {index_of(place), low, width});
            add_either(place, 0xffff, low, width);
        }
        void add_either(std::uint16_t place, std::uint16_t mask, std::uint16_t low, std::uint16_t width) {
            put(lines + 2 * of.bits + 3 * of.ranges + 4 * either++, {index_of(place), mask, low, width});
        }
        void put(lane_line* line, std::initializer_list<std::uint16_t> values) const {
            for (const std::uint16_t v : values) line++->lane[k] = v;
        }
    };

    void write_block(const grouping& g, const section& x, const std::vector<std::size_t>& ways) {
        const std::size_t base = t_.planes.size();
        t_.firsts.push_back(t_.ways[ways[0]].rule);
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

bool lay_out_planes(tables& t, const lane_layout& layout, std::size_t most) {
    return planes_detail::layout_of_planes(t, layout).run(most);
}

}  // namespace writ::classify
