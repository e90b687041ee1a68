// Made-up expressions of a wanted type, as text: what the checker accepts, with optional values guarded.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/dice.hpp"

namespace writ::test {

/// Joins texts from left to right: unlike `+`, the left side is always made first, so that a seed gives the same text
/// whatever the compiler.
inline std::string operator<<(std::string left, std::string_view right) { return left += right; }

enum class sort : std::uint8_t {
    boolean,
    whole,
    decimal,  ///< decimal(2)
    percent,  ///< percent(1)
    dollars,  ///< money USD
    purse,    ///< money of the region
    date,
    time,
    instant,
    duration,
    span,
    text,
    enumeration,
    set,
    record
};

struct value_type {
    sort what = sort::boolean;
    std::size_t of = 0;  ///< the enum or record
    friend bool operator==(const value_type&, const value_type&) = default;
};

/// Something that is read by its path: a fact, a field of an element, a term.
struct thing {
    std::string path;
    value_type type;
    std::vector<std::string> guards;  ///< what must be shown to be present first; last itself, if it is optional
    bool fact = false;                ///< may be known or unknown
};

struct list_source {
    std::string path;
    value_type element;
    std::vector<std::string> guards;
    bool facts = false;  ///< its elements are those of the case
};

/// An element of a list, or of its newest or oldest ones.
struct variable {
    std::string name, list;
    std::size_t record = 0;
    bool of_a_part = false;
};

/// A parameter; of a record: an element of that list.
struct parameter {
    value_type type;
    std::string list;
};

struct callable {
    std::string name;
    std::vector<parameter> parameters;
    value_type result;
};

struct enum_words {
    std::string name;
    std::vector<std::string> values;
    bool ordered = false;
};

struct record_words {
    std::string name;
    std::vector<thing> fields;  ///< paths are the names of fields
};

/// What a pack has declared so far.
struct vocabulary {
    std::vector<enum_words> enums;  ///< the first: of the regions
    std::vector<record_words> records;
    std::vector<thing> things;
    std::vector<list_source> lists;
    std::vector<callable> callables;
    std::vector<std::string> calendars;  ///< without a region
    bool purses = false, zones = false, working_days = false;
    bool asks_what_is_known = false;  ///< `is known` and `is unknown` may be written
};

/// A type as rules write it.
std::string type_text(const vocabulary& v, const value_type& t);

/// Writes expressions that may stand at one place. Composite ones are in brackets.
class expression_writer {
public:
    expression_writer(dice& d, const vocabulary& v) : dice_(&d), v_(&v) {}

    /// The same place with something more in sight.
    expression_writer with_guard(const std::string& path) const;
    expression_writer with_variable(const variable& x, bool facts) const;
    expression_writer with_value(const std::string& name, const value_type& t, bool optional = false) const;

    std::string value(const value_type& t, int depth);
    std::string condition(int depth);
    std::string literal(const value_type& t);

    /// A thing in sight that is surely there, and one that may be absent.
    std::optional<thing> readable(const value_type& t);
    std::optional<thing> any_readable();
    std::optional<thing> guardable(const value_type* t = nullptr);

    /// A binder `e among …` over records or scalars, and what its variable adds.
    struct binder;
    std::optional<binder> bind(int depth, const value_type* element = nullptr);

    std::string date_literal();
    std::string whole_literal();

private:
    using text = std::optional<std::string>;

    std::vector<thing> in_sight() const;
    bool guards_hold(const std::vector<std::string>& guards) const;
    std::string enum_value(std::size_t e) { return dice_->of(v_->enums[e].values); }

    text simple_condition(int depth);
    text joined_condition(int depth);
    text enum_condition(int depth);
    text number_condition(int depth);
    text time_condition(int depth);
    text date_condition(int depth);
    text set_condition(int depth);
    text state_condition();
    text guarded_condition(int depth);
    text list_condition(int depth);

    text path(const value_type& t);
    text call(const value_type& t, int depth);
    text choice(const value_type& t, int depth);
    text guarded_choice(const value_type& t, int depth);
    text aggregate(const value_type& t, int depth);
    text plain(const value_type& t, int depth);

    text whole(int depth);
    std::string number(int depth);
    text rounded(int places, int depth);
    text money(const value_type& t, int depth);
    text date(int depth);
    text instant(int depth);
    text duration(int depth);
    text span_of(int depth);
    text set(const value_type& t, int depth);
    std::string record(const value_type& t, int depth);
    std::string comparison();
    std::string unit();
    std::string using_calendar();

    dice* dice_;
    const vocabulary* v_;
    std::vector<thing> own_;
    std::vector<variable> variables_;
    std::vector<std::string> guards_;
};

struct expression_writer::binder {
    std::string text;
    std::string variable;
    value_type element;
    expression_writer inside;
};

}  // namespace writ::test
