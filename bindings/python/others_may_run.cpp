#include "others_may_run.hpp"

#include <chrono>
#include <stdexcept>
#include <thread>

namespace writ::python {

namespace py = pybind11;

others_may_run::counted::counted() {
    if (ending) throw std::runtime_error("the interpreter is ending");
    ++count;
}

void others_may_run::watch_the_end() {
    const auto wait = [] {
        constexpr std::chrono::milliseconds pause(1);
        ending = true;
        const py::gil_scoped_release they_need_it;
        while (count != 0) std::this_thread::sleep_for(pause);
    };
    py::module_::import("atexit").attr("register")(py::cpp_function(wait));
    const auto start_anew = [] { count = 0; };  // a process that was forked has none of those threads
    py::module_::import("os").attr("register_at_fork")(py::arg("after_in_child") = py::cpp_function(start_anew));
}

}  // namespace writ::python
