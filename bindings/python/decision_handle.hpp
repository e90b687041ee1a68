// A decision as Python holds it: the answer in numbers, and words once they are asked for.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rules_handle.hpp"
#include "writ/decision.hpp"

namespace writ::python {

/// The answer to one question about one case, which it keeps, so that it can say why. Needs the GIL.
class decision_handle {
public:
    /// Decides. @par Complexity  As `decider::ask`; words are made when `whole` is first asked for.
    /// @param question  of these rules
    decision_handle(shared_rules rules, shared_case facts, const asked_question& question);

    writ::status status() const noexcept { return status_; }
    /// The value, if it is decided and a cell holds it that needs no words to be made: yes or no, a whole number, a name.
    pybind11::object plain_value() const;
    const decision& whole() const;
    const std::string& name() const noexcept { return question_->name; }

    const shared_rules& rules() const noexcept { return rules_; }
    const shared_case& facts() const noexcept { return facts_; }

private:
    shared_rules rules_;
    shared_case facts_;
    const asked_question* question_;
    writ::status status_;
    cell value_;
    mutable std::unique_ptr<const decision> whole_;
};

}  // namespace writ::python
