// Values of rules as arrays that anybody can read.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "arrow_memory.hpp"
#include "writ/decision.hpp"
#include "writ/model/model.hpp"

namespace writ::python::arrow {

/// Bits, the first of a byte the lowest.
class bit_list {
public:
    void add(bool bit) {
        if (size_ % 8 == 0) bytes_.push_back(0);
        bytes_.back() = static_cast<std::uint8_t>(bytes_.back() | (bit ? 1u << size_ % 8 : 0u));
        zeros_ += bit ? 0 : 1;
        ++size_;
    }
    /// Those that stand at these places. @pre there are none yet
    void add(const std::vector<bool>& from, std::span<const std::uint32_t> places);
    void add_ones(std::size_t count);  ///< likewise
    std::int64_t size() const noexcept { return size_; }
    std::int64_t zeros() const noexcept { return zeros_; }
    /// As a validity: none is needed where all are set.
    buffer validity() && { return zeros_ == 0 ? buffer() : buffer_of(std::move(bytes_)); }
    buffer values() && { return buffer_of(std::move(bytes_)); }

private:
    std::vector<std::uint8_t> bytes_;
    std::int64_t size_ = 0, zeros_ = 0;
};

/// Texts one after the other.
ArrowArray array_of(const std::vector<std::string>& texts);

/// Values of one type, put into arrays:
///
/// | type | format |
/// |---|---|
/// | bool | bool |
/// | whole numbers | int64 |
/// | other numbers | decimal128 of the declared places; those that may be no decimal are texts |
/// | money | decimal128, and the field's metadata has the `currency` |
/// | money in the currency of the row's region | struct of amount and currency |
/// | date, time | date32, time32[s] |
/// | instant, duration | timestamp[us, UTC], duration[us] |
/// | enum, weekday | dictionary of all values |
/// | set | list of texts |
/// | list, record | list, struct |
/// | text, span, calendar | text |
class value_builder {
public:
    /// @param in_list  enums are texts: some readers take no dictionaries in lists
    value_builder(const model::model& m, const writ::type& t, bool in_list = false);

    /// What arrays are, as a field of that name.
    ArrowSchema schema(std::string name) const;

    void add_nothing();
    void add(std::int64_t cell);     ///< @pre `tells(cell)`
    void add(const outcome& value);  ///< @pre it is known, or absent
    /// Values that rows share, of each row by its place among them; nothing: there is none. @pre it is empty, adds
    /// many, and `tells` is true of all
    void add(const std::vector<std::optional<std::int64_t>>& cells, std::span<const std::uint32_t> places);
    /// Numbers of rows, likewise.
    void add(std::span<const std::int64_t> cells);
    /// Whether values are of one width, so that many are added at once.
    bool adds_many() const noexcept { return layout_ <= layout::names; }
    /// Whether a cell is all of a value. That of a list is not, nor that of money in the currency of the row's region.
    bool tells(std::int64_t cell) const noexcept;

    /// What was added; the builder starts again.
    ArrowArray take();

private:
    enum class layout : std::uint8_t { bits, fixed, names, texts, lists, structs };

    void be_fixed(std::string format, std::size_t width);
    void be_texts();
    void be_names(std::vector<std::string> names, bool in_list);
    void be_money();
    void be_lists();
    void child(std::string name, value_builder values);

    void add(const scalar_value& v);
    void add_text(std::string_view text);
    void end_list() { offsets_.push_back(children_.front().size()); }
    std::int64_t size() const noexcept { return valid_.size(); }
    template <class T>
    void put(T value) {
        const auto* const at = reinterpret_cast<const char*>(&value);
        bytes_.insert(bytes_.end(), at, at + sizeof value);
    }
    void put_number(__int128 value);
    /// What a cell is in an array.
    __int128 number_of(__int128 cell) const noexcept { return type_.base == base_type::time ? cell * 60 : cell; }
    /// Calls with a number of the width that values have.
    template <class Call>
    void with_width(const Call& call) const;

    const model::model* m_;
    writ::type type_;
    layout layout_ = layout::fixed;
    std::string format_;
    std::size_t width_ = 8;  ///< fixed, names: bytes of a value
    std::vector<std::pair<std::string, std::string>> metadata_;
    std::vector<std::string> names_;      ///< that places mean
    std::vector<std::string> constants_;  ///< texts that cells mean
    std::vector<std::string> child_names_;
    std::vector<value_builder> children_;

    bit_list valid_, bits_;
    std::vector<char> bytes_;
    buffer at_once_;  ///< instead of bytes, where many were added
    std::vector<std::int64_t> offsets_;
};

}  // namespace writ::python::arrow
