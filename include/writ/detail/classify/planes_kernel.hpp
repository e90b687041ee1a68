// Looking up planes, for one level of instructions. Included once for each by impl/classify/planes.ipp, which defines
// WRIT_LEVEL (a namespace), WRIT_TARGET (an attribute) and WRIT_VECTOR (bytes of a register).

namespace writ::classify::planes_detail::WRIT_LEVEL {

#if WRIT_VECTOR == 64

/// The lanes of a case.
template <bool Two>
struct registers {
    __m512i one, two;
};

WRIT_HELPER __m512i gather(const std::vector<line_pick>& picks, const lane_line* c) noexcept {
    __m512i out = _mm512_setzero_si512();
    for (const line_pick& p : picks)
        out = _mm512_mask_permutexvar_epi16(out, p.keep, _mm512_loadu_si512(p.from), _mm512_load_si512(c + p.line));
    return out;
}

template <bool Two>
WRIT_HELPER registers<Two> read(const tables& t, const lane_line* c) noexcept {
    registers<Two> r{t.as_it_is ? _mm512_load_si512(c) : gather(t.registers[0], c), {}};
    if constexpr (Two) r.two = gather(t.registers[1], c);
    __m512i& last = Two ? r.two : r.one;
    for (std::size_t i = 0; i < t.wides.size(); ++i) {
        const auto n = search::WRIT_LEVEL::number_of(t.wides[i], t, c);
        last = _mm512_mask_set1_epi16(last, std::uint32_t{1} << t.wide_places[i], static_cast<short>(n));
    }
    return r;
}

/// The lanes that 32 rules test, each in its rule's column.
template <bool Two>
WRIT_HELPER __m512i values(const registers<Two>& r, const lane_line* places) noexcept {
    const __m512i at = _mm512_load_si512(places);
    return Two ? _mm512_permutex2var_epi16(r.one, at, r.two) : _mm512_permutexvar_epi16(at, r.one);
}

/// A mask in a general register, and no compiler's idea to keep it elsewhere: in mask registers each block would wait for
/// the one before, which takes three times as long.
WRIT_HELPER std::uint32_t general(__mmask32 m) noexcept {
    std::uint32_t out = _cvtmask32_u32(m);
    asm("" : "+r"(out));
    return out;
}

/// Which rules of a block pass all its planes.
template <std::size_t Kernel, bool Two>
WRIT_HELPER std::uint32_t passing(const lane_line* p, const registers<Two>& r, bool) noexcept {
    constexpr shape n = menu[Kernel];
    std::uint32_t out = ~std::uint32_t{0};
#pragma GCC unroll 8
    for (std::uint32_t i = 0; i < n.bits; ++i, p += 2)
        out &= general(_mm512_test_epi16_mask(values<Two>(r, p), _mm512_load_si512(p + 1)));
#pragma GCC unroll 8
    for (std::uint32_t i = 0; i < n.ranges; ++i, p += 3) {
        const __m512i above = _mm512_sub_epi16(values<Two>(r, p), _mm512_load_si512(p + 1));
        out &= general(_mm512_cmple_epu16_mask(above, _mm512_load_si512(p + 2)));
    }
#pragma GCC unroll 16
    for (std::uint32_t i = 0; i < n.either; ++i, p += 4) {
        const __m512i counted = _mm512_and_si512(values<Two>(r, p), _mm512_load_si512(p + 1));
        const __m512i above = _mm512_sub_epi16(counted, _mm512_load_si512(p + 2));
        out &= general(_mm512_cmple_epu16_mask(above, _mm512_load_si512(p + 3)));
    }
    return out;
}

/// Writes the rules of a block that passed. @return how many
WRIT_HELPER std::uint32_t write_down(const std::uint32_t* ids, std::uint32_t passed, std::uint32_t* out) noexcept {
    const auto low = static_cast<__mmask16>(passed), high = static_cast<__mmask16>(passed >> 16);
    _mm512_storeu_si512(out, _mm512_maskz_compress_epi32(low, _mm512_loadu_si512(ids)));
    _mm512_storeu_si512(out + _mm_popcnt_u32(low), _mm512_maskz_compress_epi32(high, _mm512_loadu_si512(ids + 16)));
    return static_cast<std::uint32_t>(_mm_popcnt_u32(passed));
}

#else

/// The lanes of a case: the low and the high bytes of sixteen in each register, twice.
template <bool Two>
struct registers {
    __m256i low[Two ? 4 : 2], high[Two ? 4 : 2];
};

/// The low and the high bytes of 32 lanes.
struct line_bytes {
    __m256i low, high;
};

WRIT_HELPER __m256i half_line(const void* at, int half) noexcept {
    return _mm256_loadu_si256(static_cast<const __m256i*>(at) + half);
}

/// Puts the words of two registers, each in a byte, in order.
WRIT_HELPER __m256i packed(__m256i first, __m256i second) noexcept {
    return _mm256_permute4x64_epi64(_mm256_packus_epi16(first, second), 0b11011000);
}

WRIT_HELPER line_bytes bytes_of(const lane_line* at) noexcept {
    const __m256i byte = _mm256_set1_epi16(0xff), first = half_line(at, 0), second = half_line(at, 1);
    return {packed(_mm256_and_si256(first, byte), _mm256_and_si256(second, byte)),
            packed(_mm256_srli_epi16(first, 8), _mm256_srli_epi16(second, 8))};
}

/// Twice the first sixteen bytes, twice the others.
WRIT_HELPER void repeat(__m256i from, __m256i* to) noexcept {
    to[0] = _mm256_permute2x128_si256(from, from, 0x00);
    to[1] = _mm256_permute2x128_si256(from, from, 0x11);
}

/// The bytes at the places of `at`, of sixteen or of the next sixteen; 0 where the place is 0x80.
WRIT_HELPER __m256i bytes_at(const __m256i* from, __m256i at) noexcept {
    return _mm256_blendv_epi8(_mm256_shuffle_epi8(from[0], at), _mm256_shuffle_epi8(from[1], at),
                              _mm256_slli_epi16(at, 3));
}

WRIT_HELPER line_bytes gather(const std::vector<line_pick>& picks, const lane_line* c) noexcept {
    line_bytes out{_mm256_setzero_si256(), _mm256_setzero_si256()};
    for (const line_pick& p : picks) {
        const line_bytes line = bytes_of(c + p.line);
        const __m256i at = packed(half_line(p.from, 0), half_line(p.from, 1));
        __m256i low[2], high[2];
        repeat(line.low, low);
        repeat(line.high, high);
        out.low = _mm256_or_si256(out.low, bytes_at(low, at));
        out.high = _mm256_or_si256(out.high, bytes_at(high, at));
    }
    return out;
}

WRIT_HELPER void put_numbers(const tables& t, const lane_line* c, line_bytes& into) noexcept {
    alignas(32) static constexpr std::array<std::uint8_t, 32> place = [] {
        std::array<std::uint8_t, 32> out{};
        for (std::uint8_t i = 0; i < 32; ++i) out[i] = i;
        return out;
    }();
    for (std::size_t i = 0; i < t.wides.size(); ++i) {
        const std::uint32_t n = search::WRIT_LEVEL::number_of(t.wides[i], t, c);
        const __m256i here =
            _mm256_cmpeq_epi8(half_line(place.data(), 0), _mm256_set1_epi8(static_cast<char>(t.wide_places[i])));
        into.low = _mm256_blendv_epi8(into.low, _mm256_set1_epi8(static_cast<char>(n)), here);
        into.high = _mm256_blendv_epi8(into.high, _mm256_set1_epi8(static_cast<char>(n >> 8)), here);
    }
}

template <bool Two>
WRIT_HELPER registers<Two> read(const tables& t, const lane_line* c) noexcept {
    registers<Two> r;
    line_bytes line = t.as_it_is ? bytes_of(c) : gather(t.registers[0], c);
    if constexpr (Two) {
        repeat(line.low, r.low);
        repeat(line.high, r.high);
        line = gather(t.registers[1], c);
    }
    put_numbers(t, c, line);
    repeat(line.low, r.low + (Two ? 2 : 0));
    repeat(line.high, r.high + (Two ? 2 : 0));
    return r;
}

/// The lanes that 16 rules test, each in its rule's column.
template <bool Two>
WRIT_HELPER __m256i values(const registers<Two>& r, __m256i at) noexcept {
    __m256i low = bytes_at(r.low, at), high = bytes_at(r.high, at);
    if constexpr (Two) {
        const __m256i second = _mm256_slli_epi16(at, 2);
        low = _mm256_blendv_epi8(low, bytes_at(r.low + 2, at), second);
        high = _mm256_blendv_epi8(high, bytes_at(r.high + 2, at), second);
    }
    return _mm256_blendv_epi8(low, high, _mm256_set1_epi16(static_cast<short>(0xff00)));
}

/// Which of 16 rules pass all planes: all bits of their columns, or none.
template <std::size_t Kernel, bool Two>
WRIT_HELPER __m256i passing(const lane_line* p, const registers<Two>& r, int half) noexcept {
    constexpr shape n = menu[Kernel];
    __m256i out = _mm256_set1_epi16(-1);
    const auto between = [&](__m256i value, const lane_line* ends) WRIT_TARGET __attribute__((always_inline)) {
        const __m256i above = _mm256_sub_epi16(value, half_line(ends, half));
        out = _mm256_and_si256(out, _mm256_cmpeq_epi16(_mm256_min_epu16(above, half_line(ends + 1, half)), above));
    };
#pragma GCC unroll 8
    for (std::uint32_t i = 0; i < n.bits; ++i, p += 2) {
        const __m256i found = _mm256_and_si256(values<Two>(r, half_line(p, half)), half_line(p + 1, half));
        out = _mm256_andnot_si256(_mm256_cmpeq_epi16(found, _mm256_setzero_si256()), out);
    }
#pragma GCC unroll 8
    for (std::uint32_t i = 0; i < n.ranges; ++i, p += 3) between(values<Two>(r, half_line(p, half)), p + 1);
#pragma GCC unroll 16
    for (std::uint32_t i = 0; i < n.either; ++i, p += 4)
        between(_mm256_and_si256(values<Two>(r, half_line(p, half)), half_line(p + 1, half)), p + 2);
    return out;
}

/// Which rules of a block pass all its planes. `narrow`: it has no more than sixteen.
template <std::size_t Kernel, bool Two>
WRIT_HELPER std::uint32_t passing(const lane_line* p, const registers<Two>& r, bool narrow) noexcept {
    const __m256i second = narrow ? _mm256_setzero_si256() : passing<Kernel, Two>(p, r, 1);
    const __m256i both = _mm256_packs_epi16(passing<Kernel, Two>(p, r, 0), second);
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_permute4x64_epi64(both, 0b11011000)));
}

/// Writes the rules of a block that passed. @return how many
WRIT_HELPER std::uint32_t write_down(const std::uint32_t* ids, std::uint32_t passed, std::uint32_t* out) noexcept {
    const std::uint32_t* const start = out;
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
        const std::uint32_t eight = passed >> 8 * i & 0xff;
        const std::uint64_t bytes = _pext_u64(0x0706050403020100, _pdep_u64(eight, 0x0101010101010101) * 0xff);
        const __m256i which = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128(static_cast<long long>(bytes)));
        const __m256i from = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(ids) + i);
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), _mm256_permutevar8x32_epi32(from, which));
        out += _mm_popcnt_u32(eight);
    }
    return static_cast<std::uint32_t>(out - start);
}

#endif

/// Blocks to look through: those of a list, or of a run.
struct blocks {
    const lane_line* lines = nullptr;    ///< of the section
    const std::uint32_t* ids = nullptr;  ///< likewise
    const std::uint32_t* list = nullptr;
    block_run run;         ///< list: its length is the run's
    bool narrow = false;   ///< none has more than 16 rules
    bool by_rule = false;  ///< so many that it is worth stopping where no rule further on comes before the best one

    std::size_t operator[](std::uint32_t i) const noexcept { return list == nullptr ? run.first + i : list[i]; }
};

inline blocks run_of(const tables& t, const section& s, const block_run& run) noexcept {
    return {t.planes.data() + s.first_line,  t.ids.data() + s.first_id, nullptr, run, s.narrow,
            t.many || run.count > few_blocks};
}
inline blocks list_of(const tables& t, const section& s, const std::uint32_t* list, std::uint32_t n) noexcept {
    return {t.planes.data() + s.first_line, t.ids.data() + s.first_id, list, {0, n}, s.narrow, false};
}

/// The first rule of these blocks that matches, if it comes before `best`.
template <std::size_t Kernel, bool Two>
WRIT_TARGET inline std::uint32_t least_of(const blocks& b, const registers<Two>& r, std::uint32_t best) noexcept {
    for (std::uint32_t i = 0; i < b.run.count; ++i) {
        const std::size_t block = b[i];
        if (b.by_rule && b.ids[block * ids_of_block] >= best) break;
        const std::uint32_t passed = passing<Kernel, Two>(b.lines + block * menu[Kernel].lines(), r, b.narrow);
        // An empty mask counts 32 zeros, and there the ids have `nothing`.
        best = std::min(best, b.ids[block * ids_of_block + static_cast<std::size_t>(std::countr_zero(passed))]);
    }
    return best;
}

/// All rules of these blocks that match.
template <std::size_t Kernel, bool Two>
WRIT_TARGET inline std::uint32_t collect(const blocks& b, const registers<Two>& r, std::uint32_t* out) noexcept {
    std::uint32_t n = 0;
    for (std::uint32_t i = 0; i < b.run.count; ++i) {
        const std::size_t block = b[i];
        const std::uint32_t passed = passing<Kernel, Two>(b.lines + block * menu[Kernel].lines(), r, b.narrow);
        n += write_down(b.ids + block * ids_of_block, passed, out + n);
    }
    return n;
}

template <bool Two>
using least_kernel = std::uint32_t (*)(const blocks&, const registers<Two>&, std::uint32_t) noexcept;
template <bool Two>
using collect_kernel = std::uint32_t (*)(const blocks&, const registers<Two>&, std::uint32_t*) noexcept;

template <bool Two, std::size_t... Kernel>
constexpr auto least_kernels(std::index_sequence<Kernel...>) {
    return std::array<least_kernel<Two>, sizeof...(Kernel)>{least_of<Kernel, Two>...};
}
template <bool Two, std::size_t... Kernel>
constexpr auto collect_kernels(std::index_sequence<Kernel...>) {
    return std::array<collect_kernel<Two>, sizeof...(Kernel)>{collect<Kernel, Two>...};
}

template <bool Two>
inline constexpr auto least_by_kernel = least_kernels<Two>(std::make_index_sequence<menu.size()>());
template <bool Two>
inline constexpr auto collect_by_kernel = collect_kernels<Two>(std::make_index_sequence<menu.size()>());

// ---- anchored blocks

/// The runs of a case, in every section the same places.
struct runs_of_case {
    std::uint32_t run[most_anchors];
};

inline runs_of_case runs_of(const tables& t, const lane_line* c) noexcept {
    runs_of_case out{};
    for (std::size_t i = 0; i < t.anchors.size(); ++i) {
        const anchor& a = t.anchors[i];
        out.run[i] = a.first_run + static_cast<std::uint32_t>(std::countr_zero(word_at(c, a.lane) >> a.shift & a.mask));
    }
    return out;
}

/// Writes down the blocks of a run, and a few beyond: short runs all take the same time.
WRIT_TARGET inline std::uint32_t enlist(const block_run& run, std::uint32_t* list, std::uint32_t n) noexcept {
    std::uint32_t i = 0;
    do {
        const __m256i next = _mm256_set1_epi32(static_cast<int>(run.first + i));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(list + n + i),
                            _mm256_add_epi32(next, _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7)));
    } while ((i += 8) < run.count);
    return n + run.count;
}

/// A list of blocks, short enough for the stack.
struct block_list {
    std::uint32_t at[most_anchors * longest_list + 8];
    std::uint32_t n = 0;
};

/// Calls `f` with the anchored blocks of a case. Few are listed and make one loop with one end, where loops over each run
/// would each surprise the processor; many come run by run.
template <class F>
WRIT_TARGET inline void for_anchored(const tables& t, const lane_line* c, F&& f) noexcept {
    const runs_of_case runs = runs_of(t, c);
    for (const section& s : t.anchored) {
        if (t.many) {
            for (std::size_t a = 0; a < t.anchors.size(); ++a) f(s, run_of(t, s, s.runs[runs.run[a]]));
            continue;
        }
        block_list list;
        for (std::size_t a = 0; a < t.anchors.size(); ++a) list.n = enlist(s.runs[runs.run[a]], list.at, list.n);
        f(s, list_of(t, s, list.at, list.n));
    }
}

/// How many blocks of a run start with a rule before `best`.
WRIT_TARGET inline std::uint32_t blocks_before(const tables& t, const section& s, const block_run& run,
                                               std::uint32_t best) noexcept {
    const std::uint32_t* firsts = t.firsts.data() + s.first_block + run.first;
    const __m256i end = _mm256_set1_epi32(static_cast<int>(best));
    std::uint32_t out = 0, i = 0;
    do {
        const __m256i of = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(firsts + i));
        const auto before =
            static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(end, of))));
        out += static_cast<std::uint32_t>(_mm_popcnt_u32(_bzhi_u32(before, run.count - i)));
    } while ((i += 8) < run.count);
    return out;
}

/// The first rule among many anchored blocks: of the first block of each run, then of those that have rules before it.
template <bool Two>
WRIT_TARGET std::uint32_t first_of_many(const tables& t, const lane_line* c, const registers<Two>& r) noexcept {
    const runs_of_case runs = runs_of(t, c);
    std::uint32_t best = last_rule;
    for (const section& s : t.anchored) {
        block_list heads;
        for (std::size_t a = 0; a < t.anchors.size(); ++a) {
            const block_run& run = s.runs[runs.run[a]];
            heads.at[heads.n] = run.first;
            heads.n += run.count != 0 ? 1 : 0;
        }
        best = least_by_kernel<Two>[s.kernel](list_of(t, s, heads.at, heads.n), r, best);
    }
    for (const section& s : t.anchored) {
        block_list tails;
        for (std::size_t a = 0; a < t.anchors.size(); ++a) {
            const block_run& run = s.runs[runs.run[a]];
            const std::uint32_t n = std::max(1u, blocks_before(t, s, run, best)) - 1;
            if (n <= longest_list) tails.n = enlist({run.first + 1, n}, tails.at, tails.n);
            else best = least_by_kernel<Two>[s.kernel](run_of(t, s, {run.first + 1, n}), r, best);
        }
        best = least_by_kernel<Two>[s.kernel](list_of(t, s, tails.at, tails.n), r, best);
    }
    return best == last_rule ? nothing : best;
}

template <bool Two>
WRIT_TARGET std::uint32_t first(const tables& t, const lane_line* c) noexcept {
    const registers<Two> r = read<Two>(t, c);
    std::uint32_t best = nothing;
    if (t.many) best = first_of_many(t, c, r);
    else
        for_anchored(t, c, [&](const section& s, const blocks& b) WRIT_TARGET {
            best = least_by_kernel<Two>[s.kernel](b, r, best);
        });
    for (const section& s : t.rest) best = least_by_kernel<Two>[s.kernel](run_of(t, s, s.runs[0]), r, best);
    return best;
}

/// Rules of one section: nothing is looked up.
template <std::size_t Kernel, bool Two>
WRIT_TARGET std::uint32_t first_of_one(const tables& t, const lane_line* c) noexcept {
    return least_of<Kernel, Two>(run_of(t, t.rest[0], t.rest[0].runs[0]), read<Two>(t, c), nothing);
}

/// One step of a sorting network: each number meets another, and `Upper` says which of them are to be the greater.
template <int Upper>
WRIT_TARGET inline __m256i met(__m256i v, __m256i other) noexcept {
    const __m256i with = _mm256_permutevar8x32_epi32(v, other);
    return _mm256_blend_epi32(_mm256_min_epu32(v, with), _mm256_max_epu32(v, with), Upper);
}

/// Sorts up to eight numbers, of whatever number and order in the same time: nothing surprises the processor. Writes eight.
WRIT_TARGET inline void sort_few(std::uint32_t* out, std::uint32_t n) noexcept {
    auto* const at = reinterpret_cast<__m256i*>(out);
    const __m256i number = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    const __m256i beyond = _mm256_cmpgt_epi32(number, _mm256_set1_epi32(static_cast<int>(n) - 1));
    __m256i v = _mm256_or_si256(_mm256_loadu_si256(at), beyond);
    v = met<0b10101010>(v, _mm256_setr_epi32(1, 0, 3, 2, 5, 4, 7, 6));
    v = met<0b11001100>(v, _mm256_setr_epi32(2, 3, 0, 1, 6, 7, 4, 5));
    v = met<0b01000100>(v, _mm256_setr_epi32(0, 2, 1, 3, 4, 6, 5, 7));
    v = met<0b11110000>(v, _mm256_setr_epi32(4, 5, 6, 7, 0, 1, 2, 3));
    v = met<0b00110000>(v, _mm256_setr_epi32(0, 1, 4, 5, 2, 3, 6, 7));
    v = met<0b01010100>(v, _mm256_setr_epi32(0, 2, 1, 4, 3, 6, 5, 7));
    _mm256_storeu_si256(at, v);
}

/// Ascending, each once.
WRIT_TARGET inline std::uint32_t in_order(const tables& t, std::uint32_t* out, std::uint32_t n) noexcept {
    if (t.sorted) return n;
    if (n <= 8) sort_few(out, n);
    else std::sort(out, out + n);
    return t.overlapping ? static_cast<std::uint32_t>(std::unique(out, out + n) - out) : n;
}

template <bool Two>
WRIT_TARGET std::uint32_t all(const tables& t, const lane_line* c, std::uint32_t* out) noexcept {
    const registers<Two> r = read<Two>(t, c);
    std::uint32_t n = 0;
    for (const section& s : t.rest) n += collect_by_kernel<Two>[s.kernel](run_of(t, s, s.runs[0]), r, out + n);
    for_anchored(t, c, [&](const section& s, const blocks& b) WRIT_TARGET {
        n += collect_by_kernel<Two>[s.kernel](b, r, out + n);
    });
    return in_order(t, out, n);
}

template <std::size_t Kernel, bool Two>
WRIT_TARGET std::uint32_t all_of_one(const tables& t, const lane_line* c, std::uint32_t* out) noexcept {
    return in_order(t, out, collect<Kernel, Two>(run_of(t, t.rest[0], t.rest[0].runs[0]), read<Two>(t, c), out));
}

template <bool Two, std::size_t... Kernel>
constexpr auto firsts_of_one(std::index_sequence<Kernel...>) {
    return std::array<first_of, sizeof...(Kernel)>{first_of_one<Kernel, Two>...};
}
template <bool Two, std::size_t... Kernel>
constexpr auto alls_of_one(std::index_sequence<Kernel...>) {
    return std::array<all_of, sizeof...(Kernel)>{all_of_one<Kernel, Two>...};
}

template <bool Two>
first_of first_for(const tables& t) noexcept {
    static constexpr auto of_one = firsts_of_one<Two>(std::make_index_sequence<menu.size()>());
    return t.anchored.empty() && t.rest.size() == 1 ? of_one[t.rest[0].kernel] : first<Two>;
}
template <bool Two>
all_of all_for(const tables& t) noexcept {
    static constexpr auto of_one = alls_of_one<Two>(std::make_index_sequence<menu.size()>());
    return t.anchored.empty() && t.rest.size() == 1 ? of_one[t.rest[0].kernel] : all<Two>;
}

}  // namespace writ::classify::planes_detail::WRIT_LEVEL

#undef WRIT_LEVEL
#undef WRIT_TARGET
#undef WRIT_VECTOR
