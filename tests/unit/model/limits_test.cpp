// Limits of this stage, each just below and just above, and what must stay quick.
#include <doctest/doctest.h>

#include "support/pack_text.hpp"

using namespace writ;
using namespace writ::test;

namespace {

std::string names(const std::string& prefix, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ", ") + prefix + std::to_string(i);
    return text;
}

std::string first_error(const std::string& text, const limits& bounds = {}) {
    const auto m = model_of(read_pack_text("limits", text), bounds);
    for (const diagnostic& d : m.diagnostics())
        if (d.level == severity::error) return std::string(code_name(d.code));
    return "";
}

const std::string head = "pack p { languages en }\n";

std::string chain(std::size_t terms) {
    std::string text = head + "define t0 = 1\n";
    for (std::size_t i = 1; i < terms; ++i)
        text += "define t" + std::to_string(i) + " = t" + std::to_string(i - 1) + " + 1\n";
    return text;
}

}  // namespace

TEST_CASE("values of an enum and of a set") {
    CHECK(first_error(head + "enum E { " + names("v", 256) + " } facts c { e : E }") == "");
    CHECK(first_error(head + "enum E { " + names("v", 257) + " } facts c { e : E }") == "E0911");
    CHECK(first_error(head + "enum E { " + names("v", 64) + " } facts c { e : set of E }") == "");
    CHECK(first_error(head + "enum E { " + names("v", 65) + " } facts c { e : set of E }") == "E0912");
}

TEST_CASE("elements of a list") {
    CHECK(first_error(head + "record R { n : int } facts c { l : list of R up to 100000 }") == "");
    CHECK(first_error(head + "record R { n : int } facts c { l : list of R up to 100001 }") == "E0913");
}

TEST_CASE("terms that read terms") {
    CHECK(first_error(chain(513)) == "");
    CHECK(first_error(chain(514)) == "E0908");
    CHECK(first_error(chain(5000)) == "E0908");
}

TEST_CASE("packs that use packs") {
    const auto uses = [](std::size_t count) {
        std::string text = "pack p0 { languages en }\n";
        for (std::size_t i = 1; i < count; ++i)
            text += "use p" + std::to_string(i) + "\n#### pack p" + std::to_string(i) + "\npack p" + std::to_string(i) +
                    " { languages en }\n";
        return text;
    };
    CHECK(first_error(uses(32)) == "");
    CHECK(first_error(uses(33)) == "E0914");
}

TEST_CASE("a circle of terms is one message: the circle, or that it is too long to be followed") {
    const auto circle = [](std::size_t terms, const std::string& more) {
        std::string text = head;
        for (std::size_t i = 0; i < terms; ++i)
            text += "define t" + std::to_string(i) + " = " + more + "t" + std::to_string((i + 1) % terms) + "\n";
        const auto m = model_of(read_pack_text("limits", text));
        REQUIRE(m.diagnostics().size() == 1);
        return std::string(code_name(m.diagnostics().front().code));
    };
    CHECK(circle(513, "1 + ") == "E0211");
    CHECK(circle(514, "1 + ") == "E0908");
    CHECK(circle(3000, "1 + ") == "E0908");
    CHECK(circle(400, "1 + 2 * - - ") == "E0908");  // each is nested a little, all together too much
}

TEST_CASE("diagnostics stop at their limit") {
    std::string text = head;
    for (int i = 0; i < 300; ++i) text += "define t" + std::to_string(i) + " = missing" + std::to_string(i) + "\n";
    limits bounds;
    bounds.diagnostics = 10;
    const auto m = model_of(read_pack_text("limits", text), bounds);
    CHECK(m.diagnostics().size() == 11);
    CHECK(m.diagnostics().back().code == diagnostic_code::more_mistakes);
}
