#include "progress.hpp"

#include <unistd.h>

#include <algorithm>

#include "command.hpp"

namespace writ::cli {

namespace {

/// `0:07`, `12:30`, `1:02:03`
std::string clock_text(std::uint64_t seconds) {
    const auto two = [](std::uint64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    const std::uint64_t hours = seconds / 3600, minutes = seconds / 60 % 60;
    if (hours != 0) return std::to_string(hours) + ":" + two(minutes) + ":" + two(seconds % 60);
    return std::to_string(minutes) + ":" + two(seconds % 60);
}

}  // namespace

progress::progress(std::uint64_t size) : size_(size), shown_(is_terminal(STDERR_FILENO)) {}

std::string progress::line(std::uint64_t cases, std::uint64_t bytes, double seconds) const {
    const double rate = static_cast<double>(cases) / seconds;
    std::string out =
        std::to_string(cases) + " cases, " + std::to_string(static_cast<std::uint64_t>(rate)) + " a second";
    if (size_ == 0 || bytes == 0) return out;
    const std::uint64_t done = std::min(bytes, size_);
    const double left = seconds * static_cast<double>(size_ - done) / static_cast<double>(done);
    return out + ", " + std::to_string(done * 100 / size_) + " %, " + clock_text(static_cast<std::uint64_t>(left)) +
           " left";
}

void progress::show(std::uint64_t cases, std::uint64_t bytes) {
    if (!shown_ || clock::now() < next_) return;
    constexpr std::chrono::milliseconds pause(200), least(1);
    next_ = clock::now() + pause;
    const std::chrono::duration<double> seconds = std::max<clock::duration>(clock::now() - start_, least);
    say("\r" + line(cases, bytes, seconds.count()) + "\033[K");
    drawn_ = true;
}

void progress::clear() {
    if (drawn_) say("\r\033[K");
    drawn_ = false;
}

}  // namespace writ::cli
