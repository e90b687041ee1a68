// Many cases at once: the program's own arrays, one for each fact, decided 512 rows at a time.
#include <cstdint>
#include <iostream>
#include <vector>

#include "writ/writ.hpp"

namespace {

constexpr const char* rules_text = R"(
pack returns "Returns" { version "1.0" languages en }
enum Refund { full, half, nothing }
facts parcel { days : int 0 .. 1000  opened : bool  damaged : bool }
decision refund "Refund" : Refund takes first {
  rule damaged { when parcel.damaged and parcel.days <= 60  then full  because "It arrived damaged." }
  rule opened  { when parcel.opened and parcel.days <= 30  then half  because "The package had been opened." }
  rule in_time { when parcel.days <= 30  then full  because "It came back after {parcel.days} days." }
  otherwise nothing  because "It came back too late."
}
)";

}  // namespace

int main() try {
    const auto compiled = writ::ruleset::compile({{"returns.writ", rules_text}});
    if (!compiled) {
        std::cout << writ::render(compiled.diagnostics, *compiled.sources);
        return 1;
    }
    const writ::ruleset& rules = *compiled.rules;

    const std::vector<std::int16_t> days{12, 45, 8, 1200, 3};
    const std::vector<std::uint8_t> opened{0b01001}, damaged{0b00010}, told{0b10111};  // a bit for each parcel
    writ::columns parcels = rules.columns(days.size());
    parcels.values("parcel.days", days).bits("parcel.opened", opened);
    parcels.bits("parcel.damaged", damaged, {.valid = told.data(), .missing = writ::when_empty::unknown});

    const char* const outcomes[] = {"full", "half", "nothing"};
    const writ::decision_columns refunds = rules.decide(parcels, "refund");
    for (std::size_t i = 0; i < refunds.rows; ++i) {
        const writ::short_answer a = refunds[i];
        std::cout << i << ": " << to_string(a.status);
        if (a.status == writ::status::decided) std::cout << ", " << outcomes[a.value.value];
        for (const std::uint32_t rule : a.rules) std::cout << ", " << rules.rule_path(rule);
        std::cout << "\n";
    }
    std::cout << "decided: " << refunds.count[static_cast<int>(writ::status::decided)] << "\n\n";
    std::cout << to_text(explain(rules, parcels.row(1), "refund")) << "\n";
    for (const writ::case_error& e : parcels.row(3).errors) std::cout << to_string(e) << "\n";
    return 0;
} catch (const std::exception& e) {
    std::cout << e.what() << "\n";
    return 1;
}
