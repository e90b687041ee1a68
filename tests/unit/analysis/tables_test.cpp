// The table analysis: bounds and size. What it says is in tests/golden/analysis, that it is right in tests/property.
#include "writ/analysis/tables.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/cpu_seconds.hpp"
#include "support/small_pack.hpp"

using namespace writ;

namespace {

bool has(const std::vector<diagnostic>& found, diagnostic_code code) {
    return std::any_of(found.begin(), found.end(), [&](const diagnostic& d) { return d.code == code; });
}

/// A table of `rows` rows: bands of a number, each once for yes and once for no.
std::string bands(std::size_t rows, const std::string& takes = "") {
    std::string out =
        "pack big \"Big\" { version \"1\" languages en }\n"
        "facts c { n : int 0 .. 1000000  flag : bool  kind : Kind }\nenum Kind { a, b, c, d }\n"
        "table t : int " +
        takes + " {\n  c.n | c.flag | c.kind || answer\n";
    for (std::size_t i = 0; i < rows / 2; ++i) {
        const std::string band =
            std::to_string(10 * i) + (i + 1 < rows / 2 ? " .. " + std::to_string(10 * i + 9) : " .. 1000000");
        out += "  " + band + " | yes | a, b, c, d || " + std::to_string(i) + "\n  " + band + " | no | - || " +
               std::to_string(i + 1) + '\n';
    }
    return out + "}\n";
}

}  // namespace

TEST_CASE("a question past limits::cover_nodes is left open, with a warning") {
    auto pack = test::pack_of(bands(20));
    limits bounds;
    std::vector<diagnostic> found;
    bounds.cover_nodes = 200;
    analysis::check_tables(pack.model, found, bounds);
    CHECK(found.empty());
    CHECK(pack.model.blocks[0].complete);
    bounds.cover_nodes = 5;
    analysis::check_tables(pack.model, found, bounds);
    REQUIRE(found.size() == 1);
    CHECK(found[0].code == diagnostic_code::analysis_budget);
    CHECK(found[0].level == severity::warning);
    CHECK_FALSE(pack.model.blocks[0].complete);
    CHECK_FALSE(pack.model.terms[0].always_speaks);
}

TEST_CASE("a table of a thousand rows is checked within a second") {
    for (const std::string takes : {"", "takes first"}) {
        auto pack = test::pack_of(bands(1000, takes));
        std::vector<diagnostic> found;
        const double before = test::cpu_seconds();
        analysis::check_tables(pack.model, found);
        const double took = test::cpu_seconds() - before;
        CHECK(found.empty());
        CHECK(pack.model.terms[0].always_speaks);
#ifdef NDEBUG
        CHECK(took < 1.0);
#else
        CHECK(took < 10.0);
#endif
    }
}

TEST_CASE("a missing row among a thousand is found") {
    std::string text = bands(1000);
    const auto row = text.find("  2500 .. 2509 | no");
    text.erase(row, text.find('\n', row) + 1 - row);
    auto pack = test::pack_of(text);
    std::vector<diagnostic> found;
    analysis::check_tables(pack.model, found);
    REQUIRE(has(found, diagnostic_code::table_gap));
    CHECK(found[0].message == "no row of `t` answers for c.n `2500 .. 2509` with c.flag `no`");
    CHECK_FALSE(pack.model.blocks[0].complete);
}

TEST_CASE("where cells ask whether a fact is known, not knowing it is a case of its own") {
    const auto checked = [](const std::string& rows) {
        auto pack = test::pack_of(
            "pack p \"P\" { version \"1\" languages en }\nfacts c { n : int 0 .. 9 }\n"
            "table t : int {\n  c.n || answer\n" +
            rows + "}\n");
        std::vector<diagnostic> found;
        analysis::check_tables(pack.model, found);
        return found.empty() ? std::string() : found[0].message;
    };
    CHECK(checked("  known || 1\n  unknown || 2\n") == "");
    CHECK(checked("  < 5 || 1\n  >= 5 || 2\n  unknown || 3\n") == "");
    CHECK(checked("  < 5 || 1\n  >= 5 || 2\n") == "");
    CHECK(checked("  < 5 || 1\n  >= 5, unknown || 2\n") == "");
    CHECK(checked("  known || 1\n") == "no row of `t` answers for c.n `unknown`");
    CHECK(checked("  < 5 || 1\n  unknown || 2\n") == "no row of `t` answers for c.n `5 .. 9`");
    CHECK(checked("  - || 1\n  unknown || 2\n") ==
          "rows 1 and 2 both answer for c.n `unknown`, with different results");
}
