// The decision graph: the words of a policy as vertices, what they have to do with each other as edges.
//
// It is made to be asked (`analyze.hpp`) and looked at (`to_dot.hpp`). Everything is drawn from the model, and every
// vertex and edge keeps the author's words that make it. It no longer knows expressions: a vertex has a few words
// instead. Examples, and the terms made for them, are not in it. Vertices and edges have an order, that of declarations; nothing depends on another.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "writ/model/model.hpp"

namespace writ::graph {

enum class vertex_id : std::uint32_t {};

constexpr std::uint32_t index(vertex_id v) noexcept { return static_cast<std::uint32_t>(v); }

/// What a vertex is in the policy.
enum class vertex_kind : std::uint8_t {
    fact,
    param,
    define,
    table,  ///< a decision declared as `table`
    decision,
    rule,
    rows,  ///< all rows of one table, or of one table block of a decision
    exception,
    otherwise,
    outcome,  ///< an answer that a decision can give, as it is written
};

/// What an edge says about the vertex it comes from (`from`) and the one it goes to (`to`).
enum class edge_kind : std::uint8_t {
    needs,        ///< `from` reads `to`: a term or fact
    attaches_to,  ///< `from`, a rule, rows or `otherwise`, belongs to the decision `to`
    overrides,    ///< `from`, an exception, changes the rule, rows, `otherwise` or exception `to`
    leads_to,     ///< `from` gives the outcome `to`
};

/// A text in one of the pack's languages.
struct label_text {
    std::string language;
    std::string text;
};

/// A word of the policy.
struct vertex {
    vertex_kind kind{};
    std::string name;                ///< `tier`, `seller.region`, `tier.ban`, `closed`
    std::vector<label_text> titles;  ///< in words; empty if the author wrote none
    std::string summary;  ///< rule: its conditions; rows: headings; term: its value; decision: what it `takes`
    std::string group;    ///< facts: the fact group
    std::vector<std::string> cites;  ///< rules, exceptions: what they rest on
    model::pack_id pack{};
    span where;                           ///< the declaration; `where.file` is its file
    bool overlay = false;                 ///< a rule or exception from another file than its decision
    std::vector<std::uint32_t> added_by;  ///< params: other files that give them values, in file order
    model::layer layer = model::layer::general;
    std::uint32_t row_count = 0;  ///< rows: how many
    std::optional<model::fact_id> fact;
    std::optional<model::term_id> term;    ///< terms; of rules and outcomes the decision they belong to
    std::optional<model::rule_id> rule;    ///< rule, exception, otherwise
    std::optional<model::block_id> block;  ///< rows

    /// The title in a language (or in the first one), or the name.
    std::string_view label(std::string_view language = {}) const;
};

struct edge {
    vertex_id from{}, to{};
    edge_kind kind{};
    span where;         ///< the words that make it
    std::string words;  ///< overrides: which row; else empty
};

/// The whole graph. Plain data: `vertices[index(id)]`; edges in the order of `from`.
struct decision_graph {
    std::vector<vertex> vertices;
    std::vector<edge> edges;
    std::vector<std::uint32_t> first_edge;              ///< edges of a vertex: from here to that of the next one
    std::vector<std::optional<vertex_id>> fact_vertex;  ///< by fact_id; none for one whose value is a term
    std::vector<std::optional<vertex_id>> term_vertex;  ///< by term_id; none for terms of examples
    std::vector<std::string> pack_names;                ///< by pack_id
    std::vector<std::vector<label_text>> pack_titles;

    const vertex& operator[](vertex_id id) const { return vertices[index(id)]; }

    /// The edges that come from a vertex: a range for `for`.
    std::pair<const edge*, const edge*> edges_from(vertex_id v) const {
        const std::uint32_t i = index(v);
        return {edges.data() + first_edge[i], edges.data() + first_edge[i + 1]};
    }
};

/// Whether it is a term: something used by name in expressions.
constexpr bool is_term(vertex_kind kind) noexcept {
    return kind >= vertex_kind::param && kind <= vertex_kind::decision;
}

/// The vertex called `name`: a fact (`group.fact`), a term, a rule by its path, rows by their table; the first one there is.
std::optional<vertex_id> find_vertex(const decision_graph& g, std::string_view name);

}  // namespace writ::graph
