// What running the examples of a pack gave.
#pragma once

#include <string>
#include <vector>

namespace writ::harness {

/// One expectation that was not met.
struct failure {
    std::string expected;     ///< as written
    std::string actual;       ///< what came out, on one line
    std::string explanation;  ///< of the actual, several lines
    std::string place;        ///< `file:line` of the expectation
};

/// One example, or one case of a suite.
struct example_result {
    std::string pack;
    std::string name;
    std::string place;              ///< `file:line`
    std::size_t checks = 0;         ///< expectations tried
    std::vector<failure> failures;  ///< empty: passed
    bool passed() const noexcept { return failures.empty(); }
};

/// A rule, row or exception, and where it stands.
struct rule_place {
    std::string path;
    std::string place;
};

/// Which rules' conditions held in some example.
struct coverage {
    std::size_t rules = 0;              ///< rules, rows, exceptions and `otherwise` of the pack
    std::vector<rule_place> unreached;  ///< in the order of files and places
    std::size_t reached() const noexcept { return rules - unreached.size(); }
};

/// Results in the order of files and places.
struct test_report {
    std::string pack;
    bool filtered = false;  ///< only some examples were run: what they do not reach, others may
    std::vector<example_result> examples;
    harness::coverage coverage;
    std::size_t failed() const noexcept {
        std::size_t n = 0;
        for (const auto& e : examples) n += e.passed() ? 0 : 1;
        return n;
    }
};

/// One example: its name and place, and each unmet expectation as expected against actual with the explanation.
std::string to_text(const example_result& e);

/// As a person reads it: each failing example as expected against actual with the explanation, then one line of totals.
/// Rules that no example reaches are listed (the first ten) if all examples were run.
/// @param verbose  list passing examples and all unreached rules too
std::string to_text(const test_report& r, bool verbose = false);

/// JUnit XML: one test suite a pack, one test case an example.
std::string to_junit(const std::vector<test_report>& all);

/// JSON with a fixed order of keys; `"schema": "writ.test/1"`.
std::string to_json(const std::vector<test_report>& all);

}  // namespace writ::harness
