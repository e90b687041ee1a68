// Policies of any size about sellers, and cases for them: to measure how deciding grows, beside code that says the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace writ::bench {

/// A fact of a case, or of an item of its list.
struct shop_fact {
    enum class kind_of : std::uint8_t { choice, flag, number, money, tags } kind = kind_of::flag;
    std::string name;
    std::int64_t low = 0, high = 1;  ///< choice, tags: how many values there are is `high + 1`; money: cents
};

/// One comparison: the value lies in a range, or is one of some (choice, flag: bits of values; tags: has one of these).
struct shop_test {
    std::size_t fact = 0;
    bool by_bits = false;
    std::uint32_t bits = 0;
    std::int64_t low = 0, high = 0;
};

/// A condition of a rule: one test, or how many items meet some.
struct shop_condition {
    enum class how : std::uint8_t { test, any, every, at_least } quantifier = how::test;
    std::size_t count = 0;         ///< at_least
    std::vector<shop_test> tests;  ///< all of them; `test`: one
};

struct shop_rule {
    std::vector<shop_condition> conditions;
    int points = 0;
};

struct shop_case {
    std::vector<std::int64_t> values;              ///< by fact; tags: a mask
    std::vector<std::vector<std::int64_t>> items;  ///< by item, then by its fact
};

struct shop_policy {
    std::vector<shop_fact> facts;   ///< 42 of them
    std::vector<shop_fact> fields;  ///< of items; empty: rules ask nothing of items
    std::vector<shop_rule> rules;
};

/// The same policy for the same numbers, on every machine. Rules have 2 to 6 conditions; each matches a share of the cases
/// that becomes smaller as there are more rules, so that the first rule to match may be any.
/// @param lists  some conditions are about items
shop_policy make_policy(std::size_t rules, bool lists, std::uint64_t seed);

/// Cases of a policy's facts, likewise.
std::vector<shop_case> make_cases(const shop_policy& p, std::size_t count, std::uint64_t seed);

/// Whether a rule matches: what every other way to decide has to agree with.
bool matches(const shop_policy& p, const shop_rule& r, const shop_case& c);

/// The text of a pack whose decision `outcome` takes the first rule that matches (its number), and `points` the sum of all.
std::string as_pack(const shop_policy& p);
/// A case of that pack as JSON.
std::string as_json(const shop_policy& p, const shop_case& c);
/// The cases of a policy with lists as a C++ header: `flat_shop` without items, `shop_with_items` with them.
std::string as_structs(const shop_policy& p);
/// Another with functions that bind them: `bound_flat`, `bound_with_items`.
std::string as_bindings(const shop_policy& p);
/// The policy as a C++ file that defines `name`, a `ladder` (`ladders/ladder.hpp`): an `if` for each rule.
std::string as_ladder(const shop_policy& p, const std::string& name);
/// Likewise one that defines `name`, a `column_ladder`: for each rule a loop over rows. @pre no rule asks of items
std::string as_columns(const shop_policy& p, const std::string& name);

}  // namespace writ::bench
