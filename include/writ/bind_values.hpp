// What members of a struct may be besides types of the standard library, and what is said of them when they are bound.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "writ/type.hpp"

namespace writ {

/// An amount of money in the smallest units of its currency: 1050 in USD is USD 10.50, in JPY it is JPY 1050. Currency 0:
/// that of the fact, else of the case's region; a case where neither says one has an error, unless the amount is zero.
struct minor_units {
    std::int64_t amount = 0;
    currency_code currency = 0;
    friend bool operator==(const minor_units&, const minor_units&) = default;
};

/// Says that an integer is an amount of money: `minor_units` of it, in currency 0.
struct in_minor_units_t {};
inline constexpr in_minor_units_t in_minor_units;

/// The names that the values of an enum have in the rules.
template <class E>
struct enum_names {
    std::vector<std::pair<E, std::string>> all;
};

/// Names by hand: `named<region>({{region::th, "TH"}, {region::de, "DE"}})`. Values left out cannot be loaded: they make
/// an error in the case. Rules may have values that no enumerator has.
template <class E>
    requires std::is_enum_v<E>
enum_names<E> named(std::initializer_list<std::pair<E, std::string_view>> names) {
    enum_names<E> out;
    for (const auto& [value, name] : names) out.all.emplace_back(value, std::string(name));
    return out;
}

/// Names from a function of the program: `named_by({region::th, region::de}, to_string)`.
template <class E, class Name>
    requires std::is_enum_v<E>
enum_names<E> named_by(std::initializer_list<E> values, Name&& name_of) {
    enum_names<E> out;
    for (const E value : values) out.all.emplace_back(value, std::string(name_of(value)));
    return out;
}

/// The names that the bits of an integer have in the rules, from the lowest on.
struct bit_names {
    std::vector<std::string> all;
};

/// Says that an integer is a set: `bits({"TH", "DE"})`. Of a case where another bit is set it is an error.
inline bit_names bits(std::initializer_list<std::string_view> names) { return {{names.begin(), names.end()}}; }

}  // namespace writ
