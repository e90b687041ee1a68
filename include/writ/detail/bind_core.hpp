// What a struct is bound to, and cells written from it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "writ/bind_values.hpp"
#include "writ/date.hpp"
#include "writ/detail/bind_places.hpp"
#include "writ/facts.hpp"
#include "writ/rational.hpp"
#include "writ/ruleset.hpp"

namespace writ::bind_detail {

/// What a member holds, for comparing it with its fact.
// clang-format off: one list
enum class holds : std::uint8_t {
    boolean,
    whole,
    number,
    enumerator,
    words,
    money,
    day,
    instant,
    duration,
    span,
    enumerators,
    word_list,
    bits,
    record,
    list
};
// clang-format on

/// What somebody asked for: a member for a name.
struct wish {
    std::string name;
    holds what = holds::boolean;
    bool optional = false;
    when_empty empty = when_empty::left_out;
    std::vector<std::pair<std::int64_t, std::string>> names;  ///< of enumerators or bits
};

/// One fact or field, with everything its values are checked against.
struct target {
    std::string path;  ///< of a fact; of a field its name
    holds what = holds::boolean;
    writ::type type;
    std::string type_words;
    std::uint32_t pack = 0;
    std::uint32_t at = 0;      ///< the cell or list of a fact; the number of a field
    std::uint32_t fields = 0;  ///< record, list
    bool names_region = false;
    std::int64_t low = INT64_MIN, high = INT64_MAX;                   ///< numbers: the range, as cells hold it
    std::vector<std::pair<std::int64_t, std::uint32_t>> enumerators;  ///< by their value, ascending
    std::vector<std::pair<std::string, std::uint32_t>> names;         ///< of the values of an enum, ascending
    cell empty;                                                       ///< what an empty optional becomes
    bool empty_is_blank = false;                                      ///< list: an empty optional leaves it out
    std::vector<cell> blank;                                          ///< record, list: fields that are not bound
};

/// What says which currency amounts of a pack are in.
struct region_fact {
    std::uint32_t pack = 0, at = 0;
    bool bound = false;
    std::vector<currency_code> money;  ///< by its value
};

/// Finds where members go in the lanes of a case. No templates: compiled once.
class placer {
public:
    /// Where a value goes, and what is left open without it.
    struct home {
        cell_lane lane;
        open_bit open;
    };

    /// @par Lifetime  What it is given must outlive it.
    placer(const ruleset& rules, const case_data& blank, const std::vector<region_fact>& regions);

    home home_of(const target& fact);
    home home_of(const target& of, const target& field);
    void settle(const target& t, const cell_lane& at, bool_place& out);
    void settle(const target& t, const cell_lane& at, enum_place& out);
    void settle(const target& t, const cell_lane& at, words_place& out);
    void settle(const target& t, const cell_lane& at, set_place& out);
    void settle(const target& t, const cell_lane& at, number_place& out);
    void settle(const target& t, const cell_lane& at, money_place& out);
    void settle(const target&, const cell_lane&, span_place&) {}
    void settle(const target& t, const std::vector<std::uint32_t>& bound_fields, list_place& out);
    record_place place_of(const target& record);

    /// A case of which nothing is said but what was settled, and of that no value. Where no struct can be right, or it takes cells
    /// to tell, it is wrong.
    std::vector<lane_line> blank_lanes() const;
    std::uint32_t open() const noexcept { return layout_.open; }

private:
    void give(std::uint32_t bit);
    static choice choice_of(const cell_lane& at, std::uint32_t value);
    std::size_t span_of(const target& t, std::int64_t least);
    static std::optional<number_place> numbers(const cell_lane& at, std::int64_t least, std::int64_t most,
                                               std::int64_t times);
    static money_place::in_currency amounts(const target& t, const cell_lane& at, currency_code in);

    const lane_layout& layout_;
    const case_data& blank_;
    const std::vector<region_fact>& regions_;
    std::vector<lane_line> lines_;
    bool in_place_ = true;
};

/// Looks names up while a struct is bound, and writes checked cells while it is loaded. No templates: compiled once.
class core {
public:
    explicit core(ruleset rules);

    // ---- while binding
    target fact(const wish& w);
    target field(const target& of, const wish& w);
    void finish() const;  ///< @throws bind_failed

    /// Where what is bound goes in lanes. @pre all is bound
    placer places() const { return {rules_, blank_, regions_}; }

    // ---- while loading
    void start(case_data& out, const moment_of_decision& as_of);
    void settle_currencies();
    void put_boolean(cell& out, bool value) noexcept { out = {value ? 1 : 0, presence::known}; }
    void put_whole(const target& t, cell& out, std::int64_t value);
    void put_too_great(const target& t, cell& out, std::uint64_t value);
    void put_number(const target& t, cell& out, const rational& value);
    void put_enumerator(const target& t, cell& out, std::int64_t value);
    void put_words(const target& t, cell& out, std::string_view value);
    void put_bit(const target& t, cell& out, std::int64_t bit);
    void put_money(const target& t, cell& out, const minor_units& value);
    void put_day(const target& t, cell& out, std::int64_t day, bool exists = true);
    void put_instant(const target& t, cell& out, std::int64_t day, std::int64_t us_of_day);
    void put_duration(const target& t, cell& out, std::int64_t us, bool fits = true);
    void put_span(cell& out, const calendar_span& value) noexcept { out = {pack_span(value), presence::known}; }
    static bool is_moment(const moment_of_decision& m) noexcept {
        const day_number day = m.instant ? *m.instant / us_per_day : m.day.value_or(0);
        return first_day <= day && day <= last_day;
    }
    void set_moment(const moment_of_decision& m);
    void no_such_moment();

    void start_set(cell& out) noexcept { out = {0, presence::known}; }
    template <class Put>
    void put_member(cell& set, const Put& put) {
        cell one;
        put(one);
        if (one.state != presence::known) set.state = presence::unknown;
        else
            set.value =
                static_cast<std::int64_t>(static_cast<std::uint64_t>(set.value) | std::uint64_t{1} << one.value);
    }

    cell& cell_of(const target& t) { return out_->cells[t.at]; }
    void no_list(const target& t);
    list_data* open_list(const target& t, std::size_t count);
    void element(std::size_t number) noexcept { element_ = number; }
    void close_list(const target& t, list_data& list);
    cell* open_record(const target& t);
    void no_record(const target& t);
    void close_record() noexcept { inside_ = nullptr; }

private:
    void mistake(std::string message, const std::string& help = {});
    target make(const wish& w, const writ::type& t, std::string path, std::uint32_t pack);
    void bind_names(const wish& w, target& t, std::uint32_t number);
    void complain(const target& t, std::string message, std::string help = {});
    void refuse(const target& t, cell& out, std::string message, std::string help = {});
    std::int64_t intern(std::string_view text);

    ruleset rules_;
    case_data blank_;
    std::vector<std::string> constants_;
    std::vector<region_fact> regions_;
    std::vector<std::string> mistakes_, bound_;

    case_data* out_ = nullptr;
    const target* inside_ = nullptr;  ///< the list or record whose fields are being written
    std::size_t element_ = 0;         ///< from 1; 0: a record
    std::size_t texts_ = 0;           ///< texts of the case; those behind are left over from earlier ones
    struct slot {
        std::uint32_t generation = 0, text = 0;
    };
    std::vector<slot> slots_;  ///< texts by hash
    std::uint32_t generation_ = 0;
    std::vector<cell> sorted_;
};

}  // namespace writ::bind_detail
