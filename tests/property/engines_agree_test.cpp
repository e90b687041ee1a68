// The program's evaluators and the oracle give the same decision, on examples, on made-up cases, and when facts are forgotten.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "support/contains.hpp"
#include "support/oracle.hpp"
#include "support/procedures.hpp"
#include "support/random_case.hpp"
#include "writ/detail/eval/plain.hpp"
#include "writ/eval/evaluator.hpp"
#include "writ/harness/run_examples.hpp"
#include "writ/io/example_case.hpp"
#include "writ/io/write_decision.hpp"
#include "writ/model/model.hpp"
#include "writ/program/program.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/ruleset.hpp"

namespace {

namespace fs = std::filesystem;
using namespace writ;

/// The packs that come with the project, and every pack made for tests of the language; a folder holds packs that use
/// each other.
std::vector<fs::path> packs() {
    const fs::path root(WRIT_SOURCE_DIR);
    std::vector<fs::path> out;
    for (const auto& e : fs::directory_iterator(root / "rules"))
        if (e.is_directory()) out.push_back(e.path());
    for (const char* folder : {"tests/golden/model/good", "tests/golden/eval/good", "tests/golden/analysis/good"})
        for (const auto& e : fs::directory_iterator(root / folder)) {
            if (e.path().extension() == ".writ") out.push_back(e.path());
            if (!e.is_directory()) continue;
            for (const auto& pack : fs::directory_iterator(e)) out.push_back(pack.path());
        }
    std::sort(out.begin(), out.end());
    return out;
}

std::vector<model::term_id> questions(const model::model& m) {
    std::vector<model::term_id> out;
    for (std::uint32_t t = 0; t < m.terms.size(); ++t)
        if (m.terms[t].parameters.empty()) out.push_back(model::term_id{t});
    return out;
}

class comparison {
public:
    explicit comparison(const ruleset& rules)
        : m_(rules.stage_model()),
          evaluator_(rules.stage_program(), m_),
          known_(rules.stage_program()), plain_(rules.stage_program(), known_),
          questions_(questions(m_)) {}

    /// Some of the questions, others for another number: the oracle is slow, and there are many cases.
    std::vector<decision> compare(const case_data& c, const std::string& what, std::size_t number) {
        evaluator_.load(c);
        std::vector<decision> out;
        const std::size_t step = questions_.size() / most + 1;
        for (std::size_t k = number % step; k < questions_.size(); k += step) {
            const decision fast = evaluator_.decide(questions_[k]);
            const decision slow = oracle::decide(m_, c, questions_[k]);
            CHECK_MESSAGE(io::write_json(fast) == io::write_json(slow), what);
            out.push_back(fast);
        }
        compare_plain(c, what, number);
        return out;
    }

    /// Where the evaluator of what is known has an answer, it is the machine's, to the last word; for many questions, others for another
    /// number.
    void compare_plain(const case_data& c, const std::string& what, std::size_t number) {
        load(c);
        const std::size_t step = questions_.size() / 40 + 1;
        for (std::size_t k = number % step; k < questions_.size(); k += step) {
            const auto q = questions_[k];
            const short_answer* in_short = plain_.ask(index(q));
            const auto value = in_short != nullptr ? in_short->value : cell{};
            const eval::answer* known = plain_.decide(index(q));
            if ((known != nullptr) != (in_short != nullptr)) FAIL_CHECK(what << "\n" << m_[q].name);
            if (known == nullptr) continue;
            const std::string told = io::write_json(evaluator_.tell(q, *known)), machine = io::write_json(evaluator_.decide(q));
            if (told != machine) FAIL_CHECK(what << "\n" << told << "\n" << machine);
            if (!(value == evaluator_.ask(q).value)) FAIL_CHECK(what << "\n" << m_[q].name);
        }
    }

    void load(const case_data& c) {
        evaluator_.load(c);
        plain_.load(c);
        if (!plain_.accepted() && evaluator_.accepts()) plain_.accept();
    }

    /// Whether a question is decided, and whether what is known is enough for that.
    std::pair<bool, bool> is_decided(model::term_id q) {
        return {evaluator_.ask(q).status == status::decided, plain_.ask(index(q)) != nullptr};
    }

    /// The question that gave the k-th decision of `compare` for a number.
    model::term_id question(std::size_t k, std::size_t number) const {
        const std::size_t step = questions_.size() / most + 1;
        return questions_[number % step + k * step];
    }

    std::size_t count() const { return questions_.size(); }

private:
    static constexpr std::size_t most = 3;
    const model::model& m_;
    eval::evaluator evaluator_;
    eval::known_code known_;
    eval::plain plain_;
    std::vector<model::term_id> questions_;
};

template <class F>
void for_each_pack(F&& f) {
    for (const auto& folder : packs()) {
        const auto compiled = ruleset::compile(folder);
        // Packs of the model's tests need not pass the analysis of tables.
        if (!compiled.rules && folder.string().find("golden/model") != std::string::npos) continue;
        REQUIRE_MESSAGE(compiled.rules.has_value(), render(compiled.diagnostics, *compiled.sources));
        f(folder, *compiled.rules);
    }
}

}  // namespace

TEST_CASE("the examples of all packs hold") {
    for_each_pack([](const fs::path& folder, const ruleset& rules) {
        if (folder.string().find("golden/model") != std::string::npos) return;  // made to be compiled only
        const auto report = harness::run_examples(rules);
        CHECK_MESSAGE(report.failed() == 0, folder.string() << "\n" << harness::to_text(report));
    });
}

TEST_CASE("program and oracle agree on every example") {
    for_each_pack([](const fs::path& folder, const ruleset& rules) {
        const auto& m = rules.stage_model();
        comparison both(rules);
        const std::uint32_t step = static_cast<std::uint32_t>(m.examples.size() / 16 + 1);
        for (std::uint32_t e = 0; e < m.examples.size(); e += step)
            both.compare(io::case_of_example(m, rules.layout(), e),
                         folder.filename().string() + ": " + m.examples[e].name, e);
    });
}

TEST_CASE("what is known is answered as the machine does, and most of what examples ask is known") {
    for_each_pack([](const fs::path& folder, const ruleset& rules) {
        const auto& m = rules.stage_model();
        comparison both(rules);
        std::size_t decided = 0, answered = 0;
        for (std::uint32_t e = 0; e < m.examples.size(); ++e) {
            const case_data c = io::case_of_example(m, rules.layout(), e);
            both.compare_plain(c, folder.filename().string() + ": " + m.examples[e].name, e);
            both.load(c);
            for (const auto& expected : m.examples[e].expects) {
                if (!m[expected.question].parameters.empty()) continue;
                const auto [is_decided, is_known] = both.is_decided(expected.question);
                decided += is_decided ? 1 : 0;
                answered += is_known ? 1 : 0;
            }
        }
        CAPTURE(folder.filename().string());
        CAPTURE(decided);
        if (folder.parent_path().filename() == "rules") CHECK(answered * 5 >= decided * 4);
    });
}

TEST_CASE("program and oracle agree on made-up cases, and forgetting facts loses no possibility") {
    for_each_pack([](const fs::path& folder, const ruleset& rules) {
        const auto& m = rules.stage_model();
        comparison both(rules);
        for (std::uint64_t seed = 1; seed <= 4; ++seed) {
            const std::string what = folder.filename().string() + ", seed " + std::to_string(seed);
            const case_data full = test::random_case(m, seed), less = test::forget(m, full, seed);
            const auto before = both.compare(full, what, seed);
            const auto after = both.compare(less, what + ", less known", seed);
            for (std::size_t k = 0; k < before.size(); ++k) {
                if (before[k].status != status::decided || test::follows_a_procedure(m, both.question(k, seed)))
                    continue;
                if (after[k].provisional) continue;  // a rule about the unknown speaks only while it is unknown
                CHECK_MESSAGE(test::contains(after[k].value, before[k].value),
                              what << ": " << io::write_json(before[k]) << " became " << io::write_json(after[k]));
            }
        }
    });
}
