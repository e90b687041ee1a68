// Decisions whose rules ask nothing but facts, for cases that know those: answered by a classifier, without evaluating.
#pragma once

#include <optional>
#include <vector>

#include "writ/classify/from_model.hpp"
#include "writ/eval/answer.hpp"
#include "writ/program/program.hpp"
#include "writ/short_answer.hpp"

namespace writ::eval {

class machine;

class quick {
public:
    quick(const program::program& p, const classify::catalogue& decisions);

    /// The same as the machine would say, or null: ask the machine. Valid until the next call.
    const short_answer* ask(std::uint32_t term, const lane_line* c) {
        const decision_code& d = decisions_[term];
        return d.by != nullptr && d.by->answers(c) ? ask(d, c) : nullptr;
    }

private:
    /// A decision with everything its rules can say.
    struct decision_code {
        const classify::classifier* by = nullptr;  ///< null: not answered here
        model::takes takes{};
        std::vector<cell> said;  ///< by place among the classifier's rules
        cell otherwise;          ///< where none matches
        std::uint32_t otherwise_rule = program::none;
        std::int64_t low = 0, high = 0;  ///< sum: its range
    };

    decision_code prepared(const program::program& p, std::uint32_t term, const classify::classifier& by) const;
    const short_answer* ask(const decision_code& d, const lane_line* c);
    const short_answer* of_none(const decision_code& d);
    const short_answer* of_one(const decision_code& d, std::uint32_t place);
    const short_answer* of_sum(const decision_code& d, std::uint32_t matching);

    std::vector<decision_code> decisions_;  ///< by term
    std::vector<std::uint32_t> places_, rules_;
    short_answer answer_;
};

/// The value of a decided answer as a cell; `missing` where one number does not hold it.
cell cell_of(const value& v, const type& t);
/// And back.
value value_of(const cell& c, const type& t);

}  // namespace writ::eval
