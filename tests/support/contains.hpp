// Whether one answer leaves open everything that another one says.
#pragma once

#include "writ/decision.hpp"

namespace writ::test {

/// Whether everything `inner` may be is among what `outer` may be. Lists are compared by members, not by their order.
bool contains(const outcome& outer, const outcome& inner);

}  // namespace writ::test
