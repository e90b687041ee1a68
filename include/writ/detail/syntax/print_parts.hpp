// What the printers of expressions and of files share.
#pragma once

#include <string>
#include <string_view>

#include "writ/syntax/tree.hpp"

namespace writ::syntax::print_detail {

/// An expression, or a part of one, in canonical spelling on one line.
std::string expression(const node& n);

/// The children from an index on, as expressions with a separator between them.
std::string joined(const node& n, std::string_view separator, std::size_t from);

}  // namespace writ::syntax::print_detail
