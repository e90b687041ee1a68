// Questions to the decision graph.
#include "writ/graph/analyze.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/small_pack.hpp"
#include "writ/graph/from_model.hpp"

using namespace writ;
using namespace writ::graph;

namespace {

constexpr const char* text = R"(
pack small "Small" { version "1" languages en region c.region }
enum Region { DE, TH }
facts c { region : Region  n : int 0 .. 9  m : int 0 .. 9  spare : int 0 .. 9 }
param limit : int = 3 { in DE = 4 }
define later = first + c.m
define first = c.n + limit
define unread = first + 1
decision answer : int {
  rule big { when later > 5 then 1 exception off in TH { when c.m = 0 then does not apply } }
  otherwise 0
}
decision other : int { rule always { then answer } }
example "one" { as of 2026-01-01 given c.n = 1 c.m = 1 c.region = TH expect answer = 0 }
)";

std::string names(const decision_graph& g, const std::vector<vertex_id>& of) {
    std::string out;
    for (const vertex_id v : of) out += (out.empty() ? "" : " ") + g[v].name;
    return out;
}

vertex_id at(const decision_graph& g, std::string_view name) {
    const auto found = find_vertex(g, name);
    REQUIRE(found.has_value());
    return *found;
}

/// A graph of terms that read each other, made by hand: `reads[t]` by `t`.
decision_graph chain(const std::vector<std::vector<std::uint32_t>>& reads) {
    decision_graph g;
    for (std::uint32_t t = 0; t < reads.size(); ++t) {
        vertex v;
        v.kind = vertex_kind::define;
        v.name = "t" + std::to_string(t);
        v.term = model::term_id{t};
        v.where = {0, 10 * t, 10 * t + 5};
        g.vertices.push_back(v);
        g.term_vertex.push_back(vertex_id{t});
        g.first_edge.push_back(static_cast<std::uint32_t>(g.edges.size()));
        for (const std::uint32_t r : reads[t])
            g.edges.push_back({vertex_id{t}, vertex_id{r}, edge_kind::needs, {0, 10 * t + 6, 10 * t + 7}, {}});
    }
    g.first_edge.push_back(static_cast<std::uint32_t>(g.edges.size()));
    return g;
}

}  // namespace

TEST_CASE("terms come after what they need, else as they are declared") {
    const auto pack = test::pack_of(text);
    const auto g = from_model(pack.model);
    std::string order;
    for (const auto t : evaluation_order(g)) order += pack.model[t].name + ' ';
    CHECK(order == "limit first later unread answer other ");
}

TEST_CASE("a decision needs facts through terms, rules and exceptions") {
    const auto g = from_model(test::pack_of(text).model);
    CHECK(names(g, facts_needed(g, at(g, "answer"))) == "c.region c.n c.m");
    CHECK(names(g, facts_needed(g, at(g, "first"))) == "c.region c.n");
    CHECK(names(g, facts_needed(g, at(g, "answer.big.off"))) == "c.region c.m");
}

TEST_CASE("a fact influences terms, rules and decisions") {
    const auto g = from_model(test::pack_of(text).model);
    const auto n = influenced_by(g, at(g, "c.n"));
    CHECK(names(g, n.terms) == "later first unread");
    CHECK(names(g, n.rules) == "answer.big other.always");
    CHECK(names(g, n.decisions) == "answer other");
    const auto spare = influenced_by(g, at(g, "c.spare"));
    CHECK(spare.terms.empty());
    CHECK(spare.decisions.empty());
}

TEST_CASE("what no decision reads is found") {
    const auto g = from_model(test::pack_of(text).model);
    CHECK(names(g, unreachable(g)) == "c.spare unread");
}

TEST_CASE("the longest chain is shown from its outer end, and bounded") {
    const auto g = from_model(test::pack_of(text).model);
    CHECK(names(g, longest_chain(g)) == "other answer later first limit");
    limits bounds;
    bounds.term_depth = 4;
    CHECK(check(g, bounds).empty());
    bounds.term_depth = 3;
    const auto found = check(g, bounds);
    REQUIRE(found.size() == 1);
    CHECK(found[0].code == diagnostic_code::terms_too_deep);
}

TEST_CASE("dependencies drawn alone are those of the whole graph") {
    const auto pack = test::pack_of(text);
    const auto whole = from_model(pack.model), alone = from_model(pack.model, drawing::dependencies);
    CHECK(evaluation_order(alone) == evaluation_order(whole));
    CHECK(names(alone, longest_chain(alone)) == names(whole, longest_chain(whole)));
    const auto is_outcome = [](const vertex& v) { return v.kind == vertex_kind::outcome; };
    CHECK(std::any_of(whole.vertices.begin(), whole.vertices.end(), is_outcome));
    CHECK(std::none_of(alone.vertices.begin(), alone.vertices.end(), is_outcome));
}

TEST_CASE("a cycle is shown whole, the shortest through the first term on any") {
    const auto g = chain({{1}, {2, 4}, {3}, {1}, {5}, {1}, {6}});
    const auto found = check(g);
    REQUIRE(found.size() == 1);
    CHECK(found[0].code == diagnostic_code::term_cycle);
    CHECK(found[0].message.find("`t1` needs `t2` needs `t3` needs `t1`") != std::string::npos);
    CHECK(found[0].primary.text == "`t1` needs `t2` here");
    REQUIRE(found[0].secondary.size() == 2);
    CHECK(found[0].secondary[1].text == "`t3` needs `t1` here");
    CHECK(found[0].secondary[1].where == span{0, 36, 37});
    CHECK(longest_chain(g).empty());
    CHECK(evaluation_order(g).empty());
}

TEST_CASE("a term that reads itself is a cycle of one step") {
    const auto cycle = find_term_cycle({{}, {{1, {0, 3, 4}}}});
    REQUIRE(cycle.size() == 1);
    CHECK(cycle[0].term == 1);
    CHECK(cycle[0].where == span{0, 3, 4});
    CHECK(find_term_cycle({{{1, {}}}, {}}).empty());
    CHECK(find_term_cycle({}).empty());
}

TEST_CASE("edges of a vertex are in one place, and rules know their outcomes") {
    const auto g = from_model(test::pack_of(text).model);
    std::size_t edges = 0;
    for (std::uint32_t v = 0; v < g.vertices.size(); ++v) {
        const auto [first, last] = g.edges_from(vertex_id{v});
        for (const edge* e = first; e != last; ++e, ++edges) CHECK(index(e->from) == v);
    }
    CHECK(edges == g.edges.size());
    const auto [first, last] = g.edges_from(at(g, "answer.big"));
    REQUIRE(first != last);
    bool leads = false, attaches = false;
    for (const edge* e = first; e != last; ++e) {
        leads = leads || (e->kind == edge_kind::leads_to && g[e->to].name == "1");
        attaches = attaches || (e->kind == edge_kind::attaches_to && g[e->to].name == "answer");
    }
    CHECK(leads);
    CHECK(attaches);
    const auto [over, end] = g.edges_from(at(g, "answer.big.off"));
    CHECK(std::any_of(over, end,
                      [&](const edge& e) { return e.kind == edge_kind::overrides && g[e.to].name == "answer.big"; }));
}

TEST_CASE("questions to a long chain of terms take time in proportion to it") {
    std::vector<std::vector<std::uint32_t>> reads(20'000);
    for (std::uint32_t t = 1; t < reads.size(); ++t) reads[t] = {t - 1};
    const auto g = chain(reads);
    CHECK(evaluation_order(g).size() == reads.size());
    CHECK(longest_chain(g).size() == reads.size());
    CHECK(neighbourhood(g, vertex_id{19'999}).size() == reads.size());
    CHECK(find_term_cycle({{{1, {}}}, {{0, {}}}}).size() == 2);
}
