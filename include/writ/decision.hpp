// What comes out: the status, the value or what it may still be, and what the answer rests on.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "writ/date.hpp"
#include "writ/source.hpp"
#include "writ/type.hpp"

namespace writ {

/// A plain scalar value with what is needed to show it.
struct scalar_value {
    base_type base = base_type::any;
    rational number;  ///< number; money in major units; date, time, instant, duration, boolean as whole numbers
    std::int16_t places = -1;  ///< number: places to show at least
    bool percent = false;
    currency_code currency = 0;
    calendar_span span_value;
    std::string name;  ///< enumeration, weekday, calendar, text

    friend bool operator==(const scalar_value&, const scalar_value&) = default;
};

/// How values are put into words.
struct wording {
    std::string_view language = "en";  ///< of `between … and …`, `or absent` (`phrases.hpp`)
    bool prose = false;  ///< plain values too are words of that language (`sí`, `30 días`), not as rules write them
    const zone* where = nullptr;  ///< prose: instants are told in this zone, which is named; none: in UTC
};

/// `48`, `USD 100.00`, `2026-03-01`, `30 days`, `yes`, `terminate` — as rules write it (texts without quotes).
std::string to_string(const scalar_value& v, const wording& how = {});

/// Everything a value may still be. Known: exactly one plain value, no absence, no error.
struct outcome {
    enum class kind_of : std::uint8_t {
        nothing,   ///< no plain value is possible: surely absent, or surely an error
        values,    ///< one of `values` (one: that one)
        interval,  ///< from `low` to `high`, both included; an end that is missing is open
        set,       ///< all of `must`, and perhaps more of `may`
        list,      ///< `members` in order; `open`: perhaps more that nobody has listed
        record,    ///< `fields`
        any        ///< any value of its type
    };
    struct member;
    struct field;

    kind_of kind = kind_of::nothing;
    std::vector<scalar_value> values;  ///< in the order of their type; distinct
    std::optional<scalar_value> low, high;
    std::vector<std::string> must, may;
    std::vector<member> members;
    bool open = false;
    std::vector<field> fields;
    bool absent = false;  ///< may be absent
    bool error = false;   ///< may be an error

    bool is_known() const noexcept;
    bool is_absent() const noexcept { return kind == kind_of::nothing && absent && !error; }
    friend bool operator==(const outcome&, const outcome&);
};

/// An element of a list outcome.
struct outcome::member {
    outcome value;
    bool sure = true;  ///< false: perhaps not in the list
    friend bool operator==(const member&, const member&);
};

/// A field of a record outcome. (Not a `std::pair`: clang needs those complete inside `outcome`.)
struct outcome::field {
    std::string name;
    outcome value;
    friend bool operator==(const field&, const field&);
};

/// `P2`, `between 54 and 102`, `one of warn, stop`, `{a, b}`, `absent`, `error` — one line.
std::string to_string(const outcome& o, const wording& how = {});

/// How far a question could be answered.
enum class status : std::uint8_t {
    decided,       ///< the value is certain whatever the unknown facts are (perhaps provisional: see `asks`)
    undetermined,  ///< `needs` says what is missing
    conflict,      ///< rules disagree: `conflicts` names all of them
    error          ///< the case or a computation is wrong: `error_text`
};
std::string_view to_string(status s) noexcept;

/// A thing the policy, not the case, leaves open.
struct policy_need {
    std::string name;  ///< a parameter or a calendar
    std::string text;  ///< "parameter refund_limit has no value for region TH"
    friend bool operator==(const policy_need&, const policy_need&) = default;
};

/// The answer to one question about one case.
///
/// Field names and rule paths are part of the interface; the order of every list is fixed (rules: as written, facts: file
/// order), so the same rules and the same case give the same bytes.
struct decision {
    std::string name;  ///< the decision asked for
    writ::status status = writ::status::undetermined;
    outcome value;                            ///< decided: known (or absent: no rule applies); else what is possible
    bool provisional = false;                 ///< decided by a rule that asks for facts meanwhile
    std::vector<std::string> rules;           ///< paths of the rules that spoke, of every decision that was read
    std::vector<std::string> own_rules;       ///< those of this decision alone
    std::vector<std::string> possible_rules;  ///< those that speak only in some possibilities
    std::vector<std::string> needs;           ///< undetermined: facts (and policy) that settle it
    std::vector<policy_need> policy;          ///< those of `needs` that the policy owes
    std::vector<std::string> asks;            ///< provisional: facts asked for
    std::vector<std::string> assumed;         ///< facts that `assume` stood in for
    std::vector<std::string> outranked;       ///< rules of a lower layer that would have said something else
    std::vector<std::string> conflicts;       ///< conflict: every rule involved
    std::string error_text;                   ///< error: in words
    std::optional<span> error_place;          ///< error: the expression

    friend bool operator==(const decision&, const decision&) = default;
};

}  // namespace writ
