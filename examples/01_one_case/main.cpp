// One case of a shipped pack, decided from JSON. Run it in the root folder of the project.
#include <iostream>

#include "writ/writ.hpp"

int main() {
    const auto rules = writ::ruleset::load("rules/enforcement");

    // What is not mentioned is unknown. A decision that depends on it says so, and says what to ask.
    const auto c = rules.read_json(R"({
      "as_of": "2026-03-10",
      "account": {
        "region": "TH",
        "party": "seller",
        "first_sale": "2024-05-01",
        "gains": [], "disruptions": [], "past_tiers": [],
        "violations": [
          {"listing": "L1", "reason": "counterfeit", "issued": "2026-03-08T03:00Z", "source": "own", "status": "active"}
        ]
      }
    })");
    for (const auto& e : c.errors) std::cerr << to_string(e) << "\n";

    const writ::decision tier = rules.decide(c, "tier");
    std::cout << tier.name << ": " << to_string(tier.status) << ", " << to_string(tier.value) << "\n";
    for (const auto& fact : tier.needs) std::cout << "needs " << fact << "\n";

    const writ::decision referral = rules.decide(c, "referral");
    std::cout << referral.name << ": " << to_string(referral.status) << ", " << to_string(referral.value) << "\n";

    const writ::provenance made = rules.provenance(c);
    std::cout << "by " << made.pack << " " << made.version << ", as of " << made.as_of << "\n";
}
