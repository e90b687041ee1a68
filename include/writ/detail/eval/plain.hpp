// The evaluator of what is known: one case, one program, one value for each expression.
//
// Most cases know all that a decision asks. Then an expression has one value, in 16 bytes, and nothing has to be kept about
// what it may be or what it waits for. Where something is not known, or fails, or rules contradict each other, a value is
// `open`; an open value settles nothing, so that an answer is either the same as the machine's or there is none.
//
// It reads what the machine reads, in the same order, so that what is assumed and which rules spoke are the same too. Where it
// would have to go on with an open value to do so, it gives up.
#pragma once

#include <optional>
#include <vector>

#include "writ/detail/eval/known.hpp"
#include "writ/eval/answer.hpp"
#include "writ/eval/arena.hpp"
#include "writ/facts.hpp"
#include "writ/program/program.hpp"
#include "writ/short_answer.hpp"
#include "writ/trace.hpp"

namespace writ::eval {

/// @par Lifetime       The program and what was made of it must outlive it, a case its questions.
/// @par Thread safety  One thread at a time.
class plain {
public:
    plain(const program::program& p, const known_code& code);

    void load(const case_data& c);
    /// Whether the case is surely as it should be. If not, the machine can tell: where it has no mistakes and misses no
    /// requirement, `accept` it. Until then nothing is answered.
    bool accepted() const noexcept { return usable_; }
    void accept() noexcept;

    /// The same as the machine would say, or null: ask the machine. Valid until the next question.
    const short_answer* ask(std::uint32_t term);
    /// Likewise, with all that a decision rests on.
    const answer* decide(std::uint32_t term);
    /// Likewise, with every step on the way.
    const trace* trace_of(std::uint32_t term);

    // ---- for explanations
    /// A number, if it is known: what an instruction of a pack comes to where nothing is bound.
    std::optional<rational> known_number(std::uint32_t pack, std::uint32_t instruction);
    /// Likewise: what a term comes to for these arguments (scalars).
    std::optional<rational> known_number(std::uint32_t term, const value* arguments, std::uint32_t count);
    /// What a term is to be taken for where it has these arguments (scalars), until the next case. May have to be accepted.
    void suppose(std::uint32_t term, const value* arguments, std::uint32_t count, const rational& number);

private:
    enum class tri : std::uint8_t { no, yes, open };
    using form = known::form_of;
    using step = trace_step::kind_of;

    struct memo_slot {
        std::uint32_t generation = 0;
        known result;
    };
    /// What a term gave for one argument; a newer one takes its place.
    struct call_slot {
        std::uint32_t generation = 0, term = none;
        known argument, result;
    };
    /// What a rule does.
    struct speech {
        enum class kind_of : std::uint8_t {
            no,            ///< does not stand
            off,           ///< switched off by an exception
            switches_off,  ///< is an exception that says `does not apply`
            says,
            open
        } kind = kind_of::no;
        int layer = 0;
        known result;
        program::slice<std::uint32_t> cites{nullptr, 0};
    };
    struct candidate {
        speech says;
        std::uint32_t rule = 0;
    };
    /// Of a requirement: whether nobody tells the facts that it reads, and nothing else matters; and that it is then met.
    enum class untold : std::uint8_t { no, yes, met };
    /// How far the steps of a procedure lead.
    struct walked {
        bool is_known = false;
        model::procedure_state state{};
        std::uint32_t at = 0;        ///< of all steps: where it really stands
        std::uint32_t until = none;  ///< waiting: instruction, how long
        arena_list<known> path;
        arena_list<std::uint32_t> trail;
    };

    // ---- plain.ipp: questions, facts, terms
    bool settled(std::uint32_t term);
    bool meets_requirements();
    bool tells_nothing_of(const requirement_reads& r) const;
    void begin();
    /// Gives up: to go on would be to follow something that is not known.
    known lost() noexcept { return lost_ = true, known{}; }
    known read(const cell& c, const cell_read& how, std::uint32_t number);
    known fact_value(std::uint32_t fact);
    known field_of(const known& record, std::uint32_t field);
    std::uint32_t fields_of(const known& record) const;
    std::uint32_t size_of(const known& list) const;
    known element_of(const known& list, std::uint32_t k) const;
    known call(std::uint32_t term);
    known call(std::uint32_t term, const known* arguments, std::uint32_t count);
    bool are_supposed(const known* arguments, std::uint32_t count);
    known run(std::uint32_t term, const known* arguments, std::uint32_t count);
    known param_value(const program::term_code& t);
    known checked(const known& v, std::uint32_t term) const;
    const std::string& text_of(const known& v) const {
        const auto id = static_cast<std::size_t>(v.bits);
        return id < p_.texts.size() ? p_.texts[id] : case_->texts[id - p_.texts.size()];
    }
    bool is_open(const known& v);
    tri same(const known& a, const known& b);
    tri same_fields(const known& a, const known& b);
    value in_full(const known& v);
    cell as_cell(const known& v, const type& t) const;
    void tidy(std::vector<std::uint32_t>& numbers) const;

    // ---- plain_trace.ipp: steps, while `tracing_`
    /// A step begins; those until it is closed are its parts.
    std::uint32_t open(step what, std::uint32_t number);
    void close(std::uint32_t at, tri holds, const cell& value = {});
    void close_term(std::uint32_t at, const known& v);
    tri traced_condition(std::uint32_t instruction);
    void close_rule(std::uint32_t at, const speech& s);

    // ---- plain_expressions.ipp
    known eval(std::uint32_t instruction) {
        if (const known& c = code_.constants[instruction]; c.form != form::open) return c;
        const program::instruction& c = p_.code[instruction];
        return c.what == op::local ? locals_[c.index] : work_out(c);
    }
    known work_out(const program::instruction& c);
    known operand(const program::instruction& c, std::uint32_t k) { return eval(p_.ids[c.operands.first + k]); }
    tri truth(std::uint32_t instruction);
    tri condition(std::uint32_t instruction) {
        return tracing_ ? traced_condition(instruction) : truth(instruction);
    }
    known conjunction(const program::instruction& c, bool all);
    tri all_of(program::slice<std::uint32_t> conditions, tri wanted, tri so_far);
    /// How much of what an answer rests on has been written down.
    std::size_t traced() const noexcept { return rules_.size() + outranked_.size() + assumed_.size(); }
    known choice(const program::instruction& c);
    known comparison(const program::instruction& c);
    known element_order(const program::instruction& c);
    known membership(const program::instruction& c);
    known pattern(const program::instruction& c);
    bool is_untold(std::uint32_t instruction) const;
    known state(const program::instruction& c);
    known arithmetic(const program::instruction& c);
    known rounded(const program::instruction& c);
    known extremes(const program::instruction& c);
    known sets(const program::instruction& c);
    known size(const program::instruction& c);
    known drawn(const program::instruction& c);
    known in_region_currency(const program::instruction& c);
    known set_literal(const program::instruction& c);
    known record_literal(const program::instruction& c);
    known list_literal(const program::instruction& c);
    known pick(const program::instruction& c);

    // ---- plain_dates.ipp
    std::uint32_t region();
    const zone* only_zone();
    const working_calendar* only_calendar(std::uint32_t named);
    known clock(bool day);
    known to_day(const known& instant);
    known as_of_day(std::uint32_t instruction);
    tri holds(std::uint32_t quals);
    known span(const program::instruction& c);
    known shifted(const program::instruction& c);
    known date_function(const program::instruction& c);
    known calendar_function(const program::instruction& c);

    // ---- plain_lists.ipp
    tri related(const program::binder_code& b, const known& item);
    /// Calls `f` for each element that a binder reaches, or may reach, with its variable bound; false: the list is not known.
    template <class F>
    bool each(std::uint32_t binder, bool ignore_where, F&& f);
    known quantifier(const program::instruction& c);
    known every(const program::instruction& c);
    known aggregate(const program::instruction& c);
    known gathered(op how, const arena_list<known>& values);
    known made_list(const arena_list<known>& items);
    bool mask_of(const known& v, std::uint64_t& out);

    // ---- plain_rules.ipp
    tri stands(const program::rule_code& r);
    speech speech_of(std::uint32_t rule, tri stand);
    speech combined(const program::rule_code& r, std::uint32_t rule);
    speech settle(const program::rule_code& r, std::uint32_t rule, const arena_list<candidate>& exceptions);
    known own_words(std::uint32_t rule);
    known merged(const known& v, std::uint32_t base);
    void expand(std::uint32_t rule, std::uint32_t depth, tri there, arena_list<candidate>& out);
    rule_filter::set left_by(const rule_filter& f) const;
    bool candidates(const program::term_code& t, std::uint32_t number, arena_list<candidate>& out);
    known otherwise(const program::term_code& t);
    known run_decision(const program::term_code& t, std::uint32_t number);
    known take_one(const arena_list<candidate>& rows);
    known take_all(const arena_list<candidate>& rows);
    known take_sum(const arena_list<candidate>& rows, std::uint32_t number);
    known take_extreme(const program::term_code& t, const arena_list<candidate>& rows);
    void spoke(const speech& s) { rules_.insert(rules_.end(), s.cites.begin(), s.cites.end()); }
    walked walk(std::uint32_t procedure);
    bool follow(std::uint32_t first, std::uint32_t& at, walked& w);
    known walk_record(const program::instruction& c);
    arena_list<known> actions_of(const arena_list<std::uint32_t>& trail);

    const program::program& p_;
    const known_code& code_;
    const case_data* case_ = nullptr;
    bool usable_ = false;  ///< the case has no mistakes, and meets what is required of it
    bool lost_ = false;
    std::uint32_t pack_ = 0;
    std::uint32_t generation_ = 0;
    std::uint32_t calls_ = 0;  ///< with arguments, in this question
    arena work_;
    std::vector<known> locals_;
    std::vector<memo_slot> memo_;  ///< by term
    std::vector<call_slot> called_;
    std::vector<untold> untold_;             ///< by requirement
    std::vector<std::uint32_t> money_;       ///< by pack: minor units in one of its currency
    std::vector<std::uint32_t> list_cells_;  ///< by list: how many cells facts and earlier lists have
    std::vector<std::uint32_t> rules_, outranked_, assumed_;
    answer answer_;
    short_answer short_;
    std::uint32_t supposed_term_ = none;
    std::vector<known> supposed_;  ///< its arguments, then what it is
    bool tracing_ = false;
    std::vector<trace_step> steps_;
    trace trace_;
};

template <class F>
bool plain::each(std::uint32_t binder, bool ignore_where, F&& f) {
    const program::binder_code& b = p_.binders[binder];
    const known list = eval(b.list);
    if (list.form != form::fact_list && list.form != form::list) return false;
    const std::uint32_t n = size_of(list);
    for (std::uint32_t k = 0; k < n; ++k) {
        const known item = element_of(list, k);
        tri there = related(b, item);
        if (there == tri::no) continue;
        locals_[b.variable] = item;
        const std::uint32_t at = tracing_ ? open(step::element, k) : none;
        if (!ignore_where && b.where != none) {
            const tri where = truth(b.where);
            if (where != tri::yes) there = where;
        }
        if (there != tri::no) f(there, item);
        if (at != none) close(at, there);
    }
    return true;
}

}  // namespace writ::eval
