#include "writ/bind.hpp"

#include <doctest/doctest.h>

#include <array>

#include "writ/io/write_case.hpp"

namespace {

using namespace std::chrono_literals;

constexpr const char* rules_text = R"(
pack shop "Shop" {
  version "1"
  languages en
  region seller.region
  money TH THB, DE EUR, US USD
}
enum Region { TH, DE, US }
enum Level ordered { low, mid, high }
record Strike { level : Level  given : instant  note : optional text  points : int 0 .. 50 assume 2 }
record Bank { name : text  checked : date }
facts seller {
  region   : Region
  closed   : bool
  sales    : int 0 .. 1000
  rate     : percent(1)
  since    : optional date
  seen     : optional instant
  wait     : duration
  opens    : time
  grace    : span
  balance  : money 0 .. 100
  deposit  : money
  markets  : set of Region
  note     : optional text
  lang     : text assume "en"
  strikes  : list of Strike up to 3 sorted on given
  bank     : optional Bank
}
define total = sum of v.points for v among seller.strikes
decision open : bool {
  rule closed { when seller.closed or total > 40 then no }
  otherwise yes
}
)";

writ::ruleset rules() {
    auto c = writ::ruleset::compile({{"shop.writ", rules_text}});
    std::string said;
    for (const auto& d : c.diagnostics) said += d.message + "\n";
    REQUIRE_MESSAGE(c.rules, said);
    return *c.rules;
}

enum class region : std::uint8_t { th, de, us, elsewhere };
enum class level : int { low = -1, mid = 5, high = 9 };

std::string_view name_of(level l) { return l == level::low ? "low" : l == level::mid ? "mid" : "high"; }

struct strike {
    level how = level::low;
    std::chrono::sys_seconds given;
    std::optional<std::string> note;
    std::optional<int> points;
};

struct bank {
    std::string name;
    writ::day_number checked = 0;
};

struct dated {
    std::optional<std::chrono::sys_days> when;
};

struct seller : dated {
    region where = region::th;
    bool closed = false;
    std::uint64_t sales = 0;
    writ::rational rate;
    std::optional<std::chrono::year_month_day> since;
    std::optional<std::chrono::sys_time<std::chrono::microseconds>> seen;
    std::chrono::hours wait{0};
    std::chrono::minutes opens{0};
    writ::calendar_span grace;
    writ::minor_units balance, deposit;
    std::vector<region> markets;
    std::optional<std::string_view> note;
    std::optional<std::string> language;
    std::vector<strike> strikes;
    std::optional<bank> account;
};

const auto regions = writ::named<region>({{region::th, "TH"}, {region::de, "DE"}, {region::us, "US"}});

auto bound(const writ::ruleset& r) {
    return writ::bind<seller>(r)
        .fact("seller.balance", &seller::balance)  // before the region, on purpose
        .fact("seller.deposit", &seller::deposit)
        .fact("seller.region", &seller::where, regions)
        .fact("seller.closed", &seller::closed)
        .fact("seller.sales", &seller::sales)
        .fact("seller.rate", &seller::rate)
        .fact("seller.since", &seller::since, writ::when_empty::absent)
        .fact("seller.seen", &seller::seen, writ::when_empty::unknown)
        .fact("seller.wait", &seller::wait)
        .fact("seller.opens", &seller::opens)
        .fact("seller.grace", &seller::grace)
        .fact("seller.markets", &seller::markets, regions)
        .fact("seller.note", &seller::note, writ::when_empty::absent)
        .fact("seller.lang", &seller::language)
        .list("seller.strikes", &seller::strikes,
              writ::fields<strike>()
                  .field("level", &strike::how, writ::named_by({level::low, level::mid, level::high}, name_of))
                  .field("given", &strike::given)
                  .field("note", &strike::note, writ::when_empty::absent)
                  .field("points", &strike::points))
        .record("seller.bank", &seller::account,
                writ::fields<bank>().field("name", &bank::name).field("checked", &bank::checked),
                writ::when_empty::absent)
        .as_of(&seller::when)
        .done();
}

seller somebody() {
    seller s;
    s.where = region::de;
    s.sales = 7;
    s.rate = writ::rational::scaled(985, 3);
    s.since = 2026y / 3 / 1;
    s.wait = 36h;
    s.opens = 9h + 30min;
    s.grace = {2, writ::span_unit::months, true};
    s.balance = {1050, 0};
    s.deposit = {99, writ::pack_currency("EUR")};
    s.markets = {region::us, region::th};
    s.note = "said so";
    const auto noon = std::chrono::sys_days(2026y / 3 / 2) + 12h;
    s.strikes = {{level::high, noon, "late", 10}, {level::low, noon - 24h, {}, {}}};
    s.account = bank{"said so", 20000};
    s.when = 2026y / 3 / 10;
    return s;
}

std::string errors_of(const writ::case_data& c) {
    std::string out;
    for (const auto& e : c.errors) out += writ::to_string(e) + "\n";
    return out;
}

}  // namespace

TEST_CASE("a struct makes the same case as a document") {
    const auto r = rules();
    auto b = bound(r);
    writ::case_data c;
    b.load(somebody(), c);
    CHECK(errors_of(c) == "");
    const auto read = r.read_json(R"({"as_of": "2026-03-10", "seller": {
        "region": "DE", "closed": false, "sales": 7, "rate": "98.5%", "since": "2026-03-01", "seen": {"unknown": true},
        "wait": "36 hours", "opens": "09:30", "grace": "2 months rolled", "balance": "EUR 10.50", "deposit": "EUR 0.99",
        "markets": ["TH", "US"], "note": "said so",
        "strikes": [{"level": "high", "given": "2026-03-02T12:00Z", "note": "late", "points": 10},
                    {"level": "low", "given": "2026-03-01T12:00Z", "note": null}],
        "bank": {"name": "said so", "checked": "2024-10-04"}}})");
    CHECK(errors_of(read) == "");
    CHECK(writ::io::write_yaml_case(r.stage_model(), c) == writ::io::write_yaml_case(r.stage_model(), read));
    CHECK(c.currency == read.currency);
    CHECK(c.cells == read.cells);
    REQUIRE(c.lists.size() == 1);
    CHECK(c.lists[0].cells == read.lists[0].cells);
    CHECK(c.lists[0].given == std::vector<std::uint32_t>{2, 1});
    CHECK(c.as_of == read.as_of);
    CHECK(to_string(r.decide(c, "open").value) == "yes");
}

TEST_CASE("a case is reused: nothing of the one before is left") {
    const auto r = rules();
    auto b = bound(r);
    writ::case_data c, fresh;
    b.load(somebody(), c);
    seller other;
    other.note = "something else";
    b.load(other, c);
    auto again = b;
    again.load(other, fresh);
    CHECK(writ::io::write_yaml_case(r.stage_model(), c) == writ::io::write_yaml_case(r.stage_model(), fresh));
    CHECK(c.cells == fresh.cells);
    CHECK(c.as_of == writ::moment_of_decision{});
    CHECK(c.lists[0].count == 0);
}

TEST_CASE("what an empty optional says is chosen") {
    struct two {
        std::optional<std::string> language, note;
        std::optional<std::vector<strike>> strikes;
    };
    const auto r = rules();
    auto left_out = writ::bind<two>(r).fact("seller.lang", &two::language).fact("seller.note", &two::note).done();
    auto said = writ::bind<two>(r)
                    .fact("seller.lang", &two::language, writ::when_empty::unknown)
                    .fact("seller.note", &two::note, writ::when_empty::absent)
                    .list("seller.strikes", &two::strikes, writ::fields<strike>(), writ::when_empty::unknown)
                    .done();
    writ::case_data c;
    left_out.load({}, c);
    CHECK(c.cells == r.empty_case().cells);
    said.load({}, c);
    CHECK(c.lists[0].state == writ::presence::unknown);
    CHECK(writ::io::write_yaml_case(r.stage_model(), c) ==
          writ::io::write_yaml_case(
              r.stage_model(),
              r.read_json(R"({"seller": {"lang": {"unknown": true}, "note": null, "strikes": {"unknown": true}}})")));
}

TEST_CASE("values that do not fit are errors of the case") {
    const auto r = rules();
    auto b = bound(r);
    writ::case_data c;
    const auto wrong = [&](auto change) {
        seller s = somebody();
        change(s);
        b.load(s, c);
        CHECK(r.decide(c, "open").status == writ::status::error);
        return errors_of(c);
    };
    CHECK(wrong([](seller& s) { s.sales = 1001; }) == "seller.sales: `1001` is out of range: this is from 0 to 1000\n");
    CHECK(wrong([](seller& s) { s.sales = UINT64_MAX; }) ==
          "seller.sales: `18446744073709551615` is too great a number\n");
    CHECK(wrong([](seller& s) {
              s.where = region::elsewhere;
          }).starts_with("seller.region: the enumerator 3 was bound to no name"));
    CHECK(wrong([](seller& s) {
              s.rate = writ::rational::scaled(12345, 5);
          }).starts_with("seller.rate: `12.345%` has too many"));
    CHECK(wrong([](seller& s) { s.since = 2026y / 2 / 30; }) == "seller.since: there is no such date\n");
    CHECK(wrong([](seller& s) { s.opens = 24h; }).starts_with("seller.opens: a time of day is whole minutes"));
    CHECK(wrong([](seller& s) { s.balance = {10'001, 0}; }) ==
          "seller.balance: `100.01` is out of range: this is from 0 to 100\n");
    CHECK(wrong([](seller& s) { s.balance = {1, writ::pack_currency("USD")}; }) ==
          "seller.balance: the amount is in USD (this is in EUR)\n");
    CHECK(wrong([](seller& s) { s.note = "\xff"; }) == "seller.note: the text is not valid UTF-8\n");
    CHECK(wrong([](seller& s) {
              s.account->checked = 4'000'000;
          }).starts_with("seller.bank.checked: day 4000000 is out of range"));
    CHECK(wrong([](seller& s) {
              s.strikes[1].points = 51;
          }).starts_with("seller.strikes[2].points: `51` is out of range"));
    CHECK(wrong([](seller& s) { s.strikes.resize(4); }) ==
          "seller.strikes: there are 4 elements; seller.strikes has at most 3\n");
}

TEST_CASE("all mistakes of a binding are told at once, with suggestions") {
    struct wrong {
        int number = 0;
        std::optional<int> maybe;
        level how = level::low;
        std::vector<strike> strikes;
    };
    const auto r = rules();
    std::vector<std::string> mistakes;
    try {
        (void)writ::bind<wrong>(r)
            .fact("seller.sale", &wrong::number)
            .fact("seller.closed", &wrong::number)
            .fact("seller.sales", &wrong::maybe, writ::when_empty::absent)
            .fact("seller.region", &wrong::how, writ::named<level>({{level::low, "DF"}}))
            .list("seller.strikes", &wrong::strikes, writ::fields<strike>().field("point", &strike::points))
            .fact("seller.sales", &wrong::number)
            .done();
    } catch (const writ::bind_failed& e) {
        mistakes = e.mistakes();
        CHECK(std::string(e.what()).find(mistakes.back()) != std::string::npos);
    }
    REQUIRE(mistakes.size() == 6);
    CHECK(mistakes[0] == "there is no fact `seller.sale` (did you mean `seller.sales`?)");
    CHECK(mistakes[1] == "`seller.closed` is yes or no, and the member is an integer (bind it to a bool)");
    CHECK(mistakes[2] ==
          "`seller.sales` cannot be absent: it is not optional (choose when_empty::left_out or unknown)");
    CHECK(mistakes[3].starts_with("`seller.region`: `DF` is not a value of Region"));
    CHECK(mistakes[4] == "`Strike` has no field `point`, which is bound in `seller.strikes` (did you mean `points`?)");
    CHECK(mistakes[5] == "`seller.sales` is bound twice");
}

TEST_CASE("integers may be sets and money") {
    struct flags {
        std::int8_t markets = 0;
        std::uint64_t deposit = 0;
    };
    const auto r = rules();
    auto b = writ::bind<flags>(r)
                 .fact("seller.markets", &flags::markets, writ::bits({"US", "TH"}))
                 .fact("seller.balance", &flags::deposit, writ::in_minor_units)
                 .done();
    writ::case_data c;
    b.load({3, 0}, c);
    CHECK(errors_of(c) == "");
    CHECK(c.cells == r.read_json(R"({"seller": {"markets": ["TH", "US"], "balance": "EUR 0"}})").cells);
    b.load({-128, 0}, c);
    CHECK(errors_of(c) == "seller.markets: bit 7 was bound to no name, so it is not a value of Region\n");
    b.load({0, UINT64_MAX}, c);
    CHECK(errors_of(c) == "seller.balance: `18446744073709551615` is too great a number\n");
    std::string said;
    try {
        (void)writ::bind<flags>(r).fact("seller.markets", &flags::markets).done();
    } catch (const writ::bind_failed& e) {
        said = e.what();
    }
    CHECK(said ==
          "`seller.markets` is a set of Region, and the member is an integer (bind it to a vector of enums or texts, "
          "or an integer "
          "with names of bits)");
}
