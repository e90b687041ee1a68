// A struct decided where it is, against the same struct loaded as a case: the same answers, and as often by looking rules up.
#include <doctest/doctest.h>

#include <array>
#include <list>

#include "support/compiled.hpp"
#include "support/dice.hpp"
#include "writ/bind.hpp"

namespace {

using namespace std::chrono_literals;
using writ::when_empty;
using writ::test::dice;

constexpr const char* rules_text = R"(
pack shops "Shops" {
  version "1"
  languages en
  region shop.region
  money TH THB, JP JPY, DE EUR
}
enum Region { DE, JP, TH }
enum Day { monday, saturday, sunday }
enum Colour { red, green, blue, counterfeit_suspected_by_the_maker_of_the_original }
record Item {
  kind   : Colour
  price  : optional money 0 .. 90
  weight : decimal(2) 0 .. 100
  worth  : money EUR 0 .. 50
  name   : text
  count  : int 0 .. 100_000
  new    : bool
  stars  : int 0 .. 5 assume 3
  hues   : set of Colour
}
facts shop {
  region  : Region
  open    : bool
  closed  : optional bool
  points  : int 0 .. 1000
  orders  : int 0 .. 2_000_000
  far     : int
  share   : percent(1) 0% .. 100%
  ratio   : decimal(3) -1.5 .. 1.5
  steps   : decimal(1) -3.5 .. 3.4
  paid    : money 0 .. 1000
  fee     : money EUR -5 .. 500
  fine    : money USD
  since   : date
  until   : optional date
  told    : date
  at      : time
  seen    : instant
  waits   : duration
  term    : span
  on      : Day
  colour  : Colour
  shade   : Colour
  wide    : Colour
  colours : set of Colour
  marks   : set of Colour
  mixed   : set of Colour
  hues    : set of Colour
  note    : text
  lang    : text assume "en"
  level   : int 0 .. 5 assume 2
  home    : Item
  second  : optional Item
  items   : list of Item at least 1 up to 4
  others  : list of Item up to 3 sorted on weight
  many    : list of Item up to 40 sorted on weight
  unbound : bool
}
decision first : int 0 .. 100 takes first {
  rule a { when shop.points >= 900 and shop.open then 1 }
  rule b { when shop.orders < 1000 and shop.colour is green then 2 }
  rule c { when shop.far < -1000 then 3 }
  rule d { when shop.share >= 98.5% and shop.shade is one of {red, blue} then 4 }
  rule e { when shop.ratio < -0.5 and shop.colours has red then 5 }
  rule f { when shop.steps >= 1.5 and shop.marks has blue then 6 }
  rule g { when shop.fee > EUR 100 and shop.fine < USD 0 then 7 }
  rule h { when shop.since >= 2026-01-01 and shop.told < 2020-01-01 then 8 }
  rule i { when shop.at >= 12:00 and shop.region is JP then 9 }
  rule j { when shop.on is one of {saturday, sunday} and shop.mixed has green then 10 }
  rule k { when shop.hues has blue and shop.wide is green then 11 }
  rule l { when shop.level >= 4 then 12 }
  rule m { when shop.home.kind is blue and shop.home.count >= 50_000 then 13 }
  rule n { when shop.waits > 10 hours then 14 }
  rule o { when shop.seen >= 2026-01-01T00:00Z then 15 }
  otherwise 100
}
decision lists : int 0 .. 1000 takes sum {
  rule a { when any i among shop.items where i.kind is red and i.new then 1 }
  rule b { when every i among shop.items where i.count >= 1000 then 2 }
  rule c { when at least 2 i among shop.others where i.stars <= 2 then 4 }
  rule d { when any i among shop.others where i.hues has green then 8 }
  rule e { when shop.points < 500 then 16 }
}
decision lately : bool {
  rule a { when shop.points + shop.level > 600 then yes }
  otherwise no
}
decision guarded : bool {
  rule a { when shop.closed is present and shop.closed then yes }
  rule b { when shop.until is present and shop.until < 2026-01-01 then yes }
  rule c { when at least 2 i among shop.many where i.kind is red then yes }
  rule d { when shop.second is present and shop.second.kind is red then yes }
  otherwise no
}
decision open : bool {
  rule a { when shop.unbound then yes }
  rule b { when shop.points > 500 then yes }
  otherwise no
}
)";

enum class region : std::uint8_t { jp, de, th, nowhere };
enum class colour : std::int16_t { blue = -2, red = 3, green = 0, last = 200, other = 7 };
enum class spread : std::int32_t { low = 0, high = 4095, between = 77 };
enum class too_spread : std::int32_t { low = 0, high = 4096, between = 77 };

struct item {
    colour kind{};
    std::optional<writ::minor_units> price;
    writ::rational weight;
    std::int32_t worth = 0;
    std::string name;
    std::uint32_t count = 0;
    bool fresh = false;
    std::optional<std::int8_t> stars;
    std::vector<colour> hues;
};

struct base {
    std::optional<std::chrono::sys_time<std::chrono::hours>> when;
};

struct shop : base {
    region where{};
    bool open = false;
    std::optional<bool> closed;
    std::int16_t points = 0;
    std::uint64_t orders = 0;
    std::int64_t far = 0;
    writ::rational share, ratio;
    std::int8_t steps = 0;
    writ::minor_units paid;
    std::int64_t fee = 0;
    writ::minor_units fine;
    std::chrono::year_month_day since;
    std::optional<std::chrono::sys_days> until;
    std::int64_t told = 0;
    std::chrono::minutes at{0};
    std::chrono::sys_time<std::chrono::milliseconds> seen;
    std::chrono::seconds waits{0};
    writ::calendar_span term;
    std::string on;
    colour hue{};
    std::string shade;
    spread wide{};
    std::array<colour, 2> colours{};
    std::uint8_t marks = 0;
    std::uint32_t mixed = 0;
    std::vector<std::string> hues;
    std::optional<std::string> note;
    std::optional<std::string_view> language;
    std::optional<std::int32_t> level;
    item home;
    std::optional<item> second;
    std::vector<item> items;
    std::optional<std::list<item>> others;
    std::vector<item> many;
};

constexpr const char* longest = "counterfeit_suspected_by_the_maker_of_the_original";

template <class Spread>
auto wide_names() {
    return writ::named<Spread>({{Spread::low, "red"}, {Spread::high, "green"}});
}

auto bound(const writ::ruleset& rules, when_empty empty) {
    const auto colours = writ::named<colour>(
        {{colour::red, "red"}, {colour::green, "green"}, {colour::blue, "blue"}, {colour::last, longest}});
    const auto items = writ::fields<item>()
                           .field("kind", &item::kind, colours)
                           .field("price", &item::price, when_empty::absent)
                           .field("weight", &item::weight)
                           .field("worth", &item::worth, writ::in_minor_units)
                           .field("name", &item::name)
                           .field("count", &item::count)
                           .field("new", &item::fresh)
                           .field("stars", &item::stars, empty)
                           .field("hues", &item::hues, colours);
    return writ::bind<shop>(rules)
        .fact("shop.paid", &shop::paid)  // before the region, on purpose
        .fact("shop.region", &shop::where,
              writ::named<region>({{region::th, "TH"}, {region::de, "DE"}, {region::jp, "JP"}}))
        .fact("shop.open", &shop::open)
        .fact("shop.closed", &shop::closed, when_empty::absent)
        .fact("shop.points", &shop::points)
        .fact("shop.orders", &shop::orders)
        .fact("shop.far", &shop::far)
        .fact("shop.share", &shop::share)
        .fact("shop.ratio", &shop::ratio)
        .fact("shop.steps", &shop::steps)
        .fact("shop.fee", &shop::fee, writ::in_minor_units)
        .fact("shop.fine", &shop::fine)
        .fact("shop.since", &shop::since)
        .fact("shop.until", &shop::until, when_empty::absent)
        .fact("shop.told", &shop::told)
        .fact("shop.at", &shop::at)
        .fact("shop.seen", &shop::seen)
        .fact("shop.waits", &shop::waits)
        .fact("shop.term", &shop::term)
        .fact("shop.on", &shop::on)
        .fact("shop.colour", &shop::hue, colours)
        .fact("shop.shade", &shop::shade)
        .fact("shop.wide", &shop::wide, wide_names<spread>())
        .fact("shop.colours", &shop::colours, colours)
        .fact("shop.marks", &shop::marks, writ::bits({"red", "green", "blue", longest}))
        .fact("shop.mixed", &shop::mixed, writ::bits({"blue", "red", "green"}))
        .fact("shop.hues", &shop::hues)
        .fact("shop.note", &shop::note, empty)
        .fact("shop.lang", &shop::language)
        .fact("shop.level", &shop::level, empty)
        .record("shop.home", &shop::home, items)
        .record("shop.second", &shop::second, items, when_empty::absent)
        .list("shop.items", &shop::items, items)
        .list("shop.others", &shop::others, items, empty)
        .list("shop.many", &shop::many, items)
        .as_of(&shop::when)
        .done();
}

class chance {
public:
    explicit chance(std::uint64_t seed) : dice_(seed) {}

    shop next() {
        // Half of the structs are right; of the others a value in twenty is not.
        wrong_ = dice_.percent(50) ? 0 : 5;
        shop s;
        if (dice_.percent(80)) s.when = std::chrono::sys_days(2026y / 3 / 10) + 7h;
        if (wrong()) s.when = std::chrono::sys_time<std::chrono::hours>(std::chrono::hours(80'000'000));
        s.where = one_of({region::th, region::de, region::jp}, region::nowhere);
        s.open = dice_.percent(50);
        if (dice_.percent(50)) s.closed = dice_.percent(50);
        s.points = static_cast<std::int16_t>(number(0, 1000));
        s.orders = wrong() ? UINT64_MAX - dice_.below(2) : static_cast<std::uint64_t>(number(0, 2'000'000));
        s.far = one_of<std::int64_t>({INT64_MIN, INT64_MAX, 0, -1001, -1000}, 5);
        s.share = writ::rational::scaled(number(0, 1000), wrong() ? 5 : 3);
        s.ratio = writ::rational::scaled(number(-1500, 1500), wrong() ? 4 : 3);
        s.steps = static_cast<std::int8_t>(number(-3, 3));
        s.paid = {number(0, 1000), currency({"EUR", "JPY"})};
        s.fee = number(-500, 50'000);
        s.fine = {number(-50, 50), currency({"USD"})};
        s.since = wrong() ? 2026y / 2 / 30 : std::chrono::year_month_day(std::chrono::sys_days(day()));
        if (dice_.percent(50)) s.until = std::chrono::sys_days(day());
        s.told = number(writ::first_day, writ::last_day);
        s.at = std::chrono::minutes(number(0, 1439));
        s.seen = std::chrono::sys_days(day()) + 1001ms;
        if (wrong()) s.seen = std::chrono::sys_time<std::chrono::milliseconds>::max();
        s.waits = one_of<std::chrono::seconds>({10h, 10h + 1s, -5s}, std::chrono::seconds::max());
        s.term = {static_cast<std::int64_t>(dice_.below(9)), writ::span_unit::days, false};
        s.on = one_of<std::string>({"monday", "saturday", "sunday"}, "Sunday");
        s.hue = some_colour();
        s.shade = some_name();
        s.wide = one_of({spread::low, spread::high}, spread::between);
        s.colours = {some_colour(), some_colour()};
        s.marks = static_cast<std::uint8_t>(number(0, 15));
        s.mixed = wrong() ? 1u << (3 + dice_.below(29)) : static_cast<std::uint32_t>(dice_.below(8));
        for (std::uint64_t n = dice_.below(4); n > 0; --n) s.hues.push_back(some_name());
        if (dice_.percent(60)) s.note = one_of<std::string>({"", "said so", "ü"}, "\xff");
        if (dice_.percent(30)) s.language = one_of<std::string_view>({"en", "es"}, std::string_view("a\0b", 3));
        if (dice_.percent(90)) s.level = static_cast<std::int32_t>(number(0, 5));
        s.home = some_item();
        if (dice_.percent(50)) s.second = some_item();
        fill(s.items, 1, 4);
        if (dice_.percent(80)) fill(s.others.emplace(), 0, 3);
        fill(s.many, 0, 40);
        return s;
    }

private:
    bool wrong() { return wrong_ != 0 && dice_.percent(wrong_); }
    /// The ends often, and what is just beyond them.
    std::int64_t number(std::int64_t low, std::int64_t high) {
        if (wrong()) return dice_.percent(50) ? low - 1 : high + 1;
        if (dice_.percent(20)) return dice_.percent(50) ? low : high;
        return low + static_cast<std::int64_t>(dice_.below(static_cast<std::uint64_t>(high - low) + 1));
    }
    template <class V>
    V one_of(const std::vector<V>& right, V bad) {
        return wrong() ? bad : dice_.of(right);
    }
    std::chrono::days day() {
        return std::chrono::days(wrong() ? writ::last_day + 1 : static_cast<std::int64_t>(20'000 + dice_.below(1000)));
    }
    writ::currency_code currency(const std::vector<std::string>& some) {
        return dice_.percent(95) && wrong_ == 0 ? 0 : wrong() ? writ::pack_currency(dice_.of(some)) : 0;
    }
    colour some_colour() { return one_of({colour::red, colour::green, colour::blue, colour::last}, colour::other); }
    std::string some_name() { return one_of<std::string>({"red", "green", "blue", longest}, "redd"); }
    item some_item() {
        item i;
        i.kind = some_colour();
        if (dice_.percent(50)) i.price = writ::minor_units{number(0, 90), 0};
        i.weight = writ::rational::scaled(number(0, 10'000), 2);
        i.worth = static_cast<std::int32_t>(number(0, 5000));
        i.name = one_of<std::string>({"", "a lamp"}, "\xc3");
        i.count = static_cast<std::uint32_t>(number(0, 100'000));
        i.fresh = dice_.percent(50);
        if (dice_.percent(97)) i.stars = static_cast<std::int8_t>(number(0, 5));
        for (std::uint64_t n = dice_.below(3); n > 0; --n) i.hues.push_back(some_colour());
        return i;
    }
    template <class List>
    void fill(List& items, std::int64_t least, std::int64_t most) {
        const std::int64_t count = std::max<std::int64_t>(number(least, most), 0);
        for (std::int64_t i = 0; i < count; ++i) items.push_back(some_item());
    }

    dice dice_;
    std::uint64_t wrong_ = 0;
};

std::string told(const writ::case_data& c) {
    std::string out;
    for (const auto& e : c.errors) out += to_string(e) + "\n";
    return out;
}

const std::vector<std::string> questions{"first", "lists", "lately", "guarded", "open"};

/// Decides structs in place and as cases. @return how many answers were looked up in place
template <class Binding>
std::size_t compare(const writ::ruleset& rules, Binding binding, std::uint64_t seed, int rounds,
                    const writ::moment_of_decision& as_of = {}) {
    chance random(seed);
    writ::decider in_place(rules), by_case(rules);
    writ::case_data c;
    std::size_t looked_up = 0;
    for (int i = 0; i < rounds; ++i) {
        const shop s = random.next();
        CAPTURE(i);
        binding.load(s, c, as_of);
        by_case.load(c);
        in_place.load(binding, s, as_of);
        for (const auto& name : questions) {
            CAPTURE(name);
            const auto q = in_place.question(name);
            const writ::short_answer* const quick = in_place.look_up(q);
            const bool is_quick = by_case.look_up(q) != nullptr;
            REQUIRE((quick != nullptr) == is_quick);
            looked_up += is_quick ? 1 : 0;
            const writ::short_answer a = in_place.ask(q);
            const std::vector<std::uint32_t> spoke(a.rules.begin(), a.rules.end());
            const writ::short_answer& b = by_case.ask(q);
            REQUIRE(a.status == b.status);
            REQUIRE(a.value == b.value);
            REQUIRE(spoke == std::vector<std::uint32_t>(b.rules.begin(), b.rules.end()));
            REQUIRE((in_place.decide(name) == by_case.decide(name)));
        }
        REQUIRE(told(in_place.given()) == told(c));
    }
    return looked_up;
}

}  // namespace

TEST_CASE("a struct is decided as the case that it loads") {
    const auto rules = writ::test::compiled(rules_text);
    CHECK(compare(rules, bound(rules, when_empty::left_out), 1, 800) > 500);
    CHECK(compare(rules, bound(rules, when_empty::unknown), 2, 800) > 500);
}

namespace {

/// Whether a struct is looked up where it is; its answer is that of the case either way.
template <class T, class Binding>
bool is_in_place(const writ::ruleset& rules, Binding binding, const T& value, const char* question = "first") {
    writ::decider in_place(rules), by_case(rules);
    const auto q = in_place.question(question);
    writ::case_data c;
    bool out = false;
    for (int i = 0; i < 20; ++i) {  // more often than a lookup is waited for
        binding.load(value, c);
        by_case.load(c);
        in_place.load(binding, value);
        out = in_place.look_up(q) != nullptr;
        CHECK((in_place.decide(question) == by_case.decide(question)));
        CHECK(told(in_place.given()) == told(c));
    }
    return out;
}

constexpr const char* small_rules = R"(
pack small "Small" { version "1" languages en  region it.region  money DE EUR }
enum Colour { red, green, blue }
enum Region { DE }
facts it {
  region : Region
  colour : Colour
  share  : decimal(1) 0.5 .. 0.9
  tenths : decimal(1) -0.9 .. 1.9
  paid   : money
  fee    : money EUR 0 .. 9
  marks  : set of Colour
}
decision first : int 0 .. 9 takes first {
  rule a { when it.colour is green then 1 }
  rule b { when it.marks has blue then 2 }
  rule c { when it.tenths >= 1 then 3 }
  rule d { when it.fee > EUR 5 then 4 }
  otherwise 9
}
)";

}  // namespace

TEST_CASE("an enum whose values lie too far apart is decided as a case") {
    const auto rules = writ::test::compiled(small_rules);
    struct all {
        spread near = spread::high;
        std::uint8_t marks = 0;
        int tenths = 0, fee = 0;
    };
    struct far : all {
        too_spread colour = too_spread::high;
    };
    const auto rest = [](auto binder) {
        return std::move(binder)
            .fact("it.marks", &all::marks, writ::bits({"red", "green", "blue"}))
            .fact("it.tenths", &all::tenths)
            .fact("it.fee", &all::fee, writ::in_minor_units)
            .done();
    };
    const auto near = rest(writ::bind<all>(rules).fact("it.colour", &all::near, wide_names<spread>()));
    CHECK(is_in_place(rules, near, all{}));
    CHECK(is_in_place(rules, near, all{spread::low, 4, 0, 0}));
    CHECK(is_in_place(rules, near, all{spread::low, 7, 1, 900}));
    CHECK_FALSE(is_in_place(rules, near, all{spread::between, 0, 0, 0}));
    CHECK_FALSE(is_in_place(rules, near, all{spread::low, 8, 0, 0}));
    CHECK_FALSE(is_in_place(rules, near, all{spread::low, 0, 2, 0}));
    CHECK_FALSE(is_in_place(rules, near, all{spread::low, 0, -1, 0}));
    CHECK_FALSE(is_in_place(rules, near, all{spread::low, 0, 0, 901}));
    CHECK_FALSE(is_in_place(
        rules, rest(writ::bind<far>(rules).fact("it.colour", &far::colour, wide_names<too_spread>())), far{}));
}

TEST_CASE("a struct that brings its currency is decided as a case, and one of which no value fits is wrong") {
    const auto rules = writ::test::compiled(small_rules);
    struct priced {
        colour hue = colour::green;
        writ::minor_units paid{5, writ::pack_currency("USD")};
        int share = 0;
    };
    const auto hue = writ::named<colour>({{colour::green, "green"}});
    CHECK_FALSE(is_in_place(
        rules, writ::bind<priced>(rules).fact("it.colour", &priced::hue, hue).fact("it.paid", &priced::paid).done(),
        priced{}));
    CHECK_FALSE(is_in_place(
        rules, writ::bind<priced>(rules).fact("it.colour", &priced::hue, hue).fact("it.share", &priced::share).done(),
        priced{}));
}
