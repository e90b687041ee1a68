// Types in the words of the language.
#pragma once

#include "writ/detail/model/builder.hpp"

namespace writ::model::detail {

std::string builder::describe_range(const type& t) const {
    const auto end = [&](const rational& v) {
        if (t.percent) return to_string(*multiply(v, rational(100))) + "%";
        return to_string(v);
    };
    return end(t.low) + " .. " + end(t.high);
}

std::string builder::describe(const type& t) const {
    const std::string maybe = t.optional ? "optional " : "";
    const auto with = [&](std::string_view article, std::string_view noun) {
        return t.optional ? "an optional " + std::string(noun) : std::string(article) + ' ' + std::string(noun);
    };
    switch (t.base) {
        case base_type::boolean: return with("a", "yes or no");
        case base_type::number: return with("a", t.places == 0 ? "whole number" : "number");
        case base_type::money: return maybe + "money" + (t.currency != 0 ? " in " + currency_name(t.currency) : "");
        case base_type::date: return with("a", "date");
        case base_type::time: return with("a", "time");
        case base_type::instant: return with("an", "instant");
        case base_type::duration: return with("a", "duration");
        case base_type::span: return with("a", "span");
        case base_type::calendar: return with("a", "calendar");
        case base_type::weekday: return with("a", "day of the week");
        case base_type::enumeration: return with("a", "value of `" + out.enums[t.ref].name + "`");
        case base_type::text: return maybe + "text";
        case base_type::set:
            return t.ref == no_ref ? with("a", "set") : with("a", "set of `" + out.enums[t.ref].name + "`");
        case base_type::list: {
            if (t.element == base_type::any)
                return with("a", t.ref == no_ref ? "list" : "list of `" + out.records[t.ref].name + "`");
            if (t.element == base_type::enumeration) return with("a", "list of `" + out.enums[t.ref].name + "`");
            return with("a", "list of values");
        }
        case base_type::record:
            return with("a", t.ref == no_ref ? "record" : "record `" + out.records[t.ref].name + "`");
        case base_type::any: return "nothing known";
    }
    return {};
}

}  // namespace writ::model::detail
