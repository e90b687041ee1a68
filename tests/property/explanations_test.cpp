// Explanations made with what is known are those of the machine, word for word; a trace says what the machine and the
// explanation say.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "support/random_case.hpp"
#include "support/random_pack.hpp"
#include "writ/detail/explain/explainer.hpp"
#include "writ/eval/evaluator.hpp"
#include "writ/io/example_case.hpp"
#include "writ/model/model.hpp"
#include "writ/ruleset.hpp"

using namespace writ;
namespace fs = std::filesystem;

namespace {

class comparison {
public:
    explicit comparison(const ruleset& rules)
        : rules_(rules), m_(rules.stage_model()), decider_(rules), machine_(rules.stage_program(), m_) {
        for (std::uint32_t t = 0; t < m_.terms.size(); ++t)
            if (m_.terms[t].parameters.empty()) questions_.push_back(model::term_id{t});
    }

    std::size_t traced() const { return traced_; }
    std::size_t decided() const { return decided_; }
    model::term_id question(std::size_t number) const { return questions_[number % questions_.size()]; }

    void compare(const case_data& c, model::term_id q, const std::string& what) {
        CAPTURE(what);
        CAPTURE(m_[q].name);
        const auto known = explain(rules_, c, q);
        const auto machine = explain_detail::explain(rules_, c, q, {}, nullptr);
        CHECK(to_json(known) == to_json(machine));
        CHECK(known == machine);
        decider_.load(c);
        const short_answer answer = decider_.ask(q);
        const std::vector<std::uint32_t> rules(answer.rules.begin(), answer.rules.end());
        const trace t = decider_.trace(q);
        CHECK(t.answer.status == answer.status);
        CHECK(t.answer.value == answer.value);
        CHECK(std::equal(t.answer.rules.begin(), t.answer.rules.end(), rules.begin(), rules.end()));
        decided_ += answer.status == status::decided ? 1 : 0;
        if (t.steps.empty()) return;
        ++traced_;
        CHECK(answer.status == status::decided);
        CHECK(t.steps.front().kind == trace_step::kind_of::term);
        CHECK(t.steps.front().number == index(q));
        CHECK(t.steps.front().value == answer.value);
        CHECK(nested(t.steps));
        for (const std::uint32_t rule : rules) CHECK(stands(t.steps, rule));
        values(c, t.steps);
        for (const reason& r : known.reasons) verdicts(t.steps, r);
    }

private:
    using kind_of = trace_step::kind_of;

    /// Whether the first step has all others for its parts, and theirs are among them.
    static bool nested(std::span<const trace_step> steps) {
        if (steps.front().parts != steps.size() - 1) return false;
        for (std::size_t k = 1; k < steps.size(); k += steps[k].parts + 1)
            if (k + steps[k].parts >= steps.size() || !nested(steps.subspan(k, steps[k].parts + 1))) return false;
        return true;
    }

    static bool stands(std::span<const trace_step> steps, std::uint32_t rule) {
        return std::any_of(steps.begin(), steps.end(), [&](const trace_step& s) {
            return s.kind == kind_of::rule && s.number == rule && s.verdict == verdict::yes;
        });
    }

    /// Facts are as the case has them; terms, each once, as the machine works them out.
    void values(const case_data& c, std::span<const trace_step> steps) {
        std::vector<cell> cells = c.cells;
        for (const list_data& l : c.lists) cells.insert(cells.end(), l.cells.begin(), l.cells.end());
        std::set<std::uint32_t> seen;
        machine_.load(c);
        for (const trace_step& s : steps) {
            if (s.kind == kind_of::fact) CHECK(s.value == cells.at(s.number));
            if (s.kind != kind_of::term || s.value.state == presence::missing) continue;
            if (!m_.terms[s.number].parameters.empty() || !seen.insert(s.number).second || seen.size() > 20) continue;
            CAPTURE(m_.terms[s.number].name);
            CHECK(s.value == machine_.ask(model::term_id{s.number}).value);
        }
    }

    /// Rules that an explanation and a trace both try came to the same, unless they are tried for several things.
    void verdicts(std::span<const trace_step> steps, const reason& r) {
        for (const reason& part : r.parts) verdicts(steps, part);
        if (r.kind != reason_kind::rule || r.verdict == verdict::open) return;
        for (const trace_step& s : steps) {
            if (s.kind != kind_of::rule || rules_.rule_path(s.number) != r.name) continue;
            const model::rule& rule = m_.rules[s.number];
            if (!rule.fors.empty() || !m_[rule.decision].parameters.empty()) continue;
            CAPTURE(r.name);
            CHECK(s.verdict == r.verdict);
        }
    }

    const ruleset& rules_;
    const model::model& m_;
    decider decider_;
    eval::evaluator machine_;
    std::vector<model::term_id> questions_;
    std::size_t traced_ = 0, decided_ = 0;
};

}  // namespace

TEST_CASE("explanations of shipped packs are the machine's, and so are traces") {
    for (const auto& folder : fs::directory_iterator(fs::path(WRIT_SOURCE_DIR) / "rules")) {
        if (!folder.is_directory()) continue;
        const auto rules = ruleset::load(folder.path());
        const auto& m = rules.stage_model();
        comparison both(rules);
        for (std::uint32_t e = 0; e < m.examples.size(); e += 2) {
            const case_data c = io::case_of_example(m, rules.layout(), e);
            const auto& expects = m.examples[e].expects;
            const auto q = expects.empty() ? both.question(e) : expects[e % expects.size()].question;
            if (!m[q].parameters.empty()) continue;
            both.compare(c, q, folder.path().filename().string() + ": " + m.examples[e].name);
        }
        CHECK(both.traced() * 5 >= both.decided() * 4);
    }
}

TEST_CASE("explanations of made-up packs and cases are the machine's, and so are traces") {
    std::size_t traced = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const auto compiled = ruleset::compile(test::make_random_pack(seed).files);
        if (!compiled) continue;
        comparison both(*compiled.rules);
        for (std::uint64_t n = 1; n <= 2; ++n) {
            const auto full = test::random_case(compiled.rules->stage_model(), seed * 100 + n);
            const auto less = test::forget(compiled.rules->stage_model(), full, seed * 100 + n);
            const std::string what = "seed " + std::to_string(seed) + ", case " + std::to_string(n);
            both.compare(full, both.question(seed * 7 + n), what);
            both.compare(less, both.question(seed * 7 + n), what + ", less known");
        }
        traced += both.traced();
    }
    CHECK(traced > 40);
}
