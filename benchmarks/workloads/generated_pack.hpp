// A pack of any size for measuring: the same text for the same number of rules, on every machine.
#pragma once

#include <cstddef>
#include <string>

namespace writ::bench {

/// The text of a pack with `rules` rules, ten to a decision (`takes first`, with an `otherwise`).
///
/// A rule tests three or four facts of a moderation case, cites and gives a reason, as those of the shipped packs do. Every
/// fifth has an exception. Each decision but the first of eight reads the one before it, and has a regional parameter.
/// Exceptions are not counted as rules.
std::string generated_pack(std::size_t rules);

}  // namespace writ::bench
