// The decision graph in the DOT language.
#pragma once

#include "writ/graph/analyze.hpp"
#include "writ/graph/to_dot.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace writ::graph {

namespace to_dot_detail {

/// Colours of one kind of vertex: its border and its ground. Told apart by lightness too, for print and for colour-blind readers.
struct look {
    const char* border;
    const char* ground;
    const char* head;
};
inline constexpr look fact_look = {"#6b8fb8", "#f3f8fd", "#d6e5f5"}, value_look = {"#b59b3a", "#fdf8e4", "#f3e6b0"},
                      term_look = {"#8a8f98", "#f6f7f8", "#e4e6ea"}, decision_look = {"#3f7f5a", "#f1f9f4", "#c9e6d4"},
                      rule_look = {"#5f6b7a", "#ffffff", "#ffffff"}, exception_look = {"#b3562b", "#fdf1ea", "#f6d8c6"};

inline std::string escaped(std::string_view text) {
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

inline std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u;
    }));
}

/// The text in lines of about `width` characters, broken between words, each closed as a left-aligned line.
inline std::string wrapped(std::string_view text, std::size_t width = 30) {
    std::string out, line;
    const auto flush = [&] {
        if (!line.empty()) out += escaped(line) + "<BR ALIGN=\"LEFT\"/>";
        line.clear();
    };
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        const auto word = text.substr(begin, end - begin);
        if (!line.empty() && width_of(line) + 1 + width_of(word) > width) flush();
        if (!line.empty()) line += ' ';
        line += word;
        begin = end + 1;
    }
    flush();
    return out;
}

inline std::string font(const char* colour, int size, const std::string& text) {
    return "<FONT COLOR=\"" + std::string(colour) + "\" POINT-SIZE=\"" + std::to_string(size) + "\">" + text + "</FONT>";
}

inline std::string bold(const std::string& text) { return "<B>" + text + "</B>"; }

inline std::string last_part(std::string_view name) {
    const auto dot = name.rfind('.');
    return std::string(dot == std::string_view::npos ? name : name.substr(dot + 1));
}

class painter {
public:
    painter(const decision_graph& g, const picture_options& options) : graph_(g), options_(options) {}
    std::string paint();

private:
    void choose();
    void add_facts();
    void add_term(std::uint32_t v);
    void add_decision(std::uint32_t v);
    void add_rule(std::uint32_t v);
    void add_edges();
    void add_edge(const edge& e);
    void add_legend();
    void box(const std::string& id, const look& colours, const std::string& label, bool dashed);
    void connect(const std::string& from, const std::string& to, const std::string& attributes);

    std::string words_of(std::uint32_t v, const char* colour) const;
    std::string answer_of(const vertex& v) const;
    std::string overlay_of(const vertex& v) const;
    std::string card_of(std::uint32_t decision) const;
    std::string source_end(std::uint32_t v) const;
    std::string target_end(std::uint32_t v) const;
    std::vector<std::uint32_t> answers_of(std::uint32_t decision) const;
    const vertex& at(std::uint32_t v) const { return graph_.vertices[v]; }
    std::string_view label(std::uint32_t v) const { return at(v).label(options_.language); }

    const decision_graph& graph_;
    const picture_options& options_;
    std::string out_;
    bool rules_ = true;                                          ///< rules are drawn one by one
    std::vector<bool> drawn_;
    std::map<std::string, std::uint32_t> groups_;                ///< fact groups, by name
    std::vector<std::string> group_order_;
    std::map<std::uint32_t, std::vector<std::uint32_t>> answers_;  ///< outcomes by decision vertex
    std::map<std::uint32_t, std::uint32_t> owner_;               ///< rules, rows, outcomes: their decision
    std::set<std::string> lines_;                                ///< edges drawn
};

// ------------------------------------------------------------------ what is drawn

void painter::choose() {
    drawn_.assign(graph_.vertices.size(), !options_.of);
    if (options_.of)
        for (const vertex_id v : neighbourhood(graph_, *options_.of)) drawn_[index(v)] = true;
    std::size_t boxes = 0;
    std::vector<bool> read(graph_.vertices.size());
    for (std::uint32_t v = 0; v < graph_.vertices.size(); ++v) {
        const vertex& x = at(v);
        if (!is_term(x.kind) && x.term) owner_[v] = index(*graph_.term_vertex[model::index(*x.term)]);
        if (x.kind == vertex_kind::outcome) {
            drawn_[v] = drawn_[owner_[v]];
            if (drawn_[v]) answers_[owner_[v]].push_back(v);
        } else if (drawn_[v] && x.kind != vertex_kind::fact)
            ++boxes;
    }
    rules_ = options_.detail == detail_level::rules ||
             (options_.detail == detail_level::automatic && boxes <= options_.readable_vertices);
    for (const edge& e : graph_.edges)
        if (e.kind == edge_kind::needs && drawn_[index(e.from)]) read[index(e.to)] = true;
    for (std::uint32_t v = 0; v < graph_.vertices.size(); ++v)
        if (at(v).kind == vertex_kind::fact) drawn_[v] = drawn_[v] && read[v];
}

std::vector<std::uint32_t> painter::answers_of(std::uint32_t decision) const {
    const auto found = answers_.find(decision);
    return found == answers_.end() ? std::vector<std::uint32_t>() : found->second;
}

// ------------------------------------------------------------------ boxes

void painter::box(const std::string& id, const look& colours, const std::string& label, bool dashed) {
    out_ += "  " + id + " [label=<" + label + ">, color=\"" + colours.border + "\", fillcolor=\"" + colours.ground +
            "\", style=\"rounded,filled" + (dashed ? ",dashed" : "") + "\"];\n";
}

void painter::add_facts() {
    std::map<std::string, std::vector<std::uint32_t>> members;
    for (std::uint32_t v = 0; v < graph_.vertices.size(); ++v)
        if (drawn_[v] && at(v).kind == vertex_kind::fact) {
            auto& of = members[at(v).group];
            if (of.empty()) group_order_.push_back(at(v).group);
            of.push_back(v);
        }
    for (const std::string& group : group_order_) {
        const auto& facts = members[group];
        const auto id = static_cast<std::uint32_t>(groups_.size());
        groups_.emplace(group, id);
        const std::size_t shown = rules_ || facts.size() <= options_.facts ? facts.size() : options_.facts - 1;
        out_ += "  facts" + std::to_string(id) + " [shape=plain, label=<<TABLE BORDER=\"0\" CELLBORDER=\"1\" CELLSPACING=\"0\" "
                "CELLPADDING=\"4\" COLOR=\"" + fact_look.border + "\" BGCOLOR=\"" + fact_look.ground + "\">\n    <TR><TD BGCOLOR=\"" +
                fact_look.head + "\">" + bold(escaped(group)) + "</TD></TR>\n";
        for (std::size_t i = 0; i < shown; ++i)
            out_ += "    <TR><TD ALIGN=\"LEFT\" PORT=\"p" + std::to_string(facts[i]) + "\">" + escaped(last_part(at(facts[i]).name)) +
                    "</TD></TR>\n";
        if (shown < facts.size())
            out_ += "    <TR><TD ALIGN=\"LEFT\"><I>and " + std::to_string(facts.size() - shown) + " more</I></TD></TR>\n";
        out_ += "  </TABLE>>];\n";
    }
    if (group_order_.empty()) return;
    out_ += "  {rank=source;";
    for (std::size_t i = 0; i < group_order_.size(); ++i) out_ += " facts" + std::to_string(i) + ";";
    out_ += "}\n";
}

/// Title, and below it the name in small letters if they differ.
std::string painter::words_of(std::uint32_t v, const char* colour) const {
    const vertex& x = at(v);
    const bool rule = owner_.contains(v);
    const std::string name = rule ? last_part(x.name) : x.name;
    const std::string title = x.titles.empty() ? name : std::string(label(v));
    std::string out = bold(wrapped(title));
    if (title != name) out += font(colour, 9, wrapped(name));
    return out;
}

void painter::add_term(std::uint32_t v) {
    const vertex& x = at(v);
    const look& colours = x.kind == vertex_kind::param ? value_look : term_look;
    std::string text = words_of(v, colours.border);
    if (!x.summary.empty()) text += font("#444444", 10, wrapped(x.summary, 34));
    box("v" + std::to_string(v), colours, text, false);
}

std::string painter::answer_of(const vertex& v) const {
    const std::string title(v.label(options_.language));
    return title == v.name ? escaped(title) : escaped(title) + ' ' + font("#777777", 9, escaped(v.name));
}

std::string painter::overlay_of(const vertex& v) const {
    if (!v.overlay) return {};
    if (!options_.sources || v.where.file >= options_.sources->size()) return "from another file";
    const std::string& path = (*options_.sources)[v.where.file].name();
    return "from " + path.substr(path.find_last_of('/') + 1);
}

/// The lines of a decision's card below its head: its answers, and what other files add when rules are not drawn.
std::string painter::card_of(std::uint32_t decision) const {
    std::string out;
    const auto answers = answers_of(decision);
    const std::size_t shown = answers.size() <= options_.outcomes ? answers.size() : options_.outcomes - 1;
    for (std::size_t i = 0; i < shown; ++i)
        out += "    <TR><TD ALIGN=\"LEFT\" PORT=\"o" + std::to_string(answers[i]) + "\">" + answer_of(at(answers[i])) + "</TD></TR>\n";
    if (shown < answers.size())
        out += "    <TR><TD ALIGN=\"LEFT\" PORT=\"more\"><I>and " + std::to_string(answers.size() - shown) + " more answers</I></TD></TR>\n";
    if (rules_) return out;
    for (const auto& [v, owner] : owner_)
        if (owner == decision && at(v).overlay && at(v).kind != vertex_kind::outcome)
            out += std::string("    <TR><TD ALIGN=\"LEFT\" BGCOLOR=\"") + exception_look.ground + "\" COLOR=\"" + exception_look.border +
                   "\">" + escaped(at(v).kind == vertex_kind::exception ? "unless: " : "also: ") +
                   escaped(at(v).titles.empty() ? last_part(at(v).name) : std::string(label(v))) + ' ' +
                   font(exception_look.border, 9, escaped(overlay_of(at(v)))) + "</TD></TR>\n";
    return out;
}

void painter::add_decision(std::uint32_t v) {
    const vertex& x = at(v);
    const look& colours = x.kind == vertex_kind::table ? term_look : decision_look;
    std::size_t rows = 0;
    for (const auto& [rule, owner] : owner_)
        if (owner == v) rows += at(rule).row_count;
    std::string head = words_of(v, colours.border), note = x.summary;
    if (x.kind == vertex_kind::table && rows) note = std::to_string(rows) + " rows" + (note.empty() ? "" : ", " + note);
    if (!note.empty()) head += font("#444444", 10, wrapped(note));
    out_ += "  v" + std::to_string(v) + " [shape=plain, label=<<TABLE BORDER=\"0\" CELLBORDER=\"1\" CELLSPACING=\"0\" CELLPADDING=\"4\" "
            "COLOR=\"" + colours.border + "\" BGCOLOR=\"" + colours.ground + "\">\n    <TR><TD PORT=\"head\" BGCOLOR=\"" + colours.head +
            "\">" + head + "</TD></TR>\n" + card_of(v) + "  </TABLE>>];\n";
}

void painter::add_rule(std::uint32_t v) {
    const vertex& x = at(v);
    const bool exception = x.kind == vertex_kind::exception;
    const look& colours = exception || x.overlay ? exception_look : rule_look;
    std::string text;
    if (x.kind == vertex_kind::rows) text = bold(wrapped(std::to_string(x.row_count) + (x.row_count == 1 ? " row" : " rows")));
    else if (x.kind == vertex_kind::otherwise && x.titles.empty()) text = bold(wrapped("otherwise"));
    else text = words_of(v, colours.border);
    if (!x.summary.empty()) text += font("#444444", 10, wrapped(x.summary, 36));
    if (exception || x.layer == model::layer::law)
        for (const std::string& cite : x.cites) text += "<I>" + font("#666666", 9, wrapped(cite, 36)) + "</I>";
    const auto [first, last] = graph_.edges_from(vertex_id{v});
    const bool leads = std::any_of(first, last, [](const edge& e) { return e.kind == edge_kind::leads_to; });
    if (exception && !leads) text += font(colours.border, 10, wrapped("then it does not apply"));
    if (x.overlay) text += font(colours.border, 9, wrapped(overlay_of(x)));
    box("v" + std::to_string(v), colours, text, exception || x.overlay);
}

// ------------------------------------------------------------------ edges

/// Where an edge leaves what is read.
std::string painter::source_end(std::uint32_t v) const {
    const vertex& x = at(v);
    if (x.kind == vertex_kind::fact) {
        const std::string group = "facts" + std::to_string(groups_.at(x.group));
        return rules_ ? group + ":p" + std::to_string(v) + ":e" : group;
    }
    return "v" + std::to_string(v);
}

/// The box that stands for a vertex: itself, or its decision where rules are not drawn, and rows of tables always.
std::string painter::target_end(std::uint32_t v) const {
    const auto owner = owner_.find(v);
    if (owner == owner_.end()) return "v" + std::to_string(v);
    const bool of_table = at(owner->second).kind == vertex_kind::table;
    const bool folded = !rules_ || (of_table && at(v).kind != vertex_kind::exception);
    return "v" + std::to_string(folded ? owner->second : v);
}

void painter::connect(const std::string& from, const std::string& to, const std::string& attributes) {
    if (from == to) return;
    std::string line = "  " + from + " -> " + to + (attributes.empty() ? "" : " [" + attributes + "]") + ";\n";
    if (lines_.insert(line).second) out_ += line;
}

void painter::add_edge(const edge& e) {
    const std::uint32_t from = index(e.from), to = index(e.to);
    const std::string dashed = std::string("style=dashed, color=\"") + exception_look.border + '"';
    const bool exception = at(from).kind == vertex_kind::exception;
    switch (e.kind) {
        case edge_kind::needs: connect(source_end(to), target_end(from), ""); return;
        case edge_kind::overrides: {
            const std::string note = "unless" + (e.words.empty() ? "" : " (" + e.words + ")");
            connect(target_end(from), target_end(to), dashed + ", fontcolor=\"" + exception_look.border + "\", label=\"" + note + '"');
            return;
        }
        case edge_kind::attaches_to: {
            const auto [first, last] = graph_.edges_from(e.from);
            const bool leads = std::any_of(first, last, [](const edge& x) { return x.kind == edge_kind::leads_to; });
            if (!leads) connect(target_end(from), target_end(to), "");
            return;
        }
        case edge_kind::leads_to: {
            const std::uint32_t decision = owner_.at(to);
            if (target_end(from) == "v" + std::to_string(decision)) return;
            const auto answers = answers_of(decision);
            const auto place = static_cast<std::size_t>(std::find(answers.begin(), answers.end(), to) - answers.begin());
            const bool shown = answers.size() <= options_.outcomes || place + 1 < options_.outcomes;
            connect(target_end(from), "v" + std::to_string(decision) + (shown ? ":o" + std::to_string(to) : ":more") + ":w",
                    std::string("color=\"") + (exception ? exception_look.border : decision_look.border) + '"' +
                        (exception ? ", style=dashed" : ""));
            return;
        }
    }
}

void painter::add_edges() {
    for (const edge& e : graph_.edges)
        if (drawn_[index(e.from)] && drawn_[index(e.to)]) add_edge(e);
}

void painter::add_legend() {
    const auto row = [](const look& colours, const char* words) {
        return std::string("<TR><TD BGCOLOR=\"") + colours.head + "\" COLOR=\"" + colours.border + "\">    </TD><TD ALIGN=\"LEFT\" BORDER=\"0\">" +
               words + "</TD></TR>";
    };
    out_ += "  legend [shape=plain, fontsize=9, label=<<TABLE BORDER=\"0\" CELLBORDER=\"1\" CELLSPACING=\"2\" CELLPADDING=\"2\" "
            "COLOR=\"#cccccc\">" +
            row(fact_look, "facts: what the case tells us") + row(value_look, "params: numbers the policy names") +
            row(term_look, "definitions and tables") + row(decision_look, "decisions, with their answers") +
            (rules_ ? row(rule_look, "rules: what makes an answer") : std::string()) +
            row(exception_look, "exceptions, and what other files add") +
            "<TR><TD BORDER=\"0\">→</TD><TD ALIGN=\"LEFT\" BORDER=\"0\">is read by, leads to</TD></TR></TABLE>>];\n";
}

std::string painter::paint() {
    choose();
    const std::string pack = graph_.pack_names.empty() ? std::string("policy") : graph_.pack_names.front();
    std::string title = pack;
    if (!graph_.pack_titles.empty() && !graph_.pack_titles.front().empty()) {
        vertex v;
        v.titles = graph_.pack_titles.front();
        title = v.label(options_.language);
    }
    if (options_.of) title += ": " + std::string(label(index(*options_.of)));
    out_ = "digraph writ {\n"
           "  graph [rankdir=LR, nodesep=0.25, ranksep=0.9, splines=true, fontname=\"Helvetica\", fontsize=16, labelloc=t, label=<" +
           bold(escaped(title)) + ">];\n"
           "  node [fontname=\"Helvetica\", fontsize=11, shape=box, margin=\"0.12,0.06\"];\n"
           "  edge [fontname=\"Helvetica\", fontsize=9, color=\"#8a94a3\", arrowsize=0.6];\n";
    add_facts();
    for (std::uint32_t v = 0; v < graph_.vertices.size(); ++v) {
        const vertex_kind kind = at(v).kind;
        if (!drawn_[v] || kind == vertex_kind::fact || kind == vertex_kind::outcome) continue;
        if (kind == vertex_kind::param || kind == vertex_kind::define) add_term(v);
        else if (is_term(kind)) add_decision(v);
        else if (target_end(v) == "v" + std::to_string(v)) add_rule(v);
    }
    add_edges();
    if (options_.legend) add_legend();
    return std::move(out_) + "}\n";
}

}  // namespace to_dot_detail

std::string to_dot(const decision_graph& g, const picture_options& options) {
    return to_dot_detail::painter(g, options).paint();
}

}  // namespace writ::graph
