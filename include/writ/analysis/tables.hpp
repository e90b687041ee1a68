// The analysis of tables: what no row answers, what two rows answer differently, what no case ever reaches.
//
// Every finding comes with a case in the words of the policy. An error is only reported for a case that can exist:
//  - a heading over a fact or an argument takes the values its declaration allows, one over a term those of its type,
//    less what `require` rules out;
//  - headings that depend on each other (one worked out from a fact that another tests too) may not be able to have the
//    values of a hole together: then the finding is a warning;
//  - a cell that is no constant (a param with several values, an expression) is a condition of its own. It can prove that
//    there is no hole (`< limit` with `>= limit`), but a hole or an overlap that rests on it is a warning at most.
// So a table without a finding is sound, and a finding that is an error has a case.
#pragma once

#include <vector>

#include "writ/diagnostic.hpp"
#include "writ/limits.hpp"
#include "writ/model/model.hpp"

namespace writ::analysis {

/// Checks every decision and table of a model, and notes what it has shown in `block::complete` and
/// `term::always_speaks`.
///
/// Errors: gaps of a table (unless it has `otherwise` or `: optional T`, or adds its rows up), rows of one table that
/// `takes one` and answer the same case differently. Warnings: both where the case may not exist, rules that are never
/// reached because `takes first` always stops before, rows that add nothing or match nothing, and questions left open
/// because `bounds.cover_nodes` was spent.
/// @param found  diagnostics are added here, in the order of the declarations
/// @par Complexity  Below a second for a table of 1,000 rows; at most `cover_nodes` boxes for each question.
void check_tables(model::model& m, std::vector<diagnostic>& found, const limits& bounds = {});

/// Whether every case is answered by some rule of a decision that cannot be switched off, in every region and on every
/// day: then the decision is never absent. `otherwise` does not count.
///
/// Needs nothing of the model beyond this term, its rules and what they read, so that a model can be asked while it is
/// being made.
/// @return false also where `bounds.cover_nodes` did not suffice
bool always_speaks(const model::model& m, model::term_id decision, const limits& bounds = {});

}  // namespace writ::analysis
