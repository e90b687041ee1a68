// Decides the cases of a workload made for comparing engines, and prints what it took: a row of JSON for each hit policy.
//
//     peers DIR SIZE     rules_SIZE.json, schema.json, cases.jsonl (list: cases_list.jsonl) and answers_SIZE.csv of DIR
//
// Every answer is compared before a time counts. Times are of the default way to decide packed cases one by one, in the form
// that the programs for other engines print, and then of all cases as columns (`columns_first`, `columns_collect`; with
// `transpose_ns`, what checking the columns takes a case; PEERS_THREADS says how many threads). `e2e_dps` and `e2e2_dps` are lines of
// JSON to answers in one second, by one thread and by two; `index_bytes` and `strategy` say how the rules are looked up. PEERS_STRATEGY
// (scan, rows, words) and PEERS_LEVEL (portable, avx2, avx512) force a way, and are then asked without the decider around it.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "support/narrow_columns.hpp"
#include "workloads/peer_pack.hpp"
#include "writ/classify/from_model.hpp"
#include "writ/io/json_lines.hpp"
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

// The cases, one on each line, as the rules want them.
std::string read_cases(const std::string& path) {
    std::istringstream in(read_file(path));
    std::string out;
    for (std::string line; std::getline(in, line);) out += "{\"seller\":" + line + "}\n";
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
    double load_ms = 0;
    double jsonl[2] = {};  ///< lines of JSON a second, by one thread and by two
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
        "\"ns_min\":%.2f,\"ns_max\":%.2f,\"ns_p50\":%.0f,\"ns_p99\":%.0f,\"dps\":%.4g,\"e2e_dps\":%.4g,\"e2e2_dps\":%."
        "4g,"
        "\"load_ms\":%.3f,\"strategy\":\"%s\",\"index_bytes\":%zu}\n",
        r.size.c_str(), r.mode.c_str(), ok ? 1 : 0, cases, median(means), *std::min_element(means.begin(), means.end()),
        *std::max_element(means.begin(), means.end()), single[single.size() / 2], single[single.size() * 99 / 100],
        1e9 / median(means), r.jsonl[0], r.jsonl[1], r.load_ms, r.strategy.c_str(), r.bytes);
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
    if (const int how = named("PEERS_STRATEGY", "scan", "rows", "words"); how >= 0)
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

// Times one decision of all cases at once; `right` looks at the answers.
void measure_columns(const std::string& size, const std::string& mode, const ruleset& rules,
                     const bench::narrow_columns& cases, const std::string& question,
                     const std::function<bool(const decision_columns&)>& right) {
    const char* threads = std::getenv("PEERS_THREADS");
    column_decider d(rules, threads == nullptr ? 1 : static_cast<unsigned>(std::atoi(threads)));
    std::vector<double> checking, deciding;
    decision_columns out;
    bool ok = true;
    for (int i = 0; i < 11; ++i) {
        auto start = steady_clock::now();
        const columns made = cases.made();
        checking.push_back(seconds_since(start) * 1e9 / static_cast<double>(made.rows()));
        start = steady_clock::now();
        d.decide(made, question, out);
        deciding.push_back(seconds_since(start) * 1e9 / static_cast<double>(made.rows()));
        ok = ok && right(out);
    }
    deciding.erase(deciding.begin());  // the first time rules are made ready for such columns
    std::printf(
        "{\"peer\":\"writ\",\"size\":\"%s\",\"mode\":\"%s\",\"ok\":%d,\"checked\":%zu,\"ns_mean\":%.2f,\"ns_min\":%.2f,"
        "\"ns_max\":%.2f,\"dps\":%.4g,\"transpose_ns\":%.2f}\n",
        size.c_str(), mode.c_str(), ok ? 1 : 0, out.rows, median(deciding),
        *std::min_element(deciding.begin(), deciding.end()), *std::max_element(deciding.begin(), deciding.end()),
        1e9 / median(deciding), median(checking));
}

// JSON text to decisions: each line is read and decided, and its answer written, a number on a line.
class line_bench {
public:
    line_bench(const ruleset& rules, const std::string& text, const std::string& question, bool first)
        : rules_(rules),
          text_(text),
          question_(decider(rules).question(question)),
          first_(first),
          places_(places_of(rules.stage_model(), question_)) {}

    // Lines in one second, the median of three. Every answer is compared first.
    double measure(unsigned jobs, const std::string& expected) {
        run(jobs);
        if (out_ != expected) throw std::runtime_error("wrong answers to lines of JSON");
        std::vector<double> rates;
        for (int i = 0; i < 3; ++i) {
            const auto start = steady_clock::now();
            run(jobs);
            rates.push_back(static_cast<double>(cases_) / seconds_since(start));
        }
        return median(rates);
    }

private:
    void run(unsigned jobs) {
        out_.clear();
        cases_ = 0;
        const auto worker = [&] {
            const auto d = std::make_shared<decider>(rules_);
            return io::line_worker{rules_.reader(), [this, d](case_data& c, std::uint64_t, io::lines_made& made) {
                                       d->load(c);
                                       answer(d->ask(question_), made.answers);
                                   }};
        };
        io::for_each_line(text_, jobs, worker, [&](const io::lines_made& made) {
            out_ += made.answers;
            cases_ += made.cases;
        });
    }

    void answer(const short_answer& a, std::string& out) const {
        char digits[24];
        const std::int64_t n = first_ ? places_[a.rules.front()] : a.value.value;
        *std::to_chars(digits, digits + sizeof digits - 1, n).ptr = '\0';
        (out += digits) += '\n';
    }

    const ruleset& rules_;
    const std::string& text_;
    model::term_id question_;
    bool first_;
    std::vector<int> places_;
    std::string out_;
    std::uint64_t cases_ = 0;
};

std::vector<std::int64_t> points_of(const model::model& m, model::term_id decision) {
    std::vector<std::int64_t> out;
    for (const model::rule_id r : m[decision].rules) out.push_back(m[*m[r].then].number.num);
    return out;
}

void run(const std::string& folder, const std::string& size) {
    const std::string text =
        bench::peer_pack(read_file(folder + "/schema.json"), read_file(folder + "/rules_" + size + ".json"));
    const std::string lines = read_cases(folder + (size == "list" ? "/cases_list.jsonl" : "/cases.jsonl"));
    const auto start = steady_clock::now();
    const ruleset rules = compiled(text);
    static_cast<void>(rules.decide(rules.read_json(lines.substr(0, lines.find('\n'))), "outcome"));
    const double load_ms = seconds_since(start) * 1e3;
    packed_cases cases = rules.pack();
    auto reader = rules.reader();
    case_data one;
    for (io::json_lines each(reader, lines); each.next(one);) {
        if (!one.errors.empty()) throw std::runtime_error(to_string(one.errors.front()));
        cases.add(one);
    }
    const auto answers = read_answers(folder + "/answers_" + size + ".csv");
    if (answers.size() < cases.size()) throw std::runtime_error("fewer answers than cases");
    const classify::wish wish = wish_of_environment();
    std::string first_lines, sum_lines;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        first_lines += std::to_string(answers[i].first) + '\n';
        sum_lines += std::to_string(answers[i].points) + '\n';
    }
    line_bench first_line(rules, lines, "outcome", true), sum_line(rules, lines, "points", false);

    subject outcome(rules, "outcome", wish);
    std::vector<int> firsts(cases.size());
    measure(
        {size,
         "first",
         outcome.strategy(),
         outcome.bytes(),
         load_ms,
         {first_line.measure(1, first_lines), first_line.measure(2, first_lines)}},
        cases.size(),
        [&](std::size_t from, std::size_t to) {
            for (std::size_t i = from; i < to; ++i) firsts[i] = outcome.first(cases, i);
        },
        [&](std::size_t i) { return firsts[i] == answers[i].first; });

    subject sum(rules, "points", wish);
    const auto points = points_of(rules.stage_model(), decider(rules).question("points"));
    std::vector<expected> sums(cases.size());
    measure(
        {size,
         "collect",
         sum.strategy(),
         sum.bytes(),
         load_ms,
         {sum_line.measure(1, sum_lines), sum_line.measure(2, sum_lines)}},
        cases.size(),
        [&](std::size_t from, std::size_t to) {
            for (std::size_t i = from; i < to; ++i) sums[i] = sum.all(cases, i, points);
        },
        [&](std::size_t i) {
            return sums[i].count == answers[i].count && sums[i].points == answers[i].points &&
                   sums[i].check == answers[i].check;
        });
    if (size == "list") return;

    const bench::narrow_columns narrow(rules, cases);
    measure_columns(size, "columns_first", rules, narrow, "outcome", [&](const decision_columns& got) {
        const auto places = places_of(rules.stage_model(), decider(rules).question("outcome"));
        for (std::size_t i = 0; i < got.rows; ++i)
            if (places[got[i].rules.front()] != answers[i].first) return false;
        return true;
    });
    measure_columns(size, "columns_collect", rules, narrow, "points", [&](const decision_columns& got) {
        const auto places = places_of(rules.stage_model(), decider(rules).question("points"));
        for (std::size_t i = 0; i < got.rows; ++i) {
            const short_answer a = got[i];
            std::int64_t check = 0;
            for (const std::uint32_t r : a.rules) check += std::int64_t{places[r] + 1} * (places[r] + 1);
            if (static_cast<int>(a.rules.size()) != answers[i].count || a.value.value != answers[i].points ||
                check != answers[i].check)
                return false;
        }
        return true;
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
