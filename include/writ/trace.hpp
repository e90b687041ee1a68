// Why a question came out as it did, in numbers of the rules: every step that was taken to answer it, without words.
#pragma once

#include <cstdint>
#include <span>

#include "writ/facts.hpp"
#include "writ/short_answer.hpp"

namespace writ {

/// Whether the thing holds, applies, is counted.
enum class verdict : std::uint8_t { none, yes, no, open, error };

/// Something that was looked at on the way to an answer.
struct trace_step {
    /// What it is, and so what `number` counts.
    enum class kind_of : std::uint8_t {
        term,       ///< a decision, definition or parameter (`model::term_id`); no parts: it was worked out before
        rule,       ///< a rule, row, exception or `otherwise` (`ruleset::rule_path`); no: fails, or is switched off
        condition,  ///< one condition, or one that is joined with others (`model::expr_id`)
        entry,      ///< the entry of a parameter that is in force: its value (`model::expr_id`)
        element,    ///< of a list, from 0, in the order of the list; yes: it is one of those meant
        fact        ///< what the case says: a cell of its facts, then of each list in turn, from 0
    };
    kind_of kind = kind_of::term;
    writ::verdict verdict = writ::verdict::none;  ///< of rules, conditions and elements
    std::uint32_t number = 0;
    std::uint32_t parts = 0;  ///< so many of the steps behind it were taken for it
    cell value;               ///< of terms, rules that speak, facts; `missing` where one number does not hold it

    friend bool operator==(const trace_step&, const trace_step&) = default;
};

/// An answer with everything it rests on. `explain` (`writ/explanation.hpp`) puts the same in words.
struct trace {
    short_answer answer;
    /// In the order they were taken; the first is the question. Of rules only those that were tried, of conditions those up
    /// to the first that settles it. Empty where something that the answer depends on is not known, or fails.
    std::span<const trace_step> steps;
};

}  // namespace writ
