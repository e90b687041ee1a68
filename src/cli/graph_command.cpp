// writ graph: what reads what, as a picture or as data.
#include <map>

#include "command.hpp"
#include "writ/explanation.hpp"
#include "writ/graph/analyze.hpp"
#include "writ/graph/from_model.hpp"
#include "writ/graph/to_dot.hpp"
#include "writ/graph/to_text.hpp"
#include "writ/model/model.hpp"

namespace writ::cli {
namespace {

const std::map<std::string, graph::detail_level> levels{{"auto", graph::detail_level::automatic},
                                                        {"decisions", graph::detail_level::decisions},
                                                        {"terms", graph::detail_level::terms},
                                                        {"rules", graph::detail_level::rules}};

/// The way of a case through the procedure that a picture shows.
graph::walked_path walked(const ruleset& rules, const options& o, const std::string& procedure) {
    const case_data c = read_case(rules, o);
    if (!c.errors.empty()) {
        say_errors(c, o.case_file);
        throw stop{unusable, "the way of this case cannot be drawn"};
    }
    const explanation e = explain(rules, c, procedure, o.language);
    graph::walked_path out{{}, e.decision.rules};
    for (const walk_step& s : e.path)
        if (s.of.empty()) out.steps.push_back(s.name);
    return out;
}

int draw(const options& o, const std::string& detail) {
    const ruleset rules = load_pack(o.packs.front());
    check_language(rules, o);
    const auto g = graph::from_model(rules.stage_model());
    graph::picture_options how;
    how.language = o.language;
    how.detail = levels.at(detail);
    how.sources = &rules.sources();
    if (o.decisions.size() > 1) throw stop{unusable, "a picture shows one decision: give --decision once"};
    if (!o.decisions.empty()) {
        const auto names = questions(rules, o);
        how.of = graph::find_vertex(g, names.front());
    }
    if (!o.case_file.empty() || !o.example.empty()) {
        if (!how.of || graph::procedure_at(g, *how.of) == nullptr || how.detail != graph::detail_level::automatic)
            throw stop{unusable,
                       "a case is drawn on its way through a procedure: name one with --decision, without --detail"};
        how.walked = walked(rules, o, o.decisions.front());
    }
    output out(o.out_file);
    if (o.format == "dot") out.stream() << graph::to_dot(g, how);
    else if (o.format == "text") out.stream() << graph::to_text(g, how.of);
    else if (o.format == "json") out.stream() << graph::to_json(g, how.of);
    else {
        const auto svg = graph::to_svg(g, how);
        if (!svg) throw stop{unusable, "this build cannot draw SVG (it was built without Graphviz); use --format dot"};
        out.stream() << *svg;
    }
    out.finish();
    return fine;
}

}  // namespace

CLI::App* add_graph(CLI::App& app, int& code) {
    auto* command = app.add_subcommand("graph", "Draw what reads what");
    const auto o = std::make_shared<options>();
    add_options(*command, *o, "pcoadle", {"svg", "dot", "text", "json"});
    const auto detail = std::make_shared<std::string>("auto");
    command
        ->add_option("--detail", *detail,
                     "How much a picture shows: decisions; terms, also what they read; rules, also every rule and "
                     "exception; auto, the most that can be read, and of a procedure its steps")
        ->option_text("LEVEL")
        ->check(CLI::IsMember({"auto", "decisions", "terms", "rules"}));
    command->footer(
        "Examples:\n  writ graph rules/enforcement --decision tier --out tier.svg\n"
        "  writ graph rules/enforcement --detail rules --out all.svg\n"
        "  writ graph rules/appeals --format dot | dot -Tpng -o appeals.png\n"
        "A procedure is drawn as people follow it, and with --case or --example the way of one case through it.\n"
        "text lists the facts that each decision can need, and what each fact can influence.");
    command->callback([o, detail, &code] { code = draw(*o, *detail); });
    return command;
}

}  // namespace writ::cli
