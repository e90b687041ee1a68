// The columns of a record batch as columns of facts: as they are where types allow, else converted exactly.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "arrow_view.hpp"
#include "writ/columns.hpp"
#include "writ/detail/io/document.hpp"
#include "writ/model/model.hpp"

namespace writ::python::arrow {

/// What a column is given as.
struct target {
    std::string path;                           ///< of a fact or of a field of a record: `seller.points`; or `as_of`
    bool minor_units = false;                   ///< of money: integers count its smallest units
    std::string currency = {};                  ///< of those, if rules do not name it
    when_empty missing = when_empty::left_out;  ///< what a null says
};

/// Gives columns to `columns`, and keeps what had to be converted for them. A value that cannot be is a mistake of its
/// row.
/// @par Lifetime  The columns that were given to must not outlive it, nor the arrays.
class column_giver {
public:
    /// @param exact_floats  money may be a float that is exactly an amount
    column_giver(const ruleset& rules, columns& to, bool exact_floats)
        : rules_(rules), to_(to), exact_floats_(exact_floats) {}

    /// @throws bad_column  if there is no such fact, or the column holds something else
    void give(const target& as, const view& from);

    /// The columns of which a part had to be copied.
    const std::set<std::string>& copied() const noexcept { return copied_; }

private:
    /// A fact or a field.
    struct place {
        std::string path, field;  ///< `field`: the end of the path, if it is one
        writ::type type;
        model::pack_id pack{};
    };
    /// The records whose fields are given, and the lists that those are in.
    struct owner {
        const view* records = nullptr;
        const view* lists = nullptr;
    };
    /// What is wrong with a value.
    struct mistake {
        std::string message, help;
    };
    using integers = std::span<const std::int64_t>;

    place find(std::string_view path) const;
    std::vector<place> fields_of(const place& whole) const;

    void give_moments(const view& from);
    void give_list(const place& at, const view& from);
    void give_record(const place& at, const view& from);
    void give_fields(const place& whole, const owner& of);
    void give_value(const place& at, const view& from);
    void give_nothing(const place& at, const view& from);
    void give_texts(const place& at, const view& from);
    void give_bools(const place& at, const view& from);
    void give_numbers(const place& at, const view& from);
    void give_money(const place& at, const view& from);
    void give_amounts(const place& at, const view& from);
    void give_dates(const place& at, const view& from);
    void give_spans(const place& at, const view& from);
    void give_sets(const place& at, const view& from);

    void give_integers(const place& at, const view& from, const std::string& currency = {});
    void give_scaled(const place& at, const view& from, int places, const std::string& currency = {});
    void give_floats(const place& at, const view& from, int places, const std::string& currency = {});
    /// Texts that are made: each one once. `text(i)` is asked where there is a value.
    template <class Text>
    void give_words(const place& at, const view& from, const Text& text);

    integers instants_of(const place& at, const view& from);
    integers times_of(const place& at, const view& from);
    integers durations_of(const place& at, const view& from);
    integers microseconds_of(const place& at, const view& from);
    /// Cells worked out one by one: `cell(i)` is nothing where a value is wrong, and `why(i)` says so.
    template <class Cell, class Why>
    integers cells_of(const place& at, const view& from, const Cell& cell, const Why& why);

    std::string currency_of(const place& at, const view& from) const;
    column_options options(const place& at, const view& from, const std::string& currency = {});
    const std::uint8_t* validity(const view& from);
    const std::uint8_t* bits(const void* from, std::int64_t offset, std::size_t count);
    mistake misread(const place& at, detail::node::kind_of kind, std::string_view given) const;
    void wrong(const place& at, std::size_t i, mistake what);
    [[noreturn]] void refuse(const place& at, const view& from, const std::string& help = {}) const;

    /// Memory that stays as long as this.
    template <class T>
    std::vector<T>& room(std::size_t count, T value = {}) {
        const auto made = std::make_shared<std::vector<T>>(count, value);
        kept_.push_back(made);
        copied_.insert(column_);
        return *made;
    }

    const ruleset& rules_;
    columns& to_;
    bool exact_floats_;
    std::string column_;  ///< that is given now
    target as_;           ///< and as what
    owner of_;            ///< likewise, the values of it
    std::set<std::string> copied_;
    std::vector<std::shared_ptr<void>> kept_;
};

}  // namespace writ::python::arrow
