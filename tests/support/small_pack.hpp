// Packs for tests: written in the test, or read from a folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "writ/model/model.hpp"
#include "writ/source.hpp"

namespace writ::test {

/// A compiled pack with its sources; `mistakes` are its errors as they are shown, empty if it compiles.
struct small_pack {
    source_set sources;
    model::model model;
    std::string mistakes;
};

/// A pack of one file.
small_pack pack_of(const std::string& text);

/// The packs in these folders, the one asked for first.
small_pack packs_in(const std::vector<std::filesystem::path>& folders);

/// What is not as the examples of a pack expect, as the oracle decides; empty if all is.
std::string failed_examples(const small_pack& p);

}  // namespace writ::test
