// How far a long run is, for somebody who waits at a terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace writ::cli {

/// One line on standard error that is drawn again and again: how many cases, how fast and, if the size of the input is known, how
/// much of it is done and how long the rest will take. Nothing where standard error is no terminal.
class progress {
public:
    /// @param size  of the input in bytes; 0 where nobody knows
    explicit progress(std::uint64_t size);

    void show(std::uint64_t cases, std::uint64_t bytes);
    /// Takes the line away, so that something else can be written.
    void clear();

private:
    using clock = std::chrono::steady_clock;
    std::string line(std::uint64_t cases, std::uint64_t bytes, double seconds) const;

    std::uint64_t size_;
    bool shown_, drawn_ = false;
    clock::time_point start_ = clock::now(), next_ = start_;
};

}  // namespace writ::cli
