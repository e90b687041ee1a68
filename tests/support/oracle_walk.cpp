// Procedures: a path from step to step, each way on settled as a question of its own.
#include <algorithm>

#include "support/oracle_evaluator.hpp"

namespace writ::oracle {

namespace {

/// Whether a step asks for a fact.
bool asks_for(const model::procedure_node& n, const need& what) {
    return what.kind == need::kind_of::fact && std::any_of(n.asks.begin(), n.asks.end(), [&](const auto& a) {
               if (model::index(a.fact) != what.at) return false;
               if (a.element && *a.element != what.element) return false;
               return !a.field || what.field == 0 || what.field == *a.field + 1;
           });
}

possible names(const std::vector<std::uint32_t>& values) {
    list_value l;
    for (const auto v : values) l.items.push_back({choice_value(v), truth(true, false)});
    return list_of(std::move(l));
}

possible name_or_absent(const std::optional<std::uint32_t>& v) { return v ? choice_value(*v) : absent_value(); }

}  // namespace

/// Takes the way on from a step, if there is one to take.
bool evaluator::goes_on(const model::procedure_node& n, std::uint32_t& at, walk_taken& w) {
    const auto add = [&](const auto& from) {
        w.spoke.insert(from.spoke.begin(), from.spoke.end());
        w.perhaps_spoke.insert(from.perhaps_spoke.begin(), from.perhaps_spoke.end());
        w.outranked.insert(from.outranked.begin(), from.outranked.end());
        w.assumed = std::move(w.assumed) + from.assumed;
    };
    if (n.runs) {
        const walk_taken& inner = taken(*n.runs);
        add(inner);
        for (const auto* step : inner.trail)
            if (std::find(w.trail.begin(), w.trail.end(), step) == w.trail.end()) w.trail.push_back(step);
        if (inner.state != model::procedure_state::ended || !inner.errors.empty()) {
            w.at = inner.at;
            w.state = inner.state;
            w.until = inner.until;
            w.needs = inner.needs;
            w.errors = inner.errors;
            return false;
        }
    }
    w.at = &n;
    w.trail.push_back(&n);
    w.state = model::procedure_state::ended;
    if (!n.next) return false;
    const settled_question q = settle(around_, *n.next);
    add(q);
    w.state = model::procedure_state::asking;
    if (q.status == status::undetermined) {
        for (const auto& what : q.needs)
            if (asks_for(n, what)) w.needs.insert(what);
        if (w.needs.empty()) w.needs = q.needs;
        return false;
    }
    if (q.status != status::decided) {
        w.errors = q.value.errors;
        return false;
    }
    std::uint32_t to = 0;
    while (!q.value.choice.test(to)) ++to;
    if (to != at && std::find(w.path.begin(), w.path.end(), to) != w.path.end()) {
        w.errors = {fail(error_kind::absent_used, m_[*n.next].where)};
        return false;
    }
    if (to == at) {
        w.state = model::procedure_state::waiting;
        w.until = n.until;
        return false;
    }
    at = to;
    return true;
}

const walk_taken& evaluator::taken(model::procedure_id id) {
    if (const auto known = around_.walks.find(model::index(id)); known != around_.walks.end()) return known->second;
    const model::procedure& p = m_[id];
    walk_taken w;
    std::uint32_t at = p.start;
    do w.path.push_back(at);
    while (goes_on(p.nodes[at], at, w));
    return around_.walks.emplace(model::index(id), std::move(w)).first->second;
}

possible evaluator::walk(const model::expression& e, const scope& s) {
    using field = model::procedure_field;
    const model::procedure& p = m_.procedures[e.index];
    const walk_taken& w = taken(model::procedure_id{e.index});
    spoke_.insert(w.spoke.begin(), w.spoke.end());
    perhaps_spoke_.insert(w.perhaps_spoke.begin(), w.perhaps_spoke.end());
    outranked_.insert(w.outranked.begin(), w.outranked.end());
    assumed_ = std::move(assumed_) + w.assumed;
    if (!w.errors.empty()) return error_values(w.errors);
    const model::procedure_node& at = *w.at;
    const bool waits = w.state == model::procedure_state::waiting;
    const auto limit = waits ? w.until : at.due;
    std::vector<std::uint32_t> actions;
    for (const auto* step : w.trail) actions.insert(actions.end(), step->actions.begin(), step->actions.end());
    possible outcome = absent_value();
    if (w.state == model::procedure_state::ended) outcome = term(p.ends, {choice_value(w.path.back())});
    if (w.state == model::procedure_state::asking)
        outcome = unknown(m_[p.ends].type, m_[p.ends].pack, std::nullopt, w.needs);
    const auto until = limit ? eval(*limit, s) : absent_value();
    if (const auto sure = sure_errors({until, outcome}); !sure.empty()) return error_values(sure);
    failures errors;
    needs n;
    record_value r;
    const auto put = [&](field f, possible v) {
        r.fields.emplace(static_cast<std::uint32_t>(f), part(std::move(v), errors, n));
    };
    put(field::step, choice_value(w.path.back()));
    put(field::state, choice_value(static_cast<std::size_t>(w.state)));
    put(field::until, until);
    put(field::who, name_or_absent(at.who));
    put(field::queue, name_or_absent(at.queue));
    put(field::actions, names(actions));
    put(field::outcome, std::move(outcome));
    put(field::path, names(w.path));
    possible out = record_of(std::move(r));
    out.errors = errors;
    return waiting(out, n);
}

}  // namespace writ::oracle
