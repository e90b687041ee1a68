// The answer to one question in numbers: for services that count, route and keep, and look up words only where people read.
#pragma once

#include <cstdint>
#include <span>

#include "writ/decision.hpp"
#include "writ/facts.hpp"

namespace writ {

/// What a question came to.
struct short_answer {
    writ::status status = writ::status::undetermined;
    /// Decided: the outcome as a cell of the decision's type (`writ/facts.hpp` says what the number means); `absent` where no
    /// rule applies; `missing` where one number does not hold it (lists, records) or nothing is decided.
    cell value;
    /// The rules that spoke, ascending: numbers for `ruleset::rule_path`. Valid until the decider is asked again.
    std::span<const std::uint32_t> rules;
};

}  // namespace writ
