// Decisions whose rules ask nothing but facts, for cases that give those: answered by classifiers, without evaluating.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "writ/classify/classifier.hpp"
#include "writ/lanes.hpp"
#include "writ/short_answer.hpp"

namespace writ::program {
struct program;
}
namespace writ::classify {
struct catalogue;
}

namespace writ::eval {

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
        if (d.by == nullptr && (d.settled || is_early(term) || prepared(term).by == nullptr)) return nullptr;
        if (!d.by->answers(c)) return nullptr;
        return d.takes_first ? say(d, d.by->first(c)) : ask_all(d, c);
    }

    struct decision_code {
        const classify::classifier* by = nullptr;  ///< null: not answered here
        bool settled = false;                      ///< whether that is known
        std::uint8_t asked = 0;                    ///< how often before it was
        bool takes_first = false, takes_sum = false;
        std::uint32_t none = 0;  ///< where in `said` it stands what is so where no rule matches: at the end
        /// By place among the classifier's rules: the answer where that rule speaks alone, the same in every case. Of an
        /// exception it is not decided: the evaluator knows.
        std::vector<short_answer> said;
        std::int64_t low = 0, high = 0;  ///< sum: its range
    };
    const decision_code& code(std::uint32_t term) { return prepared(term); }

private:
    static const short_answer* say(const decision_code& d, std::uint32_t place) noexcept {
        const short_answer& a = d.said[std::min(place, d.none)];
        return a.status == status::decided ? &a : nullptr;
    }

    bool is_early(std::uint32_t term);
    const decision_code& prepared(std::uint32_t term);
    static decision_code prepared(const program::program& p, std::uint32_t term, const classify::classifier& by);
    const short_answer* ask_all(const decision_code& d, const lane_line* c) noexcept;

    const program::program* program_;
    const classify::catalogue* lookups_;
    std::vector<decision_code> decisions_;  ///< by term
    std::vector<std::uint32_t> places_, rules_;
    short_answer answer_;
};

}  // namespace writ::eval
