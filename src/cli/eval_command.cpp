// writ eval: one case, or many.
#include <unistd.h>

#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "command.hpp"
#include "writ/io/read_case.hpp"
#include "writ/io/write_decision.hpp"

namespace writ::cli {
namespace {

bool bad(const decision& d) { return d.status == status::error || d.status == status::conflict; }

std::string joined(const std::vector<std::string>& all) {
    std::string out;
    for (const auto& s : all) out += (out.empty() ? "" : ", ") + s;
    return out;
}

std::string line_of(const decision& d) {
    std::string out = d.name + " = ";
    if (d.status == status::error) return out + "error: " + d.error_text + "\n";
    if (d.status == status::conflict) return out + "conflict between " + joined(d.conflicts) + "\n";
    out += d.status == status::decided && d.value.is_absent() ? "absent" : to_string(d.value);
    if (d.status == status::undetermined) out += "   undetermined, needs " + joined(d.needs);
    if (d.provisional) out += "   provisional, ask " + joined(d.asks);
    if (!d.own_rules.empty()) out += "   by " + joined(d.own_rules);
    return out + "\n";
}

/// What one case came to, without the braces around it.
std::string record_of(const provenance& made, const std::vector<decision>& answers) {
    std::string out = "\"provenance\":" + io::write_json(made) + ",\"decisions\":[";
    for (std::size_t k = 0; k < answers.size(); ++k) out += (k == 0 ? "" : ",") + io::write_json(answers[k]);
    return out + "]";
}

int one(const options& o, const ruleset& rules) {
    if (o.case_file.empty() && o.example.empty())
        throw stop{unusable, "which case? give --case FILE, --cases FILE or --example NAME"};
    const case_data c = read_case(rules, o);
    if (!c.errors.empty()) {
        say_errors(c, o.case_file);
        return unusable;
    }
    decider d(rules);
    d.load(c);
    output out(o.out_file);
    int code = fine;
    std::vector<decision> answers;
    for (const auto& name : questions(rules, o)) {
        answers.push_back(d.decide(name));
        if (bad(answers.back())) code = findings;
    }
    if (o.format == "json") out.stream() << "{" << record_of(rules.provenance(c), answers) << "}\n";
    else
        for (const auto& a : answers) out.stream() << line_of(a);
    out.finish();
    return code;
}

/// Says on a terminal how far the run is.
class progress {
public:
    void step(std::uint64_t done) {
        if (!shown_ || (done & 1023) != 0) return;
        const auto now = std::chrono::steady_clock::now();
        if (ever_ && now - last_ < std::chrono::milliseconds(200)) return;
        ever_ = true;
        last_ = now;
        const double seconds = std::chrono::duration<double>(now - start_).count();
        say("\r" + std::to_string(done) + " cases, " +
            std::to_string(static_cast<std::uint64_t>(static_cast<double>(done) / seconds)) + " a second ");
        drawn_ = true;
    }
    void end() {
        if (drawn_) say("\r\033[K");
        drawn_ = false;
    }

private:
    bool shown_ = is_terminal(STDERR_FILENO), drawn_ = false, ever_ = false;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now(), last_ = start_;
};

struct totals {
    std::uint64_t cases = 0, unreadable = 0, undetermined = 0, failed = 0;
};

void write_case(std::ostream& out, std::uint64_t line, const provenance& made, const std::vector<decision>& answers,
                bool json) {
    if (json) out << "{\"line\":" << line << "," << record_of(made, answers) << "}\n";
    else
        for (const auto& d : answers) out << line << ": " << line_of(d);
}

void write_errors(std::ostream& out, std::uint64_t line, const case_data& c, bool json) {
    if (!json) {
        out << line << ": cannot be read\n";
        return;
    }
    boost::json::array errors;
    for (const auto& e : c.errors)
        errors.push_back(boost::json::object{{"path", e.path}, {"message", e.message}, {"help", e.help}});
    out << "{\"line\":" << line << ",\"errors\":" << boost::json::serialize(errors) << "}\n";
}

int many(const options& o, const ruleset& rules) {
    if (!o.case_file.empty() || !o.example.empty())
        throw stop{unusable, "give --cases, --case or --example, not several of them"};
    const auto when = given_moment(o);
    std::ifstream file;
    std::error_code ignored;
    if (std::filesystem::is_directory(o.cases_file, ignored))
        throw stop{unusable, "`" + o.cases_file + "` is a folder"};
    if (o.cases_file != "-") {
        file.open(o.cases_file, std::ios::binary);
        if (!file) throw stop{unusable, "cannot read `" + o.cases_file + "`"};
    }
    const auto names = questions(rules, o);
    io::case_reader reader(rules.stage_model(), rules.layout());
    io::json_lines_reader lines(reader, o.cases_file == "-" ? std::cin : file);
    decider d(rules);
    output out(o.out_file);
    totals sum;
    progress shown;
    const bool json = o.format == "json";
    std::vector<decision> answers;
    provenance made = rules.provenance({});
    for (case_data c; lines.next(c);) {
        ++sum.cases;
        shown.step(sum.cases);
        if (!c.errors.empty()) {
            ++sum.unreadable;
            shown.end();
            say_errors(c, o.cases_file == "-" ? "line" : o.cases_file, lines.line());
            write_errors(out.stream(), lines.line(), c, json);
            continue;
        }
        if (when) c.as_of = *when;
        d.load(c);
        answers.clear();
        bool open = false, failed = false;
        for (const auto& name : names) {
            answers.push_back(d.decide(name));
            open = open || answers.back().status == status::undetermined;
            failed = failed || bad(answers.back());
        }
        sum.undetermined += open ? 1 : 0;
        sum.failed += failed ? 1 : 0;
        made.as_of = format_moment(c.as_of);
        write_case(out.stream(), lines.line(), made, answers, json);
    }
    out.finish();
    shown.end();
    say(std::to_string(sum.cases) + (sum.cases == 1 ? " case: " : " cases: ") +
        std::to_string(sum.cases - sum.unreadable - sum.undetermined - sum.failed) + " decided, " +
        std::to_string(sum.undetermined) + " undetermined, " + std::to_string(sum.failed) + " in conflict or error, " +
        std::to_string(sum.unreadable) + " unreadable\n");
    return sum.unreadable + sum.failed > 0 ? findings : fine;
}

}  // namespace

CLI::App* add_eval(CLI::App& app, int& code) {
    auto* command = app.add_subcommand("eval", "Decide one case or many");
    const auto o = std::make_shared<options>();
    add_options(*command, *o, "pcCoadle", {"text", "json"});
    command->footer(
        "Examples:\n"
        "  writ eval rules/enforcement --case seller.yaml --as-of 2026-03-10\n"
        "  writ eval rules/enforcement --cases in.jsonl --out out.jsonl --format json --decision tier\n"
        "With --cases every line is a case; a line that cannot be read is reported and the others are decided.\n"
        "The answers stand in the order of the cases; how many of each kind there were is said at the end.");
    command->callback([o, &code] {
        const ruleset rules = load_pack(o->packs.front());
        check_language(rules, *o);
        code = o->cases_file.empty() ? one(*o, rules) : many(*o, rules);
    });
    return command;
}

}  // namespace writ::cli
