// One decision as boxes.
#pragma once

#include "writ/detail/analysis/decision_check.hpp"
#include "writ/model/reads.hpp"

#include <algorithm>

namespace writ::analysis {

decision_check::decision_check(const model::model& m, model::term_id decision, std::vector<diagnostic>& found,
                               const limits& bounds)
    : model_(m), id_(decision), found_(found), bounds_(bounds), slots_(m, m[decision].pack), forms_(m) {
    collect();
    slots_.close();
    compile();
}

void decision_check::report_findings() {
    if (required_in_vain()) return;
    matching_nothing();
    gaps();
    if (model_[id_].takes == model::takes::one)
        for (const model::block_id b : blocks_) {
            overlaps(model_[b]);
            adding_nothing(model_[b]);
        }
    if (model_[id_].takes == model::takes::first) never_first();
}

// ------------------------------------------------------------------ from rules to boxes

void decision_check::collect_conditions(const model::rule& r) {
    slots_.collect(r.quals);
    if (r.block) slots_.collect(model_[*r.block].quals);
    for (const model::cell& c : r.cells)
        if (c.condition) slots_.collect(*c.condition);
    for (const model::expr_id e : r.whens) slots_.collect(e);
}

void decision_check::collect() {
    for (const model::rule_id id : model_[id_].rules) {
        const model::rule& r = model_[id];
        if (r.block && std::find(blocks_.begin(), blocks_.end(), *r.block) == blocks_.end())
            blocks_.push_back(*r.block);
        if (!r.fors.empty()) continue;
        if (r.block)
            for (const model::expr_id e : model_[*r.block].headings) slots_.collect_heading(e);
        collect_conditions(r);
        for (const model::rule_id e : r.exceptions) collect_conditions(model_[e]);
    }
    for (const model::requirement& r : model_.requirements)
        if (r.pack == model_[id_].pack) slots_.collect(r.condition);
}

cubes decision_check::conditions(const model::rule& r) {
    cubes out = {{}};
    for (const model::cell& c : r.cells)
        if (c.condition) out = slots_.both(std::move(out), slots_.where(*c.condition));
    for (const model::expr_id e : r.whens) out = slots_.both(std::move(out), slots_.where(e));
    return out;
}

/// Whether what `require` rules out leaves no case; then nothing else is worth a word.
bool decision_check::required_in_vain() {
    std::vector<cube> out;
    for (const model::requirement& r : model_.requirements) {
        if (r.pack != model_[id_].pack) continue;
        const cubes no = slots_.where(r.condition, false);
        out.insert(out.end(), no.begin(), no.end());
        if (cover(everything(slots_.shapes()), out).verdict != coverage::covered) continue;
        const span where = model_[r.condition].where;
        const bool said = std::any_of(found_.begin(), found_.end(), [&](const diagnostic& d) {
            return d.code == diagnostic_code::never_required && d.primary.where == where;
        });
        if (!said) report(diagnostic_code::never_required, where, {});
        return true;
    }
    return false;
}

bool decision_check::is_qualified(const model::rule& r) const {
    const auto says = [](const model::qualifiers& q) { return q.from || q.until || q.regional; };
    return says(r.quals) || (r.block && says(model_[*r.block].quals));
}

cubes decision_check::qualifiers(const model::rule& r) {
    cubes out = slots_.where(r.quals);
    return r.block ? slots_.both(std::move(out), slots_.where(model_[*r.block].quals)) : out;
}

std::string decision_check::result_of(model::expr_id then, bool& constant) {
    const model::expr_id e = stripped(model_, then);
    const model::expression& x = model_[e];
    if (const auto c = constant_of(model_, e)) {
        constant = true;
        const std::string number = std::to_string(c->number.num) + '/' + std::to_string(c->number.den);
        return "constant " + number + ' ' + c->label + ' ' + std::to_string(x.type.currency);
    }
    const bool listed = x.what == model::op::set_literal || x.what == model::op::record_literal;
    const bool plain = std::none_of(x.details->conditions.begin(), x.details->conditions.end(),
                                    [](const auto& c) { return c.has_value(); });
    if (listed && plain) {
        std::vector<std::string> parts;
        constant = true;
        for (std::size_t i = 0; i < x.args.size(); ++i) {
            bool one = false;
            const std::string field =
                i < x.details->fields.size() ? std::to_string(x.details->fields[i]) + ':' : std::string();
            parts.push_back(field + result_of(x.args[i], one));
            constant = constant && one;
        }
        std::sort(parts.begin(), parts.end());
        if (x.what == model::op::set_literal) parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
        std::string out = "parts";
        for (const std::string& part : parts) out += " (" + part + ')';
        return out;
    }
    constant = false;
    return "expression " + std::to_string(forms_.of(e));
}

void decision_check::compile() {
    entries_.reserve(model_[id_].rules.size());
    for (const model::rule_id id : model_[id_].rules) {
        const model::rule& r = model_[id];
        entry out;
        out.id = id;
        out.repeated = !r.fors.empty();
        out.may_be_off = std::any_of(r.exceptions.begin(), r.exceptions.end(),
                                     [&](model::rule_id e) { return model_[e].does_not_apply; });
        if (!out.repeated) {
            out.matches = conditions(r);
            if (is_qualified(r)) out.qualified = slots_.both(out.matches, qualifiers(r));
        }
        if (r.then) out.result = result_of(*r.then, out.constant);
        entry_of_.emplace(model::index(id), entries_.size());
        entries_.push_back(std::move(out));
    }
    constexpr std::size_t most =
        1000;  // conditions of `require` beyond this say nothing; a hole is then only less certain
    for (const model::requirement& r : model_.requirements) {
        if (r.pack != model_[id_].pack || excluded_.size() > most) continue;
        const cubes no = slots_.where(r.condition, false);
        excluded_.insert(excluded_.end(), no.begin(), no.end());
    }
}

// ------------------------------------------------------------------ what has been shown

cover_answer decision_check::cover(const box& region, const std::vector<cube>& by) {
    cover_answer out = covered(slots_.shapes(), region, by, bounds_.cover_nodes);
    note(out.verdict);
    return out;
}

/// Whether the first cubes cover a region.
bool decision_check::is_covered(const cube& region, const cube_index& by, std::size_t count) {
    const coverage verdict = by.verdict(region, count, bounds_.cover_nodes);
    note(verdict);
    return verdict == coverage::covered;
}

/// Says once that a question stays open.
void decision_check::note(coverage verdict) {
    if (verdict != coverage::undecided || undecided_) return;
    undecided_ = true;
    report(diagnostic_code::analysis_budget, model_[id_].where,
           {model_[id_].name, std::to_string(bounds_.cover_nodes)});
}

void decision_check::index_standing() {
    if (standing_) return;
    std::vector<cube> all = excluded_;
    for (const entry& e : entries_) {
        standing_before_.push_back(all.size());
        if (!e.may_be_off) all.insert(all.end(), e.stands().begin(), e.stands().end());
    }
    standing_before_.push_back(all.size());
    standing_.emplace(slots_.shapes(), std::move(all));
}

bool decision_check::is_complete(model::block_id b) {
    std::vector<cube> by = excluded_;
    for (const entry* e : rows_of(model_[b])) by.insert(by.end(), e->matches.begin(), e->matches.end());
    const std::size_t count = by.size();
    return is_covered({}, cube_index(slots_.shapes(), std::move(by)), count);
}

bool decision_check::always_speaks() {
    const model::takes takes = model_[id_].takes;
    if (takes == model::takes::all || takes == model::takes::sum) return true;  // an empty list, or 0
    index_standing();
    return is_covered({}, *standing_, standing_before_.back());
}

// ------------------------------------------------------------------ words

std::vector<const entry*> decision_check::rows_of(const model::block& b) const {
    std::vector<const entry*> out;
    for (const model::rule_id r : b.rows)
        if (const auto found = entry_of_.find(model::index(r)); found != entry_of_.end())
            out.push_back(&entries_[found->second]);
    return out;
}

std::string decision_check::row_words(model::rule_id id) const {
    const model::rule& r = model_[id];
    if (r.labelled || !r.block) return '`' + r.name + '`';
    const auto& rows = model_[*r.block].rows;
    return std::to_string(std::find(rows.begin(), rows.end(), id) - rows.begin() + 1);
}

diagnostic& decision_check::report(diagnostic_code code, span where, std::initializer_list<std::string_view> words) {
    found_.push_back(make_diagnostic(code, where, words));
    return found_.back();
}

/// Whether a box rests on a condition of a cell, of `require` or of an exception that was taken as it is.
bool decision_check::is_uncertain(const box& b) const {
    for (std::uint32_t i = 0; i < b.size(); ++i)
        if (slots_.restricts(b, i) && slots_.slots()[i].opaque && !slots_.slots()[i].heading) return true;
    return false;
}

}  // namespace writ::analysis
