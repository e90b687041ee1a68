// Where every fact of a rule set lives in a case, and the numbers of its texts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "writ/facts.hpp"

namespace writ::model {
struct model;
}

namespace writ {

/// The layout of the cases of one model. The same model gives the same layout: facts in the order of their ids, one after
/// the other, so anybody may compute it again.
struct case_layout {
    std::vector<fact_place> facts;  ///< by fact_id
    std::uint32_t cells = 0;        ///< how many cells a case has
    std::uint32_t lists = 0;        ///< how many lists

    friend bool operator==(const case_layout&, const case_layout&) = default;
};

/// Lays out the facts: a scalar or set takes one cell, a record one for itself and one for each field after it, a list
/// of records a place among the lists.
case_layout layout_of(const model::model& m);

/// The texts that the rules themselves write, sorted by bytes, each once. The number of a text in a cell is its place
/// here, or else the size of this plus its place in `case_data::texts`.
std::vector<std::string> text_constants(const model::model& m);

}  // namespace writ
