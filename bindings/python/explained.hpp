// Why a decision came out as it did, for Python.
#pragma once

#include <string>
#include <vector>

#include "decision_handle.hpp"
#include "writ/explanation.hpp"
#include "writ/notice.hpp"

namespace writ::python {

struct reasons {
    std::vector<reason> all;
    std::string language;
};

/// @param language  one of the pack's; empty: its first
/// @throws py::value_error  where the pack has no such language
explanation explained(const decision_handle& d, const std::string& language);
reasons reasons_against(const decision_handle& d, const std::string& wanted, const std::string& language);
notice noticed(const decision_handle& d, const std::string& audience, const std::string& language);

}  // namespace writ::python
