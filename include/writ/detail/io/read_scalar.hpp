// One given value → one cell of its declared type, or words about why not.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "writ/decision.hpp"
#include "writ/detail/io/document.hpp"
#include "writ/model/model.hpp"

namespace writ::detail {

/// What is wrong with one value; the reader of the document adds where.
struct complaint {
    std::string message;
    std::string expected;  ///< what the fact is, if the message does not say: "a whole number"
    std::string help;
};

/// A scalar in the plainest form: a whole number (see `cell`) or a text.
struct scalar_reading {
    std::int64_t value = 0;
    std::string_view text;       ///< of text facts
    currency_code currency = 0;  ///< of money: the one that was given
    std::optional<complaint> wrong;
};

/// Reads a present value of a scalar type or a set. `pack` says whose calendars are meant; `home` is what money without
/// a currency is in, 0 if any will do.
scalar_reading read_scalar(const model::model& m, const writ::type& t, model::pack_id pack, currency_code home,
                           const document& d, node_id given);

bool is_valid_utf8(std::string_view s) noexcept;

/// The user's own words, on one line and of a length one can read, between back-ticks.
std::string in_ticks(std::string_view words);

/// Words of a document on one line, without what would disturb a terminal, and no longer than one can read.
std::string on_one_line(std::string_view words, std::size_t longest);

/// A type as users call it: `a whole number`, `an amount of money`, `a value of Severity`.
std::string in_words(const model::model& m, const writ::type& t);

/// A given value as users call it: `` `18` in quotes is a text``.
std::string in_words(const document& d, node_id given);

/// `unknown`, `{"unknown": true}`, or plain `unknown` where that is not a value of the type.
bool says_unknown(const model::model& m, const writ::type& t, const document& d, node_id given);
/// null, or plain `absent` where that is not a value of the type.
bool says_absent(const model::model& m, const writ::type& t, const document& d, node_id given);

/// The value that a reading stands for, to show and compare it.
scalar_value shown_value(const model::model& m, const writ::type& t, const scalar_reading& r);

/// A JSON number, also with an exponent; the numbers of rules. Exact.
std::optional<rational> read_number(std::string_view spelling);

/// `did you mean `high`?`, or all of a few, or nothing.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace writ::detail
