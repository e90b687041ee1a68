// Exact numbers: what every int, decimal, percent, amount of money and quotient is while it is computed with.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace writ {

/// How `round` breaks ties, and the two directed roundings.
enum class rounding : std::uint8_t {
    half_even,
    half_up,
    up,
    down
};  // half_up: away from zero; up/down: to +/- infinity

/// An exact fraction in lowest terms with a positive denominator. Both parts fit in 64 bits, always: an operation whose
/// exact result does not fit has no result, and the decision that needed it is an error (never a rounded number).
struct rational {
    std::int64_t num = 0;
    std::int64_t den = 1;

    constexpr rational() = default;
    constexpr rational(std::int64_t whole) : num(whole) {}
    /// A decimal mantissa: `mantissa / 10^places`, in lowest terms. `places` 0..18.
    static rational scaled(std::int64_t mantissa, int places);

    bool is_whole() const noexcept { return den == 1; }

    friend bool operator==(const rational&, const rational&) = default;
    /// Compares by cross-multiplication in 128 bits: exact.
    friend std::strong_ordering operator<=>(const rational& a, const rational& b) noexcept {
        const auto l = static_cast<__int128>(a.num) * b.den, r = static_cast<__int128>(b.num) * a.den;
        return l < r ? std::strong_ordering::less : l > r ? std::strong_ordering::greater : std::strong_ordering::equal;
    }
};

/// The exact result, or nothing on overflow (and for `divide`, on a zero divisor).
std::optional<rational> add(const rational& a, const rational& b) noexcept;
std::optional<rational> subtract(const rational& a, const rational& b) noexcept;
std::optional<rational> multiply(const rational& a, const rational& b) noexcept;
std::optional<rational> divide(const rational& a, const rational& b) noexcept;
std::optional<rational> negate(const rational& a) noexcept;

/// Rounds to `places` (0..18) decimal places.
std::optional<rational> round(const rational& a, int places, rounding mode) noexcept;

/// `a * 10^places` if that is a whole 64-bit number: the mantissa to store. `floor_scaled`: the greatest whole not above.
std::optional<std::int64_t> exact_scaled(const rational& a, int places) noexcept;
std::optional<std::int64_t> floor_scaled(const rational& a, int places) noexcept;
/// The least whole number not below `a * 10^places`.
std::optional<std::int64_t> ceiling_scaled(const rational& a, int places) noexcept;

/// Reads `48`, `1_000_000`, `-0.98`, `98.5%` (= 0.985) exactly; nothing if it is not such a number or does not fit.
std::optional<rational> parse_number(std::string_view spelling) noexcept;

/// `48`, `0.985`, or `1/3` when no decimal fraction is exact. With `places` ≥ 0: at least that many places.
std::string to_string(const rational& a, int places = -1);

}  // namespace writ
