// Exact numbers in 64 bits over 64 bits; every intermediate result in 128.
#pragma once

#include "writ/rational.hpp"

#include <limits>
#include <numeric>

namespace writ {

namespace rational_detail {

using wide = __int128;
using unsigned_wide = unsigned __int128;

constexpr wide least_64 = std::numeric_limits<std::int64_t>::min(), most_64 = std::numeric_limits<std::int64_t>::max();

inline std::uint64_t magnitude(std::int64_t v) noexcept {
    return v < 0 ? 0 - static_cast<std::uint64_t>(v) : static_cast<std::uint64_t>(v);
}

inline unsigned_wide magnitude(wide v) noexcept {
    return v < 0 ? 0 - static_cast<unsigned_wide>(v) : static_cast<unsigned_wide>(v);
}

inline unsigned_wide greatest_divisor(unsigned_wide a, unsigned_wide b) noexcept {
    while (b != 0) {
        if ((a >> 64) == 0 && (b >> 64) == 0)
            return std::gcd(static_cast<std::uint64_t>(a), static_cast<std::uint64_t>(b));
        const unsigned_wide rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/// From two parts that have no common divisor, the lower one positive.
inline std::optional<rational> fit(wide num, wide den) noexcept {
    if (num < least_64 || num > most_64 || den > most_64) return std::nullopt;
    rational out;
    out.num = static_cast<std::int64_t>(num);
    out.den = static_cast<std::int64_t>(den);
    return out;
}

/// From any two parts, the lower one positive.
inline std::optional<rational> reduce(wide num, wide den) noexcept {
    const auto divisor = static_cast<wide>(greatest_divisor(magnitude(num), magnitude(den)));
    return fit(num / divisor, den / divisor);
}

/// 10^places for 0 … 38.
inline wide power_of_ten(int places) noexcept {
    wide out = 1;
    for (int i = 0; i < places; ++i) out *= 10;
    return out;
}

/// The quotient rounded towards minus infinity; `den` positive.
inline wide floor_divide(wide num, wide den) noexcept { return num / den - (num % den < 0 ? 1 : 0); }

/// `a / b` for magnitudes whose common divisors are already gone.
inline std::optional<rational> with_sign(bool negative, unsigned_wide num, unsigned_wide den) noexcept {
    const auto most = static_cast<unsigned_wide>(most_64);
    if (num > most + (negative ? 1u : 0u) || den > most) return std::nullopt;
    return fit(negative ? -static_cast<wide>(num) : static_cast<wide>(num), static_cast<wide>(den));
}

inline wide rounded(wide num, wide den, rounding mode) noexcept {
    const wide below = floor_divide(num, den);
    const wide rest = num - below * den;  // 0 <= rest < den
    if (rest == 0) return below;
    const wide twice = 2 * rest;
    switch (mode) {
        case rounding::up: return below + 1;
        case rounding::down: return below;
        case rounding::half_up: return twice > den || (twice == den && num > 0) ? below + 1 : below;
        case rounding::half_even: break;
    }
    return twice > den || (twice == den && below % 2 != 0) ? below + 1 : below;
}

/// The digits of a spelling, without sign and percent sign, as `mantissa / 10^places`.
struct digits {
    unsigned_wide mantissa = 0;
    int places = 0;
    bool fits = true;

    void add(char c) noexcept {
        fits = fits && mantissa < static_cast<unsigned_wide>(power_of_ten(36));
        if (fits) mantissa = mantissa * 10 + static_cast<unsigned_wide>(c - '0');
    }
};

inline bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

inline std::optional<digits> read_digits(std::string_view s) noexcept {
    digits out;
    std::size_t i = 0;
    if (s.empty() || !is_digit(s[0])) return std::nullopt;
    for (; i < s.size() && (is_digit(s[i]) || s[i] == '_'); ++i)
        if (s[i] != '_') out.add(s[i]);
    if (i == s.size()) return out;
    if (s[i] != '.' || i + 1 == s.size()) return std::nullopt;
    std::string_view fraction = s.substr(i + 1);
    for (const char c : fraction)
        if (!is_digit(c)) return std::nullopt;
    while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
    for (const char c : fraction) out.add(c);
    if (fraction.size() > 36) return std::nullopt;
    out.places = static_cast<int>(fraction.size());
    return out;
}

}  // namespace rational_detail

rational rational::scaled(std::int64_t mantissa, int places) {
    return *rational_detail::reduce(mantissa, rational_detail::power_of_ten(places));
}

std::optional<rational> add(const rational& a, const rational& b) noexcept {
    using namespace rational_detail;
    const std::int64_t common = std::gcd(a.den, b.den);
    const wide top = static_cast<wide>(a.num) * (b.den / common) + static_cast<wide>(b.num) * (a.den / common);
    if (common == 1) return fit(top, static_cast<wide>(a.den) * b.den);
    const auto rest = static_cast<std::int64_t>(top % common);
    const auto again = static_cast<std::int64_t>(std::gcd(magnitude(rest), static_cast<std::uint64_t>(common)));
    return fit(top / again, static_cast<wide>(a.den / common) * (b.den / again));
}

std::optional<rational> negate(const rational& a) noexcept {
    return rational_detail::fit(-rational_detail::wide{a.num}, a.den);
}

std::optional<rational> subtract(const rational& a, const rational& b) noexcept {
    using namespace rational_detail;
    if (const auto minus_b = negate(b)) return add(a, *minus_b);
    return reduce(static_cast<wide>(a.num) * b.den - static_cast<wide>(b.num) * a.den,
                  static_cast<wide>(a.den) * b.den);
}

std::optional<rational> multiply(const rational& a, const rational& b) noexcept {
    using namespace rational_detail;
    const std::uint64_t x = magnitude(a.num), y = magnitude(b.num);
    const auto ad = static_cast<std::uint64_t>(a.den), bd = static_cast<std::uint64_t>(b.den);
    const std::uint64_t first = std::gcd(x, bd), second = std::gcd(y, ad);
    return with_sign((a.num < 0) != (b.num < 0), static_cast<unsigned_wide>(x / first) * (y / second),
                     static_cast<unsigned_wide>(ad / second) * (bd / first));
}

std::optional<rational> divide(const rational& a, const rational& b) noexcept {
    using namespace rational_detail;
    if (b.num == 0) return std::nullopt;
    const std::uint64_t x = magnitude(a.num), y = magnitude(b.num);
    const auto ad = static_cast<std::uint64_t>(a.den), bd = static_cast<std::uint64_t>(b.den);
    const std::uint64_t first = std::gcd(x, y), second = std::gcd(ad, bd);
    return with_sign((a.num < 0) != (b.num < 0), static_cast<unsigned_wide>(x / first) * (bd / second),
                     static_cast<unsigned_wide>(ad / second) * (y / first));
}

std::optional<rational> round(const rational& a, int places, rounding mode) noexcept {
    using namespace rational_detail;
    if (a.is_whole()) return a;  // then `|num| <= 2^63` and `10^18 < 2^60`: the product below fits
    const wide scale = power_of_ten(places);
    return reduce(rounded(a.num * scale, a.den, mode), scale);
}

std::optional<std::int64_t> exact_scaled(const rational& a, int places) noexcept {
    using namespace rational_detail;
    const wide top = a.num * power_of_ten(places);
    if (top % a.den != 0 || top / a.den < least_64 || top / a.den > most_64) return std::nullopt;
    return static_cast<std::int64_t>(top / a.den);
}

std::optional<std::int64_t> floor_scaled(const rational& a, int places) noexcept {
    using namespace rational_detail;
    const wide below = floor_divide(a.num * power_of_ten(places), a.den);
    if (below < least_64 || below > most_64) return std::nullopt;
    return static_cast<std::int64_t>(below);
}

std::optional<std::int64_t> ceiling_scaled(const rational& a, int places) noexcept {
    const auto floor = floor_scaled(a, places);
    if (!floor || rational::scaled(*floor, places) == a) return floor;
    return *floor == std::numeric_limits<std::int64_t>::max() ? std::nullopt : std::optional(*floor + 1);
}

std::optional<rational> parse_number(std::string_view spelling) noexcept {
    using namespace rational_detail;
    const bool negative = !spelling.empty() && spelling.front() == '-';
    if (negative) spelling.remove_prefix(1);
    const bool percent = !spelling.empty() && spelling.back() == '%';
    if (percent) spelling.remove_suffix(1);
    const auto read = read_digits(spelling);
    if (!read || !read->fits) return std::nullopt;
    const auto top = static_cast<wide>(read->mantissa);
    return reduce(negative ? -top : top, power_of_ten(read->places + (percent ? 2 : 0)));
}

std::string to_string(const rational& a, int places) {
    using namespace rational_detail;
    std::uint64_t odd = static_cast<std::uint64_t>(a.den);
    while (odd % 2 == 0) odd /= 2;
    while (odd % 5 == 0) odd /= 5;
    const auto den = static_cast<std::uint64_t>(a.den);
    std::string out = a.num < 0 ? "-" : "";
    if (odd != 1) return out + std::to_string(magnitude(a.num)) + "/" + std::to_string(den);
    out += std::to_string(magnitude(a.num) / den);
    unsigned_wide rest = magnitude(a.num) % den;
    for (int i = 0; rest != 0 || i < places; ++i) {
        if (i == 0) out += '.';
        rest *= 10;
        out += static_cast<char>('0' + static_cast<int>(rest / den));
        rest %= den;
    }
    return out;
}

}  // namespace writ
