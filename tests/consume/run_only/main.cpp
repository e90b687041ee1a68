// A program that runs compiled rules, with nothing but the standard library.
#include <cstdio>
#include <string>
#include <vector>

#include "writ/bind.hpp"
#include "writ/run.hpp"

namespace {

struct debt {
    int owed;
};
struct loan {
    std::string kind;
    int amount;
    std::vector<debt> debts;
};

}  // namespace

int main(int, char** arguments) {
    const auto rules = writ::ruleset::load(arguments[1]);
    auto bound = writ::bind<loan>(rules)
                     .fact("loan.kind", &loan::kind)
                     .fact("loan.amount", &loan::amount)
                     .list("loan.debts", &loan::debts, writ::fields<debt>().field("owed", &debt::owed))
                     .done();
    writ::decider decide(rules);
    writ::case_data given;
    int wrong = 0;
    const auto check = [&](const loan& asked, const char* answer, const char* price) {
        bound.load(asked, given);
        decide.load(given);
        const auto said = writ::to_string(decide.decide("answer").value);
        const auto cost = writ::to_string(decide.decide("price").value);
        std::printf("%s %d: %s, %s\n", asked.kind.c_str(), asked.amount, said.c_str(), cost.c_str());
        wrong += said != answer || cost != price ? 1 : 0;
    };
    for (int i = 0; i < 20; ++i) {  // more often than a lookup is waited for
        check({"car", 50, {}}, "yes", "9");
        check({"car", 500, {}}, "no", "4");
        check({"house", 50, {{60}, {41}}}, "no", "9");
    }
    const auto refused = writ::ruleset::compile("rules");
    std::puts(refused.diagnostics.front().message.c_str());
    return wrong == 0 && !refused ? 0 : 1;
}
