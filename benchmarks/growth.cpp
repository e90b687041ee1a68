// How deciding grows with the number of rules, beside hand-written C++ with one `if` for each rule, in one process.
//
//     growth [PICTURE.svg] [SIZE…]     sizes: 10 100 1000 10000 list; without any: all
//
// Writ decides packed cases, and then the very structs that the `if`s read, bound to the facts. Every answer is compared with the
// reference's before a time counts. All are timed in turn, so that a machine that is slow for a while is slow for all: ratios are
// to be quoted, not nanoseconds.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "bound_shops.hpp"
#include "ladders/ladder.hpp"
#include "support/line_chart.hpp"
#include "workloads/growth_sizes.hpp"
#include "writ/io/read_case.hpp"
#include "writ/model/model.hpp"
#include "writ/render_diagnostic.hpp"
#include "writ/writ.hpp"

namespace {

using namespace writ;
using namespace writ::bench;
using std::chrono::steady_clock;

constexpr int repeats = 7;
constexpr std::size_t timed_alone = 20'000;

double nanoseconds_since(steady_clock::time_point start) {
    return std::chrono::duration<double, std::nano>(steady_clock::now() - start).count();
}

double quantile(std::vector<double> v, double q) {
    std::sort(v.begin(), v.end());
    return v[std::min(v.size() - 1, static_cast<std::size_t>(static_cast<double>(v.size()) * q))];
}

// What a case comes to: the first rule that matches (-1: none), how many do, the sum of their points, and of their numbers' squares.
struct result {
    int first = -1;
    std::size_t count = 0;
    std::int64_t points = 0;
    std::uint64_t check = 0;
    friend bool operator==(const result&, const result&) = default;
};

std::uint64_t square(std::uint64_t n) { return n * n; }

result expected_of(const shop_policy& p, const shop_case& c) {
    result out;
    for (std::size_t i = 0; i < p.rules.size(); ++i) {
        if (!matches(p, p.rules[i], c)) continue;
        if (out.first < 0) out.first = static_cast<int>(i);
        ++out.count;
        out.points += p.rules[i].points;
        out.check += square(i + 1);
    }
    return out;
}

const ladder& ladder_of(std::string_view name) {
    if (name == "10") return ladder_10;
    if (name == "100") return ladder_100;
    if (name == "1000") return ladder_1000;
    return name == "10000" ? ladder_10000 : ladder_list;
}

// One way to decide: case by number, into its result.
using way = std::function<void(std::size_t from, std::size_t to, std::vector<result>& into)>;

class hand_written {
public:
    hand_written(const ladder& l, const std::vector<shop_case>& cases) : ladder_(l), bytes_((l.bytes + 63) / 64 * 64) {
        room_.resize(cases.size() * bytes_ + 64);
        std::vector<std::int64_t> items;
        for (std::size_t i = 0; i < cases.size(); ++i) {
            items.clear();
            for (const auto& item : cases[i].items) items.insert(items.end(), item.begin(), item.end());
            l.put(cases[i].values.data(), items.data(), cases[i].items.size(), at(i));
        }
    }
    void first(std::size_t from, std::size_t to, std::vector<result>& into) {
        for (std::size_t i = from; i < to; ++i) into[i].first = ladder_.first(at(i));
    }
    void all(std::size_t from, std::size_t to, std::vector<result>& into) {
        std::uint32_t rules[10'000];
        for (std::size_t i = from; i < to; ++i) {
            result& r = into[i];
            r.count = ladder_.all(at(i), rules, r.points);
            r.check = 0;
            for (std::size_t k = 0; k < r.count; ++k) r.check += square(rules[k] + 1);
        }
    }

    unsigned char* at(std::size_t i) {
        const auto base = (reinterpret_cast<std::uintptr_t>(room_.data()) + 63) / 64 * 64;
        return reinterpret_cast<unsigned char*>(base) + i * bytes_;
    }

private:
    const ladder& ladder_;
    std::size_t bytes_;
    std::vector<unsigned char> room_;
};

class by_writ {
public:
    by_writ(const ruleset& rules, int otherwise)
        : otherwise_(otherwise),
          decider_(rules),
          outcome_(decider_.question("outcome")),
          points_(decider_.question("points")) {
        const auto& m = rules.stage_model();
        numbers_.resize(m.rules.size());
        std::uint64_t number = 0;
        for (const model::rule_id r : m[points_].rules) numbers_[model::index(r)] = ++number;
    }
    template <class Load>
    void first(const Load& load, std::size_t from, std::size_t to, std::vector<result>& into) {
        for (std::size_t i = from; i < to; ++i) {
            load(decider_, i);
            const auto said = static_cast<int>(decider_.ask(outcome_).value.value);
            into[i].first = said == otherwise_ ? -1 : said;
        }
    }
    template <class Load>
    void all(const Load& load, std::size_t from, std::size_t to, std::vector<result>& into) {
        for (std::size_t i = from; i < to; ++i) {
            load(decider_, i);
            const short_answer& a = decider_.ask(points_);
            result& r = into[i];
            r.count = a.rules.size();
            r.points = a.value.value;
            r.check = 0;
            for (const std::uint32_t rule : a.rules) r.check += square(numbers_[rule]);
        }
    }
    // One way or the other, by how cases are loaded.
    template <class Load>
    way by(bool is_first, Load load) {
        return [this, is_first, load](std::size_t from, std::size_t to, std::vector<result>& into) {
            is_first ? first(load, from, to, into) : all(load, from, to, into);
        };
    }

private:
    int otherwise_;
    decider decider_;
    model::term_id outcome_, points_;
    std::vector<std::uint64_t> numbers_;
};

struct timing {
    double mean = 0, p99 = 0;
};

struct row {
    std::string size, mode;
    timing hand, packed, bound;  // Writ, of packed cases and of structs
};

timing summary(const std::vector<double>& means, const std::vector<double>& alone) {
    return {quantile(means, 0.5), quantile(alone, 0.99)};
}

// Times all ways in turn.
void measure(row& r, const std::array<way, 3>& ways, std::vector<result>& room) {
    std::array<std::vector<double>, 3> means, alone;
    for (int i = 0; i < repeats; ++i)
        for (std::size_t k = 0; k < ways.size(); ++k) {
            const auto start = steady_clock::now();
            ways[k](0, room.size(), room);
            means[k].push_back(nanoseconds_since(start) / static_cast<double>(room.size()));
        }
    const auto start = steady_clock::now();
    for (std::size_t i = 0; i < timed_alone; ++i) static_cast<void>(steady_clock::now());
    const double tick = nanoseconds_since(start) / timed_alone;
    for (std::size_t k = 0; k < ways.size(); ++k)
        for (std::size_t i = 0; i < std::min(timed_alone, room.size()); ++i) {
            const auto before = steady_clock::now();
            ways[k](i, i + 1, room);
            alone[k].push_back(std::max(0.0, nanoseconds_since(before) - tick));
        }
    r.hand = summary(means[0], alone[0]);
    r.packed = summary(means[1], alone[1]);
    r.bound = summary(means[2], alone[2]);
    std::printf("| %s, %s | %.0f (%.0f) | %.0f (%.0f) | %.3f | %.2f | %.0f (%.0f) | %.3f |\n", r.size.c_str(),
                r.mode.c_str(), r.hand.mean, r.hand.p99, r.packed.mean, r.packed.p99, r.packed.mean / r.hand.mean,
                r.packed.p99 / r.hand.p99, r.bound.mean, r.bound.p99, r.bound.mean / r.hand.mean);
    std::fflush(stdout);
}

void require_equal(const std::vector<result>& found, const std::vector<result>& right, const char* who, const row& r) {
    for (std::size_t i = 0; i < right.size(); ++i) {
        const bool same = r.mode == "first" ? found[i].first == right[i].first
                                            : found[i].count == right[i].count && found[i].points == right[i].points &&
                                                  found[i].check == right[i].check;
        if (!same)
            throw std::runtime_error(std::string(who) + " decides case " + std::to_string(i) + " of " + r.size + ", " +
                                     r.mode + ", otherwise than the reference");
    }
}

ruleset compiled(const shop_policy& p) {
    auto c = ruleset::compile({{"shops.writ", as_pack(p)}});
    if (!c.rules) throw std::runtime_error(render(c.diagnostics, *c.sources));
    return *std::move(c.rules);
}

// The structs that the ladder reads, as Writ takes them.
template <class Shop, class Binding>
auto structs(hand_written& of, Binding& binding) {
    return [&of, &binding](decider& d, std::size_t i) { d.load(binding, *reinterpret_cast<const Shop*>(of.at(i))); };
}

void run(const growth_size& s, std::vector<row>& rows) {
    const shop_policy p = policy_of(s);
    const auto cases = make_cases(p, s.cases, 11);
    const ruleset rules = compiled(p);
    packed_cases packed = rules.pack();
    auto reader = rules.reader();
    case_data one;
    for (const shop_case& c : cases) {
        reader.read_json(as_json(p, c), one);
        if (!one.errors.empty()) throw std::runtime_error(to_string(one.errors.front()));
        packed.add(one);
    }
    std::vector<result> right, room(cases.size());
    for (const shop_case& c : cases) right.push_back(expected_of(p, c));
    hand_written hand(ladder_of(s.name), cases);
    by_writ writ(rules, static_cast<int>(p.rules.size()));
    const auto compare = [&](bool first, const way& bound) {
        row r{std::string(s.name), first ? "first" : "all", {}, {}, {}};
        const std::array<way, 3> ways{[&, first](auto from, auto to, auto& into) {
                                          first ? hand.first(from, to, into) : hand.all(from, to, into);
                                      },
                                      writ.by(first, [&](decider& d, std::size_t i) { d.load(packed, i); }), bound};
        const char* const names[] = {"the ladder", "writ", "writ, from structs,"};
        for (std::size_t k = 0; k < ways.size(); ++k) {
            std::fill(room.begin(), room.end(), result{});
            ways[k](0, room.size(), room);
            require_equal(room, right, names[k], r);
        }
        measure(r, ways, room);
        rows.push_back(r);
    };
    for (const bool first : {true, false}) {
        if (s.lists) {
            auto binding = bound_with_items(rules);
            compare(first, writ.by(first, structs<shop_with_items>(hand, binding)));
        } else {
            auto binding = bound_flat(rules);
            compare(first, writ.by(first, structs<flat_shop>(hand, binding)));
        }
    }
}

void draw(const std::vector<row>& rows, const std::string& file) {
    std::vector<chart_line> lines{{"if ladder, all rules", "#c2410c", true, {}},
                                  {"if ladder, first rule", "#c2410c", false, {}},
                                  {"writ, all rules", "#1d4ed8", true, {}},
                                  {"writ, first rule", "#1d4ed8", false, {}}};
    for (const row& r : rows) {
        if (r.size == "list") continue;
        const std::size_t first = r.mode == "first" ? 1 : 0;
        lines[first].points.push_back({std::stod(r.size), r.hand.mean});
        lines[2 + first].points.push_back({std::stod(r.size), r.packed.mean});
    }
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
        "| rules, hit policy | if ladder: ns (p99) | writ, a packed case: ns (p99) | ratio | of p99 "
        "| writ, a struct: ns (p99) | ratio |\n|---|---|---|---|---|---|---|\n");
    std::vector<row> rows;
    for (const growth_size& s : growth_sizes)
        if (wanted.empty() || std::find(wanted.begin(), wanted.end(), s.name) != wanted.end()) run(s, rows);
    if (!picture.empty()) draw(rows, picture);
    return 0;
} catch (const std::exception& e) {
    std::fprintf(stderr, "growth: %s\n", e.what());
    return 1;
}
