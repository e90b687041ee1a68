// One case after the other: decided by a ladder, and by writ.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "ladders/ladder.hpp"
#include "workloads/shop_answer.hpp"
#include "writ/model/model.hpp"
#include "writ/writ.hpp"

namespace writ::bench {

/// Answers by case, of which only what the hit policy asks for is given.
using answers = std::vector<shop_answer>;

class by_ladder {
public:
    by_ladder(const ladder& l, const std::vector<shop_case>& cases) : ladder_(l), bytes_((l.bytes + 63) / 64 * 64) {
        room_.resize(cases.size() * bytes_ + 64);
        std::vector<std::int64_t> items;
        for (std::size_t i = 0; i < cases.size(); ++i) {
            items.clear();
            for (const auto& item : cases[i].items) items.insert(items.end(), item.begin(), item.end());
            l.put(cases[i].values.data(), items.data(), cases[i].items.size(), at(i));
        }
    }

    void first(std::size_t from, std::size_t to, answers& into) {
        for (std::size_t i = from; i < to; ++i) into[i].first = ladder_.first(at(i));
    }

    void all(std::size_t from, std::size_t to, answers& into) {
        std::uint32_t rules[10'000];
        for (std::size_t i = from; i < to; ++i) {
            shop_answer& a = into[i];
            a.count = ladder_.all(at(i), rules, a.points);
            a.check = 0;
            for (std::size_t k = 0; k < a.count; ++k) a.check += std::uint64_t{rules[k] + 1} * (rules[k] + 1);
        }
    }

    /// The struct of a case.
    unsigned char* at(std::size_t i) {
        const auto base = (reinterpret_cast<std::uintptr_t>(room_.data()) + 63) / 64 * 64;
        return reinterpret_cast<unsigned char*>(base) + i * bytes_;
    }

private:
    const ladder& ladder_;
    std::size_t bytes_;
    std::vector<unsigned char> room_;
};

/// The numbers of the rules of `points`, from 1, by the number of the rule.
inline std::vector<std::uint64_t> numbers_of_rules(const model::model& m, model::term_id points) {
    std::vector<std::uint64_t> out(m.rules.size());
    std::uint64_t number = 0;
    for (const model::rule_id r : m[points].rules) out[model::index(r)] = ++number;
    return out;
}

/// @tparam Load  gives a decider the case with a number
template <class Load>
class by_writ {
public:
    by_writ(const ruleset& rules, int otherwise, Load load)
        : load_(std::move(load)),
          otherwise_(otherwise),
          decider_(rules),
          outcome_(decider_.question("outcome")),
          points_(decider_.question("points")),
          numbers_(numbers_of_rules(rules.stage_model(), points_)) {}

    void first(std::size_t from, std::size_t to, answers& into) {
        for (std::size_t i = from; i < to; ++i) {
            load_(decider_, i);
            const auto said = static_cast<int>(decider_.ask(outcome_).value.value);
            into[i].first = said == otherwise_ ? -1 : said;
        }
    }

    void all(std::size_t from, std::size_t to, answers& into) {
        for (std::size_t i = from; i < to; ++i) {
            load_(decider_, i);
            const short_answer& said = decider_.ask(points_);
            shop_answer& a = into[i];
            a.count = said.rules.size();
            a.points = said.value.value;
            a.check = 0;
            for (const std::uint32_t rule : said.rules) a.check += numbers_[rule] * numbers_[rule];
        }
    }

private:
    Load load_;
    int otherwise_;
    decider decider_;
    model::term_id outcome_, points_;
    std::vector<std::uint64_t> numbers_;
};

}  // namespace writ::bench
