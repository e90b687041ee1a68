#include "writ/detail/classify/open_cells.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <span>

#include "writ/detail/analysis/slots.hpp"

namespace writ::classify {

namespace open_cells_detail {

/// A condition that has to hold with others: the cells it reads, and how often.
struct part {
    struct read {
        std::uint32_t cell = 0, times = 0;
    };
    std::vector<read> reads;

    void add(std::uint32_t cell, std::uint32_t times) {
        const auto at = std::find_if(reads.begin(), reads.end(), [&](const read& r) { return r.cell == cell; });
        if (at == reads.end()) reads.push_back({cell, times});
        else at->times += times;
    }
};

class search {
public:
    search(const model::model& m, const case_layout& cells, const lane_layout& lanes, const rule_tests& tests)
        : model_(m), cells_(cells), lanes_(lanes), tests_(tests), kept_(cells.cells), types_(cells.cells) {}

    /// What rules read, ascending; nothing if lanes do not have all of it.
    std::optional<std::vector<std::uint32_t>> read() && {
        if (!has_lanes_) return std::nullopt;
        std::sort(read_.begin(), read_.end());
        read_.erase(std::unique(read_.begin(), read_.end()), read_.end());
        return std::move(read_);
    }

    std::vector<open_cell> run() {
        for (std::uint32_t f = 0; f < cells_.facts.size(); ++f) {
            const type& t = model_.facts[f].type;
            if (cells_.facts[f].kind != fact_place::kind_of::scalar || t.optional) continue;
            types_[cells_.facts[f].at] = &t;
            kept_[cells_.facts[f].at] = true;
        }
        std::size_t first = 0;
        for (std::uint32_t place = 0; place < tests_.rules.size(); ++place) {
            std::size_t last = first;
            while (last < tests_.ways.size() && tests_.ways[last].rule == place) ++last;
            judge(parts_of(model::rule_id{tests_.rules[place]}), {tests_.ways.data() + first, last - first});
            first = last;
        }
        std::vector<std::vector<const test*>> of(kept_.size());
        for (const way& w : tests_.ways)
            for (const test& t : w.tests) of[t.cell].push_back(&t);
        std::vector<open_cell> out;
        for (std::uint32_t cell = 0; cell < kept_.size(); ++cell)
            if (kept_[cell] && !of[cell].empty())
                if (const auto found = open_cell_of(cell, of[cell])) out.push_back(*found);
        return out;
    }

private:
    using ways = std::span<const way>;

    // ---- what rules read

    /// What a rule asks, and what it changes.
    std::vector<part> parts_of(model::rule_id r) {
        std::vector<part> out;
        for (std::optional<model::rule_id> next = r; next; next = model_[*next].parent) {
            const model::rule& x = model_[*next];
            add(x.quals, x, out);
            if (x.block) add(model_[*x.block].quals, x, out);
            for (const model::cell& c : x.cells)
                if (c.condition) add(*c.condition, out);
            for (const model::expr_id e : x.whens) add(e, out);
        }
        return out;
    }

    void add(const model::qualifiers& q, const model::rule& r, std::vector<part>& out) {
        const auto& region = model_[model_[r.decision].pack].region;
        if (!q.regional || !region) return;
        out.emplace_back().add(cells_.facts[model::index(*region)].at, 1);
        note_fact(model::index(*region));
    }

    void add(model::expr_id e, std::vector<part>& out) {
        const model::expression& x = model_[e];
        if (x.what == model::op::conjunction)
            for (const model::expr_id a : x.args) add(a, out);
        else read(e, 1, out.emplace_back());
    }

    /// Where a choice depends on a cell, both its ways may come to the same.
    void read(model::expr_id e, std::uint32_t times, part& out) {
        const model::expression& x = model_[e];
        if (is_of_record(x)) return read_field(x, times, out);
        if (x.what == model::op::choice) times *= 2;
        if (x.what == model::op::fact) {
            const fact_place& at = cells_.facts[x.index];
            if (at.kind != fact_place::kind_of::list) out.add(at.at, times);
            note_fact(x.index);
        }
        for (const model::expr_id a : x.args) read(a, times, out);
        if (!x.details->binder) return;
        const model::binder& b = model_[*x.details->binder];
        read(b.list, times, out);
        if (b.where) read(*b.where, times * 2, out);
    }

    /// Whether it is a field of a fact.
    bool is_of_record(const model::expression& x) const {
        return x.what == model::op::field && record_of(x).what == model::op::fact;
    }
    const model::expression& record_of(const model::expression& x) const {
        return model_[analysis::stripped(model_, x.args[0])];
    }

    void read_field(const model::expression& x, std::uint32_t times, part& out) {
        const fact_place& at = cells_.facts[record_of(x).index];
        if (model_.facts[record_of(x).index].told_by) has_lanes_ = false;
        out.add(at.at, times);
        read_.push_back(at.at + 1 + x.index);
    }

    void note_fact(std::uint32_t fact) {
        const fact_place& at = cells_.facts[fact];
        if (at.kind == fact_place::kind_of::record || model_.facts[fact].told_by) has_lanes_ = false;
        if (at.kind != fact_place::kind_of::list) return read_.push_back(at.at);
        const auto same = [&](const list_lanes& l) { return l.list == at.at; };
        const auto list = std::find_if(lanes_.lists.begin(), lanes_.lists.end(), same);
        if (list == lanes_.lists.end()) has_lanes_ = false;
        else
            read_.push_back(static_cast<std::uint32_t>(lanes_.cells.size() +
                                                       static_cast<std::size_t>(list - lanes_.lists.begin())));
    }

    /// Cells that a rule reads once are kept: there conditions are open exactly where their values are. If it reads them more than
    /// once, then only by themselves, and where its tests mention them.
    void judge(const std::vector<part>& parts, ways of) {
        for (const part& p : parts)
            for (const part::read& r : p.reads) {
                const auto tests = [&](const way& w) {
                    return std::any_of(w.tests.begin(), w.tests.end(), [&](const test& t) { return t.cell == r.cell; });
                };
                const bool alone = is_alone(r.cell, parts) && std::all_of(of.begin(), of.end(), tests);
                const bool once = times_of(r.cell, parts) == 1;
                if (of.empty() || !(alone || once)) kept_[r.cell] = false;
            }
    }

    static std::uint32_t times_of(std::uint32_t cell, const std::vector<part>& parts) {
        std::uint32_t out = 0;
        for (const part& p : parts)
            for (const part::read& r : p.reads) out += r.cell == cell ? r.times : 0;
        return out;
    }

    /// Whether what reads the cell reads nothing else.
    static bool is_alone(std::uint32_t cell, const std::vector<part>& parts) {
        return std::all_of(parts.begin(), parts.end(), [&](const part& p) {
            const auto same = [&](const part::read& r) { return r.cell == cell; };
            return std::none_of(p.reads.begin(), p.reads.end(), same) || p.reads.size() == 1;
        });
    }

    // ---- what their tests say

    /// @return nothing where a test says the same of all values
    std::optional<open_cell> open_cell_of(std::uint32_t cell, const std::vector<const test*>& tests) const {
        const cell_lane& l = lanes_.cells[cell];
        switch (l.kind) {
            case cell_lane::kind_of::none: return std::nullopt;
            case cell_lane::kind_of::bits: return of_bits(cell, l, tests);
            case cell_lane::kind_of::set: return of_set(cell, l, tests);
            default: return of_numbers(cell, tests);
        }
    }

    static std::vector<std::size_t> passing(std::size_t bits, const std::vector<const test*>& tests) {
        std::vector<std::size_t> out(bits);
        for (const test* t : tests)
            for (std::size_t b = 0; b < bits; ++b) out[b] += t->bits.test(b) ? 1 : 0;
        return out;
    }

    static std::optional<open_cell> of_bits(std::uint32_t cell, const cell_lane& l,
                                            const std::vector<const test*>& tests) {
        for (const test* t : tests)
            if (t->bits.none() || t->bits.count() >= l.points) return std::nullopt;
        const auto count = passing(l.points, tests);
        return open_cell{cell, 0, 0, std::min_element(count.begin(), count.end()) - count.begin()};
    }

    static std::optional<open_cell> of_set(std::uint32_t cell, const cell_lane& l,
                                           const std::vector<const test*>& tests) {
        for (const test* t : tests) {
            bool all = t->bits.none();
            for (std::size_t m = 0; m < l.points; ++m) all = all || (t->bits.test(m) && t->bits.test(m + l.points));
            if (all) return std::nullopt;
        }
        const auto count = passing(2 * l.points, tests);
        open_cell out{cell, 0, 0, 0};
        for (std::size_t m = 0; m < l.points; ++m)
            if (count[m] < count[m + l.points]) out.quiet |= std::int64_t{1} << m;
        return out;
    }

    std::optional<open_cell> of_numbers(std::uint32_t cell, const std::vector<const test*>& tests) const {
        constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min(),
                               greatest = std::numeric_limits<std::int64_t>::max();
        const auto [low, high] = ends_of_cell(*types_[cell]).value_or(std::pair{least, greatest});
        std::vector<std::int64_t> lows, highs;
        for (const test* t : tests) {
            const bool never = t->high < low || t->low > high, always = t->low <= low && t->high >= high;
            if (never || always) return std::nullopt;
            lows.push_back(t->low);
            highs.push_back(t->high);
        }
        std::sort(lows.begin(), lows.end());
        std::sort(highs.begin(), highs.end());
        const auto passing = [&](std::int64_t v) {
            return (std::upper_bound(lows.begin(), lows.end(), v) - lows.begin()) -
                   (std::lower_bound(highs.begin(), highs.end(), v) - highs.begin());
        };
        open_cell out{cell, low, high, low};
        auto fewest = passing(low);
        for (const std::int64_t end : highs)  // fewer than before pass only right above an end
            if (end < high)
                if (const auto n = passing(end + 1); n < fewest) fewest = n, out.quiet = end + 1;
        return out;
    }

    const model::model& model_;
    const case_layout& cells_;
    const lane_layout& lanes_;
    const rule_tests& tests_;
    std::vector<bool> kept_;          ///< by cell
    std::vector<const type*> types_;  ///< by cell: of facts that are one
    std::vector<std::uint32_t> read_;
    bool has_lanes_ = true;
};

}  // namespace open_cells_detail

bool find_open_cells(const model::model& m, const case_layout& cells, const lane_layout& lanes, rule_tests& tests) {
    open_cells_detail::search by(m, cells, lanes, tests);
    tests.open_cells = by.run();
    auto read = std::move(by).read();
    if (read) tests.read = *std::move(read);
    return read.has_value();
}

}  // namespace writ::classify
