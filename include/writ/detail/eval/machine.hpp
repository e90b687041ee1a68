// The evaluator's inside: one case, one program, possible values. See eval/evaluator.hpp for the contract.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "writ/decision_error.hpp"
#include "writ/eval/answer.hpp"
#include "writ/eval/possible.hpp"
#include "writ/facts.hpp"
#include "writ/program/program.hpp"

namespace writ::eval {

namespace arithmetic_detail {
struct bound;
}

using program::none;
using program::op;

/// Rules by number, ascending, each once.
struct rule_set {
    const std::uint32_t* ids = nullptr;
    std::uint32_t count = 0;
};

/// Where a comparison of an unknown fact changes.
struct cut {
    std::uint32_t thing = 0;
    op what = op::less;
    rational at;
};

struct speaker {
    std::uint32_t rule = 0;
    bool sure = false;
};

/// What the computation of one term, or of the question, did itself.
struct frame {
    std::uint32_t term = none;
    arena_list<std::uint32_t> calls;  ///< frames
    arena_list<cut> cuts;
    arena_list<speaker> spoke;
    arena_list<std::uint32_t> outranked;
    arena_list<std::uint32_t> assumed;

    void begin(std::uint32_t of) noexcept {
        term = of;
        calls = {}, cuts = {}, spoke = {}, outranked = {}, assumed = {};
    }
};

/// One thing a rule may turn out to do.
struct alternative {
    enum class kind_of : std::uint8_t {
        says,
        no,            ///< does not stand
        off,           ///< switched off by an exception
        switches_off,  ///< is an exception that says `does not apply`
        error
    } kind = kind_of::no;
    int layer = 0;  ///< of model::layer; -1: nothing applied
    value result;
    rule_set cites;
    const link* deps = nullptr;
};
using alternatives = arena_list<alternative>;

/// A rule that may speak.
struct candidate {
    alternatives says;  ///< kinds says and error only
    bool may_be_silent = false;
    const link* deps = nullptr;
    std::uint32_t rule = 0;
    std::uint32_t block = none;
    std::uint32_t repeats = 0;  ///< up to this many rules (over an unknown list); 0: this one
};

/// A rule's own outcome, computed when it is first needed.
struct own_outcome {
    std::uint32_t rule = 0;
    bool ready = false;
    value result;
};

struct element {
    value item;
    value present;
};

/// What a binder reaches.
struct elements {
    arena_list<element> items;
    bool has_generic = false;
    value generic, generic_where;
    std::uint32_t least = 0, most = 0;
    const link* generic_deps = nullptr;
    bool fails = false;  ///< `failure` is all there is
    value failure;       ///< errors the list may be
};

struct counted {
    std::uint64_t low = 0, high = 0;
    const link* errors = nullptr;
    const link* deps = nullptr;
    bool surely_error = false;
};

/// How far the steps of a procedure lead for a case.
struct walked {
    bool done = false;
    model::procedure_state state = model::procedure_state::asking;
    std::vector<std::uint32_t> path;  ///< steps of the procedure; the last one is where it stands
    std::uint32_t inside = none;      ///< the procedure that the last step runs, while the path stands there
    std::uint32_t at = 0;             ///< of all steps of the program: where the path really stands
    std::vector<std::uint32_t>
        trail;                   ///< likewise: all that are done or to be done, those of procedures run among them
    std::uint32_t until = none;  ///< waiting: instruction, how long
    std::vector<std::uint32_t> needs;  ///< asking: what the way on waits for
    std::vector<std::uint32_t> rules, possible, outranked, assumed;
    std::vector<error_site> errors;  ///< the way on failed; rules of conflicts by their place in `conflicting`
    std::vector<std::uint32_t> conflicting;
};

struct calendars_found {
    arena_list<std::uint32_t> calendars;
    const link* deps = nullptr;
    const link* missing = nullptr;  ///< errors for regions without one
};

class machine {
public:
    explicit machine(const program::program& p);

    void load(const case_data& c);
    /// Whether the case has no mistakes and surely misses no requirement.
    bool accepts();
    /// @param refined  false: unknown facts are not split; quick, and `needs` may be more than is needed
    const answer& ask(std::uint32_t term, bool refined = true);

    // ---- for explanations: values by the same rules, after an `ask`
    value eval(std::uint32_t instruction);
    value call(std::uint32_t term, const value* arguments, std::uint32_t count);
    void bind(std::uint32_t local, const value& v) { locals_[local] = v; }
    std::uint32_t enter_pack(std::uint32_t pack) noexcept { return std::exchange(pack_, pack); }
    value holds(std::uint32_t quals);
    value stands(const program::rule_code& r);
    alternatives alternatives_of(std::uint32_t rule, const value& stand);
    elements each(std::uint32_t binder, bool ignore_where);
    value as_of_day(std::uint32_t instruction);
    bits256 region_bits(const link*& deps);
    /// The zone of the pack entered, if the case may be in no other; else null.
    const zone* only_zone();
    std::uint32_t list_size(const value& v) const;
    value list_element(const value& v, std::uint32_t k, value& present);
    value record_field(const record_value& r, std::uint32_t field);
    value element_field(const list_data& l, std::uint32_t fact, std::uint32_t element, std::uint32_t field);
    const link* deep_deps(const value& v);
    bool deep_open(const value& v);
    bool same(const value& a, const value& b);
    void collect(const link* l, std::vector<std::uint32_t>& out);
    void collect_deep(const value& v, std::vector<std::uint32_t>& out);
    void begin();
    /// What a term is to be taken for where it has these arguments (scalars), until `suppose_nothing`.
    void suppose(std::uint32_t term, const value* arguments, std::uint32_t count, const value& v) {
        supposed_.assign(arguments, arguments + count);
        supposed_.push_back(v);
        supposed_term_ = term;
    }
    void suppose_nothing() noexcept { supposed_term_ = none; }
    /// What an unknown thing can be, in pieces that no comparison of the last `ask` tells apart; empty: it has none. Those
    /// of a list are how many elements it has: none, or some.
    std::vector<value> pieces(std::uint32_t thing);
    /// From here until `load` the unknown thing is only this piece of what it can be, which must stay; null: all of it.
    void restrict(std::uint32_t thing, const value* piece);
    bool restricted(std::uint32_t thing) const noexcept { return restricted_[thing] != nullptr; }
    value today() { return clock(true); }
    /// The steps that a procedure leads the case through.
    const walked& walk(std::uint32_t procedure);
    /// By rule: whether its conditions surely held at some time since the case was loaded.
    const std::vector<std::uint8_t>& stood() const noexcept { return stood_; }

    const program::program& code() const noexcept { return p_; }
    const case_data& facts() const noexcept { return *case_; }
    const std::vector<open_thing>& things() const noexcept { return things_; }
    open_thing thing(std::uint32_t number) const;
    const error_site& site(std::uint32_t number) const { return errors_[number]; }
    const std::vector<std::uint32_t>& conflict_rules() const noexcept { return conflict_rules_; }
    std::uint32_t cells_before(std::uint32_t list) const { return list_cells_before_[list]; }
    arena& memory() noexcept { return work_; }

private:
    struct memo_slot {
        std::uint32_t generation = 0, frame = 0;
        value result;
    };
    struct memo_entry {
        std::uint64_t hash;
        std::uint32_t term, frame;
        const value* arguments;
        std::uint32_t count;
        value result;
    };
    struct bucket {
        std::uint32_t generation = 0, entry = 0;
    };
    struct split {
        std::uint32_t thing;
        std::vector<value> pieces;
    };
    struct trial {
        value result;
        std::uint32_t kind = 0;  ///< equal results have the same
        bool open = false;
        std::vector<std::uint32_t> spoke, maybe, asks, outranked, assumed;
    };

    // ---- case.ipp: facts and what is unknown about them
    void list_things();
    void list_fact(std::uint32_t fact);
    std::uint32_t add_thing(open_thing t);
    value fact_value(std::uint32_t fact);
    value given_fact(std::uint32_t fact, const fact_place& at);
    value given_list(std::uint32_t fact, std::uint32_t at);
    value cell_value(const cell& c, std::uint32_t type, std::uint32_t thing, std::uint32_t cell_number);
    value plain_cell(const cell& c, const type& t);
    value open_value(const type& t, const link* deps, std::uint32_t raw);
    value unknown_list(const list_data& l, std::uint32_t type, std::uint32_t thing);
    value given_outcome(const given_cell& g, std::uint32_t number);
    const link* thing_link(std::uint32_t number);
    currency_code currency_of(const type& t) const;
    void note_cut(const value& v, op what, const rational& at);

    // ---- state.ipp: frames, errors, comparing and joining
    std::uint32_t push_frame(std::uint32_t term);
    frame& top() noexcept { return frames_[stack_.back()]; }
    const link* error_link(error_kind kind, std::uint32_t at, std::uint32_t term = none, const rational& seen = {},
                           bool open = false);
    const link* conflict_link(const rule_set& rules);
    value error_value(error_kind kind, std::uint32_t at, std::uint32_t term = none, const rational& seen = {}) {
        value v;
        v.errors = error_link(kind, at, term, seen);
        return v;
    }
    static value error_of(const link* errors) {
        value v;
        v.errors = errors;
        return v;
    }
    static bool same_record(const record_value& a, const record_value& b);
    void record_equality(const value& a, const value& b, bool& equal, bool& differ);
    void equality(const value& a, const value& b, bool& equal, bool& differ);
    value part(value v, value& whole, const link*& failed);
    const link* sure_errors(const value& a, const value& b);
    value joined(const value& a, const value& b, const link* deps = nullptr);
    void join_plain(value& into, const value& from, const link* deps);
    const list_value* joined_lists(const list_value& a, const list_value& b, const link* deps);
    value present(value v, std::uint32_t at);
    value kept(const value& v);
    const link* kept(const link* l);

    // ---- logic.ipp, compare.ipp, arithmetic.ipp, dates.ipp, lists.ipp, making.ipp
    value operand(const program::instruction& c, std::uint32_t k) { return eval(p_.ids[c.operands.first + k]); }
    value constant(const program::instruction& c);
    value eval_conjunction(const program::instruction& c, bool all);
    value eval_choice(const program::instruction& c);
    value eval_field(const program::instruction& c, std::uint32_t i);
    value conjunction(const value* v, std::uint32_t n);
    value conjunction(const value& a, const value& b);
    value disjunction(const value* v, std::uint32_t n);
    value negation(const value& v);
    value compare(op what, value x, value y, std::uint32_t at);
    value compare_ranges(op what, const value& x, const value& y);
    value compare_order(op what, const value& x, const value& y);
    void note_cuts(op what, const value& x, const value& y);
    value eval_element_order(const program::instruction& c);
    value eval_state(const program::instruction& c, std::uint32_t i);
    value eval_has(const program::instruction& c, std::uint32_t i);
    void members(const value& s, bits256& must, bits256& may);
    value eval_matches(const program::instruction& c, std::uint32_t i);
    value spanning(const arithmetic_detail::bound* ends, int count, const value& x, const value& y, std::uint32_t at);
    value plus(const value& x, const value& y, bool minus, std::uint32_t at);
    value times(const value& x, const value& y, std::uint32_t at);
    value divided(const value& x, const value& y, std::uint32_t at);
    value divided_by_range_with_zero(const value& x, const value& y, std::uint32_t at);
    value negated(const value& x, std::uint32_t at);
    value extreme(const value& a, const value& b, bool largest);
    value eval_arithmetic(const program::instruction& c, std::uint32_t i);
    value eval_set_operation(const program::instruction& c, std::uint32_t i);
    value eval_numbers(const program::instruction& c, std::uint32_t i);
    value eval_extremes(const program::instruction& c, std::uint32_t i);
    value eval_size(const program::instruction& c, std::uint32_t i);
    value eval_lot(const program::instruction& c, std::uint32_t i);
    const std::string& text_of(std::uint32_t id) const {
        return id < p_.texts.size() ? p_.texts[id] : case_->texts[id - p_.texts.size()];
    }
    value eval_region_currency(const program::instruction& c, std::uint32_t i);
    value in_region_currency(const value& v, currency_code named, std::uint32_t at);
    /// Applies a function that keeps order to both ends.
    template <class F>
    value monotone(const value& v, const link* extra, F&& f) {
        value out;
        out.form = shape::range;
        out.low_open = v.low_open;
        out.high_open = v.high_open;
        out.errors = v.errors;
        out.deps = join(work_, v.deps, extra);
        if (!v.low_open) out.range.low = f(v.range.low);
        if (!v.high_open) out.range.high = f(v.range.high);
        seal(out);
        return out;
    }
    value to_day(const value& v, std::uint32_t at);
    value no_zone(std::uint32_t at);
    value clock(bool day, std::uint32_t at = none);
    void zones_for(arena_list<std::uint32_t>& zones, const link*& deps);
    calendars_found calendars_for(std::uint32_t named, std::uint32_t at);
    value eval_span(const program::instruction& c, std::uint32_t i);
    value shifted(const value& p, const value& d, int sign, std::uint32_t calendar, std::uint32_t at);
    value shifted_by(const span_range& s, const value& d, int sign, std::uint32_t calendar, const link* deps,
                     std::uint32_t at);
    value eval_dates(const program::instruction& c, std::uint32_t i);
    value eval_calendar_function(const program::instruction& c, std::uint32_t i);
    value business_days(const value& a, const value& b, std::uint32_t calendar, const link* deps, std::uint32_t at);
    value zoned(const value& d, const link* extra, std::uint32_t at, std::int64_t minutes, bool end);
    value eval_moment(const program::instruction& c, std::uint32_t i);
    const link* uncovered(std::uint32_t calendar);

    void each_item(const program::binder_code& b, const value& item, const value& there, bool ignore_where,
                   elements& out);
    value related(const program::binder_code& b, const value& item);
    counted count_of(const elements& e);
    void count_range(const value& list, std::uint64_t& low, std::uint64_t& high);
    value eval_quantifier(const program::instruction& c, std::uint32_t i);
    value every(const program::instruction& c, const elements& e);
    value any(const elements& e);
    value eval_aggregate(const program::instruction& c, std::uint32_t i);
    value sum_of(const elements& e, const arena_list<element>& values, const value& generic, const counted& n,
                 std::uint32_t at);
    value extreme_of(const elements& e, const arena_list<element>& values, const value& generic, const counted& n,
                     bool largest);
    value distinct_of(const elements& e, const arena_list<element>& values, const counted& n);
    value set_of(const elements& e, const arena_list<element>& values, const value& generic, const counted& n);
    value list_of(const elements& e, const arena_list<element>& values, const value& generic, const counted& n);
    value eval_set_literal(const program::instruction& c, std::uint32_t i);
    value eval_record_literal(const program::instruction& c);
    value eval_list_literal(const program::instruction& c);
    value eval_pick(const program::instruction& c, std::uint32_t i);

    // ---- terms.ipp, rules.ipp, takes.ipp
    bool is_supposed(std::uint32_t term, const value* arguments, std::uint32_t count) const;
    std::uint64_t hash_of(const value* v, std::uint32_t n) const;
    bool same_argument(const value& a, const value& b) const;
    value eval_call(const program::instruction& c);
    value call_with(std::uint32_t term, const value* arguments, std::uint32_t count);
    value run(std::uint32_t term, const value* arguments, std::uint32_t count, std::uint32_t& frame_number);
    value worked_out(const program::term_code& t, std::uint32_t term, const value* arguments, std::uint32_t count);
    value run_param(const program::term_code& t, std::uint32_t number);
    arena_list<day_number> unique_days(const arena_list<day_number>& sorted);
    void representative_days(const value& day, const arena_list<day_number>& points, arena_list<day_number>& out);
    value entry_value(const program::term_code& t, std::uint32_t number, std::uint32_t chosen, std::uint32_t region);
    value holds_dates(const program::quals_code& q, const bits256& regions, const link* deps, bool by_region);
    value checked_outcome(value v, std::uint32_t term, std::uint32_t at);
    value speak(own_outcome& own);
    value merged(const value& v, own_outcome& base);
    void combine(const program::rule_code& r, std::uint32_t number, const value& stand, alternatives& out);
    alternative settle(const program::rule_code& r, std::uint32_t number, own_outcome& own,
                       const arena_list<alternative>& chosen, const arena_list<std::uint32_t>& from);
    void add(alternatives& out, const alternative& a);
    rule_set united(const rule_set& a, const rule_set& b);
    rule_set single(std::uint32_t rule);
    bool candidates(const program::term_code& t, bool until_sure, arena_list<candidate>& out);
    void expand_unless_fails(const program::term_code& t, std::uint32_t rule, arena_list<candidate>& out);
    void expand(std::uint32_t rule, std::uint32_t depth, const value& there, std::uint32_t repeats,
                arena_list<candidate>& out);
    void expand_generic(std::uint32_t rule, std::uint32_t depth, const value& there, std::uint32_t repeats,
                        const elements& e, arena_list<candidate>& out);
    void failing_list(std::uint32_t rule, const value& failure, arena_list<candidate>& out);
    void add_candidate(std::uint32_t rule, const alternatives& alts, std::uint32_t repeats, arena_list<candidate>& out);
    alternatives otherwise(const program::term_code& t);
    value run_decision(const program::term_code& t, std::uint32_t number);
    void speakers(const alternatives& alts, bool sure);
    value joined_results(const alternatives& alts, const link* deps);
    value take_first(const program::term_code& t, const arena_list<candidate>& rows, bool covered);
    value take_one(const program::term_code& t, const arena_list<candidate>& rows, bool covered);
    value take_all(const arena_list<candidate>& rows);
    value take_sum(const arena_list<candidate>& rows, std::uint32_t number);
    value take_extreme(const program::term_code& t, const arena_list<candidate>& rows, bool covered);
    value result_of(const candidate& c);
    bool surely_fails(const candidate& c) const;
    value extreme_of_bits(const value& a, const value& b, bool largest, bool certain);
    const link* clashes(const arena_list<candidate>& rows, int certain_layer, bool& hard, const link*& deps);

    // ---- walk.ipp
    value eval_walk(const program::instruction& c);
    void once_each(std::vector<std::uint32_t>& trail);
    bool follow(std::uint32_t first, std::uint32_t& at, walked& w);
    bool run_inner(const program::step_code& s, walked& w);
    template <class From>
    static void add_to(walked& w, const From& from);
    void note_regions(const machine& other, const answer& a);
    void note_errors(const machine& other, const answer& a, const program::step_code& s, walked& w);
    void note_needs(const machine& other, const answer& a, const program::step_code& s, walked& w);
    const link* errors_of(const walked& w);
    value walk_outcome(const program::procedure_code& p, const walked& w);
    value bits_list(const std::uint32_t* values, std::size_t count);
    machine& walker();

    // ---- refine.ipp
    void evaluate(std::uint32_t term, trial& out);
    void close(std::uint32_t frame_number, trial& out, bool with_cuts);
    void find_splits(const value& v);
    void pieces_of(std::uint32_t thing, split& out);
    void range_pieces(std::uint32_t thing, const type& t, const value& v, split& out);
    void refine(std::uint32_t term);
    static void clear(answer& a);
    void finish();
    void find_needs();
    void fail_input();
    void fail_requirement(bool surely);

    const program::program& p_;
    const case_data* case_ = nullptr;
    arena work_, kept_;
    std::vector<value> locals_;
    std::vector<memo_slot> memo_;
    std::vector<bucket> buckets_;
    arena_list<memo_entry> entries_;
    std::uint32_t generation_ = 0;
    std::vector<frame> frames_;
    std::size_t frame_count_ = 0;
    std::vector<std::uint32_t> stack_;
    std::uint32_t pack_ = 0;
    std::vector<open_thing> things_;
    std::vector<link> thing_links_;
    std::vector<std::uint32_t> cell_things_;               ///< by cell: its thing, from 1; 0: none
    std::vector<std::vector<std::uint32_t>> list_things_;  ///< by list and its cell, likewise; empty: all known
    std::vector<std::uint32_t> list_self_;                 ///< by list: the thing an unknown list is, from 1
    std::vector<std::uint32_t> list_cells_before_;         ///< by list: how many cells facts and earlier lists have
    std::vector<const value*> overlay_;                    ///< by thing: the piece being tried
    std::vector<const value*> restricted_;                 ///< by thing: the piece that is told
    std::vector<error_site> errors_;
    std::vector<std::uint32_t> conflict_rules_;
    std::vector<std::uint32_t> policy_region_;  ///< by parameter: the region without a value
    std::vector<cut> cuts_;
    std::vector<split> splits_;
    std::size_t split_count_ = 0;
    std::vector<trial> trials_;
    std::size_t trial_count_ = 0;
    bool splitting_ = false;           ///< facts are split; what surely fails before, fails of any of their pieces
    std::vector<std::uint8_t> fails_;  ///< by rule: before, it surely did, and asking it left no other trace
    std::vector<bool> frame_seen_;
    std::vector<std::uint32_t> scratch_, todo_;
    std::uint32_t walk_ = 0;          ///< the number of the last walk over links
    std::vector<const link*> links_;  ///< still to be followed, while links are collected
    std::vector<std::uint8_t> stood_;
    bool requirements_checked_ = false;
    std::unique_ptr<machine>
        walker_;  ///< settles the steps of procedures, each by itself, whatever is being tried here
    bool walker_loaded_ = false;
    std::vector<walked> walks_;  ///< by procedure
    std::vector<bool> met_;      ///< by step: `once_each`
    std::uint32_t supposed_term_ = none;
    std::vector<value> supposed_;  ///< arguments, then the value
    answer answer_;
};

}  // namespace writ::eval
