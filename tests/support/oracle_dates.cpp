// Executes the language reference on time: spans and durations, `after` and `before`, calendars, zones, and the functions of
// days. A year that a calendar does not cover makes a result unknown, and the policy owes it.
#include "support/oracle_evaluator.hpp"

namespace writ::oracle {

using model::index;
using model::op;

std::shared_ptr<const working_calendar> evaluator::calendar(std::uint32_t i) {
    auto& c = around_.calendars[i];
    if (!c) {
        const auto& of = m_.calendars[i];
        std::vector<day_number> days;
        for (const auto& h : of.holidays) days.push_back(h.day);
        c = std::make_shared<const working_calendar>(of.weekend_mask, of.first_year, of.last_year, days);
    }
    return c;
}

namespace {

need calendar_need(std::uint32_t i) { return {need::kind_of::calendar, i, 0, 0}; }

}  // namespace

/// The calendars that may be meant: the one named, or those of the regions that are possible.
evaluator::calendars_possible evaluator::calendars(const model::expression& e, std::size_t argument, const scope& s) {
    calendars_possible out;
    if (argument < e.args.size()) {
        const auto named = operand(e.args[argument], s);
        out.needs = named.needs;
        out.missing = named.errors;
        for (std::uint32_t i = 0; i < named.choice.size(); ++i)
            if (named.choice[i]) out.calendars.push_back(i);
        return out;
    }
    const auto r = region(s->pack);
    out.needs = r.needs;
    if (r.kind != shape::choice || r.absent) out.missing.insert(fail(error_kind::no_calendar, e.where));
    for (std::size_t i = 0; i < r.choice.size(); ++i) {
        if (!r.choice[i]) continue;
        bool found = false;
        for (std::uint32_t c = 0; c < m_.calendars.size() && !found; ++c) {
            if (m_.calendars[c].pack != s->pack || !m_.calendars[c].regions[i]) continue;
            found = true;
            out.calendars.push_back(c);
        }
        if (!found) out.missing.insert(fail(error_kind::no_calendar, e.where, {region_name(s->pack, i)}));
    }
    return out;
}

// ------------------------------------------------------------------ spans and durations

possible evaluator::span_of(const model::expression& e, const scope& s) {
    const auto n = operand(e.args[0], s);
    if (is_surely_error(n)) return error_values(n.errors);
    if (n.kind != shape::interval) return any_value(n.needs, n.errors);
    auto errors = n.errors;
    const auto failed = fail(error_kind::fraction_of_a_span, e.where);
    if (is_known(n) && !n.low->is_whole()) return error_value(failed);
    auto low = n.low, high = n.high;
    if (!is_known(n) && m_[e.args[0]].type.places != 0) {  // the whole numbers in it, or a fraction
        errors.insert(failed);
        if (low) low = round(*low, 0, rounding::up);
        if (high) high = round(*high, 0, rounding::down);
        if (low && high && *low > *high) return error_values(errors, n.needs);
    }
    const rational factor(e.details->span_value.count);
    const auto i = multiply({low, high}, {factor, factor});
    if (i.may_overflow) errors.insert(fail(error_kind::overflow, e.where));
    if (i.none) return error_values(errors, n.needs);
    possible v;
    v.kind = shape::spans;
    v.spans.insert({e.details->span_value.unit, e.details->span_value.rolled, i.low, i.high});
    v.errors = errors;
    return waiting(v, n.needs);
}

possible evaluator::duration_of(const model::expression& e, const scope& s) {
    const auto n = operand(e.args[0], s);
    if (is_surely_error(n)) return error_values(n.errors);
    return arithmetic(op::multiply, n, number_value(rational(e.details->integer)), e.where);
}

namespace {

const rational first_instant(first_day* us_per_day), last_instant((last_day + 1) * us_per_day - 1);

/// Keeps only instants that exist.
interval within_time(interval i, bool& outside) {
    if ((i.low && *i.low > last_instant) || (i.high && *i.high < first_instant)) i.none = true;
    if (i.low && *i.low < first_instant) i.low.reset(), outside = true;
    if (i.high && *i.high > last_instant) i.high.reset(), outside = true;
    outside = outside || i.none || i.may_overflow;
    return i;
}

std::int64_t whole(const rational& x) { return floor_scaled(x, 0).value_or(0); }

}  // namespace

/// `P after D`, `P before D`.
possible evaluator::shifted(const model::expression& e, const scope& s) {
    const auto p = operand(e.args[0], s), d = operand(e.args[1], s);
    const int sign = e.what == op::after ? 1 : -1;
    if (is_surely_error(p) || is_surely_error(d)) return error_values(sure_errors({p, d}));
    auto errors = p.errors + d.errors;
    auto n = p.needs + d.needs;
    const auto out_of_range = fail(error_kind::date_out_of_range, e.where);
    if (p.kind == shape::interval && d.kind == shape::interval) {
        const interval by{p.low, p.high}, at{d.low, d.high};
        bool outside = false;
        const auto i = within_time(sign > 0 ? add(at, by) : subtract(at, by), outside);
        if (outside) errors.insert(out_of_range);
        return i.none ? error_values(errors, n) : interval_value(i.low, i.high, n, errors);
    }
    if (p.kind != shape::spans || d.kind != shape::interval) {
        const auto found = calendars(e, 2, s);  // an unknown span may be of working days
        if (!found.missing.empty()) n = std::move(n) + found.needs;
        return interval_value({}, {}, n, std::move(errors) + found.missing);
    }

    std::vector<possible> outs;
    for (const auto& by : p.spans) {
        std::vector<std::optional<std::uint32_t>> cals{std::nullopt};
        if (by.unit == span_unit::business_days || by.rolled) {
            const auto found = calendars(e, 2, s);
            cals.assign(found.calendars.begin(), found.calendars.end());
            errors = std::move(errors) + found.missing;
            n = std::move(n) + found.needs;
        }
        const auto least = sign > 0 ? by.low : by.high, most = sign > 0 ? by.high : by.low;
        for (const auto& cal : cals) {
            const auto days = cal ? calendar(*cal) : nullptr;
            bool uncovered = false, outside = false;
            const auto move = [&](const bound& from, const bound& count, bool rolled) -> bound {
                if (!from || !count) return {};
                auto why = shift_failure::none;
                const auto r = shift(whole(*from), {whole(*count), by.unit, rolled}, sign, days.get(), why);
                uncovered = uncovered || why == shift_failure::uncovered_year;
                outside = outside || why == shift_failure::out_of_range;
                return r ? bound(rational(*r)) : bound();
            };
            const auto low = move(d.low, least, by.rolled), high = move(d.high, most, by.rolled);
            const bool one = is_known(d) && by.low && by.low == by.high;
            if (outside) errors.insert(out_of_range);
            if (outside && one) continue;
            const bool working = by.unit == span_unit::business_days;  // else it is not before the day that is rolled
            if (uncovered)
                outs.push_back(
                    interval_value(working ? bound() : move(d.low, least, false), {}, n + needs{calendar_need(*cal)}));
            else outs.push_back(interval_value(low, high, n));
        }
    }
    if (outs.empty()) return error_values(errors, n);
    auto v = join(outs, n);
    v.errors = errors;
    needs all = n + v.needs;
    return waiting(v, all);
}

// ------------------------------------------------------------------ functions of days

possible evaluator::date_function(const model::expression& e, const scope& s) {
    const auto d = operand(e.args[0], s);
    if (d.kind != shape::interval) return error_values(d.errors, d.needs);
    switch (e.what) {
        case op::weekday_of: {
            if (d.low && d.low == d.high) {
                auto v = choice_value(static_cast<std::size_t>(weekday(whole(*d.low))));
                v.errors = d.errors;
                return waiting(v, d.needs);
            }
            return choice_values(model::value_set(0x7f), d.needs, d.errors);
        }
        case op::weekday_after: {
            const auto w = operand(e.args[1], s);
            std::vector<possible> outs;
            for (int i = 0; i < 7; ++i)
                if (w.choice[static_cast<std::size_t>(i)])
                    outs.push_back(monotone(d, e.where, error_kind::date_out_of_range, w.needs,
                                            [&](const rational& x) -> std::optional<rational> {
                                                const auto day = weekday_after(whole(x), i);
                                                if (day > last_day) return std::nullopt;
                                                return rational(day);
                                            }));
            return outs.empty() ? error_values(w.errors, w.needs) : join(outs, w.needs);
        }
        case op::month_start:
            return monotone(d, e.where, error_kind::date_out_of_range, {},
                            [](const rational& x) { return rational(month_start(whole(x))); });
        default:  // end_of
            return zoned(d, s, e.where,
                         [](const rational& x, const zone& z) { return rational(z.instant_of(whole(x) + 1, 0) - 1); });
    }
}

possible evaluator::zoned(const possible& v, const scope& s, span where,
                          const std::function<std::optional<rational>(const rational&, const zone&)>& f) {
    const auto z = zones(s->pack, where);
    if (z.zones.empty()) return error_values(z.missing);
    std::vector<possible> outs;
    for (const auto& in : z.zones)
        outs.push_back(
            monotone(v, where, error_kind::date_out_of_range, z.needs, [&](const rational& x) { return f(x, *in); }));
    if (!z.missing.empty()) outs.push_back(error_values(z.missing));
    return join(outs, z.needs);
}

possible evaluator::moment_of(const model::expression& e, const scope& s) {
    const auto d = operand(e.args[0], s), t = operand(e.args[1], s);
    if (is_surely_error(d) || is_surely_error(t)) return error_values(sure_errors({d, t}));
    const auto at = [&](const bound& minutes, bool low) {
        return zoned(d, s, e.where, [&](const rational& x, const zone& z) {
            const auto m = minutes ? whole(*minutes) : low ? 0 : 24 * 60 - 1;
            return rational(z.instant_of(whole(x), m));
        });
    };
    const auto first = at(t.low, true), last = at(t.high, false);
    if (first.kind != shape::interval || last.kind != shape::interval) return first;
    return interval_value(first.low, last.high, first.needs + last.needs + t.needs, first.errors + t.errors);
}

possible evaluator::rolled_day(const model::expression& e, const scope& s) {
    const auto d = operand(e.args[0], s);
    if (is_surely_error(d)) return error_values(d.errors);
    const auto found = calendars(e, 1, s);
    std::vector<possible> outs;
    for (const auto c : found.calendars) {
        bool uncovered = false;
        const auto roll = [&](const bound& x) -> bound {
            if (!x) return {};
            const auto r = calendar(c)->roll(whole(*x));
            uncovered = uncovered || !r;
            return r ? bound(rational(*r)) : bound();
        };
        const auto low = roll(d.low), high = roll(d.high);
        outs.push_back(uncovered ? interval_value(d.low, {}, d.needs + needs{calendar_need(c)}, d.errors)
                                 : interval_value(low, high, d.needs, d.errors));
    }
    if (!found.missing.empty()) outs.push_back(error_values(found.missing));
    return join(outs, found.needs);
}

possible evaluator::working_day(const model::expression& e, const scope& s) {
    const auto d = operand(e.args[0], s);
    if (is_surely_error(d)) return error_values(d.errors);
    const auto found = calendars(e, 1, s);
    std::vector<possible> outs;
    for (const auto c : found.calendars) {
        if (!d.low || d.low != d.high) {
            outs.push_back(truth(true, true, d.errors, d.needs));
            continue;
        }
        const auto works = calendar(c)->is_working(whole(*d.low));
        const auto n = works ? d.needs : d.needs + needs{calendar_need(c)};
        outs.push_back(truth(!works || *works, !works || !*works, d.errors, n));
    }
    if (!found.missing.empty()) outs.push_back(error_values(found.missing));
    return join(outs, found.needs);
}

possible evaluator::business_days(const model::expression& e, const scope& s) {
    const auto a = operand(e.args[0], s), b = operand(e.args[1], s);
    if (is_surely_error(a) || is_surely_error(b)) return error_values(sure_errors({a, b}));
    const auto found = calendars(e, 2, s);
    const auto n = a.needs + b.needs;
    const auto errors = a.errors + b.errors;
    std::vector<possible> outs;
    for (const auto c : found.calendars) {
        const auto open = [&](const needs& more) { return interval_value(rational(0), {}, more, errors); };
        if (!a.low || !a.high || !b.low || !b.high) {
            outs.push_back(open(n));
            continue;
        }
        const auto least = calendar(c)->working_days(whole(*a.high), whole(*b.low));
        const auto most = calendar(c)->working_days(whole(*a.low), whole(*b.high));
        outs.push_back(least && most ? interval_value(rational(*least), rational(*most), n, errors)
                                     : open(n + needs{calendar_need(c)}));
    }
    if (!found.missing.empty()) outs.push_back(error_values(found.missing));
    return join(outs, found.needs);
}

}  // namespace writ::oracle
