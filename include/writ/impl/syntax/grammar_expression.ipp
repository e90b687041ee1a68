// The grammar of expressions, loosest first.
#pragma once

#include "writ/detail/syntax/grammar.hpp"
#include "writ/detail/syntax/parsers.hpp"

// clang-format off: rules are laid out as a grammar is
namespace writ::syntax::grammar {

namespace expression_detail {

inline bool is_connective(const token& t) { return t.id == word_id("and") || t.id == word_id("or"); }

inline bool is_comparison(const token& t) {
    constexpr std::array ids{word_id("="), word_id("!="), word_id("<"),      word_id("<="),     word_id(">"),
                             word_id(">="), word_id("is"), word_id("has"), word_id("within"), word_id("during"),
                             word_id("matches")};
    return std::find(ids.begin(), ids.end(), t.id) != ids.end();
}

inline bool is_shift(const token& t) { return t.id == word_id("after") || t.id == word_id("before"); }

constexpr unless_word not_mixed{is_connective, diagnostic_code::mixed_connectives};
constexpr unless_word not_chained{is_comparison, diagnostic_code::chained_comparison};
constexpr unless_word not_compared{is_comparison, diagnostic_code::bare_aggregate};

/// A unit; marks the node around it with its plural.
struct unit_parser : plain_parser<unit_parser> {
    bool run(iterator& at, const iterator&, const context& c) const;
};

inline bool unit_parser::run(iterator& at, const iterator&, const context& c) const {
    struct spelling { std::uint8_t one, many; };
    static constexpr std::array<spelling, 6> units{{{word_id("minute"), word_id("minutes")},
                                                    {word_id("hour"), word_id("hours")},
                                                    {word_id("day"), word_id("days")},
                                                    {word_id("week"), word_id("weeks")},
                                                    {word_id("month"), word_id("months")},
                                                    {word_id("year"), word_id("years")}}};
    builder& b = state(c);
    if (at->id == 0 || !b.sees(at)) return false;
    node n;
    if (b.is_word(at, word_id("business"))) {
        const iterator next = at + 1;
        if (!b.is_word(next, word_id("day")) && !b.is_word(next, word_id("days"))) {
            b.miss(next, "days", true);
            return false;
        }
        n.text = "business days";
        at += 2;
        return b.push(at, std::move(n), role::text);
    }
    const auto unit = std::find_if(units.begin(), units.end(),
                                   [&](const spelling& u) { return u.one == at->id || u.many == at->id; });
    if (unit == units.end()) return false;
    n.text = word_text(unit->many);
    ++at;
    return b.push(at, std::move(n), role::text);
}

constexpr auto negated = "not"_w >> marks(role::negated);
constexpr auto order = spelled["before"_w | "after"_w];
constexpr auto shift_word = spelled["after"_w | "before"_w];
constexpr auto an_expression = named("an expression");

}  // namespace expression_detail

using namespace expression_detail;

// ---- level 1: if, quantifiers, aggregates

WRIT_RULE(if_expression);
WRIT_RULE(quantifier);
WRIT_RULE(aggregate);
WRIT_RULE(where);

WRIT_DEFINE(if_expression,
    make(kind::if_then)["if"_w >> deeper[condition >> "then"_w >> expression >> "otherwise"_w >> expression]])

WRIT_DEFINE(where, make(kind::where)["where"_w >> condition])

constexpr auto binder_head = name >> "among"_w >> postfix >> -quiet[
    make(kind::relation)[(order | spelled["other"_w] >> "than"_w) >> name]];

WRIT_DEFINE(binder, make(kind::binder)[binder_head >> -where])

constexpr auto how_many =
    ahead["at"_w >> ("least"_w | "most"_w)] >> "at"_w >> spelled["least"_w | "most"_w] | spelled["exactly"_w];

WRIT_DEFINE(quantifier,
    make(kind::quantifier)[(spelled["any"_w | "every"_w] | how_many >> primary) >>
                           make(kind::binder)[binder_head >> where]])

constexpr auto collected = "sum"_w | "largest"_w | "smallest"_w | "earliest"_w | "latest"_w | "set"_w | "list"_w;
constexpr auto counted =
    ahead["distinct"_w >> !"among"_w] >> "distinct"_w >> marks(role::text, "count distinct") >> condition >> "for"_w
    | marks(role::text, "count");

WRIT_DEFINE(aggregate,
    ahead[("count"_w | collected) >> "of"_w] >>
    make(kind::aggregate)[("count"_w >> "of"_w >> counted | spelled[collected] >> "of"_w >> condition >> "for"_w) >> binder >> not_compared])

WRIT_DEFINE(expression, an_expression[if_expression | quantifier | aggregate | condition])

// ---- level 2 and 3: and, or, not

WRIT_RULE(negation);
WRIT_RULE(comparison);

WRIT_DEFINE(negation, an_expression[make(kind::negation)["not"_w >> deeper[negation]] | comparison])

WRIT_DEFINE(condition,
    negation >> -quiet[left(kind::conjunction)[+("and"_w >> negation)] | left(kind::disjunction)[+("or"_w >> negation)]]
             >> not_mixed)

// ---- level 4: comparisons

WRIT_RULE(is_test);

constexpr auto a_value = named("a value's name, a state such as `present`, or `one of`");
WRIT_RULE(during_test);

WRIT_DEFINE(state_word, "present"_w | "absent"_w | "known"_w | "unknown"_w | "empty"_w)
WRIT_DEFINE(comparison_mark, "="_w | "!="_w | "<"_w | "<="_w | ">"_w | ">="_w)

WRIT_DEFINE(is_test,
    a_value[
        left(kind::is_state)[-negated >> quiet[spelled[state_word]]]
        | left(kind::is_order)[-negated >> quiet[order >> shifted]]
        | left(kind::is_one_of)[-negated >> ahead["one"_w >> "of"_w] >> "one"_w >> "of"_w >> postfix]
        | left(kind::is_value)[-negated >> a_value[name]]])

WRIT_DEFINE(as_of, make(kind::as_of)["as"_w >> "of"_w >> shifted])

WRIT_DEFINE(during_test,
    ahead["last"_w >> !".."_w] >> left(kind::during_last)["last"_w >> sum >> -quiet[as_of]]
    | left(kind::during)[shifted >> ".."_w >> shifted])

constexpr auto how_many_of = ahead["any"_w >> "of"_w] >> spelled["any"_w] >> "of"_w
                           | ahead["all"_w >> "of"_w] >> spelled["all"_w] >> "of"_w
                           | marks(role::text, "one");

WRIT_DEFINE(comparison,
    shifted >> -quiet[
        left(kind::compare)[spelled[comparison_mark] >> shifted]
        | "is"_w >> is_test
        | left(kind::has)["has"_w >> how_many_of >> postfix]
        | left(kind::within)["within"_w >> sum >> shift_word >> shifted]
        | "during"_w >> during_test
        | left(kind::matches)["matches"_w >> string]] >> not_chained)

// ---- level 5 to 8: arithmetic

WRIT_RULE(product);
WRIT_RULE(unary);

WRIT_DEFINE(shifted,
    sum >> -quiet[left(kind::shift)[shift_word >> sum >> -quiet[make(kind::using_)["using"_w >> postfix]]]])

WRIT_DEFINE(sum,
    product >> *quiet[left(kind::binary)[spelled["+"_w | "-"_w | "union"_w | "minus"_w] >> product]])

WRIT_DEFINE(product, unary >> *quiet[left(kind::binary)[spelled["*"_w | "/"_w] >> unary]])

constexpr auto rolled = "rolled"_w >> marks(role::rolled);

WRIT_DEFINE(unary,
    an_expression[make(kind::negative)["-"_w >> deeper[unary]]
                  | postfix >> -quiet[left(kind::unit)[unit_parser{} >> -quiet[rolled]]]])

// ---- level 9 and literals

WRIT_RULE(call);
WRIT_RULE(braces);

WRIT_DEFINE(call, left(kind::call)["("_w >> inside[-commas(expression) >> ")"_w]])

WRIT_DEFINE(postfix, primary >> *quiet[left(kind::field)["."_w >> any_word] | call])

constexpr auto member = make(kind::member)[expression >> -make(kind::when)["when"_w >> condition]];
constexpr auto record_entry = make(kind::entry)[any_word >> ":"_w >> expression];

WRIT_DEFINE(braces,
    ahead["{"_w >> inside[word_token >> ":"_w]] >>
        make(kind::record_literal)["{"_w >> inside[commas(record_entry) >> "}"_w]]
    | make(kind::set)["{"_w >> inside[-commas(member) >> "}"_w]])

constexpr auto literal = number | string | date | instant | leaf(kind::time)[time_token]
                       | leaf(kind::constant)["yes"_w | "no"_w | "absent"_w | "unknown"_w];
constexpr auto picked = "newest"_w | "oldest"_w;

WRIT_DEFINE(primary,
    an_expression[
        ahead[capitals_token >> number_token] >> leaf(kind::money)[capitals_token >> number_token]
        | ahead[picked >> number_token] >> make(kind::pick)[spelled[picked] >> whole_number >> "of"_w >> deeper[postfix]]
        | name
        | literal
        | make(kind::paren)["("_w >> inside[expression >> ")"_w]]
        | braces
        | make(kind::list)["["_w >> inside[-commas(expression) >> "]"_w]]])

}  // namespace writ::syntax::grammar

namespace writ::syntax {

bool read_expression(const token*& at, const token* last, builder& b) {
    const auto c = boost::spirit::x3::make_context<grammar::builder_tag>(b);
    if (!grammar::run(grammar::expression, at, last, c)) return false;
    if (at == last) return true;
    b.miss(at, "the end of the expression", false);
    return false;
}

}  // namespace writ::syntax
