// Looking up words, for one level of instructions. Included once for each by impl/classify/words.ipp, which defines
// WRIT_LEVEL (a namespace), WRIT_TARGET (an attribute) and WRIT_VECTOR (bytes of a register).

#include "writ/detail/classify/words_registers.hpp"

namespace writ::classify::words_detail::WRIT_LEVEL {

/// Words to look through: those of a list, or of a run.
struct some_words {
    const word* all = nullptr;
    const std::uint32_t* list = nullptr;
    word_run run;  ///< list: its length is the run's

    const word& operator[](std::uint32_t i) const noexcept { return all[list == nullptr ? run.first + i : list[i]]; }
};

inline some_words run_of(const tables& t, const word_run& run) noexcept { return {t.words.data(), nullptr, run}; }

/// The first rule of these words that matches, if it comes before `best`.
template <bool Two>
WRIT_HELPER std::uint32_t least_of(const some_words& words, const registers<Two>& r, std::uint32_t best) noexcept {
    for (std::uint32_t i = 0; i < words.run.count; ++i)
        best = std::min(best, first_in(words[i], tests_failed<Two>(words[i], r)));
    return best;
}

/// Likewise of a run so long that it is worth stopping where no rule further on comes before the best one.
template <bool Two>
WRIT_HELPER std::uint32_t least_of_many(const some_words& words, const registers<Two>& r, std::uint32_t best) noexcept {
    for (std::uint32_t i = 0; i < words.run.count && words[i].ids[0] < best; ++i)
        best = std::min(best, first_in(words[i], tests_failed<Two>(words[i], r)));
    return best;
}

/// All rules of these words that match.
template <bool Two>
WRIT_HELPER std::uint32_t collect(const some_words& words, const registers<Two>& r, std::uint32_t* out) noexcept {
    std::uint32_t n = 0;
    for (std::uint32_t i = 0; i < words.run.count; ++i)
        n += write_down(words[i], tests_failed<Two>(words[i], r), out + n);
    return n;
}

// ---- anchored words

/// The number of the run that a case has of an anchor.
inline std::size_t run_at(const anchor& a, const lane_line* c) noexcept {
    return a.first_run + static_cast<std::uint32_t>(std::countr_zero(word_at(c, a.lane) >> a.shift & a.mask));
}

/// A list of words, short enough for the stack.
struct word_list {
    std::uint32_t at[(most_anchors + 1) * longest_list + 8];
    std::uint32_t n = 0;

    WRIT_TARGET void add(const word_run& run) noexcept {
        count_up(run.first, run.count, at + n);
        n += run.count;
    }
    some_words in(const tables& t) const noexcept { return {t.words.data(), at, {0, n}}; }
};

/// The words of all anchors of a case: listed they make one loop with one end, where loops over each run would each surprise
/// the processor. @pre they are few
WRIT_TARGET inline void list_anchored(const tables& t, const lane_line* c, word_list& out) noexcept {
    for (const anchor& a : t.anchors) out.add(t.runs[run_at(a, c)]);
}

/// The first rule where a case has many words: in rounds, of which none is begun whose rules come after the one found.
template <bool Two>
WRIT_TARGET std::uint32_t first_of_many(const tables& t, const lane_line* c, const registers<Two>& r) noexcept {
    const std::uint32_t* starts[most_anchors + 1];
    std::size_t runs = 0;
    const auto add = [&](std::size_t run) { starts[runs++] = t.round_starts.data() + run * (t.rounds + 1); };
    for (const anchor& a : t.anchors) add(run_at(a, c));
    add(t.runs.size());
    std::uint32_t best = nothing;
    for (std::uint32_t round = 0; round < t.rounds && round * rules_of_round < best; ++round) {
        word_list list;
        for (std::size_t i = 0; i < runs; ++i) {
            const word_run run{starts[i][round], starts[i][round + 1] - starts[i][round]};
            if (run.count <= longest_list) list.add(run);
            else best = least_of<Two>(run_of(t, run), r, best);
        }
        best = least_of<Two>(list.in(t), r, best);
    }
    return best;
}

template <bool Two>
WRIT_HELPER std::uint32_t first_of_rest(const tables& t, const registers<Two>& r, std::uint32_t best) noexcept {
    return t.rest.count > few_words ? least_of_many<Two>(run_of(t, t.rest), r, best)
                                    : least_of<Two>(run_of(t, t.rest), r, best);
}

template <bool Two>
WRIT_TARGET std::uint32_t first_with_anchors(const tables& t, const lane_line* c) noexcept {
    const registers<Two> r = read<Two>(t, c);
    if (t.rounds != 0) return first_of_many<Two>(t, c, r);
    word_list list;
    list_anchored(t, c, list);
    return first_of_rest<Two>(t, r, least_of<Two>(list.in(t), r, nothing));
}

template <bool Two>
WRIT_TARGET std::uint32_t first_without_anchors(const tables& t, const lane_line* c) noexcept {
    return first_of_rest<Two>(t, read<Two>(t, c), nothing);
}

/// Which tests of the only word fail. Those of wide cells do not wait for numbers, nor the others for them.
template <bool Two>
WRIT_HELPER std::uint32_t tests_failed(const tables& t, const lane_line* c) noexcept {
    std::uint32_t out = tests_failed<Two>(t.words.front(), lines<Two>(t, c));
    for (const wide_test& x : t.wide_tests) out |= ((word_at(c, x.lane) & x.keep) - x.low > x.width ? 1u : 0u) << x.bit;
    return out;
}

template <bool Two>
WRIT_TARGET std::uint32_t first_of_word(const tables& t, const lane_line* c) noexcept {
    return first_in(t.words.front(), tests_failed<Two>(t, c));
}

/// Rules found in order, each once.
WRIT_TARGET inline std::uint32_t once(const tables& t, std::uint32_t* out, std::uint32_t n) noexcept {
    return t.overlapping ? static_cast<std::uint32_t>(std::unique(out, out + n) - out) : n;
}

template <bool Two>
WRIT_TARGET std::uint32_t all_with_anchors(const tables& t, const lane_line* c, std::uint32_t* out) noexcept {
    const registers<Two> r = read<Two>(t, c);
    std::uint32_t n = collect<Two>(run_of(t, t.rest), r, out);
    if (t.rounds != 0) {
        for (const anchor& a : t.anchors) n += collect<Two>(run_of(t, t.runs[run_at(a, c)]), r, out + n);
    } else {
        word_list list;
        list_anchored(t, c, list);
        n += collect<Two>(list.in(t), r, out + n);
    }
    sort(out, n);
    return once(t, out, n);
}

template <bool Two>
WRIT_TARGET std::uint32_t all_without_anchors(const tables& t, const lane_line* c, std::uint32_t* out) noexcept {
    const std::uint32_t n = collect<Two>(run_of(t, t.rest), read<Two>(t, c), out);
    write_again(out, n);
    return once(t, out, n);
}

template <bool Two>
WRIT_TARGET std::uint32_t all_of_word(const tables& t, const lane_line* c, std::uint32_t* out) noexcept {
    return once(t, out, write_down(t.words.front(), tests_failed<Two>(t, c), out));
}

/// What is the same for all cases is not decided again for each.
template <bool Two>
lookup_functions functions_for(const tables& t) noexcept {
    if (!t.anchors.empty()) return {first_with_anchors<Two>, all_with_anchors<Two>};
    const bool no_numbers = t.wides.empty() || !t.wide_tests.empty();
    if (t.is_one_word() && no_numbers) return {first_of_word<Two>, all_of_word<Two>};
    return {first_without_anchors<Two>, all_without_anchors<Two>};
}

inline lookup_functions functions_for(const tables& t) noexcept {
    return t.two ? functions_for<true>(t) : functions_for<false>(t);
}

}  // namespace writ::classify::words_detail::WRIT_LEVEL

#undef WRIT_LEVEL
#undef WRIT_TARGET
#undef WRIT_VECTOR
