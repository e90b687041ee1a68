// A service that decides while its rules change on disk: good new rules take over between two requests, bad ones are
// reported and the old ones stay.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>

#include "writ/writ.hpp"

namespace fs = std::filesystem;

namespace {

class service {
public:
    explicit service(fs::path folder)
        : folder_(std::move(folder)),
          stamp_(stamp()),
          rules_(std::make_shared<const writ::ruleset>(writ::ruleset::load(folder_))) {}

    /// Called by one thread now and then: a timer, or whoever watches the folder.
    void refresh() {
        const std::string now = stamp();
        if (now == stamp_) return;
        stamp_ = now;
        auto compiled = writ::ruleset::compile(folder_);
        if (!compiled.diagnostics.empty()) std::cout << writ::render(compiled.diagnostics, *compiled.sources);
        if (!compiled) {
            std::cout << "kept version " << rules_.load()->version() << "\n";
            return;
        }
        rules_.store(std::make_shared<const writ::ruleset>(*compiled.rules));
        std::cout << "took version " << rules_.load()->version() << "\n";
    }

    /// Called by any number of threads. The handle is taken once, so a request sees one version from end to end.
    std::string answer(std::string_view request) const {
        const std::shared_ptr<const writ::ruleset> rules = rules_.load();
        const writ::case_data c = rules->read_json(request);
        if (!c.errors.empty()) return to_string(c.errors.front());
        return to_string(rules->decide(c, "answer").value) + " (rules " + rules->version() + ")";
    }

private:
    /// Names, sizes and times of all files: when it changes, they are read again.
    std::string stamp() const {
        std::string out;
        for (const auto& f : fs::recursive_directory_iterator(folder_))
            if (f.is_regular_file())
                out += f.path().string() + " " + std::to_string(f.file_size()) + " " +
                       std::to_string(f.last_write_time().time_since_epoch().count()) + "\n";
        return out;
    }

    fs::path folder_;
    std::string stamp_;
    std::atomic<std::shared_ptr<const writ::ruleset>> rules_;
};

void write_rules(const fs::path& folder, const std::string& version, const std::string& condition) {
    fs::create_directories(folder);
    std::ofstream out(folder / "loans.writ");
    out << "pack loans \"Loans\" { version \"" << version << "\" languages en }\n"
        << "facts loan { amount : int 0 .. 10_000 }\n"
        << "decision answer : bool {\n"
        << "  rule small { when " << condition << " then yes }\n"
        << "  otherwise no\n"
        << "}\n";
}

}  // namespace

int main() {
    fs::current_path(fs::temp_directory_path());
    const fs::path folder = fs::path("writ_example_02_service") / "loans";
    const std::string request = R"({"loan": {"amount": 300}})";

    write_rules(folder, "1.0", "loan.amount <= 100");
    service s(folder);
    std::cout << s.answer(request) << "\n";

    write_rules(folder, "1.1", "loan.amont <= 500");  // somebody mistyped
    s.refresh();
    std::cout << s.answer(request) << "\n";

    write_rules(folder, "1.2", "loan.amount <= 500");
    s.refresh();
    std::cout << s.answer(request) << "\n";

    std::cout << s.answer(R"({"loan": {"amount": "much"}})") << "\n";
    fs::remove_all(folder.parent_path());
}
