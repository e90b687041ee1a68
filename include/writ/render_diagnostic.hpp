// Diagnostics as text with carets, or as JSON. The only place that formats them.
#pragma once

#include <string>

#include "writ/diagnostic.hpp"

namespace writ {

/// How diagnostics are shown.
struct render_options {
    bool colour = false;  ///< ANSI colours; decide by terminal and NO_COLOR, never by default
};

/// One diagnostic as a person reads it: code and message, the line with a caret under the smallest place, the other
/// places with their words, then the help sentences. Ends with a line end.
std::string render(const diagnostic& d, const source_set& sources, render_options options = {});

/// All of them, separated by blank lines.
std::string render(const std::vector<diagnostic>& all, const source_set& sources, render_options options = {});

/// All of them as a JSON array; each with code, severity, message, file, line, column, end line, end column, labels, help.
std::string render_json(const std::vector<diagnostic>& all, const source_set& sources);

}  // namespace writ
