#include "writ/lot.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using writ::lot;

namespace {

std::string drawn(std::string_view key, std::string_view seed) { return writ::to_string(lot(key, seed), 9); }

}  // namespace

// Worked out with xxhsum of Debian: printf 'LENGTH KEY LENGTH SEED' | xxhsum -H3, times 10^9, divided by 2^64.
TEST_CASE("known answers") {
    CHECK(drawn("", "") == "0.815039300");
    CHECK(drawn("a", "") == "0.996193428");
    CHECK(drawn("", "a") == "0.076790328");
    CHECK(drawn("ab", "c") == "0.391316290");
    CHECK(drawn("a", "bc") == "0.953840307");
    CHECK(drawn("C-2026-000123", "2026-W11") == "0.113400666");
    CHECK(drawn("42", "week 11") == "0.753654914");
    CHECK(drawn("-7", "week 11") == "0.264817021");
    CHECK(drawn("Ñandú", "日本") == "0.281002280");
    CHECK(drawn(std::string(300, 'x'), std::string(300, 'y')) == "0.524201786");
}

TEST_CASE("where the key ends counts") {
    CHECK(lot("ab", "c") != lot("a", "bc"));
    CHECK(lot("abc", "") != lot("", "abc"));
    CHECK(lot("a", "b") != lot("b", "a"));
}

TEST_CASE("every number is from 0 to below 1, and they spread") {
    std::set<std::string> seen;
    std::size_t low = 0;
    for (int i = 0; i < 2000; ++i) {
        const auto x = lot("case " + std::to_string(i), "2026-W11");
        CHECK(writ::rational(0) <= x);
        CHECK(x < writ::rational(1));
        seen.insert(writ::to_string(x, 9));
        low += x < writ::rational::scaled(5, 2) ? 1 : 0;
    }
    CHECK(seen.size() == 2000);
    CHECK(low > 70);
    CHECK(low < 130);
}
