#include "writ/version.hpp"

#include <doctest/doctest.h>

#include <string>

TEST_CASE("the version is the same in CMake, in the macros and in the constant") {
    const std::string numbers = std::to_string(WRIT_VERSION_MAJOR) + "." + std::to_string(WRIT_VERSION_MINOR) + "." +
                                std::to_string(WRIT_VERSION_PATCH);
    CHECK(numbers == WRIT_CMAKE_VERSION);
    CHECK(writ::library_version == WRIT_CMAKE_VERSION);
}
