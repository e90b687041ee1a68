// Making a fact unknown may open an answer, never change it.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/contains.hpp"
#include "support/oracle.hpp"
#include "support/random_case.hpp"
#include "support/small_pack.hpp"

using namespace writ;

namespace {

constexpr const char* busy_pack = R"(
pack p {
  version "1" languages en region c.r
  zones X "Europe/Berlin", Y "Asia/Bangkok", Z "America/New_York"
  money X EUR, Y THB, Z USD
}
enum R { X, Y, Z }
enum K { a, b, other }
enum L ordered { none, low, high }
record E { at : instant  k : K  l : L  n : int 0 .. 60  gone : bool }
record Pair { x : int  y : optional int }
facts c {
  r : R  k : K  l : L  flag : bool  n : int 0 .. 100  m : optional int 0 .. 9  p : percent(1) 0% .. 100%
  d : date  od : optional date  at : instant  ks : set of K  es : list of E up to 6 sorted on at
  price : money 0.00 .. 500.00
}
calendar x in X { weekend sat, sun covers 2025 .. 2027 holidays 2026-05-01 }
calendar y in Y, Z { weekend sun covers 2025 .. 2027 }
param window(day : date) : span as of day = 90 days { in X = 60 days  in Y from 2026-03-01 = 30 days }
table base(k : K, l : L) : int 0 .. 60 {
         | none | low | high
  a      | 0    | 24  | 48
  b      | 1    | 2   | 4
  other  | 0    | 0   | 1
}
define live(e : E) = not e.gone and e.at during last window(e.at)
define twice(e : E) = at least 2 w among c.es before e where w.k = e.k and live(w)
decision points(e : E) : int 0 .. 120 {
  rule listed { then base(e.k, e.l)  exception more { when twice(e) then smallest(48, 2 * base(e.k, e.l)) } }
}
define total = sum of points(e) for e among c.es where live(e)
decision tier : L {
  table {
    total    || tier
    >= 48    || high
    12 .. 47 || low
  }
  otherwise none
}
decision one : int {
  rule r1 { when c.flag then 1 }
  rule r2 { when c.n > 40 and c.n < 60 then 2 }
  rule r3 in X { when c.k is a then 3 }
  otherwise 0
}
rule statute to one law in Z { when c.l >= low then 9 cite "L" }
exception unless to one.r1 { when c.ks has b then does not apply }
exception lawful to one.r1 law in X { when c.m is present and c.m > 4 then 70 cite "L" }
decision seq : int takes first {
  rule s1 { when c.n / 3 < 7 then 1 }
  rule s2 { when c.od is present and c.od within 2 business days after c.d then 2 }
  rule s3 { when c.at is after c.d then 3 }
  otherwise 4
}
decision all_of : int takes all { rule x { for e among c.es when e.k is a then e.n }  rule y { when c.flag then c.n } }
decision most : int takes largest { rule x { for e among c.es then e.n }  rule y { when c.flag then 3 }  otherwise 0 }
decision added : int takes sum { rule x { for e among c.es when e.l > none then e.n }  rule y { when c.flag then 10 } }
decision pair : Pair { rule base { then {x: c.n, y: c.m}  exception e { when c.flag then {x: 0} } } }
define ratio = c.n / (c.n + 1)
define kinds = count of distinct e.k for e among c.es where not e.gone
define top = largest of e.n for e among c.es where e.k is not other
define newest_sum = sum of e.n for e among newest 2 of c.es
define orderly = every e among c.es where e.n > 0 or e.gone
define some_set = {a when c.flag, b when c.n > 50} union c.ks
define due = 3 business days after c.d
define end = 1 month rolled after c.d
define fee = round(c.price * c.p, 2)
define whole_days = business_days(c.d, day(c.at))
define picked = clamp(c.n + 5, 10, 20)
)";

/// A sure error wins over what is unknown, so it may take the place of an answer.
bool may_become(const decision& forgotten, const decision& known) {
    if (forgotten.status == status::error || forgotten.status == status::conflict) return true;
    return test::contains(forgotten.value, known.value);
}

bool fails_requirement(const model::model& m, const decision& d) {
    return std::any_of(m.requirements.begin(), m.requirements.end(), [&](const model::requirement& r) {
        return d.error_place && *d.error_place == m[r.condition].where;
    });
}

void check_forgetting(const test::small_pack& p, std::uint64_t cases) {
    for (std::uint64_t seed = 1; seed <= cases; ++seed) {
        const auto known = test::random_case(p.model, seed);
        const auto forgotten = test::forget(p.model, known, seed * 7919);
        for (std::uint32_t t = 0; t < p.model.terms.size(); ++t) {
            const auto& term = p.model.terms[t];
            if (!term.parameters.empty() || term.generated) continue;
            const auto before = oracle::decide(p.model, known, model::term_id{t});
            const auto after = oracle::decide(p.model, forgotten, model::term_id{t});
            if (fails_requirement(p.model, before)) break;  // unknown passes
            const std::string what = term.name + " of case " + std::to_string(seed) + ": " + to_string(before.value) +
                                     " became " + to_string(after.value);
            CHECK_MESSAGE(may_become(after, before), what);
            if (after.status == status::decided) CHECK_MESSAGE(before.status == status::decided, what);
            if (before.status == status::undetermined) CHECK_MESSAGE(!before.needs.empty(), what);
        }
    }
}

}  // namespace

TEST_CASE("oracle: forgetting facts opens answers and never changes them") {
    const auto p = test::pack_of(busy_pack);
    REQUIRE(p.mistakes == "");
    check_forgetting(p, 150);
}

TEST_CASE("oracle: forgetting facts of a shipped pack opens answers and never changes them") {
    const auto p = test::packs_in({std::filesystem::path(WRIT_SOURCE_DIR) / "rules" / "enforcement"});
    REQUIRE(p.mistakes == "");
    check_forgetting(p, 4);
}

TEST_CASE("oracle: the same case has the same answer") {
    const auto p = test::pack_of(busy_pack);
    REQUIRE(p.mistakes == "");
    for (std::uint64_t seed = 1; seed <= 10; ++seed)
        for (std::uint32_t t = 0; t < p.model.terms.size(); ++t)
            if (p.model.terms[t].parameters.empty())
                CHECK(oracle::decide(p.model, test::random_case(p.model, seed), model::term_id{t}) ==
                      oracle::decide(p.model, test::random_case(p.model, seed), model::term_id{t}));
}
