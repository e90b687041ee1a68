// What a value may still be: the possible-values domain of the language reference ("Values that are missing").
//
// A `possible` is everything one expression may still turn out to be: plain values of one shape, perhaps absence, perhaps
// errors, and what would have to be known to say more. Known, absent, unknown and error are the four corners of it. Every
// operation maps possible values to possible values and never loses one. Nothing here is fast; everything is by value.
#pragma once

#include <compare>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "writ/date.hpp"
#include "writ/decision_error.hpp"
#include "writ/model/model.hpp"
#include "writ/rational.hpp"
#include "writ/source.hpp"

namespace writ::oracle {

/// Something that would have to be known. Its order is the order of `needs`: the clock, facts in file order (elements by
/// their given position, then field), outcomes of used packs, and last what the policy owes.
struct need {
    enum class kind_of : std::uint8_t { clock, fact, outcome, parameter, calendar } kind = kind_of::fact;
    std::uint32_t at = 0;       ///< clock: 0 now, 1 today; else the id of the fact, term or calendar
    std::uint32_t element = 0;  ///< fact: position of the element as given, from 1; 0: not of a list
    std::uint32_t field = 0;    ///< fact: 1 + index of the field; 0: the fact itself
    friend auto operator<=>(const need&, const need&) = default;
};

/// Needs in order, each once.
class needs {
public:
    needs() = default;
    needs(std::initializer_list<need> all) {
        for (const auto& n : all) insert(n);
    }
    void insert(const need& n);
    void clear() { all_.clear(); }
    bool empty() const { return all_.empty(); }
    auto begin() const { return all_.begin(); }
    auto end() const { return all_.end(); }
    friend bool operator==(const needs&, const needs&) = default;
    friend needs operator+(needs a, const needs& b);

private:
    std::vector<need> all_;
};

/// An error that a value may be.
struct failure {
    span place;
    error_kind kind{};
    std::string text;
    std::set<std::uint32_t> rules;  ///< conflict: all rules involved
};
bool operator<(const failure& a, const failure& b);
using failures = std::set<failure>;

/// The end of an interval; nothing: it has none.
using bound = std::optional<rational>;

/// Spans of one unit whose count lies in an interval.
struct span_range {
    span_unit unit{};
    bool rolled = false;
    bound low, high;
    friend auto operator<=>(const span_range&, const span_range&) = default;
};

enum class shape : std::uint8_t {
    nothing,   ///< no plain value is possible
    choice,    ///< some of finitely many: bool (0 no, 1 yes), enum, weekday, calendar, by index
    text,      ///< one of `texts`
    interval,  ///< number, money, date, time, instant, duration
    masks,     ///< a set: all of `must`, perhaps more of `may` (which contains `must`)
    spans,
    record,
    list,
    any  ///< any value of its type: unknown texts and spans
};

struct record_value;
struct list_value;

struct possible {
    shape kind = shape::nothing;
    model::value_set choice;
    std::set<std::string> texts;
    bound low, high;
    model::value_set must, may;
    std::set<span_range> spans;
    std::shared_ptr<const record_value> record;
    std::shared_ptr<const list_value> list;

    bool absent = false;  ///< may be absent
    failures errors;      ///< may be one of these
    oracle::needs needs;  ///< what is missing to say more; empty where nothing is

    std::optional<need> fact;                 ///< it is this unknown fact itself, not something computed from it
    int grid = -1;                            ///< … with so many decimal places
    std::shared_ptr<const zone> read_as_day;  ///< … an instant, read as its day in this zone
    std::optional<need> assumed;              ///< `assume` stood in for this fact
};

/// Fields by index. An element of a list knows which list (by a name of its own) and where in it.
struct record_value {
    std::map<std::uint32_t, possible> fields;
    std::string list;
    std::size_t index = 0;
};

struct list_item {
    possible value;
    possible present;  ///< yes, no or open: whether it is in the list
};

/// An element of a list that is itself unknown, and how many such there may be.
struct list_rest {
    possible value;
    std::int64_t least = 0, most = 0;
};

struct list_value {
    std::vector<list_item> items;
    std::optional<list_rest> rest;
    std::string name;  ///< of a list of the case, for those who read it twice; else empty
};

// ---- making

possible no_value();
possible absent_value();
possible error_value(failure f);
possible error_values(failures f, needs n = {});
possible number_value(const rational& x);
possible interval_value(bound low, bound high, needs n = {}, failures e = {});
possible choice_value(std::size_t index);
possible choice_values(const model::value_set& indices, needs n = {}, failures e = {});
possible truth(bool yes, bool no, failures e = {}, needs n = {});
possible mask_value(const model::value_set& must, const model::value_set& may, needs n = {}, failures e = {});
possible any_value(needs n, failures e = {});
possible record_of(record_value r);
possible list_of(list_value l, failures e = {}, needs n = {});

/// The same, waiting for `n` (for nothing, if nothing is open), no longer a fact itself.
possible waiting(possible v, needs n);
failures operator+(failures a, const failures& b);

// ---- asking

/// How many plain values are possible: 0, 1, or 2 for more. A record or list counts as one, whatever is open inside.
int plain_count(const possible& v);
bool is_determinate(const possible& v);
bool is_known(const possible& v);
bool is_surely_absent(const possible& v);
bool is_surely_error(const possible& v);
bool can_be(const possible& v, bool yes);
bool is_surely(const possible& v, bool yes);
/// Anything open in it or inside it.
bool is_open(const possible& v);
/// All that is needed for it and for what is inside.
needs deep_needs(const possible& v);

/// A part of a record or list that is made: its errors, unless they are sure, are errors of the whole.
possible part(possible v, failures& errors, needs& n);

/// Spelled out so that equal spellings mean equal possibilities: `key` with elements by their place in their list and with
/// needs (for arguments of terms), `plain_key` by content (for outcomes).
std::string key(const possible& v);
std::string plain_key(const possible& v);

struct comparison {
    bool equal;      ///< can be equal
    bool different;  ///< can differ
};
comparison compare_plain(const possible& a, const possible& b);
/// The errors of those that are surely errors.
failures sure_errors(const std::vector<possible>& vs);

// ---- combining

possible negation(const possible& v);
possible all_of(const std::vector<possible>& vs);
possible any_of(const std::vector<possible>& vs);
/// All possibilities of all of them.
possible join(const std::vector<possible>& vs, const needs& n = {});
/// The larger (`up`) or smaller of two intervals.
possible extreme(const possible& a, const possible& b, bool up);

/// The members a set or a list of enum values surely and possibly has.
std::pair<model::value_set, model::value_set> members(const possible& v);
/// How many elements a list surely and at most has.
std::pair<std::int64_t, std::int64_t> count_range(const list_value& l);

}  // namespace writ::oracle
