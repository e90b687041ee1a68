// Matching slices, for one level of instructions. Included once for each by impl/classify/slices.ipp, through Highway.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace writ::classify::slices_detail::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// ------------------------------------------------------------------ literals

/// Distances from `base`, in fewer bytes.
template <class From, class To>
HWY_INLINE void narrow(const void* data, std::uint64_t base, void* into) {
    const hn::CappedTag<From, 64> d;
    const hn::Rebind<To, decltype(d)> to;
    const auto* values = static_cast<const From*>(data);
    auto* out = static_cast<To*>(into);
    const auto low = hn::Set(d, static_cast<From>(base));
    for (std::size_t i = 0; i < rows_of_slice; i += hn::Lanes(d)) {
        const auto distance = hn::Sub(hn::LoadU(d, values + i), low);
        if constexpr (sizeof(From) == sizeof(To)) hn::StoreU(distance, d, out + i);
        else hn::StoreU(hn::TruncateTo(to, distance), to, out + i);
    }
}

/// Tells the processor that the next slice will be wanted: it does not look so far ahead in so many places by itself.
HWY_INLINE void fetch_next(const source& s, const void* data) {
    const std::size_t bytes = s.from == 0 ? rows_of_slice / 8 : rows_of_slice * s.from;
    const auto next = reinterpret_cast<std::uintptr_t>(data) + bytes;
    for (std::size_t i = 0; i < bytes; i += 64) __builtin_prefetch(reinterpret_cast<const void*>(next + i), 0, 1);
}

/// The values of a source as they are compared.
inline const void* prepared(const source& s, const void* data, room& in) {
    if (s.as_it_is) return data;
    switch (s.from * 16 + s.to) {
        case 0x11: narrow<std::uint8_t, std::uint8_t>(data, s.base, in.values); break;
        case 0x21: narrow<std::uint16_t, std::uint8_t>(data, s.base, in.values); break;
        case 0x22: narrow<std::uint16_t, std::uint16_t>(data, s.base, in.values); break;
        case 0x41: narrow<std::uint32_t, std::uint8_t>(data, s.base, in.values); break;
        case 0x42: narrow<std::uint32_t, std::uint16_t>(data, s.base, in.values); break;
        case 0x44: narrow<std::uint32_t, std::uint32_t>(data, s.base, in.values); break;
        case 0x81: narrow<std::uint64_t, std::uint8_t>(data, s.base, in.values); break;
        case 0x82: narrow<std::uint64_t, std::uint16_t>(data, s.base, in.values); break;
        case 0x84: narrow<std::uint64_t, std::uint32_t>(data, s.base, in.values); break;
        default: narrow<std::uint64_t, std::uint64_t>(data, s.base, in.values); break;
    }
    return in.values;
}

/// Writes a bit for each of 512 values: what `test` says of it.
template <class Number, class Test>
HWY_INLINE void test_all(const Number* HWY_RESTRICT values, slice& out, const Test& test) {
    const hn::CappedTag<Number, 64> d;
    constexpr std::size_t lanes = hn::MaxLanes(hn::CappedTag<Number, 64>());
    auto* bytes = reinterpret_cast<std::uint8_t*>(out.words);
    if constexpr (lanes >= 8) {
        HWY_UNROLL(8)
        for (std::size_t i = 0; i < rows_of_slice; i += lanes)
            hn::StoreMaskBits(d, test(d, hn::LoadU(d, values + i)), bytes + i / 8);
    } else {
        for (std::size_t i = 0; i < rows_of_slice; i += 8) {
            unsigned byte = 0;
            for (std::size_t k = 0; k < 8; k += lanes) {
                std::uint8_t part[8] = {};
                hn::StoreMaskBits(d, test(d, hn::LoadU(d, values + i + k)), part);
                byte |= static_cast<unsigned>(part[0]) << k;
            }
            bytes[i / 8] = static_cast<std::uint8_t>(byte);
        }
    }
}

template <class Number>
void compare(const program& p, const source& s, const void* data, slice* literals) {
    const auto* values = static_cast<const Number*>(data);
    std::uint32_t at = s.first;
    const auto operand = [&] { return static_cast<Number>(p.operands[at]); };
    for (std::uint32_t i = 0; i < s.equals; ++i, ++at)
        test_all(values, literals[at], [&](auto d, auto v) HWY_ATTR { return hn::Eq(v, hn::Set(d, operand())); });
    for (std::uint32_t i = 0; i < s.cuts; ++i, ++at) {
        const auto below = static_cast<Number>(operand() - 1);
        test_all(values, literals[at], [&](auto d, auto v) HWY_ATTR { return hn::Gt(v, hn::Set(d, below)); });
    }
    for (std::uint32_t i = 0; i < s.members; ++i, ++at)
        test_all(values, literals[at], [&](auto d, auto v) HWY_ATTR { return hn::TestBit(v, hn::Set(d, operand())); });
}

template <class Number>
HWY_INLINE void outside_of(const void* data, std::uint64_t low, std::uint64_t width, slice& out) {
    test_all(static_cast<const Number*>(data), out, [&](auto d, auto v) HWY_ATTR {
        const auto distance = hn::Sub(v, hn::Set(d, static_cast<Number>(low)));
        return hn::Gt(distance, hn::Set(d, static_cast<Number>(width)));
    });
}

/// Values more than `width` above `low`.
void outside(const void* data, std::size_t bytes, std::uint64_t low, std::uint64_t width, slice& out) {
    switch (bytes) {
        case 1: outside_of<std::uint8_t>(data, low, width, out); break;
        case 2: outside_of<std::uint16_t>(data, low, width, out); break;
        case 4: outside_of<std::uint32_t>(data, low, width, out); break;
        default: outside_of<std::uint64_t>(data, low, width, out); break;
    }
}

inline void work_out(const program& p, const source& s, const void* data, room& in) {
    slice* literals = in.literals.data();
    fetch_next(s, data);
    if (s.from == 0) {
        std::memcpy(literals[s.first].words, data, sizeof(slice));
        return;
    }
    const void* values = prepared(s, data, in);
    switch (s.to) {
        case 1: compare<std::uint8_t>(p, s, values, literals); break;
        case 2: compare<std::uint16_t>(p, s, values, literals); break;
        case 4: compare<std::uint32_t>(p, s, values, literals); break;
        default: compare<std::uint64_t>(p, s, values, literals); break;
    }
}

// ------------------------------------------------------------------ rules

using bits_tag = hn::CappedTag<std::uint64_t, 8>;
inline constexpr std::size_t bits_step = hn::MaxLanes(bits_tag());

alignas(64) inline constexpr std::uint64_t flips[2][8] = {{}, {~0ull, ~0ull, ~0ull, ~0ull, ~0ull, ~0ull, ~0ull, ~0ull}};

struct matcher {
    const program& p;
    const slice* literals;
    const bits_tag d{};

    HWY_INLINE auto literal(reference r, std::size_t w) const {
        return hn::Xor(hn::Load(d, literals[r >> 1].words + w), hn::Load(d, flips[r & 1]));
    }
    /// Rows where all of these hold.
    HWY_INLINE auto all(const run& of, std::size_t w) const {
        const reference* r = p.references.data() + of.first;
        auto m = literal(*r, w);
        for (std::uint32_t i = 1; i < of.count; ++i) m = hn::And(m, literal(r[i], w));
        return m;
    }
    HWY_INLINE auto any(const run& of, std::size_t w) const {
        const reference* r = p.references.data() + of.first;
        auto m = literal(*r, w);
        for (std::uint32_t i = 1; i < of.count; ++i) m = hn::Or(m, literal(r[i], w));
        return m;
    }
    /// Rows that a rule matches, of those from word `w` on that a vector holds.
    HWY_INLINE auto rule(std::size_t place, std::size_t w) const {
        const run& of = p.rules[place];
        if (HWY_UNLIKELY(of.count == 0)) return hn::Zero(d);
        auto m = all(p.ways[of.first], w);
        for (std::uint32_t i = 1; HWY_UNLIKELY(i < of.count); ++i) m = hn::Or(m, all(p.ways[of.first + i], w));
        return m;
    }
};

inline void work_out_unions(const program& p, room& in) {
    const matcher m{p, in.literals.data()};
    slice* out = in.literals.data() + p.places - p.unions.size();
    for (const run& u : p.unions) {
        for (std::size_t w = 0; w < 8; w += bits_step) hn::Store(m.any(u, w), m.d, out->words + w);
        ++out;
    }
}

/// Puts numbers together from their bits, and adds one where `one` has a bit.
inline void gather_codes(const slice* planes, std::size_t bits, const slice& one, std::uint32_t* codes) {
    alignas(64) std::uint16_t out[rows_of_slice];
    const hn::CappedTag<std::uint16_t, 32> d;
    constexpr std::size_t lanes = hn::MaxLanes(hn::CappedTag<std::uint16_t, 32>());
    if constexpr (lanes >= 8) {
        for (std::size_t i = 0; i < rows_of_slice; i += lanes) {
            const auto picked = [&](const slice& from, unsigned number) HWY_ATTR {
                const auto* bytes = reinterpret_cast<const std::uint8_t*>(from.words) + i / 8;
                return hn::IfThenElseZero(hn::LoadMaskBits(d, bytes), hn::Set(d, static_cast<std::uint16_t>(number)));
            };
            auto code = picked(one, 1);
            for (std::size_t b = 0; b < bits; ++b) code = hn::Add(code, picked(planes[b], 1u << b));
            hn::StoreU(code, d, out + i);
        }
    } else {
        for (std::size_t i = 0; i < rows_of_slice; ++i) {
            unsigned code = one.has(i) ? 1 : 0;
            for (std::size_t b = 0; b < bits; ++b) code += planes[b].has(i) ? 1u << b : 0;
            out[i] = static_cast<std::uint16_t>(code);
        }
    }
    for (std::size_t i = 0; i < rows_of_slice; ++i) codes[i] = out[i];
}

/// The first rule of each row. Places are kept bit by bit, eight rules at a time: the lower three bits of their places are
/// the same in every eight.
template <bool Only>
void match_first(const program& p, const slice& of, room& in, slice_matches& out) {
    const matcher m{p, in.literals.data()};
    const std::size_t count = p.rules.size();
    const auto bits = HWY_MAX(std::size_t{3}, static_cast<std::size_t>(std::bit_width(count)));
    slice* const planes = in.planes;
    std::memset(static_cast<void*>(planes), 0, bits * sizeof(slice));
    slice seen, several, exceptional;
    for (std::size_t w = 0; w < 8; w += bits_step) {
        const auto asked = hn::Load(m.d, of.words + w);
        auto before = hn::Zero(m.d), twice = before, special = before;
        for (std::size_t eight = 0; eight < count; eight += 8) {
            auto all = hn::Zero(m.d), bit0 = all, bit1 = all, bit2 = all;
            const std::size_t last = HWY_MIN(count, eight + 8);
            for (std::size_t r = eight; r < last; ++r) {
                const auto match = hn::And(m.rule(r, w), asked);
                const auto is_new = hn::AndNot(before, match);
                if constexpr (Only) twice = hn::Or(twice, hn::And(before, match));
                before = hn::Or(before, match);
                if (HWY_UNLIKELY(p.exceptional[r] != 0)) special = hn::Or(special, is_new);
                all = hn::Or(all, is_new);
                if ((r & 1) != 0) bit0 = hn::Or(bit0, is_new);
                if ((r & 2) != 0) bit1 = hn::Or(bit1, is_new);
                if ((r & 4) != 0) bit2 = hn::Or(bit2, is_new);
            }
            const auto add = [&](std::size_t bit, auto rows) HWY_ATTR {
                auto* to = planes[bit].words + w;
                hn::Store(hn::Or(hn::Load(m.d, to), rows), m.d, to);
            };
            add(0, bit0), add(1, bit1), add(2, bit2);
            for (std::size_t above = eight >> 3; above != 0; above &= above - 1)
                add(3 + static_cast<std::size_t>(std::countr_zero(above)), all);
        }
        hn::Store(before, m.d, seen.words + w);
        hn::Store(twice, m.d, several.words + w);
        hn::Store(special, m.d, exceptional.words + w);
    }
    out.several = several;
    out.exceptional = exceptional;
    gather_codes(planes, bits, seen, out.codes);
}

inline void match_set(const program& p, const slice& of, room& in, slice_matches& out) {
    const matcher m{p, in.literals.data()};
    for (std::size_t r = 0; r < p.rules.size(); ++r)
        for (std::size_t w = 0; w < 8; w += bits_step)
            hn::Store(hn::And(m.rule(r, w), hn::Load(m.d, of.words + w)), m.d, in.planes[r].words + w);
    out.several = out.exceptional = {};
    gather_codes(in.planes, p.rules.size(), {}, out.codes);
}

/// Takes words of rows apart, without a branch for where a word ends: the next one is at hand when it does, and the one
/// after it is on its way.
inline void list_rows(const word_list& from, std::size_t count, const program& p, slice_matches& out) {
    const std::uint64_t* at = from.words;
    const std::uint32_t* tag = from.tags;
    const std::uint64_t* const end = from.words + count;
    std::uint32_t* pair = out.pairs.data() + out.pair_count;
    std::uint64_t word = at[0], next = at[1], after = at[2];
    while (at != end) {
        const std::uint32_t one = *tag + static_cast<std::uint32_t>(std::countr_zero(word));
        *pair++ = one;
        out.totals[one % rows_of_slice] += p.totals[one / rows_of_slice];
        word &= word - 1;
        const std::size_t done = word == 0 ? 1 : 0;
        const std::uint64_t take = 0 - static_cast<std::uint64_t>(done);
        word |= next & take;
        next ^= (next ^ after) & take;
        at += done;
        tag += done;
        after = at[2];
    }
    out.pair_count = static_cast<std::uint32_t>(pair - out.pairs.data());
}

inline void match_list(const program& p, const slice& of, room& in, slice_matches& out) {
    const matcher m{p, in.literals.data()};
    std::memset(out.totals, 0, sizeof out.totals);
    out.pair_count = 0;
    out.several = out.exceptional = {};
    slice special;
    for (std::size_t first = 0; first < p.rules.size(); first += word_list::rules) {
        std::size_t listed = 0;
        const std::size_t last = HWY_MIN(p.rules.size(), first + word_list::rules);
        for (std::size_t r = first; r < last; ++r)
            for (std::size_t w = 0; w < 8; w += bits_step) {
                const auto match = hn::And(m.rule(r, w), hn::Load(m.d, of.words + w));
                if (HWY_UNLIKELY(p.exceptional[r] != 0))
                    hn::Store(hn::Or(hn::Load(m.d, special.words + w), match), m.d, special.words + w);
                alignas(64) std::uint64_t words[bits_step];
                hn::Store(match, m.d, words);
                for (std::size_t i = 0; i < bits_step; ++i) {
                    in.listed.words[listed] = words[i];
                    in.listed.tags[listed] = static_cast<std::uint32_t>(r * rows_of_slice + (w + i) * 64);
                    listed += words[i] != 0 ? 1 : 0;
                }
            }
        std::fill_n(in.listed.words + listed, 3, 0);
        in.listed.tags[listed] = 0;
        if (out.pairs.size() < out.pair_count + word_list::rules * rows_of_slice)
            out.pairs.resize(2 * out.pairs.size() + word_list::rules * rows_of_slice);
        list_rows(in.listed, listed, p, out);
    }
    out.exceptional = special;
}

void match(const program& p, const void* const* data, const slice& of, room& in, slice_matches& out) {
    for (const source& s : p.sources) work_out(p, s, data[s.cell], in);
    work_out_unions(p, in);
    switch (p.wanted) {
        case matches::first: match_first<false>(p, of, in, out); break;
        case matches::only: match_first<true>(p, of, in, out); break;
        case matches::set: match_set(p, of, in, out); break;
        case matches::list: match_list(p, of, in, out); break;
    }
}

}  // namespace writ::classify::slices_detail::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
