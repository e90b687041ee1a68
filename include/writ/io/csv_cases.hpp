// Cases of a table: CSV, a case in each row.
//
//     order.region,order.points,order.total,as_of
//     TH,48,USD 100.00,2026-03-01
//     "MX",unknown,,2026-03-02
//
// The header names facts by their paths (`order.bank.checked`: a field of a record), and `as_of`. Cells are written as values without
// quotes are in YAML (`case_builder.hpp`), and read as the fact's type says: of a text any characters are just these; yes and no are
// also true, TRUE, True; an amount without a currency is in that of its fact, if it has one; the values of a set are separated by
// semicolons, `{}` is the empty one. `unknown` and `absent` say so, but in texts. Lists have no columns.
//
// As RFC 4180 has it: a cell may stand in quotes, and has to if there is a delimiter, a quote (doubled) or a line end in it; rows end
// with LF or CRLF where the number of quotes so far is even. So where rows end does not depend on what is in them otherwise.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

#include "writ/case_layout.hpp"
#include "writ/io/json_lines.hpp"
#include "writ/limits.hpp"

namespace writ::io {

/// A table cannot be read as cases: a column is no fact, or two columns are the same one.
class bad_header : public std::invalid_argument {
public:
    using std::invalid_argument::invalid_argument;
};

/// How a table is to be understood.
struct csv_options {
    std::map<std::string, std::string> columns = {};  ///< facts of columns that have other names
    std::set<std::string> ignore = {};                ///< columns to be passed over
    bool ignore_rest = false;                         ///< all that are no fact
    when_empty missing = when_empty::left_out;        ///< what an empty cell says of a fact
    char delimiter = ',';
};

/// Reads rows of one table, and keeps its memory between them.
/// @par Lifetime  The model must outlive the reader.
/// @par Thread safety  One thread at a time; make one for each.
class csv_reader {
public:
    /// @param header  the first row of the table
    /// @throws bad_header
    csv_reader(const model::model& m, const case_layout& layout, std::string_view header, const csv_options& how = {},
               const limits& bounds = {});
    csv_reader(csv_reader&&) noexcept;
    csv_reader& operator=(csv_reader&&) noexcept;
    ~csv_reader();

    /// A row that cannot be read makes a case with an error. @param row  without its line end
    void read(std::string_view row, case_data& out);

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

/// Behind the first end of a row at or after a place; `npos` if there is none. @param quoted  whether the place is within quotes
std::size_t csv_row_end(std::string_view text, std::size_t from, bool quoted = false) noexcept;

/// The cases of some whole rows. Empty lines are passed over.
/// @par Lifetime  Reader and text must outlive this.
class csv_rows {
public:
    /// @param before  how many lines came before the text
    csv_rows(csv_reader& reader, std::string_view text, std::uint64_t before)
        : reader_(reader), rest_(text), next_line_(before + 1) {}

    /// @return false at the end
    bool next(case_data& out);
    /// The line in which the row of the last case begins, from 1.
    std::uint64_t line() const noexcept { return line_; }

private:
    csv_reader& reader_;
    std::string_view rest_;
    std::uint64_t line_ = 0, next_line_;
};

/// Cuts what comes from a source into blocks of whole rows.
class csv_blocks {
public:
    /// Of a row that is longer than a case may be it keeps so much that the reader refuses it.
    explicit csv_blocks(byte_source input, std::size_t block_bytes = 1u << 18, const limits& bounds = {});

    /// @return false at the end
    bool next();
    std::string_view text() const noexcept { return {memory_.data(), whole_}; }
    std::uint64_t before() const noexcept { return before_; }  ///< how many lines came before them

private:
    bool read_on();
    void pass_over_row(bool quoted);

    byte_source input_;
    std::size_t block_bytes_, longest_;
    std::string memory_;  ///< whole rows, then what has come behind them
    std::size_t whole_ = 0;
    std::uint64_t before_ = 0;
    std::uint64_t passed_over_ = 0;  ///< lines of the last row that are not in memory
    bool ended_ = false;
};

}  // namespace writ::io
