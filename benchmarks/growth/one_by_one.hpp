// One case after the other: decided by a ladder, and by writ.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "ladders/ladder.hpp"
#include "workloads/shop_answer.hpp"
#include "writ/classify/from_model.hpp"
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

/// Only the lookup of writ, with the instructions of a lesser processor, and what it finds added up.
class by_lookup {
public:
    by_lookup(const ruleset& rules, const shop_policy& policy, const packed_cases& cases, classify::level on)
        : policy_(policy), cases_(cases), first_(made(rules, "outcome", on)), all_(made(rules, "points", on)) {
        room_.resize(all_.room());
    }

    void first(std::size_t from, std::size_t to, answers& into) {
        for (std::size_t i = from; i < to; ++i) {
            const std::uint32_t place = first_.first(cases_[i]);
            into[i].first = place == classify::nothing ? -1 : static_cast<int>(place);
        }
    }

    void all(std::size_t from, std::size_t to, answers& into) {
        for (std::size_t i = from; i < to; ++i) {
            const std::size_t n = all_.all(cases_[i], room_.data());
            into[i] = {};
            for (std::size_t k = 0; k < n; ++k) into[i].add(room_[k], policy_.rules[room_[k]].points);
        }
    }

private:
    static classify::classifier made(const ruleset& rules, std::string_view question, classify::level on) {
        const auto& lanes = rules.stage_classifiers().lanes;
        const model::term_id asked = decider(rules).question(question);
        return {classify::tests_of(rules.stage_model(), asked, rules.layout(), lanes).value(), lanes, {{}, on}};
    }

    const shop_policy& policy_;
    const packed_cases& cases_;
    classify::classifier first_, all_;
    std::vector<std::uint32_t> room_;
};

}  // namespace writ::bench
