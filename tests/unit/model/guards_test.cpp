// Where an optional value may be read: one condition after the other, with the place that must be refused.
#include <doctest/doctest.h>

#include "support/pack_text.hpp"
#include "writ/model/print.hpp"

using namespace writ;
using namespace writ::test;

namespace {

/// The codes of the diagnostics of a pack with two optional facts and a list, and the given declarations.
std::string codes_of(const std::string& declarations) {
    const auto packs = read_pack_text("guards", R"(
        pack p { languages en }
        record Ev { a : optional int  b : optional int }
        facts c { a : optional int  b : optional int  flag : bool  evs : list of Ev up to 3 }
        )" + declarations);
    std::string codes;
    const auto m = model_of(packs);
    for (const diagnostic& d : m.diagnostics())
        if (d.level == severity::error) codes += std::string(codes.empty() ? "" : " ") + std::string(code_name(d.code));
    return codes;
}

std::string condition(const std::string& text) { return codes_of("define x = " + text); }

}  // namespace

TEST_CASE("what `and` and `or` guard") {
    CHECK(condition("c.a > 1") == "E0304");
    CHECK(condition("c.a is present and c.a > 1") == "");
    CHECK(condition("c.a > 1 and c.a is present") == "E0304");
    CHECK(condition("c.a is absent or c.a > 1") == "");
    CHECK(condition("c.a is present or c.a > 1") == "E0304");
    CHECK(condition("c.a is absent and c.a > 1") == "E0304");
    CHECK(condition("not (c.a is absent) and c.a > 1") == "");
    CHECK(condition("c.a is not absent and c.a > 1") == "");
    CHECK(condition("not (c.a is absent or c.b is absent) and c.a > c.b") == "");
    CHECK(condition("(c.a is present and c.b is present) and c.a > c.b") == "");
    CHECK(condition("c.a is present and c.b > 1") == "E0304");
    CHECK(condition("(c.a is present or c.flag) and c.a > 1") == "E0304");
}

TEST_CASE("what `if` guards") {
    CHECK(condition("if c.a is present then c.a otherwise 0") == "");
    CHECK(condition("if c.a is absent then 0 otherwise c.a") == "");
    CHECK(codes_of("define x : int = if c.a is absent then c.a otherwise 0") == "E0304");
    CHECK(condition("if c.flag then c.a otherwise 0") == "");  // an optional value is a value
}

TEST_CASE("variables are guarded by identity, not by name") {
    CHECK(condition("any v among c.evs where v.a is present and v.a > 1") == "");
    CHECK(condition("any v among c.evs where v.a is present and v.b > 1") == "E0304");
    CHECK(condition("any v among c.evs where v.a is present and (any w among c.evs where w.a > v.a)") == "E0304");
    CHECK(condition("any v among c.evs where v.a is present and (any v among c.evs where v.a > 1)") == "E0304");
    CHECK(condition("sum of v.a for v among c.evs where v.a is present") == "");
    CHECK(condition("sum of v.a for v among c.evs where v.b is present") == "E0304");
    CHECK(codes_of("define f(x : Ev) = x.a is present and x.a > 1 define y = every v among c.evs where f(v)") == "");
}

TEST_CASE("a `when` guards what comes after it in its rule, and its exceptions") {
    CHECK(codes_of("decision d : int { rule r { when c.a is present when c.a > 1 then c.a } otherwise 0 }") == "");
    CHECK(codes_of("decision d : int { rule r { when c.a > 1 when c.a is present then c.a } otherwise 0 }") == "E0304");
    CHECK(
        codes_of(
            "decision d : int { rule r { when c.a is present then 1 } rule s { when c.a > 1 then 1 } otherwise 0 }") ==
        "E0304");
    CHECK(codes_of("decision d : int { rule r { when c.a is present then 1 exception e { when c.a > 2 then c.a } } "
                   "otherwise 0 }") == "");
    CHECK(codes_of("decision d : int { rule r { when c.a is present then 1 } otherwise 0 } exception e to d.r { when "
                   "c.a > 2 then c.a }") == "");
    CHECK(codes_of("decision d : int { rule r { when c.flag then 1 exception e { when c.a is present then 2 } "
                   "exception g { when c.a > 1 then 3 } } otherwise 0 }") == "E0304");
}

TEST_CASE("a term that may be silent is guarded like a fact") {
    const std::string silent = "decision d : int { rule r { when c.flag then 1 } } ";
    CHECK(codes_of(silent + "define x = d > 1") == "E0304");
    CHECK(codes_of(silent + "define x = d is present and d > 1") == "");
    CHECK(codes_of("decision d : int { rule r { then 1 } } define x = d > 1") == "");
    CHECK(codes_of("decision d : int { rule r { then 1 exception e { when c.flag then does not apply } } } define x = "
                   "d > 1") == "E0304");
    CHECK(codes_of("define f(x : int) : optional int = if x > 1 then c.a otherwise absent define y = f(1) is present "
                   "and f(1) > 1") == "");
    CHECK(codes_of("define f(x : int) : optional int = if x > 1 then c.a otherwise absent define y = f(1) is present "
                   "and f(2) > 1") == "E0304");
}
