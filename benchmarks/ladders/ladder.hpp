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

inline constexpr std::size_t rows_of_block = 512;

/// The same of many cases at once: a loop for each rule over columns, which are cut into blocks.
struct column_ladder {
    std::size_t bytes;                                                     ///< of a block of cases
    void (*put)(const std::int64_t* values, std::size_t row, void* into);  ///< one case
    void (*first)(const void* block, std::int16_t* rules);                 ///< of each row
    void (*all)(const void* block, std::int16_t* counts,
                std::int32_t* points);  ///< of each row: how many match, the sum
};

extern const column_ladder columns_10, columns_100, columns_1000;
extern const ladder ladder_10, ladder_100, ladder_1000, ladder_10000, ladder_list;

}  // namespace writ::bench
