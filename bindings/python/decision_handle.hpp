// A decision as Python holds it: the answer in numbers, and words once they are asked for.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rules_handle.hpp"
#include "writ/decision.hpp"

namespace writ::python {

/// The answer to one question about one case, which it keeps, so that it can say why. Needs the GIL.
class decision_handle {
public:
    /// Decided when it is first looked at: in numbers (`decider::ask`) for its status and plain value, in words for the rest.
    /// @param question  of these rules
    decision_handle(shared_rules rules, shared_case facts, const asked_question& question);

    writ::status status() const { return whole_ ? whole_->status : answer().status; }
    /// The value, if it is decided and a cell holds it that needs no words to be made: yes or no, a whole number, a name.
    pybind11::object plain_value() const;
    const decision& whole() const;
    const std::string& name() const noexcept { return question_->name; }

    const shared_rules& rules() const noexcept { return rules_; }
    const shared_case& facts() const noexcept { return facts_; }

private:
    /// An answer without its rules.
    struct plain_answer {
        writ::status status;
        cell value;
    };
    const plain_answer& answer() const;

    shared_rules rules_;
    shared_case facts_;
    const asked_question* question_;
    mutable std::optional<plain_answer> answer_;
    mutable std::unique_ptr<const decision> whole_;
};

}  // namespace writ::python
