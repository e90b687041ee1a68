// model → text
#pragma once

#include <string>

#include "writ/model/model.hpp"

namespace writ::model {

/// The whole model, readably: one declaration after the other, expressions in the words of `op`, forms already translated.
/// For tests and for looking; not a format to read back.
std::string print(const model& m);

/// One expression, such as `and(less(fact seller.rate, 0.98), is_present(local v))`.
std::string print(const model& m, expr_id id);

/// A type in the words of the language, such as `optional list of Violation up to 200 sorted on issued`.
std::string print(const model& m, const type& t);

/// The name of an operation, as in `op`.
std::string_view op_name(op what) noexcept;

}  // namespace writ::model
