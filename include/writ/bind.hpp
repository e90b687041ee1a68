// Cases from a program's own structs: members are bound to facts once, by name; after that nothing is looked up.
//
//     struct shop { region where; std::optional<std::int64_t> sales; std::vector<violation> ledger; };
//
//     auto binding = writ::bind<shop>(rules)
//                        .fact("account.region", &shop::where, writ::named<region>({{region::th, "TH"}, {region::de, "DE"}}))
//                        .fact("inform.transactions_12m", &shop::sales, writ::when_empty::unknown)
//                        .list("account.violations", &shop::ledger,
//                              writ::fields<violation>().field("issued", &violation::issued))
//                        .done();
//     writ::decider decide(rules);
//     const auto outcome = decide.question("outcome");
//     decide.load(binding, my_shop);     // the struct is decided where it is: nothing is allocated or kept of it
//     decide.ask(outcome);
//
// What rules only look up goes from the struct straight to where it is looked up. Where more has to be known, or a value is not
// as its fact has it, the decider lays the struct out as a case; the answer is that of the case, always.
//
// | fact | members |
// |---|---|
// | bool | `bool` |
// | int, decimal, percent | integers; `rational` (0.985 is 98.5%) |
// | enum | enum classes with `named` or `named_by`; `std::string`, `std::string_view` |
// | text | `std::string`, `std::string_view` |
// | money | `minor_units`; integers `in_minor_units` |
// | date | `std::chrono::year_month_day`, `std::chrono::sys_days`, `day_number` |
// | instant | any other `std::chrono::sys_time`, rounded down to microseconds |
// | time, duration | `std::chrono::duration`: since midnight, in whole minutes; or elapsed |
// | span | `calendar_span` |
// | set | vectors and arrays of what an enum takes; integers with names of `bits` |
// | record, list of records | structs, and vectors and arrays of structs, with `fields` |
//
// Any of them may be in a `std::optional`. Facts that no member is bound to are as if the case did not mention them.
#pragma once

#include <concepts>
#include <memory>
#include <ranges>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "writ/bind_values.hpp"
#include "writ/detail/bind_parts.hpp"
#include "writ/facts.hpp"
#include "writ/ruleset.hpp"

namespace writ {

/// A struct was bound to facts that the rules do not have, or that cannot hold what its members do.
class bind_failed : public std::logic_error {
public:
    explicit bind_failed(std::vector<std::string> mistakes);
    /// Every mistake, in the order of the calls, in words and with a suggestion; `what()` has one on each line.
    const std::vector<std::string>& mistakes() const noexcept { return mistakes_; }

private:
    std::vector<std::string> mistakes_;
};

/// The fields of a struct that stands in a record or list of the rules. Names are looked up where it is used.
template <class T, class Parts = bind_detail::no_parts>
class fields {
public:
    fields() = default;

    /// These fields and one more. Options: `when_empty`, `named`, `named_by`, `bits`, `in_minor_units`.
    template <class M, class B, class... Option>
        requires std::derived_from<T, B>
    [[nodiscard]] auto field(std::string_view name, M B::* member, const Option&... options) const {
        using wished = bind_detail::wished_field<M, B, bind_detail::meaning_of<Option...>()>;
        using more = bind_detail::parts<Parts, wished>;
        return fields<T, more>(more{all_, wished{bind_detail::wish_for<M>(name, options...), member}});
    }

private:
    template <class, class>
    friend class fields;
    template <class, class>
    friend class binder;
    explicit fields(Parts all) : all_(std::move(all)) {}

    Parts all_;
};

/// A struct bound to the facts of a ruleset, which it keeps alive. Its type lists what was bound: name it by `auto`, or by
/// `decltype` of the function that makes it. Copies are independent of each other.
/// @par Thread safety  One thread at a time; a copy for each thread.
template <class T, class Parts>
class binding {
public:
    /// Lays out a case, where one is wanted: `decider::load` takes a struct as it is. Everything in `out` is replaced and its
    /// memory reused: once structs of this size have been seen, nothing is allocated, unless there are mistakes to report.
    ///
    /// A value that its fact cannot hold is an error in `out.errors`, and every outcome of the case is then an error.
    /// @param as_of  the moment of decision, unless a member was bound to it
    /// @par Complexity  Linear in the struct; lists that are not in their order yet are sorted.
    void load(const T& value, case_data& out, const moment_of_decision& as_of = {}) {
        core_.start(out, as_of);
        for (const bool region : {true, false}) {  // money needs it
            bind_detail::for_each(parts_, [&](const auto& part) {
                if (part.names_region() == region) part.load(core_, value);
            });
            if (region) core_.settle_currencies();
        }
    }

private:
    template <class, class>
    friend class binder;
    friend class decider;

    binding(bind_detail::core c, Parts all) : core_(std::move(c)), parts_(std::move(all)) {
        auto places = core_.places();
        bind_detail::for_each(parts_, [&](auto& part) { part.settle(places); });
        blank_ = places.blank_lanes();
        open_ = places.open();
    }

    /// Writes the lanes of a case; where something is to be said about the struct, they are those of a wrong one.
    void pack(const T& value, const moment_of_decision& as_of, lane_line* into) const {
        for (std::size_t i = 0; i < blank_.size(); ++i) into[i] = blank_[i];
        auto* const lanes = reinterpret_cast<unsigned char*>(into);
        const bind_detail::sink all{lanes, lanes, open_};
        if (!bind_detail::core::is_moment(as_of) || !put<false>(value, all) || !put<true>(value, all))
            into->lane[0] |= lanes_erroneous;
    }

    /// Those parts that need the region, or those that do not.
    template <bool Region>
    [[gnu::always_inline]] bool put(const T& value, const bind_detail::sink& to) const {
        return bind_detail::all_of(parts_, [&](const auto& part) __attribute__((always_inline)) {
            if constexpr (std::remove_cvref_t<decltype(part)>::needs_region == Region) return part.pack(value, to);
            else return true;
        });
    }

    bind_detail::core core_;
    Parts parts_;
    std::vector<lane_line> blank_;
    std::uint32_t open_ = 0;
};

/// Collects what is bound to what; made by `bind`. Each call gives a binder that has one thing more, and leaves this one empty.
template <class T, class Parts = bind_detail::no_parts>
class binder {
public:
    /// Binds a member to a fact, `group.name`, or `pack.group.name` of a used pack. Options: `when_empty` of a
    /// `std::optional` (else `left_out`), `named` or `named_by` of an enum; of an integer `in_minor_units` if it is money, `bits`
    /// if it is a set.
    template <class M, class B, class... Option>
        requires std::derived_from<T, B>
    [[nodiscard]] auto fact(std::string_view name, M B::* member, const Option&... options) {
        using part = bind_detail::fact_part<T, M, B, bind_detail::meaning_of<Option...>()>;
        return with(part{{member, bind_detail::share(core_->fact(bind_detail::wish_for<M>(name, options...)))}});
    }

    /// Binds a struct to a fact that is a record.
    template <class M, class B, class V, class F, class... Option>
        requires std::derived_from<T, B>
    [[nodiscard]] auto record(std::string_view name, M B::* member, const fields<V, F>& of, const Option&... options) {
        static_assert(std::same_as<typename bind_detail::optional_of<M>::type, V>,
                      "the fields are those of another struct");
        const auto t = start<M>(name, bind_detail::holds::record, options...);
        auto all = bind_detail::resolved<V>(*core_, *t, of.all_);
        using part = bind_detail::record_part<T, M, B, decltype(all)>;
        return with(part{member, t, std::move(all)});
    }

    /// Binds a vector, array or other sized range of structs to a list of records. The elements may stand in any order;
    /// those of lists that are `sorted on` a field are brought in it.
    template <class M, class B, class V, class F, class... Option>
        requires std::derived_from<T, B>
    [[nodiscard]] auto list(std::string_view name, M B::* member, const fields<V, F>& of, const Option&... options) {
        static_assert(std::same_as<std::ranges::range_value_t<const typename bind_detail::optional_of<M>::type>, V>,
                      "the fields are those of another struct");
        const auto t = start<M>(name, bind_detail::holds::list, options...);
        auto all = bind_detail::resolved<V>(*core_, *t, of.all_);
        using part = bind_detail::list_part<T, M, B, decltype(all)>;
        return with(part{member, t, std::move(all)});
    }

    /// Binds the moment of decision: a date (`now` is then some instant of that day), an instant, or a
    /// `moment_of_decision`; in a `std::optional` perhaps none.
    template <class M, class B>
        requires std::derived_from<T, B>
    [[nodiscard]] auto as_of(M B::* member) {
        return with(bind_detail::moment_part<T, M, B>{member});
    }

    /// The binding. @throws bind_failed with every mistake of all calls
    [[nodiscard]] binding<T, Parts> done() {
        core_->finish();
        return {std::move(*core_), std::move(parts_)};
    }

private:
    template <class, class>
    friend class binder;
    template <class U>
    friend binder<U> bind(ruleset rules);
    binder(std::unique_ptr<bind_detail::core> c, Parts all) : core_(std::move(c)), parts_(std::move(all)) {}

    template <class Part>
    auto with(Part part) {
        using more = bind_detail::parts<Parts, Part>;
        return binder<T, more>(std::move(core_), more{std::move(parts_), std::move(part)});
    }

    template <class M, class... Option>
    bind_detail::shared_target start(std::string_view name, bind_detail::holds what, const Option&... options) {
        static_assert((std::same_as<Option, when_empty> && ...), "the only option of a record or list is when_empty");
        static_assert(bind_detail::optional_of<M>::is || sizeof...(Option) == 0, "only a std::optional can be empty");
        bind_detail::wish w;
        w.name = name;
        w.what = what;
        w.optional = bind_detail::optional_of<M>::is;
        (bind_detail::take(w, options), ...);
        return bind_detail::share(core_->fact(w));
    }

    std::unique_ptr<bind_detail::core> core_;  ///< keeps its place while types change around it
    Parts parts_;
};

/// Starts to bind a struct to the facts of a ruleset; end with `done()`.
/// @par Complexity  Prepares for the pack: once for a struct and ruleset, not for each case.
template <class T>
[[nodiscard]] binder<T> bind(ruleset rules) {
    return binder<T>(std::make_unique<bind_detail::core>(std::move(rules)), {});
}

}  // namespace writ
