// Deciding bound structs allocates nothing once it has been done before: every question of a shipped pack, of a case loaded from the
// struct and of the struct where it is; and rules that are looked up.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "writ/writ.hpp"

namespace {

unsigned long allocations = 0;

}  // namespace

[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* p = std::malloc(size == 0 ? 1 : size)) return p;
    throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++allocations;
    return std::malloc(size == 0 ? 1 : size);
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace {

using namespace std::chrono_literals;

struct violation {
    std::string reason, severity;
    std::optional<std::string> listing;
    std::chrono::sys_seconds issued;
    std::string source = "own", status = "active";
};

struct nothing {};

struct account {
    std::string region, party = "seller";
    std::optional<std::chrono::year_month_day> first_sale;
    std::vector<violation> violations;
    std::vector<nothing> gains, disruptions, past_tiers;
    bool legal_order = false;
    int sales = 0;
    writ::minor_units gross;
    std::optional<std::chrono::sys_days> notice_sent, provided;
};

auto bound(const writ::ruleset& rules) {
    return writ::bind<account>(rules)
        .fact("account.region", &account::region)
        .fact("account.party", &account::party)
        .fact("account.first_sale", &account::first_sale, writ::when_empty::absent)
        .list("account.violations", &account::violations,
              writ::fields<violation>()
                  .field("listing", &violation::listing, writ::when_empty::absent)
                  .field("reason", &violation::reason)
                  .field("severity", &violation::severity)
                  .field("issued", &violation::issued)
                  .field("source", &violation::source)
                  .field("status", &violation::status))
        .list("account.gains", &account::gains, writ::fields<nothing>())
        .list("account.disruptions", &account::disruptions, writ::fields<nothing>())
        .list("account.past_tiers", &account::past_tiers, writ::fields<nothing>())
        .fact("account.legal_order", &account::legal_order)
        .fact("inform.transactions_12m", &account::sales)
        .fact("inform.gross_12m", &account::gross)
        .fact("inform.notice_sent", &account::notice_sent, writ::when_empty::absent)
        .fact("inform.provided", &account::provided, writ::when_empty::absent)
        .done();
}

std::vector<account> accounts() {
    std::vector<account> out;
    for (const char* region : {"TH", "DE", "US", "MX"}) {
        account a;
        a.region = region;
        a.first_sale = 2024y / 1 / 1;
        a.sales = 250;
        a.gross = {600'000, 0};
        a.notice_sent = std::chrono::sys_days(2026y / 2 / 1);
        for (int day = 9; day > 0; --day)  // not in their order
            a.violations.push_back({day % 3 == 0 ? "counterfeit" : "listing_guideline", day % 2 == 0 ? "low" : "mid",
                                    "a listing with a name that is longer than a short string " + std::to_string(day),
                                    std::chrono::sys_days(2026y / 3 / 1) + std::chrono::days(day) + 5h});
        out.push_back(std::move(a));
    }
    return out;
}

struct parcel {
    int days = 0;
    std::optional<bool> opened;
    std::vector<violation> marks;
};

unsigned look_up_structs() {
    const auto compiled = writ::ruleset::compile({{"parcels.writ", R"(
pack parcels "Parcels" { version "1" languages en }
enum Mark { fragile, heavy }
record Note { mark : Mark }
facts parcel { days : int 0 .. 1000  opened : bool assume no  marks : list of Note up to 4 }
decision refund : bool {
  rule late { when parcel.days > 30 then no }
  rule broken { when any n among parcel.marks where n.mark is fragile then yes }
  otherwise no
})"}});
    auto binding =
        writ::bind<parcel>(*compiled.rules)
            .fact("parcel.days", &parcel::days)
            .fact("parcel.opened", &parcel::opened)
            .list("parcel.marks", &parcel::marks, writ::fields<violation>().field("mark", &violation::reason))
            .done();
    writ::decider decider(*compiled.rules);
    const auto refund = decider.question("refund");
    const std::vector<parcel> parcels{{31, true, {}}, {2, {}, {{"fragile", {}, {}, {}}, {"heavy", {}, {}, {}}}}};
    unsigned looked_up = 0;
    unsigned long before = 0;
    for (int round = 0; round < 100; ++round) {
        if (round == 50) before = allocations, looked_up = 0;
        for (const parcel& p : parcels) {
            decider.load(binding, p);
            looked_up += decider.look_up(refund) != nullptr ? 1 : 0;
        }
    }
    const auto during = static_cast<unsigned>(allocations - before);
    std::printf("looked up: %u allocations, %u answers\n", during, looked_up);
    return during + (looked_up == 100 ? 0 : 1);
}

}  // namespace

int main() {
    const auto rules = writ::ruleset::load("rules/enforcement");
    auto binding = bound(rules);
    const auto all = accounts();
    writ::decider decider(rules);
    std::vector<writ::model::term_id> questions;
    for (const char* name : {"tier", "since", "effective", "measures", "notices", "ledger", "referral"})
        questions.push_back(decider.question(name));
    const writ::moment_of_decision moment{std::chrono::sys_days(2026y / 3 / 20).time_since_epoch().count(), {}};
    writ::case_data c;
    unsigned open = 0;
    const auto ask_all = [&] {
        for (const auto q : questions) open += decider.ask(q).status == writ::status::decided ? 0 : 1;
    };
    unsigned during = 0;
    for (int round = 0; round < 3; ++round) {
        const unsigned long before = allocations;
        for (const account& a : all) {
            binding.load(a, c, moment);
            for (const auto& e : c.errors) std::printf("%s\n", to_string(e).c_str());
            decider.load(c);
            ask_all();
            decider.load(binding, a, moment);
            ask_all();
        }
        during = static_cast<unsigned>(allocations - before);
        std::printf("round %d: %u allocations, %u questions not decided\n", round + 1, during, open);
    }
    during += look_up_structs();
    return during == 0 && open == 0 && c.errors.empty() ? 0 : 1;
}
