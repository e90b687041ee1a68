// Terms: their signatures, the order in which they are typed, cycles, and definitions.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>
#include <utility>

namespace writ::model::detail {

void builder::read_signatures() {
    for (std::uint32_t t = 0; t < out.terms.size(); ++t) read_signature(term_id{t});
}

void builder::read_signature(term_id t) {
    const node& n = *terms[index(t)].declaration;
    const pack_id p = out[t].pack;
    if (const node* parameters = n.find(kind::parameters); parameters != nullptr) {
        std::unordered_map<std::string_view, span> seen;
        for (const node& parameter : parameters->children) {
            const auto [at, fresh] = seen.emplace(parameter[0].text, parameter[0].where);
            if (!fresh) duplicate(parameter[0], at->second);
            const local_id id{static_cast<std::uint32_t>(out.locals.size())};
            out.locals.push_back({parameter[0].text, type_of(p, parameter[1]), parameter[0].where});
            list_of_local.emplace_back();
            out.terms[index(t)].parameters.push_back(id);
        }
    }
    if (terms[index(t)].has_declared) return;  // forms bring their own
    if (const node* title = n.find(kind::title)) out.terms[index(t)].title = plain_message(p, title);
    if (const node* declared = n.find(kind::type)) {
        terms[index(t)].declared = type_of(p, *declared);
        terms[index(t)].has_declared = true;
        out.terms[index(t)].type = terms[index(t)].declared;
    }
}

scope builder::scope_of(term_id t) {
    scope s;
    s.pack = out[t].pack;
    for (const local_id id : out[t].parameters) s.variables.push_back({out[id].name, id});
    s.expectation = terms[index(t)].expectation;
    return s;
}

namespace terms_detail {

/// Whether a declaration is written inside another.
inline bool holds(const node& outer, const node& inner) {
    return outer.where.file == inner.where.file && outer.where.begin <= inner.where.begin &&
           inner.where.end <= outer.where.end;
}

/// Which terms the words of a declaration may read: more than it does, never fewer, without knowing any scope.
class readings {
public:
    readings(const builder& b, pack_id p, std::vector<term_id>& found) : b_(b), p_(p), found_(found) {}

    void of(const node& n) {
        if (n.what == kind::name) add(p_, n.text);
        if (n.what == kind::field) of_field(n);
        for (const node& child : n.children) of(child);
    }

private:
    void of_field(const node& n) {
        if (b_.state(p_).has_dotted_terms) add(p_, builder::dotted_path(n));
        if (n[0].what != kind::name) return;
        const symbol* s = b_.find_symbol(p_, n[0].text);
        if (s != nullptr && s->what == symbol::kind_of::pack) add(pack_id{s->index}, n[1].text);
    }

    void add(pack_id p, const std::string& name) {
        const symbol* s = b_.find_symbol(p, name);
        if (s != nullptr && s->what == symbol::kind_of::term) found_.push_back(term_id{s->index});
    }

    const builder& b_;
    pack_id p_;
    std::vector<term_id>& found_;
};

}  // namespace terms_detail

/// Terms so that those a term may read come before it. Only a help: it keeps typing on demand from going deep.
std::vector<term_id> builder::reading_order() const {
    std::vector<std::vector<term_id>> reads(out.terms.size());
    for (std::uint32_t t = 0; t < out.terms.size(); ++t) {
        terms_detail::readings r(*this, out.terms[t].pack, reads[t]);
        r.of(*terms[t].declaration);
        for (const node* added : terms[t].added) r.of(*added);
    }
    for (std::uint32_t i = 0; i < out.rules.size(); ++i) {
        const term_id of = out.rules[i].decision;
        const node* rule = rules[i].declaration;
        if (rule == nullptr || out.rules[i].kind == rule_kind::row ||
            terms_detail::holds(*terms[index(of)].declaration, *rule))
            continue;
        terms_detail::readings r(*this, out[of].pack, reads[index(of)]);
        r.of(*rule);
    }
    std::vector<term_id> order;
    std::vector<bool> seen(out.terms.size());
    std::vector<std::pair<std::uint32_t, std::size_t>> open;  // a term, and how many of its readings are done
    for (std::uint32_t t = 0; t < out.terms.size(); ++t) {
        if (seen[t]) continue;
        seen[t] = true;
        open.emplace_back(t, 0);
        while (!open.empty()) {
            auto& [at, next] = open.back();
            if (next == reads[at].size()) {
                order.push_back(term_id{at});
                open.pop_back();
                continue;
            }
            const std::uint32_t read = index(reads[at][next++]);
            if (seen[read]) continue;
            seen[read] = true;
            open.emplace_back(read, 0);
        }
    }
    return order;
}

void builder::type_everything() {
    for (const term_id t : reading_order()) ensure_term(t, out[t].where);
}

/// Types a term unless it is typed already. Meeting one that is being typed is a cycle.
void builder::ensure_term(term_id t, span where) {
    term_source& source = terms[index(t)];
    if (source.stage == term_source::stage_of::typing) return report_cycle(t, where);
    if (source.stage == term_source::stage_of::waiting) {
        if (typing.size() > bounds.term_depth) return report_too_deep(where);
        source.stage = term_source::stage_of::typing;
        typing.emplace_back(t, where);
        type_term(t);
        typing.pop_back();
        terms[index(t)].stage = term_source::stage_of::done;
    }
    if (typing.empty()) return;
    std::uint32_t& reader = terms[index(typing.back().first)].depth;
    const bool before = reader > bounds.term_depth;
    reader = std::max(reader, terms[index(t)].depth + 1);
    if (!before && !too_deep_reported && reader > bounds.term_depth && terms[index(t)].depth <= bounds.term_depth)
        report(code::terms_too_deep, where, {out[typing.back().first].name, std::to_string(bounds.term_depth)});
}

void builder::report_cycle(term_id t, span where) {
    std::size_t first = typing.size();
    while (first > 0 && typing[first - 1].first != t) --first;
    std::string path;
    for (std::size_t i = first - 1; i < typing.size(); ++i) path += term_path(out, typing[i].first) + " → ";
    diagnostic& d = report(code::term_cycle, where, {term_path(out, t), path + term_path(out, t)});
    for (std::size_t i = first; i < typing.size(); ++i)
        d.secondary.push_back({typing[i].second, "`" + term_path(out, typing[i - 1].first) + "` reads `" +
                                                     term_path(out, typing[i].first) + "` here"});
    d.primary.text = "`" + term_path(out, typing.back().first) + "` reads `" + term_path(out, t) + "` here";
}

/// Terms that wait for each other, or expressions in each other, are too many to be followed.
void builder::report_too_deep(span where) {
    if (std::exchange(too_deep_reported, true)) return;
    if (typing.size() > 1)
        report(code::terms_too_deep, where, {out[typing.front().first].name, std::to_string(typing.size() - 1)});
    else report(code::too_deep, where, {std::to_string(bounds.nesting)});
}

void builder::type_term(term_id t) {
    scope s = scope_of(t);
    const std::size_t nesting = depth;
    switch (out[t].kind) {
        case term_kind::define: type_define(t, s); break;
        case term_kind::param: type_param(t, s); break;
        case term_kind::decision: type_decision(t, s); break;
    }
    depth = nesting;
    check_own_values(t);
}

void builder::type_define(term_id t, scope& s) {
    if (terms[index(t)].body == nullptr) return;
    const node& body = *terms[index(t)].body;
    if (terms[index(t)].has_declared) {
        const type declared = terms[index(t)].declared;
        const expr_id id = terms[index(t)].tells ? told_value(body, s, declared) : check_as(body, s, declared);
        out.terms[index(t)].body = id;
        return;
    }
    const expr_id id = check(body, s);
    if (out[id].what == op::absent) report(code::needs_type, body.where, {words(body.where)});
    out.terms[index(t)].body = id;
    out.terms[index(t)].type = type_at(id);
}

/// A term may not share its name with a value of its own type: `then nothing` would be read as the value.
void builder::check_own_values(term_id t) {
    const type& ty = out[t].type;
    const bool values = ty.base == base_type::enumeration || ty.base == base_type::set ||
                        (ty.base == base_type::list && ty.element == base_type::enumeration);
    if (!values || ty.ref == no_ref) return;
    const auto value = find_value(enum_id{ty.ref}, out[t].name);
    if (!value) return;
    diagnostic& d = report(code::value_shares_name, out[t].where, {out[t].name, out.enums[ty.ref].name});
    d.secondary.push_back({out.enums[ty.ref].values[*value].where, "the value"});
}

}  // namespace writ::model::detail
