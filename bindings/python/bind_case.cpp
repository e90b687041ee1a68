// A case that rules have read.
#include <pybind11/stl.h>

#include "bindings.hpp"
#include "decision_handle.hpp"
#include "errors.hpp"
#include "rules_handle.hpp"
#include "writ/io/write_case.hpp"
#include "writ/io/write_decision.hpp"

namespace writ::python {

namespace {

py::list errors_of(const case_handle& c) {
    py::list out;
    for (const auto& e : c.facts->errors)
        out.append(py::make_tuple(e.path, e.message, e.help, e.where.line, e.where.column));
    return out;
}

/// The same facts at another moment.
case_handle at(const case_handle& c, const std::string& moment) {
    const auto parsed = parse_moment(moment);
    if (!parsed) throw py::value_error("`" + moment + "` is neither a date nor an instant");
    auto out = std::make_shared<case_data>(*c.facts);
    out->as_of = *parsed;
    return {c.rules, std::move(out)};
}

}  // namespace

void bind_case(py::module_& m) {
    py::class_<case_handle>(m, "Case")
        .def("_errors", &errors_of)
        .def("_check", [](const case_handle& c) { check(*c.facts); })
        .def("_at", &at)
        .def_property_readonly("as_of",
                               [](const case_handle& c) -> py::object {
                                   const std::string text = format_moment(c.facts->as_of);
                                   if (text.empty()) return py::none();
                                   return py::str(text);
                               })
        .def("_provenance", [](const case_handle& c) { return io::write_json(c.rules->rules().provenance(*c.facts)); })
        .def("to_yaml",
             [](const case_handle& c) { return io::write_yaml_case(c.rules->rules().stage_model(), *c.facts); })
        .def("decide", [](const case_handle& c, std::string_view name) {
            return decision_handle(c.rules, c.facts, c.rules->question(name));
        });
}

}  // namespace writ::python
