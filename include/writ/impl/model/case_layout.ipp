// model → where its facts live
#pragma once

#include <algorithm>

#include "writ/case_layout.hpp"
#include "writ/model/model.hpp"

namespace writ {

case_layout layout_of(const model::model& m) {
    case_layout out;
    out.facts.reserve(m.facts.size());
    for (const auto& fact : m.facts) {
        fact_place place;
        if (fact.type.base == base_type::record || fact.type.base == base_type::list)
            place.fields = static_cast<std::uint32_t>(m.records[fact.type.ref].fields.size());
        if (fact.type.base == base_type::list) {
            place.kind = fact_place::kind_of::list;
            place.at = out.lists++;
        } else {
            if (fact.type.base == base_type::record) place.kind = fact_place::kind_of::record;
            place.at = out.cells;
            out.cells += 1 + place.fields;
        }
        out.facts.push_back(place);
    }
    return out;
}

std::vector<std::string> text_constants(const model::model& m) {
    if (const auto* stored = m.expressions.stored()) return stored->texts();
    std::vector<std::string> out;
    for (const auto& e : m.expressions)
        if (e.what == model::op::text) out.push_back(e.details->text);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

}  // namespace writ
