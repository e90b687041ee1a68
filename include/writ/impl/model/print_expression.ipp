// Types and expressions of a model as text.
#pragma once

#include "writ/model/print.hpp"

#include <array>

namespace writ::model {

namespace print_expression_detail {

// In the order of `op`; the static_assert below sees to the number.
constexpr std::array names = {"boolean",
                              "number",
                              "money",
                              "date",
                              "time",
                              "instant",
                              "duration",
                              "span",
                              "enum_value",
                              "weekday",
                              "calendar",
                              "text",
                              "absent",
                              "unknown",
                              "fact",
                              "local",
                              "term",
                              "field",
                              "today",
                              "now",
                              "not",
                              "and",
                              "or",
                              "choice",
                              "equal",
                              "not_equal",
                              "less",
                              "less_equal",
                              "greater",
                              "greater_equal",
                              "earlier_element",
                              "later_element",
                              "has",
                              "has_any",
                              "has_all",
                              "matches",
                              "is_present",
                              "is_absent",
                              "is_known",
                              "is_unknown",
                              "is_empty",
                              "add",
                              "subtract",
                              "multiply",
                              "divide",
                              "negate",
                              "set_union",
                              "set_minus",
                              "span_of",
                              "duration_of",
                              "after",
                              "before",
                              "any",
                              "every",
                              "at_least",
                              "at_most",
                              "exactly",
                              "count",
                              "count_distinct",
                              "sum",
                              "largest_of",
                              "smallest_of",
                              "set_of",
                              "list_of",
                              "set_literal",
                              "record_literal",
                              "list_literal",
                              "newest",
                              "oldest",
                              "day_of",
                              "weekday_of",
                              "weekday_after",
                              "month_start",
                              "end_of",
                              "moment",
                              "rolled",
                              "working_day",
                              "business_days",
                              "round",
                              "clamp",
                              "size",
                              "lot",
                              "largest",
                              "smallest",
                              "guarded",
                              "required",
                              "in_region_currency",
                              "walk"};
static_assert(names.size() == static_cast<std::size_t>(op::walk) + 1);

std::string base_name(const model& m, const type& t) {
    switch (t.base) {
        case base_type::boolean: return "bool";
        case base_type::number:
            if (t.places < 0) return "ratio";
            if (t.percent && t.places >= 2) return "percent(" + std::to_string(t.places - 2) + ")";
            return t.places == 0 ? "int" : "decimal(" + std::to_string(t.places) + ")";
        case base_type::money: return t.currency == 0 ? "money" : "money " + currency_name(t.currency);
        case base_type::date: return "date";
        case base_type::time: return "time";
        case base_type::instant: return "instant";
        case base_type::duration: return "duration";
        case base_type::span: return "span";
        case base_type::calendar: return "calendar";
        case base_type::weekday: return "weekday";
        case base_type::enumeration: return m.enums[t.ref].name;
        case base_type::text: return "text";
        case base_type::set: return "set of " + (t.ref == no_ref ? "nothing" : m.enums[t.ref].name);
        case base_type::record: return m.records[t.ref].name;
        case base_type::list: return "list";
        case base_type::any: return "any";
    }
    return {};
}

std::string list_name(const model& m, const type& t) {
    type element = t;
    element.base = t.element == base_type::any ? base_type::record : t.element;
    std::string text =
        "list of " + (element.base == base_type::record && t.ref == no_ref ? "nothing" : base_name(m, element));
    if (t.least > 0) text += " at least " + std::to_string(t.least);
    text += " up to " + std::to_string(t.most);
    if (t.sorted_on >= 0) text += " sorted on " + m.records[t.ref].fields[static_cast<std::size_t>(t.sorted_on)].name;
    return text;
}

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

std::string binder_text(const model& m, const binder& b) {
    static constexpr const char* relations[] = {"", " before ", " after ", " other than "};
    std::string text = m[b.variable].name + " among " + print(m, b.list);
    if (b.rel != relation::none) text += relations[static_cast<std::size_t>(b.rel)] + m[b.reference].name;
    if (b.where) text += " where " + print(m, *b.where);
    return text;
}

/// What stands for itself: constants and what is read.
std::string leaf(const model& m, const expression& e) {
    switch (e.what) {
        case op::boolean: return e.index == 1 ? "yes" : "no";
        case op::number: return to_string(e.number);
        case op::money:
            return (e.type.currency == 0 ? "money" : currency_name(e.type.currency)) + " " + to_string(e.number);
        case op::date: return format_date(e.details->integer);
        case op::time: return format_time(e.details->integer);
        case op::instant: return format_instant(e.details->integer);
        case op::duration: return format_duration(e.details->integer);
        case op::span: return format_span(e.details->span_value);
        case op::enum_value: return m.enums[e.type.ref].values[e.index].name;
        case op::weekday: return std::array{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}[e.index % 7];
        case op::calendar: return "calendar " + m.calendars[e.index].name;
        case op::text: return quoted(e.details->text);
        case op::fact: return fact_path(m, fact_id{e.index});
        case op::local: return m.locals[e.index].name;
        default: return names[static_cast<std::size_t>(e.what)];
    }
}

std::string call(const model& m, const expression& e) {
    static constexpr const char* modes[] = {"", ", half_up", ", up", ", down"};
    std::string text = names[static_cast<std::size_t>(e.what)];
    if (e.what == op::term) text = term_path(m, term_id{e.index});
    if (e.what == op::term && e.args.empty()) return text;
    text += '(';
    for (std::size_t i = 0; i < e.args.size(); ++i) {
        if (i > 0) text += ", ";
        if (e.what == op::record_literal) text += m.records[e.type.ref].fields[e.details->fields[i]].name + ": ";
        text += print(m, e.args[i]);
        if (i < e.details->conditions.size() && e.details->conditions[i])
            text += " when " + print(m, *e.details->conditions[i]);
    }
    if (e.details->binder) text += (e.args.empty() ? "" : " for ") + binder_text(m, m[*e.details->binder]);
    if (e.what == op::round) text += modes[static_cast<std::size_t>(e.mode)];
    if (e.what == op::matches) text += ", " + quoted(e.details->text);
    if (e.what == op::newest || e.what == op::oldest) text += ", " + std::to_string(e.details->integer);
    if (e.what == op::span_of) text += ", " + format_span(e.details->span_value);
    if (e.what == op::duration_of) text += ", " + format_duration(e.details->integer);
    return text + ')';
}

}  // namespace print_expression_detail

std::string_view op_name(op what) noexcept { return print_expression_detail::names[static_cast<std::size_t>(what)]; }

std::string print(const model& m, const type& t) {
    using namespace print_expression_detail;
    std::string text = t.optional ? "optional " : "";
    text += t.base == base_type::list ? list_name(m, t) : base_name(m, t);
    if (!t.ranged) return text;
    const auto end = [&](const rational& v) {
        return t.percent ? to_string(*multiply(v, rational(100))) + "%" : to_string(v);
    };
    return text + " " + end(t.low) + " .. " + end(t.high);
}

std::string print(const model& m, expr_id id) {
    using namespace print_expression_detail;
    const expression& e = m[id];
    if (e.what == op::field) return print(m, e.args[0]) + "." + m.records[m[e.args[0]].type.ref].fields[e.index].name;
    if (e.args.empty() && !e.details->binder && e.what != op::set_literal && e.what != op::list_literal &&
        e.what != op::term)
        return leaf(m, e);
    return call(m, e);
}

}  // namespace writ::model
