// A picture on its way to the DOT language: what is drawn at which level, and how texts become labels.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "writ/graph/to_dot.hpp"

namespace writ::graph {

/// What of a graph a picture shows.
struct selection {
    detail_level level = detail_level::rules;
    std::vector<bool> drawn;                                      ///< by vertex
    std::vector<std::uint32_t> box;                               ///< by vertex: itself, or the procedure drawn for it
    std::vector<std::optional<std::uint32_t>> owner;              ///< rules, rows, outcomes: their decision
    std::map<std::uint32_t, std::vector<std::uint32_t>> parts;    ///< by decision: its rules, rows, exceptions
    std::map<std::uint32_t, std::vector<std::uint32_t>> answers;  ///< by decision: its outcomes
    std::vector<std::optional<std::uint32_t>> given_by;  ///< outcomes: the first rule, exception or rows that give it
    /// At the level of decisions: by decision, the facts and the decisions it reads through what is folded.
    std::map<std::uint32_t, std::set<std::uint32_t>> folded_facts, folded_decisions;
};

selection select(const decision_graph& g, const picture_options& options);

/// Colours of one kind of box; they differ in lightness too, for print and for colour-blind readers.
struct look {
    const char* border;
    const char* ground;
    const char* head;
};
inline constexpr look fact_look = {"#6b8fb8", "#f3f8fd", "#d6e5f5"}, value_look = {"#b59b3a", "#fdf8e4", "#f3e6b0"},
                      term_look = {"#8a8f98", "#f6f7f8", "#e4e6ea"}, decision_look = {"#3f7f5a", "#f1f9f4", "#c9e6d4"},
                      rule_look = {"#5f6b7a", "#ffffff", "#ffffff"}, exception_look = {"#b3562b", "#fdf1ea", "#f6d8c6"};

/// The text with what HTML-like labels need to have escaped.
std::string escaped(std::string_view text);
/// The text in lines of about `width` characters, broken between words, each an aligned line of a label.
std::string wrapped(std::string_view text, std::size_t width = 30, const char* align = "LEFT");
/// Label text in a colour and a size.
std::string coloured(const char* colour, int size, const std::string& text);
std::string bold(const std::string& text);
/// `from holidays.writ`: where something comes from that is added to what is drawn.
std::string from_file(const picture_options& options, std::uint32_t file);

}  // namespace writ::graph
