// Builds the tree of reasons: walks the model's rules and asks the evaluator for every value on the way, so that an
// explanation cannot say anything else than the decision it explains.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "writ/detail/explain/answers.hpp"
#include "writ/explanation.hpp"
#include "writ/model/model.hpp"
#include "writ/phrases.hpp"

namespace writ::explain_detail {

using model::expr_id;
using model::op;
using model::rule_id;
using model::term_id;

/// Variables in force at a place: parameters of the term and elements of the binders around it.
struct scope {
    term_id term{};
    std::vector<std::pair<std::uint32_t, eval::value>> bound;  ///< local, value
};

/// A number or date that a condition compares with a value: what would be decided if it stood there?
struct probe {
    std::optional<model::fact_id> fact;  ///< what is compared is a fact, or the day of one; else
    expr_id compared{};                  ///< the expression that is compared
    term_id term{};                      ///< the number's term
    std::vector<eval::value> arguments;  ///< scalars only
    rational at;
};

/// A term that was read, with what it was read for.
struct met_term {
    term_id term{};
    std::vector<eval::value> arguments;
};

/// The type of what one rule of a decision says: of one that takes all, that of an element.
inline type said_type(const model::term& decision) {
    type out = decision.type;
    if (decision.takes == model::takes::all) out.base = out.element == base_type::any ? base_type::record : out.element;
    return out;
}

/// A rule or an exception that stands does not speak: it has no words for anybody.
inline void silence(reason& r) {
    if (r.verdict != verdict::yes) return;
    r.overruled = true;
    r.says.clear();
}

/// The same for all its exceptions.
inline void silence_all(reason& r) {
    silence(r);
    for (reason& part : r.parts)
        if (part.kind == reason_kind::exception) silence_all(part);
}

class explainer {
public:
    explainer(const model::model& m, const source_set& sources, eval::machine& machine, std::string language)
        : m_(m), sources_(sources), machine_(machine), language_(std::move(language)) {}

    /// Reasons for a question and for everything it reads, in the order they are met.
    std::vector<reason> explain(term_id question);

    /// Reasons why rules that match `wanted` did not speak.
    std::vector<reason> why_not(term_id question, std::string_view wanted);

    /// The steps that a procedure leads a case through; empty for any other question.
    std::vector<walk_step> path_of(term_id question);

    /// Everything the question reads, in the order it was met.
    const std::vector<met_term>& met() const noexcept { return queue_; }

    /// Days on which something met on the way stops being counted, ascending.
    const std::set<day_number>& turning_days() const noexcept { return days_; }

    /// Values that decisions met on the way compare their numbers with.
    const std::vector<probe>& probes() const noexcept { return probes_; }

    std::string message_of(const model::message& text, const scope& s);

    /// The value of an expression where these variables are bound.
    eval::value value_of(expr_id e, const scope& s);
    /// A value as rules write it; in the words of the language, enum values by their titles.
    std::string shown(const eval::value& v, const type& t, const scope& s);
    std::string told(const eval::value& v, const type& t, const scope& s);
    outcome titled(const eval::value& v, const type& t, const scope& s);
    /// How values are told to people: in their language, and in the time zone of the case.
    wording in_words(const scope& s);

private:
    using instance_action = std::function<void(const scope&, const eval::value& stand)>;

    // values
    void give_titles(outcome& o, const type& t, const scope& s);
    std::string words(phrase what, std::initializer_list<std::string_view> filled = {}) const;
    std::string source_text(const span& where) const;
    std::string place(const span& where) const;

    // terms
    reason term_reason(const met_term& p);
    std::string called(term_id t, const std::vector<eval::value>& arguments, const scope& s);
    void decision_parts(const model::term& t, const scope& s, reason& out);
    void heading_reads(model::block_id number, const scope& s, std::vector<reason>& out);
    void define_parts(const model::term& t, const scope& s, reason& out);
    void param_parts(const model::term& t, std::uint32_t number, const scope& s, reason& out);
    scope scope_of(const met_term& p);
    void enqueue(term_id t, std::vector<eval::value> arguments);

    // procedures
    const model::procedure* procedure_of(term_id t) const;
    std::string place_inside(std::uint32_t procedure);
    void walk_parts(const model::procedure& p, const scope& s, reason& out);
    walk_step step_words(const model::procedure& p, std::uint32_t node, const scope& s);
    std::vector<addressed_words> questions(const eval::walked& w, const scope& s);
    std::string value_title(model::procedure_field field, const model::procedure& p, std::uint32_t value,
                            const scope& s);
    void consider_walk(const model::procedure& p, std::string_view wanted, std::vector<reason>& out);

    // rules
    void each_instance(rule_id r, std::size_t depth, scope& s, const instance_action& act);
    void rule_instances(rule_id r, scope& s, std::vector<reason>& out, bool& done);
    reason rule_reason(rule_id r, const scope& s, const eval::value& stand);
    void rule_conditions(rule_id number, const scope& s, reason& out);
    reason cell_reason(const model::rule& r, std::size_t column, const scope& s);
    void exceptions(const model::rule& r, const scope& s, reason& out);
    struct exception_effect {
        bool speaks = false, off = false;
    };
    exception_effect effect(rule_id exception, const scope& s, const eval::value& stand);
    bool replaces(rule_id exception) const;
    std::string qualifiers(const model::qualifiers& q, const model::pack& p) const;
    struct saying {
        std::string words;
        bool applies = true;  ///< false: it is surely off
    };
    saying spoken(rule_id r, const scope& s, const eval::value& stand);
    bool speaks_itself(rule_id r, const eval::value& stand);
    reason quals_reason(const model::rule& r, const model::qualifiers& q, std::uint32_t code, const scope& s);

    // why not
    bool is_wanted(rule_id r, const scope& s, std::string_view wanted);
    void consider_term(const met_term& p, std::string_view wanted, std::size_t depth, std::vector<reason>& out);
    void consider_rule(const met_term& p, rule_id r, rule_id top, std::string_view wanted, std::vector<reason>& out);
    void stronger(const model::term& t, rule_id top, scope& s, std::vector<reason>& out);

    // conditions and what they read
    bool condition(expr_id e, const scope& s, std::vector<reason>& out, int depth);
    std::string condition_text(expr_id e, const scope& s);
    void reads(expr_id e, const scope& s, std::vector<reason>& out);
    std::optional<expr_id> made_choice(const model::expression& e, const scope& s);
    void fact_read(expr_id e, const scope& s, std::vector<reason>& out);
    bool window(expr_id e, const scope& s, reason& out);
    void list_parts(expr_id e, const scope& s, std::vector<reason>& out);
    void one_list(expr_id e, const scope& s, std::vector<reason>& out);
    void element_reason(const model::expression& e, const scope& s, const eval::value& item, const eval::value& there,
                        std::vector<reason>& out);
    std::string element_name(const eval::value& item, const std::string& variable) const;
    std::optional<expr_id> called_body(const model::expression& e) const;
    scope called_scope(const model::expression& e, const scope& s);
    expr_id failing(expr_id e, const scope& s, scope& inner, int depth);

    // days that are not counted
    void passed_over(expr_id e, const scope& s, std::vector<reason>& out);
    const model::calendar* calendar_of(const model::expression& e, std::size_t argument, const scope& s);
    std::string days_off(const model::calendar& c, day_number first, day_number last, const scope& s);
    std::string day_words(day_number d, std::int32_t year);
    std::string holiday_words(const model::calendar& c, const model::calendar::holiday& h, const scope& s);

    // scores
    const model::score* score_of(term_id t) const;
    eval::value value_of(term_id t);
    reason metric_reason(const model::score_metric& metric, const scope& s);
    std::string band_words(const model::score_metric& metric, const model::rule& band, const scope& s);
    void lifts(const model::score& q, const scope& s, std::vector<reason>& out);
    void score_parts(const model::score& q, const scope& s, reason& out);

    // what could change
    void probe_rule(const model::rule& r, const scope& s);
    void probe_condition(expr_id e, const scope& s, int depth);
    void add_probe(expr_id what, expr_id compared_with, const scope& s);

    static verdict verdict_of(const eval::value& v);

    const model::model& m_;
    const source_set& sources_;
    eval::machine& machine_;
    std::string language_;
    std::vector<met_term> queue_;
    std::set<std::string> seen_;
    std::set<day_number> days_;
    std::vector<probe> probes_;
    bool all_conditions_ = false;  ///< show conditions behind the first that fails too
};

/// The smallest changes that would change the outcome.
/// @param now  answers about the case, which is decided so
std::vector<near_change> nearest_changes(answers& now, term_id question, const decision& decided, const explainer& e,
                                         std::string_view language);

/// As `writ::explain`.
/// @param known  what is known of the program; null: the machine alone answers, and the explanation is the same
explanation explain(const ruleset& rules, const case_data& c, term_id question, std::string_view language,
                    const eval::known_code* known);

}  // namespace writ::explain_detail
