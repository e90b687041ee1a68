// The decision graph as Boost.Graph sees it.
#pragma once

#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>

#include <cstdint>
#include <utility>
#include <vector>

#include "writ/graph/graph.hpp"

namespace writ::graph {

/// An edge goes from what depends to what it depends on.
using dependencies = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                                        boost::no_property, std::uint32_t, std::uint32_t>;

/// What each vertex depends on: what it needs, and of a decision its rules, of a rule its exceptions.
/// @param turned  edges the other way: what each vertex is needed for
inline dependencies dependencies_of(const decision_graph& g, bool turned = false) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
    for (const edge& e : g.edges) {
        if (e.kind == edge_kind::leads_to) continue;
        const bool as_is = (e.kind == edge_kind::needs) != turned;
        edges.emplace_back(index(as_is ? e.from : e.to), index(as_is ? e.to : e.from));
    }
    return {boost::edges_are_unsorted_multi_pass, edges.begin(), edges.end(),
            static_cast<std::uint32_t>(g.vertices.size())};
}

/// The vertices that can be reached from one, itself included, by number.
inline std::vector<bool> reached_from(const dependencies& d, const std::vector<std::uint32_t>& starts) {
    std::vector<boost::default_color_type> colours(num_vertices(d), boost::white_color);
    const auto map = boost::make_iterator_property_map(colours.begin(), get(boost::vertex_index, d));
    boost::queue<std::uint32_t> waiting;
    for (const std::uint32_t start : starts)
        if (colours[start] == boost::white_color)
            boost::breadth_first_visit(d, start, waiting, boost::default_bfs_visitor(), map);
    std::vector<bool> out(colours.size());
    for (std::size_t i = 0; i < colours.size(); ++i) out[i] = colours[i] != boost::white_color;
    return out;
}

}  // namespace writ::graph
