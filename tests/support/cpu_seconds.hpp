// Time for tests that something ends soon.
#pragma once

#include <ctime>

namespace writ::test {

/// Seconds of processor time this program has used: unlike a wall clock, the same on a machine that is busy with other work.
inline double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

}  // namespace writ::test
