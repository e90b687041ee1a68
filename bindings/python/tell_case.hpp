// From what a Python program says about a case to the case: dicts, dataclasses, and any object with attributes.
#pragma once

#include <pybind11/pybind11.h>

#include <string>
#include <string_view>
#include <vector>

#include "case_words.hpp"
#include "writ/facts.hpp"
#include "writ/io/case_builder.hpp"
#include "writ/ruleset.hpp"

namespace writ::python {

/// How values are read that Python has and rules do not.
struct reading {
    when_empty missing = when_empty::absent;  ///< what None, `pandas.NA` and `NaT` say
    bool exact_floats = false;                ///< money may be a float that is exactly an amount
};
/// @throws py::value_error  unless it is a date or an instant
moment_of_decision moment_from(const std::string& text);

/// @throws py::value_error  unless the word is `absent`, `unknown` or `left_out`
when_empty missing_of(std::string_view word);

/// Reads cases of one ruleset, one after the other. What is wrong with a case is in `case_data::errors`; exceptions of the
/// program's own code (a property that raises) go through, with a note that says where in the case.
/// @par Thread safety  One thread at a time, which holds the GIL. While it reads, the program's code may run: another case
///                     that this reads meanwhile needs another teller.
class case_teller {
public:
    explicit case_teller(const ruleset& rules, const case_word& words);

    void read(pybind11::handle given, const reading& how, case_data& out);

private:
    struct step {
        std::string_view name;
        std::size_t element = 0;
    };

    void tell(const case_word& w, pybind11::handle given);
    bool tell_missing(pybind11::handle given);
    void tell_object(const case_word& w, pybind11::handle given);
    void tell_items(const case_word& w, pybind11::handle mapping);
    void tell_attributes(const case_word& w, pybind11::handle given);
    void tell_member(const case_word& w, std::string_view name, pybind11::handle given);
    void tell_list(const case_word& w, pybind11::handle given);
    void tell_set(const case_word& w, pybind11::handle given);
    void tell_moment(pybind11::handle given);
    void tell_value(const case_word& w, pybind11::handle given);
    void tell_whole(pybind11::handle given);
    void tell_float(const case_word& w, double value);
    void tell_decimal(const case_word& w, pybind11::handle given);
    void tell_text(pybind11::handle given);
    void tell_name(const case_word& w, pybind11::handle member);
    void tell_instant(pybind11::handle given);
    void tell_time(pybind11::handle given);
    void tell_elapsed(const case_word& w, pybind11::handle given);

    void complain(std::string message, std::string help = {});
    /// Says that a value is wrong, and tells it as unknown.
    void refuse(std::string message, std::string help = {});
    std::string path() const;
    std::string expected(const case_word& w) const;

    const ruleset& rules_;
    const case_word& words_;
    io::case_builder builder_;
    reading how_;
    std::vector<step> way_;
    std::vector<case_error> wrong_;
};

}  // namespace writ::python
