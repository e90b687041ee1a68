// writ._core: the library as Python sees it. What people call is in the package's Python files.
#include "bindings.hpp"
#include "others_may_run.hpp"
#include "writ/version.hpp"

PYBIND11_MODULE(_core, m) {
    using namespace writ::python;
    m.doc() = "The compiled part of writ.";
    m.attr("__version__") = std::string(writ::library_version);
    others_may_run::watch_the_end();
    bind_diagnostic(m);
    bind_explanation(m);  // each before those that give it: so their descriptions have its name
    bind_decision(m);
    bind_case(m);
    bind_ruleset(m);
    bind_columns(m);
    bind_interview(m);
    bind_lines(m);
    bind_arrow(m);
}
