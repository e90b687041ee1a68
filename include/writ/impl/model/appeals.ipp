// The appeal form: a decision that takes the first of exhausted, late, incomplete, grant, deny, and the author's own rules.
#pragma once

#include "writ/detail/model/builder.hpp"
#include "writ/detail/model/make_node.hpp"

#include <algorithm>

namespace writ::model::detail {

namespace appeals_detail {

const node* clause(const node& n, std::string_view text) {
    for (const node& child : n.children)
        if (child.what == kind::appeal_clause && child.text == text) return &child;
    return nullptr;
}

/// Notes of each word: those of the parts, or if they have none those of the form.
void add_notes(node& rule, const node& form, const pending& parts) {
    for (const kind word : {kind::cite, kind::because, kind::say, kind::ask}) {
        const std::size_t before = rule.children.size();
        const auto add = [&](const node& from) {
            for (const node& child : from.children)
                if (child.what == word) rule.children.push_back(child);
        };
        for (const node* part : parts) add(*part);
        if (rule.children.size() == before) add(form);
    }
}

constexpr std::string_view outcome_name = "AppealOutcome";
constexpr std::string_view standard[] = {"exhausted", "late", "incomplete", "grant", "deny"};

/// The outcomes of a rule, an exception or an `otherwise`, and of the exceptions in it.
void gather_all(const builder& b, pack_id p, const node& n, std::vector<std::pair<std::string, span>>& names) {
    if (n.what == kind::otherwise) b.gather_names(p, n[0], names);
    for (const node& child : n.children) {
        if (child.what == kind::then && !child.children.empty()) b.gather_names(p, child[0], names);
        if (child.what == kind::rule || child.what == kind::exception || child.what == kind::otherwise)
            gather_all(b, p, child, names);
    }
}

}  // namespace appeals_detail

/// One test of an appeal as a rule: `name { when … then name }` with the notes of the parts that make it.
void builder::add_appeal_rule(node& decision, const node& n, std::string name, node when, const pending& parts) {
    using namespace appeals_detail;
    const span where = when.where;
    node rule = make_tree(kind::rule, where, {make_name(name, where), make_tree(kind::quals, where, {})});
    rule.children.push_back(make_tree(kind::when, where, {std::move(when)}));
    rule.children.push_back(make_tree(kind::then, where, {make_name(std::move(name), where)}));
    add_notes(rule, n, parts);
    decision.children.push_back(std::move(rule));
}

void builder::check_appealed(pack_id p, const node& to) {
    for (const node& violation : to.children) {
        const auto& known = state(p).violations;
        const auto same = [&](const node* v) { return v->find(kind::name)->text == violation.text; };
        if (std::none_of(known.begin(), known.end(), same))
            report(code::not_a_violation, violation.where, {violation.text});
    }
}

/// Parts that mean something only together, and parts that are said twice.
void builder::check_appeal_parts(const node& n) {
    using namespace appeals_detail;
    constexpr std::pair<std::string_view, std::string_view> together[] = {{"number", "limit"}, {"submitted", "window"}};
    for (const auto& [one, other] : together) {
        const node *a = clause(n, one), *b = clause(n, other);
        if (a != nullptr && b == nullptr) report(code::part_alone, a->where, {std::string(one), std::string(other)});
        if (a == nullptr && b != nullptr && one == "number")
            report(code::part_alone, b->where, {std::string(other), std::string(one)});
    }
    said_once(n, n.find(kind::name)->text,
              {kind::appeal_clause, kind::evidence, kind::grant, kind::deny, kind::otherwise});
}

void builder::translate_appeal(pack_id p, const node& n) {
    using namespace appeals_detail;
    check_appeal_parts(n);
    const node& name = *n.find(kind::name);
    if (const node* to = n.find(kind::to)) check_appealed(p, *to);
    node decision = make_tree(kind::decision, n.where, {name, make_leaf(kind::takes, "first", name.where)});
    if (const node* doc = n.find(kind::doc)) decision.children.push_back(*doc);
    if (const node* title = n.find(kind::title)) decision.children.push_back(*title);
    const node *number = clause(n, "number"), *limit = clause(n, "limit"), *window = clause(n, "window"),
               *submitted = clause(n, "submitted");
    if (number != nullptr && limit != nullptr)
        add_appeal_rule(decision, n, "exhausted",
                        make_tree(kind::compare, (*number)[0].where, {(*number)[0], (*limit)[0]}, ">"),
                        {number, limit});
    if (window != nullptr) make_define(p, name.text + ".last_day", (*window)[0]);
    if (window != nullptr && submitted != nullptr) {
        const span where = (*window)[0].where;
        node last_day = make_tree(kind::field, where, {make_name(name.text, where), make_name("last_day", where)});
        add_appeal_rule(
            decision, n, "late",
            make_tree(kind::is_order, (*submitted)[0].where, {(*submitted)[0], std::move(last_day)}, "after"),
            {submitted, window});
    }
    if (const node* part = n.find(kind::evidence))
        add_appeal_rule(decision, n, "incomplete", make_tree(kind::negation, (*part)[0].where, {(*part)[0]}), {part});
    if (const node* part = n.find(kind::grant)) add_appeal_rule(decision, n, "grant", (*part)[0], {part});
    if (const node* part = n.find(kind::deny)) add_appeal_rule(decision, n, "deny", (*part)[0], {part});
    if (const node* otherwise = n.find(kind::otherwise)) decision.children.push_back(*otherwise);
    const term_id t = make_term(p, std::move(decision), term_kind::decision);
    terms[index(t)].has_declared = true;
    out.terms[index(t)].title = plain_message(p, n.find(kind::title));
    for (const node& child : n.children)
        if (child.what == kind::rule) state(p).loose_rules.push_back({&child, t});
}

/// The outcomes that the rules of all appeals of a pack give, and the standard ones, as an enum.
enum_id builder::gather_outcomes(pack_id p, const std::unordered_map<std::string, term_id>& appeals) {
    using namespace appeals_detail;
    std::vector<std::pair<std::string, span>> names;
    const span where = state(p).appeals.front()->find(kind::name)->where;
    for (const std::string_view name : standard) names.emplace_back(name, where);
    for (const node* n : state(p).appeals) gather_all(*this, p, *n, names);
    for (const auto* list : {&state(p).loose_rules, &state(p).loose_exceptions})
        for (const loose& l : *list) {
            const node* to = l.declaration->find(kind::to);
            if (to == nullptr) continue;
            const node& target = (*to)[0].what == kind::rule_ref ? (*to)[0][0] : (*to)[0];
            if (appeals.contains(target.text)) gather_all(*this, p, *l.declaration, names);
        }
    return make_enum(p, std::string(outcome_name), names, where);
}

/// The one enum of the outcomes of all appeals of a pack: the author's own of that name, else one that is made.
void builder::type_appeals(pack_id p) {
    using namespace appeals_detail;
    std::unordered_map<std::string, term_id> appeals;
    for (const node* n : state(p).appeals) {
        const std::string& name = n->find(kind::name)->text;
        if (const symbol* s = find_symbol(p, name); s != nullptr && s->what == symbol::kind_of::term)
            appeals.emplace(name, term_id{s->index});
    }
    const auto own = state(p).types.find(std::string(outcome_name));
    const bool declares = own != state(p).types.end() && own->second.is_enum;
    type declared;
    declared.base = base_type::enumeration;
    declared.ref = declares ? own->second.index : index(gather_outcomes(p, appeals));
    for (const auto& [name, t] : appeals) {
        terms[index(t)].declared = declared;
        out.terms[index(t)].type = declared;
        if (declares) check_outcomes(t, enum_id{declared.ref});
    }
}

/// Whether the author's own enum has every outcome that the parts of an appeal give.
void builder::check_outcomes(term_id appeal, enum_id outcomes) {
    for (const node& rule : terms[index(appeal)].declaration->children) {
        if (rule.what != kind::rule) continue;
        const node& name = rule[0];
        if (find_value(outcomes, name.text)) continue;
        report(code::outcome_not_listed, name.where, {name.text, appeals_detail::outcome_name});
        out.enums[index(outcomes)].values.push_back({name.text, {}, name.where});  // so that it is said once
    }
}

}  // namespace writ::model::detail
