// Values that are known.
#pragma once

#include <array>
#include <numeric>
#include <optional>
#include <vector>

#include "writ/program/program.hpp"

namespace writ::eval {

using program::none;
using program::op;

/// A value that is known, or `open`. Small enough to travel in registers.
struct known {
    enum class form_of : std::uint32_t {
        open,  ///< not known, or an error: the machine can tell
        absent,
        number,   ///< bits / more: numbers, money (major units), dates, times, instants, durations; not in lowest terms
        index,    ///< bool, enum, weekday, calendar
        mask,     ///< set of enum values
        span,     ///< bits: count; more: the unit, and `rolled_span`
        text,     ///< by id
        element,  ///< of the list that is the fact `more`: the `bits`-th
        fact_record,  ///< the fact `more`
        record,       ///< bits: address of a `known_record`
        fact_list,    ///< the fact `more`
        list,         ///< bits: address of a `known_list`
    };
    std::int64_t bits = 0;
    std::uint32_t more = 1;
    form_of form = form_of::open;
};

inline constexpr std::uint32_t rolled_span = 256;

/// A record that was made.
struct known_record {
    const known* fields = nullptr;
    std::uint32_t count = 0;
    std::uint32_t index = 0;     ///< its place in `list`
    std::uint64_t has = 0;       ///< which fields it names
    const void* list = nullptr;  ///< the list that it was put into; null: none
};

/// A list that was made.
struct known_list {
    const known* items = nullptr;
    std::uint32_t count = 0;
};

/// How a cell is read: what a value of its type is.
struct cell_read {
    known::form_of form = known::form_of::open;
    std::uint32_t scale = 1;  ///< number: what it counts in, one over that; 0: the minor unit of the pack's currency
    std::uint32_t pack = 0;   ///< whose currency
};
cell_read read_of(const type& t, std::uint32_t pack);

/// What a rule set asks of a case before anything is decided.
struct requirement_reads {
    bool facts_alone = false;  ///< nothing else: no clock, no region, nothing that depends on them
    std::vector<std::uint32_t> facts;
};

/// Which rules of a decision may match, by what few facts and arguments are. All others would say no before they read
/// anything that is not among those.
struct rule_filter {
    struct key {
        bool is_fact = false;
        std::uint32_t number = 0;  ///< of the cell, of the local
        std::uint32_t first = 0;   ///< in `left`: the bits of its first value
    };
    static constexpr std::uint32_t most_rules = 256, words = most_rules / 64;
    using set = std::array<std::uint64_t, words>;

    std::vector<key> keys;  ///< none: any rule may match
    set all{};              ///< every rule
    std::vector<set> left;  ///< by key, by value: a bit for each rule
};

/// What is known of a program before there is a case. Made once for a rule set; immutable.
struct known_code {
    known_code() = default;
    /// @par Complexity  Linear in instructions and facts.
    explicit known_code(const program::program& p);

    std::vector<known> constants;         ///< by instruction; open: it reads something
    std::vector<std::uint32_t> reads_at;  ///< by fact: its own read, then those of its fields
    std::vector<cell_read> reads;
    std::vector<rule_filter> filters;  ///< by term
    std::vector<requirement_reads> requirements;
};

rule_filter filter_of(const program::program& p, const std::vector<known>& constants, std::uint32_t decision);
requirement_reads reads_of(const program::program& p, std::uint32_t requirement);

// ------------------------------------------------------------------ making and looking

inline known whole(std::int64_t n) noexcept { return {n, 1, known::form_of::number}; }
/// `n / scale`; the least number has no counterpart above zero, which is more trouble than it is worth.
inline known scaled_number(std::int64_t n, std::uint32_t scale) noexcept {
    return {n, scale, n == INT64_MIN ? known::form_of::open : known::form_of::number};
}
inline known indexed(std::uint32_t i) noexcept { return {i, 1, known::form_of::index}; }
inline known yes_no(bool b) noexcept { return indexed(b ? 1 : 0); }
inline bool is_number(const known& v) noexcept { return v.form == known::form_of::number; }

/// -1, 0 or 1: whether a number is less than another, equal or greater.
inline int compared(const known& a, const known& b) noexcept {
    if (a.more == b.more) return (a.bits > b.bits) - (a.bits < b.bits);
    const auto l = static_cast<__int128>(a.bits) * b.more, r = static_cast<__int128>(b.bits) * a.more;
    return (l > r) - (l < r);
}

inline rational reduced(const known& v) noexcept {
    rational out(v.bits);
    if (v.more == 1) return out;
    const std::int64_t common = std::gcd(v.bits, std::int64_t{v.more});
    out.num = v.bits / common;
    out.den = std::int64_t{v.more} / common;
    return out;
}

inline known number_of(const rational& x) noexcept {
    if (x.den > std::int64_t{UINT32_MAX}) return {};
    return {x.num, static_cast<std::uint32_t>(x.den), known::form_of::number};
}
inline known number_of(const std::optional<rational>& x) noexcept { return x ? number_of(*x) : known{}; }

inline const known_record& record_at(const known& v) noexcept {
    return *reinterpret_cast<const known_record*>(static_cast<std::intptr_t>(v.bits));
}
inline const known_list& list_at(const known& v) noexcept {
    return *reinterpret_cast<const known_list*>(static_cast<std::intptr_t>(v.bits));
}
inline known at_address(const void* p, known::form_of form) noexcept {
    return {static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(p)), 0, form};
}
inline bool is_record(const known& v) noexcept {
    return v.form >= known::form_of::element && v.form <= known::form_of::record;
}
inline bool is_list(const known& v) noexcept { return v.form >= known::form_of::fact_list; }

/// `a + b`, or `a - b`; open where it does not fit.
inline known sum(const known& a, const known& b, bool minus) {
    if (a.more != b.more) {
        const rational x = reduced(a), y = reduced(b);
        return number_of(minus ? writ::subtract(x, y) : writ::add(x, y));
    }
    known out{0, a.more, known::form_of::number};
    const bool overflows =
        minus ? __builtin_sub_overflow(a.bits, b.bits, &out.bits) : __builtin_add_overflow(a.bits, b.bits, &out.bits);
    return overflows || out.bits == INT64_MIN ? known{} : out;
}

inline known product(const known& a, const known& b) {
    known out{0, 0, known::form_of::number};
    const bool overflows =
        __builtin_mul_overflow(a.bits, b.bits, &out.bits) || __builtin_mul_overflow(a.more, b.more, &out.more);
    return overflows || out.bits == INT64_MIN ? number_of(writ::multiply(reduced(a), reduced(b))) : out;
}

inline known quotient(const known& a, const known& b) {
    return b.bits == 0 ? known{} : number_of(writ::divide(reduced(a), reduced(b)));
}

/// Whether two elements are of one list; where they stand in it.
inline bool in_one_list(const known& x, const known& y, std::int64_t& at, std::int64_t& other) noexcept {
    if (x.form != y.form) return false;
    if (x.form == known::form_of::element) {
        at = x.bits, other = y.bits;
        return x.more == y.more;
    }
    if (x.form != known::form_of::record) return false;
    const known_record &a = record_at(x), &b = record_at(y);
    at = a.index, other = b.index;
    return a.list != nullptr && a.list == b.list;
}

}  // namespace writ::eval
