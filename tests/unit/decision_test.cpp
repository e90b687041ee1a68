#include "writ/decision.hpp"

#include <doctest/doctest.h>

using namespace writ;

namespace {

scalar_value plain(base_type base, rational number) {
    scalar_value v;
    v.base = base;
    v.number = number;
    return v;
}

scalar_value named(std::string name) {
    scalar_value v;
    v.base = base_type::enumeration;
    v.name = std::move(name);
    return v;
}

outcome of(std::vector<scalar_value> values) {
    outcome o;
    o.kind = outcome::kind_of::values;
    o.values = std::move(values);
    return o;
}

}  // namespace

TEST_CASE("decision: scalars as rules write them") {
    CHECK(to_string(plain(base_type::number, 48)) == "48");
    CHECK(to_string(plain(base_type::boolean, 1)) == "yes");
    CHECK(to_string(plain(base_type::date, *parse_date("2026-03-01"))) == "2026-03-01");
    CHECK(to_string(plain(base_type::time, 720)) == "12:00");
    CHECK(to_string(plain(base_type::instant, 0)) == "1970-01-01T00:00Z");
    CHECK(to_string(plain(base_type::duration, us_per_hour)) == "1 hour");
    CHECK(to_string(named("terminate")) == "terminate");
    scalar_value v = plain(base_type::money, 100);
    CHECK(to_string(v) == "100.00");
    v.currency = pack_currency("USD");
    CHECK(to_string(v) == "USD 100.00");
    v.currency = pack_currency("JPY");
    CHECK(to_string(v) == "JPY 100");
    v = plain(base_type::number, rational::scaled(985, 3));
    v.percent = true;
    v.places = 3;
    CHECK(to_string(v) == "98.5%");
    v.number = 1;
    CHECK(to_string(v) == "100.0%");
    v.percent = false;
    v.places = 2;
    CHECK(to_string(v) == "1.00");
    v = scalar_value{};
    v.base = base_type::span;
    v.span_value = {30, span_unit::days, false};
    CHECK(to_string(v) == "30 days");
}

TEST_CASE("decision: outcomes in one line") {
    CHECK(to_string(of({named("P2")})) == "P2");
    outcome o = of({named("warn"), named("stop")});
    CHECK(to_string(o) == "one of warn, stop");
    CHECK_FALSE(o.is_known());
    o.absent = o.error = true;
    CHECK(to_string(o) == "one of warn, stop or absent or an error");
    outcome range;
    range.kind = outcome::kind_of::interval;
    CHECK(to_string(range) == "any value");
    range.low = plain(base_type::number, 54);
    CHECK(to_string(range) == "at least 54");
    range.high = plain(base_type::number, 102);
    CHECK(to_string(range) == "between 54 and 102");
    range.low.reset();
    CHECK(to_string(range) == "at most 102");
    outcome set;
    set.kind = outcome::kind_of::set;
    CHECK(to_string(set) == "{}");
    CHECK(set.is_known());
    set.must = {"a", "b"};
    set.may = {"c"};
    CHECK(to_string(set) == "{a, b} and perhaps c");
    CHECK_FALSE(set.is_known());
    outcome nothing;
    nothing.absent = true;
    CHECK(to_string(nothing) == "absent");
    CHECK(nothing.is_absent());
    nothing.error = true;
    CHECK(to_string(nothing) == "absent or an error");
    nothing.absent = false;
    CHECK(to_string(nothing) == "error");
    outcome any;
    any.kind = outcome::kind_of::any;
    CHECK(to_string(any) == "any value");
}

TEST_CASE("decision: lists and records, known or not, compared deeply") {
    outcome record;
    record.kind = outcome::kind_of::record;
    record.fields = {{"action", of({named("stop")})}, {"lasting", {}}};
    record.fields[1].value.absent = true;
    CHECK(to_string(record) == "{action: stop, lasting: absent}");
    CHECK(record.is_known());
    outcome list;
    list.kind = outcome::kind_of::list;
    list.members = {{record, true}, {of({named("x")}), true}};
    CHECK(list.is_known());
    outcome other = list;
    CHECK(other == list);
    other.members[0].value.fields[0].value.values[0].name = "go";
    CHECK_FALSE(other == list);
    other = list;
    other.members[1].sure = false;
    other.open = true;
    CHECK(to_string(other) == "[{action: stop, lasting: absent}, perhaps x] and perhaps more");
    CHECK_FALSE(other.is_known());
    CHECK_FALSE(other == list);
    decision d;
    d.value = list;
    decision e = d;
    CHECK(d == e);
    e.needs = {"a.b"};
    CHECK_FALSE(d == e);
    CHECK(to_string(status::undetermined) == "undetermined");
}

TEST_CASE("values are told in the words of a language") {
    outcome o;
    o.kind = outcome::kind_of::values;
    o.values = {plain(base_type::boolean, 1)};
    CHECK(to_string(o) == "yes");
    CHECK(to_string(o, {"es"}) == "yes");  // as rules write it
    CHECK(to_string(o, {"es", true}) == "sí");
    CHECK(to_string(o, {"is", true}) == "yes");
    o.absent = true;
    CHECK(to_string(o, {"es"}) == "yes o ausente");

    scalar_value span;
    span.base = base_type::span;
    span.span_value = {1, span_unit::business_days, false};
    CHECK(to_string(span, {"es", true}) == "1 día hábil");
    span.span_value = {30, span_unit::days, false};
    CHECK(to_string(span, {"es", true}) == "30 días");
    CHECK(to_string(span, {"es"}) == "30 days");
}
