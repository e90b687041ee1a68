// Who is told what: audiences, facts that not everybody may see, and statements of reasons.
#pragma once

#include "writ/detail/model/builder.hpp"
#include "writ/detail/model/make_node.hpp"

#include <algorithm>

namespace writ::model::detail {

namespace audiences_detail {

bool names(const std::vector<std::string>& all, std::string_view name) {
    return std::find(all.begin(), all.end(), name) != all.end();
}

std::string listed(const std::vector<std::string>& all) {
    std::string out;
    for (const std::string& name : all) out += (out.empty() ? "" : ", ") + name;
    return out;
}

}  // namespace audiences_detail

/// Complains about a name that is no audience of the pack.
void builder::no_such_audience(pack_id p, const node& name) {
    const auto& audiences = out.packs[index(p)].audiences;
    if (audiences_detail::names(audiences, name.text)) return;
    diagnostic& d = report(code::unknown_audience, name.where, {name.text});
    suggest(d, name.text, {audiences.begin(), audiences.end()});
}

std::vector<std::string> builder::audiences_of(pack_id p, const node& names) {
    std::vector<std::string> all;
    for (const node& name : names.children) {
        no_such_audience(p, name);
        all.push_back(name.text);
    }
    return all;
}

// ------------------------------------------------------------------ statements of reasons

namespace audiences_detail {

constexpr std::pair<std::string_view, std::optional<term_id> statement::*> parts[] = {
    {"measure", &statement::measure},
    {"automated", &statement::automated},
    {"territory", &statement::territory},
    {"starts", &statement::starts},
    {"ends", &statement::ends}};

}  // namespace audiences_detail

/// `define s = when`, and one define for each part that is an expression.
void builder::translate_statement(pack_id p, const node& n) {
    using namespace audiences_detail;
    const node& name = *n.find(kind::name);
    said_once(n, name.text, {kind::statement_of, kind::when});
    statement made_statement;
    made_statement.where = name.where;
    const node* when = n.find(kind::when);
    const node due = when != nullptr ? (*when)[0] : make_leaf(kind::constant, "yes", name.where);
    made_statement.term = make_define(p, name.text, due);
    out.terms[index(made_statement.term)].title = plain_message(p, n.find(kind::title));
    out.terms[index(made_statement.term)].where = name.where;
    for (const auto& [word, member] : parts)
        for (const node& child : n.children) {
            if (child.what != kind::statement_part || child.text != word) continue;
            if (made_statement.*member) report(code::two_clauses, child.where, {name.text, std::string(word)});
            else made_statement.*member = make_define(p, name.text + '.' + child.text, child[0]);
        }
    std::size_t ways = 0;
    for (const node& child : n.children) {
        if (child.what == kind::cite) made_statement.cites.push_back(syntax::unquoted(child[0].text));
        if (child.what != kind::redress) continue;
        made_statement.redress.push_back({});
        if (child.children.size() > 1)
            made_statement.redress.back().until =
                make_define(p, name.text + ".redress_" + std::to_string(++ways), child[1]);
    }
    if (const node* to = n.find(kind::to)) made_statement.audiences = audiences_of(p, *to);
    out.statements.push_back(std::move(made_statement));
}

/// Whether a part is what it has to be, once its type is known.
void builder::check_part(term_id part, const node& n, std::string_view wanted) {
    const type& t = out[part].type;
    const bool moment = t.base == base_type::date || t.base == base_type::instant;
    const bool fits = wanted == "yes or no" ? t.base == base_type::boolean : moment;
    if (!fits && !is_any(t)) report(code::wrong_type, n.where, {words(n.where), describe(t), wanted});
}

/// What a statement names, once all terms are known and typed.
void builder::finish_statement(pack_id p, const node& n, statement& made_statement) {
    scope s;
    s.pack = p;
    const std::string& name = n.find(kind::name)->text;
    if (const node* when = n.find(kind::when)) check_part(made_statement.term, (*when)[0], "yes or no");
    std::size_t way = 0;
    for (const node& child : n.children) {
        if (child.what == kind::statement_part) {
            const bool date = child.text == "starts" || child.text == "ends";
            const auto part = date ? (child.text == "starts" ? made_statement.starts : made_statement.ends)
                                   : made_statement.automated;
            if (part && (date || child.text == "automated"))
                check_part(*part, child[0], date ? "a date or an instant" : "yes or no");
        }
        if (child.what != kind::redress) continue;
        auto& made_way = made_statement.redress[way++];
        made_way.text = read_message(child[0], s);
        if (made_way.until) check_part(*made_way.until, child[1], "a date or an instant");
    }
    const node* of = n.find(kind::statement_of);
    if (of == nullptr) {
        report(code::statement_of_nothing, made_statement.where, {name});
        return;
    }
    const symbol* found = (*of)[0].what == kind::name ? find_symbol(p, (*of)[0].text) : nullptr;
    if (found != nullptr && found->what == symbol::kind_of::term && out[term_id{found->index}].parameters.empty()) {
        made_statement.of = term_id{found->index};
        return;
    }
    if (found != nullptr && found->what == symbol::kind_of::broken) return;
    diagnostic& d = report(code::not_a_question, (*of)[0].where, {words((*of)[0].where)});
    std::vector<std::string_view> names;
    for (const term& t : out.terms)
        if (t.pack == p && t.parameters.empty() && (t.question || t.kind == term_kind::decision))
            names.push_back(t.name);
    suggest(d, words((*of)[0].where), names);
}

// ------------------------------------------------------------------ what a text shows

/// The restrictions of all facts whose values an expression shows: what it reads itself, and what definitions in it do. What a
/// decision or a parameter comes to is not the fact.
void builder::collect_shown(expr_id e, std::unordered_set<std::uint32_t>& seen,
                            std::vector<const std::vector<std::string>*>& found) const {
    std::vector<expr_id> open{e};
    const auto add = [&](const std::vector<std::string>& seen_by) {
        if (!seen_by.empty()) found.push_back(&seen_by);
    };
    while (!open.empty()) {
        const expr_id at = open.back();
        open.pop_back();
        if (!seen.insert(index(at)).second) continue;
        const expression& x = out[at];
        if (x.what == op::fact) {
            add(out.facts[x.index].seen_by);
            if (const auto told = out.facts[x.index].told_by; told && out[*told].body) open.push_back(*out[*told].body);
        }
        if (x.what == op::field && type_at(x.args[0]).base == base_type::record)
            add(out.records[type_at(x.args[0]).ref].fields[x.index].seen_by);
        if (x.what == op::term && out.terms[x.index].kind == term_kind::define && out.terms[x.index].body)
            open.push_back(*out.terms[x.index].body);
        open.insert(open.end(), x.args.begin(), x.args.end());
        if (x.details->binder) open.push_back(out[*x.details->binder].list);
    }
}

/// @param to  the audiences of the text; empty: all
void builder::check_shown(const message& m, pack_id p, const std::vector<std::string>& to) {
    using namespace audiences_detail;
    const pack& pk = out.packs[index(p)];
    for (const message_text& text : m.texts)
        for (const message_piece& piece : text.pieces) {
            if (!piece.value) continue;
            std::unordered_set<std::uint32_t> seen;
            std::vector<const std::vector<std::string>*> restricted;
            collect_shown(*piece.value, seen, restricted);
            for (const auto* seen_by : restricted)
                for (const std::string& audience : to.empty() ? pk.audiences : to) {
                    if (audiences_detail::names(pk.internal, audience) || audiences_detail::names(*seen_by, audience))
                        continue;
                    report(code::not_for_audience, out[*piece.value].where, {piece.words, listed(*seen_by), audience});
                    break;
                }
        }
}

/// No text tells an audience a fact that it may not see.
void builder::check_shown() {
    for (std::size_t i = 0, at = 0; i < packs.size(); ++i)
        for (const node* n : packs[i].statements)
            finish_statement(pack_id{static_cast<std::uint32_t>(i)}, *n, out.statements[at++]);
    const auto says = [&](const std::vector<say_note>& all, pack_id p) {
        for (const say_note& note : all)
            check_shown(note.text, p, note.audience.empty() ? std::vector<std::string>{} : std::vector{note.audience});
    };
    for (const rule& r : out.rules) {
        check_shown(r.because, out[r.decision].pack, {});
        says(r.says, out[r.decision].pack);
    }
    for (const procedure& proc : out.procedures)
        for (const procedure_node& n : proc.nodes) {
            check_shown(n.because, out[proc.term].pack, {});
            says(n.says, out[proc.term].pack);
        }
    for (const statement& one : out.statements)
        for (const auto& way : one.redress) check_shown(way.text, out[one.term].pack, one.audiences);
}

}  // namespace writ::model::detail
