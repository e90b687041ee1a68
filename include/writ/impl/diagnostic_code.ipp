// The catalogue of diagnostics: look-ups.
#pragma once

#include "writ/diagnostic_code.hpp"

#include <array>

namespace writ {

namespace diagnostic_code_detail {

enum class letter : char { error = 'E', warning = 'W' };

template <int Number, letter Letter>
constexpr std::array<char, 5> name_of{static_cast<char>(Letter), static_cast<char>('0' + Number / 1000 % 10),
                                      static_cast<char>('0' + Number / 100 % 10),
                                      static_cast<char>('0' + Number / 10 % 10), static_cast<char>('0' + Number % 10)};

}  // namespace diagnostic_code_detail

std::string_view code_name(diagnostic_code code) {
    using namespace diagnostic_code_detail;
    switch (code) {
#define WRIT_X(name, number, severity, message, help)                                                                  \
    case diagnostic_code::name: return {name_of<number, letter::severity>.data(), 5};
        WRIT_DIAGNOSTICS(WRIT_X)
#undef WRIT_X
    }
    return "E0000";
}

std::string_view code_message(diagnostic_code code) {
    switch (code) {
#define WRIT_X(name, number, severity, message, help)                                                                  \
    case diagnostic_code::name: return message;
        WRIT_DIAGNOSTICS(WRIT_X)
#undef WRIT_X
    }
    return {};
}

}  // namespace writ
