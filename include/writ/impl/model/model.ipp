// Names of the model's parts, as people write them.
#pragma once

#include "writ/model/model.hpp"

namespace writ::model {

std::string fact_path(const model& m, fact_id id) {
    const fact& f = m[id];
    const std::string own = f.group + "." + f.name;
    return index(f.pack) == 0 ? own : m[f.pack].name + "." + own;
}

std::optional<term_id> find_term(const model& m, std::string_view name) {
    for (std::uint32_t i = 0; i < m.terms.size(); ++i) {
        const term& t = m.terms[i];
        if (t.generated) continue;
        const std::string full = index(t.pack) == 0 ? t.name : m[t.pack].name + "." + t.name;
        if (full == name) return term_id{i};
    }
    return std::nullopt;
}

}  // namespace writ::model
