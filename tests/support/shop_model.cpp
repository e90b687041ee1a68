#include "support/shop_model.hpp"

namespace writ::test {

namespace {

using model::fact_id;
using model::pack_id;

type of(base_type base, std::uint32_t ref = no_ref) {
    type t;
    t.base = base;
    t.ref = ref;
    return t;
}

type maybe(type t) {
    t.optional = true;
    return t;
}

type number(std::int16_t places, bool percent = false) {
    type t = of(base_type::number);
    t.places = places;
    t.percent = percent;
    return t;
}

type from_to(type t, rational low, rational high) {
    t.ranged = true;
    t.low = low;
    t.high = high;
    return t;
}

type money(const char* currency = "") {
    type t = of(base_type::money);
    t.currency = pack_currency(currency);
    return t;
}

type list(std::uint32_t record, std::uint32_t least, std::uint32_t most, std::int32_t sorted_on) {
    type t = of(base_type::list, record);
    t.least = least;
    t.most = most;
    t.sorted_on = sorted_on;
    return t;
}

model::enumeration enumeration(const char* name, std::initializer_list<const char*> values) {
    model::enumeration e;
    e.name = name;
    for (const char* v : values) e.values.push_back({v, {}, {}});
    return e;
}

model::field field(const char* name, type t) {
    model::field f;
    f.name = name;
    f.type = t;
    return f;
}

void add(model::model& m, std::uint32_t pack, const char* group, const char* name, type t) {
    model::fact f;
    f.pack = static_cast<pack_id>(pack);
    f.group = group;
    f.name = name;
    f.type = t;
    m.facts.push_back(f);
}

model::expr_id constant(model::model& m, model::op what, type t) {
    model::expression e;
    e.what = what;
    e.type = t;
    m.expressions.emplace_back() = e;
    return static_cast<model::expr_id>(m.expressions.size() - 1);
}

void add_term(model::model& m, std::uint32_t pack, const char* name, type t, bool with_parameter = false) {
    model::term term;
    term.kind = model::term_kind::decision;
    term.pack = static_cast<pack_id>(pack);
    term.name = name;
    term.type = t;
    if (with_parameter) term.parameters.push_back({});
    m.terms.push_back(term);
}

void add_packs(model::model& m) {
    model::pack shop, disputes;
    shop.name = "shop";
    shop.region = fact_id{0};
    shop.region_enum = model::enum_id{0};
    shop.money = shop.money_by_value = {pack_currency("THB"), pack_currency("EUR"), 0};
    shop.money_by = shop.region;
    shop.uses = {pack_id{1}};
    disputes.name = "disputes";
    m.packs = {shop, disputes};
    m.enums = {enumeration("Region", {"TH", "DE", "JP"}), enumeration("Reason", {"counterfeit", "late_dispatch"}),
               enumeration("Severity", {"low", "mid", "high"})};
    model::calendar calendar;
    calendar.name = "office";
    m.calendars.push_back(calendar);
}

void add_records(model::model& m) {
    model::record violation, address;
    violation.name = "Violation";
    violation.fields = {field("reason", of(base_type::enumeration, 1)),
                        field("severity", of(base_type::enumeration, 2)), field("issued", of(base_type::instant)),
                        field("overturned", of(base_type::boolean)), field("fine", maybe(money()))};
    violation.fields[3].assume = constant(m, model::op::boolean, of(base_type::boolean));
    address.name = "Address";
    address.fields = {field("city", of(base_type::text)), field("since", maybe(of(base_type::date)))};
    m.records = {violation, address};
}

void add_facts(model::model& m) {
    add(m, 0, "seller", "region", of(base_type::enumeration, 0));
    add(m, 0, "seller", "points", from_to(number(0), 0, 48));
    add(m, 0, "seller", "rate", from_to(number(3, true), 0, 1));
    add(m, 0, "seller", "score", number(2));
    add(m, 0, "seller", "name", of(base_type::text));
    add(m, 0, "seller", "opened", maybe(of(base_type::date)));
    add(m, 0, "seller", "opens", of(base_type::time));
    add(m, 0, "seller", "last_seen", of(base_type::instant));
    add(m, 0, "seller", "wait", of(base_type::duration));
    add(m, 0, "seller", "notice", of(base_type::span));
    m.facts.back().assume = constant(m, model::op::span, of(base_type::span));
    m.expressions.back().details.make().span_value = {30, span_unit::days, false};
    add(m, 0, "seller", "plan", of(base_type::calendar));
    add(m, 0, "seller", "reasons", of(base_type::set, 1));
    add(m, 0, "seller", "budget", from_to(money("USD"), 0, 1000));
    add(m, 0, "seller", "sales", maybe(money()));
    add(m, 0, "seller", "closed", of(base_type::boolean));
    add(m, 0, "seller", "home", maybe(of(base_type::record, 1)));
    add(m, 0, "seller", "violations", maybe(list(0, 0, 3, 2)));
    add(m, 0, "seller", "notes", list(0, 1, 2, -1));
    add(m, 1, "claim", "amount", money());
}

}  // namespace

model::model shop_model() {
    model::model m;
    add_packs(m);
    add_records(m);
    add_facts(m);
    constant(m, model::op::text, of(base_type::text));
    m.expressions.back().details.make().text = "known name";
    add_term(m, 0, "tier", of(base_type::enumeration, 2));
    add_term(m, 1, "verdict", maybe(of(base_type::enumeration, 1)));
    add_term(m, 1, "window", number(0), true);
    add_term(m, 1, "last.day", of(base_type::date));
    return m;
}

}  // namespace writ::test
