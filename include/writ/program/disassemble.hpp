// program → text
#pragma once

#include <string>

#include "writ/program/program.hpp"

namespace writ::program {

/// Every instruction and table, one line each, with the names the model has for them. The same program gives the same bytes.
std::string disassemble(const program& p, const model::model& names);

}  // namespace writ::program
