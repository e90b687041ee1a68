// Decisions whose rules ask nothing but facts, for cases that give those: answered by classifiers, without evaluating.
#pragma once

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
    bool answers(std::uint32_t term) const noexcept { return decisions_[term].by != nullptr; }

    /// The same as the evaluator would say, or null: ask the evaluator. Valid until the next call.
    const short_answer* ask(std::uint32_t term, const lane_line* c) noexcept {
        const decision_code& d = decisions_[term];
        if (d.by == nullptr || !d.by->answers(c)) return nullptr;
        return d.takes_first ? say(d, d.by->first(c)) : ask_all(d, c);
    }

private:
    /// What a rule says: one number, the same in every case. Of an exception it is `missing`: the evaluator knows.
    struct saying {
        cell value;
        std::uint32_t rule = 0;
        bool spoken = false;  ///< by that rule; else by none
    };
    struct decision_code {
        const classify::classifier* by = nullptr;  ///< null: not answered here
        bool takes_first = false, takes_sum = false;
        std::vector<saying> said;        ///< by place among the classifier's rules; the last one where none matches
        std::int64_t low = 0, high = 0;  ///< sum: its range
    };

    const short_answer* say(const decision_code& d, std::size_t place) noexcept {
        const saying& s = d.said[place < d.said.size() ? place : d.said.size() - 1];
        if (s.value.state == presence::missing) return nullptr;
        rules_[0] = s.rule;
        answer_ = {status::decided, s.value, {rules_.data(), s.spoken ? 1u : 0u}};
        return &answer_;
    }

    static decision_code prepared(const program::program& p, std::uint32_t term, const classify::classifier& by);
    const short_answer* ask_all(const decision_code& d, const lane_line* c) noexcept;

    std::vector<decision_code> decisions_;  ///< by term
    std::vector<std::uint32_t> places_, rules_;
    short_answer answer_;
};

}  // namespace writ::eval
