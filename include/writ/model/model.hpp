// The model: a pack (and the packs it uses) with every name resolved and everything typed.
//
// It promises: every id is in range; every expression has a type and every operand fits its operator (conversions are
// operations of their own: `day_of`, `in_region_currency`, `guarded`); forms (`violation`, `appeal`, `sop` …) are already translated
// into decisions; overlays and exceptions from all files hang where they belong; terms do not call themselves; every
// text has every language of its pack. It no longer knows brackets, spelling, or which sugar was written — but every
// part keeps the span of the author's words. Ids are dense; vectors are in file order, files in name order.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "writ/date.hpp"
#include "writ/model/compact.hpp"
#include "writ/source.hpp"
#include "writ/type.hpp"

namespace writ::model {

enum class pack_id : std::uint32_t {};
enum class enum_id : std::uint32_t {};
enum class record_id : std::uint32_t {};
enum class fact_id : std::uint32_t {};
enum class calendar_id : std::uint32_t {};
enum class term_id : std::uint32_t {};
enum class rule_id : std::uint32_t {};
enum class block_id : std::uint32_t {};
enum class expr_id : std::uint32_t {};
enum class binder_id : std::uint32_t {};
enum class local_id : std::uint32_t {};
enum class procedure_id : std::uint32_t {};

template <class Id>
constexpr std::uint32_t index(Id id) noexcept {
    return static_cast<std::uint32_t>(id);
}

/// Values of one enum as bits; bit i is the i-th value.
using value_set = std::bitset<256>;

// ------------------------------------------------------------------ texts

/// A piece of a message: words, or the value of an expression put between them.
struct message_piece {
    std::string words;
    std::optional<expr_id> value;  ///< then `words` is the placeholder as written
};

/// A text in one language.
struct message_text {
    std::string language;
    std::vector<message_piece> pieces;
};

/// A text in every language of its pack, first language first; empty if none was written. Titles and labels of values may
/// lack some languages; messages never do.
struct message {
    std::vector<message_text> texts;
    span where;
    bool empty() const noexcept { return texts.empty(); }
};

// ------------------------------------------------------------------ expressions

/// What an expression does. Arguments are `expression::args`, results are typed by `expression::type`.
// clang-format off: operations that belong together share a line
enum class op : std::uint8_t {
    // constants: no arguments
    boolean,        ///< index 0 no, 1 yes
    number,         ///< number
    money,          ///< number (in major units), type.currency
    date, time, instant, duration,  ///< integer
    span,           ///< span_value
    enum_value,     ///< index of the value, type.ref the enum
    weekday,        ///< index 0 mon … 6 sun
    calendar,       ///< index of the calendar
    text,           ///< text
    absent,
    unknown,        ///< only in given values of examples
    // reading
    fact,           ///< index: fact_id
    local,          ///< index: local_id
    term,           ///< index: term_id; args are the call's arguments
    field,          ///< index of the field; arg 0 is a record
    today, now,
    // logic
    negation, conjunction, disjunction,
    choice,         ///< if arg 0 then arg 1 otherwise arg 2
    // comparisons: equal and not_equal of one family; the others of ordered families
    equal, not_equal, less, less_equal, greater, greater_equal,
    earlier_element, later_element,  ///< two elements of one list by order
    has,            ///< arg 0 a set or list, arg 1 a value (`x is one of S` is `has(S, x)`)
    has_any, has_all,
    matches,        ///< arg 0 a text; text is the RE2 pattern
    is_present, is_absent,
    is_known, is_unknown,  ///< arg 0 reads a fact, an element or a field
    is_empty,
    // arithmetic
    add, subtract, multiply, divide, negate,
    set_union, set_minus,
    span_of,        ///< arg 0 a number; span_value gives unit, `rolled` and (as count) the factor: weeks 7, years 12
    duration_of,    ///< arg 0 a number; integer: microseconds of the unit
    after, before,  ///< arg 0 a span or duration, arg 1 a date or instant, arg 2 the calendar if one is named
    // lists: `binder` says over what; arg 0 where noted
    any, every,                  ///< the binder's where is the condition
    at_least, at_most, exactly,  ///< arg 0 how many
    count, count_distinct,       ///< count_distinct: arg 0 of what
    sum, largest_of, smallest_of, set_of, list_of,  ///< arg 0 of what (earliest, latest are smallest, largest)
    // making
    set_literal,     ///< args members; `conditions` beside them
    record_literal,  ///< args values; `fields` their indices (in an exception maybe only some)
    list_literal,    ///< args elements
    newest, oldest,  ///< arg 0 a list; integer how many
    // functions
    day_of,          ///< instant → its day in the pack's zone; also put in where a date is wanted
    weekday_of, weekday_after, month_start, end_of, moment,
    rolled, working_day, business_days,  ///< an optional last argument names the calendar
    round,           ///< arg 0, arg 1 places; `mode`
    clamp, size,
    lot,             ///< arg 0 a text or a whole number, arg 1 a text
    largest, smallest,  ///< of the arguments present (earliest, latest too)
    // put in by the checker
    guarded,             ///< arg 0 is optional, but a guard says it is present: an absent value is an error, never a possibility
    required,            ///< arg 0 is optional and nothing guards it (only in examples): absent is an error
    in_region_currency,  ///< arg 0 money in a named currency where that of `type.home` is meant, or the other way round: an error
                         ///< if they differ
    // procedures
    walk,  ///< index: procedure_id; where the steps lead
};
// clang-format on

/// What only some operations have.
struct expression_details {
    std::int64_t integer = 0;                        ///< see `op`
    calendar_span span_value;                        ///< see `op`
    std::string text;                                ///< text, matches
    std::optional<binder_id> binder;                 ///< list operations
    std::vector<std::optional<expr_id>> conditions;  ///< set_literal: `when` of each member; empty if none has one
    std::vector<std::uint32_t> fields;               ///< record_literal
};

/// One operation. Shared subexpressions share an id (`x within …` reads x once). Two lines of the cache, and in the first
/// what walks over all of them read.
struct alignas(64) expression {
    op what{};
    rounding mode = rounding::half_even;  ///< round
    std::uint32_t index = 0;              ///< see `op`
    span where;
    few<expr_id> args;
    writ::type type;
    rational number;  ///< see `op`
    rare<expression_details> details;
};

/// Expressions that are kept in another form until somebody asks for them, as those of compiled rules are.
/// @par Thread safety  Any number of threads may ask at once.
class stored_expressions {
public:
    virtual ~stored_expressions() = default;
    virtual std::size_t size() const noexcept = 0;
    virtual const expression& operator[](std::size_t i) const = 0;
    /// The texts of all constants, sorted by bytes, each once.
    virtual const std::vector<std::string>& texts() const noexcept = 0;
};

/// The expressions of a model by their ids: pages of them, which stay where they are, or stored ones, which nobody changes.
class expression_list {
public:
    expression_list() = default;
    explicit expression_list(std::shared_ptr<const stored_expressions> stored) : stored_(std::move(stored)) {}

    std::size_t size() const noexcept {
        if (stored_) return stored_->size();
        return made_.empty() ? 0 : (made_.size() - 1) * of_page + made_.back().size();
    }
    const expression& operator[](std::size_t i) const {
        return stored_ ? (*stored_)[i] : made_[i / of_page][i % of_page];
    }
    const stored_expressions* stored() const noexcept { return stored_.get(); }  ///< null: pages

    // ---- of pages
    expression& operator[](std::size_t i) { return made_[i / of_page][i % of_page]; }
    expression& back() { return made_.back().back(); }
    expression& emplace_back() {
        if (size() % of_page == 0) made_.emplace_back().reserve(of_page);
        return made_.back().emplace_back();
    }

    struct iterator {
        const expression_list* all;
        std::size_t at;
        const expression& operator*() const { return (*all)[at]; }
        iterator& operator++() noexcept {
            ++at;
            return *this;
        }
        friend bool operator==(const iterator&, const iterator&) = default;
    };
    iterator begin() const noexcept { return {this, 0}; }
    iterator end() const noexcept { return {this, size()}; }

private:
    static constexpr std::size_t of_page = 256;
    std::vector<std::vector<expression>> made_;
    std::shared_ptr<const stored_expressions> stored_;
};

/// How a binder restricts the elements by another one of the same list.
enum class relation : std::uint8_t { none, before, after, other_than };

/// `v among list [before w] [where c]`.
struct binder {
    local_id variable{};
    expr_id list{};
    relation rel = relation::none;
    local_id reference{};  ///< with a relation
    std::optional<expr_id> where;
    span at;
};

/// A variable: a parameter of a term or the element of a binder.
struct local {
    std::string name;
    writ::type type;
    span where;
};

// ------------------------------------------------------------------ declarations

struct enum_value {
    std::string name;
    message label;  ///< in words; empty if none was written
    span where;
};

struct enumeration {
    std::string name;
    pack_id pack{};
    bool ordered = false;
    std::vector<enum_value> values;
    span where;
};

/// A field of a record.
struct field {
    std::string name;
    writ::type type;
    std::optional<expr_id> assume;  ///< constant
    message ask;
    span where;
    message called{};                    ///< what people call it
    std::vector<std::string> seen_by{};  ///< audiences; empty: everybody
};

struct record {
    std::string name;
    pack_id pack{};
    std::vector<field> fields;
    span where;
};

/// A fact: `group.name` of a pack. Its id is its place in file order.
struct fact {
    pack_id pack{};
    std::string group;
    std::string name;
    writ::type type;
    std::optional<expr_id> assume;
    message ask;
    span where;
    std::string doc;
    message called{};                    ///< what people call it
    std::vector<std::string> seen_by{};  ///< audiences; empty: everybody
    std::optional<term_id> told_by{};    ///< its value; set by the pack that uses its pack, and a case cannot give it
};

/// A condition that facts must meet; where it is surely `no`, the case has an input error.
struct requirement {
    pack_id pack{};
    expr_id condition{};
    message because;
    span where;
};

struct calendar {
    std::string name;
    pack_id pack{};
    value_set regions;  ///< of the pack's region enum; none: only by name
    unsigned weekend_mask = 0;
    int first_year = 0, last_year = -1;  ///< as they stand: no year
    struct holiday {
        day_number day;
        message title;
    };
    std::vector<holiday> holidays;
    span where;
};

/// `law`, `in`, `from`, `until`, `as of`.
struct qualifiers {
    bool law = false;
    bool regional = false;           ///< has `in`
    value_set regions;               ///< of the pack's region enum
    std::optional<day_number> from;  ///< first valid day as written
    std::optional<day_number> announced;
    std::optional<day_number> until;  ///< last valid day
    std::optional<expr_id> as_of;     ///< a date; none: today
    /// The first valid day in each region, the notice period taken into account; one entry if the pack has no region.
    /// Empty if there is no `from`.
    std::vector<day_number> effective;
    span where;
};

/// One value of a parameter.
struct param_entry {
    qualifiers quals;
    std::optional<expr_id> value;  ///< none: `undefined`
    std::string cite;
    span where;
};

/// The order of precedence of rules and exceptions.
enum class layer : std::uint8_t { general, regional, law };

enum class rule_kind : std::uint8_t { rule, row, exception, otherwise };

/// A fact named in `ask`: `group.field` or an element's field.
struct asked_fact {
    fact_id fact{};
    std::optional<std::uint32_t> element;  ///< from 1
    std::optional<std::uint32_t> field;
    std::string path;  ///< as shown
};

/// Words sent to a person of an audience.
struct say_note {
    std::string audience;  ///< empty: everyone
    message text;
};

/// One alternative of a table cell; constants only in analysable tables, any expression in others.
struct cell_alternative {
    enum class kind_of : std::uint8_t { value, range, compare, state } kind = kind_of::value;
    op compare = op::equal;            ///< compare
    op state = op::is_present;         ///< state: is_present, is_absent, is_known, is_unknown, is_empty
    std::optional<expr_id> low, high;  ///< value and compare use `low`
};

/// A cell of a row. Its meaning is also `condition`, which is what evaluators use.
struct cell {
    bool any = false;  ///< `-`
    bool negated = false;
    std::vector<cell_alternative> alternatives;
    std::optional<expr_id> condition;  ///< none for `-`
    span where;
};

/// A rule, a table row, an exception or an `otherwise`.
struct rule {
    rule_kind kind = rule_kind::rule;
    std::string name;      ///< rows without a label: `row_3`
    std::string path;      ///< `decision.rule.exception`
    bool labelled = true;  ///< false for rows without a label
    message title;
    term_id decision{};
    std::optional<rule_id> parent;  ///< exceptions: what they change
    qualifiers quals;
    writ::model::layer layer = writ::model::layer::general;
    std::vector<expr_id> whens;   ///< all must hold
    std::vector<binder_id> fors;  ///< rules only
    std::optional<expr_id> then;  ///< none with `does_not_apply`
    bool does_not_apply = false;
    bool idle = false;  ///< of a form, about something absent that never is absent: no case meets it, nobody is told
    std::vector<rule_id> exceptions;  ///< of all files
    std::optional<block_id> block;    ///< rows
    std::vector<cell> cells;          ///< rows; as many as the block has headings
    std::vector<std::string> cites;   ///< its own, then its table's or decision's
    message because;
    std::vector<say_note> says;
    std::vector<asked_fact> asks;
    span where;  ///< its head
    std::string doc;
};

/// The rows of one table: conditions over shared headings.
struct block {
    term_id decision{};
    qualifiers quals;
    std::vector<expr_id> headings;
    std::vector<rule_id> rows;
    bool complete = false;  ///< the checker has shown that some row always matches
    bool grid = false;
    span where;
};

enum class term_kind : std::uint8_t { define, param, decision };

/// How many outcomes a decision has and how they combine.
enum class takes : std::uint8_t { one, first, all, sum, largest, smallest };

/// A word of the policy: computed at most once for each argument.
struct term {
    term_kind kind = term_kind::define;
    std::string name;  ///< `tier`; translated forms may have a dot (`fake_appeal.last_day`)
    pack_id pack{};
    message title;
    std::vector<local_id> parameters;
    writ::type type;  ///< with `optional` where no rule may apply
    span where;
    std::string doc;
    bool table = false;      ///< declared as `table`
    bool generated = false;  ///< has no name in the policy: an expectation of an example, a fact that tells another
    bool question = false;   ///< a define that is asked like a decision: what a procedure gives
    bool step = false;       ///< a decision where a step of a procedure leads: it has to answer every case
    bool part = false;       ///< a decision inside a form, asked only by its name
    // define
    std::optional<expr_id> body;
    // param
    std::optional<expr_id> as_of;  ///< none: today
    std::optional<expr_id> base;   ///< the value after `: type =`
    std::vector<param_entry> entries;
    std::vector<std::string> cites;
    // decision
    writ::model::takes takes = writ::model::takes::one;
    std::vector<rule_id> rules;  ///< rules and rows in order, without exceptions and otherwise
    std::optional<rule_id> otherwise;
    bool always_speaks = false;  ///< the checker has shown that `otherwise`/absent is never reached without one
};

/// A step or an end of a procedure.
struct procedure_node {
    std::string name;
    message title;
    bool end = false;
    std::optional<term_id> next;       ///< steps: the decision where to go; the step itself: the path rests here
    std::optional<expr_id> until;      ///< a `wait`: how long the path rests; a date or an instant, perhaps absent
    std::optional<expr_id> due;        ///< an escalation: its time limit, likewise
    std::optional<procedure_id> runs;  ///< the procedure that has to end first
    std::optional<std::uint32_t> who, queue;  ///< values of the enums of these fields
    std::vector<std::uint32_t> actions;       ///< likewise
    std::vector<asked_fact> asks;
    std::vector<message> verifies;
    std::vector<say_note> says;
    message because;
    std::vector<std::string> cites;
    span where;
};

/// The fields of what a procedure gives, in order.
enum class procedure_field : std::uint8_t { step, state, until, who, queue, actions, outcome, path };

/// Where a path stands; values of the enum of the field `state`.
enum class procedure_state : std::uint8_t {
    asking,   ///< where to go next is open
    waiting,  ///< it rests at a `wait`
    ended
};

/// Steps that lead to each other without a circle. Each step's way on is a decision of its own (`refund.evidence`),
/// settled by itself; a walk over them is the value of `term`: a record of `procedure_field`.
struct procedure {
    term_id term{};
    std::vector<procedure_node> nodes;  ///< as written; the values of the enum of the field `step`
    std::uint32_t start = 0;
    term_id ends{};  ///< the decision what each end gives; its argument is the end reached
};

/// A statement of reasons: what somebody is told in writing about a measure.
struct statement {
    struct redress_way {
        message text;
        std::optional<term_id> until;  ///< a date or an instant
    };
    term_id term{};                      ///< whether it is due
    std::vector<std::string> audiences;  ///< empty: all that are not internal
    term_id of{};                        ///< the decision whose rules are the ground
    std::optional<term_id> measure, automated, territory, starts, ends;
    std::vector<redress_way> redress;
    std::vector<std::string> cites;
    span where;
};

/// The terms of one metric of a score.
struct score_metric {
    term_id value{};
    term_id points{};        ///< absent without a value
    term_id weight{};        ///< its share of all weights, with what it takes over; absent without a value
    term_id contribution{};  ///< points times weight
};

/// A score, for those who tell what it is made of: it is worked out by its terms.
struct score {
    term_id total{};
    term_id lacking{};  ///< why there is none: `needs`, or a group without any value
    std::vector<score_metric> metrics;
};

/// What a form says in one place, in its author's words.
struct form_line {
    std::string name;  ///< a clause such as `starts`; a metric or a group of metrics
    message title;
    std::vector<std::string> words;  ///< each as written, on one line
};

/// A form that became several terms, for those who show it whole.
struct form {
    enum class kind_of : std::uint8_t { score, deadline } kind = kind_of::score;
    term_id whole{};             ///< what stands for it: the total of a score, the state of a deadline
    std::vector<term_id> parts;  ///< the other terms
    std::string range;           ///< of a score, as written
    std::vector<form_line> lines;
};

/// What an example expects of one question.
struct expectation {
    enum class kind_of : std::uint8_t { holds, needs, asks, fails, conflicts } kind = kind_of::holds;
    term_id question{};                        ///< the condition, as a generated term
    std::vector<std::string> paths;            ///< needs, asks
    std::vector<std::vector<std::string>> by;  ///< ends of rule paths
    span where;
    std::string source;  ///< the condition as written, on one line
};

/// One fact given by an example: a value as a tree of constants.
struct given_value {
    struct part;
    enum class kind_of : std::uint8_t { scalar, absent, unknown, list, record, set } kind = kind_of::scalar;
    std::optional<expr_id> scalar;   ///< a constant expression of the fact's type
    std::vector<given_value> items;  ///< list: its records
    std::vector<part> fields;        ///< record: those given
    std::uint64_t mask = 0;          ///< set
    span where;
};

/// One field of a given record: its index and what it is.
struct given_value::part {
    std::uint32_t field = 0;
    given_value value;
};

struct given {
    fact_id fact{};
    std::optional<std::uint32_t> element;  ///< from 1: replaces one element (or its field)
    std::optional<std::uint32_t> field;    ///< of the element, or of a record fact
    given_value value;
    span where;
};

/// An outcome of another pack given instead of worked out (`given disputes.verdict = …`).
struct given_outcome {
    term_id term{};
    given_value value;
};

struct example {
    std::string name;
    pack_id pack{};
    std::optional<std::string> as_of;   ///< a date or an instant as written; of `like` if none
    std::optional<std::uint32_t> like;  ///< index of another example
    std::vector<given> givens;
    std::vector<given_outcome> outcomes;
    std::vector<expectation> expects;
    span where;
};

/// A pack's own declarations that are not terms.
struct pack {
    std::string name;
    message title;
    std::string version;
    std::vector<std::string> languages;  ///< at least one
    std::vector<std::string> audiences;
    std::vector<std::string> internal;  ///< audiences that see everything
    std::optional<fact_id> region;      ///< the fact that names the region
    std::optional<enum_id> region_enum;
    std::vector<std::string> zones;  ///< per value of the region enum, empty where none; or one for all
    bool one_zone = false;
    std::vector<currency_code> money;  ///< per value of the region enum, 0 where none
    /// The fact whose value tells the currency, and the currency by that value. Not always `region`: another pack may tell it
    /// in an enum of its own. No fact, but one currency: the region is told to be that one.
    std::optional<fact_id> money_by;
    std::vector<currency_code> money_by_value;
    rounding default_rounding = rounding::half_even;
    bool citations_required = false;
    std::vector<pack_id> uses;
    span where;
    std::string content_hash;  ///< of all its files, in name order
};

/// Everything. `packs[0]` is the pack asked for.
struct model {
    std::vector<pack> packs;
    std::vector<enumeration> enums;
    std::vector<record> records;
    std::vector<fact> facts;
    std::vector<requirement> requirements;
    std::vector<calendar> calendars;
    std::vector<term> terms;
    std::vector<rule> rules;
    std::vector<block> blocks;
    expression_list expressions;
    std::vector<binder> binders;
    std::vector<local> locals;
    std::vector<procedure> procedures;
    std::vector<score> scores;
    std::vector<form> forms;
    std::vector<statement> statements;
    std::vector<example> examples;

    const expression& operator[](expr_id id) const { return expressions[index(id)]; }
    const term& operator[](term_id id) const { return terms[index(id)]; }
    const rule& operator[](rule_id id) const { return rules[index(id)]; }
    const fact& operator[](fact_id id) const { return facts[index(id)]; }
    const binder& operator[](binder_id id) const { return binders[index(id)]; }
    const block& operator[](block_id id) const { return blocks[index(id)]; }
    const local& operator[](local_id id) const { return locals[index(id)]; }
    const calendar& operator[](calendar_id id) const { return calendars[index(id)]; }
    const enumeration& operator[](enum_id id) const { return enums[index(id)]; }
    const record& operator[](record_id id) const { return records[index(id)]; }
    const procedure& operator[](procedure_id id) const { return procedures[index(id)]; }
    const pack& operator[](pack_id id) const { return packs[index(id)]; }
};

/// `group.name`, with the pack's name before it unless it is the pack asked for.
std::string fact_path(const model& m, fact_id id);

/// The name of a term or of a calendar, likewise.
std::string term_path(const model& m, term_id id);
std::string calendar_path(const model& m, calendar_id id);

/// The days of a calendar, ready to be counted.
working_calendar working_days_of(const calendar& c);

/// The term called `name` in the pack asked for (`other.name` in a used one); generated terms are not found.
std::optional<term_id> find_term(const model& m, std::string_view name);

}  // namespace writ::model
