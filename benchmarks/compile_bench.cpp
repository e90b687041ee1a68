// How long it takes from text to something that decides, stage by stage, for packs of 10 to 10,000 rules.
#include <benchmark/benchmark.h>

#include <filesystem>

#include "support/peak_memory.hpp"
#include "workloads/generated_pack.hpp"
#include "writ/model/from_syntax.hpp"
#include "writ/program/from_model.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/ruleset.hpp"
#include "writ/syntax/parse.hpp"

namespace {

using namespace writ;

source_set sources_of(std::size_t rules) {
    source_set sources;
    sources.add(source("generated.writ", bench::generated_pack(rules)));
    return sources;
}

const std::vector<diagnostic>& complaints(const syntax::parsed& made) { return made.diagnostics; }
template <class T>
const std::vector<diagnostic>& complaints(const result<T>& made) {
    return made.diagnostics();
}

const std::vector<diagnostic>& complaints(const compilation& made) { return made.diagnostics; }

// Runs `stage` once to see that it has no complaint and how much memory it needs, then again and again for its time.
template <class Stage>
void measure(benchmark::State& state, const source_set& sources, Stage stage) {
    {
        const bench::peak_memory memory;
        const auto made = stage();
        state.counters["peak"] = benchmark::Counter(static_cast<double>(memory.bytes()), benchmark::Counter::kDefaults,
                                                    benchmark::Counter::kIs1024);
        if (has_error(complaints(made))) {
            state.SkipWithError(render(complaints(made), sources).c_str());
            return;
        }
    }
    for (auto _ : state) {
        auto made = stage();
        benchmark::DoNotOptimize(made);
    }
    const auto done = static_cast<double>(state.iterations()) * static_cast<double>(state.range(0));
    state.counters["rules/s"] = benchmark::Counter(done, benchmark::Counter::kIsRate);
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * sources[0].text().size()));
}

void parse(benchmark::State& state) {
    const auto sources = sources_of(static_cast<std::size_t>(state.range(0)));
    measure(state, sources, [&] { return syntax::parse(sources, 0); });
}

// Names, types, forms, guards: everything from the tree to the model.
void check(benchmark::State& state) {
    const auto sources = sources_of(static_cast<std::size_t>(state.range(0)));
    std::vector<model::pack_files> packs(1);
    packs[0].name = "generated";
    packs[0].files.push_back(syntax::parse(sources, 0).syntax);
    measure(state, sources, [&] { return model::from_syntax(packs, sources); });
}

// From the model to the flat program.
void lower(benchmark::State& state) {
    const auto sources = sources_of(static_cast<std::size_t>(state.range(0)));
    std::vector<model::pack_files> packs(1);
    packs[0].name = "generated";
    packs[0].files.push_back(syntax::parse(sources, 0).syntax);
    const auto checked = model::from_syntax(packs, sources);
    if (!checked) return state.SkipWithError(render(checked.diagnostics(), sources).c_str());
    measure(state, sources, [&] { return program::from_model(*checked); });
}

// From text to rules that decide, as a host program does it.
void compile(benchmark::State& state) {
    const auto sources = sources_of(static_cast<std::size_t>(state.range(0)));
    const std::vector<named_text> texts{{sources[0].name(), sources[0].text()}};
    measure(state, sources, [&] { return ruleset::compile(texts); });
}

// To rules that have answered one question: what a program waits for when it starts.
std::size_t ask(const ruleset& rules) {
    decider d(rules);
    const case_data nothing = rules.empty_case();
    d.load(nothing);
    return d.decide(rules.decisions().front()).rules.size();
}

std::filesystem::path pack_folder(const char* name) { return std::filesystem::path(WRIT_SOURCE_DIR) / "rules" / name; }

// A file of compiled rules, as long as it is needed.
class compiled_file {
public:
    explicit compiled_file(const ruleset& rules) : path_(std::filesystem::temp_directory_path() / "writ_bench.writc") {
        rules.save(path_);
    }
    ~compiled_file() { std::filesystem::remove(path_); }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

void answer_from_text(benchmark::State& state) {
    const std::string text = bench::generated_pack(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(ask(*ruleset::compile({{"generated.writ", text}}).rules));
}

void answer_from_compiled(benchmark::State& state) {
    const std::string text = bench::generated_pack(static_cast<std::size_t>(state.range(0)));
    const compiled_file file(*ruleset::compile({{"generated.writ", text}}).rules);
    for (auto _ : state) benchmark::DoNotOptimize(ask(ruleset::load(file.path())));
}

void pack_from_text(benchmark::State& state, const char* name) {
    for (auto _ : state) benchmark::DoNotOptimize(ask(ruleset::load(pack_folder(name))));
}

void pack_from_compiled(benchmark::State& state, const char* name) {
    const compiled_file file(ruleset::load(pack_folder(name)));
    for (auto _ : state) benchmark::DoNotOptimize(ask(ruleset::load(file.path())));
}

void sizes(benchmark::internal::Benchmark* b) {
    b->RangeMultiplier(10)->Range(10, 10'000)->Unit(benchmark::kMillisecond);
}
BENCHMARK(parse)->Apply(sizes);
BENCHMARK(check)->Apply(sizes);
BENCHMARK(lower)->Apply(sizes);
BENCHMARK(compile)->Apply(sizes);
BENCHMARK(answer_from_text)->Apply(sizes);
BENCHMARK(answer_from_compiled)->Apply(sizes);
#define BOTH(name)                                                                                                     \
    BENCHMARK_CAPTURE(pack_from_text, name, #name)->Unit(benchmark::kMillisecond);                                     \
    BENCHMARK_CAPTURE(pack_from_compiled, name, #name)->Unit(benchmark::kMillisecond)
BOTH(enforcement);
BOTH(appeals);
BOTH(disputes);
BOTH(experience);
BOTH(partner);
BOTH(stories);

}  // namespace

BENCHMARK_MAIN();
