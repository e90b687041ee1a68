#include "support/small_pack.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "support/example_case.hpp"
#include "support/oracle.hpp"
#include "writ/analysis/tables.hpp"
#include "writ/model/from_syntax.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/syntax/parse.hpp"

namespace writ::test {

namespace {

void add_file(small_pack& p, model::pack_files& pack, const std::string& name, std::string text) {
    const auto file = p.sources.add(source(name, std::move(text)));
    auto read = syntax::parse(p.sources, file);
    for (const auto& d : read.diagnostics) p.mistakes += render(d, p.sources) + "\n";
    pack.files.push_back(std::move(read.syntax));
    pack.declared_first.push_back(name);
}

void build(small_pack& p, const std::vector<model::pack_files>& packs) {
    if (!p.mistakes.empty()) return;
    auto made = model::from_syntax(packs, p.sources);
    auto found = made.diagnostics();
    if (made) {
        p.model = std::move(made).value();
        analysis::check_tables(p.model, found);
    }
    for (const auto& d : found)
        if (d.level == severity::error) p.mistakes += render(d, p.sources) + "\n";
}

}  // namespace

small_pack pack_of(const std::string& text) {
    small_pack p;
    model::pack_files pack;
    pack.name = "small";
    add_file(p, pack, "small.writ", text);
    build(p, {pack});
    return p;
}

small_pack packs_in(const std::vector<std::filesystem::path>& folders) {
    small_pack p;
    std::vector<model::pack_files> packs;
    for (const auto& folder : folders) {
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
            if (entry.path().extension() == ".writ") files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        auto& pack = packs.emplace_back();
        pack.name = folder.filename().string();
        for (const auto& file : files) {
            std::stringstream text;
            text << std::ifstream(file).rdbuf();
            add_file(p, pack, file.string(), text.str());
        }
    }
    build(p, packs);
    return p;
}

std::string failed_examples(const small_pack& p) {
    std::string out;
    for (const auto& e : p.model.examples) {
        if (model::index(e.pack) != 0) continue;
        const auto given = example_case(p.model, e);
        for (const auto& x : e.expects)
            if (const auto why = disappointment(p.model, x, oracle::decide(p.model, given, x.question)); !why.empty())
                out += e.name + ": " + why + "\n";
    }
    return out;
}

}  // namespace writ::test
