// What is bound, one part for each member: a type of its own, so that the way of a member into a case is known when the program
// is compiled.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "writ/detail/bind_members.hpp"

namespace writ::bind_detail {

// ------------------------------------------------------------------ many parts

struct no_parts {};

template <class Before, class Last>
struct parts {
    Before before;
    Last last;
};

template <class Do>
void for_each(const no_parts&, const Do&) {}
template <class Before, class Last, class Do>
void for_each(parts<Before, Last>& all, const Do& visit) {
    for_each(all.before, visit);
    visit(all.last);
}
template <class Before, class Last, class Do>
void for_each(const parts<Before, Last>& all, const Do& visit) {
    for_each(all.before, visit);
    visit(all.last);
}

/// Whether all pass; those behind one that does not are not asked.
template <class Passes>
[[gnu::always_inline]] inline bool all_of(const no_parts&, const Passes&) {
    return true;
}
template <class Before, class Last, class Passes>
[[gnu::always_inline]] inline bool all_of(const parts<Before, Last>& all, const Passes& passes) {
    return all_of(all.before, passes) && passes(all.last);
}

template <class Parts>
inline constexpr bool needs_region = false;
template <class Before, class Last>
inline constexpr bool needs_region<parts<Before, Last>> = needs_region<Before> || Last::needs_region;

template <class M>
const auto& plain(const M& m) {
    if constexpr (optional_of<M>::is) return *m;
    else return m;
}

template <class M>
bool is_there(const M& m) {
    if constexpr (optional_of<M>::is) return m.has_value();
    else return true;
}

// ------------------------------------------------------------------ one part

/// Targets are long, and what is decided in place hardly needs them.
using shared_target = std::shared_ptr<const target>;
inline shared_target share(target t) { return std::make_shared<const target>(std::move(t)); }

/// A member that is one value.
template <class T, class M, class B, meaning Meant>
struct member_part {
    static constexpr bool needs_region = holds_of<typename optional_of<M>::type, Meant>() == holds::money;

    M B::* member;
    shared_target to;
    decltype(place_for<M, Meant>()) place = {};
    open_bit open = {};

    void settle(placer& places, const placer::home& home) {
        open = home.open;
        places.settle(*to, home.lane, place);
    }
    void load(core& c, cell& out, const T& value) const { put<Meant>(c, *to, out, value.*member); }
    [[gnu::always_inline]] bool pack(const T& value, const sink& s) const {
        const M& m = value.*member;
        return is_there(m) ? put<Meant>(*to, place, plain(m), s) : open.leave(s);
    }
};

/// Bound to a fact.
template <class T, class M, class B, meaning Meant>
struct fact_part : member_part<T, M, B, Meant> {
    using base = member_part<T, M, B, Meant>;

    bool names_region() const noexcept { return base::to->names_region; }
    void settle(placer& places) { base::settle(places, places.home_of(*base::to)); }
    void load(core& c, const T& value) const { base::load(c, c.cell_of(*base::to), value); }
};

template <class T, class M, class B, class Fields>
struct record_part {
    static constexpr bool needs_region = bind_detail::needs_region<Fields>;

    M B::* member;
    shared_target to;
    Fields fields;
    record_place place = {};

    static bool names_region() noexcept { return false; }
    void settle(placer& places) {
        place = places.place_of(*to);
        for_each(fields, [&](auto& f) { f.settle(places, places.home_of(*to, *f.to)); });
    }
    void load(core& c, const T& value) const {
        const M& m = value.*member;
        if (!is_there(m)) return c.no_record(*to);
        cell* const first = c.open_record(*to);
        for_each(fields, [&](const auto& f) { f.load(c, first[f.to->at], plain(m)); });
        c.close_record();
    }
    bool pack(const T& value, const sink& s) const {
        const M& m = value.*member;
        if (is_there(m)) return all_of(fields, [&](const auto& f) { return f.pack(plain(m), s); });
        place.leave(s);
        return true;
    }
};

template <class T, class M, class B, class Fields>
struct list_part {
    static constexpr bool needs_region = bind_detail::needs_region<Fields>;

    M B::* member;
    shared_target to;
    Fields fields;
    list_place place = {};

    static bool names_region() noexcept { return false; }
    void settle(placer& places) {
        std::vector<std::uint32_t> bound;
        for_each(fields, [&](auto& f) {
            bound.push_back(f.to->at);
            f.settle(places, places.home_of(*to, *f.to));
        });
        places.settle(*to, bound, place);
    }
    void load(core& c, const T& value) const {
        const M& m = value.*member;
        if (!is_there(m)) return c.no_list(*to);
        const auto& items = plain(m);
        list_data* const out = c.open_list(*to, static_cast<std::size_t>(std::ranges::size(items)));
        if (out == nullptr) return;
        std::size_t i = 0;
        for (const auto& item : items) {
            c.element(i + 1);
            for_each(fields, [&](const auto& f) { f.load(c, out->cells[f.to->at * out->count + i], item); });
            ++i;
        }
        c.close_list(*to, *out);
    }
    bool pack(const T& value, const sink& s) const {
        const M& m = value.*member;
        if (!is_there(m)) return place.leave(s);
        const auto& items = plain(m);
        if (!place.put(static_cast<std::size_t>(std::ranges::size(items)), s)) return false;
        std::size_t i = 0;
        for (const auto& item : items) {
            const sink element = place.element(s, i++);
            if (!all_of(fields, [&](const auto& f) { return f.pack(item, element); })) return false;
        }
        return true;
    }
};

/// The moment of decision.
template <class T, class M, class B>
struct moment_part {
    static constexpr bool needs_region = false;

    M B::* member;

    static bool names_region() noexcept { return false; }
    static void settle(placer&) noexcept {}
    void load(core& c, const T& value) const {
        const M& m = value.*member;
        if (!is_there(m)) return c.set_moment({});
        if (!exists(plain(m))) return c.no_such_moment();
        c.set_moment(moment(plain(m)));
    }
    bool pack(const T& value, const sink&) const {
        const M& m = value.*member;
        return !is_there(m) || (exists(plain(m)) && core::is_moment(moment(plain(m))));
    }

private:
    template <class D>
    static bool exists(const D& d) {
        if constexpr (std::same_as<D, std::chrono::year_month_day>) return d.ok();
        else return true;
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
};

// ------------------------------------------------------------------ fields

/// A field as it is named, before it is known of which record.
template <class M, class B, meaning Meant>
struct wished_field {
    wish what;
    M B::* member;
};

/// The same once it is. `V`: the struct
template <class V>
no_parts resolved(core&, const target&, const no_parts&) {
    return {};
}
template <class V, class Before, class M, class B, meaning Meant>
auto resolved(core& c, const target& of, const parts<Before, wished_field<M, B, Meant>>& wished) {
    auto before = resolved<V>(c, of, wished.before);
    using field = member_part<V, M, B, Meant>;
    return parts<decltype(before), field>{std::move(before),
                                          {wished.last.member, share(c.field(of, wished.last.what))}};
}

}  // namespace writ::bind_detail
