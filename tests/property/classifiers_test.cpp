// Classifiers against trying one rule after the other, and the answers made with them against those of the evaluator; with facts
// that are not known, too.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>
#include <tuple>

#include "support/compiled.hpp"
#include "support/random_table.hpp"
#include "writ/classify/from_model.hpp"
#include "writ/classify/open_case.hpp"
#include "writ/eval/evaluator.hpp"
#include "writ/model/model.hpp"
#include "writ/writ.hpp"

namespace {

using namespace writ;
using classify::level;
using classify::strategy;

/// What tests of cells say, read as they are written.
bool passes(const classify::test& t, std::int64_t value, const cell_lane& lane) {
    if (!t.by_bits) return t.low <= value && value <= t.high;
    if (lane.kind != cell_lane::kind_of::set) return t.bits.test(static_cast<std::size_t>(value));
    for (std::uint32_t m = 0; m < lane.points; ++m)
        if (t.bits.test((value >> m & 1) != 0 ? m : m + lane.points)) return true;
    return false;
}

bool passes(const classify::list_test& t, const case_data& c, const lane_layout& lanes) {
    const list_lanes& l = lanes.lists[t.list];
    const list_data& given = c.lists[l.list];
    std::uint32_t count = 0;
    for (std::uint32_t i = 0; i < given.count; ++i) {
        const bool all = std::all_of(t.tests.begin(), t.tests.end(), [&](const classify::test& x) {
            return passes(x, given.cells[std::size_t{x.cell} * given.count + i].value, l.fields[x.cell]);
        });
        count += all != t.failing ? 1 : 0;
    }
    return (count >= t.count) != t.fewer;
}

std::vector<std::uint32_t> matching(const classify::rule_tests& rules, const case_data& c, const lane_layout& lanes) {
    std::vector<std::uint32_t> out;
    for (const classify::way& w : rules.ways) {
        const bool all = std::all_of(w.tests.begin(), w.tests.end(),
                                     [&](const classify::test& t) {
                                         return passes(t, c.cells[t.cell].value, lanes.cells[t.cell]);
                                     }) &&
                         std::all_of(w.lists.begin(), w.lists.end(),
                                     [&](std::uint32_t t) { return passes(rules.lists[t], c, lanes); });
        if (all && (out.empty() || out.back() != w.rule)) out.push_back(w.rule);
    }
    return out;
}

/// The rules that match whatever the unknown cells are, and those that may.
struct weighed {
    std::vector<std::uint32_t> sure, open;
};

weighed weigh(const classify::rule_tests& rules, const case_data& c, const lane_layout& lanes) {
    std::map<std::uint32_t, bool> found;  // by rule: whether surely
    for (const classify::way& w : rules.ways) {
        bool sure = true, possible = true;
        for (const classify::test& t : w.tests) {
            if (is_open(c.cells[t.cell].state)) sure = false;
            else possible = possible && passes(t, c.cells[t.cell].value, lanes.cells[t.cell]);
        }
        for (const std::uint32_t t : w.lists) possible = possible && passes(rules.lists[t], c, lanes);
        if (possible) found[w.rule] = found[w.rule] || sure;
    }
    weighed out;
    for (const auto& [rule, sure] : found) (sure ? out.sure : out.open).push_back(rule);
    return out;
}

std::vector<std::uint32_t> numbers_in(std::span<const std::uint32_t> s) { return {s.begin(), s.end()}; }

std::vector<std::uint32_t> sorted(std::span<const std::uint32_t> s) {
    auto out = numbers_in(s);
    std::sort(out.begin(), out.end());
    return out;
}

struct looked_up {
    strategy how;
    level on;
};
constexpr looked_up ways_to_look[] = {{strategy::scan, level::portable},  {strategy::rows, level::portable},
                                      {strategy::rows, level::avx2},      {strategy::rows, level::avx512},
                                      {strategy::words, level::portable}, {strategy::words, level::avx2},
                                      {strategy::words, level::avx512}};

std::vector<std::uint32_t> completed(const classify::classifier& by, classify::open_case& c) {
    std::vector<std::uint32_t> out(by.room());
    out.resize(c.all_completed(out.data()));
    return out;
}

bool contains(const std::vector<std::uint32_t>& ascending, std::uint32_t rule) {
    return std::binary_search(ascending.begin(), ascending.end(), rule);
}

// The rules of a decision, looked up in every way.
class comparison {
public:
    comparison(const ruleset& r, model::term_id decision)
        : rules_(r),
          lanes_(r.stage_classifiers().lanes),
          tests_(classify::tests_of(r.stage_model(), decision, r.layout(), lanes_)) {
        if (tests_)
            for (const looked_up& w : ways_to_look) all_.emplace_back(*tests_, lanes_, classify::wish{w.how, w.on});
    }
    bool possible() const { return tests_.has_value(); }
    bool asks_lists() const { return possible() && !tests_->lists.empty(); }

    void check(const case_data& c) const {
        packed_cases packed = rules_.pack();
        packed.add(c);
        const auto expected = matching(*tests_, c, lanes_);
        for (std::size_t i = 0; i < all_.size(); ++i) {
            const auto& one = all_[i];
            INFO(tests_->rules.size(), " rules, ", to_string(one.chosen()), ", level ",
                 static_cast<int>(ways_to_look[i].on));
            if (!one.answers(packed[0])) {
                check_open(one, packed[0], c);
                continue;
            }
            CHECK(one.first(packed[0]) == (expected.empty() ? classify::nothing : expected.front()));
            std::vector<std::uint32_t> found(one.room());
            found.resize(one.all(packed[0], found.data()));
            CHECK(found == expected);
            if (one.ways_of_set() > 0) check_set(i, packed[0], expected);
        }
    }

    /// How often sets were compared with those of a case before.
    int sets_again() const noexcept { return sets_again_; }
    /// How many cases were weighed, in every way to look.
    int weighed_cases() const noexcept { return weighed_cases_; }
    /// How many of them in all completions that rules tell apart.
    int completed_cases() const noexcept { return completed_cases_; }

private:
    /// A set is always of the same rules, and of no way only where no rule matches.
    void check_set(std::size_t i, const lane_line* packed, const std::vector<std::uint32_t>& expected) const {
        const std::uint32_t set = all_[i].set(packed);
        CHECK((set >> all_[i].ways_of_set()) == 0);
        CHECK((set == 0) == expected.empty());
        const auto [at, is_new] = sets_.emplace(std::pair{i, set}, expected);
        CHECK(at->second == expected);
        sets_again_ += is_new ? 0 : 1;
    }

    void check_open(const classify::classifier& one, const lane_line* packed, const case_data& c) const {
        classify::open_case open;
        if (!open.load(one, packed)) return;
        ++weighed_cases_;
        const weighed expected = weigh(*tests_, c, lanes_);
        open.weigh(classify::open_case::extent::all);
        CHECK(numbers_in(open.sure()) == expected.sure);
        CHECK(sorted(open.open()) == expected.open);
        open.leave_all();
        std::vector<std::uint32_t> quietly;
        for (const std::uint32_t rule : completed(one, open))
            if (contains(expected.open, rule)) quietly.push_back(rule);
        CHECK(sorted(open.quiet()) == quietly);
        if (open.finds_first()) check_first(open.first(), expected, quietly);
        open.weigh(classify::open_case::extent::until_sure);
        const std::uint32_t last = expected.sure.empty() ? classify::nothing : expected.sure.front();
        CHECK((open.sure().empty() ? classify::nothing : open.sure().front()) == last);
        const auto end = std::lower_bound(expected.open.begin(), expected.open.end(), last);
        CHECK(sorted(open.open()) == std::vector<std::uint32_t>(expected.open.begin(), end));
        CHECK(sorted(open.quiet()) ==
              std::vector<std::uint32_t>(quietly.begin(), std::lower_bound(quietly.begin(), quietly.end(), last)));
        check_all_completions(one, open, expected);
        for (const std::uint32_t rule : expected.open) {
            const auto ways = std::count_if(tests_->ways.begin(), tests_->ways.end(),
                                            [&](const classify::way& w) { return w.rule == rule; });
            open.leave_for(rule);
            const auto with = completed(one, open);
            CHECK((!open.is_possible(rule) || contains(with, rule)));
            open.leave_all();
            const bool fails = open.leave_against(rule);
            const auto without = completed(one, open);
            CHECK((ways > 1 || (fails && !contains(without, rule))));
            for (const std::uint32_t sure : expected.sure) CHECK((contains(with, sure) && contains(without, sure)));
            CHECK(open.first_completed() == (without.empty() ? classify::nothing : without.front()));
        }
    }

    /// @param quietly  the open rules that match with quiet values
    void check_first(const classify::first_rules& found, const weighed& expected,
                     const std::vector<std::uint32_t>& quietly) const {
        const auto least = [](const std::vector<std::uint32_t>& ascending) {
            return ascending.empty() ? classify::nothing : ascending.front();
        };
        const std::uint32_t sure = least(expected.sure), open = least(expected.open), first = std::min(sure, open);
        CHECK(found.first() == std::min(first, classify::nothing / 2));
        CHECK(found.quiet == std::min(sure, least(quietly)));
        const auto ways = std::count_if(tests_->ways.begin(), tests_->ways.end(),
                                        [&](const classify::way& w) { return w.rule == first; });
        CHECK((found.is_sure() ? sure <= open : ways > 1 || open < sure));
    }

    /// What rules tell apart is gone through: no other completion matches other rules.
    void check_all_completions(const classify::classifier& one, classify::open_case& open,
                               const weighed& expected) const {
        open.weigh(classify::open_case::extent::all);
        if (!open.leave_first_of_all(256)) return;
        ++completed_cases_;
        std::set<std::vector<std::uint32_t>> all;
        do all.insert(completed(one, open));
        while (open.leave_next());
        CHECK((expected.open.empty() ? all.size() == 1 : all.size() > 1));
        open.leave_all();
        CHECK(all.count(completed(one, open)) == 1);
        for (const std::uint32_t rule : expected.open) {
            open.leave_for(rule);
            CHECK(all.count(completed(one, open)) == 1);
        }
    }

    mutable int weighed_cases_ = 0, completed_cases_ = 0, sets_again_ = 0;
    mutable std::map<std::pair<std::size_t, std::uint32_t>, std::vector<std::uint32_t>> sets_;  ///< by way to look
    const ruleset& rules_;
    const lane_layout& lanes_;
    std::optional<classify::rule_tests> tests_;
    std::vector<classify::classifier> all_;
};

}  // namespace

TEST_CASE("every way to look rules up finds the same") {
    std::mt19937_64 random(20261122);
    int asking_lists = 0, weighed_cases = 0, completed_cases = 0, sets_again = 0;
    for (const std::size_t rules : {1u, 5u, 16u, 17u, 31u, 32u, 33u, 64u, 65u, 130u, 260u, 600u}) {
        const ruleset r = test::compiled(test::random_table(random, rules, rules % 2 == 1));
        for (std::uint32_t t = 0; t < r.stage_model().terms.size(); ++t) {
            const comparison compared(r, model::term_id{t});
            if (!compared.possible()) continue;
            asking_lists += compared.asks_lists() ? 1 : 0;
            for (int i = 0; i < 60; ++i) compared.check(test::random_table_case(random, r, i % 3 == 0));
            weighed_cases += compared.weighed_cases();
            completed_cases += compared.completed_cases();
            sets_again += compared.sets_again();
        }
    }
    CHECK(sets_again > 100);
    CHECK(asking_lists > 4);
    CHECK(weighed_cases > 500);
    CHECK(completed_cases > 200);
}

TEST_CASE("thousands of rules are looked up until none can come before the one found") {
    std::mt19937_64 random(20261123);
    const auto up_to = [&](int n) { return std::to_string(random() % static_cast<unsigned>(n)); };
    std::string text =
        "pack many \"Many\" { version \"1\" languages en }\nenum Kind { a0, a1, a2, a3 }\nenum Side { b0, b1, b2, b3, "
        "b4 }\n"
        "facts t {\n  kind : Kind\n  side : Side\n  x : int 0 .. 100000\n  y : int 0 .. 20\n}\n"
        "decision total : int 0 .. 1000000 takes sum {\n";
    for (int i = 0; i < 4000; ++i) {
        const std::string under[] = {"t.kind is a" + up_to(4), "t.side is b" + up_to(5), "t.y > 3"};
        text += "  rule r" + std::to_string(i) + " { when " + under[random() % 3] + " and t.x >= " + up_to(100000) +
                " and t.x < " + up_to(100000) + " and t.y < " + up_to(20) + " then 1 }\n";
    }
    const ruleset r = test::compiled(text + "}\n");
    const comparison compared(r, model::term_id{0});
    REQUIRE(compared.possible());
    for (int i = 0; i < 200; ++i) {
        case_data c = r.empty_case();
        for (std::size_t f = 0; f < 4; ++f)
            c.cells[f] = {static_cast<std::int64_t>(random() % std::array<std::uint64_t, 4>{4, 5, 100'001, 21}[f]),
                          presence::known};
        compared.check(c);
    }
}

TEST_CASE("the first of thousands of rules is found wherever a round or a word ends") {
    lane_layout lanes;
    lanes.lines = 1;
    lanes.cells = {{cell_lane::kind_of::bits, 1, 0, 4, 0}, {cell_lane::kind_of::narrow, 2, 0, 0, 0}};
    // Of one kind there are as many rules as fit in 32 words, which are looked through at once, or one more.
    for (const std::uint32_t count : {4 * 32 * 14u, 4 * 32 * 14u + 4, 3000u}) {
        classify::rule_tests rules;
        for (std::uint32_t k = 0; k < count; ++k) {
            rules.rules.push_back(k);
            rules.exceptional.push_back(false);
            rules.ways.push_back({k, {{0, true, {}, 0, 0}, {1, false, {}, k, k + 40}}});
            rules.ways.back().tests.front().bits.set(k / 8 % 4);
        }
        const classify::classifier scan(rules, lanes, {strategy::scan, level::portable});
        std::vector<classify::classifier> all;
        for (const level on : {level::portable, level::avx2, level::avx512}) {
            all.emplace_back(rules, lanes, classify::wish{strategy::words, on});
            REQUIRE(all.back().chosen() == strategy::words);
        }
        lane_line c[2] = {};
        for (std::uint32_t x = 0; x < count + 60; ++x)
            for (std::uint16_t kind = 0; kind < 4; ++kind) {
                c[0].lane[1] = static_cast<std::uint16_t>(1 << kind);
                c[0].lane[2] = static_cast<std::uint16_t>(x);
                const std::uint32_t expected = scan.first(c);
                for (const auto& words : all) CHECK(words.first(c) == expected);
            }
    }
}

TEST_CASE("rules fill words, whatever they ask and wherever a word ends") {
    // Cells on two lines, or on three with a wide one on each.
    for (const std::uint32_t wide : {0u, 1u}) {
        lane_layout lanes;
        lanes.lines = 2 + wide;
        for (std::uint32_t l = 1; l + 4 <= lanes.lines * lanes_of_line; l += wide != 0 ? 4 : 1)
            lanes.cells.push_back(
                {wide != 0 && l % 32 == 17 ? cell_lane::kind_of::half : cell_lane::kind_of::narrow, l, 0, 0, 0});
        std::mt19937_64 random(20261124);
        for (const std::size_t asked : {1u, 2u, 7u, 31u, 32u, 33u})
            for (const std::uint32_t count : {1u, 13u, 14u, 15u, 29u, 60u}) {
                classify::rule_tests rules;
                for (std::uint32_t k = 0; k < count; ++k) {
                    rules.rules.push_back(k);
                    rules.exceptional.push_back(false);
                    classify::way& w = rules.ways.emplace_back(classify::way{k, {}});
                    // Now and then a rule asks nothing.
                    for (std::size_t i = 0; random() % 16 != 0 && i < asked; ++i)
                        w.tests.push_back({static_cast<std::uint32_t>(random() % lanes.cells.size()),
                                           false,
                                           {},
                                           static_cast<std::int64_t>(random() % 3),
                                           3 + static_cast<std::int64_t>(random() % 60'000)});
                }
                const bool fits = std::all_of(rules.ways.begin(), rules.ways.end(),
                                              [](const auto& w) { return w.tests.size() <= 32; });
                const classify::classifier scan(rules, lanes, {strategy::scan, level::portable});
                for (const level on : {level::portable, level::avx2, level::avx512}) {
                    const classify::classifier words(rules, lanes, {strategy::words, on});
                    CHECK((words.chosen() == strategy::words) == fits);
                    for (int i = 0; i < 40; ++i) {
                        std::vector<lane_line> c(lanes.lines + 1);
                        for (lane_line& l : c)
                            for (std::uint16_t& lane : l.lane)
                                lane = static_cast<std::uint16_t>(random() % (i % 2 == 0 ? 4 : 40'000));
                        std::vector<std::uint32_t> expected(scan.room()), found(words.room());
                        expected.resize(scan.all(c.data(), expected.data()));
                        found.resize(words.all(c.data(), found.data()));
                        CHECK(found == expected);
                        CHECK(words.first(c.data()) == scan.first(c.data()));
                    }
                }
            }
    }
}

TEST_CASE("wide cells are numbered alike whether they are few and have few cuts or not") {
    std::mt19937_64 random(20261122);
    const auto checked = [&](std::uint32_t cells, std::size_t cuts, std::uint32_t lines) {
        lane_layout lanes;
        lanes.lines = lines;
        classify::rule_tests rules;
        std::vector<std::vector<std::int64_t>> at(cells);
        for (std::uint32_t k = 0; k < cells; ++k) {
            lanes.cells.push_back({cell_lane::kind_of::half, k % lines * 32 + 1 + 2 * (k / lines), 0, 0, 0});
            std::set<std::int64_t> some = {0xfffffffe};
            if (cuts > 2) some.insert({1, 0x80000000});
            while (some.size() < cuts) some.insert(1 + static_cast<std::int64_t>(random() % 0xfffffffe));
            at[k].assign(some.begin(), some.end());
        }
        for (std::uint32_t k = 0; k < cells; ++k)
            for (const std::int64_t cut : at[k]) {
                const auto number = static_cast<std::uint32_t>(rules.rules.size());
                rules.rules.push_back(number);
                rules.exceptional.push_back(false);
                const std::uint32_t next = (k + 1) % cells;
                rules.ways.push_back({number, {{k, false, {}, cut, 0xffffffff}}});
                if (next != k) rules.ways.back().tests.push_back({next, false, {}, 0, at[next][random() % cuts] - 1});
            }
        for (const level on : {level::portable, level::avx2, level::avx512}) {
            const classify::classifier words(rules, lanes, {strategy::words, on});
            REQUIRE(words.chosen() == strategy::words);
            for (int i = 0; i < 60; ++i) {
                std::vector<lane_line> c(lines + 1);
                for (lane_line& l : c)
                    for (std::uint16_t& lane : l.lane) lane = static_cast<std::uint16_t>(random());
                case_data values;
                for (std::uint32_t k = 0; k < cells; ++k) {
                    const std::int64_t near = at[k][random() % cuts];
                    const std::int64_t some[] = {near, near - 1, 0, 0xfffffffe, 0xffffffff};
                    const std::int64_t value = some[random() % 5];
                    const std::uint32_t lane = lanes.cells[k].lane;
                    c[lane / 32].lane[lane % 32] = static_cast<std::uint16_t>(value & 0xffff);
                    c[lane / 32].lane[lane % 32 + 1] = static_cast<std::uint16_t>(value >> 16);
                    values.cells.push_back({value, presence::known});
                }
                INFO(cells, " cells, ", cuts, " cuts, ", lines, " lines, level ", static_cast<int>(on));
                const auto expected = matching(rules, values, lanes);
                std::vector<std::uint32_t> found(words.room());
                found.resize(words.all(c.data(), found.data()));
                CHECK(found == expected);
                CHECK(words.first(c.data()) == (expected.empty() ? classify::nothing : expected.front()));
            }
        }
    };
    for (const std::uint32_t cells : {1u, 2u, 8u, 9u})
        for (const std::size_t cuts : {1u, 2u, 5u, 15u, 16u, 17u})
            for (const std::uint32_t lines : {1u, 2u, 3u}) checked(cells, cuts, lines);
}

TEST_CASE("rules are looked up as is quickest where they are") {
    lane_layout lanes;
    lanes.lines = 2;
    for (std::uint32_t l = 1; l < 61; ++l) lanes.cells.push_back({cell_lane::kind_of::narrow, l, 0, 0, 0});
    const auto chosen = [&](std::uint32_t count, level on) {
        classify::rule_tests rules;
        for (std::uint32_t k = 0; k < count; ++k) {
            rules.rules.push_back(k);
            rules.exceptional.push_back(false);
            classify::way& w = rules.ways.emplace_back(classify::way{k, {}});
            for (std::uint32_t i = 0; i < 4; ++i) w.tests.push_back({(k * 7 + i * 11) % 60, false, {}, 1 + k % 9, 40});
        }
        return classify::classifier(rules, lanes, {{}, on}).chosen();
    };
    CHECK(chosen(8, level::portable) == strategy::rows);
    CHECK(chosen(100, level::portable) == strategy::rows);
    if (classify::best_level() >= level::avx2) {
        CHECK(chosen(8, level::avx2) == strategy::words);
        CHECK(chosen(100, level::avx2) == strategy::rows);
    }
    if (classify::best_level() == level::avx512) CHECK(chosen(100, level::avx512) == strategy::words);
}

TEST_CASE("there is room for every column of rules that several members of a set meet") {
    std::string text =
        "pack tags \"Tags\" { version \"1\" languages en }\n"
        "enum Tag { a, b, c, d, e, f, g, h }\nfacts t { tags : set of Tag }\n"
        "decision total : int 0 .. 1000 takes sum {\n";
    for (int i = 0; i < 200; ++i)
        text += "  rule r" + std::to_string(i) + " { when t.tags has any of {a, h} then 1 }\n";
    const ruleset r = test::compiled(text + "}\n");
    packed_cases packed = r.pack();
    case_data c = r.empty_case();
    c.cells[0] = {0xff, presence::known};
    packed.add(c);
    const auto& lanes = r.stage_classifiers().lanes;
    const auto tests = classify::tests_of(r.stage_model(), model::term_id{0}, r.layout(), lanes);
    REQUIRE(tests);
    for (const looked_up& w : ways_to_look) {
        const classify::classifier one(*tests, lanes, classify::wish{w.how, w.on});
        std::vector<std::uint32_t> found(one.room());
        CHECK(one.room() >= (one.chosen() == strategy::rows ? 400u : 200u));
        CHECK(one.all(packed[0], found.data()) == 200);
    }
}

namespace {

/// Elements with a field of every kind, some of which share lanes.
lane_layout lanes_of_elements(std::uint32_t most) {
    using kind_of = cell_lane::kind_of;
    lane_layout out;
    list_lanes& l = out.lists.emplace_back();
    l.fields = {{kind_of::narrow, 0, 0, 0, -5}, {kind_of::half, 1, 0, 0, -1000}, {kind_of::half, 3, 0, 0, 0},
                {kind_of::wide, 5, 0, 0, 0},    {kind_of::bits, 9, 0, 3, 0},     {kind_of::bits, 9, 3, 2, 0},
                {kind_of::bits, 9, 5, 2, 0},    {kind_of::bits, 9, 7, 5, 0},     {kind_of::set, 9, 12, 2, 0},
                {kind_of::bits, 10, 0, 16, 0},  {kind_of::bits, 11, 0, 40, 0},   {kind_of::set, 14, 0, 6, 0}};
    l.most = most, l.size = 12, l.first = 13, l.stride = 15;
    out.open = 4, out.unknown = 8;
    out.lines = (l.first + most * l.stride + lanes_of_line - 1) / lanes_of_line;
    return out;
}

/// Values of a field, and where tests of it begin and end: near to each other, or anywhere.
std::int64_t random_value(std::mt19937_64& random, const cell_lane& l) {
    const auto below = [&](std::uint64_t n) { return static_cast<std::int64_t>(random() % n); };
    const bool near = random() % 2 == 0;
    switch (l.kind) {
        case cell_lane::kind_of::narrow: return l.low + below(near ? 20 : 0x10000);
        case cell_lane::kind_of::half:
            return random() % 16 == 0 ? l.low + 0xffffffff : l.low + below(near ? 40 : 1 << 30);
        case cell_lane::kind_of::wide: return near ? below(10) - 5 : static_cast<std::int64_t>(random());
        case cell_lane::kind_of::set: return below(std::uint64_t{1} << l.points);
        default: return below(l.points);
    }
}

classify::test random_test(std::mt19937_64& random, const cell_lane& l, std::uint32_t field) {
    classify::test out{field, l.points != 0, {}, 0, 0};
    const std::size_t bits = l.kind == cell_lane::kind_of::set ? 1 : out.by_bits ? 1 + random() % l.points : 0;
    for (std::size_t i = 0; i < bits; ++i)
        out.bits.set(random() % (l.kind == cell_lane::kind_of::set ? 2 * l.points : l.points));
    if (!out.by_bits) std::tie(out.low, out.high) = std::minmax({random_value(random, l), random_value(random, l)});
    return out;
}

/// Rules that each ask one thing of the list.
classify::rule_tests random_list_rules(std::mt19937_64& random, const list_lanes& l, std::uint32_t count) {
    classify::rule_tests out;
    for (std::uint32_t k = 0; k < count; ++k) {
        out.rules.push_back(k);
        out.exceptional.push_back(false);
        out.ways.push_back({k, {}, {k}});
        classify::list_test& t = out.lists.emplace_back();
        t.failing = random() % 3 == 0, t.fewer = random() % 3 == 0;
        t.count = 1 + static_cast<std::uint32_t>(random() % (random() % 2 == 0 ? 2 : classify::most_counted));
        for (std::size_t n = random() % 4; n > 0; --n) {
            const auto field = static_cast<std::uint32_t>(random() % l.fields.size());
            t.tests.push_back(random_test(random, l.fields[field], field));
        }
    }
    return out;
}

case_data case_with_elements(std::mt19937_64& random, const list_lanes& l, std::uint32_t count) {
    case_data out;
    list_data& given = out.lists.emplace_back();
    given.state = presence::known;
    given.count = count;
    for (const cell_lane& field : l.fields)
        for (std::uint32_t i = 0; i < count; ++i) given.cells.push_back({random_value(random, field), presence::known});
    return out;
}

}  // namespace

TEST_CASE("lists are asked whatever their elements are, and however many there are") {
    std::mt19937_64 random(20261125);
    for (const std::uint32_t most : {1u, 3u, 4u, 5u, 8u, 16u})
        for (const std::uint32_t rules : {1u, 63u, 64u, 65u, 129u, 257u, 513u}) {
            const lane_layout lanes = lanes_of_elements(most);
            const auto tests = random_list_rules(random, lanes.lists[0], rules);
            REQUIRE(classify::is_moderate(tests, lanes));
            std::vector<classify::classifier> all;
            for (const looked_up& w : ways_to_look) all.emplace_back(tests, lanes, classify::wish{w.how, w.on});
            for (std::uint32_t count = 0; count <= most; ++count) {
                const case_data c = case_with_elements(random, lanes.lists[0], count);
                std::vector<lane_line> packed(lanes.lines + 1);
                pack(lanes, c, packed.data());
                const auto expected = matching(tests, c, lanes);
                for (const classify::classifier& one : all) {
                    INFO(rules, " rules, ", count, " of ", most, " elements, ", to_string(one.chosen()));
                    std::vector<std::uint32_t> found(one.room());
                    found.resize(one.all(packed.data(), found.data()));
                    CHECK(found == expected);
                    CHECK(one.first(packed.data()) == (expected.empty() ? classify::nothing : expected.front()));
                }
            }
        }
}

TEST_CASE("rules beyond bounds are not classified") {
    lane_layout lanes;
    lanes.cells = {{cell_lane::kind_of::half, 4, 0, 0, 0}, {cell_lane::kind_of::set, 6, 0, 64, 0}};
    const classify::test range{0, false, {}, 1, 2}, any{1, true, std::bitset<256>(1), 0, 0};
    classify::rule_tests rules;
    rules.ways.assign(classify::most_ranges, {0, {range}});
    CHECK(classify::is_moderate(rules, lanes));
    rules.ways.push_back({0, {range}});
    CHECK_FALSE(classify::is_moderate(rules, lanes));

    rules.ways.assign(classify::most_pieces / 16, {0, {any}});  // a set of 64 members has 16 parts
    CHECK(classify::is_moderate(rules, lanes));
    rules.ways.push_back({0, {any}});
    CHECK_FALSE(classify::is_moderate(rules, lanes));
    rules.ways.assign(1, {0, {any, any, any, any, any}});
    CHECK_FALSE(classify::is_moderate(rules, lanes));

    lanes.lists = {{0, 5, 8, 9, 1, {{cell_lane::kind_of::bits, 0, 0, 2, 0}}}};
    rules.ways.assign(1, {0, {}, {0}});
    rules.lists = {{0, false, classify::most_counted, false, {}}};
    CHECK(classify::is_moderate(rules, lanes));
    rules.lists = {{0, false, classify::most_counted + 1, false, {}}};
    CHECK_FALSE(classify::is_moderate(rules, lanes));
    rules.lists.assign(1024, {0, false, 1, false, {{0, true, 1, 0, 0}}});  // the widest row
    CHECK(classify::is_moderate(rules, lanes));
    rules.lists.push_back(rules.lists.back());
    CHECK_FALSE(classify::is_moderate(rules, lanes));
}

TEST_CASE("a classifier decides as the evaluator does, word for word") {
    std::mt19937_64 random(22112026);
    std::size_t quick = 0, questions = 0, told = 0, possible = 0;
    for (int round = 0; round < 60; ++round) {
        const ruleset r = test::compiled(test::random_table(random, 1 + random() % 40, round % 2 == 1));
        decider with(r);
        eval::quick looked_up(r.stage_program(), r.stage_classifiers());
        eval::evaluator without(r.stage_program(), r.stage_model());
        for (int i = 0; i < 30; ++i) {
            const case_data c = test::random_table_case(random, r, i % 3 == 0);
            packed_cases packed = r.pack();
            packed.add(c);
            without.load(c);
            for (const std::string& name : r.decisions()) {
                const auto q = with.question(name);
                const decision slow = without.decide(q);
                const short_answer plain = without.ask(q);
                const std::vector<std::uint32_t> rules(plain.rules.begin(), plain.rules.end());
                with.load(packed, 0);
                const short_answer& same = with.ask(q);
                CHECK(same.status == plain.status);
                CHECK(same.value == plain.value);
                CHECK(std::vector<std::uint32_t>(same.rules.begin(), same.rules.end()) == rules);
                with.load(c);
                CHECK(with.decide(name) == slow);
                ++questions;
                const auto* by = r.stage_classifiers().by_term[model::index(q)].get();
                const bool is_known = by != nullptr && by->answers(packed[0]);
                quick += is_known ? 1 : 0;
                possible += is_known && plain.status == status::decided ? 1 : 0;
                told += looked_up.ask(model::index(q), packed[0]) != nullptr ? 1 : 0;
            }
        }
    }
    INFO(quick, " of ", questions, " by classifiers");
    CHECK(quick * 3 > questions);
    CHECK(told * 1000 > possible * 999);  // the evaluator's: where a contradiction is outdone by `does not apply`
}

namespace {

/// Compares answers with the evaluator's, for cases of a pack whose facts are each one of some cells.
class every_case {
public:
    every_case(const std::string& text, std::vector<std::vector<cell>> facts)
        : rules_(test::compiled(text)),
          without_(rules_.stage_program(), rules_.stage_model()),
          with_(rules_),
          facts_(std::move(facts)) {
        case_ = rules_.empty_case();
        try_from(0);
    }
    int open = 0;  ///< undetermined answers that were looked up

private:
    void try_from(std::size_t fact) {
        if (fact == facts_.size()) return compare();
        for (const cell& x : facts_[fact]) {
            case_.cells[fact] = x;
            try_from(fact + 1);
        }
    }

    void compare() {
        without_.load(case_);
        for (const std::string& name : rules_.decisions()) {
            const auto q = with_.question(name);
            const short_answer expected = without_.ask(q);
            const auto rules = numbers_in(expected.rules);
            with_.load(case_);
            const short_answer& found = with_.ask(q);
            INFO(name, ": ", format());
            CHECK(found.status == expected.status);
            CHECK(found.value == expected.value);
            CHECK(numbers_in(found.rules) == rules);
            open += found.status == status::undetermined && with_.look_up(q) == nullptr ? 1 : 0;
            CHECK(with_.decide(name) == without_.decide(q));
        }
    }

    std::string format() const {
        std::string out;
        for (const cell& c : case_.cells) out += (is_open(c.state) ? "unknown" : std::to_string(c.value)) + " ";
        return out;
    }

    ruleset rules_;
    eval::evaluator without_;
    decider with_;
    case_data case_;
    std::vector<std::vector<cell>> facts_;
};

const cell nobody_knows{0, presence::unknown};

std::vector<cell> known_or_not(std::initializer_list<std::int64_t> values) {
    std::vector<cell> out = {nobody_knows, {0, presence::missing}};
    for (const std::int64_t v : values) out.push_back({v, presence::known});
    return out;
}

}  // namespace

TEST_CASE("answers that are kept by the rules that match are those of the evaluator") {
    std::string text = R"(pack kept "Kept" { version "1" languages en region t.where }
enum Place { n, s }
facts t { where : Place a : bool b : bool c : bool x : int 0 .. 10 }
)";
    const auto add = [&](const std::string& name, const std::string& takes, bool otherwise) {
        text += "decision " + name + " : int 0 .. 14" + takes + R"( {
  rule r1 { when t.a then 5
    exception other { when t.b then 3
      exception off { when t.c then does not apply }
    }
  }
  rule r2 law { when t.c then 5 cite "1" }
  rule r3 in n { when t.x > 5 then 3 }
  rule r4 { when t.x > 7 or t.b then 4 }
)" + (otherwise ? "  otherwise 1\n}\nexception e to " + name + ".otherwise { when t.x > 2 then 2 }\n" : "}\n");
    };
    add("total", " takes sum", false);
    add("each", " takes all", false);
    add("greatest", " takes largest", true);
    add("least", " takes smallest", true);
    add("only", "", true);
    add("former", " takes first", true);
    const auto yes_or_no = known_or_not({0, 1});
    const every_case compared(
        text, {yes_or_no, yes_or_no, yes_or_no, yes_or_no, known_or_not({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10})});
    CHECK(compared.open > 100);
}

TEST_CASE("answers are kept of so many ways to match, and no more") {
    for (const std::uint32_t ways : {eval::most_ways_kept, eval::most_ways_kept + 1}) {
        std::string facts, rules;
        for (std::uint32_t i = 0; i < ways; ++i) {
            facts += " f" + std::to_string(i) + " : bool";
            rules += "  rule r" + std::to_string(i) + " { when t.f" + std::to_string(i) + " then 1 }\n";
        }
        const std::string text = "pack bound \"Bound\" { version \"1\" languages en }\nfacts t {" + facts +
                                 " }\ndecision total : int 0 .. 20 takes sum {\n" + rules + "}\n";
        const ruleset r = test::compiled(text);
        eval::quick looked_up(r.stage_program(), r.stage_classifiers());
        const eval::quick::decision_code& code = looked_up.code(0);
        REQUIRE(code.by != nullptr);
        const bool are_sets = code.by->ways_of_set() != 0;
        CHECK(are_sets == (code.by->chosen() == strategy::words));
        const bool kept = are_sets && ways <= eval::most_ways_kept;
        CHECK(code.by_set.size() == (kept ? std::size_t{1} << ways : 0));
        CHECK(every_case(text, std::vector(ways, std::vector<cell>{{0, presence::known}, {1, presence::known}})).open ==
              0);
    }
}

TEST_CASE("what all values of an unknown fact come to, or none, is known as the evaluator knows it") {
    const std::string head =
        "pack open \"Open\" { version \"1\" languages en region t.where }\n"
        "enum Place { n, s }\nenum Kind { a, b, c }\nenum Tag { g, h }\n"
        "facts t {\n  where : Place\n  kind : Kind\n  x : int 0 .. 10\n  yes1 : bool\n  tags : set of Tag\n}\n";
    // Each decision has a trap: conditions that are always so or never, rules that hide others, outcomes that are the same.
    const every_case compared(head + R"(
decision always : Kind takes first {
  rule r1 { when t.x <= 3 or t.x > 3 then a }
  otherwise b
}
decision never : Kind takes first {
  rule r1 { when t.x > 3 and t.x < 2 then a }
  rule r2 { when t.kind is a then b }
  otherwise c
}
decision beyond : Kind takes first {
  rule r1 { when t.x >= 0 and t.kind is a then a }
  rule r2 { when t.x > 10 then b }
  otherwise c
}
decision hidden : Kind takes first {
  rule r1 { when t.x > 5 then a }
  rule r2 { when t.x > 7 and t.yes1 then b }
  otherwise a
}
decision alike : Kind takes first {
  rule r1 { when t.x > 5 then a }
  rule r2 { when t.kind is b then a }
  rule r3 { when t.yes1 then a }
  otherwise b
}
decision parted : Kind takes first {
  rule r1 { when t.yes1 then a }
  rule r2 { when not t.yes1 then a }
  otherwise b
}
decision here : Kind takes first {
  rule r1 in n { when t.x > 5 then a }
  rule r2 in s { when t.x < 5 and t.tags has g then b }
  otherwise c
}
decision chosen : Kind takes first {
  rule r1 { when if t.yes1 then t.x > 5 otherwise t.x > 5 then a }
  otherwise b
}
decision sets : Kind takes first {
  rule r1 { when t.tags has g and not (t.tags has h) then a }
  rule r2 { when t.tags has any of {g, h} then b }
  rule r3 { when t.tags is empty and t.x > 3 then c }
  otherwise a
}
decision total : int 0 .. 20 takes sum {
  rule r1 { when t.yes1 then 5 }
  rule r2 { when not t.yes1 then 5 }
  rule r3 { when t.x > 3 then 0 }
  rule r4 { when t.kind is one of {a, b} then 7 }
  rule r5 { when t.x > 5 and t.x < 9 then 2 }
}
decision edge : int 0 .. 9 takes sum {
  rule r1 { when t.yes1 then 5 }
  rule r2 { when t.x > 5 then 4 }
}
decision over : int 0 .. 8 takes sum {
  rule r1 { when t.yes1 then 5 }
  rule r2 { when t.x > 5 then 4 }
}
decision less : int -20 .. 20 takes sum {
  rule r1 { when t.yes1 then 5 }
  rule r2 { when t.yes1 and t.x > 5 then -5 }
  rule r3 { when t.kind is a then -3 }
}
decision only : Kind {
  rule r1 { when t.x > 5 and t.kind is a then a }
  rule r2 { when t.x < 3 and t.yes1 then b }
  otherwise c
}
decision changed : Kind takes first {
  rule r1 { when t.x > 5 then a
    exception other { when t.x < 8 and t.yes1 then b }
  }
  otherwise c
}
)",
                              {known_or_not({0, 1}), known_or_not({0, 1, 2}), known_or_not({0, 4, 6, 8, 10}),
                               known_or_not({0, 1}), known_or_not({0, 1, 2, 3})});
    CHECK(compared.open > 1000);
}

TEST_CASE("completions are gone through up to a bound, and each is one that rules tell apart") {
    std::string text = "pack few \"Few\" { version \"1\" languages en }\nenum Kind { ";
    for (int i = 0; i < 16; ++i) text += (i == 0 ? "k" : ", k") + std::to_string(i);
    text +=
        " }\nfacts t {\n  kind : Kind\n  x : int 0 .. 100\n  open : bool\n  told : bool\n}\n"
        "decision total : int 0 .. 1000 takes sum {\n"
        "  rule a { when t.kind is k3 and t.x >= 10 and t.told then 1 }\n"
        "  rule b { when t.x < 40 and t.x < 60 and not t.told then 1 }\n"
        "  rule c { when t.open and t.told and t.x > 90 then 1 }\n}\n";
    const ruleset r = test::compiled(text);
    const auto& lanes = r.stage_classifiers().lanes;
    const auto tests = classify::tests_of(r.stage_model(), model::term_id{0}, r.layout(), lanes);
    REQUIRE(tests);
    case_data c = r.empty_case();
    c.cells[3] = {1, presence::known};
    packed_cases packed = r.pack();
    packed.add(c);
    for (const looked_up& w : ways_to_look) {
        const classify::classifier by(*tests, lanes, {w.how, w.on});
        classify::open_case open;
        REQUIRE(open.load(by, packed[0]));
        open.weigh(classify::open_case::extent::all);
        CHECK(sorted(open.open()) == std::vector<std::uint32_t>{0, 2});
        // Sixteen kinds; x before and after each of four numbers that rules compare it with, open or not.
        CHECK_FALSE(open.leave_first_of_all(16 * 9 * 2 - 1));
        REQUIRE(open.leave_first_of_all(16 * 9 * 2));
        int completions = 1;
        while (open.leave_next()) ++completions;
        CHECK(completions == 16 * 3 * 2);
    }
}
