#include "writ/phrases.hpp"

#include <doctest/doctest.h>

using namespace writ;

TEST_CASE("a phrase fills in what it is given, in each language") {
    CHECK(say(phrase::between, "en", {"6", "48"}) == "between 6 and 48");
    CHECK(say(phrase::between, "es", {"6", "48"}) == "entre 6 y 48");
    CHECK(say(phrase::between, "xx", {"6", "48"}) == "between 6 and 48");
}

TEST_CASE("every phrase has the same things to fill in, in each language") {
    struct entry {
        phrase what;
        std::string english, spanish;
    };
    const entry all[] = {
#define ENTRY(name, english, spanish) {phrase::name, english, spanish},
        WRIT_PHRASES(ENTRY)
#undef ENTRY
    };
    for (const auto& e : all) {
        CAPTURE(e.english);
        CHECK(!e.spanish.empty());
        for (const std::string mark : {"{0}", "{1}", "{2}", "{3}"})
            CHECK((e.english.find(mark) == std::string::npos) == (e.spanish.find(mark) == std::string::npos));
        CHECK(say(e.what, "es", {"a", "b", "c", "d"}).find('{') == std::string::npos);
    }
}
