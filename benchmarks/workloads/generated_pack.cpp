#include "workloads/generated_pack.hpp"

#include <array>

#include "workloads/random_numbers.hpp"

namespace writ::bench {

namespace {

constexpr std::size_t rules_of_a_decision = 10;
constexpr std::array actions = {"keep", "label", "limit", "remove", "ban"};

std::string number(std::size_t n) { return std::to_string(n); }

constexpr const char* head = R"(pack generated "Generated for measuring" {
  version   "1"
  languages en
  region    account.region
  zones     TH "Asia/Bangkok", DE "Europe/Berlin"
}

enum Region { TH, DE }
enum Action ordered { keep, label, limit, remove, ban }
enum Kind { spam, scam, hate, nudity, violence, drugs, weapons, minors, medical, finance }

facts account {
  region    : Region
  verified  : bool
  points    : int 0 .. 1000
  age       : int 0 .. 20000
}

facts item {
  kind      : Kind
  certainty : percent(1) 0% .. 100%
  reports   : int 0 .. 100000
  posted    : date
}
)";

std::string condition(random_numbers& random, std::size_t decision, std::size_t rule) {
    static constexpr std::array kinds = {"spam",  "scam",    "hate",   "nudity",  "violence",
                                         "drugs", "weapons", "minors", "medical", "finance"};
    std::string text = std::string("item.kind is ") + kinds[random.below(kinds.size())];
    text += " and item.certainty >= " + number(50 + random.below(50)) + "." + number(random.below(10)) + "%";
    text += random.below(2) == 0 ? " and account.points > threshold" + number(decision)
                                 : " and item.reports >= " + number(random.below(500));
    if (rule == 3 && decision % 8 != 0) text += " and outcome" + number(decision - 1) + " is not ban";
    if (rule == 7) text += " and (account.age < " + number(1 + random.below(365)) + " or item.posted >= 2026-01-01)";
    return text;
}

std::string rule(random_numbers& random, std::size_t decision, std::size_t rule) {
    const auto id = number(decision) + "." + number(rule);
    std::string text = "  rule r" + number(rule) + " {\n";
    text += "    when    " + condition(random, decision, rule) + "\n";
    text += "    then    " + std::string(actions[1 + random.below(actions.size() - 1)]) + "\n";
    text += "    cite    \"Policy " + id + "\"\n";
    text += "    because \"The item meets the conditions of section " + id + ".\"\n";
    if (rule % 5 == 4) {
        text += "    exception trusted {\n      when    account.verified and account.age > " +
                number(365 + random.below(1000)) + "\n";
        text += "      then    keep\n      cite    \"Policy " + id + "(a)\"\n";
        text += "      because \"A verified account of long standing.\"\n    }\n";
    }
    return text + "  }\n";
}

}  // namespace

std::string generated_pack(std::size_t rules) {
    random_numbers random;
    std::string text = head;
    for (std::size_t decision = 0; decision * rules_of_a_decision < rules; ++decision) {
        const auto n = number(decision), usual = number(random.below(400));
        text += "\nparam threshold" + n + " : int 0 .. 1000 = " + usual + " {\n  in DE = " + number(random.below(400)) +
                "\n}\n";
        text += "\ndecision outcome" + n + " \"Outcome " + n + "\" : Action takes first {\n";
        for (std::size_t i = 0; i < rules_of_a_decision && decision * rules_of_a_decision + i < rules; ++i)
            text += rule(random, decision, i);
        text += "  otherwise keep\n}\n";
    }
    return text;
}

}  // namespace writ::bench
