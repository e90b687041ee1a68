// Puts possible values in the form of decision.hpp: names for indices, units for numbers, members in order.
#include "support/oracle_outcome.hpp"

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
        if (t.base == base_type::boolean)
            s.number = rational(static_cast<std::int64_t>(i));
        else if (t.base == base_type::weekday)
            s.name = days[i % 7];
        else if (t.base == base_type::calendar)
            s.name = m.calendars[i].name;
        else
            s.name = m.enums[t.ref].values[i].name;
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

}  // namespace writ::oracle
