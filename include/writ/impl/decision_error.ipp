// What can go wrong while a case is decided: the wording.
#pragma once

#include "writ/decision_error.hpp"

namespace writ {

namespace decision_error_detail {

inline std::string between(std::string_view low, std::string_view high) {
    return std::string(low) + " .. " + std::string(high);
}

/// `name: rest`, or the rest alone.
inline std::string headed(std::string_view name, const std::string& rest) {
    return name.empty() ? rest : std::string(name) + ": " + rest;
}

}  // namespace decision_error_detail

std::string error_text(error_kind kind, std::initializer_list<std::string_view> words) {
    using namespace decision_error_detail;
    const auto word = [&](std::size_t i) { return i < words.size() ? words.begin()[i] : std::string_view(); };
    const auto first = std::string(word(0));
    const auto second = std::string(word(1));
    switch (kind) {
        case error_kind::input: return headed(first, second);
        case error_kind::requirement: return first;
        case error_kind::overflow: return "the exact result does not fit in 64 bits";
        case error_kind::division_by_zero: return "division by zero";
        case error_kind::date_out_of_range: return "the date is not between 0001-01-01 and 9999-12-31";
        case error_kind::absent_used: return "an absent value is used";
        case error_kind::two_currencies:
            return first.empty() || second.empty() ? "two currencies" : "two currencies: " + first + " and " + second;
        case error_kind::no_zone:
            return first.empty() ? "the region has no time zone" : "region " + first + " has no time zone";
        case error_kind::no_calendar:
            return first.empty() ? "the region has no calendar" : "region " + first + " has no calendar";
        case error_kind::outside_range:
            return headed(first, (second.empty() ? std::string("the outcome") : second) + " is outside " +
                                     between(word(2), word(3)));
        case error_kind::not_rounded:
            return headed(first, (second.empty() ? std::string("the outcome") : second) + " is not rounded");
        case error_kind::fraction_of_a_span: return "a span of a fraction";
        case error_kind::places_out_of_range: return "the number of places is not between 0 and 18";
        case error_kind::list_too_long:
            return first.empty() || second.empty()
                       ? "the list is too long"
                       : "the list has " + first + " elements, but at most " + second + " are allowed";
        case error_kind::too_many_options: return headed(first, "too many exceptions are open at the same time");
        case error_kind::conflict: return first.empty() ? "rules disagree" : "rules disagree: " + first;
    }
    return {};
}

std::string parameter_need_text(std::string_view parameter, std::string_view region) {
    auto text = "parameter " + std::string(parameter) + " has no value";
    if (!region.empty()) text += " for region " + std::string(region);
    return text;
}

std::string calendar_need_text(std::string_view calendar, int first_year, int last_year) {
    const std::string head = "calendar " + std::string(calendar) + " covers ";
    if (last_year < first_year) return head + "no year yet";
    return head + decision_error_detail::between(std::to_string(first_year), std::to_string(last_year)) + " only";
}

}  // namespace writ
