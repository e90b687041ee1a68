// A policy and its cases as plain lines of words and numbers, which a program in any language can read.
//
// policy.txt has a line for each of these, the parts of a rule after it:
//
//     fact KIND NAME LOW HIGH       choice, flag, number, money (cents) or tags; of a choice and tags, HIGH is the last value
//     field KIND NAME LOW HIGH      likewise, of items
//     rule POINTS
//     test                          a condition: the comparison that follows
//     any, every, at_least COUNT    a condition: so many items meet all comparisons that follow
//     is NUMBER BITS                a comparison: the value of a fact (by its number, from 0) is one of these
//     in NUMBER LOW HIGH            a comparison: it lies between these, both included
//
// cases.txt has a line for each case: the value of each fact, then of each field of each item; tags are a sum of bits.
#pragma once

#include <filesystem>
#include <vector>

#include "workloads/shop_policy.hpp"

namespace writ::bench {

/// Writes policy.txt and cases.txt to a folder, which is made if need be. @throws std::runtime_error
void write_rival_files(const std::filesystem::path& folder, const shop_policy& p, const std::vector<shop_case>& cases);

/// Reads them. @throws std::runtime_error
shop_policy read_policy(const std::filesystem::path& folder);
std::vector<shop_case> read_shop_cases(const std::filesystem::path& folder, const shop_policy& p);

}  // namespace writ::bench
