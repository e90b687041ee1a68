#include "writ/harness/run_examples.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "writ/detail/eval/machine.hpp"
#include "writ/eval/evaluator.hpp"
#include "writ/explanation.hpp"
#include "writ/io/example_case.hpp"
#include "writ/io/suite.hpp"
#include "writ/model/model.hpp"

namespace writ::harness {
namespace run_examples_detail {

using kind_of = model::expectation::kind_of;

inline std::string joined(const std::vector<std::string>& all) {
    std::string out;
    for (const auto& s : all) out += (out.empty() ? "" : ", ") + s;
    return out;
}

inline bool same_set(std::vector<std::string> a, std::vector<std::string> b) {
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return a == b;
}

inline std::string dotted(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& n : names) out += (out.empty() ? "" : ".") + n;
    return out;
}

inline std::string answer_text(const decision& d, bool yes) {
    std::string got = std::string(to_string(d.status));
    if (d.status == status::decided) got = yes ? "it holds" : "it does not hold";
    if (d.status == status::error) got += ": " + d.error_text;
    if (d.status == status::conflict) got += " between " + joined(d.conflicts);
    if (d.status == status::undetermined) got += ", needs " + joined(d.needs);
    if (!d.asks.empty()) got += ", asks " + joined(d.asks);
    return got;
}

/// Why an answer is not what was expected; empty if it is.
inline std::string difference(const decision& d, const model::expectation& x) {
    const bool yes = d.status == status::decided && d.value.kind == outcome::kind_of::values &&
                     d.value.values.front().number == rational(1);
    bool ok = false;
    switch (x.kind) {
        case kind_of::holds: ok = yes; break;
        case kind_of::needs: ok = d.status == status::undetermined && same_set(d.needs, x.paths); break;
        case kind_of::asks: ok = yes && same_set(d.asks, x.paths); break;
        case kind_of::fails: ok = d.status == status::error; break;
        case kind_of::conflicts: ok = d.status == status::conflict; break;
    }
    if (!ok) return answer_text(d, yes);
    const auto& cited = x.kind == kind_of::conflicts ? d.conflicts : d.rules;
    for (const auto& by : x.by) {
        const std::string end = dotted(by);
        const auto ends_so = [&](const std::string& path) { return path == end || path.ends_with("." + end); };
        if (std::none_of(cited.begin(), cited.end(), ends_so))
            return "not by " + end + (cited.empty() ? ", no rule spoke" : ", but by " + joined(cited));
    }
    return {};
}

inline std::string expected_text(const model::expectation& x) {
    std::string out = x.source;
    if (x.kind == kind_of::needs) out += " needs " + joined(x.paths);
    if (x.kind == kind_of::asks) out += " asks " + joined(x.paths);
    if (x.kind == kind_of::fails) out += " fails";
    if (x.kind == kind_of::conflicts) out += " conflicts";
    for (std::size_t k = 0; k < x.by.size(); ++k) out += (k == 0 ? " by " : ", ") + dotted(x.by[k]);
    return out;
}

/// What the condition of an expectation read, with the values: `refund = nothing`.
inline std::string values_read(const reason& expectation) {
    std::string out;
    for (const auto& condition : expectation.parts)
        for (const auto& read : condition.parts)
            if (!read.name.empty() && !read.value.empty())
                out += (out.empty() ? "" : ", ") + read.name + " = " + read.value;
    return out;
}

/// Runs the tests of one pack, and keeps which rules were reached.
class runner {
public:
    runner(const ruleset& rules, std::string_view only, std::string_view language)
        : rules_(rules),
          m_(rules.stage_model()),
          evaluator_(rules.stage_program(), m_),
          only_(only),
          language_(language),
          reached_(m_.rules.size(), 0) {
        report_.pack = rules.name();
        report_.filtered = !only.empty();
    }

    void examples() {
        for (std::uint32_t k = 0; k < m_.examples.size(); ++k)
            if (index(m_.examples[k].pack) == 0 && wanted(m_.examples[k].name)) example(k);
    }

    example_result one(std::uint32_t number) {
        example(number);
        return std::move(report_.examples.back());
    }

    void suite(const std::filesystem::path& file) {
        std::error_code failed;
        std::ostringstream text;
        if (std::filesystem::is_regular_file(file, failed)) text << std::ifstream(file, std::ios::binary).rdbuf();
        const std::string name = file.generic_string();
        const io::suite s = io::read_suite(m_, rules_.layout(), std::move(text).str());
        if (!s.errors.empty() && wanted(name)) {
            example_result r{rules_.name(), name, name, 1, {}};
            for (const auto& e : s.errors)
                r.failures.push_back({"a suite of cases", e.message + (e.help.empty() ? "" : " (" + e.help + ")"), "",
                                      name + (e.where.line == 0 ? "" : ":" + std::to_string(e.where.line)) +
                                          (e.path.empty() ? "" : " " + e.path)});
            report_.examples.push_back(std::move(r));
        }
        for (const auto& c : s.cases)
            if (wanted(c.name)) suite_case(name, c);
    }

    test_report finish() {
        for (std::size_t i = 0; i < m_.rules.size(); ++i) {
            if (index(m_[m_.rules[i].decision].pack) != 0 || m_.rules[i].idle) continue;
            ++report_.coverage.rules;
            if (reached_[i] == 0) report_.coverage.unreached.push_back({m_.rules[i].path, place_of(m_.rules[i].where)});
        }
        return std::move(report_);
    }

private:
    bool wanted(const std::string& name) const { return only_.empty() || name.find(only_) != std::string::npos; }

    std::string place_of(const span& where) const {
        const source_set& sources = rules_.sources();
        if (where.file >= sources.size()) return {};
        const source& f = sources[where.file];
        return f.name() + ":" + std::to_string(f.position_of(where.begin).line);
    }

    void note_reached() {
        const auto& stood = evaluator_.inside().stood();
        for (std::size_t i = 0; i < reached_.size(); ++i) reached_[i] = reached_[i] | stood[i];
    }

    void example(std::uint32_t number) {
        const model::example& e = m_.examples[number];
        const case_data c = io::case_of_example(m_, rules_.layout(), number);
        evaluator_.load(c);
        example_result r{m_[e.pack].name, e.name, place_of(e.where), e.expects.size(), {}};
        for (const auto& x : e.expects) {
            const std::string why = difference(evaluator_.decide(x.question), x);
            if (!why.empty()) r.failures.push_back(failure_of(c, x, why));
        }
        note_reached();
        report_.examples.push_back(std::move(r));
    }

    /// The expectation itself is a question that nobody asked; what it read is what came out.
    failure failure_of(const case_data& c, const model::expectation& x, std::string why) {
        explanation e = explain(rules_, c, x.question, language_);
        if (e.reasons.empty()) return {expected_text(x), std::move(why), to_text(e), place_of(x.where)};
        const std::string read = values_read(e.reasons.front());
        if (why == "it does not hold" && !read.empty()) why = read;
        e.reasons.erase(e.reasons.begin());
        return {expected_text(x), std::move(why), to_text(e.reasons, e.language), place_of(x.where)};
    }

    void suite_case(const std::string& file, const io::suite_case& c) {
        evaluator_.load(c.facts);
        const std::string place = file + ":" + std::to_string(c.where.line);
        example_result r{rules_.name(), c.name, place, c.expect.size(), {}};
        for (const auto& x : c.expect) {
            const auto question = find_term(m_, x.decision);
            if (!question) {
                r.failures.push_back({x.decision, "the rules have no decision of that name", "", place});
                continue;
            }
            if (const auto why = io::check_expectation(evaluator_.decide(*question), x))
                r.failures.push_back(
                    {x.decision, *why, to_text(explain(rules_, c.facts, *question, language_)), place});
        }
        note_reached();
        report_.examples.push_back(std::move(r));
    }

    const ruleset& rules_;
    const model::model& m_;
    eval::evaluator evaluator_;
    std::string_view only_, language_;
    std::vector<std::uint8_t> reached_;
    test_report report_;
};

inline std::vector<std::filesystem::path> suites_below(const std::filesystem::path& folder) {
    namespace fs = std::filesystem;
    std::vector<fs::path> out;
    std::error_code failed;
    for (fs::recursive_directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed))
        if (it->path().filename().string().ends_with(".cases.yaml")) out.push_back(it->path());
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace run_examples_detail

example_result run_example(const ruleset& rules, std::uint32_t number, std::string_view language) {
    return run_examples_detail::runner(rules, {}, language).one(number);
}

test_report run_suite(const ruleset& rules, const std::filesystem::path& file, std::string_view language) {
    run_examples_detail::runner r(rules, {}, language);
    r.suite(file);
    return r.finish();
}

test_report run_examples(const ruleset& rules, std::string_view only, std::string_view language) {
    run_examples_detail::runner r(rules, only, language);
    r.examples();
    return r.finish();
}

test_report run_tests(const ruleset& rules, const std::filesystem::path& folder, std::string_view only,
                      std::string_view language) {
    run_examples_detail::runner r(rules, only, language);
    r.examples();
    for (const auto& file : run_examples_detail::suites_below(folder)) r.suite(file);
    return r.finish();
}

}  // namespace writ::harness
