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

/// Whether two tokens stand together without a blank.
inline bool adjoin(const token* a, const token* b) { return a->where.end == b->where.begin; }

/// What people coming from elsewhere write, and what it is here.
struct habit {
    std::string_view found;
    std::string_view before;   ///< the token before; a mark stands right before. Empty: any
    std::string_view instead;  ///< a word that could have stood here. Empty: any
    std::string_view help;
};

constexpr std::array<habit, 24> habits{{
    {"else", "", "otherwise", "write `otherwise`"},
    {"if", "", "when", "write `when`"},
    {"otherwise", "", "then", "close the rule with `}` first"},
    {",", "", "when", "join conditions with `and`"},
    {"/", "", "facts", "a comment begins with `#`"},
    {"between", "", "", "write `x >= a and x <= b`"},
    {"contains", "", "", "write `has`"},
    {"includes", "", "", "write `has`"},
    {"equals", "", "", "write `=`"},
    {"ago", "", "", "write `30 days before today`"},
    {"unless", "", "when", "write an exception: `exception name { when … then … }`"},
    {"when", "", "rule", "put it in a rule: `rule name { when … then … }`"},
    {".", "", "among", "name the element: `count of x among …`"},
    {"working", "", "", "write `business days`"},
    {"percent", "", "", "write `50%`"},
    {"", "count", "", "write `count of x among …`"},
    {"", "sum", "", "write `sum of … for x among …`"},
    {"", "largest", "", "write `largest(a, b)`, or `largest of … for x among …`"},
    {"", "smallest", "", "write `smallest(a, b)`, or `smallest of … for x among …`"},
    {"=", "=", "", "write a single `=`"},
    {"=", ":", "", "write `=`"},
    {"<", "=", "", "write `<=`"},
    {">", "=", "", "write `>=`"},
    {">", "<", "", "write `!=`"},
}};

inline std::string_view foreign(const builder& b, const token* at, const token* first) {
    const token* before = at > first ? at - 1 : at;
    const auto words = possible_words(b.expected);
    const auto fits = [&](const habit& h) {
        const bool behind = h.before.empty() || (before != at && before->text == h.before &&
                                                 (before->what == token_kind::word || adjoin(before, at)));
        const bool possible = h.instead.empty() || std::find(words.begin(), words.end(), h.instead) != words.end();
        return (h.found.empty() || at->text == h.found) && behind && possible;
    };
    const auto found = std::find_if(habits.begin(), habits.end(), fits);
    if (found != habits.end()) return found->help;
    const bool condition_ends = before->what == token_kind::word && !expects(b, "among");
    if (at->text == "in" && condition_ends) return "write `is one of {a, b}`";
    if (at->text == "||" && !expects(b, "||") && before->what != token_kind::mark) return "write `or`";
    return {};
}

/// Numbers, amounts and moments as they are written elsewhere, where more than one token is taken for them.
inline std::string_view foreign_literal(const builder& b, const token* at, const token* first) {
    const token* before = at > first ? at - 1 : at;
    const bool number_before = before != at && before->what == token_kind::number;
    const bool number_behind = at->what != token_kind::end && at[1].what == token_kind::number && adjoin(at, at + 1);
    if (at->text == "." && number_behind) return "write a digit before the point: `0.5`";
    if (number_before && number_behind && adjoin(before, at)) {
        if (at->text == ",") return "decimals follow a point, thousands an underscore: `1.50`, `1_500`";
        if (at->text == ":") return "a time of day has two digits on each side: `09:30`";
    }
    if (number_before && at->what == token_kind::number && !expects(b, "|"))
        return "write a number without blanks: `1500` or `1_500`";
    const auto letters = [](const token* t) {
        return t->what == token_kind::word && !t->reserved && t->text.size() == 3;
    };
    if ((number_before && letters(at)) || (at->what == token_kind::number && before != at && letters(before)))
        return "money is written with its currency first: `USD 100`";
    if (before != at && before->what == token_kind::string && at->what == token_kind::word && adjoin(before, at))
        return "a quote inside a text is written `\\\"`";
    if (at->what == token_kind::time && before->what == token_kind::date)
        return "an instant is written `2026-03-01T09:00+07:00`, with its offset or `Z`";
    return {};
}

/// What people write in the places where only one thing fits.
inline std::string_view narrow_place(const builder& b, const token* at, const token* first) {
    if (expects(b, "the end of the line"))
        return at->text == "}" ? "put the closing `}` on a line of its own"
                               : "each row of a table stands on a line of its own";
    if (expects(b, "`up to` and the greatest number of elements"))
        return "a list says how many elements it has at most: `list of Order up to 50`";
    if (expects(b, "||") && b.at_line_end) return "`||` stands between what is tested and what comes out";
    const bool typed = at > first + 1 && (at[-2].text == "decision" || at[-2].text == "param");
    if (typed && expects(b, ":")) return "say what comes out: `: bool`, `: int`, `: money USD` …";
    if (expects(b, "an entry (`in`, `from`, `until`, `=` …)") && at->what == token_kind::word)
        return "a region follows `in`, a date `from`: `in DE = 3`";
    if (at->text == "," && expects(b, "a field")) return "fields need no commas between them";
    if (at > first + 1 && expects(b, ":") && at[-2].text == "list") return "write `list of …`";
    if (at > first + 1 && expects(b, ":") && at[-2].text == "set") return "write `set of …`";
    static constexpr std::array<std::string_view, 10> goes_on{"*",      "+",        "-",    "/",     "after",
                                                              "before", "business", "days", "hours", "months"};
    const bool one_thing = expects(b, "a field") || expects(b, "a fact such as `seller.region = TH`");
    if (one_thing && std::find(goes_on.begin(), goes_on.end(), at->text) != goes_on.end())
        return "put more than one value in brackets: `(3 days)`";
    return {};
}

inline std::string_view advice(const builder& b, const token* at, const token* first) {
    if (const auto help = foreign_literal(b, at, first); !help.empty()) return help;
    if (const auto help = narrow_place(b, at, first); !help.empty()) return help;
    if (const token* is = is_before(at, first);
        is && at->what != token_kind::word && at->text != "{" && at->text != "(")
        return "`is` compares with a named value; write `=` before numbers, dates and texts";
    if (is_before(at, first) && (at->text == "yes" || at->text == "no"))
        return "a condition stands for itself: write `x`, or `not x`";
    if (is_before(at, first) && (at->text == "{" || at->text == "(")) return "write `x is one of {a, b}`";
    const bool after_one_of = at > first + 2 && at[-2].text == "of" && at[-3].text == "one";
    if (at->text == "," && at > first + 1 && (is_before(at - 1, first) || after_one_of))
        return "write `x is one of {a, b}`";
    return foreign(b, at, first);
}

/// `x is group.fact`: a comparison with something that is no value.
inline std::optional<diagnostic> is_with_path(const token* at, const token* first) {
    const token* is = at->text == "." && at > first ? is_before(at - 1, first) : nullptr;
    if (!is || at[-1].what != token_kind::word) return std::nullopt;
    const auto spelled = [](const token* from, const token* to) {
        std::string out;
        for (; from < to; ++from) out += from->text;
        return out;
    };
    const token* end = at;
    while (end->text == "." && end[1].what == token_kind::word) end += 2;
    const token* left = is;
    while (left > first && left[-1].what == token_kind::word && --left > first && left[-1].text == ".") --left;
    const std::string path = spelled(at - 1, end), sign = at - 2 == is ? "= " : "!= ";
    const std::string blank = left == is ? "" : " ";
    const span where{at->where.file, at[-1].where.begin, end[-1].where.end};
    return make_diagnostic(diagnostic_code::write_equals, where, {path, spelled(left, is) + blank + sign + path});
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
    if (at <= start) return std::nullopt;
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

inline span behind(const token& t) { return {t.where.file, t.where.end, t.where.end}; }

/// An end is shown behind the last word before it.
inline span place_of(const builder& b, const token* at, const token* first) {
    if (at == first || !(b.at_line_end || at->what == token_kind::end)) return at->where;
    return behind(at[-1]);
}

/// A name, and beside it nothing but marks.
inline bool awaits_only_name(const builder& b) {
    return expects(b, "a name") && std::all_of(b.expected.begin(), b.expected.end(), [](const expectation& e) {
               return e.what == "a name" || (e.spelled && e.what.size() == 1);
           });
}

}  // namespace failure_detail

bool begins_declaration(const token* at) {
    static constexpr std::array<std::string_view, 21> words{
        "appeal", "calendar", "deadline", "decision", "define", "enum", "example", "exception", "facts",  "pack",
        "param",  "record",   "require",  "rule",     "score",  "sop",  "statement", "table",   "use",       "values", "violation"};
    if (at->what != token_kind::word || !std::binary_search(words.begin(), words.end(), at->text)) return false;
    if (!at->own_column && !(at->newline_before && at->depth == 0)) return false;
    return at[1].what != token_kind::mark || at[1].text == "{" || at->text == "require";
}

diagnostic describe_failure(const builder& b, const token* start, const token* first) {
    using namespace failure_detail;
    const token* at = b.furthest ? b.furthest : start;
    if (b.explanation) return make_diagnostic(*b.explanation, at->where);
    if (auto open = unclosed(b, start, at)) return *std::move(open);
    if (auto path = is_with_path(at, first)) return *std::move(path);
    if (at > start + 1 && begins_declaration(at - 1)) {
        auto d = make_diagnostic(diagnostic_code::unfinished, behind(at[-2]), {start->text});
        d.secondary.push_back({at[-1].where, "the next declaration"});
        return d;
    }
    std::string wanted = alternatives(b.expected);
    if (at->reserved && !b.at_line_end && awaits_only_name(b))
        return make_diagnostic(diagnostic_code::reserved_name, at->where, {at->text});
    if (at == start && at > first && !at->newline_before && wanted.starts_with("a declaration"))
        wanted = "the end of the declaration";

    const bool at_next = at > start && begins_declaration(at);
    auto d = make_diagnostic(diagnostic_code::expected, at_next ? behind(at[-1]) : place_of(b, at, first),
                             {wanted, at_next ? "the next declaration" : found_text(b, *at)});
    if (at_next) return d;
    if (const std::string_view help = advice(b, at, first); !help.empty()) {
        d.help.emplace_back(help);
    } else if (at->what == token_kind::word && !b.at_line_end) {
        const std::string_view near = nearest(at->text, possible_words(b.expected));
        if (!near.empty()) d.help.push_back("did you mean " + quoted(near) + '?');
    }
    return d;
}

}  // namespace writ::syntax
