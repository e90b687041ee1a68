// Exceptions of the library as those of the package (`writ/_errors.py`).
#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "bindings.hpp"
#include "errors.hpp"
#include "python_types.hpp"
#include "writ/bind.hpp"
#include "writ/columns.hpp"
#include "writ/io/csv_cases.hpp"
#include "writ/notice.hpp"
#include "writ/render_diagnostic.hpp"

namespace writ::python {

namespace {

template <class... Args>
void raise(const char* type, const Args&... with) {
    const py::object made = of("_errors", type)(with...);
    PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(made.ptr())), made.ptr());
}

void translate(std::exception_ptr thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const unknown_decision& e) {
        raise("UnknownDecision", e.what());
    } catch (const unknown_audience& e) {
        raise("UnknownAudience", e.what());
    } catch (const bad_column& e) {
        raise("ColumnError", e.what());
    } catch (const io::bad_header& e) {
        raise("ColumnError", e.what());
    } catch (const bind_failed& e) {
        raise("CaseTypeError", e.what());
    } catch (const std::filesystem::filesystem_error& e) {
        errno = e.code().value();
        PyErr_SetFromErrnoWithFilename(PyExc_OSError, e.path1().c_str());
    } catch (const compile_failed& e) {
        raise("CompileError", e.what());
    }
}

/// Names of files may be no UTF-8.
py::object readable(const std::string& text) {
    const auto size = static_cast<Py_ssize_t>(text.size());
    return py::reinterpret_steal<py::object>(PyUnicode_DecodeUTF8(text.data(), size, "replace"));
}

}  // namespace

void check(const compilation& c) {
    if (c) return;
    raise("CompileError", readable(render(c.diagnostics, *c.sources)),
          readable(render_json(c.diagnostics, *c.sources)));
    throw py::error_already_set();
}

void check(const case_data& c) {
    if (c.errors.empty()) return;
    py::list all;
    for (const auto& e : c.errors) all.append(py::make_tuple(e.path, e.message, e.help, e.where.line, e.where.column));
    raise("CaseError", all);
    throw py::error_already_set();
}

void check_language(const ruleset& rules, const std::string& language) {
    const auto& known = rules.languages();
    if (language.empty() || std::find(known.begin(), known.end(), language) != known.end()) return;
    std::string all;
    for (const auto& l : known) all += (all.empty() ? "" : ", ") + l;
    throw py::value_error("the rules are not in \"" + language + "\"; they are in " + all);
}

void bind_diagnostic(py::module_& m) {
    python_types::load();
    py::register_local_exception_translator(translate);
    (void)m;
}

}  // namespace writ::python
