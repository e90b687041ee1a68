// The workload that engines are compared on, as a pack: rules that others wrote down in a neutral form.
#pragma once

#include <string>
#include <string_view>

namespace writ::bench {

/// The text of a pack from `schema.json` (typed facts) and `rules_*.json` (conditions, outcomes, points).
///
/// Its facts are those of the group `seller`. Decision `outcome` takes the first rule that matches, `points` the sum of
/// all; both have the same rules in the same order, named as they are there.
/// @throws std::exception where the texts are not what they should be
std::string peer_pack(std::string_view schema, std::string_view rules);

}  // namespace writ::bench
