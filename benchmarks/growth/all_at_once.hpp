// All cases at once, as columns: decided by loops written by hand, and by writ.
#pragma once

#include <vector>

#include "growth/one_by_one.hpp"
#include "support/narrow_columns.hpp"

namespace writ::bench {

class by_loops {
public:
    by_loops(const column_ladder& l, const std::vector<shop_case>& cases)
        : loops_(l), blocks_((cases.size() + rows_of_block - 1) / rows_of_block) {
        room_.resize(blocks_ * l.bytes + 64);
        for (std::size_t i = 0; i < cases.size(); ++i)
            l.put(cases[i].values.data(), i % rows_of_block, at(i / rows_of_block));
        rules_.resize(blocks_ * rows_of_block);
        points_.resize(rules_.size());
    }

    void first() {
        for (std::size_t b = 0; b < blocks_; ++b) loops_.first(at(b), rules_.data() + b * rows_of_block);
    }
    void all() {
        for (std::size_t b = 0; b < blocks_; ++b)
            loops_.all(at(b), rules_.data() + b * rows_of_block, points_.data() + b * rows_of_block);
    }

    /// They count rules, and do not say which.
    bool agrees(std::size_t row, const shop_answer& right, hit_policy h) const {
        if (h == hit_policy::first) return rules_[row] == right.first;
        return static_cast<std::size_t>(rules_[row]) == right.count && points_[row] == right.points;
    }

private:
    unsigned char* at(std::size_t block) {
        const auto base = (reinterpret_cast<std::uintptr_t>(room_.data()) + 63) / 64 * 64;
        return reinterpret_cast<unsigned char*>(base) + block * loops_.bytes;
    }

    const column_ladder& loops_;
    std::size_t blocks_;
    std::vector<unsigned char> room_;
    std::vector<std::int16_t> rules_;  ///< by row: the first one, or how many
    std::vector<std::int32_t> points_;
};

class by_columns {
public:
    by_columns(const ruleset& rules, const packed_cases& cases, int otherwise)
        : cases_(rules, cases),
          otherwise_(otherwise),
          decider_(rules),
          made_(cases_.made()),
          numbers_(numbers_of_rules(rules.stage_model(), decider(rules).question("points"))) {}

    void first() { decider_.decide(made_, "outcome", out_); }
    void all() { decider_.decide(made_, "points", out_); }

    bool agrees(std::size_t row, const shop_answer& right, hit_policy h) const {
        const short_answer said = out_[row];
        const auto value = static_cast<int>(said.value.value);
        if (h == hit_policy::first) return (value == otherwise_ ? -1 : value) == right.first;
        std::uint64_t check = 0;
        for (const std::uint32_t rule : said.rules) check += numbers_[rule] * numbers_[rule];
        return said.rules.size() == right.count && said.value.value == right.points && check == right.check;
    }

private:
    narrow_columns cases_;
    int otherwise_;
    column_decider decider_;
    columns made_;
    std::vector<std::uint64_t> numbers_;
    decision_columns out_;
};

}  // namespace writ::bench
