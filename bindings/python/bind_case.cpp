// A case that rules have read.
#include <pybind11/stl.h>

#include <chrono>

#include "bindings.hpp"
#include "case_type.hpp"
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

std::optional<moment_of_decision> moment_of(const py::object& given) {
    if (given.is_none()) return std::nullopt;
    return moment_from(py::cast<std::string>(of("_ruleset", "_moment")(given)));
}

/// The same facts at another moment.
case_handle at(const case_handle& c, const py::object& moment) {
    auto out = std::make_shared<case_data>(*c.facts);
    if (const auto given = moment_of(moment)) out->as_of = *given;
    return {c.rules, std::move(out)};
}

/// How long the library alone takes, for benchmarks: seconds of one `load` and `ask`, the least of some rounds.
double seconds(const case_handle& c, std::string_view name, std::size_t repeats) {
    using clock = std::chrono::steady_clock;
    decider d(c.rules->rules());
    const model::term_id question = c.rules->question(name).number;
    double least = 0;
    for (int round = 0; round < 7; ++round) {
        const auto start = clock::now();
        for (std::size_t i = 0; i < repeats; ++i) {
            d.load(*c.facts);
            (void)d.ask(question);
        }
        const double took = std::chrono::duration<double>(clock::now() - start).count();
        if (round == 0 || took < least) least = took;
    }
    return least / static_cast<double>(repeats);
}

using facts_by_way = std::vector<std::pair<std::string, py::tuple>>;

void bind_case_type(py::module_& m) {
    public_class<case_type>(m, "CaseType",
                            R"(A class prepared for rules by ``Ruleset.case_type``: its objects are cases.

Objects whose values are of the usual types (bool, int, str, Decimal, writ.Money, date, datetime in UTC, timedelta, members
of enums, None) are read in well under a microsecond; others as ``Ruleset.case`` reads them, with the same meaning.
)")
        .def(py::init([](const shared_rules& rules, const py::type& of, const facts_by_way& facts,
                         const std::optional<py::tuple>& as_of, std::string_view missing, bool exact_floats) {
            return std::make_unique<case_type>(rules, of, facts, as_of, reading{missing_of(missing), exact_floats});
        }))
        .def(
            "case",
            [](case_type& t, py::handle given, const py::object& as_of) {
                case_handle out{t.rules(), t.read(given, moment_of(as_of))};
                check(*out.facts);
                return out;
            },
            py::arg("given"), py::kw_only(), py::arg("as_of") = py::none(),
            "The case that an object is.\n\n:raises TypeError: it is not of the class\n:raises CaseError: with every "
            "mistake")
        .def(
            "decide",
            [](case_type& t, py::handle given, std::string_view decision, const py::object& as_of) {
                return t.decide(given, decision, moment_of(as_of));
            },
            py::arg("given"), py::arg("decision"), py::kw_only(), py::arg("as_of") = py::none(),
            "Decides an object.\n\n:raises TypeError: it is not of the class\n:raises CaseError: with every mistake\n"
            ":raises UnknownDecision: there is none of that name");
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
        .def("_seconds", &seconds)
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
    bind_case_type(m);
}

}  // namespace writ::python
