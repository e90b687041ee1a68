// Whole packs as files: everything that one run says of a text with mistakes, from its characters to its tables.
#include <doctest/doctest.h>

#include "support/golden.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/ruleset.hpp"

using namespace writ;
using namespace writ::test;

TEST_CASE("texts with mistakes are told in one run, each once") {
    for (const std::string& path : files_of("tests/golden/check/bad", ".writ")) {
        CAPTURE(path);
        const auto compiled = ruleset::compile({{path, read_file(path)}});
        CHECK(!compiled.rules);
        CHECK(golden_difference(with_ending(path, ".expected"), render(compiled.diagnostics, *compiled.sources)) == "");
    }
}
