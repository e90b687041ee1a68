#include "writ/classify/from_model.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <tuple>

#include "writ/detail/analysis/slots.hpp"
#include "writ/detail/classify/open_cells.hpp"

namespace writ::classify {

// ------------------------------------------------------------------ cells in lanes

namespace from_model_detail {

/// Longer lists are not packed.
inline constexpr std::uint32_t most_elements = 16;

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
        for (const model::binder& b : m.binders)
            if (const model::expression& e = m[analysis::stripped(m, b.list)]; e.what == model::op::fact)
                add_list(m.facts[e.index].type, cells.facts[e.index]);
    }

    lane_layout run() {
        out_.cells.resize(types_.size());
        for (std::size_t i = 0; i < types_.size(); ++i)
            if (types_[i] != nullptr) out_.cells[i] = form_of(*types_[i]);
        for (const bool mentioned : {true, false})
            place(out_.cells, [&](std::size_t i) { return mentioned_[i] == mentioned; });
        out_.open = next_;
        next_ += static_cast<std::uint32_t>((types_.size() + out_.lists.size() + 63) / 64 * 4);
        out_.unknown = next_;
        next_ += static_cast<std::uint32_t>((types_.size() + 63) / 64 * 4);
        for (list_lanes& l : out_.lists) place(l);
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

    /// A list that rules look through, if it is one of records and has room.
    void add_list(const type& t, const fact_place& at) {
        const auto same = [&](const list_lanes& l) { return l.list == at.at; };
        if (at.kind != fact_place::kind_of::list || t.most == 0 || t.most > most_elements ||
            std::any_of(out_.lists.begin(), out_.lists.end(), same))
            return;
        list_lanes l;
        l.list = at.at;
        l.most = t.most;
        l.fields.resize(at.fields);
        for (const model::expression& e : model_.expressions)
            if (e.what == model::op::field && model_[e.args[0]].type.base == base_type::record &&
                model_[e.args[0]].type.ref == t.ref)
                l.fields[e.index] = form_of(model_.records[t.ref].fields[e.index].type);
        out_.lists.push_back(std::move(l));
    }

    void place(list_lanes& l) {
        l.size = next_;
        l.first = next_ + 1;
        next_ = 0;
        place(l.fields, [](std::size_t) { return true; });
        l.stride = next_;
        next_ = l.first + l.most * l.stride;
    }

    /// Gives some cells their lanes, from the next one on.
    template <class Which>
    void place(std::vector<cell_lane>& cells, Which&& which) {
        using kind_of = cell_lane::kind_of;
        std::vector<std::pair<std::uint32_t, std::uint32_t>> room;  // lanes with bits, and how many of them are taken
        const auto some = [&](auto&& like) {
            for (std::size_t i = 0; i < cells.size(); ++i)
                if (which(i) && like(cells[i])) place(cells[i], room);
        };
        for (const kind_of kind : {kind_of::wide, kind_of::half, kind_of::narrow})
            some([&](const cell_lane& c) { return c.kind == kind; });
        const auto bits = [](const cell_lane& c) { return c.kind == kind_of::bits || c.kind == kind_of::set; };
        some([&](const cell_lane& c) { return bits(c) && bits_of(c) > 16; });
        some([&](const cell_lane& c) { return bits(c) && bits_of(c) <= 16; });
    }

    void place(cell_lane& c, std::vector<std::pair<std::uint32_t, std::uint32_t>>& room) {
        const std::uint32_t bits = c.points == 0 ? 0 : bits_of(c);
        const auto free = std::find_if(room.begin(), room.end(), [&](const auto& r) { return r.second + bits <= 16; });
        if (bits == 0 || bits > 16 || free == room.end()) {
            c.lane = next_;
            next_ += lanes_of(c);
            if (bits % 16 != 0) room.emplace_back(next_ - 1, bits % 16);
            return;
        }
        std::tie(c.lane, c.bit) = *free;
        free->second += bits;
    }

    const model::model& model_;
    std::vector<const type*> types_;  ///< by cell
    std::vector<bool> mentioned_;     ///< by cell
    lane_layout out_;
    std::uint32_t next_ = 4;  ///< the next lane; the first four hold flags
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
        std::vector<model::rule_id> rules = term_.rules;
        if (term_.otherwise) {  // which always matches
            const auto& exceptions = model_[*term_.otherwise].exceptions;
            rules.insert(rules.end(), exceptions.begin(), exceptions.end());
        }
        for (const model::rule_id r : rules) {
            if (!may_be_tests(r)) return std::nullopt;
            collect(r);
        }
        slots_.close();
        for (const model::rule_id r : rules)
            if (!add(r, {{}})) return std::nullopt;
        if (!is_moderate(out_, lanes_)) return std::nullopt;
        if (!find_open_cells(model_, cells_, lanes_, out_)) return std::nullopt;
        for (open_cell& o : out_.open_cells) o.pieces = pieces_of(o.cell);
        return std::move(out_);
    }

private:
    /// By all that rules, as they are written, compare a cell with: of numbers before and after each.
    std::uint32_t pieces_of(std::uint32_t cell) const {
        const cell_lane& l = lanes_.cells[cell];
        if (l.kind == cell_lane::kind_of::set) return 0;
        if (l.kind == cell_lane::kind_of::bits) return l.points;
        std::size_t ends = 0;
        for (const analysis::slot& s : slots_.slots())
            if (cell_of(s) == cell) ends += 2 * s.constants.size();
        return static_cast<std::uint32_t>(ends + 1);
    }

    /// A quick look before anything is taken apart, at a rule and its exceptions.
    bool may_be_tests(model::rule_id id) const {
        const model::rule& r = model_[id];
        const auto fine = [&](const model::qualifiers& q) { return !q.from && !q.until; };
        if (!r.fors.empty() || !fine(r.quals) || (r.block && !fine(model_[*r.block].quals))) return false;
        for (const model::cell& c : r.cells)
            if (c.condition && !may_be_tests(*c.condition)) return false;
        return std::all_of(r.whens.begin(), r.whens.end(), [&](model::expr_id e) { return may_be_tests(e); }) &&
               std::all_of(r.exceptions.begin(), r.exceptions.end(), [&](model::rule_id e) { return may_be_tests(e); });
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
        const bool reads = x.what <= op::calendar || x.what == op::fact || x.what == op::field || x.what == op::local;
        if (asks_list(x) && model_[*x.details->binder].where && !may_be_tests(*model_[*x.details->binder].where))
            return false;
        return (compares || asks_set || wraps || reads || asks_list(x)) &&
               std::all_of(x.args.begin(), x.args.end(), [&](model::expr_id a) { return may_be_tests(a); });
    }

    /// Whether an expression counts elements of a list.
    static bool asks_list(const model::expression& x) {
        using model::op;
        return x.what == op::any || x.what == op::every || x.what == op::at_least || x.what == op::at_most ||
               x.what == op::count;
    }

    void collect(model::rule_id id) {
        const model::rule& r = model_[id];
        slots_.collect(r.quals);
        if (r.block) slots_.collect(model_[*r.block].quals);
        for (const model::cell& c : r.cells)
            if (c.condition) slots_.collect(*c.condition);
        for (const model::expr_id e : r.whens) slots_.collect(e);
        for (const model::rule_id e : r.exceptions) collect(e);
    }

    cubes where(const model::rule& r) {
        cubes out = slots_.where(r.quals);
        if (r.block) out = slots_.both(std::move(out), slots_.where(model_[*r.block].quals));
        for (const model::cell& c : r.cells)
            if (c.condition) out = slots_.both(std::move(out), slots_.where(*c.condition));
        for (const model::expr_id e : r.whens) out = slots_.both(std::move(out), slots_.where(e));
        return out;
    }

    /// Adds a rule, after its exceptions, which match only where it does.
    bool add(model::rule_id r, const cubes& base) {
        const cubes matches = slots_.both(where(model_[r]), base);
        for (const model::rule_id e : model_[r].exceptions)
            if (!add(e, matches)) return false;
        const auto place = static_cast<std::uint32_t>(out_.rules.size());
        out_.rules.push_back(model::index(r));
        out_.exceptional.push_back(model_[r].kind == model::rule_kind::exception);
        std::vector<way> ways;
        for (const cube& c : matches) {
            way w{place, {}};
            w.tests.reserve(c.size());
            bool possible = true;
            for (const analysis::literal& l : c)
                if (!add(slots_.slots()[l.slot], l.points, w, possible)) return false;
            if (possible) add_way(std::move(w), ways);
        }
        std::move(ways.begin(), ways.end(), std::back_inserter(out_.ways));
        return true;
    }

    static void add_way(way w, std::vector<way>& to) {
        if (!std::any_of(to.begin(), to.end(), [&](way& before) { return united(before, w); }))
            to.push_back(std::move(w));
    }

    /// Two ways that differ in which bits of one cell they want are one way that wants any of them.
    static bool united(way& into, const way& from) {
        if (into.tests.size() != from.tests.size() || into.lists != from.lists) return false;
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
    /// @return false if the slot is not a cell, nor counts elements
    bool add(const analysis::slot& s, const analysis::point_set& points, way& to, bool& possible) {
        if (s.reads && asks_list(model_[analysis::stripped(model_, *s.reads)]))
            return add_list(s, model_[analysis::stripped(model_, *s.reads)], points, to, possible);
        const auto cell = cell_of(s);
        return cell && add(s, points, *cell, lanes_.cells[*cell], to, possible);
    }

    static bool add(const analysis::slot& s, const analysis::point_set& points, std::uint32_t cell,
                    const cell_lane& lane, way& to, bool& possible) {
        if (lane.kind == cell_lane::kind_of::none) return false;
        test t;
        t.cell = cell;
        t.by_bits = s.form == analysis::slot_form::finite;
        if (s.form == analysis::slot_form::numeric) {
            const auto places = places_of_cell(s.type);
            if (!places) return false;
            const auto ranges = ranges_of(s, points, *places);
            if (!ranges) return false;
            if (ranges->empty()) possible = false;
            else t.low = ranges->front().first, t.high = ranges->front().second;
            if (ranges->size() > 1) return false;
        } else {
            for (const std::uint32_t p : values_of(s, points)) t.bits.set(bit_of(s, lane, p));
            if (t.bits.none()) possible = false;
        }
        to.tests.push_back(t);
        return true;
    }

    /// Those points that are values.
    static std::vector<std::uint32_t> values_of(const analysis::slot& s, const analysis::point_set& points) {
        std::vector<std::uint32_t> out;
        for (const auto& run : points.runs())
            for (std::uint32_t p = run.first; p <= run.last; ++p)
                if (s.points[p].kind == analysis::slot_point::kind_of::value) out.push_back(p);
        return out;
    }

    // ---- lists

    /// Adds the tests of a list that a condition, or a number of elements, comes to.
    bool add_list(const analysis::slot& s, const model::expression& x, const analysis::point_set& points, way& to,
                  bool& possible) {
        auto t = list_test_of(x);
        if (!t) return false;
        if (s.form == analysis::slot_form::numeric) {
            const auto ranges = ranges_of(s, points, 0);
            possible = possible && ranges && !ranges->empty() && ranges->back().second >= 0;
            return ranges && (!possible || (ranges->size() == 1 && add_counts(*std::move(t), ranges->front(), to)));
        }
        const auto values = values_of(s, points);
        if (values.size() != 1) return false;
        t->fewer ^= s.points[values.front()].at == 0;
        return add(*std::move(t), to);
    }

    /// @pre `wanted` does not end below zero
    bool add_counts(list_test t, const std::pair<std::int64_t, std::int64_t>& wanted, way& to) {
        constexpr std::int64_t most = most_counted;
        if (wanted.first > most || (wanted.second >= most && wanted.second < std::numeric_limits<std::int64_t>::max()))
            return false;
        if (wanted.second < most) {
            list_test fewer = t;
            fewer.count = static_cast<std::uint32_t>(wanted.second + 1);
            fewer.fewer = true;
            if (!add(std::move(fewer), to)) return false;
        }
        if (wanted.first <= 0) return true;
        t.count = static_cast<std::uint32_t>(wanted.first);
        return add(std::move(t), to);
    }

    bool add(list_test t, way& to) {
        if (t.count > most_counted) return false;
        const auto at = std::find(out_.lists.begin(), out_.lists.end(), t);
        to.lists.push_back(static_cast<std::uint32_t>(at - out_.lists.begin()));
        if (at == out_.lists.end()) out_.lists.push_back(std::move(t));
        return true;
    }

    /// What it asks of elements and how many: `count` leaves that to what the number is compared with.
    std::optional<list_test> list_test_of(const model::expression& x) const {
        const model::binder& b = model_[*x.details->binder];
        const model::expression& list = model_[analysis::stripped(model_, b.list)];
        if (b.rel != model::relation::none || list.what != model::op::fact) return std::nullopt;
        const auto at = std::find_if(lanes_.lists.begin(), lanes_.lists.end(), [&](const list_lanes& l) {
            return cells_.facts[list.index].kind == fact_place::kind_of::list && l.list == cells_.facts[list.index].at;
        });
        if (at == lanes_.lists.end() || model_.facts[list.index].told_by) return std::nullopt;
        list_test out;
        out.list = static_cast<std::uint32_t>(at - lanes_.lists.begin());
        out.failing = out.fewer = x.what == model::op::every;
        if (x.what == model::op::at_least || x.what == model::op::at_most) {
            const auto count = analysis::constant_of(model_, x.args[0]);
            if (!count || count->number.den != 1 || count->number.num < 0 || count->number.num >= most_counted)
                return std::nullopt;
            out.fewer = x.what == model::op::at_most;
            out.count = static_cast<std::uint32_t>(count->number.num) + (out.fewer ? 1 : 0);
        }
        if (b.where && !add_elements(*b.where, b.variable, *at, out)) return std::nullopt;
        return out;
    }

    /// What elements have to pass, if it is a few tests of their fields.
    bool add_elements(model::expr_id where, model::local_id element, const list_lanes& list, list_test& to) const {
        analysis::slot_table slots(model_, term_.pack);
        slots.collect(where);
        slots.close();
        std::vector<way> ways;
        for (const cube& c : slots.where(where)) {
            way w;
            bool possible = true;
            for (const analysis::literal& l : c) {
                const analysis::slot& s = slots.slots()[l.slot];
                const auto field = field_of(s, element);
                if (!field || !add(s, l.points, *field, list.fields[*field], w, possible)) return false;
            }
            if (possible) add_way(std::move(w), ways);
        }
        if (ways.size() != 1) return false;
        for (const test& t : ways.front().tests)
            if (list.fields[t.cell].kind == cell_lane::kind_of::set && t.bits.count() > 1) return false;
        to.tests = std::move(ways.front().tests);
        return true;
    }

    /// The field of the element that a slot is.
    std::optional<std::uint32_t> field_of(const analysis::slot& s, model::local_id element) const {
        if (!s.reads || !may_be_cell(s)) return std::nullopt;
        const model::expression& x = model_[*s.reads];
        if (x.what != model::op::field) return std::nullopt;
        const model::expression& whole = model_[analysis::stripped(model_, x.args[0])];
        if (whole.what != model::op::local || whole.index != model::index(element)) return std::nullopt;
        return x.index;
    }

    // ---- cells

    static bool may_be_cell(const analysis::slot& s) {
        return !s.opaque && s.form != analysis::slot_form::comparison && s.form != analysis::slot_form::labels;
    }

    static std::size_t bit_of(const analysis::slot& s, const cell_lane& lane, std::uint32_t point) {
        if (!s.member) return s.points[point].at;
        return *s.member + (s.points[point].at == 0 ? lane.points : 0);
    }

    /// The cell a slot is, if it is one that a case gives and lanes hold.
    std::optional<std::uint32_t> cell_of(const analysis::slot& s) const {
        if (!may_be_cell(s)) return std::nullopt;
        std::optional<std::uint32_t> cell;
        if (s.fact) cell = cell_of(model::index(*s.fact), std::nullopt);
        else if (s.reads) {
            const model::expression& x = model_[*s.reads];
            if (x.what == model::op::fact) cell = cell_of(x.index, std::nullopt);
            if (x.what == model::op::field)
                if (const auto& whole = model_[analysis::stripped(model_, x.args[0])]; whole.what == model::op::fact)
                    cell = cell_of(whole.index, x.index);
        }
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

    /// Points of numbers as ranges of what cells hold. A range between two points has no others: what no point of the slot
    /// stands for, no cell holds.
    static std::optional<std::vector<ends>> ranges_of(const analysis::slot& s, const analysis::point_set& points,
                                                      int places) {
        std::vector<ends> out;
        const analysis::point_set values = intersect(points, s.values);
        for (const auto& run : values.runs()) {
            const auto first = range_of(s, s.points[run.first], places), last = range_of(s, s.points[run.last], places);
            if (!first || !last) return std::nullopt;
            if (first->first <= last->second) out.emplace_back(first->first, last->second);
        }
        return out;
    }

    /// What cells hold at one point. @return nothing if that is more than a cell can
    static std::optional<ends> range_of(const analysis::slot& s, const analysis::slot_point& p, int places) {
        constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min(),
                               greatest = std::numeric_limits<std::int64_t>::max();
        const auto floor = [&](std::uint32_t i) { return floor_scaled(s.constants[i].number, places); };
        const auto ceiling = [&](std::uint32_t i) { return ceiling_scaled(s.constants[i].number, places); };
        if (p.kind == analysis::slot_point::kind_of::value) {
            const auto low = ceiling(p.at), high = floor(p.at);
            return low && high ? std::optional(ends{*low, *high}) : std::nullopt;
        }
        const auto below = p.at > 0 ? floor(p.at - 1) : std::optional(least);
        const auto above = p.at < s.constants.size() ? ceiling(p.at) : std::optional(greatest);
        if (!below || !above || (p.at > 0 && *below == greatest) || (p.at < s.constants.size() && *above == least))
            return std::nullopt;
        return ends{*below + (p.at > 0 ? 1 : 0), *above - (p.at < s.constants.size() ? 1 : 0)};
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
            out.by_term[t] = lookup(classifier(*std::move(tests), out.lanes));
    return out;
}

}  // namespace writ::classify
