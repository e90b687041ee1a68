// Static types: what a fact or an expression can hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "writ/rational.hpp"

namespace writ {

/// The families of values. Two families never compare, add or convert, save for the conversions the language reference names.
enum class base_type : std::uint8_t {
    boolean,
    number,  ///< int, decimal, percent and quotients: all exact numbers, told apart by `places`
    money,
    date,
    time,  ///< minutes from midnight
    instant,
    duration,     ///< elapsed microseconds
    span,         ///< a count of days, business days or months
    calendar,     ///< one of the pack's calendars
    weekday,      ///< mon … sun
    enumeration,  ///< `ref` is the enum
    text,
    set,     ///< of enum `ref`
    list,    ///< of record `ref`; or, with `element` set, of scalars (only as a value of `list of … for`, `takes all`)
    record,  ///< `ref` is the record
    any,     ///< only of `absent` and `unknown` before their place gives them a type, and of a value that never is
};

inline constexpr std::uint32_t no_ref = 0xffffffff;

/// A three-letter currency packed into a number; 0 is "the currency of the case's region".
using currency_code = std::uint32_t;
/// Three capital letters, else 0.
currency_code pack_currency(std::string_view letters) noexcept;
std::string currency_name(currency_code c);
/// Decimal places of a currency's minor unit (2 unless known otherwise, such as JPY 0).
int minor_places(currency_code c) noexcept;

/// A static type. Comparable; cheap to copy.
struct type {
    base_type base = base_type::any;
    base_type element = base_type::any;  ///< list of scalars: their family (then `ref` is their enum, if any)
    bool optional = false;
    bool percent = false;      ///< number: written with a percent sign
    bool ranged = false;       ///< number, money: `low` and `high` hold
    std::int16_t places = -1;  ///< number, money: decimal places a value of it has (percent(1) has 3); -1: any quotient
    std::uint32_t ref = no_ref;   ///< enumeration, set, list, record: index in the model
    std::uint32_t home = 0;       ///< money without a currency, and what may hold it: the pack whose region tells it
    currency_code currency = 0;   ///< money
    std::int32_t sorted_on = -1;  ///< list: field index, -1 as given
    std::uint32_t least = 0, most = 0;  ///< list: fewest and most elements
    rational low, high;

    friend bool operator==(const type&, const type&) = default;
};

/// Decimal places of what a cell of the type counts in (`writ/facts.hpp`): 0 for all but numbers and money; nothing where they
/// depend on the case, or on the value.
std::optional<int> places_of_cell(const type& t) noexcept;

}  // namespace writ
