// The policies that benchmarks measure: rules decide as the plain loop over them does.
#include <doctest/doctest.h>

#include "workloads/growth_sizes.hpp"
#include "writ/model/model.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/writ.hpp"

using namespace writ;

TEST_CASE("policies of every size decide as a loop over their rules does") {
    for (const auto& s : bench::growth_sizes) {
        if (s.rules > 1'000) continue;
        CAPTURE(s.name);
        const auto p = policy_of(s);
        const auto compiled = ruleset::compile({{"shops.writ", as_pack(p)}});
        REQUIRE_MESSAGE(compiled.rules.has_value(), render(compiled.diagnostics, *compiled.sources));
        const ruleset& rules = *compiled.rules;
        packed_cases cases = rules.pack();
        const auto made = make_cases(p, 300, 11);
        for (const auto& c : made) cases.add(rules.read_json(as_json(p, c)));
        decider d(rules);
        const auto outcome = d.question("outcome"), points = d.question("points");
        for (std::size_t i = 0; i < made.size(); ++i) {
            std::int64_t first = static_cast<std::int64_t>(p.rules.size()), sum = 0;
            std::size_t count = 0;
            for (std::size_t r = p.rules.size(); r-- > 0;) {
                if (!matches(p, p.rules[r], made[i])) continue;
                first = static_cast<std::int64_t>(r);
                sum += p.rules[r].points;
                ++count;
            }
            d.load(cases, i);
            CHECK(d.ask(outcome).value == cell{first, presence::known});
            CHECK(d.ask(points).value == cell{sum, presence::known});
            CHECK(d.ask(points).rules.size() == count);
        }
    }
}
