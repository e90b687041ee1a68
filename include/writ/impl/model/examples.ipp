// Examples: cases and what must come out.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

namespace examples_detail {

/// Whether something must hold; what only `needs`, `fails` or `conflicts` may be any question.
bool is_condition(const node& expect) {
    return std::none_of(expect.children.begin(), expect.children.end(),
                        [](const node& c) { return c.what == kind::needs || c.what == kind::word; });
}

}  // namespace examples_detail

/// Every expectation becomes a term of its own, so that it can be asked like any other question.
void builder::collect_expectations() {
    for (std::uint32_t i = 0; i < packs.size(); ++i)
        for (const node* n : packs[i].examples_seen) {
            const std::string title = syntax::unquoted(n->find(kind::string)->text);
            std::size_t count = 0;
            for (const node& child : n->children) {
                if (child.what != kind::expect) continue;
                const term_id t =
                    collect_term(pack_id{i}, child, "expect " + std::to_string(++count) + " of \"" + title + "\"",
                                 term_kind::define);
                term_source& source = terms[index(t)];
                source.body = &child[0];
                source.expectation = source.used = true;
                source.has_declared = examples_detail::is_condition(child);
                if (source.has_declared) source.declared.base = base_type::boolean;
                out.terms[index(t)].type = source.declared;
                out.terms[index(t)].generated = true;
                out.terms[index(t)].where = child[0].where;
                expectation_of.emplace(&child, t);
            }
        }
}

void builder::read_examples() {
    std::uint32_t next = 0;
    for (std::uint32_t i = 0; i < packs.size(); ++i)
        for (const node* n : packs[i].examples_seen) {
            while (out.examples[next].where != n->find(kind::string)->where) ++next;
            read_example(pack_id{i}, next, *n);
        }
    check_likes();
    for (std::uint32_t i = 0; i < out.examples.size(); ++i) check_elements(i);
}

void builder::read_example(pack_id p, std::uint32_t id, const node& n) {
    example e = out.examples[id];
    said_once(n, e.name, {kind::example_as_of, kind::like});
    for (const node& child : n.children) {
        switch (child.what) {
            case kind::example_as_of:
                e.as_of = child[0].text;
                if (child[0].what == kind::date ? !parse_date(child[0].text) : !parse_instant(child[0].text))
                    report(code::bad_literal, child[0].where,
                           {child[0].text, child[0].what == kind::date ? "date" : "instant"});
                break;
            case kind::like: {
                const std::string name = syntax::unquoted(child[0].text);
                const auto found = state(p).examples.find(name);
                if (found != state(p).examples.end()) {
                    e.like = found->second;
                    break;
                }
                diagnostic& d = report(code::unknown_example, child[0].where, {name});
                std::vector<std::string_view> names;
                for (const example& other : out.examples)
                    if (other.pack == p) names.push_back(other.name);
                suggest(d, name, names);
                break;
            }
            case kind::given: read_given(p, e, child); break;
            case kind::expect: read_expect(p, e, child); break;
            default: break;
        }
    }
    out.examples[id] = std::move(e);
}

void builder::read_expect(pack_id p, example& e, const node& n) {
    expectation x;
    x.question = expectation_of.at(&n);
    x.where = n[0].where;
    x.source = words(n[0].where);
    for (const node& child : n.children) {
        switch (child.what) {
            case kind::needs:
            case kind::asks:
                x.kind = child.what == kind::needs ? expectation::kind_of::needs : expectation::kind_of::asks;
                for (const node& path : child.children) x.paths.push_back(read_path(p, path));
                break;
            case kind::word:
                x.kind = child.text == "fails" ? expectation::kind_of::fails : expectation::kind_of::conflicts;
                break;
            case kind::by:
                for (const node& ref : child.children) {
                    check_by(p, ref);
                    std::vector<std::string> names;
                    for (const node& name : ref.children) names.push_back(name.text);
                    x.by.push_back(std::move(names));
                }
                break;
            default: break;
        }
    }
    e.expects.push_back(std::move(x));
}

/// What may be needed: a fact, an element of one, a parameter, a calendar, the moment itself.
std::string builder::read_path(pack_id p, const node& path) {
    std::string shown = path[0].text;
    for (std::size_t i = 1; i < path.children.size(); ++i)
        shown += path[i].what == kind::number ? "[" + path[i].text + "]" : "." + path[i].text;
    if (shown == "today" || shown == "now") return shown;
    pack_id at = p;
    std::size_t first = 0;
    const symbol* s = find_symbol(at, path[0].text);
    if (s != nullptr && s->what == symbol::kind_of::pack && path.children.size() > 1) {
        at = pack_id{s->index};
        s = find_symbol(at, path[++first].text);
    }
    if (s == nullptr) {
        scope here;
        here.pack = at;
        unknown_name(path[first], here, nullptr);
        return shown;
    }
    if (s->what != symbol::kind_of::group) {
        const bool policy = s->what == symbol::kind_of::calendar || s->what == symbol::kind_of::term ||
                            s->what == symbol::kind_of::broken;
        if (!policy || path.children.size() > first + 1) report(code::path_not_needed, path.where, {shown});
        return shown;
    }
    if (path.children.size() < first + 2) {
        report(code::path_not_needed, path.where, {shown});
        return shown;
    }
    const auto fact = find_fact(state(at).groups[s->index], path[first + 1], path.where);
    asked_fact part;
    std::optional<type> t = fact ? std::optional(out[*fact].type) : std::nullopt;
    for (std::size_t i = first + 2; i < path.children.size() && t; ++i) t = step_into(part, *t, path[i]);
    return shown;
}

/// `by` names the end of some rule's path.
void builder::check_by(pack_id p, const node& ref) {
    if (rule_ends.empty()) {
        for (const pack_state& of : packs)  // also those that found nothing to attach to, which was reported
            for (const auto* written : {&of.loose_rules, &of.loose_exceptions})
                for (const loose& l : *written) rule_ends.insert(l.declaration->find(kind::name)->text);
        for (const rule& r : out.rules) {
            if (const pack_id of = out[r.decision].pack; index(of) != 0) rule_ends.insert(out[of].name + "." + r.path);
            for (std::size_t at = r.path.size(); at != std::string::npos && at > 0;) {
                at = r.path.rfind('.', at - 1);
                rule_ends.insert(at == std::string::npos ? r.path : r.path.substr(at + 1));
            }
        }
    }
    std::string path;
    for (const node& name : ref.children) path += (path.empty() ? "" : ".") + name.text;
    if (rule_ends.contains(path)) return;
    diagnostic& d = report(code::unknown_rule, ref.where, {path});
    std::vector<std::string_view> names;
    if (diagnostics.size() <= bounds.diagnostics)
        for (const rule& r : out.rules)
            if (out[r.decision].pack == p) names.push_back(r.name);
    suggest(d, path, names);
}

/// Examples that are like each other in a circle.
void builder::check_likes() {
    enum class mark : std::uint8_t { unseen, open, done };
    std::vector<mark> marks(out.examples.size());
    for (std::uint32_t i = 0; i < out.examples.size(); ++i) {
        std::vector<std::uint32_t> chain;
        std::uint32_t at = i;
        while (marks[at] == mark::unseen) {
            marks[at] = mark::open;
            chain.push_back(at);
            if (!out.examples[at].like) break;
            at = *out.examples[at].like;
        }
        if (marks[at] == mark::open && out.examples[at].like) {
            std::string path;
            for (auto c = std::find(chain.begin(), chain.end(), at); c != chain.end(); ++c)
                path += "\"" + out.examples[*c].name + "\" → ";
            report(code::like_cycle, out.examples[at].where, {path + "\"" + out.examples[at].name + "\""});
            out.examples[at].like.reset();
        }
        for (const std::uint32_t c : chain) marks[c] = mark::done;
    }
}

/// An element that is replaced must be there, in this example or in one it is like.
void builder::check_elements(std::uint32_t id) {
    for (const given& g : out.examples[id].givens) {
        if (!g.element) continue;
        std::optional<std::size_t> count;
        for (std::optional<std::uint32_t> at = id; at && !count; at = out.examples[*at].like)
            for (const given& whole : out.examples[*at].givens)
                if (whole.fact == g.fact && !whole.element && whole.value.kind == given_value::kind_of::list)
                    count = whole.value.items.size();
        if (!count || *g.element > *count) report(code::no_element, g.where, {std::to_string(*g.element)});
    }
}

}  // namespace writ::model::detail
