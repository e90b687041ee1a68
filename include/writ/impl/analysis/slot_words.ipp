// Slots, points and boxes in the words of the policy.
#pragma once

#include "writ/detail/analysis/slots.hpp"
#include "writ/model/words.hpp"

#include <algorithm>

namespace writ::analysis {

namespace slot_words_detail {

using kind_of = slot_point::kind_of;

inline std::string value_in_words(const model::model& m, const slot& s, const constant& c) {
    constexpr const char* days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    const rational& n = c.number;
    switch (s.type.base) {
        case base_type::boolean: return n == rational(0) ? "no" : "yes";
        case base_type::enumeration: return m.enums[s.type.ref].values[static_cast<std::size_t>(n.num)].name;
        case base_type::weekday: return days[n.num % 7];
        case base_type::date: return format_date(n.num);
        case base_type::time: return format_time(n.num);
        case base_type::instant: return format_instant(n.num);
        case base_type::duration: return format_duration(n.num);
        case base_type::text: return '"' + c.label + '"';
        case base_type::money: {
            const std::string amount = to_string(n, n.is_whole() ? -1 : minor_places(s.type.currency));
            return s.type.currency ? currency_name(s.type.currency) + ' ' + amount : amount;
        }
        case base_type::number: {
            const auto hundred = s.type.percent ? multiply(n, rational(100)) : std::nullopt;
            return hundred ? to_string(*hundred) + '%' : to_string(n);
        }
        default: return c.label;
    }
}

inline constant value_at(const slot& s, const slot_point& p) {
    return s.form == slot_form::finite ? constant{rational(p.at), {}} : s.constants[p.at];
}

/// The step between neighbouring values; nothing if there is none.
inline std::optional<rational> step_of(const slot& s) {
    switch (s.type.base) {
        case base_type::number:
            return s.type.places < 0 ? std::nullopt : std::optional(rational::scaled(1, s.type.places));
        case base_type::money: return rational::scaled(1, minor_places(s.type.currency));
        case base_type::date:
        case base_type::time: return rational(1);
        default: return std::nullopt;  // instants and durations: a microsecond beside is no help to a reader
    }
}

struct ends {
    std::optional<rational> low, high;
    bool low_in = true, high_in = true;
};

/// Neighbouring points of a numeric slot as an interval, with its ends included where there is a grid.
inline ends interval(const slot& s, const slot_point& first, const slot_point& last) {
    ends out;
    const auto step = step_of(s);
    if (first.kind == kind_of::value) out.low = s.constants[first.at].number;
    else if (first.at > 0) {
        out.low = s.constants[first.at - 1].number;
        out.low_in = false;
    }
    if (last.kind == kind_of::value) out.high = s.constants[last.at].number;
    else if (last.at < s.constants.size()) {
        out.high = s.constants[last.at].number;
        out.high_in = false;
    }
    if (s.type.ranged && (!out.low || *out.low < s.type.low)) out.low = s.type.low, out.low_in = true;
    if (s.type.ranged && (!out.high || *out.high > s.type.high)) out.high = s.type.high, out.high_in = true;
    if (!step || !out.low || !out.high) return out;  // with one end only, `< 12` is what the author would write
    if (!out.low_in)
        if (const auto next = add(*out.low, *step)) out.low = next, out.low_in = true;
    if (!out.high_in)
        if (const auto next = subtract(*out.high, *step)) out.high = next, out.high_in = true;
    return out;
}

inline std::string interval_in_words(const model::model& m, const slot& s, const ends& e) {
    const auto word = [&](const rational& n) { return value_in_words(m, s, {n, {}}); };
    if (!e.low && !e.high) return "any value";
    if (!e.high) return (e.low_in ? ">= " : "> ") + word(*e.low);
    if (!e.low) return (e.high_in ? "<= " : "< ") + word(*e.high);
    if (*e.low == *e.high) return word(*e.low);
    if (e.low_in && e.high_in) return word(*e.low) + " .. " + word(*e.high);
    return (e.low_in ? ">= " : "> ") + word(*e.low) + " and " + (e.high_in ? "<= " : "< ") + word(*e.high);
}

/// Each part of the points as a cell would say it.
inline std::vector<std::string> parts(const model::model& m, const slot& s, const point_set& points) {
    std::vector<std::string> out;
    for (const point_set::run& r : points.runs())
        for (std::uint32_t i = r.first; i <= r.last; ++i) {
            const slot_point& p = s.points[i];
            if (p.kind == kind_of::absent) out.emplace_back("absent");
            else if (p.kind == kind_of::unknown) out.emplace_back("unknown");
            else if (s.form == slot_form::numeric) {
                const std::uint32_t last = std::min(r.last, s.values.back());
                out.push_back(interval_in_words(m, s, interval(s, p, s.points[last])));
                i = last;
            } else if (p.kind == kind_of::gap) out.emplace_back(s.constants.empty() ? "present" : "any other");
            else out.push_back(value_in_words(m, s, value_at(s, p)));
        }
    return out;
}

/// `a <= b`, of a slot that compares two expressions.
inline std::string comparison_in_words(const model::model& m, const slot& s, const point_set& points) {
    const int mask = (points.has(0) ? 1 : 0) + (points.has(1) ? 2 : 0) + (points.has(2) ? 4 : 0);
    constexpr const char* signs[] = {"", "<", "=", "<=", ">", "!=", ">=", ""};
    return model::words(m, *s.reads, 60) + ' ' + signs[mask] + ' ' + model::words(m, *s.other, 60);
}

inline bool is_plain(const std::string& name) {
    return std::all_of(name.begin(), name.end(), [](char c) {
        return c == '_' || c == '.' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    });
}

}  // namespace slot_words_detail

std::string name_in_words(const model::model& m, const slot& s) {
    if (s.fact) return fact_path(m, *s.fact);
    if (s.member) {
        const auto& set = m.enums[m[*s.reads].type.ref];
        return model::words(m, *s.reads, 60) + " has " + set.values[*s.member].name;
    }
    if (s.reads) return model::words(m, *s.reads, 80);
    return s.opaque ? "another condition" : "today";
}

std::string points_in_words(const model::model& m, const slot& s, const point_set& points) {
    if (s.form == slot_form::comparison) return slot_words_detail::comparison_in_words(m, s, points);
    constexpr std::size_t most = 4;
    const auto all = slot_words_detail::parts(m, s, points);
    std::string out;
    for (std::size_t i = 0; i < std::min(all.size(), most); ++i) out += (i ? ", " : "") + all[i];
    return all.size() > most ? out + ", …" : out;
}

std::string sample_in_words(const model::model& m, const slot& s, const point_set& points) {
    using namespace slot_words_detail;
    const slot_point& first = s.points[points.front()];
    if (first.kind != kind_of::gap || s.form != slot_form::numeric)
        return parts(m, s, point_set(points.front(), points.front())).front();
    for (const point_set::run& r : points.runs())
        for (std::uint32_t i = r.first; i <= std::min(r.first + 1, r.last); ++i)
            if (s.points[i].kind == kind_of::value) return value_in_words(m, s, value_at(s, s.points[i]));
    const ends e = interval(s, first, first);
    const rational step = step_of(s).value_or(rational(1));
    std::optional<rational> value;
    if (e.high) value = e.high_in ? e.high : subtract(*e.high, step);
    else if (e.low) value = e.low_in ? e.low : add(*e.low, step);
    if (e.low && e.high && !step_of(s)) {  // no grid: the middle
        const auto sum = add(*e.low, *e.high);
        value = sum ? divide(*sum, rational(2)) : std::nullopt;
    }
    return value_in_words(m, s, {value.value_or(rational(0)), {}});
}

std::string box_in_words(const model::model& m, const slot_table& slots, const box& b) {
    std::string out;
    constexpr const char* joints[] = {"", " with ", ", "};
    std::size_t count = 0;
    for (std::uint32_t i = 0; i < b.size(); ++i) {
        if (!slots.restricts(b, i)) continue;
        const slot& s = slots.slots()[i];
        out += joints[std::min<std::size_t>(count++, 2)];
        const std::string points = points_in_words(m, s, b[i]);
        if (s.form == slot_form::comparison) {
            out += '`' + points + '`';
            continue;
        }
        const std::string name = name_in_words(m, s);
        out += slot_words_detail::is_plain(name) ? name : '`' + name + '`';
        out += " `" + points + '`';
    }
    return count ? out : "every case";
}

std::string sample_of_box(const model::model& m, const slot_table& slots, const box& b) {
    std::string out;
    bool wide = false;
    for (std::uint32_t i = 0; i < b.size(); ++i) {
        const slot& s = slots.slots()[i];
        if (!slots.restricts(b, i) || s.form == slot_form::comparison) continue;
        const std::string value = sample_in_words(m, s, b[i]);
        wide = wide || value != points_in_words(m, s, b[i]);
        out += (out.empty() ? "" : ", ") + name_in_words(m, s) + ' ' + value;
    }
    return wide ? out : std::string();
}

}  // namespace writ::analysis
