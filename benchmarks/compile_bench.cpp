// How long it takes from text to something that decides, stage by stage, for packs of 10 to 10,000 rules.
#include <benchmark/benchmark.h>

#include "support/peak_memory.hpp"
#include "workloads/generated_pack.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/syntax/parse.hpp"

namespace {

using namespace writ;

source_set sources_of(std::size_t rules) {
    source_set sources;
    sources.add(source("generated.writ", bench::generated_pack(rules)));
    return sources;
}

// Runs `stage` once to see that it has no complaint and how much memory it needs, then again and again for its time.
template <class Stage>
void measure(benchmark::State& state, const source_set& sources, Stage stage) {
    {
        const bench::peak_memory memory;
        const auto made = stage();
        state.counters["peak"] =
            benchmark::Counter(static_cast<double>(memory.bytes()), benchmark::Counter::kDefaults, benchmark::Counter::kIs1024);
        if (has_error(made.diagnostics)) {
            state.SkipWithError(render(made.diagnostics.front(), sources).c_str());
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
BENCHMARK(parse)->RangeMultiplier(10)->Range(10, 10'000)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
