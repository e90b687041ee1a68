// The order of declarations and files means nothing: packs shuffled by declaration decide all their examples the same.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "support/golden.hpp"
#include "support/shuffled_pack.hpp"
#include "writ/explanation.hpp"
#include "writ/io/example_case.hpp"
#include "writ/io/write_decision.hpp"
#include "writ/model/model.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/ruleset.hpp"

using namespace writ;
namespace fs = std::filesystem;

namespace {

std::vector<named_text> files_of_pack(const std::string& pack) {
    std::vector<named_text> files;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(WRIT_SOURCE_DIR) / "rules" / pack))
        if (entry.path().extension() == ".writ") {
            const auto name = fs::relative(entry.path(), WRIT_SOURCE_DIR).generic_string();
            files.push_back({name, test::read_file(name)});
        }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return files;
}

/// Every decision of every example, by the name of the example and the decision.
std::map<std::string, decision> decisions_of(const ruleset& rules) {
    std::map<std::string, decision> out;
    const auto& m = rules.stage_model();
    const auto names = rules.decisions();
    decider d(rules);
    for (std::uint32_t k = 0; k < m.examples.size(); ++k) {
        const auto c = io::case_of_example(m, rules.layout(), k);
        if (!c.errors.empty()) continue;
        d.load(c);
        for (const auto& question : names)
            out.emplace(m.examples[k].name + " / " + question, test::unordered(d.decide(question)));
    }
    return out;
}

ruleset compiled(const std::vector<named_text>& files) {
    const auto c = ruleset::compile(files);
    if (!c) FAIL(render(c.diagnostics, *c.sources));
    return *c.rules;
}

/// Those that use no other pack: texts are compiled as one.
const std::vector<std::string> packs_alone = {"appeals", "disputes", "enforcement", "partner"};
const std::vector<std::string> packs = {"appeals", "disputes", "enforcement", "experience", "partner", "stories"};

}  // namespace

TEST_CASE("declarations and files may stand in any order") {
    for (const auto& pack : packs_alone) {
        CAPTURE(pack);
        const auto files = files_of_pack(pack);
        const auto expected = decisions_of(compiled(files));
        REQUIRE(expected.size() > 100);
        const auto actual = decisions_of(compiled(test::shuffled(files, 1)));
        REQUIRE(actual.size() == expected.size());
        for (const auto& [what, d] : expected)
            if (actual.at(what) != d)
                FAIL_CHECK(what << "\n" << io::write_json(d) << "\n" << io::write_json(actual.at(what)));
    }
}

TEST_CASE("deciding again gives the same, and an explanation says what was decided") {
    for (const auto& pack : packs) {
        const auto rules = ruleset::load(fs::path(WRIT_SOURCE_DIR) / "rules" / pack);
        const auto& m = rules.stage_model();
        const auto names = rules.decisions();
        for (std::uint32_t k = 0; k < m.examples.size(); k += 7) {
            const auto c = io::case_of_example(m, rules.layout(), k);
            if (!c.errors.empty()) continue;
            const auto& name = names[k % names.size()];
            CAPTURE(m.examples[k].name);
            CAPTURE(name);
            const auto d = rules.decide(c, name);
            CHECK(rules.decide(c, name) == d);
            const auto e = explain(rules, c, name);
            CHECK(e.decision == d);
            REQUIRE(!e.reasons.empty());
            CHECK(e.reasons.front().name == name);
            if (d.status == status::decided) CHECK(e.reasons.front().value == to_string(d.value));
            CHECK(to_json(explain(rules, c, name)) == to_json(e));
        }
    }
}
