// writ: check, decide, explain, test and draw packs of rules.
#include <exception>
#include <iostream>

#include "command.hpp"
#include "writ/version.hpp"

namespace {

/// `writ eval --help`
std::string help_of(std::string_view verb) {
    return "`writ " + (verb.starts_with('-') ? "" : std::string(verb) + " ") + "--help`";
}

}  // namespace

int main(int argc, char** argv) {
    using namespace writ::cli;
    std::ios::sync_with_stdio(false);
    CLI::App app("Writ decides cases by rules that people write, test and explain.", "writ");
    app.set_version_flag("--version", "writ " + std::string(writ::library_version) + ", language " +
                                          std::string(writ::language_version));
    app.require_subcommand(1);
    app.footer(
        "Examples:\n"
        "  writ new rules/refunds && writ test rules/refunds\n"
        "  writ eval rules/enforcement --example E-08\n"
        "  writ explain rules/enforcement --example E-08 --decision tier\n"
        "Each command has more: writ eval --help\n\n"
        "Exit codes: 0 fine; 1 mistakes in rules, failed examples, conflicts or errors;\n"
        "2 wrong usage or input that cannot be read; 130 Ctrl-C. Data goes to standard output, messages to standard "
        "error.");
    int code = fine;
    add_check(app, code);
    add_compile(app, code);
    add_eval(app, code);
    add_explain(app, code);
    add_ask(app, code);
    add_test(app, code);
    add_graph(app, code);
    add_new(app, code);
    add_regions(app, code);
    add_notice(app, code);
    try {
        app.parse(argc, argv);
    } catch (const CLI::RequiredError&) {
        const auto named = app.get_subcommands([&](CLI::App* c) { return argc > 1 && c->get_name() == argv[1]; });
        if (argc > 1 && argv[1][0] != '-' && named.empty()) {
            complain("there is no command `" + std::string(argv[1]) + "`; `writ --help` lists them");
            return unusable;
        }
        if (argc == 1) std::cerr << app.help();
        else complain("something is missing; " + help_of(argv[1]) + " shows examples");
        return unusable;
    } catch (const CLI::ParseError& e) {
        if (e.get_exit_code() == 0) return app.exit(e);  // help and version
        complain(std::string(e.what()) + "; " + help_of(argv[1]) + " shows what can be given");
        return unusable;
    } catch (const stop& s) {
        std::cout.flush();
        if (!s.message.empty()) complain(s.message);
        return s.code;
    } catch (const std::exception& e) {
        complain(e.what());
        return unusable;
    }
    std::cout.flush();
    return code;
}
