// Looking up words, for one level of instructions. Included once for each by impl/classify/words.ipp, which defines
// WRIT_LEVEL (a namespace), WRIT_TARGET (an attribute) and WRIT_VECTOR (bytes of a register).

#include "writ/detail/classify/words_registers.hpp"

namespace writ::classify::words_detail::WRIT_LEVEL {

/// Words to look through: those of a list, or of a run.
struct some_words {
    const word* all = nullptr;
    const std::uint32_t* list = nullptr;
    word_run run;            ///< list: its length is the run's
    bool ascending = false;  ///< by their first rules

    const word& operator[](std::uint32_t i) const noexcept { return all[list == nullptr ? run.first + i : list[i]]; }
};

inline some_words run_of(const tables& t, const word_run& run) noexcept { return {t.words.data(), nullptr, run, true}; }

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

/// The words of all values of an anchor.
inline some_words by_rule(const tables& t, const anchor& a) noexcept {
    return {t.words.data(), t.by_rule.data() + a.words.first, {0, a.words.count}, true};
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
WRIT_HELPER std::uint32_t all_tests_failed(const tables& t, const lane_line* c) noexcept {
    std::uint32_t failed = tests_failed<Two>(t, c);
    for (const wide_test& x : t.only.wide_tests()) failed |= x.failed_by(word_at(c, x.lane)) << x.bit;
    return failed;
}

/// Which rules of the only word match.
template <bool Two>
WRIT_HELPER std::uint32_t matching(const tables& t, const lane_line* c) noexcept {
    return t.only.tests.matching(all_tests_failed<Two>(t, c));
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

/// What a case is with quiet values, and bits wherever it does not give any.
template <bool Two>
struct open_registers {
    registers<Two> quiet, open{};

    WRIT_HELPER open_registers(const tables& t, const open_lines& c) noexcept {
        registers<Two> with{};
        for (const std::uint32_t u : c.unknown) {
            add<Two>(t.open[u].all, open);
            add<Two>(t.open[u].quiet, with);
        }
        quiet = completed<Two>(read<Two>(t, c.given), open, with);
    }
    WRIT_HELPER open_tests tests_of(const word& w) const noexcept {
        return {tests_failed<Two>(w, quiet), tests_touched<Two>(w, open)};
    }
};

/// The tests of the only word.
template <bool Two>
WRIT_HELPER open_tests tests_of_word(const tables& t, const open_lines& c) noexcept {
    open_tests out{0, 0};
    for (const std::uint32_t u : c.unknown) {
        out.failed |= t.tests_of_open[u].failed;
        out.open |= t.tests_of_open[u].open;
    }
    out.failed |= all_tests_failed<Two>(t, c.given) & ~out.open;
    return out;
}

/// What words of an unknown anchor cannot say of their rules: that one surely matches, or does with the quiet value.
struct anchored {
    bool sure = true, quiet = true;
};

/// The values that a case has of anchors, and of those that are unknown the quiet ones.
struct anchor_values {
    std::size_t run[most_anchors];
    bool unknown[most_anchors] = {};
    bool any_unknown = false;

    anchor_values(const tables& t, const open_lines& c) noexcept {
        for (std::size_t a = 0; a < t.anchors.size(); ++a) run[a] = run_at(t.anchors[a], c.given);
        for (const std::uint32_t u : c.unknown) {
            const std::uint32_t a = t.open[u].anchor;
            if (a == nothing) continue;
            run[a] = t.anchors[a].first_run + t.open[u].quiet_value;
            unknown[a] = any_unknown = true;
        }
    }
};

/// Notes the first rule of a word that may match, and the first that does with quiet values.
WRIT_HELPER void note(const word& w, open_tests tests, anchored may_be, first_rules& out) noexcept {
    const std::uint32_t perhaps = tests.perhaps(w), open = may_be.sure ? perhaps & ~tests.sure(w) : perhaps;
    const std::uint32_t only_may = (perhaps & (0 - perhaps) & open) != 0 ? 1 : 0;
    out.twice_first = std::min(out.twice_first, first_in(w, perhaps) * 2 + only_may);
    if (may_be.quiet) out.quiet = std::min(out.quiet, first_in(w, tests.quiet(w)));
}

/// Weighs the rules of a word.
WRIT_HELPER void note(const word& w, open_tests tests, anchored may_be, weighed& out) noexcept {
    const std::uint32_t sure = may_be.sure ? tests.sure(w) : 0;
    out.opens += write_down(w, tests.perhaps(w) & ~sure, out.open + out.opens);
    out.sures += write_down(w, sure, out.sure + out.sures);
    if (out.until_sure) out.last = std::min(out.last, first_in(w, sure));
    if (may_be.quiet) out.quiets += write_down(w, tests.quiet(w) & ~sure, out.quiet + out.quiets);
}

/// No rule further on is wanted.
inline std::uint32_t end_of(const first_rules& found) noexcept { return std::max(found.first(), found.quiet); }
inline std::uint32_t end_of(const weighed& found) noexcept { return found.last; }

/// Words that are looked through before it is asked whether that is enough.
inline constexpr std::uint32_t words_at_once = 16;

/// Notes the rules of words, as far as they are wanted. First those words are found of which some rule may match, so that none of
/// the others surprises the processor.
template <bool Two, class Found>
WRIT_HELPER void note(const some_words& words, const open_registers<Two>& r, anchored may_be, Found& out) noexcept {
    const word* found[words_at_once];
    open_tests tests[words_at_once];
    for (std::uint32_t from = 0; from < words.run.count; from += words_at_once) {
        if (words.ascending && words[from].ids[0] > end_of(out)) return;
        std::uint32_t n = 0;
        for (std::uint32_t i = from; i < std::min(from + words_at_once, words.run.count); ++i) {
            found[n] = &words[i];
            tests[n] = r.tests_of(words[i]);
            n += tests[n].perhaps(words[i]) != 0 ? 1 : 0;
        }
        for (std::uint32_t k = 0; k < n; ++k) note(*found[k], tests[k], may_be, out);
    }
}

/// Those of anchors that are known, and of none.
template <bool Two, class Found>
WRIT_HELPER void note_known(const tables& t, const anchor_values& values, const open_registers<Two>& r,
                            Found& out) noexcept {
    word_list list;
    for (std::size_t a = 0; a < t.anchors.size(); ++a) {
        if (values.unknown[a]) continue;
        const word_run& run = t.runs[values.run[a]];
        if (t.rounds == 0) list.add(run);
        else note<Two>(run_of(t, run), r, {}, out);
    }
    const bool listed = t.rounds == 0 && t.rest.count <= longest_list;
    if (listed) list.add(t.rest);
    else note<Two>(run_of(t, t.rest), r, {}, out);
    note<Two>(list.in(t), r, {}, out);
}

/// Those of all values of an anchor that is unknown.
template <bool Two>
WRIT_HELPER void note_unknown(const tables& t, const anchor& a, const open_registers<Two>& r, weighed& out) noexcept {
    if (out.cheaply) out.whole = false;
    else note<Two>(by_rule(t, a), r, {false, false}, out);
}

/// Likewise, as far as they may have rules before the first.
template <bool Two>
WRIT_HELPER void note_unknown(const tables& t, const anchor& a, const open_registers<Two>& r,
                              first_rules& out) noexcept {
    const some_words words = by_rule(t, a);
    for (std::uint32_t i = 0; i < words.run.count && words[i].ids[0] <= out.first(); ++i)
        note(words[i], r.tests_of(words[i]), {false, false}, out);
}

/// @return whether anchors are unknown: rules may be under several of their values
template <bool Two, class Found>
WRIT_HELPER bool note_words(const tables& t, const open_lines& c, Found& out) noexcept {
    const open_registers<Two> r(t, c);
    const anchor_values values(t, c);
    note_known<Two>(t, values, r, out);
    for (std::size_t a = 0; values.any_unknown && a < t.anchors.size(); ++a) {
        if (!values.unknown[a]) continue;
        note<Two>(run_of(t, t.runs[values.run[a]]), r, {false, true}, out);
        note_unknown<Two>(t, t.anchors[a], r, out);
    }
    return values.any_unknown;
}

/// Whether two ways of a rule may be found.
inline bool may_repeat(const tables& t, const open_lines& c) noexcept {
    bool out = t.overlapping;
    for (const std::uint32_t u : c.unknown) out |= t.open[u].branching;
    return out;
}

template <bool Two>
WRIT_TARGET first_rules first_open(const tables& t, const open_lines& c) noexcept {
    first_rules out;
    note_words<Two>(t, c, out);
    return out;
}

template <bool Two>
WRIT_TARGET void weigh_words(const tables& t, const open_lines& c, weighed& out) noexcept {
    weighed found = out;  // a copy, of which no number written may be part
    const bool repeated = note_words<Two>(t, c, found) && found.whole;
    found.each_once = !repeated && !may_repeat(t, c);
    sort(found.sure, found.sures);
    write_again(found.open, found.opens);
    write_again(found.quiet, found.quiets);
    out = found;
}

template <bool Two>
WRIT_TARGET first_rules first_open_of_word(const tables& t, const open_lines& c) noexcept {
    first_rules out;
    note(t.only.tests, tests_of_word<Two>(t, c), {}, out);
    return out;
}

template <bool Two>
WRIT_TARGET void weigh_word(const tables& t, const open_lines& c, weighed& out) noexcept {
    note(t.only.tests, tests_of_word<Two>(t, c), {}, out);
    out.each_once = !may_repeat(t, c);
}

/// What is the same for all cases is not decided again for each.
template <bool Two>
lookup_functions functions_for(const tables& t) noexcept {
    if (!t.anchors.empty()) return {first_with_anchors<Two>, all_with_anchors<Two>, first_open<Two>, weigh_words<Two>};
    if (t.is_one_word() && asks_no_numbers(t))
        return {first_of_word<Two>, all_of_word<Two>, first_open_of_word<Two>, weigh_word<Two>, set_of_word<Two>};
    return {first_without_anchors<Two>, all_without_anchors<Two>, first_open<Two>, weigh_words<Two>};
}

inline lookup_functions functions_for(const tables& t) noexcept {
    return t.two ? functions_for<true>(t) : functions_for<false>(t);
}

}  // namespace writ::classify::words_detail::WRIT_LEVEL

#undef WRIT_LEVEL
#undef WRIT_TARGET
#undef WRIT_VECTOR
