// Possible values: what an expression may still turn out to be, in a fixed number of bytes.
//
// Every operator maps possible values to possible values and never loses one (language reference, "Values that are missing").
// A known value is the case with one possibility, and takes the same road; nothing here allocates but for the arena.
#pragma once

#include <bit>
#include <cstdint>

#include "writ/date.hpp"
#include "writ/eval/arena.hpp"
#include "writ/facts.hpp"
#include "writ/rational.hpp"

namespace writ::eval {

/// A set of small numbers (facts waited for, errors) as a tree of unions: joining two sets is one node.
struct link {
    const link* left = nullptr;
    const link* right = nullptr;
    std::uint32_t leaf = 0;          ///< where left is null
    mutable std::uint32_t walk = 0;  ///< the last walk that came by: what is joined many times is followed once
};

/// A counted range of one kind of span.
struct span_range {
    std::int64_t low = 0, high = 0;
    span_unit unit = span_unit::days;
    bool rolled = false, low_open = false, high_open = false;
    friend bool operator==(const span_range&, const span_range&) = default;
};

/// Which of the union's members holds the plain possibilities.
enum class shape : std::uint8_t {
    nothing,  ///< no plain value: absent or an error for sure
    bits,     ///< bool (0 no, 1 yes), enum, weekday, calendar: bit i = value i
    range,    ///< numbers, money (major units), dates, times, instants, durations: low .. high
    masks,    ///< sets of enum values
    spans,    ///< one or several ranges of spans
    texts,    ///< one or several texts by id
    list,
    record,
    any  ///< nothing is known about it
};

struct list_value;
struct record_value;

/// Up to 256 alternatives as bits.
struct bits256 {
    std::uint64_t word[4] = {0, 0, 0, 0};

    constexpr void set(std::uint32_t i) noexcept { word[i >> 6] |= std::uint64_t{1} << (i & 63); }
    constexpr bool test(std::uint32_t i) const noexcept { return (word[i >> 6] >> (i & 63)) & 1; }
    constexpr bool none() const noexcept { return (word[0] | word[1] | word[2] | word[3]) == 0; }
    constexpr bool is_one() const noexcept {
        const std::uint64_t two = word[0] | word[1], three = two | word[2];
        const std::uint64_t twice = (word[0] & word[1]) | (two & word[2]) | (three & word[3]);
        const std::uint64_t any = three | word[3];
        return twice == 0 && any != 0 &&
               (any & (any - 1)) == 0;  // counting bits is a call where processors may lack it
    }
    /// The lowest bit that is set. Precondition: there is one.
    constexpr std::uint32_t first() const noexcept {
        for (std::uint32_t i = 0; i < 4; ++i)
            if (word[i] != 0) return i * 64 + static_cast<std::uint32_t>(std::countr_zero(word[i]));
        return 0;
    }
    friend constexpr bits256 operator&(const bits256& a, const bits256& b) noexcept {
        return {{a.word[0] & b.word[0], a.word[1] & b.word[1], a.word[2] & b.word[2], a.word[3] & b.word[3]}};
    }
    friend constexpr bits256 operator|(const bits256& a, const bits256& b) noexcept {
        return {{a.word[0] | b.word[0], a.word[1] | b.word[1], a.word[2] | b.word[2], a.word[3] | b.word[3]}};
    }
    friend constexpr bool operator==(const bits256&, const bits256&) = default;

    static constexpr bits256 one(std::uint32_t i) noexcept {
        bits256 b;
        b.set(i);
        return b;
    }
    static constexpr bits256 first_n(std::uint32_t n) noexcept {
        bits256 b;
        for (std::uint32_t i = 0; i < n; ++i) b.set(i);
        return b;
    }
};

/// The value of a computation as far as it is known. Trivially copyable; pointers go into the evaluator's arena.
struct value {
    shape form = shape::nothing;
    bool absent = false;           ///< may be absent
    bool low_open = false;         ///< range: no lower end
    bool high_open = false;        ///< range: no upper end
    std::uint16_t day_zone = 0;    ///< a day read off an unknown instant: its zone, from 1
    std::uint32_t raw = 0;         ///< the unknown fact this is, unchanged: its number, from 1
    std::uint32_t count = 0;       ///< spans, texts: how many
    const link* errors = nullptr;  ///< may be one of these errors
    const link* deps = nullptr;    ///< what it waits for, if it is open
    union {
        bits256 bits;
        struct {
            rational low, high;
        } range;
        struct {
            std::uint64_t must, may;
        } masks;
        struct {
            span_range one;
            const span_range* more;
        } spans;  ///< more: all `count` of them, if count > 1
        struct {
            std::uint32_t one;
            const std::uint32_t* more;
        } texts;  ///< likewise
        const list_value* list;
        const record_value* record;
    };

    constexpr value() noexcept : bits{} {}
};

/// An element of a list with whether it is there: a bool of possible values.
struct list_item {
    value element;
    value present;
};

/// A list. Items in order; `generic` stands for the elements of a list that is itself unknown. The list of a fact has no
/// items of its own: they are read from `data` when they are asked for.
struct list_value {
    const list_item* items = nullptr;
    const list_data* data = nullptr;
    std::uint32_t fact = 0;
    std::uint32_t count = 0;
    bool has_generic = false;
    value generic;
    std::uint32_t least = 0, most = 0;  ///< how many generic elements
    const void* identity = nullptr;     ///< equal for two values of the same list
};

/// A record: the element of a list fact (its fields are read from `data` when they are asked for), a record fact (no
/// `data` and no `fields`: read from its cells), or one with fields.
struct record_value {
    const value* fields = nullptr;  ///< by field index; `has` says which a partial literal names
    const list_data* data = nullptr;
    std::uint32_t fact = 0;
    std::uint32_t count = 0;
    std::uint64_t has = ~std::uint64_t{0};
    const void* list = nullptr;  ///< identity of the list it is an element of
    std::uint32_t index = 0;     ///< its place in that list
    std::uint32_t raw = 0;       ///< the unknown fact this is, unchanged: its number, from 1
};

// ------------------------------------------------------------------ looking

/// The `has` of a record that names all its fields.
inline std::uint64_t all_fields(const record_value& r) noexcept {
    return r.count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << r.count) - 1;
}

/// How many plain values are possible: none, one, or more, which is 2.
inline int plain_count(const value& v) noexcept {
    switch (v.form) {
        case shape::nothing: return 0;
        case shape::bits: return v.bits.none() ? 0 : v.bits.is_one() ? 1 : 2;
        case shape::range: return !v.low_open && !v.high_open && v.range.low == v.range.high ? 1 : 2;
        case shape::masks: return v.masks.must == v.masks.may ? 1 : 2;
        case shape::spans: {
            const auto& s = v.spans.one;
            return v.count == 1 && !s.low_open && !s.high_open && s.low == s.high ? 1 : 2;
        }
        case shape::texts: return v.count < 2 ? static_cast<int>(v.count) : 2;
        case shape::list:
        case shape::record: return 1;  // the thing is known, its parts may not be
        case shape::any: return 2;
    }
    return 2;
}

inline bool is_determinate(const value& v) noexcept {
    return plain_count(v) + (v.absent ? 1 : 0) + (v.errors != nullptr ? 1 : 0) == 1;
}
inline bool is_known(const value& v) noexcept { return !v.absent && v.errors == nullptr && plain_count(v) == 1; }
inline bool surely_absent(const value& v) noexcept {
    return v.absent && v.form == shape::nothing && v.errors == nullptr;
}
inline bool surely_error(const value& v) noexcept {
    return v.errors != nullptr && v.form == shape::nothing && !v.absent;
}
inline bool can(const value& v, bool b) noexcept { return v.form == shape::bits && v.bits.test(b ? 1 : 0); }
inline bool sure(const value& v, bool b) noexcept {
    return is_known(v) && v.form == shape::bits && v.bits.test(b ? 1 : 0);
}

/// Drops what a determinate value cannot be waiting for.
inline void seal(value& v) noexcept {
    if (v.deps != nullptr && is_determinate(v)) v.deps = nullptr;
}

// ------------------------------------------------------------------ making

inline value bit_value(std::uint32_t i) noexcept {
    value v;
    v.form = shape::bits;
    v.bits.set(i);
    return v;
}
inline value yes_or_no(bool b) noexcept { return bit_value(b ? 1 : 0); }
inline value number_value(rational x) noexcept {
    value v;
    v.form = shape::range;
    v.range = {x, x};
    return v;
}
inline value absent_value() noexcept {
    value v;
    v.absent = true;
    return v;
}
/// A bool that can be yes, can be no, can be one of the errors.
inline value bool_value(bool yes, bool no, const link* errors, const link* deps) noexcept {
    value v;
    if (yes || no) {
        v.form = shape::bits;
        if (no) v.bits.set(0);
        if (yes) v.bits.set(1);
    }
    v.errors = errors;
    v.deps = deps;
    seal(v);
    return v;
}
inline value range_value(const rational* low, const rational* high, const link* deps) noexcept {
    value v;
    v.form = shape::range;
    v.low_open = low == nullptr;
    v.high_open = high == nullptr;
    v.range = {low != nullptr ? *low : rational{}, high != nullptr ? *high : rational{}};
    v.deps = deps;
    seal(v);
    return v;
}

/// Both sets.
inline const link* join(arena& a, const link* x, const link* y) {
    if (x == nullptr || x == y) return y;
    if (y == nullptr) return x;
    return a.make(link{x, y, 0, 0});
}
inline const link* leaf(arena& a, std::uint32_t i) { return a.make(link{nullptr, nullptr, i, 0}); }

}  // namespace writ::eval
