// How long a decision takes on the shipped packs, from a case in memory, from JSON, and with its reasons.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "support/peak_memory.hpp"
#include "writ/io/example_case.hpp"
#include "writ/model/model.hpp"
#include "writ/writ.hpp"

namespace {

using namespace writ;

// A question about an example of a pack: one of the worked cases, known by its number.
struct subject {
    std::string pack, number, question;
};

const std::vector<subject> subjects{
    {"enforcement", "E-01", "tier"},       // one violation
    {"enforcement", "E-04", "tier"},       // several violations
    {"enforcement", "E-15", "tier"},       // a fact is unknown and matters: refined
    {"enforcement", "E-08", "measures"},   // takes all
    {"appeals", "A-01", "ruling"},         // the whole ladder of an appeal
    {"appeals", "A-10", "due"},            // business days of a calendar
    {"appeals", "A-19", "ruling"},         // a fact is unknown and matters
    {"disputes", "D-06", "dispute"},       // a procedure walked to its end
    {"disputes", "D-08", "dispute"},       // stopped at its second step
    {"disputes", "D-07", "dispute"},       // asking: a fact of a step is unknown
    {"experience", "I-09", "shop_score"},  // a score of six metrics
    {"partner", "M-14", "severity"},       // an incident
};

const ruleset& rules_of(const std::string& pack) {
    static std::vector<std::pair<std::string, ruleset>> loaded;
    for (const auto& [name, rules] : loaded)
        if (name == pack) return rules;
    return loaded.emplace_back(pack, ruleset::load(std::filesystem::path(WRIT_SOURCE_DIR) / "rules" / pack)).second;
}

case_data case_of(const subject& s) {
    const ruleset& rules = rules_of(s.pack);
    const auto& examples = rules.stage_model().examples;
    for (std::uint32_t i = 0; i < examples.size(); ++i)
        if (examples[i].name.starts_with(s.number + " "))
            return io::case_of_example(rules.stage_model(), rules.layout(), i);
    throw std::runtime_error("no example " + s.number + " in " + s.pack);
}

// One question about one case, asked again and again.
template <class Ask>
void asked(benchmark::State& state, const subject& s, const Ask& ask) {
    const case_data c = case_of(s);
    decider d(rules_of(s.pack));
    const auto question = d.question(s.question);
    for (auto _ : state) {
        d.load(c);
        benchmark::DoNotOptimize(ask(d, question));
    }
}

// The status: what a service that counts needs.
void settle(benchmark::State& state, const subject& s) {
    asked(state, s, [](decider& d, model::term_id question) { return d.ask(question); });
}

// The whole decision, with the words of its outcome, rules and needs.
void decide(benchmark::State& state, const subject& s) {
    asked(state, s, [&](decider& d, model::term_id) { return d.decide(s.question); });
}

// The status with every step to it, in numbers.
void traced(benchmark::State& state, const subject& s) {
    asked(state, s, [](decider& d, model::term_id question) { return d.trace(question); });
}

// The decision with its reasons in words, nearest changes included.
void explained(benchmark::State& state, const subject& s) {
    const case_data c = case_of(s);
    const ruleset& rules = rules_of(s.pack);
    for (auto _ : state) benchmark::DoNotOptimize(explain(rules, c, s.question));
}

// Cases as they come over a wire: E-04 and A-10.
constexpr const char* shop_of_two_measures = R"({"as_of": "2026-03-10", "account": {"region": "TH", "party": "seller",
    "first_sale": "2024-05-01", "violations": [{"listing": "L1", "reason": "prohibited_product", "severity": "mid",
    "issued": "2026-03-09T03:00Z", "source": "own", "status": "active"}], "gains": [], "disruptions": [],
    "past_tiers": [], "legal_order": false}})";
constexpr const char* appeal_in_mexico = R"({"as_of": "2026-03-12", "appeal": {"region": "MX", "party": "seller",
    "reason": "prohibited_product", "ground": "content", "penalty_tier": "P2", "violated_on": "2026-02-27",
    "notified": "2026-03-01T03:00Z", "number": 1, "submitted": "2026-03-12T16:00Z", "previous_rejected": null,
    "original_agent": "ana", "reviewer": "ben", "reviewer_tier": "T2", "evidence": [{"kind": "test_report",
    "dated": "2026-01-15", "legible": true, "language": "english", "timestamped": false}], "asked_before": false,
    "assessment": "supports", "decided_by_machine": false, "appeals_90d": 1, "unfounded_90d": 0, "warned_on": null,
    "claimant_sued": false, "cause": "new_evidence", "disruptions": [], "questions": []}})";

// Reading a case from JSON; with a question, deciding it too: a request of a service from end to end.
void read(benchmark::State& state, const std::string& pack, std::string_view text, const std::string& question) {
    auto reader = rules_of(pack).reader();
    decider d(rules_of(pack));
    case_data c;
    reader.read_json(text, c);
    if (!c.errors.empty()) return state.SkipWithError(to_string(c.errors.front()).c_str());
    for (auto _ : state) {
        reader.read_json(text, c);
        if (question.empty()) continue;
        d.load(c);
        benchmark::DoNotOptimize(d.decide(question));
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(text.size()));
}

// Loading a pack from its folder, with the memory that takes.
void load(benchmark::State& state, const std::string& pack) {
    const auto folder = std::filesystem::path(WRIT_SOURCE_DIR) / "rules" / pack;
    {
        const bench::peak_memory memory;
        const auto rules = ruleset::load(folder);
        state.counters["peak"] = benchmark::Counter(static_cast<double>(memory.bytes()), benchmark::Counter::kDefaults,
                                                    benchmark::Counter::kIs1024);
    }
    for (auto _ : state) benchmark::DoNotOptimize(ruleset::load(folder));
}

void enlist(const std::string& name, const std::function<void(benchmark::State&)>& run, benchmark::TimeUnit unit) {
    benchmark::RegisterBenchmark(name.c_str(), run)->Unit(unit);
}

}  // namespace

int main(int argc, char** argv) {
    for (const std::string pack : {"enforcement", "appeals", "disputes", "experience", "partner"})
        enlist("load/" + pack, [pack](benchmark::State& state) { load(state, pack); }, benchmark::kMillisecond);
    for (const subject& s : subjects) {
        const std::string name = "/" + s.pack + "/" + s.number + "/" + s.question;
        enlist("settle" + name, [&s](benchmark::State& state) { settle(state, s); }, benchmark::kMicrosecond);
        enlist("decide" + name, [&s](benchmark::State& state) { decide(state, s); }, benchmark::kMicrosecond);
        enlist("trace" + name, [&s](benchmark::State& state) { traced(state, s); }, benchmark::kMicrosecond);
        enlist("explain" + name, [&s](benchmark::State& state) { explained(state, s); }, benchmark::kMicrosecond);
    }
    for (const std::string question : {"", "tier"})
        enlist(
            "read/enforcement/E-04" + (question.empty() ? "" : "/" + question),
            [question](benchmark::State& state) { read(state, "enforcement", shop_of_two_measures, question); },
            benchmark::kMicrosecond);
    for (const std::string question : {"", "ruling"})
        enlist(
            "read/appeals/A-10" + (question.empty() ? "" : "/" + question),
            [question](benchmark::State& state) { read(state, "appeals", appeal_in_mexico, question); },
            benchmark::kMicrosecond);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
}
