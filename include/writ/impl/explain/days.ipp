#include <algorithm>

#include "writ/detail/explain/explainer.hpp"

// Why days between two others were not counted.

namespace writ::explain_detail {

using eval::value;

namespace days_detail {

/// The k-th of some words with spaces between them.
inline std::string word(const std::string& words, int k) {
    std::size_t begin = 0;
    for (; k > 0; --k) begin = words.find(' ', begin) + 1;
    return words.substr(begin, words.find(' ', begin) - begin);
}

/// More days than these are summed up.
constexpr std::size_t most_days = 8;

}  // namespace days_detail

/// The calendar that a date operation reads: the one it names, or that of the region; nothing if it may be several.
const model::calendar* explainer::calendar_of(const model::expression& e, std::size_t argument, const scope& s) {
    if (argument < e.args.size()) {
        const value named = value_of(e.args[argument], s);
        return eval::is_known(named) ? &m_.calendars[named.bits.first()] : nullptr;
    }
    const model::pack_id pack = m_[s.term].pack;
    machine_.enter_pack(index(pack));
    const eval::link* deps = nullptr;
    const eval::bits256 regions = machine_.region_bits(deps);
    if (!regions.is_one()) return nullptr;
    for (const model::calendar& c : m_.calendars)
        if (c.pack == pack && c.regions.test(regions.first())) return &c;
    return nullptr;
}

/// `Mon 16 Mar`, with the year where it is not that of the day before it.
std::string explainer::day_words(day_number d, std::int32_t year) {
    const civil date = to_civil(d);
    return days_detail::word(words(phrase::weekday_names), weekday(d)) + ' ' + std::to_string(date.day) + ' ' +
           days_detail::word(words(phrase::month_names), date.month - 1) +
           (date.year == year ? "" : ' ' + std::to_string(date.year));
}

std::string explainer::holiday_words(const model::calendar& c, const model::calendar::holiday& h, const scope& s) {
    std::string regions;
    const auto region_enum = m_[c.pack].region_enum;
    for (std::size_t r = 0; region_enum && r < m_[*region_enum].values.size(); ++r)
        if (c.regions.test(r)) regions += (regions.empty() ? "" : ", ") + m_[*region_enum].values[r].name;
    const std::string holiday = words(phrase::holiday_in, {regions.empty() ? c.name : regions});
    return h.title.empty() ? holiday : holiday + ", " + message_of(h.title, s);
}

/// The days from `first` to `last` that a calendar does not count, with the reasons; one line.
std::string explainer::days_off(const model::calendar& c, day_number first, day_number last, const scope& s) {
    const std::int32_t year = to_civil(first).year;
    std::vector<std::pair<std::string, std::string>> days;  // each day, and why it is off
    std::size_t weekend_days = 0;
    for (day_number d = first; d <= last && d - first <= 3700; ++d) {
        const auto same = [&](const auto& h) { return h.day == d; };
        const auto holiday = std::find_if(c.holidays.begin(), c.holidays.end(), same);
        const bool weekend = (c.weekend_mask >> weekday(d) & 1u) != 0;
        weekend_days += weekend ? 1 : 0;
        if (weekend) days.emplace_back(day_words(d, year), words(phrase::weekend));
        else if (holiday != c.holidays.end()) days.emplace_back(day_words(d, year), holiday_words(c, *holiday, s));
    }
    const bool few = days.size() <= days_detail::most_days;
    std::string out, why;
    if (!few && weekend_days > 0) out = words(phrase::weekend_days, {std::to_string(weekend_days)});
    for (const auto& [day, reason] : days) {
        if (!few && reason == words(phrase::weekend)) continue;
        if (reason == why) {
            out.insert(out.size() - why.size() - 2, ", " + day);
            continue;
        }
        out += (out.empty() ? "" : "; ") + day + ": " + reason;
        why = reason;
    }
    return out;
}

/// What an operation on dates passed over on its way: days that are not counted, a change of the clocks.
void explainer::passed_over(expr_id id, const scope& s, std::vector<reason>& out) {
    const model::expression& e = m_[id];
    const value to = value_of(id, s);
    const bool shift = e.what == op::after || e.what == op::before;
    if (!shift && e.what != op::rolled && e.what != op::business_days) return;
    const value start = value_of(e.args[shift ? 1 : 0], s);
    if (!eval::is_known(to) || !eval::is_known(start)) return;
    const auto day = [](const value& v) { return v.range.low.num; };
    day_number first = day(start), last = day(to);
    if (e.what == op::business_days) {
        const value end = value_of(e.args[1], s);
        if (!eval::is_known(end)) return;
        ++first;
        last = day(end);
    } else if (shift) {
        const value period = value_of(e.args[0], s);
        if (period.form != eval::shape::spans || period.count != 1) return;
        const auto& p = period.spans.one;
        if (p.unit != span_unit::business_days && !p.rolled) return;
        if (p.unit != span_unit::business_days) {
            shift_failure why{};
            const auto plain = writ::shift(first, {p.low, p.unit, false}, e.what == op::after ? 1 : -1, nullptr, why);
            if (!plain) return;
            first = *plain;
        } else if (last < first) {
            std::swap(first, last);
        } else {
            ++first;
        }
    }
    const model::calendar* c = calendar_of(e, e.what == op::rolled ? 1 : 2, s);
    if (c == nullptr) return;
    reason r;
    r.kind = reason_kind::element;
    const std::string days = days_off(*c, first, last, s);
    if (days.empty()) return;
    r.text = words(phrase::not_counted, {days});
    out.push_back(std::move(r));
}

}  // namespace writ::explain_detail
