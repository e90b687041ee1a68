// Cases of one class, prepared: which attribute gives which fact is looked up once.
#pragma once

#include <pybind11/pybind11.h>

#include <deque>
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

    /// Where a value goes, and what its words mean.
    struct place {
        bind_detail::target to;
        bool at_once = false;                                          ///< whether its values can become cells at once
        pybind11::dict names{};                                        ///< of an enum or a set: the values by name
        std::vector<std::pair<pybind11::object, std::int64_t>> met{};  ///< members of Python's enums, and their values
    };
    struct field {
        pybind11::str name;
        place value;
    };
    struct member {
        way_to way;
        std::string fact;
        place value;
        std::vector<field> fields{};                                       ///< of a list or a record
        std::deque<std::pair<pybind11::object, std::vector<bool>>> met{};  ///< dataclasses, and which fields they have
    };

    /// What an object gives: read before anything is made of it, because reading may run the program's own code.
    struct collected {
        std::vector<pybind11::object> values;  ///< by member, then the moment; none: a dict has no such key
        std::vector<pybind11::object> inner;   ///< of lists and records: field by field, element by element
        std::vector<std::size_t> counts;       ///< of each list or record: how many elements
        bool at_once = true;
        void clear() { values.clear(), inner.clear(), counts.clear(), at_once = true; }
    };

    place place_of(const writ::type& type, const std::string& name, const bind_detail::target* of);
    void collect(pybind11::handle given, collected& out);
    bool collect_elements(member& m, pybind11::handle value, collected& out);
    bool collect_fields(member& m, pybind11::handle element, collected& out);
    static const std::vector<bool>* fields_of(member& m, pybind11::handle element);
    pybind11::object follow(pybind11::handle given, const way_to& way) const;
    bool put_all(const collected& found, const std::optional<moment_of_decision>& moment, case_data& out);
    bool put_elements(member& m, const pybind11::object*& next, std::size_t count);
    bool put(place& p, pybind11::handle value, cell& out);
    static bool put_name(place& p, pybind11::handle value, cell& out);
    static bool put_set(place& p, pybind11::handle value, cell& out);
    bool put_missing(const place& p, cell& out) const;
    shared_case read_slowly(const collected& found, const std::optional<moment_of_decision>& moment);

    shared_rules rules_;
    pybind11::type of_;
    bool of_dicts_;
    reading how_;
    bind_detail::core core_;
    std::vector<member> members_;
    std::optional<way_to> moment_;
    collected spare_;
    bool is_putting_ = false;  ///< an enum of the program's own may have another object read meanwhile
};

}  // namespace writ::python
