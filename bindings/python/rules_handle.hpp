// A ruleset as Python holds it: with what it takes to read and decide one case after the other.
#pragma once

#include <pybind11/pybind11.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "case_words.hpp"
#include "tell_case.hpp"
#include "writ/ruleset.hpp"

namespace writ::python {

/// A question, and the name by which it was asked.
struct asked_question {
    std::string name;
    model::term_id number;
    writ::type type;
    std::vector<pybind11::str> names;  ///< of the values, if they are those of an enum
};

/// Compiled rules, and the warnings about them. Everything below needs the GIL.
class rules_handle {
public:
    explicit rules_handle(compilation compiled);

    const ruleset& rules() const noexcept { return rules_; }
    const case_word& words() const noexcept { return words_; }
    /// As JSON, an array. @par Complexity  Made anew each time.
    std::string warnings() const;

    /// Reads a case; what is wrong with it is in its errors.
    std::shared_ptr<const case_data> read(pybind11::handle given, const reading& how);

    /// Memory for a case, which comes back here when nobody has it any more.
    std::shared_ptr<case_data> room();

    /// The one decider: loaded and asked without calling Python in between.
    decider& decide() noexcept { return decider_; }

    /// What is asked by a name; lives as long as this. @throws unknown_decision
    const asked_question& question(std::string_view name);

private:
    ruleset rules_;
    compilation compiled_;
    case_word words_;
    decider decider_;
    std::map<std::string, asked_question, std::less<>> asked_;
    std::vector<std::unique_ptr<case_teller>> idle_;  ///< a program's property may have another case read meanwhile
    std::shared_ptr<std::vector<std::unique_ptr<case_data>>> spare_;
};

using shared_rules = std::shared_ptr<rules_handle>;
using shared_case = std::shared_ptr<const case_data>;

/// A case and the rules that read it.
struct case_handle {
    shared_rules rules;
    shared_case facts;
};

}  // namespace writ::python
