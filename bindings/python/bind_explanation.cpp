// Explanations, reasons against another outcome, notices: text, Markdown, JSON, and pages in notebooks.
#include <algorithm>

#include "bindings.hpp"
#include "explained.hpp"

namespace writ::python {

namespace {

void check_language(const decision_handle& d, const std::string& language) {
    const auto& known = d.rules()->rules().languages();
    if (language.empty() || std::find(known.begin(), known.end(), language) != known.end()) return;
    std::string all;
    for (const auto& l : known) all += (all.empty() ? "" : ", ") + l;
    throw py::value_error("the rules are not in \"" + language + "\"; they are in " + all);
}

/// What all of them can be turned into.
template <class T, class Text>
py::class_<T> bind_words(py::module_& m, const char* name, const Text& text) {
    return py::class_<T>(m, name)
        .def("__str__", text)
        .def("__repr__", text)
        .def("to_json",
             [](const T& t) {
                 if constexpr (std::is_same_v<T, reasons>) return to_json(t.all);
                 else return to_json(t);
             })
        .def("to_markdown",
             [](const T& t) {
                 if constexpr (std::is_same_v<T, reasons>) return to_markdown(t.all, t.language);
                 else return to_markdown(t);
             })
        .def("to_dict", [](const py::object& t) { return of("_html", "from_json")(t.attr("to_json")()); })
        .def("_repr_html_", [](const py::object& t) { return of("_html", "of_words")(t); });
}

}  // namespace

explanation explained(const decision_handle& d, const std::string& language) {
    check_language(d, language);
    return explain(d.rules()->rules(), *d.facts(), d.name(), language);
}

reasons reasons_against(const decision_handle& d, const std::string& wanted, const std::string& language) {
    check_language(d, language);
    const ruleset& rules = d.rules()->rules();
    return {why_not(rules, *d.facts(), d.name(), wanted, language),
            language.empty() ? rules.languages().front() : language};
}

notice noticed(const decision_handle& d, const std::string& audience, const std::string& language) {
    check_language(d, language);
    return write_notice(d.rules()->rules(), *d.facts(), d.name(), audience, language);
}

void bind_explanation(py::module_& m) {
    bind_words<explanation>(m, "Explanation", [](const explanation& e) {
        return to_text(e);
    }).def_property_readonly("short", [](const explanation& e) { return to_short_text(e); });
    bind_words<reasons>(m, "Reasons", [](const reasons& r) {
        return to_text(r.all, r.language);
    }).def("__len__", [](const reasons& r) { return r.all.size(); });
    bind_words<notice>(m, "Notice", [](const notice& n) { return to_text(n); });
}

}  // namespace writ::python
