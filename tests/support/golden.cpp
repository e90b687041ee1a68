#include "support/golden.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace writ::test {

namespace {

namespace fs = std::filesystem;

fs::path in_project(const std::string& path) { return fs::path(WRIT_SOURCE_DIR) / path; }

bool accepting() {
    const char* wish = std::getenv("WRIT_ACCEPT");
    return wish != nullptr && std::string(wish) == "1";
}

void write_file(const std::string& path, const std::string& text) {
    fs::create_directories(in_project(path).parent_path());
    std::ofstream out(in_project(path), std::ios::binary);
    if (!(out << text)) throw std::runtime_error("cannot write " + path);
}

std::string first_difference(const std::string& expected, const std::string& actual) {
    std::istringstream left(expected), right(actual);
    for (int number = 1;; ++number) {
        std::string a, b;
        const bool more_left = bool(std::getline(left, a)), more_right = bool(std::getline(right, b));
        if (!more_left && !more_right) return "only the line end of the last line differs";
        if (more_left != more_right || a != b)
            return "line " + std::to_string(number) + "\n  expected: " + (more_left ? a : "(no such line)") +
                   "\n  got:      " + (more_right ? b : "(no such line)");
    }
}

}  // namespace

std::string read_file(const std::string& path) {
    std::ifstream in(in_project(path), std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + path);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> files_of(const std::string& folder, const std::string& ending) {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(in_project(folder))) {
        const auto name = entry.path().filename().string();
        if (entry.is_regular_file() && name.size() > ending.size() && name.ends_with(ending))
            found.push_back(folder + "/" + name);
    }
    if (found.empty()) throw std::runtime_error("no file *" + ending + " in " + folder);
    std::sort(found.begin(), found.end());
    return found;
}

std::string with_ending(const std::string& path, const std::string& ending) {
    return fs::path(path).replace_extension(ending).generic_string();
}

std::string golden_difference(const std::string& path, const std::string& actual) {
    if (accepting()) {
        write_file(path, actual);
        return {};
    }
    if (!fs::exists(in_project(path)))
        return path + " is missing; got:\n" + actual + "\nWRIT_ACCEPT=1 ./dev test writes it";
    const auto expected = read_file(path);
    if (expected == actual) return {};
    return path + ", " + first_difference(expected, actual) + "\nWRIT_ACCEPT=1 ./dev test accepts what was got";
}

}  // namespace writ::test
