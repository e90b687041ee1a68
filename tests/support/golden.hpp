// Golden files: what a test expects, as a file beside its input that a person reads and accepts.
#pragma once

#include <string>
#include <vector>

namespace writ::test {

/// The text of a file. Paths here and below are from the project's folder: `tests/golden/syntax/good/loan.writ`.
/// @throws std::runtime_error if it cannot be read
std::string read_file(const std::string& path);

/// The files of a folder, not of the folders in it, whose names end in `ending`, sorted.
/// @throws std::runtime_error if there is none: an empty folder would make a test that tests nothing
std::vector<std::string> files_of(const std::string& folder, const std::string& ending);

/// `tests/…/loan.writ` and `.expected` make `tests/…/loan.expected`.
std::string with_ending(const std::string& path, const std::string& ending);

/// Compares with the golden file; with WRIT_ACCEPT=1 in the environment writes it instead.
/// @return empty if it is the same, otherwise the first line that differs. Use as
///         `CHECK(golden_difference(path, text) == "")`, so that a failure prints it.
std::string golden_difference(const std::string& path, const std::string& actual);

}  // namespace writ::test
