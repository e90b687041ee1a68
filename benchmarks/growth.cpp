// How deciding grows with the number of rules, beside hand-written C++ and the rivals that are installed, in one run.
//
//     growth [PICTURE.svg] [SIZE…]     sizes: 10 100 1000 10000 list; without any: all, and the picture
//
// Every answer of each is compared with the reference's before a time counts. Ratios are to be quoted, not nanoseconds: what is
// in this process is timed in turn, and each rival (`rivals/`) right after.
#include <algorithm>
#include <cstdio>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "bound_shops.hpp"
#include "growth/all_at_once.hpp"
#include "growth/one_by_one.hpp"
#include "growth/timing.hpp"
#include "rivals/rival.hpp"
#include "rivals/rival_files.hpp"
#include "support/line_chart.hpp"
#include "workloads/growth_sizes.hpp"
#include "writ/io/read_case.hpp"
#include "writ/render_diagnostic.hpp"

namespace {

using namespace writ;
using namespace writ::bench;
using std::chrono::steady_clock;

constexpr std::size_t timed_alone = 20'000;
constexpr std::size_t cases_of_rivals = 20'000;
constexpr hit_policy hit_policies[] = {hit_policy::first, hit_policy::all};

const ladder& ladder_of(std::string_view size) {
    if (size == "10") return ladder_10;
    if (size == "100") return ladder_100;
    if (size == "1000") return ladder_1000;
    return size == "10000" ? ladder_10000 : ladder_list;
}

/// None where loops would be too many to compile, or rules ask about items.
const column_ladder* columns_of(std::string_view size) {
    if (size == "10") return &columns_10;
    if (size == "100") return &columns_100;
    return size == "1000" ? &columns_1000 : nullptr;
}

/// What an engine takes, and the time by hand that it is compared with.
struct row {
    std::string size, engine;
    hit_policy hits{};
    timing took;
    double by_hand = 0;
    double load = 0;  ///< nanoseconds from the rules' text to the first answer; 0: not measured
};

/// The ladder's, which is the first of its size.
const row& ladder_among(const std::vector<row>& rows, const std::string& size, hit_policy h) {
    return *std::find_if(rows.begin(), rows.end(), [&](const row& r) { return r.size == size && r.hits == h; });
}

std::string number_or_nothing(double v, const char* form) {
    char out[32];
    std::snprintf(out, sizeof out, form, v);
    return v > 0 ? out : "";
}

void print(const row& r) {
    const double ratio = r.took.mean / r.by_hand;
    const int places = ratio < 0.1 ? 3 : ratio < 10 ? 2 : 0;
    std::printf("| %s, %s | %s | %s | %s | %.*f | %s |\n", r.size.c_str(), name_of(r.hits), r.engine.c_str(),
                number_or_nothing(r.took.mean, r.took.mean < 100 ? "%.1f" : "%.0f").c_str(),
                number_or_nothing(r.took.p99, "%.0f").c_str(), places, ratio,
                number_or_nothing(r.load / 1e6, "%.1f").c_str());
    std::fflush(stdout);
}

void require_right(bool right, const char* who, std::size_t i) {
    if (!right)
        throw std::runtime_error(std::string(who) + " decides case " + std::to_string(i) +
                                 " otherwise than the reference");
}

/// A policy, its cases, and what is right.
class subject {
public:
    explicit subject(const growth_size& s)
        : size(s.name),
          policy(policy_of(s)),
          cases(make_cases(policy, s.cases, 11)),
          otherwise(static_cast<int>(policy.rules.size())),
          text(as_pack(policy)),
          begun(steady_clock::now()),
          rules(compiled()),
          load(first_answer()),
          packed(rules.pack()) {
        auto reader = rules.reader();
        case_data one;
        for (const shop_case& c : cases) {
            reader.read_json(as_json(policy, c), one);
            if (!one.errors.empty()) throw std::runtime_error(to_string(one.errors.front()));
            packed.add(one);
            right.push_back(answer_of(policy, c));
        }
    }

    std::string size;
    shop_policy policy;
    std::vector<shop_case> cases;
    int otherwise;
    std::string text;
    steady_clock::time_point begun;
    ruleset rules;
    double load;
    packed_cases packed;
    answers right;

private:
    ruleset compiled() const {
        auto c = ruleset::compile({{"shops.writ", text}});
        if (!c.rules) throw std::runtime_error(render(c.diagnostics, *c.sources));
        return *std::move(c.rules);
    }

    double first_answer() const {
        static_cast<void>(rules.decide(rules.read_json(as_json(policy, cases.front())), "outcome"));
        return nanoseconds_since(begun);
    }
};

/// One case after the other: the ladder, and writ, given packed cases and the structs that the ladder reads; and lookups of
/// packed cases as other processors do them.
template <class Shop, class Binding>
void decide_one_by_one(const subject& s, Binding binding, std::vector<row>& rows) {
    by_ladder hand(ladder_of(s.size), s.cases);
    by_writ packed(s.rules, s.otherwise, [&](decider& d, std::size_t i) { d.load(s.packed, i); });
    by_writ bound(s.rules, s.otherwise,
                  [&](decider& d, std::size_t i) { d.load(binding, *reinterpret_cast<const Shop*>(hand.at(i))); });
    by_lookup avx2(s.rules, s.policy, s.packed, std::min(classify::level::avx2, classify::best_level()));
    by_lookup portable(s.rules, s.policy, s.packed, classify::level::portable);
    answers room(s.cases.size());
    for (const hit_policy h : hit_policies) {
        const auto way_of = [&](auto& engine) {
            return [&, h](std::size_t from, std::size_t to) {
                h == hit_policy::first ? engine.first(from, to, room) : engine.all(from, to, room);
            };
        };
        const std::vector<way> ways{way_of(hand), way_of(packed), way_of(bound), way_of(avx2), way_of(portable)};
        const char* const names[] = {"if ladder", "writ", "writ, a struct", "writ, AVX2", "writ, no vectors"};
        for (std::size_t w = 0; w < ways.size(); ++w) {
            room.assign(room.size(), {});
            ways[w](0, room.size());
            for (std::size_t i = 0; i < room.size(); ++i) require_right(room[i].agrees(s.right[i], h), names[w], i);
        }
        const auto took = timed_in_turn(ways, s.cases.size(), timed_alone);
        for (std::size_t w = 0; w < ways.size(); ++w) {
            rows.push_back({s.size, names[w], h, took[w], took[0].mean, w == 1 ? s.load : 0});
            print(rows.back());
        }
    }
}

/// The same cases, but three of their facts unknown in each.
void decide_with_unknown_facts(const subject& s, const std::vector<row>& rows) {
    constexpr std::size_t unknown = 3, checked = 500;
    std::mt19937_64 random(12);
    const auto& facts = s.rules.layout().facts;
    packed_cases packed = s.rules.pack();
    for (std::size_t i = 0; i < s.cases.size(); ++i) {
        case_data c = s.packed.given(i);
        std::set<std::size_t> chosen;
        while (chosen.size() < unknown) {
            const fact_place& f = facts[static_cast<std::size_t>(random() % facts.size())];
            if (f.kind == fact_place::kind_of::scalar) chosen.insert(f.at);
        }
        for (const std::size_t at : chosen) c.cells[at] = {0, presence::unknown};
        packed.add(std::move(c));
    }
    for (const hit_policy h : hit_policies) {
        const char* const question = h == hit_policy::first ? "outcome" : "points";
        decider d(s.rules);
        const model::term_id asked = d.question(question);
        for (std::size_t i = 0; i < std::min(checked, s.cases.size()); ++i) {
            d.load(packed, i);
            require_right(d.ask(asked).status == s.rules.decide(packed.given(i), question).status, "writ", i);
        }
        std::uint64_t sum = 0;
        const auto took = timed_in_turn({[&](std::size_t from, std::size_t to) {
                                            for (std::size_t i = from; i < to; ++i) {
                                                d.load(packed, i);
                                                sum += d.ask(asked).rules.size();
                                            }
                                        }},
                                        s.cases.size(), timed_alone);
        const row& hand = ladder_among(rows, s.size, h);
        print({s.size, "writ, three facts unknown", h, took[0], hand.took.mean, 0});
        if (sum == 0) std::puts("no rule surely speaks");
    }
}

/// All cases at once: loops over columns and writ's columns.
void decide_at_once(const subject& s) {
    if (columns_of(s.size) == nullptr) return;
    by_loops hand(*columns_of(s.size), s.cases);
    by_columns writ(s.rules, s.packed, s.otherwise);
    for (const hit_policy h : hit_policies) {
        const auto way_of = [&](auto& engine, const char* name) {
            const auto run = [&, h](std::size_t, std::size_t) {
                h == hit_policy::first ? engine.first() : engine.all();
            };
            run(0, 0);
            for (std::size_t i = 0; i < s.cases.size(); ++i) require_right(engine.agrees(i, s.right[i], h), name, i);
            return run;
        };
        const char* const names[] = {"loops over columns", "writ, columns"};
        const auto took = timed_in_turn({way_of(hand, names[0]), way_of(writ, names[1])}, s.cases.size(), 0);
        for (std::size_t w = 0; w < 2; ++w) print({s.size, names[w], h, took[w], took[0].mean, 0});
    }
}

/// The engines of others. @param absent  those that are not installed; each is said once
void decide_by_rivals(const subject& s, const std::vector<row>& rows, std::set<std::string>& absent) {
    const std::filesystem::path programs = WRIT_RIVALS, files = programs / s.size;
    const std::vector<shop_case> cases(
        s.cases.begin(), s.cases.begin() + static_cast<std::ptrdiff_t>(std::min(s.cases.size(), cases_of_rivals)));
    write_rival_files(files, s.policy, cases);
    for (const rival& r : rivals)
        for (const hit_policy h : hit_policies) {
            if (absent.contains(r.name)) continue;
            const rival_report found = run_rival(r, programs, files, h);
            if (found.outcome == rival_report::outcome_of::absent) {
                absent.insert(r.name);
                std::printf("| | %s | not here: `%s` | | | |\n", r.name, r.install);
            }
            if (found.outcome != rival_report::outcome_of::measured) continue;
            require_right(r, found, s.policy, cases, h);
            const row& hand = ladder_among(rows, s.size, h);
            print({s.size, r.name, h, {found.mean, found.p99}, hand.took.mean, found.load});
        }
}

void draw(const std::vector<row>& rows, const std::string& file) {
    std::vector<chart_line> lines{{"if ladder, all rules", "#c2410c", true, {}},
                                  {"if ladder, first rule", "#c2410c", false, {}},
                                  {"writ, all rules", "#1d4ed8", true, {}},
                                  {"writ, first rule", "#1d4ed8", false, {}}};
    for (const row& r : rows)
        if (r.size != "list" && (r.engine == "writ" || r.engine == "if ladder"))
            lines[(r.engine == "writ" ? 2 : 0) + (r.hits == hit_policy::first ? 1 : 0)].points.push_back(
                {std::stod(r.size), r.took.mean});
    write_line_chart(file, "One decision, by number of rules", "rules", "ns", lines);
}

}  // namespace

int main(int argc, char** argv) try {
    std::string picture;
    std::vector<std::string> wanted;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word.ends_with(".svg")) picture = word;
        else wanted.push_back(word);
    }
    std::printf(
        "| rules, hit policy | engine | ns a case | p99 | times by hand | load, ms |\n|---|---|---|---|---|---|\n");
    std::vector<row> rows;
    std::set<std::string> absent;
    for (const growth_size& size : growth_sizes) {
        if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), size.name) == wanted.end()) continue;
        const subject s(size);
        if (size.lists) decide_one_by_one<shop_with_items>(s, bound_with_items(s.rules), rows);
        else decide_one_by_one<flat_shop>(s, bound_flat(s.rules), rows);
        decide_with_unknown_facts(s, rows);
        decide_at_once(s);
        decide_by_rivals(s, rows, absent);
    }
    if (!picture.empty() && wanted.empty()) draw(rows, picture);
    return 0;
} catch (const std::exception& e) {
    std::fprintf(stderr, "growth: %s\n", e.what());
    return 1;
}
