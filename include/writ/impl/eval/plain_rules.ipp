#include <algorithm>
#include <bit>

#include "writ/detail/eval/plain.hpp"

// Rules that stand and speak, how those that do become one outcome, and the steps of procedures.

namespace writ::eval {

/// Qualifiers and conditions together; reads them in order until one says no.
plain::tri plain::stands(const program::rule_code& r) {
    const tri out = holds(r.block == none ? r.quals : p_.blocks[r.block].quals);
    return out == tri::no ? out : all_of(ids_of(p_, r.whens), tri::yes, out);
}

known plain::own_words(std::uint32_t rule) {
    const program::rule_code& r = p_.rules[rule];
    return checked(eval(r.then), r.term);
}

/// What a rule that stands so does.
plain::speech plain::speech_of(std::uint32_t rule, tri stand) {
    using kind_of = speech::kind_of;
    const program::rule_code& r = p_.rules[rule];
    const int layer = static_cast<int>(r.layer);
    if (stand == tri::no) return {kind_of::no, layer, {}, {}};
    if (stand == tri::open) return lost(), speech{kind_of::open, layer, {}, {}};
    if (r.exceptions.count != 0) return combined(r, rule);
    if (r.does_not_apply) return {kind_of::switches_off, layer, {}, {work_.make(rule), 1}};
    return {kind_of::says, layer, own_words(rule), {work_.make(rule), 1}};
}

plain::speech plain::combined(const program::rule_code& r, std::uint32_t rule) {
    using kind_of = speech::kind_of;
    arena_list<candidate> matter;
    for (const std::uint32_t x : ids_of(p_, r.exceptions)) {
        const std::uint32_t at = tracing_ ? open(step::rule, x) : none;
        const speech s = speech_of(x, stands(p_.rules[x]));
        if (at != none) close_rule(at, s);
        if (s.kind == kind_of::open) return s;
        if (s.kind != kind_of::no && s.kind != kind_of::off) matter.push(work_, {s, x});
    }
    if (!matter.empty()) return settle(r, rule, matter);
    const int layer = static_cast<int>(r.layer);
    if (r.does_not_apply) return {kind_of::switches_off, layer, {}, {work_.make(rule), 1}};
    return {kind_of::says, layer, own_words(rule), {work_.make(rule), 1}};
}

/// What a rule does when exactly these exceptions matter: those of the highest layer decide.
plain::speech plain::settle(const program::rule_code& r, std::uint32_t rule, const arena_list<candidate>& exceptions) {
    using kind_of = speech::kind_of;
    int top = 0;
    for (const candidate& c : exceptions) top = std::max(top, static_cast<int>(p_.rules[c.rule].layer));
    speech out{kind_of::says, 0, {}, {}};
    arena_list<std::uint32_t> cites;
    arena_list<known> said;
    bool off = false;
    for (const candidate& c : exceptions) {
        if (static_cast<int>(p_.rules[c.rule].layer) != top) continue;
        for (const std::uint32_t cited : c.says.cites) cites.push(work_, cited);
        out.layer = std::max(out.layer, c.says.layer);
        off = off || c.says.kind == kind_of::switches_off;
        said.push(work_, c.says.result);
    }
    if (off) return {kind_of::off, static_cast<int>(r.layer), {}, {}};
    for (known& v : said) v = merged(v, rule);
    for (std::size_t k = 1; k < said.size(); ++k)
        if (same(said[0], said[k]) != tri::yes) return lost(), speech{kind_of::open, out.layer, {}, {}};
    out.result = said[0];
    out.cites = {cites.begin(), static_cast<std::uint32_t>(cites.size())};
    return out;
}

/// A record that names only some fields changes those of what it replaces.
known plain::merged(const known& v, std::uint32_t base) {
    if (v.form != form::record) return v;
    const known_record& r = record_at(v);
    const std::uint64_t all = r.count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << r.count) - 1;
    if ((r.has & all) == all) return v;
    const known under = own_words(base);
    if (under.form == form::open) return lost();
    if (!is_record(under)) return v;
    known_record out = r;
    auto* fields = work_.room<known>(r.count);
    for (std::uint32_t k = 0; k < r.count; ++k)
        new (fields + k) known((r.has >> k & 1) != 0 ? r.fields[k] : field_of(under, k));
    out.fields = fields;
    out.has = r.has | (under.form == form::record ? record_at(under).has : all);
    return at_address(work_.make(out), form::record);
}

// ------------------------------------------------------------------ the rules of a decision

/// The rule once for each element of its `for` lists.
void plain::expand(std::uint32_t rule, std::uint32_t depth, tri there, arena_list<candidate>& out) {
    const program::rule_code& r = p_.rules[rule];
    if (depth == r.fors.count) {
        const std::uint32_t at = tracing_ ? open(step::rule, rule) : none;
        tri stand = stands(r);
        if (stand == tri::yes) stand = there;
        const speech s = speech_of(rule, stand);
        if (at != none) close_rule(at, s);
        if (s.kind == speech::kind_of::says) out.push(work_, {s, rule});
        return;
    }
    const bool known_list = each(p_.ids[r.fors.first + depth], false, [&](tri in, const known&) {
        expand(rule, depth + 1, in == tri::yes ? there : in, out);
    });
    if (!known_list) lost();
}

/// Every rule and row that speaks, in order; where the first counts, none after it. A trace has also those that do not.
/// @return whether one of them always speaks, so that `otherwise` is not reached
bool plain::candidates(const program::term_code& t, std::uint32_t number, arena_list<candidate>& out) {
    bool covered = t.always_speaks;
    std::uint32_t table = none;
    const auto consider = [&](std::uint32_t rule) {
        if (const std::uint32_t block = p_.rules[rule].block; block != table && block != none) {
            covered = covered || (p_.blocks[block].complete && holds(p_.blocks[block].quals) == tri::yes);
            table = block;
        }
        expand(rule, 0, tri::yes, out);
        return !lost_ && (t.takes != model::takes::first || out.empty());
    };
    const auto rules = ids_of(p_, t.rules);
    if (const rule_filter& filter = code_.filters[number]; !filter.keys.empty() && !tracing_) {
        const rule_filter::set left = left_by(filter);
        for (std::uint32_t w = 0; w < left.size(); ++w)
            for (std::uint64_t bits = left[w]; bits != 0; bits &= bits - 1)
                if (!consider(rules[w * 64 + static_cast<std::uint32_t>(std::countr_zero(bits))])) return covered;
        return covered;
    }
    for (const std::uint32_t rule : rules)
        if (!consider(rule)) return covered;
    return covered;
}

known plain::run_decision(const program::term_code& t, std::uint32_t number) {
    arena_list<candidate> rows;
    const bool covered = candidates(t, number, rows);
    if (lost_) return {};
    const bool single = t.takes != model::takes::all && t.takes != model::takes::sum;
    if (rows.empty() && single) return covered ? lost() : otherwise(t);
    switch (t.takes) {
        case model::takes::first: return spoke(rows[0].says), rows[0].says.result;
        case model::takes::one: return take_one(rows);
        case model::takes::all: return take_all(rows);
        case model::takes::sum: return take_sum(rows, number);
        default: return take_extreme(t, rows);
    }
}

/// What is said where no rule speaks; an `otherwise` that does not apply is as if it were not there.
known plain::otherwise(const program::term_code& t) {
    const known nothing{0, 0, form::absent};
    if (t.otherwise == none) return nothing;
    const std::uint32_t at = tracing_ ? open(step::rule, t.otherwise) : none;
    const speech s = speech_of(t.otherwise, tri::yes);
    if (at != none) close_rule(at, s);
    if (s.kind != speech::kind_of::says) return nothing;
    spoke(s);
    return s.result;
}

/// Those of the highest layer, which have to agree.
known plain::take_one(const arena_list<candidate>& rows) {
    int top = -1;
    for (const candidate& c : rows) top = std::max(top, c.says.layer);
    const known* said = nullptr;
    for (const candidate& c : rows) {
        if (c.says.layer < top) {
            outranked_.insert(outranked_.end(), c.says.cites.begin(), c.says.cites.end());
            continue;
        }
        spoke(c.says);
        if (said != nullptr && same(*said, c.says.result) != tri::yes) return lost();
        if (said == nullptr) said = &c.says.result;
    }
    return *said;
}

known plain::take_all(const arena_list<candidate>& rows) {
    arena_list<known> items;
    const void* list = work_.make(std::uint32_t{0});
    for (const candidate& c : rows) {
        known v = c.says.result;
        if (v.form == form::open) return lost();
        spoke(c.says);
        if (v.form == form::record && record_at(v).list == nullptr) {
            known_record r = record_at(v);
            r.list = list;
            r.index = static_cast<std::uint32_t>(items.size());
            v = at_address(work_.make(r), form::record);
        }
        items.push(work_, v);
    }
    return made_list(items);
}

known plain::take_sum(const arena_list<candidate>& rows, std::uint32_t number) {
    known total = whole(0);
    for (const candidate& c : rows) {
        spoke(c.says);
        if (!is_number(total) || !is_number(c.says.result)) return lost();
        total = sum(total, c.says.result, false);
    }
    return checked(total, number);
}

known plain::take_extreme(const program::term_code& t, const arena_list<candidate>& rows) {
    const bool largest = t.takes == model::takes::largest;
    known out;
    for (const candidate& c : rows) {
        const known& v = c.says.result;
        spoke(c.says);
        if (!is_number(v) && v.form != form::index) return lost();
        const int order = is_number(v) ? compared(v, out) : (v.bits > out.bits) - (v.bits < out.bits);
        if (out.form == form::open || (largest ? order > 0 : order < 0)) out = v;
    }
    return out;
}

// ------------------------------------------------------------------ procedures

/// The steps that a procedure leads the case through, as `machine::walk`; not known where a way is not.
plain::walked plain::walk(std::uint32_t procedure) {
    walked w;
    const program::procedure_code& p = p_.procedures[procedure];
    std::uint32_t at = p.start;
    do w.path.push(work_, indexed(at));
    while (follow(p.steps.first, at, w));
    return w;
}

/// Goes on from a step; false where the path stands.
/// @param first  of the procedure's steps among all
bool plain::follow(std::uint32_t first, std::uint32_t& at, walked& w) {
    const program::step_code& s = p_.steps[first + at];
    w.is_known = true;
    if (s.runs != none) {
        const walked inner = walk(s.runs);
        for (const std::uint32_t step : inner.trail) w.trail.push(work_, step);
        if (!inner.is_known || inner.state != model::procedure_state::ended) {
            w.is_known = inner.is_known;
            w.at = inner.at;
            w.state = inner.state;
            w.until = inner.until;
            return false;
        }
    }
    w.at = first + at;
    w.trail.push(work_, w.at);
    w.state = model::procedure_state::ended;
    if (s.next == none) return false;
    const known to = call(s.next);
    w.is_known = to.form == form::index;
    if (!w.is_known) return false;
    if (to.bits == at) {
        w.state = model::procedure_state::waiting;
        w.until = s.until;
        return false;
    }
    for (const known& step : w.path) w.is_known = w.is_known && step.bits != to.bits;
    at = static_cast<std::uint32_t>(to.bits);
    return w.is_known;
}

known plain::walk_record(const program::instruction& c) {
    const program::procedure_code& p = p_.procedures[c.index];
    const walked w = walk(c.index);
    if (!w.is_known) return lost();
    const program::step_code& at = p_.steps[w.at];
    const bool waits = w.state == model::procedure_state::waiting;
    const std::uint32_t limit = waits ? w.until : at.due;
    const known nothing{0, 0, form::absent}, last = w.path[w.path.size() - 1];
    const auto named = [&](std::uint32_t v) { return v == none ? nothing : indexed(v); };
    const known fields[] = {last,
                            indexed(static_cast<std::uint32_t>(w.state)),
                            limit == none ? nothing : eval(limit),
                            named(at.who),
                            named(at.queue),
                            made_list(actions_of(w.trail)),
                            waits ? nothing : call(p.ends, &last, 1),
                            made_list(w.path)};
    known_record r;
    r.count = std::size(fields);
    r.has = ~std::uint64_t{0};
    auto* all = work_.room<known>(r.count);
    for (std::uint32_t k = 0; k < r.count; ++k) {
        if (fields[k].form == form::open) return lost();
        new (all + k) known(fields[k]);
    }
    r.fields = all;
    return at_address(work_.make(r), form::record);
}

/// What is done at the steps of a trail, each step once.
arena_list<known> plain::actions_of(const arena_list<std::uint32_t>& trail) {
    arena_list<known> out;
    for (std::size_t k = 0; k < trail.size(); ++k) {
        if (std::find(trail.begin(), trail.begin() + k, trail[k]) != trail.begin() + k) continue;
        for (const std::uint32_t a : ids_of(p_, p_.steps[trail[k]].actions)) out.push(work_, indexed(a));
    }
    return out;
}

}  // namespace writ::eval
