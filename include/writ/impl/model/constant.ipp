// Constant expressions as cells.
#pragma once

#include "writ/model/constant.hpp"

namespace writ::model {

namespace constant_detail {

std::optional<std::int64_t> mask_of(const model& m, const expression& set) {
    if (!set.details->conditions.empty()) return {};
    std::uint64_t mask = 0;
    for (std::size_t i = 0; i < set.args.size(); ++i) {
        const expression& member = m[set.args[i]];
        if (member.what != op::enum_value || member.index >= 64) return {};
        mask |= std::uint64_t{1} << member.index;
    }
    return static_cast<std::int64_t>(mask);
}

std::optional<std::int64_t> value_of(const model& m, const expression& e, const type& as) {
    switch (e.what) {
        case op::boolean:
        case op::enum_value:
        case op::weekday:
        case op::calendar: return static_cast<std::int64_t>(e.index);
        case op::number: return as.places < 0 ? std::nullopt : exact_scaled(e.number, as.places);
        case op::money: return exact_scaled(e.number, minor_places(e.type.currency));
        case op::date:
        case op::time:
        case op::instant:
        case op::duration: return e.details->integer;
        case op::span: return pack_span(e.details->span_value);
        case op::set_literal: return mask_of(m, e);
        case op::in_region_currency: return value_of(m, m[e.args[0]], as);
        default: return {};
    }
}

}  // namespace constant_detail

std::optional<writ::cell> constant_cell(const model& m, expr_id id, const type& as) {
    const expression& e = m[id];
    if (e.what == op::absent) return writ::cell{0, presence::absent};
    if (e.what == op::unknown) return writ::cell{0, presence::unknown};
    const auto value = constant_detail::value_of(m, e, as);
    if (!value || e.type.base != as.base) return {};
    return writ::cell{*value, presence::known};
}

}  // namespace writ::model
