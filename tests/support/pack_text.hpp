// Packs written in one text, for tests.
#pragma once

#include <string>
#include <vector>

#include "writ/diagnostic.hpp"
#include "writ/model/from_syntax.hpp"
#include "writ/source.hpp"

namespace writ::test {

/// What a text of one or more packs says, read but not yet understood.
struct read_packs {
    source_set sources;
    std::vector<model::pack_files> packs;
    std::vector<diagnostic> diagnostics;  ///< of the grammar
};

/// Reads a text as packs. A line `#### pack name` begins another pack, `#### file name` another file of the same one;
/// to the language both are comments.
read_packs read_pack_text(const std::string& name, const std::string& text);

/// The model of a text, or all mistakes in it.
result<model::model> model_of(const read_packs& packs, const limits& bounds = {});

}  // namespace writ::test
