// The vocabulary the grammar is written in: Spirit X3 parsers over tokens that build nodes as a side effect.
//
// X3 gives the operators (`>>`, `|`, `*`, `-`, `!`); everything below is an X3 parser without an attribute. Rules are
// plain functions (`WRIT_RULE`), which keeps the frames of the recursion and the time to compile small.
#pragma once

// The headers below need it first.
#include <boost/spirit/home/x3/support/traits/tuple_traits.hpp>

#include <boost/spirit/home/x3/auxiliary/eps.hpp>
#include <boost/spirit/home/x3/core/parser.hpp>
#include <boost/spirit/home/x3/operator.hpp>
#include <boost/spirit/home/x3/support/context.hpp>

#include "writ/detail/syntax/builder.hpp"
#include "writ/detail/syntax/vocabulary.hpp"

namespace writ::syntax::grammar {

namespace x3 = boost::spirit::x3;

using iterator = const token*;
struct builder_tag;
using context = x3::context<builder_tag, builder>;

inline builder& state(const context& c) noexcept { return x3::get<builder_tag>(c); }

/// A parser without an attribute, from a function `bool(iterator&, iterator, const context&)`.
template <class Derived>
struct plain_parser : x3::parser<Derived> {
    using attribute_type = x3::unused_type;
    static constexpr bool has_attribute = false;

    template <class Rule, class Attribute>
    bool parse(iterator& at, const iterator& last, const context& c, Rule&, Attribute&) const {
        return this->derived().run(at, last, c);
    }
};

/// Runs a parser that is part of another one.
template <class Subject>
bool run(const Subject& subject, iterator& at, const iterator& last, const context& c) {
    return subject.parse(at, last, c, x3::unused, x3::unused);
}

// ---- rules

template <class Id>
struct rule : plain_parser<rule<Id>> {
    bool run(iterator& at, const iterator& last, const context& c) const {
        return parse_rule(static_cast<Id*>(nullptr), at, last, c);
    }
};

#define WRIT_RULE(name)                                                                                                \
    struct name##_id;                                                                                                  \
    bool parse_rule(name##_id*, iterator& at, const iterator& last, const context& c);                                 \
    constexpr rule<name##_id> name {}
#define WRIT_DEFINE(name, ...)                                                                                         \
    bool parse_rule(name##_id*, iterator& at, const iterator& last, const context& c) {                                \
        static constexpr auto definition = __VA_ARGS__;                                                                \
        return run(definition, at, last, c);                                                                           \
    }

// ---- leaves

/// A word or mark of the vocabulary; makes no node.
struct fixed_word : plain_parser<fixed_word> {
    std::uint8_t id;
    constexpr explicit fixed_word(std::uint8_t i) : id(i) {}
    bool run(iterator& at, const iterator&, const context& c) const {
        builder& b = state(c);
        if (b.is_word(at, id)) {
            ++at;
            return true;
        }
        b.miss(at, word_text(id), true);
        return false;
    }
};

consteval fixed_word operator""_w(const char* text, std::size_t size) {
    const std::uint8_t id = word_id({text, size});
    return id != 0 ? fixed_word(id) : throw "not in the vocabulary";
}

/// A token of a kind; makes no node.
struct any_token : plain_parser<any_token> {
    token_kind what;
    const char* label;
    constexpr any_token(token_kind w, const char* l) : what(w), label(l) {}
    bool run(iterator& at, const iterator&, const context& c) const {
        builder& b = state(c);
        if (at->what == what && b.sees(at)) {
            ++at;
            return true;
        }
        b.miss(at, label, false);
        return false;
    }
};

/// A token for which a function says yes; makes no node.
struct token_if : plain_parser<token_if> {
    bool (*test)(const token&);
    const char* label;
    constexpr token_if(bool (*t)(const token&), const char* l) : test(t), label(l) {}
    bool run(iterator& at, const iterator&, const context& c) const {
        builder& b = state(c);
        if (b.sees(at) && test(*at)) {
            ++at;
            return true;
        }
        b.miss(at, label, false);
        return false;
    }
};

inline bool is_free_name(const token& t) { return t.what == token_kind::word && !t.reserved; }
inline bool is_capitals(const token& t) {
    const auto capital = [&](std::size_t i) { return t.text[i] >= 'A' && t.text[i] <= 'Z'; };
    return t.what == token_kind::word && t.text.size() == 3 && capital(0) && capital(1) && capital(2);
}
inline bool is_tag(const token& t) {
    const auto small = [&](std::size_t i) { return t.text[i] >= 'a' && t.text[i] <= 'z'; };
    return t.what == token_kind::word && t.text.size() == 2 && small(0) && small(1);
}

inline bool is_whole(const token& t) {
    return t.what == token_kind::number && t.text.find_first_of(".%") == std::string_view::npos;
}
inline bool is_year(const token& t) {
    return is_whole(t) && t.text.size() == 4 && t.text.find('_') == std::string_view::npos;
}

/// Marks the node around it.
struct marks : plain_parser<marks> {
    role as;
    const char* text;
    constexpr explicit marks(role r, const char* t = "") : as(r), text(t) {}
    bool run(iterator& at, const iterator&, const context& c) const {
        node n;
        n.text = text;
        return state(c).push(at, std::move(n), as);
    }
};

/// Fails at certain words with an explanation of its own; takes nothing.
struct unless_word : plain_parser<unless_word> {
    bool (*test)(const token&);
    diagnostic_code code;
    constexpr unless_word(bool (*t)(const token&), diagnostic_code d) : test(t), code(d) {}
    bool run(iterator& at, const iterator&, const context& c) const {
        builder& b = state(c);
        if (!b.sees(at) || !test(*at)) return true;
        b.explain(at, code);
        return false;
    }
};

// ---- directives

template <class Subject>
struct make_directive : plain_parser<make_directive<Subject>> {
    Subject subject;
    kind what;
    bool left;  ///< the node already on the stack becomes the first child
    constexpr make_directive(Subject s, kind k, bool l) : subject(s), what(k), left(l) {}
    bool run(iterator& at, const iterator& last, const context& c) const {
        builder& b = state(c);
        const std::size_t mark = b.mark();
        const iterator begin = at;
        if (grammar::run(subject, at, last, c) && b.make(what, left ? mark - 1 : mark, begin, at)) return true;
        if (b.mark() > mark) b.drop_to(mark);
        at = begin;
        return false;
    }
};

struct make_generator {
    kind what;
    bool left;
    template <class Subject>
    constexpr auto operator[](const Subject& subject) const {
        return make_directive<Subject>(subject, what, left);
    }
};

/// A node whose children are the nodes its subject makes.
constexpr make_generator make(kind k) { return {k, false}; }
/// The same, with the node made just before as its first child.
constexpr make_generator left(kind k) { return {k, true}; }

/// A leaf, or a text for the node around it, spelled like the tokens its subject takes.
template <class Subject>
struct spelling_directive : plain_parser<spelling_directive<Subject>> {
    Subject subject;
    kind what;
    role as;
    constexpr spelling_directive(Subject s, kind k, role r) : subject(s), what(k), as(r) {}
    bool run(iterator& at, const iterator& last, const context& c) const {
        builder& b = state(c);
        const iterator begin = at;
        if (!grammar::run(subject, at, last, c)) return false;
        node n;
        n.what = what;
        n.where = {begin->where.file, begin->where.begin, (at - 1)->where.end};
        for (iterator t = begin; t != at; ++t) {
            if (t != begin && what != kind::number) n.text += ' ';
            n.text += t->text;
        }
        return b.push(begin, std::move(n), as);
    }
};

struct spelling_generator {
    kind what;
    role as;
    template <class Subject>
    constexpr auto operator[](const Subject& subject) const {
        return spelling_directive<Subject>(subject, what, as);
    }
};

constexpr spelling_generator leaf(kind k) { return {k, role::child}; }
constexpr spelling_generator spelled{kind::word, role::text};

/// Looks ahead without taking or remembering anything.
template <class Subject>
struct ahead_directive : plain_parser<ahead_directive<Subject>> {
    Subject subject;
    constexpr explicit ahead_directive(Subject s) : subject(s) {}
    bool run(iterator& at, const iterator& last, const context& c) const {
        builder& b = state(c);
        iterator copy = at;
        ++b.silent;
        const bool found = grammar::run(subject, copy, last, c);
        --b.silent;
        return found;
    }
};

/// Names what begins here, in place of the words it could begin with. Without a name nothing is said.
template <class Subject>
struct named_directive : plain_parser<named_directive<Subject>> {
    Subject subject;
    const char* name;
    constexpr named_directive(Subject s, const char* n) : subject(s), name(n) {}
    bool run(iterator& at, const iterator& last, const context& c) const {
        builder& b = state(c);
        const iterator begin = at;
        const iterator outer = b.muted;
        b.muted = begin;
        const bool found = grammar::run(subject, at, last, c);
        b.muted = outer;
        if (!found && name) b.miss(begin, name, false);
        return found;
    }
};

struct named_generator {
    const char* name;
    template <class Subject>
    constexpr auto operator[](const Subject& subject) const {
        return named_directive<Subject>(subject, name);
    }
};

constexpr named_generator named(const char* name) { return {name}; }
constexpr named_generator quiet{nullptr};

/// Where the grammar enters itself: bounded by `limits::nesting`.
template <class Subject>
struct deeper_directive : plain_parser<deeper_directive<Subject>> {
    Subject subject;
    constexpr explicit deeper_directive(Subject s) : subject(s) {}
    bool run(iterator& at, const iterator& last, const context& c) const {
        builder& b = state(c);
        if (b.depth >= b.bounds().nesting) return b.refuse(at, diagnostic_code::too_deep, b.bounds().nesting);
        ++b.depth;
        const bool found = grammar::run(subject, at, last, c);
        --b.depth;
        return found;
    }
};

/// The inside of a bracket: one level deeper, and line ends mean nothing.
template <class Subject>
struct inside_directive : plain_parser<inside_directive<Subject>> {
    deeper_directive<Subject> subject;
    constexpr explicit inside_directive(Subject s) : subject(s) {}
    bool run(iterator& at, const iterator& last, const context& c) const {
        builder& b = state(c);
        const iterator outer = b.row_start;
        b.row_start = nullptr;
        const bool found = grammar::run(subject, at, last, c);
        b.row_start = outer;
        return found;
    }
};

/// One line of a table body, up to its line end.
template <class Subject>
struct line_directive : plain_parser<line_directive<Subject>> {
    Subject subject;
    constexpr explicit line_directive(Subject s) : subject(s) {}
    bool run(iterator& at, const iterator& last, const context& c) const {
        builder& b = state(c);
        const iterator outer = b.row_start;
        const iterator begin = at;
        const std::size_t mark = b.mark();
        b.row_start = begin;
        b.column = 0;
        const bool found = grammar::run(subject, at, last, c);
        if (found && !at->newline_before) b.miss(at, "the end of the line", false);
        b.row_start = outer;
        if (found && at->newline_before) {
            b.line_over(at);
            return true;
        }
        b.drop_to(mark);
        at = begin;
        return false;
    }
};

/// A row of a table; one that cannot be read is remembered, so that reading can go on behind it.
template <class Subject>
struct row_directive : plain_parser<row_directive<Subject>> {
    Subject subject;
    constexpr explicit row_directive(Subject s) : subject(s) {}
    bool run(iterator& at, const iterator& last, const context& c) const {
        if (grammar::run(subject, at, last, c)) return true;
        if (at->text != "}") state(c).bad_row = at;
        return false;
    }
};

/// Calls a function on the node that its subject made.
template <class Subject>
struct then_directive : plain_parser<then_directive<Subject>> {
    Subject subject;
    void (*action)(builder&, const node&);
    constexpr then_directive(Subject s, void (*a)(builder&, const node&)) : subject(s), action(a) {}
    bool run(iterator& at, const iterator& last, const context& c) const {
        if (!grammar::run(subject, at, last, c)) return false;
        action(state(c), state(c).top());
        return true;
    }
};

template <template <class> class Directive>
struct simple_generator {
    template <class Subject>
    constexpr auto operator[](const Subject& subject) const {
        return Directive<Subject>(subject);
    }
};

constexpr simple_generator<ahead_directive> ahead{};
constexpr simple_generator<deeper_directive> deeper{};
constexpr simple_generator<inside_directive> inside{};
constexpr simple_generator<line_directive> line{};
constexpr simple_generator<row_directive> table_row{};

struct then_generator {
    void (*action)(builder&, const node&);
    template <class Subject>
    constexpr auto operator[](const Subject& subject) const {
        return then_directive<Subject>(subject, action);
    }
};

constexpr then_generator after_which(void (*action)(builder&, const node&)) { return {action}; }

// ---- what the parts of the grammar share

constexpr any_token number_token{token_kind::number, "a number"};
constexpr any_token date_token{token_kind::date, "a date"};
constexpr any_token instant_token{token_kind::instant, "an instant"};
constexpr any_token time_token{token_kind::time, "a time"};
constexpr any_token string_token{token_kind::string, "a text in quotes"};
constexpr any_token word_token{token_kind::word, "a name"};
constexpr token_if name_token{is_free_name, "a name"};
constexpr token_if capitals_token{is_capitals, "a currency"};
constexpr token_if tag_token{is_tag, "a language"};

constexpr auto name = leaf(kind::name)[name_token];
constexpr auto any_word = leaf(kind::name)[word_token];  // reserved words too
constexpr auto number = leaf(kind::number)[number_token];
constexpr auto whole_number = leaf(kind::number)[token_if(is_whole, "a whole number")];
constexpr auto date = leaf(kind::date)[date_token];
constexpr auto instant = leaf(kind::instant)[instant_token];
constexpr auto string = leaf(kind::string)[string_token];

/// One or more, with commas.
template <class Subject>
constexpr auto commas(const Subject& subject) {
    return subject >> *(","_w >> subject);
}

WRIT_RULE(expression);  // expr
WRIT_RULE(condition);   // cond
WRIT_RULE(shifted);     // datex
WRIT_RULE(sum);
WRIT_RULE(postfix);
WRIT_RULE(primary);
WRIT_RULE(binder);
WRIT_RULE(as_of);
WRIT_RULE(state_word);
WRIT_RULE(comparison_mark);
WRIT_RULE(declaration);

}  // namespace writ::syntax::grammar
