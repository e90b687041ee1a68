// The order of declarations and files means nothing: packs shuffled by declaration decide all their examples the same.
// (Two orders mean something and are kept: of the rules of a decision that takes the first, and of facts, which are tried
// in the order of the files while they are unknown.)
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <numeric>
#include <random>

#include "support/golden.hpp"
#include "writ/explanation.hpp"
#include "writ/io/example_case.hpp"
#include "writ/io/write_decision.hpp"
#include "writ/model/model.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/ruleset.hpp"
#include "writ/syntax/parse.hpp"

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

struct declarations {
    std::string pack;
    std::vector<std::string> ordered;  ///< facts, and rules that stand outside of their decision
    std::vector<std::string> others;
};

declarations declarations_of(const std::vector<named_text>& files) {
    declarations out;
    for (const auto& f : files) {
        source_set sources;
        const auto read = syntax::parse(sources, sources.add(source(f.name, f.text)));
        REQUIRE(read.diagnostics.empty());
        for (const auto& n : read.syntax.root.children) {
            const std::string text(sources.text(n.where));
            if (n.what == syntax::kind::pack) out.pack = text;
            else (n.what == syntax::kind::rule || n.what == syntax::kind::facts ? out.ordered : out.others).push_back(text);
        }
    }
    return out;
}

/// The same declarations in another order in other files.
std::vector<named_text> shuffled(const declarations& d, std::mt19937& random) {
    std::vector<int> places(d.others.size(), 1);
    places.insert(places.end(), d.ordered.size(), 0);
    std::vector<std::string> others = d.others;
    std::shuffle(places.begin(), places.end(), random);
    std::shuffle(others.begin(), others.end(), random);
    std::vector<named_text> files{{"file_0.writ", d.pack + "\n"}};
    std::size_t next_ordered = 0, next_other = 0;
    for (const int other : places) {
        if (random() % 9 == 0 && files.size() < 9) files.push_back({"file_" + std::to_string(files.size()) + ".writ", ""});
        files.back().text += (other == 1 ? others[next_other++] : d.ordered[next_ordered++]) + "\n\n";
    }
    return files;
}

/// A decision without what the order of the text may change: the order of rules and of what `takes all` lists, the places
/// of errors.
decision unordered(decision d) {
    std::sort(d.value.members.begin(), d.value.members.end(),
              [](const auto& a, const auto& b) { return to_string(a.value) < to_string(b.value); });
    for (auto* list : {&d.rules, &d.own_rules, &d.possible_rules, &d.needs, &d.asks, &d.assumed, &d.outranked, &d.conflicts})
        std::sort(list->begin(), list->end());
    std::sort(d.policy.begin(), d.policy.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    d.error_place.reset();
    return d;
}

/// Every decision of every example, by the name of the example and the decision.
std::map<std::string, decision> decisions_of(const ruleset& rules) {
    std::map<std::string, decision> out;
    const auto& m = rules.stage_model();
    const auto names = rules.decisions();
    decider d(rules);
    for (std::uint32_t k = 0; k < m.examples.size(); ++k) {
        // Which ones must not depend on their places: one in five by name.
        const auto& name = m.examples[k].name;
        if (std::accumulate(name.begin(), name.end(), 0u, [](unsigned sum, char x) { return sum + static_cast<unsigned char>(x); }) % 5 != 0)
            continue;
        const auto c = io::case_of_example(m, rules.layout(), k);
        if (!c.errors.empty()) continue;
        d.load(c);
        for (const auto& question : names) out.emplace(name + " / " + question, unordered(d.decide(question)));
    }
    return out;
}

ruleset compiled(const std::vector<named_text>& files) {
    const auto c = ruleset::compile(files);
    if (!c) FAIL(render(c.diagnostics, *c.sources));
    return *c.rules;
}

const std::vector<std::string> packs = {"appeals", "enforcement"};

}  // namespace

TEST_CASE("declarations and files may stand in any order") {
    for (const auto& pack : packs) {
        CAPTURE(pack);
        const auto files = files_of_pack(pack);
        const auto expected = decisions_of(compiled(files));
        REQUIRE(expected.size() > 100);
        const auto parts = declarations_of(files);
        for (unsigned seed = 1; seed <= 2; ++seed) {
            CAPTURE(seed);
            std::mt19937 random(seed);
            const auto actual = decisions_of(compiled(shuffled(parts, random)));
            REQUIRE(actual.size() == expected.size());
            for (const auto& [what, d] : expected)
                if (actual.at(what) != d) FAIL_CHECK(what << "\n" << io::write_json(d) << "\n" << io::write_json(actual.at(what)));
        }
    }
}

TEST_CASE("deciding again gives the same, and an explanation says what was decided") {
    for (const auto& pack : packs) {
        const auto rules = compiled(files_of_pack(pack));
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
