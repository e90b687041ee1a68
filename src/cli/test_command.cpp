// writ test: the examples and suites of packs.
#include <iostream>

#include "command.hpp"
#include "writ/harness/run_examples.hpp"

namespace writ::cli {
namespace {

struct test_options : options {
    std::string only;
    bool verbose = false;
};

int test(const test_options& o) {
    std::vector<harness::test_report> reports;
    std::set<std::string> said;
    int code = fine;
    for (const auto& given : o.packs)
        for (const auto& pack : packs_below(given)) {
            try {
                const ruleset rules = load_pack(pack, said);
                check_language(rules, o);
                reports.push_back(harness::run_tests(rules, pack, o.only, o.language));
            } catch (const stop& s) {
                if (s.code == unusable) throw;
                code = findings;  // its mistakes have been said; the other packs are tested all the same
                continue;
            }
            if (reports.back().failed() > 0) code = findings;
        }
    output out(o.out_file);
    if (o.format == "json") out.stream() << to_json(reports);
    else if (o.format == "junit") out.stream() << to_junit(reports);
    else
        for (const auto& r : reports) out.stream() << to_text(r, o.verbose);
    out.finish();
    std::size_t run = 0;
    for (const auto& r : reports) run += r.examples.size();
    if (run == 0 && code == fine)
        throw stop{findings,
                   o.only.empty() ? "there are no examples" : "no example's name contains \"" + o.only + "\""};
    return code;
}

}  // namespace

CLI::App* add_test(CLI::App& app, int& code) {
    auto* command = app.add_subcommand("test", "Run the examples and case suites of packs");
    const auto o = std::make_shared<test_options>();
    add_options(*command, *o, "Pol", {"text", "json", "junit"});
    command->add_option("--only", o->only, "Run only examples whose name contains this");
    command->add_flag("--verbose", o->verbose, "List passing examples too, and all rules that no example reaches");
    command->footer(
        "Examples:\n  writ test rules\n  writ test rules/enforcement --only E-08 --verbose\n"
        "  writ test rules --format junit --out report.xml");
    command->callback([o, &code] { code = test(*o); });
    return command;
}

}  // namespace writ::cli
