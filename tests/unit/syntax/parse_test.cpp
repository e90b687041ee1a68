#include "writ/syntax/parse.hpp"

#include <doctest/doctest.h>

#include "support/cpu_seconds.hpp"
#include "writ/syntax/print.hpp"

using namespace writ;
using namespace writ::syntax;

namespace {

parsed parse_text(const std::string& text, const limits& bounds = {}) {
    source_set sources;
    sources.add(source("test.writ", text));
    return parse(sources, 0, bounds);
}

parsed parse_alone(const std::string& text, const limits& bounds = {}) {
    source_set sources;
    sources.add(source("test.writ", text));
    return parse_expression(sources, 0, bounds);
}

bool accepts(const std::string& text, const limits& bounds = {}) {
    return parse_text(text, bounds).diagnostics.empty();
}

/// The only code a text is refused with; `more_mistakes` if there are several.
diagnostic_code refusal(const std::string& text, const limits& bounds = {}) {
    const auto all = parse_text(text, bounds).diagnostics;
    REQUIRE(!all.empty());
    return all.size() == 1 ? all.front().code : diagnostic_code::more_mistakes;
}

std::string repeat(const std::string& text, std::size_t times) {
    std::string out;
    out.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

/// `define d = ` an expression in `depth` brackets.
std::string in_brackets(std::size_t depth) { return "define d = " + repeat("(", depth) + "1" + repeat(")", depth); }

}  // namespace

// ---- texts

TEST_CASE("a byte order mark and CRLF line ends change nothing") {
    const std::string plain = "# c\ntable t : int {\n  a || b\n  1 || 2\n}\ndefine x = \"y\" # z\n";
    std::string windows = "\xEF\xBB\xBF";
    for (const char c : plain) windows += c == '\n' ? "\r\n" : std::string(1, c);
    const auto a = parse_text(plain), b = parse_text(windows);
    CHECK(b.diagnostics.empty());
    CHECK(dump(a.syntax.root) == dump(b.syntax.root));
    REQUIRE(b.syntax.comments.size() == 2);
    CHECK(b.syntax.comments[1].text == " z");
}

TEST_CASE("a file may end without a line end, and inside a comment") {
    CHECK(accepts("define x = 1"));
    CHECK(accepts("define x = 1 # end"));
    CHECK(accepts(""));
    CHECK(accepts("#"));
    CHECK(accepts("\xEF\xBB\xBF"));
}

TEST_CASE("what is not UTF-8 is refused") {
    for (const std::string bad : {"\xFF", "\xC3", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                                  "\xF0\x80\x80\x80", "\x80", "\xE2\x82", "\xF8\x88\x80\x80\x80"}) {
        CAPTURE(bad);
        CHECK(refusal("# " + bad) == diagnostic_code::invalid_utf8);
        CHECK(refusal("define x = \"" + bad + "\"") == diagnostic_code::invalid_utf8);
        CHECK(refusal(repeat("# plain\n", 100) + bad) == diagnostic_code::invalid_utf8);
    }
    CHECK(accepts("# \xE2\x82\xAC \xF0\x9F\x98\x80 \xC2\x80 \xED\x9F\xBF \xF4\x8F\xBF\xBF"));
}

TEST_CASE("NUL is refused, also in comments and texts") {
    CHECK(refusal(std::string("# \0", 3)) == diagnostic_code::nul_character);
    CHECK(refusal(std::string("define x = \"\0\"", 14)) == diagnostic_code::nul_character);
}

TEST_CASE("characters that change the direction of text are refused everywhere") {
    for (const std::string mark : {"\u061C", "\u200E", "\u200F", "\u202A", "\u202E", "\u2066", "\u2069"}) {
        CAPTURE(mark);
        CHECK(refusal("# " + mark) == diagnostic_code::direction_mark);
        CHECK(refusal("define x = \"" + mark + "\"") == diagnostic_code::direction_mark);
        CHECK(refusal("define x = " + mark + "1") == diagnostic_code::direction_mark);
    }
    CHECK(accepts("define x = \"عربي עברית\""));
}

TEST_CASE("a stray mark in the middle is one mistake") {
    CHECK(refusal("define x = \xEF\xBB\xBF 1") == diagnostic_code::bad_character);
    CHECK(refusal("define x = 1 \x01 + 2") == diagnostic_code::bad_character);
    CHECK(refusal("define x = @@@ 1") == diagnostic_code::bad_character);
}

// ---- limits

TEST_CASE("limit: bytes of a file") {
    limits bounds;
    bounds.source_bytes = 12;
    CHECK(accepts("define x = 1", bounds));
    CHECK(refusal("define x = 1 ", bounds) == diagnostic_code::file_too_large);
}

TEST_CASE("limit: characters of a name") {
    CHECK(accepts("define " + std::string(256, 'x') + " = 1"));
    CHECK(refusal("define " + std::string(257, 'x') + " = 1") == diagnostic_code::name_too_long);
}

TEST_CASE("limit: characters of a number") {
    CHECK(accepts("define x = " + std::string(64, '1')));
    CHECK(refusal("define x = " + std::string(65, '1')) == diagnostic_code::number_too_long);
    CHECK(accepts("define x = 1." + std::string(61, '1') + "%"));
    CHECK(refusal("define x = 1." + std::string(62, '1') + "%") == diagnostic_code::number_too_long);
}

TEST_CASE("limit: bytes of a string") {
    CHECK(accepts("define x = \"" + std::string(1u << 20, 'x') + "\""));
    CHECK(refusal("define x = \"" + std::string((1u << 20) + 1, 'x') + "\"") == diagnostic_code::string_too_long);
}

TEST_CASE("limit: nesting of brackets") {
    CHECK(accepts(in_brackets(200)));
    CHECK(refusal(in_brackets(201)) == diagnostic_code::too_deep);
    for (const std::string open : {"(", "[", "{", "f(", "{a: ", "{x when ("}) {
        CAPTURE(open);
        CHECK(refusal("define x = " + repeat(open, 20'000)) == diagnostic_code::too_deep);
    }
}

TEST_CASE("limit: nesting without brackets") {
    const auto of = [](const std::string& before, std::size_t times, const std::string& after = "") {
        return "define d = " + repeat(before, times) + "x" + repeat(after, times);
    };
    struct around {
        std::string before, after;
    };
    for (const around& a : {around{"not ", ""},
                            {"- ", ""},
                            {"if x then ", " otherwise y"},
                            {"if x then y otherwise ", ""},
                            {"newest 1 of ", ""},
                            {"", " + y"},
                            {"", " * y"},
                            {"", ".f"},
                            {"", "()"}}) {
        const auto& before = a.before;
        const auto& after = a.after;
        CAPTURE(before);
        CAPTURE(after);
        CHECK(accepts(of(before, 200, after)));
        CHECK(refusal(of(before, 201, after)) == diagnostic_code::too_deep);
        CHECK(refusal(of(before, 20'000, after)) == diagnostic_code::too_deep);
    }
}

TEST_CASE("limit: exceptions in each other") {
    const auto nested = [](std::size_t depth) {
        return "rule r to d {" + repeat("exception e {", depth) + "then 1" + repeat("}", depth) + "}";
    };
    CHECK(accepts(nested(199)));
    CHECK(refusal(nested(200)) == diagnostic_code::too_deep);
}

TEST_CASE("limit: what stands side by side is not nested") {
    CHECK(accepts("define d = x" + repeat(" and x", 10'000)));
    CHECK(accepts("define d = [x" + repeat(", x", 10'000) + "]"));
}

TEST_CASE("limit: nodes") {
    limits bounds;
    bounds.nodes = 5;
    CHECK(accepts("define x = [1]", bounds));  // define, name, value, list, number
    CHECK(refusal("define x = [1, 2]", bounds) == diagnostic_code::too_many_nodes);
    CHECK(accepts(repeat("#\n", 20), bounds));  // what is kept beside nodes is bounded with them
    CHECK(refusal(repeat("#\n", 21), bounds) == diagnostic_code::too_many_nodes);
    CHECK(refusal(repeat(")", 21), bounds) == diagnostic_code::too_many_nodes);
}

TEST_CASE("hostile texts are refused quickly") {
    const double start = writ::test::cpu_seconds();
    const std::size_t most = limits{}.source_bytes;
    for (const std::string piece :
         {"(", ")", "x ",   "\"",           "1",    "a.",  "# ",    "|",    "rule a {", "rule\n",
          "@", "'", "not ", "define x =\n", "{x: ", "1 +", "2026-", "  \n", "\xC3\xA9", "table t { a || b\n"}) {
        CAPTURE(piece);
        const auto bytes = piece == "# " || piece == "  \n" ? most : std::size_t{1} << 16;
        const auto result = parse_text(repeat(piece, bytes / piece.size()));
        CHECK(result.diagnostics.size() <= 1001);
    }
    CHECK(refusal("define x = " + std::string(most / 16, 'x')) == diagnostic_code::name_too_long);
    CHECK(writ::test::cpu_seconds() - start < 20);  // far less without sanitizers
}

// ---- what is read

TEST_CASE("spans cover the words and nothing around them") {
    source_set sources;
    sources.add(source("test.writ", "\n  define   x = a + b * 2 days # c"));
    const auto p = parse(sources, 0);
    const node& define = p.syntax.root[0];
    CHECK(sources.text(define.where) == "define   x = a + b * 2 days");
    const node& sum = (*define.find(kind::value))[0];
    CHECK(sources.text(sum.where) == "a + b * 2 days");
    CHECK(sources.text(sum[1].where) == "b * 2 days");
    CHECK(sources.text(sum[1][1].where) == "2 days");
    CHECK(sources.text(p.syntax.comments[0].where) == "# c");
}

TEST_CASE("empty qualifiers are an empty place") {
    const auto p = parse_text("rule r { }");
    const node* quals = p.syntax.root[0].find(kind::quals);
    REQUIRE(quals);
    CHECK(quals->where.begin == quals->where.end);
}

TEST_CASE("tags of texts are taken for words elsewhere") {
    const auto p = parse_text("rule r { when x is no then 1 because is \"þar\" no \"der\" }");
    REQUIRE(p.diagnostics.size() == 1);  // `x is no`
    CHECK(accepts("rule r { because is \"þar\" no \"der\" in \"x\" }"));
    CHECK(accepts("rule r \"t\" as \"u\" to d { }"));
    CHECK(accepts("rule r { say xyz \"a\" say en \"a\" say \"a\" }"));
}

TEST_CASE("reserved words stand after a dot and as fields") {
    CHECK(accepts("facts when { }") == false);
    CHECK(accepts("facts f { when : int is : bool law : text }"));
    CHECK(accepts("define x = f.when.is.law"));
    CHECK(accepts("define x = {when: 1, is: 2}"));
    CHECK(accepts("example \"e\" { given f.when = 1 is = 2 }"));
}

TEST_CASE("after a mistake the other declarations are read") {
    const auto p = parse_text("define a = 1\ndefine b = = 2\ndefine c = 3\ndecision d int { }\nuse e\n");
    CHECK(p.diagnostics.size() == 2);
    REQUIRE(p.syntax.root.children.size() == 3);
    CHECK(p.syntax.root[1].find(kind::name)->text == "c");
    CHECK(p.syntax.root[2].what == kind::use);
}

TEST_CASE("no more mistakes than ten times the limit are collected") {
    limits bounds;
    bounds.diagnostics = 5;
    const std::string rows = "table t : int {\n a || b\n" + repeat("1 2 || 3\n", 1000) + "}\n";
    for (const std::string& text : {repeat("use 1\n", 1000), rows}) {
        const auto p = parse_text(text, bounds);
        CHECK(p.diagnostics.size() >= 50);
        CHECK(p.diagnostics.size() <= 52);
    }
}

TEST_CASE("an expression alone") {
    CHECK(dump(parse_alone("30 days").syntax.root) == "unit days\n  number 30\n");
    CHECK(dump(parse_alone(" 2 * x ").syntax.root) == "binary *\n  number 2\n  name x\n");
    CHECK(parse_alone("").diagnostics.size() == 1);
    CHECK(parse_alone("1 2").diagnostics.size() == 1);
    CHECK(parse_alone("1 2").syntax.root.what == kind::file);
    CHECK(parse_alone("1 2").syntax.root.children.empty());
    CHECK(parse_alone("2026-1-1").diagnostics.size() == 1);
    CHECK(parse_alone("\xFF").diagnostics.size() == 1);
}

TEST_CASE("strings lose their quotes and keep their characters") {
    CHECK(unquoted(R"("a \"b\" \\ \n ü")") == "a \"b\" \\ \n ü");
    CHECK(unquoted("\"\"").empty());
    CHECK(unquoted("").empty());
    CHECK(unquoted("\"\\\"") == "\\");
}

TEST_CASE("every kind has a name") {
    for (int k = 0; k <= static_cast<int>(kind::file); ++k) {
        const auto name = kind_name(static_cast<kind>(k));
        CHECK(!name.empty());
        CHECK(name.back() != '_');
    }
    CHECK(kind_name(kind::using_) == "using");
}
