// Puts possible values in the form of decision.hpp: names for indices, units for numbers, members in order.
#include "support/oracle_outcome.hpp"

#include <algorithm>

#include "writ/case_layout.hpp"

namespace writ::oracle {

namespace {

struct shower {
    const model::model& m;
    const case_data& c;
    model::pack_id pack;

    scalar_value blank(const type& t) const {
        scalar_value s;
        s.base = t.base;
        if (t.base == base_type::number) {
            s.places = t.places;
            s.percent = t.percent;
        }
        if (t.base == base_type::money) {
            s.currency = t.currency;
            if (!s.currency && model::index(pack) < c.currency.size()) s.currency = c.currency[model::index(pack)];
        }
        return s;
    }

    scalar_value number(const type& t, const rational& x) const {
        auto s = blank(t);
        s.number = x;
        return s;
    }

    scalar_value indexed(const type& t, std::size_t i) const {
        static constexpr const char* days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
        auto s = blank(t);
        if (t.base == base_type::boolean) s.number = rational(static_cast<std::int64_t>(i));
        else if (t.base == base_type::weekday) s.name = days[i % 7];
        else if (t.base == base_type::calendar) s.name = m.calendars[i].name;
        else s.name = m.enums[t.ref].values[i].name;
        return s;
    }

    std::vector<std::string> named(const type& t, const model::value_set& set) const {
        std::vector<std::string> out;
        for (std::size_t i = 0; i < m.enums[t.ref].values.size(); ++i)
            if (set[i]) out.push_back(m.enums[t.ref].values[i].name);
        return out;
    }

    outcome show(const type& t, const possible& v) const {
        outcome o;
        o.absent = v.absent;
        o.error = !v.errors.empty();
        switch (v.kind) {
            case shape::nothing: break;
            case shape::any: o.kind = outcome::kind_of::any; break;
            case shape::choice:
                o.kind = outcome::kind_of::values;
                for (std::size_t i = 0; i < v.choice.size(); ++i)
                    if (v.choice[i]) o.values.push_back(indexed(t, i));
                break;
            case shape::text:
                o.kind = outcome::kind_of::values;
                for (const auto& text : v.texts) {
                    o.values.push_back(blank(t));
                    o.values.back().name = text;
                }
                break;
            case shape::interval:
                if (v.low && v.low == v.high) {
                    o.kind = outcome::kind_of::values;
                    o.values.push_back(number(t, *v.low));
                    break;
                }
                o.kind = outcome::kind_of::interval;
                if (v.low) o.low = number(t, *v.low);
                if (v.high) o.high = number(t, *v.high);
                break;
            case shape::masks:
                o.kind = outcome::kind_of::set;
                o.must = named(t, v.must);
                o.may = named(t, v.may & ~v.must);
                break;
            case shape::spans: {
                o.kind = outcome::kind_of::values;
                for (const auto& s : v.spans) {
                    if (!s.low || s.low != s.high) {
                        o.kind = outcome::kind_of::any;
                        o.values.clear();
                        break;
                    }
                    o.values.push_back(blank(t));
                    o.values.back().span_value = {s.low->num, s.unit, s.rolled};
                }
                break;
            }
            case shape::record: {
                o.kind = outcome::kind_of::record;
                for (const auto& [index, field] : v.record->fields) {
                    const auto& f = m.records[t.ref].fields[index];
                    o.fields.push_back({f.name, show(f.type, field)});
                }
                break;
            }
            case shape::list: {
                o.kind = outcome::kind_of::list;
                auto element = t;
                element.base = t.element == base_type::any ? base_type::record : t.element;
                element.element = base_type::any;
                for (const auto& item : v.list->items)
                    o.members.push_back({show(element, item.value), is_surely(item.present, true)});
                o.open = v.list->rest.has_value();
                break;
            }
        }
        return o;
    }
};

}  // namespace

outcome outcome_of(const model::model& m, const case_data& c, const model::term& of, const possible& v) {
    return shower{m, c, of.pack}.show(of.type, v);
}

namespace {

std::string path_of(const model::model& m, const need& n) {
    auto path = fact_path(m, model::fact_id{n.at});
    if (n.element) path += "[" + std::to_string(n.element) + "]";
    if (n.field) path += "." + m.records[m.facts[n.at].type.ref].fields[n.field - 1].name;
    return path;
}

/// The region the case names; empty if it names none.
std::string region_of(const model::model& m, const case_data& c, model::pack_id pack) {
    const auto& p = m[pack];
    if (!p.region) return {};
    const auto& cell = c.cells[layout_of(m).facts[model::index(*p.region)].at];
    return has_value(cell.state) ? m[*p.region_enum].values[static_cast<std::size_t>(cell.value)].name : std::string();
}

}  // namespace

std::vector<std::string> fact_paths(const model::model& m, const needs& n) {
    std::vector<std::string> out;
    for (const auto& x : n)
        if (x.kind == need::kind_of::fact) out.push_back(path_of(m, x));
    return out;
}

void show_needs(const model::model& m, const case_data& c, const needs& n, decision& d) {
    for (const auto& x : n) switch (x.kind) {
            case need::kind_of::clock: d.needs.push_back(x.at == 0 ? "now" : "today"); break;
            case need::kind_of::fact: d.needs.push_back(path_of(m, x)); break;
            case need::kind_of::outcome:
                d.needs.push_back(m[m.terms[x.at].pack].name + "." + m.terms[x.at].name);
                break;
            case need::kind_of::parameter: {
                const auto& t = m.terms[x.at];
                d.policy.push_back(
                    {term_path(m, model::term_id{x.at}), parameter_need_text(t.name, region_of(m, c, t.pack))});
                break;
            }
            case need::kind_of::calendar: {
                const auto& k = m.calendars[x.at];
                d.policy.push_back({calendar_path(m, model::calendar_id{x.at}),
                                    calendar_need_text(k.name, k.first_year, k.last_year)});
                break;
            }
        }
    std::stable_sort(d.policy.begin(), d.policy.end(),
                     [](const policy_need& a, const policy_need& b) { return a.name < b.name; });
    for (const auto& p : d.policy) d.needs.push_back(p.name);
}

}  // namespace writ::oracle
