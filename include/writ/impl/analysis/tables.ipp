// Gaps, overlaps, and rows no case reaches.
#pragma once

#include "writ/analysis/tables.hpp"
#include "writ/detail/analysis/decision_check.hpp"
#include "writ/model/words.hpp"

#include <algorithm>

namespace writ::analysis {

namespace tables_detail {

/// One table does not fill the screen: more findings of one kind than this are left for the next run.
inline constexpr std::size_t most_reports = 20;
inline constexpr std::size_t most_gaps = 4;

inline cube cube_of(const slot_table& slots, const box& b) {
    cube out;
    for (std::uint32_t i = 0; i < b.size(); ++i)
        if (slots.restricts(b, i)) out.push_back({i, b[i]});
    return out;
}

inline bool contains(const cubes& outer, const cubes& inner) {
    return std::all_of(inner.begin(), inner.end(), [&](const cube& c) {
        return std::any_of(outer.begin(), outer.end(), [&](const cube& d) { return analysis::contains(d, c); });
    });
}

inline bool meets(const cubes& a, const cubes& b) {
    return std::any_of(a.begin(), a.end(), [&](const cube& c) {
        return std::any_of(b.begin(), b.end(), [&](const cube& d) { return meet(c, d).has_value(); });
    });
}

}  // namespace tables_detail

// ------------------------------------------------------------------ gaps

void decision_check::gaps() {
    using namespace tables_detail;
    const model::term& t = model_[id_];
    const bool may_be_empty = t.takes == model::takes::all || t.takes == model::takes::sum;
    const bool must_answer = t.step || (t.table && !t.type.optional);
    if (!must_answer || t.otherwise || may_be_empty) return;
    std::vector<cube> by = excluded_;
    for (const entry& e : entries_) by.insert(by.end(), e.stands().begin(), e.stands().end());
    const box all = everything(slots_.shapes());
    std::optional<box> first;
    std::vector<std::string> others;
    while (others.size() < most_gaps) {
        const cover_answer answer = cover(all, by);
        if (answer.verdict != coverage::open) break;
        const box hole = widen(slots_.shapes(), answer.hole, all, by);
        if (first) others.push_back(box_in_words(model_, slots_, hole));
        else first = hole;
        by.push_back(cube_of(slots_, hole));
    }
    if (first) report_gap(*first, others);
}

void decision_check::report_gap(const box& hole, const std::vector<std::string>& others) {
    const model::term& t = model_[id_];
    const bool sure = !is_uncertain(hole) && slots_.dependence_of(hole) == dependence::none;
    const auto code = t.step ? diagnostic_code::step_open
                      : sure ? diagnostic_code::table_gap
                             : diagnostic_code::table_gap_possible;
    diagnostic& d = report(code, t.where, {t.name, box_in_words(model_, slots_, hole)});
    std::string more;
    for (std::size_t i = 0; i < std::min(others.size(), tables_detail::most_gaps - 1); ++i)
        more += (i ? "; " : "") + others[i];
    if (others.size() >= tables_detail::most_gaps) more += "; …";
    if (!more.empty()) d.help.insert(d.help.begin(), "nor for " + more);
    if (const std::string sample = sample_of_box(model_, slots_, hole); !sample.empty())
        d.help.insert(d.help.begin(), "for example: " + sample);
}

// ------------------------------------------------------------------ overlaps

/// A box of cases that both rows answer while no exception of either stands, if there is one.
std::optional<box> decision_check::clash(const entry& first, const entry& second, const cube& both) {
    std::vector<cube> by = excluded_;
    for (const entry* e : {&first, &second})
        for (const model::rule_id x : model_[e->id].exceptions) {
            const cubes stands = slots_.both(conditions(model_[x]), slots_.where(model_[x].quals));
            by.insert(by.end(), stands.begin(), stands.end());
        }
    const box region = box_of(slots_.shapes(), both);
    if (by.empty()) return region;
    const cover_answer answer = cover(region, by);
    if (answer.verdict != coverage::open) return std::nullopt;
    return widen(slots_.shapes(), answer.hole, region, by);
}

bool decision_check::report_overlap(const entry& first, const entry& second) {
    std::optional<box> possible;
    for (const cube& c : first.matches)
        for (const cube& d : second.matches) {
            const auto both = meet(c, d);
            if (!both) continue;
            const auto found = clash(first, second, *both);
            if (!found) continue;
            const dependence together = slots_.dependence_of(*found);
            if (together == dependence::opaque) continue;  // `< low` and `> high`: nothing says that they can meet
            const bool sure =
                together == dependence::none && !is_uncertain(*found) && first.constant && second.constant;
            if (!sure && possible) continue;
            possible = found;
            if (!sure) continue;
            const std::string words = box_in_words(model_, slots_, *found);
            diagnostic& r = report(diagnostic_code::table_overlap, model_[second.id].where,
                                   {row_words(first.id), row_words(second.id), words});
            r.primary.text = "gives `" + model::words(model_, *model_[second.id].then, 60) + '`';
            r.secondary.push_back(
                {model_[first.id].where, "gives `" + model::words(model_, *model_[first.id].then, 60) + '`'});
            if (const auto sample = sample_of_box(model_, slots_, *found); !sample.empty())
                r.help.insert(r.help.begin(), "for example: " + sample);
            return true;
        }
    if (!possible) return false;
    diagnostic& r = report(diagnostic_code::table_overlap_possible, model_[second.id].where,
                           {row_words(first.id), row_words(second.id), box_in_words(model_, slots_, *possible)});
    r.secondary.push_back({model_[first.id].where, "the other row"});
    return true;
}

void decision_check::overlaps(const model::block& b) {
    const auto rows = rows_of(b);
    std::size_t reported = 0;
    for (std::size_t j = 1; j < rows.size() && reported < tables_detail::most_reports; ++j)
        for (std::size_t i = 0; i < j; ++i) {
            const bool comparable =
                rows[i]->result != rows[j]->result && model_[rows[i]->id].then && model_[rows[j]->id].then;
            if (!comparable || model_[rows[i]->id].layer != model_[rows[j]->id].layer) continue;
            if (!report_overlap(*rows[i], *rows[j])) continue;
            ++reported;
            break;  // one clash of a row is enough to look at it
        }
}

// ------------------------------------------------------------------ rows and rules in vain

void decision_check::matching_nothing() {
    // That one literal is out of range has been said where it was read; here it is what conditions say together.
    const auto literal = [&](const model::cell& c) {
        return std::all_of(c.alternatives.begin(), c.alternatives.end(), [&](const model::cell_alternative& a) {
            return (!a.low || model_[*a.low].what <= model::op::unknown) &&
                   (!a.high || model_[*a.high].what <= model::op::unknown);
        });
    };
    for (const entry& e : entries_) {
        const model::rule& r = model_[e.id];
        if (e.repeated || r.idle || !e.matches.empty()) continue;
        const auto empty = std::find_if(r.cells.begin(), r.cells.end(), [&](const model::cell& c) {
            return c.condition && slots_.where(*c.condition).empty();
        });
        if (empty != r.cells.end() && literal(*empty)) continue;
        report(r.block ? diagnostic_code::row_matches_nothing : diagnostic_code::rule_matches_nothing,
               empty == r.cells.end() ? r.where : empty->where, {row_words(e.id)});
    }
}

void decision_check::never_first() {
    index_standing();
    std::size_t reported = 0;
    for (std::size_t j = 0; j < entries_.size() && reported < tables_detail::most_reports; ++j) {
        const cubes& stands = entries_[j].stands();
        const bool taken = !stands.empty() && std::all_of(stands.begin(), stands.end(), [&](const cube& c) {
            return is_covered(c, *standing_, standing_before_[j]);
        });
        if (!taken) continue;
        ++reported;
        report_never_first(j);
    }
}

void decision_check::report_never_first(std::size_t which) {
    const entry& e = entries_[which];
    std::vector<const entry*> by;
    for (std::size_t i = 0; i < which; ++i) {
        if (entries_[i].may_be_off || !tables_detail::meets(entries_[i].stands(), e.stands())) continue;
        if (tables_detail::contains(entries_[i].stands(), e.stands())) {
            by = {&entries_[i]};
            break;
        }
        by.push_back(&entries_[i]);
    }
    std::string names;
    constexpr std::size_t most = 3;
    for (std::size_t i = 0; i < std::min(by.size(), most); ++i) names += (i ? ", " : "") + row_words(by[i]->id);
    if (by.size() > most) names += ", …";
    const model::rule& r = model_[e.id];
    const auto code = r.block ? diagnostic_code::row_never_reached : diagnostic_code::rule_never_reached;
    diagnostic& d = report(code, r.where, {row_words(e.id), by.empty() ? std::string_view("`require`") : names});
    for (std::size_t i = 0; i < std::min(by.size(), most); ++i)
        d.secondary.push_back({model_[by[i]->id].where, i ? "" : "answers first"});
}

void decision_check::adding_nothing(const model::block& b) {
    const auto rows = rows_of(b);
    const auto silent = [&](const entry& e) {  // says nothing but its outcome
        const model::rule& r = model_[e.id];
        return r.exceptions.empty() && r.because.empty() && r.says.empty() && r.asks.empty();
    };
    std::unordered_map<std::string, std::vector<const entry*>> same;
    std::size_t reported = 0;
    for (const entry* e : rows) {
        if (e->matches.empty() || !silent(*e) || reported == tables_detail::most_reports) continue;
        auto& earlier = same[e->result];
        for (const entry* other : earlier) {
            if (model_[other->id].cites != model_[e->id].cites || !tables_detail::contains(other->matches, e->matches))
                continue;
            diagnostic& d = report(diagnostic_code::row_adds_nothing, model_[e->id].where,
                                   {row_words(e->id), row_words(other->id)});
            d.secondary.push_back({model_[other->id].where, "answers the same, and more"});
            ++reported;
            break;
        }
        earlier.push_back(e);
    }
}

// ------------------------------------------------------------------ all decisions

bool always_speaks(const model::model& m, model::term_id decision, const limits& bounds) {
    std::vector<diagnostic> found;
    return decision_check(m, decision, found, bounds).always_speaks();
}

void check_tables(model::model& m, std::vector<diagnostic>& found, const limits& bounds) {
    for (std::uint32_t t = 0; t < m.terms.size(); ++t) {
        if (m.terms[t].kind != model::term_kind::decision) continue;
        decision_check check(m, model::term_id{t}, found, bounds);
        m.terms[t].always_speaks = check.always_speaks();
        for (const model::block_id b : check.blocks()) m.blocks[model::index(b)].complete = check.is_complete(b);
        check.report_findings();
    }
}

}  // namespace writ::analysis
