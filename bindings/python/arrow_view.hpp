// An array that somebody gave, looked at once: what it holds, where it stands, and that its parts fit together.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "arrow_abi.hpp"

namespace writ::python::arrow {

/// What arrays hold, as far as facts can be made of it.
enum class content : std::uint8_t {
    nothing,   ///< nulls alone
    booleans,  ///< a bit each
    integers,
    floats,
    decimals,    ///< integers of 4, 8 or 16 bytes, `places` of them behind the point
    texts,       ///< with offsets of 4 or 8 bytes
    text_views,  ///< each with its length, and in place if it is short
    days,        ///< since 1970-01-01
    day_starts,  ///< the same in milliseconds
    timestamps,  ///< since 1970-01-01, of UTC if there is a `zone`
    times,       ///< since midnight
    durations,
    lists,  ///< with offsets of 4 or 8 bytes
    structs
};

/// In words, of many: `whole numbers`.
std::string_view in_words(content c) noexcept;

/// What a format says.
struct form {
    content what = content::nothing;
    std::uint8_t bytes = 0;  ///< of a value, or of an offset
    bool is_signed = true;
    int places = 0;               ///< decimals
    std::int64_t per_second = 1;  ///< timestamps, times, durations: how many units are one
    std::string_view zone = {};
};

/// A checked array. Reading its values within `length` is safe, as far as the producer's buffers are as long as it
/// says.
/// @par Lifetime  Schema and array must outlive it.
struct view {
    std::string path;    ///< of the column: `order.items.price`
    std::string format;  ///< as the producer wrote it
    form is;             ///< of the dictionary's places where there is one
    const ArrowSchema* schema = nullptr;
    const ArrowArray* array = nullptr;
    std::int64_t offset = 0, length = 0;
    const std::uint8_t* valid = nullptr;  ///< from `offset`; null: all are
    std::vector<view> children;
    std::shared_ptr<const view> dictionary;

    std::size_t size() const noexcept { return static_cast<std::size_t>(length); }
    bool is_valid(std::size_t i) const noexcept {
        const std::size_t at = static_cast<std::size_t>(offset) + i;
        return valid == nullptr || (valid[at / 8] >> at % 8 & 1) != 0;
    }
    /// Whether there is a value: it is valid, in the dictionary too, and not NaN.
    bool has(std::size_t i) const noexcept {
        if (!is_valid(i)) return false;
        if (dictionary != nullptr) return dictionary->is_valid(static_cast<std::size_t>(integer(i)));
        return is.what != content::floats || !std::isnan(number(i));
    }
    bool has_nulls() const noexcept;
    bool holds_texts() const noexcept {
        const content c = dictionary == nullptr ? is.what : dictionary->is.what;
        return c == content::texts || c == content::text_views;
    }
    std::string_view name() const noexcept { return schema->name == nullptr ? "" : schema->name; }

    /// The first of the values. @pre `is` has `bytes`
    const unsigned char* values() const noexcept {
        return static_cast<const unsigned char*>(array->buffers[1]) + static_cast<std::size_t>(offset) * is.bytes;
    }
    /// A value of up to 8 bytes. @pre integers of any content, or offsets (of which there is one more)
    std::int64_t integer(std::size_t i) const noexcept;
    bool truth(std::size_t i) const noexcept;             ///< @pre booleans
    double number(std::size_t i) const noexcept;          ///< @pre floats
    __int128 wide(std::size_t i) const noexcept;          ///< @pre decimals
    std::string_view text(std::size_t i) const noexcept;  ///< @pre holds_texts() and has(i)
    /// All of them. @pre integers of that width, or what is one
    template <class T>
    std::span<const T> all() const noexcept {
        return {reinterpret_cast<const T*>(values()), size()};
    }

    /// Some of its values.
    view part(std::int64_t first, std::int64_t count) const;
};

/// Calls with the integers of an array, or its offsets, where they are.
template <class Call>
void with_integers(const view& v, const Call& call) {
    switch (v.is.bytes) {
        case 1: return v.is.is_signed ? call(v.all<std::int8_t>()) : call(v.all<std::uint8_t>());
        case 2: return v.is.is_signed ? call(v.all<std::int16_t>()) : call(v.all<std::uint16_t>());
        case 4: return v.is.is_signed ? call(v.all<std::int32_t>()) : call(v.all<std::uint32_t>());
        default: return v.is.is_signed ? call(v.all<std::int64_t>()) : call(v.all<std::uint64_t>());
    }
}

/// Checks that there is everything that pointers point at. @throws bad_column
void check(const ArrowSchema& batches);
void check(const ArrowSchema& batches, const ArrowArray& batch);

/// A column of a batch, all the way down. @pre both are checked
/// @throws bad_column  naming the column, and its format where that is what is wrong
view look_at(const ArrowSchema& batches, const ArrowArray& batch, std::int64_t column);

}  // namespace writ::python::arrow
