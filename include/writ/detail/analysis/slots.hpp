// Conditions of the model as boxes over slots (`writ/analysis/cover.hpp`).
//
// A condition is taken apart along `and`, `or`, `not` and `if` into tests of one thing against a constant. The thing is
// a slot: a fact, an argument, a field, a term, any expression; the same expression is the same slot wherever it stands.
// What cannot be taken apart further is a slot of its own: a comparison of two things has three points (less, equal,
// greater), any other condition two. So a cover of all boxes is always a proof; a hole is a case only if its slots can
// really have those values together, which `slot_table::dependence` judges.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "writ/analysis/cover.hpp"
#include "writ/model/model.hpp"

namespace writ::analysis {

/// A value known before any case is: a number (also: days, instants, minutes, indices of values), or a name for it.
struct constant {
    rational number;
    std::string label;  ///< texts and spans; they have no order
    friend bool operator==(const constant&, const constant&) = default;
};

/// What points a slot has.
enum class slot_form : std::uint8_t {
    finite,      ///< one for each value of an enum, yes and no, weekdays
    numeric,     ///< one for each constant it is compared with, one for what is between two
    labels,      ///< one for each constant, one for all else
    comparison,  ///< less, equal, greater: two expressions compared
};

/// One point of a slot.
struct slot_point {
    enum class kind_of : std::uint8_t { value, gap, absent, unknown } kind = kind_of::value;
    std::uint32_t at = 0;  ///< value: which; gap: before which constant (labels: all else)
    friend bool operator==(const slot_point&, const slot_point&) = default;
};

struct slot {
    slot_form form = slot_form::finite;
    writ::type type;
    std::optional<model::expr_id> reads;  ///< what it tests
    std::optional<model::expr_id> other;  ///< comparison: with what
    std::optional<model::fact_id> fact;   ///< the region, when no expression names it
    std::optional<std::uint32_t> member;  ///< whether this value is in the set `reads`
    bool opaque = false;                  ///< a condition taken as it is
    bool heading = false;                 ///< a condition that is the heading of a table
    bool unknown = false;                 ///< some condition asks whether it is known
    std::vector<constant> constants;      ///< once closed: ascending
    std::vector<slot_point> points;       ///< once closed: values and gaps in order, then absent, then unknown
    point_set values;                     ///< the points of the first kind
    std::optional<std::uint32_t> absent_point, unknown_point;
};

/// How the slots of a hole hang together.
enum class dependence : std::uint8_t {
    none,    ///< each can have its value whatever the others have
    values,  ///< two of them are worked out from the same fact
    opaque,  ///< and one of those is a condition taken as it is
};

/// Any of these cubes.
using cubes = std::vector<cube>;

/// Numbers expressions so that two get the same number if and only if they say the same of the same things.
class canonical_forms {
public:
    explicit canonical_forms(const model::model& m) : model_(m) {}
    std::uint32_t of(model::expr_id e);

private:
    std::uint32_t number(const std::string& form);

    const model::model& model_;
    std::unordered_map<std::string, std::uint32_t> numbers_;
    std::unordered_map<std::uint32_t, std::uint32_t> known_;
    std::unordered_map<std::uint32_t, std::uint32_t> level_;  ///< of the variables of binders
    std::uint32_t depth_ = 0;
};

/// The expression without what the checker wrapped around it, which changes no value.
model::expr_id stripped(const model::model& m, model::expr_id e);
/// Its value if that is the same in every case: literals, arithmetic on them, params and defines that are constant.
std::optional<constant> constant_of(const model::model& m, model::expr_id e);
/// The members of a set or list of constants.
std::optional<std::vector<constant>> constants_of(const model::model& m, model::expr_id e);

/// The slots of one question. First every condition is shown to `collect`, then `close`, then conditions become cubes.
class slot_table {
public:
    /// @param pack  whose region and days qualifiers mean
    slot_table(const model::model& m, model::pack_id pack) : model_(m), pack_(pack), forms_(m) {}

    void collect(model::expr_id condition);
    void collect(const model::qualifiers& q);
    /// Conditions that are headings come first: a hole in them is a hole of the table.
    void collect_heading(model::expr_id e);
    void close();

    /// The cases in which a condition is surely yes (or surely no).
    cubes where(model::expr_id condition, bool wanted = true);
    /// The cases in which qualifiers hold.
    cubes where(const model::qualifiers& q);

    /// Both. Too many alternatives are replaced by a new condition taken as it is.
    cubes both(cubes a, cubes b);
    static cubes either(cubes a, cubes b);

    const space& shapes() const noexcept { return shapes_; }
    const std::vector<slot>& slots() const noexcept { return slots_; }
    /// Whether the box restricts a slot.
    bool restricts(const box& b, std::uint32_t slot) const;
    dependence dependence_of(const box& b);

private:
    enum class spoken : std::uint8_t { values, values_and_absent, all };  ///< the points at which a test says yes or no
    struct test {                                                         ///< one slot, and where it says yes
        std::uint32_t slot = 0;
        point_set yes;
        spoken of = spoken::values;
    };
    using source = std::pair<std::uint64_t, std::uint64_t>;  ///< what is read, and which part (0: all)
    struct key {                                             ///< what a slot is about: the same key, the same slot
        enum class kind_of : std::uint8_t { fact, today, expression, condition, member, comparison, invented } kind{};
        std::uint32_t of = 0, with = 0;
        friend auto operator<=>(const key&, const key&) = default;
    };

    std::uint32_t slot_of(model::expr_id e);
    std::uint32_t comparison_of(model::expr_id a, model::expr_id b, bool& swapped);
    std::uint32_t opaque_of(model::expr_id e);
    std::uint32_t member_of(model::expr_id set, std::uint32_t value);
    std::uint32_t fact_slot(model::fact_id f);
    std::optional<std::uint32_t> day_slot(const model::qualifiers& q);
    template <class Make>
    std::uint32_t add(const key& k, Make make);
    std::uint32_t add_condition(const key& k, std::optional<model::expr_id> e);
    void close(slot& s);

    std::optional<test> comparison(model::op what, model::expr_id a, model::expr_id b);
    std::optional<test> against(model::op what, model::expr_id a, const constant& c);
    std::optional<test> membership(model::expr_id set, model::expr_id value);
    std::optional<test> state(const model::expression& x);
    std::optional<test> plain(model::expr_id e);
    std::optional<cubes> several(const model::expression& x, bool wanted);
    test test_of(model::expr_id e);
    point_set no_of(const test& t) const;
    cubes all_of(const model::few<model::expr_id>& parts, bool wanted);
    cubes any_of(const model::few<model::expr_id>& parts, bool wanted);

    point_set points_where(std::uint32_t slot, model::op what, const constant& c) const;
    point_set days(std::uint32_t slot, std::optional<day_number> from, std::optional<day_number> until) const;
    const std::vector<source>& sources_of(std::uint32_t slot);
    void add_sources(std::vector<source>& out, model::expr_id e) const;

    const model::model& model_;
    model::pack_id pack_;
    canonical_forms forms_;
    bool closed_ = false;
    std::uint32_t invented_ = 0;
    std::vector<slot> slots_;
    space shapes_;
    std::map<key, std::uint32_t> by_key_;
    std::map<std::uint32_t, std::vector<source>> sources_;
};

/// The points of a slot in words, as a cell would say them: `>= 48`, `13 .. 23`, `low, mid`.
std::string points_in_words(const model::model& m, const slot& s, const point_set& points);
/// What a slot is called.
std::string name_in_words(const model::model& m, const slot& s);
/// One value of these points that is easy to read: a constant of the rules, or one just beside.
std::string sample_in_words(const model::model& m, const slot& s, const point_set& points);
/// The restricted slots of a box: "reason `snad` with severity `high`"; "every case" if there are none.
std::string box_in_words(const model::model& m, const slot_table& slots, const box& b);
/// One case of the box: "reason snad, total 11"; empty if the box names single values anyway.
std::string sample_of_box(const model::model& m, const slot_table& slots, const box& b);

}  // namespace writ::analysis
