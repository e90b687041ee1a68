#include "arrow_source.hpp"

#include "arrow_view.hpp"
#include "others_may_run.hpp"

namespace writ::python::arrow {

namespace py = pybind11;

namespace {

/// Moves a struct out of a capsule.
template <class Struct>
Struct out_of(py::handle capsule, const char* name) {
    if (PyCapsule_IsValid(capsule.ptr(), name) == 0)
        throw py::type_error("a capsule called `" + std::string(name) + "` was expected, not " +
                             std::string(py::repr(capsule)));
    auto* const given = static_cast<Struct*>(PyCapsule_GetPointer(capsule.ptr(), name));
    if (given->release == nullptr) throw py::value_error("the capsule `" + std::string(name) + "` was read already");
    const Struct out = *given;
    given->release = nullptr;
    return out;
}

/// A call of a stream. @throws producer_failed
template <class Out>
Out asked(ArrowArrayStream& stream, int (*call)(ArrowArrayStream*, Out*)) {
    Out out{};
    const int failed = call(&stream, &out);
    if (failed == 0) return out;
    const char* const said = stream.get_last_error(&stream);
    throw producer_failed(failed, said != nullptr ? said : "the producer of the batches does not say why it failed");
}

}  // namespace

source::source(py::handle data) {
    if (py::hasattr(data, "__arrow_c_stream__")) {
        stream_ = out_of<ArrowArrayStream>(data.attr("__arrow_c_stream__")(), "arrow_array_stream");
        try {
            const others_may_run meanwhile;
            schema_ = taken(asked(stream_, stream_.get_schema));
            check(*schema_);
        } catch (...) {
            close();
            throw;
        }
        return;
    }
    if (!py::hasattr(data, "__arrow_c_array__"))
        throw py::type_error("columns come from an object with `__arrow_c_stream__` or `__arrow_c_array__`, and `" +
                             std::string(Py_TYPE(data.ptr())->tp_name) + "` has neither");
    const py::object both = data.attr("__arrow_c_array__")();
    if (!py::isinstance<py::tuple>(both) || py::len(both) != 2)
        throw py::type_error("`__arrow_c_array__` gives two capsules, a schema and an array, not " +
                             std::string(py::repr(both)));
    const py::tuple capsules = both;
    schema_ = taken(out_of<ArrowSchema>(capsules[0], "arrow_schema"));
    only_ = taken(out_of<ArrowArray>(capsules[1], "arrow_array"));
    check(*schema_);
}

shared_array source::next() {
    shared_array out = std::move(only_);
    if (stream_.release != nullptr) out = taken(asked(stream_, stream_.get_next));
    if (out == nullptr || out->release == nullptr) return nullptr;
    check(*schema_, *out);
    return out;
}

void source::close() noexcept {
    only_.reset();
    schema_.reset();
    if (stream_.release != nullptr) stream_.release(&stream_);
    stream_.release = nullptr;
}

}  // namespace writ::python::arrow
