#include "writ/graph/to_text.hpp"

#include <boost/json.hpp>

#include "writ/graph/analyze.hpp"

namespace writ::graph {
namespace to_text_detail {

inline std::string names(const decision_graph& g, const std::vector<vertex_id>& all) {
    std::string out;
    for (const vertex_id v : all) out += (out.empty() ? "" : ", ") + g[v].name;
    return out.empty() ? "nothing" : out;
}

inline const char* kind_name(vertex_kind k) {
    static const char* const words[] = {"fact",     "param", "define", "table",     "procedure", "score",  "deadline",
                                        "decision", "rule",  "rows",   "exception", "otherwise", "outcome"};
    return words[static_cast<int>(k)];
}

inline const char* kind_name(edge_kind k) {
    static const char* const words[] = {"needs", "attaches_to", "overrides", "leads_to"};
    return words[static_cast<int>(k)];
}

inline std::string needs(const decision_graph& g, vertex_id v) {
    return std::string(kind_name(g[v].kind)) + " " + g[v].name + " can need " + names(g, facts_needed(g, v)) + "\n";
}

inline std::string influences(const decision_graph& g, vertex_id v) {
    return std::string(kind_name(g[v].kind)) + " " + g[v].name + " can influence " +
           names(g, influenced_by(g, v).decisions) + "\n";
}

}  // namespace to_text_detail

std::string to_text(const decision_graph& g, std::optional<vertex_id> of) {
    using namespace to_text_detail;
    if (of) return needs(g, *of) + influences(g, *of);
    std::string out;
    for (std::uint32_t i = 0; i < g.vertices.size(); ++i)
        if (is_question(g.vertices[i].kind) || g.vertices[i].kind == vertex_kind::table) out += needs(g, vertex_id{i});
    for (const auto& v : g.fact_vertex)
        if (v) out += influences(g, *v);
    if (const auto lost = unreachable(g); !lost.empty()) out += "no decision reads " + names(g, lost) + "\n";
    return out;
}

std::string to_json(const decision_graph& g, std::optional<vertex_id> of) {
    using namespace to_text_detail;
    namespace json = boost::json;
    std::vector<bool> shown(g.vertices.size(), !of);
    if (of)
        for (const vertex_id v : neighbourhood(g, *of)) shown[index(v)] = true;
    json::array vertices, edges;
    for (std::uint32_t i = 0; i < g.vertices.size(); ++i) {
        if (!shown[i]) continue;
        const vertex& v = g.vertices[i];
        json::object o{{"id", i}, {"kind", kind_name(v.kind)}, {"name", v.name}, {"summary", v.summary}};
        json::object titles;
        for (const auto& t : v.titles) titles[t.language] = t.text;
        o["titles"] = std::move(titles);
        vertices.push_back(std::move(o));
    }
    for (const edge& e : g.edges)
        if (shown[index(e.from)] && shown[index(e.to)])
            edges.push_back(json::object{{"from", index(e.from)}, {"to", index(e.to)}, {"kind", kind_name(e.kind)}});
    return json::serialize(json::object{
               {"schema", "writ.graph/1"}, {"vertices", std::move(vertices)}, {"edges", std::move(edges)}}) +
           "\n";
}

}  // namespace writ::graph
