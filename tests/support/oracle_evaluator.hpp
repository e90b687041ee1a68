// The slow evaluator itself: one case, one moment, some facts perhaps replaced by a piece of what they may be.
//
// It walks the model as the language reference reads: an expression is evaluated by looking at it, a rule stands or not by its words,
// terms are computed once for each argument. Beside values it keeps what the answer rests on. The member functions are
// defined by concern in oracle_{facts,expressions,arithmetic,lists,dates,params,rules,takes}.cpp.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "support/oracle_interval.hpp"
#include "support/oracle_value.hpp"
#include "writ/decision.hpp"
#include "writ/facts.hpp"
#include "writ/model/model.hpp"

namespace writ::oracle {

/// Variables in force, innermost first, and the pack whose region, zone and clock are meant.
struct scope_node;
using scope = std::shared_ptr<const scope_node>;
struct scope_node {
    model::pack_id pack{};
    scope outer;
    model::local_id variable{};
    possible value;
    bool bound = false;
};
scope scope_of(model::pack_id pack);
scope with_variable(const scope& outer, model::local_id variable, possible value);

/// What unknown facts are compared with: the cuts of their refinement.
struct cut {
    model::op compare{};
    rational with;
    friend bool operator<(const cut& a, const cut& b) {
        return a.compare != b.compare ? a.compare < b.compare : a.with < b.with;
    }
};

/// What a rule may do, given one way things may be.
struct alternative {
    enum class kind_of : std::uint8_t {
        says,            ///< its outcome, or that of exceptions
        not_applicable,  ///< an exception that takes its rule away
        off,             ///< taken away itself
        silent,          ///< does not stand
        fails            ///< an error, or exceptions that disagree
    } kind = kind_of::silent;
    possible value;
    int layer = 0;  ///< of the rule or exception that spoke
    std::set<std::uint32_t> cites;
    oracle::needs needs;
};

/// A rule or row that may stand (a rule with `for` once for each element).
struct standing {
    std::vector<alternative> speaks;  ///< says and fails
    bool may_be_silent = false;
    oracle::needs needs;
    model::rule_id rule{};
    std::optional<model::block_id> block;
    std::int64_t times = 0;  ///< > 0: at most so often, for the unknown elements of a list
};

/// A binder's elements with the scope each makes, and whether each is in.
struct bound_element {
    scope in;
    possible present;
};
struct bound_rest {
    scope in;
    possible where;
    std::int64_t least = 0, most = 0;
    oracle::needs needs;
};
struct bound_elements {
    std::vector<bound_element> elements;
    std::optional<bound_rest> rest;
    std::optional<possible> error;  ///< the list is or may be an error
};

/// One question, settled: its status, what its outcome may be, and what that rests on.
struct settled_question {
    writ::status status = writ::status::undetermined;
    possible value;
    oracle::needs needs;  ///< undetermined: what would settle it
    std::set<std::uint32_t> spoke, perhaps_spoke, outranked;
    oracle::needs assumed;
    std::vector<std::string> asks;
    std::optional<failure> unmet;  ///< a requirement that nothing possible meets
};

/// How far the steps of a procedure lead.
struct walk_taken {
    model::procedure_state state = model::procedure_state::asking;
    std::vector<std::uint32_t> path;
    const model::procedure_node* at = nullptr;        ///< where it stands, perhaps in a procedure that a step runs
    std::vector<const model::procedure_node*> trail;  ///< whose actions are to be done
    std::optional<model::expr_id> until;
    oracle::needs needs;
    failures errors;
    std::set<std::uint32_t> spoke, perhaps_spoke, outranked;
    oracle::needs assumed;
};

/// Zones, calendars and layout, shared by the evaluators of one question.
struct surroundings {
    const model::model* m = nullptr;
    const case_data* c = nullptr;
    std::vector<fact_place> places;                 ///< per fact
    std::optional<std::vector<std::string>> texts;  ///< those of the rules themselves, once they are needed
    std::map<std::string, std::shared_ptr<const zone>> zones;
    std::map<std::uint32_t, std::shared_ptr<const working_calendar>> calendars;
    std::map<std::uint32_t, walk_taken> walks;  ///< by procedure: each is walked once, with nothing replaced
};
/// Asks, splits what is open, asks again for every combination.
settled_question settle(surroundings& around, model::term_id question);
surroundings surroundings_of(const model::model& m, const case_data& c);

class evaluator {
public:
    evaluator(surroundings& around, std::map<need, possible> replaced)
        : around_(around), m_(*around.m), case_(*around.c), replaced_(std::move(replaced)) {}

    /// The value of a term without arguments.
    possible ask(model::term_id term);
    /// The value of a condition of a pack (`require`).
    possible check(model::expr_id condition, model::pack_id pack);
    /// The values an unknown fact is split into; empty if it is not split.
    std::vector<possible> pieces(const need& fact) const;

    const std::map<need, possible>& unknown_facts() const { return unknown_facts_; }
    const std::set<std::uint32_t>& spoke() const { return spoke_; }
    const std::set<std::uint32_t>& perhaps_spoke() const { return perhaps_spoke_; }
    const std::set<std::uint32_t>& outranked() const { return outranked_; }
    const needs& assumed() const { return assumed_; }

private:
    // facts, clock, region
    possible fact(model::fact_id id);
    possible touched(const possible& v);
    possible value_of(const type& t, model::pack_id pack, const cell& c, const need& path);
    possible fresh(const type& t, model::pack_id pack, const need& path);
    possible unknown(const type& t, model::pack_id pack, const std::optional<need>& path, const needs& n);
    possible plain(const type& t, model::pack_id pack, std::int64_t value);
    possible list_fact(const type& t, model::pack_id pack, const list_data& l, const need& path);
    possible given_outcome(model::term_id id, const writ::cell& c);
    possible clock(bool now, model::pack_id pack, span where);
    possible region(model::pack_id pack);
    currency_code currency(const type& t, model::pack_id pack) const;
    struct zones_possible {
        std::vector<std::shared_ptr<const zone>> zones;
        oracle::needs needs;
        failures missing;
    };
    zones_possible zones(model::pack_id pack, span where);
    possible day_of(const possible& v, model::pack_id pack, span where);
    void cut_at(const possible& v, model::op compare, const rational& with);
    std::string region_name(model::pack_id pack, std::size_t index) const;

    // expressions
    possible eval(model::expr_id id, const scope& s);
    possible operand(model::expr_id id, const scope& s);  ///< an absent value is an error
    possible present(const possible& v, span where);
    possible local(model::local_id id, const scope& s);
    possible field_of(const model::expression& e, const scope& s);
    possible choice(const model::expression& e, const scope& s);
    possible compare(model::op what, const possible& a, const possible& b, span where);
    possible compare_intervals(model::op what, const possible& a, const possible& b);
    possible compare_choices(model::op what, const possible& a, const possible& b);
    possible has(const model::expression& e, const scope& s);
    possible list_has(const possible& list, const possible& value, span where);
    possible known_state(const model::expression& e, const scope& s);
    possible presence_state(const model::expression& e, const scope& s);
    possible is_empty(const model::expression& e, const scope& s);
    possible element_order(const model::expression& e, const scope& s);
    possible matches(const model::expression& e, const scope& s);
    possible set_literal(const model::expression& e, const scope& s);
    possible record_literal(const model::expression& e, const scope& s);

    // arithmetic
    possible arithmetic(model::op what, const possible& a, const possible& b, span where);
    possible result_of(const interval& i, const possible& a, const possible& b, span where);
    possible negated_number(const model::expression& e, const scope& s);
    possible rounded(const model::expression& e, const scope& s);
    possible clamped(const model::expression& e, const scope& s);
    possible drawn_by_lot(const model::expression& e, const scope& s);
    possible largest_argument(const model::expression& e, const scope& s);
    possible size_of(const model::expression& e, const scope& s);
    possible in_region_currency(const model::expression& e, const scope& s);
    possible monotone(const possible& v, span where, error_kind failed, const needs& n,
                      const std::function<std::optional<rational>(const rational&)>& f);

    // lists
    bound_elements each(model::binder_id id, const scope& s, bool with_where = true);
    possible quantifier(const model::expression& e, const scope& s);
    possible aggregate(const model::expression& e, const scope& s);
    possible pick(const model::expression& e, const scope& s);
    possible count_distinct(const bound_elements& b, const std::vector<list_item>& values, failures errors, needs n);
    possible sum(const model::expression& e, const std::vector<list_item>& values, const std::optional<list_rest>& rest,
                 failures errors, needs n);
    possible extreme_element(const std::vector<list_item>& values, const std::optional<list_rest>& rest, bool up,
                             failures errors, needs n);

    // dates
    struct calendars_possible {
        std::vector<std::uint32_t> calendars;
        oracle::needs needs;
        failures missing;
    };
    calendars_possible calendars(const model::expression& e, std::size_t argument, const scope& s);
    std::shared_ptr<const working_calendar> calendar(std::uint32_t index);
    possible shifted(const model::expression& e, const scope& s);
    possible span_of(const model::expression& e, const scope& s);
    possible duration_of(const model::expression& e, const scope& s);
    possible zoned(const possible& v, const scope& s, span where,
                   const std::function<std::optional<rational>(const rational&, const zone&)>& f);
    possible moment_of(const model::expression& e, const scope& s);
    possible date_function(const model::expression& e, const scope& s);
    possible business_days(const model::expression& e, const scope& s);
    possible working_day(const model::expression& e, const scope& s);
    possible rolled_day(const model::expression& e, const scope& s);

    // terms and parameters
    possible term(model::term_id id, const std::vector<possible>& arguments);
    possible param(const model::term& t, const scope& s);
    possible read_day(const std::optional<model::expr_id>& as_of, const scope& s, span where);
    std::vector<std::optional<std::size_t>> regions(model::pack_id pack, needs& n);

    // rules
    possible qualified(const model::qualifiers& q, span where, const scope& s);
    possible stands(const model::rule& r, const scope& s);
    std::vector<alternative> alternatives(model::rule_id id, const scope& s, const possible& stand);
    possible spoken(const model::rule& r, const scope& s);
    possible outcome_of_type(const possible& v, const model::term& t, span where);
    possible completed(const possible& v, const model::term& t, const std::function<possible()>& base);
    alternative settled(const model::rule& r, const std::vector<std::pair<alternative, model::rule_id>>& exceptions,
                        needs n, const std::function<possible()>& base);
    struct repetition {
        scope in;  ///< none: the list is or may be an error
        possible present;
        std::int64_t times = 0;
    };
    std::vector<repetition> repetitions(const model::rule& r, std::size_t first_for, const scope& s,
                                        const possible& present);
    static bool first_is_sure(const model::term& t, const std::vector<standing>& so_far);
    std::vector<standing> standings(const model::term& t, const scope& s, bool& covered);
    void add_row(std::vector<standing>& out, model::rule_id row, model::block_id id, const scope& s);
    bool always_speaks(const model::block& b, const scope& s);
    void add_rule(std::vector<standing>& out, model::rule_id id, const scope& s);

    // procedures
    const walk_taken& taken(model::procedure_id id);
    bool goes_on(const model::procedure_node& n, std::uint32_t& at, walk_taken& w);
    possible walk(const model::expression& e, const scope& s);

    // taking
    possible decision_value(const model::term& t, const scope& s);
    std::vector<alternative> otherwise(const model::term& t, const scope& s);
    possible take_first(const model::term& t, const std::vector<standing>& rows, bool covered, const scope& s);
    possible take_one(const model::term& t, const std::vector<standing>& rows, bool covered, const scope& s);
    possible take_all(const model::term& t, const std::vector<standing>& rows);
    possible take_sum(const model::term& t, const std::vector<standing>& rows);
    possible take_extreme(const model::term& t, const std::vector<standing>& rows, bool covered, const scope& s);
    void speakers(const std::vector<alternative>& alternatives, bool sure = true);
    failure conflict(const model::term& t, const std::set<std::uint32_t>& rules) const;

    failure fail(error_kind kind, span where, std::initializer_list<std::string_view> words = {}) const {
        return {where, kind, error_text(kind, words), {}};
    }

    surroundings& around_;
    const model::model& m_;
    const case_data& case_;
    std::map<need, possible> replaced_;

    std::map<std::uint32_t, possible> facts_;
    std::map<std::string, possible> terms_;
    std::map<need, possible> unknown_facts_;
    std::map<need, std::set<cut>> cuts_;
    std::set<std::uint32_t> spoke_, perhaps_spoke_, outranked_;
    needs assumed_;
    std::size_t lists_made_ = 0;
};

}  // namespace writ::oracle
