// writ eval: one case, or many.
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <memory>
#include <thread>

#include "command.hpp"
#include "progress.hpp"
#include "writ/io/json_lines.hpp"
#include "writ/io/write_decision.hpp"
#include "writ/line_decider.hpp"

namespace writ::cli {
namespace {

bool bad(const decision& d) { return d.status == status::error || d.status == status::conflict; }

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
    std::string answers;
    const bool json = o.format == "json";
    for (const auto& name : questions(rules, o)) {
        const decision a = d.decide(name);
        if (bad(a)) code = findings;
        answers += json ? (answers.empty() ? "" : ",") + io::write_json(a) : to_line(a);
    }
    out.write(json ? "{\"provenance\":" + io::write_json(rules.provenance(c)) + ",\"decisions\":[" + answers + "]}\n"
                   : answers);
    out.finish();
    return code;
}

// ------------------------------------------------------------------ many cases

volatile std::sig_atomic_t was_interrupted = 0;

/// While it lives, the first Ctrl-C ends the run in good order, and the second one at once.
class interrupts {
public:
    interrupts() {
        struct sigaction once = {};
        once.sa_handler = [](int) { was_interrupted = 1; };
        once.sa_flags = static_cast<int>(SA_RESETHAND);
        sigaction(SIGINT, &once, &before_);
    }
    ~interrupts() { sigaction(SIGINT, &before_, nullptr); }
    interrupts(const interrupts&) = delete;
    interrupts& operator=(const interrupts&) = delete;

    static void check() {
        if (was_interrupted != 0) throw stop{interrupted, "interrupted"};
    }

private:
    struct sigaction before_ = {};
};

/// The file of cases, or standard input.
class case_file {
public:
    explicit case_file(const std::string& name) : name_(name) {
        std::error_code ignored;
        if (std::filesystem::is_directory(name, ignored)) throw stop{unusable, "`" + name + "` is a folder"};
        if (name != "-") descriptor_ = open(name.c_str(), O_RDONLY | O_CLOEXEC);
        struct stat about = {};
        if (descriptor_ < 0 || fstat(descriptor_, &about) != 0) throw stop{unusable, "cannot read `" + name + "`"};
        if (S_ISREG(about.st_mode)) size_ = static_cast<std::uint64_t>(about.st_size);
    }
    ~case_file() {
        if (descriptor_ > STDIN_FILENO) close(descriptor_);
    }
    case_file(const case_file&) = delete;
    case_file& operator=(const case_file&) = delete;

    /// In bytes; 0 where nobody knows.
    std::uint64_t size() const { return size_; }

    std::size_t read(char* into, std::size_t room) const {
        for (;;) {
            interrupts::check();
            constexpr int patience = 100;  // milliseconds, until somebody asks for Ctrl-C again
            pollfd waiting = {descriptor_, POLLIN, 0};
            if (poll(&waiting, 1, patience) <= 0) continue;  // nothing yet; or Ctrl-C, and reading would wait for more
            const auto got = ::read(descriptor_, into, room);
            if (got >= 0) return static_cast<std::size_t>(got);
            if (errno != EINTR) throw stop{unusable, "cannot read `" + name_ + "`"};
        }
    }

private:
    std::string name_;
    int descriptor_ = STDIN_FILENO;
    std::uint64_t size_ = 0;
};

line_questions asked_of_lines(const ruleset& rules, const options& o) {
    const auto form = o.format == "json" ? line_questions::form::json : line_questions::form::text;
    return {questions(rules, o), form, given_moment(o)};
}

std::string in_words(const line_totals& all) {
    return std::to_string(all.cases) + (all.cases == 1 ? " case: " : " cases: ") +
           std::to_string(all.cases - all.unreadable - all.undetermined - all.failed) + " decided, " +
           std::to_string(all.undetermined) + " undetermined, " + std::to_string(all.failed) +
           " in conflict or error, " + std::to_string(all.unreadable) + " unreadable\n";
}

int many(const options& o, const ruleset& rules) {
    if (!o.case_file.empty() || !o.example.empty())
        throw stop{unusable, "give --cases, --case or --example, not several of them"};
    const case_file file(o.cases_file);
    const line_questions asked = asked_of_lines(rules, o);  // what is wrong with them is so before the output is opened
    const std::string name = o.cases_file == "-" ? "line" : o.cases_file;
    output out(o.out_file);
    const interrupts ctrl_c;
    progress shown(file.size());
    std::vector<std::shared_ptr<line_decider>> deciders;
    std::uint64_t cases = 0;
    const auto worker = [&] {
        const auto d = std::make_shared<line_decider>(rules, asked);
        deciders.push_back(d);
        return io::line_worker{rules.reader(), [d, &name](case_data& c, std::uint64_t line, io::lines_made& to) {
                                   d->take(c, line, to.answers);
                                   to.messages += error_lines(c, name, line);
                               }};
    };
    const auto write = [&](const io::lines_made& made) {
        interrupts::check();
        out.write(made.answers);
        if (!made.messages.empty()) {
            shown.clear();
            say(made.messages);
        }
        shown.show(cases += made.cases, made.bytes);
    };
    const unsigned jobs = o.jobs != 0 ? o.jobs : std::max(std::thread::hardware_concurrency(), 1u);
    try {
        io::for_each_line([&](char* into, std::size_t room) { return file.read(into, room); }, jobs, worker, write);
    } catch (...) {
        shown.clear();
        throw;
    }
    out.finish();
    shown.clear();
    line_totals sum;
    for (const auto& d : deciders) sum += d->totals();
    say(in_words(sum));
    return sum.unreadable + sum.failed > 0 ? findings : fine;
}

}  // namespace

CLI::App* add_eval(CLI::App& app, int& code) {
    auto* command = app.add_subcommand("eval", "Decide one case or many");
    const auto o = std::make_shared<options>();
    add_options(*command, *o, "pcCoadlej", {"text", "json"});
    command->footer(
        "Examples:\n"
        "  writ eval rules/enforcement --case seller.yaml --as-of 2026-03-10\n"
        "  writ eval rules/enforcement --cases in.jsonl --out out.jsonl --format json --decision tier\n"
        "With --cases every line is a case; a line that cannot be read is reported and the others are decided.\n"
        "The answers stand in the order of the cases, however many threads work; how many of each kind there were is\n"
        "said at the end. Ctrl-C ends the run: what is written to standard output stays, a file of --out is left as it "
        "was.");
    command->callback([o, &code] {
        const ruleset rules = load_pack(o->packs.front());
        check_language(rules, *o);
        code = o->cases_file.empty() ? one(*o, rules) : many(*o, rules);
    });
    return command;
}

}  // namespace writ::cli
