// Where a member of a bound struct goes in the lanes of a case, and what it has to be to go there as it is.
//
// `put` writes a value, and says whether nothing is to be said about it: if not, whatever it has written counts for nothing, and
// the struct is loaded into cells (`core`), which knows the words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include "writ/bind_values.hpp"
#include "writ/detail/put_in_lanes.hpp"

namespace writ::detail {
class word_table;
}

namespace writ::bind_detail {

inline constexpr std::uint32_t nowhere = 0xffffffff;

/// Enumerators are looked up in a table if the least and the greatest lie less than that apart.
inline constexpr std::uint64_t most_apart = 4096;

/// A case being written.
struct sink {
    unsigned char* lanes;  ///< of the case
    unsigned char* at;     ///< those that places count from: the same, or of an element
    std::uint32_t open;    ///< `lane_layout::open`
};

/// What an empty optional leaves open.
struct open_bit {
    std::uint32_t bit = nowhere;
    bool needed = false;              ///< without it there is something to be said
    std::uint32_t unknown = nowhere;  ///< `lane_layout::unknown`, if it is unknown then

    bool leave(const sink& s) const noexcept {
        if (bit != nowhere) lanes_detail::leave_open(s.lanes, s.open, bit);
        if (unknown != nowhere) lanes_detail::set_bit(s.lanes, unknown, bit);
        return !needed;
    }
};

/// One value of an enum, or yes, or no: the bits of its lane.
struct choice {
    std::uint32_t lane = nowhere;  ///< `nowhere`: it is no value
    std::uint32_t bits = 0;

    /// @pre it is a value
    [[gnu::always_inline]] void put(unsigned char* at) const noexcept {
        lanes_detail::set_bits(at, lane, static_cast<std::uint16_t>(bits));
    }
};

struct bool_place {
    choice said[2];

    [[gnu::always_inline]] bool put(bool value, unsigned char* at) const noexcept {
        said[value].put(at);
        return true;
    }
};

struct enum_place {
    static constexpr std::uint64_t bytes = 256;

    std::int64_t first = 0;   ///< the least enumerator; 0 if all are bytes
    std::uint64_t count = 0;  ///< to the greatest; `bytes` if all are
    std::shared_ptr<const choice[]> choices;

    [[gnu::always_inline]] bool put(std::int64_t value, unsigned char* at) const noexcept {
        const std::uint64_t i = static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(first);
        return i < count && put_choice(i, at);
    }
    /// @pre all enumerators are bytes
    [[gnu::always_inline]] bool put_byte(std::uint8_t value, unsigned char* at) const noexcept {
        return put_choice(value, at);
    }

private:
    [[gnu::always_inline]] bool put_choice(std::uint64_t i, unsigned char* at) const noexcept {
        const choice& said = choices.get()[i];
        if (said.lane == nowhere) return false;
        said.put(at);
        return true;
    }
};

/// Names of values; without a table a text, of which lanes have nothing.
struct words_place {
    std::shared_ptr<const detail::word_table> table;
    std::vector<choice> choices;  ///< by number in the table
    std::vector<std::uint8_t> members;

    bool put(std::string_view value, unsigned char* at) const noexcept;
    /// Adds what a set has of that name.
    bool add(std::string_view value, std::uint64_t& set) const noexcept;
};

/// A set of enumerators, or of bits.
struct set_place {
    cell_lane lane;
    std::int64_t first = 0;             ///< the least enumerator
    std::vector<std::uint8_t> members;  ///< by enumerator or bit; `no_member`
    std::uint64_t in_order = 0;         ///< bits that are members as they stand: all of them, or none
    words_place names;

    static constexpr std::uint8_t no_member = 0xff;

    [[gnu::always_inline]] bool add(std::int64_t value, std::uint64_t& set) const noexcept {
        const std::uint64_t i = static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(first);
        if (i >= members.size() || members[i] == no_member) return false;
        set |= std::uint64_t{1} << members[i];
        return true;
    }
    [[gnu::always_inline]] bool put_bits(std::uint64_t given, unsigned char* at) const noexcept {
        std::uint64_t set = given;
        if ((given & ~in_order) != 0) {
            set = 0;
            for (std::int64_t i = 0; given != 0; ++i, given >>= 1)
                if ((given & 1) != 0 && !add(i, set)) return false;
        }
        put_members(set, at);
        return true;
    }
    [[gnu::always_inline]] void put_members(std::uint64_t set, unsigned char* at) const noexcept {
        if (lane.kind == cell_lane::kind_of::set) lanes_detail::put_set(lane, set, at);
    }
};

struct number_place {
    std::int64_t least = std::numeric_limits<std::int64_t>::min();    ///< of what may be given
    std::uint64_t width = std::numeric_limits<std::uint64_t>::max();  ///< to the greatest
    std::uint64_t narrow = 0;  ///< as many values are at most `width` and held as their distance from `least` in a lane
    std::uint32_t lane = 0;
    cell_lane::kind_of kind = cell_lane::kind_of::none;
    std::uint64_t times = 1, from = 0;  ///< there stands value × times - from

    [[gnu::always_inline]] bool put(std::int64_t value, unsigned char* at) const noexcept {
        const std::uint64_t distance = static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(least);
        if (distance < narrow) [[likely]] {
            lanes_detail::put(at, lane, static_cast<std::uint16_t>(distance));
            return true;
        }
        return distance <= width && put_wide(value, at);
    }

private:
    [[gnu::always_inline]] bool put_wide(std::int64_t value, unsigned char* at) const noexcept {
        using kind_of = cell_lane::kind_of;
        const std::uint64_t held = static_cast<std::uint64_t>(value) * times - from;
        if (kind == kind_of::wide) lanes_detail::put(at, lane, held);
        else if (kind == kind_of::half) lanes_detail::put(at, lane, static_cast<std::uint32_t>(held));
        else if (kind == kind_of::narrow) lanes_detail::put(at, lane, static_cast<std::uint16_t>(held));
        return true;
    }
};

/// An amount in one currency, or in that of the case's region.
struct money_place {
    struct in_currency {
        number_place amount;
        currency_code code = 0;
    };
    in_currency only;
    bool by_region = false;
    cell_lane region;
    std::vector<in_currency> ranges;  ///< by region

    [[gnu::always_inline]] bool put(std::int64_t amount, const sink& s) const noexcept {
        const in_currency* const in = by_region ? of_region(s.lanes) : &only;
        return in != nullptr && in->amount.put(amount, s.at);
    }
    [[gnu::always_inline]] bool put(const minor_units& value, const sink& s) const noexcept {
        const in_currency* const in = by_region ? of_region(s.lanes) : &only;
        if (in == nullptr || (value.currency != 0 && value.currency != in->code)) return false;
        return in->amount.put(value.amount, s.at);
    }

private:
    /// Null where there is none. @pre the region has been written
    const in_currency* of_region(const unsigned char* lanes) const noexcept;
};

/// A `calendar_span`: lanes have nothing of it, and it is always right.
struct span_place {};

/// A record: the bits of it and its fields.
struct record_place {
    std::uint32_t first = 0, count = 0;

    void leave(const sink& s) const noexcept {
        for (std::uint32_t i = 0; i < count; ++i) lanes_detail::leave_open(s.lanes, s.open, first + i);
    }
};

struct list_place {
    std::uint32_t least = 0, most = 0;              ///< elements
    std::uint32_t size = 0, first = 0, stride = 0;  ///< lanes; `size` 0: none are kept of this list
    std::uint32_t open = nowhere;                   ///< its bit
    bool some_missing = false;                      ///< elements have fields that are not bound
    bool unsorted = false;                          ///< likewise what they are sorted on

    /// @param count  how many elements there are; they are yet to be written
    bool put(std::size_t count, const sink& s) const noexcept {
        if (count > most || count < least || (unsorted && count > 0)) return false;
        if (size != 0) lanes_detail::put(s.lanes, size, static_cast<std::uint16_t>(count));
        if (some_missing && count > 0) leave(s);
        return true;
    }
    /// That of an element, from 0.
    sink element(const sink& s, std::size_t i) const noexcept {
        return {s.lanes, s.lanes + 2 * (first + i * stride), s.open};
    }
    bool leave(const sink& s) const noexcept {
        if (open != nowhere) lanes_detail::leave_open(s.lanes, s.open, open);
        return true;
    }
};

}  // namespace writ::bind_detail
