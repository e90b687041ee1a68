// writ explain: why a decision came out as it did, and why not otherwise.
#include <iostream>

#include "command.hpp"
#include "writ/explanation.hpp"
#include "writ/phrases.hpp"

namespace writ::cli {
namespace {

struct explain_options : options {
    std::string why_not;
};

std::string rendered(const explanation& e, const std::string& format) {
    if (format == "json") return to_json(e);
    return format == "markdown" ? to_markdown(e) : to_text(e);
}

int explain_case(const explain_options& o) {
    const ruleset rules = load_pack(o.packs.front());
    check_language(rules, o);
    const case_data c = read_case(rules, o);
    if (!c.errors.empty()) {
        say_errors(c, o.case_file);
        return unusable;
    }
    const std::string language = o.language.empty() ? rules.languages().front() : o.language;
    output out(o.out_file);
    int code = fine;
    bool first = true, found = false;
    std::vector<std::string> missing;
    for (const auto& name : questions(rules, o)) {
        if (!first && o.why_not.empty() && o.format != "json") out.stream() << "\n";
        first = false;
        if (!o.why_not.empty()) {
            const auto reasons = why_not(rules, c, name, o.why_not, o.language);
            if (reasons.empty()) {
                missing.push_back(name);
                continue;
            }
            found = true;
            if (o.format == "json") out.stream() << to_json(reasons);
            else if (o.format == "markdown")
                out.stream() << "# " << name << ": " << say(phrase::why_not, language, {"`" + o.why_not + "`"})
                             << "\n\n"
                             << to_markdown(reasons, language);
            else
                out.stream() << name << ": " << say(phrase::why_not, language, {o.why_not}) << "\n"
                             << to_text(reasons, language);
            continue;
        }
        const explanation e = explain(rules, c, name, o.language);
        if (e.decision.status == status::error || e.decision.status == status::conflict) code = findings;
        out.stream() << rendered(e, o.format);
    }
    out.finish();
    if (!o.why_not.empty() && !found) {
        for (const auto& name : missing)
            say("no rule of `" + name + "` gives `" + o.why_not +
                "` or is called so, nor of the decisions it is handed on to\n");
        return findings;
    }
    return code;
}

}  // namespace

CLI::App* add_explain(CLI::App& app, int& code) {
    auto* command = app.add_subcommand("explain", "Say why a case is decided as it is");
    const auto o = std::make_shared<explain_options>();
    add_options(*command, *o, "pcoadle", {"text", "markdown", "json"});
    command->add_option("--why-not", o->why_not, "Say why this outcome or rule was not reached");
    command->footer(
        "Examples:\n"
        "  writ explain rules/enforcement --example E-08 --decision tier\n"
        "  writ explain rules/appeals --case appeal.yaml --as-of 2026-03-10 --lang es --format markdown\n"
        "  writ explain rules/enforcement --case seller.yaml --decision tier --why-not P3");
    command->callback([o, &code] { code = explain_case(*o); });
    return command;
}

}  // namespace writ::cli
