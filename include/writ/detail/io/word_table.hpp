// Words known beforehand, found by their bytes without a copy: keys of objects, values of enums, texts of rules.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace writ::detail {

static_assert(std::endian::native == std::endian::little, "words are compared eight bytes at a time");

/// How far behind a text memory must be readable: texts are looked at in pieces of this size.
inline constexpr std::size_t text_padding = 32;

inline std::uint64_t eight_bytes(const char* at) noexcept {
    std::uint64_t out = 0;
    std::memcpy(&out, at, sizeof out);
    return out;
}

/// A word to compare with what stands somewhere. No branch asks how long it is: the sizes of words are as good as random.
class expected_word {
public:
    static constexpr std::size_t longest = text_padding;

    expected_word() = default;
    /// @pre not longer than `longest`
    explicit expected_word(std::string_view word) : size_(word.size()) { word.copy(word_, word.size()); }
    std::size_t size() const noexcept { return size_; }

    /// @pre `text_padding` bytes can be read at `text`
    bool stands_at(const char* text) const noexcept {
        const char* const ignored = from_size.data() + longest - size_;
#if defined(__SSE2__)
        const auto piece = [](const char* p) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p)); };
        const auto same = [&](std::size_t at) {
            return _mm_or_si128(_mm_cmpeq_epi8(piece(text + at), piece(word_ + at)), piece(ignored + at));
        };
        return _mm_movemask_epi8(_mm_and_si128(same(0), same(16))) == 0xFFFF;
#else
        std::uint64_t other = 0;
        for (std::size_t at = 0; at < longest; at += 8)
            other |= (eight_bytes(text + at) ^ eight_bytes(word_ + at)) & ~eight_bytes(ignored + at);
        return other == 0;
#endif
    }

private:
    /// Zeros, then ones: from its middle less a size, what is behind that size.
    static constexpr auto from_size = [] {
        std::array<char, 2 * longest> out{};
        std::fill_n(out.begin() + longest, longest, '\xff');
        return out;
    }();
    char word_[longest] = {};
    std::size_t size_ = 0;
};

/// Numbers of words. Mostly one look finds a word, as the words choose how they are hashed.
class word_table {
public:
    static constexpr std::uint32_t none = 0xffffffff;

    word_table() : entries_(1) {}
    /// The number of a word is its place among them. @pre no word stands twice
    explicit word_table(const std::vector<std::string>& words);

    /// @pre `text_padding` bytes can be read at `text`, and `size`
    [[gnu::always_inline]] std::uint32_t find(const char* text, std::size_t size) const noexcept {
        if (size > expected_word::longest) return find_long({text, size});
        for (std::size_t i = place(text, size);; ++i) {
            const entry& e = entries_[i & mask_];
            if (e.word.size() == size && e.word.stands_at(text)) return e.number;
            if (e.number == none) return none;
        }
    }

private:
    struct entry {
        expected_word word;
        std::uint32_t number = none;
    };
    /// By the first and the last eight bytes; of a shorter word both are all there is.
    std::size_t place(const char* text, std::size_t size) const noexcept {
        const std::size_t held = std::min<std::size_t>(size, 8);
        const auto missing = static_cast<unsigned>(8 - held) * 4;
        const std::uint64_t first = eight_bytes(text) << missing << missing;
        const std::uint64_t last = eight_bytes(text + size - held) << missing << missing;
        return static_cast<std::size_t>(((first ^ std::rotl(last, 29)) + size) * factor_ >> 32);
    }
    std::uint32_t find_long(std::string_view text) const noexcept;
    /// How many words did not get their own place.
    std::size_t arrange(const std::vector<std::string>& words, std::size_t room, std::uint64_t factor);

    std::vector<entry> entries_;
    std::size_t mask_ = 0;
    std::uint64_t factor_ = 1;
    std::vector<std::pair<std::string, std::uint32_t>> long_;  ///< words that are longer than most, sorted
};

}  // namespace writ::detail
