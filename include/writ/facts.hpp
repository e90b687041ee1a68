// One case: the facts somebody gave, each as one 64-bit cell of its declared type.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "writ/date.hpp"
#include "writ/source.hpp"
#include "writ/type.hpp"

namespace writ {

/// What we have of one value.
enum class presence : std::uint8_t {
    missing,         ///< the case does not mention it: unknown, nobody has told us
    unknown,         ///< the case says that it is unknown
    absent,          ///< the case says that it does not exist; only optional facts
    assumed_absent,  ///< the case does not mention it, and the fact says `assume absent`; listed like `assumed`
    known,
    assumed,  ///< the case does not mention it, the fact's `assume` stands in; counts as known and is listed
};

inline bool has_value(presence p) noexcept { return p >= presence::known; }
inline bool is_open(presence p) noexcept { return p <= presence::unknown; }
inline bool is_absent(presence p) noexcept { return p == presence::absent || p == presence::assumed_absent; }
/// Whether an `assume` stands in for what the case does not mention.
inline bool is_assumed(presence p) noexcept { return p == presence::assumed || p == presence::assumed_absent; }

/// What a value that is not there says: an empty `std::optional` of a struct, a null of a column.
enum class when_empty : std::uint8_t {
    left_out,  ///< nothing: the fact is unknown, or what the rules `assume`
    unknown,   ///< that the fact is unknown, whatever the rules assume
    absent     ///< that there is no such thing; only for optional facts
};

/// A value of static type T in 64 bits:
/// bool 0/1 · number: mantissa at the type's places · money: minor units of its currency · date: day number ·
/// time: minutes · instant, duration: microseconds · span: `pack_span` · enum, calendar: index · text: id (see
/// `case_data::texts`) · set: mask, bit i the i-th value.
struct cell {
    std::int64_t value = 0;
    presence state = presence::missing;
    friend bool operator==(const cell&, const cell&) = default;
};

/// The least and greatest value of a cell, where the type alone says.
std::optional<std::pair<std::int64_t, std::int64_t>> ends_of_cell(const type& t) noexcept;

/// Counts beyond 2^60 become that: no date is that far away.
std::int64_t pack_span(const calendar_span& s) noexcept;
calendar_span unpack_span(std::int64_t packed) noexcept;

/// A list of records as columns: cell of field f of element i is `cells[f * count + i]`.
/// Elements are already in the order their list is sorted on; `given[i]` is where the case has the i-th, from 1.
/// A list in the state `assumed` has its elements from the fact's `assume`.
struct list_data {
    presence state = presence::missing;  ///< of the list itself
    std::uint32_t count = 0;
    std::vector<cell> cells;
    std::vector<std::uint32_t> given;
};

/// Where a fact lives in a `case_data`.
struct fact_place {
    enum class kind_of : std::uint8_t { scalar, record, list } kind = kind_of::scalar;
    std::uint32_t at =
        0;  ///< scalar: its cell; record: the cell of the record itself, its fields follow; list: its index
    std::uint32_t fields = 0;  ///< record, list: how many fields
    friend bool operator==(const fact_place&, const fact_place&) = default;
};

/// The moment a case is decided at: a date, an instant, or nothing (then `today` and `now` are unknown).
struct moment_of_decision {
    std::optional<day_number> day;      ///< a date only: `now` is some unknown instant of that day
    std::optional<instant_us> instant;  ///< a date and a time
    friend bool operator==(const moment_of_decision&, const moment_of_decision&) = default;
};

/// Reads a date or an instant; nothing if it is neither.
std::optional<moment_of_decision> parse_moment(std::string_view text);
std::string format_moment(const moment_of_decision& m);

/// An outcome of a used pack that the case gives itself.
struct given_cell {
    std::uint32_t term = 0;
    cell value;
};

/// Something wrong with a case: where in it, in words, and a suggestion if there is one.
struct case_error {
    std::string path;  ///< `seller.violations[2].severity`
    std::string message;
    std::string help;      ///< may be empty
    position where{0, 0};  ///< in the text it was read from; line 0 where there is none
    friend bool operator==(const case_error&, const case_error&) = default;
};

/// `3:5: seller.points: message (help)`, without the parts that there are not.
std::string to_string(const case_error& e);

/// The facts of one case, laid out for one rule set. Reusable: clear and fill again without allocating.
struct case_data {
    std::vector<cell> cells;
    std::vector<list_data> lists;
    std::vector<std::string> texts;  ///< texts of the case; id = number of the rule set's own texts + index here
    std::vector<given_cell> outcomes;
    moment_of_decision as_of;
    std::vector<currency_code> currency;  ///< per pack: what money without a currency is in; 0 if the case does not say
    std::vector<case_error> errors;       ///< any: every outcome of the case is an error
};

}  // namespace writ
