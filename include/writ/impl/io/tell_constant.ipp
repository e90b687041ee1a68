// Constants of the model → nodes of a document, spelled as somebody would give them.
#pragma once

#include "writ/detail/io/fill_case.hpp"

namespace writ::detail {

namespace tell_constant_detail {

inline void tell_text(document& d, const std::string& text) { d.scalar(node::kind_of::text, d.keep(text)); }

inline void tell_number(document& d, const rational& value) {
    d.scalar(node::kind_of::number, d.keep(to_string(value)));
}

inline void tell_money(document& d, const rational& value, currency_code currency) {
    if (currency == 0) tell_number(d, value);
    else tell_text(d, currency_name(currency) + " " + to_string(value));
}

inline void tell_negated(const model::model& m, const model::expression& e, document& d) {
    const auto& inner = m[e.args[0]];
    const rational value = negate(inner.number).value_or(rational());
    if (e.type.base == base_type::money) tell_money(d, value, inner.type.currency);
    else if (inner.what == model::op::duration) tell_text(d, format_duration(-inner.details->integer));
    else tell_number(d, value);
}

inline void tell_parts(const model::model& m, const model::expression& e, document& d) {
    const bool record = e.what == model::op::record_literal;
    d.open(record ? node::kind_of::object : node::kind_of::list);
    for (std::size_t i = 0; i < e.args.size(); ++i) {
        if (record) d.key(m.records[e.type.ref].fields[e.details->fields[i]].name);
        tell_constant(m, e.args[i], d);
    }
    d.close();
}

}  // namespace tell_constant_detail

void tell_constant(const model::model& m, model::expr_id id, document& d) {
    using namespace tell_constant_detail;
    using model::op;
    static constexpr std::string_view weekdays = "montuewedthufrisatsun";
    const auto& e = m[id];
    switch (e.what) {
        case op::boolean: d.scalar(node::kind_of::boolean, {}, e.index != 0); break;
        case op::number: tell_number(d, e.number); break;
        case op::money: tell_money(d, e.number, e.type.currency); break;
        case op::date: tell_text(d, format_date(e.details->integer)); break;
        case op::time: tell_text(d, format_time(e.details->integer)); break;
        case op::instant: tell_text(d, format_instant(e.details->integer)); break;
        case op::duration: tell_text(d, format_duration(e.details->integer)); break;
        case op::span: tell_text(d, format_span(e.details->span_value)); break;
        case op::enum_value: tell_text(d, m.enums[e.type.ref].values[e.index].name); break;
        case op::weekday: tell_text(d, std::string(weekdays.substr(e.index * std::size_t{3}, 3))); break;
        case op::calendar: tell_text(d, m.calendars[e.index].name); break;
        case op::text: tell_text(d, e.details->text); break;
        case op::absent: d.scalar(node::kind_of::null); break;
        case op::negate: tell_negated(m, e, d); break;
        case op::set_literal:
        case op::record_literal:
        case op::list_literal: tell_parts(m, e, d); break;
        case op::guarded:
        case op::required:
        case op::in_region_currency: tell_constant(m, e.args[0], d); break;
        default: d.scalar(node::kind_of::unknown); break;
    }
}

void tell_given(const model::model& m, const writ::type& t, const model::given_value& v, document& d) {
    using kind = model::given_value::kind_of;
    switch (v.kind) {
        case kind::absent: d.scalar(node::kind_of::null); return;
        case kind::unknown: d.scalar(node::kind_of::unknown); return;
        case kind::scalar: tell_constant(m, *v.scalar, d); return;
        case kind::set:
            d.open(node::kind_of::list);
            for (std::size_t i = 0; i < m.enums[t.ref].values.size() && i < 64; ++i)
                if ((v.mask >> i & 1u) != 0) tell_constant_detail::tell_text(d, m.enums[t.ref].values[i].name);
            d.close();
            return;
        case kind::list: {
            writ::type element;
            element.base = base_type::record;
            element.ref = t.ref;
            d.open(node::kind_of::list);
            for (const auto& item : v.items) tell_given(m, element, item, d);
            d.close();
            return;
        }
        case kind::record: break;
    }
    d.open(node::kind_of::object);
    for (const auto& part : v.fields) {
        const auto& field = m.records[t.ref].fields[part.field];
        d.key(field.name);
        tell_given(m, field.type, part.value, d);
    }
    d.close();
}

}  // namespace writ::detail
