// The sop form: a decision for each step where it leads, one for what the ends give, and the walk over them.
#pragma once

#include "writ/detail/model/builder.hpp"
#include "writ/detail/model/make_node.hpp"
#include "writ/model/reads.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace writ::model::detail {

namespace procedures_detail {

constexpr std::array field_names = {"step", "state", "until", "who", "queue", "actions", "outcome", "path"};
constexpr std::array state_names = {"asking", "waiting", "ended"};

/// The decision of the ends, and its argument; a dot cannot stand in a name, so nobody else is called so.
std::string ends_name(const std::string& procedure) { return procedure + ".end"; }
std::string reached_name(const std::string& procedure) { return procedure + ".reached"; }
std::string step_type_name(const std::string& procedure) { return procedure + ".step"; }

bool is_way(const node& n) { return n.what == kind::wait || n.what == kind::branch || n.what == kind::fallback; }
/// A note of a rule beside its citation.
bool is_note(const node& n) { return n.what == kind::because || n.what == kind::say || n.what == kind::ask; }

/// Where a way leads: the last name before its notes.
const node& target_of(const node& way) { return way[way.what == kind::wait ? 2 : way.what == kind::branch ? 1 : 0]; }

const std::string& name_of(const node& n) { return n.find(kind::name)->text; }

/// The step that a procedure begins with: the name behind its head.
const node& start_of(const node& form) {
    const auto is_name = [](const node& c) { return c.what == kind::name; };
    const auto own = std::find_if(form.children.begin(), form.children.end(), is_name);
    return *std::find_if(own + 1, form.children.end(), is_name);
}

pending nodes_of(const node& form) {
    pending out;
    for (const node& child : form.children)
        if (child.what == kind::step || child.what == kind::end) out.push_back(&child);
    return out;
}

/// The ways of a step in the order they are tried: waiting comes first.
pending ways_of(const node& step) {
    pending out;
    for (const kind k : {kind::wait, kind::branch, kind::fallback})
        for (const node& child : step.children)
            if (child.what == k) out.push_back(&child);
    return out;
}

/// Those of its ways that lead somewhere, each kind that may stand once at most once: the others were reported.
pending good_ways_of(const node& step, const procedure& proc) {
    pending out;
    for (const node* way : ways_of(step)) {
        const auto is_target = [&](const procedure_node& n) { return n.name == target_of(*way).text; };
        const bool again = !out.empty() && way->what != kind::branch && out.back()->what == way->what;
        if (!again && std::any_of(proc.nodes.begin(), proc.nodes.end(), is_target)) out.push_back(way);
    }
    return out;
}

bool any_then(const node& form) {
    const auto has = [](const node& c) { return c.what == kind::end && c.find(kind::then) != nullptr; };
    return std::any_of(form.children.begin(), form.children.end(), has);
}

void copy_notes(node& to, const node& from) {
    for (const node& child : from.children)
        if (is_note(child)) to.children.push_back(child);
}

type of_enum(enum_id e) {
    type t;
    t.base = base_type::enumeration;
    t.ref = index(e);
    return t;
}

}  // namespace procedures_detail

// ------------------------------------------------------------------ what the steps are called, and where they lead

/// The names of the steps and ends; no two alike, none a field of what the procedure gives.
bool builder::read_procedure_nodes(pack_id p, const node& n, procedure& proc) {
    using namespace procedures_detail;
    const std::size_t mistakes = diagnostics.size();
    for (const node* one : nodes_of(n)) {
        const node& name = *one->find(kind::name);
        const auto same = [&](const procedure_node& other) { return other.name == name.text; };
        const auto first = std::find_if(proc.nodes.begin(), proc.nodes.end(), same);
        if (first != proc.nodes.end()) duplicate(name, first->where);
        const bool field = std::find(field_names.begin(), field_names.end(), name.text) != field_names.end();
        if (field || name.text == "end" || name.text == "reached")
            report(code::step_shares_field, name.where, {name.text});
        procedure_node made_node;
        made_node.name = name.text;
        made_node.where = name.where;
        made_node.end = one->what == kind::end;
        made_node.title = plain_message(p, one->find(kind::title));
        made_node.cites = cites_of(*one);
        proc.nodes.push_back(std::move(made_node));
    }
    return mistakes == diagnostics.size();
}

/// The step or end of a name; reported if there is none.
std::optional<std::uint32_t> builder::node_named(const procedure& proc, const node& name) {
    std::vector<std::string_view> names;
    for (std::uint32_t i = 0; i < proc.nodes.size(); ++i) {
        if (proc.nodes[i].name == name.text) return i;
        names.push_back(proc.nodes[i].name);
    }
    diagnostic& d = report(code::unknown_step, name.where, {name.text, out[proc.term].name});
    suggest(d, name.text, names);
    return {};
}

/// Every way leads somewhere, every step leads on, none leads back, and every one is reached.
bool builder::check_ways(const node& n, procedure& proc) {
    using namespace procedures_detail;
    const std::size_t mistakes = diagnostics.size();
    if (const auto start = node_named(proc, start_of(n))) proc.start = *start;
    const pending nodes = nodes_of(n);
    std::vector<std::vector<std::uint32_t>> ways(nodes.size());
    std::vector<std::vector<span>> places(nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i]->what == kind::end) continue;
        said_once(*nodes[i], proc.nodes[i].name, {kind::wait, kind::fallback, kind::run, kind::escalate});
        const pending all = ways_of(*nodes[i]);
        if (all.empty()) report(code::no_way_on, proc.nodes[i].where, {proc.nodes[i].name});
        for (const node* way : all)
            if (const auto to = node_named(proc, target_of(*way))) {
                ways[i].push_back(*to);
                places[i].push_back(target_of(*way).where);
            }
    }
    if (mistakes != diagnostics.size()) return false;
    if (!check_circle(proc, ways, places)) return false;
    std::vector<bool> reached(nodes.size());
    std::vector<std::uint32_t> open = {proc.start};
    while (!open.empty()) {
        const std::uint32_t at = open.back();
        open.pop_back();
        if (reached[at]) continue;
        reached[at] = true;
        open.insert(open.end(), ways[at].begin(), ways[at].end());
    }
    for (std::size_t i = 0; i < nodes.size(); ++i)
        if (!reached[i]) report(code::step_not_reached, proc.nodes[i].where, {proc.nodes[i].name});
    return mistakes == diagnostics.size();
}

/// Complains about the first circle, whole. A path is followed without recursion: procedures may be long.
/// @param places  of each way, the words that make it lead there
bool builder::check_circle(const procedure& proc, const std::vector<std::vector<std::uint32_t>>& ways,
                           const std::vector<std::vector<span>>& places) {
    enum : std::uint8_t { fresh, open, done };
    std::vector<std::uint8_t> state_of(ways.size(), fresh);
    for (std::uint32_t first = 0; first < ways.size(); ++first) {
        std::vector<std::pair<std::uint32_t, std::size_t>> path;  // a step, and how many of its ways were followed
        if (state_of[first] == fresh) path.emplace_back(first, 0), state_of[first] = open;
        while (!path.empty()) {
            auto& [at, next] = path.back();
            if (next == ways[at].size()) {
                state_of[at] = done;
                path.pop_back();
                continue;
            }
            const std::uint32_t to = ways[at][next++];
            if (state_of[to] == fresh) {
                state_of[to] = open;
                path.emplace_back(to, 0);
            } else if (state_of[to] == open) {
                const auto is_to = [&](const auto& entry) { return entry.first == to; };
                std::string words;
                for (auto i = std::find_if(path.begin(), path.end(), is_to); i != path.end(); ++i)
                    words += proc.nodes[i->first].name + " → ";
                report(code::step_circle, places[at][next - 1], {words + proc.nodes[to].name});
                return false;
            }
        }
    }
    return true;
}

// ------------------------------------------------------------------ the decisions

namespace procedures_detail {

/// A name for a rule that no other of the step has.
std::string unused_name(const std::string& wanted, std::vector<std::string>& names) {
    std::string name = wanted;
    for (int i = 2; std::find(names.begin(), names.end(), name) != names.end(); ++i)
        name = wanted + '_' + std::to_string(i);
    names.push_back(name);
    return name;
}

void copy_cites(node& to, const node& from) {
    for (const node& child : from.children)
        if (child.what == kind::cite) to.children.push_back(child);
}

/// The citation of a way: its own, or if it has none that of the step.
const node& citing(const node& step, const node& way) { return way.find(kind::cite) != nullptr ? way : step; }

/// `rule name { when … then target }`
node way_rule(const node& step, const node& way, std::string name, node when, const std::string& then) {
    const span where = target_of(way).where;
    node rule = make_tree(kind::rule, where, {make_name(std::move(name), where)});
    rule.children.push_back(make_tree(kind::when, when.where, {when}));
    rule.children.push_back(make_tree(kind::then, where, {make_name(then, where)}));
    copy_cites(rule, citing(step, way));
    return rule;
}

}  // namespace procedures_detail

/// `decision refund.evidence : refund.step takes first { … }`; a step that it gives itself rests there.
/// Nothing if it leads nowhere.
std::optional<term_id> builder::make_step(pack_id p, const procedure& proc, const node& step) {
    using namespace procedures_detail;
    const pending ways = good_ways_of(step, proc);
    if (ways.empty()) return {};
    const std::string procedure = out[proc.term].name;
    const node& name = *step.find(kind::name);
    const std::string prefix = procedure + '.' + name.text;
    node decision = make_tree(kind::decision, name.where, {make_name(prefix, name.where)});
    if (const node* title = step.find(kind::title)) decision.children.push_back(*title);
    decision.children.push_back(make_tree(kind::type, name.where, {make_name(step_type_name(procedure), name.where)}));
    decision.children.push_back(make_leaf(kind::takes, "first", name.where));
    std::vector<std::string> names;
    for (const node* way : ways) {
        const std::string& target = target_of(*way).text;
        if (way->what == kind::branch) {
            decision.children.push_back(way_rule(step, *way, unused_name(target, names), (*way)[0], target));
            copy_notes(decision.children.back(), *way);
        } else if (way->what == kind::fallback) {
            decision.children.push_back(make_tree(kind::otherwise, way->where, {target_of(*way)}));
            copy_cites(decision.children.back(), citing(step, *way));
            copy_notes(decision.children.back(), *way);
        } else {
            make_define(p, prefix + ".until", (*way)[1]);
            const node limit = make_name(prefix + ".until", (*way)[1].where);
            node late = make_tree(kind::wait, way->where, {(*way)[0], limit});
            node open = make_tree(kind::negation, (*way)[0].where, {(*way)[0]});
            decision.children.push_back(way_rule(step, *way, unused_name(target, names), std::move(late), target));
            copy_notes(decision.children.back(), *way);
            decision.children.push_back(
                way_rule(step, *way, unused_name("waiting", names), std::move(open), name.text));
        }
    }
    const term_id t = make_term(p, std::move(decision), term_kind::decision);
    terms[index(t)].in_turn = true;
    out.terms[index(t)].step = true;
    return t;
}

/// `decision refund.end(refund.reached : refund.step) : optional Outcome takes first { rule paid { when … then … } … }`
/// Nothing if nobody says what Outcome is (reported).
std::optional<term_id> builder::make_ends(pack_id p, const node& form) {
    using namespace procedures_detail;
    const node* declared = form.find(kind::type);
    const std::optional<std::string> made_type = declared != nullptr ? std::string() : outcome_type(p, form);
    if (!made_type) return {};
    const node& name = *form.find(kind::name);
    const node reached = make_name(reached_name(name.text), name.where);
    const node step_type = make_tree(kind::type, name.where, {make_name(step_type_name(name.text), name.where)});
    node of = make_tree(kind::type, name.where, {make_leaf(kind::word, "optional", name.where)});
    if (declared != nullptr)
        for (const node& part : declared->children) {
            if (part.what != kind::word) of.children.push_back(part);
        }
    else of.children.push_back(make_name(*made_type, name.where));
    node decision = make_tree(
        kind::decision, name.where,
        {make_name(ends_name(name.text), name.where),
         make_tree(kind::parameters, name.where, {make_tree(kind::parameter, name.where, {reached, step_type})}), of,
         make_leaf(kind::takes, "first", name.where)});
    const bool gives = any_then(form);
    for (const node* end : nodes_of(form)) {
        if (end->what != kind::end) continue;
        const node& end_name = *end->find(kind::name);
        node rule = make_tree(kind::rule, end_name.where, {end_name});
        if (const node* title = end->find(kind::title)) rule.children.push_back(*title);
        rule.children.push_back(
            make_tree(kind::when, end_name.where, {make_tree(kind::is_value, end_name.where, {reached, end_name})}));
        const node* then = end->find(kind::then);
        const node nothing =
            gives || declared != nullptr ? make_leaf(kind::constant, "absent", end_name.where) : end_name;
        rule.children.push_back(make_tree(kind::then, end_name.where, {then != nullptr ? (*then)[0] : nothing}));
        copy_cites(rule, *end);
        copy_notes(rule, *end);
        decision.children.push_back(std::move(rule));
    }
    return make_term(p, std::move(decision), term_kind::decision);
}

/// The type of the outcomes that ends give: an enum of the author's, or one of the names given, or the ends themselves.
std::optional<std::string> builder::outcome_type(pack_id p, const node& form) {
    using namespace procedures_detail;
    const std::string& name = name_of(form);
    if (!any_then(form)) return step_type_name(name);
    std::vector<std::pair<std::string, span>> values;
    bool only_names = true;
    for (const node* end : nodes_of(form)) {
        const node* then = end->find(kind::then);
        if (then == nullptr) continue;
        const std::size_t before = values.size();
        gather_names(p, (*then)[0], values);
        const node& given = (*then)[0];
        const bool simple = given.what == kind::name || given.what == kind::if_then || given.what == kind::paren;
        only_names = only_names && simple && (values.size() > before || given.what == kind::name);
    }
    if (!only_names || values.empty()) {
        report(code::outcome_without_type, form.find(kind::name)->where, {name});
        return {};
    }
    std::vector<std::string_view> names;
    for (const auto& [value, where] : values) names.push_back(value);
    if (const auto known = enum_of_names(p, names, "Outcome")) return out[*known].name;
    return out[make_enum(p, name + ".outcome", values, form.where)].name;
}

// ------------------------------------------------------------------ the record and the walk

namespace procedures_detail {

/// The clauses of one kind in all steps and ends.
pending clauses_of(const pending& forms, kind clause) {
    pending out;
    for (const node* form : forms)
        for (const node* one : nodes_of(*form))
            for (const node& child : one->children)
                if (child.what == clause) out.push_back(&child);
    return out;
}

/// Procedures in groups: whoever runs another is in its group. As written.
std::vector<pending> running_each_other(const pending& forms) {
    std::unordered_map<std::string_view, std::size_t> place;
    std::vector<std::size_t> up(forms.size());
    for (std::size_t i = 0; i < forms.size(); ++i) {
        place.emplace(name_of(*forms[i]), i);
        up[i] = i;
    }
    const auto first_of = [&](std::size_t i) {
        while (up[i] != i) i = up[i] = up[up[i]];
        return i;
    };
    for (std::size_t i = 0; i < forms.size(); ++i)
        for (const node* run : clauses_of({forms[i]}, kind::run))
            if (const auto other = place.find((*run)[0].text); other != place.end()) {
                const std::size_t a = first_of(i), b = first_of(other->second);
                up[std::max(a, b)] = std::min(a, b);
            }
    std::vector<pending> out(forms.size());
    for (std::size_t i = 0; i < forms.size(); ++i) out[first_of(i)].push_back(forms[i]);
    std::erase_if(out, [](const pending& group) { return group.empty(); });
    return out;
}

}  // namespace procedures_detail

/// The enum of the bare names of one clause: the author's own that has them all, else one that is made.
enum_id builder::procedure_enum(pack_id p, const pending& forms, kind clause, const char* field,
                                std::string_view preferred) {
    using namespace procedures_detail;
    std::vector<std::pair<std::string, span>> values;
    for (const node* one : clauses_of(forms, clause)) {
        const node& name = (*one)[0];
        const auto same = [&](const auto& known) { return known.first == name.text; };
        if (std::none_of(values.begin(), values.end(), same)) values.emplace_back(name.text, name.where);
    }
    std::vector<std::string_view> names;
    for (const auto& [value, where] : values) names.push_back(value);
    if (!names.empty())
        if (const auto known = enum_of_names(p, names, preferred)) return *known;
    return make_enum(p, name_of(*forms.front()) + '.' + field, values, forms.front()->where);
}

procedure_enums builder::make_procedure_enums(pack_id p, const pending& forms) {
    using namespace procedures_detail;
    return {procedure_enum(p, forms, kind::who, "who", "Role"),
            procedure_enum(p, forms, kind::escalate, "queue", "Queue"),
            procedure_enum(p, forms, kind::do_, "action", "Action"),
            static_cast<std::uint32_t>(clauses_of(forms, kind::do_).size())};
}

/// The fields of what a procedure gives; the types of `until` and `outcome` follow when they are known.
record_id builder::make_procedure_record(pack_id p, const node& form, const procedure& proc,
                                         const procedure_enums& shared) {
    using namespace procedures_detail;
    const node& name = *form.find(kind::name);
    std::vector<std::pair<std::string, span>> steps, states;
    for (const procedure_node& one : proc.nodes) steps.emplace_back(one.name, one.where);
    for (const char* state : state_names) states.emplace_back(state, name.where);
    const enum_id step = make_enum(p, step_type_name(name.text), steps, name.where);
    for (std::size_t i = 0; i < out[step].values.size(); ++i)
        out.enums[index(step)].values[i].label = proc.nodes[i].title;
    const enum_id state_enum = make_enum(p, name.text + ".state", states, name.where);
    const auto optional = [](type t) {
        t.optional = true;
        return t;
    };
    type date;
    date.base = base_type::date;
    const type types[] = {of_enum(step),
                          of_enum(state_enum),
                          optional(date),
                          optional(of_enum(shared.who)),
                          optional(of_enum(shared.queue)),
                          list_of(of_enum(shared.action), 0, shared.most_actions),
                          type{},
                          list_of(of_enum(step), 1, static_cast<std::uint32_t>(proc.nodes.size()))};
    const record_id record = make_record(p, name.text, name.where);
    for (std::size_t i = 0; i < field_names.size(); ++i)
        out.records[index(record)].fields.push_back({field_names[i], types[i], {}, {}, name.where});
    return record;
}

void builder::translate_procedures(pack_id p) {
    std::unordered_map<const node*, procedure_enums> shared;
    for (const pending& group : procedures_detail::running_each_other(state(p).procedures)) {
        const procedure_enums enums = make_procedure_enums(p, group);
        for (const node* form : group) shared.emplace(form, enums);
    }
    for (const node* form : state(p).procedures) translate_procedure(p, *form, shared.at(form));
}

void builder::translate_procedure(pack_id p, const node& n, const procedure_enums& shared) {
    using namespace procedures_detail;
    const node& name = *n.find(kind::name);
    const term_id t = collect_term(p, n, name.text, term_kind::define);
    declare(p, name, {symbol::kind_of::term, index(t), name.where});
    procedure proc;
    proc.term = t;
    const bool named = read_procedure_nodes(p, n, proc);
    const record_id record = make_procedure_record(p, n, proc, shared);
    term_source& source = terms[index(t)];
    source.body = &n;
    source.used = source.has_declared = true;
    source.declared.base = base_type::record;
    source.declared.ref = index(record);
    source.declared.home = index(p);
    out.terms[index(t)].type = source.declared;
    out.terms[index(t)].title = plain_message(p, n.find(kind::title));
    out.terms[index(t)].question = true;
    // Steps are made even where something is wrong with a way: examples and exceptions name their rules.
    const bool good = named && check_ways(n, proc);
    std::optional<term_id> ends;
    if (named) {
        const pending nodes = nodes_of(n);
        for (std::size_t i = 0; i < nodes.size(); ++i)
            if (nodes[i]->what == kind::step) proc.nodes[i].next = make_step(p, proc, *nodes[i]);
        ends = make_ends(p, n);
    }
    if (ends) proc.ends = *ends;
    if (!good || !ends) terms[index(t)].body = nullptr;  // reported; whoever reads it finds its type
    for (const node* one : nodes_of(n))
        if (const node* limit = one->find(kind::escalate); limit != nullptr && limit->children.size() > 1)
            make_define(p, name.text + '.' + name_of(*one) + ".due", (*limit)[1]);
    out.procedures.push_back(std::move(proc));
    procedure_forms.push_back(&n);
    time_limits.emplace_back();
}

/// A condition of a `wait` that is not met when its time is over.
expr_id builder::timed_out(const node& n, scope& s) {
    type yes_no;
    yes_no.base = base_type::boolean;
    const expr_id met = condition(n[0], s);
    std::vector<expr_id> parts = {add(op::negation, yes_no, n[0].where, {met})};
    const scope_mark mark(s);
    expr_id limit = check(n[1], s);
    type t = type_at(limit);
    if (t.base != base_type::date && t.base != base_type::instant) return broken(n.where);  // reported with the limit
    if (t.optional) {
        parts.push_back(add(op::is_present, yes_no, n[1].where, {limit}));
        guard(parts.back(), true, s);
        limit = guarded(limit, s);
    }
    t.optional = false;
    const bool day = t.base == base_type::date;
    const expr_id clock = add(day ? op::today : op::now, t, n[1].where);
    parts.push_back(ordered(day ? op::greater : op::greater_equal, clock, limit, n[1].where));
    return add(op::conjunction, yes_no, n.where, std::move(parts));
}

/// What a wait or an escalation lasts to: a date or an instant.
std::optional<expr_id> builder::time_limit(const std::string& name, span where, scope& s) {
    const expr_id limit = check(make_name(name, where), s);
    const type& t = type_at(limit);
    if (is_any(t)) return {};
    if (t.base == base_type::date || t.base == base_type::instant) return limit;
    report(code::wrong_type, where, {words(where), describe(t), "a date or an instant"});
    return {};
}

/// What of a step could not be known before types were.
void builder::finish_node(procedure_node& one, const node& n, const std::string& prefix, scope& s) {
    const scope_mark mark(s);
    if (const node* wait = n.find(kind::wait)) one.until = time_limit(prefix + ".until", (*wait)[1].where, s);
    if (const node* limit = n.find(kind::escalate); limit != nullptr && limit->children.size() > 1)
        one.due = time_limit(prefix + ".due", (*limit)[1].where, s);
    for (const node& child : n.children) {
        if (child.what == kind::verify) one.verifies.push_back(read_message(child[0], s));
        if (child.what == kind::say) one.says.push_back(said_in(child, s));
        if (child.what == kind::because && n.what == kind::step) one.because = read_message(child[0], s);
        if (child.what != kind::ask) continue;
        for (const node& path : child.children)
            if (auto asked = asked_at(path, s.pack)) one.asks.push_back(std::move(*asked));
    }
    const node* run = n.find(kind::run);
    if (run == nullptr) return;
    const symbol* found = find_symbol(s.pack, (*run)[0].text);
    for (std::uint32_t i = 0; i < out.procedures.size(); ++i)
        if (found != nullptr && found->what == symbol::kind_of::term && index(out.procedures[i].term) == found->index) {
            one.runs = procedure_id{i};
            return ensure_term(out.procedures[i].term, (*run)[0].where);
        }
    diagnostic& d = report(code::not_a_procedure, (*run)[0].where, {(*run)[0].text});
    std::vector<std::string_view> names;
    for (const procedure& other : out.procedures)
        if (out[other.term].pack == s.pack) names.push_back(out[other.term].name);
    suggest(d, (*run)[0].text, names);
}

/// Exceptions to ways lead on as well; with them too no step may lead back. (A step that gives itself rests.)
void builder::check_detours(const procedure& proc) {
    std::vector<std::vector<std::uint32_t>> ways(proc.nodes.size());
    std::vector<std::vector<span>> places(proc.nodes.size());
    for (std::uint32_t i = 0; i < proc.nodes.size(); ++i) {
        if (!proc.nodes[i].next) continue;
        const std::uint32_t steps = out[*proc.nodes[i].next].type.ref;
        for (const rule_id r : all_rules(out, *proc.nodes[i].next)) {
            std::vector<expr_id> open;
            if (out[r].then) open.push_back(*out[r].then);
            while (!open.empty()) {
                const expression& e = out[open.back()];
                open.pop_back();
                open.insert(open.end(), e.args.begin(), e.args.end());
                if (e.what != op::enum_value || e.type.ref != steps || e.index == i) continue;
                ways[i].push_back(e.index);
                places[i].push_back(e.where);
            }
        }
    }
    check_circle(proc, ways, places);
}

/// Where the steps lead: the value of a procedure.
expr_id builder::walk(const node& n, scope& s) {
    using namespace procedures_detail;
    const auto at = std::find(procedure_forms.begin(), procedure_forms.end(), &n) - procedure_forms.begin();
    procedure proc = out.procedures[static_cast<std::size_t>(at)];  // typing may add others
    const pending nodes = nodes_of(n);
    const std::string prefix = out[proc.term].name + '.';
    const record_id record{out[proc.term].type.ref};
    auto& fields = out.records[index(record)].fields;
    const auto value_of = [&](procedure_field f, const std::string& name) {
        return find_value(enum_id{fields[static_cast<std::size_t>(f)].type.ref}, name);
    };
    std::optional<expr_id> days, hours;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        procedure_node& one = proc.nodes[i];
        finish_node(one, *nodes[i], prefix + one.name, s);
        for (const node& child : nodes[i]->children) {
            if (child.what == kind::who) one.who = value_of(procedure_field::who, child[0].text);
            if (child.what == kind::escalate) one.queue = value_of(procedure_field::queue, child[0].text);
            if (child.what == kind::do_)
                one.actions.push_back(value_of(procedure_field::actions, child[0].text).value_or(0));
        }
        if (one.next) ensure_term(*one.next, one.where);
        const auto inside = one.runs ? time_limits[index(*one.runs)] : std::nullopt;
        for (const auto& limit : {one.until, one.due, inside})
            if (limit) (type_at(*limit).base == base_type::date ? days : hours) = limit;
    }
    check_detours(proc);
    ensure_term(proc.ends, n.where);
    if (days && hours) report(code::limit_type, out[*days].where, {words(out[*days].where), words(out[*hours].where)});
    time_limits[static_cast<std::size_t>(at)] = hours ? hours : days;
    if (hours) fields[static_cast<std::size_t>(procedure_field::until)].type.base = base_type::instant;
    fields[static_cast<std::size_t>(procedure_field::outcome)].type = out[proc.ends].type;
    out.procedures[static_cast<std::size_t>(at)] = std::move(proc);
    const expr_id id = add(op::walk, out[out.procedures[static_cast<std::size_t>(at)].term].type, n.where);
    out.expressions[index(id)].index = static_cast<std::uint32_t>(at);
    return id;
}

}  // namespace writ::model::detail
