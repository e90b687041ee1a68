// What the parts of the extension module share.
#pragma once

#include <pybind11/pybind11.h>

#include <string>

namespace writ::python {

namespace py = pybind11;

void bind_ruleset(py::module_& m);
void bind_case(py::module_& m);
void bind_decision(py::module_& m);
void bind_explanation(py::module_& m);
void bind_interview(py::module_& m);
void bind_columns(py::module_& m);
void bind_diagnostic(py::module_& m);
void bind_lines(py::module_& m);
void bind_arrow(py::module_& m);

/// A class that people know as `writ.NAME`.
template <class T, class... Holder>
py::class_<T, Holder...> public_class(py::module_& m, const char* name, const char* doc) {
    py::class_<T, Holder...> made(m, name, doc);
    made.attr("__module__") = "writ";
    return made;
}

/// A name of the Python part of the package: `of("_errors", "CaseError")`.
inline py::object of(const char* module, const char* name) {
    return py::module_::import((std::string("writ.") + module).c_str()).attr(name);
}

}  // namespace writ::python
