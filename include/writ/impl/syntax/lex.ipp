// text → tokens.
#pragma once

#include "writ/date.hpp"
#include "writ/detail/syntax/token.hpp"
#include "writ/detail/syntax/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include <boost/spirit/home/x3/char/char.hpp>
#include <boost/spirit/home/x3/core/parse.hpp>
#include <boost/spirit/home/x3/operator.hpp>
#include <boost/spirit/home/x3/string/literal_string.hpp>

namespace writ::syntax {

namespace lex_detail {

namespace x3 = boost::spirit::x3;

// ---- what a token looks like

constexpr x3::standard::char_type character{};
constexpr auto digit = character('0', '9');
constexpr auto letter = character('a', 'z') | character('A', 'Z') | character('_');
constexpr auto two = digit >> digit;

constexpr auto word_form = letter >> *(letter | digit);
constexpr auto integer_form = digit >> *(digit | character('_'));
constexpr auto number_form = integer_form >> -(character('.') >> +digit) >> -character('%');
constexpr auto date_form = two >> two >> character('-') >> two >> character('-') >> two;
constexpr auto time_form = two >> character(':') >> two;
constexpr auto clock_form = time_form >> -(character(':') >> two >> -(character('.') >> +digit));
constexpr auto offset_form = character('Z') | ((character('+') | character('-')) >> time_form);
constexpr auto instant_form = date_form >> character('T') >> clock_form >> offset_form;
constexpr auto string_end = character('"') | character('\\') | character('\n');
constexpr auto string_form = character('"') >>
                             *((character - string_end) | (character('\\') >> (character - character('\n')))) >>
                             character('"');
constexpr auto mark_form = x3::lit("||") | x3::lit("->") | x3::lit("..") | x3::lit("<=") | x3::lit(">=") |
                           x3::lit("!=") | character('{') | character('}') | character('(') | character(')') |
                           character('[') | character(']') | character('|') | character(':') | character(',') |
                           character('.') | character('=') | character('<') | character('>') | character('+') |
                           character('-') | character('*') | character('/');

// What people write instead of a date, a time, an instant or a number; read as one, so that `2026-3-1` is no subtraction.
constexpr auto date_separator = character('-') | character('.') | character('/');
constexpr auto loose_date = +digit >> date_separator >> +digit >> date_separator >> +digit;
constexpr auto loose_month = two >> two >> x3::lit("-0") >> digit >> !digit;
constexpr auto loose_time = two >> +(character(':') >> +digit);
constexpr auto loose_clock = *(digit | character(':') | character('.'));
constexpr auto loose_instant = two >> two >> character('-') >> +digit >> character('-') >> +digit >>
                               character('T') >> loose_clock >>
                               -(character('Z') | ((character('+') | character('-')) >> *(digit | character(':'))));
constexpr auto loose_thousands = digit >> -digit >> -digit >> +(x3::lit(",0") >> two) >> !digit;
constexpr auto loose_point = number_form >>
                             (+(character('.') >> +digit) | (character('.') >> !(letter | character('.'))));
constexpr auto loose_word = number_form >> word_form;

/// How many bytes from the beginning of a text a form takes; 0 if it does not match.
template <class Form>
std::size_t length_of(const Form& form, std::string_view text) {
    const char* at = text.data();
    return x3::parse(at, text.data() + text.size(), form) ? static_cast<std::size_t>(at - text.data()) : 0;
}

/// Whether three groups of digits are meant as a date: a year at one end, or a day or month with a zero before it.
inline bool seems_date(std::string_view text) {
    const std::size_t first = text.find_first_of("-./");
    const std::size_t second = text.find_first_of("-./", first + 1);
    if (text[first] != text[second]) return false;
    const std::array<std::string_view, 3> parts{text.substr(0, first), text.substr(first + 1, second - first - 1),
                                                text.substr(second + 1)};
    const auto is_short = [](std::string_view part) { return part.size() <= 2; };
    const bool year_first = parts[0].size() >= 4 && is_short(parts[1]) && is_short(parts[2]);
    const bool year_last = parts[2].size() >= 4 && is_short(parts[0]) && is_short(parts[1]);
    const bool zeros = parts[1].size() == 2 && parts[1][0] == '0' && is_short(parts[0]) && is_short(parts[2]);
    return year_first || year_last || zeros;
}

/// The length of what is meant as a date and is not written as one, else 0.
inline std::size_t loose_date_length(std::string_view text) {
    const std::size_t length = length_of(loose_date, text);
    return length != 0 && seems_date(text.substr(0, length)) ? length : length_of(loose_month, text);
}

/// The length of what is meant as a number and is not written as one, else 0.
inline std::size_t loose_number_length(std::string_view text) {
    const std::size_t number = length_of(number_form, text), word = length_of(loose_word, text);
    if (word != 0 && word_id(text.substr(number, word - number)) == 0) return word;  // `30days` is two tokens
    return std::max(length_of(loose_thousands, text), length_of(loose_point, text));
}

/// Whether a literal of the right form stands for something. The size of numbers is for later stages to judge.
inline bool exists(token_kind what, std::string_view text) {
    switch (what) {
        case token_kind::date: return parse_date(text).has_value();
        case token_kind::time: return parse_time(text).has_value();
        case token_kind::instant: return parse_instant(text).has_value();
        default: return true;
    }
}

inline diagnostic_code code_of_bad(token_kind what) {
    switch (what) {
        case token_kind::date: return diagnostic_code::bad_date;
        case token_kind::time: return diagnostic_code::bad_time;
        case token_kind::instant: return diagnostic_code::bad_instant;
        default: return diagnostic_code::bad_number;
    }
}

class lexer {
public:
    lexer(const source& file, std::uint32_t index, const limits& bounds)
        : text_(file.text()), file_(index), bounds_(bounds) {}

    token_list run();

private:
    bool check_text();
    bool check_character(std::size_t at, std::size_t size);
    void skip_blanks();
    void add_comment();
    void add_token();
    token_kind measure(std::size_t& size);
    void measure_digits(token_kind& what, std::size_t& size);
    std::size_t foreign_quotes();
    void bad_character();
    void check_size(const token& t);
    bool check_brackets();

    span here(std::size_t begin, std::size_t end) const {
        return {file_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
    }
    void report(diagnostic_code code, span where, std::initializer_list<std::string_view> words = {},
                std::string_view help = {}, std::string_view mark = {}) {
        if (out_.diagnostics.size() > 10 * bounds_.diagnostics) return;  // enough to be cut and counted later
        out_.diagnostics.push_back(make_diagnostic(code, where, words));
        if (!help.empty()) out_.diagnostics.back().help.emplace_back(help);
        out_.diagnostics.back().primary.text = mark;
    }
    /// No file that keeps to the limit on nodes has as many words, marks and comments as this.
    bool is_too_much() const { return out_.tokens.size() + out_.comments.size() > 4 * bounds_.nodes; }
    std::string_view rest() const { return text_.substr(at_); }

    std::string_view text_;
    std::uint32_t file_;
    const limits& bounds_;
    token_list out_;
    std::size_t at_ = 0;
    bool new_line_ = true;
};

// ---- the text as such

/// The length of a well-formed UTF-8 sequence of more than one byte, 0 if there is none.
inline std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    const std::size_t size = lead >= 0xF0u ? 4 : lead >= 0xE0u ? 3 : 2;
    if (lead < 0xC2u || lead > 0xF4u || text.size() < size) return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((byte(i) & 0xC0u) != 0x80u) return 0;
    const unsigned char second = byte(1);
    const bool overlong = (lead == 0xE0u && second < 0xA0u) || (lead == 0xF0u && second < 0x90u);
    const bool outside = (lead == 0xEDu && second > 0x9Fu) || (lead == 0xF4u && second > 0x8Fu);
    return overlong || outside ? 0 : size;
}

/// U+061C, U+200E, U+200F, U+202A … U+202E, U+2066 … U+2069: they show a text in another order than it is read.
inline bool turns_direction(std::string_view c) {
    if (c == "\xD8\x9C") return true;
    if (c.size() != 3 || c[0] != '\xE2') return false;
    const auto second = static_cast<unsigned char>(c[1]);
    const auto third = static_cast<unsigned char>(c[2]);
    return (second == 0x80u && (third == 0x8Eu || third == 0x8Fu || (third >= 0xAAu && third <= 0xAEu))) ||
           (second == 0x81u && third >= 0xA6u && third <= 0xA9u);
}

inline bool lexer::check_character(std::size_t at, std::size_t size) {
    if (size == 0) {
        report(diagnostic_code::invalid_utf8, here(at, at + 1));
        return false;
    }
    if (turns_direction(text_.substr(at, size))) report(diagnostic_code::direction_mark, here(at, at + size));
    return true;
}

inline bool lexer::check_text() {
    if (text_.size() > bounds_.source_bytes) {
        report(diagnostic_code::file_too_large, here(0, 0), {std::to_string(bounds_.source_bytes)});
        return false;
    }
    if (const std::size_t nul = text_.find('\0'); nul != std::string_view::npos) {
        report(diagnostic_code::nul_character, here(nul, nul + 1));
        return false;
    }
    for (std::size_t at = 0; at < text_.size();) {
        std::uint64_t eight = 0x80u;  // plain ASCII, eight bytes at a time
        while (at + 8 <= text_.size()) {
            std::memcpy(&eight, text_.data() + at, 8);
            if ((eight & 0x8080808080808080u) != 0) break;
            at += 8;
        }
        const std::size_t stop = std::min(at + 8, text_.size());
        while (at < stop) {
            const bool plain = static_cast<unsigned char>(text_[at]) < 0x80u;
            const std::size_t size = plain ? 1 : sequence_length(text_.substr(at));
            if (!plain && !check_character(at, size)) return false;
            at += size;
        }
    }
    return out_.diagnostics.empty();
}

// ---- between tokens

inline void lexer::add_comment() {
    const std::size_t line_end = std::min(text_.find('\n', at_), text_.size());
    std::size_t end = line_end;
    if (end > at_ && text_[end - 1] == '\r') --end;
    const std::string_view all = text_.substr(at_, end - at_);
    const bool doc = all.starts_with("##");
    const std::string_view words = all.substr(doc ? 2 : 1);
    out_.comments.push_back({here(at_, end), doc, !new_line_, std::string(words)});
    at_ = line_end;
}

inline void lexer::skip_blanks() {
    while (at_ < text_.size() && !is_too_much()) {
        const char c = text_[at_];
        if (c == '#') {
            add_comment();
        } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            new_line_ = new_line_ || c == '\n';
            ++at_;
        } else {
            return;
        }
    }
}

// ---- tokens

/// Dates, times, instants and numbers all begin with a digit. The longest form that fits is meant.
inline void lexer::measure_digits(token_kind& what, std::size_t& size) {
    bool good = false;
    const auto offer = [&](token_kind k, std::size_t length, bool right) {
        if (length <= size) return;
        what = k;
        size = length;
        good = right;
    };
    offer(token_kind::number, length_of(number_form, rest()), true);
    offer(token_kind::time, length_of(time_form, rest()), true);
    offer(token_kind::date, length_of(date_form, rest()), true);
    offer(token_kind::instant, length_of(instant_form, rest()), true);
    offer(token_kind::instant, length_of(loose_instant, rest()), false);
    offer(token_kind::date, loose_date_length(rest()), false);
    offer(token_kind::time, length_of(loose_time, rest()), false);
    offer(token_kind::number, loose_number_length(rest()), false);
    const std::string_view text = rest().substr(0, size);
    if (good && exists(what, text)) return;
    const std::string_view mark = !good ? "" : what == token_kind::date ? "no such day" : "no such time";
    report(code_of_bad(what), here(at_, at_ + size), {text}, {}, mark);
}

inline token_kind lexer::measure(std::size_t& size) {
    const char c = text_[at_];
    token_kind what = token_kind::mark;
    if (c >= '0' && c <= '9') {
        measure_digits(what, size);
    } else if (c == '"') {
        what = token_kind::string;
        size = length_of(string_form, rest());
        if (size == 0) {  // taken as far as the line goes, so that reading can go on
            size = std::min(text_.find('\n', at_), text_.size()) - at_;
            if (text_[at_ + size - 1] == '\r') --size;
            report(diagnostic_code::open_string, here(at_, at_ + size));
        }
    } else if ((size = length_of(word_form, rest())) != 0) {
        what = token_kind::word;
    } else {
        size = length_of(mark_form, rest());
        if (size == 0 && (size = foreign_quotes()) != 0) what = token_kind::string;
    }
    return what;
}

/// The length of a text between other quotation marks, which is reported and then read as a string; else 0.
inline std::size_t lexer::foreign_quotes() {
    struct pair {
        std::string_view open, close;
    };
    static constexpr std::array<pair, 4> pairs{{{"'", "'"}, {"“", "”"}, {"‘", "’"}, {"«", "»"}}};
    for (const auto& [open, close] : pairs) {
        if (!rest().starts_with(open)) continue;
        const std::size_t at = rest().substr(0, rest().find('\n')).find(close, open.size());
        if (at == std::string_view::npos) continue;
        const std::size_t size = at + close.size();
        report(diagnostic_code::bad_character, here(at_, at_ + size), {open},
               "put texts between straight double quotes: `\"…\"`");
        return size;
    }
    return 0;
}

/// Reports a character that begins no token; characters like it that follow belong to the same mistake.
inline void lexer::bad_character() {
    const std::size_t begin = at_;
    const auto one = [&] {
        const bool plain = static_cast<unsigned char>(text_[at_]) < 0x80u;
        return plain ? 1 : std::max<std::size_t>(sequence_length(rest()), 1);
    };
    const std::size_t first = one();
    const std::string_view bad = text_.substr(begin, first);
    at_ += first;
    while (at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) >= 0x80u || rest().starts_with(bad)))
        at_ += one();
    const char* help = bad == "!"                               ? "write `not`"
                       : bad == "&"                             ? "write `and`"
                       : bad == ";"                             ? "nothing is needed at the end of a clause"
                       : bad == "%"                             ? "a percent sign stands right behind its number: `50%`"
                       : bad == "$" || bad == "€" || bad == "£" ? "money is written `USD 100`"
                                                                : "";
    report(diagnostic_code::bad_character, here(begin, begin + first), {bad}, help);
}

inline void lexer::check_size(const token& t) {
    const std::size_t size = t.text.size();
    if (t.what == token_kind::word && size > bounds_.identifier_bytes)
        report(diagnostic_code::name_too_long, t.where, {std::to_string(bounds_.identifier_bytes)});
    if (t.what == token_kind::string && size > bounds_.string_bytes + 2)
        report(diagnostic_code::string_too_long, t.where, {std::to_string(bounds_.string_bytes)});
    if (t.what == token_kind::number && size > bounds_.number_characters)
        report(diagnostic_code::number_too_long, t.where, {std::to_string(bounds_.number_characters)});
}

inline void lexer::add_token() {
    std::size_t size = 0;
    token t;
    t.what = measure(size);
    if (size == 0) {
        bad_character();
        return;
    }
    t.text = text_.substr(at_, size);
    t.where = here(at_, at_ + size);
    t.newline_before = new_line_;
    t.own_column = at_ == 0 || text_[at_ - 1] == '\n' || (at_ == 3 && text_.starts_with("\xEF\xBB\xBF"));
    t.comments = static_cast<std::uint32_t>(out_.comments.size());
    if (t.what == token_kind::word || t.what == token_kind::mark) t.id = word_id(t.text);
    if (t.what == token_kind::word) t.reserved = reserved_ids[t.id];
    check_size(t);
    out_.tokens.push_back(t);
    at_ += size;
    new_line_ = false;
}

/// Counts brackets before anything descends into them.
inline bool lexer::check_brackets() {
    std::uint32_t depth = 0;
    for (token& t : out_.tokens) {
        t.depth = depth;
        if (t.what != token_kind::mark || t.text.size() != 1) continue;
        const char c = t.text.front();
        if (c == '(' || c == '[' || c == '{') {
            if (++depth > bounds_.nesting) {
                report(diagnostic_code::too_deep, t.where, {std::to_string(bounds_.nesting)});
                return false;
            }
        } else if (depth > 0 && (c == ')' || c == ']' || c == '}')) {
            --depth;
        }
    }
    return true;
}

inline token_list lexer::run() {
    out_.readable = check_text();
    if (out_.readable) {
        out_.tokens.reserve(std::min(text_.size() / 3 + 2, 4 * bounds_.nodes + 2));  // rules have about so many
        if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
        for (skip_blanks(); at_ < text_.size() && !is_too_much(); skip_blanks()) add_token();
        out_.readable = !is_too_much() && check_brackets();
        if (is_too_much()) report(diagnostic_code::too_many_nodes, here(at_, at_), {std::to_string(bounds_.nodes)});
    }
    token end;
    end.what = token_kind::end;
    end.newline_before = end.own_column = true;
    end.where = here(text_.size(), text_.size());
    end.comments = static_cast<std::uint32_t>(out_.comments.size());
    out_.tokens.push_back(end);
    return std::move(out_);
}

}  // namespace lex_detail

token_list lex(const source& file, std::uint32_t index, const limits& bounds) {
    return lex_detail::lexer(file, index, bounds).run();
}

}  // namespace writ::syntax
