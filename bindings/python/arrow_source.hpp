// Record batches that a Python object gives.
#pragma once

#include <pybind11/pybind11.h>

#include <stdexcept>

#include "arrow_memory.hpp"

namespace writ::python::arrow {

/// A producer could not give its next batch.
class producer_failed : public std::runtime_error {
public:
    producer_failed(int code, const char* said) : std::runtime_error(said), code(code) {}
    int code;  ///< an errno
};

/// The batches of a program's object, one after the other, once. All of them are sound as far as `check` tells.
class source {
public:
    /// @param data  anything with `__arrow_c_stream__`, or with `__arrow_c_array__`: then there is one batch
    /// @throws py::type_error, bad_column, producer_failed, and what the object raises
    explicit source(pybind11::handle data);
    source(const source&) = delete;
    source& operator=(const source&) = delete;
    ~source() { close(); }

    const shared_schema& schema() const noexcept { return schema_; }  ///< null once it is closed

    /// Null at the end. The GIL is not needed, and better not held: the producer may be waiting for it.
    /// @throws producer_failed, bad_column
    shared_array next();

    /// Releases what was not taken; there is nothing more to ask for. It may be called again.
    void close() noexcept;

private:
    shared_schema schema_;
    ArrowArrayStream stream_{};  ///< released: `only_` is what there is
    shared_array only_;
};

}  // namespace writ::python::arrow
