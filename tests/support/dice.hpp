// Chance for tests: the same seed gives the same numbers everywhere.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace writ::test {

/// Numbers without the distributions of the standard library, which differ from one to another.
class dice {
public:
    explicit dice(std::uint64_t seed) : engine_(seed) {}

    std::uint64_t below(std::uint64_t n) { return engine_() % n; }
    bool percent(std::uint64_t p) { return below(100) < p; }

    template <class T>
    const T& of(const std::vector<T>& all) {
        return all[below(all.size())];
    }

private:
    std::mt19937_64 engine_;
};

}  // namespace writ::test
