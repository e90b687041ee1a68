// Small packs whose answers were worked out by hand from the language's definition; each says what it expects itself.
#include <doctest/doctest.h>

#include "support/small_pack.hpp"

using namespace writ;

namespace {

void holds(const std::string& text) {
    const auto p = test::pack_of(text);
    REQUIRE(p.mistakes == "");
    CHECK(test::failed_examples(p) == "");
}

}  // namespace

TEST_CASE("oracle: the examples of the shipped packs hold") {
    const auto rules = std::filesystem::path(WRIT_SOURCE_DIR) / "rules";
    const std::vector<std::vector<std::filesystem::path>> shipped = {
        {rules / "appeals"},
        {rules / "disputes"},
        {rules / "enforcement"},
        {rules / "experience", rules / "enforcement"},
        {rules / "partner"},
        {rules / "stories", rules / "disputes", rules / "enforcement", rules / "experience", rules / "appeals",
         rules / "partner"}};
    for (const auto& folders : shipped) {
        const auto p = test::packs_in(folders);
        REQUIRE(p.mistakes == "");
        CHECK(p.model.examples.size() > 100);
        CHECK(test::failed_examples(p) == "");
    }
}

TEST_CASE("oracle: layers, agreement and conflict of `takes one`") {
    holds(R"(
pack p { version "1" languages en region c.r }
enum R { X, Y }
facts c { r : R  a : bool  b : bool }
decision d : optional int {
  rule low   { when c.a then 1 }
  rule same  { when c.a then 1 }
  rule other { when c.b then 2 }
  rule local in X { when c.a and c.b then 3 }
}
rule statute to d law in Y { when c.a then 9 cite "L1" }
example "agree"    { given c.r = X c.a = yes c.b = no   expect d = 1 by low, same }
example "regional" { given c.r = X c.a = yes c.b = yes  expect d = 3 by local }
example "law"      { given c.r = Y c.a = yes c.b = yes  expect d = 9 by statute }
example "nothing"  { given c.r = Y c.a = no  c.b = no   expect d is absent }
example "open a"   { given c.r = X c.b = no             expect d needs c.a }
example "open b"   { given c.r = X c.a = yes            expect d needs c.b  expect d != 2 }
example "open r"   { given c.a = no c.b = yes           expect d = 2 by other }
)");
}

TEST_CASE("oracle: rules that disagree conflict, and a conflict is an error for who reads it") {
    holds(R"(
pack p { version "1" languages en }
facts c { a : bool  b : bool }
decision d : int {
  rule one { when c.a then 1 }
  rule two { when c.b then 2 }
  otherwise 0
}
define twice = 2 * d
example "clash"     { given c.a = yes c.b = yes  expect d conflicts by one, two  expect twice = 2 conflicts }
example "dominated" { given c.a = yes c.b = yes  expect (twice = 2 or c.a) }
example "perhaps"   { given c.a = yes            expect d needs c.b  expect d >= 1 needs c.b }
)");
}

TEST_CASE("oracle: exceptions in exceptions, `does not apply`, and the fields of a record") {
    holds(R"(
pack p { version "1" languages en }
record Fee { amount : int  days : int }
facts c { a : bool  b : bool  n : int 0 .. 9 }
decision d : int {
  rule r {
    when c.n > 0
    then 1
    exception e { when c.a then 2  exception f { when c.b then 3 } }
    exception g { when c.n > 5 then does not apply }
  }
  otherwise 0
}
exception back to d.r.g { when c.n = 9 then does not apply }
decision fee : Fee {
  rule base { then {amount: 10, days: 5}  exception less { when c.a then {amount: 7} } }
}
example "plain"           { given c.n = 1 c.a = no c.b = yes   expect d = 1 by r }
example "one"             { given c.n = 1 c.a = yes c.b = no   expect d = 2 by e }
example "two"             { given c.n = 1 c.a = yes c.b = yes  expect d = 3 by r.e.f }
example "off"             { given c.n = 6 c.a = yes c.b = yes  expect d = 0 by otherwise }
example "the off is off"  { given c.n = 9 c.a = no c.b = yes   expect d = 1 by r }
example "open"            { given c.n = 1 c.b = no             expect d needs c.a  expect d <= 2 }
example "fields"          { given c.a = yes                    expect fee.amount = 7 and fee.days = 5 }
example "open fields"     { expect fee.days = 5                expect fee.amount needs c.a  expect fee.amount >= 7 }
)");
}

TEST_CASE("oracle: `takes` first, all, sum, largest and smallest over lists") {
    holds(R"(
pack p { version "1" languages en }
enum K { a, b }
record E { k : K  n : int 0 .. 9 }
facts c { flag : bool  es : list of E up to 4 }
decision f : int takes first { rule x { when c.flag then round(1 / (count of e among c.es), 0) }  rule y { when c.flag or not c.flag then 2 } }
decision l : int takes all      { rule x { for e among c.es when e.k is a then e.n }  rule y { when c.flag then 5 } }
decision s : int takes sum      { rule x { for e among c.es then e.n }  rule y { when c.flag then 5 } }
decision g : int takes largest  { rule x { for e among c.es then e.n }  rule y { when c.flag then 5 }  otherwise 0 }
decision m : optional int takes smallest { rule x { for e among c.es then e.n }  rule y { when c.flag then 5 } }
example "known" {
  given c.flag = yes  c.es = [{k: a, n: 3}, {k: b, n: 9}, {k: a, n: 1}]
  expect (count of x among l) = 3 and (sum of x for x among l) = 9
  expect s = 18 and g = 9 and m = 1
}
example "empty" { given c.flag = no c.es = []  expect l is empty and s = 0 and g = 0 and m is absent  expect f = 2 by y }
example "a division by nothing" { given c.flag = yes c.es = []  expect f fails }
example "open" {
  given c.es = [{k: unknown, n: 3}, {k: b, n: unknown}]
  expect (count of x among l) needs c.flag, c.es[1].k
  expect (sum of x for x among l) <= 8
  expect s >= 3 and s <= 17
  expect s needs c.flag, c.es[2].n
  expect g >= 3 and g <= 9
}
example "an unknown list" { given c.flag = no  expect s <= 36  expect s needs c.es  expect (count of x among l) <= 4 }
)");
}

TEST_CASE("oracle: refinement decides what every possibility decides, and asks only for what matters") {
    holds(R"(
pack p { version "1" languages en }
enum K { a, b, other }
facts c { k : K  n : int 0 .. 100  m : int 0 .. 100  o : optional bool  d : date  x : bool }
decision three : int takes first {
  rule p { when c.k is a then 1 }
  rule q { when c.k is b then 1 }
  rule r { when c.k is other then 1 }
}
define steps = if c.n > 50 then 2 otherwise (if c.n > 20 then 1 otherwise 0)
define same = c.n / 3 = c.n / 3
define both = c.x or not c.x
define cover = c.n < 30 or c.n >= 30
define dates = c.d <= 2026-03-01 or c.d > 2026-03-01
define shifted = c.n + 1 > 0
define either = c.o is present or c.o is absent
define one_matters = (c.x or not c.x) and c.m > 3
example "nothing given" {
  expect three = 1
  expect steps needs c.n
  expect steps <= 2 and steps >= 0
  expect both and cover and dates and shifted and either
  expect same needs c.n
  expect one_matters needs c.m
}
)");
}

TEST_CASE("oracle: parameters by region and day, undefined ones, dates on rules") {
    holds(R"(
pack p { version "1" languages en region c.r money X EUR, Y USD  notice 0 days { in X = 15 days } }
enum R { X, Y, Z }
facts c { r : R  d : date }
calendar x in X { weekend sat, sun covers 2026 .. 2026 holidays 2026-05-01 }
param fee : int { in X = 1  in X from 2026-03-01 = 2  in X from 2026-03-05 until 2026-03-06 = 3  in Y undefined  in Z = 4 }
param at(day : date) : int as of day = 1 { from 2026-01-10 = 2  from 2026-02-20 announced 2026-02-10 = 3 }
decision dated : int takes first { rule t from 2026-03-01 until 2026-03-02 { then 1 }  otherwise 0 }
define due = 2 business days after c.d
define month = 1 month after c.d
define next = 1 month rolled after c.d
define before_it = 3 business days before c.d
example "first"   { as of 2026-02-28 given c.r = X  expect fee = 1 and dated = 0 }
example "from"    { as of 2026-03-01 given c.r = X  expect fee = 2 and dated = 1 }
example "until"   { as of 2026-03-06 given c.r = X  expect fee = 3 and dated = 0 }
example "after"   { as of 2026-03-07 given c.r = X  expect fee = 2 }
example "undefined" { as of 2026-03-07 given c.r = Y  expect fee needs fee }
example "region"  { as of 2026-03-07 expect fee needs c.r, fee }
example "argument" { given c.r = Y  expect at(2026-01-09) = 1 and at(2026-02-19) = 2 and at(2026-02-20) = 3 }
example "announced" { given c.r = X  expect at(2026-02-24) = 2 and at(2026-02-25) = 3 }
example "no day"  { given c.r = X  expect fee needs today }
example "business" { given c.r = X c.d = 2026-04-30  expect due = 2026-05-05 and month = 2026-05-30 and next = 2026-06-01 and before_it = 2026-04-27 }
example "uncovered" { given c.r = X c.d = 2026-12-31  expect due needs x }
example "no calendar" { given c.r = Z c.d = 2026-04-30  expect due = 2026-05-05 fails }
)");
}

TEST_CASE("oracle: optional values, sets, texts and money") {
    holds(R"(
pack p { version "1" languages en region c.r money X EUR, Y USD }
enum R { X, Y }
enum K { a, b, z }
facts c { r : R  o : optional int 0 .. 9  q : optional int 0 .. 9  ks : set of K  flag : bool  t : text  price : money  euro : money EUR }
define guarded_sum = if c.o is present then c.o + 1 otherwise 0
define most = largest(c.o, c.q)
define made = {a, b when c.flag}
define dear = c.price > c.euro
define cut = round(c.euro * 33.3%, 2)
example "present" { given c.o = 4 c.q = absent  expect guarded_sum = 5 and most = 4 }
example "absent"  { given c.o = absent c.q = absent  expect guarded_sum = 0  expect most is absent }
example "used"    { given c.o = absent  expect c.o > 3 fails }
example "open"    { given c.q = 3  expect guarded_sum needs c.o  expect guarded_sum <= 10  expect most >= 3 }
example "sets"    {
  given c.ks = {a, z} c.flag = no
  expect made = {a} and c.ks has a and not c.ks has b and c.ks has any of {b, z} and not c.ks has all of {a, b}
  expect size(c.ks) = 2 and c.ks minus {a} = {z} and (c.ks union {b}) has all of {a, b, z}
}
example "open sets" { given c.flag = yes  expect c.ks has a needs c.ks  expect size(c.ks) <= 3 }
example "texts"   { given c.t = "abbb"  expect c.t matches "^ab+$" and c.t != "ab" }
example "money"   { given c.r = X c.price = EUR 1.00 c.euro = EUR 0.75  expect dear and cut = EUR 0.25 }
example "two currencies" { given c.r = Y c.price = USD 1.00 c.euro = EUR 0.75  expect dear fails }
)");
}

TEST_CASE("oracle: binders, order in lists, and what is asked of elements") {
    holds(R"(
pack p { version "1" languages en zones "Europe/Berlin" }
enum K { a, b }
record E { at : instant  k : K  n : int 0 .. 9 }
facts c { es : list of E up to 5 sorted on at  day : date }
define repeated(e : E) = any w among c.es before e where w.k = e.k
define repeats = count of e among c.es where repeated(e)
define last_two = sum of e.n for e among newest 2 of c.es
define late = any e among c.es where e.at is after c.day
define total = sum of e.n for e among c.es where e.k is a
define kinds = count of distinct e.k for e among c.es
define high = largest of e.n for e among c.es
example "sorted" {
  given c.day = 2026-03-01  c.es = [{at: 2026-03-02T10:00Z, k: a, n: 1}, {at: 2026-03-01T10:00Z, k: a, n: 2}, {at: 2026-03-01T22:59Z, k: b, n: 3}]
  expect repeats = 1 and last_two = 4 and late and total = 3 and kinds = 2 and high = 3
}
example "the day is local" {
  given c.day = 2026-03-01  c.es = [{at: 2026-03-01T22:59Z, k: a, n: 1}]
  expect not late
}
example "an hour later it is tomorrow" {
  given c.day = 2026-03-01  c.es = [{at: 2026-03-01T23:00Z, k: a, n: 1}]
  expect late
}
example "positions are those given" {
  given c.day = 2026-03-01  c.es = [{at: 2026-03-02T10:00Z, k: unknown, n: 1}, {at: 2026-03-01T10:00Z, k: a, n: unknown}]
  expect total needs c.es[1].k, c.es[2].n
  expect total <= 10
  expect repeats needs c.es[1].k
  expect kinds needs c.es[1].k
}
)");
}

TEST_CASE("oracle: a rule that asks makes the answer provisional; assumed facts count as known") {
    holds(R"(
pack p { version "1" languages en }
enum L ordered { low, mid, high }
facts c { l : L  sure : bool assume yes }
decision d : L takes first {
  rule ask_first { when c.l is unknown then low ask c.l }
  rule rest { when c.l >= mid and c.sure then high }
  otherwise low
}
example "asked"   { given c.l = unknown  expect d is low asks c.l by ask_first }
example "known"   { given c.l = mid      expect d is high by rest }
example "said"    { given c.l = mid c.sure = no  expect d is low by otherwise }
example "unsaid"  { given c.l = mid c.sure = unknown  expect d needs c.sure }
)");
}

TEST_CASE("oracle: outcomes outside their type, overflow and division by zero are errors where they are used") {
    holds(R"(
pack p { version "1" languages en }
facts c { n : int 0 .. 100  big : int  k : int 0 .. 3 }
decision small : int 0 .. 10 { rule r { then c.n } }
define doubled = c.big * 2
define part = c.n / c.k
example "fits"     { given c.n = 10  expect small = 10 }
example "does not" { given c.n = 11  expect small fails }
example "open"     { expect small <= 10 needs c.n }
example "overflow" { given c.big = 9_223_372_036_854_775_807  expect doubled > 0 fails }
example "zero"     { given c.n = 1 c.k = 0  expect part > 0 fails }
example "a sure divisor"     { given c.n = 6 c.k = 3  expect part = 2 }
example "an unknown divisor" { given c.n = 6  expect part >= 2 needs c.k }
)");
}

TEST_CASE("oracle: requirements are checked first; unknown passes") {
    holds(R"(
pack p { version "1" languages en }
facts c { n : int 0 .. 100  m : int 0 .. 100 }
require c.n <= c.m because "n is at most m"
define ten = c.n >= 0
example "met"     { given c.n = 1 c.m = 2  expect ten }
example "not met" { given c.n = 3 c.m = 2  expect ten fails }
example "unknown" { given c.n = 3          expect ten }
)");
}
