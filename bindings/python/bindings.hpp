// What the parts of the extension module share.
#pragma once

#include <pybind11/pybind11.h>

namespace writ::python {

namespace py = pybind11;

void bind_ruleset(py::module_& m);
void bind_case(py::module_& m);
void bind_decision(py::module_& m);
void bind_explanation(py::module_& m);
void bind_interview(py::module_& m);
void bind_diagnostic(py::module_& m);

/// A name of the Python part of the package: `of("_errors", "CaseError")`.
inline py::object of(const char* module, const char* name) {
    return py::module_::import((std::string("writ.") + module).c_str()).attr(name);
}

}  // namespace writ::python
