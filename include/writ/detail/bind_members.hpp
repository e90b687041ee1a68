// Members of a struct by their types: what they hold, and how they become cells and lanes.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <ranges>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "writ/detail/bind_core.hpp"

namespace writ::bind_detail {

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

/// How an integer is meant.
enum class meaning : std::uint8_t { number, money, set };

template <class M, meaning Meant = meaning::number>
constexpr holds holds_of() {
    if constexpr (Meant == meaning::money) return holds::money;
    else if constexpr (Meant == meaning::set) return holds::bits;
    else if constexpr (std::same_as<M, bool>) return holds::boolean;
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

/// Days and microseconds of a day of an instant; both are rounded down.
struct day_and_time {
    std::int64_t day, us;
    template <class D>
    explicit day_and_time(const std::chrono::sys_time<D>& t) noexcept {
        const auto d = std::chrono::floor<std::chrono::days>(t);
        day = d.time_since_epoch().count();
        us = std::chrono::floor<std::chrono::microseconds>(t - d).count();
    }
};

/// Microseconds, unless there are too many.
template <class D>
std::optional<std::int64_t> microseconds_of(const D& d) noexcept {
    const auto hours = std::chrono::floor<std::chrono::hours>(d).count();
    if (hours >= 2'000'000'000 || hours <= -2'000'000'000) return std::nullopt;
    return std::chrono::floor<std::chrono::microseconds>(d).count();
}

template <class M>
std::uint64_t bits_of(const M& m) noexcept {
    return static_cast<std::make_unsigned_t<M>>(m);
}

/// Writes the cell of a member.
template <meaning Meant, class M>
void put(core& c, const target& t, cell& out, const M& m) {
    namespace chrono = std::chrono;
    if constexpr (optional_of<M>::is) {
        if (m) put<Meant>(c, t, out, *m);
        else out = t.empty;
    } else if constexpr (Meant == meaning::set) {
        c.start_set(out);
        std::int64_t i = 0;
        for (std::uint64_t rest = bits_of(m); rest != 0; rest >>= 1, ++i)
            if ((rest & 1) != 0) c.put_member(out, [&](cell& bit) { c.put_bit(t, bit, i); });
    } else if constexpr (Meant == meaning::money) {
        if (std::in_range<std::int64_t>(m)) c.put_money(t, out, {static_cast<std::int64_t>(m), 0});
        else c.put_too_great(t, out, static_cast<std::uint64_t>(m));
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
        const day_and_time at(m);
        c.put_instant(t, out, at.day, at.us);
    } else if constexpr (elapsed<M>::is) {
        const auto us = microseconds_of(m);
        c.put_duration(t, out, us.value_or(0), us.has_value());
    } else if constexpr (std::same_as<M, calendar_span>) {
        c.put_span(out, m);
    } else if constexpr (text_like<M>) {
        c.put_words(t, out, m);
    } else {
        c.start_set(out);
        for (const auto& one : m) c.put_member(out, [&](cell& member) { put<meaning::number>(c, t, member, one); });
    }
}

template <class E>
void take(wish& w, const enum_names<E>& names) {
    for (const auto& [value, name] : names.all) w.names.emplace_back(static_cast<std::int64_t>(value), name);
}
inline void take(wish& w, const bit_names& names) {
    for (std::size_t i = 0; i < names.all.size(); ++i) w.names.emplace_back(static_cast<std::int64_t>(i), names.all[i]);
}
inline void take(wish&, in_minor_units_t) {}
inline void take(wish& w, when_empty empty) { w.empty = empty; }

template <class... Option>
constexpr meaning meaning_of() {
    if constexpr ((std::same_as<Option, in_minor_units_t> || ...)) return meaning::money;
    else return (std::same_as<Option, bit_names> || ...) ? meaning::set : meaning::number;
}

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
    constexpr meaning meant = meaning_of<Option...>();
    static_assert(meant == meaning::number || whole_number<plain>,
                  "only an integer is bound in_minor_units, or has names of bits");
    wish w;
    w.name = name;
    w.what = holds_of<plain, meant>();
    w.optional = optional_of<Member>::is;
    (take(w, options), ...);
    return w;
}

// ------------------------------------------------------------------ straight into lanes

template <class M, meaning Meant>
constexpr auto place_for() {
    if constexpr (optional_of<M>::is) return place_for<typename optional_of<M>::type, Meant>();
    else {
        constexpr holds h = holds_of<M, Meant>();
        if constexpr (h == holds::boolean) return bool_place{};
        else if constexpr (h == holds::enumerator) return enum_place{};
        else if constexpr (h == holds::words) return words_place{};
        else if constexpr (h == holds::money) return money_place{};
        else if constexpr (h == holds::span) return span_place{};
        else if constexpr (h == holds::enumerators || h == holds::word_list || h == holds::bits) return set_place{};
        else return number_place{};
    }
}

/// Writes a member where it goes. @return whether nothing is to be said about it
template <meaning Meant, class M, class Place>
[[gnu::always_inline]] inline bool put(const target& t, const Place& p, const M& m, const sink& s) {
    namespace chrono = std::chrono;
    if constexpr (Meant == meaning::set) {
        return p.put_bits(bits_of(m), s.at);
    } else if constexpr (whole_number<M>) {
        if (!std::in_range<std::int64_t>(m)) return false;
        if constexpr (Meant == meaning::money) return p.put(static_cast<std::int64_t>(m), s);
        else return p.put(static_cast<std::int64_t>(m), s.at);
    } else if constexpr (std::same_as<M, minor_units>) {
        return p.put(m, s);
    } else if constexpr (std::same_as<M, rational>) {
        const auto scaled = exact_scaled(m, t.type.places);
        return scaled && p.put(*scaled, s.at);
    } else if constexpr (std::is_enum_v<M>) {
        if constexpr (std::same_as<std::underlying_type_t<M>, std::uint8_t>)
            return p.put_byte(static_cast<std::uint8_t>(m), s.at);
        else return p.put(static_cast<std::int64_t>(m), s.at);
    } else if constexpr (std::same_as<M, chrono::year_month_day>) {
        return m.ok() && p.put(chrono::sys_days(m).time_since_epoch().count(), s.at);
    } else if constexpr (std::same_as<M, chrono::sys_days>) {
        return p.put(m.time_since_epoch().count(), s.at);
    } else if constexpr (system_time<M>::is) {
        const day_and_time at(m);
        return first_day <= at.day && at.day <= last_day && p.put(at.day * us_per_day + at.us, s.at);
    } else if constexpr (elapsed<M>::is) {
        const auto us = microseconds_of(m);
        if (!us || t.type.base != base_type::time) return us && p.put(*us, s.at);
        return *us % us_per_minute == 0 && p.put(*us / us_per_minute, s.at);
    } else if constexpr (std::same_as<M, calendar_span>) {
        return true;
    } else if constexpr (std::same_as<M, bool> || text_like<M>) {
        return p.put(m, s.at);
    } else {
        std::uint64_t set = 0;
        for (const auto& one : m)
            if constexpr (text_like<std::ranges::range_value_t<const M>>) {
                if (!p.names.add(one, set)) return false;
            } else if (!p.add(static_cast<std::int64_t>(one), set)) return false;
        p.put_members(set, s.at);
        return true;
    }
}

}  // namespace writ::bind_detail
