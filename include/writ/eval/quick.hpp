// Decisions whose rules ask nothing but facts: answered by classifiers, without evaluating, for cases that give those, and for
// most that do not give all.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <vector>

#include "writ/classify/classifier.hpp"
#include "writ/classify/open_case.hpp"
#include "writ/lanes.hpp"
#include "writ/short_answer.hpp"

namespace writ::program {
struct program;
}
namespace writ::classify {
struct catalogue;
}

namespace writ::eval {

/// Ways of a decision's rules whose answers are kept by the set that matches, at most: twice the memory for one more.
inline constexpr std::uint32_t most_ways_kept = 10;

/// @par Lifetime       Program and classifiers must outlive it.
/// @par Thread safety  One thread at a time.
class quick {
public:
    quick(const program::program& p, const classify::catalogue& decisions);

    /// Whether the rules of a decision are looked up, for cases that give its facts.
    bool answers(std::uint32_t term) { return prepared(term).by != nullptr; }

    /// Whether a decision is known not to be looked up: then there is no need for lanes.
    bool never_answers(std::uint32_t term) const noexcept {
        return decisions_[term].settled && decisions_[term].by == nullptr;
    }

    /// The same as the evaluator would say, or null: ask the evaluator. Valid until the next call. A lookup that is yet to be
    /// made is worth it for some cases, not for one: the first are the evaluator's.
    const short_answer* ask(std::uint32_t term, const lane_line* c) {
        const decision_code& d = decisions_[term];
        if (!d.takes_first) return d.by_set.empty() ? ask_further(term, c) : ask_by_set(d, c);
        if (!d.by->answers(c)) return weigh(d, c);
        const short_answer& a = d.said[std::min(d.by->first(c), d.none)];
        return a.status == status::decided ? &a : ask_further(term, c);
    }

    /// Whether an answer that `ask` has just given is all there is to say: its value, and no rule that was outranked, or only
    /// may have spoken.
    bool is_whole(const short_answer& a) const noexcept {
        return a.value.state != presence::missing && !(&a == &answer_ && partial_);
    }

    /// What a rule or exception does by itself, where it matches.
    struct speaker {
        std::uint32_t rule = 0;
        std::uint32_t changes = classify::nothing;  ///< exception: place of what it changes
        cell says;
    };
    struct decision_code {
        const classify::classifier* by = nullptr;                        ///< null: not answered here
        bool settled = false;                                            ///< whether that is known
        std::uint8_t asked = 0;                                          ///< how often before it was
        bool takes_first = false, takes_one = false, takes_sum = false;  ///< false where it is not answered here
        std::uint32_t term = 0;
        std::uint32_t none = 0;  ///< where in `said` it stands what is so where no rule matches: at the end
        /// By place among the classifier's rules: the answer where that rule speaks alone, the same in every case; not decided
        /// where it is an exception, which speaks with others.
        std::vector<short_answer> said;
        std::vector<speaker> speakers;   ///< likewise; at the end the `otherwise`
        std::uint32_t of_otherwise = 0;  ///< from this place on: exceptions of the `otherwise`
        bool covered = false;            ///< it may be known that some rule speaks, though not which
        std::int64_t low = 0, high = 0;  ///< sum: its range
        bool only_adds = false;          ///< sum: none of its rules takes points away, and all together stay in range
        /// By set of ways that match: the answer, null until it was asked for. Empty where answers are not kept.
        std::vector<const short_answer*> by_set;
    };
    const decision_code& code(std::uint32_t term) { return prepared(term); }

private:
    /// What a rule came to, together with its exceptions.
    struct outcome {
        std::uint32_t place = 0;
        bool switches_off = false;  ///< is an exception that says `does not apply`
        int layer = 0;
        cell says;
        std::size_t cites = 0, cites_end = 0;  ///< in `cites_`
    };

    /// An answer that stays, with its rules: one for each way, and the `otherwise`.
    struct alignas(64) kept_answer {
        short_answer answer;
        std::uint32_t rules[most_ways_kept + 1];
    };

    const short_answer* ask_by_set(const decision_code& d, const lane_line* c) {
        if (!d.by->answers(c)) return weigh(d, c);
        const short_answer* const kept = d.by_set[d.by->set(c)];
        return kept != nullptr ? kept : ask_further(d.term, c);
    }
    const short_answer* ask_further(std::uint32_t term, const lane_line* c);
    void keep(const short_answer* a, const short_answer*& at);
    /// Written as a whole, and read one by one: quick as long as it is one line of memory.
    struct alignas(64) line_of_places {
        std::uint32_t place[16];
    };
    std::uint32_t* places() noexcept { return places_.front().place; }

    bool is_early(std::uint32_t term);
    const decision_code& prepared(std::uint32_t term);
    static decision_code prepared(const program::program& p, std::uint32_t term, const classify::classifier& by);
    const short_answer* come_to(const decision_code& d, std::uint32_t matching);
    const short_answer* settle(const decision_code& d, std::uint32_t matching);
    bool conclude(const decision_code& d, std::uint32_t place);
    bool overrule(const decision_code& d, std::size_t first, int layer, outcome& out);
    const short_answer* combined(const decision_code& d);
    bool take_one(cell& value);
    bool take_sum(const decision_code& d, cell& value);
    void take_extreme(bool largest, cell& value);
    int layer_of(const decision_code& d, std::uint32_t place) const noexcept;
    void cite(const outcome& o);

    // ---- quick_open.ipp: cases that do not give all that is asked
    const short_answer* weigh(const decision_code& d, const lane_line* c);
    const short_answer* weigh_all(const decision_code& d);
    const short_answer* first_known(const decision_code& d);
    const short_answer* first_compared(const decision_code& d, std::uint32_t first);
    const short_answer* settle_open_first(const decision_code& d, std::uint32_t last);
    const short_answer* settle_all_first(const decision_code& d);
    const short_answer* settle_open_sum(const decision_code& d);
    const cell& completed_value(const decision_code& d);
    bool comes_out_otherwise(const decision_code& d, const cell& found);
    bool adds_up_otherwise(const decision_code& d) const;
    bool comes_out_otherwise(const decision_code& d);
    bool stays_in_range(const decision_code& d) const;
    bool is_open_sum(const decision_code& d);
    const short_answer* open_sum(const decision_code& d);
    std::int64_t sum_completed(const decision_code& d);

    const program::program* program_;
    const classify::catalogue* lookups_;
    std::vector<decision_code> decisions_;  ///< by term
    std::deque<kept_answer> kept_;
    std::vector<line_of_places> places_;
    std::vector<std::uint32_t> rules_;
    std::vector<outcome> outcomes_;
    std::vector<std::uint32_t> cites_, cited_;
    bool partial_ = false;  ///< whether `answer_` leaves rules aside: of lower layers, or that only may have spoken
    classify::open_case open_;
    short_answer answer_;
};

}  // namespace writ::eval
