// program + case → decision
#pragma once

#include <memory>

#include "writ/decision.hpp"
#include "writ/facts.hpp"
#include "writ/program/program.hpp"
#include "writ/short_answer.hpp"

namespace writ::eval {

struct answer;
class machine;

/// Decides cases one after the other with one program, in memory that it keeps: once the largest case has been seen,
/// loading and deciding allocate nothing but the strings of the decision itself.
/// @par Lifetime       Program and model must outlive the evaluator, a case its decisions.
/// @par Thread safety  One evaluator a thread; any number of them on one program.
class evaluator {
public:
    /// @param names  the model the program was made from: for the words of decisions
    evaluator(const program::program& p, const model::model& names);
    evaluator(evaluator&&) noexcept;
    evaluator& operator=(evaluator&&) noexcept;
    ~evaluator();

    /// Takes a case; everything about the one before is forgotten.
    void load(const case_data& c);

    /// Whether the case has no mistakes and misses no requirement, as far as is known.
    bool accepts();

    /// Answers one question about the case: a term without arguments.
    /// @par Complexity  One evaluation; if facts are unknown and it stays open, at most 256 more.
    decision decide(model::term_id question);

    /// Puts an answer that is known already in words, without evaluating.
    decision tell(model::term_id question, const short_answer& known);
    decision tell(model::term_id question, const answer& known);

    /// The answer in numbers, without words: what a service that counts needs. Valid until the next call.
    const short_answer& ask(model::term_id question);

    /// The inside, for explanations.
    machine& inside() noexcept { return *machine_; }

private:
    const type& type_of(model::term_id question) const;

    const program::program* program_;
    const model::model* names_;
    std::unique_ptr<machine> machine_;
    std::unique_ptr<answer> said_;  ///< an answer that is known, for its words
    short_answer answer_;
};

}  // namespace writ::eval
