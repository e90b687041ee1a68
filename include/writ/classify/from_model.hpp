// model → classifiers
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "writ/case_layout.hpp"
#include "writ/classify/classifier.hpp"
#include "writ/model/model.hpp"

namespace writ::classify {

/// Lays out the cells of a model's cases in lanes.
lane_layout lanes_of(const model::model& m, const case_layout& cells);

/// The rules of a decision as tests of cells, if every one of its conditions asks nothing but facts, one by one, about
/// values that are the same in every case.
std::optional<rule_tests> tests_of(const model::model& m, model::term_id decision, const case_layout& cells,
                                   const lane_layout& lanes);

/// The classifiers of a model's decisions.
struct catalogue {
    lane_layout lanes;
    std::vector<std::shared_ptr<const classifier>> by_term;  ///< by term_id; null: its rules are tried one by one
};

/// @par Complexity  About that of checking the tables once more.
catalogue from_model(const model::model& m, const case_layout& cells);

}  // namespace writ::classify
