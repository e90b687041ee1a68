// Calendars: weekends, the years covered, holidays, and which regions they belong to.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>
#include <array>

namespace writ::model::detail {

namespace calendars_detail {

constexpr std::array<std::string_view, 7> weekdays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

}  // namespace calendars_detail

std::optional<day_number> builder::date_of(const node& n) {
    const auto day = parse_date(n.text);
    if (!day) report(code::bad_literal, n.where, {n.text, "date"});
    return day;
}

std::optional<std::int64_t> builder::year_of(const node& n) {
    const auto year = parse_number(n.text);
    if (year && year->is_whole() && year->num >= 1 && year->num <= 9999) return year->num;
    report(code::bad_literal, n.where, {n.text, "year"});
    return {};
}

void builder::read_calendar(pack_id p, calendar_id id, const node& n) {
    calendar& c = out.calendars[index(id)];
    said_once(n, c.name, {kind::covers});
    for (const node& child : n.children)
        if (child.what == kind::covers || child.what == kind::weekend) read_calendar_clause(c, child);
    const node* covers = n.find(kind::covers);
    if (covers == nullptr) report(code::no_covers, c.where, {c.name});
    const bool readable = covers != nullptr && ((*covers)[0].what == kind::word || c.first_year <= c.last_year);
    for (const node& child : n.children)
        if (child.what == kind::holidays && readable) read_holidays(c, child);
    const node* in = n.find(kind::in_regions);
    if (in == nullptr) return;
    c.regions = regions_of(p, *in);
    auto& owners = state(p).region_calendars;
    for (std::size_t r = 0; r < region_count(p); ++r) {
        if (!c.regions[r]) continue;
        if (owners[r]) {
            diagnostic& d =
                report(code::two_calendars, in->where, {out[*out.packs[index(p)].region_enum].values[r].name});
            d.secondary.push_back({out[*owners[r]].where, "its first calendar"});
        } else {
            owners[r] = id;
        }
    }
}

void builder::read_calendar_clause(calendar& c, const node& clause) {
    if (clause.what == kind::covers) {
        if (clause[0].what == kind::word) return;  // `none`
        const auto first = year_of(clause[0]), last = year_of(clause[1]);
        if (!first || !last) return;
        if (*first > *last) {
            report(code::covers_order, clause.where);
            return;
        }
        c.first_year = static_cast<int>(*first);
        c.last_year = static_cast<int>(*last);
        return;
    }
    for (const node& day : clause.children) {
        const auto& names = calendars_detail::weekdays;
        const auto at = std::find(names.begin(), names.end(), day.text);
        if (at == names.end()) report(code::not_a_weekday, day.where, {day.text});
        else c.weekend_mask |= 1u << (at - names.begin());
    }
}

void builder::read_holidays(calendar& c, const node& clause) {
    for (const node& holiday : clause.children) {
        const auto day = date_of(holiday[0]);
        if (!day) continue;
        const auto year = to_civil(*day).year;
        if (year < c.first_year || year > c.last_year) {
            report(code::holiday_outside, holiday[0].where, {holiday[0].text});
            continue;
        }
        const auto same = [&](const calendar::holiday& h) { return h.day == *day; };
        if (std::any_of(c.holidays.begin(), c.holidays.end(), same)) {
            report(code::duplicate_field, holiday[0].where, {holiday[0].text});
            continue;
        }
        c.holidays.push_back({*day, plain_message(c.pack, holiday.find(kind::title))});
    }
}

std::optional<working_calendar> builder::calendar_of_region(pack_id p, std::size_t region) const {
    const auto& owners = state(p).region_calendars;
    if (region >= owners.size() || !owners[region]) return {};
    const calendar& c = out[*owners[region]];
    std::vector<day_number> days;
    for (const calendar::holiday& h : c.holidays) days.push_back(h.day);
    return working_calendar(c.weekend_mask, c.first_year, c.last_year, days);
}

bool builder::has_region_calendar(pack_id p) const {
    const auto& owners = state(p).region_calendars;
    return std::any_of(owners.begin(), owners.end(), [](const auto& c) { return c.has_value(); });
}

}  // namespace writ::model::detail
