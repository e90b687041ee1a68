// Explanations of small packs. Comments at the head of a pack say what is explained:
//   # explain: DECISION | "EXAMPLE" | LANGUAGE | FORMAT
//   # why not: OUTCOME or RULE | DECISION | "EXAMPLE" | LANGUAGE | FORMAT
//   # notice: DECISION | "EXAMPLE" | AUDIENCE | LANGUAGE | FORMAT
// Language and format may be left out: the pack's first, text.
#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "support/golden.hpp"
#include "writ/explanation.hpp"
#include "writ/io/example_case.hpp"
#include "writ/model/model.hpp"
#include "writ/notice.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/ruleset.hpp"

using namespace writ;

namespace {

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(" \""), last = text.find_last_not_of(" \"");
    return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> out;
    std::istringstream parts(line);
    for (std::string part; std::getline(parts, part, '|');) out.push_back(trimmed(part));
    return out;
}

case_data example_of(const ruleset& rules, const std::string& name) {
    const auto& all = rules.stage_model().examples;
    for (std::uint32_t k = 0; k < all.size(); ++k)
        if (all[k].name == name) return io::case_of_example(rules.stage_model(), rules.layout(), k);
    throw std::runtime_error("no example is called " + name);
}

std::string rendered(const explanation& what, const std::string& format) {
    return format == "json" ? to_json(what) : format == "markdown" ? to_markdown(what) : to_text(what);
}

std::string rendered(const std::vector<reason>& what, const std::string& format, const std::string& language) {
    return format == "json"       ? to_json(what)
           : format == "markdown" ? to_markdown(what, language)
                                  : to_text(what, language);
}

std::string rendered(const notice& what, const std::string& format) {
    return format == "json" ? to_json(what) : format == "markdown" ? to_markdown(what) : to_text(what);
}

/// What one line of the head asks for.
std::string answer(const ruleset& rules, const std::string& line) {
    const auto asked = split(line.substr(line.find(':') + 1));
    if (line.starts_with("# notice:")) {
        REQUIRE(asked.size() > 3);
        notice n = write_notice(rules, example_of(rules, asked[1]), asked[0], asked[2], asked[3]);
        if (n.internal) n.record.back() = "(of this machine)";
        return rendered(n, asked.size() > 4 ? asked[4] : "text");
    }
    const bool why = line.starts_with("# explain:");
    const std::size_t k = why ? 0 : 1;
    REQUIRE(asked.size() > k + 1);
    const auto c = example_of(rules, asked[k + 1]);
    const std::string language = asked.size() > k + 2 ? asked[k + 2] : "",
                      format = asked.size() > k + 3 ? asked[k + 3] : "text";
    if (!why) return rendered(why_not(rules, c, asked[k], asked[0], language), format, language);
    auto e = explain(rules, c, asked[k], language);
    CHECK(e.decision == rules.decide(c, asked[k]));
    CHECK(explain(rules, c, asked[k], language) == e);
    e.zones = e.engine = "(of this machine)";
    return rendered(e, format);
}

}  // namespace

TEST_CASE("explanations read as they should") {
    for (const auto& input : test::files_of("tests/golden/explain", ".writ")) {
        CAPTURE(input);
        const std::string text = test::read_file(input);
        const auto compiled = ruleset::compile({{input.substr(input.rfind('/') + 1), text}});
        REQUIRE_MESSAGE(compiled, render(compiled.diagnostics, *compiled.sources));
        std::string all;
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            const bool asks =
                line.starts_with("# explain:") || line.starts_with("# why not:") || line.starts_with("# notice:");
            if (!asks) continue;
            CAPTURE(line);
            all += "==== " + line.substr(2) + "\n" + answer(*compiled.rules, line) + "\n";
        }
        CHECK(all != "");
        CHECK(test::golden_difference(test::with_ending(input, ".expected"), all) == "");
    }
}
