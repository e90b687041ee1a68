// Diagnostics of the model stage, and guesses at what was meant.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

diagnostic& builder::report(code c, span where, std::initializer_list<std::string_view> words) {
    diagnostics.push_back(make_diagnostic(c, where, words));
    return diagnostics.back();
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
    diagnostic& d = report(code::unknown_name, n.where, {n.text});
    for (const fact_group& g : state(s.pack).groups) {
        if (!g.facts.contains(n.text)) continue;
        d.help.push_back("did you mean `" + g.name + "." + n.text + "`?");
        return;
    }
    suggest(d, n.text, diagnostics.size() > bounds.diagnostics ? std::vector<std::string_view>{} : names_in(s, want));
}

}  // namespace writ::model::detail
