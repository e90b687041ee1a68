// How much memory something needs.
#pragma once

#include <cstddef>

namespace writ::bench {

/// Counts what is allocated with `new` while it exists. One at a time, one thread. The programs that measure replace the
/// global operators for this; nothing is counted while no object exists, so that times are not disturbed.
class peak_memory {
public:
    peak_memory() noexcept;
    ~peak_memory();
    peak_memory(const peak_memory&) = delete;
    peak_memory& operator=(const peak_memory&) = delete;

    /// The most that was held at once, in bytes as the allocator hands them out, without what was there before.
    std::size_t bytes() const noexcept;
};

}  // namespace writ::bench
