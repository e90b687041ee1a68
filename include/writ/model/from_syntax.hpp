// tree → model
#pragma once

#include <string>
#include <vector>

#include "writ/limits.hpp"
#include "writ/model/model.hpp"
#include "writ/result.hpp"
#include "writ/syntax/tree.hpp"

namespace writ::model {

/// The files of one pack, read.
struct pack_files {
    std::string name;  ///< as its folder is called; the pack declaration's name counts where there is one
    std::vector<syntax::tree> files;          ///< in name order; spans already refer to the common source set
    std::vector<std::string> declared_first;  ///< reserved for messages: the file names, same order
};

/// Resolves and types everything, translates forms, attaches exceptions, and checks all that does not need the graph.
///
/// All mistakes of all files are found in one run: a declaration with a mistake keeps its name and type (or the type
/// "any", which fits everywhere and is not reported again), so that one mistake makes one diagnostic.
/// @param packs  the pack asked for first, then every pack it uses, directly or not
/// @return the model with warnings, or all errors and warnings. Without errors every promise of `model.hpp` holds.
result<model> from_syntax(const std::vector<pack_files>& packs, const source_set& sources, const limits& bounds = {});

/// Leaves out of what `from_syntax` found all that only follows from mistakes in the texts: what is said of a name whose
/// declaration could not be read, or of a place that was blamed before, and warnings.
void drop_consequences(std::vector<diagnostic>& found, const std::vector<diagnostic>& of_texts,
                       const std::vector<pack_files>& packs, const source_set& sources);

}  // namespace writ::model
