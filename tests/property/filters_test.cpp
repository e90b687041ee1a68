// Rules that are not tried, and requirements that are not asked again: the same decisions, with the same things assumed.
#include <doctest/doctest.h>

#include "support/compiled.hpp"
#include "writ/eval/evaluator.hpp"
#include "writ/model/model.hpp"
#include "writ/writ.hpp"

namespace {

using namespace writ;

// A table of two arguments; rules under a fact that may be assumed, before and behind an argument; rules of regions; a table
// that always speaks, beside another.
constexpr const char* text = R"(
pack filters "Filters" { version "1" languages en region t.where }
enum Kind { k0, k1, k2, k3 }
enum Grade ordered { low, mid, high }
enum Place { n, s, e, w }
facts t {
  where : Place assume s
  kind  : Kind assume k1
  other : Kind
  maybe : optional Kind
  grade : Grade
  yes   : bool
}
table worth(k : Kind, g : Grade) : int 0 .. 99 {
     | low | mid | high
  k0 | 1   | 2   | 3
  k1 | 4   | 5   | 6
  k2 | 7   | 8   | 9
  k3 | 10  | 11  | 12
}
decision behind(k : Kind) : int 0 .. 9 takes first {
  rule a { when t.kind is k0 when k is k0 then 1 }
  rule b { when t.kind is not k1 when k is one of {k1, k2} then 2 }
  rule c { when t.kind is k1 when k is k3 then 3 }
  rule d { when t.kind is k2 when not (k is k3) or k is k0 then 4 }
  otherwise 0
}
decision ahead(k : Kind, g : Grade) : int 0 .. 99 takes sum {
  rule a { when k is k0 when g < high when t.kind is k1 then 1 }
  rule b { when k is k1 and g >= mid when t.yes then 2 }
  rule c in n, s { when k is not k1 then 4 }
  rule d in e { when g is high then 8 }
  rule e { for x among t2.items when x.kind = k then 16 }
}
record Item { kind : Kind }
facts t2 { items : list of Item up to 3 }
decision between(k : Kind) : int 0 .. 9 takes sum {
  rule a { when t.kind is k1 when k is k0 then 1 }
  rule b { when k is k1 then 2 }
  rule c { when k is k2 then 3 }
  rule d { when k is k3 then 4 }
}
decision regional : int 0 .. 9 {
  rule a in n { when t.kind is k0 then 1 }
  rule b in s { when t.other is k1 then 2 }
  rule c in e { when t.kind is k2 then 3 }
  rule d in w { when t.other is k3 then 4 }
  otherwise 0
}
decision covered : int 0 .. 9 {
  table {
    t.other | t.grade || says
    k0      | low     || 1
    k0      | not low || 2
    not k0  | -       || 3
  }
  rule more { when t.other is k1 and t.yes then 3 }
  rule none { when t.other is k2 and t.yes and t.kind is k1 then 3 }
}
decision q1 : int 0 .. 99 { rule r { then worth(t.other, t.grade) } }
decision q2 : int 0 .. 9  { rule r { then behind(t.other) } }
decision q3 : int 0 .. 99 { rule r { then ahead(t.other, t.grade) } }
decision q4 : int 0 .. 99 { rule r { when t.maybe is present then worth(t.maybe, t.grade) } otherwise 0 }
decision q5 : int 0 .. 9  { rule r { then between(t.other) } }
)";

}  // namespace

TEST_CASE("what is not tried would have changed nothing") {
    const ruleset r = test::compiled(text);
    decider with(r);
    eval::evaluator without(r.stage_program(), r.stage_model());
    case_data c = r.empty_case();
    c.lists[0] = {presence::known, 2, {{1, presence::known}, {3, presence::known}}, {1, 2}};
    const std::vector<std::vector<cell>> values = {
        {{1, presence::assumed}, {1, presence::known}, {2, presence::known}, {}},  // where
        {{1, presence::assumed}, {0, presence::known}, {2, presence::known}},      // kind
        {{0, presence::known}, {1, presence::known}, {3, presence::known}, {}},    // other
        {{0, presence::absent}, {2, presence::known}, {}},                         // maybe
        {{0, presence::known}, {2, presence::known}, {}},                          // grade
        {{1, presence::known}, {}},                                                // yes
    };
    std::vector<std::size_t> at(values.size());
    for (std::size_t i = 0; i < values.size();) {
        for (std::size_t f = 0; f < values.size(); ++f) c.cells[f] = values[f][at[f]];
        with.load(c);
        without.load(c);
        for (const std::string& name : r.decisions()) {
            CAPTURE(name);
            CHECK(with.decide(name) == without.decide(with.question(name)));
        }
        for (i = 0; i < values.size() && ++at[i] == values[i].size(); ++i) at[i] = 0;
    }
}

TEST_CASE("a requirement of which a case tells nothing is asked once, and again where a case tells something") {
    const ruleset r = test::compiled(
        "pack p \"P\" { version \"1\" languages en }\n"
        "facts t { low : int 0 .. 9  high : int 0 .. 9  x : int 0 .. 9 }\n"
        "require t.low <= t.high because \"Too low.\"\n"
        "decision q : bool { rule r { when t.x > 3 then yes } otherwise no }\n");
    decider d(r);
    const auto asked = [&](const char* json) {
        const case_data c = r.read_json(json);
        d.load(c);
        return d.decide("q").status;
    };
    for (int round = 0; round < 3; ++round) {
        CHECK(asked(R"({"t": {"x": 4}})") == status::decided);
        CHECK(asked(R"({"t": {"x": 4, "low": 5}})") == status::decided);
        CHECK(asked(R"({"t": {"x": 4, "low": 5, "high": 4}})") == status::error);
        CHECK(asked(R"({"t": {"x": 4, "low": 5, "high": 5}})") == status::decided);
        CHECK(asked(R"({"t": {"low": 5}})") == status::undetermined);
    }
}

TEST_CASE("a requirement that nothing can meet is an error also where a case tells nothing of it") {
    const ruleset r = test::compiled(
        "pack p \"P\" { version \"1\" languages en }\n"
        "facts t { low : int 5 .. 9  high : int 0 .. 4  x : int 0 .. 9 }\n"
        "require t.low <= t.high because \"Too low.\"\n"
        "decision q : bool { rule r { when t.x > 3 then yes } otherwise no }\n");
    decider d(r);
    const case_data c = r.read_json(R"({"t": {"x": 4}})");
    for (int round = 0; round < 3; ++round) {
        d.load(c);
        CHECK(d.decide("q").status == status::error);
    }
}
