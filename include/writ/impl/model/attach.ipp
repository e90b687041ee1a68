// Rules, exceptions and values of other places find what they belong to.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

std::optional<term_id> builder::decision_named(pack_id p, const node& name) {
    const symbol* s = find_symbol(p, name.text);
    if (s != nullptr && s->what == symbol::kind_of::term && out.terms[s->index].kind == term_kind::decision)
        return term_id{s->index};
    diagnostic& d = report(code::unknown_decision, name.where, {name.text});
    std::vector<std::string_view> names;
    for (const term& t : out.terms)
        if (t.pack == p && t.kind == term_kind::decision) names.push_back(t.name);
    const auto is_rule = [&](const rule& r) { return r.name == name.text && out[r.decision].pack == p; };
    if (const auto rule = std::find_if(out.rules.begin(), out.rules.end(), is_rule); rule != out.rules.end())
        d.help.push_back("did you mean the rule `" + rule->path + "`?");
    else suggest(d, name.text, names);
    return {};
}

/// `values to x { … }`
void builder::attach_values(pack_id p) {
    for (const node* n : state(p).loose_values) {
        const node& name = (*n->find(kind::to))[0];
        const symbol* s = find_symbol(p, name.text);
        if (s != nullptr && s->what == symbol::kind_of::term && out.terms[s->index].kind == term_kind::param) {
            terms[s->index].added.push_back(n->find(kind::entries));
            continue;
        }
        diagnostic& d = report(code::unknown_param, name.where, {name.text});
        std::vector<std::string_view> names;
        for (const term& t : out.terms)
            if (t.pack == p && t.kind == term_kind::param) names.push_back(t.name);
        suggest(d, name.text, names);
    }
}

/// `rule r to d before x`, and rules written inside an appeal.
void builder::attach_rules(pack_id p) {
    std::vector<std::pair<rule_id, const node*>> added;
    for (const loose& l : state(p).loose_rules) {
        const node& n = *l.declaration;
        const node* to = n.find(kind::to);
        std::optional<term_id> decision = l.inside;
        if (!decision && to != nullptr) decision = decision_named(p, (*to)[0]);
        if (!decision && to == nullptr) report(code::rule_target, n.find(kind::name)->where);
        if (!decision) continue;
        added.emplace_back(make_rule(*decision, n, rule_kind::rule, {}), n.find(kind::position));
    }
    place_rules(p, added);
}

/// Puts each added rule where it belongs; one that stands beside another added rule waits for that one.
void builder::place_rules(pack_id p, const std::vector<std::pair<rule_id, const node*>>& added) {
    enum class mark : std::uint8_t { waiting, open, placed };
    std::unordered_map<std::uint32_t, std::size_t> by_rule;
    for (std::size_t i = 0; i < added.size(); ++i) by_rule.emplace(index(added[i].first), i);
    std::vector<mark> marks(added.size());
    for (std::size_t i = 0; i < added.size(); ++i) {
        std::vector<std::size_t> chain = {i};
        while (!chain.empty()) {
            const std::size_t at = chain.back();
            const auto [rule, position] = added[at];
            if (marks[at] == mark::waiting && position != nullptr) {
                marks[at] = mark::open;
                const auto beside = state(p).rules.find(out[out[rule].decision].name + "." + (*position)[0].text);
                const auto other = beside == state(p).rules.end() ? by_rule.end() : by_rule.find(index(beside->second));
                if (other != by_rule.end() && marks[other->second] == mark::open) {
                    report(code::position_cycle, position->where);
                    place_rule(rule, nullptr);
                    marks[at] = mark::placed;
                } else if (other != by_rule.end() && marks[other->second] == mark::waiting) {
                    chain.push_back(other->second);
                    continue;
                }
            }
            if (marks[at] != mark::placed) place_rule(rule, position);
            marks[at] = mark::placed;
            chain.pop_back();
        }
    }
}

void builder::place_rule(rule_id r, const node* position) {
    const term_id d = out[r].decision;
    auto& order = out.terms[index(d)].rules;
    if (position == nullptr) {
        const bool law = out[r].layer == layer::law;
        std::uint32_t& front = terms[index(d)].law_rules_in_front;
        order.insert(law ? order.begin() + front++ : order.end(), r);
        return;
    }
    const node& name = (*position)[0];
    const auto at = std::find_if(order.begin(), order.end(),
                                 [&](rule_id x) { return out[x].name == name.text && out[x].labelled; });
    if (at == order.end()) {
        diagnostic& m = report(code::unknown_rule, name.where, {out[d].name + "." + name.text});
        std::vector<std::string_view> names;
        for (const rule_id x : order) names.push_back(out[x].name);
        suggest(m, name.text, names);
        order.push_back(r);
        return;
    }
    order.insert(position->text == "after" ? at + 1 : at, r);
}

namespace attach_detail {

struct waiting {
    const node* exception;
    const node* ref;
    std::string target;
    bool attached = false;
};

}  // namespace attach_detail

/// Exceptions written elsewhere, also those that change one another: each is attached once its target exists.
void builder::attach_exceptions(pack_id p) {
    std::vector<attach_detail::waiting> all;
    std::unordered_map<std::string, std::vector<std::size_t>> by_target;
    for (const loose& l : state(p).loose_exceptions) {
        const node* to = l.declaration->find(kind::to);
        if (to == nullptr) report(code::exception_target, l.declaration->find(kind::name)->where);
        for (std::size_t i = 0; to != nullptr && i < to->children.size(); ++i) {
            const node& ref = (*to)[i];
            const bool within = l.inside && ref[0].text != out[*l.inside].name;
            std::string target = within ? out[*l.inside].name : std::string();
            for (const node& part : ref.children) target += (target.empty() ? "" : ".") + part.text;
            by_target[target].push_back(all.size());
            all.push_back({l.declaration, &ref, std::move(target)});
        }
    }
    auto& fresh = state(p).new_paths;
    for (std::size_t i = 0; i < fresh.size(); ++i) {
        const auto found = by_target.find(fresh[i]);
        if (found == by_target.end()) continue;
        for (const std::size_t w : found->second)
            all[w].attached = attach_exception(p, *all[w].exception, all[w].target);
    }
    for (const auto& w : all)
        if (!w.attached) no_such_rule(p, *w.ref, w.target);
    fresh.clear();
}

bool builder::attach_exception(pack_id p, const node& n, const std::string& target) {
    const rule_id parent = state(p).rules.at(target);
    if (!out[parent].labelled) {
        diagnostic& d = report(code::unlabelled_row, n.find(kind::to)->where, {target});
        d.secondary.push_back({out[parent].where, "the row"});
        return true;
    }
    const rule_id r = make_rule(out[parent].decision, n, rule_kind::exception, parent);
    out.rules[index(parent)].exceptions.push_back(r);
    return true;
}

/// Says which part of a reference leads nowhere.
void builder::no_such_rule(pack_id p, const node& ref, const std::string& path) {
    const std::string first = path.substr(0, path.find('.'));
    const symbol* s = find_symbol(p, first);
    if (s == nullptr || s->what != symbol::kind_of::term || out.terms[s->index].kind != term_kind::decision) {
        decision_named(p, ref[0]);
        return;
    }
    const std::string parent = path.substr(0, path.rfind('.'));
    diagnostic& d = report(code::unknown_rule, ref.where, {path});
    if (diagnostics.size() > bounds.diagnostics || path == first) return;
    std::vector<std::string_view> names;
    for (const auto& [known, r] : state(p).rules)
        if (known.size() > parent.size() && known.compare(0, parent.size() + 1, parent + ".") == 0)
            names.push_back(known);
    std::sort(names.begin(), names.end());
    suggest(d, path, names);
}

}  // namespace writ::model::detail
