// The doors of the grammar; Spirit is behind them.
#pragma once

#include "writ/detail/syntax/builder.hpp"

namespace writ::syntax {

/// Reads one declaration and leaves its node on top of the stack. `at` moves past it only if it could be read.
/// @param last  the token of kind `end`
bool read_declaration(const token*& at, const token* last, builder& b);

/// Reads one row of the table whose headings were read last. `at` moves past it only if it could be read.
bool read_row(const token*& at, const token* last, builder& b);

/// Reads an expression that takes all tokens.
bool read_expression(const token*& at, const token* last, builder& b);

}  // namespace writ::syntax
