// Cases as JSON text, spelled in different ways.
#pragma once

#include <string>

#include "support/dice.hpp"
#include "writ/facts.hpp"
#include "writ/model/model.hpp"

namespace writ::test {

/// How a case is spelled.
struct json_spelling {
    bool spaces = false;    ///< behind colons and commas, and now and then anywhere
    bool shuffled = false;  ///< keys in any order
};

/// What a case says, on one line. Facts it does not mention are left out.
std::string json_of(const model::model& m, const case_data& c, const json_spelling& how, dice& random);

}  // namespace writ::test
