// A program that holds Writ without building its library: writ.cpp beside this file is all it takes.
#include <iostream>

#include "writ/writ.hpp"

int main() {
    const auto compiled = writ::ruleset::compile({{"loans.writ", R"(
pack loans "Loans" { version "1.0" languages en }
facts loan { amount : int 0 .. 1000 }
decision answer : bool {
  rule small { when loan.amount <= 100 then yes }
  otherwise no
}
)"}});
    if (!compiled) {
        std::cout << writ::render(compiled.diagnostics, *compiled.sources);
        return 1;
    }
    const auto c = compiled.rules->read_json(R"({"loan": {"amount": 80}})");
    std::cout << "answer: " << to_string(compiled.rules->decide(c, "answer").value) << "\n";
}
