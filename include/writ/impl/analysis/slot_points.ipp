// The points of slots, and how slots hang together.
#pragma once

#include "writ/detail/analysis/slots.hpp"
#include "writ/model/reads.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace writ::analysis {

namespace slot_points_detail {

inline bool before(const constant& a, const constant& b) {
    return std::tie(a.number, a.label) < std::tie(b.number, b.label);
}

/// Decimal places of the values of a numeric slot; nothing if any quotient may be one.
inline std::optional<int> grid_of(const model::model& m, model::pack_id pack, const type& t) {
    if (t.base == base_type::number) return t.places < 0 ? std::nullopt : std::optional<int>(t.places);
    if (t.base != base_type::money) return 0;
    if (t.currency) return minor_places(t.currency);
    int places = 2;  // of the region's currency: the finest there is
    for (const currency_code c : m[pack].money)
        if (c) places = std::max(places, minor_places(c));
    return places;
}

struct bounds {
    std::optional<rational> low, high;  ///< both included
};

inline bounds bounds_of(const type& t) {
    if (t.ranged) return {t.low, t.high};
    if (t.base == base_type::date) return {rational(first_day), rational(last_day)};
    if (t.base == base_type::time) return {rational(0), rational(24 * 60 - 1)};
    return {};
}

/// Whether a number of the grid lies strictly between two constants (none: no end) and within the bounds.
inline bool any_between(const std::optional<rational>& above, const std::optional<rational>& below,
                        const bounds& within, std::optional<int> grid) {
    std::optional<rational> low = above, high = below;
    bool low_open = above.has_value(), high_open = below.has_value();
    if (within.low && (!low || *within.low > *low)) low = within.low, low_open = false;
    if (within.high && (!high || *within.high < *high)) high = within.high, high_open = false;
    if (!low || !high) return true;
    const auto floor = grid ? floor_scaled(*low, *grid) : std::nullopt;
    if (!floor || *floor == std::numeric_limits<std::int64_t>::max())
        return *low < *high || (*low == *high && !low_open && !high_open);
    const bool on_grid = rational::scaled(*floor, *grid) == *low;
    const rational first = on_grid && !low_open ? *low : rational::scaled(*floor + 1, *grid);
    return high_open ? first < *high : first <= *high;
}

inline bool possible(const rational& value, const bounds& within, std::optional<int> grid) {
    if ((within.low && value < *within.low) || (within.high && value > *within.high)) return false;
    return !grid || exact_scaled(value, *grid).has_value();
}

/// Where a point stands among constants and the gaps before them.
inline std::uint32_t rank(const slot_point& p) { return 2 * p.at + (p.kind == slot_point::kind_of::value ? 1 : 0); }

}  // namespace slot_points_detail

void slot_table::close(slot& s) {
    using namespace slot_points_detail;
    using kind_of = slot_point::kind_of;
    std::sort(s.constants.begin(), s.constants.end(), before);
    s.constants.erase(std::unique(s.constants.begin(), s.constants.end()), s.constants.end());
    const auto count = static_cast<std::uint32_t>(s.constants.size());
    std::uint32_t size = 2;  // no, yes
    if (s.form == slot_form::comparison) size = 3;
    if (s.form == slot_form::finite && s.type.base == base_type::weekday) size = 7;
    if (s.form == slot_form::finite && s.type.base == base_type::enumeration)
        size = static_cast<std::uint32_t>(model_.enums[s.type.ref].values.size());
    if (s.form == slot_form::finite || s.form == slot_form::comparison)
        for (std::uint32_t i = 0; i < size; ++i) s.points.push_back({kind_of::value, i});
    else if (s.form == slot_form::labels) {
        for (std::uint32_t i = 0; i < count; ++i) s.points.push_back({kind_of::value, i});
        s.points.push_back({kind_of::gap, count});
    } else {
        const auto grid = grid_of(model_, pack_, s.type);
        const bounds within = bounds_of(s.type);
        const auto number = [&](std::uint32_t i) { return s.constants[i].number; };
        for (std::uint32_t i = 0; i <= count; ++i) {
            const auto above = i > 0 ? std::optional(number(i - 1)) : std::nullopt;
            const auto below = i < count ? std::optional(number(i)) : std::nullopt;
            if (any_between(above, below, within, grid)) s.points.push_back({kind_of::gap, i});
            if (i < count && possible(number(i), within, grid)) s.points.push_back({kind_of::value, i});
        }
    }
    if (s.points.empty()) s.points.push_back({kind_of::gap, 0});  // an empty range: refused elsewhere
    const auto values = static_cast<std::uint32_t>(s.points.size());
    s.values = point_set(0, values - 1);
    const auto extra = [&s](kind_of kind) {
        s.points.push_back({kind, 0});
        return static_cast<std::uint32_t>(s.points.size() - 1);
    };
    if (s.type.optional) s.absent_point = extra(kind_of::absent);
    if (s.unknown) s.unknown_point = extra(kind_of::unknown);
    shapes_[static_cast<std::size_t>(&s - slots_.data())] = {static_cast<std::uint32_t>(s.points.size()),
                                                             s.form == slot_form::numeric};
}

point_set slot_table::points_where(std::uint32_t which, model::op what, const constant& c) const {
    using namespace slot_points_detail;
    const slot& s = slots_[which];
    std::uint32_t target = 2 * static_cast<std::uint32_t>(c.number.num) + 1;
    if (s.form != slot_form::finite) {
        const auto found = std::lower_bound(s.constants.begin(), s.constants.end(), c, before);
        target = 2 * static_cast<std::uint32_t>(found - s.constants.begin()) + 1;
    }
    const auto begin = s.points.begin(), end = begin + s.values.back() + 1;
    const auto from =
        std::lower_bound(begin, end, target, [](const slot_point& p, std::uint32_t t) { return rank(p) < t; });
    const auto to = from != end && rank(*from) == target ? from + 1 : from;
    const auto part = [&](auto first, auto last) {
        if (first == last) return point_set();
        return point_set(static_cast<std::uint32_t>(first - begin), static_cast<std::uint32_t>(last - begin - 1));
    };
    switch (what) {
        case model::op::equal: return part(from, to);
        case model::op::not_equal: return subtract(s.values, part(from, to));
        case model::op::less: return part(begin, from);
        case model::op::less_equal: return part(begin, to);
        case model::op::greater: return part(to, end);
        default: return part(from, end);
    }
}

point_set slot_table::days(std::uint32_t s, std::optional<day_number> from, std::optional<day_number> until) const {
    point_set out = slots_[s].values;
    if (from) out = intersect(out, points_where(s, model::op::greater_equal, {rational(*from), {}}));
    if (until) out = intersect(out, points_where(s, model::op::less_equal, {rational(*until), {}}));
    return out;
}

bool slot_table::restricts(const box& b, std::uint32_t s) const { return b[s].size() != shapes_[s].size; }

// ------------------------------------------------------------------ dependence

void slot_table::add_sources(std::vector<source>& out, model::expr_id e) const {
    const auto add = [&out](std::uint64_t kind, std::uint64_t which, std::uint64_t part) {
        out.emplace_back(kind << 32 | which, part);
    };
    const model::expression& x = model_[e];
    if (x.what == model::op::field && model_[stripped(model_, x.args[0])].what == model::op::fact) {
        add(0, model_[stripped(model_, x.args[0])].index, 1 + x.index);
        return;
    }
    model::reading first(model_, pack_);
    first.add(e);
    for (const auto& local : first.result().locals) add(1, model::index(local.id), 0);
    for (const auto& [local, field] : first.result().fields) add(1, model::index(local), 1 + field);
    std::vector<model::term_id> open;
    std::vector<bool> seen(model_.terms.size());
    const auto take = [&](const model::reads& r) {
        for (const auto& fact : r.facts) add(0, model::index(fact.id), 0);
        if (r.clock) add(2, 0, 0);
        for (const auto& term : r.terms)
            if (!seen[model::index(term.id)]) {
                seen[model::index(term.id)] = true;
                open.push_back(term.id);
            }
    };
    take(first.result());
    while (!open.empty()) {
        const model::term_id next = open.back();
        open.pop_back();
        model::reading further(model_, model_[next].pack);
        take(further.add(next).result());
    }
}

const std::vector<slot_table::source>& slot_table::sources_of(std::uint32_t which) {
    const auto [found, made] = sources_.try_emplace(which);
    if (!made) return found->second;
    const slot& s = slots_[which];
    std::vector<source>& out = found->second;
    if (s.reads) add_sources(out, *s.reads);
    if (s.other) add_sources(out, *s.other);
    if (s.fact) out.emplace_back(model::index(*s.fact), 0);
    if (!s.reads && !s.fact) out.emplace_back(std::uint64_t{2} << 32, 0);  // today, or a condition of many
    if (s.member && out.size() == 1) out.front().second = (std::uint64_t{1} << 32) + *s.member;
    return out;
}

dependence slot_table::dependence_of(const box& b) {
    dependence out = dependence::none;
    std::vector<std::uint32_t> restricted;
    for (std::uint32_t s = 0; s < b.size(); ++s)
        if (restricts(b, s)) restricted.push_back(s);
    const auto share = [&](std::uint32_t s, std::uint32_t t) {
        for (const source& a : sources_of(s))
            for (const source& c : sources_of(t))
                if (a.first == c.first && (a.second == c.second || a.second == 0 || c.second == 0)) return true;
        return false;
    };
    for (std::size_t i = 0; i < restricted.size(); ++i)
        for (std::size_t j = i + 1; j < restricted.size(); ++j)
            if (share(restricted[i], restricted[j])) {
                if (slots_[restricted[i]].opaque || slots_[restricted[j]].opaque) return dependence::opaque;
                out = dependence::values;
            }
    return out;
}

}  // namespace writ::analysis
