#include "writ/line_decider.hpp"

#include <doctest/doctest.h>

#include <map>

#include "writ/writ.hpp"

namespace {

using namespace writ;

constexpr const char* rules_text = R"(
pack shop "Shop" { version "1" languages en }
enum Region { TH, DE }
enum Level ordered { low, high }
record Bank { safe : bool }
facts seller {
  region : Region
  points : int 0 .. 99
  orders : int 0 .. 100000
  bank   : optional Bank
  wait   : duration
}
decision level : Level { rule many { when seller.points > 48 then high } otherwise low }
decision fee   : money USD { rule small { when seller.orders < 10 then USD 1.50 } }
decision clash : bool {
  rule one { when seller.points > 10 then yes }
  rule two { when seller.points > 90 then no }
}
decision wide  : bool { rule r { when 100 / seller.orders > 3 then yes } otherwise no }
)";

const ruleset& shop() {
    static const ruleset rules = *ruleset::compile({{"shop.writ", rules_text}}).rules;
    return rules;
}

std::string answers_to(line_decider& lines, const std::vector<std::string>& cases) {
    std::string out;
    std::uint64_t line = 0;
    for (const auto& text : cases) {
        case_data c = shop().read_json(text);
        lines.take(c, ++line, out);
    }
    return out;
}

bool has(const std::string& text, const std::string& words) { return text.find(words) != text.npos; }

using counted = std::map<std::string, std::uint64_t>;

counted answers_of(const line_decider& lines) {
    counted out;
    for (const auto& a : lines.counts().answers)
        out[a.group + "/" + a.decision + "/" + std::string(to_string(a.status)) + "/" + a.outcome] += a.cases;
    return out;
}

counted rules_of(const line_decider& lines) {
    counted out;
    for (const auto& r : lines.counts().rules) out[r.group + "/" + r.decision + "/" + r.path] += r.cases;
    return out;
}

const std::vector<std::string> several = {
    R"({"seller": {"region": "TH", "points": 50, "orders": 5, "bank": {"safe": true}}})",
    R"({"seller": {"region": "TH", "points": 95, "orders": 50, "bank": null}})",
    R"({"seller": {"region": "DE", "points": 5, "orders": 0}})",
    R"({"seller": {"orders": 5}})",
    R"({"seller": {"orders": "five"}})",
};

}  // namespace

TEST_CASE("an answer is told as that about one case is") {
    const auto text = line_questions::form::text;
    line_decider lines(shop(), {{"level", "fee"}, text});
    std::string want;
    for (std::size_t i = 0; i + 1 < several.size(); ++i)
        for (const char* name : {"level", "fee"})
            want += std::to_string(i + 1) + ": " + to_line(shop().decide(shop().read_json(several[i]), name));
    CHECK(answers_to(lines, several) == want + "5: cannot be read\n");

    line_decider json(shop(), {{"level"}});
    const std::string out = answers_to(json, {several[4], several[0], several[0]});
    CHECK(out.starts_with(R"({"line":1,"errors":[{"path":"seller.orders","message":")"));
    const auto second = out.find("{\"line\":2,"), third = out.find("{\"line\":3,");
    CHECK(out.substr(second + 9, third - second - 9) == out.substr(third + 9));
    CHECK(has(out, io::write_json(shop().decide(shop().read_json(several[0]), "level"))));
}

TEST_CASE("counts are the same with and without words") {
    for (const char* by : {"", "seller.region", "seller.bank.safe", "seller.points"}) {
        const line_questions asked{{"level", "fee", "clash", "wide"}, line_questions::form::json, {}, by};
        line_decider told(shop(), asked), counted_only(shop(), asked);
        for (int again = 0; again < 40; ++again) {  // so that answers come to be looked up
            (void)answers_to(told, several);
            for (const auto& text : several) {
                case_data c = shop().read_json(text);
                counted_only.count(c);
            }
        }
        CHECK(answers_of(told) == answers_of(counted_only));
        CHECK(rules_of(told) == rules_of(counted_only));
        CHECK(told.totals().cases == 200);
        CHECK(told.totals().unreadable == 40);
        CHECK(told.totals().failed == 80);
        CHECK(told.totals().undetermined == 40);
        CHECK(counted_only.totals().failed == 80);
    }
}

TEST_CASE("what is counted by") {
    line_decider lines(shop(), {{"level", "fee"}, line_questions::form::json, {}, "seller.region"});
    (void)answers_to(lines, several);
    CHECK(answers_of(lines) == counted{{"TH/level/decided/high", 2},
                                       {"DE/level/decided/low", 1},
                                       {"unknown/level/undetermined/", 1},
                                       {"TH/fee/decided/an amount of money", 1},
                                       {"TH/fee/decided/absent", 1},
                                       {"DE/fee/decided/an amount of money", 1},
                                       {"unknown/fee/decided/an amount of money", 1}});
    CHECK(rules_of(lines)["TH/level/level.many"] == 2);

    line_decider safe(shop(), {{"level"}, line_questions::form::json, {}, "seller.bank.safe"});
    (void)answers_to(safe, several);
    CHECK(answers_of(safe) == counted{{"yes/level/decided/high", 1},
                                      {"absent/level/decided/high", 1},
                                      {"unknown/level/decided/low", 1},
                                      {"unknown/level/undetermined/", 1}});
}

TEST_CASE("questions that cannot be asked") {
    CHECK_THROWS_AS(line_decider(shop(), {{"levle"}}), unknown_decision);
    const auto by = [](const char* fact) {
        return line_decider(shop(), {{"level"}, line_questions::form::json, {}, fact});
    };
    CHECK_THROWS_WITH_AS(by("seller.regoin"), doctest::Contains("did you mean `seller.region`"), bad_question);
    CHECK_THROWS_AS(by("seller.orders"), bad_question);
    CHECK_THROWS_AS(by("seller.wait"), bad_question);
    CHECK_THROWS_AS(by("seller.bank"), bad_question);
    CHECK_NOTHROW(by("seller.points"));
}

TEST_CASE("a moment that is given goes before that of the case") {
    line_decider lines(shop(), {{"level"}, line_questions::form::json, parse_moment("2025-01-01")});
    const std::string out = answers_to(lines, {R"({"as_of": "2026-03-10"})"});
    CHECK(has(out, R"("as_of":"2025-01-01")"));
}
