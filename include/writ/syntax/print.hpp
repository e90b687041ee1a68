// tree → text
#pragma once

#include <string>

#include "writ/syntax/tree.hpp"

namespace writ::syntax {

/// The tree as indented lines, one node each: kind, spelling, flags. For tests and for looking.
std::string dump(const node& n);

/// A file in canonical form: what `parse` reads from it is the same tree again, spans and comments' places aside.
std::string print(const tree& t);

/// One expression in canonical spelling on one line, as explanations show it.
std::string print_expression(const node& n);

}  // namespace writ::syntax
