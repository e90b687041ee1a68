// A decision as JSON for other programs. For people there is `explain`.
#pragma once

#include <string>

#include "writ/decision.hpp"
#include "writ/provenance.hpp"

namespace writ::io {

/// Writes one decision on one line. Keys, their order and the order of every list are fixed, all keys are always there,
/// and the same decision gives the same bytes.
///
/// ```
/// {"schema":"writ.decision/1","decision":"tier","status":"decided","text":"warned","value":"warned","possible":null,
///  "provisional":false,"rules":["tier.warn"],"own_rules":["tier.warn"],"possible_rules":[],"needs":[],"policy":[],
///  "asks":[],"assumed":[],"outranked":[],"conflicts":[],"error":null}
/// ```
///
/// | key | holds |
/// |---|---|
/// | `schema` | `writ.decision/1`; the number grows when a reader would have to change |
/// | `text` | the value, or what it may still be, in one line for people |
/// | `value` | the plain value if it is known; null if it is absent or not known (`status` tells which) |
/// | `possible` | null if the value is known or absent, else what it may still be: `one_of`; `from`, `to`; `must`, `may`; |
/// |            | `members` and `open`; `fields`; `any`; and `absent`, `error` where they are possible |
/// | `policy` | `{"name", "text"}` of what the policy leaves open |
///
/// Values: yes and no are booleans; numbers and percentages are JSON numbers, written exactly; a fraction that no decimal
/// number equals is the text "1/3"; money is `{"currency", "amount"}` with the amount as a text; everything else is the
/// text that rules write. Sets and lists are arrays, records objects; an absent field is null.
std::string write_json(const decision& d);

/// Writes what decisions were made with as one object on one line; `as_of` is null if the case had no moment.
///
/// ```
/// {"pack":"enforcement","version":"1.0","hash":"9f86d081…","engine":"0.1.0","zones":"2024a","as_of":"2026-03-10"}
/// ```
std::string write_json(const provenance& p);

}  // namespace writ::io
