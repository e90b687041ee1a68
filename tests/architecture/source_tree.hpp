// The source files of Writ as the architecture tests see them: paths, and what each includes.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace writ::test {

/// A file below the project's folder.
struct source_file {
    std::string path;  ///< from the project's folder: `include/writ/source.hpp`
    std::vector<std::string>
        includes;  ///< as written, without the marks: `writ/source.hpp`, `boost/json.hpp`, `vector`
};

/// Every .hpp, .ipp and .cpp file of a folder and the folders in it, by path.
std::vector<source_file> read_sources(const std::string& folder);

/// Whether a path or an include starts with a folder, `writ/impl/graph/` for example.
bool below(const std::string& path, const std::string& folder);

/// One line for each; empty when there is nothing to say. To compare with "", so that a failure prints the lines.
std::string lines(const std::vector<std::string>& all);

}  // namespace writ::test
