// Columns in and out as Apache Arrow has them, by capsules: any library that speaks Arrow can hand its own over, and
// read ours.
#include <pybind11/stl.h>

#include <cerrno>

#include "arrow_decide.hpp"
#include "arrow_source.hpp"
#include "bindings.hpp"
#include "errors.hpp"
#include "others_may_run.hpp"
#include "python_watch.hpp"
#include "rules_handle.hpp"

namespace writ::python {

namespace {

/// What was decided, batch by batch. Immutable.
struct decided_batches {
    arrow::shared_schema schema;
    std::vector<arrow::shared_array> all;
    std::size_t rows = 0;
    std::set<std::string> copied;
};
using shared_batches = std::shared_ptr<decided_batches>;

// ------------------------------------------------------------------ out

/// Reads the batches of a stream of ours.
struct reader {
    shared_batches of;
    std::size_t next = 0;
};

template <class Give>
int given(const Give& give) noexcept {
    try {
        give();
        return 0;
    } catch (...) {
        return ENOMEM;
    }
}

ArrowArrayStream stream_of(const shared_batches& all) {
    ArrowArrayStream out{};
    out.private_data = new reader{all};
    out.get_schema = [](ArrowArrayStream* s, ArrowSchema* into) {
        return given([&] { *into = arrow::copied(*static_cast<reader*>(s->private_data)->of->schema); });
    };
    out.get_next = [](ArrowArrayStream* s, ArrowArray* into) {
        return given([&] {
            auto& from = *static_cast<reader*>(s->private_data);
            *into = from.next == from.of->all.size() ? ArrowArray{} : arrow::shared(from.of->all[from.next++]);
        });
    };
    out.get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
    out.release = [](ArrowArrayStream* s) {
        delete static_cast<reader*>(s->private_data);
        s->release = nullptr;
    };
    return out;
}

constexpr const char* name_of(const ArrowSchema&) { return "arrow_schema"; }
constexpr const char* name_of(const ArrowArray&) { return "arrow_array"; }
constexpr const char* name_of(const ArrowArrayStream&) { return "arrow_array_stream"; }

/// A capsule of a struct, which is released with it if nobody has taken it out.
template <class Struct>
py::object capsule(Struct of) {
    auto* const kept = new Struct(of);
    PyObject* const out = PyCapsule_New(kept, name_of(of), [](PyObject* c) {
        auto* const left = static_cast<Struct*>(PyCapsule_GetPointer(c, name_of(Struct{})));
        if (left->release != nullptr) left->release(left);
        delete left;
    });
    if (out == nullptr) throw py::error_already_set();
    return py::reinterpret_steal<py::object>(out);
}

py::object capsule_of_schema(const decided_batches& d) { return capsule(arrow::copied(*d.schema)); }

py::tuple capsules_of_array(const decided_batches& d, const py::object&) {
    if (d.all.size() != 1)
        throw py::value_error("there are " + std::to_string(d.all.size()) + " batches: read them as a stream");
    return py::make_tuple(capsule_of_schema(d), capsule(arrow::shared(d.all.front())));
}

py::object capsule_of_stream(const shared_batches& d, const py::object&) { return capsule(stream_of(d)); }

std::vector<std::string> names_of(const ArrowSchema& schema) {
    std::vector<std::string> out;
    for (std::int64_t i = 0; i < schema.n_children; ++i) {
        out.push_back(arrow::name_of(*schema.children[i]));
    }
    return out;
}

std::string in_words(const decided_batches& d) {
    std::string out = "<decisions about " + std::to_string(d.rows) + (d.rows == 1 ? " row:" : " rows:");
    const char* before = " ";
    for (const std::string& name : names_of(*d.schema)) out += before + name, before = ", ";
    return out + ">";
}

// ------------------------------------------------------------------ in

/// The number of a column, the fact, whether integers count minor units, of which currency, and what nulls say.
using column_target = std::tuple<std::int64_t, std::string, bool, std::string, std::string>;

shared_batches decide_batches(const rules_handle& rules, arrow::source& from, std::vector<std::string> decisions,
                              const std::vector<column_target>& given, std::vector<std::int64_t> kept,
                              const std::optional<std::string>& as_of, bool exact_floats, unsigned threads,
                              bool with_rules, bool strict, const py::object& told) {
    arrow::request what{std::move(decisions), {}, std::move(kept), {}, exact_floats, threads, with_rules, strict};
    for (const auto& [column, path, minor_units, currency, missing] : given)
        what.given.push_back({column, {path, minor_units, currency, missing_of(missing)}});
    if (as_of) what.as_of = moment_from(*as_of);

    if (from.schema() == nullptr) throw py::value_error("the source is closed");
    python_watch look(told);
    const others_may_run meanwhile;
    arrow::batch_decider by(rules.rules(), from.schema(), std::move(what));
    auto out = std::make_shared<decided_batches>();
    out->schema = arrow::taken(by.schema());
    while (const arrow::shared_array batch = from.next()) out->all.push_back(by.decide(batch, std::ref(look)));
    out->rows = by.rows();
    out->copied = by.copied();
    return out;
}

void raise(const arrow::mistaken_rows& found) {
    try {
        case_data wrong;
        wrong.errors = found.errors;
        check(wrong);
    } catch (py::error_already_set& made) {
        made.restore();
    }
}

void translate_broken(std::exception_ptr thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const arrow::mistaken_rows& e) {
        raise(e);
    } catch (const arrow::producer_failed& e) {
        PyErr_SetObject(PyExc_OSError, py::make_tuple(e.code, e.what()).ptr());
    }
}

}  // namespace

void bind_arrow(py::module_& m) {
    py::register_local_exception_translator(translate_broken);
    py::class_<arrow::source>(m, "ArrowSource")
        .def(py::init<py::handle>(), py::arg("data"))
        .def_property_readonly("names",
                               [](const arrow::source& s) {
                                   return s.schema() != nullptr ? names_of(*s.schema()) : std::vector<std::string>();
                               })
        .def("close", [](arrow::source& s) {
            const others_may_run meanwhile;
            s.close();
        });
    public_class<decided_batches, shared_batches>(
        m, "ArrowDecisions",
        "Decisions about the rows of record batches, to be read by any library that speaks Apache Arrow. Immutable.\n\n"
        "For each decision ``NAME`` there are the columns ``NAME``, ``NAME.status`` (decided, undetermined, conflict,\n"
        "error), and ``NAME.rules`` if they were asked for: the paths of the rules that spoke, joined by \", \". A "
        "value\n"
        "is null where nothing is decided, or there is no such thing. The memory of what is handed out lives until "
        "its\n"
        "reader releases it, on any thread.")
        .def_property_readonly(
            "names", [](const decided_batches& d) { return py::tuple(py::cast(names_of(*d.schema))); },
            "The names of the columns.")
        .def_property_readonly(
            "batches", [](const decided_batches& d) { return d.all.size(); }, "How many batches there are.")
        .def_property_readonly(
            "copied",
            [](const decided_batches& d) {
                return py::tuple(py::cast(std::vector<std::string>(d.copied.begin(), d.copied.end())));
            },
            "The columns of which some values had to be copied to be read.")
        .def("__repr__", &in_words)
        .def("__len__", [](const decided_batches& d) { return d.rows; })
        .def("__arrow_c_schema__", &capsule_of_schema)
        .def("__arrow_c_array__", &capsules_of_array, py::arg("requested_schema") = py::none())
        .def("__arrow_c_stream__", &capsule_of_stream, py::arg("requested_schema") = py::none());
    m.def("decide_arrow", &decide_batches, py::arg("rules"), py::arg("source"), py::arg("decisions"), py::arg("given"),
          py::arg("kept"), py::arg("as_of"), py::arg("exact_floats"), py::arg("threads"), py::arg("with_rules"),
          py::arg("strict"), py::arg("told") = py::none());
}

}  // namespace writ::python
