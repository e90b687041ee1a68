// Files of bytes: read by mapping where the system can, written whole or not at all.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <system_error>
#include <vector>

namespace writ::image::detail {

/// The bytes of a file, as they were when it was opened. Immutable.
class file_bytes {
public:
    /// @param failed  set where it cannot be read
    file_bytes(const std::filesystem::path& file, std::error_code& failed);
    ~file_bytes();
    file_bytes(const file_bytes&) = delete;
    file_bytes& operator=(const file_bytes&) = delete;

    std::span<const std::byte> bytes() const noexcept { return bytes_; }

private:
    std::span<const std::byte> bytes_;
    std::vector<std::byte> read_;  ///< where there is no mapping
};

/// Writes beside the file and puts that in its place, so that nobody ever sees half of it.
void write_file(const std::filesystem::path& file, std::span<const std::byte> bytes, std::error_code& failed);

}  // namespace writ::image::detail
