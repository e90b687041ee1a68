#include "writ/io/pack_folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "writ/ruleset.hpp"

using namespace writ;
namespace fs = std::filesystem;

namespace {

/// A folder of its own for each test, removed with it.
class folder {
public:
    explicit folder(const std::string& name) : path(fs::temp_directory_path() / ("writ_pack_folder_" + name)) {
        fs::remove_all(path);
        fs::create_directories(path);
    }
    ~folder() { fs::remove_all(path); }

    void write(const std::string& file, const std::string& text) const {
        fs::create_directories((path / file).parent_path());
        std::ofstream(path / file) << text;
    }

    const fs::path path;
};

std::string first_error(const fs::path& pack, const limits& bounds = {}) {
    const auto c = ruleset::compile(pack, bounds);
    for (const diagnostic& d : c.diagnostics)
        if (d.level == severity::error) return std::string(code_name(d.code));
    return "";
}

}  // namespace

TEST_CASE("limit: files of a folder") {
    const folder f("files");
    for (const char* name : {"p/a.writ", "p/b.writ"}) f.write(name, "# nothing\n");
    limits bounds;
    bounds.files = 2;
    CHECK(first_error(f.path / "p", bounds) == "");
    f.write("p/c.writ", "# nothing\n");
    CHECK(first_error(f.path / "p", bounds) == "E0990");
}

TEST_CASE("limit: bytes of all files of a folder") {
    const folder f("bytes");
    for (const char* name : {"p/a.writ", "p/b.writ"}) f.write(name, "# 4567\n");
    limits bounds;
    bounds.source_bytes = 14;
    CHECK(first_error(f.path / "p", bounds) == "");
    bounds.source_bytes = 13;
    CHECK(first_error(f.path / "p", bounds) == "E0901");
}

TEST_CASE("limit: packs that use packs") {
    const folder f("uses");
    const auto depth_of = [&](int packs) {
        for (int i = 0; i < packs; ++i) {
            const std::string name = "p" + std::to_string(i), next = "p" + std::to_string(i + 1);
            f.write(name + "/" + name + ".writ",
                    "pack " + name + " { languages en }\n" + (i + 1 < packs ? "use " + next + "\n" : ""));
        }
        return first_error(f.path / "p0");
    };
    CHECK(depth_of(32) == "");
    CHECK(depth_of(33) == "E0914");
}

TEST_CASE("what leads out of the folder of packs is not read") {
    const folder f("outside"), other("elsewhere");
    f.write("p/p.writ", "pack p { languages en }\nuse q\n");
    other.write("q/q.writ", "pack q { languages en }\n");
    fs::create_directory_symlink(other.path / "q", f.path / "q");
    CHECK(first_error(f.path / "p") == "E0192");
    fs::remove(f.path / "q");
    f.write("r/r.writ", "pack q { languages en }\n");
    fs::create_directory_symlink("r", f.path / "q");
    CHECK(first_error(f.path / "p") == "");
}
