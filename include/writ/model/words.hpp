// Expressions as short words: what a picture, a message or a report calls a condition or a value.
//
// Close to the author's spelling, but made from the model, so that it is at hand where the sources are not. Not a
// printer: brackets are kept where meaning needs them, sugar that the model no longer knows is not restored.
#pragma once

#include <string>
#include <string_view>

#include "writ/model/model.hpp"

namespace writ::model {

/// An expression on one line, such as `total >= 48` or `v.reason`.
/// @param most  code points at most; longer ones end in `…`. Also bounds the work.
std::string words(const model& m, expr_id e, std::size_t most = 120);

/// The same for people: facts and fields as they are `called`, decisions by their titles, values of enums by their words;
/// what has none as rules write it.
/// @param language  empty: the first one of each text
std::string told(const model& m, expr_id e, std::string_view language, std::size_t most = 120);

/// A text in a language (the first one if it is empty or not there) with its placeholders as written.
std::string words(const message& text, std::string_view language = {});

/// The words at most `most` code points long, cut with `…`.
std::string shortened(std::string text, std::size_t most);

}  // namespace writ::model
