// What the table analysis says: bad/ has findings, good/ has none.
#include <doctest/doctest.h>

#include "support/golden.hpp"
#include "support/small_pack.hpp"
#include "writ/analysis/tables.hpp"
#include "writ/render_diagnostic.hpp"

using namespace writ;
using namespace writ::test;

namespace {

struct checked {
    small_pack pack;
    std::vector<diagnostic> found;
};

checked check(const std::string& path) {
    checked out{pack_of(read_file(path)), {}};
    REQUIRE_MESSAGE(!out.pack.model.terms.empty(), out.pack.mistakes);
    analysis::check_tables(out.pack.model, out.found);
    return out;
}

/// What has been shown, one decision a line.
std::string shown(const model::model& m) {
    std::string out;
    for (const model::term& t : m.terms) {
        if (t.kind != model::term_kind::decision || t.generated) continue;
        out += t.name + (t.always_speaks ? ": always speaks" : ": may be silent");
        for (const model::block& b : m.blocks)
            if (&m[b.decision] == &t)
                out += b.complete ? ", its rows cover every case" : ", its rows do not cover every case";
        out += t.type.optional ? "; may be absent\n" : "\n";
    }
    return out;
}

}  // namespace

TEST_CASE("findings are shown with a case") {
    for (const auto& input : files_of("tests/golden/analysis/bad", ".writ")) {
        CAPTURE(input);
        const checked c = check(input);
        CHECK_FALSE(c.found.empty());
        CHECK(golden_difference(with_ending(input, ".expected"), render(c.found, c.pack.sources)) == "");
    }
}

TEST_CASE("sound tables are left alone, and what they promise is noted") {
    for (const auto& input : files_of("tests/golden/analysis/good", ".writ")) {
        CAPTURE(input);
        const checked c = check(input);
        CHECK(render(c.found, c.pack.sources) == "");
        CHECK(golden_difference(with_ending(input, ".expected"), shown(c.pack.model)) == "");
    }
}
