#include "writ/phrases.hpp"

#include <array>

// The engine's own words.

namespace writ {
namespace phrases_detail {

struct entry {
    std::string_view english, spanish;
};

inline constexpr auto catalogue = std::to_array<entry>({
#define WRIT_PHRASE_ENTRY(name, english, spanish) {english, spanish},
    WRIT_PHRASES(WRIT_PHRASE_ENTRY)
#undef WRIT_PHRASE_ENTRY
});

}  // namespace phrases_detail

std::string say(phrase what, std::string_view language, std::initializer_list<std::string_view> filled) {
    const phrases_detail::entry& words = phrases_detail::catalogue[static_cast<std::size_t>(what)];
    const std::string_view pattern = language == "es" ? words.spanish : words.english;
    std::string out;
    for (std::size_t k = 0; k < pattern.size(); ++k) {
        if (pattern[k] != '{') {
            out += pattern[k];
            continue;
        }
        out += filled.begin()[pattern[k + 1] - '0'];
        k += 2;
    }
    return out;
}

}  // namespace writ
