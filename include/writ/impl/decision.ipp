// Outcomes in words, and comparing them.
#pragma once

#include <algorithm>

#include "writ/decision.hpp"
#include "writ/phrases.hpp"

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

inline std::string instant_text(instant_us t, const wording& how) {
    if (!how.prose || how.where == nullptr) return format_instant(t);
    return format_instant(t, how.where->offset_at(t)) + " (" + how.where->name() + ")";
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

/// Writes outcomes in the words of one language.
class outcome_writer {
public:
    explicit outcome_writer(const wording& how) : how_(how) {}

    std::string write(const outcome& o) const {
        std::string out = plain(o);
        if (o.absent) out = out.empty() ? words(phrase::absent) : words(phrase::or_absent, {out});
        if (o.error) out = out.empty() ? words(phrase::an_error) : words(phrase::or_an_error, {out});
        return out;
    }

private:
    std::string words(phrase what, std::initializer_list<std::string_view> filled = {}) const {
        return say(what, how_.language, filled);
    }

    std::string values(const outcome& o) const {
        const std::string all = joined(o.values, [&](const scalar_value& v) { return to_string(v, how_); });
        return o.values.size() == 1 ? all : words(phrase::one_of, {all});
    }

    std::string interval(const outcome& o) const {
        if (o.low && o.high) return words(phrase::between, {to_string(*o.low, how_), to_string(*o.high, how_)});
        if (o.low) return words(phrase::at_least, {to_string(*o.low, how_)});
        return o.high ? words(phrase::at_most, {to_string(*o.high, how_)}) : words(phrase::any_value);
    }

    std::string set(const outcome& o) const {
        const std::string sure = how_.prose && !o.must.empty() ? joined(o.must) : "{" + joined(o.must) + "}";
        return o.may.empty() ? sure : words(phrase::and_perhaps, {sure, joined(o.may)});
    }

    std::string list(const outcome& o) const {
        const std::string all = "[" +
                                joined(o.members,
                                       [&](const outcome::member& m) {
                                           return m.sure ? write(m.value) : words(phrase::perhaps, {write(m.value)});
                                       }) +
                                "]";
        return o.open ? words(phrase::and_perhaps_more, {all}) : all;
    }

    std::string record(const outcome& o) const {
        return "{" + joined(o.fields, [&](const auto& f) { return f.name + ": " + write(f.value); }) + "}";
    }

    std::string plain(const outcome& o) const {
        switch (o.kind) {
            case outcome::kind_of::nothing: return {};
            case outcome::kind_of::values: return values(o);
            case outcome::kind_of::interval: return interval(o);
            case outcome::kind_of::set: return set(o);
            case outcome::kind_of::list: return list(o);
            case outcome::kind_of::record: return record(o);
            case outcome::kind_of::any: break;
        }
        return words(phrase::any_value);
    }

    const wording& how_;
};

inline bool is_settled(const outcome& o) noexcept { return o.is_known() || o.is_absent(); }

}  // namespace decision_detail

std::string to_string(const scalar_value& v, const wording& how) {
    const std::int64_t whole = v.number.num;
    const std::string_view language = how.prose ? how.language : "en";  // rules are written in English
    switch (v.base) {
        case base_type::boolean: return say(whole != 0 ? phrase::yes : phrase::no, language);
        case base_type::number: return decision_detail::number_text(v);
        case base_type::money: return decision_detail::money_text(v);
        case base_type::date: return format_date(whole);
        case base_type::time: return format_time(whole);
        case base_type::instant: return decision_detail::instant_text(whole, how);
        case base_type::duration: return format_duration(whole, language);
        case base_type::span: return format_span(v.span_value, language);
        default: return v.name;
    }
}

std::string to_string(const outcome& o, const wording& how) { return decision_detail::outcome_writer(how).write(o); }

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
