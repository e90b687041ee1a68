// What a decision was made with: enough to make it again.
#pragma once

#include <string>

namespace writ {

/// The rules, the library and the moment behind the decisions about one case. The same rules (by `hash`), engine, zones,
/// case and moment give the same decisions, byte for byte.
struct provenance {
    std::string pack;     ///< name of the pack
    std::string version;  ///< as the pack says
    std::string hash;     ///< of all texts compiled, SHA-256 in hexadecimal
    std::string engine;   ///< version of this library
    std::string zones;    ///< version of the tz database, such as `2024a`
    std::string as_of;    ///< the moment of decision as cases write it; empty if the case has none

    friend bool operator==(const provenance&, const provenance&) = default;
};

}  // namespace writ
