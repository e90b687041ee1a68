// The packs that are made for measuring are packs: without a mistake, and the same each time.
#include <doctest/doctest.h>

#include "workloads/generated_pack.hpp"
#include "writ/model/from_syntax.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/syntax/parse.hpp"

TEST_CASE("generated packs of all sizes have nothing to complain about") {
    for (const std::size_t rules : {10u, 95u, 1000u}) {
        writ::source_set sources;
        const auto file = sources.add(writ::source("generated.writ", writ::bench::generated_pack(rules)));
        auto read = writ::syntax::parse(sources, file);
        CHECK(writ::render(read.diagnostics, sources) == "");
        std::vector<writ::model::pack_files> packs(1);
        packs[0].name = "generated";
        packs[0].files.push_back(std::move(read.syntax));
        CHECK(writ::render(writ::model::from_syntax(packs, sources).diagnostics(), sources) == "");
    }
}

TEST_CASE("a generated pack is the same each time") {
    CHECK(writ::bench::generated_pack(50) == writ::bench::generated_pack(50));
}
