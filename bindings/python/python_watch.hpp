// Long work looks up now and then.
#pragma once

#include <pybind11/pybind11.h>

#include <chrono>
#include <cstddef>
#include <utility>

#include "others_may_run.hpp"

namespace writ::python {

/// Lets Ctrl-C in, and tells the program now and then how far a decision is.
class python_watch {
public:
    explicit python_watch(pybind11::object told) : told_(std::move(told)) {}

    bool operator()(std::size_t rows) {
        if (others_may_run::must_end()) return false;
        const pybind11::gil_scoped_acquire mine;
        if (PyErr_CheckSignals() != 0) throw pybind11::error_already_set();
        const auto now = std::chrono::steady_clock::now();
        if (told_.is_none() || now < next_) return true;
        next_ = now + std::chrono::milliseconds(100);
        told_(rows);
        return true;
    }

private:
    pybind11::object told_;
    std::chrono::steady_clock::time_point next_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
};

}  // namespace writ::python
