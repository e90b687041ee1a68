// What all commands of `writ` share: options that mean the same everywhere, exit codes, reading packs and cases.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "writ/facts.hpp"
#include "writ/ruleset.hpp"

namespace writ::cli {

/// Exit codes, documented in the README and in `writ --help`.
enum exit_code : int {
    fine = 0,          ///< nothing to report
    findings = 1,      ///< mistakes in rules, failed examples, decisions that are a conflict or an error
    unusable = 2,      ///< wrong usage, or input that cannot be read
    interrupted = 130  ///< by Ctrl-C
};

/// Options that mean the same in every command that has them.
struct options {
    std::vector<std::string> packs;
    std::string case_file, cases_file, out_file, as_of, language, example;
    std::string format;  ///< empty until `settle_format`
    std::vector<std::string> decisions;
    unsigned jobs = 0;  ///< 0: as many as there are processors
};

/// A message on standard error, without what would disturb a terminal: it may repeat anything the user gave.
void complain(std::string_view message);

/// Ends the program with a message on standard error.
struct stop {
    int code;
    std::string message;
};

CLI::App* add_check(CLI::App& app, int& code);
CLI::App* add_compile(CLI::App& app, int& code);
CLI::App* add_eval(CLI::App& app, int& code);
CLI::App* add_explain(CLI::App& app, int& code);
CLI::App* add_ask(CLI::App& app, int& code);
CLI::App* add_test(CLI::App& app, int& code);
CLI::App* add_graph(CLI::App& app, int& code);
CLI::App* add_new(CLI::App& app, int& code);
CLI::App* add_regions(CLI::App& app, int& code);
CLI::App* add_notice(CLI::App& app, int& code);

/// Adds the options of a list of letters: p one pack, P several, c --case, C --cases, o --out, a --as-of, d --decision,
/// l --lang, e --example, j --jobs, and `--format` if there are formats.
void add_options(CLI::App& command, options& o, std::string_view which, std::vector<std::string> formats);

/// The format of the output: `--format`, or what the ending of `--out` says, or the first of those offered.
void settle_format(options& o, const std::vector<std::string>& offered);

/// The diagnostics of a pack on standard error; those in `said` were there before, in a pack that uses the same one.
void say_diagnostics(const compilation& compiled, std::set<std::string>& said);

/// Compiles a pack for use; its errors go to standard error, and of warnings how many there are: `check` shows them.
/// @throws stop when there are errors
ruleset load_pack(const std::string& folder);

/// The same for those who work on the pack: all its diagnostics go to standard error, but for those in `said`.
ruleset load_pack(const std::string& folder, std::set<std::string>& said);

/// The packs below a folder: itself if it holds `.writ` files, else each folder in it that does. @throws stop if none
std::vector<std::string> packs_below(const std::string& folder);

/// The one case that `--case` or `--example` names. @throws stop
case_data read_case(const ruleset& rules, const options& o);

/// `rules/tiers.writ:12`
std::string place_of(const ruleset& rules, const span& where);

/// What a region of a pack still lacks, as text or JSON. @return whether nothing is missing @throws stop
bool write_checklist(std::ostream& out, const ruleset& rules, const std::string& region, const options& o);

/// The day of `--as-of`, if it was given. @throws stop if it is none
std::optional<day_number> given_day(const options& o);

/// The moment of `--as-of`, if it was given. @throws stop if it is none
std::optional<moment_of_decision> given_moment(const options& o);

/// Complains about a language that the rules do not speak. @throws stop
void check_language(const ruleset& rules, const options& o);

/// The mistakes of a case, one on each line.
std::string error_lines(const case_data& c, const std::string& file, std::uint64_t line = 0);

/// The same on standard error.
void say_errors(const case_data& c, const std::string& file, std::uint64_t line = 0);

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
    /// Appends. @throws stop if that is not possible
    void write(std::string_view text);
    /// Puts the file in its place. @throws stop if it could not be written
    void finish();

private:
    void check();

    struct parts;
    std::unique_ptr<parts> parts_;
};

/// Messages for people: coloured on a terminal without NO_COLOR.
bool colours(int descriptor);
bool is_terminal(int descriptor);
void say(const std::string& text);  ///< on standard error

}  // namespace writ::cli
