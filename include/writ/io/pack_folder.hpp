// A folder of `.writ` files → texts
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "writ/limits.hpp"
#include "writ/result.hpp"

namespace writ::io {

/// The files of one pack, as indices into a source set, in name order.
struct pack_sources {
    std::string name;  ///< of the folder
    std::vector<std::uint32_t> files;
};

/// Adds every `.writ` file below a folder to `sources`, folders in folders too.
///
/// Everything stays inside the folder: a link that leads out of it is an error, and hidden files are left alone. A single
/// `.writ` file may be given instead of a folder; it is then a pack by itself.
result<pack_sources> read_pack_folder(const std::filesystem::path& folder, source_set& sources,
                                      const limits& bounds = {});

}  // namespace writ::io
