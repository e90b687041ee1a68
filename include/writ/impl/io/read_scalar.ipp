// One given value → one cell.
#pragma once

#include "writ/detail/io/read_scalar.hpp"

#include <algorithm>
#include <array>

#include "writ/diagnostic.hpp"

namespace writ::detail {

namespace read_scalar_detail {

using kind_of = node::kind_of;

constexpr std::array<std::string_view, 7> weekday_names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

inline scalar_reading wrong(std::string message, std::string help = {}) {
    scalar_reading r;
    r.wrong = complaint{std::move(message), {}, std::move(help)};
    return r;
}

inline scalar_reading right(std::int64_t value) {
    scalar_reading r;
    r.value = value;
    return r;
}

inline bool looks_like_number(std::string_view s) {
    if (!s.empty() && (s.front() == '-' || s.front() == '+')) s.remove_prefix(1);
    if (!s.empty() && s.front() == '.') s.remove_prefix(1);
    return !s.empty() && s.front() >= '0' && s.front() <= '9' &&
           s.find_first_not_of("0123456789_.eE+-%") == std::string_view::npos &&
           std::count(s.begin(), s.end(), '-') <= 1;
}

inline bool looks_like_truth(std::string_view s) {
    std::string lower;
    for (const char c : s) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return lower == "yes" || lower == "no" || lower == "true" || lower == "false" || lower == "on" || lower == "off";
}

inline bool is_word(const node& n) { return n.kind == kind_of::text || n.kind == kind_of::plain; }

/// What all values of one reading need.
struct reader {
    const model::model& m;
    const writ::type& t;
    model::pack_id pack;
    currency_code home;
    const document& d;
    const node& n;
    node_id given;

    /// Of the wrong kind, or a word that does not read as the type.
    scalar_reading mismatch(std::string help = {}) const {
        const bool written_as_text = t.base >= base_type::date && t.base <= base_type::span;
        if (n.kind == kind_of::plain || (n.kind == kind_of::text && written_as_text)) {
            if (t.base == base_type::boolean)
                return wrong(in_ticks(n.text) + " is neither yes nor no", std::move(help));
            const char* const is_not = t.base == base_type::text ? " without quotes is not surely " : " is not ";
            return wrong(in_ticks(n.text) + is_not + in_words(m, t), std::move(help));
        }
        scalar_reading r = wrong(in_words(d, given), std::move(help));
        r.wrong->expected = in_words(m, t);
        return r;
    }
    scalar_reading boolean() const;
    scalar_reading number() const;
    scalar_reading scaled(const rational& value, int places, std::string_view spelling) const;
    scalar_reading money() const;
    scalar_reading amount(std::string_view currency, std::string_view spelling) const;
    scalar_reading money_of_object() const;
    scalar_reading moment() const;
    scalar_reading duration() const;
    scalar_reading span() const;
    scalar_reading named(const std::vector<std::string_view>& names, const std::string& of) const;
    scalar_reading enumeration() const;
    scalar_reading calendar() const;
    scalar_reading text() const;
    scalar_reading set() const;
};

inline scalar_reading reader::boolean() const {
    if (n.kind == kind_of::boolean) return right(n.truth ? 1 : 0);
    if (n.kind == kind_of::plain) {
        if (n.text == "yes" || n.text == "true") return right(1);
        if (n.text == "no" || n.text == "false") return right(0);
        return mismatch("write yes or no");
    }
    return mismatch(looks_like_truth(n.text) ? "write true or false, without quotes" : "");
}

inline std::string places_help(const writ::type& t) {
    const int places = t.percent ? t.places - 2 : t.places;
    return "at most " + std::to_string(places) + (places == 1 ? " decimal place" : " decimal places") +
           (t.percent ? " of a percentage" : "");
}

inline scalar_reading reader::scaled(const rational& value, int places, std::string_view spelling) const {
    if (t.ranged && (value < t.low || value > t.high)) {
        const auto shown = [&](const rational& r) {
            scalar_value v;
            v.base = t.base;
            v.number = r;
            v.places = t.percent ? std::int16_t{2} : std::int16_t{-1};
            v.percent = t.percent;
            return t.base == base_type::money ? writ::to_string(r) : to_string(v);
        };
        return wrong(in_ticks(spelling) + " is out of range: this is from " + shown(t.low) + " to " + shown(t.high));
    }
    if (const auto mantissa = exact_scaled(value, places)) return right(*mantissa);
    if (round(value, places, rounding::down) == value) return wrong(in_ticks(spelling) + " is too great a number");
    if (t.base == base_type::money)
        return wrong(in_ticks(spelling) + " has too many decimal places", "at most " + std::to_string(places));
    if (places == 0) return wrong(in_ticks(spelling) + " is not a whole number");
    return wrong(in_ticks(spelling) + " has too many decimal places", places_help(t));
}

inline scalar_reading reader::number() const {
    const bool percentage = t.percent && is_word(n) && n.text.ends_with('%');
    if (n.kind != kind_of::number && n.kind != kind_of::plain && !percentage) {
        const bool digits = n.kind == kind_of::text && looks_like_number(n.text);
        return mismatch(digits ? "write " + std::string(n.text) + " without quotes" : "");
    }
    if (n.text.ends_with('%') && !t.percent) return mismatch("without a percent sign");
    if (const auto value = read_number(n.text)) return scaled(*value, t.places, n.text);
    if (looks_like_number(n.text)) return wrong(in_ticks(n.text) + " is not a number that fits");
    return mismatch();
}

inline scalar_reading reader::amount(std::string_view currency, std::string_view spelling) const {
    const currency_code code = pack_currency(currency);
    const currency_code wanted = t.currency != 0 ? t.currency : home;
    const std::string shown = std::string(currency) + " " + std::string(spelling);
    if (code == 0) return wrong(in_ticks(currency) + " is not a currency", "write it like \"USD 100.00\"");
    if (wanted != 0 && code != wanted)
        return wrong(in_ticks(shown) + " is in the wrong currency", "this is in " + currency_name(wanted));
    const auto value = spelling.ends_with('%') ? std::nullopt : read_number(spelling);
    if (!value) return wrong(in_ticks(spelling) + " is not an amount that fits", "write it like \"USD 100.00\"");
    scalar_reading r = scaled(*value, minor_places(code), shown);
    r.currency = code;
    return r;
}

inline scalar_reading reader::money_of_object() const {
    const node_id currency = d.find(given, "currency"), sum = d.find(given, "amount");
    if (currency == no_node || sum == no_node || n.count != 2)
        return wrong("an amount of money has a `currency` and an `amount`", "write it like \"USD 100.00\"");
    if (!is_word(d[currency])) return wrong("the currency is not a text", "write it like \"USD 100.00\"");
    if (!is_word(d[sum]) && d[sum].kind != kind_of::number)
        return wrong("the amount is not a number", "write it like \"USD 100.00\"");
    return amount(d[currency].text, d[sum].text);
}

inline scalar_reading reader::money() const {
    if (n.kind == kind_of::object) return money_of_object();
    const bool digits = n.kind == kind_of::number || (n.kind == kind_of::plain && looks_like_number(n.text));
    if (digits && read_number(n.text) == rational(0)) return scaled(0, 2, n.text);  // zero of any currency
    if (n.kind == kind_of::number || (is_word(n) && looks_like_number(n.text)))
        return wrong(in_ticks(n.text) + " has no currency", "write it like \"USD 100.00\"");
    if (!is_word(n)) return mismatch("write it like \"USD 100.00\"");
    const auto gap = n.text.find(' ');
    if (gap == std::string_view::npos) return mismatch("write it like \"USD 100.00\"");
    return amount(n.text.substr(0, gap), n.text.substr(gap + 1));
}

inline scalar_reading reader::moment() const {
    const char* const help = t.base == base_type::date ? "a date is written 2026-03-01 and must exist"
                             : t.base == base_type::time
                                 ? "a time is written 09:30"
                                 : "an instant is written 2026-03-01T09:00+07:00, with its offset or Z";
    if (!is_word(n)) return mismatch(help);
    const auto value = t.base == base_type::date   ? parse_date(n.text)
                       : t.base == base_type::time ? parse_time(n.text)
                                                   : parse_instant(n.text);
    return value ? right(*value) : mismatch(help);
}

/// `48 hours` → `48` and `hours`; a word `rolled` at the end is told apart.
struct counted {
    std::optional<rational> number;
    std::string_view unit;
    bool rolled = false;
};

inline counted take_apart(std::string_view s) {
    counted out;
    const auto gap = s.find(' ');
    if (gap == std::string_view::npos) return out;
    out.number = s.substr(0, gap).ends_with('%') ? std::nullopt : parse_number(s.substr(0, gap));
    out.unit = s.substr(gap + 1);
    constexpr std::string_view end = " rolled";
    if (out.unit.ends_with(end)) {
        out.rolled = true;
        out.unit.remove_suffix(end.size());
    }
    return out;
}

inline bool is_unit(std::string_view word, std::string_view singular) {
    return word.starts_with(singular) && (word.size() == singular.size() || word.substr(singular.size()) == "s");
}

inline scalar_reading reader::duration() const {
    const char* const help = "a duration is written 48 hours or 90 minutes";
    if (!is_word(n)) return mismatch(help);
    const counted c = take_apart(n.text);
    const std::int64_t unit = is_unit(c.unit, "hour")     ? us_per_hour
                              : is_unit(c.unit, "minute") ? us_per_minute
                              : is_unit(c.unit, "second") ? us_per_minute / 60
                                                          : 0;
    if (!c.number || unit == 0 || c.rolled) return mismatch(help);
    const auto value = multiply(*c.number, unit);
    if (!value || !value->is_whole()) return wrong(in_ticks(n.text) + " is not a duration that fits", help);
    return right(value->num);
}

inline scalar_reading reader::span() const {
    const char* const help = "a span is written 30 days, 5 business days, 2 weeks, 6 months rolled or 1 year";
    if (!is_word(n)) return mismatch(help);
    const counted c = take_apart(n.text);
    calendar_span s;
    std::int64_t factor = 1;
    s.rolled = c.rolled;
    if (is_unit(c.unit, "business day")) s.unit = span_unit::business_days;
    else if (is_unit(c.unit, "week")) factor = 7;
    else if (is_unit(c.unit, "month")) s.unit = span_unit::months;
    else if (is_unit(c.unit, "year")) s.unit = span_unit::months, factor = 12;
    else if (!is_unit(c.unit, "day")) return mismatch(help);
    if (!c.number || !c.number->is_whole()) return mismatch(help);
    const auto count = multiply(*c.number, factor);
    constexpr std::int64_t most = std::int64_t{1} << 59;
    if (!count || count->num > most || count->num < -most) return wrong(in_ticks(n.text) + " is not a span that fits");
    s.count = count->num;
    return right(pack_span(s));
}

inline scalar_reading reader::named(const std::vector<std::string_view>& names, const std::string& of) const {
    return wrong(in_ticks(n.text) + " is not a value of " + of, suggestion(n.text, names));
}

inline scalar_reading reader::enumeration() const {
    const auto& values = m.enums[t.ref].values;
    if (!is_word(n)) return mismatch();
    for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i].name == n.text) return right(static_cast<std::int64_t>(i));
    std::vector<std::string_view> names;
    for (const auto& v : values) names.push_back(v.name);
    return named(names, m.enums[t.ref].name);
}

inline scalar_reading reader::calendar() const {
    std::vector<std::string_view> names;
    if (!is_word(n)) return mismatch();
    for (std::size_t i = 0; i < m.calendars.size(); ++i) {
        if (m.calendars[i].pack != pack) continue;
        if (m.calendars[i].name == n.text) return right(static_cast<std::int64_t>(i));
        names.push_back(m.calendars[i].name);
    }
    return wrong(in_ticks(n.text) + " is not a calendar", suggestion(n.text, names));
}

inline scalar_reading reader::text() const {
    if (n.kind == kind_of::plain && (looks_like_number(n.text) || looks_like_truth(n.text)))
        return mismatch("put it in quotes: \"" + std::string(n.text) + "\"");
    if (!is_word(n)) return mismatch(n.kind == kind_of::number ? "put it in quotes" : "");
    if (n.text.find('\0') != std::string_view::npos) return wrong("a text cannot hold the character NUL");
    scalar_reading r;
    r.text = n.text;
    return r;
}

inline scalar_reading reader::set() const {
    std::uint64_t mask = 0;
    if (n.kind != kind_of::list) return mismatch("write the values between [ and ]");
    writ::type value;
    value.base = base_type::enumeration;
    value.ref = t.ref;
    for (node_id c = n.first; c != no_node; c = d[c].next) {
        if (says_unknown(m, value, d, c) || says_absent(m, value, d, c))
            return wrong("a set cannot hold a value that is not known", "say that the whole set is unknown");
        const scalar_reading r = reader{m, value, pack, home, d, d[c], c}.enumeration();
        if (r.wrong) return r;
        mask |= std::uint64_t{1} << static_cast<unsigned>(r.value);
    }
    return right(static_cast<std::int64_t>(mask));
}

inline bool has_value_called(const model::model& m, const writ::type& t, std::string_view name) {
    if (t.base == base_type::text) return true;
    if (t.base != base_type::enumeration) return false;
    const auto& values = m.enums[t.ref].values;
    return std::any_of(values.begin(), values.end(), [&](const auto& v) { return v.name == name; });
}

}  // namespace read_scalar_detail

scalar_reading read_scalar(const model::model& m, const writ::type& t, model::pack_id pack, currency_code home,
                           const document& d, node_id given) {
    const read_scalar_detail::reader r{m, t, pack, home, d, d[given], given};
    switch (t.base) {
        case base_type::boolean: return r.boolean();
        case base_type::number: return r.number();
        case base_type::money: return r.money();
        case base_type::date:
        case base_type::time:
        case base_type::instant: return r.moment();
        case base_type::duration: return r.duration();
        case base_type::span: return r.span();
        case base_type::calendar: return r.calendar();
        case base_type::enumeration: return r.enumeration();
        case base_type::text: return r.text();
        case base_type::set: return r.set();
        case base_type::weekday: {
            const auto& names = read_scalar_detail::weekday_names;
            const auto found = std::find(names.begin(), names.end(), d[given].text);
            if (found != names.end()) return read_scalar_detail::right(found - names.begin());
            return r.mismatch("write mon, tue, wed, thu, fri, sat or sun");
        }
        case base_type::list:
        case base_type::record:
        case base_type::any: break;
    }
    return r.mismatch();
}

bool is_valid_utf8(std::string_view s) noexcept {
    for (std::size_t i = 0; i < s.size();) {
        const auto byte = [&](std::size_t k) { return i + k < s.size() ? static_cast<unsigned char>(s[i + k]) : 0u; };
        const unsigned lead = byte(0), size = lead < 0x80   ? 1
                                              : lead < 0xC2 ? 0
                                              : lead < 0xE0 ? 2
                                              : lead < 0xF0 ? 3
                                              : lead < 0xF5 ? 4
                                                            : 0;
        if (size == 0) return false;
        for (unsigned k = 1; k < size; ++k)
            if ((byte(k) & 0xC0u) != 0x80u) return false;
        if ((lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F)) return false;
        if ((lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F)) return false;
        i += size;
    }
    return true;
}

std::string on_one_line(std::string_view words, std::size_t longest) {
    std::size_t size = std::min(words.size(), longest);
    while (size < words.size() && size > 0 && (static_cast<unsigned char>(words[size]) & 0xC0u) == 0x80u) --size;
    std::string out;
    for (const char c : words.substr(0, size)) out += static_cast<unsigned char>(c) < 0x20u || c == 0x7F ? ' ' : c;
    return out + (size < words.size() ? "…" : "");
}

std::string in_ticks(std::string_view words) { return "`" + on_one_line(words, 80) + "`"; }

std::string in_words(const model::model& m, const writ::type& t) {
    switch (t.base) {
        case base_type::boolean: return "yes or no";
        case base_type::number: return t.percent ? "a percentage" : t.places == 0 ? "a whole number" : "a number";
        case base_type::money: return "an amount of money";
        case base_type::date: return "a date";
        case base_type::time: return "a time of day";
        case base_type::instant: return "an instant";
        case base_type::duration: return "a duration";
        case base_type::span: return "a span of days or months";
        case base_type::calendar: return "a calendar";
        case base_type::weekday: return "a day of the week";
        case base_type::enumeration: return "a value of " + m.enums[t.ref].name;
        case base_type::text: return "a text";
        case base_type::set: return "a set of " + m.enums[t.ref].name;
        case base_type::list: return t.element == base_type::any ? "a list of " + m.records[t.ref].name : "a list";
        case base_type::record: return "an object with the fields of " + m.records[t.ref].name;
        case base_type::any: break;
    }
    return "any value";
}

std::string in_words(const document& d, node_id given) {
    const node& n = d[given];
    switch (n.kind) {
        case node::kind_of::null: return "null says that it does not exist";
        case node::kind_of::unknown: return "`unknown` says that it is not known";
        case node::kind_of::boolean: return n.truth ? "`true` is yes" : "`false` is no";
        case node::kind_of::number: return in_ticks(n.text) + " is a number";
        case node::kind_of::text: return in_ticks(n.text) + " in quotes is a text";
        case node::kind_of::plain: return in_ticks(n.text) + " was given";
        case node::kind_of::list: return "a list was given";
        case node::kind_of::object: break;
    }
    return "an object with keys was given";
}

bool says_unknown(const model::model& m, const writ::type& t, const document& d, node_id given) {
    const node& n = d[given];
    if (n.kind == node::kind_of::unknown) return true;
    if (n.kind == node::kind_of::plain)
        return n.text == "unknown" && !read_scalar_detail::has_value_called(m, t, "unknown");
    if (n.kind != node::kind_of::object || n.count != 1) return false;
    const node& only = d[n.first];
    if (only.key != "unknown") return false;
    if (t.base == base_type::record)
        for (const auto& f : m.records[t.ref].fields)
            if (f.name == "unknown") return false;
    return only.kind == node::kind_of::boolean
               ? only.truth
               : only.kind == node::kind_of::plain && (only.text == "true" || only.text == "yes");
}

bool says_absent(const model::model& m, const writ::type& t, const document& d, node_id given) {
    const node& n = d[given];
    if (n.kind == node::kind_of::null) return true;
    return n.kind == node::kind_of::plain && n.text == "absent" &&
           !read_scalar_detail::has_value_called(m, t, "absent");
}

scalar_value shown_value(const model::model& m, const writ::type& t, const scalar_reading& r) {
    scalar_value v;
    v.base = t.base;
    v.number = rational(r.value);
    const auto at = static_cast<std::size_t>(r.value);
    switch (t.base) {
        case base_type::number:
            v.number = rational::scaled(r.value, t.places);
            v.places = t.places;
            v.percent = t.percent;
            break;
        case base_type::money:
            v.number = rational::scaled(r.value, minor_places(r.currency));
            v.currency = r.currency;
            break;
        case base_type::span: v.span_value = unpack_span(r.value); break;
        case base_type::enumeration: v.name = m.enums[t.ref].values[at].name; break;
        case base_type::calendar: v.name = m.calendars[at].name; break;
        case base_type::weekday: v.name = read_scalar_detail::weekday_names[at]; break;
        case base_type::text: v.name = r.text; break;
        default: break;
    }
    if (!v.name.empty() || t.base == base_type::text || t.base == base_type::span) v.number = rational();
    return v;
}

std::optional<rational> read_number(std::string_view spelling) {
    const auto e = spelling.find_first_of("eE");
    if (spelling.size() > limits{}.number_characters) return std::nullopt;
    if (e == std::string_view::npos) return parse_number(spelling);
    auto value = spelling.substr(0, e).ends_with('%') ? std::nullopt : parse_number(spelling.substr(0, e));
    std::string_view exponent = spelling.substr(e + 1);
    const bool down = exponent.starts_with('-');
    if (down || exponent.starts_with('+')) exponent.remove_prefix(1);
    if (!value || exponent.empty() || exponent.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    while (exponent.size() > 1 && exponent.front() == '0') exponent.remove_prefix(1);
    if (value->num == 0) return value;
    if (exponent.size() > 2) return std::nullopt;
    int places = 0;
    for (const char c : exponent) places = places * 10 + (c - '0');
    for (; value && places > 0; --places) value = down ? divide(*value, 10) : multiply(*value, 10);
    return value;
}

std::string suggestion(std::string_view word, const std::vector<std::string_view>& candidates) {
    constexpr std::size_t few = 8;
    if (const auto near = nearest(word, candidates); !near.empty()) return "did you mean `" + std::string(near) + "`?";
    if (candidates.empty() || candidates.size() > few) return {};
    std::string out = candidates.size() == 1 ? "there is only " : "there are ";
    for (std::size_t i = 0; i < candidates.size(); ++i)
        out += (i == 0 ? "" : i + 1 == candidates.size() ? " and " : ", ") + std::string(candidates[i]);
    return out;
}

}  // namespace writ::detail
