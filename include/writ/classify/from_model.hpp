// model → classifiers
#pragma once

#include <functional>
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

/// The classifier of one decision, or none. One of compiled rules is made when it is first asked for. A handle.
/// @par Thread safety  Any number of threads may ask at once.
class lookup {
public:
    using maker = std::function<std::optional<classifier>()>;

    lookup() = default;  ///< none: the rules are tried one by one
    explicit lookup(classifier made);
    explicit lookup(maker make);

    /// Null if there is none. @par Complexity  Where it is not ready, that of making it.
    const classifier* get() const;
    /// Whether `get` only has to look.
    bool ready() const noexcept;

private:
    struct state;
    std::shared_ptr<state> state_;
};

/// The classifiers of a model's decisions.
struct catalogue {
    lane_layout lanes;
    std::vector<lookup> by_term;  ///< by term_id
};

/// @par Complexity  About that of checking the tables once more.
catalogue from_model(const model::model& m, const case_layout& cells);

}  // namespace writ::classify
