// Tokens: a file cut into words, marks and literals, with what stands between them remembered.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "writ/diagnostic.hpp"
#include "writ/limits.hpp"
#include "writ/syntax/tree.hpp"

namespace writ::syntax {

enum class token_kind : std::uint8_t { word, mark, number, date, time, instant, string, end };

struct token {
    token_kind what{};
    std::uint8_t id = 0;              ///< in the vocabulary, 0 if it is not there
    bool reserved : 1 = false;        ///< a word that cannot be a name
    bool newline_before : 1 = false;  ///< the first of its line; also true for the end of the file
    bool own_column : 1 = false;      ///< stands at the very beginning of its line
    std::uint32_t depth = 0;          ///< open brackets of any kind before it
    std::uint32_t comments = 0;       ///< comments of the file before it
    span where;
    std::string_view text;
};

/// The outcome of cutting: tokens end with one of kind `end`.
struct token_list {
    std::vector<token> tokens;
    std::vector<comment> comments;
    std::vector<diagnostic> diagnostics;
    bool readable = true;  ///< whether it makes sense to read on
};

/// Checks a text and cuts it into tokens. The tokens refer to the text of `file`.
token_list lex(const source& file, std::uint32_t index, const limits& bounds);

}  // namespace writ::syntax
