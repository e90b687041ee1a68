// Mapping and writing files.
#pragma once

#include "writ/detail/image/file.hpp"

#include <cerrno>
#include <fstream>
#include <random>
#include <string>

#if __has_include(<sys/mman.h>)
#define WRIT_MAPS_FILES 1
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#ifndef MAP_POPULATE
#define MAP_POPULATE 0  // all of it at once, as all of it is read: others map page by page
#endif
#else
#define WRIT_MAPS_FILES 0
#endif

namespace writ::image::detail {

file_bytes::file_bytes(const std::filesystem::path& file, std::error_code& failed) {
    const auto size = std::filesystem::file_size(file, failed);
    if (failed || size == 0) return;
#if WRIT_MAPS_FILES
    const int opened = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    void* const at = opened < 0 ? MAP_FAILED : ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, opened, 0);
    if (at == MAP_FAILED) failed.assign(errno, std::generic_category());
    else bytes_ = {static_cast<const std::byte*>(at), size};
    if (opened >= 0) ::close(opened);
#else
    read_.resize(size);
    std::ifstream in(file, std::ios::binary);
    if (!in.read(reinterpret_cast<char*>(read_.data()), static_cast<std::streamsize>(size)))
        failed = std::make_error_code(std::errc::io_error);
    else bytes_ = read_;
#endif
}

file_bytes::~file_bytes() {
#if WRIT_MAPS_FILES
    if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
#endif
}

void write_file(const std::filesystem::path& file, std::span<const std::byte> bytes, std::error_code& failed) {
    failed.clear();
    std::filesystem::path beside = file;
    beside += "." + std::to_string(std::random_device{}()) + ".part";
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (out) std::filesystem::rename(beside, file, failed);
    else failed = std::make_error_code(std::errc::io_error);
    std::error_code ignored;
    if (failed) std::filesystem::remove(beside, ignored);
}

}  // namespace writ::image::detail
#undef WRIT_MAPS_FILES
