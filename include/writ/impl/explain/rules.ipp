#include <algorithm>

#include "writ/detail/explain/explainer.hpp"
#include "writ/eval/to_decision.hpp"

// Reasons of rules, rows and exceptions.

namespace writ::explain_detail {

using eval::value;

/// A rule once for each element of its `for` lists, with whether it stands there.
void explainer::each_instance(rule_id r, std::size_t depth, scope& s, const instance_action& act) {
    const model::rule& rule = m_[r];
    for (const auto& [local, v] : s.bound) machine_.bind(local, v);
    if (depth == rule.fors.size()) {
        machine_.enter_pack(index(m_[s.term].pack));
        act(s, machine_.stands(machine_.code().rules[index(r)]));
        return;
    }
    const model::binder& b = m_[rule.fors[depth]];
    const eval::elements all = machine_.each(index(rule.fors[depth]), false);
    for (const eval::element& e : all.items) {
        s.bound.emplace_back(index(b.variable), e.item);
        each_instance(r, depth + 1, s, act);
        s.bound.pop_back();
    }
}

void explainer::rule_instances(rule_id r, scope& s, std::vector<reason>& out, bool& done) {
    each_instance(r, 0, s, [&](const scope& inner, const value& stand) {
        // Rows of a table that do not match are the table, not a reason.
        if (eval::sure(stand, false) && m_[r].kind == model::rule_kind::row) return;
        reason reason_of = rule_reason(r, inner, stand);
        done = done || (reason_of.verdict == verdict::yes && eval::sure(stand, true));
        out.push_back(std::move(reason_of));
    });
}

std::string explainer::qualifiers(const model::qualifiers& q, const model::pack& p) const {
    std::string out = q.law ? words(phrase::law) : "";
    const auto add = [&](phrase what, const std::string& filled) {
        out += (out.empty() ? "" : " ") + words(what, {filled});
    };
    if (q.regional && p.region_enum) {
        std::string names;
        const auto& values = m_[*p.region_enum].values;
        for (std::size_t r = 0; r < values.size(); ++r)
            if (q.regions.test(r)) names += (names.empty() ? "" : ", ") + values[r].name;
        add(phrase::in_regions, names);
    }
    if (q.from) add(phrase::from_day, format_date(*q.from));
    if (q.announced) add(phrase::announced_on, format_date(*q.announced));
    if (q.until) add(phrase::until_day, format_date(*q.until));
    return out;
}

/// What a rule came to: its outcome with its exceptions, or that it is off.
explainer::saying explainer::spoken(rule_id r, const scope& s, const value& stand) {
    for (const auto& [local, v] : s.bound) machine_.bind(local, v);
    std::vector<std::string> values;
    bool off = false, error = false;
    for (const eval::alternative& a : machine_.alternatives_of(index(r), stand)) {
        if (a.kind == eval::alternative::kind_of::no) continue;
        if (a.kind == eval::alternative::kind_of::error) error = true;
        else if (a.kind != eval::alternative::kind_of::says) off = true;
        else values.push_back(shown(a.result, said_type(m_[m_[r].decision]), s));
    }
    const bool applies = !off || error || !values.empty();
    if (off) values.push_back(words(phrase::does_not_apply));
    if (error) values.push_back(words(phrase::an_error));
    saying out{{}, applies};
    for (auto v = values.begin(); v != values.end(); ++v)
        if (std::find(values.begin(), v, *v) == v)
            out.words = out.words.empty() ? *v : words(phrase::either, {out.words, *v});
    return out;
}

/// Whether what a rule comes to is its own, at least in part, and not what an exception says instead: of a record an exception
/// may change some fields and leave the others.
bool explainer::speaks_itself(rule_id r, const value& stand) {
    const auto leaves_fields = [&](const model::rule& e) {
        if (!e.then || m_[*e.then].what != model::op::record_literal) return false;
        return m_[*e.then].details->fields.size() < m_.records[m_[m_[r].decision].type.ref].fields.size();
    };
    for (const eval::alternative& a : machine_.alternatives_of(index(r), stand))
        for (std::uint32_t k = 0; k < a.cites.count; ++k)
            if (a.cites.ids[k] == index(r) || leaves_fields(m_.rules[a.cites.ids[k]])) return true;
    return false;
}

reason explainer::rule_reason(rule_id number, const scope& s, const value& stand) {
    const model::rule& r = m_[number];
    reason out;
    out.kind = r.kind == model::rule_kind::exception ? reason_kind::exception : reason_kind::rule;
    out.verdict = verdict_of(stand);
    out.name = r.path;
    out.title = message_of(r.title, s);
    out.cites = r.cites;
    out.place = place(r.where);
    out.overlay = qualifiers(r.quals, m_[m_[r.decision].pack]);
    if (out.verdict != verdict::no) {
        out.text = message_of(r.because, s);
        auto [came_to, applies] = spoken(number, s, stand);
        out.value = std::move(came_to);
        if (!applies && r.kind != model::rule_kind::exception) out.verdict = verdict::no;
        if (out.verdict == verdict::yes && speaks_itself(number, stand))
            for (const model::say_note& say : r.says) out.says.push_back({say.audience, message_of(say.text, s)});
    }
    rule_conditions(number, s, out);
    if (eval::sure(stand, false)) return out;
    exceptions(r, s, out);
    if (r.then) {
        reads(*r.then, s, out.parts);
        list_parts(*r.then, s, out.parts);
    }
    return out;
}

/// Conditions of a rule: all of one that stands; of one that does not, those up to the first that fails.
void explainer::rule_conditions(rule_id number, const scope& s, reason& out) {
    const model::rule& r = m_[number];
    const model::qualifiers& q = r.block ? m_[*r.block].quals : r.quals;
    if (q.regional || q.from || q.until) {
        const auto& code = machine_.code().rules[index(number)];
        reason c = quals_reason(r, q, r.block ? machine_.code().blocks[code.block].quals : code.quals, s);
        const bool no = c.verdict == verdict::no;
        if (c.verdict != verdict::yes) out.parts.push_back(std::move(c));
        if (no) return;
    }
    for (std::size_t k = 0; k < r.cells.size(); ++k)
        if (r.cells[k].condition) out.parts.push_back(cell_reason(r, k, s));
    for (const expr_id e : r.whens)
        if (!condition(e, s, out.parts, 0)) return;
}

/// A cell with its heading: `total: >= 48`.
reason explainer::cell_reason(const model::rule& r, std::size_t column, const scope& s) {
    const model::cell& cell = r.cells[column];
    const expr_id heading = m_[*r.block].headings[column];
    reason out;
    out.kind = reason_kind::condition;
    out.verdict = verdict_of(value_of(*cell.condition, s));
    out.text = source_text(m_[heading].where) + ": " + source_text(cell.where);
    out.name = out.text;
    out.place = place(cell.where);
    reads(heading, s, out.parts);
    return out;
}

/// Whether the rule's regions and dates hold.
reason explainer::quals_reason(const model::rule& r, const model::qualifiers& q, std::uint32_t code, const scope& s) {
    for (const auto& [local, v] : s.bound) machine_.bind(local, v);
    machine_.enter_pack(index(m_[r.decision].pack));
    reason out;
    out.kind = reason_kind::condition;
    out.verdict = verdict_of(machine_.holds(code));
    out.text = qualifiers(q, m_[m_[r.decision].pack]);
    out.name = out.text;
    out.place = place(r.where);
    return out;
}

/// Only the exceptions of the highest layer count: they overrule the others, and a rule of a lower layer whose place they take.
void explainer::exceptions(const model::rule& r, const scope& s, reason& out) {
    const std::size_t first = out.parts.size();
    auto highest = model::layer::general, taken = highest;
    for (const rule_id e : r.exceptions) {
        for (const auto& [local, v] : s.bound) machine_.bind(local, v);
        machine_.enter_pack(index(m_[s.term].pack));
        const value stand = machine_.stands(machine_.code().rules[index(e)]);
        out.parts.push_back(rule_reason(e, s, stand));
        if (!eval::sure(stand, true)) continue;
        const auto [speaks, off] = effect(e, s, stand);
        if (off) silence(out.parts.back());
        if (!speaks) continue;
        highest = std::max(highest, m_[e].layer);
        if (replaces(e)) taken = std::max(taken, m_[e].layer);
    }
    for (std::size_t k = 0; k < r.exceptions.size(); ++k)
        if (m_[r.exceptions[k]].layer < highest) silence_all(out.parts[first + k]);
    if (r.layer < taken) silence(out);
}

/// What an exception that stands does, its own exceptions considered; neither, while that is open.
explainer::exception_effect explainer::effect(rule_id exception, const scope& s, const value& stand) {
    for (const auto& [local, v] : s.bound) machine_.bind(local, v);
    const auto all = machine_.alternatives_of(index(exception), stand);
    const auto is_off = [](const eval::alternative& a) { return a.kind == eval::alternative::kind_of::off; };
    return {std::none_of(all.begin(), all.end(), is_off), std::all_of(all.begin(), all.end(), is_off)};
}

/// Whether nothing is left of what it is an exception to: it does not just change some fields.
bool explainer::replaces(rule_id exception) const {
    const auto& then = m_[exception].then;
    if (!then || m_[*then].what != op::record_literal) return true;
    return m_[*then].details->fields.size() == m_.records[m_[*then].type.ref].fields.size();
}

}  // namespace writ::explain_detail
