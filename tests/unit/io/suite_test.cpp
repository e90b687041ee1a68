#include "writ/io/suite.hpp"

#include <doctest/doctest.h>

#include "support/shop_model.hpp"
#include "writ/io/example_case.hpp"
#include "writ/io/write_case.hpp"
#include "writ/model/model.hpp"

using namespace writ;

namespace {

const model::model& shop() {
    static const model::model m = test::shop_model();
    return m;
}

io::suite read(std::string_view text) { return io::read_suite(shop(), layout_of(shop()), text); }

std::string errors_of(const std::vector<case_error>& errors) {
    std::string out;
    for (const auto& e : errors) out += (out.empty() ? "" : "\n") + to_string(e);
    return out;
}

std::string facts_of(const io::suite_case& c) {
    return errors_of(c.facts.errors) + io::write_yaml_case(shop(), c.facts);
}

decision decided(const char* value) {
    decision d;
    d.status = status::decided;
    d.value.kind = outcome::kind_of::values;
    scalar_value v;
    v.base = base_type::enumeration;
    v.name = value;
    d.value.values = {v};
    d.rules = d.own_rules = {"tier.ban", "tier.warn.notice"};
    return d;
}

std::string why_not(const decision& d, const io::expectation& e) { return io::check_expectation(d, e).value_or(""); }

/// The one expectation of `tier` written so.
io::expectation expected(const std::string& checks) {
    auto s = read("- {name: a, expect: {tier: " + checks + "}}");
    CHECK(errors_of(s.errors) == "");
    REQUIRE(s.cases.size() == 1);
    return s.cases[0].expect.at(0);
}

}  // namespace

TEST_CASE("suite: cases, and cases like others") {
    const auto s = read(R"(
- name: first
  as_of: 2026-03-10
  given:
    seller: {region: TH, points: 12}
    disputes: {verdict: counterfeit, claim: {amount: THB 5}}
  expect:
    tier: low
    disputes.verdict: null
- name: second
  like: first
  given: {seller: {points: 13}, disputes: {claim: {amount: THB 6}}}
- name: third
  like: second
  as_of: 2026-03-11
)");
    CHECK(errors_of(s.errors) == "");
    REQUIRE(s.cases.size() == 3);
    CHECK(s.cases[0].where == position{2, 3});
    CHECK(s.cases[0].expect.size() == 2);
    CHECK(s.cases[0].expect[0].where == position{8, 11});
    CHECK(s.cases[0].expect[1].is->is_absent());
    CHECK(facts_of(s.cases[0]) ==
          "as_of: 2026-03-10\nseller:\n  region: TH\n  points: 12\ndisputes:\n  claim:\n    amount: THB 5.00\n  "
          "verdict: counterfeit\n");
    CHECK(facts_of(s.cases[1]) ==
          "as_of: 2026-03-10\nseller:\n  region: TH\n  points: 13\ndisputes:\n  claim:\n    amount: THB 6.00\n  "
          "verdict: counterfeit\n");
    CHECK(s.cases[2].facts.as_of.day == parse_date("2026-03-11"));
}

TEST_CASE("suite: tables") {
    const auto s = read(R"(
- columns: [name, seller.region, seller.points, disputes.claim.amount, tier, as_of]
  name: limits
  as_of: 2026-03-10
  given: {seller: {closed: no}}
  rows:
    - [low, TH, 11, THB 1, low, _]
    - [_, unknown, _, _, {status: undetermined}, 2026-03-11]
)");
    CHECK(errors_of(s.errors) == "");
    REQUIRE(s.cases.size() == 2);
    CHECK(s.cases[0].name == "low");
    CHECK(s.cases[1].name == "limits 2");
    CHECK(facts_of(s.cases[0]) ==
          "as_of: 2026-03-10\nseller:\n  region: TH\n  points: 11\n  closed: no\ndisputes:\n  claim:\n    amount: THB "
          "1.00\n");
    CHECK(facts_of(s.cases[1]) == "as_of: 2026-03-11\nseller:\n  region: {unknown: true}\n  closed: no\n");
    CHECK(s.cases[1].expect[0].status == status::undetermined);
}

TEST_CASE("suite: mistakes in facts belong to their case, others to the suite") {
    auto s = read("- {name: a, given: {seller: {poinst: 1, closed: \"no\"}}, expect: {tier: {fails: true}}}");
    CHECK(errors_of(s.errors) == "");
    CHECK(s.cases.at(0).facts.errors.size() == 2);
    CHECK(s.cases[0].facts.errors[0].where == position{1, 38});
    const auto error = [](const char* text) {
        const auto bad = read(text);
        CHECK(bad.cases.empty());
        return errors_of(bad.errors);
    };
    CHECK(error("a: 1") == "1:1: a suite is a list of cases and tables");
    CHECK(error("- 5") == "1:3: a case has a `name`, and what is `given` and expected");
    CHECK(error("- {given: {}}") == "1:3: a case has a `name`");
    CHECK(error("- {name: a, gives: {}}") == "1:20: a case has no `gives` (did you mean `given`?)");
    CHECK(error("- {name: a, like: b}") == "1:19: a: no case before this is called `b`");
    CHECK(error("- {name: a, as_of: soon}").find("a: `as_of` is a date or an instant") != std::string::npos);
    CHECK(error("- {name: a, expect: {teir: low}}")
              .find("no decision or word without arguments is called `teir` (did you mean `tier`?)") !=
          std::string::npos);
    CHECK(error("- {name: a, expect: {tier: hihg}}").find("`hihg` is not a value of Severity (did you mean `high`?)") !=
          std::string::npos);
    CHECK(error("- {name: a, expect: {tier: {iss: low}}}").find("what is expected of a decision has no `iss`") !=
          std::string::npos);
    CHECK(error("- {name: a, expect: {tier: {status: done}}}").find("a status is decided") != std::string::npos);
    CHECK(error("- {name: a, expect: {tier: {by: ban}}}").find("write a list") != std::string::npos);
    CHECK(error("- {name: a, name: b}").find("`name` is given twice") != std::string::npos);
    CHECK(error("- {columns: [tier], rows: [[low, low]]}")
              .find("a row has as many cells as there are columns, which is 1") != std::string::npos);
    CHECK(error("- {columns: [teir], rows: [[low]]}").find("`teir`") != std::string::npos);
    CHECK(error("- {columns: [tier]}").find("a table has `rows`") != std::string::npos);
    s = read("- {name: a}\n- {name: a}\n");
    CHECK(s.cases.size() == 1);
    CHECK(errors_of(s.errors) == "2:3: a: two cases are called `a`");
    s = read("- {name: a, given: {seller: {points: 1, points: 2}}}");
    CHECK(errors_of(s.cases.at(0).facts.errors).find("`points` is given twice") != std::string::npos);
}

TEST_CASE("suite: checking what is expected") {
    CHECK(why_not(decided("low"), expected("low")) == "");
    CHECK(why_not(decided("mid"), expected("low")) == "expected low, but it is mid (tier.ban, tier.warn.notice)");
    CHECK(why_not(decided("low"), expected("null")) == "expected absent, but it is low (tier.ban, tier.warn.notice)");
    CHECK(why_not(decided("low"), expected("{is: low, by: [ban, warn.notice, tier.ban], status: decided}")) == "");
    CHECK(why_not(decided("low"), expected("{by: [an]}")) ==
          "expected it by `an`, but the rules are tier.ban, tier.warn.notice");
    CHECK(why_not(decided("low"), expected("{fails: true}")) ==
          "expected an error, but it is low (tier.ban, tier.warn.notice)");
    decision d = decided("low");
    d.status = status::undetermined;
    d.needs = {"b.c", "a.b"};
    CHECK(why_not(d, expected("{needs: [a.b, b.c]}")) == "");
    CHECK(why_not(d, expected("{needs: [a.b]}")) == "expected it to need a.b, but it needs b.c, a.b");
    CHECK(why_not(d, expected("low")) == "expected low, but it is undetermined (low), needing b.c, a.b");
    CHECK(why_not(decided("low"), expected("{needs: []}")).find("expected undetermined, needing nothing") == 0);
    d = decided("low");
    CHECK(why_not(d, expected("{asks: [a.b]}")) == "expected it to ask for a.b, but it asks for nothing");
    d.provisional = true;
    d.asks = {"a.b"};
    CHECK(why_not(d, expected("{asks: [a.b], is: low}")) == "");
    d.status = status::error;
    d.error_text = "oh";
    CHECK(why_not(d, expected("{fails: yes}")) == "");
    CHECK(why_not(d, expected("low")) == "expected low, but it is an error: oh");
    d.status = status::conflict;
    d.conflicts = {"x", "y"};
    CHECK(why_not(d, expected("{status: conflict}")) == "");
    CHECK(why_not(d, expected("low")) == "expected low, but it is a conflict of x, y");
}

TEST_CASE("example_case: what an example gives, and those it is like") {
    auto m = test::shop_model();
    const auto constant = [&](model::op what, auto set) {
        model::expression e;
        e.what = what;
        set(e);
        m.expressions.emplace_back() = e;
        model::given_value v;
        v.scalar = static_cast<model::expr_id>(m.expressions.size() - 1);
        return v;
    };
    const auto fact = [&](const char* name) {
        for (std::size_t i = 0; i < m.facts.size(); ++i)
            if (m.facts[i].name == name) return static_cast<model::fact_id>(i);
        throw std::runtime_error("no such fact");
    };
    const auto instant = [&](const char* t) {
        return constant(model::op::instant, [&](auto& e) { e.details.make().integer = *parse_instant(t); });
    };
    const auto number = [&](const char* n) {
        return constant(model::op::number, [&](auto& e) { e.number = *parse_number(n); });
    };
    model::given_value element, list, mask, unknown;
    element.kind = model::given_value::kind_of::record;
    element.fields.push_back({2, instant("2026-03-08T09:00Z")});
    list.kind = model::given_value::kind_of::list;
    list.items = {element, element};
    mask.kind = model::given_value::kind_of::set;
    mask.mask = 2;
    unknown.kind = model::given_value::kind_of::unknown;
    const auto given = [](model::fact_id f, model::given_value v, std::optional<std::uint32_t> e = {},
                          std::optional<std::uint32_t> field = {}) {
        model::given g;
        g.fact = f;
        g.value = std::move(v);
        g.element = e;
        g.field = field;
        return g;
    };
    model::example base, own;
    base.as_of = "2026-03-10";
    base.givens = {
        given(fact("points"), number("12")),
        given(fact("violations"), list),
        given(fact("rate"), number("98.5%")),
        given(fact("reasons"), mask),
        given(fact("wait"), constant(model::op::duration, [](auto& e) { e.details.make().integer = us_per_hour; })),
        given(fact("budget"), constant(model::op::money, [](auto& e) {
                  e.number = 100;
                  e.type.currency = pack_currency("USD");
              }))};
    base.outcomes = {{static_cast<model::term_id>(1), unknown}};
    own.like = 0;
    own.givens = {
        given(fact("points"), number("13")), given(fact("violations"), instant("2026-03-07T09:00Z"), 2, 2),
        given(fact("home"), constant(model::op::text, [](auto& e) { e.details.make().text = "Trang"; }), {}, 0),
        given(fact("closed"), unknown)};
    m.examples = {base, own};
    const auto c = io::case_of_example(m, layout_of(m), 1);
    CHECK(errors_of(c.errors) + io::write_yaml_case(m, c) == R"(as_of: 2026-03-10
seller:
  points: 13
  rate: 98.5%
  wait: 1 hour
  reasons: [late_dispatch]
  budget: USD 100.00
  closed: {unknown: true}
  home: {city: "Trang"}
  violations:
    - {issued: 2026-03-08T09:00Z}
    - {issued: 2026-03-07T09:00Z}
disputes:
  verdict: {unknown: true}
)");
    CHECK(c.lists[0].given == std::vector<std::uint32_t>{2, 1});
    m.examples[1].givens = {given(fact("violations"), unknown, 3, 2), given(fact("points"), number("99"))};
    CHECK(errors_of(io::case_of_example(m, layout_of(m), 1).errors) ==
          "seller.points: `99` is out of range: this is from 0 to 48\nseller.violations[3]: there is no such element "
          "to change");
}
