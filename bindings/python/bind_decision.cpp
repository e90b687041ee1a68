// Decisions.
#include "bindings.hpp"
#include "decision_handle.hpp"
#include "explained.hpp"
#include "to_python.hpp"
#include "writ/io/write_decision.hpp"
#include "writ/line_decider.hpp"

#include <pybind11/stl.h>

namespace writ::python {

decision_handle::decision_handle(shared_rules rules, shared_case facts, const asked_question& question)
    : rules_(std::move(rules)), facts_(std::move(facts)), question_(&question) {}

const decision_handle::plain_answer& decision_handle::answer() const {
    if (!answer_) {
        decider& d = rules_->decide();
        d.load(*facts_);
        const short_answer& a = d.ask(question_->number);
        answer_ = {a.status, a.value};
    }
    return *answer_;
}

py::object decision_handle::plain_value() const {
    const auto& [status, value] = answer();
    if (status != writ::status::decided || value.state != presence::known) return {};
    switch (question_->type.base) {
        case base_type::boolean: return py::bool_(value.value != 0);
        case base_type::enumeration: return question_->names[static_cast<std::size_t>(value.value)];
        case base_type::number: return question_->type.places == 0 ? py::int_(value.value) : py::object();
        default: return {};
    }
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

/// As the command line tells it, without the end of the line.
std::string in_one_line(const decision& d) {
    std::string out = to_line(d);
    out.pop_back();
    return out;
}

py::object value_of(const decision_handle& d) {
    if (const py::object plain = d.plain_value()) return plain;
    if (d.status() == status::decided) return to_python(d.whole().value);
    PyErr_SetString(of("_errors", "NotDecided").ptr(), in_one_line(d.whole()).c_str());
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
    public_class<decision_handle>(m, "Decision", R"(The answer to one question about one case.

It keeps the rules and the case, so that it can say why; it does not change. Lists are in the order of the rules, or of
the facts in them: the same rules and the same case give the same answer to the last byte.

>>> rules = writ.load("rules/appeals")
>>> case = rules.example("A-19 the penalty tier is not known")
>>> d = case.decide("route")
>>> d
<route = tier_2   provisional, ask appeal.penalty_tier   by route.tier_unknown>
>>> d.value, d.provisional, d.asks
('tier_2', True, ('appeal.penalty_tier',))
>>> case.decide("ruling").status
'undetermined'
)")
        .def_property_readonly(
            "name", [](const decision_handle& d) { return d.name(); }, "What was asked: ``tier``.")
        .def_property_readonly(
            "status", [](const decision_handle& d) { return std::string(to_string(d.status())); },
            R"(How far the question could be answered.

``decided`` (the value is certain, whatever the unknown facts are), ``undetermined`` (``needs`` says what is missing),
``conflict`` (rules disagree: ``conflicts``) or ``error`` (the case or a computation is wrong: ``error``).)")
        .def_property_readonly("value", &value_of, R"(The outcome, as Python has it.

bool, int, Decimal (Fraction where no decimal equals it), ``writ.Money``, date, time, datetime in UTC, timedelta; names
of enums, texts and spans of the calendar are str; a set is a frozenset, a list a list, a record a dict; None where the
outcome is that there is none.

:raises NotDecided: unless ``status`` is ``decided``; ``text`` says what is still possible)")
        .def_property_readonly(
            "text", [](const decision_handle& d) { return to_string(d.whole().value); },
            "The outcome, or everything it may still be, in one line: ``P2``, ``one of warn, stop``, ``USD 12.00``.")
        .def_property_readonly(
            "provisional", [](const decision_handle& d) { return d.whole().provisional; },
            "Whether it is decided for now, by a rule that asks for facts meanwhile: ``asks``.")
        .def_property_readonly("rules", texts(&decision::rules),
                               "Paths of the rules that spoke, of every decision that was read.")
        .def_property_readonly("own_rules", texts(&decision::own_rules), "Those of ``rules`` that are this decision's.")
        .def_property_readonly("possible_rules", texts(&decision::possible_rules),
                               "Paths of rules that speak only in some of the possibilities.")
        .def_property_readonly("needs", texts(&decision::needs),
                               "Undetermined: the facts that settle it, and what the policy owes.")
        .def_property_readonly("asks", texts(&decision::asks), "Provisional: the facts that are asked for.")
        .def_property_readonly("assumed", texts(&decision::assumed),
                               "The facts that nobody told and the rules assumed.")
        .def_property_readonly("outranked", texts(&decision::outranked),
                               "Rules of a lower layer that would have said something else.")
        .def_property_readonly("conflicts", texts(&decision::conflicts),
                               "In a conflict: every rule that is part of it.")
        .def_property_readonly(
            "policy", [](const decision_handle& d) { return policy_of(d.whole()); },
            "Those of ``needs`` that the policy and not the case leaves open: pairs of a name and a sentence.")
        .def_property_readonly(
            "error",
            [](const decision_handle& d) -> py::object {
                if (d.status() != status::error) return py::none();
                return py::str(d.whole().error_text);
            },
            "What went wrong, in words; None unless ``status`` is ``error``.")
        .def_property_readonly(
            "facts", [](const decision_handle& d) { return case_handle{d.rules(), d.facts()}; },
            "The case that was decided: a ``Case``.")
        .def(
            "to_json", [](const decision_handle& d) { return io::write_json(d.whole()); },
            "One line of JSON, the same bytes as in what ``writ eval --format json`` prints.")
        .def("explain", &explained, py::arg("lang") = "",
             R"(Why it came out so: decided again, every value followed to its source.

:param lang: one of the pack's languages; empty: its first
:raises ValueError: the pack is not in that language)")
        .def("why_not", &reasons_against, py::arg("wanted"), py::arg("lang") = "",
             R"(Why another outcome, or a rule, was not reached: which conditions fail or are open.

:param wanted: an outcome as rules write it (``P3``, ``48``), or a rule's path or its end (``tier.ban``)
:param lang: as ``explain`` has it
:return: one reason for each rule that could give it; none if no rule does)")
        .def("notice", &noticed, py::arg("audience"), py::arg("lang") = "",
             R"(What an audience is told of it; facts that it may not see are left out.

:param audience: one of the pack's
:param lang: as ``explain`` has it
:raises UnknownAudience: the pack has none of that name)")
        .def("__repr__", [](const decision_handle& d) { return "<" + in_one_line(d.whole()) + ">"; })
        .def("__str__", [](const decision_handle& d) { return in_one_line(d.whole()); })
        .def(
            "__getitem__",
            [](const decision_handle& d, const py::object& field) { return py::object(value_of(d)[field]); },
            "A field of an outcome that is a record, an element of one that is a list.")
        .def(
            "to_dict", [](const py::object& d) { return of("_html", "from_json")(d.attr("to_json")()); },
            "What ``to_json`` says, as a dict; numbers that are not whole are Decimal.")
        .def("_repr_html_", [](const py::object& d) { return of("_html", "of_decision")(d); });
}

}  // namespace writ::python
