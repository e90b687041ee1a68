// writ eval: one case, or many.
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <memory>
#include <thread>
#include <unordered_map>

#include "command.hpp"
#include "progress.hpp"
#include "writ/io/json_lines.hpp"
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

/// The beginning of what one case came to; decisions and a bracket follow.
std::string record_head(const provenance& made) {
    return "\"provenance\":" + io::write_json(made) + ",\"decisions\":[";
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
    std::string answers;
    const bool json = o.format == "json";
    for (const auto& name : questions(rules, o)) {
        const decision a = d.decide(name);
        if (bad(a)) code = findings;
        answers += json ? (answers.empty() ? "" : ",") + io::write_json(a) : line_of(a);
    }
    out.write(json ? "{" + record_head(rules.provenance(c)) + answers + "]}\n" : answers);
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

struct totals {
    std::uint64_t cases = 0, unreadable = 0, undetermined = 0, failed = 0;
};

void write_errors(std::string& out, std::uint64_t line, const case_data& c, bool json) {
    if (!json) {
        out += std::to_string(line) + ": cannot be read\n";
        return;
    }
    boost::json::array errors;
    for (const auto& e : c.errors)
        errors.push_back(boost::json::object{{"path", e.path}, {"message", e.message}, {"help", e.help}});
    out += "{\"line\":" + std::to_string(line) + ",\"errors\":" + boost::json::serialize(errors) + "}\n";
}

/// Words of answers that were looked up: the same question, rules and value are told in the same words.
class words_kept {
public:
    /// The words kept for an answer, or null; then the next call of `keep` is for it.
    const std::string* find(std::size_t question, const short_answer& a) {
        key_.assign(reinterpret_cast<const char*>(&question), sizeof question);
        key_.append(reinterpret_cast<const char*>(&a.value.value), sizeof a.value.value);
        key_ += a.value.state == presence::known ? 'k' : 'a';
        key_.append(reinterpret_cast<const char*>(a.rules.data()), a.rules.size_bytes());
        const auto found = words_.find(key_);
        return found == words_.end() ? nullptr : &found->second;
    }
    void keep(const std::string& words) {
        if (words_.size() < most) words_.emplace(key_, words);
    }

private:
    static constexpr std::size_t most = 4096;
    std::string key_;
    std::unordered_map<std::string, std::string> words_;
};

/// Decides cases on one thread.
class line_decider {
public:
    line_decider(const ruleset& rules, const options& o)
        : decider_(rules),
          made_(rules.provenance({})),
          head_(record_head(made_)),
          names_(questions(rules, o)),
          file_(o.cases_file == "-" ? "line" : o.cases_file),
          when_(given_moment(o)),
          json_(o.format == "json") {
        for (const auto& name : names_) numbers_.push_back(decider_.question(name));
    }

    void take(case_data& c, std::uint64_t line, io::lines_made& out) {
        ++sum_.cases;
        if (!c.errors.empty()) {
            ++sum_.unreadable;
            out.messages += error_lines(c, file_, line);
            return write_errors(out.answers, line, c, json_);
        }
        if (when_) c.as_of = *when_;
        decider_.load(c);
        open_ = failed_ = false;
        const std::string number = std::to_string(line);
        if (json_) ((out.answers += "{\"line\":") += number) += ',' + head_of(c.as_of);
        for (std::size_t k = 0; k < names_.size(); ++k) {
            if (json_) out.answers += k == 0 ? "" : ",";
            else (out.answers += number) += ": ";
            tell(k, out.answers);
        }
        if (json_) out.answers += "]}\n";
        sum_.undetermined += open_ ? 1 : 0;
        sum_.failed += failed_ ? 1 : 0;
    }

    void add_to(totals& all) const {
        all.cases += sum_.cases;
        all.unreadable += sum_.unreadable;
        all.undetermined += sum_.undetermined;
        all.failed += sum_.failed;
    }

private:
    /// Appends what a question came to.
    void tell(std::size_t question, std::string& out) {
        const short_answer* const quick = decider_.look_up(numbers_[question]);
        const std::string* const kept = quick != nullptr ? kept_.find(question, *quick) : nullptr;
        if (kept != nullptr) {
            out += *kept;
            return;
        }
        const decision d = decider_.decide(names_[question]);
        open_ = open_ || d.status == status::undetermined;
        failed_ = failed_ || bad(d);
        const std::string words = json_ ? io::write_json(d) : line_of(d);
        if (quick != nullptr) kept_.keep(words);
        out += words;
    }

    const std::string& head_of(const moment_of_decision& as_of) {
        if (as_of == as_of_) return head_;
        as_of_ = as_of;
        made_.as_of = format_moment(as_of);
        return head_ = record_head(made_);
    }

    decider decider_;
    provenance made_;
    moment_of_decision as_of_;  ///< of `head_`
    std::string head_;
    std::vector<std::string> names_;
    std::vector<model::term_id> numbers_;
    words_kept kept_;
    std::string file_;
    std::optional<moment_of_decision> when_;
    bool json_, open_ = false, failed_ = false;
    totals sum_;
};

int many(const options& o, const ruleset& rules) {
    if (!o.case_file.empty() || !o.example.empty())
        throw stop{unusable, "give --cases, --case or --example, not several of them"};
    const case_file file(o.cases_file);
    const line_decider checked(rules, o);  // what is wrong with the options is wrong before the output is opened
    output out(o.out_file);
    const interrupts ctrl_c;
    progress shown(file.size());
    std::vector<std::shared_ptr<line_decider>> deciders;
    std::uint64_t cases = 0;
    const auto worker = [&] {
        const auto d = std::make_shared<line_decider>(rules, o);
        deciders.push_back(d);
        return io::line_worker{rules.reader(),
                               [d](case_data& c, std::uint64_t line, io::lines_made& to) { d->take(c, line, to); }};
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
    totals sum;
    for (const auto& d : deciders) d->add_to(sum);
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
