// Explanations, reasons against another outcome, notices: text, Markdown, JSON, and pages in notebooks.
#include "bindings.hpp"
#include "errors.hpp"
#include "explained.hpp"

namespace writ::python {

namespace {

/// What all of them can be turned into.
template <class T, class Text>
py::class_<T> bind_words(py::module_& m, const char* name, const char* doc, const Text& text) {
    return public_class<T>(m, name, doc)
        .def("__str__", text)
        .def("__repr__", text)
        .def(
            "to_json",
            [](const T& t) {
                if constexpr (std::is_same_v<T, reasons>) return to_json(t.all);
                else return to_json(t);
            },
            "As JSON, with a fixed order of keys.")
        .def(
            "to_markdown",
            [](const T& t) {
                if constexpr (std::is_same_v<T, reasons>) return to_markdown(t.all, t.language);
                else return to_markdown(t);
            },
            "As a document: headings, lists, citations.")
        .def(
            "to_dict", [](const py::object& t) { return of("_html", "from_json")(t.attr("to_json")()); },
            "What ``to_json`` says, as Python has it; numbers that are not whole are Decimal.")
        .def("_repr_html_", [](const py::object& t) { return of("_html", "of_words")(t); });
}

}  // namespace

explanation explained(const decision_handle& d, const std::string& language) {
    check_language(d.rules()->rules(), language);
    return explain(d.rules()->rules(), *d.facts(), d.name(), language);
}

reasons reasons_against(const decision_handle& d, const std::string& wanted, const std::string& language) {
    check_language(d.rules()->rules(), language);
    const ruleset& rules = d.rules()->rules();
    return {why_not(rules, *d.facts(), d.name(), wanted, language),
            language.empty() ? rules.languages().front() : language};
}

notice noticed(const decision_handle& d, const std::string& audience, const std::string& language) {
    check_language(d.rules()->rules(), language);
    return write_notice(d.rules()->rules(), *d.facts(), d.name(), audience, language);
}

void bind_explanation(py::module_& m) {
    bind_words<explanation>(m, "Explanation",
                            R"(Why a decision came out as it did. Printed, it is what ``writ explain`` prints.

>>> rules = writ.load("rules/appeals")
>>> case = rules.example("A-07 France, performance, no six months")
>>> print(case.decide("first_window").explain().short)
first_window = 30 days
rules: appeals 1.0, as of 2026-02-11
<BLANKLINE>
why
  A first appeal is made within 30 days of the notice. [Appeals policy A3]
  On performance grounds the window depends on the day of notice. [Appeals policy A3, change of 2026-03-01]
<BLANKLINE>
)",
                            [](const explanation& e) { return to_text(e); })
        .def_property_readonly(
            "short", [](const explanation& e) { return to_short_text(e); },
            "Its beginning: the outcome, and what the rules that spoke say.");
    bind_words<reasons>(m, "Reasons",
                        R"(Why another outcome, or a rule, was not reached: ``len`` says how many reasons there are.

Printed, it is what ``writ explain --why-not`` prints.)",
                        [](const reasons& r) { return to_text(r.all, r.language); })
        .def("__len__", [](const reasons& r) { return r.all.size(); });
    bind_words<notice>(m, "Notice", "What one audience is told of one decision. Printed, it is a letter.",
                       [](const notice& n) { return to_text(n); });
}

}  // namespace writ::python
