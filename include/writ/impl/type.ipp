// Currencies as numbers.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "writ/type.hpp"

namespace writ {

currency_code pack_currency(std::string_view letters) noexcept {
    currency_code out = 0;
    if (letters.size() != 3) return 0;
    for (const char c : letters) {
        if (c < 'A' || c > 'Z') return 0;
        out = out << 8 | static_cast<unsigned char>(c);
    }
    return out;
}

std::string currency_name(currency_code c) {
    if (c == 0) return {};
    return {static_cast<char>(c >> 16), static_cast<char>(c >> 8 & 0xFFu), static_cast<char>(c & 0xFFu)};
}

int minor_places(currency_code c) noexcept {
    constexpr std::string_view none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
    constexpr std::string_view three = "BHD IQD JOD KWD LYD OMR TND", four = "CLF UYW";
    const std::array<char, 3> letters{static_cast<char>(c >> 16 & 0xFFu), static_cast<char>(c >> 8 & 0xFFu),
                                      static_cast<char>(c & 0xFFu)};
    const std::string_view name(letters.data(), letters.size());
    if (c == 0) return 2;
    if (none.find(name) != std::string_view::npos) return 0;
    if (three.find(name) != std::string_view::npos) return 3;
    return four.find(name) != std::string_view::npos ? 4 : 2;
}

std::optional<int> places_of_cell(const type& t) noexcept {
    if (t.base == base_type::number) return t.places < 0 ? std::nullopt : std::optional<int>(t.places);
    if (t.base == base_type::money) return t.currency == 0 ? std::nullopt : std::optional(minor_places(t.currency));
    return 0;
}

}  // namespace writ
