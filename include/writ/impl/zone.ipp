// Time zones: the changes listed in the tz database, then its rule for ever after.
#pragma once

#include <algorithm>
#include <chrono>
#include <exception>
#include <fstream>

#include <date/tz.h>

#include "writ/date.hpp"
#include "writ/detail/posix_rule.hpp"

namespace writ {

namespace zone_detail {

constexpr const char* folder = "/usr/share/zoneinfo/";
constexpr int first_ruled_year = 2038;
constexpr std::int64_t cycle_us = 146097 * us_per_day;  // 400 years are whole weeks: every calendar rule repeats

inline instant_us year_start(int year) noexcept { return to_day({year, 1, 1}) * us_per_day; }

/// A small reader of the rule's grammar; every function takes from the front.
struct reader {
    std::string_view text;
    bool good = true;

    bool take(char c) noexcept {
        if (text.empty() || text.front() != c) return false;
        text.remove_prefix(1);
        return true;
    }
    void demand(char c) noexcept { good = take(c) && good; }
    int number() noexcept {
        int out = 0;
        std::size_t size = 0;
        for (; size < text.size() && size < 4 && text[size] >= '0' && text[size] <= '9'; ++size)
            out = out * 10 + (text[size] - '0');
        good = good && size > 0;
        text.remove_prefix(size);
        return out;
    }
    void name() noexcept {
        const bool quoted = take('<');
        const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
        std::size_t size = 0;
        while (size < text.size() && (quoted ? text[size] != '>' : is_letter(text[size]))) ++size;
        good = good && size > 0;
        text.remove_prefix(size);
        if (quoted) demand('>');
    }
    std::int64_t clock() noexcept {
        const bool negative = take('-');
        if (!negative) take('+');
        std::int64_t out = number() * std::int64_t{3600};
        if (take(':')) out += number() * 60;
        if (take(':')) out += number();
        return negative ? -out : out;
    }
    detail::posix_change change() noexcept {
        detail::posix_change c;
        demand(',');
        if (take('M')) {
            c.month = number();
            demand('.');
            c.week = number();
            demand('.');
            c.weekday = number();
            good = good && c.month >= 1 && c.month <= 12 && c.week >= 1 && c.week <= 5 && c.weekday <= 6;
        } else {
            c.kind = take('J') ? detail::posix_change::kind_of::julian : detail::posix_change::kind_of::zero_based;
            c.day = number();
        }
        if (take('/')) c.seconds = clock();
        return c;
    }
};

/// The last line of the zone's file; empty if it cannot be read (then the last listed offset stays for ever).
inline std::string last_line(const std::string& name) {
    std::ifstream file(folder + name, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (text.size() < 2 || text.back() != '\n') return {};
    const auto begin = text.rfind('\n', text.size() - 2);
    return begin == std::string::npos ? std::string() : text.substr(begin + 1, text.size() - begin - 2);
}

}  // namespace zone_detail

namespace detail {

std::int64_t posix_change::in_year(int year) const noexcept {
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    day_number at = to_day({year, 1, 1}) + day;
    if (kind == kind_of::julian) at += leap && day >= 60 ? 0 : -1;
    if (kind == kind_of::month_week_day) {
        const day_number start = to_day({year, month, 1});
        const day_number next = month == 12 ? to_day({year + 1, 1, 1}) : to_day({year, month + 1, 1});
        at = weekday_after(start - 1, (weekday + 6) % 7) + (week - 1) * 7;
        if (at >= next) at -= 7;
    }
    return at * 86400 + seconds;
}

std::optional<posix_rule> parse_posix_rule(std::string_view text) noexcept {
    zone_detail::reader in{text};
    posix_rule rule;
    in.name();
    rule.standard = static_cast<std::int32_t>(-in.clock());
    if (in.good && !in.text.empty()) {
        rule.has_summer = true;
        in.name();
        rule.summer =
            in.text.empty() || in.text.front() == ',' ? rule.standard + 3600 : static_cast<std::int32_t>(-in.clock());
        rule.begin = in.change();
        rule.end = in.change();
    }
    if (!in.good || !in.text.empty()) return std::nullopt;
    return rule;
}

}  // namespace detail

std::shared_ptr<const zone> zone::find(std::string_view name) {
    using namespace zone_detail;
    if (name == "localtime" || name == "posixrules") return nullptr;  // these differ from machine to machine
    const auto made = std::make_shared<zone>();
    made->name_ = name;
    try {
        const auto* found = date::locate_zone(made->name_);
        const date::sys_seconds stop{std::chrono::seconds(year_start(first_ruled_year) / 1'000'000)};
        for (date::sys_seconds t{std::chrono::seconds(first_day * 86400)}; t < stop;) {
            const auto info = found->get_info(t);
            const instant_us from = std::max<std::int64_t>(info.begin.time_since_epoch().count(), first_day * 86400);
            made->changes_.push_back({from * 1'000'000, static_cast<std::int32_t>(info.offset.count())});
            if (info.end <= t) break;
            t = info.end;
        }
    } catch (const std::exception&) {
        return nullptr;
    }
    if (made->changes_.empty()) return nullptr;
    made->add_rule(last_line(made->name_));
    return made;
}

void zone::add_rule(std::string_view text) {
    using namespace zone_detail;
    const auto rule = detail::parse_posix_rule(text);
    if (!rule || !rule->has_summer) return;
    std::vector<change> more;
    for (int year = first_ruled_year; year <= first_ruled_year + 401; ++year) {
        more.push_back({(rule->begin.in_year(year) - rule->standard) * 1'000'000, rule->summer});
        more.push_back({(rule->end.in_year(year) - rule->summer) * 1'000'000, rule->standard});
    }
    std::sort(more.begin(), more.end(), [](const change& a, const change& b) { return a.from < b.from; });
    for (const change& c : more)
        if (c.from > changes_.back().from) changes_.push_back(c);
}

std::int32_t zone::offset_at(instant_us t) const noexcept {
    using namespace zone_detail;
    const instant_us wrap = year_start(first_ruled_year + 400);
    if (t >= wrap) t -= ((t - wrap) / cycle_us + 1) * cycle_us;
    const auto after = std::upper_bound(changes_.begin(), changes_.end(), t,
                                        [](instant_us at, const change& c) { return at < c.from; });
    return after == changes_.begin() ? changes_.front().offset : (after - 1)->offset;
}

day_number zone::day_at(instant_us t) const noexcept {
    const instant_us local = t + offset_at(t) * std::int64_t{1'000'000};
    return local / us_per_day - (local % us_per_day < 0 ? 1 : 0);
}

instant_us zone::instant_of(day_number d, std::int64_t minutes) const noexcept {
    using namespace zone_detail;
    instant_us local = d * us_per_day + minutes * us_per_minute, moved = 0;
    const instant_us wrap = year_start(first_ruled_year + 400);
    if (local >= wrap) moved = ((local - wrap) / cycle_us + 1) * cycle_us;
    local -= moved;
    auto piece = std::upper_bound(changes_.begin(), changes_.end(), local - 2 * us_per_day,
                                  [](instant_us at, const change& c) { return at < c.from; });
    if (piece != changes_.begin()) --piece;
    for (;; ++piece) {  // the first stretch of one offset that ends after this local time, by its own clock
        const instant_us t = local - piece->offset * std::int64_t{1'000'000};
        if (piece + 1 == changes_.end() || t < (piece + 1)->from) return moved + t;
        const instant_us later = local - (piece + 1)->offset * std::int64_t{1'000'000};
        if (later < (piece + 1)->from) return moved + t;  // skipped: forward by the gap, still by the clock before it
    }
}

std::string tz_version() {
    try {
        if (const std::string known = date::get_tzdb().version; known != "unknown") return known;
    } catch (const std::exception&) {
        return "unknown";
    }
    std::ifstream file(std::string(zone_detail::folder) + "tzdata.zi");
    std::string line;
    constexpr std::string_view before = "# version ";
    if (!std::getline(file, line) || !line.starts_with(before)) return "unknown";
    return line.substr(before.size());
}

}  // namespace writ
