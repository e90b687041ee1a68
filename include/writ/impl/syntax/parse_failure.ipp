// The furthest place the grammar reached → a diagnostic in the author's words.
#pragma once

#include "writ/detail/syntax/parse_failure.hpp"
#include "writ/detail/syntax/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace writ::syntax {

namespace failure_detail {

constexpr std::size_t most_alternatives = 6;

inline std::string quoted(std::string_view text) {
    constexpr std::size_t longest = 40;
    std::size_t size = std::min(text.size(), longest);
    while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0u) == 0x80u) --size;
    return '`' + std::string(text.substr(0, size)) + (size < text.size() ? "…`" : "`");
}

inline std::string found_text(const builder& b, const token& t) {
    if (t.what == token_kind::end) return "the end of the file";
    return b.at_line_end ? "the end of the line" : quoted(t.text);
}

/// `a`, `b` or c
inline std::string alternatives(const std::vector<expectation>& expected) {
    std::vector<std::string> words;
    for (const expectation& e : expected)
        if (!e.what.empty()) words.push_back(e.spelled ? quoted(e.what) : std::string(e.what));
    if (words.size() > most_alternatives) words.resize(most_alternatives, "");
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
        out += words[i];
    }
    return out;
}

/// The words that could have stood there, also those that a description gives as examples.
inline std::vector<std::string_view> possible_words(const std::vector<expectation>& expected) {
    std::vector<std::string_view> out;
    for (const expectation& e : expected) {
        if (e.spelled && e.what.size() > 2) out.push_back(e.what);
        for (auto open = e.what.find('`'); !e.spelled && open != std::string_view::npos;) {
            const auto close = e.what.find('`', open + 1);
            if (close == std::string_view::npos) break;
            out.push_back(e.what.substr(open + 1, close - open - 1));
            open = e.what.find('`', close + 1);
        }
    }
    return out;
}

inline bool expects(const builder& b, std::string_view what) {
    return std::any_of(b.expected.begin(), b.expected.end(), [&](const expectation& e) { return e.what == what; });
}

/// Where `is` stands if the tokens before `at` are `is` or `is not`, else nullptr.
inline const token* is_before(const token* at, const token* first) {
    if (at > first && at[-1].text == "is") return at - 1;
    if (at > first + 1 && at[-1].text == "not" && at[-2].text == "is") return at - 2;
    return nullptr;
}

/// What people coming from elsewhere write, and what it is here.
inline std::string_view foreign(const builder& b, const token* at, const token* first) {
    const token* before = at > first ? at - 1 : at;
    if (at->text == "else" && expects(b, "otherwise")) return "write `otherwise`";
    if (at->text == "=" && before->text == "=" && before->where.end == at->where.begin) return "write a single `=`";
    if (at->text == ">" && before->text == "<" && before->where.end == at->where.begin) return "write `!=`";
    if (at->text == "||" && !expects(b, "||") && before->what != token_kind::mark) return "write `or`";
    return {};
}

inline std::string_view advice(const builder& b, const token* at, const token* first) {
    if (expects(b, "the end of the line")) return "each row of a table stands on a line of its own";
    if (const token* is = is_before(at, first); is && at->what != token_kind::word && at->text != "{")
        return "`is` compares with a named value; write `=` before numbers, dates and texts";
    if (is_before(at, first) && (at->text == "yes" || at->text == "no"))
        return "a condition stands for itself: write `x`, or `not x`";
    if (is_before(at, first) && at->text == "{") return "write `x is one of {a, b}`";
    if (at->text == "," && at > first + 1 && at[-1].what == token_kind::word && is_before(at - 1, first))
        return "write `x is one of {a, b}`";
    return foreign(b, at, first);
}

/// The innermost bracket that is open at a place.
inline const token* open_bracket(const token* start, const token* at) {
    std::vector<const token*> open;
    for (const token* t = start; t < at; ++t) {
        if (t->what != token_kind::mark) continue;
        if (t->text == "(" || t->text == "[" || t->text == "{") open.push_back(t);
        if (!open.empty() && (t->text == ")" || t->text == "]" || t->text == "}")) open.pop_back();
    }
    return open.empty() ? nullptr : open.back();
}

/// A bracket that is open where the next declaration or the end of the file comes, if that is what was run into.
inline std::optional<diagnostic> unclosed(const builder& b, const token* start, const token* at) {
    const token* next = start + 1;
    while (next < at && !(next->own_column && begins_declaration(next))) ++next;
    const bool at_declaration = next->own_column && begins_declaration(next);
    const bool closing = expects(b, "}") || expects(b, ")") || expects(b, "]");
    const token* open = open_bracket(start, next);
    if (!open || !(at_declaration || (at->what == token_kind::end && closing))) return std::nullopt;
    auto d = make_diagnostic(diagnostic_code::open_bracket, open->where, {open->text});
    if (at_declaration) d.secondary.push_back({next->where, "the next declaration"});
    return d;
}

/// An end is shown behind the last word before it.
inline span place_of(const builder& b, const token* at, const token* first) {
    if (at == first || !(b.at_line_end || at->what == token_kind::end)) return at->where;
    const span& before = at[-1].where;
    return {before.file, before.end, before.end};
}

}  // namespace failure_detail

bool begins_declaration(const token* at) {
    static constexpr std::array<std::string_view, 19> words{
        "appeal", "calendar", "deadline", "decision", "define", "enum",  "example", "exception", "facts",    "pack",
        "param",  "record",   "require",  "rule",     "score",  "sop",   "table",   "use",       "violation"};
    if (at->what != token_kind::word || !std::binary_search(words.begin(), words.end(), at->text)) return false;
    if (!at->own_column && !(at->newline_before && at->depth == 0)) return false;
    if (at->text == "require") return true;
    return at[1].what == (at->text == "example" ? token_kind::string : token_kind::word);
}

diagnostic describe_failure(const builder& b, const token* start, const token* first) {
    using namespace failure_detail;
    const token* at = b.furthest ? b.furthest : start;
    if (b.explanation) return make_diagnostic(*b.explanation, at->where);
    if (auto open = unclosed(b, start, at)) return *std::move(open);
    const std::string wanted = alternatives(b.expected);
    if (at->reserved && wanted == "a name")
        return make_diagnostic(diagnostic_code::reserved_name, at->where, {at->text});

    auto d = make_diagnostic(diagnostic_code::expected, place_of(b, at, first), {wanted, found_text(b, *at)});
    if (const std::string_view help = advice(b, at, first); !help.empty()) {
        d.help.emplace_back(help);
    } else if (at->what == token_kind::word && !b.at_line_end) {
        const std::string_view near = nearest(at->text, possible_words(b.expected));
        if (!near.empty()) d.help.push_back("did you mean " + quoted(near) + '?');
    }
    return d;
}

}  // namespace writ::syntax
