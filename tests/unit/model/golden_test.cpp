// The model as files: what is accepted, with its warnings and as a print; what is refused, as a person sees it.
#include <doctest/doctest.h>

#include "support/golden.hpp"
#include "support/pack_text.hpp"
#include "writ/model/print.hpp"
#include "writ/render_diagnostic.hpp"

using namespace writ;
using namespace writ::test;

TEST_CASE("good packs become the model their print shows") {
    for (const std::string& path : files_of("tests/golden/model/good", ".writ")) {
        CAPTURE(path);
        const auto packs = read_pack_text(path, read_file(path));
        const auto model = model_of(packs);
        CHECK_MESSAGE(model.has_value(), render(model.diagnostics(), packs.sources));
        if (!model) continue;
        const std::string text = render(model.diagnostics(), packs.sources) + model::print(*model);
        CHECK(golden_difference(with_ending(path, ".expected"), text) == "");
    }
}

TEST_CASE("bad packs are refused with these words") {
    for (const std::string& path : files_of("tests/golden/model/bad", ".writ")) {
        CAPTURE(path);
        const auto packs = read_pack_text(path, read_file(path));
        CHECK(render(packs.diagnostics, packs.sources) == "");
        const auto model = model_of(packs);
        CHECK(!model);
        CHECK(golden_difference(with_ending(path, ".expected"), render(model.diagnostics(), packs.sources)) == "");
    }
}
