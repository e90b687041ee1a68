// What stands around the bytes of a rule set: whose they are in front, their checksum behind.
#pragma once

#include <array>
#include <cstdint>

#include "writ/detail/image/checksum.hpp"

namespace writ::image::detail {

/// The first bytes, each number with its lowest byte first.
struct header {
    std::array<char, 8> magic = {'W', 'R', 'I', 'T', 'C', '\r', '\n', '\x1a'};  ///< changed by what changes line ends
    std::array<char, 16> library{};                                             ///< its version
    std::uint32_t byte_order = 0x01020304;
    std::uint32_t format = 0;
    std::uint64_t layout = 0;
    std::uint64_t size = 0;  ///< of everything, the checksum behind it too
};
static_assert(sizeof(header) == 48);

inline constexpr std::size_t checksum_bytes = sizeof(std::uint64_t);

}  // namespace writ::image::detail
