// Packs made up from a number, as text: what the language has, in any mixture that the checker accepts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "writ/ruleset.hpp"

namespace writ::test {

/// A made-up pack in one or more files. Only a table may, now and then, leave a case out or answer it twice.
struct random_pack {
    std::vector<named_text> files;
    bool asks_what_is_known = false;  ///< some condition says `is known` or `is unknown`
};

random_pack make_random_pack(std::uint64_t seed);

/// All files in one text, as a person can save them and try again.
std::string text_of(const std::vector<named_text>& files);

}  // namespace writ::test
