// The answer to one question before it is put in words.
#pragma once

#include <vector>

#include "writ/decision.hpp"
#include "writ/decision_error.hpp"
#include "writ/eval/possible.hpp"

namespace writ::eval {

/// What an answer may have to wait for. Numbers of things are in the order `needs` lists them.
struct open_thing {
    enum class kind_of : std::uint8_t { now, today, fact, field, element, outcome, param, calendar } kind = kind_of::fact;
    std::uint32_t id = 0;       ///< fact, term or calendar
    std::uint32_t element = 0;  ///< element: given position, from 1
    std::uint32_t field = 0;    ///< field of a record fact, or of an element
    std::uint32_t type = 0;     ///< index into `program::types`
    std::uint32_t region = 0xffffffff;  ///< param: a region it has no value for
};

/// A reason for a computation to have no value.
struct error_site {
    error_kind kind{};
    std::uint32_t at = 0xffffffff;    ///< instruction that failed
    std::uint32_t term = 0xffffffff;  ///< decision or parameter whose outcome is wrong
    std::uint32_t first_rule = 0, rule_count = 0;  ///< conflict: run of the evaluator's conflict rules
    rational seen;                    ///< outside_range, not_rounded: the outcome; no_calendar, no_zone: the region, from 1
    bool open = false;                ///< outside_range: some of several possible outcomes
    std::uint32_t pack = 0;           ///< whose regions and currency count
};

/// Status, value and what they rest on, in numbers of the program. Lists ascend.
struct answer {
    writ::status status = writ::status::undetermined;
    value result;
    std::vector<std::uint32_t> needs;      ///< open things
    std::vector<std::uint32_t> rules;      ///< that spoke, in every possibility
    std::vector<std::uint32_t> possible;   ///< that spoke in some
    std::vector<std::uint32_t> asks;       ///< into `program::asked`
    std::vector<std::uint32_t> assumed;    ///< cells: of facts, then those of each list in turn, then lists
    std::vector<std::uint32_t> outranked;  ///< rules
    std::vector<std::uint32_t> errors;     ///< error sites
    bool input_error = false;              ///< the case itself is wrong, or a requirement is not met
    std::uint32_t requirement = 0xffffffff;///< the requirement that is not met
    std::uint32_t combinations = 0;        ///< tried by refinement; 0: it was not needed
};

}  // namespace writ::eval
