// What is promised of models, programs and lookups, checked of those that come from a file.
#pragma once

#include <algorithm>

#include "writ/detail/image/check.hpp"

namespace writ::image {
namespace check_detail {

using model::op;
using program::none;

/// The parts of a program and how they hang together.
class checker {
public:
    checker(const program::program& p, const model::model& m) : p_(p), m_(m) {}

    bool run() {
        return sizes() && numbers() && instructions() && declarations() && rules() && procedures() && !needs_itself();
    }

private:
    template <class T, class F>
    static bool all(const std::vector<T>& of, F&& right) {
        return std::all_of(of.begin(), of.end(), right);
    }
    /// Whether a run lies in an array of this size.
    static bool in(program::range r, std::size_t size) noexcept { return r.first <= size && r.count <= size - r.first; }
    bool ids(program::range r, std::size_t below, bool or_none = false) const {
        if (!in(r, p_.ids.size())) return false;
        for (const std::uint32_t id : ids_of(p_, r))
            if (id >= below && !(or_none && id == none)) return false;
        return true;
    }
    bool code(std::uint32_t i) const noexcept { return i < p_.code.size(); }
    bool code_or_none(std::uint32_t i) const noexcept { return i == none || code(i); }
    bool type(std::uint32_t t) const noexcept { return t < p_.types.size(); }

    /// Numbers of the program are those of the model.
    bool sizes() const {
        return p_.code.size() == m_.expressions.size() && p_.binders.size() == m_.binders.size() &&
               p_.rules.size() == m_.rules.size() && p_.blocks.size() == m_.blocks.size() &&
               p_.terms.size() == m_.terms.size() && p_.procedures.size() == m_.procedures.size() &&
               p_.packs.size() == m_.packs.size() && !m_.packs.empty() && p_.fact_types.size() == m_.facts.size() &&
               p_.fact_packs.size() == m_.facts.size() && p_.fact_tellers.size() == m_.facts.size() &&
               p_.enum_sizes.size() == m_.enums.size() && p_.records.size() == m_.records.size() &&
               p_.requirements.size() == m_.requirements.size() && p_.locals == m_.locals.size() &&
               p_.calendars.size() == m_.calendars.size() && p_.layout == layout_of(m_);
    }

    bool numbers() const {
        return all(p_.numbers, [](const rational& x) { return x.den > 0; }) &&
               all(p_.types, [](const writ::type& t) { return t.low.den > 0 && t.high.den > 0; });
    }

    /// Operands stand before what is made of them.
    bool instructions() const {
        for (std::uint32_t i = 0; i < p_.code.size(); ++i) {
            const program::instruction& c = p_.code[i];
            if (!type(c.type) || !ids(c.operands, i) || c.operands.count < fewest(c.what) || !payload(c)) return false;
        }
        return true;
    }

    // clang-format off: operations that belong together share a line
    /// Operands that evaluating reads without asking whether they are there.
    static std::uint32_t fewest(op what) noexcept {
        switch (what) {
            case op::field: case op::negation: case op::is_present: case op::is_absent: case op::is_known:
            case op::is_unknown: case op::is_empty: case op::matches: case op::negate: case op::span_of:
            case op::duration_of: case op::at_least: case op::at_most: case op::exactly: case op::count_distinct:
            case op::sum: case op::largest_of: case op::smallest_of: case op::set_of: case op::list_of:
            case op::newest: case op::oldest: case op::day_of: case op::weekday_of: case op::month_start:
            case op::end_of: case op::rolled: case op::working_day: case op::size: case op::guarded:
            case op::required: case op::in_region_currency: return 1;
            case op::equal: case op::not_equal: case op::less: case op::less_equal: case op::greater:
            case op::greater_equal: case op::earlier_element: case op::later_element: case op::has: case op::has_any:
            case op::has_all: case op::add: case op::subtract: case op::multiply: case op::divide: case op::set_union:
            case op::set_minus: case op::after: case op::before: case op::weekday_after: case op::moment:
            case op::business_days: case op::round: case op::lot: return 2;
            case op::choice: case op::clamp: return 3;
            default: return 0;
        }
    }

    /// What the numbers of an instruction mean depends on its operation.
    bool payload(const program::instruction& c) const {
        switch (c.what) {
            case op::boolean: return c.index < 2;
            case op::weekday: return c.index < 7;
            case op::enum_value: return enum_value(p_.types[c.type], c.index);
            case op::number: case op::money: return c.index < p_.numbers.size();
            case op::date: case op::time: case op::instant: case op::duration: case op::duration_of: case op::newest:
            case op::oldest: return c.index < p_.integers.size();
            case op::span: case op::span_of: return c.index < p_.spans.size();
            case op::calendar: return c.index < p_.calendars.size();
            case op::text: return c.index < p_.texts.size();
            case op::matches: return c.index < p_.patterns.size();
            case op::fact: return c.index < m_.facts.size();
            case op::local: return c.index < p_.locals;
            case op::term: return c.index < p_.terms.size() && c.operands.count == p_.terms[c.index].parameters.count;
            case op::field: return field(c);
            case op::walk: return c.index < p_.procedures.size();
            case op::any: case op::every: case op::at_least: case op::at_most: case op::exactly: case op::count:
            case op::count_distinct: case op::sum: case op::largest_of: case op::smallest_of: case op::set_of:
            case op::list_of: return c.extra < p_.binders.size();
            case op::set_literal:
                return c.extra == none || ids({c.extra, c.operands.count}, p_.code.size(), true);
            case op::record_literal: return ids({c.extra, c.operands.count}, fields_of(p_.types[c.type]));
            default: return true;
        }
    }
    // clang-format on
    bool enum_value(const writ::type& t, std::uint32_t i) const {
        return t.ref < m_.enums.size() && i < p_.enum_sizes[t.ref];
    }
    std::size_t fields_of(const writ::type& t) const {
        return t.ref < p_.records.size() ? p_.records[t.ref].count : t.ref == no_ref ? 64 : 0;
    }
    bool field(const program::instruction& c) const {
        const program::instruction& of = p_.code[p_.ids[c.operands.first]];
        return type(of.type) && c.index < fields_of(p_.types[of.type]);
    }

    bool declarations() const {
        const auto pack = [&](std::uint32_t k) { return k < p_.packs.size(); };
        for (std::size_t e = 0; e < m_.enums.size(); ++e)
            if (p_.enum_sizes[e] != m_.enums[e].values.size() || p_.enum_sizes[e] > 256) return false;
        for (std::size_t r = 0; r < m_.records.size(); ++r)
            if (p_.records[r].count != m_.records[r].fields.size()) return false;
        const auto own = [&](const program::pack_code& k) {
            return (k.region == none || k.region < m_.facts.size()) && k.regions <= 256 &&
                   ids(k.zones, p_.zones.size(), true) && (k.zones.count <= 1 || k.zones.count == k.regions) &&
                   ids(k.calendars, p_.calendars.size(), true) && k.calendars.count == k.regions &&
                   in(k.currencies, p_.ids.size());
        };
        return all(p_.packs, own) && all(p_.records, [&](auto r) { return ids(r, p_.types.size()); }) &&
               all(p_.fact_types, [&](auto t) { return type(t); }) && all(p_.fact_packs, pack) &&
               all(p_.fact_tellers, [&](auto t) { return t == none || t < p_.terms.size(); }) &&
               all(p_.requirements, [&](auto r) { return code(r.first) && pack(r.count); });
    }

    bool rules() const {
        const auto quals = [&](std::uint32_t q) { return q < p_.quals.size(); };
        const auto binder = [&](const program::binder_code& b) {
            return b.variable < p_.locals && code(b.list) && code_or_none(b.where) &&
                   (b.relation == model::relation::none || b.reference < p_.locals);
        };
        const auto dated = [&](const program::quals_code& q) {
            return in(q.effective, p_.days.size()) && (!q.has_from || q.effective.count > 0) && code_or_none(q.as_of);
        };
        const auto rule = [&](const program::rule_code& r) {
            return r.term < p_.terms.size() && quals(r.quals) && code_or_none(r.then) &&
                   (r.then != none || r.does_not_apply) && (r.block == none || r.block < p_.blocks.size()) &&
                   ids(r.whens, p_.code.size()) && ids(r.fors, p_.binders.size()) &&
                   ids(r.exceptions, p_.rules.size()) && ids(r.asks, p_.asked.size());
        };
        const auto term = [&](const program::term_code& t) {
            return t.pack < p_.packs.size() && type(t.type) && ids(t.parameters, p_.locals) && code_or_none(t.body) &&
                   (t.kind != model::term_kind::define || t.body != none) && code_or_none(t.as_of) &&
                   code_or_none(t.base) && in(t.entries, p_.entries.size()) && in(t.days, p_.days.size()) &&
                   ids(t.rules, p_.rules.size()) && (t.otherwise == none || t.otherwise < p_.rules.size());
        };
        return all(p_.quals, dated) && all(p_.binders, binder) && all(p_.rules, rule) &&
               all(p_.blocks, [&](const auto& b) { return quals(b.quals); }) &&
               all(p_.entries, [&](const auto& e) { return quals(e.quals) && code_or_none(e.value); }) &&
               all(p_.terms, term);
    }

    bool procedures() const {
        const auto step = [&](const program::step_code& s) {
            return (s.next == none || s.next < p_.terms.size()) && code_or_none(s.until) && code_or_none(s.due) &&
                   (s.runs == none || s.runs < p_.procedures.size()) && in(s.actions, p_.ids.size()) &&
                   in(s.asks, p_.ids.size());
        };
        const auto procedure = [&](const program::procedure_code& p) {
            return in(p.steps, p_.steps.size()) && p.start < p.steps.count && p.ends < p_.terms.size();
        };
        return all(p_.steps, step) && all(p_.procedures, procedure);
    }

    // ---- circles

    /// Everything that is evaluated inside something else, numbered one after the other.
    struct nodes {
        explicit nodes(const program::program& p)
            : terms(static_cast<std::uint32_t>(p.code.size())),
              rules(terms + static_cast<std::uint32_t>(p.terms.size())),
              binders(rules + static_cast<std::uint32_t>(p.rules.size())),
              quals(binders + static_cast<std::uint32_t>(p.binders.size())),
              procedures(quals + static_cast<std::uint32_t>(p.quals.size())),
              count(procedures + static_cast<std::uint32_t>(p.procedures.size())) {}
        std::uint32_t terms, rules, binders, quals, procedures, count;  ///< the first of each; instructions from 0
    };

    template <class F>
    void each_need(const nodes& from, std::uint32_t node, F&& need) const {
        const auto maybe = [&](std::uint32_t i, std::uint32_t first = 0) {
            if (i != none) need(first + i);
        };
        const auto run = [&](program::range r, std::uint32_t first = 0) {
            for (const std::uint32_t i : ids_of(p_, r)) maybe(i, first);
        };
        if (node < from.terms) {
            const program::instruction& c = p_.code[node];
            run(c.operands);
            if (c.what == op::term) need(from.terms + c.index);
            if (c.what == op::fact) maybe(p_.fact_tellers[c.index], from.terms);
            if (c.what >= op::any && c.what <= op::list_of) need(from.binders + c.extra);
            if (c.what == op::set_literal && c.extra != none) run({c.extra, c.operands.count});
            if (c.what == op::walk) need(from.procedures + c.index);
        } else if (node < from.rules) {
            const program::term_code& t = p_.terms[node - from.terms];
            for (const std::uint32_t i : {t.body, t.as_of, t.base}) maybe(i);
            for (std::uint32_t k = t.entries.first; k < t.entries.first + t.entries.count; ++k) {
                need(from.quals + p_.entries[k].quals);
                maybe(p_.entries[k].value);
            }
            run(t.rules, from.rules);
            maybe(t.otherwise, from.rules);
        } else if (node < from.binders) {
            const program::rule_code& r = p_.rules[node - from.rules];
            maybe(r.then);
            need(from.quals + (r.block == none ? r.quals : p_.blocks[r.block].quals));
            run(r.whens);
            run(r.fors, from.binders);
            run(r.exceptions, from.rules);
        } else if (node < from.quals) {
            need(p_.binders[node - from.binders].list);
            maybe(p_.binders[node - from.binders].where);
        } else if (node < from.procedures) {
            maybe(p_.quals[node - from.quals].as_of);
        } else {
            const program::procedure_code& procedure = p_.procedures[node - from.procedures];
            need(from.terms + procedure.ends);
            for (std::uint32_t k = procedure.steps.first; k < procedure.steps.first + procedure.steps.count; ++k) {
                maybe(p_.steps[k].next, from.terms);
                maybe(p_.steps[k].until);
                maybe(p_.steps[k].due);
                maybe(p_.steps[k].runs, from.procedures);
            }
        }
    }

    /// The length of the chain from an instruction that needs nothing but such instructions before it; else 0.
    std::uint32_t plain_length(std::uint32_t i, const std::vector<std::uint32_t>& lengths) const {
        const program::instruction& c = p_.code[i];
        const bool teller = c.what == op::fact && p_.fact_tellers[c.index] != none;
        const bool lists = c.what >= op::any && c.what <= op::list_of;
        if (teller || lists || c.what == op::term || c.what == op::walk || c.what == op::set_literal) return 0;
        std::uint32_t length = 0;
        for (const std::uint32_t operand : ids_of(p_, c.operands)) {
            if (lengths[operand] == 0) return 0;
            length = std::max(length, lengths[operand]);
        }
        return length + 1;
    }

    /// Whether something needs itself, or a chain of needs is longer than a thread's stack can follow.
    bool needs_itself() const {
        constexpr std::uint32_t open = 0xffffffff, longest = 10'000;
        const nodes from(p_);
        std::vector<std::uint32_t> lengths(from.count);  // of the longest chain from here, once it is known; from 1
        for (std::uint32_t i = 0; i < from.terms; ++i) lengths[i] = plain_length(i, lengths);
        std::vector<std::uint32_t> way;  // an open one is met again when all it needs is done
        bool wrong = false;
        for (std::uint32_t start = 0; start < from.count && !wrong; ++start) {
            way.push_back(start);
            while (!way.empty() && !wrong) {
                const std::uint32_t node = way.back();
                const bool done = lengths[node] != 0;
                std::uint32_t length = 0;
                if (!done || lengths[node] == open) {
                    each_need(from, node, [&](std::uint32_t next) {
                        wrong = wrong || lengths[next] == open;
                        length = std::max(length, lengths[next]);
                        if (lengths[next] == 0) way.push_back(next);
                    });
                    lengths[node] = done ? length + 1 : open;
                    wrong = wrong || length >= longest;
                }
                if (done) way.pop_back();
            }
        }
        return wrong;
    }

    const program::program& p_;
    const model::model& m_;
};

}  // namespace check_detail

bool detail::holds_together(const program::program& p, const model::model& m) {
    return check_detail::checker(p, m).run();
}

bool detail::is_made_of(const program::program& p, std::size_t instruction, const model::expression& e) {
    using model::op;
    const program::instruction& c = p.code[instruction];
    const auto operands = ids_of(p, c.operands);
    const auto same = [](model::expr_id a, std::uint32_t b) { return model::index(a) == b; };
    if (c.what != e.what || !(p.types[c.type] == e.type)) return false;
    if (!std::equal(e.args.begin(), e.args.end(), operands.begin(), operands.end(), same)) return false;
    if (c.what >= op::any && c.what <= op::list_of)
        return e.details->binder && model::index(*e.details->binder) == c.extra;
    switch (c.what) {
        case op::boolean:
        case op::weekday:
        case op::enum_value:
        case op::calendar:
        case op::fact:
        case op::local:
        case op::term:
        case op::field:
        case op::walk: return e.index == c.index;
        case op::set_literal: return e.details->conditions.empty() || e.details->conditions.size() == e.args.size();
        case op::record_literal: {
            const auto fields = ids_of(p, {c.extra, c.operands.count});
            return std::equal(e.details->fields.begin(), e.details->fields.end(), fields.begin(), fields.end());
        }
        default: return true;
    }
}

bool detail::lanes_fit(const lane_layout& lanes, const case_layout& cells) {
    using kind_of = cell_lane::kind_of;
    constexpr std::size_t most_lines = 1u << 20, most_elements = 1u << 10;
    if (lanes.cells.size() != cells.cells || lanes.lines == 0 || lanes.lines > most_lines) return false;
    const std::size_t size = std::size_t{lanes.lines} * lanes_of_line;
    const auto all_within = [](const std::vector<cell_lane>& of, std::size_t room) {
        return std::all_of(of.begin(), of.end(), [&](const cell_lane& l) {
            std::size_t width = l.kind == kind_of::wide ? 4 : l.kind == kind_of::half ? 2 : 1;
            if (l.kind == kind_of::bits || l.kind == kind_of::set)
                width = (std::size_t{l.bit} + std::size_t{l.points} * (l.kind == kind_of::set ? 2 : 1) + 15) / 16;
            const bool fits_word = l.kind != kind_of::set || (l.points <= 64 && l.bit + 2 * l.points <= 128);
            return l.kind == kind_of::none || (l.points <= 256 && fits_word && l.lane + width <= room);
        });
    };
    const auto list_fits = [&](const list_lanes& l) {
        const auto same = [&](const fact_place& f) {
            return f.kind == fact_place::kind_of::list && f.at == l.list && f.fields == l.fields.size();
        };
        return std::any_of(cells.facts.begin(), cells.facts.end(), same) && l.most <= most_elements && l.size < size &&
               l.stride <= size && l.first + std::size_t{l.most} * l.stride <= size && all_within(l.fields, l.stride);
    };
    return all_within(lanes.cells, size) && std::all_of(lanes.lists.begin(), lanes.lists.end(), list_fits) &&
           lanes.open + (lanes.cells.size() + lanes.lists.size() + 15) / 16 <= size &&
           lanes.unknown + (lanes.cells.size() + 15) / 16 <= size;
}

/// Whether lanes have room for what an unknown cell may be taken for.
inline bool open_cell_fits(const classify::open_cell& o, const cell_lane& l) {
    using kind_of = cell_lane::kind_of;
    if (l.kind == kind_of::bits) return o.quiet >= 0 && static_cast<std::uint64_t>(o.quiet) < l.points;
    if (l.kind == kind_of::set) return l.points >= 64 || static_cast<std::uint64_t>(o.quiet) >> l.points == 0;
    return l.kind != kind_of::none && o.low <= o.high;
}

bool detail::tests_fit(const classify::rule_tests& tests, const lane_layout& lanes, const program::program& p) {
    using kind_of = cell_lane::kind_of;
    const auto all_fit = [](const std::vector<classify::test>& of, const std::vector<cell_lane>& cells) {
        return std::all_of(of.begin(), of.end(), [&](const classify::test& t) {
            if (t.cell >= cells.size()) return false;
            const kind_of kind = cells[t.cell].kind;
            return kind != kind_of::none && t.by_bits == (kind == kind_of::bits || kind == kind_of::set);
        });
    };
    for (const classify::list_test& l : tests.lists)
        if (l.list >= lanes.lists.size() || !all_fit(l.tests, lanes.lists[l.list].fields)) return false;
    std::uint32_t before = 0;
    for (const classify::way& w : tests.ways) {
        if (w.rule < before || w.rule >= tests.rules.size() || !all_fit(w.tests, lanes.cells)) return false;
        if (std::any_of(w.lists.begin(), w.lists.end(), [&](auto l) { return l >= tests.lists.size(); })) return false;
        before = w.rule;
    }
    std::uint32_t next = 0;
    for (const classify::open_cell& o : tests.open_cells) {
        if (o.cell < next || o.cell >= lanes.cells.size() || !open_cell_fits(o, lanes.cells[o.cell])) return false;
        next = o.cell + 1;
    }
    const auto is_read = [&](auto r) { return r < lanes.cells.size() + lanes.lists.size(); };
    return tests.exceptional.size() == tests.rules.size() &&
           std::all_of(tests.read.begin(), tests.read.end(), is_read) &&
           std::all_of(tests.rules.begin(), tests.rules.end(), [&](auto r) { return r < p.rules.size(); }) &&
           classify::is_moderate(tests, lanes);
}

}  // namespace writ::image
