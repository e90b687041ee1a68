// Work without the GIL, which ends before the interpreter does.
#pragma once

#include <pybind11/pybind11.h>

#include <atomic>

namespace writ::python {

/// Lets other threads of Python run as long as it lives. Takes the place of `py::gil_scoped_release`, for a thread that takes the GIL
/// after the interpreter has ended would end the process: the end waits until all of these are gone.
class others_may_run {
public:
    /// @throws std::runtime_error  the interpreter is ending
    others_may_run() = default;

    /// Whether the interpreter waits for this: long work has to stop.
    static bool must_end() noexcept { return ending; }

    /// Has the interpreter wait. To be called once, when the module is loaded.
    static void watch_the_end();

private:
    /// Gone when the GIL is back.
    struct counted {
        counted();
        ~counted() { --count; }
        counted(const counted&) = delete;
        counted& operator=(const counted&) = delete;
    };

    static inline std::atomic<bool> ending = false;
    static inline std::atomic<int> count = 0;

    counted counted_;
    pybind11::gil_scoped_release released_;
};

}  // namespace writ::python
