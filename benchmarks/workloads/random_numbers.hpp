// SplitMix64: small, and the same everywhere (the distributions of <random> are not).
#pragma once

#include <cstddef>
#include <cstdint>

namespace writ::bench {

class random_numbers {
public:
    explicit random_numbers(std::uint64_t seed = 20'260'301) : state_(seed) {}

    std::size_t below(std::size_t bound) {
        state_ += 0x9E3779B97F4A7C15u;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return static_cast<std::size_t>((z ^ (z >> 31)) % bound);
    }
    bool chance(std::size_t percent) { return below(100) < percent; }

private:
    std::uint64_t state_;
};

}  // namespace writ::bench
