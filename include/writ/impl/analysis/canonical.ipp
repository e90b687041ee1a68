// Which expressions are the same, and which are constant.
#pragma once

#include "writ/detail/analysis/slots.hpp"

#include <algorithm>

namespace writ::analysis {

namespace canonical_detail {

using model::op;

inline bool is_wrapper(op what) {
    return what == op::guarded || what == op::required || what == op::in_region_currency;
}

inline std::optional<constant> number(std::optional<rational> value) {
    if (!value) return std::nullopt;
    return constant{*value, {}};
}

inline std::optional<constant> arithmetic(op what, const rational& a, const rational& b) {
    switch (what) {
        case op::add: return number(add(a, b));
        case op::subtract: return number(subtract(a, b));
        case op::multiply: return number(multiply(a, b));
        case op::divide: return number(divide(a, b));
        default: return std::nullopt;
    }
}

/// `weeks`, `years`, `hours` … of a constant number.
inline std::optional<constant> counted(const model::expression& x, const rational& count) {
    if (x.what == op::duration_of) return number(multiply(count, rational(x.details->integer)));
    const auto total = multiply(count, rational(x.details->span_value.count));
    if (!total || !total->is_whole()) return std::nullopt;
    calendar_span span = x.details->span_value;
    span.count = total->num;
    return constant{{}, format_span(span)};
}

/// A term that has one value: `param x : int = 5` without entries, `define x = 5`.
inline std::optional<model::expr_id> only_value(const model::term& t) {
    if (!t.parameters.empty() || !t.entries.empty()) return std::nullopt;
    if (t.kind == model::term_kind::param) return t.base;
    if (t.kind == model::term_kind::define) return t.body;
    return std::nullopt;
}

}  // namespace canonical_detail

model::expr_id stripped(const model::model& m, model::expr_id e) {
    while (canonical_detail::is_wrapper(m[e].what)) e = m[e].args[0];
    return e;
}

std::optional<constant> constant_of(const model::model& m, model::expr_id e) {
    using namespace canonical_detail;
    const model::expression& x = m[stripped(m, e)];
    switch (x.what) {
        case op::boolean:
        case op::enum_value:
        case op::weekday: return constant{rational(x.index), {}};
        case op::number:
        case op::money: return constant{x.number, {}};
        case op::date:
        case op::time:
        case op::instant:
        case op::duration: return constant{rational(x.details->integer), {}};
        case op::span: return constant{{}, format_span(x.details->span_value)};
        case op::text: return constant{{}, x.details->text};
        case op::term: {
            const auto value = only_value(m.terms[x.index]);
            return value ? constant_of(m, *value) : std::nullopt;
        }
        case op::negate: {
            const auto a = constant_of(m, x.args[0]);
            return a ? number(negate(a->number)) : std::nullopt;
        }
        case op::span_of:
        case op::duration_of: {
            const auto a = constant_of(m, x.args[0]);
            return a ? counted(x, a->number) : std::nullopt;
        }
        case op::add:
        case op::subtract:
        case op::multiply:
        case op::divide: {
            if (x.type.base == base_type::span || x.type.base == base_type::set) return std::nullopt;
            const auto a = constant_of(m, x.args[0]), b = constant_of(m, x.args[1]);
            return a && b ? arithmetic(x.what, a->number, b->number) : std::nullopt;
        }
        default: return std::nullopt;
    }
}

std::optional<std::vector<constant>> constants_of(const model::model& m, model::expr_id e) {
    using namespace canonical_detail;
    const model::expression& x = m[stripped(m, e)];
    if (x.what == op::term) {
        const auto value = only_value(m.terms[x.index]);
        return value ? constants_of(m, *value) : std::nullopt;
    }
    if (x.what != op::set_literal && x.what != op::list_literal) return std::nullopt;
    if (std::any_of(x.details->conditions.begin(), x.details->conditions.end(),
                    [](const auto& c) { return c.has_value(); }))
        return std::nullopt;
    std::vector<constant> out;
    out.reserve(x.args.size());
    for (const model::expr_id arg : x.args) {
        auto c = constant_of(m, arg);
        if (!c) return std::nullopt;
        out.push_back(*std::move(c));
    }
    return out;
}

std::uint32_t canonical_forms::number(const std::string& form) {
    return numbers_.emplace(form, static_cast<std::uint32_t>(numbers_.size())).first->second;
}

std::uint32_t canonical_forms::of(model::expr_id whole) {
    const model::expr_id e = stripped(model_, whole);
    if (const auto known = known_.find(model::index(e)); known != known_.end()) return known->second;
    const model::expression& x = model_[e];
    std::string form = std::to_string(static_cast<int>(x.what));
    if (x.what == model::op::fact)  // there are many of these, and nothing in them but the fact
        return known_[model::index(e)] = number(form + ' ' + std::to_string(x.index));
    const auto put = [&form](auto value) { (form += ' ') += std::to_string(value); };
    if (x.what == model::op::local) {
        const auto bound = level_.find(x.index);
        form += bound == level_.end() ? " free" : " bound";
        put(bound == level_.end() ? x.index : bound->second);
    } else {
        for (const std::int64_t part :
             {std::int64_t{x.index}, x.details->integer, x.number.num, x.number.den, x.details->span_value.count,
              static_cast<std::int64_t>(x.details->span_value.unit), std::int64_t{x.details->span_value.rolled},
              static_cast<std::int64_t>(x.mode), std::int64_t{x.type.ref}, std::int64_t{x.type.currency}})
            put(part);
        form += '"' + x.details->text + '"';
    }
    if (x.details->binder) {
        const model::binder& on = model_[*x.details->binder];
        put(of(on.list));
        level_[model::index(on.variable)] = depth_++;
        put(static_cast<int>(on.rel));
        if (on.rel != model::relation::none) {
            const auto bound = level_.find(model::index(on.reference));
            put(bound == level_.end() ? model::index(on.reference) : bound->second);
        }
        form += on.where ? " where" : " all";
        if (on.where) put(of(*on.where));
    }
    for (const model::expr_id arg : x.args) put(of(arg));
    if (x.details->binder) --depth_;
    for (const auto& condition : x.details->conditions)
        form += condition ? " when " + std::to_string(of(*condition)) : " always";
    for (const std::uint32_t field : x.details->fields) form += " ." + std::to_string(field);
    const std::uint32_t out = number(form);
    known_.emplace(model::index(e), out);
    return out;
}

}  // namespace writ::analysis
