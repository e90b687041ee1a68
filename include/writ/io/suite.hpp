// Suites of cases with what is expected of them: `*.cases.yaml`.
//
// A suite is a YAML list; each of its items is a case or a table of cases.
//
//     - name: a first offence
//       as_of: 2026-03-10
//       given:                                  as in any case document: case_builder.hpp
//         seller: {region: TH, points: 12}
//       expect:
//         tier: warned                          a decision and its value
//         total: 12                             any other word of the policy, too
//         findings: {by: [listed.twice]}        a decision and checks, below
//
//     - name: the same in Germany
//       like: a first offence                   its facts and its as_of, then these
//       given: {seller: {region: DE}}
//       expect: {tier: nothing}
//
//     - columns: [name, seller.region, seller.points, tier]
//       as_of: 2026-03-10                       for every row, as are `like` and `given`
//       rows:
//         - [low, TH, 11, nothing]
//         - [high, TH, 48, closed]
//         - [unknown, TH, unknown, _]           `_` gives or expects nothing
//
// Checks of a decision, all of which must hold:
//
// | check | holds if |
// |---|---|
// | `is: V` | it is decided and V is its value; of a record, the fields that V names; null: absent |
// | `by: [r, …]` | each of these, by the end of its path, is among the rules that spoke |
// | `needs: [f, …]` | it is undetermined and needs exactly these |
// | `asks: [f, …]` | it is provisional and asks exactly for these |
// | `status: s` | decided, undetermined, conflict or error |
// | `fails: true` | it is an error, of the computation or of the case |
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "writ/case_layout.hpp"
#include "writ/decision.hpp"
#include "writ/limits.hpp"

namespace writ::io {

/// What is expected of one decision.
struct expectation {
    std::string decision;
    std::optional<outcome> is;  ///< a known or absent value
    std::vector<std::string> by;
    std::optional<std::vector<std::string>> needs;
    std::optional<std::vector<std::string>> asks;
    std::optional<writ::status> status;
    bool fails = false;
    position where{0, 0};
};

/// One case of a suite.
struct suite_case {
    std::string name;  ///< unique in its suite; rows without a name: that of their table, or `row`, and a number
    position where{0, 0};
    case_data facts;  ///< errors in it are part of the case: `fails` may expect them
    std::vector<expectation> expect;
};

/// A suite, and what is wrong with it as a suite; cases with such mistakes are left out.
struct suite {
    std::vector<suite_case> cases;
    std::vector<case_error> errors;
};

suite read_suite(const model::model& m, const case_layout& layout, std::string_view text, const limits& bounds = {});

/// Compares a decision with what was expected of it.
/// @return nothing if all of it holds, else why not, in one line: "expected closed, but it is warned (tier.warn)"
std::optional<std::string> check_expectation(const decision& d, const expectation& e);

}  // namespace writ::io
