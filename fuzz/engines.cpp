// Any bytes as rules and a case: every way to decide it says the same.
//
// The first eight bytes choose a pack of random tables and a case for it; then each ten bytes change a fact: its number, how it is
// known, its value. Compared are the machine, the evaluator of what is known, packed cases, and each way to look rules up.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "support/random_table.hpp"
#include "writ/classify/from_model.hpp"
#include "writ/eval/evaluator.hpp"
#include "writ/io/write_decision.hpp"
#include "writ/model/model.hpp"
#include "writ/writ.hpp"

namespace {

using namespace writ;

[[noreturn]] void differ(const std::string& what) {
    std::fprintf(stderr, "%s\n", what.c_str());
    std::abort();
}

// One pack and all that decides by it.
struct engines {
    explicit engines(std::uint32_t seed)
        : random(seed),
          rules(*ruleset::compile({{"random.writ", test::random_table(random, 1 + seed % 70, seed % 3 == 0)}}).rules),
          machine(rules.stage_program(), rules.stage_model()),
          quick(rules) {
        const auto& lanes = rules.stage_classifiers().lanes;
        for (const auto& name : rules.decisions()) {
            const auto question = quick.question(name);
            questions.push_back({name, question, {}});
            const auto tests = classify::tests_of(rules.stage_model(), question, rules.layout(), lanes);
            if (!tests) continue;
            using classify::level, classify::strategy;
            for (const auto how : {strategy::scan, strategy::rows, strategy::words})
                for (const auto on : {level::portable, level::avx2, level::avx512})
                    questions.back().by.emplace_back(*tests, lanes, classify::wish{how, on});
        }
    }

    struct asked {
        std::string name;
        model::term_id question;
        std::vector<classify::classifier> by;
    };
    std::mt19937_64 random;
    ruleset rules;
    eval::evaluator machine;
    decider quick;
    std::vector<asked> questions;
};

engines& engines_of(std::uint32_t seed) {
    static std::vector<std::pair<std::uint32_t, std::unique_ptr<engines>>> made;
    seed %= 64;
    for (const auto& [s, e] : made)
        if (s == seed) return *e;
    return *made.emplace_back(seed, std::make_unique<engines>(seed)).second;
}

/// A value that the type holds, whatever the bytes.
std::int64_t fitted(const type& t, std::uint64_t bytes, const program::program& p) {
    switch (t.base) {
        case base_type::boolean: return static_cast<std::int64_t>(bytes % 2);
        case base_type::weekday: return static_cast<std::int64_t>(bytes % 7);
        case base_type::enumeration: return static_cast<std::int64_t>(bytes % p.enum_sizes[t.ref]);
        case base_type::set:
            return static_cast<std::int64_t>(bytes & ((std::uint64_t{1} << p.enum_sizes[t.ref] % 64) - 1));
        case base_type::time: return static_cast<std::int64_t>(bytes % (24 * 60));
        case base_type::date: return static_cast<std::int64_t>(bytes % 40'000);
        case base_type::number:
        case base_type::money: {
            if (!t.ranged) return static_cast<std::int64_t>(bytes % 1'000'000);
            const int places = places_of_cell(t).value_or(2);
            const std::int64_t low = floor_scaled(t.low, places).value_or(0),
                               high = floor_scaled(t.high, places).value_or(low);
            return low + static_cast<std::int64_t>(
                             bytes % (static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1));
        }
        default: return -1;  // left as it is
    }
}

void change(case_data& c, const ruleset& rules, const std::uint8_t* bytes) {
    const program::program& p = rules.stage_program();
    const std::size_t fact = bytes[0] % p.layout.facts.size();
    const fact_place& at = p.layout.facts[fact];
    if (at.kind != fact_place::kind_of::scalar) return;
    std::uint64_t word = 0;
    std::memcpy(&word, bytes + 2, sizeof word);
    const type& t = p.types[p.fact_types[fact]];
    cell& changed = c.cells[at.at];
    const std::int64_t value = fitted(t, word, p);
    switch (bytes[1] % 8) {
        case 0: changed = {0, presence::missing}; break;
        case 1: changed = {0, t.optional ? presence::absent : presence::unknown}; break;
        default:
            if (value >= 0 || t.base == base_type::number || t.base == base_type::money)
                changed = {value, presence::known};
    }
}

void compare(engines& e, const case_data& c) {
    packed_cases packed = e.rules.pack();
    packed.add(c);
    e.machine.load(c);
    for (engines::asked& a : e.questions) {
        const std::string expected = io::write_json(e.machine.decide(a.question));
        e.quick.load(c);
        if (const auto said = io::write_json(e.quick.decide(a.name)); said != expected) differ(said + "\n" + expected);
        e.quick.load(packed, 0);
        if (const auto said = io::write_json(e.quick.decide(a.name)); said != expected)
            differ("packed " + said + "\n" + expected);
        if (a.by.empty() || !a.by.front().answers(packed[0])) continue;
        std::vector<std::uint32_t> all[2];
        for (std::size_t i = 0; i < a.by.size(); ++i) {
            auto& found = all[i == 0 ? 0 : 1];
            found.resize(a.by[i].room());
            found.resize(a.by[i].all(packed[0], found.data()));
            const std::uint32_t first = a.by[i].first(packed[0]);
            const bool right = i == 0 || (all[0] == all[1] && first == a.by[0].first(packed[0]));
            if (!right) differ(a.name + " looked up by " + std::string(to_string(a.by[i].chosen())));
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 8) return 0;
    std::uint32_t seeds[2];
    std::memcpy(seeds, data, sizeof seeds);
    engines& e = engines_of(seeds[0]);
    std::mt19937_64 random(seeds[1]);
    case_data c = test::random_table_case(random, e.rules, seeds[1] % 2 == 1);
    for (std::size_t at = 8; at + 10 <= size; at += 10) change(c, e.rules, data + at);
    compare(e, c);
    return 0;
}
