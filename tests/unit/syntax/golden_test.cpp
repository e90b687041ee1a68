// The language as files: what is accepted, as a dump and in canonical form; what is refused, as a person sees it.
#include <doctest/doctest.h>

#include "support/golden.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/syntax/parse.hpp"
#include "writ/syntax/print.hpp"

using namespace writ;
using namespace writ::test;

TEST_CASE("good files are read as their dump says and printed in canonical form") {
    for (const std::string& path : files_of("tests/golden/syntax/good", ".writ")) {
        CAPTURE(path);
        source_set sources;
        sources.add(source(path, read_file(path)));
        const auto parsed = syntax::parse(sources, 0);
        CHECK(render(parsed.diagnostics, sources) == "");
        CHECK(golden_difference(with_ending(path, ".expected"), syntax::dump(parsed.syntax.root)) == "");
        CHECK(golden_difference(with_ending(path, ".printed"), syntax::print(parsed.syntax)) == "");
    }
}

TEST_CASE("bad files are refused with these words") {
    for (const std::string& path : files_of("tests/golden/syntax/bad", ".writ")) {
        CAPTURE(path);
        source_set sources;
        sources.add(source(path, read_file(path)));
        const auto parsed = syntax::parse(sources, 0);
        CHECK(has_error(parsed.diagnostics));
        CHECK(golden_difference(with_ending(path, ".expected"), render(parsed.diagnostics, sources)) == "");
    }
}
