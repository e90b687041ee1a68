// Cases made up from a model and a number: the same two give the same case everywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "writ/facts.hpp"
#include "writ/model/model.hpp"

namespace writ::test {

/// A case of the declared facts: values in range, often next to a constant the model writes; some unknown, absent or left
/// out; lists short and sometimes empty, with ties where they are sorted. Only every eighth may fail a `require`.
case_data random_case(const model::model& m, std::uint64_t seed);

/// The same case with some of its known facts unknown (never the key a list is sorted on).
case_data forget(const model::model& m, case_data c, std::uint64_t seed);

/// For each of its known facts (never such a key), the same case with that one unknown.
std::vector<case_data> each_fact_forgotten(const model::model& m, const case_data& c);

/// The case with these facts as another case, from which it was made by forgetting, has them; nothing if that one does not
/// know them all.
std::optional<case_data> found_out(const model::model& m, case_data c, const case_data& from,
                                   const std::vector<std::string>& paths);

/// Whether the case leaves nothing open: facts, outcomes it gives, the moment.
bool knows_all(const case_data& c);

}  // namespace writ::test
