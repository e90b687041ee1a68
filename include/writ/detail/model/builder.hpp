// The workshop of the model stage: what is known while a model is being built, and every step of building it.
//
// Private to `impl/model`. Each file there holds the steps for one construct; they share this one struct because names,
// types and rules of all files of all packs refer to each other. Terms are typed on demand: `ensure_term` types a term
// the first time something reads it, and meeting a term that is still being typed is the cycle to report.
#pragma once

#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "writ/detail/model/scope.hpp"
#include "writ/model/from_syntax.hpp"
#include "writ/phrases.hpp"

namespace writ::model::detail {

using syntax::kind;
using syntax::node;
using code = diagnostic_code;

/// What a name stands for where values are wanted.
struct symbol {
    enum class kind_of : std::uint8_t {
        term,
        group,
        calendar,
        pack,
        form,   ///< only its parts have values
        broken  ///< a pack that was not found, a form that is not right; said before
    } what{};
    std::uint32_t index = 0;
    span where;
};

/// What a name stands for where types are wanted.
struct type_symbol {
    bool is_enum = false;
    std::uint32_t index = 0;
    span where;
};

struct fact_group {
    std::string name;
    std::unordered_map<std::string, fact_id> facts;
};

struct named_value {
    enum_id of{};
    std::uint32_t index = 0;
};

/// Declarations that are looked at again after all names are known.
using pending = std::vector<const node*>;

/// A rule or exception that stands outside of what it belongs to.
struct loose {
    const node* declaration = nullptr;
    std::optional<term_id> inside;  ///< the decision or appeal it is written in
};

/// What is known of one pack besides its part of the model.
struct pack_state {
    const pack_files* files = nullptr;
    const node* head = nullptr;
    std::unordered_map<std::string, symbol> symbols;
    std::unordered_map<std::string, type_symbol> types;
    std::unordered_map<std::string, std::vector<named_value>> values;
    std::vector<fact_group> groups;
    std::unordered_map<std::string, rule_id> rules;           ///< by path
    std::unordered_map<std::string, std::uint32_t> examples;  ///< by name
    pending enums, records, facts, requirements, calendars, examples_seen, violations, appeals, procedures, statements;
    pending deadlines, scores;
    std::vector<loose> loose_rules, loose_exceptions;
    pending loose_values;
    std::vector<std::string> new_paths;  ///< of rules registered since exceptions were last looked at
    bool has_dotted_terms = false;
    bool region_broken = false;  ///< the head names a region, but no fact that can be one: reported
    std::optional<record_id> finding;
    std::optional<term_id> findings;
    std::vector<std::optional<calendar_id>> region_calendars;  ///< per value of the region enum
    std::vector<std::optional<calendar_span>> notice;          ///< per region, or one
};

/// What procedures of which one runs the other have in common: a step of either may be where both stand.
struct procedure_enums {
    enum_id who{}, queue{}, action{};
    std::uint32_t most_actions = 0;
};

/// What is known of one term besides its part of the model.
struct term_source {
    enum class stage_of : std::uint8_t { waiting, typing, done } stage = stage_of::waiting;
    const node* declaration = nullptr;
    const node* body = nullptr;  ///< define, expectation
    type declared;               ///< of one outcome
    bool has_declared = false;
    bool inferred = false;  ///< a table whose rows say what its outcome is
    std::uint32_t law_rules_in_front = 0;
    std::uint32_t row_count = 0;
    bool used = false;
    bool of_form = false;  ///< made by a form, which cites for all its rules
    bool expectation = false;
    bool in_turn = false;          ///< its rules are read in order: each may count on the conditions before being `no`
    std::optional<fact_id> tells;  ///< the fact of a used pack whose value this is
    std::vector<block_id> blocks;
    pending added;  ///< params: the braces of each `values to` it
    std::uint32_t depth = 0;
};

/// What is known of one rule besides its part of the model.
struct rule_source {
    const node* declaration = nullptr;
    std::vector<const node*> cells;
    std::vector<const node*> outs;    ///< rows: beside the block's `columns`
    std::optional<block_id> columns;  ///< rows, and the `otherwise` row, of this block
};

/// What is known of one block of rows.
struct block_source {
    const node* body = nullptr;
    const node* quals = nullptr;
    std::vector<const node*> headings;
    std::vector<const node*> columns;  ///< headings of the outcome, `cite` and `because` among them; empty for a grid
};

/// What a `then` has to be.
struct outcome_target {
    type wanted;
    bool partial = false;  ///< an exception: a record may name only some fields
};

struct builder {
    builder(const std::vector<pack_files>& packs, const source_set& sources, const limits& bounds);
    result<model> build();

    const std::vector<pack_files>& inputs;
    const source_set& sources;
    const limits& bounds;
    model out;
    std::vector<diagnostic> diagnostics;
    std::vector<pack_state> packs;
    std::vector<term_source> terms;
    std::vector<rule_source> rules;
    std::vector<block_source> blocks;
    std::vector<bool> fact_used, record_used, calendar_used, field_used;
    std::vector<std::string> list_of_local;  ///< key of the list a variable runs over; empty if nobody knows
    std::unordered_map<const node*, term_id> expectation_of;
    std::unordered_set<std::string> rule_ends;   ///< every end of every rule's path
    std::unordered_set<std::string> made_enums;  ///< names of the enums of forms
    std::vector<const node*> procedure_forms;    ///< by procedure_id
    std::vector<std::optional<expr_id>>
        time_limits;                               ///< likewise: one of those its path may rest until, once it is typed
    std::deque<node> made;                         ///< nodes of translated forms
    std::vector<std::pair<term_id, span>> typing;  ///< terms being typed, outermost first
    std::size_t depth = 0;                         ///< expressions inside each other, over all terms being typed
    bool too_deep_reported = false;

    // ---- reporting (report.ipp)
    diagnostic& report(code c, span where, std::initializer_list<std::string_view> words = {});
    /// Complains about clauses of one word that stand twice in a declaration.
    void said_once(const node& n, const std::string& name, std::initializer_list<kind> clauses);
    void suggest(diagnostic& d, std::string_view word, const std::vector<std::string_view>& candidates);
    std::string words(span where) const;
    void unknown_name(const node& n, const scope& s, const type* want);
    void suggest_value(diagnostic& d, std::string_view word, enum_id e);
    void list_values(diagnostic& d, enum_id e) const;
    std::vector<std::string_view> names_in(const scope& s, const type* want) const;

    // ---- declarations (declarations.ipp, packs.ipp, uses.ipp)
    void collect_packs();
    void collect_uses();
    void check_use_cycles();
    void collect_tellings(pack_id p, pack_id used, const node& use);
    void unknown_told(pack_id used, const node& path);
    void declare_tellings();
    expr_id told_value(const node& body, scope& s, const type& want);
    expr_id translated(expr_id id, const type& want);
    fact_id asked_instead(fact_id fact, span place);
    void settle_region(pack& p);
    bool settle_money(pack& p, expr_id told);
    void settle_tellings();
    void name_used_rules();
    void collect_declarations(pack_id p);
    void collect(pack_id p, const node& n);
    void collect_enum(pack_id p, const node& n);
    void collect_record(pack_id p, const node& n);
    void collect_facts(pack_id p, const node& n);
    void collect_calendar(pack_id p, const node& n);
    void collect_example(pack_id p, const node& n);
    term_id collect_term(pack_id p, const node& n, std::string name, term_kind k);
    bool declare(pack_id p, const node& name, symbol s);
    bool declare_type(pack_id p, const node& name, type_symbol s);
    void duplicate(const node& name, span first);
    std::uint32_t first_fact(pack_id p) const;

    void read_declared(pack_id p);
    void read_labels(pack_id p);
    static std::vector<currency_code> currencies_of(const node& clause);
    void read_pack(pack_id p);
    void read_pack_words(pack_id p, const node& clause);
    void read_zones(pack_id p, const node& clause);
    void read_money(pack_id p, const node& clause);
    void read_rounding(pack_id p, const node& clause);
    void read_region(pack_id p);
    void read_notice(pack_id p);
    std::optional<std::uint32_t> region_of(pack_id p, const node& name);
    std::size_t region_count(pack_id p) const;

    // ---- calendars and qualifiers (calendars.ipp, qualifiers.ipp)
    void read_calendar(pack_id p, calendar_id id, const node& n);
    void read_calendar_clause(calendar& c, const node& clause);
    void read_holidays(calendar& c, const node& clause);
    std::optional<working_calendar> calendar_of_region(pack_id p, std::size_t region) const;
    std::optional<day_number> date_of(const node& n);
    std::optional<std::int64_t> year_of(const node& n);
    value_set regions_of(pack_id p, const node& in_regions);
    bool const_set(pack_id p, const node& n, value_set& set, unsigned nesting);
    qualifiers read_quals(pack_id p, const node* n, bool law_allowed, bool as_of_allowed);
    void make_effective(pack_id p, qualifiers& q);
    void type_as_of(qualifiers& q, const node* n, scope& s);

    // ---- types (types.ipp, describe.ipp)
    type type_of(pack_id p, const node& n);
    type scalar_type(pack_id p, const node& n);
    type collection_type(pack_id p, const node& n);
    void read_list_bounds(const node& n, type& t);
    type named_type(pack_id p, const node& name);
    std::vector<std::pair<pack_id, type_symbol>> types_named(pack_id p, const std::string& name) const;
    void read_range(const node& n, type& t);
    void read_places(const node& n, type& t);
    int count_of(const node& number, std::uint64_t most);
    void read_field_types(pack_id p);
    void check_sorted(pack_id p);
    std::string describe(const type& t) const;
    std::string describe_range(const type& t) const;

    // ---- conversions (conversions.ipp)
    const type& type_at(expr_id id) const { return out.expressions[index(id)].type; }
    expr_id add(op what, type t, span where, few<expr_id> args = {});
    expr_id broken(span where);
    expr_id number_at(rational value, span where);
    expr_id condition(const node& n, scope& s);
    expr_id check_as(const node& n, scope& s, const type& want);
    expr_id coerce(expr_id id, const type& want, scope& s);
    expr_id coerce_number(expr_id id, const type& want);
    expr_id coerce_money(expr_id id, const type& want, scope& s);
    expr_id mismatch(expr_id id, const type& want);
    void declared_here(diagnostic& d, expr_id id) const;
    expr_id need(expr_id id, scope& s);
    expr_id to_day(expr_id id);
    bool is_zero(expr_id id) const;
    void check_range(expr_id id, const type& want);
    void check_places(expr_id id, const type& want);
    bool align(expr_id& a, expr_id& b, span where, scope& s);
    expr_id in_region_currency(expr_id id, const type& made);
    bool align_money(expr_id& a, expr_id& b, span where);
    bool align_same(expr_id& a, expr_id& b, span where);
    bool align_all(std::vector<expr_id>& ids, scope& s);
    std::optional<type> common_type(std::vector<expr_id>& ids, scope& s);
    static bool is_any(const type& t) { return t.base == base_type::any; }

    // ---- expressions
    // expressions.ipp
    expr_id check(const node& n, scope& s, const type* want = nullptr);
    expr_id check_kind(const node& n, scope& s, const type* want);
    expr_id check_raw(const node& n, scope& s, const type* want);
    expr_id literal(const node& n);
    expr_id bad_literal(const node& n, std::string_view noun);
    expr_id money_literal(const node& n);
    expr_id moment_literal(const node& n);
    expr_id word_literal(const node& n);
    expr_id name(const node& n, scope& s, const type* want);
    std::optional<expr_id> named_symbol(const node& n, scope& s);
    expr_id free_value(const node& n, scope& s, const type* want);
    std::vector<named_value> values_named(pack_id p, const std::string& name) const;
    expr_id value_of_enum(enum_id e, std::uint32_t value, span where);
    std::optional<std::uint32_t> find_value(enum_id e, std::string_view name) const;
    expr_id dot(const node& n, scope& s);
    std::optional<expr_id> dotted(const node& n, scope& s);
    static std::string dotted_path(const node& n);
    std::optional<expr_id> dotted_term(const node& n, scope& s);
    expr_id no_such_part(const node& n, const scope& s);
    std::optional<std::uint32_t> find_field(const type& t, const node& name);
    expr_id record_field(expr_id record, const node& field_name, span where);
    std::optional<fact_id> find_fact(const fact_group& g, const node& name, span where);
    expr_id fact_read(const fact_group& g, const node& n);
    expr_id call(const node& n, scope& s);
    expr_id term_call(term_id t, const node& n, const std::vector<const node*>& args, scope& s);
    expr_id if_then(const node& n, scope& s, const type* want);
    bool wants_hint(const node& n, const scope& s) const;
    std::pair<expr_id, expr_id> check_pair(const node& a, const node& b, scope& s, const type* want = nullptr);
    const symbol* find_symbol(pack_id p, const std::string& name) const;
    pack_state& state(pack_id p) { return packs[index(p)]; }
    const pack_state& state(pack_id p) const { return packs[index(p)]; }

    // conditions.ipp, dates_conditions.ipp
    expr_id logic(const node& n, scope& s);
    bool written_is_one_of(const node& n, std::size_t i, scope& s, expr_id before);
    expr_id compare(const node& n, scope& s);
    bool written_is(const node& n, expr_id a, expr_id b);
    expr_id is_state(const node& n, scope& s);
    expr_id is_known(const node& n, expr_id x);
    expr_id is_value(const node& n, scope& s);
    expr_id not_a_value(const node& n, expr_id x, scope& s);
    expr_id is_one_of(const node& n, scope& s);
    expr_id one_of_written(const node& n, const node& set, expr_id x, scope& s);
    expr_id is_order(const node& n, scope& s);
    expr_id element_order(const node& n, expr_id a, expr_id b);
    expr_id has(const node& n, scope& s);
    expr_id matches(const node& n, scope& s);
    expr_id within(const node& n, scope& s);
    expr_id during(const node& n, scope& s);
    expr_id during_last(const node& n, scope& s);
    expr_id ordered(op what, expr_id a, expr_id b, span where);
    expr_id both(expr_id a, expr_id b, span where);
    expr_id negated_if(bool negated, expr_id id);
    bool has_order(const type& t) const;
    expr_id for_period(expr_id d, expr_id period, scope& s);

    // arithmetic.ipp
    expr_id binary(const node& n, scope& s, const type* want);
    expr_id plus_minus(op what, const node& n, expr_id a, expr_id b, scope& s);
    expr_id date_difference(const node& n, expr_id a, expr_id b);
    expr_id times(const node& n, expr_id a, expr_id b);
    expr_id divided(const node& n, expr_id a, expr_id b, scope& s);
    expr_id set_operation(const node& n, scope& s, const type* want);
    expr_id cannot_compute(const node& n, expr_id a, expr_id b);
    expr_id negative(const node& n, scope& s);
    expr_id unit(const node& n, scope& s);
    expr_id unit_of(const node& n, expr_id count);
    expr_id shift(const node& n, scope& s);
    expr_id shifted(op what, expr_id period, expr_id from, span where, std::optional<expr_id> cal, scope& s);
    void need_calendar(expr_id period, span where, const scope& s);
    bool has_region_calendar(pack_id p) const;

    // lists.ipp
    expr_id quantifier(const node& n, scope& s);
    expr_id aggregate(const node& n, scope& s);
    expr_id aggregate_of(const node& n, op what, binder_id b, expr_id of, scope& s);
    std::optional<type> aggregate_type(const node& n, op what, binder_id b, expr_id of);
    expr_id extreme_of(const node& n, op what, binder_id b, expr_id of, const type& list, span where);
    std::optional<binder_id> binder_of(const node& n, scope& s);
    void relate(binder& b, const node& relation, scope& s, const std::string& list_key);
    expr_id pick(const node& n, scope& s);
    expr_id list_literal(const node& n, scope& s, const type* want);
    static type element_type(const type& list);
    static type list_of(const type& element, std::uint32_t least, std::uint32_t most);

    // literals.ipp
    expr_id set_literal(const node& n, scope& s, const type* want);
    expr_id set_member(const node& m, std::optional<expr_id>& when, const type& member, scope& s);
    std::uint32_t enum_of_members(const node& n, scope& s);
    std::optional<enum_id> enum_of_names(pack_id p, const std::vector<std::string_view>& names,
                                         std::string_view preferred) const;
    expr_id record_literal(const node& n, scope& s, const type* want, bool partial);
    std::optional<std::uint32_t> literal_field(record_id r, const node& name, const std::vector<std::uint32_t>& before);
    expr_id finish_record(expr_id id, const type& want, span where);

    // functions.ipp
    expr_id function(const node& n, scope& s);
    expr_id date_function(op what, const node& n, scope& s);
    expr_id calendar_function(op what, const node& n, scope& s);
    expr_id rounded(expr_id x, int places, rounding mode, span where);
    expr_id rounded_money(expr_id x, rounding mode, span where);
    expr_id rounding_function(const node& n, scope& s, std::string_view name);
    expr_id clamp_function(const node& n, scope& s);
    expr_id extreme_function(op what, const node& n, scope& s);
    expr_id size_function(const node& n, scope& s);
    expr_id lot_function(const node& n, scope& s);
    expr_id date_argument(const node& n, scope& s);

    // guards.ipp
    std::string key_of(expr_id id) const;
    void append_key(std::string& key, expr_id id) const;
    void collect_guards(expr_id condition, bool positive, std::vector<std::string>& guards) const;
    void guard(expr_id condition, bool positive, scope& s) const;
    expr_id guarded(expr_id id, const scope& s);

    // ---- terms (terms.ipp, params.ipp)
    void read_signatures();
    void read_signature(term_id t);
    void type_everything();
    std::vector<term_id> reading_order() const;
    void ensure_term(term_id t, span where);
    void report_cycle(term_id t, span where);
    void report_too_deep(span where);
    void type_term(term_id t);
    void type_define(term_id t, scope& s);
    scope scope_of(term_id t);
    void check_own_values(term_id t);
    void type_param(term_id t, scope& s);
    void read_entries(term_id t, scope& s, const node& entries, const std::string& cite);
    void check_entries(term_id t);
    void check_ties(term_id t, std::size_t region);
    void check_region_currency(const qualifiers& q, pack_id p, expr_id value);

    // ---- rules (rules.ipp, attach.ipp, outcomes.ipp)
    void make_rules();
    void make_decision(term_id t);
    void read_takes(term_id t, const node& n);
    static std::vector<std::string> cites_of(const node& n);
    rule_id make_rule(term_id decision, const node& n, rule_kind k, std::optional<rule_id> parent);
    void check_clauses(const node& n, rule_kind k);
    void check_law(rule_id r);
    void register_rule(rule_id r);
    void make_otherwise(term_id t, const node& n);
    bool may_have_otherwise(term_id t, span where);
    void attach_values(pack_id p);
    void attach_rules(pack_id p);
    std::optional<term_id> decision_named(pack_id p, const node& name);
    void place_rules(pack_id p, const std::vector<std::pair<rule_id, const node*>>& added);
    void place_rule(rule_id r, const node* position);
    void attach_exceptions(pack_id p);
    bool attach_exception(pack_id p, const node& n, const std::string& target);
    void no_such_rule(pack_id p, const node& ref, const std::string& path);
    void type_decision(term_id t, scope& s);
    bool rests_on_no(rule_id r) const;
    void type_rule(rule_id r, scope& s, const outcome_target& target);
    void type_exceptions(rule_id r, scope& s, const type& wanted);
    void type_notes(rule_id r, const node& n, scope& s);
    std::optional<asked_fact> asked_at(const node& path, pack_id p);
    say_note said_in(const node& say, scope& s);
    std::optional<type> step_into(asked_fact& asked, const type& t, const node& part);
    expr_id type_outcome(const node& n, scope& s, const outcome_target& target);
    void finish_decision(term_id t);
    bool may_be_silent(term_id t) const;
    std::uint32_t most_outcomes(term_id t) const;

    // ---- tables (tables.ipp, cells.ipp, columns.ipp)
    void make_block(term_id t, const node& body, const node* quals);
    void make_grid(block_id b, const node& body);
    void make_rows(block_id b, const node& body);
    void make_row(block_id b, const node& row);
    rule_id new_row(block_id b, const node& n, const node* label, std::vector<const node*> cells,
                    std::vector<const node*> outs);
    void make_otherwise_row(block_id b, const node& row, std::vector<const node*> outs);
    void type_headings(block_id b, scope& s);
    expr_id heading_for_cells(block_id b, std::size_t column, expr_id heading);
    void type_row(rule_id r, scope& s, const type& wanted);
    void type_row_notes(rule_id r, scope& s);
    expr_id row_outcome(rule_id r, scope& s, const type& wanted);
    cell type_cell(const node& n, expr_id heading, scope& s);
    std::optional<expr_id> type_alternative(const node& n, expr_id heading, scope& s, cell_alternative& a);
    std::optional<expr_id> value_condition(const node& n, expr_id heading, scope& s, cell_alternative& a);
    std::optional<expr_id> end_condition(op what, const node& n, expr_id heading, scope& s,
                                         std::optional<expr_id>& end);
    std::optional<expr_id> state_condition(const node& n, expr_id heading, cell_alternative& a);
    void guard_heading(const node& n, expr_id heading, scope& s) const;
    type first_guess(term_id t);
    type guess_column(term_id t, std::size_t data_column);
    void infer_outcome(term_id t, scope& s);
    void infer_record(term_id t, scope& s);
    std::vector<rule_id> rows_and_otherwise(term_id t) const;

    // ---- forms (forms.ipp, violations.ipp, appeals.ipp, procedures.ipp, audiences.ipp)
    void translate_forms(pack_id p);
    void declare_type_of(term_id t, type declared);
    static message entitled(const message& title, phrase what);
    term_id make_term(pack_id p, node declaration, term_kind k);
    term_id make_define(pack_id p, std::string name, const node& value);
    void add_form(form whole, std::size_t first, const node& n);
    void make_finding(pack_id p);
    record_id make_measure(pack_id p, span where);
    std::vector<field> finding_fields(pack_id p, record_id measure, span where);
    enum_id make_enum(pack_id p, std::string name, const std::vector<std::pair<std::string, span>>& values, span where);
    record_id make_record(pack_id p, std::string name, span where);
    node violation_rule(const node& n);
    node violation_outcome(const node& n);
    void widen_finding(record_id r, std::uint32_t field, expr_id& value, scope& s);
    void finish_finding(term_id t);
    void check_appealed(pack_id p, const node& to);
    void check_appeal_parts(const node& n);
    void translate_appeal(pack_id p, const node& n);
    void add_appeal_rule(node& decision, const node& n, std::string name, node when, const pending& parts);
    void gather_names(pack_id p, const node& then, std::vector<std::pair<std::string, span>>& names) const;
    enum_id gather_outcomes(pack_id p, const std::unordered_map<std::string, term_id>& appeals);
    void type_appeals(pack_id p);
    void check_outcomes(term_id appeal, enum_id outcomes);
    void translate_score(pack_id p, const node& n);
    bool check_score(const node& n);
    std::vector<form_line> score_lines(pack_id p, const node& n);
    score_metric make_metric(pack_id p, const std::string& score, const node& n, const std::string& group_name,
                             const node& group_weight, bool alone);
    void make_measured(pack_id p, const std::string& score, const node& group_name, const pending& metrics);
    void translate_deadlines(pack_id p);
    void translate_deadline(pack_id p, const node& n, enum_id states);
    bool check_deadline(pack_id p, const node& n);
    std::string unit_shown(pack_id p, const node& period) const;

    void translate_procedures(pack_id p);
    void translate_procedure(pack_id p, const node& n, const procedure_enums& shared);
    bool read_procedure_nodes(pack_id p, const node& n, procedure& proc);
    std::optional<std::uint32_t> node_named(const procedure& proc, const node& name);
    bool check_ways(const node& n, procedure& proc);
    bool check_circle(const procedure& proc, const std::vector<std::vector<std::uint32_t>>& ways,
                      const std::vector<std::vector<span>>& places);
    void check_detours(const procedure& proc);
    std::optional<term_id> make_step(pack_id p, const procedure& proc, const node& step);
    std::optional<term_id> make_ends(pack_id p, const node& form);
    std::optional<std::string> outcome_type(pack_id p, const node& form);
    record_id make_procedure_record(pack_id p, const node& form, const procedure& proc, const procedure_enums& shared);
    procedure_enums make_procedure_enums(pack_id p, const pending& forms);
    enum_id procedure_enum(pack_id p, const pending& forms, kind clause, const char* field, std::string_view preferred);
    expr_id walk(const node& n, scope& s);
    void finish_node(procedure_node& made_node, const node& n, const std::string& prefix, scope& s);
    std::optional<expr_id> time_limit(const std::string& name, span where, scope& s);
    expr_id timed_out(const node& n, scope& s);

    // ---- who is told what (audiences.ipp)
    void translate_statement(pack_id p, const node& n);
    void finish_statement(pack_id p, const node& n, statement& made_statement);
    void check_part(term_id part, const node& n, std::string_view wanted);
    std::vector<std::string> audiences_of(pack_id p, const node& names);
    void no_such_audience(pack_id p, const node& name);
    void check_shown();
    void check_shown(const message& m, pack_id p, const std::vector<std::string>& to);
    void collect_shown(expr_id e, std::unordered_set<std::uint32_t>& seen,
                       std::vector<const std::vector<std::string>*>& out) const;

    // ---- messages (messages.ipp)
    message plain_message(pack_id p, const node* text);
    message read_message(const node& text, scope& s);
    std::vector<message_piece> pieces_of(const node& string, scope& s);
    message_piece placeholder(const node& string, std::size_t begin, std::size_t end, scope& s);
    void check_languages(pack_id p, const message& m);
    std::optional<std::string> language_of(pack_id p, const node& tagged, message& m);

    // ---- examples (examples.ipp, givens.ipp)
    void collect_expectations();
    void read_examples();
    void read_example(pack_id p, std::uint32_t id, const node& n);
    void read_given(pack_id p, example& e, const node& n);
    void read_given_outcome(pack_id used, example& e, const node& n, term_id t);
    void read_given_fact(pack_id p, example& e, const node& n, std::size_t first);
    given_value given_value_of(const node& n, const type& t, scope& s);
    given_value given_scalar(const node& n, const type& t, scope& s);
    given_value given_list(const node& n, const type& t, scope& s);
    given_value given_record(const node& n, const type& t, scope& s);
    given_value given_set(const node& n, const type& t, scope& s);
    void read_expect(pack_id p, example& e, const node& n);
    std::string read_path(pack_id p, const node& path);
    void check_by(pack_id p, const node& ref);
    void check_likes();
    void check_elements(std::uint32_t id);

    // ---- the rest (facts.ipp, warnings.ipp)
    bool is_constant(expr_id id) const;
    void read_fact_notes();
    void read_requirements();
    void warn();
    void warn_unused();
    void warn_params();
    void warn_uncited();
    void warn_enum_labels();
    void warn_impossible();
    void warn_impossible_in(expr_id id);
};

}  // namespace writ::model::detail
