// Decisions.
#include "bindings.hpp"
#include "decision_handle.hpp"
#include "explained.hpp"
#include "to_python.hpp"
#include "writ/io/write_decision.hpp"

#include <pybind11/stl.h>

namespace writ::python {

decision_handle::decision_handle(shared_rules rules, shared_case facts, const asked_question& question)
    : rules_(std::move(rules)), facts_(std::move(facts)), question_(&question) {
    decider& d = rules_->decide();
    d.load(*facts_);
    status_ = d.ask(question_->number).status;
}

const decision& decision_handle::whole() const {
    if (!whole_) {
        decider& d = rules_->decide();
        d.load(*facts_);
        whole_ = std::make_unique<const decision>(d.decide(question_->name));
    }
    return *whole_;
}

namespace {

std::string joined(const std::vector<std::string>& all) {
    std::string out;
    for (const auto& s : all) out += (out.empty() ? "" : ", ") + s;
    return out;
}

/// What a decision is, in one line: as the command line tells it.
std::string in_one_line(const decision& d) {
    std::string out = d.name + " = ";
    if (d.status == status::error) return out + "error: " + d.error_text;
    if (d.status == status::conflict) return out + "conflict between " + joined(d.conflicts);
    out += d.status == status::decided && d.value.is_absent() ? "absent" : to_string(d.value);
    if (d.status == status::undetermined) out += "   undetermined, needs " + joined(d.needs);
    if (d.provisional) out += "   provisional, ask " + joined(d.asks);
    if (!d.own_rules.empty()) out += "   by " + joined(d.own_rules);
    return out;
}

py::object value_of(const decision_handle& d) {
    if (d.status() == status::decided) return to_python(d.whole().value);
    PyErr_SetObject(of("_errors", "NotDecided").ptr(), py::str(in_one_line(d.whole())).ptr());
    throw py::error_already_set();
}

py::list policy_of(const decision& d) {
    py::list out;
    for (const auto& p : d.policy) out.append(py::make_tuple(p.name, p.text));
    return out;
}

template <class Member>
auto texts(Member decision::* member) {
    return [member](const decision_handle& d) { return py::tuple(py::cast(d.whole().*member)); };
}

}  // namespace

void bind_decision(py::module_& m) {
    py::class_<decision_handle>(m, "Decision")
        .def_property_readonly("name", [](const decision_handle& d) { return d.name(); })
        .def_property_readonly("status", [](const decision_handle& d) { return std::string(to_string(d.status())); })
        .def_property_readonly("value", &value_of)
        .def_property_readonly("text", [](const decision_handle& d) { return to_string(d.whole().value); })
        .def_property_readonly("provisional", [](const decision_handle& d) { return d.whole().provisional; })
        .def_property_readonly("rules", texts(&decision::rules))
        .def_property_readonly("own_rules", texts(&decision::own_rules))
        .def_property_readonly("possible_rules", texts(&decision::possible_rules))
        .def_property_readonly("needs", texts(&decision::needs))
        .def_property_readonly("asks", texts(&decision::asks))
        .def_property_readonly("assumed", texts(&decision::assumed))
        .def_property_readonly("outranked", texts(&decision::outranked))
        .def_property_readonly("conflicts", texts(&decision::conflicts))
        .def_property_readonly("policy", [](const decision_handle& d) { return policy_of(d.whole()); })
        .def_property_readonly("error",
                               [](const decision_handle& d) -> py::object {
                                   if (d.status() != status::error) return py::none();
                                   return py::str(d.whole().error_text);
                               })
        .def_property_readonly("facts", [](const decision_handle& d) { return case_handle{d.rules(), d.facts()}; })
        .def("to_json", [](const decision_handle& d) { return io::write_json(d.whole()); })
        .def("explain", &explained, py::arg("lang") = "")
        .def("why_not", &reasons_against, py::arg("wanted"), py::arg("lang") = "")
        .def("notice", &noticed, py::arg("audience"), py::arg("lang") = "")
        .def("__repr__", [](const decision_handle& d) { return "<" + in_one_line(d.whole()) + ">"; })
        .def("__str__", [](const decision_handle& d) { return in_one_line(d.whole()); })
        .def("__getitem__",
             [](const decision_handle& d, const py::object& field) { return py::object(value_of(d)[field]); })
        .def("to_dict", [](const py::object& d) { return of("_html", "from_json")(d.attr("to_json")()); })
        .def("_repr_html_", [](const py::object& d) { return of("_html", "of_decision")(d); });
}

}  // namespace writ::python
