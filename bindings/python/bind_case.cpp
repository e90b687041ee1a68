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
    public_class<case_handle>(m, "Case", R"(A case that rules have read: facts, and the moment of decision.

It belongs to the rules that read it (``Ruleset.case``, ``read_json``, ``read_yaml``, ``example``), keeps them, and does
not change; what it was made from may.

>>> rules = writ.load("rules/enforcement")
>>> case = rules.case({"account": {"region": "TH"}}, as_of="2026-03-10")
>>> case.decide("tier").status
'undetermined'
>>> print(case.to_yaml())
as_of: 2026-03-10
account:
  region: TH
<BLANKLINE>
)")
        .def("_errors", &errors_of)
        .def("_check", [](const case_handle& c) { check(*c.facts); })
        .def("_at", &at)
        .def_property_readonly(
            "as_of",
            [](const case_handle& c) -> py::object {
                const std::string text = format_moment(c.facts->as_of);
                if (text.empty()) return py::none();
                return py::str(text);
            },
            "The moment of decision, as cases write it: ``2026-03-10``, ``2026-03-10T09:00Z``; None if nobody said.")
        .def("_provenance", [](const case_handle& c) { return io::write_json(c.rules->rules().provenance(*c.facts)); })
        .def(
            "to_yaml",
            [](const case_handle& c) { return io::write_yaml_case(c.rules->rules().stage_model(), *c.facts); },
            "The case as YAML; ``read_yaml`` of the same rules makes the same case of it.")
        .def(
            "decide",
            [](const case_handle& c, std::string_view name) {
                return decision_handle(c.rules, c.facts, c.rules->question(name));
            },
            py::arg("name"), R"(Decides one question about the case.

What is wrong with the case is part of the answer, whose ``status`` then is ``error``.

:param name: a decision, table, define or param without arguments; ``pack.name`` in a used pack
:raises UnknownDecision: there is none of that name, or it has arguments)");
}

}  // namespace writ::python
