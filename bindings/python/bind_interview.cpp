// Asking for the facts of a case one by one.
#include <pybind11/stl.h>

#include "bindings.hpp"
#include "errors.hpp"
#include "explained.hpp"
#include "rules_handle.hpp"
#include "writ/interview.hpp"
#include "writ/io/write_decision.hpp"

namespace writ::python {

namespace {

struct talk {
    shared_rules rules;
    const asked_question* asked;
    interview with;
};

talk begin(const shared_rules& rules, std::string_view name, const case_handle& facts, const std::string& language) {
    check_language(rules->rules(), language);
    const asked_question& asked = rules->question(name);
    return {rules, &asked, interview(rules->rules(), name, *facts.facts, language)};
}

py::object question_or_none(const std::optional<question>& q) {
    if (!q) return py::none();
    py::list choices;
    for (const auto& c : q->choices) choices.append(py::make_tuple(c.value, c.title));
    return py::make_tuple(q->path, q->text, q->kind, choices, py::tuple(py::cast(q->why)),
                          q->step ? py::object(py::str(to_text(*q->step, "en"))) : py::object(py::none()));
}

py::list answer(talk& t, const std::string& path, const std::string& text) {
    py::list out;
    for (const auto& e : t.with.answer(path, text)) out.append(py::make_tuple(e.path, e.message, e.help, 0, 0));
    return out;
}

}  // namespace

void bind_interview(py::module_& m) {
    py::class_<talk>(m, "Interview")
        .def(py::init(&begin))
        .def("_next", [](const talk& t) { return question_or_none(t.with.next()); })
        .def("_next_meanwhile", [](const talk& t) { return question_or_none(t.with.next_meanwhile()); })
        .def("_answer", &answer)
        .def(
            "skip", [](talk& t) { return t.with.skip(); },
            "Says that what is asked is not known; it is not asked again. False if nothing is asked.")
        .def(
            "back", [](talk& t) { return t.with.back(); },
            "Takes back the last answer or skip. False if there was none.")
        .def(
            "to_yaml", [](const talk& t) { return t.with.to_yaml(); }, "The case so far; ``read_yaml`` makes it again.")
        .def_property_readonly(
            "decision",
            [](const talk& t) {
                return decision_handle(t.rules, std::make_shared<case_data>(t.with.facts()), *t.asked);
            },
            "The decision about the case so far: a ``Decision``.");
}

}  // namespace writ::python
