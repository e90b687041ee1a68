// What somebody who uses Writ might write first. Every way of consuming the library builds and runs this program.
#include <cstdio>
#include <string>

#include "writ/model/from_syntax.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/syntax/parse.hpp"

namespace {

constexpr const char* pack = R"(
pack loans "Loans" { version "1" languages en }
facts loan { amount : int 0 .. 1000 }
decision answer : bool {
  rule small { when loan.amount < limit then yes cite "L1" because "Small loans are given." }
  otherwise no
}
)";

// Reads a pack of one file: what is wrong with it, as text.
std::string complaints(const std::string& text) {
    writ::source_set sources;
    const auto file = sources.add(writ::source("loans.writ", text));
    auto read = writ::syntax::parse(sources, file);
    if (!read.diagnostics.empty()) return writ::render(read.diagnostics, sources);
    std::vector<writ::model::pack_files> packs(1);
    packs[0].name = "loans";
    packs[0].files.push_back(std::move(read.syntax));
    return writ::render(writ::model::from_syntax(packs, sources).diagnostics(), sources);
}

}  // namespace

int main() {
    const std::string with_mistake = complaints(pack),
                      without = complaints(std::string(pack) + "param limit : int = 10\n");
    std::printf("%s\nwithout the mistake: %s\n", with_mistake.c_str(), without.empty() ? "nothing" : without.c_str());
    return with_mistake.find("`limit`") != std::string::npos && without.empty() ? 0 : 1;
}
