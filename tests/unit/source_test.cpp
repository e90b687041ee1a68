#include "writ/source.hpp"

#include <doctest/doctest.h>

using namespace writ;

TEST_CASE("positions count lines and characters from 1") {
    const source s("a.writ", "ab\nzwölf\n\nend");
    CHECK(s.position_of(0) == position{1, 1});
    CHECK(s.position_of(2) == position{1, 3});
    CHECK(s.position_of(3) == position{2, 1});
    CHECK(s.position_of(7) == position{2, 4});  // behind ö, which takes two bytes
    CHECK(s.position_of(10) == position{3, 1});
    CHECK(s.position_of(11) == position{4, 1});
    CHECK(s.position_of(14) == position{4, 4});
    CHECK(s.position_of(1000) == position{4, 4});
}

TEST_CASE("lines come without their ends") {
    const source s("a.writ", "one\r\ntwo\n\nfour");
    CHECK(s.line(1) == "one");
    CHECK(s.line(2) == "two");
    CHECK(s.line(3).empty());
    CHECK(s.line(4) == "four");
    CHECK(s.line(0).empty());
    CHECK(s.line(5).empty());
}

TEST_CASE("an empty text has one empty line") {
    const source s("empty", "");
    CHECK(s.position_of(0) == position{1, 1});
    CHECK(s.line(1).empty());
}

TEST_CASE("a byte order mark is not a character of the first line") {
    const source s("a.writ", "\xEF\xBB\xBFpack");
    CHECK(s.line(1) == "pack");
    CHECK(s.position_of(3) == position{1, 1});
    CHECK(s.position_of(0) == position{1, 1});
}

TEST_CASE("a set gives texts and places of spans") {
    source_set sources;
    sources.add(source("a.writ", "first"));
    const auto second = sources.add(source("b.writ", "x\n  second"));
    REQUIRE(sources.size() == 2);
    const span where{second, 4, 10};
    CHECK(sources.text(where) == "second");
    CHECK(sources.place(where) == "b.writ:2:3");
    CHECK(sources.text({second, 8, 1000}) == "nd");
    CHECK(sources.text({second, 500, 1000}).empty());
}
