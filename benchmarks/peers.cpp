// Decides the cases of a workload made for comparing engines, and prints what it took: a row of JSON for each hit policy.
//
//     peers DIR SIZE     rules_SIZE.json, schema.json, cases.jsonl (list: cases_list.jsonl) and answers_SIZE.csv of DIR
//
// Every answer is compared before a time counts. Times are of the default way to decide packed cases one by one, in the form
// that the programs for other engines print; `index_bytes` and `strategy` say how the rules are looked up. PEERS_STRATEGY
// (scan, rows, planes) and PEERS_LEVEL (portable, avx2, avx512) force a way, and are then asked without the decider around it.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "workloads/peer_pack.hpp"
#include "writ/classify/from_model.hpp"
#include "writ/io/read_case.hpp"
#include "writ/model/model.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/writ.hpp"

namespace {

using namespace writ;
using std::chrono::steady_clock;

double seconds_since(steady_clock::time_point start) {
    return std::chrono::duration<double>(steady_clock::now() - start).count();
}

double median(std::vector<double> v) {
    std::sort(v.begin(), v.end());
    return v[v.size() / 2];
}

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error("cannot open " + path);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> read_lines(const std::string& path) {
    std::ifstream in(path);
    if (!in) throw std::runtime_error("cannot open " + path);
    std::vector<std::string> out;
    for (std::string line; std::getline(in, line);) out.push_back("{\"seller\":" + line + "}");
    return out;
}

// What a case comes to: the first rule that matches (-1: none), how many do, the sum of their points, and of their squares.
struct expected {
    int first = -1, count = 0;
    std::int64_t points = 0, check = 0;
};

std::vector<expected> read_answers(const std::string& path) {
    std::vector<expected> out;
    std::istringstream in(read_file(path));
    char comma = 0;
    for (expected e; in >> e.first >> comma >> e.count >> comma >> e.points >> comma >> e.check;) out.push_back(e);
    return out;
}

ruleset compiled(const std::string& text) {
    auto c = ruleset::compile({{"peers.writ", text}});
    if (!c.rules) throw std::runtime_error(render(c.diagnostics, *c.sources));
    return *std::move(c.rules);
}

struct row {
    std::string size, mode, strategy;
    std::size_t bytes = 0;
    double load_ms = 0, jsonl = 0;
};

// Times `decide`, which leaves its answer where `right` looks for it.
void measure(const row& r, std::size_t cases, const std::function<void(std::size_t, std::size_t)>& decide,
             const std::function<bool(std::size_t)>& right) {
    decide(0, cases);
    bool ok = true;
    for (std::size_t i = 0; i < cases; ++i) ok = ok && right(i);
    std::vector<double> means, single;
    for (int i = 0; i < 7; ++i) {
        const auto start = steady_clock::now();
        decide(0, cases);
        means.push_back(seconds_since(start) * 1e9 / static_cast<double>(cases));
    }
    constexpr int ticks = 100000;
    const auto start = steady_clock::now();
    for (int i = 0; i < ticks; ++i) static_cast<void>(steady_clock::now());
    const double tick = seconds_since(start) * 1e9 / ticks;
    for (std::size_t i = 0; i < std::min<std::size_t>(cases, 20000); ++i) {
        const auto before = steady_clock::now();
        decide(i, i + 1);
        single.push_back(std::max(0.0, seconds_since(before) * 1e9 - tick));
    }
    std::sort(single.begin(), single.end());
    std::printf(
        "{\"peer\":\"writ\",\"size\":\"%s\",\"mode\":\"%s\",\"ok\":%d,\"checked\":%zu,\"ns_mean\":%.2f,"
        "\"ns_min\":%.2f,\"ns_max\":%.2f,\"ns_p50\":%.0f,\"ns_p99\":%.0f,\"dps\":%.4g,\"e2e_dps\":%.4g,"
        "\"load_ms\":%.3f,\"strategy\":\"%s\",\"index_bytes\":%zu}\n",
        r.size.c_str(), r.mode.c_str(), ok ? 1 : 0, cases, median(means), *std::min_element(means.begin(), means.end()),
        *std::max_element(means.begin(), means.end()), single[single.size() / 2], single[single.size() * 99 / 100],
        1e9 / median(means), r.jsonl, r.load_ms, r.strategy.c_str(), r.bytes);
}

// JSON text to decisions in one second: each line is read, decided, and its answer written.
double lines_a_second(const ruleset& rules, const std::vector<std::string>& lines, const std::string& question) {
    auto reader = rules.reader();
    decider d(rules);
    const auto q = d.question(question);
    case_data c;
    std::string out;
    const std::size_t count = std::min<std::size_t>(lines.size(), 20000);
    const auto start = steady_clock::now();
    for (std::size_t i = 0; i < count; ++i) {
        reader.read_json(lines[i], c);
        d.load(c);
        out += std::to_string(d.ask(q).value.value) + '\n';
    }
    return static_cast<double>(count) / seconds_since(start);
}

// The rules of a decision, counted from 0; -1 for its `otherwise`.
std::vector<int> places_of(const model::model& m, model::term_id decision) {
    std::vector<int> out(m.rules.size(), -1);
    int place = 0;
    for (const model::rule_id r : m[decision].rules) out[model::index(r)] = place++;
    return out;
}

classify::wish wish_of_environment() {
    classify::wish out;
    const auto named = [](const char* variable, auto... names) {
        const char* said = std::getenv(variable);
        int found = -1, n = 0;
        if (said != nullptr) ((found = std::string(said) == names ? n : found, ++n), ...);
        return found;
    };
    if (const int how = named("PEERS_STRATEGY", "scan", "rows", "planes"); how >= 0)
        out.how = static_cast<classify::strategy>(how);
    if (const int on = named("PEERS_LEVEL", "portable", "avx2", "avx512"); on >= 0)
        out.on = static_cast<classify::level>(on);
    return out;
}

// One decision of the workload, asked in one way.
class subject {
public:
    subject(const ruleset& rules, const std::string& question, const classify::wish& wish)
        : decider_(rules), question_(decider_.question(question)), places_(places_of(rules.stage_model(), question_)) {
        const auto& lanes = rules.stage_classifiers().lanes;
        auto tests = classify::tests_of(rules.stage_model(), question_, rules.layout(), lanes);
        if (!tests) return;
        by_ = std::make_unique<classify::classifier>(*std::move(tests), lanes, wish);
        forced_ = wish.how || wish.on;
        room_.resize(by_->room());
    }

    std::string strategy() const { return by_ == nullptr ? "evaluated" : std::string(to_string(by_->chosen())); }
    std::size_t bytes() const { return by_ == nullptr ? 0 : by_->bytes(); }

    int first(const packed_cases& cases, std::size_t i) {
        if (forced_) {
            const std::uint32_t place = by_->first(cases[i]);
            return place == classify::nothing ? -1 : static_cast<int>(place);
        }
        decider_.load(cases, i);
        return places_[decider_.ask(question_).rules.front()];
    }

    expected all(const packed_cases& cases, std::size_t i, const std::vector<std::int64_t>& points) {
        expected out;
        const auto add = [&](std::int64_t place) { out.check += (place + 1) * (place + 1); };
        if (forced_) {
            out.count = static_cast<int>(by_->all(cases[i], room_.data()));
            for (int k = 0; k < out.count; ++k) {
                const std::uint32_t place = room_[static_cast<std::size_t>(k)];
                add(place);
                out.points += points[place];
            }
            return out;
        }
        decider_.load(cases, i);
        const short_answer& a = decider_.ask(question_);
        out.count = static_cast<int>(a.rules.size());
        out.points = a.value.value;
        for (const std::uint32_t r : a.rules) add(places_[r]);
        return out;
    }

private:
    decider decider_;
    model::term_id question_;
    std::vector<int> places_;
    std::unique_ptr<classify::classifier> by_;
    bool forced_ = false;
    std::vector<std::uint32_t> room_;
};

std::vector<std::int64_t> points_of(const model::model& m, model::term_id decision) {
    std::vector<std::int64_t> out;
    for (const model::rule_id r : m[decision].rules) out.push_back(m[*m[r].then].number.num);
    return out;
}

void run(const std::string& folder, const std::string& size) {
    const std::string text =
        bench::peer_pack(read_file(folder + "/schema.json"), read_file(folder + "/rules_" + size + ".json"));
    const auto lines = read_lines(folder + (size == "list" ? "/cases_list.jsonl" : "/cases.jsonl"));
    const auto start = steady_clock::now();
    const ruleset rules = compiled(text);
    static_cast<void>(rules.decide(rules.read_json(lines.front()), "outcome"));
    const double load_ms = seconds_since(start) * 1e3;
    packed_cases cases = rules.pack();
    auto reader = rules.reader();
    case_data one;
    for (const std::string& line : lines) {
        reader.read_json(line, one);
        if (!one.errors.empty()) throw std::runtime_error(to_string(one.errors.front()));
        cases.add(one);
    }
    const auto answers = read_answers(folder + "/answers_" + size + ".csv");
    if (answers.size() < cases.size()) throw std::runtime_error("fewer answers than cases");
    const classify::wish wish = wish_of_environment();

    subject outcome(rules, "outcome", wish);
    std::vector<int> firsts(cases.size());
    measure(
        {size, "first", outcome.strategy(), outcome.bytes(), load_ms, lines_a_second(rules, lines, "outcome")},
        cases.size(),
        [&](std::size_t from, std::size_t to) {
            for (std::size_t i = from; i < to; ++i) firsts[i] = outcome.first(cases, i);
        },
        [&](std::size_t i) { return firsts[i] == answers[i].first; });

    subject sum(rules, "points", wish);
    const auto points = points_of(rules.stage_model(), decider(rules).question("points"));
    std::vector<expected> sums(cases.size());
    measure(
        {size, "collect", sum.strategy(), sum.bytes(), load_ms, lines_a_second(rules, lines, "points")}, cases.size(),
        [&](std::size_t from, std::size_t to) {
            for (std::size_t i = from; i < to; ++i) sums[i] = sum.all(cases, i, points);
        },
        [&](std::size_t i) {
            return sums[i].count == answers[i].count && sums[i].points == answers[i].points &&
                   sums[i].check == answers[i].check;
        });
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc == 3) {
        run(argv[1], argv[2]);
        return 0;
    }
    std::fprintf(stderr, "usage: peers DIR SIZE\n");
    return 2;
} catch (const std::exception& e) {
    std::fprintf(stderr, "peers: %s\n", e.what());
    return 2;
}
