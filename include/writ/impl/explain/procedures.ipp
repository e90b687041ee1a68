#include <algorithm>

#include "writ/detail/explain/explainer.hpp"
#include "writ/eval/to_decision.hpp"

// Procedures: the steps a case was led through, why each led where it did, and what there is to do now.

namespace writ::explain_detail {

using eval::value;
using model::procedure_field;
using model::procedure_state;

const model::procedure* explainer::procedure_of(term_id t) const {
    const auto is_it = [&](const model::procedure& p) { return p.term == t; };
    const auto at = std::find_if(m_.procedures.begin(), m_.procedures.end(), is_it);
    return at == m_.procedures.end() ? nullptr : &*at;
}

/// A value of a role, queue or action in words.
std::string explainer::value_title(procedure_field field, const model::procedure& p, std::uint32_t v, const scope& s) {
    type t = m_.records[m_[p.term].type.ref].fields[static_cast<std::size_t>(field)].type;
    if (t.base == base_type::list) t.base = t.element;
    return told(eval::bit_value(v), t, s);
}

walk_step explainer::step_words(const model::procedure& p, std::uint32_t number, const scope& s) {
    const model::procedure_node& n = p.nodes[number];
    walk_step out;
    out.name = n.name;
    out.title = message_of(n.title, s);
    if (n.who) out.who = value_title(procedure_field::who, p, *n.who, s);
    if (n.queue) out.queue = value_title(procedure_field::queue, p, *n.queue, s);
    out.because = message_of(n.because, s);
    for (const model::say_note& say : n.says) out.says.push_back({say.audience, message_of(say.text, s)});
    for (const model::message& v : n.verifies) out.verifies.push_back(message_of(v, s));
    for (const std::uint32_t a : n.actions) out.actions.push_back(value_title(procedure_field::actions, p, a, s));
    out.cites = n.cites;
    return out;
}

/// What the way on waits for, each fact with its question.
std::vector<addressed_words> explainer::questions(const eval::walked& w, const scope& s) {
    using kind_of = eval::open_thing::kind_of;
    std::vector<addressed_words> out;
    for (const std::uint32_t number : w.needs) {
        const eval::open_thing t = machine_.thing(number);
        const bool fact = t.kind == kind_of::fact || t.kind == kind_of::field || t.kind == kind_of::element;
        std::string question;
        if (fact) {
            const model::fact& f = m_.facts[t.id];
            const model::message& own = t.kind == kind_of::fact ? f.ask : m_.records[f.type.ref].fields[t.field].ask;
            question = message_of(own.empty() ? f.ask : own, s);
        }
        out.push_back({eval::thing_path(m_, t), question});
    }
    return out;
}

std::vector<walk_step> explainer::path_of(term_id question) {
    static constexpr const char* states[] = {"asking", "waiting", "ended"};
    const model::procedure* p = procedure_of(question);
    if (p == nullptr) return {};
    const auto number = static_cast<std::uint32_t>(p - m_.procedures.data());
    const eval::walked& w = machine_.walk(number);
    if (!w.errors.empty()) return {};
    scope s;
    s.term = question;
    std::vector<walk_step> out;
    for (const std::uint32_t node : w.path) out.push_back(step_words(*p, node, s));
    if (w.inside != eval::none) {
        const term_id run = m_.procedures[w.inside].term;
        for (walk_step& step : path_of(run)) {
            if (step.of.empty()) step.of = m_[run].name;
            out.push_back(std::move(step));
        }
        return out;
    }
    out.back().state = states[static_cast<std::size_t>(w.state)];
    if (w.state == procedure_state::asking) out.back().asks = questions(w, s);
    const auto& due = p->nodes[w.path.back()].due;
    const std::optional<expr_id> limit =
        w.state == procedure_state::waiting && w.until != eval::none ? std::optional(expr_id{w.until}) : due;
    if (!limit) return out;
    const value until = value_of(*limit, s);
    if (!eval::surely_absent(until)) out.back().until = shown(until, m_[*limit].type, s);
    return out;
}

/// Where the path of a procedure that a step runs stands: `caller.order`.
std::string explainer::place_inside(std::uint32_t procedure) {
    const eval::walked& w = machine_.walk(procedure);
    if (w.inside != eval::none) return place_inside(w.inside);
    const model::procedure& p = m_.procedures[procedure];
    return m_[p.term].name + "." + p.nodes[w.path.back()].name;
}

/// Each step of the path with the rules of its way on; the end with what it gives.
void explainer::walk_parts(const model::procedure& p, const scope& s, reason& out) {
    const auto number = static_cast<std::uint32_t>(&p - m_.procedures.data());
    const eval::walked w = machine_.walk(number);
    for (std::size_t k = 0; k < w.path.size(); ++k) {
        const model::procedure_node& n = p.nodes[w.path[k]];
        const bool last = k + 1 == w.path.size();
        reason step;
        step.kind = reason_kind::step;
        step.verdict = last && w.state == procedure_state::asking ? verdict::open : verdict::yes;
        step.name = m_[p.term].name + "." + n.name;
        step.title = message_of(n.title, s);
        step.text = message_of(n.because, s);
        step.cites = n.cites;
        step.place = place(n.where);
        if (n.who) step.overlay = value_title(procedure_field::who, p, *n.who, s);
        if (!last) step.value = p.nodes[w.path[k + 1]].name;
        if (n.runs) enqueue(m_[*n.runs].term, {});
        if (last && w.inside != eval::none) {  // its own ways are still to come
            step.value = place_inside(w.inside);
            out.parts.push_back(std::move(step));
            continue;
        }
        scope inner;
        inner.term = n.next ? *n.next : p.ends;
        if (!n.next) inner.bound.emplace_back(index(m_[p.ends].parameters.front()), eval::bit_value(w.path[k]));
        decision_parts(m_[inner.term], inner, step);
        out.parts.push_back(std::move(step));
    }
}

/// Where the path left the last way that leads to a step or end, and why the ways there were not taken.
void explainer::consider_walk(const model::procedure& p, std::string_view wanted, std::vector<reason>& out) {
    const auto named = [&](const model::procedure_node& n) {
        return n.name == wanted || m_[p.term].name + "." + n.name == wanted;
    };
    const auto goal = std::find_if(p.nodes.begin(), p.nodes.end(), named);
    if (goal == p.nodes.end()) return consider_term({p.ends, {}}, wanted, 8, out);
    // Steps are walked backwards from the goal until nothing is added: a procedure has no circles.
    std::vector<bool> leads(p.nodes.size());
    leads[static_cast<std::size_t>(goal - p.nodes.begin())] = true;
    const auto target = [&](rule_id r) { return m_[*m_[r].then].index; };
    for (bool more = true; more;) {
        more = false;
        for (std::size_t i = 0; i < p.nodes.size(); ++i) {
            if (leads[i] || !p.nodes[i].next) continue;
            std::vector<rule_id> ways = m_[*p.nodes[i].next].rules;
            if (const auto& otherwise = m_[*p.nodes[i].next].otherwise) ways.push_back(*otherwise);
            leads[i] = std::any_of(ways.begin(), ways.end(), [&](rule_id r) { return leads[target(r)]; });
            more = more || leads[i];
        }
    }
    const eval::walked w = machine_.walk(static_cast<std::uint32_t>(&p - m_.procedures.data()));
    std::size_t k = w.path.size();
    while (k > 0 && !leads[w.path[k - 1]]) --k;
    if (k == 0) return;
    const model::procedure_node& left = p.nodes[w.path[k - 1]];
    scope s;
    s.term = p.term;
    reason here;
    here.kind = reason_kind::step;
    here.verdict = k == w.path.size() && w.state == procedure_state::asking ? verdict::open : verdict::yes;
    here.name = m_[p.term].name + "." + left.name;
    here.title = message_of(left.title, s);
    if (k < w.path.size()) {
        here.value = p.nodes[w.path[k]].name;
        here.text = words(phrase::left_here, {goal->name});
    }
    here.place = place(left.where);
    if (left.next) {
        const model::term& next = m_[*left.next];
        std::vector<rule_id> ways = next.rules;
        if (next.otherwise) ways.push_back(*next.otherwise);
        for (const rule_id r : ways)
            if (leads[target(r)]) consider_rule({*left.next, {}}, r, r, m_[r].path, here.parts);
    }
    out.push_back(std::move(here));
}

}  // namespace writ::explain_detail
