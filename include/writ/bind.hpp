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
//     writ::case_data c;
//     binding.load(my_shop, c);
//
// | fact | members |
// |---|---|
// | bool | `bool` |
// | int, decimal, percent | integers; `rational` (0.985 is 98.5%) |
// | enum | enum classes with `named` or `named_by`; `std::string`, `std::string_view` |
// | text | `std::string`, `std::string_view` |
// | money | `minor_units` |
// | date | `std::chrono::year_month_day`, `std::chrono::sys_days`, `day_number` |
// | instant | any other `std::chrono::sys_time`, rounded down to microseconds |
// | time, duration | `std::chrono::duration`: since midnight, in whole minutes; or elapsed |
// | span | `calendar_span` |
// | set | vectors and arrays of what an enum takes |
// | record, list of records | structs, and vectors and arrays of structs, with `fields` |
//
// Any of them may be in a `std::optional`. Facts that no member is bound to are as if the case did not mention them.
#pragma once

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "writ/date.hpp"
#include "writ/facts.hpp"
#include "writ/rational.hpp"
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

/// An amount of money in the smallest units of its currency: 1050 in USD is USD 10.50, in JPY it is JPY 1050. Currency 0:
/// that of the fact, else of the case's region; a case where neither says one has an error, unless the amount is zero.
struct minor_units {
    std::int64_t amount = 0;
    currency_code currency = 0;
    friend bool operator==(const minor_units&, const minor_units&) = default;
};

/// The names that the values of an enum have in the rules.
template <class E>
struct enum_names {
    std::vector<std::pair<E, std::string>> all;
};

/// Names by hand: `named<region>({{region::th, "TH"}, {region::de, "DE"}})`. Values left out cannot be loaded: they make
/// an error in the case. Rules may have values that no enumerator has.
template <class E>
    requires std::is_enum_v<E>
enum_names<E> named(std::initializer_list<std::pair<E, std::string_view>> names) {
    enum_names<E> out;
    for (const auto& [value, name] : names) out.all.emplace_back(value, std::string(name));
    return out;
}

/// Names from a function of the program: `named_by({region::th, region::de}, to_string)`.
template <class E, class Name>
    requires std::is_enum_v<E>
enum_names<E> named_by(std::initializer_list<E> values, Name&& name_of) {
    enum_names<E> out;
    for (const E value : values) out.all.emplace_back(value, std::string(name_of(value)));
    return out;
}

namespace bind_detail {

/// What a member holds, for comparing it with its fact.
// clang-format off: one list
enum class holds : std::uint8_t { boolean, whole, number, enumerator, words, money, day, instant, duration, span,
                                  enumerators, word_list, record, list };
// clang-format on

/// What somebody asked for: a member for a name.
struct wish {
    std::string name;
    holds what = holds::boolean;
    bool optional = false;
    when_empty empty = when_empty::left_out;
    std::vector<std::pair<std::int64_t, std::string>> names;  ///< of enumerators
};

/// One fact or field, with everything its values are checked against.
struct target {
    std::string path;  ///< of a fact; of a field its name
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

/// Looks names up while a struct is bound, and writes checked cells while it is loaded. No templates: compiled once.
class core {
public:
    explicit core(ruleset rules);

    // ---- while binding
    target fact(const wish& w);
    target field(const target& of, const wish& w);
    void finish() const;  ///< @throws bind_failed

    // ---- while loading
    void start(case_data& out, const moment_of_decision& as_of);
    void settle_currencies();
    void put_boolean(cell& out, bool value) noexcept { out = {value ? 1 : 0, presence::known}; }
    void put_whole(const target& t, cell& out, std::int64_t value);
    void put_too_great(const target& t, cell& out, std::uint64_t value);
    void put_number(const target& t, cell& out, const rational& value);
    void put_enumerator(const target& t, cell& out, std::int64_t value);
    void put_words(const target& t, cell& out, std::string_view value);
    void put_money(const target& t, cell& out, const minor_units& value);
    void put_day(const target& t, cell& out, std::int64_t day, bool exists = true);
    void put_instant(const target& t, cell& out, std::int64_t day, std::int64_t us_of_day);
    void put_duration(const target& t, cell& out, std::int64_t us, bool fits = true);
    void put_span(cell& out, const calendar_span& value) noexcept { out = {pack_span(value), presence::known}; }
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
    struct region {
        std::uint32_t pack = 0, at = 0;
        std::vector<currency_code> money;
    };

    void mistake(std::string message, const std::string& help = {});
    target make(const wish& w, const writ::type& t, std::string path, std::uint32_t pack);
    void bind_names(const wish& w, target& t, std::uint32_t number);
    void complain(const target& t, std::string message, std::string help = {});
    void refuse(const target& t, cell& out, std::string message, std::string help = {});
    std::int64_t intern(std::string_view text);

    ruleset rules_;
    case_data blank_;
    std::vector<std::string> constants_;
    std::vector<region> regions_;
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

template <class M>
struct optional_of {
    static constexpr bool is = false;
    using type = M;
};
template <class M>
struct optional_of<std::optional<M>> {
    static constexpr bool is = true;
    using type = M;
};
template <class M>
struct system_time {
    static constexpr bool is = false;
};
template <class D>
struct system_time<std::chrono::time_point<std::chrono::system_clock, D>> {
    static constexpr bool is = true;
};
template <class M>
struct elapsed {
    static constexpr bool is = false;
};
template <class R, class P>
struct elapsed<std::chrono::duration<R, P>> {
    static constexpr bool is = std::integral<R>;
};

template <class M>
concept text_like = std::convertible_to<const M&, std::string_view> && !std::is_pointer_v<M>;  // a pointer may be null
template <class M>
concept whole_number =
    std::integral<M> && !std::same_as<M, bool> && !std::same_as<M, char> && !std::same_as<M, wchar_t> &&
    !std::same_as<M, char8_t> && !std::same_as<M, char16_t> && !std::same_as<M, char32_t>;
template <class M>
concept list_like = std::ranges::sized_range<const M> && !text_like<M>;

template <class M>
constexpr holds holds_of() {
    if constexpr (std::same_as<M, bool>) return holds::boolean;
    else if constexpr (whole_number<M>) return holds::whole;
    else if constexpr (std::same_as<M, rational>) return holds::number;
    else if constexpr (std::is_enum_v<M>) return holds::enumerator;
    else if constexpr (std::same_as<M, minor_units>) return holds::money;
    else if constexpr (std::same_as<M, std::chrono::year_month_day> || std::same_as<M, std::chrono::sys_days>)
        return holds::day;
    else if constexpr (system_time<M>::is) return holds::instant;
    else if constexpr (elapsed<M>::is) return holds::duration;
    else if constexpr (std::same_as<M, calendar_span>) return holds::span;
    else if constexpr (text_like<M>) return holds::words;
    else if constexpr (list_like<M>) {
        using item = std::ranges::range_value_t<const M>;
        static_assert(std::is_enum_v<item> || text_like<item>,
                      "a list of structs is bound with list(name, member, fields<…>()); a set is of enums or texts");
        return std::is_enum_v<item> ? holds::enumerators : holds::word_list;
    } else {
        static_assert(!std::is_floating_point_v<M>,
                      "no fact is a binary fraction: use writ::rational or writ::minor_units");
        static_assert(std::same_as<M, void>,
                      "no fact can hold a member of this type; bind.hpp lists the types that can be bound");
    }
}

template <class M>
void put(core& c, const target& t, cell& out, const M& m) {
    namespace chrono = std::chrono;
    if constexpr (optional_of<M>::is) {
        if (m) put(c, t, out, *m);
        else out = t.empty;
    } else if constexpr (std::same_as<M, bool>) {
        c.put_boolean(out, m);
    } else if constexpr (whole_number<M>) {
        if (std::in_range<std::int64_t>(m)) c.put_whole(t, out, static_cast<std::int64_t>(m));
        else c.put_too_great(t, out, static_cast<std::uint64_t>(m));
    } else if constexpr (std::same_as<M, rational>) {
        c.put_number(t, out, m);
    } else if constexpr (std::is_enum_v<M>) {
        c.put_enumerator(t, out, static_cast<std::int64_t>(m));
    } else if constexpr (std::same_as<M, minor_units>) {
        c.put_money(t, out, m);
    } else if constexpr (std::same_as<M, chrono::year_month_day>) {
        c.put_day(t, out, m.ok() ? chrono::sys_days(m).time_since_epoch().count() : 0, m.ok());
    } else if constexpr (std::same_as<M, chrono::sys_days>) {
        c.put_day(t, out, m.time_since_epoch().count());
    } else if constexpr (system_time<M>::is) {
        const auto day = chrono::floor<chrono::days>(m);
        c.put_instant(t, out, day.time_since_epoch().count(), chrono::floor<chrono::microseconds>(m - day).count());
    } else if constexpr (elapsed<M>::is) {
        const auto hours = chrono::floor<chrono::hours>(m).count();
        const bool fits = hours < 2'000'000'000 && hours > -2'000'000'000;
        c.put_duration(t, out, fits ? chrono::floor<chrono::microseconds>(m).count() : 0, fits);
    } else if constexpr (std::same_as<M, calendar_span>) {
        c.put_span(out, m);
    } else if constexpr (text_like<M>) {
        c.put_words(t, out, m);
    } else {
        c.start_set(out);
        for (const auto& one : m) c.put_member(out, [&](cell& bit) { put(c, t, bit, one); });
    }
}

template <class E>
void take(wish& w, const enum_names<E>& names) {
    for (const auto& [value, name] : names.all) w.names.emplace_back(static_cast<std::int64_t>(value), name);
}
inline void take(wish& w, when_empty empty) { w.empty = empty; }

template <class M>
struct item_of {
    using type = M;
};
template <class M>
    requires(list_like<M>)
struct item_of<M> {
    using type = std::ranges::range_value_t<const M>;
};

template <class Option>
inline constexpr bool is_names = false;
template <class E>
inline constexpr bool is_names<enum_names<E>> = true;

template <class Member, class... Option>
wish wish_for(std::string_view name, const Option&... options) {
    using plain = typename optional_of<Member>::type;
    using item = typename item_of<plain>::type;
    if constexpr (std::is_enum_v<item>)
        static_assert((std::same_as<Option, enum_names<item>> || ...),
                      "an enum needs the names of its values: named<E>({…}) or named_by({…}, function)");
    else static_assert(!(is_names<Option> || ...), "only members that are enums have names of values");
    static_assert(optional_of<Member>::is || !(std::same_as<Option, when_empty> || ...),
                  "only a std::optional can be empty");
    wish w;
    w.name = name;
    w.what = holds_of<plain>();
    w.optional = optional_of<Member>::is;
    (take(w, options), ...);
    return w;
}

template <class T>
struct bound_field {
    target to;
    std::function<void(core&, const target&, cell&, const T&)> put;
};

}  // namespace bind_detail

/// The fields of a struct that stands in a record or list of the rules. Names are looked up where it is used.
template <class T>
class fields {
public:
    /// Binds a member to a field. Options: `when_empty`, `named`, `named_by`.
    template <class M, class B, class... Option>
        requires std::derived_from<T, B>
    fields& field(std::string_view name, M B::* member, const Option&... options) {
        all_.push_back({bind_detail::wish_for<M>(name, options...),
                        [member](bind_detail::core& c, const bind_detail::target& t, cell& out, const T& value) {
                            bind_detail::put(c, t, out, value.*member);
                        }});
        return *this;
    }

private:
    template <class>
    friend class binder;
    struct one {
        bind_detail::wish what;
        std::function<void(bind_detail::core&, const bind_detail::target&, cell&, const T&)> put;
    };
    std::vector<one> all_;
};

/// A struct bound to the facts of a ruleset, which it keeps alive. Copies share nothing.
/// @par Thread safety  One thread at a time; a copy for each thread.
template <class T>
class binding {
public:
    /// Lays out a case. Everything in `out` is replaced and its memory reused: once structs of this size have been seen,
    /// nothing is allocated, unless there are mistakes to report.
    ///
    /// A value that its fact cannot hold is an error in `out.errors`, and every outcome of the case is then an error.
    /// @param as_of  the moment of decision, unless a member was bound to it
    /// @par Complexity  Linear in the struct; lists that are not in their order yet are sorted.
    void load(const T& value, case_data& out, const moment_of_decision& as_of = {}) {
        core_.start(out, as_of);
        for (const auto& p : regions_) p(core_, value);
        core_.settle_currencies();
        for (const auto& p : puts_) p(core_, value);
    }

private:
    template <class>
    friend class binder;
    explicit binding(bind_detail::core c) : core_(std::move(c)) {}

    bind_detail::core core_;
    std::vector<std::function<void(bind_detail::core&, const T&)>> regions_,
        puts_;  ///< regions first: money needs them
};

/// Collects what is bound to what; made by `bind`.
template <class T>
class binder {
public:
    explicit binder(ruleset rules) : made_(bind_detail::core(std::move(rules))) {}

    /// Binds a member to a fact, `group.name`, or `pack.group.name` of a used pack. Options: `when_empty` of a
    /// `std::optional` (else `left_out`), `named` or `named_by` of an enum.
    template <class M, class B, class... Option>
        requires std::derived_from<T, B>
    binder& fact(std::string_view name, M B::* member, const Option&... options) {
        auto t = made_.core_.fact(bind_detail::wish_for<M>(name, options...));
        auto& puts = t.names_region ? made_.regions_ : made_.puts_;
        puts.push_back([t = std::move(t), member](bind_detail::core& c, const T& value) {
            bind_detail::put(c, t, c.cell_of(t), value.*member);
        });
        return *this;
    }

    /// Binds a struct to a fact that is a record.
    template <class M, class B, class V, class... Option>
        requires std::derived_from<T, B>
    binder& record(std::string_view name, M B::* member, const fields<V>& of, const Option&... options) {
        static_assert(std::same_as<typename bind_detail::optional_of<M>::type, V>,
                      "the fields are those of another struct");
        auto t = start<M>(name, bind_detail::holds::record, options...);
        auto all = resolved(t, of);
        made_.puts_.push_back([t = std::move(t), all = std::move(all), member](bind_detail::core& c, const T& value) {
            const auto& m = value.*member;
            if constexpr (bind_detail::optional_of<M>::is)
                if (!m) return c.no_record(t);
            cell* const first = c.open_record(t);
            for (const auto& f : all) f.put(c, f.to, first[f.to.at], plain(m));
            c.close_record();
        });
        return *this;
    }

    /// Binds a vector, array or other sized range of structs to a list of records. The elements may stand in any order;
    /// those of lists that are `sorted on` a field are brought in it.
    template <class M, class B, class V, class... Option>
        requires std::derived_from<T, B>
    binder& list(std::string_view name, M B::* member, const fields<V>& of, const Option&... options) {
        static_assert(std::same_as<std::ranges::range_value_t<const typename bind_detail::optional_of<M>::type>, V>,
                      "the fields are those of another struct");
        auto t = start<M>(name, bind_detail::holds::list, options...);
        auto all = resolved(t, of);
        made_.puts_.push_back([t = std::move(t), all = std::move(all), member](bind_detail::core& c, const T& value) {
            const auto& m = value.*member;
            if constexpr (bind_detail::optional_of<M>::is)
                if (!m) return c.no_list(t);
            const auto& items = plain(m);
            list_data* const to = c.open_list(t, static_cast<std::size_t>(std::ranges::size(items)));
            if (to == nullptr) return;
            std::size_t i = 0;
            for (const V& item : items) {
                c.element(i + 1);
                for (const auto& f : all) f.put(c, f.to, to->cells[f.to.at * to->count + i], item);
                ++i;
            }
            c.close_list(t, *to);
        });
        return *this;
    }

    /// Binds the moment of decision: a date (`now` is then some instant of that day), an instant, or a
    /// `moment_of_decision`; in a `std::optional` perhaps none.
    template <class M, class B>
        requires std::derived_from<T, B>
    binder& as_of(M B::* member) {
        made_.puts_.push_back([member](bind_detail::core& c, const T& value) {
            const auto& m = value.*member;
            if constexpr (bind_detail::optional_of<M>::is)
                if (!m) return c.set_moment({});
            if constexpr (std::same_as<typename bind_detail::optional_of<M>::type, std::chrono::year_month_day>)
                if (!plain(m).ok()) return c.no_such_moment();
            c.set_moment(moment(plain(m)));
        });
        return *this;
    }

    /// The binding. @throws bind_failed with every mistake of all calls
    [[nodiscard]] binding<T> done() {
        made_.core_.finish();
        return std::move(made_);
    }

private:
    template <class M>
    static const auto& plain(const M& m) {
        if constexpr (bind_detail::optional_of<M>::is) return *m;
        else return m;
    }

    static moment_of_decision moment(const moment_of_decision& m) { return m; }
    static moment_of_decision moment(const std::chrono::year_month_day& d) { return moment(std::chrono::sys_days(d)); }
    template <class D>
    static moment_of_decision moment(const std::chrono::sys_time<D>& t) {
        moment_of_decision out;
        if constexpr (std::same_as<D, std::chrono::days>) out.day = t.time_since_epoch().count();
        else out.instant = std::chrono::floor<std::chrono::microseconds>(t).time_since_epoch().count();
        return out;
    }

    template <class M, class... Option>
    bind_detail::target start(std::string_view name, bind_detail::holds what, const Option&... options) {
        static_assert((std::same_as<Option, when_empty> && ...), "the only option of a record or list is when_empty");
        static_assert(bind_detail::optional_of<M>::is || sizeof...(Option) == 0, "only a std::optional can be empty");
        bind_detail::wish w;
        w.name = name;
        w.what = what;
        w.optional = bind_detail::optional_of<M>::is;
        (bind_detail::take(w, options), ...);
        return made_.core_.fact(w);
    }

    template <class V>
    std::vector<bind_detail::bound_field<V>> resolved(const bind_detail::target& of, const fields<V>& wanted) {
        std::vector<bind_detail::bound_field<V>> out;
        for (const auto& f : wanted.all_) out.push_back({made_.core_.field(of, f.what), f.put});
        return out;
    }

    binding<T> made_;
};

/// Starts to bind a struct to the facts of a ruleset; end with `done()`.
/// @par Complexity  Prepares for the pack: once for a struct and ruleset, not for each case.
template <class T>
[[nodiscard]] binder<T> bind(ruleset rules) {
    return binder<T>(std::move(rules));
}

}  // namespace writ
