// What somebody who uses Writ might write first. Every way of consuming the library builds and runs this program.
#include <cstdio>
#include <string>
#include <vector>

#include "writ/io/read_case.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/ruleset.hpp"

namespace {

const std::string loans = R"(
pack loans "Loans" { version "1" languages en }
facts loan { amount : int 0 .. 1000 }
decision answer : bool {
  rule small { when loan.amount < limit then yes cite "L1" because "Small loans are given." }
  otherwise no
}
)";

writ::compilation compile(const std::string& text) {
    return writ::ruleset::compile(std::vector<writ::named_text>{{"loans.writ", text}});
}

std::string answer(const writ::ruleset& rules, const char* text) {
    const auto c = writ::io::read_json_case(rules.stage_model(), rules.layout(), text);
    return writ::to_string(rules.decide(c, "answer").value);
}

}  // namespace

int main() {
    const auto wrong = compile(loans);  // nothing is called `limit`
    std::puts(writ::render(wrong.diagnostics, *wrong.sources).c_str());

    const auto right = compile(loans + "param limit : int = 10\n");
    std::puts(writ::render(right.diagnostics, *right.sources).c_str());
    if (wrong || !right) return 1;

    const auto small = answer(*right.rules, R"({"loan": {"amount": 5}})");
    const auto large = answer(*right.rules, R"({"loan": {"amount": 50}})");
    std::printf("small: %s, large: %s\n", small.c_str(), large.c_str());
    return small == "yes" && large == "no" ? 0 : 1;
}
