#include <algorithm>
#include <optional>

#include "writ/detail/eval/params.hpp"
#include "writ/detail/explain/explainer.hpp"
#include "writ/eval/to_decision.hpp"

// Reasons of terms: decisions, definitions, parameters.

namespace writ::explain_detail {

using eval::value;

verdict explainer::verdict_of(const value& v) {
    if (eval::surely_error(v)) return verdict::error;
    if (eval::sure(v, true)) return verdict::yes;
    if (eval::sure(v, false)) return verdict::no;
    return verdict::open;
}

/// The value of an expression where these variables are bound.
value explainer::value_of(expr_id e, const scope& s) {
    for (const auto& [local, v] : s.bound) machine_.bind(local, v);
    machine_.enter_pack(index(m_[s.term].pack));
    return machine_.eval(index(e));
}

std::string explainer::shown(const value& v, const type& t, const scope& s) {
    return to_string(eval::to_outcome(m_, machine_, v, t, m_[s.term].pack), {language_});
}

/// Puts titles in the place of names of enum values, and what people call fields in the place of their names.
void explainer::give_titles(outcome& o, const type& t, const scope& s) {
    const auto title = [&](std::string& name) {
        for (const auto& e : m_.enums[t.ref].values)
            if (e.name == name && !e.label.empty()) {
                name = message_of(e.label, s);
                return;
            }
    };
    if (t.base == base_type::enumeration)
        for (auto& plain : o.values) title(plain.name);
    if (t.base == base_type::set)
        for (auto* names : {&o.must, &o.may})
            for (auto& name : *names) title(name);
    type element = t;
    element.base = t.element == base_type::any ? base_type::record : t.element;
    for (auto& member : o.members) give_titles(member.value, element, s);
    if (t.base != base_type::record) return;
    for (auto& field : o.fields)
        for (const model::field& declared : m_.records[t.ref].fields) {
            if (declared.name != field.name) continue;
            give_titles(field.value, declared.type, s);
            if (!declared.called.empty()) field.name = message_of(declared.called, s);
            break;
        }
}

outcome explainer::titled(const value& v, const type& t, const scope& s) {
    outcome o = eval::to_outcome(m_, machine_, v, t, m_[s.term].pack);
    give_titles(o, t, s);
    return o;
}

/// A value within a message: in the words of its language, enum values by their titles.
std::string explainer::told(const value& v, const type& t, const scope& s) {
    return to_string(titled(v, t, s), in_words(s));
}

wording explainer::in_words(const scope& s) {
    const std::uint32_t before = machine_.enter_pack(index(m_[s.term].pack));
    const wording how{language_, true, machine_.only_zone()};
    machine_.enter_pack(before);
    return how;
}

std::string explainer::words(phrase what, std::initializer_list<std::string_view> filled) const {
    return say(what, language_, filled);
}

/// An author's words on one line.
std::string explainer::source_text(const span& where) const {
    std::string out;
    for (const char c : sources_.text(where)) {
        const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (space && (out.empty() || out.back() == ' ')) continue;
        out += space ? ' ' : c;
    }
    return out;
}

std::string explainer::place(const span& where) const {
    if (where.file >= sources_.size()) return {};
    const source& f = sources_[where.file];
    return f.name() + ":" + std::to_string(f.position_of(where.begin).line);
}

std::string explainer::message_of(const model::message& text, const scope& s) {
    if (text.empty()) return {};
    const model::message_text* chosen = &text.texts.front();
    for (const auto& t : text.texts)
        if (t.language == language_) chosen = &t;
    std::string out;
    for (const auto& piece : chosen->pieces) {
        if (!piece.value) out += piece.words;
        else out += told(value_of(*piece.value, s), m_[*piece.value].type, s);
    }
    return out;
}

void explainer::enqueue(term_id t, std::vector<value> arguments) {
    std::string key = std::to_string(index(t));
    for (std::size_t k = 0; k < arguments.size(); ++k) {
        const value& v = arguments[k];
        const bool element = v.form == eval::shape::record && v.record->list != nullptr;
        key += "/" + (element ? std::to_string(v.record->index)
                              : to_string(eval::to_outcome(m_, machine_, v, m_[m_[t].parameters[k]].type, m_[t].pack)));
    }
    if (seen_.size() < 400 && seen_.insert(key).second) queue_.push_back({t, std::move(arguments)});
}

/// A term as it is called: `points(account.violations[1])`, `total`, `appeals.ruling` of a pack that is used.
std::string explainer::called(term_id id, const std::vector<value>& arguments, const scope& s) {
    const model::term& t = m_[id];
    std::string out = term_path(m_, id);
    if (arguments.empty()) return out;
    out += "(";
    for (std::size_t k = 0; k < arguments.size(); ++k) {
        const model::local& l = m_[t.parameters[k]];
        const bool element = arguments[k].form == eval::shape::record;
        out += (k == 0 ? "" : ", ") + (element ? element_name(arguments[k], l.name) : shown(arguments[k], l.type, s));
    }
    return out + ")";
}

scope explainer::scope_of(const met_term& p) {
    scope s;
    s.term = p.term;
    const auto& parameters = m_[p.term].parameters;
    for (std::size_t k = 0; k < parameters.size() && k < p.arguments.size(); ++k)
        s.bound.emplace_back(index(parameters[k]), p.arguments[k]);
    return s;
}

std::vector<reason> explainer::explain(term_id question) {
    std::vector<reason> out;
    enqueue(question, {});
    for (std::size_t k = 0; k < queue_.size(); ++k) {
        const met_term p = queue_[k];
        out.push_back(term_reason(p));
    }
    return out;
}

reason explainer::term_reason(const met_term& p) {
    const model::term& t = m_[p.term];
    const scope s = scope_of(p);
    machine_.enter_pack(index(t.pack));
    const value v = machine_.call(index(p.term), p.arguments.data(), static_cast<std::uint32_t>(p.arguments.size()));
    reason r;
    r.kind = t.kind == model::term_kind::decision ? reason_kind::decision
             : t.kind == model::term_kind::param  ? reason_kind::parameter
                                                  : reason_kind::definition;
    r.name = called(p.term, p.arguments, s);
    r.title = message_of(t.title, s);
    r.value = shown(v, t.type, s);
    r.cites = t.cites;
    r.place = place(t.where);
    if (t.kind == model::term_kind::decision) decision_parts(t, s, r);
    else if (t.kind == model::term_kind::define) define_parts(t, s, r);
    else param_parts(t, index(p.term), s, r);
    return r;
}

void explainer::define_parts(const model::term& t, const scope& s, reason& out) {
    if (!t.body) return;
    if (const model::procedure* p = procedure_of(s.term)) return walk_parts(*p, s, out);
    if (const model::score* q = score_of(s.term)) return score_parts(*q, s, out);
    out.text = source_text(m_[*t.body].where);
    if (m_[*t.body].type.base == base_type::boolean) condition(*t.body, s, out.parts, 0);
    else {
        reads(*t.body, s, out.parts);
        list_parts(*t.body, s, out.parts);
    }
}

/// The entry of a parameter that is in force, in words.
void explainer::param_parts(const model::term& t, std::uint32_t number, const scope& s, reason& out) {
    const auto& code = machine_.code().terms[number];
    for (const auto& [local, v] : s.bound) machine_.bind(local, v);
    const std::uint32_t before = machine_.enter_pack(index(t.pack));
    const value day = code.dated ? machine_.as_of_day(code.as_of) : value{};
    const eval::link* deps = nullptr;
    const eval::bits256 regions = machine_.region_bits(deps);
    machine_.enter_pack(before);
    if (code.dated && !eval::is_known(day)) return;
    if (code.by_region && !regions.is_one()) return;
    machine_.enter_pack(index(t.pack));
    const std::uint32_t region = regions.is_one() ? regions.first() : eval::none;
    const std::uint32_t chosen = eval::entry_of(machine_.code(), code, region, code.dated ? day.range.low.num : 0);
    for (const auto& e : t.entries) {
        if (!e.value || index(*e.value) != chosen) continue;
        out.overlay = qualifiers(e.quals, m_[t.pack]);
        out.place = place(e.where);
        if (!e.cite.empty()) out.cites.push_back(e.cite);
    }
}

/// What the headings of a table come to, if the table is in force.
void explainer::heading_reads(model::block_id number, const scope& s, std::vector<reason>& out) {
    const model::block& b = m_[number];
    for (const auto& [local, v] : s.bound) machine_.bind(local, v);
    machine_.enter_pack(index(m_[s.term].pack));
    if (eval::sure(machine_.holds(machine_.code().blocks[index(number)].quals), false)) return;
    for (const expr_id h : b.headings) reads(h, s, out);
}

void explainer::decision_parts(const model::term& t, const scope& s, reason& out) {
    scope inner = s;
    bool done = false;
    for (const rule_id r : t.rules)
        if (m_[r].fors.empty()) probe_rule(m_[r], s);
    std::optional<model::block_id> table;
    for (const rule_id r : t.rules) {
        if (m_[r].block && m_[r].block != table) heading_reads(*m_[r].block, s, out.parts);
        table = m_[r].block;
        rule_instances(r, inner, out.parts, done);
        if (done && t.takes == model::takes::first) break;
    }
    const bool spoke =
        std::any_of(out.parts.begin(), out.parts.end(), [](const reason& r) { return r.verdict == verdict::yes; });
    if (!spoke && t.otherwise) {
        reason r = rule_reason(*t.otherwise, s, eval::yes_or_no(true));
        r.kind = reason_kind::otherwise;
        const bool open = std::any_of(out.parts.begin(), out.parts.end(), [](const reason& p) {
            return p.kind == reason_kind::rule && p.verdict == verdict::open;
        });
        if (open && r.verdict == verdict::yes) r.verdict = verdict::open;
        out.parts.push_back(std::move(r));
    }
}

std::string explainer::element_name(const value& item, const std::string& variable) const {
    const eval::record_value& r = *item.record;
    if (r.data == nullptr) return variable;
    return fact_path(m_, model::fact_id{r.fact}) + "[" + std::to_string(r.data->given[r.index]) + "]";
}

}  // namespace writ::explain_detail
