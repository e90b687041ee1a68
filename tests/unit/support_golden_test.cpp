#include "support/golden.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

using namespace writ::test;

// WRIT_ACCEPT=1 would make these tests overwrite the licence.
static const bool accepting = std::getenv("WRIT_ACCEPT") != nullptr;

TEST_CASE("a golden file that differs or is missing is reported, with the way to accept it" *
          doctest::skip(accepting)) {
    const auto licence = read_file("LICENSE");
    CHECK(golden_difference("LICENSE", licence) == "");
    const auto shorter = golden_difference("LICENSE", "\nanother licence\n");
    CHECK(shorter.find("LICENSE, line 2\n  expected: ") == 0);
    CHECK(shorter.find("got:      another licence") != std::string::npos);
    CHECK(shorter.find("WRIT_ACCEPT=1") != std::string::npos);
    CHECK(golden_difference("LICENSE", licence + "\n").find("(no such line)") != std::string::npos);
    CHECK(golden_difference("tests/no_such_file", "x").find("is missing") != std::string::npos);
}

TEST_CASE("a folder without matching files is an error, not an empty test") {
    CHECK_THROWS(files_of("tests/unit", ".no_such_ending"));
    CHECK(files_of("tests", ".txt") == std::vector<std::string>{"tests/CMakeLists.txt"});
    CHECK(with_ending("a/b.writ", ".expected") == "a/b.expected");
}
