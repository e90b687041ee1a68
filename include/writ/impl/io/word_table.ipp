#include "writ/detail/io/word_table.hpp"

namespace writ::detail {

std::size_t word_table::arrange(const std::vector<std::string>& words, std::size_t room, std::uint64_t factor) {
    entries_.assign(room, {});
    mask_ = room - 1;
    factor_ = factor;
    std::size_t displaced = 0;
    for (std::uint32_t n = 0; n < words.size(); ++n) {
        if (words[n].size() > expected_word::longest) continue;
        const std::string padded = words[n] + std::string(text_padding, '\0');
        std::size_t i = place(padded.data(), words[n].size()) & mask_;
        displaced += entries_[i].number != none ? 1 : 0;
        while (entries_[i].number != none) i = (i + 1) & mask_;
        entries_[i] = {expected_word(words[n]), n};
    }
    return displaced;
}

word_table::word_table(const std::vector<std::string>& words) {
    constexpr std::uint64_t odd = 1, first = 0x9E3779B97F4A7C15u;
    const std::size_t room = std::bit_ceil(words.size() * 4 + 2);
    std::size_t fewest = words.size() + 1;
    std::uint64_t best = first, factor = first;
    for (int tries = 0; tries < 64 && fewest != 0; ++tries, factor = factor * 0x5851F42D4C957F2Du + 2) {
        const std::size_t displaced = arrange(words, room, factor | odd);
        if (displaced < fewest) fewest = displaced, best = factor | odd;
    }
    arrange(words, room, best);
    for (std::uint32_t n = 0; n < words.size(); ++n)
        if (words[n].size() > expected_word::longest) long_.emplace_back(words[n], n);
    std::sort(long_.begin(), long_.end());
}

std::uint32_t word_table::find_long(std::string_view text) const noexcept {
    const auto found = std::lower_bound(long_.begin(), long_.end(), text,
                                        [](const auto& a, std::string_view b) { return a.first < b; });
    return found != long_.end() && found->first == text ? found->second : none;
}

}  // namespace writ::detail
