// What forms are made of: terms, enums and records that nobody declared.
#pragma once

#include "writ/detail/model/builder.hpp"
#include "writ/detail/model/make_node.hpp"

#include <algorithm>

namespace writ::model::detail {

void builder::translate_forms(pack_id p) {
    if (!state(p).violations.empty()) make_finding(p);
    for (const node* n : state(p).appeals) translate_appeal(p, *n);
    if (!state(p).appeals.empty()) type_appeals(p);
    translate_procedures(p);
    for (const node* n : state(p).statements) translate_statement(p, *n);
    for (const node* n : state(p).scores) translate_score(p, *n);
    if (!state(p).deadlines.empty()) translate_deadlines(p);
}

/// The names of values an outcome may be, wherever they stand as the outcome itself.
void builder::gather_names(pack_id p, const node& then, std::vector<std::pair<std::string, span>>& names) const {
    if (then.what == kind::paren) return gather_names(p, then[0], names);
    if (then.what == kind::if_then) {
        gather_names(p, then[1], names);
        return gather_names(p, then[2], names);
    }
    if (then.what != kind::name || find_symbol(p, then.text) != nullptr) return;
    const auto same = [&](const auto& known) { return known.first == then.text; };
    if (std::none_of(names.begin(), names.end(), same)) names.emplace_back(then.text, then.where);
}

/// A term that is the translation of a form. Its name may have dots.
term_id builder::make_term(pack_id p, node declaration, term_kind k) {
    made.push_back(std::move(declaration));
    const node& name = *made.back().find(kind::name);
    const term_id t = collect_term(p, made.back(), name.text, k);
    terms[index(t)].used = true;
    declare(p, name, {symbol::kind_of::term, index(t), name.where});
    if (name.text.find('.') != std::string::npos) state(p).has_dotted_terms = true;
    return t;
}

/// `define name = value`
term_id builder::make_define(pack_id p, std::string name, const node& value) {
    return make_term(p,
                     make_tree(kind::define, value.where,
                               {make_name(std::move(name), value.where), make_tree(kind::value, value.where, {value})}),
                     term_kind::define);
}

/// Keeps a form as a whole; its parts are the terms made since `first`. What can be asked of it cites what it cites.
void builder::add_form(form whole, std::size_t first, const node& n) {
    for (std::size_t t = first; t < out.terms.size(); ++t) {
        if (t != index(whole.whole)) whole.parts.push_back(term_id{static_cast<std::uint32_t>(t)});
        if (out.terms[t].kind == term_kind::decision || out.terms[t].question) out.terms[t].cites = cites_of(n);
    }
    out.forms.push_back(std::move(whole));
}

/// Gives a term that was made the type it has whatever its expressions are.
void builder::declare_type_of(term_id t, type declared) {
    out.terms[index(t)].type = terms[index(t)].declared = std::move(declared);
    terms[index(t)].has_declared = true;
}

/// A title with words of the engine round it, in each of its languages.
message builder::entitled(const message& title, phrase what) {
    message made_title = title;
    for (message_text& t : made_title.texts)
        for (message_piece& piece : t.pieces) piece.words = say(what, t.language, {piece.words});
    return made_title;
}

enum_id builder::make_enum(pack_id p, std::string name, const std::vector<std::pair<std::string, span>>& values,
                           span where) {
    const enum_id id{static_cast<std::uint32_t>(out.enums.size())};
    enumeration e{std::move(name), p, false, {}, where};
    for (const auto& [value, at] : values) {
        if (e.values.size() == bounds.enum_values) {
            report(code::too_many_values, at, {std::to_string(bounds.enum_values)});
            break;
        }
        e.values.push_back({value, {}, at});
    }
    state(p).types.try_emplace(e.name, type_symbol{true, index(id), where});  // a type of the author's own goes first
    made_enums.insert(e.name);
    out.enums.push_back(std::move(e));
    return id;
}

record_id builder::make_record(pack_id p, std::string name, span where) {
    const record_id id{static_cast<std::uint32_t>(out.records.size())};
    out.records.push_back({std::move(name), p, {}, where});
    record_used.resize(out.records.size(), true);
    record_used.back() = true;
    return id;
}

}  // namespace writ::model::detail
