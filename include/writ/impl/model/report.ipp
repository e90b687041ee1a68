// Diagnostics of the model stage, and guesses at what was meant.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

namespace report_detail {

/// `USD`, `USD100`
bool seems_money(std::string_view word) {
    const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return word.size() >= 3 && std::all_of(word.begin(), word.begin() + 3, capital) &&
           std::all_of(word.begin() + 3, word.end(), digit);
}

/// What people write for a value, and how it is written here.
std::string_view foreign_word(std::string_view word) {
    if (word == "true" || word == "True" || word == "TRUE") return "write `yes`";
    if (word == "false" || word == "False" || word == "FALSE") return "write `no`";
    if (word == "null" || word == "none" || word == "None" || word == "nil") return "write `absent`";
    if (seems_money(word)) return "money is written `USD 100`, less than nothing `-USD 100`";
    return {};
}

/// The word a clause begins with.
std::string_view clause_word(const node& clause) {
    if (clause.what == kind::appeal_clause || clause.what == kind::deadline_clause) return clause.text;
    if (clause.what == kind::fallback) return "otherwise";
    return clause.what == kind::example_as_of ? "as of" : syntax::kind_name(clause.what);
}

}  // namespace report_detail

diagnostic& builder::report(code c, span where, std::initializer_list<std::string_view> words) {
    diagnostics.push_back(make_diagnostic(c, where, words));
    return diagnostics.back();
}

void builder::said_once(const node& n, const std::string& name, std::initializer_list<kind> clauses) {
    using report_detail::clause_word;
    std::vector<const node*> seen;
    for (const node& child : n.children) {
        if (std::find(clauses.begin(), clauses.end(), child.what) == clauses.end()) continue;
        const auto same = [&](const node* s) { return clause_word(*s) == clause_word(child); };
        const auto before = std::find_if(seen.begin(), seen.end(), same);
        if (before == seen.end()) {
            seen.push_back(&child);
            continue;
        }
        diagnostic& d = report(code::two_clauses, child.where, {name, clause_word(child)});
        d.secondary.push_back({(*before)->where, "the first one"});
    }
}

void builder::suggest(diagnostic& d, std::string_view word, const std::vector<std::string_view>& candidates) {
    if (diagnostics.size() > bounds.diagnostics) return;  // nobody sees it any more; guessing costs time
    if (word.size() < 2) return;                          // every other letter is near
    const std::string_view near = nearest(word, candidates);
    if (!near.empty()) d.help.push_back("did you mean `" + std::string(near) + "`?");
}

/// The author's words on one line.
std::string builder::words(span where) const {
    std::string line;
    bool blank = false;
    for (const char c : sources.text(where)) {
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            blank = !line.empty();
            continue;
        }
        if (blank) line += ' ';
        blank = false;
        line += c;
    }
    return line;
}

std::vector<std::string_view> builder::names_in(const scope& s, const type* want) const {
    std::vector<std::string_view> names;
    if (want != nullptr && want->ref != no_ref &&
        (want->base == base_type::enumeration || want->base == base_type::set))
        for (const enum_value& v : out.enums[want->ref].values) names.push_back(v.name);
    for (const variable& v : s.variables) names.push_back(v.name);
    std::vector<std::string_view> rest = {"today", "now"};
    for (const auto& [name, what] : state(s.pack).symbols) rest.push_back(name);
    for (const auto& [name, which] : state(s.pack).values) rest.push_back(name);
    std::sort(rest.begin(), rest.end());  // hashing decides nothing that is seen
    names.insert(names.end(), rest.begin(), rest.end());
    return names;
}

void builder::unknown_name(const node& n, const scope& s, const type* want) {
    if (state(s.pack).types.contains(n.text)) {
        const type_symbol& t = state(s.pack).types.at(n.text);
        diagnostic& d = report(code::not_a_value, n.where, {n.text});
        d.secondary.push_back({t.where, "`" + n.text + "` is a type, declared here"});
        return;
    }
    const bool value_wanted = want != nullptr && want->ref != no_ref &&
                              (want->base == base_type::enumeration || want->base == base_type::set);
    diagnostic& d = value_wanted ? report(code::unknown_value, n.where, {n.text, "`" + out.enums[want->ref].name + "`"})
                                 : report(code::unknown_name, n.where, {n.text});
    for (const fact_group& g : state(s.pack).groups) {
        if (!g.facts.contains(n.text)) continue;
        d.help.push_back("did you mean `" + g.name + "." + n.text + "`?");
        return;
    }
    if (const std::string_view help = report_detail::foreign_word(n.text); !help.empty()) {
        d.help.emplace_back(help);
        return;
    }
    suggest(d, n.text, diagnostics.size() > bounds.diagnostics ? std::vector<std::string_view>{} : names_in(s, want));
    if (value_wanted && d.help.empty()) list_values(d, enum_id{want->ref});
}

/// The value of an enum that was meant, or all of them if they are few.
void builder::suggest_value(diagnostic& d, std::string_view word, enum_id e) {
    std::vector<std::string_view> names;
    for (const enum_value& v : out[e].values) names.push_back(v.name);
    suggest(d, word, names);
    if (d.help.empty()) list_values(d, e);
}

void builder::list_values(diagnostic& d, enum_id e) const {
    constexpr std::size_t few = 8;
    const auto& values = out[e].values;
    if (values.size() < 2 || values.size() > few) return;
    std::string line;
    for (std::size_t i = 0; i < values.size(); ++i)
        line += (i == 0 ? "" : i + 1 == values.size() ? " and " : ", ") + ("`" + values[i].name + "`");
    d.help.push_back("the values of `" + out[e].name + "` are " + line);
}

}  // namespace writ::model::detail
