// A program's own structs as cases: bound once, then decided without looking up a name or allocating memory.
#include <chrono>
#include <iostream>
#include <vector>

#include "writ/writ.hpp"

namespace {

using namespace std::chrono_literals;

enum class kind { late, fake, rude };

struct complaint {
    kind what;
    std::chrono::sys_seconds when;
};

struct shop {
    std::string country;
    std::optional<std::chrono::year_month_day> opened;
    writ::minor_units deposit;
    std::vector<complaint> complaints;
};

constexpr const char* rules_text = R"(
pack shops "Shops" { version "1.0" languages en  region shop.country  zones "UTC"  money TH THB, DE EUR }
enum Country { TH, DE }
enum Kind { late_delivery, counterfeit, bad_manners }
record Complaint { what : Kind  at : instant }
facts shop {
  country    : Country
  opened     : optional date
  deposit    : money 0 .. 1_000_000
  complaints : list of Complaint up to 100 sorted on at
}
define recent = count of v among shop.complaints where day(v.at) during last 30 days
decision watched : bool {
  rule often { when recent >= 2 then yes }
  rule fakes { when any v among shop.complaints where v.what is counterfeit then yes }
  otherwise no
}
)";

}  // namespace

int main() try {
    const auto compiled = writ::ruleset::compile({{"shops.writ", rules_text}});
    if (!compiled) {
        std::cout << writ::render(compiled.diagnostics, *compiled.sources);
        return 1;
    }
    const writ::ruleset& rules = *compiled.rules;

    // Names and types are checked here, all at once.
    auto binding = writ::bind<shop>(rules)
                       .fact("shop.country", &shop::country)
                       .fact("shop.opened", &shop::opened, writ::when_empty::absent)
                       .fact("shop.deposit", &shop::deposit)
                       .list("shop.complaints", &shop::complaints,
                             writ::fields<complaint>()
                                 .field("what", &complaint::what,
                                        writ::named<kind>({{kind::late, "late_delivery"},
                                                           {kind::fake, "counterfeit"},
                                                           {kind::rude, "bad_manners"}}))
                                 .field("at", &complaint::when))
                       .done();

    const auto day = [](int d) { return std::chrono::sys_days(2026y / 3 / 1) + std::chrono::days(d) + 9h; };
    const std::vector<shop> shops = {
        {"TH", 2024y / 5 / 1, {50'000, 0}, {{kind::rude, day(8)}, {kind::late, day(2)}}},
        {"DE", {}, {20'000, 0}, {{kind::fake, day(-300)}}},
        {"DE", 2025y / 1 / 1, {20'000, 0}, {}},
        {"FR", 2025y / 1 / 1, {20'000, 0}, {}},  // a country that the rules do not know
    };

    writ::decider decider(rules);
    const auto watched = decider.question("watched");
    const writ::moment_of_decision moment{std::chrono::sys_days(2026y / 3 / 15).time_since_epoch().count(), {}};
    for (const shop& s : shops) {
        decider.load(binding, s, moment);  // keeps nothing of the struct, which stays where it is until the next
        std::cout << s.country << ": " << to_string(decider.ask(watched).status);  // allocates nothing
        std::cout << ", " << to_string(decider.decide("watched").value) << "\n";
        for (const auto& e : decider.given().errors) std::cout << "  " << to_string(e) << "\n";
    }

    // A member that does not fit is a mistake of the program.
    (void)writ::bind<shop>(rules).fact("shop.contry", &shop::country).fact("shop.opened", &shop::deposit).done();
} catch (const writ::bind_failed& e) {
    std::cout << e.what() << "\n";
}
