// How many cuts are not above a value, for one level of instructions. Included once for each by search.hpp, which defines
// WRIT_LEVEL (a namespace), WRIT_TARGET (an attribute) and WRIT_VECTOR (bytes of a register).

namespace writ::classify::search::WRIT_LEVEL {

#if WRIT_VECTOR == 64

WRIT_TARGET inline std::uint32_t below(const std::uint32_t* cuts, std::uint32_t value) noexcept {
    const __m512i v = _mm512_set1_epi32(static_cast<int>(value));
    return static_cast<std::uint32_t>(_mm_popcnt_u32(_mm512_cmple_epu32_mask(_mm512_loadu_si512(cuts), v)));
}
WRIT_TARGET inline std::uint32_t below(const std::int64_t* cuts, std::int64_t value) noexcept {
    const __m512i v = _mm512_set1_epi64(value);
    const unsigned low = _mm512_cmple_epi64_mask(_mm512_loadu_si512(cuts), v);
    const unsigned high = _mm512_cmple_epi64_mask(_mm512_loadu_si512(cuts + 8), v);
    return static_cast<std::uint32_t>(_mm_popcnt_u32(low | high << 8));
}

#elif WRIT_VECTOR == 32

WRIT_TARGET inline std::uint32_t below(const std::uint32_t* cuts, std::uint32_t value) noexcept {
    const __m256i v = _mm256_set1_epi32(static_cast<int>(value));
    std::uint32_t out = 0;
#pragma GCC unroll 2
    for (int i = 0; i < 2; ++i) {
        const __m256i c = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(cuts) + i);
        const __m256i not_above = _mm256_cmpeq_epi32(_mm256_min_epu32(c, v), c);
        out |= static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(not_above))) << 8 * i;
    }
    return static_cast<std::uint32_t>(_mm_popcnt_u32(out));
}
WRIT_TARGET inline std::uint32_t below(const std::int64_t* cuts, std::int64_t value) noexcept {
    const __m256i v = _mm256_set1_epi64x(value);
    std::uint32_t above = 0;
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
        const __m256i c = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(cuts) + i);
        above |= static_cast<std::uint32_t>(_mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpgt_epi64(c, v)))) << 4 * i;
    }
    return 16 - static_cast<std::uint32_t>(_mm_popcnt_u32(above));
}

#else

template <class Number>
inline std::uint32_t below(const Number* cuts, Number value) noexcept {
    std::uint32_t out = 0;
    for (int i = 0; i < 16; ++i) out += cuts[i] <= value ? 1u : 0u;
    return out;
}

#endif

template <class Number>
WRIT_TARGET inline std::uint32_t cuts_below(const cut_tree& tree, const Number* pool, Number value) noexcept {
    value = searchable(value);
    std::uint32_t node = below(pool + tree.levels[0], value);  // most trees have no other level
    for (std::uint32_t i = 1; i < tree.depth; ++i)
        node = node * 16 + below(pool + tree.levels[i] + std::size_t{node} * 16, value);
    return node;
}

WRIT_TARGET inline std::uint32_t number_of(const wide_cell& w, const tables& t, const lane_line* c) noexcept {
    const std::uint64_t value = word_at(c, w.lane);
    return w.half ? cuts_below(w.cuts, t.half_cuts.data(), static_cast<std::uint32_t>(value))
                  : cuts_below(w.cuts, t.cuts.data(), static_cast<std::int64_t>(value));
}

}  // namespace writ::classify::search::WRIT_LEVEL

#undef WRIT_LEVEL
#undef WRIT_TARGET
#undef WRIT_VECTOR
