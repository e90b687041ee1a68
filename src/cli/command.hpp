// What all commands of `writ` share: options that mean the same everywhere, exit codes, reading packs and cases.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "writ/facts.hpp"
#include "writ/ruleset.hpp"

namespace writ::cli {

/// Exit codes, documented in the README and in `writ --help`.
enum exit_code : int {
    fine = 0,      ///< nothing to report
    findings = 1,  ///< mistakes in rules, failed examples, cases that could not be decided
    unusable = 2   ///< wrong usage, or input that cannot be read
};

/// Options that mean the same in every command that has them.
struct options {
    std::vector<std::string> packs;
    std::string case_file, cases_file, out_file, as_of, language, example;
    std::string format = "text";
    std::vector<std::string> decisions;
};

/// Ends the program with a message on standard error.
struct stop {
    int code;
    std::string message;
};

CLI::App* add_check(CLI::App& app, int& code);
CLI::App* add_eval(CLI::App& app, int& code);
CLI::App* add_explain(CLI::App& app, int& code);
CLI::App* add_test(CLI::App& app, int& code);
CLI::App* add_graph(CLI::App& app, int& code);
CLI::App* add_new(CLI::App& app, int& code);

/// Adds the options of a list of letters: p one pack, P several, c --case, C --cases, o --out, a --as-of, d --decision,
/// l --lang, e --example, and `--format` with the formats given.
void add_options(CLI::App& command, options& o, std::string_view which, std::vector<std::string> formats);

/// Compiles a pack; its diagnostics go to standard error. @throws stop when there are errors
ruleset load_pack(const std::string& folder);

/// The packs below a folder: itself if it holds `.writ` files, else each folder in it that does. @throws stop if none
std::vector<std::string> packs_below(const std::string& folder);

/// The one case that `--case` or `--example` names. @throws stop
case_data read_case(const ruleset& rules, const options& o);

/// Applies `--as-of` and complains if no moment is known but the rules need one later anyway.
void set_moment(case_data& c, const options& o);

/// The decisions asked for: `--decision`, or all of the pack.
std::vector<std::string> questions(const ruleset& rules, const options& o);

/// The text of a file, `-` for standard input. @throws stop
std::string read_file(const std::string& name);

/// Standard output, or the file of `--out`; the file is written whole or not at all.
class output {
public:
    explicit output(const std::string& file);
    ~output();
    output(const output&) = delete;
    output& operator=(const output&) = delete;
    std::ostream& stream();
    /// Puts the file in its place. @throws stop if it could not be written
    void finish();

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

/// Messages for people: coloured on a terminal without NO_COLOR.
bool colours(int descriptor);
bool is_terminal(int descriptor);
void say(const std::string& text);  ///< on standard error

}  // namespace writ::cli
