// Texts in several languages, and the placeholders in them.
#pragma once

#include "writ/detail/model/builder.hpp"
#include "writ/syntax/parse.hpp"

#include <algorithm>

namespace writ::model::detail {

/// Which language one string of a text is in; nothing if that is a mistake (reported).
std::optional<std::string> builder::language_of(pack_id p, const node& tagged, message& m) {
    const auto& languages = out.packs[index(p)].languages;
    const std::string language = tagged.text.empty() ? languages.front() : tagged.text;
    if (std::find(languages.begin(), languages.end(), language) == languages.end()) {
        diagnostic& d = report(code::unknown_language, tagged.where, {language});
        suggest(d, language, {languages.begin(), languages.end()});
        return {};
    }
    const auto same = [&](const message_text& t) { return t.language == language; };
    if (std::any_of(m.texts.begin(), m.texts.end(), same)) {
        report(code::language_twice, tagged.where, {language});
        return {};
    }
    return language;
}

/// Reports the languages of the pack that a text lacks.
void builder::check_languages(pack_id p, const message& m) {
    std::string missing, help;
    for (const std::string& language : out.packs[index(p)].languages) {
        const auto same = [&](const message_text& t) { return t.language == language; };
        if (std::any_of(m.texts.begin(), m.texts.end(), same)) continue;
        missing += (missing.empty() ? "" : ", ") + language;
        help += (help.empty() ? "" : " ") + language + " \"…\"";
    }
    if (!missing.empty()) report(code::missing_language, m.where, {missing, help});
}

namespace messages_detail {

void sort_languages(message& m, const std::vector<std::string>& languages) {
    const auto place = [&](const message_text& t) {
        return std::find(languages.begin(), languages.end(), t.language) - languages.begin();
    };
    std::stable_sort(m.texts.begin(), m.texts.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
}

}  // namespace messages_detail

/// A title or label: words only, perhaps not in every language (a title names a thing; a message explains a decision).
message builder::plain_message(pack_id p, const node* text) {
    message m;
    if (text == nullptr) return m;
    m.where = text->where;
    for (const node& tagged : text->children) {
        const auto language = language_of(p, tagged, m);
        if (!language) continue;
        std::string words;
        const std::string literal = syntax::unquoted(tagged[0].text);
        for (std::size_t i = 0; i < literal.size(); ++i) {
            if (literal[i] == '{' && (i + 1 == literal.size() || literal[i + 1] != '{'))
                report(code::placeholder_here, tagged[0].where);
            if (literal[i] == '{') ++i;
            words += i < literal.size() ? literal[i] : ' ';
        }
        m.texts.push_back({*language, {{std::move(words), {}}}});
    }
    messages_detail::sort_languages(m, out.packs[index(p)].languages);
    return m;
}

message builder::read_message(const node& text, scope& s) {
    message m;
    m.where = text.where;
    const std::size_t mistakes = diagnostics.size();
    for (const node& tagged : text.children)
        if (const auto language = language_of(s.pack, tagged, m))
            m.texts.push_back({*language, pieces_of(tagged[0], s)});
    if (mistakes == diagnostics.size()) check_languages(s.pack, m);
    messages_detail::sort_languages(m, out.packs[index(s.pack)].languages);
    return m;
}

/// Cuts a string literal into words and placeholders. Works on the literal as written, so that places stay exact.
std::vector<message_piece> builder::pieces_of(const node& string, scope& s) {
    std::vector<message_piece> pieces;
    std::string words;
    const std::string& raw = string.text;
    const std::size_t last = raw.empty() ? 0 : raw.size() - 1;
    for (std::size_t i = 1; i < last; ++i) {
        if (raw[i] == '\\' && i + 1 < last) {
            words += raw[++i] == 'n' ? '\n' : raw[i];
        } else if (raw[i] != '{') {
            words += raw[i];
        } else if (i + 1 < last && raw[i + 1] == '{') {
            words += raw[++i];
        } else {
            const std::size_t end = raw.find('}', i);
            if (end == std::string::npos || end >= last) {
                const auto at = string.where.begin + static_cast<std::uint32_t>(i);
                report(code::open_placeholder, {string.where.file, at, at + 1});
                break;
            }
            if (!words.empty()) pieces.push_back({std::move(words), {}});
            words.clear();
            pieces.push_back(placeholder(string, i + 1, end, s));
            i = end;
        }
    }
    if (!words.empty() || pieces.empty()) pieces.push_back({std::move(words), {}});
    return pieces;
}

namespace messages_detail {

/// Moves the places of a tree that was read on its own to where its text stands.
void move(node& n, span to) {
    n.where = {to.file, n.where.begin + to.begin, n.where.end + to.begin};
    for (node& child : n.children) move(child, to);
}

bool is_path_or_call(const node& n) {
    return n.what == kind::name || n.what == kind::call || (n.what == kind::field && is_path_or_call(n[0]));
}

}  // namespace messages_detail

namespace messages_detail {

bool is_word(std::string_view text) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return !text.empty() && letter(text[0]) &&
           std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || digit(c); });
}

/// `group.fact.field` as a tree; most placeholders are only that. Nothing if it is something else.
std::optional<node> path_of(std::string_view text, span where) {
    std::optional<node> path;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('.', at), text.size());
        const std::string_view word = text.substr(at, end - at);
        if (!is_word(word)) return {};
        const span here{where.file, where.begin + static_cast<std::uint32_t>(at),
                        where.begin + static_cast<std::uint32_t>(end)};
        node name{kind::name, false, false, here, std::string(word), {}};
        if (!path) path = std::move(name);
        else
            path = node{kind::field, false,
                        false,       {where.file, where.begin, here.end},
                        "",          {std::move(*path), std::move(name)}};
        at = end + 1;
    }
    return path;
}

/// Anything else that a placeholder may be, read by the grammar; nothing if it is neither a path nor a call.
std::optional<node> call_of(const std::string& raw, span where, const limits& bounds) {
    source_set alone;
    const std::uint32_t file = alone.add(source("placeholder", syntax::unquoted("\"" + raw + "\"")));
    syntax::parsed p = syntax::parse_expression(alone, file, bounds);
    node* read = &p.syntax.root;
    while (read->what == kind::file && !read->children.empty()) read = &read->children[0];
    if (!p.diagnostics.empty() || !is_path_or_call(*read)) return {};
    move(*read, where);
    return std::move(*read);
}

}  // namespace messages_detail

message_piece builder::placeholder(const node& string, std::size_t begin, std::size_t end, scope& s) {
    const std::string raw = string.text.substr(begin, end - begin);
    const span where{string.where.file, string.where.begin + static_cast<std::uint32_t>(begin),
                     string.where.begin + static_cast<std::uint32_t>(end)};
    message_piece piece{raw, {}};
    auto read = messages_detail::path_of(raw, where);
    if (!read) read = messages_detail::call_of(raw, where, bounds);
    if (!read) {
        report(code::bad_placeholder, where);
        return piece;
    }
    const expr_id id = check(*read, s);
    const base_type base = type_at(id).base;
    if (base == base_type::record || (base == base_type::list && type_at(id).element == base_type::any))
        report(code::not_shown, where, {raw, describe(type_at(id))});
    piece.value = id;
    return piece;
}

}  // namespace writ::model::detail
