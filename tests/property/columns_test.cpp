// Rows of columns against the same cases decided one by one, at every level of instructions.
#include "writ/columns.hpp"

#include <doctest/doctest.h>
#include <hwy/detect_targets.h>
#include <hwy/targets.h>

#include <random>

#include "support/compiled.hpp"
#include "support/random_table.hpp"
#include "writ/detail/classify/slices.hpp"
#include "writ/model/model.hpp"
#include "writ/writ.hpp"

namespace {

using namespace writ;

/// A column of cells, kept alive: integers of some width, with a bit for those that there are.
struct stored {
    std::vector<std::uint8_t> bytes;
    std::vector<std::uint8_t> valid;
};

template <class T>
void give(columns& to, const std::string& name, const std::vector<cell>& cells, stored& room,
          const column_options& how) {
    room.bytes.resize(cells.size() * sizeof(T));
    auto* values = reinterpret_cast<T*>(room.bytes.data());
    for (std::size_t i = 0; i < cells.size(); ++i) values[i] = static_cast<T>(cells[i].value);
    to.values(name, std::span<const T>(values, cells.size()), how);
}

template <class T>
bool holds(const std::vector<cell>& cells, bool set) {
    return std::all_of(cells.begin(), cells.end(), [&](const cell& c) {
        if (set) return static_cast<std::uint64_t>(c.value) <= std::numeric_limits<std::make_unsigned_t<T>>::max();
        return std::in_range<T>(c.value);
    });
}

/// Gives a fact's cells as one of the forms that can hold them.
void give_any(std::mt19937_64& random, const ruleset& rules, std::uint32_t fact, const std::vector<cell>& cells,
              columns& to, stored& room) {
    const model::model& m = rules.stage_model();
    const type& t = m.facts[fact].type;
    const std::string name = fact_path(m, model::fact_id{fact});
    column_options how;
    if (std::any_of(cells.begin(), cells.end(), [](const cell& c) { return !has_value(c.state); })) {
        room.valid.assign((cells.size() + 7) / 8, 0);
        for (std::size_t i = 0; i < cells.size(); ++i)
            if (has_value(cells[i].state)) room.valid[i / 8] |= static_cast<std::uint8_t>(1u << i % 8);
        how.valid = room.valid.data();
        how.missing = t.optional ? when_empty::absent : when_empty::left_out;
    }
    if (t.base == base_type::boolean && random() % 2 == 0) {
        room.bytes.assign((cells.size() + 7) / 8, 0);
        for (std::size_t i = 0; i < cells.size(); ++i)
            room.bytes[i / 8] |= static_cast<std::uint8_t>(cells[i].value << i % 8);
        to.bits(name, room.bytes, how);
        return;
    }
    if (t.base == base_type::enumeration && random() % 2 == 0) {
        // A dictionary in an order of its own, with a value twice.
        std::vector<std::string> words;
        const auto& values = m.enums[t.ref].values;
        for (std::size_t i = values.size(); i-- > 0;) words.push_back(values[i].name);
        words.push_back(values.front().name);
        room.bytes.resize(cells.size());
        for (std::size_t i = 0; i < cells.size(); ++i)
            room.bytes[i] = static_cast<std::uint8_t>(
                cells[i].value == 0 && i % 2 == 0 ? values.size()
                                                  : values.size() - 1 - static_cast<std::size_t>(cells[i].value));
        to.texts(name, room.bytes, words, how);
        return;
    }
    const bool set = t.base == base_type::set;
    for (;;) switch (random() % 8) {
            case 0:
                if (holds<std::int8_t>(cells, set)) return give<std::int8_t>(to, name, cells, room, how);
                break;
            case 1:
                if (holds<std::uint8_t>(cells, set)) return give<std::uint8_t>(to, name, cells, room, how);
                break;
            case 2:
                if (holds<std::int16_t>(cells, set)) return give<std::int16_t>(to, name, cells, room, how);
                break;
            case 3:
                if (holds<std::uint16_t>(cells, set)) return give<std::uint16_t>(to, name, cells, room, how);
                break;
            case 4:
                if (holds<std::int32_t>(cells, set)) return give<std::int32_t>(to, name, cells, room, how);
                break;
            case 5:
                if (holds<std::uint32_t>(cells, set)) return give<std::uint32_t>(to, name, cells, room, how);
                break;
            case 6:
                if (holds<std::uint64_t>(cells, set)) return give<std::uint64_t>(to, name, cells, room, how);
                break;
            default: return give<std::int64_t>(to, name, cells, room, how);
        }
}

struct table {
    std::vector<case_data> cases;
    std::vector<stored> rooms;
    std::optional<columns> given;
};

table random_columns(std::mt19937_64& random, const ruleset& rules, std::size_t rows, bool forgetful) {
    table out;
    for (std::size_t i = 0; i < rows; ++i)
        out.cases.push_back(test::random_table_case(random, rules, forgetful && random() % 8 == 0));
    const std::size_t facts = rules.stage_model().facts.size();
    out.rooms.resize(facts);
    out.given.emplace(rules.columns(rows));
    for (std::uint32_t f = 0; f < facts; ++f) {
        std::vector<cell> cells;
        for (case_data& c : out.cases) {
            cell& one = c.cells[rules.layout().facts[f].at];
            if (!has_value(one.state) && rules.stage_model().facts[f].type.optional) one.state = presence::absent;
            cells.push_back(one);
        }
        give_any(random, rules, f, cells, *out.given, out.rooms[f]);
    }
    return out;
}

bool same(const short_answer& a, const short_answer& b) {
    return a.status == b.status && a.value == b.value &&
           std::equal(a.rules.begin(), a.rules.end(), b.rules.begin(), b.rules.end());
}

bool same(const decision_columns& a, const decision_columns& b) {
    bool out = a.rows == b.rows && std::equal(std::begin(a.count), std::end(a.count), std::begin(b.count));
    for (std::size_t i = 0; out && i < a.rows; ++i) out = same(a[i], b[i]);
    return out && a.codes == b.codes && a.sums == b.sums && a.offsets == b.offsets && a.sum_rules == b.sum_rules;
}

/// Whether arrays say of every row what the answers say.
template <class T>
bool arrays_say(column_decider& by, const columns& cases, const std::string& name, const decision_columns& all) {
    constexpr T none = 1;
    std::vector<T> values(all.rows);
    std::vector<status> statuses(all.rows);
    const auto missing = std::make_unique<bool[]>(all.rows);
    outcome_arrays out{values, none, {missing.get(), all.rows}, statuses};
    by.decide(cases, name, out);
    bool same = std::equal(std::begin(all.count), std::end(all.count), std::begin(out.count));
    for (std::size_t i = 0; same && i < all.rows; ++i) {
        const short_answer a = all[i];
        const bool has = a.status == status::decided && has_value(a.value.state);
        same = statuses[i] == a.status && missing[i] == !has && values[i] == static_cast<T>(has ? a.value.value : none);
    }
    outcome_arrays in_part{.statuses = statuses};
    by.decide(cases, name, in_part);
    return same && std::equal(std::begin(all.count), std::end(all.count), std::begin(in_part.count));
}

/// Every level of instructions that this machine has, one after the other.
template <class Each>
void at_every_level(const Each& each) {
    for (std::int64_t left = hwy::SupportedTargets() & HWY_TARGETS; left != 0; left &= left - 1) {
        const std::int64_t one = left & -left;
        hwy::SetSupportedTargetsForTest(one);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        each(hwy::TargetName(one));
    }
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace

TEST_CASE("columns decide as rows one by one, whatever the widths, levels and threads") {
    std::mt19937_64 random(20261123);
    for (const std::size_t rules : {1u, 8u, 9u, 10u, 11u, 64u, 300u}) {
        for (const std::size_t rows : {1u, 511u, 512u, 1100u}) {
            if (rules > 100 && rows > 600) continue;
            const ruleset r = test::compiled(test::random_table(random, rules));
            const table t = random_columns(random, r, rows, rows > 600);
            decider one(r);
            for (const std::string& name : r.decisions()) {
                const auto q = one.question(name);
                std::optional<decision_columns> before;
                at_every_level([&](const char* level) {
                    for (const unsigned threads : {1u, 3u}) {
                        INFO(rules, " rules, ", rows, " rows, ", name, ", ", std::string(level), ", ", threads,
                             " threads");
                        const decision_columns got = r.decide(*t.given, name, threads);
                        REQUIRE(got.rows == rows);
                        column_decider by(r, threads);
                        const bool is_number = name != "together";  // which has lists
                        REQUIRE((!is_number || arrays_say<std::int64_t>(by, *t.given, name, got)));
                        REQUIRE((!is_number || arrays_say<std::int16_t>(by, *t.given, name, got)));
                        if (before) {
                            REQUIRE(same(got, *before));
                            continue;
                        }
                        std::size_t differing = 0;
                        for (std::size_t i = 0; i < rows; ++i) {
                            one.load(t.cases[i]);
                            const short_answer& expected = one.ask(q);
                            if (!same(got[i], expected) && differing++ == 0) {
                                INFO("row ", i, ": ", got[i].value.value, " instead of ", expected.value.value);
                                CHECK(false);
                            }
                        }
                        REQUIRE(differing == 0);
                        before = got;
                    }
                });
            }
        }
    }
}

TEST_CASE("a row is the case that it was made of") {
    std::mt19937_64 random(3);
    const ruleset r = test::compiled(test::random_table(random, 3));
    const table t = random_columns(random, r, 300, true);
    for (std::size_t i = 0; i < 300; ++i) {
        const case_data row = t.given->row(i);
        CHECK(row.errors.empty());
        CHECK(row.cells == t.cases[i].cells);
    }
}
