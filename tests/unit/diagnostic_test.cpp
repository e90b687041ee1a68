#include "writ/diagnostic.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace writ;

TEST_CASE("a diagnostic is made from the catalogue") {
    const auto d = make_diagnostic(diagnostic_code::bad_date, {1, 2, 3}, {"2026-3-1"});
    CHECK(d.code == diagnostic_code::bad_date);
    CHECK(d.level == severity::error);
    CHECK(d.message == "`2026-3-1` is not a date");
    CHECK(d.primary.where == span{1, 2, 3});
    CHECK(d.help.size() == 1);
}

TEST_CASE("words are put on one line and kept short") {
    const auto d = make_diagnostic(diagnostic_code::unknown_name, {}, {"a\nb"});
    CHECK(d.message == "nothing is called `a b`");
    const std::string endless(100'000, 'x');
    CHECK(make_diagnostic(diagnostic_code::unknown_name, {}, {endless}).message.size() < 400);
}

TEST_CASE("a word may contain what looks like a blank") {
    CHECK(make_diagnostic(diagnostic_code::unknown_name, {}, {"{0}"}).message == "nothing is called `{0}`");
}

TEST_CASE("every code has a name of its own, a place in the order and a message in the style of the catalogue") {
    std::set<std::string_view> names;
    std::size_t count = 0;
    int before = 0;
#define WRIT_X(name, number, level, message, help)                                                                     \
    {                                                                                                                  \
        const auto code = diagnostic_code::name;                                                                       \
        ++count;                                                                                                       \
        CHECK(before < number);                                                                                        \
        before = number;                                                                                               \
        names.insert(code_name(code));                                                                                 \
        CHECK(code_name(code).size() == 5);                                                                            \
        const std::string_view text = code_message(code);                                                              \
        CAPTURE(text);                                                                                                 \
        REQUIRE(!text.empty());                                                                                        \
        CHECK(text.back() != '.');                                                                                     \
        CHECK(text.find("illegal") == std::string_view::npos);                                                         \
        CHECK(!(text[0] >= 'A' && text[0] <= 'Z' && text[1] != '-'));                                                  \
    }
    WRIT_DIAGNOSTICS(WRIT_X)
#undef WRIT_X
    CHECK(names.size() == count);
    CHECK(code_name(diagnostic_code::expected) == "E0103");
}

namespace {

diagnostic at(std::uint32_t file, std::uint32_t begin) {
    return make_diagnostic(diagnostic_code::unknown_name, {file, begin, begin + 1}, {"x"});
}

}  // namespace

TEST_CASE("tidy orders by file and place and drops repetitions") {
    std::vector<diagnostic> all{at(1, 0), at(0, 9), at(0, 3), at(0, 9)};
    tidy(all, 100);
    REQUIRE(all.size() == 3);
    CHECK(all[0] == at(0, 3));
    CHECK(all[1] == at(0, 9));
    CHECK(all[2] == at(1, 0));
}

TEST_CASE("tidy says how many it leaves out") {
    std::vector<diagnostic> all;
    for (std::uint32_t i = 0; i < 10; ++i) all.push_back(at(0, i));
    auto same = all;
    tidy(same, 10);
    CHECK(same.size() == 10);
    tidy(all, 9);
    REQUIRE(all.size() == 10);
    CHECK(all.back().code == diagnostic_code::more_mistakes);
    CHECK(all.back().message == "1 more are not shown");
    const auto once = all;
    tidy(all, 9);
    CHECK(all == once);
}

TEST_CASE("leaving out only warnings is not an error") {
    auto warning = at(0, 1);
    warning.level = severity::warning;
    auto other = at(0, 2);
    other.level = severity::warning;
    std::vector<diagnostic> all{warning, other};
    tidy(all, 1);
    CHECK(!has_error(all));
    all = {warning, at(0, 2)};
    tidy(all, 1);
    CHECK(has_error(all));
}

TEST_CASE("nearest finds small slips and nothing else") {
    const std::vector<std::string_view> words{"applicant", "amount", "age", "otherwise"};
    CHECK(nearest("aplicant", words) == "applicant");
    CHECK(nearest("amuont", words) == "amount");  // neighbours exchanged
    CHECK(nearest("aeg", words) == "age");
    CHECK(nearest("zzz", words).empty());
    CHECK(nearest("otherwize", words) == "otherwise");
    CHECK(nearest("other", words).empty());
    CHECK(nearest("", words).empty());
    CHECK(nearest("ag", {"ax", "ay"}) == "ax");  // the first of equals
    CHECK(nearest(std::string(100'000, 'x'), words).empty());
}
