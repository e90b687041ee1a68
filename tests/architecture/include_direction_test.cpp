// The architecture as a test: which file may include which (src/README.md draws it).
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "architecture/source_tree.hpp"

namespace {

using namespace writ::test;

// A stage reads its own headers, the value and text headers at the top (`writ/source.hpp`, `writ/facts.hpp`, …), and of
// other stages only the data headers named here.
const std::map<std::string, std::set<std::string>> readable = {
    {"syntax", {}},
    // parse: placeholders in texts; tables: whether a decision is ever absent is part of its type
    {"model", {"writ/syntax/tree.hpp", "writ/syntax/parse.hpp", "writ/syntax/print.hpp", "writ/analysis/tables.hpp"}},
    {"graph", {"writ/model/model.hpp", "writ/model/reads.hpp", "writ/model/words.hpp"}},
    {"analysis", {"writ/model/model.hpp", "writ/model/reads.hpp", "writ/model/words.hpp"}},
    {"program", {"writ/model/model.hpp", "writ/graph/graph.hpp"}},
    // slots: conditions taken apart, as the analyses of tables do
    {"classify", {"writ/model/model.hpp", "writ/detail/analysis/slots.hpp"}},
    // model: the words of a decision
    {"eval",
     {"writ/program/program.hpp", "writ/model/model.hpp", "writ/classify/classifier.hpp",
      "writ/classify/from_model.hpp", "writ/classify/open_case.hpp"}},
    {"image",
     {"writ/model/model.hpp", "writ/program/program.hpp", "writ/classify/classifier.hpp",
      "writ/classify/from_model.hpp"}},
    {"explain",
     {"writ/model/model.hpp", "writ/model/words.hpp", "writ/eval/evaluator.hpp", "writ/eval/to_decision.hpp",
      "writ/detail/eval/machine.hpp", "writ/detail/eval/params.hpp",  // machine: asks it for every value on the way
      "writ/detail/eval/plain.hpp"}},                                 // and this what else would be decided
    {"interview",
     {"writ/model/model.hpp", "writ/model/reads.hpp", "writ/model/words.hpp", "writ/eval/to_decision.hpp",
      "writ/detail/eval/machine.hpp"}},
    {"harness", {}},
    {"io", {"writ/model/model.hpp", "writ/model/constant.hpp", "writ/program/program.hpp"}},
};

// Headers at the top that stand above all stages: stages do not read them.
const std::set<std::string> facade = {"writ/writ.hpp", "writ/src.hpp",     "writ/run.hpp",         "writ/ruleset.hpp",
                                      "writ/bind.hpp", "writ/columns.hpp", "writ/line_decider.hpp"};

// The facade's own code runs all stages, and so does the harness, which uses Writ as any other program does.
const std::set<std::string> above_all = {
    "include/writ/impl/ruleset.ipp",         "include/writ/impl/ruleset_cases.ipp",
    "include/writ/impl/compile.ipp",         "include/writ/impl/bind.ipp",
    "include/writ/impl/bind_places.ipp",     "include/writ/impl/columns.ipp",
    "include/writ/impl/column_decider.ipp",  "include/writ/detail/column_data.hpp",
    "include/writ/detail/column_rows.hpp",   "include/writ/detail/column_outcomes.hpp",
    "include/writ/detail/ruleset_parts.hpp", "include/writ/impl/notice.ipp",
    "include/writ/impl/explanation.ipp",     "include/writ/impl/interview.ipp",
    "include/writ/impl/line_decider.ipp"};

// A library, and the only places that may include it. `detail` and `impl` are never seen by those who use Writ.
struct library {
    std::string includes;             // what its headers start with
    std::vector<std::string> places;  // folders or files below include/writ/
};
const std::vector<library> libraries = {
    {"boost/spirit", {"detail/syntax/", "impl/syntax/"}},
    {"boost/fusion", {"detail/syntax/", "impl/syntax/"}},
    {"boost/graph", {"detail/graph/", "impl/graph/"}},
    {"graphviz/", {"impl/graph/to_svg.ipp"}},
    {"boost/", {"detail/", "impl/"}},
    {"yaml-cpp/", {"detail/io/", "impl/io/"}},
    {"simdjson", {"detail/io/", "impl/io/"}},
    {"re2/", {"detail/", "impl/"}},
    {"fmt/", {"detail/", "impl/"}},
    {"date/", {"detail/", "impl/zone.ipp"}},
    {"xxhash", {"impl/lot.ipp"}},
    {"hwy/", {"detail/classify/slices_kernel.hpp", "impl/classify/slices.ipp"}},
    {"CLI/", {}},
};

// `writ/impl/graph/to_dot.ipp`, `writ/detail/graph/bgl.hpp` and `writ/graph/graph.hpp` are all of the stage `graph`;
// headers at the top are of none.
std::string stage_of(std::string path) {
    for (const std::string prefix : {"include/", "writ/", "detail/", "impl/"})
        if (below(path, prefix)) path = path.substr(prefix.size());
    const auto slash = path.find('/');
    return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

bool is_private(const std::string& path) {
    return below(path, "include/writ/impl/") || below(path, "include/writ/detail/");
}

const std::vector<source_file>& headers() {
    static const auto all = read_sources("include/writ");
    return all;
}

// Everything a file sees, through however many others: names as in `#include`.
std::set<std::string> seen_from(const source_file& start) {
    std::map<std::string, const source_file*> by_name;
    for (const auto& file : headers()) by_name[file.path.substr(std::string("include/").size())] = &file;
    std::set<std::string> seen;
    std::vector<std::string> next = start.includes;
    while (!next.empty()) {
        const std::string name = next.back();
        next.pop_back();
        if (!seen.insert(name).second) continue;
        if (const auto found = by_name.find(name); found != by_name.end())
            next.insert(next.end(), found->second->includes.begin(), found->second->includes.end());
    }
    return seen;
}

// The library an include belongs to, the most particular one first; null for Writ and the standard library.
const library* library_of(const std::string& include) {
    for (const auto& one : libraries)
        if (below(include, one.includes)) return &one;
    return nullptr;
}

}  // namespace

TEST_CASE("every stage folder is known to this test") {
    std::vector<std::string> unknown;
    for (const auto& file : headers())
        if (const auto stage = stage_of(file.path); !stage.empty() && !readable.contains(stage))
            unknown.push_back(file.path + " is in no stage that `readable` lists");
    CHECK(lines(unknown) == "");
}

TEST_CASE("a stage reads only itself, values and the data of the stages before it") {
    std::vector<std::string> wrong;
    for (const auto& file : headers()) {
        const auto stage = stage_of(file.path);
        if (!readable.contains(stage) || stage == "harness") continue;
        for (const auto& include : file.includes) {
            if (!below(include, "writ/")) continue;
            const auto other = stage_of(include);
            const bool allowed =
                other.empty() ? !facade.contains(include) : other == stage || readable.at(stage).contains(include);
            if (!allowed) wrong.push_back(file.path + " includes " + include);
        }
    }
    CHECK(lines(wrong) == "");
}

TEST_CASE("values at the top read no stage, unless they are the facade") {
    std::vector<std::string> wrong;
    for (const auto& file : headers()) {
        if (!stage_of(file.path).empty() || facade.contains(file.path.substr(std::string("include/").size()))) continue;
        if (above_all.contains(file.path)) continue;
        for (const auto& include : file.includes)
            if (below(include, "writ/") && !stage_of(include).empty())
                wrong.push_back(file.path + " includes " + include);
    }
    CHECK(lines(wrong) == "");
}

TEST_CASE("evaluation sees no syntax, through no header") {
    std::vector<std::string> wrong;
    for (const auto& file : headers()) {
        if (stage_of(file.path) != "eval") continue;
        for (const auto& include : seen_from(file))
            if (below(include, "writ/syntax/")) wrong.push_back(file.path + " sees " + include);
    }
    CHECK(lines(wrong) == "");
}

TEST_CASE("a library is included only where it belongs") {
    std::vector<std::string> wrong;
    for (const auto& file : headers())
        for (const auto& include : file.includes) {
            const auto* used = library_of(include);
            if (used == nullptr) continue;
            const auto belongs = [&](const std::string& place) { return below(file.path, "include/writ/" + place); };
            if (std::none_of(used->places.begin(), used->places.end(), belongs))
                wrong.push_back(file.path + " includes " + include);
        }
    CHECK(lines(wrong) == "");
}

TEST_CASE("a public header shows no library, through no other header") {
    std::vector<std::string> wrong;
    for (const auto& file : headers()) {
        if (is_private(file.path) || file.path == "include/writ/src.hpp" || file.path == "include/writ/run.hpp")
            continue;
        for (const auto& include : seen_from(file)) {
            if (library_of(include) != nullptr || below(include, "writ/impl/"))
                wrong.push_back(file.path + " sees " + include);
        }
    }
    CHECK(lines(wrong) == "");
}

TEST_CASE(
    "what runs compiled rules takes no text apart and needs no library, but for what stands behind a definition") {
    const std::set<std::string> by_wish = {"writ/impl/program/pattern.ipp", "writ/impl/zone.ipp", "writ/impl/lot.ipp"};
    const std::set<std::string> elsewhere = {"syntax", "graph", "analysis"};
    std::map<std::string, const source_file*> by_name;
    for (const auto& file : headers()) by_name[file.path.substr(std::string("include/").size())] = &file;
    std::vector<std::string> wrong;
    for (const auto& name : seen_from(*by_name.at("writ/run.hpp"))) {
        if (by_wish.contains(name) || !by_name.contains(name)) continue;
        if (elsewhere.contains(stage_of("include/" + name))) wrong.push_back("writ/run.hpp sees " + name);
        for (const auto& include : by_name.at(name)->includes)
            if (library_of(include) != nullptr) wrong.push_back(name + " includes " + include);
    }
    CHECK(lines(wrong) == "");
}
