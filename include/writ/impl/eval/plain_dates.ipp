#include <utility>

#include "writ/detail/eval/params.hpp"
#include "writ/detail/eval/plain.hpp"

// Clocks, zones, calendars, spans; what holds in a region on a day.
//
// What a function still reads where its first value is open depends on whether that is an error: there it is `lost`.

namespace writ::eval {

/// The region of the case, as a value of the pack's region enum; none: it has none, or it is not known.
std::uint32_t plain::region() {
    const std::uint32_t fact = p_.packs[pack_].region;
    if (fact == none) return none;
    const known v = fact_value(fact);
    return v.form == form::index ? static_cast<std::uint32_t>(v.bits) : none;
}

/// The zone of the case; null: there is none, or it is not known.
const zone* plain::only_zone() {
    const program::pack_code& pack = p_.packs[pack_];
    const auto zones = ids_of(p_, pack.zones);
    if (zones.count == 0) return nullptr;
    if (zones.count == 1 && pack.regions != 1) return p_.zones[zones[0]].get();
    const std::uint32_t in = region();
    return in != none && zones[in] != none ? p_.zones[zones[in]].get() : nullptr;
}

/// The calendar that an instruction names, or that of the region; null likewise.
const working_calendar* plain::only_calendar(std::uint32_t named) {
    if (named != none) {
        const known v = eval(named);
        return v.form == form::index ? &p_.calendars[static_cast<std::size_t>(v.bits)] : nullptr;
    }
    const auto by_region = ids_of(p_, p_.packs[pack_].calendars);
    const std::uint32_t in = region();
    return in < by_region.count && by_region[in] != none ? &p_.calendars[by_region[in]] : nullptr;
}

known plain::clock(bool day) {
    const moment_of_decision& m = case_->as_of;
    if (m.instant) return day ? to_day(whole(*m.instant)) : whole(*m.instant);
    if (day) return m.day ? whole(*m.day) : known{};
    return m.day ? lost() : known{};  // some instant of that day, which depends on the zone
}

/// The local day of an instant.
known plain::to_day(const known& instant) {
    const zone* z = only_zone();
    if (z == nullptr) return {};
    if (instant.form == form::absent) return instant;
    return is_number(instant) ? whole(z->day_at(instant.bits)) : known{};
}

known plain::as_of_day(std::uint32_t instruction) {
    if (instruction == none) return clock(true);
    const known v = eval(instruction);
    return p_.code[instruction].base == base_type::instant ? to_day(v) : v;
}

/// Whether `in`, `from` and `until` hold.
plain::tri plain::holds(std::uint32_t quals) {
    const program::quals_code& q = p_.quals[quals];
    if (q.always()) return tri::yes;
    const bool dated = q.has_from || q.has_until;
    const std::uint32_t in = region();
    tri out = tri::yes;
    if (q.regional) {
        if (in == none) out = tri::open;
        else out = (q.regions[in >> 6] >> (in & 63) & 1) != 0 ? tri::yes : tri::no;
    }
    if (!dated || out == tri::no) return out;
    const known day = as_of_day(q.as_of);
    const bool by_region = q.has_from && q.effective.count > 1;
    if (!is_number(day) || (by_region && in == none)) return tri::open;
    const bool within = (!q.has_from || day.bits >= effective_day(p_, q, by_region ? in : none)) &&
                        (!q.has_until || day.bits <= q.until);
    return within ? out : tri::no;
}

/// `n days`, `n hours` …
known plain::span(const program::instruction& c) {
    const known n = operand(c, 0);
    if (!is_number(n)) return {};
    if (c.what == op::duration_of) return product(n, whole(p_.integers[c.index]));
    const rational count = reduced(n);
    const calendar_span& unit = p_.spans[c.index];
    std::int64_t all = 0;
    if (!count.is_whole() || __builtin_mul_overflow(count.num, unit.count, &all)) return {};
    return {all, static_cast<std::uint32_t>(unit.unit) | (unit.rolled ? rolled_span : 0), form::span};
}

/// `p after d`, `p before d`.
known plain::shifted(const program::instruction& c) {
    const known p = operand(c, 0), d = operand(c, 1);
    const int sign = c.what == op::after ? 1 : -1;
    if (is_number(p)) return is_number(d) ? sum(d, p, sign < 0) : known{};
    if (p.form != form::span || !is_number(d)) return lost();
    const calendar_span by{p.bits, static_cast<span_unit>(p.more % rolled_span), p.more >= rolled_span};
    const bool working = by.unit == span_unit::business_days || by.rolled;
    const working_calendar* in =
        working ? only_calendar(c.operands.count > 2 ? p_.ids[c.operands.first + 2] : none) : nullptr;
    if (working && in == nullptr) return {};
    shift_failure why = shift_failure::none;
    const auto day = writ::shift(d.bits, by, sign, in, why);
    return day ? whole(*day) : known{};
}

/// Functions of a day, some with a second value.
known plain::date_function(const program::instruction& c) {
    const known d = operand(c, 0);
    if (!is_number(d)) return lost();
    const known with = c.operands.count > 1 ? operand(c, 1) : whole(0);
    if (c.what == op::moment && !is_number(with)) return lost();
    const zone* z = c.what == op::end_of || c.what == op::moment ? only_zone() : nullptr;
    switch (c.what) {
        case op::weekday_of: return indexed(static_cast<std::uint32_t>(weekday(d.bits)));
        case op::month_start: return whole(writ::month_start(d.bits));
        case op::weekday_after:
            return with.form == form::index ? whole(writ::weekday_after(d.bits, static_cast<int>(with.bits))) : known{};
        case op::end_of: return z != nullptr ? whole(z->instant_of(d.bits + 1, 0) - 1) : known{};
        default: return z != nullptr ? whole(z->instant_of(d.bits, with.bits)) : known{};
    }
}

known plain::calendar_function(const program::instruction& c) {
    const std::uint32_t own = c.what == op::business_days ? 2 : 1;
    const known a = operand(c, 0);
    const known b = own == 2 ? operand(c, 1) : a;
    if (!is_number(a) || !is_number(b)) return lost();
    const working_calendar* in = only_calendar(c.operands.count > own ? p_.ids[c.operands.first + own] : none);
    if (in == nullptr) return {};
    if (c.what == op::business_days) {
        const auto days = in->working_days(a.bits, b.bits);
        return days ? whole(*days) : known{};
    }
    if (c.what == op::rolled) {
        shift_failure why = shift_failure::none;
        const auto day = writ::shift(a.bits, {0, span_unit::days, true}, 1, in, why);
        return day ? whole(*day) : known{};
    }
    const auto working = in->is_working(a.bits);
    return working ? yes_no(*working) : known{};
}

}  // namespace writ::eval
