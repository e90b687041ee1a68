// Questions to the decision graph.
#pragma once

#include "writ/detail/graph/bgl.hpp"
#include "writ/graph/analyze.hpp"

#include <algorithm>
#include <functional>
#include <queue>

namespace writ::graph {

namespace analyze_detail {

/// By term: the terms it reads through its rules, each once, with the words that read it.
inline std::vector<std::vector<term_read>> term_reads(const decision_graph& g) {
    std::vector<std::vector<term_read>> out(g.term_vertex.size());
    for (const edge& e : g.edges) {
        const auto reader = g[e.from].term, read = g[e.to].term;
        if (e.kind == edge_kind::needs && reader && read && is_term(g[e.to].kind))
            out[model::index(*reader)].push_back({model::index(*read), e.where});
    }
    for (auto& reads : out) {
        std::stable_sort(reads.begin(), reads.end(),
                         [](const term_read& a, const term_read& b) { return a.term < b.term; });
        reads.erase(std::unique(reads.begin(), reads.end(),
                                [](const term_read& a, const term_read& b) { return a.term == b.term; }),
                    reads.end());
    }
    return out;
}

inline dependencies graph_of(const std::vector<std::vector<term_read>>& reads) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
    for (std::uint32_t t = 0; t < reads.size(); ++t)
        for (const term_read& r : reads[t]) edges.emplace_back(t, r.term);
    return {boost::edges_are_unsorted_multi_pass, edges.begin(), edges.end(), static_cast<std::uint32_t>(reads.size())};
}

/// The shortest way from a term back to itself; there is one.
inline std::vector<cycle_step> shortest_cycle(const std::vector<std::vector<term_read>>& reads, std::uint32_t start) {
    constexpr std::uint32_t none = 0xffffffff;
    std::vector<std::uint32_t> from(reads.size(), none);
    std::vector<span> where(reads.size());
    std::queue<std::uint32_t> open;
    open.push(start);
    while (from[start] == none) {
        const std::uint32_t t = open.front();
        open.pop();
        for (const term_read& r : reads[t]) {
            if (from[r.term] != none) continue;
            from[r.term] = t;
            where[r.term] = r.where;
            open.push(r.term);
        }
    }
    std::vector<cycle_step> out;
    std::uint32_t t = start;
    do {
        out.push_back({from[t], where[t]});
        t = from[t];
    } while (t != start);
    std::reverse(out.begin(), out.end());
    return out;
}

inline std::vector<vertex_id> chosen(const std::vector<bool>& marked,
                                     const std::function<bool(std::uint32_t)>& wanted) {
    std::vector<vertex_id> out;
    for (std::uint32_t i = 0; i < marked.size(); ++i)
        if (marked[i] && wanted(i)) out.push_back(vertex_id{i});
    return out;
}

inline diagnostic describe(const decision_graph& g, const std::vector<cycle_step>& cycle) {
    const auto name = [&](std::size_t i) { return g[*g.term_vertex[cycle[i % cycle.size()].term]].name; };
    std::string way = '`' + name(0) + '`';
    for (std::size_t i = 1; i <= cycle.size(); ++i) way += " needs `" + name(i) + '`';
    diagnostic d = make_diagnostic(diagnostic_code::term_cycle, cycle.front().where, {name(0), way});
    for (std::size_t i = 0; i < cycle.size(); ++i) {
        label at{cycle[i].where, '`' + name(i) + "` needs `" + name(i + 1) + "` here"};
        if (i == 0) d.primary = std::move(at);
        else d.secondary.push_back(std::move(at));
    }
    return d;
}

}  // namespace analyze_detail

std::vector<cycle_step> find_term_cycle(const std::vector<std::vector<term_read>>& reads) {
    const dependencies d = analyze_detail::graph_of(reads);
    std::vector<std::uint32_t> component(reads.size()), size(reads.size());
    boost::strong_components(d, boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, d)));
    for (const std::uint32_t c : component) ++size[c];
    for (std::uint32_t t = 0; t < reads.size(); ++t) {
        const bool itself =
            std::any_of(reads[t].begin(), reads[t].end(), [t](const term_read& r) { return r.term == t; });
        if (itself || size[component[t]] > 1) return analyze_detail::shortest_cycle(reads, t);
    }
    return {};
}

std::vector<model::term_id> evaluation_order(const decision_graph& g) {
    const auto reads = analyze_detail::term_reads(g);
    std::vector<std::vector<std::uint32_t>> readers(reads.size());
    std::vector<std::size_t> missing(reads.size());
    std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> ready;
    for (std::uint32_t t = 0; t < reads.size(); ++t) {
        missing[t] = reads[t].size();
        for (const term_read& r : reads[t]) readers[r.term].push_back(t);
        if (missing[t] == 0 && g.term_vertex[t]) ready.push(t);
    }
    std::vector<model::term_id> out;
    while (!ready.empty()) {
        const std::uint32_t t = ready.top();
        ready.pop();
        out.push_back(model::term_id{t});
        for (const std::uint32_t reader : readers[t])
            if (--missing[reader] == 0) ready.push(reader);
    }
    return out;
}

std::vector<vertex_id> neighbourhood(const decision_graph& g, vertex_id of) {
    return analyze_detail::chosen(reached_from(dependencies_of(g), {index(of)}), [](std::uint32_t) { return true; });
}

std::vector<vertex_id> facts_needed(const decision_graph& g, vertex_id of) {
    return analyze_detail::chosen(reached_from(dependencies_of(g), {index(of)}),
                                  [&](std::uint32_t i) { return g.vertices[i].kind == vertex_kind::fact; });
}

influence influenced_by(const decision_graph& g, vertex_id source) {
    influence out;
    const auto reached = reached_from(dependencies_of(g, true), {index(source)});
    for (std::uint32_t i = 0; i < reached.size(); ++i) {
        if (!reached[i] || i == index(source)) continue;
        const vertex_kind kind = g.vertices[i].kind;
        if (is_question(kind)) out.decisions.push_back(vertex_id{i});
        else if (is_term(kind)) out.terms.push_back(vertex_id{i});
        else if (kind != vertex_kind::fact && kind != vertex_kind::outcome) out.rules.push_back(vertex_id{i});
    }
    return out;
}

std::vector<vertex_id> unreachable(const decision_graph& g) {
    std::vector<std::uint32_t> decisions;
    for (std::uint32_t i = 0; i < g.vertices.size(); ++i)
        if (is_question(g.vertices[i].kind)) decisions.push_back(i);
    auto reached = reached_from(dependencies_of(g), decisions);
    reached.flip();
    return analyze_detail::chosen(reached, [&](std::uint32_t i) {
        const vertex_kind kind = g.vertices[i].kind;
        return kind == vertex_kind::fact || (is_term(kind) && !is_question(kind));
    });
}

std::vector<vertex_id> longest_chain(const decision_graph& g) {
    const auto reads = analyze_detail::term_reads(g);
    const dependencies d = analyze_detail::graph_of(reads);
    std::vector<std::uint32_t> order;  // what is read comes first
    try {
        boost::topological_sort(d, std::back_inserter(order));
    } catch (const boost::not_a_dag&) {
        return {};
    }
    constexpr std::uint32_t none = 0xffffffff;
    std::vector<std::uint32_t> length(reads.size(), 1), next(reads.size(), none);
    for (const std::uint32_t t : order)
        for (const term_read& r : reads[t])
            if (length[r.term] + 1 > length[t]) length[t] = length[r.term] + 1, next[t] = r.term;
    std::vector<vertex_id> out;
    if (reads.empty()) return out;
    const auto longest = std::max_element(length.begin(), length.end()) - length.begin();
    for (auto t = static_cast<std::uint32_t>(longest); t != none; t = next[t])
        if (g.term_vertex[t]) out.push_back(*g.term_vertex[t]);
    return out;
}

std::vector<diagnostic> check(const decision_graph& g, const limits& bounds) {
    const auto cycle = find_term_cycle(analyze_detail::term_reads(g));
    if (!cycle.empty()) return {analyze_detail::describe(g, cycle)};
    const auto chain = longest_chain(g);
    if (chain.size() <= bounds.term_depth + 1) return {};  // the depth of a chain is the number of its steps
    diagnostic d = make_diagnostic(diagnostic_code::terms_too_deep, g[chain.front()].where,
                                   {g[chain.front()].name, std::to_string(bounds.term_depth)});
    d.secondary.push_back({g[chain.back()].where, "the other end, " + std::to_string(chain.size()) + " deep"});
    return {d};
}

}  // namespace writ::graph
