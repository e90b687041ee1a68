// Procedures on their way from the model to a picture.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "writ/graph/to_dot.hpp"

namespace writ::graph {

/// A message by language, with its placeholders as written.
std::vector<label_text> texts_of(const model::message& text);

/// The procedures of a model as their authors drew them.
/// @param g  has all vertices
std::vector<procedure> procedures_of(const model::model& m, const decision_graph& g);

/// The picture of one procedure in the DOT language.
std::string procedure_to_dot(const decision_graph& g, const procedure& p, const picture_options& options);

}  // namespace writ::graph
