// Rules, exceptions and `otherwise` get their place: names, paths, layers, what is written inside them.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

void builder::make_rules() {
    std::size_t written = 0;  // there are about so many: rules are large, and would be moved while there come more
    for (std::uint32_t t = 0; t < out.terms.size(); ++t)
        if (out.terms[t].kind == term_kind::decision) written += terms[t].declaration->children.size();
    out.rules.reserve(written);
    rules.reserve(written);
    for (std::uint32_t t = 0; t < out.terms.size(); ++t)
        if (out.terms[t].kind == term_kind::decision) make_decision(term_id{t});
}

void builder::read_takes(term_id t, const node& n) {
    const node* written = n.find(kind::takes);
    if (written == nullptr) return;
    const std::string& word = written->text;
    out.terms[index(t)].takes = word == "first"      ? takes::first
                                : word == "all"      ? takes::all
                                : word == "sum"      ? takes::sum
                                : word == "largest"  ? takes::largest
                                : word == "smallest" ? takes::smallest
                                                     : takes::one;
}

void builder::make_decision(term_id t) {
    const node& n = *terms[index(t)].declaration;
    read_takes(t, n);
    if (!terms[index(t)].of_form) out.terms[index(t)].cites = cites_of(n);
    for (const node& child : n.children) {
        switch (child.what) {
            case kind::rule: {
                for (const kind k : {kind::to, kind::position})
                    if (const node* part = child.find(k))
                        report(code::position_without_to, part->where, {k == kind::to ? "to" : part->text});
                const rule_id r = make_rule(t, child, rule_kind::rule, {});
                out.terms[index(t)].rules.push_back(r);
                break;
            }
            case kind::exception: state(out[t].pack).loose_exceptions.push_back({&child, t}); break;
            case kind::decision_table: make_block(t, *child.find(kind::table_body), child.find(kind::quals)); break;
            case kind::table_body: make_block(t, child, n.find(kind::quals)); break;
            case kind::otherwise: make_otherwise(t, child); break;
            default: break;
        }
    }
}

std::vector<std::string> builder::cites_of(const node& n) {
    std::vector<std::string> cites;
    for (const node& child : n.children)
        if (child.what == kind::cite) cites.push_back(syntax::unquoted(child[0].text));
    return cites;
}

rule_id builder::make_rule(term_id decision, const node& n, rule_kind k, std::optional<rule_id> parent) {
    const node& name = *n.find(kind::name);
    const pack_id p = out[decision].pack;
    rule r;
    r.kind = k;
    r.name = name.text;
    r.path = (parent ? out[*parent].path : out[decision].name) + "." + name.text;
    r.decision = decision;
    r.parent = parent;
    r.where = name.where;
    r.title = plain_message(p, n.find(kind::title));
    r.quals = read_quals(p, n.find(kind::quals), true, true);
    r.layer = r.quals.law ? layer::law : r.quals.regional ? layer::regional : layer::general;
    r.does_not_apply = n.find(kind::does_not_apply) != nullptr;
    if (const node* doc = n.find(kind::doc)) r.doc = doc->text;
    r.cites = cites_of(n);
    for (const std::string& cite : out[decision].cites) r.cites.push_back(cite);
    const rule_id id{static_cast<std::uint32_t>(out.rules.size())};
    out.rules.push_back(std::move(r));
    rules.push_back({&n, {}, {}, {}});
    register_rule(id);
    check_clauses(n, k);
    check_law(id);
    for (const node& child : n.children) {
        if (child.what != kind::exception) continue;
        if (const node* to = child.find(kind::to)) report(code::position_without_to, to->where, {"to"});
        const rule_id inner = make_rule(decision, child, rule_kind::exception, id);
        out.rules[index(id)].exceptions.push_back(inner);
    }
    return id;
}

/// Which clauses a rule or an exception may have, and which it must.
void builder::check_clauses(const node& n, rule_kind k) {
    const node& name = *n.find(kind::name);
    const bool exception = k == rule_kind::exception;
    const node* answer = nullptr;
    for (const node& child : n.children) {
        if (child.what == kind::for_each && exception) report(code::for_in_exception, child.where);
        if (child.what != kind::then && child.what != kind::does_not_apply) continue;
        if (answer != nullptr) {
            diagnostic& d = report(code::two_clauses, child.where, {name.text, "then"});
            d.secondary.push_back({answer->where, "the first one"});
        }
        answer = &child;
    }
    if (answer != nullptr) return;
    if (exception) report(code::exception_says_nothing, name.where, {name.text});
    else report(code::no_then, name.where, {"rule", name.text});
}

void builder::check_law(rule_id r) {
    const rule& x = out[r];
    const bool cited = rules[index(r)].declaration->find(kind::cite) != nullptr;
    if (x.quals.law && !cited) report(code::law_needs_cite, x.where, {x.name});
    if (!x.parent || out[*x.parent].layer != layer::law || x.layer == layer::law) return;
    diagnostic& d = report(code::only_law_attaches, x.where, {out[*x.parent].name});
    d.secondary.push_back({out[*x.parent].where, "`" + out[*x.parent].name + "` is declared here"});
}

void builder::register_rule(rule_id r) {
    const rule& x = out[r];
    pack_state& p = state(out[x.decision].pack);
    const auto [at, fresh] = p.rules.emplace(x.path, r);
    if (fresh) {
        p.new_paths.push_back(x.path);
        return;
    }
    diagnostic& d = report(code::duplicate_name, x.where, {x.name});
    d.secondary.push_back({out[at->second].where, "`" + x.name + "` is declared here first"});
}

bool builder::may_have_otherwise(term_id t, span where) {
    const term& d = out[t];
    if (d.takes == takes::all || d.takes == takes::sum) {
        report(code::otherwise_not_allowed, where, {d.takes == takes::all ? "all" : "the sum"});
        return false;
    }
    if (!d.otherwise) return true;
    diagnostic& m = report(code::two_otherwise, where, {d.name});
    m.secondary.push_back({out[*d.otherwise].where, "the first one"});
    return false;
}

void builder::make_otherwise(term_id t, const node& n) {
    const span head{n.where.file, n.where.begin, std::min(n.where.end, n.where.begin + 9)};  // the word itself
    if (!may_have_otherwise(t, head)) return;
    rule r;
    r.kind = rule_kind::otherwise;
    r.name = "otherwise";
    r.path = out[t].name + ".otherwise";
    r.decision = t;
    r.where = head;
    r.cites = cites_of(n);
    for (const std::string& cite : out[t].cites) r.cites.push_back(cite);
    const rule_id id{static_cast<std::uint32_t>(out.rules.size())};
    out.rules.push_back(std::move(r));
    rules.push_back({&n, {}, {}, {}});
    out.terms[index(t)].otherwise = id;
    register_rule(id);
}

}  // namespace writ::model::detail
