// model → graph
#pragma once

#include "writ/graph/graph.hpp"
#include "writ/model/model.hpp"

namespace writ::graph {

/// Draws the decision graph of a model. It cannot fail: what could be wrong with a model, its checker has found.
///
/// Rows of a table are one vertex, with one edge for each outcome; a rule that repeats over a list is one rule.
/// @par Complexity  Linear in the expressions of the model.
decision_graph from_model(const model::model& m);

}  // namespace writ::graph
