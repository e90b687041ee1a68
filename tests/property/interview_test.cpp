// Told the facts of an example one by one, an interview ends where the example is decided, and asks for nothing but what
// is needed.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "support/procedures.hpp"
#include "writ/interview.hpp"
#include "writ/io/example_case.hpp"
#include "writ/io/write_case.hpp"
#include "writ/io/write_decision.hpp"
#include "writ/model/model.hpp"
#include "writ/ruleset.hpp"

using namespace writ;
namespace fs = std::filesystem;

namespace {

/// The parts of `a: 1, b: [c, d]`.
std::vector<std::string> parts_of(const std::string& text) {
    std::vector<std::string> out(1);
    int depth = 0;
    bool quoted = false;
    for (std::size_t k = 0; k < text.size(); ++k) {
        const char c = text[k];
        if (c == '"' && (k == 0 || text[k - 1] != '\\')) quoted = !quoted;
        if (!quoted && (c == '[' || c == '{')) ++depth;
        if (!quoted && (c == ']' || c == '}')) --depth;
        if (c == ',' && depth == 0 && !quoted) out.emplace_back();
        else if (c != ' ' || !out.back().empty()) out.back() += c;
    }
    return out;
}

/// What a case that was written as YAML says, by path; of a list how many elements it has.
std::map<std::string, std::string> answers_of(const std::string& yaml) {
    std::map<std::string, std::string> out;
    std::istringstream lines(yaml);
    std::vector<std::string> names;
    int elements = 0;
    const auto path = [&] {
        std::string joined;
        for (const auto& n : names) joined += (joined.empty() ? "" : ".") + n;
        return joined;
    };
    const auto fields = [&](const std::string& of, const std::string& record) {
        for (const auto& part : parts_of(record.substr(1, record.size() - 2)))
            if (const auto colon = part.find(": "); colon != std::string::npos)
                out[of + "." + part.substr(0, colon)] = part.substr(colon + 2);
    };
    for (std::string line; std::getline(lines, line);) {
        const std::size_t indent = line.find_first_not_of(' ');
        const std::string text = line.substr(indent);
        if (text.starts_with("- ")) {
            out[path()] = std::to_string(++elements);
            fields(path() + "[" + std::to_string(elements) + "]", text.substr(2));
            continue;
        }
        const auto colon = text.find(':');
        const std::string rest = colon + 2 < text.size() ? text.substr(colon + 2) : "";
        names.resize(indent / 2);
        names.push_back(text.substr(0, colon));
        elements = 0;
        out[path()] = rest;
        if (rest.starts_with('{')) fields(path(), rest);
    }
    return out;
}

/// Whether a need is what a path asks for, or part of it.
bool is_needed(const std::string& path, const std::vector<std::string>& needs) {
    return std::any_of(needs.begin(), needs.end(), [&](const std::string& n) {
        return path == "as_of" ? n == "today" || n == "now" : path.starts_with(n);
    });
}

/// Answers everything from what a case says, and skips what it does not say.
/// @return how many questions there were; nothing if one was skipped
std::optional<std::size_t> answer_all(interview& talk, const std::map<std::string, std::string>& answers) {
    std::size_t count = 0;
    bool skipped = false;
    while (const auto& q = talk.next() ? talk.next() : talk.next_meanwhile()) {
        const std::string path = q->path;
        INFO(path);
        const bool key = path.ends_with(".starts") || path.ends_with(".asked") || path.ends_with(".issued");
        if (talk.next()) CHECK((key || is_needed(path, talk.decision().needs)));
        else CHECK(is_needed(path, talk.decision().asks));
        REQUIRE(++count < 1000);
        const auto said = answers.find(path);
        std::string text = said == answers.end() ? "" : said->second;
        if (text == "[]") text = "0";
        if (text.empty() || text.starts_with("{unknown")) {
            REQUIRE(talk.skip());
            skipped = true;
            continue;
        }
        const auto wrong = talk.answer(path, text);
        if (wrong.empty()) continue;
        REQUIRE_MESSAGE(path == "as_of", to_string(wrong.front()), " (", text,
                        ")");  // a day where the time of day matters
        REQUIRE(talk.skip());
        skipped = true;
    }
    return skipped ? std::nullopt : std::optional(count);
}

/// Whether a case says what is assumed otherwise, which nobody asks for.
bool gives_assumed(const ruleset& rules, const case_data& c) {
    const auto& m = rules.stage_model();
    for (std::uint32_t f = 0; f < m.facts.size(); ++f) {
        const auto& at = rules.layout().facts[f];
        if (at.kind == fact_place::kind_of::list) {
            const auto& fields = m.records[m.facts[f].type.ref].fields;
            const list_data& l = c.lists[at.at];
            for (std::size_t k = 0; k < l.cells.size(); ++k)
                if (fields[k / l.count].assume && l.cells[k].state == presence::known) return true;
        } else if (m.facts[f].assume && c.cells[at.at].state == presence::known) {
            return true;
        }
    }
    return false;
}

/// Whether a case has a list that nobody tells entry by entry.
bool has_long_list(const case_data& c) {
    return std::any_of(c.lists.begin(), c.lists.end(), [](const list_data& l) { return l.count > 20; });
}

std::size_t most_questions(const question_count& c, const case_data& facts, const ruleset& rules) {
    std::size_t out = c.most;
    for (const auto& l : c.lists)
        for (std::uint32_t f = 0; f < rules.stage_model().facts.size(); ++f)
            if (fact_path(rules.stage_model(), model::fact_id{f}) == l.path)
                out += l.each * facts.lists[rules.layout().facts[f].at].count;
    return out;
}

/// @return how many interviews were held
std::size_t check_pack(const fs::path& folder) {
    INFO(folder.string());
    const auto rules = ruleset::load(folder);
    const auto& m = rules.stage_model();
    const auto names = rules.decisions();
    std::vector<question_count> most;
    limits bounds;
    bounds.interview_cases = 300;
    for (const auto& name : names) most.push_back(count_questions(rules, name, bounds));
    std::size_t ended = 0;
    for (std::uint32_t k = 0; k < m.examples.size(); k += 7) {
        INFO(m.examples[k].name);
        const auto whole = io::case_of_example(m, rules.layout(), k);
        const std::size_t d = k % names.size();
        INFO(names[d]);
        const decision expected = rules.decide(whole, names[d]);
        // Further on a procedure says other things than at the step where a case stands first.
        const bool so_far = test::follows_a_procedure(m, decider(rules).question(names[d]));
        const bool is_procedure = std::any_of(m.procedures.begin(), m.procedures.end(), [&](const auto& p) {
            return m[p.term].name == names[d];
        });
        if (so_far && !is_procedure) continue;
        if (expected.status == status::error || !whole.outcomes.empty() || gives_assumed(rules, whole) ||
            has_long_list(whole))
            continue;
        interview talk(rules, names[d]);
        const auto asked = answer_all(talk, answers_of(io::write_yaml_case(m, whole)));
        CAPTURE(talk.to_yaml());
        CHECK(to_string(talk.decision().status) == to_string(expected.status));
        CHECK(to_string(talk.decision().value) == to_string(expected.value));
        // What is settled for the time being goes on with questions that settle nothing.
        const bool for_now = rules.decide(rules.empty_case(), names[d]).provisional;
        if (asked && !for_now) CHECK(*asked <= most_questions(most[d], whole, rules));
        const auto again = rules.read_yaml(talk.to_yaml());
        CHECK(io::write_json(rules.decide(again, names[d])) == io::write_json(talk.decision()));
        ++ended;
    }
    return ended;
}

}  // namespace

TEST_CASE("interviews: the facts of every example of the packs in rules/") {
    std::size_t ended = 0;
    for (const auto& entry : fs::directory_iterator(fs::path(WRIT_SOURCE_DIR) / "rules"))
        if (entry.is_directory()) ended += check_pack(entry.path());
    CHECK(ended > 50);
}
