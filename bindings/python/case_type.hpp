// Cases of one class, prepared: which attribute gives which fact is looked up once.
#pragma once

#include <pybind11/pybind11.h>

#include <optional>
#include <string>
#include <vector>

#include "decision_handle.hpp"
#include "writ/detail/bind_core.hpp"

namespace writ::python {

/// Reads objects of one class. Values of the usual types become cells at once; an object with another value, or a wrong one,
/// goes the way of all cases (`case_teller`), so that there is one meaning and one set of words.
/// @par Thread safety  As `rules_handle`: needs the GIL. Properties of objects may read further objects.
class case_type {
public:
    /// @param facts  for each fact the attributes that lead to it: `seller.points` by `("account", "points")`; of dicts, keys
    /// @param as_of  the attributes that lead to the moment of decision; none: it is given with each case, or there is none
    /// @throws bind_failed  where the rules have no such facts
    case_type(shared_rules rules, pybind11::type of, const std::vector<std::pair<std::string, pybind11::tuple>>& facts,
              const std::optional<pybind11::tuple>& as_of, const reading& how);

    /// @param moment  goes before one that the object gives
    /// @throws py::type_error  where the object is not of the class
    shared_case read(pybind11::handle given, const std::optional<moment_of_decision>& moment);

    decision_handle decide(pybind11::handle given, std::string_view question,
                           const std::optional<moment_of_decision>& moment);

    const shared_rules& rules() const noexcept { return rules_; }

private:
    using way_to = std::vector<pybind11::str>;
    using values = std::vector<pybind11::object>;

    struct member {
        way_to way;
        std::string fact;
        bind_detail::target to;
        bool at_once = false;                                          ///< whether its values can become cells at once
        pybind11::dict names{};                                        ///< of an enum: its values by name
        std::vector<std::pair<pybind11::object, std::int64_t>> met{};  ///< members of Python's enums, and their values
    };

    void collect(pybind11::handle given, values& out) const;
    pybind11::object follow(pybind11::handle given, const way_to& way) const;
    bool put_all(const values& found, const std::optional<moment_of_decision>& moment, case_data& out);
    bool put(member& m, pybind11::handle value, cell& out);
    static bool put_name(member& m, pybind11::handle value, cell& out);
    bool put_missing(const member& m, cell& out) const;
    shared_case read_slowly(const values& found, const std::optional<moment_of_decision>& moment);

    shared_rules rules_;
    pybind11::type of_;
    bool of_dicts_;
    reading how_;
    bind_detail::core core_;
    std::vector<member> members_;
    std::optional<way_to> moment_;
    values spare_;
};

}  // namespace writ::python
