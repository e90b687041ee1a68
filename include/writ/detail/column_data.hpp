// What columns hold.
#pragma once

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "writ/classify/slices.hpp"
#include "writ/columns.hpp"
#include "writ/model/model.hpp"

namespace writ::columns_detail {

using classify::rows_of_slice;

/// The values of a fact or field, or the offsets of its lists, or only which of them there are.
struct column {
    std::string name;  ///< of the fact or field alone
    writ::type type;
    model::pack_id pack{};
    array of;
    const std::uint8_t* valid = nullptr;
    std::unique_ptr<std::uint8_t[]> own_valid;  ///< what `valid` is, where codes below zero say what is missing
    when_empty missing = when_empty::left_out;
    const when_empty* each = nullptr;  ///< null: `missing`
    currency_code currency = 0;        ///< of money; 0: that of the row's region
    classify::cell_form form;
    std::vector<std::string> dictionary;
    std::vector<bool> fits;  ///< by code: whether its text is a value of the type

    bool is_coded() const noexcept { return !dictionary.empty(); }
    bool is_valid(std::size_t i) const noexcept { return valid == nullptr || (valid[i / 8] >> i % 8 & 1) != 0; }

    std::int64_t operator[](std::size_t i) const noexcept {
        const auto* at = static_cast<const unsigned char*>(of.data);
        if (of.bytes == 0) return at[i / 8] >> i % 8 & 1;
        std::uint64_t out = 0;
        std::memcpy(&out, at + i * of.bytes, of.bytes);
        const unsigned unused = 64 - 8u * of.bytes;
        return form.is_signed ? static_cast<std::int64_t>(out << unused) >> unused : static_cast<std::int64_t>(out);
    }

    /// Says that there is no such value.
    void forget(std::size_t i) {
        if (!own_valid) {
            const std::size_t bytes = (of.size + 7) / 8;
            own_valid = std::make_unique<std::uint8_t[]>(bytes);
            if (valid == nullptr) std::fill_n(own_valid.get(), bytes, std::uint8_t{0xff});
            else std::copy_n(valid, bytes, own_valid.get());
            valid = own_valid.get();
        }
        own_valid[i / 8] = static_cast<std::uint8_t>(own_valid[i / 8] & ~(1u << i % 8));
    }
};

/// The columns of one fact.
struct fact_columns {
    std::uint32_t fact = 0;
    bool whole = false;  ///< `own` was given: values, offsets, or which records there are
    column own;
    std::vector<std::pair<std::uint32_t, column>> fields;

    const column* field(std::uint32_t number) const {
        const auto same = [&](const auto& f) { return f.first == number; };
        const auto found = std::find_if(fields.begin(), fields.end(), same);
        return found == fields.end() ? nullptr : &found->second;
    }
};

/// Between what the numbers are that columns have for values of a type.
inline classify::value_ends ends_of_values(const model::model& m, const writ::type& t) {
    constexpr classify::value_ends all{INT64_MIN, INT64_MAX};
    const auto count = [&] { return static_cast<std::int64_t>(m.enums[t.ref].values.size()); };
    switch (t.base) {
        case base_type::boolean: return {0, 1};
        case base_type::weekday: return {0, 6};
        case base_type::enumeration: return {0, count() - 1};
        case base_type::set: return count() == 64 ? all : classify::value_ends{0, (std::int64_t{1} << count()) - 1};
        case base_type::instant: return {first_day * us_per_day, (last_day + 1) * us_per_day - 1};
        default: break;
    }
    const auto ends = ends_of_cell(t);
    return ends ? classify::value_ends{ends->first, ends->second} : all;
}

inline std::size_t slices_of(std::size_t rows) { return (rows + rows_of_slice - 1) / rows_of_slice; }

struct parts {
    parts(ruleset r, std::size_t n) : rules(std::move(r)), rows(n), doubtful(slices_of(n)) {}

    ruleset rules;
    std::size_t rows;
    std::vector<fact_columns> facts;  ///< in the order of facts
    moment_of_decision moment;
    std::optional<column> moments;
    bool moments_are_days = false;
    std::vector<classify::slice> doubtful;         ///< rows that may be wrong: always decided one by one
    std::multimap<std::size_t, case_error> wrong;  ///< by row: what the caller says

    const fact_columns* columns_of(std::uint32_t fact) const {
        const auto found = std::find_if(facts.begin(), facts.end(), [&](const auto& f) { return f.fact == fact; });
        return found == facts.end() ? nullptr : &*found;
    }

    /// Whether rows may be wrong that `doubtful` does not have: where lists lack what they are sorted on, or where the
    /// currency of money depends on the row.
    bool is_all_doubtful() const {
        return std::any_of(facts.begin(), facts.end(), [](const fact_columns& f) {
            const auto of_region = [](const column& c) {
                return c.type.base == base_type::money && c.type.currency == 0;
            };
            const std::int32_t key = f.own.type.base == base_type::list ? f.own.type.sorted_on : -1;
            return (key >= 0 && f.field(static_cast<std::uint32_t>(key)) == nullptr) || (f.whole && of_region(f.own)) ||
                   std::any_of(f.fields.begin(), f.fields.end(), [&](const auto& c) { return of_region(c.second); });
        });
    }

    void doubt(std::size_t row) { doubtful[row / rows_of_slice].words[row % rows_of_slice / 64] |= 1ull << row % 64; }
};

/// 512 values of a column from a row on; the last ones of a column are copied, for there may be nothing behind them.
class window {
public:
    const void* of(const array& a, std::size_t row) {
        const auto* from = static_cast<const unsigned char*>(a.data) + (a.bytes == 0 ? row / 8 : row * a.bytes);
        if (row + rows_of_slice <= a.size) return from;
        const std::size_t left = a.size - row;
        room_.assign(rows_of_slice * 8, 0);
        std::memcpy(room_.data(), from, a.bytes == 0 ? (left + 7) / 8 : left * a.bytes);
        return room_.data();
    }

private:
    std::vector<unsigned char> room_;
};

inline classify::slice valid_rows(const column& c, std::size_t row, std::size_t rows) {
    classify::slice out;
    if (c.valid == nullptr) std::fill(std::begin(out.words), std::end(out.words), ~std::uint64_t{0});
    else std::memcpy(out.words, c.valid + row / 8, (std::min(rows - row, rows_of_slice) + 7) / 8);
    return out;
}

}  // namespace writ::columns_detail
