// Rules against many rows at once: values stand in columns, and everything known of 512 rows is 512 bits.
//
// What rules ask comes apart into literals: a value is this one, is not below that, has this member. Each is worked out once
// for all rows of a slice; a rule is an AND of literals and of unions of them. No row is looked at by itself before it is
// known which rules match it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "writ/classify/classifier.hpp"

namespace writ::classify {

inline constexpr std::size_t rows_of_slice = 512;

/// A bit for each row of a slice, the first row the lowest.
struct alignas(64) slice {
    std::uint64_t words[rows_of_slice / 64] = {};
    bool has(std::size_t row) const noexcept { return (words[row / 64] >> row % 64 & 1) != 0; }
};

/// How the values of a cell stand in memory, row after row.
struct cell_form {
    bool given = false;
    bool is_signed = false;
    std::uint8_t bytes = 0;                          ///< of a value: 1, 2, 4 or 8; 0: a bit
    std::int64_t low = INT64_MIN, high = INT64_MAX;  ///< what values can be, where nothing is wrong
    std::vector<std::int64_t> meaning;  ///< values are places here, where the cells stand; empty: they are cells
    friend bool operator==(const cell_form&, const cell_form&) = default;
};

inline constexpr std::size_t most_sliced = 65'000;   ///< rules: their places are 16 bits
inline constexpr std::size_t most_meanings = 1'000;  ///< of the codes of a column that rules read

/// What values of a column can be: as far as they are not wrong, and as their width allows. Low above high: nothing.
struct value_ends {
    std::int64_t low = 0, high = 0;
};
value_ends ends_of(const cell_form& form) noexcept;

/// The rows of 512 whose values can not be. @pre `form.bytes` is not 0
void find_outside(const void* data, const cell_form& form, slice& out);

/// What sums may come to.
inline constexpr std::int64_t most_total = std::int64_t{1} << 46;

/// What is wanted of the rules that match a row.
enum class matches : std::uint8_t {
    first,  ///< the first: its place and one, 0 if none matches
    only,   ///< the first, and whether there is another
    set,    ///< all, a bit for each place (at most 16)
    list    ///< all, listed
};

/// What a slice came to.
struct slice_matches {
    slice several;                       ///< `only`: more than one rule matches
    slice exceptional;                   ///< an exceptional rule matches (`first`, `only`: is the first)
    std::uint32_t codes[rows_of_slice];  ///< `first`, `only`, `set`
    // `list`
    std::vector<std::uint32_t> rules;    ///< the ids of those that match, row after row, slice after slice
    std::size_t rule_count = 0;          ///< of them, those that count; a first slice starts with none
    std::int64_t starts[rows_of_slice];  ///< where in `rules` those of a row start
    std::int64_t sums[rows_of_slice];    ///< of their numbers
};

namespace slices_detail {
struct program;
struct room;
}  // namespace slices_detail

/// The rules of a decision, made for columns of certain forms. Immutable.
/// @par Thread safety  Any number of threads, each with a `workplace` of its own.
class slicer {
public:
    /// Nothing if some cell that rules read is not given, they ask for lists, or are too many for such columns.
    /// @param numbers  `list`: what each rule adds, by place; no sum of some of them is beyond `most_total`
    /// @param ids  `list`: of the rules, by place
    static std::optional<slicer> make(const rule_tests& rules, const lane_layout& layout,
                                      const std::vector<cell_form>& cells, matches wanted,
                                      std::span<const std::int64_t> numbers = {},
                                      std::span<const std::uint32_t> ids = {});
    slicer(slicer&&) noexcept;
    slicer& operator=(slicer&&) noexcept;
    ~slicer();

    /// Memory to work in, kept from slice to slice.
    class workplace {
    public:
        workplace();
        workplace(workplace&&) noexcept;
        ~workplace();
        slice_matches found;

    private:
        friend class slicer;
        std::unique_ptr<slices_detail::room> room_;
    };

    /// The cells that rules read.
    const std::vector<std::uint32_t>& reads() const noexcept;

    /// Matches the rules with 512 rows. @param data  by cell: where the first of them stands; 512 values can be read
    /// @param of  the rows that are asked for; nothing is said of others
    void match(std::span<const void* const> data, const slice& of, workplace& into) const;

private:
    explicit slicer(std::unique_ptr<const slices_detail::program> p);
    std::unique_ptr<const slices_detail::program> program_;
};

}  // namespace writ::classify
