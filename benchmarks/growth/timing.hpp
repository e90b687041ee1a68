// Times ways to decide in turn, so that a machine that is slow for a while is slow for all of them.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <vector>

namespace writ::bench {

/// Decides the cases with these numbers.
using way = std::function<void(std::size_t from, std::size_t to)>;

struct timing {
    double mean = 0, p99 = 0;  ///< nanoseconds of a case
};

inline double nanoseconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
}

inline double quantile(std::vector<double> v, double q) {
    std::sort(v.begin(), v.end());
    return v.empty() ? 0 : v[std::min(v.size() - 1, static_cast<std::size_t>(static_cast<double>(v.size()) * q))];
}

/// The time of each way. @param alone  so many cases are timed one by one, for `p99`
inline std::vector<timing> timed_in_turn(const std::vector<way>& ways, std::size_t cases, std::size_t alone) {
    constexpr int repeats = 7;
    constexpr std::size_t ticks = 20'000;
    using std::chrono::steady_clock;
    auto start = steady_clock::now();
    for (std::size_t i = 0; i < ticks; ++i) static_cast<void>(steady_clock::now());
    const double tick = nanoseconds_since(start) / ticks;
    std::vector<std::vector<double>> means(ways.size()), singles(ways.size());
    for (int i = 0; i < repeats; ++i)
        for (std::size_t w = 0; w < ways.size(); ++w) {
            start = steady_clock::now();
            ways[w](0, cases);
            means[w].push_back(nanoseconds_since(start) / static_cast<double>(cases));
        }
    std::vector<timing> out;
    for (std::size_t w = 0; w < ways.size(); ++w) {
        for (std::size_t i = 0; i < std::min(alone, cases); ++i) {
            start = steady_clock::now();
            ways[w](i, i + 1);
            singles[w].push_back(std::max(0.0, nanoseconds_since(start) - tick));
        }
        out.push_back({quantile(means[w], 0.5), quantile(singles[w], 0.99)});
    }
    return out;
}

}  // namespace writ::bench
