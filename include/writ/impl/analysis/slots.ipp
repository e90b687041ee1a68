// Conditions as boxes: making slots and taking conditions apart.
#pragma once

#include "writ/detail/analysis/slots.hpp"
#include "writ/model/reads.hpp"

#include <algorithm>

namespace writ::analysis {

namespace slots_detail {

using model::op;

/// Beyond this many alternatives a condition is taken as it is.
inline constexpr std::size_t most_cubes = 256;

inline bool is_comparison(op what) { return what >= op::equal && what <= op::greater_equal; }

inline bool is_guarded(op what) { return what == op::guarded || what == op::required; }

/// `a < b` seen from b.
inline op mirrored(op what) {
    switch (what) {
        case op::less: return op::greater;
        case op::less_equal: return op::greater_equal;
        case op::greater: return op::less;
        case op::greater_equal: return op::less_equal;
        default: return what;
    }
}

inline bool holds(op what, std::strong_ordering order) {
    switch (what) {
        case op::equal: return order == 0;
        case op::not_equal: return order != 0;
        case op::less: return order < 0;
        case op::less_equal: return order <= 0;
        case op::greater: return order > 0;
        default: return order >= 0;
    }
}

inline slot_form form_of(const type& t) {
    switch (t.base) {
        case base_type::boolean:
        case base_type::enumeration:
        case base_type::weekday: return slot_form::finite;
        case base_type::number:
        case base_type::money:
        case base_type::date:
        case base_type::time:
        case base_type::instant:
        case base_type::duration: return slot_form::numeric;
        default: return slot_form::labels;
    }
}

/// The set of one cube's slot joined with another's, if that slot is all they differ in.
inline bool joined(cube& into, const cube& from) {
    if (into.size() != from.size()) return false;
    std::size_t differing = 0, at = 0;
    for (std::size_t i = 0; i < into.size(); ++i) {
        if (into[i].slot != from[i].slot) return false;
        if (into[i].points != from[i].points) ++differing, at = i;
    }
    if (differing > 1) return false;
    if (differing == 1) into[at].points = unite(into[at].points, from[at].points);
    return true;
}

/// The cases in which a slot has one of these points.
inline cubes only(std::uint32_t slot, point_set points) {
    cubes out(1);
    out.front().push_back({slot, std::move(points)});
    return out;
}

/// Makes a cube what is in both; false if no case is.
inline bool narrowed(cube& c, cube by) {
    for (literal& l : by) {
        const auto at = std::lower_bound(c.begin(), c.end(), l.slot,
                                         [](const literal& other, std::uint32_t slot) { return other.slot < slot; });
        if (at == c.end() || at->slot != l.slot) c.insert(at, std::move(l));
        else if (meets(at->points, l.points)) at->points = intersect(at->points, l.points);
        else return false;
    }
    return true;
}

}  // namespace slots_detail

// ------------------------------------------------------------------ slots

/// @param make  makes the slot if there is none yet: nearly all conditions are about one that others have been about
template <class Make>
std::uint32_t slot_table::add(const key& k, Make make) {
    const auto [found, made] = by_key_.emplace(k, static_cast<std::uint32_t>(slots_.size()));
    if (!made) return found->second;
    slots_.push_back(make());
    shapes_.emplace_back();
    if (closed_) close(slots_.back());
    return found->second;
}

std::uint32_t slot_table::fact_slot(model::fact_id f) {
    return add({key::kind_of::fact, model::index(f)}, [&] {
        slot s;
        s.type = model_[f].type;
        s.form = slots_detail::form_of(s.type);
        s.fact = f;
        return s;
    });
}

std::uint32_t slot_table::slot_of(model::expr_id e) {
    e = stripped(model_, e);
    const model::expression& x = model_[e];
    const auto make = [&] {
        slot s;
        s.type = x.type;
        s.form = slots_detail::form_of(x.type);
        s.reads = e;
        return s;
    };
    if (x.what == model::op::fact) return add({key::kind_of::fact, x.index}, make);
    if (x.what == model::op::today) return add({key::kind_of::today}, make);
    return add({key::kind_of::expression, forms_.of(e)}, make);
}

/// A condition taken as it is.
std::uint32_t slot_table::add_condition(const key& k, std::optional<model::expr_id> e) {
    return add(k, [&] {
        slot s;
        s.type.base = base_type::boolean;
        s.reads = e;
        s.opaque = true;
        return s;
    });
}

std::uint32_t slot_table::opaque_of(model::expr_id e) {
    return add_condition({key::kind_of::condition, forms_.of(e)}, e);
}

std::uint32_t slot_table::member_of(model::expr_id set, std::uint32_t value) {
    return add({key::kind_of::member, forms_.of(set), value}, [&] {
        slot s;
        s.type.base = base_type::boolean;
        s.reads = stripped(model_, set);
        s.member = value;
        return s;
    });
}

/// @param swapped  whether the slot has them the other way round: as the first one to compare them wrote
std::uint32_t slot_table::comparison_of(model::expr_id a, model::expr_id b, bool& swapped) {
    a = stripped(model_, a), b = stripped(model_, b);
    const std::uint32_t left = forms_.of(a), right = forms_.of(b);
    const std::uint32_t out = add({key::kind_of::comparison, std::min(left, right), std::max(left, right)}, [&] {
        slot s;
        s.form = slot_form::comparison;
        s.type.base = base_type::boolean;
        s.reads = a, s.other = b;
        s.opaque = true;
        return s;
    });
    swapped = forms_.of(*slots_[out].reads) != left;
    return out;
}

std::optional<std::uint32_t> slot_table::day_slot(const model::qualifiers& q) {
    if (!q.from && !q.until) return std::nullopt;
    if (q.as_of) return slot_of(*q.as_of);
    return add({key::kind_of::today}, [] {
        slot s;
        s.type.base = base_type::date;
        s.form = slot_form::numeric;
        return s;
    });
}

void slot_table::close() {
    closed_ = true;
    for (slot& s : slots_) close(s);
}

// ------------------------------------------------------------------ conditions

void slot_table::collect(model::expr_id condition) { where(condition); }
void slot_table::collect(const model::qualifiers& q) { where(q); }

void slot_table::collect_heading(model::expr_id e) {
    const std::size_t before = slots_.size();
    if (model_[e].type.base == base_type::boolean) where(e);
    else slot_of(e);  // so that slots stand in the order of the headings
    for (std::size_t i = before; i < slots_.size(); ++i) slots_[i].heading = true;
}

cubes slot_table::either(cubes a, cubes b) {
    for (cube& c : b)
        if (a.empty() || !slots_detail::joined(a.back(), c)) a.push_back(std::move(c));
    return a;
}

cubes slot_table::both(cubes a, cubes b) {
    if (a.size() * b.size() > slots_detail::most_cubes)
        return slots_detail::only(add_condition({key::kind_of::invented, invented_++}, std::nullopt), point_set(1, 1));
    const auto is_all = [](const cubes& c) { return c.size() == 1 && c.front().empty(); };
    if (is_all(b)) return a;
    if (is_all(a) && (b.size() != 1 || a.front().capacity() < b.front().size())) return b;
    if (a.size() == 1 && b.size() == 1) {  // nearly always: then nothing needs to be copied
        if (!slots_detail::narrowed(a.front(), std::move(b.front()))) a.clear();
        return a;
    }
    cubes out;
    for (const cube& c : a)
        for (const cube& d : b)
            if (auto e = meet(c, d)) out.push_back(std::move(*e));
    return out;
}

cubes slot_table::all_of(const model::few<model::expr_id>& parts, bool wanted) {
    cubes out(1);
    out.front().reserve(parts.size());
    for (const model::expr_id part : parts) out = both(std::move(out), where(part, wanted));
    return out;
}

cubes slot_table::any_of(const model::few<model::expr_id>& parts, bool wanted) {
    cubes out;
    for (const model::expr_id part : parts) out = either(std::move(out), where(part, wanted));
    return out;
}

cubes slot_table::where(model::expr_id condition, bool wanted) {
    const model::expression& x = model_[stripped(model_, condition)];
    if (x.what == model::op::boolean || x.what == model::op::term)
        if (const auto c = constant_of(model_, condition); c && x.type.base == base_type::boolean)
            return (c->number == rational(1)) == wanted ? cubes{{}} : cubes{};
    switch (x.what) {
        case model::op::negation: return where(x.args[0], !wanted);
        case model::op::conjunction: return wanted ? all_of(x.args, true) : any_of(x.args, false);
        case model::op::disjunction: return wanted ? any_of(x.args, true) : all_of(x.args, false);
        case model::op::choice: {
            const cubes first = both(where(x.args[0], true), where(x.args[1], wanted));
            return either(first, both(where(x.args[0], false), where(x.args[2], wanted)));
        }
        default: break;
    }
    if (auto found = several(x, wanted)) return std::move(*found);
    test t = test_of(condition);
    point_set points = wanted ? std::move(t.yes) : no_of(t);
    if (points.empty()) return {};
    return points.size() == shapes_[t.slot].size ? cubes{{}} : slots_detail::only(t.slot, std::move(points));
}

point_set slot_table::no_of(const test& t) const {
    const slot& s = slots_[t.slot];
    if (s.points.empty()) return {};  // not closed yet
    std::uint32_t last = s.values.back();
    if (t.of != spoken::values && s.absent_point) last = *s.absent_point;
    if (t.of == spoken::all && s.unknown_point) last = *s.unknown_point;
    return subtract(point_set(0, last), t.yes);
}

/// Conditions on several members of a set.
std::optional<cubes> slot_table::several(const model::expression& x, bool wanted) {
    if (x.args.empty()) return std::nullopt;
    const type& set = model_[x.args[0]].type;
    const bool usable = set.base == base_type::set && set.ref < model_.enums.size() && !set.optional &&
                        !constants_of(model_, x.args[0]);
    if (!usable) return std::nullopt;
    std::vector<std::uint32_t> members;
    if (x.what == model::op::is_empty)
        for (std::uint32_t i = 0; i < model_.enums[set.ref].values.size(); ++i) members.push_back(i);
    else if (x.what == model::op::has_any || x.what == model::op::has_all) {
        const auto listed = constants_of(model_, x.args[1]);
        if (!listed) return std::nullopt;
        for (const constant& c : *listed) members.push_back(static_cast<std::uint32_t>(c.number.num));
    } else return std::nullopt;
    const bool present = x.what != model::op::is_empty;
    const bool every =
        x.what == model::op::has_any ? !wanted : wanted;     // all members are as wanted, or at least one is
    const std::uint32_t answer = present == wanted ? 1 : 0;  // a member is in the set, or is not
    cubes out = every ? cubes{{}} : cubes{};
    for (const std::uint32_t i : members) {
        cubes one = slots_detail::only(member_of(x.args[0], i), point_set(answer, answer));
        out = every ? both(std::move(out), std::move(one)) : either(std::move(out), std::move(one));
    }
    return out;
}

slot_table::test slot_table::test_of(model::expr_id e) {
    const model::expression& x = model_[stripped(model_, e)];
    std::optional<test> found;
    if (slots_detail::is_comparison(x.what)) found = comparison(x.what, x.args[0], x.args[1]);
    else if (x.what == model::op::has) found = membership(x.args[0], x.args[1]);
    else if (x.what >= model::op::is_present && x.what <= model::op::is_unknown) found = state(x);
    else if (x.what >= model::op::fact && x.what <= model::op::field) found = plain(e);
    if (found) return std::move(*found);
    return {opaque_of(e), point_set(1, 1)};
}

std::optional<slot_table::test> slot_table::plain(model::expr_id e) { return test{slot_of(e), point_set(1, 1)}; }

std::optional<slot_table::test> slot_table::comparison(model::op what, model::expr_id a, model::expr_id b) {
    const auto left = constant_of(model_, a), right = constant_of(model_, b);
    // An amount in a named currency against one in the region's: which numbers compare depends on the region.
    const auto currency = [&](model::expr_id e) { return model_[stripped(model_, e)].type.currency; };
    const auto money = [&](model::expr_id e) { return model_[stripped(model_, e)].type.base == base_type::money; };
    const bool regional = money(a) && money(b) && currency(a) != currency(b);
    if (right && !regional) return against(what, a, *right);
    if (left && !regional) return against(slots_detail::mirrored(what), b, *left);
    bool swapped = false;
    const std::uint32_t s = comparison_of(a, b, swapped);
    if (swapped) what = slots_detail::mirrored(what);
    point_set yes;
    for (const int order : {-1, 0, 1})
        if (slots_detail::holds(what, order <=> 0)) {
            const auto point = static_cast<std::uint32_t>(order + 1);
            yes = unite(yes, point_set(point, point));
        }
    return test{s, std::move(yes)};
}

std::optional<slot_table::test> slot_table::against(model::op what, model::expr_id a, const constant& c) {
    const std::uint32_t s = slot_of(a);
    if (!closed_) {
        if (slots_[s].form != slot_form::finite) slots_[s].constants.push_back(c);
        return test{s, {}};
    }
    // An absent value compares with nothing; where a guard says it is present, an absent one is an error instead.
    const bool guarded = slots_detail::is_guarded(model_[a].what);
    return test{s, points_where(s, what, c), guarded ? spoken::values : spoken::values_and_absent};
}

/// `x is one of {a, b}` and `documents has invoice`.
std::optional<slot_table::test> slot_table::membership(model::expr_id set, model::expr_id value) {
    if (const auto listed = constants_of(model_, set)) {
        if (listed->empty()) return std::nullopt;
        test t;
        for (const constant& c : *listed) {
            auto one = against(model::op::equal, value, c);
            one->yes = unite(t.yes, one->yes);
            t = std::move(*one);
        }
        return t;
    }
    const auto member = constant_of(model_, value);
    const type& of = model_[stripped(model_, set)].type;
    if (!member || of.base != base_type::set || of.optional) return std::nullopt;
    const auto s = member_of(set, static_cast<std::uint32_t>(member->number.num));
    return test{s, point_set(1, 1)};
}

std::optional<slot_table::test> slot_table::state(const model::expression& x) {
    const std::uint32_t s = slot_of(x.args[0]);
    const bool about_knowing = x.what == model::op::is_known || x.what == model::op::is_unknown;
    if (!closed_) {
        slots_[s].unknown = slots_[s].unknown || about_knowing;
        return test{s, {}};
    }
    const slot& at = slots_[s];
    const auto special = about_knowing ? at.unknown_point : at.absent_point;
    const test unusual{s, special ? point_set(*special, *special) : point_set(),
                       about_knowing ? spoken::all : spoken::values_and_absent};
    const bool asks_it = x.what == model::op::is_unknown || x.what == model::op::is_absent;
    return asks_it ? unusual : test{s, no_of(unusual), unusual.of};
}

cubes slot_table::where(const model::qualifiers& q) {
    const auto& pack = model_[pack_];
    const auto day = day_slot(q);
    if (!closed_ && day) {
        for (const day_number d : q.effective) slots_[*day].constants.push_back({rational(d), {}});
        for (const auto& d : {q.from, q.until})
            if (d) slots_[*day].constants.push_back({rational(*d), {}});
    }
    const bool by_region = pack.region && (q.regional || q.effective.size() > 1);
    if (!day && !by_region) return {{}};
    std::map<std::optional<day_number>, point_set> regions;  // by first day
    if (by_region) {
        const std::uint32_t s = fact_slot(*pack.region);
        if (!closed_) return {};
        for (std::uint32_t r = 0; r < slots_[s].points.size(); ++r) {
            if (slots_[s].points[r].kind != slot_point::kind_of::value || (q.regional && !q.regions.test(r))) continue;
            std::optional<day_number> first;
            if (!q.effective.empty()) first = q.effective[std::min<std::size_t>(r, q.effective.size() - 1)];
            point_set& set = regions[first];
            set = unite(set, point_set(r, r));
        }
    } else regions[q.effective.empty() ? std::nullopt : std::optional(q.effective.front())] = {};
    if (!closed_) return {};
    cubes out;
    for (const auto& [first, set] : regions) {
        cubes one = {{}};
        if (by_region) one = slots_detail::only(fact_slot(*pack.region), set);
        if (day) one = both(std::move(one), slots_detail::only(*day, days(*day, first, q.until)));
        std::move(one.begin(), one.end(), std::back_inserter(out));
    }
    return out;
}

}  // namespace writ::analysis
