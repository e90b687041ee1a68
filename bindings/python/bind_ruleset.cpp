// The rules: where they come from, what they say of themselves, and cases read by them.
#include <algorithm>

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "errors.hpp"
#include "others_may_run.hpp"
#include "python_types.hpp"
#include "rules_handle.hpp"
#include "writ/detail/io/read_scalar.hpp"
#include "writ/graph/from_model.hpp"
#include "writ/graph/to_dot.hpp"
#include "writ/graph/to_text.hpp"
#include "writ/harness/run_examples.hpp"
#include "writ/interview.hpp"
#include "writ/io/example_case.hpp"
#include "writ/io/suite.hpp"
#include "writ/model/model.hpp"

namespace writ::python {

namespace {

shared_rules made(compilation compiled) {
    check(compiled);
    return std::make_shared<rules_handle>(std::move(compiled));
}

/// A path as the system has it. @throws py::value_error  where it cannot be one
std::filesystem::path path_of(const py::str& given) {
    const auto bytes = py::reinterpret_steal<py::bytes>(PyUnicode_EncodeFSDefault(given.ptr()));
    if (!bytes) throw py::error_already_set();
    const std::string path = bytes;
    if (path.find('\0') != std::string::npos) throw py::value_error("a path cannot hold the character NUL");
    return path;
}

shared_rules from_folder(const py::str& given) {
    const auto folder = path_of(given);
    return made([&] {
        const others_may_run meanwhile;
        return ruleset::compile(folder);
    }());
}

/// @throws py::type_error  where it is no `str`; UnicodeEncodeError
std::string text_of(py::handle given) {
    if (!PyUnicode_Check(given.ptr()))
        throw py::type_error("rules are texts by name, and this is " + std::string(type_name(given)));
    const char* const utf8 = PyUnicode_AsUTF8(given.ptr());
    if (utf8 == nullptr) throw py::error_already_set();
    return py::cast<std::string>(given);
}

shared_rules from_texts(const py::dict& texts) {
    std::vector<named_text> all;
    for (const auto& [name, text] : texts) all.push_back({text_of(name), text_of(text)});
    if (all.empty()) throw py::value_error("rules are made of one text or more");
    return made([&] {
        const others_may_run meanwhile;
        return ruleset::compile(std::move(all));
    }());
}

shared_rules from_bytes(const py::bytes& compiled, const std::string& name) {
    const std::string_view bytes = compiled;
    return made([&] {
        const others_may_run meanwhile;
        return ruleset::compile(std::as_bytes(std::span(bytes)), name);
    }());
}

py::bytes compiled_bytes(const rules_handle& r) {
    std::vector<std::byte> all;
    {
        const others_may_run meanwhile;
        all = r.rules().bytes();
    }
    return {reinterpret_cast<const char*>(all.data()), all.size()};
}

std::vector<std::string> examples_of(const rules_handle& r) {
    std::vector<std::string> out;
    for (const auto& e : r.rules().stage_model().examples)
        if (model::index(e.pack) == 0) out.emplace_back(e.name);
    return out;
}

std::uint32_t number_of_example(const rules_handle& r, const std::string& name) {
    const auto& all = r.rules().stage_model().examples;
    for (std::uint32_t i = 0; i < all.size(); ++i)
        if (model::index(all[i].pack) == 0 && all[i].name == name) return i;
    const auto names = examples_of(r);
    const std::string hint = detail::suggestion(name, {names.begin(), names.end()});
    throw py::key_error("no example is called \"" + name + "\"" + (hint.empty() ? "" : " (" + hint + ")"));
}

shared_case example(const rules_handle& r, const std::string& name) {
    const std::uint32_t number = number_of_example(r, name);
    return std::make_shared<case_data>(io::case_of_example(r.rules().stage_model(), r.rules().layout(), number));
}

/// The cases of a suite, by their names. @throws writ.CaseError with what is wrong with it as a suite
py::dict suite(const shared_rules& r, const std::string& text) {
    io::suite read = io::read_suite(r->rules().stage_model(), r->rules().layout(), text);
    case_data mistakes;
    mistakes.errors = std::move(read.errors);
    check(mistakes);
    py::dict out;
    for (auto& c : read.cases)
        out[py::str(c.name)] = case_handle{r, std::make_shared<case_data>(std::move(c.facts))};
    return out;
}

const char* kind_of(const writ::type& t) {
    static const char* const kinds[] = {"bool",     "number",  "money", "date", "time", "instant", "duration", "span",
                                        "calendar", "weekday", "enum",  "text", "set",  "list",    "record",   "any"};
    return kinds[static_cast<int>(t.base)];
}

/// Every fact that a case may give: path, kind, type in words, whether it may be absent.
py::list facts_of(const rules_handle& r) {
    const auto& m = r.rules().stage_model();
    py::list out;
    for (std::uint32_t i = 0; i < m.facts.size(); ++i) {
        const auto& f = m.facts[i];
        if (f.told_by) continue;
        out.append(py::make_tuple(fact_path(m, model::fact_id{i}), kind_of(f.type), detail::in_words(m, f.type),
                                  f.type.optional));
    }
    return out;
}

std::string graph_of(rules_handle& r, const std::string& format, const std::optional<std::string>& of,
                     const std::string& language) {
    check_language(r.rules(), language);
    const auto g = graph::from_model(r.rules().stage_model());
    graph::picture_options how;
    how.language = language;
    how.sources = &r.rules().sources();
    if (of) {
        (void)r.question(*of);
        how.of = graph::find_vertex(g, *of);
    }
    if (format == "dot") return graph::to_dot(g, how);
    if (format == "text") return graph::to_text(g, how.of);
    if (format == "json") return graph::to_json(g, how.of);
    if (format != "svg") throw py::value_error("a graph is drawn as svg, dot, text or json, not as " + format);
    const auto svg = graph::to_svg(g, how);
    if (!svg) throw py::value_error("this build cannot draw SVG (it was built without Graphviz); ask for dot");
    return *svg;
}

/// Where each example stands: name, file, line.
py::list places_of_examples(const rules_handle& r) {
    py::list out;
    for (const auto& e : r.rules().stage_model().examples) {
        if (model::index(e.pack) != 0) continue;
        const source& file = r.rules().sources()[e.where.file];
        out.append(py::make_tuple(e.name, file.name(), file.position_of(e.where.begin).line));
    }
    return out;
}

/// What a test has to report: nothing if it passed.
py::object report_of(const harness::example_result& result) {
    if (result.passed()) return py::none();
    return py::str(harness::to_text(result));
}

py::object run_example(const rules_handle& r, const std::string& name) {
    const std::uint32_t number = number_of_example(r, name);
    return report_of(harness::run_example(r.rules(), number));
}

/// Of each case of a suite its name, place and report.
py::list run_suite(const rules_handle& r, const std::string& file) {
    py::list out;
    for (const auto& result : harness::run_suite(r.rules(), file).examples)
        out.append(py::make_tuple(result.name, result.place, report_of(result)));
    return out;
}

}  // namespace

void bind_ruleset(py::module_& m) {
    py::class_<rules_handle, shared_rules>(m, "Ruleset")
        .def(py::init(&from_folder), py::arg("folder"))
        .def(py::init(&from_texts), py::arg("texts"))
        .def(py::init(&from_bytes), py::arg("compiled"), py::arg("name") = "compiled rules")
        .def_property_readonly(
            "name", [](const rules_handle& r) { return r.rules().name(); }, "Of the pack.")
        .def_property_readonly(
            "version", [](const rules_handle& r) { return r.rules().version(); }, "As the pack says.")
        .def_property_readonly(
            "hash", [](const rules_handle& r) { return r.rules().hash(); },
            "Of all texts compiled, 64 hexadecimal digits: the same texts, the same hash.")
        .def_property_readonly(
            "languages", [](const rules_handle& r) { return py::tuple(py::cast(r.rules().languages())); },
            "As the pack lists them; at least one.")
        .def_property_readonly(
            "decisions", [](const rules_handle& r) { return py::tuple(py::cast(r.rules().decisions())); },
            "The names of decisions and tables without arguments, in the order they are declared.")
        .def_property_readonly(
            "examples", [](const rules_handle& r) { return py::tuple(py::cast(examples_of(r))); },
            "The names of the pack's examples.")
        .def("_facts", &facts_of)
        .def("_warnings", &rules_handle::warnings)
        .def("_graph", &graph_of)
        .def("_places_of_examples", &places_of_examples)
        .def("_run_example", &run_example)
        .def("_run_suite", &run_suite)
        .def("to_bytes", &compiled_bytes,
             "The compiled rules: what ``Ruleset`` takes, in another process too, as long as it has the same version "
             "of writ.")
        .def("_save", [](const rules_handle& r, const py::str& file) { r.rules().save(path_of(file)); })
        .def("_read",
             [](const shared_rules& r, py::handle given, std::string_view missing, bool exact_floats) {
                 return case_handle{r, r->read(given, {missing_of(missing), exact_floats})};
             })
        .def("_read_json",
             [](const shared_rules& r, const std::string& text) {
                 return case_handle{r, std::make_shared<case_data>(r->rules().read_json(text))};
             })
        .def("_read_yaml",
             [](const shared_rules& r, const std::string& text) {
                 return case_handle{r, std::make_shared<case_data>(r->rules().read_yaml(text))};
             })
        .def("_suite", &suite)
        .def("_example",
             [](const shared_rules& r, const std::string& name) { return case_handle{r, example(*r, name)}; });
}

}  // namespace writ::python
