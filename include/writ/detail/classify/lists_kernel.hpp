// Asking lists, for one level of instructions. Included once for each by impl/classify/lists.ipp, which defines
// WRIT_LEVEL (a namespace), WRIT_TARGET (an attribute) and WRIT_VECTOR (bytes of a register).

namespace writ::classify::lists_detail::WRIT_LEVEL {

using search::WRIT_LEVEL::cuts_below;

/// A register of a row, which may need several.
template <unsigned Width>
struct part_of_row {
    static constexpr unsigned bytes = Width < WRIT_VECTOR ? Width : WRIT_VECTOR;
    typedef std::uint64_t vector __attribute__((vector_size(bytes), may_alias));
};
template <unsigned Width>
using part = typename part_of_row<Width>::vector;

template <class Part>
WRIT_HELPER Part part_at(const unsigned char* at) noexcept {
    return *reinterpret_cast<const Part*>(at);
}

/// What some elements leave of the tests in one part of a row.
template <class Part>
struct leavings {
    Part of[elements_at_once];

    /// @param row  by element: the distance in bytes of the row it picks
    template <class F>
    WRIT_HELPER void meet(const unsigned char* rows, F&& row) noexcept {
#pragma GCC unroll 4
        for (std::uint32_t i = 0; i < elements_at_once; ++i) of[i] &= part_at<Part>(rows + row(i));
    }
};

/// How many cuts some values are above.
WRIT_HELPER void count_cuts(const half_slot& s, const list_table& l, const std::uint32_t* values,
                            std::uint32_t* found) noexcept {
    const std::uint32_t* const map = l.map.data() + s.map;
    const std::uint32_t* const before = l.cuts.data() + s.cuts;
#pragma GCC unroll 4
    for (std::uint32_t i = 0; i < elements_at_once; ++i) found[i] = map[std::min(values[i] >> s.shift, s.last)];
    for (std::uint32_t k = 0; k < s.most; ++k)
#pragma GCC unroll 4
        for (std::uint32_t i = 0; i < elements_at_once; ++i) found[i] += before[found[i]] < values[i] ? 1 : 0;
}

/// Elements, by their first lanes.
struct some_elements {
    const unsigned char* at[elements_at_once];

    some_elements(const lane_line* c, const std::uint32_t* places) noexcept {
#pragma GCC unroll 4
        for (std::uint32_t i = 0; i < elements_at_once; ++i)
            at[i] = reinterpret_cast<const unsigned char*>(c) + std::size_t{places[i]} * 2;
    }
    template <class Number>
    Number number(std::uint32_t i, std::uint32_t lane) const noexcept {
        Number out;
        std::memcpy(&out, at[i] + std::size_t{lane} * 2, sizeof out);
        return out;
    }
};

template <unsigned Width>
WRIT_HELPER leavings<part<Width>> left_by(const list_table& l, const some_elements& of,
                                          const unsigned char* rows) noexcept {
    leavings<part<Width>> left;
#pragma GCC unroll 4
    for (part<Width>& x : left.of) x = ~part<Width>{};
    for (const element_slot& s : l.bits)
        left.meet(rows, [&, map = l.map.data() + s.map](std::uint32_t i) WRIT_TARGET __attribute__((always_inline)) {
            return map[of.number<std::uint32_t>(i, s.lane) >> s.shift & s.mask];
        });
    for (const element_slot& s : l.numbers)
        left.meet(rows, [&, map = l.map.data() + s.map](std::uint32_t i) WRIT_TARGET __attribute__((always_inline)) {
            return map[std::min<std::uint32_t>(of.number<std::uint16_t>(i, s.lane), s.last)];
        });
    std::uint32_t found[elements_at_once];
    const auto meet_found = [&](const unsigned char* first) WRIT_TARGET __attribute__((always_inline)) {
        left.meet(first, [&](std::uint32_t i) WRIT_TARGET __attribute__((always_inline)) { return found[i] * Width; });
    };
    for (const half_slot& s : l.halves) {
        std::uint32_t values[elements_at_once];
#pragma GCC unroll 4
        for (std::uint32_t i = 0; i < elements_at_once; ++i) values[i] = of.number<std::uint32_t>(i, s.lane);
        count_cuts(s, l, values, found);
        meet_found(rows + s.row);
    }
    for (const row_slot& s : l.elements.wides) {
        for (std::uint32_t i = 0; i < elements_at_once; ++i)
            found[i] = cuts_below(s.cuts, l.elements.wide_cuts.data(), of.number<std::int64_t>(i, s.lane));
        meet_found(rows + std::size_t{s.first_row} * Width);
    }
    return left;
}

/// Two bits of what three come to.
template <class Part>
struct sum_of {
    Part sum, carry;
};
template <class Part>
WRIT_HELPER sum_of<Part> add(Part a, Part b, Part c) noexcept {
    const Part either = a ^ b;
    return {either ^ c, (a & b) | (either & c)};
}

/// Counters side by side, a bit of each in a register. One starts so far below eight that its last bit says whether there were
/// enough, and keeps saying so.
template <class Part>
struct counters {
    Part bit[counter_bits];

    WRIT_HELPER void add_four(const Part* x) noexcept {
        const auto three = add(x[0], x[1], x[2]), ones = add(three.sum, x[3], bit[0]);
        const auto twos = add(three.carry, ones.carry, bit[1]);
        bit[0] = ones.sum, bit[1] = twos.sum;
        bit[3] |= bit[2] & twos.carry;
        bit[2] ^= twos.carry;
    }
};

/// The answers of one part of a row. @param at  where it starts in a row
template <unsigned Width>
WRIT_HELPER part<Width> answers_of(const list_table& l, const lane_line* c, unsigned at) noexcept {
    using vector = part<Width>;
    static constexpr std::uint64_t there[2 * elements_at_once] = {~0ull, ~0ull, ~0ull, ~0ull};
    const auto* const rows = reinterpret_cast<const unsigned char*>(l.elements.table.data()) + at;
    const auto* const plan = reinterpret_cast<const unsigned char*>(l.plan.data()) + at;
    counters<vector> count;
#pragma GCC unroll 4
    for (unsigned b = 0; b < counter_bits; ++b) count.bit[b] = part_at<vector>(plan + b * Width);
    const auto failing = part_at<vector>(plan + counter_bits * Width);
    const auto elements = static_cast<std::uint32_t>(word_at(c, l.size) & 0xffff);
    std::uint32_t from = 0;
    do {
        auto left = left_by<Width>(l, {c, l.places.data() + from}, rows);
        const std::uint64_t* const is = there + elements_at_once - std::min(elements - from, elements_at_once);
#pragma GCC unroll 4
        for (std::uint32_t i = 0; i < elements_at_once; ++i) left.of[i] = (left.of[i] ^ failing) & is[i];
        count.add_four(left.of);
    } while ((from += elements_at_once) < elements);
    return count.bit[counter_bits - 1] ^ part_at<vector>(plan + (counter_bits + 1) * Width);
}

/// Answers are written as whole lines where they are read as such: a line written in parts is slow to read.
template <class Part>
WRIT_HELPER void write(Part answers, unsigned char* to) noexcept {
#if WRIT_VECTOR == 64
    if constexpr (sizeof(Part) == 32) {
        _mm512_storeu_si512(to, _mm512_maskz_broadcast_i64x4(0x0f, reinterpret_cast<__m256i>(answers)));
        return;
    }
#endif
    std::memcpy(to, &answers, sizeof answers);
}

template <unsigned Width>
WRIT_TARGET void ask(const list_table& l, const lane_line* c, lane_line* out) noexcept {
    for (unsigned at = 0; at < Width; at += sizeof(part<Width>))
        write(answers_of<Width>(l, c, at), reinterpret_cast<unsigned char*>(out) + at);
}

/// By width of a row, from 8 bytes on.
inline constexpr ask_of asks[] = {ask<8>, ask<16>, ask<32>, ask<64>, ask<128>};

WRIT_TARGET inline void resolve(const tables& t, const lane_line* c, lane_line* out) noexcept {
    typedef std::uint64_t vector __attribute__((vector_size(WRIT_VECTOR), may_alias));
    const auto* const from = reinterpret_cast<const vector*>(c);
    auto* const to = reinterpret_cast<vector*>(out);
    const std::uint32_t vectors = t.lines * static_cast<std::uint32_t>(sizeof(lane_line) / WRIT_VECTOR);
    for (std::uint32_t i = 0; i < vectors; ++i) to[i] = from[i];
    for (const list_table& l : t.lists) l.ask(l, c, out + l.line);
}

}  // namespace writ::classify::lists_detail::WRIT_LEVEL

#undef WRIT_LEVEL
#undef WRIT_TARGET
#undef WRIT_VECTOR
