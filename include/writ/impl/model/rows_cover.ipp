// Whether the rows of a table leave no case unanswered.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

bool rows_cover_everything(const model& m, block_id b) {
    const auto all = [&](rule_id r) {
        const auto& cells = m[r].cells;
        return std::all_of(cells.begin(), cells.end(), [](const cell& c) { return c.any; });
    };
    const block& rows = m[b];
    if (std::any_of(rows.rows.begin(), rows.rows.end(), all)) return true;
    return !m[rows.decision].type.optional;
}

}  // namespace writ::model::detail
