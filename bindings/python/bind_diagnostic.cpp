// Exceptions of the library as those of the package (`writ/_errors.py`).
#include "bindings.hpp"
#include "errors.hpp"
#include "python_types.hpp"
#include "writ/bind.hpp"
#include "writ/columns.hpp"
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
    } catch (const bind_failed& e) {
        raise("CaseTypeError", e.what());
    } catch (const compile_failed& e) {
        raise("CompileError", e.what());
    }
}

}  // namespace

void check(const compilation& c) {
    if (c) return;
    const std::string text = render(c.diagnostics, *c.sources), json = render_json(c.diagnostics, *c.sources);
    raise("CompileError", text, json);
    throw py::error_already_set();
}

void check(const case_data& c) {
    if (c.errors.empty()) return;
    py::list all;
    for (const auto& e : c.errors) all.append(py::make_tuple(e.path, e.message, e.help, e.where.line, e.where.column));
    raise("CaseError", all);
    throw py::error_already_set();
}

void bind_diagnostic(py::module_& m) {
    python_types::load();
    py::register_local_exception_translator(translate);
    (void)m;
}

}  // namespace writ::python
