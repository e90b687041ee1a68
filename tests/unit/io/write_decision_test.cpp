#include "writ/io/write_decision.hpp"

#include <doctest/doctest.h>

using namespace writ;

namespace {

scalar_value number(const char* spelling) {
    scalar_value v;
    v.base = base_type::number;
    v.number = *parse_number(spelling);
    return v;
}

scalar_value named(const char* name) {
    scalar_value v;
    v.base = base_type::enumeration;
    v.name = name;
    return v;
}

outcome of(std::vector<scalar_value> values) {
    outcome o;
    o.kind = outcome::kind_of::values;
    o.values = std::move(values);
    return o;
}

/// The `text`, `value` and `possible` of an outcome.
std::string shown(const outcome& o) {
    decision d;
    d.value = o;
    const std::string all = io::write_json(d);
    const auto begin = all.find("\"value\":") + 8;
    return all.substr(begin, all.find(",\"provisional\"") - begin);
}

}  // namespace

TEST_CASE("write_decision: all keys, in order") {
    decision d;
    d.name = "tier";
    d.status = status::decided;
    d.value = of({named("warned")});
    d.provisional = true;
    d.rules = d.own_rules = {"tier.warn"};
    d.asks = {"seller.legal_order"};
    CHECK(io::write_json(d) ==
          "{\"schema\":\"writ.decision/"
          "1\",\"decision\":\"tier\",\"status\":\"decided\",\"text\":\"warned\",\"value\":\"warned\","
          "\"possible\":null,\"provisional\":true,\"rules\":[\"tier.warn\"],\"own_rules\":[\"tier.warn\"],\"possible_"
          "rules\":[],"
          "\"needs\":[],\"policy\":[],\"asks\":[\"seller.legal_order\"],\"assumed\":[],\"outranked\":[],\"conflicts\":["
          "],\"error\":null}");
    d = decision{};
    d.status = status::error;
    d.value.error = true;
    d.error_text = "division by zero in `a / b`\n\"\x01\"";
    d.policy = {{"limit", "parameter limit has no value"}};
    const std::string text = io::write_json(d);
    CHECK(text.find("\"error\":\"division by zero in `a / b`\\n\\\"\\u0001\\\"\"}") != std::string::npos);
    CHECK(text.find("\"policy\":[{\"name\":\"limit\",\"text\":\"parameter limit has no value\"}]") !=
          std::string::npos);
}

TEST_CASE("write_decision: known values") {
    CHECK(shown(of({number("0.985")})) == "0.985,\"possible\":null");
    CHECK(shown(of({number("-9223372036854775808")})) == "-9223372036854775808,\"possible\":null");
    scalar_value v = number("1");
    v.number = *divide(1, 3);
    CHECK(shown(of({v})) == "\"1/3\",\"possible\":null");
    v = number("12.5");
    v.base = base_type::money;
    v.currency = pack_currency("USD");
    CHECK(shown(of({v})) == "{\"currency\":\"USD\",\"amount\":\"12.50\"},\"possible\":null");
    v = number("1");
    v.base = base_type::boolean;
    CHECK(shown(of({v})) == "true,\"possible\":null");
    outcome o;
    o.absent = true;
    CHECK(shown(o) == "null,\"possible\":null");
    o = outcome{};
    o.kind = outcome::kind_of::set;
    o.must = {"a", "b"};
    CHECK(shown(o) == "[\"a\",\"b\"],\"possible\":null");
    outcome record;
    record.kind = outcome::kind_of::record;
    record.fields = {{"action", of({named("stop")})}, {"lasting", {}}};
    record.fields[1].value.absent = true;
    outcome list;
    list.kind = outcome::kind_of::list;
    list.members = {{record, true}};
    CHECK(shown(list) == "[{\"action\":\"stop\",\"lasting\":null}],\"possible\":null");
}

TEST_CASE("write_decision: what is still possible") {
    const std::string end = ",\"absent\":false,\"error\":false}";
    CHECK(shown(of({named("warn"), named("stop")})) == "null,\"possible\":{\"one_of\":[\"warn\",\"stop\"]" + end);
    outcome o;
    o.kind = outcome::kind_of::interval;
    o.low = number("54");
    CHECK(shown(o) == "null,\"possible\":{\"from\":54,\"to\":null" + end);
    o = outcome{};
    o.kind = outcome::kind_of::set;
    o.must = {"a"};
    o.may = {"b"};
    CHECK(shown(o) == "null,\"possible\":{\"must\":[\"a\"],\"may\":[\"b\"]" + end);
    o = outcome{};
    o.kind = outcome::kind_of::list;
    o.open = true;
    o.members = {{of({named("x")}), false}};
    CHECK(shown(o) ==
          "null,\"possible\":{\"members\":[{\"sure\":false,\"value\":\"x\",\"possible\":null}],\"open\":true" + end);
    o = outcome{};
    o.kind = outcome::kind_of::record;
    o.fields = {{"f", {}}};
    o.fields[0].value.kind = outcome::kind_of::any;
    CHECK(shown(o) ==
          "null,\"possible\":{\"fields\":{\"f\":{\"value\":null,\"possible\":{\"any\":true" + end + "}}" + end);
    o = outcome{};
    o.absent = o.error = true;
    CHECK(shown(o) == "null,\"possible\":{\"absent\":true,\"error\":true}");
}
