#include "writ/render_diagnostic.hpp"

#include <doctest/doctest.h>

using namespace writ;

namespace {

struct fixture {
    source_set sources;
    diagnostic d = make_diagnostic(diagnostic_code::unknown_name, {}, {"x"});

    fixture(const std::string& text, std::string_view marked) {
        sources.add(source("a.writ", text));
        d.primary.where = place_of(0, marked);
    }
    span place_of(std::uint32_t file, std::string_view marked) const {
        const auto begin = sources[file].text().find(marked);
        REQUIRE(begin != std::string::npos);
        return {file, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + marked.size())};
    }
    std::string text() const { return render(d, sources); }
};

}  // namespace

TEST_CASE("a place is underlined with what is said about it") {
    fixture f("first line\nsecond x line", "x");
    f.d.primary.text = "not declared";
    f.d.help = {"declare it"};
    CHECK(f.text() ==
          "error[E0201]: nothing is called `x`\n"
          " --> a.writ:2:8\n"
          "  |\n"
          "2 | second x line\n"
          "  |        ^ not declared\n"
          "  = help: declare it\n");
}

TEST_CASE("an empty place gets one caret") {
    fixture f("ab", "b");
    f.d.primary.where.begin = f.d.primary.where.end;
    CHECK(f.text().find("1 | ab\n  |   ^\n") != std::string::npos);
}

TEST_CASE("marks on one line stand one below the other") {
    fixture f("one two", "two");
    f.d.secondary.push_back({f.place_of(0, "one"), "because of this"});
    CHECK(f.text().find("1 | one two\n  | --- because of this\n  |     ^^^\n") != std::string::npos);
}

TEST_CASE("lines between places are left out") {
    fixture f("one\n\n\n\n\n\n\n\n\nten", "ten");
    f.d.secondary.push_back({f.place_of(0, "one"), "here"});
    CHECK(f.text().find("1  | one\n   | --- here\n...\n10 | ten\n   | ^^^\n") != std::string::npos);
}

TEST_CASE("another file has its own heading") {
    fixture f("one", "one");
    f.sources.add(source("b.writ", "\nother"));
    f.d.secondary.push_back({f.place_of(1, "other"), "here"});
    CHECK(f.text().find(" ::: b.writ:2:1\n  |\n2 | other\n  | ----- here\n") != std::string::npos);
}

TEST_CASE("a place of several lines is marked on its first") {
    fixture f("one two\nthree", "two\nthree");
    CHECK(f.text().find("1 | one two\n  |     ^^^\n") != std::string::npos);
}

TEST_CASE("tabs and wide characters keep the caret in its column") {
    fixture tab("\tx y", "y");
    CHECK(tab.text().find("1 |     x y\n  |       ^\n") != std::string::npos);
    fixture wide("漢字 y", "y");
    CHECK(wide.text().find("1 | 漢字 y\n  |      ^\n") != std::string::npos);
    fixture accent("e\u0301 y", "y");
    CHECK(accent.text().find("\n  |   ^\n") != std::string::npos);
}

TEST_CASE("characters that would disturb a terminal are replaced") {
    fixture f("a\x1b[31m \u202E y \xFF", "y");
    CHECK(f.text().find('\x1b') == std::string::npos);
    CHECK(f.text().find("\u202E") == std::string::npos);
    CHECK(f.text().find('\xFF') == std::string::npos);
}

TEST_CASE("a long line is cut round the place") {
    fixture f(std::string(1000, 'a') + " y " + std::string(1000, 'b'), "y");
    const auto text = f.text();
    CHECK(text.size() < 600);
    const auto line = text.find("…");
    const auto caret_line = text.find('\n', line) + 1;
    CHECK(text.find('^', caret_line) != std::string::npos);
    CHECK(text.substr(line, 200).find(" y ") != std::string::npos);
}

TEST_CASE("places outside the file are shown at its end") {
    fixture f("ab", "b");
    f.d.primary.where = {0, 1000, 2000};
    CHECK(f.text().find("a.writ:1:3") != std::string::npos);
    f.d.primary.where = {7, 0, 1};
    CHECK(f.text().find("E0201") != std::string::npos);
}

TEST_CASE("colours are only there when asked for") {
    fixture f("x", "x");
    CHECK(f.text().find('\x1b') == std::string::npos);
    CHECK(render(f.d, f.sources, {true}).find("\x1b[1;31m") != std::string::npos);
}

TEST_CASE("all are separated by blank lines") {
    fixture f("x", "x");
    CHECK(render(std::vector{f.d, f.d}, f.sources) == f.text() + "\n" + f.text());
    CHECK(render(std::vector<diagnostic>{}, f.sources).empty());
}

TEST_CASE("as JSON") {
    fixture f("a \"x\"", "\"x\"");
    f.d.message = "it is \"x\"";
    f.d.secondary.push_back({f.place_of(0, "a"), "why"});
    f.d.help = {"do"};
    CHECK(render_json({f.d}, f.sources) ==
          "[{\"code\":\"E0201\",\"severity\":\"error\",\"message\":\"it is \\\"x\\\"\",\"file\":\"a.writ\",\"line\":1,"
          "\"column\":3,\"end_line\":1,\"end_column\":6,\"labels\":[{\"file\":\"a.writ\",\"line\":1,\"column\":1,"
          "\"end_line\":1,\"end_column\":2,\"text\":\"why\"}],\"help\":[\"do\"]}]");
    CHECK(render_json({}, f.sources) == "[]");
}
