#include "writ/detail/classify/words.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <limits>
#include <map>
#include <numeric>
#include <ranges>
#include <set>
#include <type_traits>
#include <utility>

namespace writ::classify {

namespace words_detail {

// What things cost, in words read: to find and list the words of a case, where not every case has the same.
inline constexpr std::size_t impossible = std::numeric_limits<std::size_t>::max();
inline constexpr std::size_t cost_of_anchors = 12;

/// A cell that rules can be sorted by.
struct candidate {
    std::uint32_t cell = 0;
    std::size_t rules = 0;
};

/// Ways sorted under the values of anchors; the last group is of those under none.
struct grouping {
    std::vector<std::uint32_t> anchors;            ///< cells
    std::vector<std::vector<std::size_t>> groups;  ///< ways
    std::vector<const lane_test*> dropped;         ///< by way: the test that its group stands for
    std::vector<std::size_t> share;                ///< by group: one case in so many visits it
};

class layout_of_words {
public:
    layout_of_words(tables& t, const lane_layout& layout) : t_(t), layout_(layout) {}

    bool run(std::size_t most) {
        if (!place_lanes()) return false;
        for (const lane_way& w : t_.ways)
            if (w.tests.size() > tests_of_word) return false;
        find_candidates();
        std::size_t least = impossible;
        grouping best;
        for (std::size_t n = 0; n <= candidates_.size(); ++n) {
            grouping g = grouped(n);
            const std::size_t cost = cost_of(g);
            if (cost < least) least = cost, best = std::move(g);
        }
        if (least / 1000 > most) return false;
        write(best);
        return true;
    }

private:
    // ---- registers

    std::uint32_t line_of(std::uint32_t lane) const {
        return (lane < t_.lanes ? lane : t_.wides[lane - t_.lanes].lane) / lanes_of_line;
    }

    /// Gives every lane that is tested a place in the registers: its own where they are all on one or two lines, else the next
    /// one free. The number of a wide cell takes the place of the cell's own first lane, or the next one free.
    bool place_lanes() {
        for (const lane_way& w : t_.ways)
            for (const lane_test& x : w.tests) place_.emplace(x.lane, 0);
        for (std::uint32_t i = 0; i < t_.wides.size(); ++i) place_.emplace(t_.lanes + i, 0);
        std::set<std::uint32_t> lines;
        for (const auto& [lane, place] : place_) lines.insert(line_of(lane));
        const bool placed = lines.size() <= 2 ? keep_places(lines) : gather_places();
        for (std::uint32_t i = 0; i < t_.wides.size(); ++i) {
            t_.wide_places.push_back(place_.at(t_.lanes + i));
            t_.wides_in_first += t_.wide_places.back() < lanes_of_line ? 1 : 0;
        }
        if (placed && has_few_cuts()) put_side_by_side();
        return placed;
    }

    bool keep_places(const std::set<std::uint32_t>& lines) {
        t_.two = lines.size() == 2;
        if (!lines.empty()) t_.registers[0].line = *lines.begin(), t_.registers[1].line = *lines.rbegin();
        for (auto& [lane, place] : place_) {
            const std::uint32_t own = lane < t_.lanes ? lane : t_.wides[lane - t_.lanes].lane;
            place = own % lanes_of_line + (line_of(lane) == t_.registers[0].line ? 0 : lanes_of_line);
        }
        return true;
    }

    bool gather_places() {
        t_.two = place_.size() > lanes_of_line;
        if (place_.size() > 2 * lanes_of_line) return false;
        std::uint32_t next = 0;
        for (auto& [lane, place] : place_) {
            place = next++;
            if (lane < t_.lanes) pick(t_.registers[place / lanes_of_line].picks, lane, place % lanes_of_line);
        }
        return true;
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

    // ---- wide cells

    bool has_few_cuts() const {
        return t_.wides.size() <= few_cuts::most_cells &&
               std::ranges::all_of(t_.wides, [](const wide_cell& w) { return w.half && w.cuts.depth == 1; });
    }

    void put_side_by_side() {
        for (case_register& r : t_.registers)
            std::fill(std::begin(r.counted.from), std::end(r.counted.from), std::uint16_t{0x80});
        for (std::uint32_t k = 0; k < t_.wides.size(); ++k) {
            const std::uint32_t place = t_.wide_places[k];
            number_pick& to = t_.registers[place / lanes_of_line].counted;
            to.keep |= 1u << place % lanes_of_line;
            to.from[place % lanes_of_line] = static_cast<std::uint16_t>(2 * k);
            for (std::uint32_t half = 0; half < 2; ++half) pick(t_.few.picks, t_.wides[k].lane + half, 2 * k + half);
            put_cuts(t_.wides[k], k);
        }
    }

    void put_cuts(const wide_cell& w, std::uint32_t k) {
        constexpr std::uint32_t pad = std::numeric_limits<std::uint32_t>::max();
        decltype(t_.few.cuts)::value_type pads;
        pads.fill(std::numeric_limits<std::int32_t>::max());
        const std::uint32_t* const cuts = t_.half_cuts.data() + w.cuts.levels[0];
        const auto count = static_cast<std::size_t>(std::lower_bound(cuts, cuts + few_cuts::most_cuts, pad) - cuts);
        while (t_.few.cuts.size() < count) t_.few.cuts.insert(t_.few.cuts.end(), 2, pads);
        for (std::size_t i = 0; i < count; ++i) t_.few.cuts[i][k] = static_cast<std::int32_t>(cuts[i] ^ 1u << 31);
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
            if (start + b >= l.bit && start + b < l.bit + l.points) mask = static_cast<std::uint16_t>(mask | 1u << b);
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

    // ---- words

    /// How many words some ways have taken, and how far the last one is filled.
    struct filling {
        std::size_t words = 0;
        std::uint32_t bits = tests_of_word, rules = rules_of_word;

        /// Makes room for a way of so many tests. @return whether it needs a new word
        bool add(std::uint32_t tests) {
            const bool full = bits + tests > tests_of_word || rules == rules_of_word;
            if (full) ++words, bits = rules = 0;
            bits += tests, ++rules;
            return full;
        }
    };

    /// How many tests a way has left in its group; one that has none gets one that always passes.
    std::uint32_t tests_left(const grouping& g, std::size_t w) const {
        const std::size_t n = t_.ways[w].tests.size() - (g.dropped[w] != nullptr ? 1 : 0);
        return static_cast<std::uint32_t>(std::max<std::size_t>(n, 1));
    }

    /// What the average case reads, in thousandths of words.
    std::size_t cost_of(const grouping& g) const {
        std::size_t out = g.anchors.empty() ? 0 : cost_of_anchors * 1000;
        for (std::size_t i = 0; i < g.groups.size(); ++i) {
            filling f;
            for (const std::size_t w : g.groups[i]) f.add(tests_left(g, w));
            out += f.words * 1000 / g.share[i];
        }
        return out;
    }

    void write(const grouping& g) {
        std::uint32_t runs = 0, longest = 0;
        for (const std::size_t i : std::views::iota(std::size_t{0}, g.groups.size() - 1))
            t_.runs.push_back(written(g, i));
        t_.rest = written(g, g.groups.size() - 1);
        for (const std::uint32_t cell : g.anchors) {
            const cell_lane& l = layout_.cells[cell];
            t_.anchors.push_back({l.lane, l.bit, (std::uint64_t{1} << l.points) - 1, runs, {t_.runs[runs].first, 0}});
            std::uint32_t most = 0;
            for (const std::uint32_t end = runs + l.points; runs < end; ++runs) {
                most = std::max(most, t_.runs[runs].count);
                t_.anchors.back().words.count += t_.runs[runs].count;
            }
            longest += most;
        }
        sort_anchored();
        if (longest > few_words) find_rounds();
        if (t_.is_one_word()) put_in_one_place();
        for (const std::vector<open_lane>& lanes : t_.open_lanes) {
            t_.open.push_back(open_places_of(lanes));
            t_.tests_of_open.push_back(tests_of(lanes, t_.open.back()));
        }
    }

    /// For cases that do not give an anchor: its words by their first rules.
    void sort_anchored() {
        t_.by_rule.resize(t_.rest.first);
        std::iota(t_.by_rule.begin(), t_.by_rule.end(), 0u);
        for (const anchor& a : t_.anchors) {
            const auto first = t_.by_rule.begin() + a.words.first;
            std::ranges::stable_sort(first, first + a.words.count, {},
                                     [&](std::uint32_t w) { return t_.words[w].ids[0]; });
        }
    }

    /// A round starts at the first word of a run whose first rule is not of a round before.
    void find_rounds() {
        t_.rounds = t_.ways.back().rule / rules_of_round + 1;
        const auto add = [&](const word_run& run) {
            const auto first = t_.words.begin() + run.first, end = first + run.count;
            for (std::uint32_t round = 0; round <= t_.rounds; ++round) {
                const auto is_before = [&](const word& x) { return x.ids[0] < round * rules_of_round; };
                const auto start = std::partition_point(first, end, is_before);
                t_.round_starts.push_back(static_cast<std::uint32_t>(start - t_.words.begin()));
            }
        };
        for (const word_run& run : t_.runs) add(run);
        add(t_.rest);
    }

    word_run written(const grouping& g, std::size_t group) {
        word_run out{static_cast<std::uint32_t>(t_.words.size()), 0};
        filling f;
        for (const std::size_t w : g.groups[group]) {
            const std::uint32_t tests = tests_left(g, w);
            if (f.add(tests)) begin_word();
            put(t_.words.back(), {f.bits - tests, f.bits}, f.rules - 1, g, w);
        }
        out.count = static_cast<std::uint32_t>(f.words);
        return out;
    }

    void begin_word() {
        word& x = t_.words.emplace_back(word{});
        std::fill(std::begin(x.ids), std::end(x.ids), nothing);
    }

    /// A place as instructions want it: in both bytes, since some move words and some bytes.
    static std::uint16_t index_of(std::uint32_t place) { return static_cast<std::uint16_t>(place * 0x0101); }

    /// Writes rule number `k` of a word, tests `from` to before `to`.
    void put(word& x, std::pair<std::uint32_t, std::uint32_t> tests, std::uint32_t k, const grouping& g,
             std::size_t w) const {
        const auto [from, to] = tests;
        x.ids[k] = t_.ways[w].rule;
        x.lasts |= 1u << (to - 1);
        std::uint32_t i = from;
        for (const lane_test& test : t_.ways[w].tests) {
            if (&test == g.dropped[w]) continue;
            x.at.lane[i] = index_of(place_.at(test.lane));
            x.bits.lane[i] = test.of_bits() ? test.mask : 0xffff;
            x.low.lane[i] = test.of_bits() ? 1 : test.low;
            x.width.lane[i++] = test.of_bits() ? 0xfffe : test.width;
        }
        // Of a test that there is not nothing counts, and nothing is not more than nothing.
    }

    /// @pre the cell has fewer than sixteen cuts, so that there is a pad behind the last
    wide_test as_written(const wide_cell& w, std::uint32_t bit, std::uint16_t low, std::uint16_t width) const {
        const auto of = [&](const auto& pool) {
            using number = typename std::decay_t<decltype(pool)>::value_type;
            const number* cuts = pool.data() + w.cuts.levels[w.cuts.depth - 1];
            const number end = cuts[low + width];  // the greatest number pads cuts, and is a value
            const number least = low == 0 ? std::numeric_limits<number>::min() : cuts[low - 1];
            const number most = end == std::numeric_limits<number>::max() ? end : end - 1;
            return wide_test{w.lane, bit, static_cast<std::make_unsigned_t<number>>(-1),
                             static_cast<std::uint64_t>(least),
                             static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least)};
        };
        return w.half ? of(t_.half_cuts) : of(t_.cuts);
    }

    /// Puts the single word and what a lookup reads with it in one place.
    void put_in_one_place() const {
        take_out_wide_tests(t_.words.front());
        const word& x = t_.only.tests = t_.words.front();
        for (std::uint32_t i = 0; i < tests_of_word; ++i) {
            if (x.bits.lane[i] == 0) continue;
            const std::uint32_t place = x.at.lane[i] % (2 * lanes_of_line);  // as `index_of` makes it
            const std::uint32_t lane = t_.registers[place / lanes_of_line].line * lanes_of_line + place % lanes_of_line;
            const std::uint32_t byte = lane % lanes_of_piece * 2;
            piece_at(lane - lane % lanes_of_piece).bytes.lane[i] = static_cast<std::uint16_t>(byte | (byte + 1) << 8);
        }
    }

    /// The piece of the case that starts at a lane.
    case_piece& piece_at(std::uint32_t lane) const {
        case_piece* const end = t_.only.piece + t_.only.piece_count;
        case_piece* const at = std::find_if(t_.only.piece, end, [&](const case_piece& p) { return p.lane == lane; });
        if (at != end) return *at;
        ++t_.only.piece_count;
        at->lane = lane;
        std::fill(std::begin(at->bytes.lane), std::end(at->bytes.lane), std::uint16_t{0x8080});
        return *at;
    }

    /// Lets tests of wide cells be asked as they are written, beside the word, if they are few.
    void take_out_wide_tests(word& x) const {
        std::vector<std::pair<std::uint32_t, const wide_cell*>> found;  // bits, and what they are about
        for (std::uint32_t i = 0; i < tests_of_word; ++i)
            for (std::size_t k = 0; k < t_.wides.size(); ++k)
                if (x.bits.lane[i] != 0 && x.at.lane[i] == index_of(t_.wide_places[k]))
                    found.emplace_back(i, &t_.wides[k]);
        if (found.size() > only_word::most_wide_tests) return;
        for (const auto& [bit, cell] : found) {
            t_.only.wide[t_.only.wide_count++] = as_written(*cell, bit, x.low.lane[bit], x.width.lane[bit]);
            x.bits.lane[bit] = x.low.lane[bit] = x.width.lane[bit] = 0;
        }
    }

    // ---- cells that may be unknown

    /// The lines of a case that gives these bits and nothing else.
    std::vector<lane_line> lines_of(const std::vector<open_lane>& lanes, std::uint16_t open_lane::* bits) const {
        std::vector<lane_line> out(layout_.lines + 1);
        for (const open_lane& x : lanes) out[x.lane / lanes_of_line].lane[x.lane % lanes_of_line] = x.*bits;
        return out;
    }

    open_places open_places_of(const std::vector<open_lane>& lanes) const {
        const auto all = lines_of(lanes, &open_lane::all), quiet = lines_of(lanes, &open_lane::quiet);
        open_places out{};
        out.branching = lanes.size() > 1;
        const auto put = [&](std::uint32_t place, std::uint16_t of_all, std::uint16_t of_quiet) {
            out.all[place / lanes_of_line].lane[place % lanes_of_line] |= of_all;
            out.quiet[place / lanes_of_line].lane[place % lanes_of_line] |= of_quiet;
        };
        for (const open_lane& x : lanes)
            if (const auto at = place_.find(x.lane); at != place_.end()) put(at->second, x.all, x.quiet);
        for (std::uint32_t i = 0; i < t_.wides.size(); ++i)
            if (is_at(lanes, t_.wides[i].lane)) {
                put(t_.wide_places[i], 0xffff, lane_value(t_, quiet.data(), t_.lanes + i));
                out.branching = false;
            }
        for (std::uint32_t i = 0; i < t_.anchors.size(); ++i) {
            const anchor& a = t_.anchors[i];
            if ((word_at(all.data(), a.lane) >> a.shift & a.mask) == 0) continue;
            out.anchor = i;
            out.quiet_value =
                static_cast<std::uint32_t>(std::countr_zero(word_at(quiet.data(), a.lane) >> a.shift & a.mask));
        }
        return out;
    }

    /// Whether the cell starts there.
    static bool is_at(const std::vector<open_lane>& cell, std::uint32_t lane) {
        return !cell.empty() && cell.front().lane == lane;
    }

    /// The tests of the only word that are about a cell that may be unknown.
    open_tests tests_of(const std::vector<open_lane>& lanes, const open_places& at) const {
        const word& w = t_.only.tests;
        open_tests out{0, 0};
        const auto note = [&](std::uint32_t i, bool fails) {
            out.open |= 1u << i;
            out.failed |= (fails ? 1u : 0u) << i;
        };
        for (std::uint32_t i = 0; i < tests_of_word; ++i) {
            const std::uint32_t place = w.at.lane[i] % (2 * lanes_of_line);
            const auto counted = [&](const lane_line* l) {
                return l[place / lanes_of_line].lane[place % lanes_of_line] & w.bits.lane[i];
            };
            const auto above = static_cast<std::uint16_t>(counted(at.quiet) - w.low.lane[i]);
            if (counted(at.all) != 0) note(i, above > w.width.lane[i]);
        }
        const auto quiet = lines_of(lanes, &open_lane::quiet);
        for (const wide_test& x : t_.only.wide_tests())
            if (is_at(lanes, x.lane)) note(x.bit, x.failed_by(word_at(quiet.data(), x.lane)) != 0);
        return out;
    }

    tables& t_;
    const lane_layout& layout_;
    std::map<std::uint32_t, std::uint32_t> place_;  ///< by lane
    std::vector<candidate> candidates_;
};

}  // namespace words_detail

bool lay_out_words(tables& t, const lane_layout& layout, std::size_t most) {
    return words_detail::layout_of_words(t, layout).run(most);
}

}  // namespace writ::classify
