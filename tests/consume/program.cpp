// What somebody who uses Writ might write first. Every way of consuming the library builds and runs this program.
#include <cstdio>
#include <string>

#include "writ/diagnostic.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/source.hpp"

int main() {
    writ::source_set sources;
    const auto file = sources.add(writ::source("loan.writ", "rule small when amont < 10\n"));
    const auto mistake = writ::make_diagnostic(writ::diagnostic_code::unknown_name, {file, 16, 21}, {"amont"});
    const std::string text = writ::render(mistake, sources);
    std::fputs(text.c_str(), stdout);
    return text.find("loan.writ:1:17") == std::string::npos;
}
