// Every .ipp is compiled once: by one file of src/, and by src.hpp.
#include <doctest/doctest.h>

#include <map>

#include "architecture/source_tree.hpp"

namespace {

using namespace writ::test;

std::vector<std::string> definitions() {
    std::vector<std::string> all;
    for (const auto& file : read_sources("include/writ/impl"))
        all.push_back(file.path.substr(std::string("include/").size()));
    return all;
}

}  // namespace

TEST_CASE("src.hpp includes every definition, in order") {
    for (const auto& file : read_sources("include/writ"))
        if (file.path == "include/writ/src.hpp") {
            CHECK_MESSAGE(lines(file.includes) == lines(definitions()),
                          "add the missing lines to include/writ/src.hpp: one for each .ipp, sorted");
        }
}

TEST_CASE("every definition has one file in src/") {
    std::map<std::string, int> compiled;
    for (const auto& file : read_sources("src"))
        for (const auto& include : file.includes)
            if (below(include, "writ/impl/")) ++compiled[include];
    std::vector<std::string> wrong;
    for (const auto& name : definitions())
        if (compiled[name] != 1)
            wrong.push_back(name + " is compiled by " + std::to_string(compiled[name]) + " files of src/");
    CHECK(lines(wrong) == "");
}
