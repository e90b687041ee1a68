// ruleset → test report
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "writ/harness/test_report.hpp"
#include "writ/ruleset.hpp"

namespace writ::harness {

/// Runs the examples of a pack.
/// @param only  run those whose name contains this; empty: all (coverage is then of those run)
/// @par Complexity  One decision an expectation.
test_report run_examples(const ruleset& rules, std::string_view only = {}, std::string_view language = {});

/// The same with the suites (`*.cases.yaml`) that lie in the pack's folder or below it, after the examples.
/// A suite that cannot be read is a failing test called by its file.
test_report run_tests(const ruleset& rules, const std::filesystem::path& folder, std::string_view only = {},
                      std::string_view language = {});

/// Runs one example. @param number  an index of the model's examples
example_result run_example(const ruleset& rules, std::uint32_t number, std::string_view language = {});

/// Runs one suite. Where it cannot be read, the first result is a failing test called by its file.
/// Coverage is that of the suite alone.
test_report run_suite(const ruleset& rules, const std::filesystem::path& file, std::string_view language = {});

}  // namespace writ::harness
