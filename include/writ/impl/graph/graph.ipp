// The graph's own look-ups.
#pragma once

#include "writ/graph/graph.hpp"

namespace writ::graph {

std::string_view named::label(std::string_view language) const {
    for (const label_text& t : titles)
        if (t.language == language) return t.text;
    return titles.empty() ? std::string_view(name) : std::string_view(titles.front().text);
}

const procedure* procedure_at(const decision_graph& g, vertex_id v) {
    for (const procedure& p : g.procedures)
        if (p.vertex == v) return &p;
    return nullptr;
}

std::optional<vertex_id> find_vertex(const decision_graph& g, std::string_view name) {
    for (std::uint32_t i = 0; i < g.vertices.size(); ++i)
        if (g.vertices[i].kind != vertex_kind::outcome && g.vertices[i].name == name) return vertex_id{i};
    return std::nullopt;
}

}  // namespace writ::graph
