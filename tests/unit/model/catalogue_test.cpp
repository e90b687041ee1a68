// Every mistake this stage can find has a file that makes it.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/golden.hpp"
#include "writ/diagnostic_code.hpp"

using namespace writ;
using namespace writ::test;

namespace {

std::string all_expected(const std::string& folder) {
    std::string all;
    for (const std::string& path : files_of(folder, ".expected")) all += read_file(path);
    return all;
}

/// Codes of the model stage; the others belong to the text, the program (x9x), the analysis of tables, and cases.
bool is_of_this_stage(int number) {
    if (number / 10 % 10 == 9) return false;
    return (number >= 200 && number < 510) || (number >= 600 && number < 900) || (number >= 911 && number < 920) ||
           (number > 2000 && number < 2050);
}

}  // namespace

TEST_CASE("every code of the model stage is shown by a golden file") {
    struct entry {
        std::string name;
        diagnostic_code code;
    };
#define WRIT_X(name, number, severity, message, help) {#name, diagnostic_code::name},
    const std::vector<entry> catalogue = {WRIT_DIAGNOSTICS(WRIT_X)};
#undef WRIT_X
    const std::string shown = all_expected("tests/golden/model/bad") + all_expected("tests/golden/model/good");
    for (const auto& [name, code] : catalogue) {
        if (!is_of_this_stage(static_cast<int>(code))) continue;
        CAPTURE(name);
        CHECK(shown.find("[" + std::string(code_name(code)) + "]") != std::string::npos);
    }
}
