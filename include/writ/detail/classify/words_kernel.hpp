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

/// Which rules of a word match.
template <bool Two>
WRIT_HELPER std::uint32_t matching(const word& w, const registers<Two>& r) noexcept {
    return w.matching(tests_failed<Two>(w, r));
}

/// The first rule of these words that matches, if it comes before `best`.
template <bool Two>
WRIT_HELPER std::uint32_t least_of(const some_words& words, const registers<Two>& r, std::uint32_t best) noexcept {
    for (std::uint32_t i = 0; i < words.run.count; ++i)
        best = std::min(best, first_in(words[i], matching<Two>(words[i], r)));
    return best;
}

/// Likewise of a run so long that it is worth stopping where no rule further on comes before the best one.
template <bool Two>
WRIT_HELPER std::uint32_t least_of_many(const some_words& words, const registers<Two>& r, std::uint32_t best) noexcept {
    for (std::uint32_t i = 0; i < words.run.count && words[i].ids[0] < best; ++i)
        best = std::min(best, first_in(words[i], matching<Two>(words[i], r)));
    return best;
}

/// All rules of these words that match.
template <bool Two>
WRIT_HELPER std::uint32_t collect(const some_words& words, const registers<Two>& r, std::uint32_t* out) noexcept {
    std::uint32_t n = 0;
    for (std::uint32_t i = 0; i < words.run.count; ++i) n += write_down(words[i], matching<Two>(words[i], r), out + n);
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

/// Which rules of the only word match. Tests of wide cells do not wait for numbers, nor the others for them.
template <bool Two>
WRIT_HELPER std::uint32_t matching(const tables& t, const lane_line* c) noexcept {
    std::uint32_t failed = tests_failed<Two>(t, c);
    for (const wide_test& x : t.only.wide_tests()) failed |= x.failed_by(word_at(c, x.lane)) << x.bit;
    return t.only.tests.matching(failed);
}

template <bool Two>
WRIT_TARGET std::uint32_t first_of_word(const tables& t, const lane_line* c) noexcept {
    return first_in(t.only.tests, matching<Two>(t, c));
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
    return once(t, out, write_down(t.only.tests, matching<Two>(t, c), out));
}

template <bool Two>
WRIT_TARGET std::uint32_t set_of_word(const tables& t, const lane_line* c) noexcept {
    return set_in(t.only.tests, matching<Two>(t, c));
}

// ---- cases that do not give all

/// What a case gives, bits wherever it does not, and what it is with quiet values.
template <bool Two>
struct open_registers {
    registers<Two> given, open{}, quiet{};
    std::uint32_t wide_failed = 0, wide_open = 0, quiet_failed = 0;  ///< tests that are asked as they are written
};

template <bool Two>
WRIT_HELPER open_registers<Two> read(const tables& t, const open_lines& c) noexcept {
    const bool as_written = t.is_one_word() && asks_no_numbers(t);
    open_registers<Two> out{as_written ? lines<Two>(t, c.given) : read<Two>(t, c.given)};
    for (const wide_test& x : t.only.wide_tests()) out.wide_failed |= x.failed_by(word_at(c.given, x.lane)) << x.bit;
    for (const std::uint32_t u : c.unknown) {
        const open_places& at = t.open[u];
        add<Two>(at.all, out.open);
        add<Two>(at.quiet, out.quiet);
        out.wide_open |= at.wide_tests;
        out.quiet_failed |= at.quiet_failed;
    }
    out.quiet = completed<Two>(out.given, out.open, out.quiet);
    out.quiet_failed |= out.wide_failed & ~out.wide_open;
    return out;
}

/// What words of an unknown anchor cannot say of their rules: that one surely matches, or does with the quiet value.
struct anchored {
    bool sure = true, quiet = true;
};

/// Words that are looked through before it is asked whether that is enough.
inline constexpr std::uint32_t words_at_once = 32;

/// Which tests of a word fail, and which nobody can say of.
template <bool Two>
struct open_word {
    std::uint32_t failed, open;

    WRIT_HELPER open_word(const word& w, const open_registers<Two>& r) noexcept
        : failed(tests_failed<Two>(w, r.given) | r.wide_failed), open(tests_touched<Two>(w, r.open) | r.wide_open) {}
    WRIT_HELPER std::uint32_t sure(const word& w) const noexcept { return w.matching(failed | open); }
    WRIT_HELPER std::uint32_t perhaps(const word& w) const noexcept { return w.matching(failed & ~open); }
};

/// Weighs the rules of a word.
template <bool Two>
WRIT_HELPER void weigh(const word& w, const open_registers<Two>& r, anchored may_be, weighed& out) noexcept {
    const open_word<Two> tests(w, r);
    const std::uint32_t sure = may_be.sure ? tests.sure(w) : 0;
    out.opens += write_down(w, tests.perhaps(w) & ~sure, out.open + out.opens);
    out.sures += write_down(w, sure, out.sure + out.sures);
    if (out.until_sure) out.last = std::min(out.last, first_in(w, sure));
    if (!may_be.quiet) return;
    const std::uint32_t failed = tests_failed<Two>(w, r.quiet) | r.quiet_failed;
    out.quiets += write_down(w, w.matching(failed) & ~sure, out.quiet + out.quiets);
}

/// Weighs the rules of words, as far as they come before one that surely matches. First those words are found of which some rule
/// may match, so that none of the others surprises the processor.
template <bool Two>
WRIT_HELPER void weigh(const some_words& words, const open_registers<Two>& r, anchored may_be, weighed& out) noexcept {
    std::uint32_t found[words_at_once];
    for (std::uint32_t from = 0; from < words.run.count; from += words_at_once) {
        if (words.list == nullptr && words[from].ids[0] > out.last) return;
        std::uint32_t n = 0;
        for (std::uint32_t i = from; i < std::min(from + words_at_once, words.run.count); ++i) {
            const word& w = words[i];
            found[n] = i;
            n += open_word<Two>(w, r).perhaps(w) != 0 ? 1 : 0;
        }
        for (std::uint32_t k = 0; k < n; ++k) weigh<Two>(words[found[k]], r, may_be, out);
    }
}

/// A run as far as it may have rules before `last`.
inline word_run run_before(const tables& t, std::size_t run, std::uint32_t last) noexcept {
    if (t.rounds == 0) return t.runs[run];
    const std::uint32_t* const starts = t.round_starts.data() + run * (t.rounds + 1);
    return {starts[0], starts[std::min(t.rounds, last / rules_of_round + 1)] - starts[0]};
}

/// The words of an anchor that is unknown: those of all its values.
template <bool Two>
WRIT_HELPER void weigh_unknown(const tables& t, const anchor& a, std::uint32_t quiet, const open_registers<Two>& r,
                               weighed& out) noexcept {
    word_list list;
    for (std::uint64_t left = a.mask; left != 0; left &= left - 1) {
        const auto value = static_cast<std::uint32_t>(std::countr_zero(left));
        const word_run run = run_before(t, a.first_run + value, out.last);
        if (value == quiet || run.count > longest_list) {
            weigh<Two>(run_of(t, run), r, {false, value == quiet}, out);
            continue;
        }
        if (list.n > most_anchors * longest_list) {
            weigh<Two>(list.in(t), r, {false, false}, out);
            list.n = 0;
        }
        list.add(run);
    }
    weigh<Two>(list.in(t), r, {false, false}, out);
}

template <bool Two>
WRIT_TARGET void weigh_words(const tables& t, const open_lines& c, weighed& out) noexcept {
    const open_registers<Two> r = read<Two>(t, c);
    std::uint32_t quiet[most_anchors] = {nothing, nothing, nothing};
    for (const std::uint32_t u : c.unknown)
        if (t.open[u].anchor != nothing) quiet[t.open[u].anchor] = t.open[u].quiet_value;
    word_list list;
    for (std::size_t a = 0; a < t.anchors.size(); ++a) {
        if (quiet[a] != nothing) continue;
        const std::size_t run = run_at(t.anchors[a], c.given);
        if (t.rounds == 0) list.add(t.runs[run]);
        else weigh<Two>(run_of(t, run_before(t, run, out.last)), r, {}, out);
    }
    weigh<Two>(list.in(t), r, {}, out);
    weigh<Two>(run_of(t, t.rest), r, {}, out);
    for (std::size_t a = 0; a < t.anchors.size(); ++a)
        if (quiet[a] != nothing) weigh_unknown<Two>(t, t.anchors[a], quiet[a], r, out);
}

/// What is the same for all cases is not decided again for each.
template <bool Two>
lookup_functions functions_for(const tables& t) noexcept {
    if (!t.anchors.empty()) return {first_with_anchors<Two>, all_with_anchors<Two>, weigh_words<Two>};
    if (t.is_one_word() && asks_no_numbers(t))
        return {first_of_word<Two>, all_of_word<Two>, weigh_words<Two>, set_of_word<Two>};
    return {first_without_anchors<Two>, all_without_anchors<Two>, weigh_words<Two>};
}

inline lookup_functions functions_for(const tables& t) noexcept {
    return t.two ? functions_for<true>(t) : functions_for<false>(t);
}

}  // namespace writ::classify::words_detail::WRIT_LEVEL

#undef WRIT_LEVEL
#undef WRIT_TARGET
#undef WRIT_VECTOR
