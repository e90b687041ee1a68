#include "writ/columns.hpp"

#include <doctest/doctest.h>

#include <array>

#include "support/contains.hpp"
#include "writ/eval/evaluator.hpp"
#include "writ/io/write_decision.hpp"
#include "writ/writ.hpp"

namespace {

using namespace writ;

constexpr const char* rules_text = R"(
pack shop "Shop" {
  version "1"
  languages en
  region seller.region
  money TH THB, DE EUR, US USD
}
enum Region { TH, DE, US }
enum Level ordered { low, mid, high }
record Strike { level : Level  given : date  note : optional text  points : int 0 .. 50 assume 2 }
record Bank { name : text  checked : date  safe : bool }
facts seller {
  region   : Region
  closed   : bool
  sales    : int 0 .. 1000
  rate     : percent(1) 0% .. 100%
  share    : decimal(2) 0 .. 10
  since    : optional date
  seen     : optional instant
  wait     : duration
  opens    : time
  grace    : span
  balance  : money 0 .. 100
  deposit  : money USD 0 .. 100
  markets  : set of Region
  note     : optional text
  lang     : text assume "en"
  strikes  : list of Strike up to 3 sorted on given
  bank     : Bank
}
define total = sum of v.points for v among seller.strikes
decision open : bool {
  rule closed { when seller.closed or total > 40 then no }
  otherwise yes
}
decision tier : Level takes first {
  rule big   { when seller.sales >= 500 and seller.region is one of {TH, DE} then high }
  rule some  { when seller.sales >= 100 then mid }
  rule safe  { when seller.bank.safe then mid }
  otherwise low
}
decision points : int 0 .. 100 takes sum {
  rule rich  { when seller.deposit >= USD 50.00 then 5 }
  rule late  { when seller.rate < 90% then 7 }
  rule small { when seller.sales < 10 then 1 }
}
decision single : Level {
  rule a { when seller.sales > 10 then mid }
  rule b { when seller.sales > 20 then high }
}
decision words : text { rule a { when seller.closed then "shut" } otherwise "open" }
decision loose : int takes sum {
  rule a { when seller.sales > 10 then 1 }
}
)";

ruleset rules() {
    auto c = ruleset::compile({{"shop.writ", rules_text}});
    std::string said;
    for (const auto& d : c.diagnostics) said += d.message + "\n";
    REQUIRE_MESSAGE(c.rules, said);
    return *c.rules;
}

template <class Give>
std::string refused(const Give& give) {
    const ruleset r = rules();
    columns c = r.columns(3);
    try {
        give(c);
    } catch (const bad_column& e) {
        return e.what();
    }
    return "taken";
}

const std::vector<std::int16_t> three{1, 2, 3};

/// The errors of a row, and those of the same case as JSON without the places there.
std::string errors_of(const case_data& c) {
    std::string out;
    for (case_error e : c.errors) {
        e.where = {0, 0};
        out += to_string(e) + "\n";
    }
    return out;
}

}  // namespace

TEST_CASE("columns decide every row as it would be decided alone") {
    const ruleset r = rules();
    const std::vector<std::int32_t> sales{700, 700, 100, 5, 99};
    const std::vector<std::uint8_t> region{0, 2, 0, 1, 1};
    const std::vector<std::uint8_t> safe{0b10000};
    columns c = r.columns(5);
    c.values("seller.sales", sales).values("seller.region", region).bits("seller.bank.safe", safe);
    const decision_columns tiers = r.decide(c, "tier");
    CHECK(tiers.rows == 5);
    CHECK(tiers.count[static_cast<int>(status::decided)] == 5);
    std::vector<std::int64_t> got;
    for (std::size_t i = 0; i < 5; ++i) got.push_back(tiers[i].value.value);
    CHECK(got == std::vector<std::int64_t>{2, 1, 1, 0, 1});
    CHECK(r.rule_path(tiers[0].rules.front()) == "tier.big");
    CHECK(tiers[4].rules.size() == 1);
    CHECK(to_text(explain(r, c.row(0), "tier")).find("seller.sales = 700") != std::string::npos);
}

TEST_CASE("a fact without a column, and a value that is not there, leave decisions open") {
    const ruleset r = rules();
    const std::vector<std::int32_t> sales{700, 700, 50};
    const std::vector<std::uint8_t> region{0, 1, 0};
    const std::vector<std::uint8_t> some{0b101};
    columns c = r.columns(3);
    c.values("seller.sales", sales, {.valid = some.data()}).values("seller.region", region);
    const decision_columns tiers = r.decide(c, "tier");
    CHECK(tiers[0].status == status::decided);
    CHECK(tiers[1].status == status::undetermined);
    CHECK(tiers[2].status == status::undetermined);
    CHECK(tiers.count[static_cast<int>(status::undetermined)] == 2);
}

TEST_CASE("what is missing is left out, unknown or absent, as the caller says") {
    const ruleset r = rules();
    const std::vector<std::int32_t> days{10, 20};
    const std::vector<std::uint8_t> first{0b01};
    const auto state = [&](when_empty missing) {
        columns c = r.columns(2);
        c.values("seller.since", days, {.valid = first.data(), .missing = missing});
        const case_data row = c.row(1);
        CHECK(row.errors.empty());
        std::size_t known = 0;
        presence out = presence::missing;
        for (const cell& one : row.cells) {
            known += one.state == presence::known ? 1 : 0;
            if (one.state == presence::unknown || one.state == presence::absent) out = one.state;
        }
        CHECK(known == 0);
        return out;
    };
    CHECK(state(when_empty::left_out) == presence::missing);
    CHECK(state(when_empty::unknown) == presence::unknown);
    CHECK(state(when_empty::absent) == presence::absent);
}

TEST_CASE("every kind of fact can be a column, and a row is the case that JSON gives") {
    const ruleset r = rules();
    const std::vector<std::int64_t> region{1}, closed{1}, sales{12}, rate{985}, share{1250}, since{20000},
        wait{1500000}, opens{570}, balance{1050}, deposit{99}, markets{5}, offsets{0, 2}, level{2, 0},
        given{20001, 20000}, checked{20002}, safe{0};
    const std::vector<std::int64_t> seen{20000 * us_per_day + 90 * us_per_minute + 1500000};
    const std::vector<std::uint8_t> code{0}, notes{1, 0};
    columns c = r.columns(1);
    c.values("seller.region", region).values("seller.closed", closed).values("seller.sales", sales);
    c.values("seller.rate", rate).values("seller.since", since).values("seller.seen", seen);
    c.values("seller.wait", wait).values("seller.opens", opens).texts("seller.grace", code, {"5 business days"});
    c.values("seller.balance", balance).values("seller.deposit", deposit).values("seller.markets", markets);
    c.texts("seller.note", code, {"said \"so\""}).texts("seller.lang", code, {"de"});
    c.list("seller.strikes", offsets).values("seller.strikes.level", level).values("seller.strikes.given", given);
    c.texts("seller.strikes.note", notes, {"b", "a"}).texts("seller.bank.name", code, {"Bank"});
    c.values("seller.bank.checked", checked).values("seller.bank.safe", safe);
    c.as_of_days(checked);
    const case_data json = r.read_json(R"({"as_of": "2024-10-06", "seller": {
        "region": "DE", "closed": true, "sales": 12, "rate": 0.985, "since": "2024-10-04",
        "seen": "2024-10-04T01:30:01.5Z", "wait": "1.5 seconds", "opens": "09:30", "grace": "5 business days",
        "balance": "EUR 10.50", "deposit": "USD 0.99", "markets": ["TH", "US"], "note": "said \"so\"", "lang": "de",
        "strikes": [{"level": "high", "given": "2024-10-05", "note": "a"},
                                  {"level": "low", "given": "2024-10-04", "note": "b"}],
        "bank": {"name": "Bank", "checked": "2024-10-06", "safe": false}}})");
    const case_data row = c.row(0);
    CHECK(errors_of(json) == "");
    CHECK(errors_of(row) == "");
    CHECK(row.as_of == json.as_of);
    CHECK(row.cells.size() == json.cells.size());
    decider by_row(r), by_json(r);
    by_row.load(row);
    by_json.load(json);
    for (const std::string& name : r.decisions()) CHECK(by_row.decide(name) == by_json.decide(name));
    REQUIRE(row.lists.size() == 1);
    CHECK(row.lists[0].given == json.lists[0].given);
}

TEST_CASE("a value that a fact cannot hold is an error of its row, in the words of JSON") {
    const ruleset r = rules();
    const std::vector<std::int32_t> sales{700, 1001, -1, 1000, 0};
    const std::vector<std::uint8_t> region{0, 0, 0, 3, 1};
    columns c = r.columns(5);
    c.values("seller.sales", sales).values("seller.region", region);
    const decision_columns tiers = r.decide(c, "tier"), singles = r.decide(c, "single");
    CHECK(tiers.count[static_cast<int>(status::error)] == 3);
    for (const std::size_t bad : {1u, 2u, 3u}) {
        CHECK(tiers[bad].status == status::error);
        CHECK(singles[bad].status == status::error);  // also where the wrong fact is not asked for
    }
    CHECK(tiers[0].status == status::decided);
    CHECK(errors_of(c.row(1)) == errors_of(r.read_json(R"({"seller": {"sales": 1001, "region": "TH"}})")));
    CHECK(errors_of(c.row(2)) == errors_of(r.read_json(R"({"seller": {"sales": -1, "region": "TH"}})")));
    CHECK(errors_of(c.row(3)) == errors_of(r.read_json(R"({"seller": {"sales": 1000, "region": "3"}})")));
}

TEST_CASE("a text outside the values of an enum, or a code outside the dictionary, is an error of its row") {
    const ruleset r = rules();
    const std::vector<std::int8_t> codes{0, 1, 2, -1};
    const std::vector<std::int32_t> sales{700, 700, 700, 700};
    columns c = r.columns(4);
    c.texts("seller.region", codes, {"DE", "Th"}).values("seller.sales", sales);
    const decision_columns tiers = r.decide(c, "tier");
    CHECK(tiers[0].status == status::decided);
    CHECK(tiers[0].value.value == 2);
    for (const std::size_t bad : {1u, 2u, 3u}) CHECK(tiers[bad].status == status::error);
    CHECK(errors_of(c.row(1)) == errors_of(r.read_json(R"({"seller": {"region": "Th", "sales": 700}})")));
    CHECK(errors_of(c.row(2)) == errors_of(r.read_json(R"({"seller": {"region": 2, "sales": 700}})")));
}

TEST_CASE("codes below zero are missing values where that is said, beside those that a bitmap names") {
    const ruleset r = rules();
    const std::vector<std::int8_t> codes{0, -1, 2, -128, 1};
    const std::vector<std::int32_t> sales{700, 700, 700, 700, 700};
    const std::uint8_t there = 0b01111;
    columns c = r.columns(5);
    c.texts("seller.region", codes, {"DE", "US"}, {.valid = &there, .missing_below_zero = true});
    c.values("seller.sales", sales);
    const decision_columns tiers = r.decide(c, "tier");
    CHECK(tiers[0].value.value == 2);
    CHECK(tiers[2].status == status::error);  // a code beyond the dictionary is wrong as ever
    for (const std::size_t missing : {1u, 3u, 4u}) {
        CHECK(tiers[missing].status == status::undetermined);
        CHECK(errors_of(c.row(missing)).empty());
    }
    columns absent = r.columns(5);
    absent.texts("seller.note", codes, {"a", "b", "c"}, {.missing = when_empty::absent, .missing_below_zero = true});
    const case_data row = absent.row(1);
    CHECK(row.cells == r.read_json(R"({"seller": {"note": null}})").cells);
    // Unsigned codes have none below zero, however great they are.
    const std::vector<std::uint64_t> great{0, ~std::uint64_t{0}};
    columns two = r.columns(2);
    two.texts("seller.region", great, {"DE"}, {.missing_below_zero = true});
    CHECK(r.decide(two, "tier")[1].status == status::error);
}

TEST_CASE("rules that contradict themselves stay open as evaluators leave them, where what they ask is unknown") {
    const auto compiled = ruleset::compile({{"odd.writ", R"(
pack odd "Odd" { version "1" languages en }
enum Kind { a, b, c }
record Bank { safe : bool }
facts s { kind : Kind  small : int 0 .. 9  bank : Bank  strikes : list of Bank up to 3 }
decision by_kind : bool { rule r { when s.kind is a and s.kind is b then no } otherwise no }
decision by_number : bool { rule r { when s.small > 5 and s.small < 3 then no } otherwise no }
decision by_field : bool { rule r { when s.bank.safe and not s.bank.safe then no } otherwise no }
decision by_width : bool { rule r { when s.small > 5 or (s.small > 7 and s.small < 2) then yes } otherwise no }
decision by_list : bool {
  rule r { when (any v among s.strikes where v.safe) and not (any v among s.strikes where v.safe) then no }
  otherwise no
}
)"}});
    REQUIRE(compiled.rules);
    const ruleset& r = *compiled.rules;
    const auto cases = {"{}", R"({"s": {"kind": "a"}})", R"({"s": {"small": 6}})", R"({"s": {"bank": {}}})",
                        R"({"s": {"kind": "c", "small": 1, "bank": {"safe": true}, "strikes": []}})"};
    decider quick(r);
    eval::evaluator slow(r.stage_program(), r.stage_model());
    for (const char* text : cases) {
        const case_data c = r.read_json(text);
        slow.load(c);
        quick.load(c);
        for (const std::string& name : r.decisions())
            CHECK(io::write_json(quick.decide(name)) == io::write_json(slow.decide(quick.question(name))));
    }
    const std::vector<std::uint8_t> kind{0, 2}, there{0b10};
    columns some = r.columns(2);
    some.values("s.kind", kind, {.valid = there.data()});
    const decision_columns all = r.decide(some, "by_kind");
    CHECK(all[0].status == status::decided);
    CHECK(all[0].rules.empty());
    CHECK(all[1].rules.size() == 1);
    // Where no value of a column is as great as rules ask, a missing one may be.
    const std::vector<std::int8_t> small{1, 2};
    columns narrow = r.columns(2);
    narrow.values("s.small", small, {.valid = there.data()});
    CHECK(r.decide(narrow, "by_width")[0].status == status::undetermined);
    CHECK(r.decide(narrow, "by_number")[0].rules.empty());
}

TEST_CASE("arrays of the program have outcomes, which of them are missing, and statuses") {
    const ruleset r = rules();
    const std::vector<std::int32_t> sales{700, 1001, 15, 25, 0};
    columns c = r.columns(5);
    c.values("seller.sales", sales);
    std::vector<std::int8_t> single(5);
    std::vector<status> statuses(5);
    std::array<bool, 5> missing{};
    column_decider by(r);
    outcome_arrays out{.values = single, .none = -1, .missing = missing, .statuses = statuses};
    by.decide(c, "single", out);
    const decision_columns all = r.decide(c, "single");
    CHECK(single == std::vector<std::int8_t>{-1, -1, 1, -1, -1});
    CHECK(missing == std::array{true, true, false, true, true});
    for (std::size_t i = 0; i < 5; ++i) CHECK(statuses[i] == all[i].status);
    CHECK(std::equal(std::begin(out.count), std::end(out.count), std::begin(all.count)));
    CHECK(out.count[static_cast<int>(status::error)] == 1);
    CHECK(out.count[static_cast<int>(status::conflict)] == 2);
}

TEST_CASE("arrays that cannot have the outcomes are refused, at the bounds") {
    const ruleset r = rules();
    columns c = r.columns(3);
    column_decider by(r);
    const auto said = [&](const char* name, outcome_arrays out) {
        try {
            by.decide(c, name, out);
        } catch (const bad_column& e) {
            return std::string(e.what());
        }
        return std::string();
    };
    std::vector<std::int8_t> bytes(3), few(2);
    std::vector<std::int64_t> wide(3);
    std::vector<std::uint64_t> wide_unsigned(3);
    std::vector<status> statuses(2);
    std::array<bool, 3> bools{};
    CHECK(said("points", {.values = bytes, .none = -128}).empty());  // 0 .. 100
    CHECK(said("points", {.values = bytes, .none = -129}) ==
          "`points` can be -129, which the elements of the array cannot");
    CHECK(said("open", {.values = bools}).empty());
    CHECK(said("open", {.values = bools, .none = -1}) == "`open` can be -1, which the elements of the array cannot");
    CHECK(said("points", {.values = bools}) == "`points` can be 100, which the elements of the array cannot");
    CHECK(said("loose", {.values = wide}).empty());
    CHECK(said("loose", {.values = wide_unsigned}) ==
          "`loose` can be -9223372036854775808, which the elements of the array cannot");
    CHECK(said("tier", {.values = few}) == "`tier` is to be written into 2 values, and there are 3 rows");
    CHECK(said("tier", {.statuses = statuses}) == "`tier` is to be written into 2 statuses, and there are 3 rows");
    CHECK(said("words", {.values = wide}) == "`words` is a text, which no integer tells");
    CHECK(said("words", {}).empty());
}

TEST_CASE("lists that are too long or lack what they are sorted on are errors of their rows") {
    const ruleset r = rules();
    const std::vector<std::int32_t> offsets{0, 1, 5, 6}, given{1, 1, 2, 3, 4, 5};
    const std::vector<std::uint8_t> closed{0, 0, 0}, there{0b011111}, points{20, 1, 1, 1, 1, 50};
    columns c = r.columns(3);
    c.list("seller.strikes", offsets).values("seller.strikes.given", given, {.valid = there.data()});
    c.values("seller.strikes.points", points).values("seller.closed", closed);
    const decision_columns open = r.decide(c, "open");
    CHECK(open[0].status == status::decided);
    CHECK(open[1].status == status::error);
    CHECK(open[2].status == status::error);
    const decision_columns tiers = r.decide(c, "tier");
    CHECK(tiers[0].status == status::undetermined);
    CHECK(tiers[1].status == status::error);
}

TEST_CASE("sums are lists of rules, or sets where few rules add up") {
    const ruleset r = rules();
    const std::vector<std::uint16_t> sales{5, 50}, rate{1000, 800}, deposit{6000, 100};
    columns c = r.columns(2);
    c.values("seller.sales", sales).values("seller.rate", rate).values("seller.deposit", deposit);
    const decision_columns points = r.decide(c, "points");
    CHECK(points[0].value.value == 6);
    CHECK(points[0].rules.size() == 2);
    CHECK(points[1].value.value == 7);
    CHECK(points.codes.size() == 2);
    CHECK(points.sums.empty());
}

TEST_CASE("rules that disagree are a conflict of their row") {
    const ruleset r = rules();
    const std::vector<std::uint16_t> sales{5, 15, 25};
    columns c = r.columns(3);
    c.values("seller.sales", sales);
    const decision_columns single = r.decide(c, "single");
    CHECK(single[0].value.state == presence::absent);
    CHECK(single[1].value.value == 1);
    CHECK(single[2].status == status::conflict);
    CHECK(single.count[static_cast<int>(status::conflict)] == 1);
}

TEST_CASE("no rows are no answers") {
    const ruleset r = rules();
    const std::vector<std::uint8_t> none;
    columns c = r.columns(0);
    c.values("seller.sales", none);
    for (const std::string& name : r.decisions()) CHECK(r.decide(c, name, 4).rows == 0);
}

TEST_CASE("memory is reused from columns to columns, whatever the question before") {
    const ruleset r = rules();
    column_decider d(r, 2);
    decision_columns out;
    const std::vector<std::uint16_t> sales{5, 15, 25}, two{700, 7};
    columns a = r.columns(3), b = r.columns(2);
    a.values("seller.sales", sales);
    b.values("seller.sales", two);
    for (int round = 0; round < 2; ++round) {
        d.decide(a, "single", out);
        CHECK(out.rows == 3);
        CHECK(out[2].status == status::conflict);
        d.decide(b, "loose", out);
        CHECK(out.rows == 2);
        CHECK(out[0].value.value == 1);
        d.decide(b, "tier", out);
        CHECK(out[1].status == status::undetermined);
    }
    CHECK_THROWS_AS(d.decide(a, "nothing", out), unknown_decision);
}

TEST_CASE("a watch is told how far a decision is, and stops it") {
    const ruleset r = rules();
    const std::vector<std::uint16_t> sales(200'000, 700);
    columns c = r.columns(sales.size());
    c.values("seller.sales", sales);  // without a region: row by row
    column_decider d(r, 2);
    decision_columns out;
    std::size_t seen = 0;
    d.decide(c, "tier", out, [&](std::size_t rows) {
        CHECK(rows >= seen);
        seen = rows;
        return true;
    });
    CHECK(out.count[static_cast<int>(status::undetermined)] == sales.size());
    CHECK(seen <= sales.size());
    CHECK_THROWS_AS(d.decide(c, "tier", out, [](std::size_t) { return false; }), decision_stopped);
    CHECK_THROWS_AS(d.decide(c, "tier", out, [](std::size_t) -> bool { throw std::bad_alloc(); }), std::bad_alloc);
    d.decide(c, "tier", out);
    CHECK(out[17].status == status::undetermined);
}

TEST_CASE("of each value that there is not may be known what it says") {
    const ruleset r = rules();
    const std::vector<std::int32_t> days{10, 20, 30, 40};
    const std::vector<std::uint8_t> first{0b0001};
    const std::vector<when_empty> each{when_empty::absent, when_empty::left_out, when_empty::unknown,
                                       when_empty::absent};
    columns c = r.columns(4);
    c.values("seller.since", days, {.valid = first.data(), .each = each.data()});
    const auto same = [&](std::size_t row, const char* json) { return c.row(row).cells == r.read_json(json).cells; };
    CHECK(same(0, R"({"seller": {"since": "1970-01-11"}})"));
    CHECK(same(1, "{}"));
    CHECK(same(2, R"({"seller": {"since": {"unknown": true}}})"));
    CHECK(same(3, R"({"seller": {"since": null}})"));
}

TEST_CASE("a row that the caller calls wrong is an error of that row alone") {
    const ruleset r = rules();
    const std::vector<std::uint16_t> sales{5, 15, 25};
    columns c = r.columns(3);
    c.values("seller.sales", sales).wrong(1, {"seller.note", "is not a text", {}, {0, 0}});
    const decision_columns single = r.decide(c, "single");
    CHECK(single[0].status == status::decided);
    CHECK(single[1].status == status::error);
    CHECK(errors_of(c.row(1)) == "seller.note: is not a text\n");
    CHECK(errors_of(c.row(2)).empty());
}

TEST_CASE("numbers of 64 bits without a sign are no others where they are too great") {
    const ruleset r = rules();
    const std::vector<std::uint64_t> us{5'000'000, ~std::uint64_t{0}};
    columns c = r.columns(2);
    c.values("seller.wait", us);
    CHECK(c.row(0).cells == r.read_json(R"({"seller": {"wait": "5 seconds"}})").cells);
    CHECK(errors_of(c.row(1)) ==
          "seller.wait: `18446744073709551615` is a number; seller.wait is a duration "
          "(a duration is written 48 hours or 90 minutes)\n");
    CHECK(r.decide(c, "single")[1].status == status::error);
}

TEST_CASE("rows without a moment of their own have that of all") {
    const ruleset r = rules();
    const std::vector<std::int64_t> days{20000, 99'999'999};
    const std::vector<std::uint8_t> first{0b01};
    columns c = r.columns(2);
    c.as_of({std::nullopt, 7}).as_of_days(days, first.data());
    row_cases cases(c);
    CHECK(cases[0].as_of == moment_of_decision{20000, std::nullopt});
    CHECK(cases[1].as_of == moment_of_decision{std::nullopt, 7});
    CHECK(cases[1].errors.empty());
}

TEST_CASE("columns that cannot be say why") {
    const std::vector<std::int16_t> two{1, 2}, four{0, 1, 2, 3}, down{0, 2, 1, 3};
    const std::vector<std::uint8_t> bytes{7};
    const std::vector<std::pair<std::string, std::string>> said{
        {refused([](columns& c) { c.values("seller.sale", three); }),
         "there is no fact `seller.sale` (did you mean `seller.sales`?)"},
        {refused([](columns& c) { c.values("seller.bank.safer", three); }),
         "there is no fact `seller.bank.safer` (did you mean `seller.bank.safe`?)"},
        {refused([&](columns& c) { c.values("seller.sales", two); }),
         "`seller.sales` has 2 values, and there are 3 rows"},
        {refused([](columns& c) { c.values("seller.sales", three).values("seller.sales", three); }),
         "`seller.sales` has a column already"},
        {refused([](columns& c) { c.values("seller.note", three); }),
         "`seller.note` is a text: give codes and their dictionary with texts()"},
        {refused([](columns& c) { c.values("seller.strikes", three); }),
         "`seller.strikes` is a list of Strike: give where the lists of rows begin with list(), then its fields"},
        {refused([](columns& c) { c.values("seller.bank", three); }),
         "`seller.bank` is an object with the fields of Bank: give its fields, and with record() which there are"},
        {refused([](columns& c) { c.values("seller.strikes.level", three); }),
         "`seller.strikes.level` is a field of a list: give the list first, with list()"},
        {refused([&](columns& c) { c.list("seller.strikes", three); }),
         "`seller.strikes` has 3 offsets, and there are 3 rows: there is one more offset than rows"},
        {refused([&](columns& c) { c.list("seller.strikes", down); }),
         "`seller.strikes` has offsets that do not ascend"},
        {refused([&](columns& c) { c.list("seller.strikes", four).values("seller.strikes.level", two); }),
         "`seller.strikes.level` has 2 values, and there are 3 elements"},
        {refused([&](columns& c) { c.list("seller.sales", four); }),
         "`seller.sales` is a whole number: give it with values() or texts()"},
        {refused([&](columns& c) { c.bits("seller.sales", bytes); }),
         "`seller.sales` is no bool, so bits do not say it: give it with values()"},
        {refused([&](columns& c) { c.bits("seller.closed", {}); }),
         "`seller.closed` has 0 bytes of bits, and there are 3 rows"},
        {refused([](columns& c) { c.texts("seller.region", three, {}); }), "`seller.region` has an empty dictionary"},
        {refused([](columns& c) { c.values("seller.region", three, {.missing_below_zero = true}); }),
         "`seller.region` has no codes, of which some could be below zero"},
        {refused([](columns& c) { c.texts("seller.markets", three, {"TH"}); }),
         "`seller.markets` is a set of Region: give it with values(), a bit for each of its values"},
        {refused([](columns& c) { c.values("seller.sales", three, {.missing = when_empty::absent}); }),
         "`seller.sales` cannot be absent: it is not optional"},
        {refused([](columns& c) { c.values("seller.sales", three, {.currency = "USD"}); }),
         "`seller.sales` is no money, so it has no currency"},
        {refused([](columns& c) { c.values("seller.deposit", three, {.currency = "dollars"}); }),
         "`seller.deposit` cannot be in `dollars`: write it like USD"},
        {refused([](columns& c) { c.values("seller.deposit", three, {.currency = "EUR"}); }),
         "`seller.deposit` is in USD, and the column in EUR"},
        {refused([&](columns& c) { c.as_of_days(two); }), "`as_of` has 2 values, and there are 3 rows"},
    };
    for (const auto& [got, expected] : said) CHECK(got == expected);
}

TEST_CASE("what was refused leaves no trace") {
    const ruleset r = rules();
    const std::vector<std::int16_t> two{1, 2};
    columns c = r.columns(3);
    CHECK_THROWS_AS(c.values("seller.sales", two), bad_column);
    c.values("seller.sales", three);
    CHECK(r.decide(c, "single")[0].status == status::decided);
}

TEST_CASE("money without a currency of its own is in that of the row's region, or of the column") {
    const ruleset r = rules();
    const std::vector<std::uint8_t> region{0, 1};
    const std::vector<std::int32_t> cents{1050, 1050}, sales{200, 200};
    columns c = r.columns(2);
    c.values("seller.region", region).values("seller.balance", cents).values("seller.sales", sales);
    CHECK(errors_of(c.row(0)) == "");
    CHECK(c.row(0).currency.front() == pack_currency("THB"));
    CHECK(c.row(1).currency.front() == pack_currency("EUR"));
    columns in_euro = r.columns(2);
    in_euro.values("seller.region", region).values("seller.balance", cents, {.currency = "EUR"});
    in_euro.values("seller.sales", sales);
    const decision_columns tiers = r.decide(in_euro, "single");
    CHECK(tiers[0].status == status::error);
    CHECK(errors_of(in_euro.row(0)) ==
          errors_of(r.read_json(R"({"seller": {"region": "TH", "balance": "EUR 10.50", "sales": 200}})")));
    CHECK(tiers[1].status == status::conflict);
}

TEST_CASE("a moment that is none is an error of its row") {
    const ruleset r = rules();
    const std::vector<std::int64_t> days{20000, last_day + 1, first_day, first_day - 1};
    const std::vector<std::int16_t> sales{11, 11, 11, 11};
    columns c = r.columns(4);
    c.as_of_days(days).values("seller.sales", sales);
    const decision_columns single = r.decide(c, "single");
    CHECK(single.count[static_cast<int>(status::error)] == 2);
    CHECK(single[1].status == status::error);
    CHECK(single[2].status == status::decided);
    CHECK(c.row(0).as_of.day == 20000);
}

TEST_CASE("records may be missing as a whole") {
    const ruleset r = rules();
    const std::vector<std::uint8_t> safe{1, 1}, first{0b01};
    const std::vector<std::int16_t> sales{1, 1};
    const std::vector<std::uint8_t> region{0, 0};
    columns c = r.columns(2);
    c.values("seller.bank.safe", safe).record("seller.bank", {.valid = first.data()});
    c.values("seller.sales", sales).values("seller.region", region);
    const decision_columns tiers = r.decide(c, "tier");
    CHECK(tiers[0].value.value == 1);
    CHECK(tiers[1].status == status::undetermined);
}
