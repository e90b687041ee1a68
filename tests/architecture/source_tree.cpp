#include "architecture/source_tree.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace writ::test {

namespace {

namespace fs = std::filesystem;

// What `#include` names on this line; empty for any other line.
std::string included(const std::string& line) {
    auto at = line.find_first_not_of(" \t");
    if (at == std::string::npos || line[at] != '#') return {};
    at = line.find_first_not_of(" \t", at + 1);
    if (at == std::string::npos || line.compare(at, 7, "include") != 0) return {};
    const auto open = line.find_first_of("\"<", at);
    if (open == std::string::npos) return {};
    const auto close = line.find_first_of("\">", open + 1);
    return line.substr(open + 1, close - open - 1);
}

source_file read(const fs::path& file, const fs::path& project) {
    source_file result{file.lexically_relative(project).generic_string(), {}};
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);)
        if (auto name = included(line); !name.empty()) result.includes.push_back(std::move(name));
    return result;
}

}  // namespace

std::vector<source_file> read_sources(const std::string& folder) {
    const fs::path project = WRIT_SOURCE_DIR;
    std::vector<source_file> result;
    for (const auto& entry : fs::recursive_directory_iterator(project / folder)) {
        const auto kind = entry.path().extension();
        if (kind == ".hpp" || kind == ".ipp" || kind == ".cpp") result.push_back(read(entry.path(), project));
    }
    if (result.empty()) throw std::runtime_error("no source file below " + folder);
    std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return result;
}

bool below(const std::string& path, const std::string& folder) { return path.compare(0, folder.size(), folder) == 0; }

std::string lines(const std::vector<std::string>& all) {
    std::string text;
    for (const auto& line : all) text += "\n    " + line;
    return text;
}

}  // namespace writ::test
