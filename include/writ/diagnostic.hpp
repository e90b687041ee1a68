// What is wrong with a text somebody wrote, as data.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "writ/diagnostic_code.hpp"
#include "writ/source.hpp"

namespace writ {

/// How much a diagnostic matters: an error stops the pipeline, a warning does not.
enum class severity : std::uint8_t { error, warning };

/// A place with a few words about it.
struct label {
    span where;
    std::string text;  ///< may be empty on the primary label: the message says it all

    friend bool operator==(const label&, const label&) = default;
};

/// One mistake of an author: what, where, why, and what to do about it.
///
/// The wording comes from the catalogue (`diagnostic_code.hpp`); a diagnostic adds the places and the words the user
/// wrote. One mistake makes one diagnostic. Everything a host program does wrong is an exception instead.
struct diagnostic {
    diagnostic_code code{};
    severity level = severity::error;
    std::string message;            ///< lower case, no full stop, the user's words in back-ticks
    label primary;                  ///< the smallest place that is wrong
    std::vector<label> secondary;   ///< where the cause is, when it is elsewhere
    std::vector<std::string> help;  ///< what to write instead

    friend bool operator==(const diagnostic&, const diagnostic&) = default;
};

/// Makes a diagnostic from the catalogue: its severity, its message with `{0}`, `{1}` … replaced by `words`.
/// A help sentence of the catalogue is added when it has one.
/// @param words  the user's own words, without back-ticks (the catalogue has them)
diagnostic make_diagnostic(diagnostic_code code, span where, std::initializer_list<std::string_view> words = {});

/// Whether any of them is an error.
bool has_error(const std::vector<diagnostic>& diagnostics) noexcept;

/// Orders by file and place, drops exact repetitions and cuts at `most` (the last one then says how many are left out).
void tidy(std::vector<diagnostic>& diagnostics, std::size_t most);

/// The candidate nearest to `word` within a small edit distance (a third of its length, at least 1), for "did you mean";
/// empty if none is near. Ties go to the first candidate.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace writ
