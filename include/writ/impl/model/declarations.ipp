// First pass: every declaration of every file gets its name and its place in the model.
#pragma once

#include "writ/detail/model/builder.hpp"

namespace writ::model::detail {

void builder::duplicate(const node& name, span first) {
    diagnostic& d = report(code::duplicate_name, name.where, {name.text});
    d.secondary.push_back({first, "`" + name.text + "` is declared here first"});
}

bool builder::declare(pack_id p, const node& name, symbol s) {
    const auto [at, fresh] = state(p).symbols.emplace(name.text, s);
    if (!fresh) duplicate(name, at->second.where);
    return fresh;
}

bool builder::declare_type(pack_id p, const node& name, type_symbol s) {
    const auto [at, fresh] = state(p).types.emplace(name.text, s);
    if (!fresh) duplicate(name, at->second.where);
    return fresh;
}

void builder::collect_enum(pack_id p, const node& n) {
    const node& name = *n.find(kind::name);
    const node* ordered = n.find(kind::word);
    const auto id = static_cast<std::uint32_t>(out.enums.size());
    enumeration e{name.text, p, ordered != nullptr && ordered->text == "ordered", {}, name.where};
    std::unordered_map<std::string_view, span> seen;
    for (const node& child : n.children) {
        if (child.what != kind::enumerator) continue;
        const node& value = child[0];
        if (const auto [at, fresh] = seen.emplace(value.text, value.where); !fresh) {
            duplicate(value, at->second);
            continue;
        }
        if (e.values.size() == bounds.enum_values) {
            report(code::too_many_values, value.where, {std::to_string(bounds.enum_values)});
            break;
        }
        state(p).values[value.text].push_back({enum_id{id}, static_cast<std::uint32_t>(e.values.size())});
        e.values.push_back({value.text, {}, value.where});
    }
    declare_type(p, name, {true, id, name.where});
    out.enums.push_back(std::move(e));
    state(p).enums.push_back(&n);
}

void builder::collect_record(pack_id p, const node& n) {
    const node& name = *n.find(kind::name);
    const auto id = static_cast<std::uint32_t>(out.records.size());
    record r{name.text, p, {}, name.where};
    std::unordered_map<std::string_view, span> seen;
    for (const node& child : n.children) {
        if (child.what != kind::field_decl) continue;
        const auto [at, fresh] = seen.emplace(child[0].text, child[0].where);
        if (!fresh) duplicate(child[0], at->second);
        r.fields.push_back({child[0].text, {}, {}, {}, child[0].where});  // a repetition is kept: children stay in step
    }
    declare_type(p, name, {false, id, name.where});
    out.records.push_back(std::move(r));
    state(p).records.push_back(&n);
}

void builder::collect_facts(pack_id p, const node& n) {
    const node& name = *n.find(kind::name);
    pack_state& pack = state(p);
    const auto id = static_cast<std::uint32_t>(pack.groups.size());
    declare(p, name, {symbol::kind_of::group, id, name.where});
    fact_group group{name.text, {}};
    for (const node& child : n.children) {
        if (child.what != kind::field_decl) continue;
        const fact_id fact{static_cast<std::uint32_t>(out.facts.size())};
        const auto [at, fresh] = group.facts.emplace(child[0].text, fact);
        if (!fresh) duplicate(child[0], out[at->second].where);
        const node* doc = n.find(kind::doc);
        out.facts.push_back({p, name.text, child[0].text, {}, {}, {}, child[0].where, doc ? doc->text : std::string()});
    }
    pack.groups.push_back(std::move(group));
    pack.facts.push_back(&n);
}

void builder::collect_calendar(pack_id p, const node& n) {
    const node& name = *n.find(kind::name);
    const auto id = static_cast<std::uint32_t>(out.calendars.size());
    declare(p, name, {symbol::kind_of::calendar, id, name.where});
    calendar c;
    c.name = name.text;
    c.pack = p;
    c.where = name.where;
    out.calendars.push_back(std::move(c));
    state(p).calendars.push_back(&n);
}

term_id builder::collect_term(pack_id p, const node& n, std::string name, term_kind k) {
    const term_id id{static_cast<std::uint32_t>(out.terms.size())};
    const node* written = n.find(kind::name);
    const node* doc = n.find(kind::doc);
    term t;
    t.kind = k;
    t.name = std::move(name);
    t.pack = p;
    t.where = written != nullptr ? written->where : n.where;
    if (doc != nullptr) t.doc = doc->text;
    t.table = n.what == kind::table;
    out.terms.push_back(std::move(t));
    term_source source;
    source.declaration = &n;
    if (const node* value = n.find(kind::value); k == term_kind::define && value != nullptr) source.body = &(*value)[0];
    terms.push_back(std::move(source));
    return id;
}

void builder::collect_example(pack_id p, const node& n) {
    const auto id = static_cast<std::uint32_t>(out.examples.size());
    const node& title = *n.find(kind::string);
    example e;
    e.name = syntax::unquoted(title.text);
    e.pack = p;
    e.where = title.where;
    const auto [at, fresh] = state(p).examples.emplace(e.name, id);
    if (!fresh) {
        diagnostic& d = report(code::duplicate_name, title.where, {e.name});
        d.secondary.push_back({out.examples[at->second].where, "the first one is here"});
    }
    out.examples.push_back(std::move(e));
    state(p).examples_seen.push_back(&n);
}

void builder::collect(pack_id p, const node& n) {
    const auto named_term = [&](term_kind k) {
        const node& name = *n.find(kind::name);
        const term_id t = collect_term(p, n, name.text, k);
        declare(p, name, {symbol::kind_of::term, index(t), name.where});
    };
    switch (n.what) {
        case kind::enumeration: return collect_enum(p, n);
        case kind::record: return collect_record(p, n);
        case kind::facts: return collect_facts(p, n);
        case kind::calendar: return collect_calendar(p, n);
        case kind::param: return named_term(term_kind::param);
        case kind::define: return named_term(term_kind::define);
        case kind::table:
        case kind::decision: return named_term(term_kind::decision);
        case kind::require: return state(p).requirements.push_back(&n);
        case kind::values: return state(p).loose_values.push_back(&n);
        case kind::rule: return state(p).loose_rules.push_back({&n, {}});
        case kind::exception: return state(p).loose_exceptions.push_back({&n, {}});
        case kind::violation: return state(p).violations.push_back(&n);
        case kind::appeal: return state(p).appeals.push_back(&n);
        case kind::example: return collect_example(p, n);
        case kind::sop: return state(p).procedures.push_back(&n);
        case kind::statement: return state(p).statements.push_back(&n);
        case kind::deadline: return state(p).deadlines.push_back(&n);
        case kind::score: return state(p).scores.push_back(&n);
        default: return;  // pack and use were read before
    }
}

void builder::collect_declarations(pack_id p) {
    for (const syntax::tree& file : state(p).files->files)
        for (const node& n : file.root.children) collect(p, n);
}

}  // namespace writ::model::detail
