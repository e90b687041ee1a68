#include "writ/classify/from_model.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "writ/detail/analysis/slots.hpp"

namespace writ::classify {

// ------------------------------------------------------------------ cells in lanes

namespace from_model_detail {

/// Gives cells their lanes: what rules mention first, so that few lines are read, and of those the widest first, so that
/// nothing is lost between them.
class lane_maker {
public:
    lane_maker(const model::model& m, const case_layout& cells)
        : model_(m), types_(cells.cells), mentioned_(cells.cells) {
        for (std::uint32_t f = 0; f < cells.facts.size(); ++f) add(m.facts[f].type, cells.facts[f]);
        for (const model::expression& e : m.expressions)
            if (e.what == model::op::fact && cells.facts[e.index].kind != fact_place::kind_of::list)
                for (std::uint32_t i = 0; i <= cells.facts[e.index].fields; ++i)
                    mentioned_[cells.facts[e.index].at + i] = true;
    }

    lane_layout run() {
        using kind_of = cell_lane::kind_of;
        out_.cells.resize(types_.size());
        for (std::size_t i = 0; i < types_.size(); ++i)
            if (types_[i] != nullptr) out_.cells[i] = form_of(*types_[i]);
        for (const bool mentioned : {true, false}) {
            for (const kind_of kind : {kind_of::wide, kind_of::half, kind_of::narrow})
                place(mentioned, [&](const cell_lane& c) { return c.kind == kind; });
            room_.clear();
            const auto bits = [](const cell_lane& c) { return c.kind == kind_of::bits || c.kind == kind_of::set; };
            place(mentioned, [&](const cell_lane& c) { return bits(c) && bits_of(c) > 16; });
            place(mentioned, [&](const cell_lane& c) { return bits(c) && bits_of(c) <= 16; });
        }
        out_.open = next_;
        next_ += static_cast<std::uint32_t>((types_.size() + 63) / 64 * 4);
        out_.lines = (next_ + lanes_of_line - 1) / lanes_of_line;
        return std::move(out_);
    }

private:
    void add(const type& t, const fact_place& at) {
        if (at.kind == fact_place::kind_of::scalar) types_[at.at] = &t;
        if (at.kind != fact_place::kind_of::record) return;
        const auto& fields = model_.records[t.ref].fields;
        for (std::uint32_t i = 0; i < fields.size(); ++i) types_[at.at + 1 + i] = &fields[i].type;
    }

    cell_lane form_of(const type& t) const {
        using kind_of = cell_lane::kind_of;
        const auto finite = [](kind_of kind, std::size_t n) {
            return cell_lane{kind, 0, 0, static_cast<std::uint32_t>(n), 0};
        };
        switch (t.base) {
            case base_type::boolean: return finite(kind_of::bits, 2);
            case base_type::weekday: return finite(kind_of::bits, 7);
            case base_type::enumeration: return finite(kind_of::bits, model_.enums[t.ref].values.size());
            case base_type::set: return finite(kind_of::set, model_.enums[t.ref].values.size());
            case base_type::number:
            case base_type::money:
            case base_type::date:
            case base_type::time:
            case base_type::instant:
            case base_type::duration: break;
            default: return {};
        }
        const auto ends = ends_of_cell(t);
        if (!ends) return {kind_of::wide, 0, 0, 0, 0};
        const auto width = static_cast<std::uint64_t>(ends->second) - static_cast<std::uint64_t>(ends->first);
        if (width > 0xffffffff) return {kind_of::wide, 0, 0, 0, 0};
        return {width >= 0xffff ? kind_of::half : kind_of::narrow, 0, 0, 0, ends->first};
    }

    static std::uint32_t bits_of(const cell_lane& c) {
        return c.kind == cell_lane::kind_of::set ? 2 * c.points : c.points;
    }

    static std::uint32_t lanes_of(const cell_lane& c) {
        switch (c.kind) {
            case cell_lane::kind_of::wide: return 4;
            case cell_lane::kind_of::half: return 2;
            case cell_lane::kind_of::narrow: return 1;
            default: return (bits_of(c) + 15) / 16;
        }
    }

    template <class Which>
    void place(bool mentioned, Which&& which) {
        for (std::size_t i = 0; i < out_.cells.size(); ++i) {
            cell_lane& c = out_.cells[i];
            if (mentioned_[i] != mentioned || !which(c)) continue;
            const std::uint32_t bits = c.points == 0 ? 0 : bits_of(c);
            const auto room =
                std::find_if(room_.begin(), room_.end(), [&](const auto& r) { return r.second + bits <= 16; });
            if (bits == 0 || bits > 16 || room == room_.end()) {
                c.lane = next_;
                next_ += lanes_of(c);
                if (bits % 16 != 0) room_.emplace_back(next_ - 1, bits % 16);
                continue;
            }
            std::tie(c.lane, c.bit) = *room;
            room->second += bits;
        }
    }

    const model::model& model_;
    std::vector<const type*> types_;  ///< by cell
    std::vector<bool> mentioned_;     ///< by cell
    lane_layout out_;
    std::uint32_t next_ = 4;                                     ///< the next lane; the first four hold flags
    std::vector<std::pair<std::uint32_t, std::uint32_t>> room_;  ///< lanes with bits, and how many of them are taken
};

}  // namespace from_model_detail

lane_layout lanes_of(const model::model& m, const case_layout& cells) {
    return from_model_detail::lane_maker(m, cells).run();
}

// ------------------------------------------------------------------ rules as tests

namespace from_model_detail {

using analysis::cube;
using analysis::cubes;

class extraction {
public:
    extraction(const model::model& m, model::term_id decision, const case_layout& cells, const lane_layout& lanes)
        : model_(m), term_(m[decision]), cells_(cells), lanes_(lanes), slots_(m, term_.pack) {}

    std::optional<rule_tests> run() {
        if (term_.kind != model::term_kind::decision || !term_.parameters.empty()) return std::nullopt;
        for (const model::rule_id r : term_.rules) {
            if (!may_be_tests(model_[r])) return std::nullopt;
            for (const model::rule_id e : model_[r].exceptions)
                if (!may_be_tests(model_[e])) return std::nullopt;
        }
        for (const model::rule_id r : term_.rules) {
            collect(model_[r]);
            for (const model::rule_id e : model_[r].exceptions) collect(model_[e]);
        }
        slots_.close();
        for (const model::rule_id r : term_.rules) {
            const cubes matches = where(model_[r]);
            for (const model::rule_id e : model_[r].exceptions)
                if (!add(e, slots_.both(matches, where(model_[e])), true)) return std::nullopt;
            if (!add(r, matches, false)) return std::nullopt;
        }
        if (!is_moderate(out_, lanes_)) return std::nullopt;
        return std::move(out_);
    }

private:
    /// A quick look before anything is taken apart.
    bool may_be_tests(const model::rule& r) const {
        const auto fine = [&](const model::qualifiers& q) { return !q.from && !q.until; };
        if (!r.fors.empty() || !fine(r.quals) || (r.block && !fine(model_[*r.block].quals))) return false;
        for (const model::cell& c : r.cells)
            if (c.condition && !may_be_tests(*c.condition)) return false;
        return std::all_of(r.whens.begin(), r.whens.end(), [&](model::expr_id e) { return may_be_tests(e); });
    }

    /// Whether an expression reads nothing but facts, and does nothing with them but compare.
    bool may_be_tests(model::expr_id e) const {
        const model::expression& x = model_[e];
        using model::op;
        if (x.what == op::term) return analysis::constant_of(model_, e).has_value();
        const bool compares = x.what >= op::negation && x.what <= op::greater_equal;
        const bool asks_set =
            x.what == op::has || x.what == op::has_any || x.what == op::has_all || x.what == op::is_empty;
        const bool wraps = x.what == op::guarded || x.what == op::required || x.what == op::set_literal;
        const bool reads = x.what <= op::calendar || x.what == op::fact || x.what == op::field;
        return (compares || asks_set || wraps || reads) &&
               std::all_of(x.args.begin(), x.args.end(), [&](model::expr_id a) { return may_be_tests(a); });
    }

    void collect(const model::rule& r) {
        slots_.collect(r.quals);
        if (r.block) slots_.collect(model_[*r.block].quals);
        for (const model::cell& c : r.cells)
            if (c.condition) slots_.collect(*c.condition);
        for (const model::expr_id e : r.whens) slots_.collect(e);
    }

    cubes where(const model::rule& r) {
        cubes out = slots_.where(r.quals);
        if (r.block) out = slots_.both(out, slots_.where(model_[*r.block].quals));
        for (const model::cell& c : r.cells)
            if (c.condition) out = slots_.both(out, slots_.where(*c.condition));
        for (const model::expr_id e : r.whens) out = slots_.both(out, slots_.where(e));
        return out;
    }

    bool add(model::rule_id r, const cubes& matches, bool exceptional) {
        const auto place = static_cast<std::uint32_t>(out_.rules.size());
        out_.rules.push_back(model::index(r));
        out_.exceptional.push_back(exceptional);
        const std::size_t first = out_.ways.size();
        for (const cube& c : matches) {
            way w{place, {}};
            bool possible = true;
            for (const analysis::literal& l : c)
                if (!add(l, w, possible)) return false;
            if (!possible) continue;
            const bool known = std::any_of(out_.ways.begin() + static_cast<std::ptrdiff_t>(first), out_.ways.end(),
                                           [&](way& before) { return united(before, w); });
            if (!known) out_.ways.push_back(std::move(w));
        }
        return true;
    }

    /// Two ways that differ in which bits of one cell they want are one way that wants any of them.
    static bool united(way& into, const way& from) {
        if (into.tests.size() != from.tests.size()) return false;
        std::size_t differing = 0, at = 0;
        for (std::size_t i = 0; i < into.tests.size(); ++i)
            if (!(into.tests[i] == from.tests[i])) ++differing, at = i;
        if (differing > 1) return false;
        if (differing == 0) return true;
        test& a = into.tests[at];
        const test& b = from.tests[at];
        if (!a.by_bits || !b.by_bits || a.cell != b.cell) return false;
        a.bits |= b.bits;
        return true;
    }

    /// Adds the test of one slot. `possible` becomes false where no value passes.
    /// @return false if the slot is not a cell
    bool add(const analysis::literal& l, way& to, bool& possible) {
        const analysis::slot& s = slots_.slots()[l.slot];
        const auto cell = cell_of(s);
        if (!cell) return false;
        test t;
        t.cell = *cell;
        t.by_bits = s.form == analysis::slot_form::finite;
        if (s.form == analysis::slot_form::numeric) {
            const auto places = places_of_cell(s.type);
            if (!places) return false;
            const auto ranges = ranges_of(s, l.points, *places);
            if (!ranges) return false;
            if (ranges->empty()) possible = false;
            else t.low = ranges->front().first, t.high = ranges->front().second;
            if (ranges->size() > 1) return false;
        } else {
            const cell_lane& lane = lanes_.cells[*cell];
            for (const auto& run : l.points.runs())
                for (std::uint32_t p = run.first; p <= run.last; ++p)
                    if (s.points[p].kind == analysis::slot_point::kind_of::value) t.bits.set(bit_of(s, lane, p));
            if (t.bits.none()) possible = false;
        }
        to.tests.push_back(t);
        return true;
    }

    static std::size_t bit_of(const analysis::slot& s, const cell_lane& lane, std::uint32_t point) {
        if (!s.member) return s.points[point].at;
        return *s.member + (s.points[point].at == 0 ? lane.points : 0);
    }

    /// The cell a slot is, if it is one that a case gives and lanes hold.
    std::optional<std::uint32_t> cell_of(const analysis::slot& s) const {
        if (s.opaque || s.form == analysis::slot_form::comparison || s.form == analysis::slot_form::labels)
            return std::nullopt;
        std::optional<std::uint32_t> cell;
        if (s.fact) cell = cell_of(model::index(*s.fact), std::nullopt);
        else if (s.reads) {
            const model::expression& x = model_[*s.reads];
            if (x.what == model::op::fact) cell = cell_of(x.index, std::nullopt);
            if (x.what == model::op::field)
                if (const auto& whole = model_[analysis::stripped(model_, x.args[0])]; whole.what == model::op::fact)
                    cell = cell_of(whole.index, x.index);
        }
        if (!cell || lanes_.cells[*cell].kind == cell_lane::kind_of::none) return std::nullopt;
        return cell;
    }

    std::optional<std::uint32_t> cell_of(std::uint32_t fact, std::optional<std::uint32_t> field) const {
        const fact_place& at = cells_.facts[fact];
        if (model_.facts[fact].told_by) return std::nullopt;
        if (!field) return at.kind == fact_place::kind_of::scalar ? std::optional(at.at) : std::nullopt;
        if (at.kind != fact_place::kind_of::record || model_.facts[fact].type.optional) return std::nullopt;
        return at.at + 1 + *field;
    }

    using ends = std::pair<std::int64_t, std::int64_t>;

    /// Points of numbers as ranges of what cells hold.
    static std::optional<std::vector<ends>> ranges_of(const analysis::slot& s, const analysis::point_set& points,
                                                      int places) {
        using kind_of = analysis::slot_point::kind_of;
        constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min(),
                               greatest = std::numeric_limits<std::int64_t>::max();
        const auto count = s.constants.size();
        std::vector<ends> out;
        for (const auto& run : points.runs())
            for (std::uint32_t p = run.first; p <= run.last; ++p) {
                const analysis::slot_point& point = s.points[p];
                ends r{least, greatest};
                if (point.kind == kind_of::value) {
                    const auto exact = exact_scaled(s.constants[point.at].number, places);
                    if (!exact) continue;
                    r = {*exact, *exact};
                } else if (point.kind == kind_of::gap) {
                    if (point.at > 0) {
                        const auto floor = floor_scaled(s.constants[point.at - 1].number, places);
                        if (!floor || *floor == greatest) return std::nullopt;
                        r.first = *floor + 1;
                    }
                    if (point.at < count) {
                        const auto ceiling = ceiling_scaled(s.constants[point.at].number, places);
                        if (!ceiling || *ceiling == least) return std::nullopt;
                        r.second = *ceiling - 1;
                    }
                } else continue;
                if (r.first > r.second) continue;
                if (!out.empty() && out.back().second != greatest && out.back().second + 1 == r.first)
                    out.back().second = r.second;
                else out.push_back(r);
            }
        return out;
    }

    const model::model& model_;
    const model::term& term_;
    const case_layout& cells_;
    const lane_layout& lanes_;
    analysis::slot_table slots_;
    rule_tests out_;
};

}  // namespace from_model_detail

std::optional<rule_tests> tests_of(const model::model& m, model::term_id decision, const case_layout& cells,
                                   const lane_layout& lanes) {
    return from_model_detail::extraction(m, decision, cells, lanes).run();
}

catalogue from_model(const model::model& m, const case_layout& cells) {
    catalogue out{lanes_of(m, cells), {}};
    out.by_term.resize(m.terms.size());
    for (std::uint32_t t = 0; t < m.terms.size(); ++t)
        if (auto tests = tests_of(m, model::term_id{t}, cells, out.lanes))
            out.by_term[t] = std::make_shared<const classifier>(*std::move(tests), out.lanes);
    return out;
}

}  // namespace writ::classify
