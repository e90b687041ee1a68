// What expressions, rules and terms read.
#pragma once

#include "writ/model/reads.hpp"

#include <algorithm>

namespace writ::model {

namespace reads_detail {

/// Whether days are counted or rolled on the region's own calendar, unless one is named.
inline bool uses_calendar(const model& m, const expression& x) {
    switch (x.what) {
        case op::after:
        case op::before: return x.args.size() < 3 && m[x.args[0]].type.base == base_type::span;
        case op::rolled:
        case op::working_day: return x.args.size() < 2;
        case op::business_days: return x.args.size() < 3;
        default: return false;
    }
}

inline bool uses_zone(const expression& x) {
    return x.what == op::day_of || x.what == op::end_of || x.what == op::moment || x.what == op::today;
}

}  // namespace reads_detail

reading& reading::add(expr_id e) {
    open_.push_back(e);
    while (!open_.empty()) {
        const expr_id next = open_.back();
        open_.pop_back();
        visit(next);
    }
    return *this;
}

void reading::visit(expr_id e) {
    const expression& x = model_[e];
    if (x.what <= op::weekday) return;  // constants read nothing
    if (x.what == op::fact) return read(fact_id{x.index}, x.where);
    if (!expressions_.insert(index(e)).second) return;
    switch (x.what) {
        case op::local:
            if (locals_.insert(x.index).second) result_.locals.push_back({local_id{x.index}, x.where});
            return;
        case op::field:
            if (const expression& whole = model_[x.args[0]]; whole.what == op::local) {
                if (fields_.insert(std::uint64_t{whole.index} << 32 | x.index).second)
                    result_.fields.emplace_back(local_id{whole.index}, x.index);
                return;
            }
            break;
        case op::term:
            if (terms_.insert(x.index).second) result_.terms.push_back({term_id{x.index}, x.where});
            break;
        case op::walk: visit(procedure_id{x.index}, x.where); break;
        case op::today:
        case op::now: result_.clock = true; break;
        default: break;
    }
    note_region_use(x);
    if (x.details->binder) visit(*x.details->binder);
    const auto& conditions = x.details->conditions;
    for (auto i = conditions.rbegin(); i != conditions.rend(); ++i)
        if (*i) open_.push_back(**i);
    open_.insert(open_.end(), std::make_reverse_iterator(x.args.end()), std::make_reverse_iterator(x.args.begin()));
}

/// A walk reads where each step leads, what it waits for, and what the ends give.
void reading::visit(procedure_id p, span where) {
    const auto read = [&](term_id t) {
        if (terms_.insert(index(t)).second) result_.terms.push_back({t, where});
    };
    for (const procedure_node& n : model_[p].nodes) {
        if (n.next) read(*n.next);
        if (n.runs) read(model_[*n.runs].term);
        for (const auto& limit : {n.until, n.due})
            if (limit) open_.push_back(*limit);
    }
    read(model_[p].ends);
}

void reading::visit(binder_id b) {
    const binder& on = model_[b];
    if (on.where) open_.push_back(*on.where);
    open_.push_back(on.list);
}

reading& reading::add(binder_id b) {
    const binder& on = model_[b];
    return add(on.list).add(on.where);
}

void reading::read_region(pack_id of, span where) {
    if (const auto fact = model_[of].region) read(*fact, where);
}

/// A fact that another pack tells is what tells it.
void reading::read(fact_id fact, span where) {
    const auto told = model_[fact].told_by;
    if (told && model_[*told].generated) return read(fact_id{model_[*model_[*told].body].index}, where);
    if (told) {
        if (terms_.insert(index(*told)).second) result_.terms.push_back({*told, where});
    } else if (facts_.insert(index(fact)).second) result_.facts.push_back({fact, where});
}

void reading::note_region_use(const expression& x) {
    using namespace reads_detail;
    const pack& p = model_[pack_];
    const bool zoned = uses_zone(x) && !p.one_zone && !p.zones.empty();
    const bool regional_calendar =
        uses_calendar(model_, x) && std::any_of(model_.calendars.begin(), model_.calendars.end(),
                                                [](const calendar& c) { return c.regions.any(); });
    if (zoned || regional_calendar) read_region(pack_, x.where);
    if (x.what != op::in_region_currency) return;
    const type& argument = model_[x.args[0]].type;
    read_region(pack_id{argument.currency != 0 ? x.type.home : argument.home}, x.where);
}

reading& reading::add(const qualifiers& q) {
    if (q.regional || q.announced) read_region(pack_, q.where);
    const bool dated = q.from || q.until;
    if (dated && !q.as_of) result_.clock = true;
    return add(q.as_of);
}

reading& reading::add(rule_id r) {
    const rule& x = model_[r];
    add(x.quals);
    for (const binder_id b : x.fors) add(b);
    if (x.block)
        for (const expr_id e : model_[*x.block].headings) add(e);
    for (const cell& c : x.cells) add(c.condition);
    for (const expr_id e : x.whens) add(e);
    return add(x.then);
}

reading& reading::add(term_id t) {
    const term& x = model_[t];
    add(x.body).add(x.as_of).add(x.base);
    for (const param_entry& entry : x.entries) add(entry.quals).add(entry.value);
    for (const rule_id r : all_rules(model_, t)) add(r);
    return *this;
}

std::vector<rule_id> exceptions_below(const model& m, rule_id r) {
    std::vector<rule_id> out, open(m[r].exceptions.rbegin(), m[r].exceptions.rend());
    while (!open.empty()) {
        const rule_id next = open.back();
        open.pop_back();
        out.push_back(next);
        open.insert(open.end(), m[next].exceptions.rbegin(), m[next].exceptions.rend());
    }
    return out;
}

std::vector<rule_id> all_rules(const model& m, term_id t) {
    std::vector<rule_id> out;
    const auto add = [&](rule_id r) {
        out.push_back(r);
        const auto below = exceptions_below(m, r);
        out.insert(out.end(), below.begin(), below.end());
    };
    for (const rule_id r : m[t].rules) add(r);
    if (m[t].otherwise) add(*m[t].otherwise);
    return out;
}

}  // namespace writ::model
