// writ notice: what people are told of a decision.
#include <algorithm>
#include <iostream>

#include "command.hpp"
#include "writ/model/model.hpp"
#include "writ/notice.hpp"

namespace writ::cli {
namespace {

struct notice_options : options {
    std::vector<std::string> audiences;
};

std::string rendered(const notice& n, const std::string& format) {
    if (format == "json") return to_json(n);
    return format == "markdown" ? to_markdown(n) : to_text(n);
}

/// The audiences asked for, or all of the pack. @throws stop
std::vector<std::string> readers(const ruleset& rules, const notice_options& o) {
    const auto& all = rules.stage_model().packs.front().audiences;
    std::string listed;
    for (const std::string& name : all) listed += (listed.empty() ? "" : ", ") + name;
    if (all.empty()) throw stop{unusable, "`" + rules.name() + "` names no `audiences`: nobody is to be told anything"};
    for (const std::string& name : o.audiences)
        if (std::find(all.begin(), all.end(), name) == all.end())
            throw stop{unusable, "`" + rules.name() + "` has no audience `" + name + "`; it has: " + listed};
    return o.audiences.empty() ? all : o.audiences;
}

int write_notices(const notice_options& o) {
    const ruleset rules = load_pack(o.packs.front());
    check_language(rules, o);
    const auto audiences = readers(rules, o);
    const case_data c = read_case(rules, o);
    if (!c.errors.empty()) {
        say_errors(c, o.case_file);
        return unusable;
    }
    output out(o.out_file);
    int code = fine;
    bool first = true;
    for (const auto& name : questions(rules, o))
        for (const auto& audience : audiences) {
            if (!first && o.format != "json") out.stream() << "\n";
            first = false;
            const notice n = write_notice(rules, c, name, audience, o.language);
            const bool wrong = n.status == status::error || n.status == status::conflict;
            const bool incomplete = std::any_of(n.statements.begin(), n.statements.end(),
                                                [](const statement_of_reasons& s) { return !s.complete; });
            if (wrong || incomplete) code = findings;
            out.stream() << rendered(n, o.format);
        }
    out.finish();
    return code;
}

}  // namespace

CLI::App* add_notice(CLI::App& app, int& code) {
    auto* command = app.add_subcommand("notice", "Write what an audience is told of a decision");
    const auto o = std::make_shared<notice_options>();
    add_options(*command, *o, "pcoadle", {"text", "markdown", "json"});
    command->add_option("--audience", o->audiences, "Who is told: one of the pack's audiences (default: each of them)");
    command->footer(
        "Examples:\n"
        "  writ notice rules/enforcement --example E-08 --decision tier --audience seller --lang es\n"
        "  writ notice rules/appeals --case appeal.yaml --decision ruling --format markdown\n"
        "Exit code 1: the decision failed, or a statement of reasons is not complete; it says what is missing.");
    command->callback([o, &code] { code = write_notices(*o); });
    return command;
}

}  // namespace writ::cli
