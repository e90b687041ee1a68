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

/// Lists those words of `match` that are not zero. @param tag  of the first
template <class V>
HWY_INLINE void list_words(const V& match, std::uint32_t tag, word_list& into) {
    std::uint64_t *const words = into.words.data() + into.count, *const tags = into.tags.data() + into.count;
    const bits_tag d;
    if constexpr (bits_step == 8) {
        // Words are moved by halves: for that there is an instruction, and g++ 12 has none for words.
        const hn::Repartition<std::uint32_t, bits_tag> halves;
        const auto filled = hn::Ne(match, hn::Zero(d));
        const auto both = hn::MaskFromVec(hn::BitCast(halves, hn::VecFromMask(d, filled)));
        const auto all_tags = hn::Add(hn::ShiftLeft<6>(hn::Iota(d, 0)), hn::Set(d, tag));
        const auto store = [&](const auto& v, std::uint64_t* to) HWY_ATTR {
            hn::StoreU(hn::BitCast(d, hn::Compress(hn::BitCast(halves, v), both)), d, to);
        };
        store(match, words), store(all_tags, tags);
        into.count += hn::CountTrue(d, filled);
    } else {
        alignas(64) std::uint64_t all[bits_step];
        hn::Store(match, d, all);
        std::size_t n = 0;
        for (std::size_t i = 0; i < bits_step; ++i) {
            words[n] = all[i];
            tags[n] = tag + i * 64;
            n += all[i] != 0 ? 1 : 0;
        }
        into.count += n;
    }
}

/// Lists the rows of each rule, and counts the rules of each row, bit by bit. @return of how many bits counts are
inline std::size_t list_rows(const program& p, const slice& of, room& in, slice& exceptional) {
    const matcher m{p, in.literals.data()};
    const std::size_t rules = p.rules.size();
    const auto bits = HWY_MAX(std::size_t{3}, static_cast<std::size_t>(std::bit_width(rules)));
    slice* const planes = in.planes;
    std::memset(static_cast<void*>(planes), 0, bits * sizeof(slice));
    in.listed.make_room(rules);
    for (std::size_t w = 0; w < 8; w += bits_step) {
        const auto asked = hn::Load(m.d, of.words + w);
        auto ones = hn::Zero(m.d), twos = ones, fours = ones, special = ones;
        for (std::size_t eight = 0; eight < rules; eight += 8) {
            auto carry = hn::Zero(m.d);
            const std::size_t last = HWY_MIN(rules, eight + 8);
            for (std::size_t r = eight; r < last; ++r) {
                const auto match = hn::And(m.rule(r, w), asked);
                if (HWY_UNLIKELY(p.exceptional[r] != 0)) special = hn::Or(special, match);
                list_words(match, static_cast<std::uint32_t>(r * rows_of_slice + w * 64), in.listed);
                const auto two = hn::And(ones, match), four = hn::And(twos, two);
                carry = hn::Or(carry, hn::And(fours, four));
                ones = hn::Xor(ones, match), twos = hn::Xor(twos, two), fours = hn::Xor(fours, four);
            }
            for (std::size_t b = 3; b < bits; ++b) {
                auto* const to = planes[b].words + w;
                const auto before = hn::Load(m.d, to);
                hn::Store(hn::Xor(before, carry), m.d, to);
                carry = hn::And(before, carry);
            }
        }
        hn::Store(ones, m.d, planes[0].words + w);
        hn::Store(twos, m.d, planes[1].words + w);
        hn::Store(fours, m.d, planes[2].words + w);
        hn::Store(special, m.d, exceptional.words + w);
    }
    return bits;
}

/// Takes listed words apart. Few have more than three rows, so three are written of each, whether there are so many or not.
inline void take_apart(const word_list& from, std::uint32_t* HWY_RESTRICT pairs) {
    constexpr std::uint64_t last = std::uint64_t{1} << 63;  // set: there is a row, so no branch asks
    std::uint32_t* to = pairs;
    for (std::size_t i = 0; i < from.count; ++i) {
        std::uint64_t word = from.words[i];
        const auto rows = static_cast<std::size_t>(std::popcount(word));
        const auto write = [&, tag = static_cast<std::uint32_t>(from.tags[i])](std::size_t k) {
            to[k] = tag + static_cast<std::uint32_t>(std::countr_zero(word | last));
            word &= word - 1;
        };
        write(0), write(1), write(2);
        for (std::size_t k = 3; HWY_UNLIKELY(k < rows); ++k) write(k);
        to += rows;
    }
}

inline void match_list(const program& p, const slice& of, room& in, slice_matches& out) {
    out.several = {};
    std::uint32_t* const next = out.codes;  // by row: how many rules, then where the next one goes
    gather_codes(in.planes, list_rows(p, of, in, out.exceptional), {}, next);
    std::uint32_t total = 0;
    for (std::size_t row = 0; row < rows_of_slice; ++row) {
        out.starts[row] = static_cast<std::int64_t>(out.rule_count + total);
        const std::uint32_t count = next[row];
        next[row] = total;
        total += count;
    }
    constexpr std::size_t pad = 3;
    if (in.pairs.size() < total + pad) in.pairs.resize(2 * total + pad);
    if (out.rules.size() < out.rule_count + total) out.rules.resize(2 * out.rules.size() + total);
    take_apart(in.listed, in.pairs.data());
    std::memset(out.sums, 0, sizeof out.sums);
    std::uint32_t* const rules = out.rules.data() + out.rule_count;
    for (std::uint32_t i = 0; i < total; ++i) {
        const std::uint32_t row = in.pairs[i] % rows_of_slice, place = in.pairs[i] / rows_of_slice;
        rules[next[row]++] = p.ids[place];
        out.sums[row] += p.numbers[place];
    }
    out.rule_count += total;
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
