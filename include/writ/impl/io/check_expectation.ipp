// decision, expectation → why not
#pragma once

#include <algorithm>

#include "writ/io/suite.hpp"

namespace writ::io {

namespace check_expectation_detail {

inline bool same(const scalar_value& a, const scalar_value& b) {
    return a.base == b.base && a.number == b.number && a.currency == b.currency && a.span_value == b.span_value &&
           a.name == b.name;
}

inline std::vector<std::string> sorted(std::vector<std::string> words) {
    std::sort(words.begin(), words.end());
    return words;
}

/// Whether a known value is the expected one; how many places are shown does not matter.
inline bool same(const outcome& expected, const outcome& is) {
    if (expected.is_absent() || is.is_absent()) return expected.is_absent() && is.is_absent();
    if (expected.kind != is.kind) return false;
    switch (expected.kind) {
        case outcome::kind_of::values: return same(expected.values.front(), is.values.front());
        case outcome::kind_of::set: return sorted(expected.must) == sorted(is.must);
        case outcome::kind_of::list:
            return std::equal(expected.members.begin(), expected.members.end(), is.members.begin(), is.members.end(),
                              [](const auto& a, const auto& b) { return same(a.value, b.value); });
        case outcome::kind_of::record:
            return std::all_of(expected.fields.begin(), expected.fields.end(), [&](const auto& wanted) {
                return std::any_of(is.fields.begin(), is.fields.end(),
                                   [&](const auto& f) { return f.name == wanted.name && same(wanted.value, f.value); });
            });
        default: return false;
    }
}

inline std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& w : words) out += (out.empty() ? "" : ", ") + w;
    return out.empty() ? "nothing" : out;
}

/// What a decision came to, in one line.
inline std::string in_words(const decision& d) {
    switch (d.status) {
        case status::error: return "an error: " + d.error_text;
        case status::conflict: return "a conflict of " + joined(d.conflicts);
        case status::undetermined: return "undetermined (" + to_string(d.value) + "), needing " + joined(d.needs);
        case status::decided: break;
    }
    const auto& rules = d.own_rules;
    return to_string(d.value) + (rules.empty() ? "" : " (" + joined(rules) + ")");
}

inline bool ends_with_path(const std::string& path, const std::string& end) {
    return path == end ||
           (path.size() > end.size() && path.ends_with(end) && path[path.size() - end.size() - 1] == '.');
}

}  // namespace check_expectation_detail

std::optional<std::string> check_expectation(const decision& d, const expectation& e) {
    using namespace check_expectation_detail;
    const auto but = [&](const std::string& expected) { return "expected " + expected + ", but it is " + in_words(d); };
    if (e.fails && d.status != status::error) return but("an error");
    if (e.status && d.status != *e.status) return but(std::string(to_string(*e.status)));
    if (e.is) {
        const bool settled = d.value.is_known() || d.value.is_absent();
        if (d.status != status::decided || !settled || !same(*e.is, d.value)) return but(to_string(*e.is));
    }
    if (e.needs) {
        if (d.status != status::undetermined) return but("undetermined, needing " + joined(*e.needs));
        if (sorted(*e.needs) != sorted(d.needs))
            return "expected it to need " + joined(*e.needs) + ", but it needs " + joined(d.needs);
    }
    if (e.asks && (!d.provisional || sorted(*e.asks) != sorted(d.asks)))
        return "expected it to ask for " + joined(*e.asks) + ", but it asks for " + joined(d.asks);
    for (const auto& rule : e.by)
        if (std::none_of(d.rules.begin(), d.rules.end(), [&](const auto& path) { return ends_with_path(path, rule); }))
            return "expected it by `" + rule + "`, but the rules are " + joined(d.rules);
    return std::nullopt;
}

}  // namespace writ::io
