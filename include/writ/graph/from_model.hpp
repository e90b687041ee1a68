// model → graph
#pragma once

#include <cstdint>

#include "writ/graph/graph.hpp"
#include "writ/model/model.hpp"

namespace writ::graph {

/// How much of a graph is drawn.
enum class drawing : std::uint8_t {
    whole,
    dependencies,  ///< what terms need of each other, drawn at the terms: all that `check` asks for, in half the time
};

/// Draws the decision graph of a model. It cannot fail: what could be wrong with a model, its checker has found.
///
/// Rows of a table are one vertex, with one edge for each outcome; a rule that repeats over a list is one rule.
/// @par Complexity  Linear in the expressions of the model.
decision_graph from_model(const model::model& m, drawing how = drawing::whole);

}  // namespace writ::graph
