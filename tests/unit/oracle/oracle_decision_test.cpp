// What a decision rests on: rules, needs, policy, outranked rules, conflicts, errors.
#include <doctest/doctest.h>

#include "support/example_case.hpp"
#include "support/oracle.hpp"
#include "support/small_pack.hpp"

using namespace writ;
using words = std::vector<std::string>;

namespace {

decision decide(const test::small_pack& p, std::size_t example, const std::string& name) {
    const auto question = find_term(p.model, name);
    REQUIRE(question);
    return oracle::decide(p.model, test::example_case(p.model, p.model.examples.at(example)), *question);
}

}  // namespace

TEST_CASE("oracle: rules of every decision read, its own, and those that speak only perhaps") {
    const auto p = test::pack_of(R"(
pack p { version "1" languages en region c.r }
enum R { X, Y }
facts c { r : R  a : bool  b : bool }
decision inner : int { rule i1 { when c.a then 1 }  rule i2 { when not c.a then 2 }  otherwise 3 }
decision outer : int { rule o { then inner }  rule low { when c.b then 7 } }
rule local to outer in X { then 5 }
example "in X" { given c.r = X  c.b = yes }
example "in Y" { given c.r = Y  c.a = yes  c.b = no }
example "clash" { given c.r = Y  c.a = yes  c.b = yes }
)");
    REQUIRE(p.mistakes == "");
    const auto x = decide(p, 0, "outer");
    CHECK(x.status == status::decided);
    CHECK(to_string(x.value) == "5");
    CHECK(x.own_rules == words{"outer.local"});
    CHECK(x.rules == words{"outer.local"});
    CHECK(x.possible_rules == words{"inner.i1", "inner.i2"});
    CHECK(x.outranked == words{"outer.o", "outer.low"});
    const auto y = decide(p, 1, "outer");
    CHECK(y.rules == words{"inner.i1", "outer.o"});
    CHECK(y.own_rules == words{"outer.o"});
    const auto clash = decide(p, 2, "outer");
    CHECK(clash.status == status::conflict);
    CHECK(clash.conflicts == words{"outer.o", "outer.low"});
}

TEST_CASE("oracle: policy that is missing has a name and words") {
    const auto p = test::pack_of(R"(
pack p { version "1" languages en region c.r }
enum R { X, Y }
facts c { r : R  d : date }
calendar x in X { weekend sat, sun covers 2026 .. 2026 }
calendar y in Y { weekend sat, sun covers none }
param fee : int { in X = 1  in Y undefined }
decision d : int { rule r { then fee } }
define due = 1 business day after c.d
example "Y" { given c.r = Y  c.d = 2027-01-01 }
example "no region" { given c.d = 2026-01-05 }
example "X" { given c.r = X  c.d = 2027-01-01 }
)");
    REQUIRE(p.mistakes == "");
    const auto y = decide(p, 0, "d");
    CHECK(y.status == status::undetermined);
    CHECK(y.needs == words{"fee"});
    REQUIRE(y.policy.size() == 1);
    CHECK(y.policy[0].text == "parameter fee has no value for region Y");
    const auto open = decide(p, 1, "d");
    CHECK(open.needs == words{"c.r", "fee"});
    CHECK(open.policy.size() == 1);
    const auto due = decide(p, 2, "due");
    REQUIRE(due.policy.size() == 1);
    CHECK(due.policy[0].text == "calendar x covers 2026 .. 2026 only");
    const auto never = decide(p, 0, "due");
    REQUIRE(never.policy.size() == 1);
    CHECK(never.policy[0].text == "calendar y covers no year yet");
}

TEST_CASE("oracle: an error has words and a place; the first of several is reported") {
    const auto p = test::pack_of(R"(
pack p { version "1" languages en }
facts c { z : int 0 .. 9  big : int }
define first = c.big * c.big
define second = 1 / c.z
define both = second > 1 and first > 1
decision d : int 0 .. 5 { rule r { then c.z } }
example "z" { given c.z = 0  c.big = 9_000_000_000_000_000_000 }
example "nine" { given c.z = 9  c.big = 1 }
)");
    REQUIRE(p.mistakes == "");
    const auto both = decide(p, 0, "both");
    CHECK(both.status == status::error);
    CHECK(both.error_text == "the exact result does not fit in 64 bits");
    REQUIRE(both.error_place);
    CHECK(p.sources.text(*both.error_place) == "c.big * c.big");
    CHECK(decide(p, 0, "second").error_text == "division by zero");
    const auto d = decide(p, 1, "d");
    CHECK(d.error_text == "d: 9 is outside 0 .. 5");
    CHECK(d.value.error);
}

TEST_CASE("oracle: assumed facts are listed, and what may be absent says so") {
    const auto p = test::pack_of(R"(
pack p { version "1" languages en }
facts c { a : bool assume no  b : bool }
decision d : optional int { rule r { when c.a or c.b then 1 } }
example "nothing" { }
)");
    REQUIRE(p.mistakes == "");
    const auto d = decide(p, 0, "d");
    CHECK(d.status == status::undetermined);
    CHECK(d.needs == words{"c.b"});
    CHECK(d.assumed == words{"c.a"});
    CHECK(to_string(d.value) == "1 or absent");
    CHECK(d.possible_rules == words{"d.r"});
}
