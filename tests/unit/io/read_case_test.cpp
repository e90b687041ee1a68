#include "writ/io/read_case.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "support/cpu_seconds.hpp"
#include "support/shop_model.hpp"
#include "writ/io/case_builder.hpp"
#include "writ/io/json_lines.hpp"

using namespace writ;

namespace {

const model::model& shop() {
    static const model::model m = test::shop_model();
    return m;
}

const case_layout& layout() {
    static const case_layout l = layout_of(shop());
    return l;
}

case_data json(std::string_view text) { return io::read_json_case(shop(), layout(), text); }
case_data yaml(std::string_view text) { return io::read_yaml_case(shop(), layout(), text); }

std::string errors_of(const case_data& c) {
    std::string out;
    for (const auto& e : c.errors) out += (out.empty() ? "" : "\n") + to_string(e);
    return out;
}

const fact_place& place_of(std::string_view name) {
    for (std::size_t i = 0; i < shop().facts.size(); ++i)
        if (shop().facts[i].name == name) return layout().facts[i];
    throw std::runtime_error("no such fact");
}

cell seller(const case_data& c, std::string_view name) { return c.cells[place_of(name).at]; }

/// The errors of one JSON value of one fact of the seller.
std::string json_error(const std::string& fact, const std::string& value) {
    return errors_of(json("{\"seller\": {\"" + fact + "\": " + value + "}}"));
}
std::string yaml_error(const std::string& fact, const std::string& value) {
    return errors_of(yaml("seller: {" + fact + ": " + value + "}"));
}
cell json_cell(const std::string& fact, const std::string& value) {
    const auto c = json("{\"seller\": {\"" + fact + "\": " + value + "}}");
    CHECK(errors_of(c) == "");
    return seller(c, fact);
}
cell yaml_cell(const std::string& fact, const std::string& value) {
    const auto c = yaml("seller: {" + fact + ": " + value + "}");
    CHECK(errors_of(c) == "");
    return seller(c, fact);
}
cell known(std::int64_t value) { return {value, presence::known}; }

}  // namespace

TEST_CASE("case_layout: facts one after the other") {
    CHECK(layout().facts.size() == shop().facts.size());
    CHECK(layout().lists == 2);
    CHECK(place_of("home").kind == fact_place::kind_of::record);
    CHECK(place_of("home").fields == 2);
    CHECK(place_of("violations").at == 0);
    CHECK(place_of("notes").at == 1);
    CHECK(place_of("amount").at == place_of("home").at + 3);
    CHECK(layout().cells == place_of("amount").at + 1);
    CHECK(text_constants(shop()) == std::vector<std::string>{"known name"});
}

TEST_CASE("read_case: every type, in JSON") {
    CHECK(json_cell("region", "\"DE\"") == known(1));
    CHECK(json_cell("points", "48") == known(48));
    CHECK(json_cell("points", "4.8e1") == known(48));
    CHECK(json_cell("points", "48.000") == known(48));
    CHECK(json_cell("points", "480E-1") == known(48));
    CHECK(json_cell("rate", "0.985") == known(985));
    CHECK(json_cell("rate", "\"98.5%\"") == known(985));
    CHECK(json_cell("rate", "1") == known(1000));
    CHECK(json_cell("score", "-0.1") == known(-10));
    CHECK(json_cell("score", "92233720368547758.07") == known(9223372036854775807));
    CHECK(json_cell("opened", "\"2026-03-01\"") == known(*parse_date("2026-03-01")));
    CHECK(json_cell("opened", "null") == cell{0, presence::absent});
    CHECK(json_cell("opens", "\"09:30\"") == known(570));
    CHECK(json_cell("last_seen", "\"2026-03-01T09:00+07:00\"") == known(*parse_instant("2026-03-01T02:00Z")));
    CHECK(json_cell("wait", "\"48 hours\"") == known(48 * us_per_hour));
    CHECK(json_cell("wait", "\"1.5 minutes\"") == known(90'000'000));
    CHECK(json_cell("wait", "\"1 hour\"") == known(us_per_hour));
    CHECK(json_cell("notice", "\"6 months rolled\"") == known(pack_span({6, span_unit::months, true})));
    CHECK(json_cell("notice", "\"2 weeks\"") == known(pack_span({14, span_unit::days, false})));
    CHECK(json_cell("notice", "\"1 year\"") == known(pack_span({12, span_unit::months, false})));
    CHECK(json_cell("notice", "\"1 business day\"") == known(pack_span({1, span_unit::business_days, false})));
    CHECK(json_cell("plan", "\"office\"") == known(0));
    CHECK(json_cell("reasons", "[\"late_dispatch\"]") == known(2));
    CHECK(json_cell("reasons", "[]") == known(0));
    CHECK(json_cell("budget", "\"USD 100.00\"") == known(10000));
    CHECK(json_cell("budget", "{\"currency\": \"USD\", \"amount\": \"99.9\"}") == known(9990));
    CHECK(json_cell("budget", "{\"amount\": 99.9, \"currency\": \"USD\"}") == known(9990));
    CHECK(json_cell("budget", "0") == known(0));
    CHECK(json_cell("closed", "true") == known(1));
    CHECK(json_cell("closed", "{\"unknown\": true}") == cell{0, presence::unknown});
}

TEST_CASE("read_case: every type, in YAML") {
    CHECK(yaml_cell("region", "DE") == known(1));
    CHECK(yaml_cell("region", "unknown") == cell{0, presence::unknown});
    CHECK(yaml_cell("points", "48") == known(48));
    CHECK(yaml_cell("rate", "98.5%") == known(985));
    CHECK(yaml_cell("rate", "\"98.5%\"") == known(985));
    CHECK(yaml_cell("name", "Tom") == known(1));
    CHECK(yaml_cell("name", "\"18\"") == known(1));
    CHECK(yaml_cell("name", "!!str 18") == known(1));
    CHECK(yaml_cell("name", "known name") == known(0));
    CHECK(yaml_cell("name", "unknown") == known(1));
    CHECK(yaml_cell("name", "{unknown: yes}") == cell{0, presence::unknown});
    CHECK(yaml_cell("opened", "2026-03-01") == known(*parse_date("2026-03-01")));
    CHECK(yaml_cell("opened", "~") == cell{0, presence::absent});
    CHECK(yaml_cell("opened", "absent") == cell{0, presence::absent});
    CHECK(yaml_cell("opens", "09:30") == known(570));
    CHECK(yaml_cell("wait", "90 minutes") == known(90 * us_per_minute));
    CHECK(yaml_cell("notice", "30 days") == known(pack_span({30, span_unit::days, false})));
    CHECK(yaml_cell("budget", "USD 100.00") == known(10000));
    CHECK(yaml_cell("closed", "no") == known(0));
    CHECK(yaml_cell("closed", "yes") == known(1));
    CHECK(yaml_cell("closed", "false") == known(0));
    CHECK(yaml_cell("reasons", "[counterfeit, late_dispatch, counterfeit]") == known(3));
}

TEST_CASE("read_case: what is left out is missing or assumed") {
    const auto c = json("{}");
    CHECK(errors_of(c) == "");
    CHECK(seller(c, "points") == cell{});
    CHECK(seller(c, "notice") == cell{pack_span({30, span_unit::days, false}), presence::assumed});
    CHECK(c.lists[0].state == presence::missing);
    CHECK_FALSE(c.as_of.day);
    CHECK(json_cell("notice", "{\"unknown\": true}") == cell{0, presence::unknown});
}

TEST_CASE("read_case: the moment of decision") {
    CHECK(json("{\"as_of\": \"2026-03-10\"}").as_of.day == parse_date("2026-03-10"));
    CHECK(yaml("as_of: 2026-03-10T12:00Z\n").as_of.instant == parse_instant("2026-03-10T12:00Z"));
    CHECK(errors_of(json("{\"as_of\": 5}")) ==
          "1:11: as_of: `5` is a number; `as_of` is a date or an instant (write 2026-03-01 or 2026-03-01T09:00+07:00)");
    CHECK(errors_of(yaml("as_of: today")) ==
          "1:8: as_of: `today` is neither a date nor an instant (write 2026-03-01 or 2026-03-01T09:00+07:00)");
}

TEST_CASE("read_case: names that are not there") {
    CHECK(errors_of(json("{\"selller\": {}}")) ==
          "1:13: selller: there are no facts called `selller` (did you mean `seller`?)");
    CHECK(errors_of(json("{\"seller.points\": 1}")) ==
          "1:19: seller.points: there are no facts called `seller.points` (put it under `seller`)");
    CHECK(json_error("poinst", "1") ==
          "1:23: seller.poinst: `seller` has no fact called `poinst` (did you mean `points`?)");
    CHECK(json_error("region", "\"TX\"") == "1:23: seller.region: `TX` is not a value of Region (did you mean `TH`?)");
    CHECK(json_error("region", "\"Atlantis\"") ==
          "1:23: seller.region: `Atlantis` is not a value of Region (there are TH, DE and JP)");
    CHECK(json_error("plan", "\"bureau\"") == "1:21: seller.plan: `bureau` is not a calendar (there is only office)");
    CHECK(json_error("home", "{\"town\": \"x\"}") ==
          "1:30: seller.home.town: `Address` has no field called `town` (there are city and since)");
    CHECK(json_error("reasons", "[\"late_dispach\"]") ==
          "1:24: seller.reasons: `late_dispach` is not a value of Reason (did you mean `late_dispatch`?)");
    CHECK(errors_of(json("{\"disputes\": {\"claims\": {}}}")) ==
          "1:25: disputes.claims: pack `disputes` has neither facts nor an outcome called `claims` (did you mean "
          "`claim`?)");
    CHECK(errors_of(json("{\"disputes\": {\"window\": 5}}")) ==
          "1:25: disputes.window: `window` needs arguments, so it cannot be given");
    CHECK(errors_of(json("{\"seller\": 5}")) ==
          "1:12: seller: `5` is a number; seller is a group of facts (write its facts under it)");
    CHECK(errors_of(json("{\"disputes\": 5}")) ==
          "1:14: disputes: `5` is a number; disputes is a pack (write its facts and outcomes under it)");
}

TEST_CASE("read_case: nothing is guessed") {
    CHECK(json_error("points", "\"18\"") ==
          "1:23: seller.points: `18` in quotes is a text; seller.points is a whole number (write 18 without quotes)");
    CHECK(json_error("points", "\"many\"") ==
          "1:23: seller.points: `many` in quotes is a text; seller.points is a whole number");
    CHECK(json_error("points", "true") == "1:23: seller.points: `true` is yes; seller.points is a whole number");
    CHECK(json_error("points", "1.5") == "1:23: seller.points: `1.5` is not a whole number");
    CHECK(json_error("points", "49") == "1:23: seller.points: `49` is out of range: this is from 0 to 48");
    CHECK(json_error("points", "1e99") == "1:23: seller.points: `1e99` is not a number that fits");
    CHECK(json_error("points", "[1]") == "1:23: seller.points: a list was given; seller.points is a whole number");
    CHECK(json_error("points", "null") ==
          "1:23: seller.points: seller.points cannot be absent: it is not optional (leave it out, or say that it is "
          "unknown)");
    CHECK(json_error("rate", "0.98505") ==
          "1:21: seller.rate: `0.98505` has too many decimal places (at most 1 decimal place of a percentage)");
    CHECK(json_error("rate", "98.5") == "1:21: seller.rate: `98.5` is out of range: this is from 0% to 100%");
    CHECK(json_error("rate", "\"0.985\"") ==
          "1:21: seller.rate: `0.985` in quotes is a text; seller.rate is a percentage (write 0.985 without quotes)");
    CHECK(json_error("score", "0.125") ==
          "1:22: seller.score: `0.125` has too many decimal places (at most 2 decimal places)");
    CHECK(json_error("score", "92233720368547758.08") ==
          "1:22: seller.score: `92233720368547758.08` is too great a number");
    CHECK(json_error("closed", "\"no\"") ==
          "1:23: seller.closed: `no` in quotes is a text; seller.closed is yes or no (write true or false, without "
          "quotes)");
    CHECK(json_error("closed", "0") == "1:23: seller.closed: `0` is a number; seller.closed is yes or no");
    CHECK(yaml_error("closed", "\"no\"") ==
          "1:18: seller.closed: `no` in quotes is a text; seller.closed is yes or no (write true or false, without "
          "quotes)");
    CHECK(yaml_error("closed", "No") == "1:18: seller.closed: `No` is neither yes nor no (write yes or no)");
    CHECK(yaml_error("name", "18") ==
          "1:16: seller.name: `18` without quotes is not surely a text (put it in quotes: \"18\")");
    CHECK(yaml_error("name", "no") ==
          "1:16: seller.name: `no` without quotes is not surely a text (put it in quotes: \"no\")");
    CHECK(json_error("name", "18") == "1:21: seller.name: `18` is a number; seller.name is a text (put it in quotes)");
    CHECK(yaml_error("points", "\"18\"") ==
          "1:18: seller.points: `18` in quotes is a text; seller.points is a whole number (write 18 without quotes)");
    CHECK(yaml_error("points", "18%") == "1:18: seller.points: `18%` is not a whole number (without a percent sign)");
    CHECK(yaml_error("points", "0x12") == "1:18: seller.points: `0x12` is not a whole number");
    CHECK(json_error("region", "1") == "1:23: seller.region: `1` is a number; seller.region is a value of Region");
    CHECK(json_error("reasons", "\"counterfeit\"") ==
          "1:24: seller.reasons: `counterfeit` in quotes is a text; seller.reasons is a set of Reason (write the "
          "values between [ and ])");
    CHECK(json_error("reasons", "[null]") ==
          "1:24: seller.reasons: a set cannot hold a value that is not known (say that the whole set is unknown)");
    CHECK(json_error("closed", "{\"unknown\": false}") ==
          "1:23: seller.closed: an object with keys was given; seller.closed is yes or no");
}

TEST_CASE("read_case: dates, times and amounts that are none") {
    CHECK(json_error("opened", "\"2026-02-30\"") ==
          "1:23: seller.opened: `2026-02-30` is not a date (a date is written 2026-03-01 and must exist)");
    CHECK(json_error("last_seen", "\"2026-03-01T09:00\"").find("with its offset or Z") != std::string::npos);
    CHECK(json_error("opens", "\"9:30\"").find("a time is written 09:30") != std::string::npos);
    CHECK(json_error("wait", "\"2 days\"").find("a duration is written 48 hours or 90 minutes") != std::string::npos);
    CHECK(json_error("wait", "\"1 hours rolled\"").find("a duration is written") != std::string::npos);
    CHECK(json_error("wait", "\"9999999999999999999 hours\"").find("a duration is written") != std::string::npos);
    CHECK(json_error("wait", "\"9000000000000000000 hours\"").find("is not a duration that fits") != std::string::npos);
    CHECK(json_error("notice", "\"48 hours\"").find("a span is written 30 days") != std::string::npos);
    CHECK(json_error("notice", "\"1.5 days\"").find("a span is written 30 days") != std::string::npos);
    CHECK(json_error("notice", "\"9000000000000000000 weeks\"").find("is not a span that fits") != std::string::npos);
    CHECK(json_error("budget", "100") == "1:23: seller.budget: `100` has no currency (write it like \"USD 100.00\")");
    CHECK(json_error("budget", "\"EUR 1\"") ==
          "1:23: seller.budget: `EUR 1` is in the wrong currency (this is in USD)");
    CHECK(json_error("budget", "\"usd 1\"") ==
          "1:23: seller.budget: `usd` is not a currency (write it like \"USD 100.00\")");
    CHECK(json_error("budget", "\"USD 1.005\"") ==
          "1:23: seller.budget: `USD 1.005` has too many decimal places (at most 2)");
    CHECK(json_error("budget", "\"USD 1000.01\"") ==
          "1:23: seller.budget: `USD 1000.01` is out of range: this is from 0 to 1000");
    CHECK(json_error("budget", "\"USD x\"") ==
          "1:23: seller.budget: `x` is not an amount that fits (write it like \"USD 100.00\")");
    CHECK(json_error("budget", "{\"currency\": \"USD\"}") ==
          "1:23: seller.budget: an amount of money has a `currency` and an `amount` (write it like \"USD 100.00\")");
}

TEST_CASE("read_case: money without a currency is in that of the region, or in the first that is given") {
    const auto currency = [](const std::string& text) { return json(text); };
    auto c = currency("{\"seller\": {\"sales\": \"EUR 5\", \"region\": \"DE\"}}");
    CHECK(errors_of(c) == "");
    CHECK(c.currency == std::vector<currency_code>{pack_currency("EUR"), 0});
    c = currency("{\"seller\": {\"sales\": \"EUR 5\", \"region\": \"TH\"}}");
    CHECK(errors_of(c) == "1:22: seller.sales: `EUR 5` is in the wrong currency (this is in THB)");
    c = currency("{\"seller\": {\"region\": \"JP\", \"sales\": \"JPY 5\"}}");
    CHECK(errors_of(c) == "");
    CHECK(seller(c, "sales") == known(5));
    CHECK(c.currency[0] == pack_currency("JPY"));
    c = currency("{\"seller\": {\"sales\": \"JPY 5\", \"notes\": [{\"fine\": \"EUR 1\"}]}}");
    CHECK(errors_of(c) == "1:50: seller.notes[1].fine: `EUR 1` is in the wrong currency (this is in JPY)");
    c = currency("{\"disputes\": {\"claim\": {\"amount\": \"EUR 1\"}}, \"seller\": {\"region\": \"TH\"}}");
    CHECK(errors_of(c) == "");
    CHECK(c.currency == std::vector<currency_code>{pack_currency("THB"), pack_currency("EUR")});
}

TEST_CASE("read_case: records") {
    auto c = json("{\"seller\": {\"home\": {\"city\": \"Trang\", \"since\": null}}}");
    const std::size_t home = place_of("home").at;
    CHECK(errors_of(c) == "");
    CHECK(c.cells[home] == known(0));
    CHECK(c.cells[home + 1] == known(1));
    CHECK(c.cells[home + 2] == cell{0, presence::absent});
    CHECK(c.texts == std::vector<std::string>{"Trang"});
    c = json("{\"seller\": {\"home\": {}}}");
    CHECK(c.cells[home] == known(0));
    CHECK(c.cells[home + 1] == cell{});
    for (const char* state : {"null", "{\"unknown\": true}"}) {
        c = json("{\"seller\": {\"home\": " + std::string(state) + "}}");
        CHECK(errors_of(c) == "");
        CHECK(c.cells[home].state == (state[0] == 'n' ? presence::absent : presence::unknown));
        CHECK(c.cells[home + 1].state == c.cells[home].state);
    }
    CHECK(json_error("home", "[]") ==
          "1:21: seller.home: a list was given; seller.home is an object with the fields of Address");
}

TEST_CASE("read_case: lists are sorted, equal keys as given") {
    const auto c = yaml(R"(seller:
  violations:
    - {issued: 2026-03-03T00:00Z, severity: high}
    - {issued: 2026-03-01T00:00Z, severity: unknown, overturned: yes}
    - {issued: 2026-03-03T00:00Z, severity: low}
)");
    CHECK(errors_of(c) == "");
    const auto& list = c.lists[0];
    CHECK(list.state == presence::known);
    REQUIRE(list.count == 3);
    CHECK(list.given == std::vector<std::uint32_t>{2, 1, 3});
    CHECK(list.cells[1 * 3 + 0] == cell{0, presence::unknown});
    CHECK(list.cells[1 * 3 + 1] == known(2));
    CHECK(list.cells[1 * 3 + 2] == known(0));
    CHECK(list.cells[3 * 3 + 0] == known(1));
    CHECK(list.cells[3 * 3 + 1] == cell{0, presence::assumed});
    CHECK(list.cells[0] == cell{});
}

TEST_CASE("read_case: lists that are wrong") {
    CHECK(json_error("violations", "{}") ==
          "1:27: seller.violations: an object with keys was given; seller.violations is a list of Violation (put it "
          "between [ and ])");
    CHECK(json_error("violations", "[{},{},{},{}]") ==
          "1:27: seller.violations: there are 4 elements; seller.violations has at most 3");
    CHECK(json_error("notes", "[]") == "1:22: seller.notes: there are 0 elements; seller.notes has at least 1");
    CHECK(json_error("violations", "[{\"severity\": \"low\"}]") ==
          "1:28: seller.violations[1].issued: seller.violations is sorted on `issued`, which this element does not "
          "have (give `issued`)");
    CHECK(json_error("violations", "[{\"issued\": {\"unknown\": true}}]").find("which this element does not have") !=
          std::string::npos);
    CHECK(json_error("violations", "[{\"issued\": \"x\"}]").find("an instant is written") != std::string::npos);
    CHECK(json_error("violations", "[{\"issued\": \"x\"}]").find("sorted") == std::string::npos);
    CHECK(json_error("notes", "[null]") ==
          "1:23: seller.notes[1]: null says that it does not exist; seller.notes[1] is an object with the fields of "
          "Violation");
    CHECK(json_error("notes", "[{}, {\"severity\": \"hihg\"}]") ==
          "1:40: seller.notes[2].severity: `hihg` is not a value of Severity (did you mean `high`?)");
    const auto c = json("{\"seller\": {\"violations\": null}}");
    CHECK(errors_of(c) == "");
    CHECK(c.lists[0].state == presence::absent);
    CHECK(json("{\"seller\": {\"violations\": {\"unknown\": true}}}").lists[0].state == presence::unknown);
    CHECK(json("{\"seller\": {\"violations\": []}}").lists[0].state == presence::known);
}

TEST_CASE("read_case: outcomes of another pack") {
    auto c = json("{\"disputes\": {\"verdict\": \"counterfeit\", \"last.day\": \"2026-03-01\"}}");
    CHECK(errors_of(c) == "");
    REQUIRE(c.outcomes.size() == 2);
    CHECK(c.outcomes[0].term == 1);
    CHECK(c.outcomes[0].value == known(0));
    CHECK(c.outcomes[1].term == 3);
    c = json("{\"disputes\": {\"verdict\": null}}");
    CHECK(c.outcomes[0].value == cell{0, presence::absent});
    CHECK(errors_of(json("{\"tier\": \"low\"}")) ==
          "1:10: tier: there are no facts called `tier` (there are seller, disputes and as_of)");
}

TEST_CASE("read_case: keys that are given twice") {
    CHECK(errors_of(json("{\"seller\": {\"points\": 1, \"points\": 1}}")) ==
          "1:36: seller.points: `points` is given twice (give it once)");
    CHECK(errors_of(json("{\"seller\": {}, \"seller\": {}}")) ==
          "1:26: seller: `seller` is given twice (give it once)");
    CHECK(errors_of(yaml("seller:\n  points: 1\n  \"points\": 2\n")) ==
          "3:13: seller.points: `points` is given twice (give it once)");
    CHECK(errors_of(yaml("seller: {points: 1}\nseller: {points: 2}\n")) ==
          "2:9: seller: `seller` is given twice (give it once)");
    std::string many = "{\"seller\": {";
    for (int i = 0; i < 50; ++i) many += "\"x" + std::to_string(i) + "\": 1, ";
    CHECK(errors_of(json(many + "\"x7\": 1}}")).find("`x7` is given twice") != std::string::npos);
}

TEST_CASE("read_case: texts of a case, each once") {
    const auto c = json("{\"seller\": {\"name\": \"A\", \"home\": {\"city\": \"A\"}}}");
    CHECK(c.texts == std::vector<std::string>{"A"});
    CHECK(seller(c, "name") == c.cells[place_of("home").at + 1]);
    CHECK(json_error("name", "\"a\\u0000b\"") == "1:21: seller.name: a text cannot hold the character NUL");
    CHECK(json_cell("name", "\"\\ud83d\\ude00 \\n\"") == known(1));
}

TEST_CASE("read_case: texts that are not JSON") {
    CHECK(errors_of(json("")) == "there is nothing here");
    CHECK(errors_of(json("  ")) == "there is nothing here");
    CHECK(errors_of(json("[]")) == "1:1: a case is an object with groups of facts");
    CHECK(errors_of(json("5")) == "1:1: a case is an object with groups of facts");
    CHECK(errors_of(json("\"x\"")) == "1:1: a case is an object with groups of facts");
    for (const char* bad : {"{",
                            "}",
                            "{\"seller\"}",
                            "{\"seller\": }",
                            "{\"seller\": {\"points\": 01}}",
                            "{\"seller\": {\"points\": 1_0}}",
                            "{\"seller\": {\"points\": .5}}",
                            "{\"seller\": {\"points\": 5.}}",
                            "{\"seller\": {\"points\": +5}}",
                            "{\"seller\": {\"points\": nul}}",
                            "{\"seller\": {\"points\": nullx}}",
                            "{\"seller\": {\"points\": NaN}}",
                            "{\"seller\": {\"points\": 1 2}}",
                            "{\"seller\": {\"points\": 1}, }",
                            "{\"seller\": [1,]}",
                            "{\"seller\": {\"points\": 1]}",
                            "{'seller': 1}",
                            "{\"seller\": {\"points\": 1}} x",
                            "{} {}",
                            "{}]",
                            "{\"seller\": {\"name\": \"\\x\"}}",
                            "{\"seller\": {\"name\": \"\\ud800\"}}",
                            "{\"seller\": {\"name\": \"a",
                            "{\"seller\": {\"name\": \"a\tb\"}}",
                            "{1: 2}",
                            "{\"seller\" {}}",
                            "{\"seller\": {\"points\": truefalse}}",
                            "{\"a\": 1,, \"b\": 2}",
                            "[1",
                            "nul",
                            "tru",
                            "{\"seller\": {\"points\": -}}"}) {
        INFO(bad);
        CHECK(json(bad).errors.size() == 1);
        CHECK(json(bad).errors[0].path == "");
    }
    CHECK(errors_of(json("{\"seller\": {\"points\": 01}}")) == "1:23: this is not valid JSON");
    CHECK(errors_of(json("{}\n {}")) == "2:2: there is something after the end of the case");
    CHECK(errors_of(json("{\"seller\": {\"name\": \"\xff\"}}")) == "this is not valid UTF-8");
    CHECK(errors_of(json(std::string_view("{\"seller\":\0 {}}", 15))).find("not valid JSON") != std::string::npos);
    CHECK(errors_of(json("{\n  \"seller\": {\n    \"näme\": \"é\", \"points\": 50}}")).find("3:28: seller.points") !=
          std::string::npos);
}

TEST_CASE("read_case: texts that are not YAML") {
    CHECK(errors_of(yaml("")) == "1:1: there is nothing here");
    CHECK(errors_of(yaml("# nothing\n")) == "1:1: there is nothing here");
    CHECK(errors_of(yaml("- a\n")) == "1:1: a case is an object with groups of facts");
    CHECK(errors_of(yaml("seller: {\n")).find("this is not valid YAML") != std::string::npos);
    CHECK(errors_of(yaml("seller: {}\n---\nseller: {}\n")) ==
          "2:1: there is more than one document here (give one case in one text)");
    CHECK(errors_of(yaml("seller: &a {points: *a}")) == "1:21: this alias stands inside what it repeats");
    CHECK(errors_of(yaml("seller: *a")).find("this is not valid YAML") != std::string::npos);
    CHECK(errors_of(yaml("? [a]\n: 1\n")) == "1:3: a name here is not one word");
    CHECK(errors_of(yaml("? {a: 1}\n: 1\n")) == "1:3: a name here is not one word");
    CHECK(errors_of(yaml("a: &x b\n*x : 2\n")) == "2:1: an alias cannot be a name");
    CHECK(errors_of(yaml(": 1\n")) == "1:1: a name is missing here");
    CHECK(errors_of(yaml("seller: {points: !!int 5}")).find("tags such as") != std::string::npos);
    CHECK(errors_of(yaml("seller: !mine {}")).find("tags such as") != std::string::npos);
    CHECK(errors_of(yaml("seller: \"\xff\"")) == "1:10: this is not valid UTF-8");
    CHECK(errors_of(yaml("seller: \"\xc3\xa9\xed\xa0\x80\"")) == "1:11: this is not valid UTF-8");
    CHECK(errors_of(yaml(std::string_view("a: \0", 4))) == "1:4: the character NUL cannot stand in YAML");
    CHECK(errors_of(yaml("seller: {}\n\x04more")) == "2:1: a control character cannot stand in YAML");
    CHECK(errors_of(yaml("a:\n\t- b\n")).find("this is not valid YAML") != std::string::npos);
}

TEST_CASE("read_case: anchors and aliases") {
    const auto c = yaml("seller:\n  notes: [&a {severity: high, fine: THB 5}, *a]\n");
    CHECK(errors_of(c) == "");
    CHECK(c.lists[1].count == 2);
    CHECK(c.lists[1].cells[2 * 1 + 0] == c.lists[1].cells[2 * 1 + 1]);
    CHECK(errors_of(yaml("seller: {points: &p 5, score: *p}")) == "");
}

TEST_CASE("read_case: values of a host") {
    io::case_builder b(shop(), layout());
    b.open_object();
    b.key("seller");
    b.open_object();
    b.key("points");
    b.number("18");
    b.key("closed");
    b.unknown();
    b.key("opened");
    b.null();
    b.key("name");
    b.text("\xff");
    b.key("rate");
    b.plain("98.5%");
    b.close();
    b.close();
    case_data c;
    b.finish(c);
    CHECK(errors_of(c) == "seller.name: the text is not valid UTF-8");
    CHECK(seller(c, "points") == known(18));
    CHECK(seller(c, "closed") == cell{0, presence::unknown});
    CHECK(seller(c, "rate") == known(985));
    b.finish(c);
    CHECK(errors_of(c) == "a case is an object with groups of facts");
    b.open_object();
    b.key("\xff");
    b.null();
    b.close();
    b.finish(c);
    CHECK(errors_of(c) == "a name here is not valid UTF-8");
    b.open_object();
    b.close();
    b.open_object();
    b.close();
    b.finish(c);
    CHECK(errors_of(c) == "there is more than one value here");
}

TEST_CASE("json_lines: one case a line, bad lines and long ones do not stop it") {
    limits bounds;
    bounds.case_bytes = 64;
    io::case_reader reader(shop(), layout(), bounds);
    const std::string fits = "{\"seller\": {\"points\": 3}}" + std::string(64 - 25, ' ');
    REQUIRE(fits.size() == 64);
    std::istringstream input("\xEF\xBB\xBF{\"seller\": {\"points\": 1}}\r\n\n  \n{\"seller\": \n" + fits + "\n" + fits +
                             " \n{\"seller\": {\"points\": 4}}");
    io::json_lines_reader lines(reader, input);
    case_data c;
    std::vector<std::string> seen;
    while (lines.next(c))
        seen.push_back(std::to_string(lines.line()) + ":" +
                       (c.errors.empty() ? std::to_string(seller(c, "points").value) : c.errors[0].message));
    CHECK(seen ==
          std::vector<std::string>{"1:1", "4:this is not valid JSON", "5:3", "6:a case has at most 64 bytes", "7:4"});
    CHECK_FALSE(lines.next(c));
}

TEST_CASE("read_case: bounds, just below and just above") {
    limits bounds;
    bounds.case_depth = 4;
    bounds.case_nodes = 10;
    bounds.diagnostics = 2;
    const auto json_with = [&](const std::string& text) {
        return errors_of(io::read_json_case(shop(), layout(), text, bounds));
    };
    const auto yaml_with = [&](const std::string& text) {
        return errors_of(io::read_yaml_case(shop(), layout(), text, bounds));
    };
    CHECK(json_with("{\"seller\": {\"notes\": [{}]}}") == "");
    CHECK(json_with("{\"seller\": {\"notes\": [{\"a\": 1}]}}") == "1:29: this is nested more than 4 deep");
    CHECK(json_with("{\"seller\": {\"notes\": [[[[]]]]}}") == "1:24: this is nested more than 4 deep");
    CHECK(yaml_with("seller: {notes: [{a: 1}]}") == "1:22: this is nested more than 4 deep");
    CHECK(yaml_with("x: &a [[]]\nseller: {notes: *a}").find("deep") == std::string::npos);
    CHECK(yaml_with("x: &a [[]]\nseller: {notes: [*a]}").find("this is nested more than 4 deep") != std::string::npos);
    CHECK(json_with("{\"seller\": {\"reasons\": [1,2,3,4,5,6,7]}}").find("values") == std::string::npos);
    CHECK(json_with("{\"seller\": {\"reasons\": [1,2,3,4,5,6,7,8]}}") == "1:39: there are more than 10 values here");
    CHECK(yaml_with("x: &a [1,2,3]\nseller: *a").find("values") == std::string::npos);
    CHECK(yaml_with("x: &a [1,2,3,4]\nseller: *a").find("there are more than 10 values here") != std::string::npos);
    CHECK(json_with("{\"a\": 1, \"b\": 1}").find("more mistakes") == std::string::npos);
    CHECK(json_with("{\"a\": 1, \"b\": 1, \"c\": 1}").find("\n1 more mistakes are not shown") != std::string::npos);
    limits bytes;
    bytes.case_bytes = bytes.yaml_bytes = 4;
    const auto sized = [&](const std::string& t) {
        return errors_of(io::read_json_case(shop(), layout(), t, bytes)) +
               errors_of(io::read_yaml_case(shop(), layout(), t, bytes));
    };
    CHECK(sized("{  }") == "");
    CHECK(sized("{   }") == "1:1: a case has at most 4 bytes1:1: a YAML text has at most 4 bytes (give it as JSON)");
    bytes = limits{};
    bytes.yaml_line_bytes = 4;
    CHECK(errors_of(io::read_yaml_case(shop(), layout(), "{  }\n{}", bytes)).find("line") == std::string::npos);
    CHECK(errors_of(io::read_yaml_case(shop(), layout(), "\n{   }", bytes)) == "2:1: a line has at most 4 bytes");
    const std::string digits(60, '0');
    CHECK(json_error("points", "1." + digits) == "");
    CHECK(json_error("points", "1." + digits + "000").find("is not a number that fits") != std::string::npos);
}

TEST_CASE("read_case: bombs end with a clear error, and soon") {
    const auto within = [](const std::string& what, const auto& read) {
        const double begin = test::cpu_seconds();
        const std::string errors = errors_of(read());
        const double took = test::cpu_seconds() - begin;
        INFO(what);
        CHECK(took < 12);  // two seconds, with room for sanitizers and emulators
        return errors;
    };
    const auto repeated = [](const std::string& s, std::size_t n) {
        std::string out;
        for (std::size_t i = 0; i < n; ++i) out += s;
        return out;
    };
    std::string laughs = "a0: &a0 [x, x]\n";
    for (int i = 1; i < 40; ++i) {
        const std::string before = "*a" + std::to_string(i - 1);
        laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + ", " + before + "]\n";
    }
    CHECK(within("laughs", [&] { return yaml(laughs); }).find("there are more than 1000000 values here") !=
          std::string::npos);
    CHECK(within("json deep", [&] { return json(repeated("[", 1 << 24)); }).find("this is nested more than 64 deep") !=
          std::string::npos);
    CHECK(within("json deep objects", [&] { return json(repeated("{\"a\":", 3'000'000)); }).find("64 deep") !=
          std::string::npos);
    CHECK(within("json long", [&] { return json("{\"a\": \"" + std::string(1 << 24, 'x') + "\"}"); }) ==
          "1:1: a case has at most 16777216 bytes");
    CHECK(within("json many", [&] {
              return json("{\"a\": [1" + repeated(",1", 2'000'000) + "]}");
          }).find("1000000 values") != std::string::npos);
    CHECK(within("yaml deep", [&] { return yaml(repeated("[", 1 << 19)); }).find("a name here is not one word") !=
          std::string::npos);
    CHECK(within("yaml deep lines", [&] {
              return yaml(repeated("[\n", 1 << 19));
          }).find("a name here is not one word") != std::string::npos);
    CHECK(within("yaml dashes", [&] { return yaml(repeated("- ", 1 << 18)); }).find("64 deep") != std::string::npos);
    CHECK(within("yaml long", [&] { return yaml("a: " + std::string(1 << 21, 'x')); }).find("at most 2097152 bytes") !=
          std::string::npos);
    CHECK(within("yaml lines", [&] {
              return yaml("a: [" + repeated("1,\n", 1 << 19) + "1]");
          }).find("there are no facts called `a`") != std::string::npos);
    CHECK(within("yaml keys", [&] { return yaml(repeated("a: 1\n", 300'000)); }).find("is given twice") !=
          std::string::npos);
}
