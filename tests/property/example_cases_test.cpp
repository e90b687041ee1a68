// Every example of the packs in rules/ is a case: the same as the reference evaluator's, and the same again after it is written.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "support/example_case.hpp"
#include "support/golden.hpp"
#include "writ/io/example_case.hpp"
#include "writ/io/read_case.hpp"
#include "writ/io/write_case.hpp"
#include "writ/model/from_syntax.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/syntax/parse.hpp"

using namespace writ;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> files_of_pack(const std::string& pack) {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(WRIT_SOURCE_DIR) / "rules" / pack))
        if (entry.path().extension() == ".writ")
            names.push_back(fs::relative(entry.path(), WRIT_SOURCE_DIR).generic_string());
    std::sort(names.begin(), names.end());
    return names;
}

/// Reads a pack, then those that it uses.
void read_pack(const std::string& pack, const std::vector<std::string>& all, source_set& sources,
               std::vector<model::pack_files>& out) {
    if (std::any_of(out.begin(), out.end(), [&](const auto& p) { return p.name == pack; })) return;
    model::pack_files files;
    files.name = pack;
    std::string text;
    for (const auto& name : files_of_pack(pack)) {
        text += "\n" + test::read_file(name);
        files.files.push_back(syntax::parse(sources, sources.add(source(name, test::read_file(name)))).syntax);
        files.declared_first.push_back(name);
    }
    out.push_back(std::move(files));
    for (const auto& other : all)
        if (text.find("\nuse " + other + "\n") != std::string::npos ||
            text.find("\nuse " + other + " {") != std::string::npos)
            read_pack(other, all, sources, out);
}

std::vector<std::string> packs_of_rules() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(fs::path(WRIT_SOURCE_DIR) / "rules"))
        if (entry.is_directory()) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

std::string errors_of(const case_data& c) {
    std::string out;
    for (const auto& e : c.errors) out += to_string(e) + "\n";
    return out;
}

/// Where the mistakes are: the test's own reading of an example has no words for them.
std::vector<std::string> wrong_places(const case_data& c) {
    std::vector<std::string> out;
    for (const auto& e : c.errors) out.push_back(e.path);
    return out;
}

void check_same(const case_data& a, const case_data& b) {
    CHECK(a.cells == b.cells);
    CHECK(a.currency == b.currency);
    CHECK(a.as_of == b.as_of);
    CHECK(a.texts == b.texts);
    REQUIRE(a.lists.size() == b.lists.size());
    for (std::size_t i = 0; i < a.lists.size(); ++i) {
        CHECK(a.lists[i].state == b.lists[i].state);
        CHECK(a.lists[i].given == b.lists[i].given);
        CHECK(a.lists[i].cells == b.lists[i].cells);
    }
    REQUIRE(a.outcomes.size() == b.outcomes.size());
    for (std::size_t i = 0; i < a.outcomes.size(); ++i) CHECK(a.outcomes[i].value == b.outcomes[i].value);
}

void check_examples(const model::model& m) {
    const auto layout = layout_of(m);
    io::case_reader reader(m, layout);
    for (std::uint32_t i = 0; i < m.examples.size(); ++i) {
        if (model::index(m.examples[i].pack) != 0) continue;  // those of a used pack are run with that pack
        INFO(m.examples[i].name);
        const auto facts = io::case_of_example(m, layout, i);
        CHECK(wrong_places(facts) == wrong_places(test::example_case(m, m.examples[i])));
        if (!facts.errors.empty()) continue;
        const auto written = io::write_yaml_case(m, facts);
        CAPTURE(written);
        case_data again;
        reader.read_yaml(written, again);
        CHECK(errors_of(again) == "");
        check_same(facts, again);
        CHECK(io::write_yaml_case(m, again) == written);
        check_same(facts, test::example_case(m, m.examples[i]));
    }
}

}  // namespace

TEST_CASE("example cases: of every pack in rules/") {
    std::size_t examples = 0;
    const auto all = packs_of_rules();
    for (const auto& pack : all) {
        INFO(pack);
        source_set sources;
        std::vector<model::pack_files> files;
        read_pack(pack, all, sources, files);
        const auto m = model::from_syntax(files, sources);
        if (!m) {
            FAIL_CHECK(render(m.diagnostics(), sources));
            continue;
        }
        check_examples(*m);
        examples += m->examples.size();
    }
    CHECK(examples > 50);
}
