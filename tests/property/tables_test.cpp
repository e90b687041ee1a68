// The table analysis against looking at every case, on random tables over small facts.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <set>

#include "support/small_pack.hpp"
#include "writ/analysis/tables.hpp"
#include "writ/render_diagnostic.hpp"

using namespace writ;

namespace {

constexpr int absent = -1;

/// A fact of the random packs: how it is written, and its values as numbers.
struct heading {
    std::string name;
    std::vector<int> values;
    std::vector<int> literals;  ///< those that cells name
    std::function<std::string(int)> spell;
    bool ordered;
};

const std::vector<heading> headings = {
    {"c.kind", {0, 1, 2}, {0, 1, 2}, [](int v) { return std::string(1, static_cast<char>('a' + v)); }, false},
    {"c.level",
     {0, 1, 2, 3},
     {0, 1, 2, 3},
     [](int v) {
         return std::vector<std::string>{"none", "low", "mid", "high"}[static_cast<std::size_t>(v)];
     },
     true},
    {"c.n", {0, 1, 2, 3, 4, 5, 6}, {0, 1, 2, 3, 4, 5, 6}, [](int v) { return std::to_string(v); }, true},
    {"c.flag", {0, 1}, {0, 1}, [](int v) { return std::string(v ? "yes" : "no"); }, false},
    {"c.age", {absent, 2, 3, 4, 5}, {2, 3, 4, 5}, [](int v) { return std::to_string(v); }, true},
    {"c.day", {0, 1, 2, 3, 4}, {1, 2, 3}, [](int v) { return "2026-03-0" + std::to_string(v + 1); }, true},
};

constexpr const char* facts = R"(pack random { version "1" languages en }
enum Kind { a, b, c }
enum Level ordered { none, low, mid, high }
facts c { kind : Kind  level : Level  n : int 0 .. 6  flag : bool  age : optional int 2 .. 5  day : date }
)";

struct cell {
    std::string text = "-";
    std::function<bool(int)> matches = [](int) { return true; };
};

struct row {
    std::vector<cell> cells;
    int outcome = 0;
};

struct table {
    std::vector<std::size_t> over;  ///< headings
    std::vector<row> rows;
};

class generator {
public:
    explicit generator(std::uint32_t seed) : random_(seed) {}

    table make() {
        table out;
        std::set<std::size_t> over;
        const std::uint32_t width = 1 + below(3);
        while (over.size() < width) over.insert(below(static_cast<std::uint32_t>(headings.size())));
        out.over.assign(over.begin(), over.end());
        out.rows.resize(1 + below(7));
        for (row& r : out.rows) {
            for (const std::size_t h : out.over) r.cells.push_back(below(4) ? make_cell(headings[h]) : cell{});
            r.outcome = static_cast<int>(below(3));
        }
        return out;
    }

private:
    std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }

    int value(const heading& h) { return h.literals[below(static_cast<std::uint32_t>(h.literals.size()))]; }

    cell alternative(const heading& h) {
        const int a = value(h), b = value(h), low = std::min(a, b), high = std::max(a, b);
        const bool may_be_absent = h.values.front() == absent;
        switch (h.ordered ? below(may_be_absent ? 6 : 4) : 0) {
            case 1: return {"< " + h.spell(a), [a](int v) { return v != absent && v < a; }};
            case 2: return {">= " + h.spell(a), [a](int v) { return v != absent && v >= a; }};
            case 3:
                return {h.spell(low) + " .. " + h.spell(high),
                        [low, high](int v) { return v != absent && v >= low && v <= high; }};
            case 4: return {"absent", [](int v) { return v == absent; }};
            case 5: return {"present", [](int v) { return v != absent; }};
            default: return {h.spell(a), [a](int v) { return v == a; }};
        }
    }

    cell make_cell(const heading& h) {
        cell out = alternative(h);
        for (std::uint32_t more = below(3); more > 0; --more) {
            const cell other = alternative(h);
            out.text += ", " + other.text;
            out.matches = [x = out.matches, y = other.matches](int v) { return x(v) || y(v); };
        }
        if (below(4)) return out;
        return {"not " + out.text, [x = out.matches](int v) { return !x(v); }};
    }

    std::mt19937 random_;
};

std::string written(const table& t, const std::string& name, const std::string& takes) {
    std::string out = "table " + name + " : int " + takes + " {\n  ";
    for (const std::size_t h : t.over) out += (h == t.over.front() ? "" : " | ") + headings[h].name;
    out += " || answer\n";
    for (std::size_t i = 0; i < t.rows.size(); ++i) {
        out += "  r" + std::to_string(i) + ": ";
        for (std::size_t c = 0; c < t.rows[i].cells.size(); ++c) out += (c ? " | " : "") + t.rows[i].cells[c].text;
        out += " || " + std::to_string(t.rows[i].outcome) + '\n';
    }
    return out + "}\n";
}

/// What looking at every case shows.
struct truth {
    bool gap = false, clash = false;
    std::set<std::size_t> matching, first;  ///< rows that match some case, that are the first to match some case
};

truth look(const table& t) {
    truth out;
    std::vector<std::size_t> at(t.over.size());
    while (true) {
        std::vector<std::size_t> hits;
        for (std::size_t r = 0; r < t.rows.size(); ++r) {
            bool all = true;
            for (std::size_t c = 0; c < at.size(); ++c)
                all = all && t.rows[r].cells[c].matches(headings[t.over[c]].values[at[c]]);
            if (all) hits.push_back(r);
        }
        out.gap = out.gap || hits.empty();
        if (!hits.empty()) out.first.insert(hits.front());
        for (const std::size_t r : hits) {
            out.matching.insert(r);
            out.clash = out.clash || t.rows[r].outcome != t.rows[hits.front()].outcome;
        }
        std::size_t c = 0;
        while (c < at.size() && ++at[c] == headings[t.over[c]].values.size()) at[c++] = 0;
        if (c == at.size()) return out;
    }
}

std::size_t count(const std::vector<diagnostic>& found, diagnostic_code code, const span& within) {
    return static_cast<std::size_t>(std::count_if(found.begin(), found.end(), [&](const diagnostic& d) {
        return d.code == code && d.primary.where.begin >= within.begin && d.primary.where.begin < within.end;
    }));
}

}  // namespace

TEST_CASE("gaps, overlaps and rows in vain are those that looking at every case finds") {
    std::size_t gaps = 0, clashes = 0, hidden = 0, sound = 0;
    for (std::uint32_t seed = 0; seed < 100; ++seed) {
        generator make(seed);
        std::vector<table> tables;
        std::string text = facts;
        std::vector<span> places;
        for (std::size_t i = 0; i < 20; ++i) {
            tables.push_back(make.make());
            const bool first = i % 2 == 1;
            span place{0, static_cast<std::uint32_t>(text.size()), 0};
            text += written(tables.back(), "t" + std::to_string(i), first ? "takes first" : "");
            place.end = static_cast<std::uint32_t>(text.size());
            places.push_back(place);
        }
        auto pack = test::pack_of(text);
        REQUIRE_MESSAGE(!pack.model.terms.empty(), pack.mistakes);
        std::vector<diagnostic> found;
        analysis::check_tables(pack.model, found);
        for (std::size_t i = 0; i < tables.size(); ++i) {
            CAPTURE(seed);
            const bool first = i % 2 == 1;
            const std::string shown = written(tables[i], "t" + std::to_string(i), first ? "takes first" : "");
            CAPTURE(shown);
            const truth expected = look(tables[i]);
            const auto term = *model::find_term(pack.model, "t" + std::to_string(i));
            const auto number = [&](diagnostic_code code) { return count(found, code, places[i]); };
            REQUIRE(number(diagnostic_code::table_gap) == (expected.gap ? 1 : 0));
            REQUIRE(pack.model[term].always_speaks == !expected.gap);
            if (first) {
                const std::size_t never = expected.matching.size() - expected.first.size();
                REQUIRE(number(diagnostic_code::row_never_reached) == never);
                hidden += never;
            } else {
                REQUIRE((number(diagnostic_code::table_overlap) > 0) == expected.clash);
                clashes += expected.clash;
            }
            REQUIRE(number(diagnostic_code::table_gap_possible) == 0);
            REQUIRE(number(diagnostic_code::table_overlap_possible) == 0);
            gaps += expected.gap;
            sound += !expected.gap && !expected.clash;
        }
    }
    CHECK(gaps > 100);
    CHECK(clashes > 100);
    CHECK(hidden > 100);
    CHECK(sound > 100);
}
