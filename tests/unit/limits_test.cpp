// Limits of deciding and explaining, each just below and just above.
#include "writ/limits.hpp"

#include <doctest/doctest.h>

#include "writ/explanation.hpp"
#include "writ/ruleset.hpp"

using namespace writ;

namespace {

/// A rule with exceptions, each of them open for a fact of its own.
ruleset with_open_exceptions(std::size_t count) {
    std::string facts, exceptions;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string n = std::to_string(i);
        facts += "  f" + n + " : bool\n";
        exceptions += "    exception e" + n + " { when c.f" + n + " then 1 }\n";
    }
    const auto c = ruleset::compile(
        {{"open.writ", "pack open { version \"1\" languages en }\nfacts c {\n" + facts +
                           "}\ndecision d : int {\n  rule r {\n    then 0\n" + exceptions + "  }\n}\n"}});
    REQUIRE(c);
    return *c.rules;
}

}  // namespace

TEST_CASE("limit: open exceptions of one rule") {
    const auto decided = [](std::size_t count) {
        const auto r = with_open_exceptions(count);
        return r.decide(r.empty_case(), "d").status;
    };
    CHECK(decided(12) == status::undetermined);  // 4096 combinations
    CHECK(decided(13) == status::error);
}

TEST_CASE("limit: bytes of an explanation") {
    const auto r = with_open_exceptions(3);
    const auto e = explain(r, r.empty_case(), "d");
    limits bounds;
    const std::string whole = to_text(e, bounds), marked = to_markdown(e, bounds);
    bounds.explanation_bytes = whole.size();
    CHECK(to_text(e, bounds) == whole);
    bounds.explanation_bytes = whole.size() - 1;
    CHECK(to_text(e, bounds) != whole);
    CHECK(to_text(e, bounds).find("is longer than") != std::string::npos);
    bounds.explanation_bytes = marked.size();
    CHECK(to_markdown(e, bounds) == marked);
    bounds.explanation_bytes = marked.size() - 1;
    CHECK(to_markdown(e, bounds).find("is longer than") != std::string::npos);
    const std::string json = to_json(e, {});
    bounds.explanation_bytes = json.size();
    CHECK(to_json(e, bounds) == json);
    bounds.explanation_bytes = json.size() - 1;
    CHECK(to_json(e, bounds).find("\"reasons\":[]") != std::string::npos);
    CHECK(to_json(e, bounds).find("\"left_out\":\"") != std::string::npos);
}
