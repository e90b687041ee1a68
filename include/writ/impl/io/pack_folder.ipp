#include "writ/io/pack_folder.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <system_error>

namespace writ::io {
namespace pack_folder_detail {

namespace fs = std::filesystem;

inline diagnostic about(diagnostic_code code, const fs::path& path, const std::string& why = {}) {
    return make_diagnostic(code, {}, {path.generic_string(), why});
}

inline bool inside(const fs::path& root, const fs::path& path) {
    return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

/// Every `.writ` file below a folder, by name; what leads out of it is reported.
inline std::vector<fs::path> find_files(const fs::path& folder, std::vector<diagnostic>& diagnostics) {
    std::vector<fs::path> out;
    std::error_code failed;
    const fs::path root = fs::canonical(folder, failed);
    fs::recursive_directory_iterator it(folder, failed), end;
    if (failed) {
        diagnostics.push_back(about(diagnostic_code::unreadable_folder, folder, failed.message()));
        return out;
    }
    std::error_code stopped;  // a folder in it that cannot be read ends the walk
    for (; it != end; it.increment(stopped)) {
        const fs::path& path = it->path();
        if (path.filename().string().starts_with('.')) {
            if (it->is_directory(failed)) it.disable_recursion_pending();
            continue;
        }
        const bool folder_link = it->is_symlink(failed) && it->is_directory(failed);
        if (!folder_link && (path.extension() != ".writ" || it->is_directory(failed))) continue;
        const fs::path real = fs::canonical(path, failed);
        if (failed || !inside(root, real)) diagnostics.push_back(about(diagnostic_code::outside_root, path));
        else if (folder_link) continue;  // what it leads to is read where it stands
        else if (!it->is_regular_file(failed))
            diagnostics.push_back(about(diagnostic_code::unreadable_file, path, "it is no file of text"));
        else out.push_back(path);
    }
    if (stopped) diagnostics.push_back(about(diagnostic_code::unreadable_folder, folder, stopped.message()));
    std::sort(out.begin(), out.end(),
              [](const fs::path& a, const fs::path& b) { return a.generic_string() < b.generic_string(); });
    return out;
}

inline void add_file(const fs::path& path, source_set& sources, pack_sources& out, std::size_t& bytes,
                     const limits& bounds, std::vector<diagnostic>& diagnostics) {
    std::error_code failed;
    const auto size = fs::file_size(path, failed);
    std::ifstream in(path, std::ios::binary);
    if (failed || !in) {
        const std::string why = failed ? failed.message() : "it cannot be opened";
        diagnostics.push_back(about(diagnostic_code::unreadable_file, path, why));
        return;
    }
    bytes += static_cast<std::size_t>(size);
    if (bytes > bounds.source_bytes) {
        diagnostics.push_back(
            make_diagnostic(diagnostic_code::file_too_large, {}, {std::to_string(bounds.source_bytes)}));
        return;
    }
    std::ostringstream text;
    text << in.rdbuf();
    out.files.push_back(sources.add(source(path.generic_string(), std::move(text).str())));
}

}  // namespace pack_folder_detail

result<pack_sources> read_pack_folder(const std::filesystem::path& folder, source_set& sources, const limits& bounds) {
    using namespace pack_folder_detail;
    std::vector<diagnostic> diagnostics;
    std::error_code failed;
    const bool single = fs::is_regular_file(folder, failed);
    const auto files = single ? std::vector<fs::path>{folder} : find_files(folder, diagnostics);
    if (diagnostics.empty() && files.empty()) diagnostics.push_back(about(diagnostic_code::no_rule_files, folder));
    if (files.size() > bounds.files)
        diagnostics.push_back(make_diagnostic(diagnostic_code::too_many_files, {}, {std::to_string(bounds.files)}));
    pack_sources out;
    const fs::path named = fs::absolute(folder, failed).lexically_normal();
    out.name = single ? named.stem().string()
                      : (named.has_filename() ? named.filename() : named.parent_path().filename()).string();
    std::size_t bytes = 0;
    for (const auto& file : files) {
        if (has_error(diagnostics)) break;
        add_file(file, sources, out, bytes, bounds, diagnostics);
    }
    if (has_error(diagnostics)) return diagnostics;
    return out;
}

}  // namespace writ::io
