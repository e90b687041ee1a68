// A procedure in the DOT language: steps from the start down to the ends.
#pragma once

#include "writ/detail/graph/picture.hpp"
#include "writ/detail/graph/procedures.hpp"
#include "writ/model/words.hpp"
#include "writ/phrases.hpp"

#include <algorithm>
#include <array>

namespace writ::graph {

namespace procedure_to_dot_detail {

/// Boxes of those who handle steps; who it is stands in words too.
inline constexpr std::array owner_looks = {fact_look, value_look, look{"#8a63a8", "#f4eef9", "#e3d3ee"},
                                           look{"#4b7a86", "#eef6f8", "#d2e6ea"}};
/// Ends of one outcome look alike; shapes differ for those who do not see the colours.
struct end_look {
    const char* shape;
    const char* border;
    const char* ground;
};
inline constexpr end_look first_outcome = {"ellipse", "#3f7f5a", "#dcefe3"}, no_outcome = {"box", "#8a8f98", "#ffffff"};
inline constexpr std::array other_outcomes = {
    end_look{"hexagon", "#6b7280", "#e8eaed"}, end_look{"octagon", "#4b7a86", "#dfecef"},
    end_look{"house", "#7b7f5a", "#eeeede"}, end_look{"trapezium", "#7a6a86", "#ece8ef"},
    end_look{"parallelogram", "#86756a", "#efebe8"}};
inline constexpr const char* time_out_colour = "#7a4f00";
inline constexpr const char* escalated_colour = "#8f3d15";
inline constexpr const char* walked_colour = "#123f8c";

class procedure_painter {
public:
    procedure_painter(const decision_graph& g, const procedure& p, const picture_options& options);
    std::string paint();

private:
    void find_owners();
    void find_ends();
    bool returns_to(const std::string& owner) const;
    void add_step(std::uint32_t s);
    void add_end(std::uint32_t s, const std::string& id, bool walked);
    void add_ends(std::uint32_t s);
    void add_ways(std::uint32_t s);
    void add_way(std::uint32_t s, const way& w);
    void add_lane(std::size_t owner);

    std::string heading() const;
    std::string legend() const;
    std::string step_text(std::uint32_t s) const;
    std::string escalation_of(const step& s) const;
    std::string actions_of(const step& s, std::size_t width, const char* align) const;
    std::string title_of(std::uint32_t s) const;
    std::string way_text(const way& w) const;
    std::string way_label(const step& from, const way& w, const char* colour) const;
    const look& look_of(const step& s) const;
    const end_look& look_of_end(const step& s) const;
    std::string end_id(std::uint32_t end, std::uint32_t from) const;
    std::optional<std::size_t> place_on_path(std::uint32_t s) const;
    bool is_walked(std::uint32_t s, const way& w) const;
    std::string words(phrase what, std::initializer_list<std::string_view> filled = {}) const {
        return say(what, language_, filled);
    }
    std::string label(const named& n) const { return std::string(n.label(language_)); }

    const decision_graph& graph_;
    const procedure& of_;
    const picture_options& options_;
    const std::string language_;
    std::vector<std::string> owners_;                ///< in the order they are first met
    std::vector<std::string> outcomes_;              ///< likewise
    std::vector<std::vector<std::uint32_t>> leads_;  ///< by end: the steps that lead to it, each once
    bool lanes_ = false;
    std::string out_;
};

inline std::string box_of_step(std::uint32_t s) { return "s" + std::to_string(s); }

inline std::size_t place_in(const std::vector<std::string>& all, const std::string& one) {
    return static_cast<std::size_t>(std::find(all.begin(), all.end(), one) - all.begin());
}

inline void add_once(std::vector<std::string>& all, const std::string& one) {
    if (place_in(all, one) == all.size()) all.push_back(one);
}

// ------------------------------------------------------------------ what stands where

procedure_painter::procedure_painter(const decision_graph& g, const procedure& p, const picture_options& options)
    : graph_(g), of_(p), options_(options), language_(options.language.empty() ? g.language : options.language) {
    find_owners();
    find_ends();
}

/// There are lanes where no way comes back to one that was left: lines would run to and fro between them.
void procedure_painter::find_owners() {
    for (const step& s : of_.steps)
        if (!s.end && s.who) add_once(owners_, s.who->name);
    lanes_ = owners_.size() > 1 &&
             std::none_of(owners_.begin(), owners_.end(), [&](const std::string& o) { return returns_to(o); });
}

bool procedure_painter::returns_to(const std::string& owner) const {
    const auto inside = [&](const step& s) { return !s.end && s.who && s.who->name == owner; };
    std::vector<bool> reached(of_.steps.size());
    std::vector<std::uint32_t> open;
    const auto follow = [&](const step& s) {
        for (const way& w : s.ways)
            if (!reached[w.to]) reached[w.to] = true, open.push_back(w.to);
    };
    for (const step& s : of_.steps)
        if (inside(s))
            for (const way& w : s.ways)
                if (!inside(of_.steps[w.to]) && !reached[w.to]) reached[w.to] = true, open.push_back(w.to);
    while (!open.empty()) {
        const step& s = of_.steps[open.back()];
        open.pop_back();
        if (inside(s)) return true;
        follow(s);
    }
    return false;
}

void procedure_painter::find_ends() {
    leads_.resize(of_.steps.size());
    for (std::uint32_t s = 0; s < of_.steps.size(); ++s) {
        if (const auto& outcome = of_.steps[s].outcome) add_once(outcomes_, outcome->name);
        for (const way& w : of_.steps[s].ways)
            if (leads_[w.to].empty() || leads_[w.to].back() != s) leads_[w.to].push_back(s);
    }
}

/// An end that many steps lead to is drawn beside each of them, not across the picture.
std::string procedure_painter::end_id(std::uint32_t end, std::uint32_t from) const {
    constexpr std::size_t few = 2;
    const bool repeated = of_.steps[end].end && leads_[end].size() > few;
    return box_of_step(end) + (repeated ? "_" + std::to_string(from) : "");
}

std::optional<std::size_t> procedure_painter::place_on_path(std::uint32_t s) const {
    if (!options_.walked) return {};
    const std::size_t place = place_in(options_.walked->steps, of_.steps[s].name);
    return place < options_.walked->steps.size() ? std::optional(place) : std::nullopt;
}

bool procedure_painter::is_walked(std::uint32_t s, const way& w) const {
    const auto here = place_on_path(s), there = place_on_path(w.to);
    if (!here || !there || *there != *here + 1) return false;
    const auto& rules = options_.walked->rules;
    return place_in(rules, w.rule) < rules.size();
}

// ------------------------------------------------------------------ steps

const look& procedure_painter::look_of(const step& s) const {
    return s.who ? owner_looks[place_in(owners_, s.who->name) % owner_looks.size()] : term_look;
}

std::string procedure_painter::title_of(std::uint32_t s) const {
    const auto place = place_on_path(s);
    return (place ? std::to_string(*place + 1) + ". " : "") + label(of_.steps[s]);
}

std::string procedure_painter::escalation_of(const step& s) const {
    const std::string to = words(phrase::escalated_to, {label(*s.queue)});
    return s.due ? words(phrase::by_moment, {to, label(*s.due)}) : to;
}

std::string procedure_painter::actions_of(const step& s, std::size_t width, const char* align) const {
    std::string all;
    for (const named& a : s.actions) all += (all.empty() ? "" : ", ") + label(a);
    return all.empty() ? all : coloured("#555555", 9, wrapped(words(phrase::to_do, {all}), width, align));
}

std::string procedure_painter::step_text(std::uint32_t number) const {
    const step& s = of_.steps[number];
    std::string out;
    if (s.who && !lanes_) out += coloured("#555555", 9, wrapped(label(*s.who)));
    out += bold(wrapped(title_of(number), 28));
    if (s.runs) out += coloured("#333333", 10, wrapped(words(phrase::runs_first, {label(*s.runs)}), 32));
    if (s.wait)
        out +=
            coloured(time_out_colour, 10, "<I>" + wrapped(words(phrase::waits_until, {label(*s.wait)}), 32) + "</I>");
    if (s.queue) out += coloured(escalated_colour, 10, wrapped(escalation_of(s), 32));
    return out + actions_of(s, 32, "LEFT");
}

void procedure_painter::add_step(std::uint32_t number) {
    const step& s = of_.steps[number];
    const look& colours = look_of(s);
    const char* border = place_on_path(number) ? walked_colour : s.queue ? escalated_colour : colours.border;
    out_ += "  " + box_of_step(number) + " [label=<" + step_text(number) + ">, color=\"" + border + "\", fillcolor=\"" +
            (lanes_ && s.who ? "#ffffff" : colours.head) + "\", style=\"rounded,filled\"";
    if (place_on_path(number)) out_ += ", penwidth=3";
    else if (s.queue) out_ += ", penwidth=2.5";
    if (s.runs) out_ += ", peripheries=2";
    out_ += "];\n";
}

void procedure_painter::add_lane(std::size_t owner) {
    const look& colours = owner_looks[owner % owner_looks.size()];
    std::string title;
    std::vector<std::uint32_t> members;
    for (std::uint32_t s = 0; s < of_.steps.size(); ++s)
        if (!of_.steps[s].end && of_.steps[s].who && of_.steps[s].who->name == owners_[owner]) {
            title = label(*of_.steps[s].who);
            members.push_back(s);
        }
    out_ += "  subgraph cluster_" + std::to_string(owner) + " { label=<" + escaped(title) +
            ">; labeljust=l; fontsize=10; style=\"rounded,filled\"; color=\"" + colours.head + "\"; fillcolor=\"" +
            colours.ground + "\";\n";
    for (const std::uint32_t s : members) add_step(s);
    out_ += "  }\n";
}

// ------------------------------------------------------------------ ends

const end_look& procedure_painter::look_of_end(const step& s) const {
    if (!s.outcome) return no_outcome;
    const std::size_t place = place_in(outcomes_, s.outcome->name);
    return place == 0 ? first_outcome : other_outcomes[(place - 1) % other_outcomes.size()];
}

void procedure_painter::add_end(std::uint32_t number, const std::string& id, bool walked) {
    const step& s = of_.steps[number];
    const end_look& colours = look_of_end(s);
    std::string text = bold(wrapped(walked ? title_of(number) : label(s), 24, "CENTER"));
    if (s.outcome && label(*s.outcome) != label(s))
        text += coloured("#333333", 10, wrapped(label(*s.outcome), 26, "CENTER"));
    text += actions_of(s, 26, "CENTER");
    out_ += "  " + id + " [label=<" + text + ">, shape=" + colours.shape + ", margin=\"0.06,0.04\", color=\"" +
            (walked ? walked_colour : colours.border) + "\", fillcolor=\"" + colours.ground + "\", style=filled" +
            (walked ? ", penwidth=3" : "") + "];\n";
}

void procedure_painter::add_ends(std::uint32_t number) {
    std::set<std::string> drawn;
    for (const std::uint32_t from : leads_[number]) {
        const std::string id = end_id(number, from);
        if (!drawn.insert(id).second) continue;
        const auto reaches = [&](const way& w) { return w.to == number && is_walked(from, w); };
        const auto& ways = of_.steps[from].ways;
        const bool alone = id == box_of_step(number);
        add_end(number, id, alone ? place_on_path(number).has_value() : std::any_of(ways.begin(), ways.end(), reaches));
    }
}

// ------------------------------------------------------------------ ways

std::string procedure_painter::way_text(const way& w) const {
    switch (w.kind) {
        case way_kind::otherwise: return words(phrase::otherwise);
        case way_kind::time_out: return words(phrase::time_is_over, {label(w.words)});
        default: return label(w.words);
    }
}

/// The only way of a step needs no words.
std::string procedure_painter::way_label(const step& from, const way& w, const char* colour) const {
    std::string out;
    if (from.ways.size() > 1) out += coloured(colour, 9, wrapped(way_text(w), 26));
    for (const named& n : w.unless)
        out += coloured(exception_look.border, 9, wrapped(words(phrase::unless, {label(n)}), 26));
    if (w.added_by) out += coloured(exception_look.border, 9, wrapped(from_file(options_, *w.added_by)));
    if (out.empty()) return out;
    return "label=<<TABLE BORDER=\"0\" CELLPADDING=\"3\"><TR><TD BALIGN=\"LEFT\">" + out + "</TD></TR></TABLE>>";
}

void procedure_painter::add_way(std::uint32_t s, const way& w) {
    const bool late = w.kind == way_kind::time_out, exception = w.kind == way_kind::exception;
    const char* colour = late ? time_out_colour : exception ? exception_look.border : "#333333";
    std::string attributes = way_label(of_.steps[s], w, colour);
    const auto put = [&](const std::string& one) { attributes += (attributes.empty() ? "" : ", ") + one; };
    if (late || exception) put("style=dashed");
    if (is_walked(s, w)) put(std::string("penwidth=3, color=\"") + walked_colour + '"');
    else if (late || exception) put(std::string("color=\"") + colour + '"');
    out_ +=
        "  " + box_of_step(s) + " -> " + end_id(w.to, s) + (attributes.empty() ? "" : " [" + attributes + "]") + ";\n";
}

void procedure_painter::add_ways(std::uint32_t s) {
    for (const way& w : of_.steps[s].ways) add_way(s, w);
}

// ------------------------------------------------------------------ the whole

/// One line of text: a table in the heading would be stretched to the title.
std::string procedure_painter::legend() const {
    std::string items;
    const auto add = [&](const char* colour, const std::string& words) {
        items +=
            (items.empty() ? "" : "   ") + coloured(colour, 12, "■") + ' ' + coloured("#444444", 9, escaped(words));
    };
    std::vector<std::string> said;
    for (const step& s : of_.steps) {
        if (lanes_ || owners_.size() < 2 || s.end || !s.who || place_in(said, s.who->name) < said.size()) continue;
        said.push_back(s.who->name);
        add(look_of(s).border, label(*s.who));
    }
    if (options_.walked) add(walked_colour, words(phrase::way_of_case));
    return items.empty() ? items : "<TR><TD>" + items + "</TD></TR>";
}

std::string procedure_painter::heading() const {
    named pack;
    pack.name = graph_.pack_names.front();
    pack.titles = graph_.pack_titles.front();
    const std::string title = label(pack) + ": " + label(graph_[of_.vertex]);
    return "<TABLE BORDER=\"0\" CELLBORDER=\"0\"><TR><TD>" + coloured("#000000", 16, bold(escaped(title))) +
           "</TD></TR>" + (options_.legend ? legend() : "") + "</TABLE>";
}

std::string procedure_painter::paint() {
    out_ =
        "digraph writ {\n"
        "  graph [rankdir=TB, nodesep=0.35, ranksep=0.45, splines=true, fontname=\"Helvetica\", labelloc=t, label=<" +
        heading() +
        ">];\n"
        "  node [fontname=\"Helvetica\", fontsize=11, shape=box, margin=\"0.14,0.08\"];\n"
        "  edge [fontname=\"Helvetica\", fontsize=9, color=\"#5f6b7a\", arrowsize=0.7];\n"
        "  start [label=<" +
        escaped(words(phrase::start)) +
        ">, shape=circle, style=filled, fillcolor=\"#333333\", fontcolor=white, fontsize=9, margin=\"0.02,0.02\"];\n"
        "  start -> " +
        box_of_step(of_.start) + ";\n";
    if (lanes_)
        for (std::size_t owner = 0; owner < owners_.size(); ++owner) add_lane(owner);
    for (std::uint32_t s = 0; s < of_.steps.size(); ++s) {
        if (of_.steps[s].end) add_ends(s);
        else if (!lanes_ || !of_.steps[s].who) add_step(s);
    }
    for (std::uint32_t s = 0; s < of_.steps.size(); ++s) add_ways(s);
    return std::move(out_) + "}\n";
}

}  // namespace procedure_to_dot_detail

std::string procedure_to_dot(const decision_graph& g, const procedure& p, const picture_options& options) {
    return procedure_to_dot_detail::procedure_painter(g, p, options).paint();
}

}  // namespace writ::graph
