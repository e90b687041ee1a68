#include "writ/classify/classifier.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "writ/detail/classify/search.hpp"
#include "writ/detail/put_in_lanes.hpp"

namespace writ::classify {

std::string_view to_string(strategy s) noexcept {
    switch (s) {
        case strategy::scan: return "scan";
        case strategy::rows: return "rows";
        default: return "words";
    }
}

level best_level() noexcept {
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi2")) return level::portable;
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") ? level::avx512 : level::avx2;
#else
    return level::portable;
#endif
}

bool is_moderate(const rule_tests& rules, const lane_layout& layout) {
    if (!rules.lists.empty() && !resolve_lists(rules, layout, level::avx512)) return false;
    std::vector<std::size_t> ranges(layout.cells.size());
    std::size_t pieces = 0;
    for (const way& w : rules.ways) {
        std::size_t of_way = 1;
        for (const test& t : w.tests) {
            const cell_lane& l = layout.cells[t.cell];
            if (!t.by_bits && ++ranges[t.cell] > most_ranges) return false;
            // A set is asked four members at a time, an enum a lane at a time: see `rows` and `tables`.
            if (t.by_bits) of_way *= l.kind == cell_lane::kind_of::set ? (l.points + 3) / 4 : l.points / 16 + 1;
            if (of_way > most_pieces) return false;
        }
        pieces += of_way;
        if (pieces > most_pieces) return false;
    }
    return true;
}

// ------------------------------------------------------------------ tests of lanes

namespace classifier_detail {

class narrowing {
public:
    narrowing(const rule_tests& rules, const lane_layout& layout, tables& out)
        : rules_(rules), layout_(layout), out_(out) {}

    void run() {
        out_.lanes = layout_.lines * lanes_of_line;
        number_wide_cells();
        for (const way& w : rules_.ways) {
            lane_way narrow{w.rule, {}};
            add(w, 0, narrow);
        }
        note_overlaps();
        note_open_cells();
    }

private:
    static bool is_wide(const cell_lane& l) {
        return l.kind == cell_lane::kind_of::wide || l.kind == cell_lane::kind_of::half;
    }

    void number_wide_cells() {
        std::map<std::uint32_t, std::set<std::int64_t>> cuts;
        for (const way& w : rules_.ways)
            for (const test& t : w.tests) {
                const cell_lane& l = layout_.cells[t.cell];
                if (!is_wide(l)) continue;
                auto& of = cuts[t.cell];
                const auto [low, high] = range_of(t, l);
                if (low > least_of(l)) of.insert(low);
                if (high < most_of(l)) of.insert(high + 1);
            }
        std::vector<std::uint32_t> cells;
        for (const auto& [cell, at] : cuts) cells.push_back(cell);
        std::ranges::sort(cells, {}, [&](std::uint32_t cell) { return layout_.cells[cell].lane; });
        for (const std::uint32_t cell : cells) {
            const auto& at = cuts.at(cell);
            wide_of_[cell] = static_cast<std::uint32_t>(out_.wides.size());
            const cell_lane& l = layout_.cells[cell];
            wide_cell& w = out_.wides.emplace_back(wide_cell{l.lane, l.kind == cell_lane::kind_of::half, {}});
            if (w.half) w.cuts = add_cuts(std::vector<std::uint32_t>(at.begin(), at.end()), out_.half_cuts);
            else w.cuts = add_cuts(std::vector<std::int64_t>(at.begin(), at.end()), out_.cuts);
            cuts_.emplace_back(at.begin(), at.end());
        }
    }

    /// The lane tests of a way; where bits of several lanes will do, a way for each lane.
    void add(const way& w, std::size_t from, lane_way narrow) {
        if (from == w.tests.size()) {
            out_.ways.push_back(std::move(narrow));
            return;
        }
        const test& t = w.tests[from];
        const cell_lane& l = layout_.cells[t.cell];
        if (!t.by_bits) {
            if (const auto n = number_test(t, l)) narrow.tests.push_back(*n);
            add(w, from + 1, std::move(narrow));
            return;
        }
        const std::uint32_t bits = l.kind == cell_lane::kind_of::set ? 2 * l.points : l.points;
        if (l.kind == cell_lane::kind_of::bits && t.bits.count() == l.points) {
            add(w, from + 1, std::move(narrow));
            return;
        }
        for (std::uint32_t lane = 0; lane <= (l.bit + bits - 1) / 16; ++lane) {
            std::uint16_t mask = 0;
            for (std::uint32_t b = 0; b < 16; ++b) {
                const std::uint32_t bit = lane * 16 + b;
                if (bit >= l.bit && bit - l.bit < bits && t.bits.test(bit - l.bit))
                    mask = static_cast<std::uint16_t>(mask | 1u << b);
            }
            if (mask == 0) continue;
            lane_way one = narrow;
            one.tests.push_back({l.lane + lane, mask, 0, 0});
            add(w, from + 1, std::move(one));
        }
    }

    /// Nothing where every value passes.
    std::optional<lane_test> number_test(const test& t, const cell_lane& l) const {
        const auto [low, high] = range_of(t, l);
        if (is_wide(l)) {
            const std::uint32_t wide = wide_of_.at(t.cell);
            const auto& cuts = cuts_[wide];
            const auto number = [&](std::int64_t v) {
                return static_cast<std::uint16_t>(std::upper_bound(cuts.begin(), cuts.end(), v) - cuts.begin());
            };
            const std::uint16_t from = number(low), to = number(high);
            if (from == 0 && to == cuts.size()) return std::nullopt;
            return lane_test{out_.lanes + wide, 0, from, static_cast<std::uint16_t>(to - from)};
        }
        if (low == 0 && high == 0xffff) return std::nullopt;
        return lane_test{l.lane, 0, static_cast<std::uint16_t>(low), static_cast<std::uint16_t>(high - low)};
    }

    /// A value is in one lane only, a set may be in several: ways by lanes of one exclude each other, unless they are of a set.
    void note_overlaps() {
        for (std::size_t i = 0; i < rules_.ways.size(); ++i) {
            const way& w = rules_.ways[i];
            out_.overlapping = out_.overlapping || (i > 0 && w.rule == rules_.ways[i - 1].rule) ||
                               std::any_of(w.tests.begin(), w.tests.end(),
                                           [&](const test& t) { return asks_lanes_of_set(t, layout_.cells[t.cell]); });
        }
    }

    static bool asks_lanes_of_set(const test& t, const cell_lane& l) {
        if (l.kind != cell_lane::kind_of::set) return false;
        std::set<std::uint32_t> lanes;
        for (std::uint32_t b = 0; b < 2 * l.points; ++b)
            if (t.bits.test(b)) lanes.insert((l.bit + b) / 16);
        return lanes.size() > 1;
    }

    void note_open_cells() {
        std::vector<lane_line> all(layout_.lines + 1), quiet(layout_.lines + 1);
        for (const open_cell& o : rules_.open_cells) {
            put_all(layout_.cells[o.cell], all.data());
            lanes_detail::put(layout_.cells[o.cell], o.quiet, reinterpret_cast<unsigned char*>(quiet.data()));
            auto& lanes = out_.open_lanes.emplace_back();
            for (std::uint32_t lane = 0; lane < out_.lanes; ++lane) {
                std::uint16_t& bits = all[lane / lanes_of_line].lane[lane % lanes_of_line];
                std::uint16_t& value = quiet[lane / lanes_of_line].lane[lane % lanes_of_line];
                if (bits != 0) lanes.push_back({lane, bits, value});
                bits = value = 0;
            }
        }
        out_.open_lanes.emplace_back();
    }

    const rule_tests& rules_;
    const lane_layout& layout_;
    tables& out_;
    std::map<std::uint32_t, std::uint32_t> wide_of_;
    std::vector<std::vector<std::int64_t>> cuts_;
};

}  // namespace classifier_detail

tables::tables(const rule_tests& rules, const lane_layout& layout) {
    classifier_detail::narrowing(rules, layout, *this).run();
}

std::uint16_t lane_value(const tables& t, const lane_line* c, std::uint32_t lane) noexcept {
    if (lane < t.lanes) return c[lane / 32].lane[lane % 32];
    return static_cast<std::uint16_t>(search::portable::number_of(t.wides[lane - t.lanes], t, c));
}

std::size_t tables::bytes(strategy s) const noexcept {
    std::size_t out = 0;
    for (const list_table& l : lists) out += l.bytes();
    if (s == strategy::rows) return out + by_rows.bytes();
    out += cuts.size() * sizeof cuts[0] + half_cuts.size() * sizeof half_cuts[0];
    if (s == strategy::scan) {
        for (const lane_way& w : ways) out += sizeof w + w.tests.size() * sizeof w.tests[0];
        return out;
    }
    return out + runs.size() * sizeof runs[0] + round_starts.size() * sizeof round_starts[0] +
           words.size() * sizeof words[0] + few.cuts.size() * sizeof few.cuts[0];
}

// ------------------------------------------------------------------ scan

namespace classifier_detail {

inline bool matches(const tables& t, const lane_line* c, const lane_way& w) noexcept {
    for (const lane_test& x : w.tests)
        if (!x.passes(lane_value(t, c, x.lane))) return false;
    return true;
}

inline std::uint32_t first_by_scan(const tables& t, const lane_line* c) noexcept {
    for (const lane_way& w : t.ways)
        if (matches(t, c, w)) return w.rule;
    return nothing;
}

inline std::uint32_t all_by_scan(const tables& t, const lane_line* c, std::uint32_t* out) noexcept {
    std::uint32_t n = 0;
    for (const lane_way& w : t.ways)
        if ((n == 0 || out[n - 1] != w.rule) && matches(t, c, w)) out[n++] = w.rule;
    return n;
}

/// The lanes of a case that does not give all.
class open_scan {
public:
    open_scan(const tables& t, const open_lines& c) : t_(t), given_(c.given), all_(t.lanes / 32 + 1), quiet_(all_) {
        std::copy_n(given_, t.lanes / lanes_of_line, quiet_.data());
        for (const std::uint32_t u : c.unknown)
            for (const open_lane& x : t.open_lanes[u]) {
                std::uint16_t& value = quiet_[x.lane / lanes_of_line].lane[x.lane % lanes_of_line];
                all_[x.lane / lanes_of_line].lane[x.lane % lanes_of_line] |= x.all;
                value = static_cast<std::uint16_t>((value & ~x.all) | x.quiet);
            }
    }
    bool is_open(const lane_test& x) const noexcept {
        const std::uint32_t lane = x.lane < t_.lanes ? x.lane : t_.wides[x.lane - t_.lanes].lane;
        return (lane_value(t_, all_.data(), lane) & (x.of_bits() ? x.mask : 0xffff)) != 0;
    }
    bool passes(const lane_test& x) const noexcept { return x.passes(lane_value(t_, given_, x.lane)); }
    bool passes_quietly(const lane_test& x) const noexcept { return x.passes(lane_value(t_, quiet_.data(), x.lane)); }

private:
    const tables& t_;
    const lane_line* given_;
    std::vector<lane_line> all_, quiet_;
};

/// Of a case that does not give all: a test of an unknown cell passes for some of its values and fails for others.
inline void weigh_by_scan(const tables& t, const open_lines& c, weighed& out) noexcept {
    const open_scan lanes(t, c);
    for (const lane_way& w : t.ways) {
        if (w.rule > out.last) return;
        bool fails = false, sure = true, quiet = true;
        for (const lane_test& x : w.tests) {
            const bool open = lanes.is_open(x);
            fails = !open && !lanes.passes(x);
            if (fails) break;
            sure = sure && !open;
            quiet = quiet && (!open || lanes.passes_quietly(x));
        }
        if (fails) continue;
        if (sure) out.sure[out.sures++] = w.rule;
        else out.open[out.opens++] = w.rule;
        if (!sure && quiet) out.quiet[out.quiets++] = w.rule;
        if (sure && out.until_sure) out.last = w.rule;
    }
}

// ------------------------------------------------------------------ which of them

/// Rows that take more memory are not chosen where there are words.
inline constexpr std::size_t most_bytes_of_rows = 1'000'000;

/// Cycles that the average case takes by rows, about, and the words that it reads in so many: as measured, with AVX2 and with
/// no vectors at all.
inline std::size_t cycles_of(const rows& r) noexcept {
    return 40 + r.slots() * (4 + std::size_t{r.chunks} * r.width / 32);
}
inline std::size_t words_in(std::size_t cycles, level on) noexcept {
    return (std::max<std::size_t>(cycles, 50) - 50) / (on == level::avx2 ? 45 : 400);
}

/// Lays rules out in the way that is wished, or else costs least.
inline strategy lay_out(tables& t, const rule_tests& rules, const lane_layout& layout, std::optional<strategy> how,
                        level on) {
    const auto may_be = [&](strategy s) { return how.value_or(s) == s; };
    const bool in_words = may_be(strategy::words);
    if (in_words && (how || on == level::avx512) && lay_out_words(t, layout)) return strategy::words;
    auto in_rows = may_be(strategy::rows) ? rows_of(rules, layout) : std::nullopt;
    if (in_words && !how) {
        const bool small = in_rows && in_rows->bytes() <= most_bytes_of_rows;
        const std::size_t most = small ? words_in(cycles_of(*in_rows), on) : std::numeric_limits<std::size_t>::max();
        if (lay_out_words(t, layout, most)) return strategy::words;
    }
    if (!in_rows) return strategy::scan;
    t.by_rows = *std::move(in_rows);
    return strategy::rows;
}

}  // namespace classifier_detail

// ------------------------------------------------------------------ the classifier

namespace classifier_detail {

/// A case with what is asked of its lists found out.
class resolved_case {
public:
    resolved_case(const tables& t, const lane_line* c) noexcept { t.resolve(t, c, lines_); }
    operator const lane_line*() const noexcept { return lines_; }

private:
    lane_line lines_[most_lines_with_lists + 1];
};

inline std::uint32_t first_with_lists(const tables& t, const lane_line* c) noexcept {
    return t.then_first(t, resolved_case(t, c));
}
inline std::uint32_t all_with_lists(const tables& t, const lane_line* c, std::uint32_t* out) noexcept {
    return t.then_all(t, resolved_case(t, c), out);
}

}  // namespace classifier_detail

classifier::classifier(rule_tests rules, const lane_layout& layout, const wish& wish)
    : rules_(std::move(rules)), layout_(layout) {
    const level on = std::min(wish.on.value_or(level::avx512), best_level());
    note_reads();
    if (rules_.lists.empty()) {
        prepare(rules_, layout, wish.how, on);
        return;
    }
    resolved_lists plain = *resolve_lists(rules_, layout, on);
    prepare(plain.rules, plain.layout, wish.how, on);
    tables_->lists = std::move(plain.lists);
    tables_->lines = plain.lines;
    tables_->resolve = resolve_on(on);
    tables_->then_first = std::exchange(first_, classifier_detail::first_with_lists);
    tables_->then_all = std::exchange(all_, classifier_detail::all_with_lists);
    ways_of_set_ = 0;
}

namespace classifier_detail {

inline bool asks_each_once(const way& w) {
    std::vector<std::uint32_t> cells;
    for (const test& t : w.tests) cells.push_back(t.cell);
    std::sort(cells.begin(), cells.end());
    return std::adjacent_find(cells.begin(), cells.end()) == cells.end();
}

}  // namespace classifier_detail

void classifier::note_reads() {
    reads_.resize((layout_.cells.size() + layout_.lists.size() + 63) / 64);
    may_be_open_.resize(reads_.size());
    const auto note = [](std::vector<std::uint64_t>& in, std::size_t bit) {
        in[bit / 64] |= std::uint64_t{1} << bit % 64;
    };
    cells_of_.resize(rules_.rules.size());
    for (const way& w : rules_.ways)
        for (const test& t : w.tests) {
            note(reads_, t.cell);
            cells_of_[w.rule] |= std::uint64_t{1} << t.cell % 64;
        }
    for (const list_test& t : rules_.lists) note(reads_, layout_.cells.size() + t.list);
    for (const std::uint32_t r : rules_.read) note(reads_, r);
    const std::size_t no_cell = rules_.open_cells.size();
    open_cell_of_.assign(places_of_64 * reads_.size(), static_cast<std::uint32_t>(no_cell));
    for (std::uint32_t i = 0; i < rules_.open_cells.size(); ++i) {
        const std::uint32_t cell = rules_.open_cells[i].cell;
        note(may_be_open_, cell);
        open_cell_of_[cell / 64 * places_of_64 + (cell % 64 == 63 ? 64 : cell % 64)] = i;
    }
    way_starts_.resize(rules_.rules.size() + 1);
    for (const way& w : rules_.ways) ++way_starts_[w.rule + 1];
    std::partial_sum(way_starts_.begin(), way_starts_.end(), way_starts_.begin());
    for (std::size_t place = 0; place < rules_.rules.size(); ++place)
        possible_.push_back(way_starts_[place + 1] - way_starts_[place] == 1 &&
                            classifier_detail::asks_each_once(rules_.ways[way_starts_[place]]));
    possible_.push_back(true);
}

void classifier::prepare(const rule_tests& rules, const lane_layout& layout, std::optional<strategy> how, level on) {
    tables_ = std::make_unique<tables>(rules, layout);
    chosen_ = classifier_detail::lay_out(*tables_, rules, layout, how, on);
    first_ = classifier_detail::first_by_scan;
    all_ = classifier_detail::all_by_scan;
    tables_->weigh = classifier_detail::weigh_by_scan;
    if (chosen_ == strategy::words) {
        const lookup_functions f = by_words(*tables_, on);
        first_ = f.first, all_ = f.all, set_ = f.set, first_open_ = f.first_open;
        tables_->weigh = f.weigh;
        if (set_ != nullptr) ways_of_set_ = static_cast<std::uint32_t>(tables_->ways.size());
    }
    if (chosen_ == strategy::rows) first_ = first_by_rows(*tables_, on), all_ = all_by_rows(*tables_, on);
    // Columns of rows may be more than ways; words write whole registers beyond the last rule.
    room_ = std::max(tables_->ways.size(), tables_->by_rows.ids.size()) + 32;
}

classifier::classifier(classifier&&) noexcept = default;
classifier& classifier::operator=(classifier&&) noexcept = default;
classifier::~classifier() = default;

std::size_t classifier::bytes() const noexcept { return tables_->bytes(chosen_); }

bool classifier::answers_nevertheless(const lane_line* c) const noexcept {
    if ((c->lane[0] & lanes_erroneous) != 0) return false;
    for (std::uint32_t i = 0; i < reads_.size(); ++i)
        if ((word_at(c, layout_.open + 4 * i) & reads_[i]) != 0) return false;
    return true;
}

}  // namespace writ::classify
