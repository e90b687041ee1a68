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

void raise(const char* type, const py::object& value) { PyErr_SetObject(of("_errors", type).ptr(), value.ptr()); }

void translate(std::exception_ptr thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const unknown_decision& e) {
        raise("UnknownDecision", py::str(e.what()));
    } catch (const unknown_audience& e) {
        raise("UnknownAudience", py::str(e.what()));
    } catch (const bad_column& e) {
        raise("ColumnError", py::str(e.what()));
    } catch (const bind_failed& e) {
        raise("CaseTypeError", py::str(e.what()));
    } catch (const compile_failed& e) {
        raise("CompileError", py::make_tuple(e.what(), "[]"));
    }
}

}  // namespace

void check(const compilation& c) {
    if (c) return;
    const std::string text = render(c.diagnostics, *c.sources), json = render_json(c.diagnostics, *c.sources);
    raise("CompileError", py::make_tuple(text, json));
    throw py::error_already_set();
}

void check(const case_data& c) {
    if (c.errors.empty()) return;
    py::list all;
    for (const auto& e : c.errors) all.append(py::make_tuple(e.path, e.message, e.help, e.where.line, e.where.column));
    raise("CaseError", py::make_tuple(all));
    throw py::error_already_set();
}

void bind_diagnostic(py::module_& m) {
    python_types::load();
    py::register_local_exception_translator(translate);
    (void)m;
}

}  // namespace writ::python
