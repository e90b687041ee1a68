// Decides cases over and over, for `instructions_test.sh` to count what that takes: writ_instructions SUBJECT
//
// A subject is a pack, an example and a question (`enforcement/E-01/tier`), or a policy of `growth` with a hit policy and a
// way to look it up (`1000/first/rows/avx2`). Without one: the names of all.
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "workloads/growth_sizes.hpp"
#include "writ/classify/from_model.hpp"
#include "writ/io/example_case.hpp"
#include "writ/io/read_case.hpp"
#include "writ/model/model.hpp"
#include "writ/writ.hpp"

using namespace writ;

namespace {

constexpr const char* subjects[] = {"enforcement/E-01/tier", "enforcement/E-15/tier",    "appeals/A-01/ruling",
                                    "disputes/D-06/dispute", "partner/M-14/severity",    "100/first/rows/portable",
                                    "100/all/rows/avx2",     "1000/first/rows/portable", "1000/all/rows/avx2",
                                    "1000/first/rows/avx2"};

std::vector<std::string> parts_of(const std::string& subject) {
    std::vector<std::string> out(1);
    for (const char c : subject) {
        if (c == '/') out.emplace_back();
        else out.back() += c;
    }
    return out;
}

}  // namespace

// What is counted: a function of its own name, so that the counting can begin and end with it.
extern "C" [[gnu::noinline]] std::uint64_t measured_decide(decider& d, const case_data& c, model::term_id question,
                                                           int times) {
    std::uint64_t out = 0;
    for (int i = 0; i < times; ++i) {
        d.load(c);
        out += static_cast<std::uint64_t>(d.ask(question).status);
    }
    return out;
}

extern "C" [[gnu::noinline]] std::uint64_t measured_look_up(const classify::classifier& by, const packed_cases& cases,
                                                            bool first, std::uint32_t* room) {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < cases.size(); ++i) out += first ? by.first(cases[i]) : by.all(cases[i], room);
    return out;
}

namespace {

std::uint64_t decide_example(const std::vector<std::string>& subject) {
    const auto rules = ruleset::load(std::string(WRIT_SOURCE_DIR) + "/rules/" + subject[0]);
    const auto& m = rules.stage_model();
    for (std::uint32_t e = 0; e < m.examples.size(); ++e) {
        if (!m.examples[e].name.starts_with(subject[1] + " ")) continue;
        const case_data c = io::case_of_example(m, rules.layout(), e);
        decider d(rules);
        const auto q = d.question(subject[2]);
        d.load(c);
        static_cast<void>(d.ask(q));
        return measured_decide(d, c, q, 100);
    }
    throw std::runtime_error("no example " + subject[1]);
}

std::uint64_t look_up(const std::vector<std::string>& subject) {
    const auto p = bench::make_policy(std::stoul(subject[0]), false, 7);
    auto compiled = ruleset::compile({{"shops.writ", as_pack(p)}});
    const ruleset& rules = compiled.rules.value();
    const auto& lanes = rules.stage_classifiers().lanes;
    const auto question = decider(rules).question(subject[1] == "first" ? "outcome" : "points");
    const classify::wish wish{subject[2] == "rows" ? classify::strategy::rows : classify::strategy::words,
                              subject[3] == "avx2" ? classify::level::avx2 : classify::level::portable};
    const classify::classifier by(*classify::tests_of(rules.stage_model(), question, rules.layout(), lanes), lanes,
                                  wish);
    packed_cases cases = rules.pack();
    for (const auto& c : make_cases(p, 200, 11)) cases.add(rules.read_json(as_json(p, c)));
    std::vector<std::uint32_t> room(by.room());
    return measured_look_up(by, cases, subject[1] == "first", room.data());
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 2) {
        for (const char* s : subjects) std::puts(s);
        return 0;
    }
    const auto subject = parts_of(argv[1]);
    const std::uint64_t out = subject.size() == 3 ? decide_example(subject) : look_up(subject);
    std::printf("%llu\n", static_cast<unsigned long long>(out));
    return 0;
} catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
