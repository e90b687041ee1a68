// Compiles the rules that `main.cpp` runs.
#include <cstdio>

#include "writ/render_diagnostic.hpp"
#include "writ/ruleset.hpp"

namespace {

constexpr const char* loans = R"(
pack loans "Loans" { version "1" languages en }
enum Kind { house, car }
record Debt { owed : int 0 .. 1000000 }
facts loan {
  kind   : Kind
  amount : int 0 .. 1000
  debts  : list of Debt up to 9
}
param limit : int = 100
define in_debt = (sum of d.owed for d among loan.debts) > limit
decision answer : bool {
  rule small { when loan.amount < limit and not in_debt then yes cite "L1" because "Small loans are given." }
  otherwise no
}
table price : int 0 .. 100 takes first {
  loan.kind | loan.amount || price
  house     | >= 500      || 1
  car       | >= 500      || 4
  -         | -           || 9
}
)";

}  // namespace

int main(int, char** arguments) {
    const auto c = writ::ruleset::compile({{"loans.writ", loans}});
    std::puts(writ::render(c.diagnostics, *c.sources).c_str());
    if (!c) return 1;
    c.rules->save(arguments[1]);
    return 0;
}
