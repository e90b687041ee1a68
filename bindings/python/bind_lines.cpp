// Many cases, a line for each, decided without the GIL.
#include <pybind11/stl.h>

#include "bindings.hpp"
#include "lines_handle.hpp"

namespace writ::python {

namespace {

line_questions questions(std::vector<std::string> decisions, const std::optional<std::string>& as_of,
                         const std::string& by) {
    line_questions out{std::move(decisions), line_questions::form::json, {}, by};
    if (as_of) out.as_of = moment_from(*as_of);
    return out;
}

/// None, or header, columns by name, columns to ignore, whether all others that are no facts, missing, delimiter.
std::optional<table_header> table(const py::object& given) {
    if (given.is_none()) return std::nullopt;
    const auto parts = py::cast<py::tuple>(given);
    table_header out{py::cast<std::string>(parts[0]), {}};
    out.how.columns = py::cast<std::map<std::string, std::string>>(parts[1]);
    out.how.ignore = py::cast<std::set<std::string>>(parts[2]);
    out.how.ignore_rest = py::cast<bool>(parts[3]);
    out.how.missing = missing_of(py::cast<std::string>(parts[4]));
    out.how.delimiter = py::cast<char>(parts[5]);
    return out;
}

/// What the next lines came to, in pieces, or None at the end.
py::object next(lines_handle& lines) {
    std::vector<std::string_view> answers;
    if (!lines.next(&answers)) return py::none();
    py::list out;
    for (const auto piece : answers) out.append(py::bytes(piece.data(), piece.size()));
    return out;
}

/// Cases and those that were unreadable; answers; rules that spoke.
py::tuple counts(lines_handle& lines) {
    const line_totals all = lines.totals();
    py::list answers, rules;
    for (const line_counts& part : lines.counts()) {
        for (const auto& a : part.answers)
            answers.append(py::make_tuple(a.group, a.decision, std::string(to_string(a.status)), a.outcome, a.cases));
        for (const auto& r : part.rules) rules.append(py::make_tuple(r.group, r.decision, r.path, r.cases));
    }
    return py::make_tuple(all.cases, all.unreadable, answers, rules);
}

}  // namespace

void bind_lines(py::module_& m) {
    py::class_<lines_handle>(m, "Lines")
        .def(py::init([](const shared_rules& rules, py::function read, std::vector<std::string> decisions,
                         const std::optional<std::string>& as_of, const std::string& by, std::uint64_t before,
                         unsigned threads, const py::object& csv) {
                 const auto asked = questions(std::move(decisions), as_of, by);
                 return std::make_unique<lines_handle>(rules, std::move(read), asked, before, threads, table(csv));
             }),
             py::arg("rules"), py::arg("read"), py::arg("decisions"), py::kw_only(), py::arg("as_of"), py::arg("by"),
             py::arg("before"), py::arg("threads"), py::arg("table"))
        .def("next", &next)
        .def("count_next", [](lines_handle& lines) { return lines.next(nullptr); })
        .def("counts", &counts)
        .def("take_mistakes", [](lines_handle& lines) { return py::bytes(lines.take_mistakes()); });
}

}  // namespace writ::python
