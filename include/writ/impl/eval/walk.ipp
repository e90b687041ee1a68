#include <algorithm>

#include "writ/detail/eval/machine.hpp"

// Procedures: which steps a case leads through (language reference: "Procedures").
//
// Where each step leads is settled as a question of its own, by a second machine over the same case: whatever this one
// assumes or tries, the path is that of the case. It is walked once.

namespace writ::eval {

machine& machine::walker() {
    if (!walker_) walker_ = std::make_unique<machine>(p_);
    if (!walker_loaded_) {
        walker_->load(*case_);
        for (std::uint32_t i = 0; i < restricted_.size(); ++i)
            if (restricted(i)) walker_->restrict(i, restricted_[i]);
        walker_->requirements_checked_ = true;  // or there would be no question to answer here
        walker_loaded_ = true;
    }
    return *walker_;
}

const walked& machine::walk(std::uint32_t procedure) {
    walked& w = walks_[procedure];
    if (w.done) return w;
    for (auto* list : {&w.path, &w.trail, &w.needs, &w.rules, &w.possible, &w.outranked, &w.assumed, &w.conflicting})
        list->clear();
    w.errors.clear();
    w.inside = w.until = none;
    const program::procedure_code& p = p_.procedures[procedure];
    std::uint32_t at = p.start;
    do w.path.push_back(at);
    while (follow(p.steps.first, at, w));
    for (auto* list : {&w.rules, &w.possible, &w.outranked, &w.assumed}) {
        std::sort(list->begin(), list->end());
        list->erase(std::unique(list->begin(), list->end()), list->end());
    }
    once_each(w.trail);
    if (walker_loaded_)
        for (std::size_t r = 0; r < stood_.size(); ++r) stood_[r] |= walker_->stood_[r];
    w.done = true;
    return w;
}

/// What a procedure did for one step is not done again for another that runs it.
void machine::once_each(std::vector<std::uint32_t>& trail) {
    met_.assign(p_.steps.size(), false);
    std::erase_if(trail, [&](std::uint32_t step) {
        const bool again = met_[step];
        met_[step] = true;
        return again;
    });
}

/// Goes on from a step; false where the path stands.
/// @param first  of the procedure's steps among all
bool machine::follow(std::uint32_t first, std::uint32_t& at, walked& w) {
    const program::step_code& s = p_.steps[first + at];
    if (s.runs != none && !run_inner(s, w)) return false;
    w.at = first + at;
    w.trail.push_back(w.at);
    w.state = model::procedure_state::ended;
    if (s.next == none) return false;
    machine& other = walker();
    const answer& a = other.ask(s.next);
    add_to(w, a);
    note_regions(other, a);
    w.state = model::procedure_state::asking;
    if (a.status == status::undetermined) {
        note_needs(other, a, s, w);
        return false;
    }
    if (a.status != status::decided || !is_known(a.result)) {
        note_errors(other, a, s, w);
        return false;
    }
    const std::uint32_t to = a.result.bits.first();
    // A way worked out by an exception may lead where no written way does; back to a step of the path it does not go.
    if (to != at && std::find(w.path.begin(), w.path.end(), to) != w.path.end()) {
        note_errors(other, a, s, w);
        return false;
    }
    if (to == at) {
        w.state = model::procedure_state::waiting;
        w.until = s.until;
        return false;
    }
    at = to;
    return true;
}

/// Whether the procedure that a step runs has ended; if not, the path stands as that one does.
bool machine::run_inner(const program::step_code& s, walked& w) {
    const walked& inner = walk(s.runs);
    add_to(w, inner);
    w.trail.insert(w.trail.end(), inner.trail.begin(), inner.trail.end());
    if (inner.errors.empty() && inner.state == model::procedure_state::ended) return true;
    w.inside = s.runs;
    w.at = inner.at;
    w.state = inner.state;
    w.until = inner.until;
    w.needs = inner.needs;
    w.errors = inner.errors;
    w.conflicting = inner.conflicting;
    return false;
}

/// What an answer, or a walk, rests on.
template <class From>
void machine::add_to(walked& w, const From& from) {
    const auto add = [](std::vector<std::uint32_t>& to, const std::vector<std::uint32_t>& more) {
        to.insert(to.end(), more.begin(), more.end());
    };
    add(w.rules, from.rules);
    add(w.possible, from.possible);
    add(w.outranked, from.outranked);
    add(w.assumed, from.assumed);
}

/// For which regions parameters have no value: the other machine met them.
void machine::note_regions(const machine& other, const answer& a) {
    for (const std::uint32_t n : a.needs)
        if (const std::size_t k = n - things_.size(); n >= things_.size() && k < policy_region_.size())
            policy_region_[k] = other.policy_region_[k];
}

void machine::note_errors(const machine& other, const answer& a, const program::step_code& s, walked& w) {
    for (const std::uint32_t e : a.errors) {
        error_site site = other.errors_[e];
        const auto* rules = other.conflict_rules_.data() + site.first_rule;
        site.first_rule = static_cast<std::uint32_t>(w.conflicting.size());
        w.conflicting.insert(w.conflicting.end(), rules, rules + site.rule_count);
        w.errors.push_back(site);
    }
    if (w.errors.empty()) w.errors.push_back({error_kind::absent_used, none, s.next, 0, 0, {}, false});
}

/// What the way on waits for: of that what the step asks for, if it asks for any of it.
void machine::note_needs(const machine& other, const answer& a, const program::step_code& s, walked& w) {
    const auto asks = ids_of(p_, s.asks);
    for (const std::uint32_t n : a.needs) {
        const open_thing t = other.thing(n);
        using kind_of = open_thing::kind_of;
        for (std::uint32_t k = 0; k < asks.count; k += 3) {
            const bool fact = t.kind == kind_of::fact || t.kind == kind_of::field || t.kind == kind_of::element;
            if (!fact || t.id != asks[k]) continue;
            if (asks[k + 1] != none && t.element != asks[k + 1]) continue;
            if (asks[k + 2] != none && t.kind != kind_of::fact && t.field != asks[k + 2]) continue;
            w.needs.push_back(n);
            break;
        }
    }
    if (w.needs.empty()) w.needs = a.needs;
}

const link* machine::errors_of(const walked& w) {
    const link* out = nullptr;
    for (const error_site& e : w.errors) {
        if (e.kind == error_kind::conflict)
            out = join(work_, out, conflict_link({w.conflicting.data() + e.first_rule, e.rule_count}));
        else out = join(work_, out, error_link(e.kind, e.at, e.term, e.seen, e.open));
    }
    return out;
}

value machine::bits_list(const std::uint32_t* values, std::size_t count) {
    auto* items = work_.room<list_item>(count);
    for (std::size_t k = 0; k < count; ++k) new (items + k) list_item{bit_value(values[k]), yes_or_no(true)};
    list_value l;
    l.items = items;
    l.count = static_cast<std::uint32_t>(count);
    value v;
    v.form = shape::list;
    v.list = work_.make(l);
    return v;
}

/// What the end gives; nothing while it waits; anything an end can give while it asks.
value machine::walk_outcome(const program::procedure_code& p, const walked& w) {
    if (w.state == model::procedure_state::waiting) return absent_value();
    if (w.state == model::procedure_state::ended) {
        const value* end = work_.make(bit_value(w.path.back()));
        return call(p.ends, end, 1);
    }
    const link* deps = nullptr;
    for (const std::uint32_t n : w.needs) deps = join(work_, deps, thing_link(n));
    return open_value(p_.types[p_.terms[p.ends].type], deps, 0);
}

value machine::eval_walk(const program::instruction& c) {
    const program::procedure_code& p = p_.procedures[c.index];
    const walked& w = walk(c.index);
    for (const std::uint32_t r : w.rules) top().spoke.push(work_, {r, true});
    for (const std::uint32_t r : w.possible) top().spoke.push(work_, {r, false});
    for (const std::uint32_t r : w.outranked) top().outranked.push(work_, r);
    for (const std::uint32_t k : w.assumed) top().assumed.push(work_, k);
    if (!w.errors.empty()) return error_of(errors_of(w));
    const program::step_code& at = p_.steps[w.at];
    const std::uint32_t limit = w.state == model::procedure_state::waiting ? w.until : at.due;
    arena_list<std::uint32_t> actions;
    for (const std::uint32_t s : w.trail)
        for (const std::uint32_t a : ids_of(p_, p_.steps[s].actions)) actions.push(work_, a);
    const auto named = [](std::uint32_t v) { return v == none ? absent_value() : bit_value(v); };
    const value fields[] = {bit_value(w.path.back()),
                            bit_value(static_cast<std::uint32_t>(w.state)),
                            limit == none ? absent_value() : eval(limit),
                            named(at.who),
                            named(at.queue),
                            bits_list(actions.begin(), actions.size()),
                            walk_outcome(p, w),
                            bits_list(w.path.data(), w.path.size())};
    record_value r;
    r.count = std::size(fields);
    auto* all = work_.room<value>(r.count);
    value whole;
    const link* failed = nullptr;
    for (std::uint32_t k = 0; k < r.count; ++k) new (all + k) value(part(fields[k], whole, failed));
    if (failed != nullptr) return error_of(failed);
    r.fields = all;
    whole.form = shape::record;
    whole.record = work_.make(r);
    return whole;
}

}  // namespace writ::eval
