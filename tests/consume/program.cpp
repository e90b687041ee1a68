// What somebody who uses Writ might write first. Every way of consuming the library builds and runs this program.
#include <cstdio>
#include <string>

#include "writ/render_diagnostic.hpp"
#include "writ/syntax/parse.hpp"

int main() {
    writ::source_set sources;
    const auto good = sources.add(writ::source("loan.writ", "define small = loan.amount < 10"));
    const auto bad = sources.add(writ::source("broken.writ", "define small = loan.amount <"));

    const auto read = writ::syntax::parse(sources, good);
    std::fputs(writ::render(read.diagnostics, sources).c_str(), stdout);
    if (!read.diagnostics.empty()) return 1;

    const auto broken = writ::syntax::parse(sources, bad);
    const std::string complaint = writ::render(broken.diagnostics, sources);
    std::fputs(complaint.c_str(), stdout);
    return complaint.find("broken.writ:1:") == std::string::npos;
}
