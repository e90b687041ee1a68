// program + case → decision
#pragma once

#include <memory>
#include <vector>

#include "writ/decision.hpp"
#include "writ/facts.hpp"
#include "writ/lanes.hpp"
#include "writ/program/program.hpp"
#include "writ/short_answer.hpp"

namespace writ::classify {
struct catalogue;
}

namespace writ::eval {

struct answer;
class machine;
class quick;

/// Decides cases one after the other with one program, in memory that it keeps: once the largest case has been seen,
/// loading and deciding allocate nothing but the strings of the decision itself.
/// @par Lifetime       Program and model must outlive the evaluator, a case its decisions.
/// @par Thread safety  One evaluator a thread; any number of them on one program.
class evaluator {
public:
    /// @param names  the model the program was made from: for the words of decisions
    /// @param by     the classifiers of its decisions; null: every case is evaluated
    evaluator(const program::program& p, const model::model& names, const classify::catalogue* by = nullptr);
    evaluator(evaluator&&) noexcept;
    evaluator& operator=(evaluator&&) noexcept;
    ~evaluator();

    /// Takes a case; everything about the one before is forgotten.
    /// @param lanes  of the case, where it is packed already
    void load(const case_data& c, const lane_line* lanes = nullptr);

    /// Answers one question about the case: a term without arguments.
    /// @par Complexity  One evaluation; if facts are unknown and it stays open, at most 256 more.
    decision decide(model::term_id question);

    /// The answer in numbers, without words: what a service that counts needs.
    const short_answer& ask(model::term_id question);

    /// The inside, for explanations: of an evaluator without classifiers.
    machine& inside() noexcept;

private:
    machine& loaded_machine();
    const short_answer* ask_quickly(model::term_id question);

    const program::program* program_;
    const model::model* names_;
    const classify::catalogue* by_;
    std::unique_ptr<machine> machine_;
    std::unique_ptr<quick> quick_;
    const case_data* case_ = nullptr;
    const lane_line* lanes_ = nullptr;  ///< null: not packed yet
    bool machine_loaded_ = false;
    std::vector<lane_line> own_lanes_;
    std::unique_ptr<answer> said_;  ///< a quick answer, for its words
    short_answer answer_;
};

}  // namespace writ::eval
