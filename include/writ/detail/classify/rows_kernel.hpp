// Looking up rows, for one level of instructions. Included once for each by impl/classify/rows.ipp, which defines
// WRIT_LEVEL (a namespace), WRIT_TARGET (an attribute) and WRIT_VECTOR (bytes of a register).

namespace writ::classify::rows_detail::WRIT_LEVEL {

using search::WRIT_LEVEL::cuts_below;

/// Calls `f` with the row that each slot picks: its distance in bytes from the first row of a chunk.
template <unsigned Width, class F>
WRIT_HELPER void for_picked(const rows& t, const lane_line* c, F&& f) noexcept {
    const auto pick = [&](const row_slot& s, std::uint32_t number) WRIT_TARGET
        __attribute__((always_inline)) { f((s.first_row + number) * Width); };
    const auto word = [&](const row_slot& s) { return word_at(c, s.lane); };
    for (const row_slot& s : t.ones) pick(s, static_cast<std::uint32_t>(std::countr_zero(word(s) >> s.shift & s.mask)));
    for (const row_slot& s : t.bits) pick(s, static_cast<std::uint32_t>(word(s) >> s.shift & s.mask));
    for (const row_slot& s : t.mapped)
        pick(s, t.map[s.map + std::min(static_cast<std::uint32_t>(word(s) & 0xffff), s.last)]);
    for (const row_slot& s : t.halves)
        pick(s, cuts_below(s.cuts, t.half_cuts.data(), static_cast<std::uint32_t>(word(s))));
    for (const row_slot& s : t.wides)
        pick(s, cuts_below(s.cuts, t.wide_cuts.data(), static_cast<std::int64_t>(word(s))));
}

/// What is left of all columns of a chunk, in registers.
template <unsigned Width>
struct remainder {
    static constexpr unsigned bytes = Width < WRIT_VECTOR ? Width : WRIT_VECTOR;
    static constexpr unsigned parts = Width / bytes;
    typedef std::uint64_t vector __attribute__((vector_size(bytes), may_alias));
    vector all[parts];

    WRIT_HELPER void start() noexcept {
#pragma GCC unroll 8
        for (unsigned p = 0; p < parts; ++p) all[p] = ~vector{};
    }
    WRIT_HELPER void meet(const unsigned char* row) noexcept {
#pragma GCC unroll 8
        for (unsigned p = 0; p < parts; ++p) all[p] &= reinterpret_cast<const vector*>(row)[p];
    }
};

/// Calls `f` with the number and the words of each chunk, as long as `f` wants more: a bit for each column that all picked
/// rows leave.
template <unsigned Width, class F>
WRIT_TARGET inline void for_chunks(const rows& t, const lane_line* c, F&& f) noexcept {
    const auto* chunk = reinterpret_cast<const unsigned char*>(t.table.data());
    alignas(64) std::uint64_t words[Width / 8 + 1];
    remainder<Width> left;
    // One register meets the rows as they are picked; more of them get in the way of picking.
    if (Width <= WRIT_VECTOR && t.chunks == 1) {
        left.start();
        for_picked<Width>(
            t, c, [&](std::uint32_t row) WRIT_TARGET __attribute__((always_inline)) { left.meet(chunk + row); });
        std::memcpy(words, left.all, Width);
        f(0u, words);
        return;
    }
    std::uint32_t picked[most_slots];
    std::uint32_t n = 0;
    for_picked<Width>(t, c, [&](std::uint32_t row) WRIT_TARGET { picked[n++] = row; });
    for (std::uint32_t k = 0; k < t.chunks; ++k, chunk += std::size_t{t.in_chunk} * Width) {
        left.start();
        for (std::uint32_t i = 0; i < n; ++i) left.meet(chunk + picked[i]);
        std::memcpy(words, left.all, Width);
        if (!f(k, words)) return;
    }
}

template <unsigned Width>
WRIT_TARGET std::uint32_t first(const tables& of, const lane_line* c) noexcept {
    const rows& t = of.by_rows;
    std::uint32_t found = nothing;
    for_chunks<Width>(t, c, [&](std::uint32_t chunk, const std::uint64_t* words) WRIT_TARGET {
        constexpr std::uint32_t count = Width / 8;
        std::uint32_t column = nothing;
#pragma GCC unroll 16
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::uint32_t w = count - 1 - i;
            column = words[w] != 0 ? w * 64 + static_cast<std::uint32_t>(std::countr_zero(words[w])) : column;
        }
        if (column != nothing) found = t.ids[chunk * Width * 8 + column];
        return column == nothing;
    });
    return found;
}

template <unsigned Width>
WRIT_TARGET std::uint32_t all(const tables& of, const lane_line* c, std::uint32_t* out) noexcept {
    const rows& t = of.by_rows;
    std::uint32_t count = 0;
    for_chunks<Width>(t, c, [&](std::uint32_t chunk, std::uint64_t* words) WRIT_TARGET {
        // Words with bits are listed first, then their bits are taken in one loop: it ends once, where a loop over words
        // with a loop over bits inside would surprise the processor at every word.
        constexpr std::uint32_t all_words = Width / 8;
        std::uint32_t list[all_words + 1], listed = 0, bits = 0;
#pragma GCC unroll 16
        for (std::uint32_t w = 0; w < all_words; ++w) {
            list[listed] = w;
            listed += words[w] != 0 ? 1 : 0;
            bits += static_cast<std::uint32_t>(std::popcount(words[w]));
        }
        list[listed] = all_words;
        words[all_words] = 0;
        const std::uint32_t* at = list;
        std::uint64_t word = words[*at];
        for (std::uint32_t b = 0; b < bits; ++b) {
            out[count++] = t.ids[chunk * Width * 8 + *at * 64 + static_cast<std::uint32_t>(std::countr_zero(word))];
            word &= word - 1;
            at += word == 0 ? 1 : 0;
            word = word == 0 ? words[*at] : word;
        }
        return true;
    });
    return t.overlapping ? static_cast<std::uint32_t>(std::unique(out, out + count) - out) : count;
}

inline constexpr first_of firsts[] = {first<8>, first<16>, first<32>, first<64>, first<128>};
inline constexpr all_of alls[] = {all<8>, all<16>, all<32>, all<64>, all<128>};

}  // namespace writ::classify::rows_detail::WRIT_LEVEL

#undef WRIT_LEVEL
#undef WRIT_TARGET
#undef WRIT_VECTOR
