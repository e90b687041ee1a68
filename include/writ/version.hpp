// Which library this is, and which language it reads.
#pragma once

#include <string_view>

/// The library's version as numbers, for `#if`. Follows semantic versioning.
#define WRIT_VERSION_MAJOR 0
#define WRIT_VERSION_MINOR 1
#define WRIT_VERSION_PATCH 0

namespace writ {

/// The library's version: interfaces, bindings, command line.
inline constexpr std::string_view library_version = "0.1.0";

/// The version of the language that packs are written in. It changes only when a pack could come to be read or decided
/// differently; `CHANGELOG.md` stars every such change.
inline constexpr std::string_view language_version = "0.1";

}  // namespace writ
