// Whole case documents of the model in support/shop_model.hpp: what they say, or everything that is wrong with them.
#include <doctest/doctest.h>

#include "support/golden.hpp"
#include "support/shop_model.hpp"
#include "writ/io/read_case.hpp"
#include "writ/io/write_case.hpp"

using namespace writ;

namespace {

case_data read(const model::model& m, const std::string& path) {
    const auto text = test::read_file(path);
    return path.ends_with(".json") ? io::read_json_case(m, layout_of(m), text)
                                   : io::read_yaml_case(m, layout_of(m), text);
}

std::string errors_of(const case_data& c) {
    std::string out;
    for (const auto& e : c.errors) out += to_string(e) + "\n";
    return out;
}

std::vector<std::string> inputs(const std::string& folder) {
    auto all = test::files_of(folder, ".json");
    for (auto& path : test::files_of(folder, ".yaml")) all.push_back(path);
    return all;
}

}  // namespace

TEST_CASE("cases: good ones are written as they are understood, and read again the same") {
    const auto m = test::shop_model();
    for (const auto& input : inputs("tests/golden/cases/good")) {
        INFO(input);
        const auto c = read(m, input);
        CHECK(errors_of(c) == "");
        const auto written = io::write_yaml_case(m, c);
        CHECK(test::golden_difference(input + ".expected", written) == "");
        const auto again = io::read_yaml_case(m, layout_of(m), written);
        CHECK(errors_of(again) == "");
        CHECK(io::write_yaml_case(m, again) == written);
        CHECK(again.cells == c.cells);
        CHECK(again.texts == c.texts);
        CHECK(again.as_of == c.as_of);
        CHECK(again.currency == c.currency);
        for (std::size_t i = 0; i < c.lists.size(); ++i) {
            CHECK(again.lists[i].cells == c.lists[i].cells);
            CHECK(again.lists[i].given == c.lists[i].given);
        }
    }
}

TEST_CASE("cases: bad ones have every mistake named") {
    const auto m = test::shop_model();
    for (const auto& input : inputs("tests/golden/cases/bad")) {
        INFO(input);
        CHECK(test::golden_difference(input + ".expected", errors_of(read(m, input))) == "");
    }
}
