// The decision graph in the DOT language.
#pragma once

#include "writ/detail/graph/picture.hpp"
#include "writ/detail/graph/procedures.hpp"
#include "writ/graph/to_dot.hpp"
#include "writ/model/words.hpp"

#include <algorithm>

namespace writ::graph {

namespace to_dot_detail {

inline std::string last_part(std::string_view name) {
    const auto dot = name.rfind('.');
    return std::string(dot == std::string_view::npos ? name : name.substr(dot + 1));
}

inline std::string box_of(std::uint32_t v) { return "v" + std::to_string(v); }

class painter {
public:
    painter(const decision_graph& g, const picture_options& options)
        : graph_(g), options_(options), shown_(select(g, options)) {}
    std::string paint();

private:
    void add_facts();
    void add_term(std::uint32_t v);
    void add_table(std::uint32_t v);
    void add_decision(std::uint32_t v);
    void add_rule(std::uint32_t v);
    void add_edges();
    void add_edge(const edge& e);
    void add_answer_edge(const edge& e);
    void add_folded_edges();
    void box(const std::string& id, const look& colours, const std::string& label, bool dashed);
    void connect(const std::string& from, const std::string& to, const std::string& attributes);

    std::string heading() const;
    std::string legend() const;
    std::string words_of(std::uint32_t v, const char* colour) const;
    std::string answer_of(std::uint32_t outcome) const;
    std::string overlay_of(const vertex& v) const;
    std::string card_of(std::uint32_t decision) const;
    std::string form_card_of(std::uint32_t form) const;
    std::string additions_to(std::uint32_t decision) const;
    std::string facts_of(std::uint32_t decision) const;
    std::string source_end(std::uint32_t v) const;
    std::string target_end(std::uint32_t v) const;
    const std::vector<std::uint32_t>& answers_of(std::uint32_t decision) const;
    bool is_shown(std::uint32_t decision, std::uint32_t answer) const;
    bool rules() const { return shown_.level == detail_level::rules; }
    const vertex& at(std::uint32_t v) const { return graph_.vertices[v]; }
    std::string label(std::uint32_t v) const { return std::string(at(v).label(options_.language)); }

    const decision_graph& graph_;
    const picture_options& options_;
    const selection shown_;
    std::string out_;
    std::map<std::string, std::size_t> groups_;  ///< fact groups, by name
    std::set<std::string> lines_;                ///< edges drawn
};

// ------------------------------------------------------------------ boxes

void painter::box(const std::string& id, const look& colours, const std::string& label, bool dashed) {
    out_ += "  " + id + " [label=<" + label + ">, color=\"" + colours.border + "\", fillcolor=\"" + colours.ground +
            "\", style=\"rounded,filled" + (dashed ? ",dashed" : "") + "\"];\n";
}

/// The beginning of a card: a table with a coloured head.
inline std::string card_head(const std::string& id, const look& colours, const std::string& head) {
    return "  " + id +
           " [shape=plain, label=<<TABLE BORDER=\"0\" CELLBORDER=\"1\" CELLSPACING=\"0\" CELLPADDING=\"4\" COLOR=\"" +
           colours.border + "\" BGCOLOR=\"" + colours.ground + "\">\n    <TR><TD PORT=\"head\" BGCOLOR=\"" +
           colours.head + "\">" + head + "</TD></TR>\n";
}

inline std::string card_line(const std::string& attributes, const std::string& text) {
    return "    <TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\"" + (attributes.empty() ? "" : ' ' + attributes) + '>' + text +
           "</TD></TR>\n";
}

constexpr const char* card_end = "  </TABLE>>];\n";

void painter::add_facts() {
    std::map<std::string, std::vector<std::uint32_t>> members;
    std::vector<std::string> order;
    for (std::uint32_t v = 0; v < graph_.vertices.size(); ++v)
        if (shown_.drawn[v] && at(v).kind == vertex_kind::fact) {
            auto& of = members[at(v).group];
            if (of.empty()) order.push_back(at(v).group);
            of.push_back(v);
        }
    std::string ranks;
    for (const std::string& group : order) {
        const auto& facts = members[group];
        const std::string id = "facts" + std::to_string(groups_.emplace(group, groups_.size()).first->second);
        ranks += ' ' + id + ';';
        const std::size_t named = rules() || facts.size() <= options_.facts ? facts.size() : options_.facts - 1;
        out_ += card_head(id, fact_look, bold(escaped(group)));
        for (std::size_t i = 0; i < named; ++i)
            out_ += card_line("PORT=\"p" + std::to_string(facts[i]) + '"', escaped(last_part(at(facts[i]).name)));
        if (named < facts.size()) out_ += card_line("", "<I>and " + std::to_string(facts.size() - named) + " more</I>");
        out_ += card_end;
    }
    if (!ranks.empty()) out_ += "  {rank=source;" + ranks + "}\n";
}

/// Title, and below it the name in small letters if they differ.
std::string painter::words_of(std::uint32_t v, const char* colour) const {
    const std::string name = shown_.owner[v] ? last_part(at(v).name) : at(v).name;
    const std::string title = at(v).titles.empty() ? name : label(v);
    std::string out = bold(wrapped(title));
    if (title != name) out += coloured(colour, 9, wrapped(name));
    return out;
}

void painter::add_term(std::uint32_t v) {
    const vertex& x = at(v);
    const look& colours = x.kind == vertex_kind::param ? value_look : term_look;
    std::string text = words_of(v, colours.border);
    if (!x.summary.empty()) text += coloured("#444444", 10, wrapped(x.summary, 34));
    for (const std::uint32_t file : x.added_by)
        text += coloured(exception_look.border, 9, wrapped("values " + from_file(options_, file)));
    box(box_of(v), colours, text, false);
}

/// A table is a look-up: how many rows, over what, and what comes out.
void painter::add_table(std::uint32_t v) {
    std::size_t rows = 0;
    std::string over, answers;
    if (const auto parts = shown_.parts.find(v); parts != shown_.parts.end())
        for (const std::uint32_t part : parts->second) {
            rows += at(part).row_count;
            if (at(part).kind == vertex_kind::rows && over.empty()) over = at(part).summary;
        }
    std::size_t count = 0;
    for (const std::uint32_t answer : answers_of(v)) {
        if (++count > options_.answers) break;
        answers += (count > 1 ? ", " : "") + model::shortened(label(answer), 24);
    }
    if (count > options_.answers) answers += ", …";
    std::string text = words_of(v, term_look.border);
    text += coloured("#444444", 10, wrapped(std::to_string(rows) + " rows" + (over.empty() ? "" : " by " + over), 36));
    if (!answers.empty()) text += coloured("#444444", 10, wrapped("gives " + answers, 36));
    box(box_of(v), term_look, text, false);
}

const std::vector<std::uint32_t>& painter::answers_of(std::uint32_t decision) const {
    static const std::vector<std::uint32_t> none;
    const auto found = shown_.answers.find(decision);
    return found == shown_.answers.end() ? none : found->second;
}

bool painter::is_shown(std::uint32_t decision, std::uint32_t answer) const {
    const auto& all = answers_of(decision);
    const auto place = static_cast<std::size_t>(std::find(all.begin(), all.end(), answer) - all.begin());
    return all.size() <= options_.answers || place + 1 < options_.answers;
}

/// An answer by its words. A record or a long expression tells a reader less than the rule that gives it.
std::string painter::answer_of(std::uint32_t outcome) const {
    constexpr std::size_t long_answer = 40;
    const vertex& v = at(outcome);
    const std::string title = label(outcome);
    if (!v.titles.empty()) return escaped(title) + ' ' + coloured("#777777", 9, escaped(v.name));
    if (!title.starts_with('{') && title.size() <= long_answer) return escaped(title);
    const auto by = shown_.given_by[outcome];
    const bool named =
        by && at(*by).kind != vertex_kind::rows && !(at(*by).kind == vertex_kind::otherwise && at(*by).titles.empty());
    if (named) return escaped(at(*by).titles.empty() ? last_part(at(*by).name) : label(*by));
    return escaped(model::shortened(title, long_answer));
}

std::string painter::overlay_of(const vertex& v) const {
    return v.overlay ? from_file(options_, v.where.file) : std::string();
}

/// What other files add to a decision, where rules are not drawn.
std::string painter::additions_to(std::uint32_t decision) const {
    std::string out;
    const auto parts = shown_.parts.find(decision);
    const bool drawn = rules() && at(decision).lines.empty();  // those of a form have no boxes at any level
    if (drawn || parts == shown_.parts.end()) return out;
    const std::string attributes =
        std::string("BGCOLOR=\"") + exception_look.ground + "\" COLOR=\"" + exception_look.border + '"';
    std::set<std::string> said;
    for (const std::uint32_t v : parts->second) {
        if (!at(v).overlay) continue;
        const std::string name = at(v).titles.empty() ? last_part(at(v).name) : label(v);
        const std::string line =
            card_line(attributes, (at(v).kind == vertex_kind::exception ? "unless: " : "also: ") + escaped(name) + ' ' +
                                      coloured(exception_look.border, 9, escaped(overlay_of(at(v)))));
        if (said.insert(line).second) out += line;
    }
    return out;
}

/// The facts a decision reads, by group, where facts have no boxes.
std::string painter::facts_of(std::uint32_t decision) const {
    const auto facts = shown_.folded_facts.find(decision);
    if (facts == shown_.folded_facts.end()) return {};
    std::string words, group;
    std::size_t count = 0;
    for (const std::uint32_t f : facts->second) {
        if (++count > options_.facts) break;
        const bool same = at(f).group == group;
        words += same ? ", " : (words.empty() ? "" : "; ") + at(f).group + ": ";
        group = at(f).group;
        words += last_part(at(f).name);
    }
    if (count > options_.facts) words += " and " + std::to_string(facts->second.size() - options_.facts) + " more";
    return card_line(std::string("BGCOLOR=\"") + fact_look.head + '"',
                     coloured("#34506e", 9, wrapped("reads " + words, 44)));
}

std::string painter::card_of(std::uint32_t decision) const {
    std::string out = facts_of(decision);
    const auto& answers = answers_of(decision);
    std::size_t hidden = 0;
    for (const std::uint32_t answer : answers) {
        if (is_shown(decision, answer)) out += card_line("PORT=\"o" + std::to_string(answer) + '"', answer_of(answer));
        else ++hidden;
    }
    if (hidden) out += card_line("PORT=\"more\"", "<I>and " + std::to_string(hidden) + " more answers</I>");
    return out + additions_to(decision);
}

/// What a form says, each thing by its title and its name, and below them what the author wrote.
std::string painter::form_card_of(std::uint32_t form) const {
    std::string out = facts_of(form);
    for (const form_line& line : at(form).lines) {
        const std::string title(line.label(options_.language));
        std::string text = escaped(title);
        if (title != line.name && !line.words.empty()) text += ' ' + coloured("#777777", 9, escaped(line.name));
        if (!line.words.empty()) text += "<BR ALIGN=\"LEFT\"/>";
        for (const std::string& words : line.words) text += coloured("#444444", 9, wrapped(words, 72));
        const bool group = at(form).kind == vertex_kind::score && line.words.empty();
        out += card_line(group ? std::string("BGCOLOR=\"") + decision_look.head + '"' : "", text);
    }
    return out + additions_to(form);
}

void painter::add_decision(std::uint32_t v) {
    std::string head = words_of(v, decision_look.border);
    if (!at(v).summary.empty()) head += coloured("#444444", 10, wrapped(at(v).summary));
    out_ += card_head(box_of(v), decision_look, head) + (at(v).lines.empty() ? card_of(v) : form_card_of(v)) + card_end;
}

void painter::add_rule(std::uint32_t v) {
    const vertex& x = at(v);
    const bool exception = x.kind == vertex_kind::exception;
    const look& colours = exception || x.overlay ? exception_look : rule_look;
    std::string text;
    if (x.kind == vertex_kind::rows)
        text = bold(wrapped(std::to_string(x.row_count) + (x.row_count == 1 ? " row" : " rows")));
    else if (x.kind == vertex_kind::otherwise && x.titles.empty()) text = bold(wrapped("otherwise"));
    else text = words_of(v, colours.border);
    if (!x.summary.empty()) text += coloured("#444444", 10, wrapped(x.summary, 36));
    if (exception || x.layer == model::layer::law)
        for (const std::string& cite : x.cites) text += "<I>" + coloured("#666666", 9, wrapped(cite, 36)) + "</I>";
    const auto [first, last] = graph_.edges_from(vertex_id{v});
    const bool leads = std::any_of(first, last, [](const edge& e) { return e.kind == edge_kind::leads_to; });
    if (exception && !leads) text += coloured(colours.border, 10, wrapped("then it does not apply"));
    if (x.overlay) text += coloured(colours.border, 9, wrapped(overlay_of(x)));
    box(box_of(v), colours, text, exception || x.overlay);
}

// ------------------------------------------------------------------ edges

/// Where an edge leaves what is read.
std::string painter::source_end(std::uint32_t v) const {
    if (at(v).kind != vertex_kind::fact) return box_of(shown_.box[v]);
    const std::string group = "facts" + std::to_string(groups_.at(at(v).group));
    return rules() ? group + ":p" + std::to_string(v) + ":e" : group;
}

/// The box that stands for a vertex: itself; its decision, where rules are not drawn; for rows of a table always the table.
std::string painter::target_end(std::uint32_t v) const {
    const auto owner = shown_.owner[v];
    if (!owner || shown_.box[v] != v) return box_of(shown_.box[v]);
    const bool row_of_table = at(*owner).kind == vertex_kind::table && at(v).kind != vertex_kind::exception;
    return box_of(!rules() || row_of_table ? *owner : v);
}

void painter::connect(const std::string& from, const std::string& to, const std::string& attributes) {
    if (from == to) return;
    std::string line = "  " + from + " -> " + to + (attributes.empty() ? "" : " [" + attributes + "]") + ";\n";
    if (lines_.insert(line).second) out_ += line;
}

void painter::add_answer_edge(const edge& e) {
    const std::uint32_t answer = index(e.to), decision = *shown_.owner[answer];
    if (target_end(index(e.from)) == box_of(decision)) return;
    const bool exception = at(index(e.from)).kind == vertex_kind::exception;
    const std::string port = at(decision).kind == vertex_kind::table ? ""
                             : is_shown(decision, answer)            ? ":o" + std::to_string(answer) + ":w"
                                                                     : ":more:w";
    connect(target_end(index(e.from)), box_of(decision) + port,
            std::string("color=\"") + (exception ? exception_look : decision_look).border + '"' +
                (exception ? ", style=dashed" : ""));
}

void painter::add_edge(const edge& e) {
    const std::string from = target_end(index(e.from)), to = target_end(index(e.to));
    const std::string colour = std::string("color=\"") + exception_look.border + '"';
    const auto [first, last] = graph_.edges_from(e.from);
    const bool leads = std::any_of(first, last, [](const edge& x) { return x.kind == edge_kind::leads_to; });
    switch (e.kind) {
        case edge_kind::needs: connect(source_end(index(e.to)), from, ""); return;
        case edge_kind::overrides:
            connect(from, to,
                    "style=dashed, " + colour + ", font" + colour + ", label=\"unless" +
                        (e.words.empty() ? "" : " (" + e.words + ')') + '"');
            return;
        case edge_kind::attaches_to:
            if (!leads) connect(from, to, "");  // otherwise the way to the answer says it
            return;
        case edge_kind::leads_to: add_answer_edge(e); return;
    }
}

void painter::add_edges() {
    for (const edge& e : graph_.edges) {
        const std::uint32_t from = shown_.box[index(e.from)], to = shown_.box[index(e.to)];
        if (from != to && shown_.drawn[from] && shown_.drawn[to]) add_edge(e);
    }
}

void painter::add_folded_edges() {
    for (const auto& [decision, read] : shown_.folded_decisions)
        for (const std::uint32_t other : read) connect(box_of(other) + ":head:e", box_of(decision) + ":head:w", "");
}

// ------------------------------------------------------------------ the whole

std::string painter::legend() const {
    const auto item = [](const look& colours, const char* words) {
        return std::string("<TD BGCOLOR=\"") + colours.head + "\" COLOR=\"" + colours.border +
               "\" BORDER=\"1\">   </TD><TD ALIGN=\"LEFT\">" + coloured("#444444", 9, words) + "</TD>";
    };
    std::string out =
        "<TR><TD><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"3\"><TR>" + item(fact_look, "facts of the case");
    if (shown_.level != detail_level::decisions)
        out += item(value_look, "numbers the policy names") + item(term_look, "definitions and tables");
    out += item(decision_look, "decisions and their answers");
    if (rules()) out += item(rule_look, "rules");
    return out + item(exception_look, rules() ? "exceptions, and what other files add" : "what other files add") +
           "<TD ALIGN=\"LEFT\">" + coloured("#444444", 9, "→ is used by, leads to") + "</TD></TR></TABLE></TD></TR>";
}

std::string painter::heading() const {
    vertex pack;
    pack.name = graph_.pack_names.empty() ? "policy" : graph_.pack_names.front();
    if (!graph_.pack_titles.empty()) pack.titles = graph_.pack_titles.front();
    std::string title(pack.label(options_.language));
    if (options_.of) title += ": " + label(index(*options_.of));
    return "<TABLE BORDER=\"0\" CELLBORDER=\"0\"><TR><TD>" + coloured("#000000", 16, bold(escaped(title))) +
           "</TD></TR>" + (options_.legend ? legend() : "") + "</TABLE>";
}

std::string painter::paint() {
    out_ =
        "digraph writ {\n"
        "  graph [rankdir=LR, nodesep=0.25, ranksep=0.6, splines=true, fontname=\"Helvetica\", labelloc=t, label=<" +
        heading() +
        ">];\n"
        "  node [fontname=\"Helvetica\", fontsize=11, shape=box, margin=\"0.12,0.06\"];\n"
        "  edge [fontname=\"Helvetica\", fontsize=9, color=\"#8a94a3\", arrowsize=0.6];\n";
    if (shown_.level != detail_level::decisions) add_facts();
    for (std::uint32_t v = 0; v < graph_.vertices.size(); ++v) {
        const vertex_kind kind = at(v).kind;
        if (!shown_.drawn[v] || kind == vertex_kind::fact || kind == vertex_kind::outcome) continue;
        if (is_question(kind)) add_decision(v);
        else if (kind == vertex_kind::table) add_table(v);
        else if (is_term(kind)) add_term(v);
        else if (target_end(v) == box_of(v)) add_rule(v);
    }
    if (shown_.level == detail_level::decisions) add_folded_edges();
    else add_edges();
    return std::move(out_) + "}\n";
}

}  // namespace to_dot_detail

std::string to_dot(const decision_graph& g, const picture_options& options) {
    const procedure* p = options.of ? procedure_at(g, *options.of) : nullptr;
    if (p != nullptr && options.detail == detail_level::automatic) return procedure_to_dot(g, *p, options);
    return to_dot_detail::painter(g, options).paint();
}

}  // namespace writ::graph
