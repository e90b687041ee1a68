// A case with something more said in it, read by the reader of all cases.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "writ/case_layout.hpp"
#include "writ/limits.hpp"

namespace writ::io {

/// One thing said of a case: where it belongs, and what it is.
struct amendment {
    /// A key of an object, or, without a name, an element of a list, from 1.
    struct step {
        std::string name;
        std::uint32_t element = 0;
    };
    std::vector<step> at;  ///< from the case down: `seller`, `violations`, 2, `severity`
    std::string yaml;      ///< the value, as a case in YAML has it there
};

/// Puts what is said in its places, in order; what stood there is replaced, and what is above it is made if it is not there.
/// The whole is checked as any other case is: mistakes are in `errors`, with places in the text of the value.
/// @param c  a case without errors, of this model, laid out by `layout_of`
/// @par Complexity  Linear in the case, at the speed of reading YAML.
case_data amended(const model::model& m, const case_layout& layout, const case_data& c,
                  const std::vector<amendment>& said, const limits& bounds = {});

}  // namespace writ::io
