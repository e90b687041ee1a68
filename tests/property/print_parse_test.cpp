// parse(print(t)) = t, for all files that are known to be good and for expressions made at random.
#include <doctest/doctest.h>

#include <random>

#include "support/golden.hpp"
#include "writ/syntax/parse.hpp"
#include "writ/syntax/print.hpp"

using namespace writ;
using namespace writ::syntax;

namespace {

parsed parse_text(const std::string& text) {
    source_set sources;
    sources.add(source("test.writ", text));
    return parse(sources, 0);
}

/// Random expressions by the grammar; depth bounds them.
class generator {
public:
    explicit generator(unsigned seed) : random_(seed) {}

    std::string expression(int depth) {
        switch (pick(8)) {
            case 0: return "if " + condition(depth - 1) + " then " + expression(depth - 1) + " otherwise " +
                           expression(depth - 1);
            case 1: return one_of({"any ", "every ", "at least 2 ", "at most n ", "exactly 1 "}) + binder(depth) +
                           " where " + condition(depth - 1);
            case 2: return one_of({"sum of ", "largest of ", "set of ", "count of distinct "}) + condition(depth - 1) +
                           " for " + binder(depth);
            default: return condition(depth);
        }
    }

private:
    std::size_t pick(std::size_t n) { return random_() % n; }
    std::string one_of(std::initializer_list<const char*> words) { return words.begin()[pick(words.size())]; }

    std::string binder(int depth) { return "v among " + primary(depth - 1) + one_of({"", " before w", " other than w"}); }

    std::string condition(int depth) {
        const std::string word = one_of({" and ", " or "});
        std::string out = comparison(depth);
        for (std::size_t n = pick(3); depth > 0 && n > 0; --n) out += word + one_of({"", "not "}) + comparison(depth - 1);
        return out;
    }
    std::string comparison(int depth) {
        const std::string left = shifted(depth);
        if (depth <= 0) return left;
        switch (pick(7)) {
            case 0: return left + one_of({" = ", " != ", " <= ", " > "}) + shifted(depth - 1);
            case 1: return left + " is " + one_of({"", "not "}) + one_of({"present", "empty", "v", "one of s"});
            case 2: return left + " has " + one_of({"", "any of ", "all of "}) + primary(depth - 1);
            case 3: return left + " within " + sum(depth - 1) + one_of({" after ", " before "}) + shifted(depth - 1);
            case 4: return left + " during last " + sum(depth - 1) + one_of({"", " as of d"});
            case 5: return left + " during " + shifted(depth - 1) + " .. " + shifted(depth - 1);
            default: return left;
        }
    }
    std::string shifted(int depth) {
        return pick(4) != 0 || depth <= 0 ? sum(depth) : sum(depth - 1) + " after " + sum(depth - 1) + one_of({"", " using c"});
    }
    std::string sum(int depth) {
        std::string out = product(depth);
        for (std::size_t n = pick(3); depth > 0 && n > 0; --n)
            out += one_of({" + ", " - ", " union ", " minus ", " * ", " / "}) + product(depth - 1);
        return out;
    }
    std::string product(int depth) {
        return one_of({"", "", "", "- "}) + primary(depth) + one_of({"", "", "", " days", " business day", " months rolled"});
    }
    std::string primary(int depth) {
        switch (depth > 0 ? pick(12) : pick(5)) {
            case 0: return "a.b.when";
            case 1: return one_of({"1", "98.5%", "USD 1.50", "2026-03-01", "12:00", "\"s\"", "yes", "absent", "{}", "[]"});
            case 5: return "(" + expression(depth - 1) + ")";
            case 6: return "f(" + expression(depth - 1) + ", " + expression(depth - 1) + ")";
            case 7: return "[" + expression(depth - 1) + "]";
            case 8: return "{a, " + expression(depth - 1) + " when " + condition(depth - 1) + "}";
            case 9: return "{x: " + expression(depth - 1) + ", when: 1}";
            case 10: return "newest 3 of " + primary(depth - 1);
            default: return one_of({"x", "y", "days", "sum", "at"});
        }
    }

    std::mt19937 random_;
};

}  // namespace

TEST_CASE("printed files mean the same, keep their comments, and are printed the same again") {
    for (const std::string& path : test::files_of("tests/golden/syntax/good", ".writ")) {
        CAPTURE(path);
        const auto once = parse_text(test::read_file(path));
        const std::string text = print(once.syntax);
        const auto again = parse_text(text);
        CHECK(again.diagnostics.empty());
        CHECK(dump(once.syntax.root) == dump(again.syntax.root));
        CHECK(once.syntax.comments.size() == again.syntax.comments.size());
        CHECK(print(again.syntax) == text);
    }
}

TEST_CASE("printed expressions mean the same") {
    for (unsigned seed = 1; seed <= 150; ++seed) {
        CAPTURE(seed);
        const std::string text = generator(seed).expression(4);
        CAPTURE(text);
        source_set sources;
        sources.add(source("random", text));
        const auto once = parse_expression(sources, 0);
        REQUIRE(once.diagnostics.empty());
        const std::string printed = print_expression(once.syntax.root);
        sources.add(source("printed", printed));
        const auto again = parse_expression(sources, 1);
        CHECK(again.diagnostics.empty());
        CHECK(dump(once.syntax.root) == dump(again.syntax.root));

        const auto file = parse_text("define x = " + text);  // long ones are broken into lines
        CHECK(dump(parse_text(print(file.syntax)).syntax.root) == dump(file.syntax.root));
    }
}
