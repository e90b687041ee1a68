#include "python_types.hpp"

namespace writ::python {

namespace py = pybind11;

namespace {
const python_types* loaded = nullptr;  // never freed: objects may outlive the interpreter's modules
}

void python_types::load() {
    if (loaded != nullptr) return;
    const auto module = [](const char* name) { return py::module_::import(name); };
    auto* const t = new python_types;
    t->decimal = module("decimal").attr("Decimal");
    t->enumeration = module("enum").attr("Enum");
    t->fraction = module("fractions").attr("Fraction");
    const py::module_ days = module("datetime");
    t->date = days.attr("date");
    t->datetime = days.attr("datetime");
    t->time = days.attr("time");
    t->timedelta = days.attr("timedelta");
    t->utc = days.attr("timezone").attr("utc");
    t->epoch = t->datetime(1970, 1, 1, 0, 0, 0, 0, t->utc);
    t->mapping = module("collections.abc").attr("Mapping");
    const py::module_ values = module("writ._values");
    t->money = values.attr("Money");
    t->unknown = values.attr("UNKNOWN");
    t->absent = values.attr("ABSENT");
    loaded = t;
}

const python_types& python_types::get() noexcept { return *loaded; }

std::optional<std::string_view> utf8(py::handle text) noexcept {
    Py_ssize_t size = 0;
    if (const char* const bytes = PyUnicode_AsUTF8AndSize(text.ptr(), &size))
        return std::string_view(bytes, static_cast<std::size_t>(size));
    PyErr_Clear();
    return std::nullopt;
}

bool is_a(py::handle value, const py::object& type) {
    const int is = PyObject_IsInstance(value.ptr(), type.ptr());
    if (is < 0) throw py::error_already_set();
    return is != 0;
}

bool is_missing(py::handle value) noexcept {
    if (value.is_none()) return true;
    const std::string_view name = Py_TYPE(value.ptr())->tp_name;
    return name.ends_with("NAType") || name.ends_with("NaTType");
}

const char* type_name(py::handle value) noexcept {
    const char* const name = Py_TYPE(value.ptr())->tp_name;
    const std::string_view all = name;
    const auto dot = all.rfind('.');
    return dot == std::string_view::npos ? name : name + dot + 1;
}

}  // namespace writ::python
