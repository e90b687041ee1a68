// Outcomes in words, and comparing them.
#pragma once

#include <algorithm>

#include "writ/decision.hpp"

namespace writ {

namespace decision_detail {

inline std::string money_text(const scalar_value& v) {
    const std::string amount = to_string(v.number, minor_places(v.currency));
    return v.currency == 0 ? amount : currency_name(v.currency) + " " + amount;
}

inline std::string number_text(const scalar_value& v) {
    if (v.percent)
        if (const auto hundredfold = multiply(v.number, 100)) return to_string(*hundredfold, v.places - 2) + "%";
    return to_string(v.number, v.places);
}

template <class List, class Text>
std::string joined(const List& list, const Text& text) {
    std::string out;
    for (const auto& item : list) {
        if (!out.empty()) out += ", ";
        out += text(item);
    }
    return out;
}

inline std::string joined(const std::vector<std::string>& words) {
    return joined(words, [](const std::string& w) { return w; });
}

inline std::string values_text(const outcome& o) {
    const std::string all = joined(o.values, [](const scalar_value& v) { return to_string(v); });
    return o.values.size() == 1 ? all : "one of " + all;
}

inline std::string interval_text(const outcome& o) {
    if (o.low && o.high) return "between " + to_string(*o.low) + " and " + to_string(*o.high);
    if (o.low) return "at least " + to_string(*o.low);
    return o.high ? "at most " + to_string(*o.high) : "any value";
}

inline std::string set_text(const outcome& o) {
    return "{" + joined(o.must) + "}" + (o.may.empty() ? "" : " and perhaps " + joined(o.may));
}

inline std::string list_text(const outcome& o) {
    const auto one = [](const outcome::member& m) { return (m.sure ? "" : "perhaps ") + to_string(m.value); };
    return "[" + joined(o.members, one) + "]" + (o.open ? " and perhaps more" : "");
}

inline std::string record_text(const outcome& o) {
    return "{" + joined(o.fields, [](const auto& f) { return f.name + ": " + to_string(f.value); }) + "}";
}

inline std::string plain_text(const outcome& o) {
    switch (o.kind) {
        case outcome::kind_of::nothing: return {};
        case outcome::kind_of::values: return values_text(o);
        case outcome::kind_of::interval: return interval_text(o);
        case outcome::kind_of::set: return set_text(o);
        case outcome::kind_of::list: return list_text(o);
        case outcome::kind_of::record: return record_text(o);
        case outcome::kind_of::any: break;
    }
    return "any value";
}

inline bool is_settled(const outcome& o) noexcept { return o.is_known() || o.is_absent(); }

}  // namespace decision_detail

std::string to_string(const scalar_value& v) {
    const std::int64_t whole = v.number.num;
    switch (v.base) {
        case base_type::boolean: return whole != 0 ? "yes" : "no";
        case base_type::number: return decision_detail::number_text(v);
        case base_type::money: return decision_detail::money_text(v);
        case base_type::date: return format_date(whole);
        case base_type::time: return format_time(whole);
        case base_type::instant: return format_instant(whole);
        case base_type::duration: return format_duration(whole);
        case base_type::span: return format_span(v.span_value);
        default: return v.name;
    }
}

std::string to_string(const outcome& o) {
    std::string out = decision_detail::plain_text(o);
    if (o.absent) out += out.empty() ? "absent" : " or absent";
    if (o.error) out += out.empty() ? "error" : " or an error";
    return out;
}

std::string_view to_string(status s) noexcept {
    switch (s) {
        case status::decided: return "decided";
        case status::undetermined: return "undetermined";
        case status::conflict: return "conflict";
        case status::error: break;
    }
    return "error";
}

bool outcome::is_known() const noexcept {
    if (absent || error) return false;
    switch (kind) {
        case kind_of::values: return values.size() == 1;
        case kind_of::set: return may.empty();
        case kind_of::list:
            return !open && std::all_of(members.begin(), members.end(),
                                        [](const member& m) { return m.sure && decision_detail::is_settled(m.value); });
        case kind_of::record:
            return std::all_of(fields.begin(), fields.end(),
                               [](const auto& f) { return decision_detail::is_settled(f.value); });
        default: return false;
    }
}

bool operator==(const outcome::member& a, const outcome::member& b) { return a.sure == b.sure && a.value == b.value; }

bool operator==(const outcome::field& a, const outcome::field& b) { return a.name == b.name && a.value == b.value; }

bool operator==(const outcome& a, const outcome& b) {
    return a.kind == b.kind && a.values == b.values && a.low == b.low && a.high == b.high && a.must == b.must &&
           a.may == b.may && a.members == b.members && a.open == b.open && a.fields == b.fields &&
           a.absent == b.absent && a.error == b.error;
}

}  // namespace writ
