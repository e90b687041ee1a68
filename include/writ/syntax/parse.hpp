// text → tree
#pragma once

#include "writ/limits.hpp"
#include "writ/result.hpp"
#include "writ/syntax/tree.hpp"

namespace writ::syntax {

/// What a file says, as far as it can be read, and everything that is wrong with its text.
struct parsed {
    tree syntax;
    std::vector<diagnostic> diagnostics;  ///< empty when the whole file was read
};

/// Reads one file of `sources`.
///
/// After a mistake reading goes on at the next declaration, so that one run reports all of them and the other
/// declarations can be checked too. Accepts a byte order mark and CRLF line ends; refuses invalid UTF-8, NUL, and
/// characters that change the direction of text. Never recurses deeper than `bounds.nesting`.
/// @par Complexity  Linear in the bytes of the file.
/// @par Thread safety  Any number of concurrent calls.
parsed parse(const source_set& sources, std::uint32_t file, const limits& bounds = {});

/// Reads one expression (of a case file: a span, a duration). The whole text must be the expression.
/// @return the expression as the root of the tree; a `file` without children if it cannot be read
parsed parse_expression(const source_set& sources, std::uint32_t file, const limits& bounds = {});

}  // namespace writ::syntax
