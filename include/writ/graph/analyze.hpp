// Questions to the decision graph.
#pragma once

#include <string>
#include <vector>

#include "writ/diagnostic.hpp"
#include "writ/graph/graph.hpp"
#include "writ/limits.hpp"

namespace writ::graph {

/// One step of a cycle: a term, and the place in it that reads the next one.
struct cycle_step {
    std::uint32_t term = 0;
    span where;
};

/// That a term reads another, and where.
struct term_read {
    std::uint32_t term = 0;
    span where;
};

/// A cycle among terms, whole: each step reads the next, the last one the first. Empty if there is none.
///
/// The first declared term that lies on any cycle begins it, and it is the shortest cycle through that term.
/// @param reads  by term: the terms it reads
/// @par Complexity  Linear.
std::vector<cycle_step> find_term_cycle(const std::vector<std::vector<term_read>>& reads);

/// The terms so that each comes after all it needs; of those that could come next, the first declared.
/// Terms on a cycle, and those that need them, are missing.
/// @par Complexity  Linear, times the logarithm of the number of terms.
std::vector<model::term_id> evaluation_order(const decision_graph& g);

/// The facts that a vertex can need, directly or not, in file order.
std::vector<vertex_id> facts_needed(const decision_graph& g, vertex_id of);

/// What a fact (or any other vertex) can influence.
struct influence {
    std::vector<vertex_id> terms;      ///< params, defines, tables
    std::vector<vertex_id> rules;      ///< rules, rows, exceptions, `otherwise`
    std::vector<vertex_id> decisions;  ///< and procedures
};
influence influenced_by(const decision_graph& g, vertex_id source);

/// The vertices a vertex can need: facts, terms and their rules, itself included, in order.
std::vector<vertex_id> neighbourhood(const decision_graph& g, vertex_id of);

/// The facts, params, defines and tables that no decision ever reads, in order.
std::vector<vertex_id> unreachable(const decision_graph& g);

/// The longest chain of terms that read each other, outermost first.
/// Empty if there is a cycle: then there is no longest one.
std::vector<vertex_id> longest_chain(const decision_graph& g);

/// Finds what is wrong with the graph as a whole: a cycle, shown whole; a chain of more steps than
/// `limits::term_depth`. The checker of the model finds both too; this is for models made otherwise.
std::vector<diagnostic> check(const decision_graph& g, const limits& bounds = {});

}  // namespace writ::graph
