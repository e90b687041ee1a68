// The deadline form: `t.due`, the last moment in time, and `t.state`, how that stands now.
#pragma once

#include "writ/detail/model/builder.hpp"
#include "writ/detail/model/make_node.hpp"

#include <algorithm>

namespace writ::model::detail {

namespace deadlines_detail {

constexpr std::pair<std::string_view, phrase> states[] = {{"running", phrase::running},
                                                          {"warning", phrase::warning},
                                                          {"paused", phrase::paused},
                                                          {"missed", phrase::missed},
                                                          {"met", phrase::met}};

/// What a clause says, or nothing.
const node* said(const node& n, std::string_view word) {
    for (const node& child : n.children)
        if (child.what == kind::deadline_clause && child.text == word) return &child[0];
    return nullptr;
}

std::vector<const node*> pauses_of(const node& n) {
    std::vector<const node*> all;
    for (const node& child : n.children)
        if (child.what == kind::pause) all.push_back(&child);
    return all;
}

const node& bare(const node& n) { return n.what == kind::paren ? bare(n[0]) : n; }

node number(std::string text, span where) { return make_leaf(kind::number, std::move(text), where); }

node unit(node count, std::string name, bool rolled = false) {
    node made = make_tree(kind::unit, count.where, {std::move(count)}, std::move(name));
    made.rolled = rolled;
    return made;
}

node binary(std::string sign, node a, node b) {
    const span where = b.where;
    return make_tree(kind::binary, where, {std::move(a), std::move(b)}, std::move(sign));
}

node after(node period, node from) {
    const span where = period.where;
    return make_tree(kind::shift, where, {std::move(period), std::move(from)}, "after");
}

/// The binder of a pause, for those whose end is there or is not.
node pauses_that(const node& pause, bool answered) {
    node binder = pause[2];
    node condition = make_there(pause[1], answered);
    node* where = nullptr;
    for (node& child : binder.children)
        if (child.what == kind::where) where = &child;
    if (where == nullptr) {
        binder.children.push_back(make_tree(kind::where, pause[1].where, {std::move(condition)}));
    } else {
        const span both{where->where.file, pause[1].where.begin, where->where.end};
        node first = std::move(where->children[0]);
        where->children = {make_tree(kind::conjunction, both, {std::move(first), std::move(condition)})};
    }
    return binder;
}

node call(std::string function, node a, node b) {
    const span where = b.where;
    return make_tree(kind::call, where, {make_name(std::move(function), where), std::move(a), std::move(b)});
}

/// How long one pause is, never less than nothing.
node length_of(const node& from, const node& to, std::string_view unit_name) {
    if (unit_name == "business days") return call("business_days", from, to);
    const node zero = number("0", to.where);
    const bool elapsed = unit_name == "hours";
    const auto read = [&](const node& moment) {  // as an instant, or as a day
        return after(unit(number("0", moment.where), elapsed ? "hours" : "days"), moment);
    };
    return call("largest", elapsed ? unit(zero, "hours") : zero, binary("-", read(to), read(from)));
}

/// How long the answered pauses of one clause are together.
node all_of(const node& pause, std::string_view unit_name) {
    return make_tree(kind::aggregate, pause.where, {length_of(pause[0], pause[1], unit_name), pauses_that(pause, true)},
                     "sum");
}

/// Whether some pause has no end yet.
node open_pause(const std::vector<const node*>& pauses) {
    std::vector<node> each;
    for (const node* pause : pauses)
        each.push_back(make_tree(kind::quantifier, pause->where, {pauses_that(*pause, false)}, "any"));
    if (each.size() == 1) return std::move(each[0]);
    const span all{each[0].where.file, each.front().where.begin, each.back().where.end};
    return make_tree(kind::disjunction, all, std::move(each));
}

/// `allow` after `starts`, with the answered pauses added in the unit of `allow`.
node due_after(const node& starts, const node& allow, const std::string& unit_name,
               const std::vector<const node*>& pauses) {
    if (pauses.empty()) return after(allow, starts);
    node paused = all_of(*pauses[0], unit_name);
    for (std::size_t i = 1; i < pauses.size(); ++i)
        paused = binary("+", std::move(paused), all_of(*pauses[i], unit_name));
    if (unit_name == "hours") return after(binary("+", allow, std::move(paused)), starts);
    const node& period = bare(allow);
    if (unit_name == "months" || unit_name == "years") {
        node months = period;
        months.rolled = false;  // the end of it all is moved to a working day, not what the pauses are added to
        return after(unit(std::move(paused), "days", period.rolled), after(std::move(months), starts));
    }
    node count = unit_name == "weeks" ? binary("*", period[0], number("7", period.where)) : period[0];
    return after(unit(binary("+", std::move(count), std::move(paused)), unit_name == "weeks" ? "days" : unit_name,
                      period.rolled),
                 starts);
}

node state_decision(const node& n);

}  // namespace deadlines_detail

/// The unit that a period shows: as written, `hours` for every duration; empty if its words do not tell.
std::string builder::unit_shown(pack_id p, const node& period) const {
    switch (period.what) {
        case kind::paren:
        case kind::call: return unit_shown(p, period[0]);
        case kind::unit: return period.text == "minutes" ? "hours" : period.text;
        case kind::binary: {
            const std::string a = unit_shown(p, period[0]), b = unit_shown(p, period[1]);
            return a == "hours" || b == "hours" ? "hours" : "";
        }
        case kind::if_then: return unit_shown(p, period[1]) == unit_shown(p, period[2]) ? unit_shown(p, period[1]) : "";
        case kind::name: {
            const symbol* s = find_symbol(p, period.text);
            if (s == nullptr || s->what != symbol::kind_of::term) return {};
            const node* declared = terms[s->index].declaration->find(kind::type);
            const node* base = declared == nullptr ? nullptr : declared->find(kind::name);
            return base != nullptr && base->text == "duration" ? "hours" : "";
        }
        default: return {};
    }
}

/// Parts said twice, parts left out, units that do not fit; false if nothing can be made of what is there.
bool builder::check_deadline(pack_id p, const node& n) {
    using namespace deadlines_detail;
    const node& name = *n.find(kind::name);
    said_once(n, name.text, {kind::deadline_clause});
    const node *starts = said(n, "starts"), *allow = said(n, "allow"), *warn = said(n, "warn");
    for (const auto& [word, clause] : {std::pair("starts", starts), std::pair("allow", allow)})
        if (clause == nullptr) report(code::part_missing, name.where, {name.text, word});
    if (starts == nullptr || allow == nullptr) return false;
    const std::string unit = unit_shown(p, *allow);
    const bool bare_unit = unit == "hours" || bare(*allow).what == kind::unit;
    const bool pauses_fit = bare_unit || pauses_of(n).empty();
    if (!pauses_fit) report(code::pause_without_unit, allow->where, {words(allow->where)});
    const bool warn_fits = warn == nullptr || unit.empty() || unit == "hours" || unit_shown(p, *warn) != "hours";
    if (!warn_fits) report(code::hours_of_days, warn->where, {words(warn->where)});
    return pauses_fit && warn_fits;
}

/// `decision t.state takes first`: each rule has the name of the state it gives; what is done too late is `late`.
node deadlines_detail::state_decision(const node& n) {
    const std::string& name = n.find(kind::name)->text;
    const node *allow = said(n, "allow"), *done = said(n, "done"), *warn = said(n, "warn");
    const auto pauses = pauses_of(n);
    const auto due = [&](span where) { return make_path(name + ".due", where); };
    node decision = make_tree(kind::decision, n.where,
                              {make_name(name + ".state", n.find(kind::name)->where),
                               make_leaf(kind::takes, "first", n.find(kind::name)->where)});
    const auto add = [&](std::string rule, std::string_view state, std::vector<node> whens) {
        const span where = whens.back().where;
        decision.children.push_back(
            make_rule_node(std::move(rule), where, std::move(whens), make_name(std::string(state), where)));
    };
    if (done != nullptr) {
        const span where = done->where;
        const node moment = make_path(name + ".done", where);
        node in_time = make_tree(kind::compare, where, {moment, due(where)}, "<=");
        if (!pauses.empty())
            in_time = make_tree(kind::disjunction, where, {make_there(due(where), false), std::move(in_time)});
        add("met", "met", {make_there(moment), std::move(in_time)});
        add("late", "missed", {make_there(moment)});
    }
    if (!pauses.empty()) add("paused", "paused", {make_there(due(pauses[0]->where), false)});
    const auto add_by_clock = [&](std::string state, std::string sign, node moment) {
        const span where = moment.where;
        add(state, state,
            {make_tree(kind::compare, where, {make_name("now", where), std::move(moment)}, std::move(sign))});
    };
    add_by_clock("missed", ">", due(allow->where));
    if (warn != nullptr)
        add_by_clock("warning", ">=", make_tree(kind::shift, warn->where, {*warn, due(warn->where)}, "before"));
    const span otherwise = said(n, "starts")->where;
    decision.children.push_back(make_tree(kind::otherwise, otherwise, {make_name("running", otherwise)}));
    return decision;
}

/// `t.due`: absent while a pause is open. `t.done` is what `done` says, by a name.
void builder::translate_deadline(pack_id p, const node& n, enum_id states) {
    using namespace deadlines_detail;
    const node& name = *n.find(kind::name);
    const bool good = check_deadline(p, n);
    const bool fresh = declare(p, name, {good ? symbol::kind_of::form : symbol::kind_of::broken, 0, name.where});
    if (!good || !fresh) return;
    const std::size_t first_term = out.terms.size();
    const message title = plain_message(p, n.find(kind::title));
    const auto pauses = pauses_of(n);
    const node &starts = *said(n, "starts"), &allow = *said(n, "allow");
    node due = due_after(starts, allow, unit_shown(p, allow), pauses);
    if (!pauses.empty())
        due = make_tree(kind::if_then, allow.where,
                        {open_pause(pauses), make_leaf(kind::constant, "absent", allow.where), std::move(due)});
    const term_id due_term = make_define(p, name.text + ".due", due);
    out.terms[index(due_term)].title = entitled(title, phrase::due);
    out.terms[index(due_term)].question = true;
    if (const node* done = said(n, "done")) make_define(p, name.text + ".done", *done);
    const term_id state = make_term(p, state_decision(n), term_kind::decision);
    type t;
    t.base = base_type::enumeration;
    t.ref = index(states);
    declare_type_of(state, t);
    terms[index(state)].in_turn = terms[index(state)].of_form = true;
    out.terms[index(state)].title = title;
    if (const node* doc = n.find(kind::doc)) out.terms[index(state)].doc = doc->text;
    form whole_form{form::kind_of::deadline, state, {}, {}, {}};
    for (const node& clause : n.children) {
        if (clause.what != kind::deadline_clause && clause.what != kind::pause) continue;
        const span place{clause.where.file, clause[0].where.begin, clause.where.end};
        whole_form.lines.push_back({clause.what == kind::pause ? "pause" : clause.text, {}, {words(place)}});
    }
    add_form(std::move(whole_form), first_term, n);
}

/// The enum of the states of all deadlines of a pack, in words, and what each deadline becomes.
void builder::translate_deadlines(pack_id p) {
    using namespace deadlines_detail;
    const span where = state(p).deadlines.front()->find(kind::name)->where;
    std::vector<std::pair<std::string, span>> names;
    for (const auto& [name, words] : states) names.emplace_back(name, where);
    const enum_id made_states = make_enum(p, "DeadlineState", names, where);
    for (std::size_t i = 0; i < std::size(states); ++i)
        for (const std::string& language : out.packs[index(p)].languages)
            out.enums[index(made_states)].values[i].label.texts.push_back(
                {language, {{say(states[i].second, language), {}}}});
    for (const node* n : state(p).deadlines) translate_deadline(p, *n, made_states);
}

}  // namespace writ::model::detail
