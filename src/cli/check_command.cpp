// writ check: every mistake of a pack in one run.
#include <boost/json.hpp>

#include <map>

#include "command.hpp"
#include "writ/classify/from_model.hpp"
#include "writ/interview.hpp"
#include "writ/model/model.hpp"
#include "writ/program/disassemble.hpp"
#include "writ/render_diagnostic.hpp"

namespace writ::cli {
namespace {

struct check_options : options {
    std::string region;
    bool strict = false, stats = false, disassemble = false, questions = false;
};

/// Why the rules of a decision are tried one by one.
std::string_view tried_because(const ruleset& rules, model::term_id t) {
    const model::model& m = rules.stage_model();
    const auto& lanes = rules.stage_classifiers().lanes;
    if (!m[t].parameters.empty()) return "it has arguments";
    if (!classify::tests_of(m, t, rules.layout(), lanes)) return "it asks more than what single facts are";
    if (!m.requirements.empty()) return "cases have to meet requirements first";
    return "an outcome is worked out";
}

/// The decisions whose rules are looked up, how on this machine, and what is read for that; and why others are not.
std::string looked_up(const ruleset& rules) {
    eval::quick quick(rules.stage_program(), rules.stage_classifiers());
    std::string out =
        "  bytes of a packed case " + std::to_string(rules.stage_classifiers().lanes.lines * sizeof(lane_line)) + "\n";
    std::map<std::string_view, std::string> tried;
    for (std::uint32_t t = 0; t < rules.stage_model().terms.size(); ++t) {
        const model::term_id id{t};
        if (rules.stage_model()[id].kind != model::term_kind::decision) continue;
        const std::string name = term_path(rules.stage_model(), id);
        if (!quick.answers(t)) {
            std::string& names = tried[tried_because(rules, id)];
            names += (names.empty() ? "" : ", ") + name;
            continue;
        }
        const classify::classifier& by = *rules.stage_classifiers().by_term[t].get();
        const std::size_t n = by.rules().size();
        out += "  looked up " + name + ": " + std::to_string(n) + (n == 1 ? " rule" : " rules") + " by " +
               std::string(to_string(by.chosen())) + ", " + std::to_string(by.bytes()) + " bytes\n";
    }
    for (const auto& [why, names] : tried) out += "  tried one by one, for " + std::string(why) + ": " + names + "\n";
    return out;
}

std::string statistics(const ruleset& rules) {
    const model::model& m = rules.stage_model();
    const program::program& p = rules.stage_program();
    std::string out = rules.name() + " " + rules.version() + " " + rules.hash() + "\n";
    const auto line = [&](const char* what, std::size_t n) {
        out += "  " + std::string(what) + " " + std::to_string(n) + "\n";
    };
    line("facts", m.facts.size());
    line("terms", m.terms.size());
    line("rules", m.rules.size());
    line("examples", m.examples.size());
    line("instructions", p.code.size());
    line("instruction bytes", p.code.size() * sizeof(program::instruction) + p.ids.size() * sizeof(std::uint32_t));
    return out + looked_up(rules);
}

/// `at most 20 questions, and 5 for each element of appeal.evidence (at most 50)`
std::string in_words(const question_count& c) {
    std::string out = (c.exact ? "" : "at most ") + std::to_string(c.most) + (c.most == 1 ? " question" : " questions");
    for (const auto& l : c.lists)
        out += (&l == &c.lists.front() ? ", and " : ", ") + std::to_string(l.each) + " for each element of " + l.path +
               " (at most " + std::to_string(l.most) + ")";
    return out;
}

/// How long the interviews of a pack are.
std::string questions(const ruleset& rules, bool json) {
    std::string text = rules.name() + ":\n";
    boost::json::array decisions;
    for (const auto& name : rules.decisions()) {
        const question_count c = count_questions(rules, name);
        text += "  " + name + ": " + in_words(c) + "\n";
        boost::json::array lists;
        for (const auto& l : c.lists)
            lists.push_back(boost::json::object{{"list", l.path}, {"each", l.each}, {"elements", l.most}});
        decisions.push_back(
            boost::json::object{{"decision", name}, {"most", c.most}, {"exact", c.exact}, {"lists", lists}});
    }
    const boost::json::object all{{"schema", "writ.questions/1"}, {"pack", rules.name()}, {"decisions", decisions}};
    return json ? boost::json::serialize(all) + "\n" : text;
}

int check(const check_options& o) {
    int code = fine;
    output out(o.out_file);
    std::size_t good = 0;
    std::set<std::string> said;
    for (const auto& given : o.packs)
        for (const auto& pack : packs_below(given)) {
            if (pack.ends_with(".writc"))
                throw stop{unusable,
                           "`" + pack + "` is compiled, so it has no mistakes: check the folder it comes from"};
            const auto compiled = ruleset::compile(pack);
            if (o.format == "json" && o.region.empty())
                out.stream() << render_json(compiled.diagnostics, *compiled.sources) << "\n";
            else say_diagnostics(compiled, said);
            if (!compiled || (o.strict && !compiled.diagnostics.empty())) code = findings;
            good += compiled && compiled.diagnostics.empty() ? 1 : 0;
            if (compiled && !o.region.empty() && !write_checklist(out.stream(), *compiled.rules, o.region, o))
                code = findings;
            if (compiled && o.stats) out.stream() << statistics(*compiled.rules);
            if (compiled && o.questions) out.stream() << questions(*compiled.rules, o.format == "json");
            if (compiled && o.disassemble)
                out.stream() << program::disassemble(compiled.rules->stage_program(), compiled.rules->stage_model());
        }
    out.finish();
    if (good > 0 && o.format == "text" && o.region.empty())
        say(std::to_string(good) + (good == 1 ? " pack" : " packs") + " without mistakes\n");
    return code;
}

}  // namespace

CLI::App* add_check(CLI::App& app, int& code) {
    auto* command = app.add_subcommand("check", "Find every mistake in packs of rules");
    const auto o = std::make_shared<check_options>();
    add_options(*command, *o, "Poa", {"text", "json"});
    command->add_option("--region", o->region, "Say what this region still lacks; exits with 1 if anything is missing");
    command->add_flag("--strict", o->strict, "Exit with 1 for warnings too");
    command->add_flag("--stats", o->stats, "Print what the pack is made of");
    command->add_flag("--questions", o->questions,
                      "Count the questions that `writ ask` asks at most for each decision");
    command->add_flag("--disassemble", o->disassemble, "Print the compiled program");
    command->footer(
        "Examples:\n  writ check rules/enforcement\n  writ check rules --strict --format json\n"
        "  writ check rules/enforcement --region MX --as-of 2026-06-01");
    command->callback([o, &code] { code = check(*o); });
    return command;
}

}  // namespace writ::cli
