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
    X(nul_character, 105, error, "the file contains a NUL character here, so it is not text",                          \
      "save the file as UTF-8")                                                                                        \
    X(direction_mark, 106, error, "this invisible character changes the direction of text", "delete it")               \
    X(open_string, 107, error, "a text does not end on its line",                                                      \
      "close it with `\"`, and write `\\n` for a line end")                                                            \
    X(bad_date, 108, error, "`{0}` is not a date",                                                                     \
      "write year-month-day, such as `2026-03-01`, from the year 0001 to 9999")                                        \
    X(bad_instant, 109, error, "`{0}` is not an instant",                                                              \
      "write a date that exists, `T`, a time and the offset from UTC: `2026-03-01T09:00+07:00`, or `Z` for UTC")       \
    X(mixed_connectives, 110, error, "`and` and `or` need brackets to stand together",                                 \
      "put brackets round the `and` part or the `or` part: `(a and b) or c`")                                          \
    X(chained_comparison, 111, error, "comparisons do not chain",                                                      \
      "join two comparisons with `and`, or write `x during a .. b`")                                                   \
    X(misplaced_does_not_apply, 112, error, "only an exception can say `does not apply`",                              \
      "write an `exception` to the rule, or leave the rule out")                                                       \
    X(reserved_name, 113, error, "`{0}` is a word of the language and cannot be a name", "choose another name")        \
    X(cell_count, 114, error, "this row has {0} under {1}", "")                                                        \
    X(value_count, 115, error, "this row has {0} under {1}", "")                                                       \
    X(open_bracket, 116, error, "this `{0}` is never closed", "")                                                      \
    X(unfinished, 117, error, "this `{0}` is not finished", "")                                                        \
    X(bad_time, 118, error, "`{0}` is not a time of day",                                                              \
      "write hours and minutes, such as `09:30`, from 00:00 to 23:59")                                                 \
    X(bad_number, 119, error, "`{0}` is not a number",                                                                 \
      "write digits, such as `1500`, `1_500` or `0.5`, and a blank before a word")                                     \
    X(bare_aggregate, 120, error, "a sum, count or the like of a list needs brackets to be compared",                  \
      "put brackets round it: `(sum of v.points for v among list) > 10`")                                              \
    X(unreadable_folder, 190, error, "cannot read the pack folder `{0}`: {1}", "")                                     \
    X(no_rule_files, 191, error, "there is no `.writ` file in `{0}`", "")                                              \
    X(outside_root, 192, error, "`{0}` leads out of the folder of its pack", "keep the files of a pack in its folder") \
    /* ---- compiled rules */                                                                                          \
    X(not_compiled, 193, error, "`{0}` does not hold compiled rules",                                                  \
      "compiled rules are made by `writ compile PACK`, and change when a program takes them for text")                 \
    X(compiled_elsewhere, 194, error, "`{0}` was compiled by another Writ ({1}), and this one ({2}) cannot read it",   \
      "compile the pack again: `writ compile PACK -o {0}`")                                                            \
    X(compiled_damaged, 195, error, "`{0}` is damaged: its bytes are not those that were written",                     \
      "copy it again, or compile the pack again: `writ compile PACK -o {0}`")                                          \
    X(compiled_lacks, 196, error, "`{0}` needs what this program does not have: {1}",                                  \
      "build the program with it, or run these rules with one that has it")                                            \
    /* ---- names */                                                                                                   \
    X(unknown_name, 201, error, "nothing is called `{0}`", "")                                                         \
    X(duplicate_name, 202, error, "`{0}` is declared twice", "")                                                       \
    X(unknown_type, 203, error, "no type is called `{0}`", "")                                                         \
    X(unknown_field, 204, error, "{0} has no field `{1}`", "")                                                         \
    X(unknown_value, 205, error, "`{0}` is no value of {1}", "")                                                       \
    X(ambiguous_value, 206, error, "`{0}` is a value of several enums: {1}",                                           \
      "say which is meant, such as with a declared type")                                                              \
    X(group_is_no_value, 207, error, "`{0}` is a group of facts, not a value", "write `{0}.` and the name of a fact")  \
    X(unknown_function, 208, error, "no term or function is called `{0}`", "")                                         \
    X(unknown_pack, 209, error, "the pack `{0}` was not found",                                                        \
      "the folder of that name stands beside the folder of this pack")                                                 \
    X(use_cycle, 210, error, "packs use each other: {0}", "")                                                          \
    X(term_cycle, 211, error, "`{0}` needs its own outcome: {1}",                                                      \
      "a term never calls itself, directly or through others")                                                         \
    X(unknown_rule, 212, error, "there is no rule `{0}`", "")                                                          \
    X(unknown_decision, 213, error, "no decision is called `{0}`", "")                                                 \
    X(value_shares_name, 214, error, "`{0}` shares its name with a value of its own type `{1}`",                       \
      "give one of the two another name")                                                                              \
    X(wrong_count, 215, error, "`{0}` takes {1}, not {2}", "")                                                         \
    X(not_a_value, 216, error, "`{0}` is not a value", "")                                                             \
    X(two_packs, 217, error, "a pack is declared once", "")                                                            \
    X(not_callable, 218, error, "`{0}` takes no arguments", "write `{0}` alone")                                       \
    X(unknown_fact, 219, error, "no fact is called `{0}`", "")                                                         \
    X(pack_is_no_value, 220, error, "`{0}` is a pack, not a value", "write `{0}.` and the name of one of its terms")   \
    X(unknown_param, 221, error, "no parameter is called `{0}`", "")                                                   \
    X(outcome_not_listed, 222, error, "this part of the appeal gives `{0}`, which `{1}` does not list",                \
      "add `{0}` to the enum")                                                                                         \
    X(ambiguous_type, 223, error, "`{0}` is a type of several packs: {1}", "declare it in this pack")                  \
    X(told_twice, 225, error, "`{0}` is told twice", "leave one of them out")                                          \
    X(told_enum, 226, error, "`{0}` may be `{1}`, which is no value of `{2}` in pack `{3}`",                           \
      "say which value stands for it: `if {0} is {1} then … otherwise …`")                                             \
    X(told_region, 227, error, "the region of `{0}` is worked out here, so its currency is not known",                 \
      "let one fact tell it, of the same enum or of one with the same names")                                          \
    X(told_money, 228, error, "`{0}` holds amounts in the currency of its region, which need not be the one here",     \
      "let the fact that names the region here tell the region of `{1}` too, and give both packs the same `money`")    \
    X(form_is_no_value, 229, error, "`{0}` is a deadline, not a value", "write `{0}.due` or `{0}.state`")              \
    X(told_list, 230, error, "`{0}` {1}, but the list it tells {2}",                                                   \
      "give both lists the same `sorted on`, and the one that is told room for all entries")                           \
    X(pack_with_mistakes, 290, error, "the pack `{0}`, or one that it uses, has mistakes",                             \
      "they are shown with its files: put them right first")                                                           \
    /* ---- types */                                                                                                   \
    X(wrong_type, 301, error, "`{0}` is {1}, but {2} is wanted here", "")                                              \
    X(cannot_compare, 302, error, "{0} cannot be compared with {1}", "")                                               \
    X(cannot_compute, 303, error, "`{0}` does not work with {1} and {2}", "")                                          \
    X(may_be_absent, 304, error, "`{0}` may be absent", "guard it: write `{0} is present and …`")                      \
    X(never_absent, 305, error, "`{0}` is never absent", "")                                                           \
    X(two_currencies, 306, error, "{0} meets {1}: two currencies never meet", "")                                      \
    X(not_rounded, 307, error, "`{0}` is not rounded to {1}", "write `round({0}, {2})`")                               \
    X(out_of_range, 308, error, "{0} is outside {1}", "")                                                              \
    X(not_ordered, 309, error, "{0} has no order", "")                                                                 \
    X(write_is, 310, error, "`{0}` is a named value", "write `{1}`")                                                   \
    X(write_equals, 311, error, "`{0}` is not a named value", "write `{1}`")                                           \
    X(write_one_of, 312, error, "`{0}` is not a condition", "write `{1}`")                                             \
    X(only_facts_known, 313, error, "only a fact, an element or a field of one can be known or unknown", "")           \
    X(only_lists_empty, 314, error, "only a set or a list can be empty", "")                                           \
    X(date_for_instant, 315, error, "`{0}` is a date, but an instant is wanted here",                                  \
      "write `moment({0}, 00:00)` or `end_of({0})`")                                                                   \
    X(whole_unit, 316, error, "`{0}` is not a whole number, and {1} are counted in whole ones", "")                    \
    X(not_a_list, 317, error, "`{0}` is {1}, not a list", "")                                                          \
    X(missing_field, 318, error, "`{0}` is missing here: {1} has that field", "")                                      \
    X(bad_range, 319, error, "a range goes from the smaller to the greater: {0} is above {1}",                         \
      "write the smaller one first")                                                                                   \
    X(bad_places, 320, error, "there is room for {0}", "")                                                             \
    X(list_in_record, 321, error, "a record holds no lists and no records", "")                                        \
    X(bad_sort, 322, error, "a list is not sorted on {0}",                                                             \
      "sort on a number, a date, an instant or another field with an order")                                           \
    X(needs_type, 323, error, "nothing here says what `{0}` is a value of", "declare the type")                        \
    X(set_of_enum, 324, error, "a set holds values of an enum, not {0}", "")                                           \
    X(no_calendar, 325, error, "no calendar belongs to a region here",                                                 \
      "name one with `using`, or declare a calendar `in` a region")                                                    \
    X(absent_here, 326, error, "`absent` cannot stand here", "")                                                       \
    X(different_types, 327, error, "one is {0}, the other {1}", "")                                                    \
    X(not_constant, 328, error, "`{0}` is not a constant", "")                                                         \
    X(no_currency, 330, error, "`money` without a currency is in the currency of the region, and no region has one",   \
      "write `money EUR`, or add `money` to the pack")                                                                 \
    X(divide_by_zero, 331, error, "this divides by zero", "")                                                          \
    X(not_an_element, 332, error, "`{0}` is not an element of that list", "")                                          \
    X(bad_literal, 333, error, "`{0}` is no {1}", "")                                                                  \
    X(use_after, 334, error, "`{0}` does not work with a date and {1}", "write `{2}`")                                 \
    X(duplicate_field, 335, error, "`{0}` is given twice", "")                                                         \
    X(unknown_here, 336, error, "`unknown` can only be given in an example", "ask for it with `is unknown`")           \
    X(element_equality, 337, error, "{0} cannot be compared", "compare its fields, or write `other than`")             \
    X(not_shown, 338, error, "`{0}` is {1}, which has no spelling in a text", "")                                      \
    X(rolled_time, 339, error, "`rolled` moves a date to a working day and does not go with {0}", "")                  \
    X(never_in_currency, 340, error, "amounts of `{0}` are in {1}, never in {2}", "")                                  \
    X(bad_pattern, 391, error, "`{0}` is not a pattern: {1}", "")                                                      \
    /* ---- rules and exceptions */                                                                                    \
    X(no_then, 401, error, "{0} `{1}` says nothing: it has no `then`", "add `then …`")                                 \
    X(two_clauses, 402, error, "`{0}` has two `{1}`", "")                                                              \
    X(for_in_exception, 403, error, "an exception has no `for`: it follows the rule it changes", "")                   \
    X(law_needs_cite, 405, error, "`{0}` is law and must cite it", "add `cite \"…\"`")                                 \
    X(only_law_attaches, 406, error, "`{0}` is law: only a law exception may change it", "")                           \
    X(otherwise_not_allowed, 407, error, "a decision that takes {0} has no `otherwise`", "")                           \
    X(unlabelled_row, 408, error, "`{0}` is a row without a label", "give the row a label: `name: …`")                 \
    X(exception_target, 409, error, "this exception does not say what it changes",                                     \
      "write it inside the rule, or add `to` and the rule's name")                                                     \
    X(two_otherwise, 410, error, "`{0}` has two `otherwise`", "")                                                      \
    X(takes_not_number, 411, error, "outcomes of `{0}` are not numbers and cannot be combined with `takes {1}`", "")   \
    X(unknown_audience, 412, error, "no audience is called `{0}`", "add it to `audiences` of the pack")                \
    X(ask_not_fact, 413, error, "only a fact can be asked for", "")                                                    \
    X(law_here, 414, error, "`law` belongs to rules, exceptions and tables of a decision", "")                         \
    X(position_without_to, 416, error, "a rule inside a decision stands where it is written", "leave out `{0}`")       \
    X(not_a_violation, 417, error, "no violation is called `{0}`", "")                                                 \
    X(no_answer, 418, error, "`{0}` has no rules", "add a `rule`, a `table` or `otherwise …`")                         \
    X(exception_says_nothing, 419, error, "exception `{0}` says nothing", "add `then …` or `then does not apply`")     \
    X(rule_target, 420, error, "this rule belongs to no decision",                                                     \
      "write it inside a decision, or add `to` and the decision's name")                                               \
    X(position_cycle, 421, error, "rules stand before or after each other in a circle", "")                            \
    X(part_alone, 422, error, "`{0}` says nothing without `{1}`", "add `{1} …`, or leave `{0}` out")                   \
    X(step_shares_field, 423, error, "`{0}` cannot be the name of a step: what a procedure gives has a field `{0}`",   \
      "give the step another name")                                                                                    \
    X(unknown_step, 424, error, "`{1}` has no step or end `{0}`", "")                                                  \
    X(no_way_on, 425, error, "step `{0}` does not say what comes next", "add `otherwise -> …`, or make it an `end`")   \
    X(step_circle, 426, error, "the steps lead round in a circle: {0}",                                                \
      "to do a thing again is a step of its own, further on")                                                          \
    X(step_not_reached, 427, error, "no way leads to `{0}`", "lead a step to it with `-> {0}`, or delete it")          \
    X(outcome_without_type, 428, error, "nothing says what the outcomes of `{0}` are values of",                       \
      "write it behind the title: `sop {0} : Outcome {`")                                                              \
    X(not_a_procedure, 429, error, "no procedure is called `{0}`", "")                                                 \
    X(limit_type, 430, error, "`{0}` is a date, `{1}` an instant: one procedure counts either days or hours",          \
      "write `end_of({0})`")                                                                                           \
    X(part_missing, 431, error, "`{0}` has no `{1}`", "add `{1} …`")                                                   \
    X(pause_without_unit, 432, error, "pauses are counted in the unit of `allow`, and `{0}` does not show it",         \
      "write the unit here, such as `n business days`, or give a term of type `duration`")                             \
    X(hours_of_days, 433, error, "the deadline counts days, and `{0}` is a time of hours",                             \
      "write whole days, such as `warn 1 day`")                                                                        \
    X(negative_weight, 434, error, "`{0}` is less than nothing, which no weight is", "")                               \
    X(no_weight, 435, error, "all weights of `{0}` are 0", "give a metric a weight")                                   \
    /* ---- tables */                                                                                                  \
    X(grid_arguments, 503, error, "a grid tests two arguments: `{0}` needs them",                                      \
      "write `table {0}(down : …, across : …)`")                                                                       \
    X(no_outcome_column, 504, error, "no column gives an outcome", "")                                                 \
    X(cell_never_absent, 506, error, "`{0}` is never absent", "")                                                      \
    X(empty_table, 507, error, "the table has no rows", "")                                                            \
    X(empty_cell_range, 508, error, "no value lies from {0} to {1}", "write the smaller one first")                    \
    X(table_gap, 520, error, "no row of `{0}` answers for {1}",                                                        \
      "add a row, or an `otherwise ||` row; or write `: optional …` if there need not be an answer")                   \
    X(table_overlap, 521, error, "rows {0} and {1} both answer for {2}, with different results",                       \
      "let each case match one row, or write `takes first` if the order of rows decides")                              \
    X(never_required, 522, error, "no case can meet this `require` and those before it",                               \
      "look for parts that contradict each other")                                                                     \
    X(step_open, 523, error, "step `{0}` does not say where to go for {1}", "add `otherwise -> …`")                    \
    /* ---- parameters, regions and dates */                                                                           \
    X(region_without_value, 601, error, "`{0}` has no value for region {1}", "add one, or write `in {1} undefined`")   \
    X(entries_tie, 602, error, "two values of `{0}` hold at the same time{1}", "")                                     \
    X(not_a_region, 603, error, "`{0}` is no region", "")                                                              \
    X(no_region, 604, error, "the pack has no regions", "add `region` and the fact that names the region to the pack") \
    X(region_fact, 605, error, "the region is a fact whose type is an enum", "")                                       \
    X(dates_order, 606, error, "it ends on {0}, before it begins on {1}", "")                                          \
    X(zone_twice, 607, error, "`{0}` is named twice", "")                                                              \
    X(holiday_outside, 608, error, "{0} is in no year that the calendar covers", "")                                   \
    X(two_calendars, 609, error, "region `{0}` has two calendars", "")                                                 \
    X(covers_order, 610, error, "the years go from the earlier to the later", "")                                      \
    X(unknown_rounding, 611, error, "no rounding is called `{0}`", "write `half_even` or `half_up`")                   \
    X(notice_span, 612, error, "the notice is a span, such as `15 days`", "")                                          \
    X(as_of_here, 613, error, "`as of` stands after the type of a parameter", "")                                      \
    X(not_a_weekday, 614, error, "`{0}` is no day of the week",                                                        \
      "write `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`")                                                       \
    X(notice_uncovered, 615, error, "the notice after {0} ends in a year that no calendar of the region covers", "")   \
    X(no_covers, 616, error, "calendar `{0}` does not say which years it covers",                                      \
      "add `covers 2026 .. 2027`, or `covers none`")                                                                   \
    X(zone_and_zones, 617, error, "zones are either one for all regions or one for each", "")                          \
    X(param_without_value, 618, error, "`{0}` has no value", "add `= …`, or values in `{ … }`")                        \
    X(currency_of_region, 619, error, "the currency of region `{0}` is {1}, not {2}", "")                              \
    X(bad_currency, 620, error, "`{0}` is no currency", "a currency has three capitals, such as EUR")                  \
    X(zone_not_in_database, 691, error, "no time zone is called `{0}`",                                                \
      "write a name of the tz database, such as `Europe/Berlin`")                                                      \
    /* ---- texts */                                                                                                   \
    X(missing_language, 701, error, "the text is missing in {0}", "add `{1}`")                                         \
    X(unknown_language, 702, error, "`{0}` is no language of the pack", "add it to `languages` of the pack")           \
    X(language_twice, 703, error, "the text is given twice in {0}", "")                                                \
    X(open_placeholder, 704, error, "a `{` in a text begins a placeholder that never ends", "write `{{` for a brace")  \
    X(bad_placeholder, 705, error, "this placeholder cannot be read",                                                  \
      "write a fact's path or a term: `{group.fact}`, `{term(argument)}`")                                             \
    X(placeholder_here, 706, error, "a placeholder has no meaning here: there is no case yet",                         \
      "write `{{` for a brace")                                                                                        \
    X(not_for_audience, 707, error, "`{0}` may be seen by {1}, but this text is also for {2}",                         \
      "leave it out here, and tell those who may see it in a text of their own: `say`, the audience, the text")        \
    X(statement_of_nothing, 708, error, "statement `{0}` does not say which decision it gives the reasons of",         \
      "add `of` and the decision's name")                                                                              \
    X(not_a_question, 709, error, "`{0}` is no decision", "name a decision, a table or a procedure of this pack")      \
    /* ---- examples */                                                                                                \
    X(unknown_example, 801, error, "no example is called \"{0}\"", "")                                                 \
    X(like_cycle, 802, error, "examples are like each other: {0}", "")                                                 \
    X(too_many_elements, 803, error, "the list has {0} elements, but {1} is the most", "")                             \
    X(too_few_elements, 804, error, "the list has {0} elements, but {1} is the least", "")                             \
    X(no_element, 805, error, "there is no element {0}", "")                                                           \
    X(given_twice, 806, error, "`{0}` is given twice", "")                                                             \
    X(path_not_needed, 807, error, "`{0}` is nothing that can be needed", "name a fact, a parameter or a calendar")    \
    X(outcome_with_arguments, 808, error, "`{0}` has arguments and cannot be given", "")                               \
    X(told_given, 809, error, "`{0}` is told by `use {1}`, so a case cannot give it", "")                              \
    /* ---- limits */                                                                                                  \
    X(file_too_large, 901, error, "the file is larger than {0} bytes", "split it into several files of one pack")      \
    X(too_deep, 902, error, "this is nested more than {0} deep", "give inner parts a name with `define`")              \
    X(name_too_long, 903, error, "a name has at most {0} characters", "")                                              \
    X(string_too_long, 904, error, "a string has at most {0} bytes", "")                                               \
    X(number_too_long, 905, error, "a number has at most {0} characters", "")                                          \
    X(too_many_nodes, 906, error, "there is more here than a pack may hold ({0} parts)", "split the pack")             \
    X(more_mistakes, 907, error, "{0} more are not shown", "")                                                         \
    X(terms_too_deep, 908, error, "`{0}` begins a chain of more than {1} terms that read each other", "")              \
    X(too_many_values, 911, error, "an enum has at most {0} values", "")                                               \
    X(too_many_set_values, 912, error, "a set is made of an enum of at most {0} values; `{1}` has {2}", "")            \
    X(too_many_elements_declared, 913, error, "a list has at most {0} elements", "")                                   \
    X(uses_too_deep, 914, error, "packs use each other more than {0} deep", "")                                        \
    X(too_many_files, 990, error, "a pack has at most {0} files", "")                                                  \
    /* ---- warnings */                                                                                                \
    X(unused_fact, 2001, warning, "the fact `{0}` is never read", "")                                                  \
    X(unused_param, 2002, warning, "the parameter `{0}` is never used", "")                                            \
    X(unused_define, 2003, warning, "the definition `{0}` is never used", "")                                          \
    X(unused_record, 2004, warning, "the record `{0}` is never used", "")                                              \
    X(unused_calendar, 2005, warning, "the calendar `{0}` is never used", "")                                          \
    X(never_holds, 2006, warning, "this never holds: `{0}` is {1}", "")                                                \
    X(dated_without_as_of, 2008, warning, "`{0}` has dated values and is read at today's date",                        \
      "say at which day: `as of …` after its type")                                                                    \
    X(label_language, 2009, warning, "`{0}` has words in {2}, but none in {1}", "")                                    \
    X(uncited_value, 2010, warning, "this value of `{0}` cites nothing, and the pack requires citations",              \
      "in the braces, `cite \"…\"` before the first value is for all of them, behind a value for that one")            \
    X(uncited_rule, 2011, warning, "`{0}` cites nothing, and the pack requires citations", "add `cite \"…\"`")         \
    X(uncited_row, 2012, warning, "this row of `{0}` cites nothing, and the pack requires citations",                  \
      "add `cite \"…\"` before the headings, or a column `cite`")                                                      \
    /* ---- warnings: tables */                                                                                        \
    X(table_gap_possible, 2050, warning, "perhaps no row of `{0}` answers for {1}",                                    \
      "whether such a case exists depends on more than this table; an `otherwise ||` row makes sure")                  \
    X(table_overlap_possible, 2051, warning, "rows {0} and {1} may both answer for {2}, with different results", "")   \
    X(row_never_reached, 2052, warning, "row {0} is never reached: every such case is taken before by {1}",            \
      "move it up, or delete it")                                                                                      \
    X(rule_never_reached, 2053, warning, "rule {0} is never reached: every such case is taken before by {1}",          \
      "move it up with `before`, or delete it")                                                                        \
    X(row_adds_nothing, 2054, warning, "row {0} adds nothing: row {1} gives the same answer", "delete one of them")    \
    X(row_matches_nothing, 2055, warning, "no case matches row {0}", "")                                               \
    X(rule_matches_nothing, 2056, warning, "no case meets the conditions of {0}", "")                                  \
    X(analysis_budget, 2057, warning, "whether the rules of `{0}` cover every case was not decided within {1} steps",  \
      "split the table, or make its conditions simpler")

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
