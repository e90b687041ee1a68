// The decision graph: the words of a policy as vertices, what they have to do with each other as edges.
//
// It is made to be asked (`analyze.hpp`) and looked at (`to_dot.hpp`). Everything is drawn from the model, and every
// vertex and edge keeps the author's words that make it. It no longer knows expressions: a vertex has a few words
// instead. Examples, and the terms made for them, are not in it. Vertices and edges have an order, that of declarations; nothing depends on another.
// A form is a vertex that needs the terms made for it. A procedure is also kept beside the graph as its author drew it.
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
    table,      ///< a decision declared as `table`
    procedure,  ///< a `sop`; the decisions of its steps have vertices of their own
    score,      ///< what it comes to; its metrics have vertices of their own
    deadline,   ///< how it stands; when it ends has a vertex of its own
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

/// Something with a name in the policy and perhaps a title in words.
struct named {
    std::string name;                ///< `tier`, `seller.region`, `tier.ban`, `closed`
    std::vector<label_text> titles;  ///< in words; empty if the author wrote none

    /// The title in a language (or in the first one), or the name.
    std::string_view label(std::string_view language = {}) const;
};

/// One thing that a form says, such as a metric of a score, or an end of a procedure.
struct form_line : named {
    std::vector<std::string> words;  ///< as the author wrote them
};

/// A word of the policy.
struct vertex : named {
    vertex_kind kind{};
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
    std::vector<form_line> lines;          ///< of forms: what they say
    std::optional<vertex_id> part_of;      ///< what is made for a form, and its rules: the form
};

struct edge {
    vertex_id from{}, to{};
    edge_kind kind{};
    span where;         ///< the words that make it
    std::string words;  ///< overrides: which row; else empty
};

enum class way_kind : std::uint8_t {
    when,
    otherwise,
    time_out,   ///< of a `wait`
    exception,  ///< to one of the ways before it
};

/// A way from a step to a step or an end.
struct way {
    way_kind kind{};
    named words;                ///< when, exception: the condition; time_out: the time limit; otherwise: nothing
    std::uint32_t to = 0;       ///< number of a step
    std::string rule;           ///< path of the rule that takes it
    std::vector<named> unless;  ///< conditions of the exceptions to it
    std::optional<std::uint32_t> added_by;  ///< the file it is from, if that is not the procedure's
};

/// A step or an end of a procedure.
struct step : named {
    bool end = false;
    std::optional<named> who, queue;
    std::optional<named> due;      ///< with a queue: by when
    std::optional<named> wait;     ///< what is waited for
    std::optional<named> runs;     ///< the procedure that comes first
    std::optional<named> outcome;  ///< ends: what comes out; of a record, its first value of an enum
    std::vector<named> actions;
    std::vector<way> ways;  ///< in the order they are tried
};

/// A procedure as its author drew it.
struct procedure {
    vertex_id vertex{};
    std::uint32_t start = 0;
    std::vector<step> steps;  ///< and ends, in file order
};

/// The whole graph. Plain data: `vertices[index(id)]`; edges in the order of `from`.
struct decision_graph {
    std::vector<vertex> vertices;
    std::vector<edge> edges;
    std::vector<std::uint32_t> first_edge;              ///< edges of a vertex: from here to that of the next one
    std::vector<std::optional<vertex_id>> fact_vertex;  ///< by fact_id; none for one whose value is a term
    std::vector<std::optional<vertex_id>> term_vertex;  ///< by term_id; none for terms of examples
    std::vector<procedure> procedures;                  ///< by procedure_id
    std::vector<std::string> pack_names;                ///< by pack_id
    std::vector<std::vector<label_text>> pack_titles;
    std::string language;  ///< the first one of the pack asked for

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

/// Whether it is something a case is asked about: a decision or a form.
constexpr bool is_question(vertex_kind kind) noexcept { return is_term(kind) && kind >= vertex_kind::procedure; }

/// The procedure that a vertex is; null if it is something else.
const procedure* procedure_at(const decision_graph& g, vertex_id v);

/// The vertex called `name`: a fact (`group.fact`), a term, a rule by its path, rows by their table; the first one there is.
std::optional<vertex_id> find_vertex(const decision_graph& g, std::string_view name);

}  // namespace writ::graph
