#include <algorithm>

#include "writ/detail/eval/machine.hpp"

// Clocks, zones, calendars, spans and shifts.

namespace writ::eval {

/// The regions the case may be in, as values of the pack's region enum.
bits256 machine::region_bits(const link*& deps) {
    const program::pack_code& k = p_.packs[pack_];
    if (k.region == none) return {};
    const value r = fact_value(k.region);
    deps = r.deps;
    return r.form == shape::bits ? r.bits : bits256::first_n(k.regions);
}

/// The zones the case may be in, each once, by name order of their regions.
void machine::zones_for(arena_list<std::uint32_t>& zones, const link*& deps) {
    const auto all = ids_of(p_, p_.packs[pack_].zones);
    if (all.count == 0) return;
    if (all.count == 1 && p_.packs[pack_].regions != 1) {
        zones.push(work_, all[0]);
        return;
    }
    const bits256 regions = region_bits(deps);
    for (std::uint32_t r = 0; r < all.count; ++r)
        if (regions.test(r) && all[r] != none && std::find(zones.begin(), zones.end(), all[r]) == zones.end())
            zones.push(work_, all[r]);
}

const zone* machine::only_zone() {
    arena_list<std::uint32_t> zones;
    const link* deps = nullptr;
    zones_for(zones, deps);
    return zones.size() == 1 ? p_.zones[zones[0]].get() : nullptr;
}

/// The error of every region the case may be in; where no expression reads the clock, at the term that does.
value machine::no_zone(std::uint32_t at) {
    const std::uint32_t term = at == none ? top().term : none;
    const link* deps = nullptr;
    const bits256 regions = region_bits(deps);
    value v;
    for (std::uint32_t r = 0; r < p_.packs[pack_].regions; ++r)
        if (regions.test(r)) v.errors = join(work_, v.errors, error_link(error_kind::no_zone, at, term, rational(r + 1)));
    return v.errors != nullptr ? v : error_value(error_kind::no_zone, at, term);
}

value machine::clock(bool day, std::uint32_t at) {
    const moment_of_decision& m = case_->as_of;
    if (m.instant) {
        const value now = number_value(rational(*m.instant));
        return day ? to_day(now, at) : now;
    }
    if (day) return m.day ? number_value(rational(*m.day)) : range_value(nullptr, nullptr, thing_link(1));
    if (!m.day) return range_value(nullptr, nullptr, thing_link(0));
    arena_list<std::uint32_t> zones;
    const link* deps = nullptr;
    zones_for(zones, deps);
    if (zones.empty()) return range_value(nullptr, nullptr, thing_link(0));
    instant_us low = INT64_MAX, high = INT64_MIN;
    for (const std::uint32_t z : zones) {
        low = std::min(low, p_.zones[z]->instant_of(*m.day, 0));
        high = std::max(high, p_.zones[z]->instant_of(*m.day + 1, 0) - 1);
    }
    const rational l(low), h(high);
    return range_value(&l, &h, join(work_, thing_link(0), deps));
}

/// The local day of an instant.
value machine::to_day(const value& v, std::uint32_t at) {
    arena_list<std::uint32_t> zones;
    const link* deps = nullptr;
    zones_for(zones, deps);
    if (zones.empty()) return no_zone(at);
    if (v.form != shape::range) return v;
    value out;
    out.form = shape::range;
    out.absent = v.absent;
    out.errors = v.errors;
    out.deps = join(work_, v.deps, deps);
    out.low_open = v.low_open;
    out.high_open = v.high_open;
    out.range = {rational(INT64_MAX), rational(INT64_MIN)};
    for (const std::uint32_t z : zones) {
        if (!v.low_open) out.range.low = std::min(out.range.low, rational(p_.zones[z]->day_at(v.range.low.num)));
        if (!v.high_open) out.range.high = std::max(out.range.high, rational(p_.zones[z]->day_at(v.range.high.num)));
    }
    if (v.low_open) out.range.low = rational{};
    if (v.high_open) out.range.high = rational{};
    if (v.raw != 0 && zones.size() == 1) {
        out.raw = v.raw;
        out.day_zone = static_cast<std::uint16_t>(zones[0] + 1);
    }
    seal(out);
    return out;
}

calendars_found machine::calendars_for(std::uint32_t named, std::uint32_t at) {
    calendars_found out;
    if (named != none) {
        const value v = eval(named);
        out.deps = v.deps;
        if (v.form != shape::bits) out.missing = error_link(error_kind::no_calendar, at);
        for (std::uint32_t c = 0; v.form == shape::bits && c < p_.calendars.size(); ++c)
            if (v.bits.test(c)) out.calendars.push(work_, c);
        return out;
    }
    const auto by_region = ids_of(p_, p_.packs[pack_].calendars);
    const bits256 regions = region_bits(out.deps);
    if (regions.none()) out.missing = error_link(error_kind::no_calendar, at);
    for (std::uint32_t r = 0; r < by_region.count; ++r) {
        if (!regions.test(r)) continue;
        if (by_region[r] == none)
            out.missing = join(work_, out.missing, error_link(error_kind::no_calendar, at, none, rational(r + 1)));
        else if (std::find(out.calendars.begin(), out.calendars.end(), by_region[r]) == out.calendars.end())
            out.calendars.push(work_, by_region[r]);
    }
    return out;
}

/// What to wait for when a calendar does not cover a year: the policy owes the calendar.
const link* machine::uncovered(std::uint32_t calendar) {
    return thing_link(static_cast<std::uint32_t>(things_.size() + p_.terms.size()) + calendar);
}

/// `n days`, `n hours` …
value machine::eval_span(const program::instruction& c, std::uint32_t i) {
    const value n = present(operand(c, 0), i);
    if (surely_error(n)) return error_of(n.errors);
    if (c.what == op::duration_of) return times(n, number_value(rational(p_.integers[c.index])), i);
    const calendar_span& unit = p_.spans[c.index];
    value v;
    v.errors = n.errors;
    v.deps = n.deps;
    if (n.form != shape::range) {
        v.form = shape::any;
        return v;
    }
    if (is_known(n) && !n.range.low.is_whole()) return error_value(error_kind::fraction_of_a_span, i);
    const auto scaled = [&](const rational& r, bool open, std::int64_t& out) {
        if (open) return true;
        const auto x = multiply(rational(floor_scaled(r, 0).value_or(0)), rational(unit.count));
        if (x) out = x->num;
        return x.has_value();
    };
    span_range s;
    s.unit = unit.unit;
    s.rolled = unit.rolled;
    s.low_open = n.low_open;
    s.high_open = n.high_open;
    const bool low_fits = scaled(n.range.low, n.low_open, s.low), high_fits = scaled(n.range.high, n.high_open, s.high);
    if (!low_fits || !high_fits) {
        if (is_known(n)) return error_value(error_kind::overflow, i);
        v.errors = join(work_, v.errors, error_link(error_kind::overflow, i));
        s.low_open = s.low_open || !low_fits;
        s.high_open = s.high_open || !high_fits;
    }
    if (s.low_open) s.low = 0;
    if (s.high_open) s.high = 0;
    v.form = shape::spans;
    v.count = 1;
    v.spans = {s, nullptr};
    seal(v);
    return v;
}

value machine::shifted_by(const span_range& s, const value& d, int sign, std::uint32_t calendar, const link* deps,
                          std::uint32_t at) {
    const working_calendar* cal = calendar == none ? nullptr : &p_.calendars[calendar];
    const bool swap = sign < 0;
    value v;
    v.form = shape::range;
    v.deps = deps;
    v.low_open = d.low_open || (swap ? s.high_open : s.low_open);
    v.high_open = d.high_open || (swap ? s.low_open : s.high_open);
    bool uncovered_year = false, outside = false;
    const auto move = [&](bool& open, const rational& day, std::int64_t count, bool rolled) -> rational {
        if (open) return {};
        shift_failure why = shift_failure::none;
        const auto out = writ::shift(day.num, {count, s.unit, rolled}, sign, cal, why);
        uncovered_year = uncovered_year || why == shift_failure::uncovered_year;
        outside = outside || why == shift_failure::out_of_range;
        open = !out;
        return out ? rational(*out) : rational{};
    };
    const std::int64_t least = swap ? s.high : s.low, most = swap ? s.low : s.high;
    const bool no_least = v.low_open;
    v.range.low = move(v.low_open, d.range.low, least, s.rolled);
    v.range.high = move(v.high_open, d.range.high, most, s.rolled);
    const bool fixed = is_known(d) && !s.low_open && !s.high_open && s.low == s.high;
    if (outside && fixed) return error_value(error_kind::date_out_of_range, at);
    if (uncovered_year) {
        v = range_value(nullptr, nullptr, join(work_, deps, uncovered(calendar)));
        // Rolling only moves on: whatever the calendar will say, it is not before the day that is rolled.
        v.low_open = no_least || s.unit == span_unit::business_days;
        v.range.low = move(v.low_open, d.range.low, least, false);
    }
    if (outside) v.errors = error_link(error_kind::date_out_of_range, at);
    seal(v);
    return v;
}

/// `p after d` (sign 1) or `p before d` (sign -1).
value machine::shifted(const value& p, const value& d, int sign, std::uint32_t calendar, std::uint32_t at) {
    if (const link* failed = sure_errors(p, d)) return error_of(failed);
    if (p.form == shape::range) return plus(d, p, sign < 0, at);
    const link* deps = join(work_, p.deps, d.deps);
    const link* errors = join(work_, p.errors, d.errors);
    value out;
    if (p.form != shape::spans) {  // it may be of working days
        const calendars_found found = calendars_for(calendar, at);
        out = range_value(nullptr, nullptr, found.missing != nullptr ? join(work_, deps, found.deps) : deps);
        out.errors = join(work_, errors, found.missing);
        return out;
    }
    const auto* all = p.count == 1 ? &p.spans.one : p.spans.more;
    bool first = true;
    const auto include = [&](const value& v) {
        out = first ? v : joined(out, v);
        first = false;
    };
    for (std::uint32_t k = 0; k < p.count; ++k) {
        if (all[k].unit != span_unit::business_days && !all[k].rolled) {
            include(shifted_by(all[k], d, sign, none, deps, at));
            continue;
        }
        const calendars_found found = calendars_for(calendar, at);
        const link* with = join(work_, deps, found.deps);
        for (const std::uint32_t c : found.calendars) include(shifted_by(all[k], d, sign, c, with, at));
        if (found.missing != nullptr) {
            errors = join(work_, errors, found.missing);
            if (found.calendars.empty()) include(error_of(found.missing));
        }
        deps = with;
    }
    out.errors = join(work_, out.errors, errors);
    out.deps = join(work_, out.deps, deps);
    seal(out);
    return out;
}

value machine::eval_dates(const program::instruction& c, std::uint32_t i) {
    const value d = present(operand(c, 0), i);
    if (surely_error(d)) return error_of(d.errors);
    switch (c.what) {
        case op::weekday_of: {
            value v;
            v.form = shape::bits;
            if (plain_count(d) == 1) v.bits.set(static_cast<std::uint32_t>(weekday(d.range.low.num)));
            else v.bits = bits256::first_n(7);
            v.errors = d.errors;
            v.deps = d.deps;
            seal(v);
            return v;
        }
        case op::weekday_after: {
            const value w = present(operand(c, 1), i);
            if (surely_error(w)) return error_of(w.errors);
            value out;
            bool first = true;
            for (std::uint32_t k = 0; k < 7; ++k) {
                if (!w.bits.test(k)) continue;
                const value v = monotone(d, w.deps, [&](const rational& r) {
                    return rational(writ::weekday_after(r.num, static_cast<int>(k)));
                });
                out = first ? v : joined(out, v);
                first = false;
            }
            return out;
        }
        case op::month_start:
            return monotone(d, nullptr, [](const rational& r) { return rational(writ::month_start(r.num)); });
        default: return zoned(d, nullptr, i, 0, true);
    }
}

/// An instant of a day in the zones the case may be in: at a time, or its last microsecond.
value machine::zoned(const value& d, const link* extra, std::uint32_t at, std::int64_t minutes, bool end) {
    arena_list<std::uint32_t> zones;
    const link* deps = nullptr;
    zones_for(zones, deps);
    if (zones.empty()) return no_zone(at);
    deps = join(work_, deps, extra);
    value out;
    for (std::size_t k = 0; k < zones.size(); ++k) {
        const zone& z = *p_.zones[zones[k]];
        const value v = monotone(d, deps, [&](const rational& r) {
            return rational(end ? z.instant_of(r.num + 1, 0) - 1 : z.instant_of(r.num, minutes));
        });
        out = k == 0 ? v : joined(out, v, deps);
    }
    return out;
}

value machine::eval_moment(const program::instruction& c, std::uint32_t i) {
    const value d = present(operand(c, 0), i), t = present(operand(c, 1), i);
    if (const link* failed = sure_errors(d, t)) return error_of(failed);
    const std::int64_t first = t.low_open ? 0 : t.range.low.num;
    const std::int64_t last = t.high_open ? 24 * 60 - 1 : t.range.high.num;
    value low = zoned(d, t.deps, i, first, false);
    if (first == last || low.form != shape::range) return low;
    const value high = zoned(d, t.deps, i, last, false);
    low.high_open = high.high_open;
    low.range.high = high.range.high;
    low.errors = join(work_, d.errors, t.errors);
    low.deps = join(work_, low.deps, join(work_, d.deps, t.deps));
    seal(low);
    return low;
}

value machine::business_days(const value& a, const value& b, std::uint32_t calendar, const link* deps,
                             std::uint32_t) {
    const link* all = join(work_, deps, join(work_, a.deps, b.deps));
    const rational zero;
    value v = range_value(&zero, nullptr, all);
    v.errors = join(work_, a.errors, b.errors);
    if (a.low_open || a.high_open || b.low_open || b.high_open) return v;
    const working_calendar& cal = p_.calendars[calendar];
    const auto least = cal.working_days(a.range.high.num, b.range.low.num);
    const auto most = cal.working_days(a.range.low.num, b.range.high.num);
    if (!least || !most) {
        v.deps = join(work_, all, uncovered(calendar));
        return v;
    }
    v.high_open = false;
    v.range = {rational(*least), rational(*most)};
    seal(v);
    return v;
}

value machine::eval_calendar_function(const program::instruction& c, std::uint32_t i) {
    const std::uint32_t own = c.what == op::business_days ? 2 : 1;
    const value a = present(operand(c, 0), i);
    const value b = own == 2 ? present(operand(c, 1), i) : a;
    if (const link* failed = sure_errors(a, b)) return error_of(failed);
    const calendars_found found = calendars_for(c.operands.count > own ? p_.ids[c.operands.first + own] : none, i);
    if (found.calendars.empty()) return error_of(found.missing);
    value out = error_of(found.missing);
    for (std::size_t k = 0; k < found.calendars.size(); ++k) {
        const std::uint32_t cal = found.calendars[k];
        value v;
        if (c.what == op::business_days) v = business_days(a, b, cal, found.deps, i);
        else if (c.what == op::rolled) v = shifted_by({0, 0, span_unit::days, true, false, false}, a, 1, cal,
                                                      join(work_, a.deps, found.deps), i);
        else {
            v = bool_value(true, true, a.errors, join(work_, a.deps, found.deps));
            if (plain_count(a) == 1) {
                const auto working = p_.calendars[cal].is_working(a.range.low.num);
                if (working) v = yes_or_no(*working);
                else v.deps = join(work_, v.deps, uncovered(cal));
            }
        }
        v.errors = join(work_, v.errors, a.errors);
        if (a.errors != nullptr) v.deps = join(work_, v.deps, a.deps);
        out = k == 0 && found.missing == nullptr ? v : joined(out, v, found.deps);
    }
    return out;
}

}  // namespace writ::eval
