// A policy written by hand, or as somebody would by hand: one `if` for each rule, compiled with all that the machine has.
#pragma once

#include <cstddef>
#include <cstdint>

namespace writ::bench {

struct ladder {
    std::size_t bytes;  ///< of a case, as the struct that the rules read
    /// Makes the struct. @param items  one after the other, by field
    void (*put)(const std::int64_t* values, const std::int64_t* items, std::size_t item_count, void* into);
    int (*first)(const void* c);  ///< the first rule that matches, or -1
    std::size_t (*all)(const void* c, std::uint32_t* rules, std::int64_t& points);  ///< all that do; how many
};

extern const ladder ladder_10, ladder_100, ladder_1000, ladder_10000, ladder_list;

}  // namespace writ::bench
