// Constant expressions as cells.
#include <doctest/doctest.h>

#include "support/pack_text.hpp"
#include "writ/model/constant.hpp"

using namespace writ;
using namespace writ::test;

namespace {

const model::fact& fact_of(const model::model& m, std::string_view name) {
    for (const auto& f : m.facts)
        if (f.name == name) return f;
    throw std::runtime_error("no such fact");
}

/// The cell of what a fact assumes.
std::optional<cell> assumed(const model::model& m, std::string_view name) {
    const auto& f = fact_of(m, name);
    return model::constant_cell(m, *f.assume, f.type);
}

}  // namespace

TEST_CASE("what facts assume becomes cells of their types") {
    const auto packs = read_pack_text("constants", R"(
        pack p { languages en  region c.region  money DE EUR, JP JPY }
        enum Region { DE, JP }
        enum Kind { a, b, other }
        facts c {
          region : Region assume JP
          flag   : bool assume yes
          n      : int assume (-3)
          d      : decimal(2) assume 1.5
          p      : percent(1) assume 98.5%
          m      : money USD assume USD 1.25
          y      : money JPY assume JPY 12
          z      : money assume 0
          day    : date assume 1970-01-11
          at     : instant assume 1970-01-01T00:00:01Z
          time   : time assume 01:30
          long   : duration assume (2 minutes)
          span   : span assume (2 weeks)
          set    : set of Kind assume {a, other}
          gone   : optional int assume absent
          text   : text assume "x"
        })");
    const auto m = model_of(packs);
    REQUIRE(m);
    const auto known = [](std::int64_t value) { return std::optional(cell{value, presence::known}); };
    CHECK(assumed(*m, "region") == known(1));
    CHECK(assumed(*m, "flag") == known(1));
    CHECK(assumed(*m, "n") == known(-3));
    CHECK(assumed(*m, "d") == known(150));
    CHECK(assumed(*m, "p") == known(985));
    CHECK(assumed(*m, "m") == known(125));
    CHECK(assumed(*m, "y") == known(12));
    CHECK(assumed(*m, "z") == known(0));
    CHECK(assumed(*m, "day") == known(10));
    CHECK(assumed(*m, "at") == known(1'000'000));
    CHECK(assumed(*m, "time") == known(90));
    CHECK(assumed(*m, "long") == known(120'000'000));
    CHECK(assumed(*m, "span") == known(pack_span({14, span_unit::days, false})));
    CHECK(assumed(*m, "set") == known(5));
    CHECK(assumed(*m, "gone") == std::optional(cell{0, presence::absent}));
    CHECK(assumed(*m, "text") == std::nullopt);
}

TEST_CASE("what needs a case is no constant") {
    const auto packs = read_pack_text("constants", R"(
        pack p { languages en }
        facts c { n : int }
        define a = c.n + 1
        define b = 2.5)");
    const auto m = model_of(packs);
    REQUIRE(m);
    type whole;
    whole.base = base_type::number;
    whole.places = 0;
    CHECK(model::constant_cell(*m, *m->terms[0].body, whole) == std::nullopt);
    CHECK(model::constant_cell(*m, *m->terms[1].body, whole) == std::nullopt);  // does not fit the places
    type date;
    date.base = base_type::date;
    CHECK(model::constant_cell(*m, *m->terms[1].body, date) == std::nullopt);
}
