// The catalogue: every code, its severity and all of its wording. Reviewed by policy writers; edit words here only.
#pragma once

#include <cstdint>
#include <string_view>

/// X(name, number, severity, message, help)
///
/// Numbers are grouped by stage and never reused: 01xx text and grammar, 02xx names, 03xx types, 04xx rules and
/// exceptions, 05xx tables, 06xx parameters, regions and dates, 07xx texts, 08xx examples, 09xx limits, 10xx cases,
/// 20xx and up warnings. `{0}` … are the user's words; an empty help means none.
#define WRIT_DIAGNOSTICS(X)                                                                                            \
    /* ---- text and grammar */                                                                                        \
    X(bad_character, 101, error, "`{0}` is not a character of the language", "")                                       \
    X(invalid_utf8, 102, error, "the file is not valid UTF-8 here", "save the file as UTF-8")                          \
    X(expected, 103, error, "expected {0}, found {1}", "")                                                             \
    X(unreadable_file, 104, error, "cannot read `{0}`: {1}", "")                                                       \
    X(nul_character, 105, error, "the file contains a NUL character here, so it is not text", "save the file as UTF-8")\
    X(direction_mark, 106, error, "this invisible character changes the direction of text", "delete it")               \
    X(open_string, 107, error, "a text does not end on its line", "close it with `\"`, and write `\\n` for a line end")\
    X(bad_date, 108, error, "`{0}` is not a date", "write year-month-day, such as `2026-03-01`")                       \
    X(bad_instant, 109, error, "`{0}` is not an instant", "write `2026-03-01T09:00+07:00`, or `Z` for UTC")            \
    X(mixed_connectives, 110, error, "`and` and `or` need brackets to stand together",                                 \
      "put brackets round the `and` part or the `or` part: `(a and b) or c`")                                          \
    X(chained_comparison, 111, error, "comparisons do not chain",                                                      \
      "join two comparisons with `and`, or write `x during a .. b`")                                                   \
    X(misplaced_does_not_apply, 112, error, "only an exception can say `does not apply`",                              \
      "write an `exception` to the rule, or leave the rule out")                                                       \
    X(reserved_name, 113, error, "`{0}` is a word of the language and cannot be a name", "choose another name")        \
    X(open_bracket, 116, error, "this `{0}` is never closed", "")                                                      \
    X(unfinished, 117, error, "this `{0}` is not finished", "")                                                        \
    X(cell_count, 114, error, "this row has {0} under {1}", "")                                                        \
    X(value_count, 115, error, "this row has {0} under {1}", "")                                                       \
    /* ---- names */                                                                                                   \
    X(unknown_name, 201, error, "nothing is called `{0}`", "")                                                         \
    X(duplicate_name, 202, error, "`{0}` is declared twice", "")                                                       \
    /* ---- the decision graph */                                                                                      \
    X(term_cycle, 211, error, "`{0}` needs its own outcome: {1}",                                                      \
      "a term never calls itself, directly or through others")                                                         \
    X(terms_too_deep, 908, error, "`{0}` begins a chain of more than {1} terms that read each other", "")              \
    /* ---- tables: analysis */                                                                                        \
    X(table_gap, 520, error, "no row of `{0}` answers for {1}",                                                        \
      "add a row, or an `otherwise ||` row; or write `: optional …` if there need not be an answer")                   \
    X(table_overlap, 521, error, "rows {0} and {1} both answer for {2}, with different results",                       \
      "let each case match one row, or write `takes first` if the order of rows decides")                              \
    /* ---- tables: warnings */                                                                                        \
    X(table_gap_possible, 2050, warning, "perhaps no row of `{0}` answers for {1}",                                    \
      "whether such a case exists depends on more than this table; an `otherwise ||` row makes sure")                  \
    X(table_overlap_possible, 2051, warning, "rows {0} and {1} may both answer for {2}, with different results", "")   \
    X(row_never_reached, 2052, warning, "row {0} is never reached: {1} before it takes every such case",               \
      "move it up, or delete it")                                                                                      \
    X(rule_never_reached, 2053, warning, "rule {0} is never reached: {1} before it takes every such case",             \
      "move it up with `before`, or delete it")                                                                        \
    X(row_adds_nothing, 2054, warning, "row {0} adds nothing: row {1} gives the same answer", "delete one of them")    \
    X(row_matches_nothing, 2055, warning, "no case matches row {0}", "")                                               \
    X(rule_matches_nothing, 2056, warning, "no case meets the conditions of {0}", "")                                  \
    X(analysis_budget, 2057, warning, "whether the rules of `{0}` cover every case was not decided within {1} steps",  \
      "split the table, or make its conditions simpler")                                                               \
    /* ---- limits */                                                                                                  \
    X(file_too_large, 901, error, "the file is larger than {0} bytes", "split it into several files of one pack")      \
    X(too_deep, 902, error, "this is nested more than {0} deep", "give inner parts a name with `define`")              \
    X(name_too_long, 903, error, "a name has at most {0} characters", "")                                              \
    X(string_too_long, 904, error, "a string has at most {0} bytes", "")                                               \
    X(number_too_long, 905, error, "a number has at most {0} characters", "")                                          \
    X(too_many_nodes, 906, error, "there is more here than a pack may hold ({0} parts)", "split the pack")             \
    X(more_mistakes, 907, error, "{0} more are not shown", "")

namespace writ {

/// Identifies a kind of mistake; stable, and shown as `E0201` or `W2001`.
enum class diagnostic_code : std::uint16_t {
#define WRIT_X(name, number, severity, message, help) name = number,
    WRIT_DIAGNOSTICS(WRIT_X)
#undef WRIT_X
};

/// The letter and four digits that users see and search for, such as `E0201`.
std::string_view code_name(diagnostic_code code);

/// One sentence that explains the code without a case at hand (the message with its blanks).
std::string_view code_message(diagnostic_code code);

}  // namespace writ
