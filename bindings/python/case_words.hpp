// The words a case may use, as a tree: packs, groups, facts, fields.
#pragma once

#include <pybind11/pybind11.h>

#include <string>
#include <string_view>
#include <vector>

#include "writ/ruleset.hpp"
#include "writ/type.hpp"

namespace writ::python {

/// A word and the words below it.
struct case_word {
    enum class kind_of : std::uint8_t {
        object,  ///< the case, a pack, a group, a record: `inner` are its parts
        list,    ///< of records: `inner` are the fields of an element
        value,   ///< a scalar or a set
        moment   ///< `as_of`
    };

    pybind11::str name;  ///< interned
    std::string_view text;
    kind_of kind = kind_of::object;
    writ::type type;  ///< of a fact or field
    std::vector<case_word> inner;

    const case_word* find(std::string_view word) const noexcept;
};

/// The case itself. @par Lifetime  The ruleset must outlive it.
case_word case_words_of(const ruleset& rules);

}  // namespace writ::python
