// Answers about rows, written into arrays of a program.
#pragma once

#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "writ/detail/column_data.hpp"
#include "writ/detail/io/read_scalar.hpp"
#include "writ/facts.hpp"

namespace writ::columns_detail {

/// Whether one number tells a value of a type, whatever the case.
inline bool is_told_by_number(const writ::type& t) {
    switch (t.base) {
        case base_type::boolean:
        case base_type::date:
        case base_type::time:
        case base_type::instant:
        case base_type::duration:
        case base_type::weekday:
        case base_type::enumeration:
        case base_type::set: return true;
        case base_type::number:
        case base_type::money: return places_of_cell(t).has_value();
        default: return false;
    }
}

/// Says why arrays cannot have the answers. @throws bad_column
inline void check_arrays(const outcome_arrays& a, const model::model& m, std::string_view name, const writ::type& t,
                         std::size_t rows) {
    const auto refuse = [&](const std::string& why) { throw bad_column("`" + std::string(name) + "` " + why); };
    const auto check_size = [&](std::size_t size, const char* of) {
        if (size == 0 || size == rows) return;
        refuse("is to be written into " + std::to_string(size) + of + ", and there are " + std::to_string(rows) +
               " rows");
    };
    check_size(a.values.size, " values");
    check_size(a.missing.size(), " marks of missing values");
    check_size(a.statuses.size(), " statuses");
    if (a.values.size == 0) return;
    if (!is_told_by_number(t)) refuse("is " + detail::in_words(m, t) + ", which no integer tells");
    const classify::value_ends ends = ends_of_values(m, t);
    classify::cell_form element;
    element.bytes = a.values.is_bool ? std::uint8_t{0} : a.values.bytes;
    element.is_signed = a.values.is_signed;
    const classify::value_ends can = classify::ends_of(element);
    for (const std::int64_t value : {ends.low, ends.high, a.none})
        if (value < can.low || value > can.high)
            refuse("can be " + std::to_string(value) + ", which the elements of the array cannot");
}

/// Writes what rows came to. @par Thread safety  Any number of threads, each with rows of its own.
class outcome_writer {
public:
    /// @param answers  that codes mean
    outcome_writer(const outcome_arrays& to, const std::vector<decision_columns::answer>& answers) : to_(to) {
        for (const auto& a : answers) {
            values_.push_back(number_of(a.status, a.value));
            missing_.push_back(!has_number(a.status, a.value));
            statuses_.push_back(a.status);
        }
        say_once(missing_), say_once(statuses_);
    }

    /// Rows from `first` on that have codes.
    void write(std::size_t first, std::span<const std::uint32_t> codes) const {
        put(first, codes.size(), [table = values_.data(), &codes](std::size_t i) { return table[codes[i]]; });
        if (!to_.missing.empty()) spread(missing_, codes, to_.missing.data() + first);
        if (!to_.statuses.empty()) spread(statuses_, codes, to_.statuses.data() + first);
    }

    /// Rows from `first` on that have sums.
    void write(std::size_t first, std::span<const std::int64_t> sums) const {
        put(first, sums.size(), [&sums](std::size_t i) { return sums[i]; });
        if (!to_.missing.empty()) std::fill_n(to_.missing.data() + first, sums.size(), false);
        if (!to_.statuses.empty()) std::fill_n(to_.statuses.data() + first, sums.size(), status::decided);
    }

    /// One row.
    void write(std::size_t row, writ::status s, const cell& value) const {
        put(row, 1, [&](std::size_t) { return number_of(s, value); });
        if (!to_.missing.empty()) to_.missing[row] = !has_number(s, value);
        if (!to_.statuses.empty()) to_.statuses[row] = s;
    }

private:
    static bool has_number(writ::status s, const cell& value) { return s == status::decided && has_value(value.state); }
    std::int64_t number_of(writ::status s, const cell& value) const {
        return has_number(s, value) ? value.value : to_.none;
    }

    template <class ValueOf>
    void put(std::size_t first, std::size_t count, const ValueOf& value_of) const {
        auto* const at = static_cast<unsigned char*>(to_.values.data) + first * to_.values.bytes;
        const auto as = [&]<class T>(T) {
            for (std::size_t i = 0; i < count; ++i) {
                const auto value = static_cast<T>(value_of(i));
                std::memcpy(at + i * sizeof value, &value, sizeof value);
            }
        };
        switch (to_.values.size == 0 ? 0 : to_.values.bytes) {
            case 0: return;
            case 1: return as(std::uint8_t{});
            case 2: return as(std::uint16_t{});
            case 4: return as(std::uint32_t{});
            default: return as(std::uint64_t{});
        }
    }

    template <class T>
    static void say_once(std::vector<T>& by_code) {
        const auto differs = [&](const T& one) { return one != by_code.front(); };
        if (!by_code.empty() && std::none_of(by_code.begin(), by_code.end(), differs)) by_code.resize(1);
    }

    template <class Table, class T>
    static void spread(const Table& by_code, std::span<const std::uint32_t> codes, T* out) {
        if (by_code.size() == 1) std::fill_n(out, codes.size(), static_cast<T>(by_code.front()));
        else
            std::transform(codes.begin(), codes.end(), out,
                           [t = by_code.data()](auto c) { return static_cast<T>(t[c]); });
    }

    const outcome_arrays& to_;
    std::vector<std::int64_t> values_;   ///< by code
    std::vector<std::uint8_t> missing_;  ///< likewise; one, if it is the same of all
    std::vector<writ::status> statuses_;
};

}  // namespace writ::columns_detail
