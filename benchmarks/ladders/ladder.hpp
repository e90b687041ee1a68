// A policy written by hand, or as somebody would by hand: one `if` for each rule, compiled with all that the machine has.
#pragma once

#include <cstddef>
#include <cstdint>

namespace writ::bench {

/// Up to `Most` things, without memory of their own.
template <class T, std::uint32_t Most>
struct few {
    std::uint32_t count;
    T all[Most];
    const T* begin() const { return all; }
    const T* end() const { return all + count; }
    std::size_t size() const { return count; }
};

struct ladder {
    std::size_t bytes;  ///< of the struct that the rules read: `flat_shop` or `shop_with_items` (`as_structs`)
    /// Makes the struct. @param items  one after the other, by field
    void (*put)(const std::int64_t* values, const std::int64_t* items, std::size_t item_count, void* into);
    int (*first)(const void* c);  ///< the first rule that matches, or -1
    std::size_t (*all)(const void* c, std::uint32_t* rules, std::int64_t& points);  ///< all that do; how many
};

extern const ladder ladder_10, ladder_100, ladder_1000, ladder_10000, ladder_list;

}  // namespace writ::bench
