// The packs that are made for measuring are packs: without a mistake, and the same each time.
#include <doctest/doctest.h>

#include "workloads/generated_pack.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/syntax/parse.hpp"

TEST_CASE("generated packs of all sizes are read without a diagnostic") {
    for (const std::size_t rules : {1u, 10u, 95u, 1000u}) {
        writ::source_set sources;
        const auto file = sources.add(writ::source("generated.writ", writ::bench::generated_pack(rules)));
        CHECK(writ::render(writ::syntax::parse(sources, file).diagnostics, sources) == "");
    }
}

TEST_CASE("a generated pack is the same each time") {
    CHECK(writ::bench::generated_pack(50) == writ::bench::generated_pack(50));
}
