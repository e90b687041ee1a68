// The decision graph as a picture.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "writ/graph/graph.hpp"
#include "writ/source.hpp"

namespace writ::graph {

/// How much a picture shows.
enum class detail_level : std::uint8_t {
    automatic,  ///< the first of the following with few enough boxes to be read
    rules,      ///< every rule, exception and answer
    terms,      ///< a decision is one box with its answers, and with what other files add to it
    decisions,  ///< nothing but decisions: definitions, params and tables are folded, facts are named in the boxes
};

/// How a case walked through a procedure.
struct walked_path {
    std::vector<std::string> steps;  ///< in order, up to where it stands
    std::vector<std::string> rules;  ///< paths of those that spoke; they may be of other decisions too
};

/// What to draw, and how.
struct picture_options {
    std::string language;         ///< of titles; empty: the pack's first
    std::optional<vertex_id> of;  ///< only this decision (or term) and what it needs; none: everything
    detail_level detail = detail_level::automatic;
    std::size_t readable_boxes = 30;  ///< automatic: more boxes than this are too many
    std::size_t answers = 8;          ///< answers of one decision shown by name; the others are counted
    std::size_t facts = 12;           ///< facts of one group shown by name, unless rules are drawn
    bool legend = true;
    std::optional<walked_path> walked;    ///< in the picture of a procedure: the way of one case stands out
    const source_set* sources = nullptr;  ///< with them, overlays are drawn with the name of their file
};

/// The graph in the DOT language of Graphviz. The same graph and options give the same bytes.
///
/// Facts stand on the left in their groups, then params and other terms, then decisions with their rules, then answers:
/// what is read points to what reads it. Exceptions are dashed, and what another file adds has that file's name.
///
/// `of` a procedure, at the automatic level, draws it as people follow it instead: steps from the start down to the ends,
/// by who handles them, and the ways between them with their conditions; time-outs are dashed.
std::string to_dot(const decision_graph& g, const picture_options& options = {});

/// The same picture as SVG, laid out by the Graphviz library.
/// @return nothing if this library was built without Graphviz (`WRIT_WITH_GRAPHVIZ`), or Graphviz could not lay it out
/// @par Thread safety  Calls wait for each other: Graphviz has one state.
std::optional<std::string> to_svg(const decision_graph& g, const picture_options& options = {});

/// Whether `to_svg` can draw.
bool can_draw_svg() noexcept;

}  // namespace writ::graph
