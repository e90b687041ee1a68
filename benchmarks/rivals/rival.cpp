#include "rivals/rival.hpp"

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <memory>
#include <sstream>
#include <stdexcept>

namespace writ::bench {

namespace {

/// What a command prints, and how it ends.
std::pair<std::string, int> output_of(const std::string& command) {
    std::FILE* const pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
    std::string out;
    std::array<char, 65'536> some{};
    while (const std::size_t size = std::fread(some.data(), 1, some.size(), pipe)) out.append(some.data(), size);
    const int ended = pclose(pipe);
    return {std::move(out), WIFEXITED(ended) ? WEXITSTATUS(ended) : 1};
}

}  // namespace

rival_report run_rival(const rival& r, const std::filesystem::path& programs, const std::filesystem::path& files,
                       hit_policy h) {
    const std::string errors = (files / "errors.txt").string();
    const auto [text, ended] = output_of("cd '" + programs.string() + "' && " + r.command + " '" + files.string() +
                                         "' " + name_of(h) + " 2>'" + errors + "'");
    rival_report out;
    if (ended == 127) out.outcome = rival_report::outcome_of::absent;
    if (ended == 126) out.outcome = rival_report::outcome_of::unable;
    if (ended == 126 || ended == 127) return out;
    std::istringstream in(text);
    std::string line, word;
    in >> word >> out.mean >> out.p99 >> out.load;
    if (ended != 0 || word != "nanoseconds" || !std::getline(in, line))
        throw std::runtime_error(std::string(r.name) + " fails: see " + errors);
    while (std::getline(in, line)) {
        std::istringstream numbers(line);
        auto& answer = out.answers.emplace_back();
        for (std::uint32_t rule = 0; numbers >> rule;) answer.push_back(rule);
    }
    return out;
}

void require_right(const rival& r, const rival_report& found, const shop_policy& p, const std::vector<shop_case>& cases,
                   hit_policy h) {
    const auto wrong = [&](std::size_t i) {
        shop_answer said;
        for (const std::uint32_t rule : found.answers[i])
            if (rule < p.rules.size()) said.add(rule, p.rules[rule].points);
        return i >= cases.size() || !said.agrees(answer_of(p, cases[i]), h);
    };
    for (std::size_t i = 0; i < found.answers.size(); ++i)
        if (wrong(i))
            throw std::runtime_error(std::string(r.name) + " decides case " + std::to_string(i) + " of " +
                                     std::to_string(p.rules.size()) + " rules, " + name_of(h) +
                                     ", otherwise than the reference");
    if (found.answers.empty()) throw std::runtime_error(std::string(r.name) + " decides no case");
}

}  // namespace writ::bench
