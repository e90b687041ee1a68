// What is drawn, and labels.
#pragma once

#include "writ/detail/graph/bgl.hpp"
#include "writ/detail/graph/picture.hpp"

#include <algorithm>

namespace writ::graph {

namespace picture_detail {

inline std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

/// Which rules and answers belong to which decision.
inline void find_owners(const decision_graph& g, selection& s) {
    s.owner.resize(g.vertices.size());
    for (std::uint32_t v = 0; v < g.vertices.size(); ++v) {
        const vertex& x = g.vertices[v];
        if (is_term(x.kind) || !x.term) continue;
        const std::uint32_t owner = index(*g.term_vertex[model::index(*x.term)]);
        s.owner[v] = owner;
        (x.kind == vertex_kind::outcome ? s.answers : s.parts)[owner].push_back(v);
    }
    s.given_by.resize(g.vertices.size());
    for (const edge& e : g.edges)
        if (e.kind == edge_kind::leads_to && !s.given_by[index(e.to)]) s.given_by[index(e.to)] = index(e.from);
}

/// What a decision reads, terms folded away: facts, and other decisions.
inline void fold(const decision_graph& g, selection& s, std::uint32_t decision) {
    std::vector<std::uint32_t> open = {decision};
    std::set<std::uint32_t> seen = {decision};
    const auto read = [&](std::uint32_t v) {
        const auto [first, last] = g.edges_from(vertex_id{v});
        for (const edge* e = first; e != last; ++e) {
            if (e->kind != edge_kind::needs || !seen.insert(index(e->to)).second) continue;
            const std::uint32_t box = s.box[index(e->to)];
            if (g[e->to].kind == vertex_kind::fact) s.folded_facts[decision].insert(index(e->to));
            else if (s.drawn[box] && box != decision) s.folded_decisions[decision].insert(box);
            else open.push_back(index(e->to));
        }
    };
    while (!open.empty()) {
        const std::uint32_t term = open.back();
        open.pop_back();
        read(term);
        if (const auto parts = s.parts.find(term); parts != s.parts.end())
            for (const std::uint32_t part : parts->second) read(part);
    }
}

/// A form that is drawn is one box: what is made for it has none.
inline void fold_forms(const decision_graph& g, selection& s) {
    s.box.resize(g.vertices.size());
    for (std::uint32_t v = 0; v < g.vertices.size(); ++v) {
        const auto whole = g.vertices[v].part_of;
        const bool folded = whole && s.drawn[index(*whole)];
        s.box[v] = folded ? index(*whole) : v;
        if (folded) s.drawn[v] = false;
    }
}

/// Facts that nothing drawn reads say nothing; nor do definitions that neither read nor are read.
inline void drop_loose(const decision_graph& g, selection& s) {
    std::vector<bool> touched(g.vertices.size());
    for (const edge& e : g.edges) {
        const std::uint32_t from = s.box[index(e.from)], to = s.box[index(e.to)];
        if (e.kind == edge_kind::needs && s.drawn[from] && s.drawn[to]) touched[from] = touched[to] = true;
    }
    for (std::uint32_t v = 0; v < g.vertices.size(); ++v) {
        const vertex_kind kind = g.vertices[v].kind;
        const bool may_go = kind == vertex_kind::fact || kind == vertex_kind::define || kind == vertex_kind::param;
        if (may_go && !touched[v]) s.drawn[v] = false;
    }
}

inline detail_level level_for(const decision_graph& g, const selection& s, const picture_options& options) {
    if (options.detail != detail_level::automatic) return options.detail;
    std::size_t rules = 0, terms = 0;
    for (std::uint32_t v = 0; v < g.vertices.size(); ++v) {
        if (!s.drawn[v]) continue;
        const vertex_kind kind = g.vertices[v].kind;
        if (is_term(kind)) ++terms;
        else if (kind != vertex_kind::fact && kind != vertex_kind::outcome) ++rules;
    }
    if (terms + rules <= options.readable_boxes) return detail_level::rules;
    return terms <= options.readable_boxes ? detail_level::terms : detail_level::decisions;
}

}  // namespace picture_detail

selection select(const decision_graph& g, const picture_options& options) {
    using namespace picture_detail;
    selection s;
    find_owners(g, s);
    std::vector<std::uint32_t> starts;  // of packs that are only used, what is used of them is drawn
    for (std::uint32_t v = 0; v < g.vertices.size(); ++v)
        if (options.of ? index(*options.of) == v : g.vertices[v].pack == model::pack_id{0}) starts.push_back(v);
    s.drawn = reached_from(dependencies_of(g), starts);
    fold_forms(g, s);
    for (std::uint32_t v = 0; v < g.vertices.size(); ++v)
        if (g.vertices[v].kind == vertex_kind::outcome) s.drawn[v] = s.drawn[*s.owner[v]];
    drop_loose(g, s);
    s.level = level_for(g, s, options);
    if (s.level != detail_level::decisions) return s;
    for (std::uint32_t v = 0; v < g.vertices.size(); ++v) {
        const bool asked = options.of && index(*options.of) == v;
        s.drawn[v] = s.drawn[v] && (asked || is_question(g.vertices[v].kind));
    }
    for (std::uint32_t v = 0; v < g.vertices.size(); ++v)
        if (s.drawn[v]) fold(g, s, v);
    return s;
}

// ------------------------------------------------------------------ labels

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '"') out += "&quot;";
        else out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out;
}

std::string wrapped(std::string_view text, std::size_t width, const char* align) {
    std::string out, line;
    const auto flush = [&] {
        if (!line.empty()) out += escaped(line) + "<BR ALIGN=\"" + align + "\"/>";
        line.clear();
    };
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        const auto word = text.substr(begin, end - begin);
        if (!line.empty() && picture_detail::width_of(line) + 1 + picture_detail::width_of(word) > width) flush();
        if (!line.empty()) line += ' ';
        line += word;
        begin = end + 1;
    }
    flush();
    return out;
}

std::string coloured(const char* colour, int size, const std::string& text) {
    return std::string("<FONT COLOR=\"") + colour + "\" POINT-SIZE=\"" + std::to_string(size) + "\">" + text +
           "</FONT>";
}

std::string from_file(const picture_options& options, std::uint32_t file) {
    if (!options.sources || file >= options.sources->size()) return "from another file";
    const std::string& path = (*options.sources)[file].name();
    return "from " + path.substr(path.find_last_of('/') + 1);
}

std::string bold(const std::string& text) { return "<B>" + text + "</B>"; }

}  // namespace writ::graph
