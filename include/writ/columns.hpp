// Many cases at once, as columns: one array for each fact, one value in it for each case.
//
//     std::vector<std::int16_t> days = …;
//     std::vector<std::uint8_t> opened = …;
//     writ::columns parcels = rules.columns(days.size());
//     parcels.values("parcel.days", days).values("parcel.opened", opened);
//     const writ::decision_columns refunds = rules.decide(parcels, "refund");
//     refunds[17].status, refunds[17].value, refunds[17].rules;      // as `decider::ask` says of that case
//     explain(rules, parcels.row(17), "refund");
//
// Arrays stay where they are: nothing is copied, and their forms are those of Apache Arrow (integers, dictionaries, offsets of
// lists, bitmaps with the lowest bit first), so that its arrays can be pointed at. What values mean:
//
// | fact | `values` | else |
// |---|---|---|
// | bool | 0, 1 | `bits` |
// | int, decimal, percent | at the declared places: 12.5 of a `decimal(2)` is 1250 | |
// | money | minor units: USD 10.50 is 1050 | |
// | date | days since 1970-01-01 | |
// | time | minutes since midnight | |
// | instant, duration | microseconds (since 1970-01-01 UTC) | |
// | enum, weekday | place in the order of declaration, from 0; from Monday | `texts` |
// | set | a bit for each value, the first one the lowest | |
// | calendar, span, text | | `texts` |
//
// `texts` are codes and their dictionary; of other facts than these too, each as JSON has it (`"2026-03-01"`, `"USD 10.50"`).
// Fields of records and of the elements of lists are columns by their path (`seller.bank.checked`, `seller.items.kind`).
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <ranges>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "writ/facts.hpp"
#include "writ/ruleset.hpp"
#include "writ/short_answer.hpp"

namespace writ {

/// A column cannot hold a fact: there is none of that name, or its values are of another kind or number.
class bad_column : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

/// What is to be known of a column beside its values.
struct column_options {
    const std::uint8_t* valid = nullptr;        ///< a bit for each value, the lowest first: there is one; null: of each
    when_empty missing = when_empty::left_out;  ///< what a value says that there is not
    const when_empty* each = nullptr;           ///< the same, for each value; null: `missing`
    std::string currency = {};                  ///< of money: `USD`; empty: that of the fact, else of the row's region
    bool missing_below_zero = false;            ///< of `texts`: a code below zero says that there is no value
};

namespace columns_detail {

/// An array of integers, or of bits.
struct array {
    const void* data = nullptr;
    std::size_t size = 0;
    std::uint8_t bytes = 0;  ///< of one; 0: a bit
    bool is_signed = false;
};

template <class R>
concept integers = std::ranges::contiguous_range<const R> && std::ranges::sized_range<const R> &&
                   std::integral<std::ranges::range_value_t<const R>>;

template <integers R>
array array_of(const R& of) {
    using number = std::ranges::range_value_t<const R>;
    return {std::ranges::data(of), static_cast<std::size_t>(std::ranges::size(of)),
            static_cast<std::uint8_t>(sizeof(number)), std::is_signed_v<number>};
}

/// An array of integers to write into.
struct written_array {
    written_array() = default;
    template <integers R>
        requires(!std::is_const_v<std::remove_reference_t<std::ranges::range_reference_t<R>>>)
    written_array(R&& of) : data(std::ranges::data(of)), size(std::ranges::size(of)) {
        using number = std::ranges::range_value_t<R>;
        bytes = sizeof(number), is_signed = std::is_signed_v<number>, is_bool = std::is_same_v<number, bool>;
    }

    void* data = nullptr;
    std::size_t size = 0;
    std::uint8_t bytes = 0;  ///< of one
    bool is_signed = false, is_bool = false;
};

struct parts;

}  // namespace columns_detail

/// The facts of many cases, a column for each.
///
/// Everything is checked when a column is given: its name and kind (`bad_column`), then its values. A value that its fact
/// cannot hold is a mistake of its row alone: every outcome of that row is an error, in the words of `ruleset::read_json`.
/// Facts without a column are as if the cases did not mention them.
/// @par Lifetime       Arrays must stay, unchanged, as long as the columns; dictionaries are copied.
/// @par Thread safety  Concurrent reading is fine.
class columns {
public:
    columns(ruleset rules, std::size_t rows);
    columns(columns&&) noexcept;
    columns& operator=(columns&&) noexcept;
    ~columns();

    std::size_t rows() const noexcept;

    /// The values of a fact, `group.name` or `pack.group.name`, or of a field of it: a vector, array or span of integers of any
    /// width. The narrower the quicker. @throws bad_column
    template <columns_detail::integers R>
    columns& values(std::string_view name, const R& of, const column_options& how = {}) {
        return add_values(name, columns_detail::array_of(of), how);
    }

    /// The values of a bool, eight in a byte, the lowest bit first. @throws bad_column
    columns& bits(std::string_view name, std::span<const std::uint8_t> of, const column_options& how = {});

    /// Texts as places in a dictionary. A code that is none is a mistake of its row, if not `missing_below_zero`.
    /// @throws bad_column
    template <columns_detail::integers R>
    columns& texts(std::string_view name, const R& codes, std::vector<std::string> dictionary,
                   const column_options& how = {}) {
        return add_texts(name, columns_detail::array_of(codes), std::move(dictionary), how);
    }

    /// Where the elements of each row's list begin among those of all, and one more: where the last ends. To be given before
    /// their fields. @throws bad_column
    template <columns_detail::integers R>
    columns& list(std::string_view name, const R& offsets, const column_options& how = {}) {
        return add_list(name, columns_detail::array_of(offsets), how);
    }

    /// Which rows have a record at all; of others its fields say nothing. @throws bad_column
    columns& record(std::string_view name, const column_options& how);

    /// The moment of decision: of all rows, or of each, in days or in microseconds since 1970-01-01. @throws bad_column
    /// @param valid  as in `column_options`; rows without a moment of their own have that of all
    columns& as_of(const moment_of_decision& of_all);
    template <columns_detail::integers R>
    columns& as_of_days(const R& days, const std::uint8_t* valid = nullptr) {
        return add_moments(columns_detail::array_of(days), valid, true);
    }
    template <columns_detail::integers R>
    columns& as_of_instants(const R& microseconds, const std::uint8_t* valid = nullptr) {
        return add_moments(columns_detail::array_of(microseconds), valid, false);
    }

    /// Says that something is wrong with a row, which its values do not show. @pre row < rows()
    columns& wrong(std::size_t row, case_error what);

    /// The case that a row is. @par Complexity  Prepares for the pack every time: for many rows keep `row_cases`.
    [[nodiscard]] case_data row(std::size_t i) const;

private:
    friend class column_decider;
    friend class row_cases;
    columns& add_values(std::string_view name, const columns_detail::array& of, const column_options& how);
    columns& add_texts(std::string_view name, const columns_detail::array& codes, std::vector<std::string> dictionary,
                       const column_options& how);
    columns& add_list(std::string_view name, const columns_detail::array& offsets, const column_options& how);
    columns& add_moments(const columns_detail::array& of, const std::uint8_t* valid, bool days);

    std::unique_ptr<columns_detail::parts> parts_;
};

/// The cases that rows are, one after the other, in memory that it keeps.
/// @par Lifetime       The columns must outlive it.
/// @par Thread safety  One thread at a time; any number of them on the same columns.
class row_cases {
public:
    explicit row_cases(const columns& of);
    row_cases(row_cases&&) noexcept;
    row_cases& operator=(row_cases&&) noexcept;
    ~row_cases();

    /// Valid until the next. @pre row < rows
    const case_data& operator[](std::size_t row);

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

/// The answers to one question about the rows of some columns.
///
/// Rows that came to the same share an answer: `codes` and `answers` are a dictionary, which holds statuses, outcomes and rules
/// at once. Where a decision adds up what all rules say, rows have sums and lists of rules of their own instead; those of a row
/// that has a code all the same (it was decided alone) mean nothing.
struct decision_columns {
    static constexpr std::uint32_t summed = 0xffffffff;  ///< the code of a row that has its own sum

    struct answer {
        writ::status status = writ::status::undetermined;
        cell value;
        std::uint32_t first_rule = 0, rules = 0;  ///< a run of `answer_rules`
    };

    std::vector<std::uint32_t> codes;  ///< by row: its answer, or `summed`; empty: all are
    std::vector<answer> answers;
    std::vector<std::uint32_t> answer_rules;

    std::vector<std::int64_t> sums;        ///< by row; empty where none is `summed`
    std::vector<std::int64_t> offsets;     ///< likewise, and one more: where the rules of each row begin
    std::vector<std::uint32_t> sum_rules;  ///< of all rows, one after the other

    std::size_t rows = 0;
    std::size_t count[4] = {};  ///< by `status`: how many rows

    /// The answer about a row: the same as `decider::ask` gives. Valid as long as this.
    short_answer operator[](std::size_t row) const noexcept {
        const std::uint32_t code = codes.empty() ? summed : codes[row];
        if (code == summed) {
            const auto first = static_cast<std::size_t>(offsets[row]), end = static_cast<std::size_t>(offsets[row + 1]);
            return {status::decided, {sums[row], presence::known}, {sum_rules.data() + first, end - first}};
        }
        const answer& a = answers[code];
        return {a.status, a.value, {answer_rules.data() + a.first_rule, a.rules}};
    }
};

/// The answers to one question about the rows of some columns, written into arrays of the program, an element for each row: what
/// a table of outcomes needs, in less memory than `decision_columns`, and without the rules. Arrays that are not given are not
/// wanted.
///
///     std::vector<std::int8_t> refunds(parcels.rows());
///     writ::outcome_arrays out{.values = refunds, .none = -1};
///     decider.decide(parcels, "refund", out);
struct outcome_arrays {
    /// Outcomes: integers of any width that holds all that the decision declares, and `none`. They mean what `values` of a
    /// column do: the place of an enum's value, minor units.
    columns_detail::written_array values = {};
    std::int64_t none = 0;         ///< the value of rows that have none: that are not decided, or absent
    std::span<bool> missing = {};  ///< which those are
    std::span<status> statuses = {};
    std::size_t count[4] = {};  ///< written too; by `status`: how many rows
};

/// Looks on while rows are decided: is told how many are done, and says whether to go on.
using watch = std::function<bool(std::size_t rows_done)>;

/// A watch said that a decision need not go on.
class decision_stopped : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Decides columns after columns, in memory that it keeps.
///
/// Rows whose facts are known are matched with all rules 512 at a time, where the rules ask nothing but facts; the others, and
/// other decisions, are decided row by row. Each row is decided as it would be alone.
/// @par Thread safety  One thread at a time; it starts others for the time of a call if asked to.
class column_decider {
public:
    explicit column_decider(ruleset rules, unsigned threads = 1);
    column_decider(column_decider&&) noexcept;
    column_decider& operator=(column_decider&&) noexcept;
    ~column_decider();

    /// Answers one question about every row. Everything in `into` is replaced, its memory reused.
    /// @param look  if any, is called every few milliseconds by the calling thread. Where it returns false, or throws, all
    ///              threads stop at their next row, and `into` means nothing.
    /// @pre the columns were made by the same rules
    /// @throws unknown_decision, decision_stopped, what `look` throws
    void decide(const columns& cases, std::string_view name, decision_columns& into, const watch& look = {});

    /// The same, of each row only what arrays hold. Decisions whose outcomes are texts, lists, records or money in the currency
    /// of the row's region have statuses alone.
    /// @throws bad_column  an array has another number of elements than there are rows, or cannot hold the outcomes
    void decide(const columns& cases, std::string_view name, outcome_arrays& into, const watch& look = {});

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

}  // namespace writ
