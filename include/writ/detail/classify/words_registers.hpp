// What is done otherwise at each level of instructions: a case in registers, the tests of a word, lists of numbers. Included once for
// each by words_kernel.hpp, which says what is made of it.

namespace writ::classify::words_detail::WRIT_LEVEL {

#if WRIT_VECTOR > 16

WRIT_HELPER __m256i half_line(const void* at, int half) noexcept {
    return _mm256_loadu_si256(static_cast<const __m256i*>(at) + half);
}

/// How many cuts of each cell are not above its value.
WRIT_HELPER __m256i count(const few_cuts& few, __m256i values) noexcept {
    const __m256i lowest = _mm256_set1_epi32(std::numeric_limits<std::int32_t>::min());
    const __m256i v = _mm256_xor_si256(_mm256_min_epu32(values, _mm256_set1_epi32(-2)), lowest);  // no pad is as low
    __m256i out[] = {_mm256_set1_epi32(static_cast<int>(few.cuts.size())), _mm256_setzero_si256()};
    for (std::size_t k = 0; k < few.cuts.size(); k += 2)
        for (std::size_t i = 0; i < 2; ++i)
            out[i] = _mm256_add_epi32(out[i], _mm256_cmpgt_epi32(half_line(few.cuts[k + i].data(), 0), v));
    return _mm256_add_epi32(out[0], out[1]);
}

#endif

#if WRIT_VECTOR == 64

/// The lanes of a case.
template <bool Two>
struct registers {
    __m512i one, two;
};

WRIT_HELPER __m512i gather(const std::vector<line_pick>& picks, const lane_line* c) noexcept {
    __m512i out = _mm512_setzero_si512();
    for (const line_pick& p : picks)
        out = _mm512_mask_permutexvar_epi16(out, p.keep, _mm512_load_si512(p.from), _mm512_load_si512(c + p.line));
    return out;
}

WRIT_HELPER __m512i source(const case_register& from, const lane_line* c) noexcept {
    return from.picks.empty() ? _mm512_load_si512(c + from.line) : gather(from.picks, c);
}

/// The lines of a case as they are.
template <bool Two>
WRIT_HELPER registers<Two> lines(const tables& t, const lane_line* c) noexcept {
    registers<Two> r{_mm512_load_si512(c + t.registers[0].line), {}};
    if constexpr (Two) r.two = _mm512_load_si512(c + t.registers[1].line);
    return r;
}

/// The numbers of cells with few cuts, of 32 bits each.
WRIT_HELPER __m512i numbers_of(const few_cuts& few, const lane_line* c) noexcept {
    return _mm512_zextsi256_si512(count(few, _mm512_castsi512_si256(gather(few.picks, c))));
}

/// Puts the numbers of cells with few cuts in their places.
WRIT_HELPER __m512i with_counted(const case_register& from, __m512i counted, const lane_line* c) noexcept {
    const number_pick& p = from.counted;
    return _mm512_mask_permutexvar_epi16(source(from, c), p.keep, _mm512_load_si512(p.from), counted);
}

/// Puts the numbers of wide cells in their places.
WRIT_HELPER __m512i with_numbers(__m512i r, const tables& t, const lane_line* c, std::size_t i,
                                 std::size_t end) noexcept {
    for (; i < end; ++i) {
        const auto n = static_cast<short>(search::WRIT_LEVEL::number_of(t.wides[i], t, c));
        r = _mm512_mask_set1_epi16(r, std::uint32_t{1} << t.wide_places[i] % lanes_of_line, n);
    }
    return r;
}

template <bool Two>
WRIT_HELPER registers<Two> read(const tables& t, const lane_line* c) noexcept {
    registers<Two> r{};
    if (!t.few.picks.empty()) {
        const __m512i counted = numbers_of(t.few, c);
        r.one = with_counted(t.registers[0], counted, c);
        if constexpr (Two) r.two = with_counted(t.registers[1], counted, c);
        return r;
    }
    const std::size_t end = t.wides.size(), first = Two ? t.wides_in_first : end;
    r.one = with_numbers(source(t.registers[0], c), t, c, 0, first);
    if constexpr (Two) r.two = with_numbers(source(t.registers[1], c), t, c, first, end);
    return r;
}

/// Adds bits.
template <bool Two>
WRIT_HELPER void add(const lane_line* bits, registers<Two>& to) noexcept {
    to.one = _mm512_or_si512(to.one, _mm512_load_si512(bits));
    if constexpr (Two) to.two = _mm512_or_si512(to.two, _mm512_load_si512(bits + 1));
}

/// What a case is with other values where it does not give any.
template <bool Two>
WRIT_HELPER registers<Two> completed(const registers<Two>& given, const registers<Two>& open,
                                     const registers<Two>& with) noexcept {
    constexpr int given_unless_open_or_with = 0b10101110;
    registers<Two> out{_mm512_ternarylogic_epi64(open.one, given.one, with.one, given_unless_open_or_with), {}};
    if constexpr (Two) out.two = _mm512_ternarylogic_epi64(open.two, given.two, with.two, given_unless_open_or_with);
    return out;
}

/// A mask in a general register, and no compiler's idea to keep it elsewhere: in mask registers each word would wait for the
/// one before, which takes three times as long.
WRIT_HELPER std::uint32_t general(__mmask32 m) noexcept {
    std::uint32_t out = _cvtmask32_u32(m);
    asm("" : "+r"(out));
    return out;
}

/// The values that a word asks for, the bits of them that count.
template <bool Two>
WRIT_HELPER __m512i counted(const word& w, const registers<Two>& r) noexcept {
    const __m512i at = _mm512_load_si512(&w.at);
    const __m512i values = Two ? _mm512_permutex2var_epi16(r.one, at, r.two) : _mm512_permutexvar_epi16(at, r.one);
    return _mm512_and_si512(values, _mm512_load_si512(&w.bits));
}

/// Which tests of a word fail.
template <bool Two>
WRIT_HELPER std::uint32_t tests_failed(const word& w, const registers<Two>& r) noexcept {
    const __m512i above = _mm512_sub_epi16(counted<Two>(w, r), _mm512_load_si512(&w.low));
    return general(_mm512_cmpgt_epu16_mask(above, _mm512_load_si512(&w.width)));
}

/// Which tests of the only word fail.
template <bool Two>
WRIT_HELPER std::uint32_t tests_failed(const tables& t, const lane_line* c) noexcept {
    return tests_failed<Two>(t.only.tests, lines<Two>(t, c));
}

/// Which tests of a word ask for something that is not zero.
template <bool Two>
WRIT_HELPER std::uint32_t tests_touched(const word& w, const registers<Two>& r) noexcept {
    const __m512i values = counted<Two>(w, r);
    return general(_mm512_test_epi16_mask(values, values));
}

/// Writes rules of a word; up to sixteen numbers may be overwritten. @return how many
WRIT_HELPER std::uint32_t write_down(const word& w, std::uint32_t matching, std::uint32_t* out) noexcept {
    const std::uint32_t found = _pext_u32(matching, w.lasts);
    // The line of the ids starts with `lasts`.
    const auto which = static_cast<__mmask16>(found << 1);
    _mm512_storeu_si512(out, _mm512_maskz_compress_epi32(which, _mm512_load_si512(&w.lasts)));
    return static_cast<std::uint32_t>(_mm_popcnt_u32(found));
}

#elif WRIT_VECTOR == 32

/// The lanes of a case: the low and the high bytes of sixteen in each register, twice.
template <bool Two>
struct registers {
    __m256i low[Two ? 4 : 2], high[Two ? 4 : 2];
};

/// The low and the high bytes of 32 lanes.
struct line_bytes {
    __m256i low, high;
};

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

WRIT_HELPER line_bytes source(const case_register& from, const lane_line* c) noexcept {
    return from.picks.empty() ? bytes_of(c + from.line) : gather(from.picks, c);
}

template <bool Two>
WRIT_HELPER registers<Two> registers_of(const line_bytes* lines) noexcept {
    registers<Two> r;
    for (int i = 0; i < (Two ? 2 : 1); ++i) {
        repeat(lines[i].low, r.low + 2 * i);
        repeat(lines[i].high, r.high + 2 * i);
    }
    return r;
}

/// The lines of a case as they are.
template <bool Two>
WRIT_HELPER registers<Two> lines(const tables& t, const lane_line* c) noexcept {
    line_bytes out[2] = {bytes_of(c + t.registers[0].line), {}};
    if constexpr (Two) out[1] = bytes_of(c + t.registers[1].line);
    return registers_of<Two>(out);
}

/// Puts the number of a wide cell in its place.
WRIT_HELPER void put_number(std::uint32_t n, std::uint32_t place, line_bytes& into) noexcept {
    alignas(32) static constexpr std::array<std::uint8_t, 32> places = [] {
        std::array<std::uint8_t, 32> out{};
        for (std::uint8_t i = 0; i < 32; ++i) out[i] = i;
        return out;
    }();
    const __m256i here = _mm256_cmpeq_epi8(half_line(places.data(), 0), _mm256_set1_epi8(static_cast<char>(place)));
    into.low = _mm256_blendv_epi8(into.low, _mm256_set1_epi8(static_cast<char>(n)), here);
    into.high = _mm256_blendv_epi8(into.high, _mm256_set1_epi8(static_cast<char>(n >> 8)), here);
}

/// The numbers of cells with few cuts, of 16 bits each, twice.
WRIT_HELPER __m256i numbers_of(const few_cuts& few, const lane_line* c) noexcept {
    const line_bytes values = gather(few.picks, c);
    const __m128i low = _mm256_castsi256_si128(values.low), high = _mm256_castsi256_si128(values.high);
    const __m256i n = count(few, _mm256_set_m128i(_mm_unpackhi_epi8(low, high), _mm_unpacklo_epi8(low, high)));
    return _mm256_permute4x64_epi64(_mm256_packus_epi32(n, n), 0b10001000);
}

/// Puts the numbers of cells with few cuts in their places: each is less than a byte.
WRIT_HELPER void put_counted(const number_pick& p, __m256i counted, line_bytes& into) noexcept {
    const __m256i at = packed(half_line(p.from, 0), half_line(p.from, 1));
    into.low = _mm256_blendv_epi8(_mm256_shuffle_epi8(counted, at), into.low, at);
    into.high = _mm256_blendv_epi8(_mm256_setzero_si256(), into.high, at);
}

template <bool Two>
WRIT_HELPER registers<Two> read(const tables& t, const lane_line* c) noexcept {
    line_bytes lines[2] = {source(t.registers[0], c), {}};
    if constexpr (Two) lines[1] = source(t.registers[1], c);
    if (!t.few.picks.empty()) {
        const __m256i counted = numbers_of(t.few, c);
        put_counted(t.registers[0].counted, counted, lines[0]);
        if constexpr (Two) put_counted(t.registers[1].counted, counted, lines[1]);
        return registers_of<Two>(lines);
    }
    for (std::size_t i = 0; i < t.wides.size(); ++i) {
        const std::uint32_t n = search::WRIT_LEVEL::number_of(t.wides[i], t, c), place = t.wide_places[i];
        put_number(n, place % lanes_of_line, lines[Two ? place / lanes_of_line : 0]);
    }
    return registers_of<Two>(lines);
}

/// Adds bits.
template <bool Two>
WRIT_HELPER void add(const lane_line* bits, registers<Two>& to) noexcept {
    const line_bytes bytes[2] = {bytes_of(bits), bytes_of(bits + 1)};
    const registers<Two> r = registers_of<Two>(bytes);
    for (int i = 0; i < (Two ? 4 : 2); ++i) {
        to.low[i] = _mm256_or_si256(to.low[i], r.low[i]);
        to.high[i] = _mm256_or_si256(to.high[i], r.high[i]);
    }
}

/// What a case is with other values where it does not give any.
template <bool Two>
WRIT_HELPER registers<Two> completed(const registers<Two>& given, const registers<Two>& open,
                                     const registers<Two>& with) noexcept {
    registers<Two> out;
    for (int i = 0; i < (Two ? 4 : 2); ++i) {
        out.low[i] = _mm256_or_si256(_mm256_andnot_si256(open.low[i], given.low[i]), with.low[i]);
        out.high[i] = _mm256_or_si256(_mm256_andnot_si256(open.high[i], given.high[i]), with.high[i]);
    }
    return out;
}

/// The values of the lanes at 16 places.
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

/// The values that 16 tests ask for, the bits of them that count.
template <bool Two>
WRIT_HELPER __m256i counted(const word& w, const registers<Two>& r, int half) noexcept {
    return _mm256_and_si256(values<Two>(r, half_line(&w.at, half)), half_line(&w.bits, half));
}

/// Which of 16 tests pass, of whose values those bits are left that count: all bits of their lanes, or none.
WRIT_HELPER __m256i tests_passed(const word& w, __m256i counted, int half) noexcept {
    const __m256i above = _mm256_sub_epi16(counted, half_line(&w.low, half));
    return _mm256_cmpeq_epi16(_mm256_min_epu16(above, half_line(&w.width, half)), above);
}

/// A bit for each of 32 lanes that has none.
WRIT_HELPER std::uint32_t lanes_without(__m256i first, __m256i second) noexcept {
    const __m256i both = _mm256_permute4x64_epi64(_mm256_packs_epi16(first, second), 0b11011000);
    return ~static_cast<std::uint32_t>(_mm256_movemask_epi8(both));
}

/// Which tests of a word fail.
template <bool Two>
WRIT_HELPER std::uint32_t tests_failed(const word& w, const registers<Two>& r) noexcept {
    return lanes_without(tests_passed(w, counted<Two>(w, r, 0), 0), tests_passed(w, counted<Two>(w, r, 1), 1));
}

/// Which tests of the only word fail. Of lines as they are, both bytes of a value are moved at once.
template <bool>
WRIT_HELPER std::uint32_t tests_failed(const tables& t, const lane_line* c) noexcept {
    const word& w = t.only.tests;
    __m256i values[] = {_mm256_setzero_si256(), _mm256_setzero_si256()}, passed[2];
    for (const case_piece& p : t.only.pieces()) {
        const auto* const at = reinterpret_cast<const __m128i*>(c->lane + p.lane);
        const __m256i piece = _mm256_broadcastsi128_si256(_mm_load_si128(at));
        for (int i = 0; i < 2; ++i)
            values[i] = _mm256_or_si256(values[i], _mm256_shuffle_epi8(piece, half_line(&p.bytes, i)));
    }
    for (int i = 0; i < 2; ++i) passed[i] = tests_passed(w, _mm256_and_si256(values[i], half_line(&w.bits, i)), i);
    return lanes_without(passed[0], passed[1]);
}

/// Which tests of a word ask for something that is not zero.
template <bool Two>
WRIT_HELPER std::uint32_t tests_touched(const word& w, const registers<Two>& r) noexcept {
    const __m256i zero = _mm256_setzero_si256();
    return lanes_without(_mm256_cmpeq_epi16(counted<Two>(w, r, 0), zero),
                         _mm256_cmpeq_epi16(counted<Two>(w, r, 1), zero));
}

/// Writes rules of a word; up to sixteen numbers may be overwritten. @return how many
WRIT_HELPER std::uint32_t write_down(const word& w, std::uint32_t matching, std::uint32_t* out) noexcept {
    // The line of the ids starts with `lasts`.
    const std::uint32_t found = _pext_u32(matching, w.lasts) << 1;
    const std::uint32_t* const start = out;
#pragma GCC unroll 2
    for (int i = 0; i < 2; ++i) {
        const std::uint32_t eight = found >> 8 * i & 0xff;
        const std::uint64_t bytes = _pext_u64(0x0706050403020100, _pdep_u64(eight, 0x0101010101010101) * 0xff);
        const __m256i which = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128(static_cast<long long>(bytes)));
        const __m256i from = half_line(&w.lasts, i);
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), _mm256_permutevar8x32_epi32(from, which));
        out += _mm_popcnt_u32(eight);
    }
    return static_cast<std::uint32_t>(out - start);
}

#else

/// The lanes of a case.
template <bool Two>
struct registers {
    std::uint16_t lane[Two ? 64 : 32];
};

inline void source(const case_register& from, const lane_line* c, std::uint16_t* to) noexcept {
    if (from.picks.empty()) std::copy_n(c[from.line].lane, lanes_of_line, to);
    for (const line_pick& p : from.picks)
        for (std::uint32_t i = 0; i < lanes_of_line; ++i)
            if ((p.keep >> i & 1) != 0) to[i] = c[p.line].lane[p.from[i]];
}

/// The lines of a case as they are.
template <bool Two>
inline registers<Two> lines(const tables& t, const lane_line* c) noexcept {
    registers<Two> r;
    for (int i = 0; i < (Two ? 2 : 1); ++i)
        std::copy_n(c[t.registers[i].line].lane, lanes_of_line, r.lane + static_cast<std::size_t>(i) * lanes_of_line);
    return r;
}

template <bool Two>
inline registers<Two> read(const tables& t, const lane_line* c) noexcept {
    registers<Two> r;
    source(t.registers[0], c, r.lane);
    if constexpr (Two) source(t.registers[1], c, r.lane + lanes_of_line);
    for (std::size_t i = 0; i < t.wides.size(); ++i)
        r.lane[t.wide_places[i]] = static_cast<std::uint16_t>(search::WRIT_LEVEL::number_of(t.wides[i], t, c));
    return r;
}

/// Adds bits.
template <bool Two>
inline void add(const lane_line* bits, registers<Two>& to) noexcept {
    for (std::uint32_t i = 0; i < std::size(to.lane); ++i) {
        const std::uint16_t more = bits[i / lanes_of_line].lane[i % lanes_of_line];
        to.lane[i] = static_cast<std::uint16_t>(to.lane[i] | more);
    }
}

/// What a case is with other values where it does not give any.
template <bool Two>
inline registers<Two> completed(const registers<Two>& given, const registers<Two>& open,
                                const registers<Two>& with) noexcept {
    registers<Two> out;
    for (std::size_t i = 0; i < std::size(out.lane); ++i)
        out.lane[i] = static_cast<std::uint16_t>((given.lane[i] & ~open.lane[i]) | with.lane[i]);
    return out;
}

/// The value that a test asks for, the bits of it that count.
template <bool Two>
inline std::uint32_t counted(const word& w, const registers<Two>& r, std::uint32_t i) noexcept {
    // Places have names here: within larger expressions g++ 12 checks another one.
    const std::uint32_t place = w.at.lane[i] % lanes_of_line + (Two ? w.at.lane[i] & lanes_of_line : 0u);
    const std::uint32_t value = r.lane[place];
    return value & w.bits.lane[i];
}

/// Which tests of a word fail.
template <bool Two>
inline std::uint32_t tests_failed(const word& w, const registers<Two>& r) noexcept {
    std::uint32_t out = 0;
    for (std::uint32_t i = 0; i < tests_of_word; ++i) {
        const std::uint32_t above = counted<Two>(w, r, i) - w.low.lane[i];
        if ((above & 0xffff) > w.width.lane[i]) out |= 1u << i;
    }
    return out;
}

/// Which tests of the only word fail.
template <bool Two>
inline std::uint32_t tests_failed(const tables& t, const lane_line* c) noexcept {
    return tests_failed<Two>(t.only.tests, lines<Two>(t, c));
}

/// Which tests of a word ask for something that is not zero.
template <bool Two>
inline std::uint32_t tests_touched(const word& w, const registers<Two>& r) noexcept {
    std::uint32_t out = 0;
    for (std::uint32_t i = 0; i < tests_of_word; ++i) out |= (counted<Two>(w, r, i) != 0 ? 1u : 0u) << i;
    return out;
}

/// The number, among the rules of a word, of the first that matches; how many there are if none does.
inline std::uint32_t number_of_first(const word& w, std::uint32_t matching) noexcept {
    return static_cast<std::uint32_t>(std::popcount(w.lasts & ~matching & (matching - 1)));
}

/// The first of the rules of a word, or `nothing`.
inline std::uint32_t first_in(const word& w, std::uint32_t matching) noexcept {
    return w.ids[number_of_first(w, matching)];
}

/// Which of the rules of a word match, the first the lowest bit.
inline std::uint32_t set_in(const word& w, std::uint32_t matching) noexcept {
    std::uint32_t out = 0;
    for (std::uint32_t found = matching; found != 0; found &= found - 1) out |= 1u << number_of_first(w, found);
    return out;
}

/// Writes rules of a word. @return how many
inline std::uint32_t write_down(const word& w, std::uint32_t matching, std::uint32_t* out) noexcept {
    std::uint32_t n = 0;
    for (std::uint32_t found = matching; found != 0; found &= found - 1) out[n++] = first_in(w, found);
    return n;
}

/// Writes `first` and as many numbers after it.
inline void count_up(std::uint32_t first, std::uint32_t count, std::uint32_t* out) noexcept {
    for (std::uint32_t i = 0; i < count; ++i) out[i] = first + i;
}

inline void sort(std::uint32_t* out, std::uint32_t n) noexcept { std::sort(out, out + n); }
inline void write_again(std::uint32_t*, std::uint32_t) noexcept {}

#endif

#if WRIT_VECTOR > 16

/// Which of the rules of a word match, the first the lowest bit.
WRIT_HELPER std::uint32_t set_in(const word& w, std::uint32_t matching) noexcept {
    return _pext_u32(matching, w.lasts);
}

/// The first of the rules of a word, or `nothing`.
WRIT_HELPER std::uint32_t first_in(const word& w, std::uint32_t matching) noexcept {
    return w.ids[_tzcnt_u32(set_in(w, matching) | 1u << rules_of_word)];
}

/// Writes `first` and as many numbers after it, and a few beyond: few of them all take the same time.
WRIT_TARGET inline void count_up(std::uint32_t first, std::uint32_t count, std::uint32_t* out) noexcept {
    std::uint32_t i = 0;
    do {
        const __m256i next = _mm256_set1_epi32(static_cast<int>(first + i));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + i),
                            _mm256_add_epi32(next, _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7)));
    } while ((i += 8) < count);
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

WRIT_TARGET inline void sort(std::uint32_t* out, std::uint32_t n) noexcept {
    n <= 8 ? sort_few(out, n) : std::sort(out, out + n);
}

/// Writes numbers once more, eight at a time: those that were written as registers that overlap are slow to read one by one.
WRIT_TARGET inline void write_again(std::uint32_t* out, std::uint32_t n) noexcept {
    std::uint32_t i = 0;
    do {
        auto* const at = reinterpret_cast<__m256i*>(out + i);
        __m256i eight = _mm256_loadu_si256(at);
        asm volatile("" : "+x"(eight));  // no compiler is to find that nothing changes
        _mm256_storeu_si256(at, eight);
    } while ((i += 8) < n);
}

#endif

}  // namespace writ::classify::words_detail::WRIT_LEVEL
