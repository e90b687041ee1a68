// The grammar of declarations.
#pragma once

#include "writ/detail/syntax/grammar.hpp"
#include "writ/detail/syntax/parsers.hpp"

// clang-format off: rules are laid out as a grammar is
namespace writ::syntax::grammar {

namespace declaration_detail {

// ---- texts and notes

WRIT_RULE(text);
WRIT_RULE(title);
WRIT_RULE(note);

constexpr auto tagged = make(kind::tagged)[ahead[tag_token >> string_token] >> spelled[tag_token] >> string];
constexpr auto untagged = make(kind::tagged)[string];
constexpr auto strings = (untagged | tagged) >> *quiet[tagged];

WRIT_DEFINE(text, named("a text in quotes")[make(kind::text)[strings]])
WRIT_DEFINE(title, named("a title in quotes")[make(kind::title)[strings]])

constexpr auto path =
    make(kind::path)[any_word >> *quiet["."_w >> any_word | "["_w >> inside[whole_number >> "]"_w]]];
constexpr auto rule_name = name | leaf(kind::name)["otherwise"_w];
constexpr auto rule_ref = named("the name of a rule")[make(kind::rule_ref)[rule_name >> *quiet["."_w >> any_word]]];

constexpr auto cite = make(kind::cite)["cite"_w >> string];
constexpr auto because = make(kind::because)["because"_w >> text];
constexpr auto audience = !ahead[tag_token >> string_token] >> name;
constexpr auto say = make(kind::say)["say"_w >> -quiet[audience] >> text];

WRIT_DEFINE(note, cite | because | say | make(kind::ask)["ask"_w >> commas(path)])

// ---- types, parameters, qualifiers

WRIT_RULE(type);
WRIT_RULE(parameters);
WRIT_RULE(quals);
WRIT_RULE(entries);
WRIT_RULE(takes);

constexpr auto signed_number = leaf(kind::number)[-quiet["-"_w] >> number_token];
constexpr auto range = make(kind::range)[signed_number >> ".."_w >> signed_number];
constexpr auto element = "of"_w >> make(kind::element)[name];
constexpr auto up_to =
    named("`up to` and the greatest number of elements")[make(kind::up_to)["up"_w >> "to"_w >> whole_number]];
constexpr auto list_type = ahead["list"_w >> "of"_w] >> leaf(kind::name)["list"_w] >> element
                        >> -quiet[make(kind::at_least)["at"_w >> "least"_w >> whole_number]] >> up_to
                        >> -quiet[make(kind::sorted_on)["sorted"_w >> "on"_w >> any_word]];
constexpr auto set_type = ahead["set"_w >> "of"_w] >> leaf(kind::name)["set"_w] >> element;
constexpr auto places = "("_w >> inside[make(kind::places)[whole_number] >> ")"_w];
constexpr auto currency = make(kind::currency)[spelled[capitals_token]];

WRIT_DEFINE(type,
    named("a type")[make(kind::type)[
        -leaf(kind::word)["optional"_w] >> named("a type")
        [list_type | set_type
         | leaf(kind::name)["decimal"_w | "percent"_w] >> places >> -quiet[range]
         | leaf(kind::name)["money"_w] >> -quiet[!ahead[capitals_token >> ":"_w] >> currency] >> -quiet[range]
         | leaf(kind::name)["int"_w] >> -quiet[range]
         | name]]])

WRIT_DEFINE(parameters,
    make(kind::parameters)["("_w >> inside[commas(make(kind::parameter)[name >> ":"_w >> type]) >> ")"_w]])

constexpr auto regions = make(kind::in_regions)["in"_w >> commas(name)];
constexpr auto announced = make(kind::announced)["announced"_w >> date];

WRIT_DEFINE(quals,
    make(kind::quals)[*quiet[leaf(kind::word)["law"_w] | regions
                             | make(kind::from)["from"_w >> date >> -quiet[announced]]
                             | make(kind::until)["until"_w >> date] | as_of]])

constexpr auto value = make(kind::value)["="_w >> expression];
constexpr auto dated_entry = make(kind::dated_entry)[quals >> (value | leaf(kind::word)["undefined"_w])];

WRIT_DEFINE(entries,
    make(kind::entries)["{"_w >> *named("an entry (`in`, `from`, `until`, `=` …)")[cite | dated_entry] >> "}"_w])

WRIT_DEFINE(takes,
    make(kind::takes)["takes"_w >> spelled["one"_w | "first"_w | "all"_w | "sum"_w | "largest"_w | "smallest"_w]])

// ---- what a case is made of

WRIT_RULE(pack);
WRIT_RULE(enumeration);
WRIT_RULE(fields);
WRIT_RULE(calendar);

constexpr auto zone = make(kind::zone)[-quiet[name] >> string];
constexpr auto money_entry = make(kind::money_entry)[name >> name];
constexpr auto pack_clause =
    make(kind::version)["version"_w >> string]
    | make(kind::languages)["languages"_w >> commas(name)]
    | make(kind::audiences)["audiences"_w >> commas(name)]
    | make(kind::internal)["internal"_w >> commas(name)]
    | make(kind::region)["region"_w >> postfix]
    | make(kind::zones)["zones"_w >> commas(zone)]
    | make(kind::money_of)["money"_w >> commas(money_entry)]
    | make(kind::rounding)["rounding"_w >> name]
    | make(kind::citations)["citations"_w >> "required"_w]
    | make(kind::notice)["notice"_w >> sum >> -quiet[entries]];

WRIT_DEFINE(pack,
    make(kind::pack)["pack"_w >> name >> -title >> "{"_w >>
                     *named("a clause of a pack (`version`, `languages`, `region`, `zones` …)")[pack_clause] >> "}"_w])

constexpr auto enumerator = make(kind::enumerator)[name >> -quiet[text]];

WRIT_DEFINE(enumeration,
    make(kind::enumeration)["enum"_w >> name >> -leaf(kind::word)["ordered"_w] >> "{"_w >> enumerator >>
                            *(","_w >> enumerator) >> -","_w >> "}"_w])

constexpr auto field = make(kind::field_decl)[
    any_word >> ":"_w >> type >>
    *quiet[make(kind::assume)["assume"_w >> primary] | make(kind::ask)["ask"_w >> text]
           | make(kind::called)["called"_w >> text] | make(kind::seen_by)["seen"_w >> "by"_w >> commas(name)]]];

WRIT_DEFINE(fields, "{"_w >> *named("a field")[field] >> "}"_w)

constexpr auto holiday = make(kind::holiday)[date >> -quiet[title]];
constexpr auto year = leaf(kind::number)[token_if(is_year, "a year")];
constexpr auto calendar_clause =
    make(kind::weekend)["weekend"_w >> commas(name)]
    | make(kind::covers)["covers"_w >> (leaf(kind::word)["none"_w] | year >> ".."_w >> year)]
    | make(kind::holidays)["holidays"_w >> commas(holiday)];

WRIT_DEFINE(calendar,
    make(kind::calendar)["calendar"_w >> name >> -regions >> "{"_w >>
                         *named("a clause of a calendar (`weekend`, `covers`, `holidays`)")[calendar_clause] >> "}"_w])

// ---- tables

WRIT_RULE(cell);
WRIT_RULE(table_body);

/// A `-` alone in its cell.
struct dash_parser : plain_parser<dash_parser> {
    bool run(iterator& at, const iterator&, const context& c) const {
        const builder& b = state(c);
        if (!b.is_word(at, word_id("-"))) return false;
        const token& next = at[1];
        if (next.id != word_id("|") && next.id != word_id("||") && !next.newline_before) return false;
        ++at;
        return true;
    }
};

/// A cell right of `||`: a text under `cite` and `because`, else an expression.
struct out_parser : plain_parser<out_parser> {
    bool run(iterator& at, const iterator& last, const context& c) const {
        builder& b = state(c);
        const std::size_t column = b.column++;
        const bool is_text = column < b.columns.size() && b.columns[column] == column_kind::text;
        return is_text ? grammar::run(text, at, last, c) : grammar::run(expression, at, last, c);
    }
};

inline std::string count_of(std::size_t n, const char* one, const char* many) {
    return std::to_string(n) + ' ' + (n == 1 ? one : many);
}

inline void note_columns(builder& b, const node& headings) {
    b.columns.clear();
    b.out_heading_place = headings.where;
    for (const node& h : headings.children)
        b.columns.push_back(h.text == "cite" || h.text == "because" ? column_kind::text : column_kind::expression);
}

inline void check_row(builder& b, const node& row) {
    std::size_t cells = 0;
    bool otherwise = false;
    for (const node& n : row.children) {
        cells += n.what == kind::cell;
        otherwise = otherwise || n.what == kind::word;
    }
    const auto complain = [&](diagnostic_code code, const node& where, std::size_t have, std::size_t want, span place) {
        auto d = make_diagnostic(code, where.where,
                                 {count_of(have, "cell", "cells"), count_of(want, "heading", "headings")});
        d.primary.text = count_of(have, "cell", "cells");
        d.secondary.push_back({place, count_of(want, "heading", "headings")});
        b.report(std::move(d));
    };
    if (!otherwise && cells != b.cells) complain(diagnostic_code::cell_count, row, cells, b.cells, b.heading_place);
    const node& out = row.children.back();
    if (out.children.size() != b.columns.size())
        complain(diagnostic_code::value_count, out, out.children.size(), b.columns.size(), b.out_heading_place);
}

inline void note_headings(builder& b, const node& headings) {
    b.cells = headings.children.size();
    b.heading_place = headings.where;
    b.is_grid = headings.what == kind::grid_columns;
}

inline void check_grid_row(builder& b, const node& row) {
    const std::size_t values = row.children.size() - 1;
    if (values == b.cells) return;
    auto d = make_diagnostic(diagnostic_code::cell_count, row.where,
                             {count_of(values, "value", "values"), count_of(b.cells, "heading", "headings")});
    d.primary.text = count_of(values, "value", "values");
    d.secondary.push_back({b.heading_place, count_of(b.cells, "heading", "headings")});
    b.report(std::move(d));
}

constexpr auto alternative =
    leaf(kind::cell_state)[state_word]
    | make(kind::cell_compare)[spelled[comparison_mark] >> sum]
    | sum >> (left(kind::cell_range)[".."_w >> sum] | left(kind::cell_value)[x3::eps]);

WRIT_DEFINE(cell,
    named("a cell")[make(kind::cell)[spelled[dash_parser{}]]
                    | make(kind::cell)[-("not"_w >> marks(role::negated)) >> commas(alternative)]])

constexpr auto columns = after_which(&note_headings)[make(kind::grid_columns)["|"_w >> cell >> *("|"_w >> cell)]];
constexpr auto grid_row = make(kind::grid_row)[cell >> *("|"_w >> expression)];
constexpr auto grid_line = table_row[after_which(&check_grid_row)[named("a row")[line[grid_row]]]];
constexpr auto grid = line[columns] >> *grid_line;

constexpr auto headings = after_which(&note_headings)[make(kind::headings)[condition >> *("|"_w >> condition)]];
constexpr auto out_headings = after_which(&note_columns)[make(kind::out_headings)[any_word >> *("|"_w >> any_word)]];
constexpr auto row_label = ahead[name_token >> ":"_w] >> make(kind::row_label)[name >> ":"_w];
constexpr auto row_cells = leaf(kind::word)["otherwise"_w] | cell >> *("|"_w >> cell);
constexpr auto row_out = make(kind::row_out)[out_parser{} >> *("|"_w >> out_parser{})];
constexpr auto row = make(kind::row)[-row_label >> row_cells >> "||"_w >> row_out];
constexpr auto row_line = table_row[after_which(&check_row)[named("a row")[line[row]]]];
constexpr auto rows = line[headings >> "||"_w >> out_headings] >> *row_line;

WRIT_DEFINE(table_body,
    make(kind::table_body)["{"_w >> deeper[*quiet[cite] >> named("the headings of the table")[grid | rows] >> "}"_w]])

// ---- rules and exceptions

WRIT_RULE(rule_declaration);
WRIT_RULE(exception_declaration);
WRIT_RULE(rule_clause);

inline bool is_does(const token& t) { return t.id == word_id("does") && (&t)[1].id == word_id("not"); }

constexpr auto when = make(kind::when)["when"_w >> expression];
constexpr auto does_not_apply = make(kind::does_not_apply)["then"_w >> "does"_w >> "not"_w >> "apply"_w];
constexpr auto in_exception = ahead["then"_w >> "does"_w >> "not"_w] >> does_not_apply;
constexpr auto then = make(kind::then)["then"_w >> unless_word(is_does, diagnostic_code::misplaced_does_not_apply)
                                       >> expression];
constexpr auto otherwise = make(kind::otherwise)["otherwise"_w >> expression >> *quiet[note]];

WRIT_DEFINE(rule_clause,
    when | make(kind::for_each)["for"_w >> binder] | then | exception_declaration | note)

constexpr auto rule_body = "{"_w >>
    *named("a clause of a rule (`when`, `then`, `exception`, `cite` …)")[rule_clause] >> "}"_w;
constexpr auto exception_body = "{"_w >>
    deeper[*named("a clause of an exception (`when`, `then`, `exception`, `cite` …)")[in_exception | rule_clause]] >> "}"_w;

WRIT_DEFINE(rule_declaration,
    make(kind::rule)["rule"_w >> name >> -title >> -make(kind::to)["to"_w >> name] >>
                     -quiet[make(kind::position)[spelled["before"_w | "after"_w] >> name]] >> quals >> rule_body])

WRIT_DEFINE(exception_declaration,
    make(kind::exception)["exception"_w >> name >> -title >> -make(kind::to)["to"_w >> commas(rule_ref)] >> quals >>
                          exception_body])

// ---- terms

WRIT_RULE(param);
WRIT_RULE(values);
WRIT_RULE(define);
WRIT_RULE(table);
WRIT_RULE(decision);

WRIT_DEFINE(param,
    make(kind::param)["param"_w >> name >> -parameters >> ":"_w >> type >> -quiet[as_of] >> -value >> -quiet[entries]])

WRIT_DEFINE(values, make(kind::values)["values"_w >> make(kind::to)["to"_w >> name] >> entries])

WRIT_DEFINE(define, make(kind::define)["define"_w >> name >> -parameters >> -(":"_w >> type) >> value])

WRIT_DEFINE(table,
    make(kind::table)["table"_w >> name >> -parameters >> -title >> -(":"_w >> type) >> -quiet[takes] >> quals >>
                      table_body])

constexpr auto decision_part = rule_declaration | exception_declaration
                             | make(kind::decision_table)["table"_w >> quals >> table_body] | otherwise | cite;

WRIT_DEFINE(decision,
    make(kind::decision)["decision"_w >> name >> -parameters >> -title >> ":"_w >> type >> -takes >> "{"_w >>
                         *named("a part of a decision (`rule`, `table`, `otherwise` …)")[decision_part] >> "}"_w])

// ---- examples

WRIT_RULE(example);

constexpr auto fact = make(kind::given)[
    ahead[word_token >> ("."_w | "="_w | "["_w)] >> path >> "="_w >>
    (make(kind::negative)["-"_w >> primary] | primary)];
constexpr auto expected = make(kind::expect)[
    "expect"_w >> condition >>
    -quiet[make(kind::needs)["needs"_w >> commas(path)] | make(kind::asks)["asks"_w >> commas(path)]
           | leaf(kind::word)["fails"_w | "conflicts"_w]] >>
    -quiet[make(kind::by)["by"_w >> commas(rule_ref)]]];
constexpr auto example_clause =
    make(kind::example_as_of)["as"_w >> "of"_w >> (date | instant)]
    | make(kind::like)["like"_w >> string]
    | "given"_w >> *named("a fact such as `seller.region = TH`")[fact]
    | expected;

WRIT_DEFINE(example,
    make(kind::example)["example"_w >> string >> "{"_w >>
                        *named("a clause of an example (`as of`, `like`, `given`, `expect`)")[example_clause] >> "}"_w])

// ---- forms

WRIT_RULE(violation);
WRIT_RULE(appeal);
WRIT_RULE(sop);
WRIT_RULE(score);
WRIT_RULE(deadline);
WRIT_RULE(statement);

constexpr auto violation_part =
    make(kind::severity)["severity"_w >> condition] | make(kind::points)["points"_w >> condition]
    | make(kind::action)["action"_w >> name >> -quiet[make(kind::lasting)["lasting"_w >> sum]]]
    | when | exception_declaration | note;

WRIT_DEFINE(violation,
    make(kind::violation)["violation"_w >> name >> -title >> "{"_w >>
                          *named("a clause of a violation (`severity`, `points`, `action`, `when` …)")[violation_part] >>
                          "}"_w])

constexpr auto appeal_word = "submitted"_w | "number"_w | "limit"_w | "window"_w;
constexpr auto appeal_part =
    make(kind::appeal_clause)[spelled[appeal_word] >> shifted >> *quiet[note]]
    | make(kind::evidence)["evidence"_w >> condition >> *quiet[note]]
    | make(kind::grant)["grant"_w >> "when"_w >> expression >> *quiet[note]]
    | make(kind::deny)["deny"_w >> "when"_w >> expression >> *quiet[note]]
    | otherwise | rule_declaration | note;

WRIT_DEFINE(appeal,
    make(kind::appeal)["appeal"_w >> name >> -title >> -make(kind::to)["to"_w >> commas(name)] >> "{"_w >>
                       *named("a clause of an appeal (`submitted`, `window`, `grant` …)")[appeal_part] >> "}"_w])

constexpr auto target = "->"_w >> name;
constexpr auto who = make(kind::who)["who"_w >> name];
constexpr auto act =
    make(kind::do_)["do"_w >> name]
    | make(kind::escalate)["escalate"_w >> "to"_w >> name >> -quiet["until"_w >> shifted]]
    | make(kind::verify)["verify"_w >> text];
constexpr auto way =
    make(kind::wait)["wait"_w >> condition >> "until"_w >> shifted >> target >> *quiet[note]]
    | make(kind::branch)["when"_w >> expression >> target >> *quiet[note]]
    | make(kind::fallback)["otherwise"_w >> target >> *quiet[note]];
constexpr auto step_part = act | make(kind::run)["run"_w >> name] | way | note;
constexpr auto step = make(kind::step)["step"_w >> name >> -title >> -quiet[who] >> "{"_w >>
                                       *named("a clause of a step (`do`, `wait`, `when`, `otherwise` …)")[step_part] >>
                                       "}"_w];
constexpr auto end = make(kind::end)["end"_w >> name >> -quiet[title] >> *quiet[who | act | then | note]];

WRIT_DEFINE(sop,
    make(kind::sop)["sop"_w >> name >> -title >> -(":"_w >> type) >> "{"_w >> "start"_w >> name >> *(step | end) >>
                    "}"_w])

constexpr auto band_limit = spelled[comparison_mark] >> sum | marks(role::text, "=") >> sum;
constexpr auto band = make(kind::band)[named("a band such as `<= 10 : 3`")[band_limit] >> ":"_w >> sum];
constexpr auto bands = make(kind::bands)["bands"_w >> *(!ahead["otherwise"_w] >> band >> -quiet[","_w]) >>
                                         "otherwise"_w >> sum];
constexpr auto metric =
    make(kind::metric)["metric"_w >> name >> -title >> "="_w >> condition >> "weight"_w >> sum >> -quiet[bands]];
constexpr auto group = make(kind::group)["group"_w >> name >> -title >> "{"_w >> *metric >> "}"_w];

WRIT_DEFINE(score,
    make(kind::score)["score"_w >> name >> -title >> range >> "{"_w >>
                      *named("a clause of a score (`needs`, `group`, `metric` …)")
                      [make(kind::score_needs)["needs"_w >> condition] | group | metric | cite] >> "}"_w])

constexpr auto deadline_word = "starts"_w | "allow"_w | "warn"_w | "done"_w;
constexpr auto pause = make(kind::pause)["pause"_w >> postfix >> ".."_w >> postfix >> "for"_w >> binder];

WRIT_DEFINE(deadline,
    make(kind::deadline)["deadline"_w >> name >> -title >> "{"_w >>
                         *named("a clause of a deadline (`starts`, `allow`, `done` …)")
                         [make(kind::deadline_clause)[spelled[deadline_word] >> shifted] | pause | cite] >> "}"_w])

constexpr auto statement_word = "measure"_w | "automated"_w | "territory"_w | "starts"_w | "ends"_w;
constexpr auto statement_part =
    make(kind::statement_of)["of"_w >> postfix] | when
    | make(kind::statement_part)[spelled[statement_word] >> shifted]
    | make(kind::redress)["redress"_w >> text >> -quiet["until"_w >> shifted]] | cite;

WRIT_DEFINE(statement,
    make(kind::statement)["statement"_w >> name >> -title >> -make(kind::to)["to"_w >> commas(name)] >> "{"_w >>
                          *named("a clause of a statement (`of`, `measure`, `redress` …)")[statement_part] >> "}"_w])

constexpr auto telling = make(kind::telling)[ahead[word_token >> "."_w] >> path >> value];
constexpr auto use = make(kind::use)[
    "use"_w >> name >>
    -quiet["{"_w >> *named("a fact of that pack, such as `account.region = seller.region`")[telling] >> "}"_w]];

constexpr auto require = make(kind::require)["require"_w >> condition >> because];

}  // namespace declaration_detail

using namespace declaration_detail;

WRIT_DEFINE(declaration,
    named("a declaration (`facts`, `define`, `decision`, `rule` …)")[
        rule_declaration | exception_declaration | decision | table | define | param | values | example
        | make(kind::facts)["facts"_w >> name >> fields] | make(kind::record)["record"_w >> name >> fields]
        | enumeration | require | calendar | pack | use
        | violation | appeal | sop | statement | score | deadline])

}  // namespace writ::syntax::grammar

namespace writ::syntax {

bool read_declaration(const token*& at, const token* last, builder& b) {
    const auto c = boost::spirit::x3::make_context<grammar::builder_tag>(b);
    return grammar::run(grammar::declaration, at, last, c);
}

bool read_row(const token*& at, const token* last, builder& b) {
    const auto c = boost::spirit::x3::make_context<grammar::builder_tag>(b);
    return b.is_grid ? grammar::run(grammar::grid_line, at, last, c) : grammar::run(grammar::row_line, at, last, c);
}

}  // namespace writ::syntax
