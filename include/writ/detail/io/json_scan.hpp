// Words and numbers of JSON, as they mostly are, without branches that nobody can foresee.
//
// Texts end with a line end and some bytes that may be read (`text_padding`).
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "writ/detail/io/read_scalar.hpp"
#include "writ/detail/io/word_table.hpp"

namespace writ::detail::quick_json_detail {

inline const char* past_space(const char* p) noexcept {
    if (static_cast<unsigned char>(*p) > ' ') return p;
    while (*p == ' ' || *p == '\t' || *p == '\r') ++p;
    return p;
}

/// The first quote from `p` on; null if there is none before `end`. One behind `end` may be found: a line end is before it.
inline const char* quote_from(const char* p, const char* end) noexcept {
#if defined(__SSE2__)
    const auto quotes = [](const char* at) {
        const __m128i piece = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(piece, _mm_set1_epi8('"'))));
    };
    for (; p < end; p += 32) {
        const unsigned found = quotes(p) | quotes(p + 16) << 16;
        if (found != 0) return p + std::countr_zero(found);
    }
#else
    constexpr std::uint64_t ones = 0x0101010101010101u;
    for (; p < end; p += 8) {
        const std::uint64_t other = eight_bytes(p) ^ (ones * '"');
        const std::uint64_t found = (other - ones) & ~other & (ones << 7);
        if (found != 0) return p + std::countr_zero(found) / 8;
    }
#endif
    return nullptr;
}

inline constexpr std::uint64_t power_of_ten[] = {1,
                                          10,
                                          100,
                                          1000,
                                          10000,
                                          100000,
                                          1000000,
                                          10000000,
                                          100000000,
                                          1000000000,
                                          10000000000,
                                          100000000000,
                                          1000000000000,
                                          10000000000000,
                                          100000000000000,
                                          1000000000000000,
                                          10000000000000000,
                                          100000000000000000,
                                          1000000000000000000};
inline constexpr unsigned most_digits = 18;

/// How many of the next eight characters are digits, and their number.
inline unsigned leading_digits(const char* p, std::uint64_t& value) noexcept {
    const std::uint64_t digits = eight_bytes(p) ^ 0x3030303030303030u;
    const std::uint64_t others = ((digits + 0x7676767676767676u) | digits) & 0x8080808080808080u;
    const unsigned count = others == 0 ? 8 : static_cast<unsigned>(std::countr_zero(others)) / 8;
    std::uint64_t v = digits << (32 - 4 * count) << (32 - 4 * count);
    v = (v * 10 + (v >> 8)) & 0x00FF00FF00FF00FFu;
    v = (v * 100 + (v >> 16)) & 0x0000FFFF0000FFFFu;
    value = (v * 10000 + (v >> 32)) & 0xFFFFFFFFu;
    return count;
}

/// Reads digits behind those already read; `count` is of all. False if there are too many.
inline bool digits(const char*& p, std::uint64_t& value, unsigned& count) noexcept {
    for (;;) {
        std::uint64_t piece = 0;
        const unsigned more = leading_digits(p, piece);
        count += more;
        if (count > most_digits) return false;
        value = value * power_of_ten[more] + piece;
        p += more;
        if (more < 8) return true;
    }
}

/// A JSON number without exponent, in units of 10^-places; null if it has more of them.
[[gnu::noinline]] inline const char* number(const char* p, unsigned places, std::int64_t& out) noexcept {
    const bool negative = *p == '-';
    p += negative ? 1 : 0;
    const bool zero = *p == '0';
    std::uint64_t value = 0;
    unsigned count = 0, fraction = 0;
    if (!digits(p, value, count) || count == 0 || (zero && count > 1)) return nullptr;
    if (*p == '.') {
        const unsigned whole = count;
        if (!digits(++p, value, count) || count == whole) return nullptr;
        fraction = count - whole;
    }
    if (fraction > places || count + (places - fraction) > most_digits) return nullptr;
    const auto scaled = static_cast<std::int64_t>(value * power_of_ten[places - fraction]);
    out = negative ? -scaled : scaled;
    return p;
}

/// The same without places. Most have few digits, and how few is as good as random: no branch asks.
inline const char* whole(const char* p, std::int64_t& out) noexcept {
    std::uint64_t value = 0;
    const unsigned count = leading_digits(p, value), most = *p == '0' ? 1 : 7;
    if (count - 1 >= most) [[unlikely]]
        return number(p, 0, out);
    out = static_cast<std::int64_t>(value);
    return p + count;
}

/// `true` or `false`, without asking which: nobody could foresee it.
inline const char* truth(const char* p, std::int64_t& out) noexcept {
    constexpr std::uint64_t four = 0xFFFFFFFFu, five = 0xFFFFFFFFFFu;
    const std::uint64_t text = eight_bytes(p);
    const bool yes = (text & four) == 0x65757274u, no = (text & five) == 0x65736C6166u;
    out = yes ? 1 : 0;
    return (yes | no) ? p + 5 - out : nullptr;
}

inline bool is_plain_text(std::string_view text) noexcept {
    bool special = false, high = false;
    for (const char c : text) {
        special |= static_cast<unsigned char>(c) < 0x20 || c == '\\';
        high |= static_cast<unsigned char>(c) >= 0x80;
    }
    return !special && (!high || is_valid_utf8(text));
}

}  // namespace writ::detail::quick_json_detail
