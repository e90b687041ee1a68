// Telling damaged bytes from whole ones, with nothing but the standard library.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace writ::image::detail {

namespace checksum_detail {

inline constexpr std::uint64_t prime_1 = 0x9E3779B185EBCA87, prime_2 = 0xC2B2AE3D27D4EB4F, prime_3 = 0x165667B19E3779F9,
                               prime_4 = 0x85EBCA77C2B2AE63, prime_5 = 0x27D4EB2F165667C5;

template <class Word>
std::uint64_t word_at(const std::byte* p) noexcept {
    Word word = 0;
    std::memcpy(&word, p, sizeof word);
    return word;
}

constexpr std::uint64_t mixed(std::uint64_t sum, std::uint64_t word) noexcept {
    return std::rotl(sum + word * prime_2, 31) * prime_1;
}

}  // namespace checksum_detail

/// XXH64 with seed 0: four lanes of eight bytes, several bytes in the time of one instruction.
inline std::uint64_t checksum(std::span<const std::byte> bytes) noexcept {
    using namespace checksum_detail;
    const std::byte* at = bytes.data();
    const std::byte* const end = at + bytes.size();
    std::uint64_t sum = prime_5;
    if (bytes.size() >= 32) {
        std::array<std::uint64_t, 4> lanes{prime_1 + prime_2, prime_2, 0, 0 - prime_1};
        for (; end - at >= 32; at += 32)
            for (std::size_t i = 0; i < 4; ++i) lanes[i] = mixed(lanes[i], word_at<std::uint64_t>(at + 8 * i));
        sum = std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) + std::rotl(lanes[3], 18);
        for (const std::uint64_t lane : lanes) sum = (sum ^ mixed(0, lane)) * prime_1 + prime_4;
    }
    sum += bytes.size();
    for (; end - at >= 8; at += 8) sum = std::rotl(sum ^ mixed(0, word_at<std::uint64_t>(at)), 27) * prime_1 + prime_4;
    for (; end - at >= 4; at += 4) sum = std::rotl(sum ^ word_at<std::uint32_t>(at) * prime_1, 23) * prime_2 + prime_3;
    for (; at != end; ++at) sum = std::rotl(sum ^ word_at<std::uint8_t>(at) * prime_5, 11) * prime_1;
    sum = (sum ^ sum >> 33) * prime_2;
    sum = (sum ^ sum >> 29) * prime_3;
    return sum ^ sum >> 32;
}

}  // namespace writ::image::detail
