// What matching slices reads: rules as ANDs of literals.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "writ/classify/slices.hpp"

/// Highway's levels whose vectors have a size that is known here: not those of SVE that are as long as the machine has them.
#undef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2)

namespace writ::classify::slices_detail {

/// Where a literal is, twice, and one if its complement is meant. Place 0 is of all rows.
using reference = std::uint32_t;

/// A column that rules read. Its literals have consecutive places: those of single values, of cuts, of members.
struct source {
    std::uint32_t cell = 0;
    std::uint8_t from = 0;  ///< bytes of a value as it is given; 0: a bit
    std::uint8_t to = 0;    ///< bytes it is compared in, as its distance from `base`
    bool as_it_is = true;   ///< nothing to do before comparing
    std::uint64_t base = 0;
    std::uint32_t first = 0;                          ///< place of its first literal
    std::uint32_t equals = 0, cuts = 0, members = 0;  ///< how many; of a column of bits there is one, the bits
};

struct run {
    std::uint32_t first = 0, count = 0;
};

struct program {
    matches wanted = matches::first;
    std::vector<std::uint32_t> reads;
    std::vector<source> sources;
    std::vector<std::uint64_t> operands;  ///< by place of a literal
    std::vector<run> unions;              ///< of references; their places follow those of literals
    std::vector<run> ways;                ///< of references
    std::vector<run> rules;               ///< of ways, by place of a rule
    std::vector<reference> references;
    std::vector<std::uint8_t> exceptional;  ///< by place of a rule
    std::vector<std::int64_t> numbers;      ///< by place of a rule: what it adds to a row's sum
    std::vector<std::uint32_t> ids;         ///< by place of a rule
    std::uint32_t places = 1;
};

/// Bits of 64 rows that rules match, where there are any. A tag is a rule's place and the first row: place * 512 + row.
struct word_list {
    std::vector<std::uint64_t> words, tags;
    std::size_t count = 0;

    void make_room(std::size_t rules) {
        constexpr std::size_t pad = 8;  // so many are written at a time
        words.resize(std::max(words.size(), rules * (rows_of_slice / 64) + pad));
        tags.resize(words.size());
        count = 0;
    }
};

struct room {
    std::vector<slice> literals;
    alignas(64) std::uint64_t values[rows_of_slice];
    slice planes[16];  ///< numbers of rows, bit by bit
    word_list listed;
    std::vector<std::uint32_t> pairs;  ///< places of rules and rows: place * 512 + row, by place
};

}  // namespace writ::classify::slices_detail
