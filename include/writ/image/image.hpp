// A rule set as bytes, for a file (`.writc`), a worker, a cache.
//
// It promises: the same rule set gives the same bytes on every machine; bytes that are read give the same decisions, words
// and cases as the texts they were made of; bytes that are damaged, or from another library, are refused. It no longer knows
// what the machine has: zones come from its tz database, classifiers are made for its processor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "writ/classify/classifier.hpp"
#include "writ/classify/from_model.hpp"
#include "writ/lanes.hpp"
#include "writ/model/model.hpp"
#include "writ/program/program.hpp"
#include "writ/result.hpp"
#include "writ/source.hpp"

namespace writ::image {

/// The version of the form: raised when the same bytes come to mean something else.
inline constexpr std::uint32_t format_version = 3;

/// A number that tells libraries apart whose structs are not the same.
std::uint64_t layout_fingerprint();

/// Everything that is read of a rule set. Expressions and lookups stay bytes, of which it has a copy, until somebody asks.
struct contents {
    std::string hash;  ///< of the texts
    source_set sources;
    model::model model;
    std::shared_ptr<const program::program> program;
    classify::catalogue lookups;
};

/// @param lookups  of the same model, as is the program
std::vector<std::byte> write(const std::string& hash, const source_set& sources, const model::model& model,
                             const program::program& program, const classify::catalogue& lookups);

/// @param name  what diagnostics call the bytes
/// @return an error where they are no rule set, are damaged, come from another library, or need what this program lacks
/// @par Complexity  Linear in the bytes.
result<contents> read(std::span<const std::byte> bytes, std::string_view name);

}  // namespace writ::image
