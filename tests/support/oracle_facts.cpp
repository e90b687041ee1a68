// Executes the language reference on what the case says: facts that are known, absent, assumed or unknown, the clock, the region
// and its zone; and into which pieces an unknown fact is split ("Refinement").
#include <algorithm>

#include "support/oracle_evaluator.hpp"
#include "writ/case_layout.hpp"

namespace writ::oracle {

using model::index;

surroundings surroundings_of(const model::model& m, const case_data& c) {
    surroundings out;
    out.m = &m;
    out.c = &c;
    out.places = layout_of(m).facts;
    return out;
}

scope scope_of(model::pack_id pack) {
    auto s = std::make_shared<scope_node>();
    s->pack = pack;
    return s;
}

scope with_variable(const scope& outer, model::local_id variable, possible value) {
    auto s = std::make_shared<scope_node>();
    s->pack = outer->pack;
    s->outer = outer;
    s->variable = variable;
    s->value = std::move(value);
    s->bound = true;
    return s;
}

// ------------------------------------------------------------------ facts

namespace {

need field_need(need of, std::uint32_t element, std::uint32_t field) {
    of.element = element;
    of.field = field + 1;
    return of;
}

std::string list_name(const need& list) { return "fact " + std::to_string(list.at); }

model::value_set first_values(std::size_t count) {
    model::value_set s;
    for (std::size_t i = 0; i < count; ++i) s.set(i);
    return s;
}

}  // namespace

currency_code evaluator::currency(const type& t, model::pack_id pack) const {
    if (t.currency != 0) return t.currency;
    return index(pack) < case_.currency.size() ? case_.currency[index(pack)] : currency_code{0};
}

possible evaluator::fact(model::fact_id id) {
    if (const auto found = facts_.find(index(id)); found != facts_.end()) return found->second;
    const auto& f = m_[id];
    if (f.told_by) return outcome_of_type(term(*f.told_by, {}), m_[*f.told_by], m_[*m_[*f.told_by].body].where);
    const need path{need::kind_of::fact, index(id), 0, 0};
    const auto& place = around_.places[index(id)];
    possible v;
    if (place.kind == fact_place::kind_of::list) {
        v = list_fact(f.type, f.pack, case_.lists[place.at], path);
    } else if (place.kind == fact_place::kind_of::record) {
        const auto& own = case_.cells[place.at];
        if (!has_value(own.state)) {
            v = value_of(f.type, f.pack, own, path);
        } else {
            record_value r;
            const auto& fields = m_.records[f.type.ref].fields;
            for (std::uint32_t i = 0; i < place.fields; ++i)
                r.fields.emplace(
                    i, value_of(fields[i].type, f.pack, case_.cells[place.at + 1 + i], field_need(path, 0, i)));
            v = record_of(std::move(r));
            if (is_assumed(own.state)) v.assumed = path;
        }
    } else {
        v = value_of(f.type, f.pack, case_.cells[place.at], path);
    }
    return facts_[index(id)] = v;
}

possible evaluator::touched(const possible& v) {
    if (v.assumed) assumed_.insert(*v.assumed);
    return v;
}

possible evaluator::value_of(const type& t, model::pack_id pack, const cell& c, const need& path) {
    if (is_open(c.state)) return fresh(t, pack, path);
    auto v = is_absent(c.state) ? absent_value() : plain(t, pack, c.value);
    if (is_assumed(c.state)) v.assumed = path;
    return v;
}

possible evaluator::list_fact(const type& t, model::pack_id pack, const list_data& l, const need& path) {
    if (is_open(l.state)) return fresh(t, pack, path);
    possible none = absent_value();
    if (is_assumed(l.state)) none.assumed = path;
    if (is_absent(l.state)) return none;
    const auto& fields = m_.records[t.ref].fields;
    list_value out;
    out.name = list_name(path);
    for (std::uint32_t i = 0; i < l.count; ++i) {
        record_value r;
        r.list = out.name;
        r.index = i;
        for (std::uint32_t f = 0; f < fields.size(); ++f)
            r.fields.emplace(f,
                             value_of(fields[f].type, pack, l.cells[f * l.count + i], field_need(path, l.given[i], f)));
        out.items.push_back({record_of(std::move(r)), truth(true, false)});
    }
    auto v = list_of(std::move(out));
    if (is_assumed(l.state)) v.assumed = path;
    return v;
}

/// An unknown fact, or the piece of it that stands in while it is refined.
possible evaluator::fresh(const type& t, model::pack_id pack, const need& path) {
    auto v = unknown(t, pack, path, {path});
    unknown_facts_.emplace(path, v);
    if (const auto piece = replaced_.find(path); piece != replaced_.end()) {
        auto w = waiting(piece->second, {path});
        w.fact = path;  // it is still unknown
        w.grid = v.grid;
        return w;
    }
    return v;
}

/// Every value of a type.
possible evaluator::unknown(const type& t, model::pack_id pack, const std::optional<need>& path, const needs& n) {
    possible v;
    switch (t.base) {
        case base_type::boolean: v = choice_values(first_values(2)); break;
        case base_type::enumeration: v = choice_values(first_values(m_.enums[t.ref].values.size())); break;
        case base_type::weekday: v = choice_values(first_values(7)); break;
        case base_type::calendar: {
            model::value_set all;
            for (std::size_t i = 0; i < m_.calendars.size(); ++i)
                if (m_.calendars[i].pack == pack) all.set(i);
            v = choice_values(all);
            break;
        }
        case base_type::number:
            v = interval_value({}, {});
            v.grid = t.places;
            if (t.ranged) {
                v.low = t.low;
                v.high = t.high;
            } else if (t.places == 0) {
                v.low = rational(INT64_MIN);
                v.high = rational(INT64_MAX);
            }
            break;
        case base_type::money:
            v = interval_value({}, {});
            v.grid = minor_places(currency(t, pack));
            if (t.ranged) {
                v.low = t.low;
                v.high = t.high;
            }
            break;
        case base_type::date:
        case base_type::time:
        case base_type::instant:
        case base_type::duration:
            v = interval_value({}, {});
            v.grid = 0;
            break;
        case base_type::set: v = mask_value({}, first_values(m_.enums[t.ref].values.size())); break;
        case base_type::record: {
            record_value r;
            const auto& fields = m_.records[t.ref].fields;
            for (std::uint32_t i = 0; i < fields.size(); ++i)
                r.fields.emplace(i, unknown(fields[i].type, pack, path, n));
            v = record_of(std::move(r));
            break;
        }
        case base_type::list: {
            list_value l;
            if (path) l.name = list_name(*path);
            auto element = t;
            element.base = t.element == base_type::any ? base_type::record : t.element;
            element.element = base_type::any;
            element.optional = false;
            l.rest = list_rest{unknown(element, pack, path, n), t.least, t.most};
            v = list_of(std::move(l));
            break;
        }
        default: v = any_value({}); break;
    }
    v.absent = t.optional;
    const int grid = v.grid;
    v = waiting(std::move(v), n);
    v.grid = grid;
    v.fact = path;
    return v;
}

/// The plain value in a cell.
possible evaluator::plain(const type& t, model::pack_id pack, std::int64_t value) {
    switch (t.base) {
        case base_type::number: return number_value(rational::scaled(value, t.places));
        case base_type::money: return number_value(rational::scaled(value, minor_places(currency(t, pack))));
        case base_type::date:
        case base_type::time:
        case base_type::instant:
        case base_type::duration: return number_value(rational(value));
        case base_type::set: {
            const model::value_set s(static_cast<std::uint64_t>(value));
            return mask_value(s, s);
        }
        case base_type::text: {
            possible v;
            v.kind = shape::text;
            if (!around_.texts) around_.texts = text_constants(m_);
            const auto at = static_cast<std::size_t>(value), own = around_.texts->size();
            v.texts.insert(at < own ? (*around_.texts)[at] : case_.texts[at - own]);
            return v;
        }
        case base_type::span: {
            const auto s = unpack_span(value);
            possible v;
            v.kind = shape::spans;
            v.spans.insert({s.unit, s.rolled, rational(s.count), rational(s.count)});
            return v;
        }
        default: return choice_value(static_cast<std::size_t>(value));
    }
}

possible evaluator::given_outcome(model::term_id id, const writ::cell& c) {
    const auto& t = m_[id];
    if (is_open(c.state)) {
        return unknown(t.type, t.pack, {}, {{need::kind_of::outcome, index(id), 0, 0}});
    }
    return is_absent(c.state) ? absent_value() : plain(t.type, t.pack, c.value);
}

// ------------------------------------------------------------------ region, zone, clock

possible evaluator::region(model::pack_id pack) {
    const auto& p = m_[pack];
    return p.region ? touched(fact(*p.region)) : no_value();
}

std::string evaluator::region_name(model::pack_id pack, std::size_t i) const {
    const auto& p = m_[pack];
    return p.region_enum && i < m_[*p.region_enum].values.size() ? m_[*p.region_enum].values[i].name : std::string();
}

evaluator::zones_possible evaluator::zones(model::pack_id pack, span where) {
    zones_possible out;
    const auto add = [&](const std::string& name, const std::string& for_region) {
        auto& z = around_.zones[name];
        if (!z && !name.empty()) z = zone::find(name);
        if (z) out.zones.push_back(z);
        else out.missing.insert(fail(error_kind::no_zone, where, {for_region}));
    };
    const auto& p = m_[pack];
    if (p.one_zone || !p.region) {
        add(p.zones.empty() ? std::string() : p.zones.front(), {});
        return out;
    }
    const auto r = region(pack);
    out.needs = r.needs;
    if (r.absent) out.missing.insert(fail(error_kind::no_zone, where));
    for (std::size_t i = 0; i < r.choice.size(); ++i)
        if (r.choice[i]) add(i < p.zones.size() ? p.zones[i] : std::string(), region_name(pack, i));
    return out;
}

possible evaluator::day_of(const possible& v, model::pack_id pack, span where) {
    if (v.kind == shape::nothing) return v;
    const auto z = zones(pack, where);
    if (z.zones.empty()) return error_values(z.missing);
    bound low, high;
    for (const auto& in : z.zones) {
        const auto day = [&](const rational& instant) {
            return rational(in->day_at(floor_scaled(instant, 0).value_or(instant.num)));
        };
        if (v.low) low = low ? std::min(*low, day(*v.low)) : day(*v.low);
        if (v.high) high = high ? std::max(*high, day(*v.high)) : day(*v.high);
    }
    auto out = interval_value(low, high, {}, v.errors + z.missing);
    out.absent = v.absent;
    out = waiting(std::move(out), v.needs + z.needs);
    if (v.fact && z.zones.size() == 1) {
        out.fact = v.fact;
        out.grid = 0;
        out.read_as_day = z.zones.front();
    }
    return out;
}

possible evaluator::clock(bool now, model::pack_id pack, span where) {
    const auto& a = case_.as_of;
    const needs missing{{need::kind_of::clock, now ? 0u : 1u, 0, 0}};
    if (a.instant) {
        const auto v = number_value(rational(*a.instant));
        return now ? v : day_of(v, pack, where);
    }
    if (!a.day) return interval_value({}, {}, missing);
    if (!now) return number_value(rational(*a.day));
    const auto z = zones(pack, where);
    if (z.zones.empty()) return interval_value({}, {}, missing);
    bound low, high;
    for (const auto& in : z.zones) {
        const rational first(in->instant_of(*a.day, 0)), last(in->instant_of(*a.day + 1, 0) - 1);
        low = low ? std::min(*low, first) : first;
        high = high ? std::max(*high, last) : last;
    }
    return interval_value(low, high, missing + z.needs);
}

// ------------------------------------------------------------------ refinement

/// A value is compared with a known one; if it is an unknown fact, that is where it is cut.
void evaluator::cut_at(const possible& v, model::op compare, const rational& with) {
    if (!v.fact) return;
    auto& cuts = cuts_[*v.fact];
    if (!v.read_as_day) {
        cuts.insert({compare, with});
        return;
    }
    // A day read off an instant: whole days are told apart by their first instants.
    const auto day = floor_scaled(with, 0).value_or(0);
    if (day < first_day || day >= last_day) return;
    const rational begins(v.read_as_day->instant_of(day, 0)), next(v.read_as_day->instant_of(day + 1, 0));
    const bool at_begin = compare == model::op::less || compare == model::op::greater_equal;
    const bool at_next = compare == model::op::less_equal || compare == model::op::greater;
    if (!at_next) cuts.insert({model::op::less, begins});
    if (!at_begin) cuts.insert({model::op::less, next});
}

std::vector<possible> evaluator::pieces(const need& fact) const {
    const auto& v = unknown_facts_.at(fact);
    std::vector<possible> out;
    const auto& t =
        fact.field == 0 ? m_.facts[fact.at].type : m_.records[m_.facts[fact.at].type.ref].fields[fact.field - 1].type;
    const bool splits =
        t.base == base_type::boolean || t.base == base_type::enumeration || t.base == base_type::weekday;
    if (splits && v.kind == shape::choice) {
        for (std::size_t i = 0; i < v.choice.size(); ++i)
            if (v.choice[i]) out.push_back(choice_value(i));
    } else if (v.kind == shape::interval && v.grid >= 0) {
        // Each cut is between two neighbouring values of the fact; `starts` are the first values after the cuts.
        const rational step = rational::scaled(1, v.grid);
        std::set<rational> starts;
        if (const auto cuts = cuts_.find(fact); cuts != cuts_.end()) {
            for (const auto& c : cuts->second) {
                const auto below = floor_scaled(c.with, v.grid);
                if (!below) continue;
                const auto on = rational::scaled(*below, v.grid);
                const auto next = writ::add(on, step);
                const bool whole = on == c.with;
                const bool strict = c.compare == model::op::less || c.compare == model::op::greater_equal;
                const bool weak = c.compare == model::op::less_equal || c.compare == model::op::greater;
                if (whole && !weak) starts.insert(on);
                if (next && (weak || (strict && !whole) || (!strict && !weak && whole))) starts.insert(*next);
            }
        }
        bound low = v.low;
        for (const auto& s : starts) {
            if ((v.low && s <= *v.low) || (v.high && s > *v.high)) continue;
            out.push_back(interval_value(low, writ::subtract(s, step)));
            low = s;
        }
        out.push_back(interval_value(low, v.high));
    } else {
        return {};
    }
    if (v.absent) out.push_back(absent_value());
    return out;
}

}  // namespace writ::oracle
