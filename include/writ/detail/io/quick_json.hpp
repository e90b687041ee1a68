// JSON → the cells of a case in one pass, for cases that say what is expected where it is expected.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "writ/detail/io/fill_case.hpp"
#include "writ/detail/io/word_table.hpp"

namespace writ::detail {

/// Numbers of the texts of one case, in the order in which they are first given.
class text_numbers {
public:
    void clear(std::vector<std::string>& texts) noexcept;
    std::uint32_t of(std::string_view text);
    /// Drops what is left of the case before.
    void finish() { texts_->resize(count_); }

private:
    struct slot {
        std::uint64_t turn = 0;  ///< of the case that it belongs to
        std::uint32_t text = 0;
    };
    slot& find(std::string_view text) noexcept;

    std::vector<std::string>* texts_ = nullptr;  ///< what it held before is written over, to keep its memory
    std::size_t count_ = 0;
    std::vector<slot> slots_;
    std::uint64_t turn_ = 0;
};

/// Reads cases as the JSON parser and `case_filler` do together, or declines.
///
/// It goes through a line once, expects each key to follow the one it followed before, and writes cells as it goes. Whatever it is
/// not sure of it declines: mistakes of any kind, escapes, exponents, numbers of more than 18 digits, line ends in the case. What
/// it accepts is the same case, with no errors.
/// @par Lifetime  The model must outlive it.
/// @par Thread safety  One thread at a time.
class quick_json {
public:
    quick_json(const case_filler& general, const case_layout& layout, const limits& bounds);

    /// Reads the case that begins at `text`.
    /// @pre `*end` is a line end, and `text_padding` more bytes can be read
    /// @return the line end behind the case, or null: read it with the others, `out` holds nothing of use
    const char* read(const char* text, const char* end, case_data& out);

private:
    static constexpr std::uint32_t none = 0xffffffff;

    /// How one value is read.
    struct scalar_plan {
        enum class kind_of : std::uint8_t {
            boolean,
            whole,  ///< a number without places
            number,
            named,  ///< enumeration, weekday
            set,
            text,
            date,
            time,
            instant,
            money,
            other,  ///< written as a text, read as the other readers do
            hard    ///< declined
        } what = kind_of::hard;
        bool optional = false;
        std::uint8_t places = 0;
        std::int64_t low = 0, high = 0;     ///< whole, number: in units of its cell
        const word_table* names = nullptr;  ///< named, set
        const writ::type* type = nullptr;
        model::pack_id pack{};
    };
    /// What a key leads to.
    struct member {
        enum class kind_of : std::uint8_t { pack, group, scalar, record, list, outcome, as_of, hard };

        expected_word key;       ///< with its quotes and colon; empty if that is too long
        member* next = nullptr;  ///< what came after it last time
        std::uint64_t seen = 0;  ///< the last object that had it
        kind_of what = kind_of::hard;
        std::uint32_t at = 0;              ///< its cell, list or term; field: its place in the record
        std::uint32_t inside = 0;          ///< pack, group, record, list: a number of `levels_`
        scalar_plan plan;                  ///< scalar, outcome
        const writ::type* type = nullptr;  ///< record, list
    };
    /// The keys of one kind of object.
    struct level {
        word_table keys;
        std::vector<member> members;
        member* first = nullptr;  ///< what came first last time
        std::uint64_t objects = 0;
    };

    std::uint32_t level_of_pack(const case_layout& layout, model::pack_id pack);
    std::uint32_t level_of_group(const fact_names::group& facts, const case_layout& layout);
    std::uint32_t level_of_record(std::uint32_t record, model::pack_id pack);
    std::uint32_t add_level(const std::vector<std::string>& keys, std::vector<member> members);
    scalar_plan plan_of(const writ::type& t, model::pack_id pack);
    const word_table* names_of(const writ::type& t);

    void start(case_data& out);
    template <class Each>
    const char* members(level& l, const char* p, const Each& each);
    member* found_member(level& l, const char*& p) const;
    const char* top(const member& m, const char* p);
    const char* part(const member& m, const char* p);
    const char* fact(const member& m, const char* p);
    const char* record(const member& m, const char* p);
    const char* list(const member& m, const char* p);
    const char* elements(const member& m, const char* p);
    const char* as_of(const char* p);
    const char* scalar(const scalar_plan& how, const char* p, cell& out);
    const char* value(const scalar_plan& how, const char* p, cell& out);
    const char* no_cell(const scalar_plan& how, const char* p, cell& out) const;
    const char* rarer(const scalar_plan& how, const char* p, std::int64_t& out);
    const char* no_value(bool optional, const char* p, presence& out) const;
    const char* named(const word_table& names, const char* p, std::int64_t& out) const;
    const char* set(const word_table& names, const char* p, std::int64_t& out) const;
    const char* text(const char* p, std::int64_t& out);
    const char* money(const scalar_plan& how, const char* p, std::int64_t& out);
    const char* other(const scalar_plan& how, const char* p, std::int64_t& out);
    const char* word(const char* p, std::string_view& out) const;
    bool settle_currencies();

    const model::model& m_;
    const case_filler& general_;
    std::size_t most_bytes_ = 0;  ///< 0: everything is declined
    std::vector<level> levels_;
    std::uint32_t top_ = 0;
    std::vector<std::unique_ptr<const word_table>> names_;  ///< by enum, and at the end those of weekdays
    word_table constants_;
    std::vector<std::uint32_t> currency_cells_;  ///< per pack: of the fact that tells it, or `none`

    text_numbers texts_;
    document one_;                     ///< of `other`
    std::vector<cell> rows_;           ///< elements of a list, one after the other
    std::vector<currency_code> paid_;  ///< per pack: what money without a currency of its own was given in
    bool any_paid_ = false;
    const char* end_ = nullptr;
    case_data* out_ = nullptr;
};

}  // namespace writ::detail
