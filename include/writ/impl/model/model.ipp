// Names of the model's parts, as people write them.
#pragma once

#include "writ/model/model.hpp"

namespace writ::model {

namespace model_detail {

std::string within(const model& m, pack_id pack, const std::string& name) {
    return index(pack) == 0 ? name : m[pack].name + "." + name;
}

}  // namespace model_detail

std::string fact_path(const model& m, fact_id id) {
    return model_detail::within(m, m[id].pack, m[id].group + "." + m[id].name);
}

std::string term_path(const model& m, term_id id) { return model_detail::within(m, m[id].pack, m[id].name); }

std::string calendar_path(const model& m, calendar_id id) { return model_detail::within(m, m[id].pack, m[id].name); }

working_calendar working_days_of(const calendar& c) {
    std::vector<day_number> days;
    for (const auto& h : c.holidays) days.push_back(h.day);
    return {c.weekend_mask, c.first_year, c.last_year, days};
}

std::optional<term_id> find_term(const model& m, std::string_view name) {
    for (std::uint32_t i = 0; i < m.terms.size(); ++i)
        if (!m.terms[i].generated && term_path(m, term_id{i}) == name) return term_id{i};
    return std::nullopt;
}

}  // namespace writ::model
