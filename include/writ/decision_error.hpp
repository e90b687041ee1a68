// What can go wrong while a case is decided, in words. Every evaluator takes its wording from here, so that two ways of
// deciding one case give the same bytes.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace writ {

/// Why a value could not be computed. The words each kind takes stand beside it; all of them are optional.
enum class error_kind : std::uint8_t {
    input,        ///< path, message: the case itself is wrong
    requirement,  ///< text: a `require` of the pack is surely not met
    overflow,     ///< an exact result that does not fit in 64 bits
    division_by_zero,
    date_out_of_range,    ///< before 0001-01-01 or after 9999-12-31
    absent_used,          ///< a value that is known not to exist was needed
    two_currencies,       ///< first, second
    no_zone,              ///< region
    no_calendar,          ///< region
    outside_range,        ///< term, value, low, high: an outcome its type does not hold
    not_rounded,          ///< term, value: an outcome with more places than its type has
    fraction_of_a_span,   ///< half a day has no meaning
    places_out_of_range,  ///< `round` to fewer than 0 or more than 18 places
    list_too_long,        ///< how many, at most
    too_many_options,     ///< rule: more open exceptions than `limits::exception_options` allows
    conflict              ///< the paths of the rules, separated by commas
};

/// The error in words: lower case, one line, without a full stop. Words that are missing or empty are left out of it.
///
/// Of several possible errors the one reported is the least by file, first byte, last byte of its expression, then text.
std::string error_text(error_kind kind, std::initializer_list<std::string_view> words = {});

/// "parameter refund_limit has no value for region TH": what a decision that reaches a missing value needs.
/// @param region  the region the case names; empty if it names none
std::string parameter_need_text(std::string_view parameter, std::string_view region);

/// "calendar th covers 2024 .. 2027 only".
std::string calendar_need_text(std::string_view calendar, int first_year, int last_year);

}  // namespace writ
