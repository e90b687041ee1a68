#include "support/pack_text.hpp"

#include <sstream>
#include <utility>

#include "writ/syntax/parse.hpp"

namespace writ::test {

namespace {

void add_file(read_packs& all, std::string name, std::string text) {
    const std::uint32_t file = all.sources.add(source(std::move(name), std::move(text)));
    syntax::parsed parsed = syntax::parse(all.sources, file);
    all.diagnostics.insert(all.diagnostics.end(), parsed.diagnostics.begin(), parsed.diagnostics.end());
    all.packs.back().files.push_back(std::move(parsed.syntax));
}

}  // namespace

read_packs read_pack_text(const std::string& name, const std::string& text) {
    read_packs all;
    all.packs.push_back({"main", {}, {}});
    std::istringstream in(text);
    std::string line, part, file = name;
    while (std::getline(in, line)) {
        std::istringstream words(line);
        std::string mark, what, next;
        words >> mark >> what >> next;
        if (mark != "####") {
            part += line + '\n';
            continue;
        }
        add_file(all, file, std::exchange(part, {}));
        file = name + ":" + next;
        if (what == "pack") all.packs.push_back({next, {}, {}});
    }
    add_file(all, file, part);
    return all;
}

result<model::model> model_of(const read_packs& packs, const limits& bounds) {
    if (has_error(packs.diagnostics)) return result<model::model>(packs.diagnostics);
    return model::from_syntax(packs.packs, packs.sources, bounds);
}

}  // namespace writ::test
