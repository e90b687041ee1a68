// The decision graph in words, and as data.
#pragma once

#include <optional>
#include <string>

#include "writ/graph/graph.hpp"

namespace writ::graph {

/// For each decision the facts it can need, for each fact what it can influence, then what no decision reads.
/// @param of  only this vertex: what it needs and what it influences
std::string to_text(const decision_graph& g, std::optional<vertex_id> of = {});

/// Vertices and edges with a fixed order of keys; `"schema": "writ.graph/1"`.
/// @param of  only this vertex and what it needs
std::string to_json(const decision_graph& g, std::optional<vertex_id> of = {});

}  // namespace writ::graph
