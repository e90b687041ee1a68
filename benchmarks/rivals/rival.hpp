// Other engines that decide the same cases by the same rules, each a program of its own in this folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "workloads/shop_answer.hpp"

namespace writ::bench {

/// An engine, the program that drives it, and what has to be installed for it.
///
/// The program is given a folder with the files of `rival_files.hpp` and a hit policy. It prints `nanoseconds MEAN P99 LOAD`
/// (a decision, the slowest of a hundred, from the rules' text to the first answer), then a line for each case that it has
/// decided: the numbers of the rules that match, or of the first. It ends with 127 if the engine is not installed, and with 126
/// if the engine has no words for such rules.
struct rival {
    const char *name, *command, *install;
};

inline constexpr rival rivals[] = {
    {"LuaJIT", "luajit luajit.lua", "apt-get install luajit"},
    {"JavaScript (V8)", "node measure.mjs javascript", "apt-get install nodejs"},
    {"CEL", "node measure.mjs cel", "./dev bench --rivals"},
    {"JsonLogic", "node measure.mjs json_logic", "./dev bench --rivals"},
    {"json-rules-engine", "node measure.mjs json_rules_engine", "./dev bench --rivals"},
    {"ZEN", "node measure.mjs zen", "./dev bench --rivals"},
    {"Cedar", "node measure.mjs cedar", "./dev bench --rivals"},
    {"CLIPS", "./clips", "./dev bench --rivals"},
};

struct rival_report {
    enum class outcome_of : std::uint8_t { measured, absent, unable } outcome{};
    double mean = 0, p99 = 0, load = 0;  ///< nanoseconds
    std::vector<std::vector<std::uint32_t>> answers;
};

/// Runs a rival's program. @param programs  the folder they are in
/// @throws std::runtime_error where it fails
rival_report run_rival(const rival& r, const std::filesystem::path& programs, const std::filesystem::path& files,
                       hit_policy h);

/// @throws std::runtime_error if an answer is not the right one, or there is none
void require_right(const rival& r, const rival_report& found, const shop_policy& p, const std::vector<shop_case>& cases,
                   hit_policy h);

}  // namespace writ::bench
