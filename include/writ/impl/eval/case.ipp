#include "writ/detail/eval/machine.hpp"

// Facts as possible values, and the list of what is unknown about a case (language reference: "Unknown facts").

namespace writ::eval {

machine::machine(const program::program& p)
    : p_(p),
      locals_(p.locals),
      memo_(p.terms.size()),
      buckets_(256),
      fails_(p.rules.size()),
      walks_(p.procedures.size()) {}

void machine::load(const case_data& c) {
    case_ = &c;
    things_.clear();
    cell_things_.assign(c.cells.size(), 0);
    list_things_.resize(c.lists.size());
    for (auto& l : list_things_) l.clear();
    list_self_.assign(c.lists.size(), 0);
    list_cells_before_.assign(1, static_cast<std::uint32_t>(c.cells.size()));
    for (const list_data& l : c.lists)
        list_cells_before_.push_back(list_cells_before_.back() + static_cast<std::uint32_t>(l.cells.size()));
    list_things();
    thing_links_.resize(things_.size());
    for (std::uint32_t i = 0; i < things_.size(); ++i) thing_links_[i] = link{nullptr, nullptr, i, 0};
    overlay_.assign(things_.size(), nullptr);
    restricted_.assign(things_.size(), nullptr);
    policy_region_.assign(p_.terms.size(), none);
    stood_.assign(p_.rules.size(), 0);
    requirements_checked_ = false;
    walker_loaded_ = false;
    for (walked& w : walks_) w.done = false;
    begin();
}

std::uint32_t machine::add_thing(open_thing t) {
    things_.push_back(t);
    return static_cast<std::uint32_t>(things_.size());
}

void machine::list_things() {
    add_thing({open_thing::kind_of::now});
    add_thing({open_thing::kind_of::today});
    for (std::uint32_t f = 0; f < p_.layout.facts.size(); ++f) list_fact(f);
    for (const auto& o : case_->outcomes)
        if (is_open(o.value.state)) add_thing({open_thing::kind_of::outcome, o.term, 0, 0, p_.terms[o.term].type});
}

void machine::list_fact(std::uint32_t fact) {
    const fact_place& at = p_.layout.facts[fact];
    if (at.kind != fact_place::kind_of::list) {
        if (is_open(case_->cells[at.at].state))
            cell_things_[at.at] = add_thing({open_thing::kind_of::fact, fact, 0, 0, p_.fact_types[fact]});
        else if (at.kind == fact_place::kind_of::record) {
            const auto types = ids_of(p_, p_.records[p_.types[p_.fact_types[fact]].ref]);
            for (std::uint32_t k = 0; k < at.fields; ++k)
                if (is_open(case_->cells[at.at + 1 + k].state))
                    cell_things_[at.at + 1 + k] = add_thing({open_thing::kind_of::field, fact, 0, k, types[k]});
        }
        return;
    }
    const list_data& l = case_->lists[at.at];
    if (is_open(l.state)) {
        list_self_[at.at] = add_thing({open_thing::kind_of::fact, fact, 0, 0, p_.fact_types[fact]});
        return;
    }
    bool any = false;
    for (const cell& c : l.cells) any = any || is_open(c.state);
    if (!any) return;
    auto& numbers = list_things_[at.at];
    numbers.assign(l.cells.size(), 0);
    scratch_.assign(l.count + 1, none);
    for (std::uint32_t i = 0; i < l.count; ++i) scratch_[l.given[i]] = i;
    const auto types = ids_of(p_, p_.records[p_.types[p_.fact_types[fact]].ref]);
    for (std::uint32_t g = 1; g <= l.count; ++g)
        for (std::uint32_t k = 0; k < at.fields; ++k)
            if (const std::uint32_t c = k * l.count + scratch_[g]; is_open(l.cells[c].state))
                numbers[c] = add_thing({open_thing::kind_of::element, fact, g, k, types[k]});
}

open_thing machine::thing(std::uint32_t number) const {
    if (number < things_.size()) return things_[number];
    number -= static_cast<std::uint32_t>(things_.size());
    const auto terms = static_cast<std::uint32_t>(p_.terms.size());
    if (number < terms) return {open_thing::kind_of::param, number, 0, 0, 0, policy_region_[number]};
    return {open_thing::kind_of::calendar, number - terms};
}

const link* machine::thing_link(std::uint32_t number) {
    return number < things_.size() ? &thing_links_[number] : leaf(work_, number);
}

currency_code machine::currency_of(const type& t) const {
    if (t.currency != 0) return t.currency;
    return pack_ < case_->currency.size() ? case_->currency[pack_] : 0;
}

value machine::plain_cell(const cell& c, const type& t) {
    switch (t.base) {
        case base_type::number: return number_value(rational::scaled(c.value, t.places));
        case base_type::money: return number_value(rational::scaled(c.value, minor_places(currency_of(t))));
        case base_type::date:
        case base_type::time:
        case base_type::instant:
        case base_type::duration: return number_value(rational(c.value));
        case base_type::set: {
            value v;
            v.form = shape::masks;
            v.masks = {static_cast<std::uint64_t>(c.value), static_cast<std::uint64_t>(c.value)};
            return v;
        }
        case base_type::span: {
            const calendar_span s = unpack_span(c.value);
            value v;
            v.form = shape::spans;
            v.count = 1;
            v.spans = {{s.count, s.count, s.unit, s.rolled, false, false}, nullptr};
            return v;
        }
        case base_type::text: {
            value v;
            v.form = shape::texts;
            v.count = 1;
            v.texts = {static_cast<std::uint32_t>(c.value), nullptr};
            return v;
        }
        default: return bit_value(static_cast<std::uint32_t>(c.value));
    }
}

/// Everything a value of the type can be.
value machine::open_value(const type& t, const link* deps, std::uint32_t raw) {
    value v;
    v.deps = deps;
    v.raw = raw;
    v.absent = t.optional;
    switch (t.base) {
        case base_type::boolean:
            v.form = shape::bits;
            v.bits = bits256::first_n(2);
            break;
        case base_type::weekday:
            v.form = shape::bits;
            v.bits = bits256::first_n(7);
            break;
        case base_type::enumeration:
            v.form = shape::bits;
            v.bits = bits256::first_n(p_.enum_sizes[t.ref]);
            break;
        case base_type::calendar:
            v.form = shape::bits;
            v.bits = bits256::first_n(static_cast<std::uint32_t>(p_.calendars.size()));
            break;
        case base_type::number:
        case base_type::money:
        case base_type::date:
        case base_type::time:
        case base_type::instant:
        case base_type::duration: {
            v.form = shape::range;
            const bool whole = t.base == base_type::number && t.places == 0;
            v.low_open = v.high_open = !t.ranged && !whole;
            v.range = {rational{}, rational{}};
            if (t.ranged) v.range = {t.low, t.high};
            else if (whole) v.range = {rational(INT64_MIN), rational(INT64_MAX)};
            break;
        }
        case base_type::set: {
            v.form = shape::masks;
            const std::uint32_t n = p_.enum_sizes[t.ref];
            v.masks = {0, n >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1};
            break;
        }
        case base_type::record:
        case base_type::list: {
            record_value r;
            const auto types = ids_of(p_, p_.records[t.ref]);
            value* fields = work_.room<value>(types.count);
            for (std::uint32_t k = 0; k < types.count; ++k)
                new (fields + k) value(open_value(p_.types[types[k]], deps, 0));
            r.fields = fields;
            r.count = types.count;
            r.raw = t.base == base_type::record ? raw : 0;
            value one;
            one.form = shape::record;
            one.record = work_.make(r);
            one.deps = t.base == base_type::record ? deps : nullptr;
            if (t.base == base_type::record) {
                v.form = shape::record;
                v.record = one.record;
                break;
            }
            list_value l;
            l.has_generic = true;
            l.generic = one;
            l.least = t.least;
            l.most = t.most;
            v.form = shape::list;
            v.list = work_.make(l);
            break;
        }
        default: v.form = shape::any; break;
    }
    return v;
}

value machine::cell_value(const cell& c, std::uint32_t type_index, std::uint32_t thing, std::uint32_t cell_number) {
    if (is_assumed(c.state)) top().assumed.push(work_, cell_number);
    if (is_absent(c.state)) return absent_value();
    if (has_value(c.state)) return plain_cell(c, p_.types[type_index]);
    if (const value* piece = overlay_[thing - 1]; piece != nullptr) {
        value v = *piece;
        v.raw = thing;
        v.deps = thing_link(thing - 1);
        seal(v);
        return v;
    }
    value v = open_value(p_.types[type_index], thing_link(thing - 1), thing);
    seal(v);
    return v;
}

/// A list that nobody has told, or of which only that it is empty, or that it is not.
value machine::unknown_list(const list_data& l, std::uint32_t type, std::uint32_t thing) {
    value v = open_value(p_.types[type], thing_link(thing - 1), thing);
    if (p_.types[type].base != base_type::list) return v;
    list_value list = *v.list;
    list.identity = &l;
    if (const value* piece = restricted_[thing - 1]; piece != nullptr) {
        v.absent = false;
        if (piece->range.high == rational(0)) {
            list = {};
            list.identity = &l;
            v.deps = nullptr;
            v.raw = 0;
        } else {
            list.least = std::max(list.least, 1u);
        }
    }
    v.list = work_.make(list);
    return v;
}

value machine::fact_value(std::uint32_t fact) {
    if (const std::uint32_t told = p_.fact_tellers[fact]; told != none)
        return checked_outcome(call(told, nullptr, 0), told, p_.terms[told].body);
    const std::uint32_t before = enter_pack(p_.fact_packs[fact]);
    const value v = given_fact(fact, p_.layout.facts[fact]);
    enter_pack(before);
    return v;
}

value machine::given_fact(std::uint32_t fact, const fact_place& at) {
    const std::uint32_t type = p_.fact_types[fact];
    if (at.kind == fact_place::kind_of::list) return given_list(fact, at.at);
    const cell& c = case_->cells[at.at];
    if (at.kind == fact_place::kind_of::scalar || !has_value(c.state))
        return cell_value(c, type, cell_things_[at.at], at.at);
    if (is_assumed(c.state)) top().assumed.push(work_, at.at);
    record_value r;
    r.fact = fact;
    r.count = at.fields;
    value v;
    v.form = shape::record;
    v.record = work_.make(r);
    return v;
}

value machine::given_list(std::uint32_t fact, std::uint32_t at) {
    const list_data& l = case_->lists[at];
    if (is_assumed(l.state)) top().assumed.push(work_, list_cells_before_.back() + at);
    if (is_absent(l.state)) return absent_value();
    if (is_open(l.state)) return unknown_list(l, p_.fact_types[fact], list_self_[at]);
    list_value out;
    out.data = &l;
    out.fact = fact;
    out.count = l.count;
    out.identity = &l;
    value v;
    v.form = shape::list;
    v.list = work_.make(out);
    return v;
}

value machine::element_field(const list_data& l, std::uint32_t fact, std::uint32_t element, std::uint32_t field) {
    const std::uint32_t c = field * l.count + element;
    const auto& things = list_things_[p_.layout.facts[fact].at];
    const auto types = ids_of(p_, p_.records[p_.types[p_.fact_types[fact]].ref]);
    const std::uint32_t before = enter_pack(p_.fact_packs[fact]);
    const std::uint32_t number = list_cells_before_[p_.layout.facts[fact].at] + c;
    const value v = cell_value(l.cells[c], types[field], things.empty() ? 0 : things[c], number);
    enter_pack(before);
    return v;
}

value machine::record_field(const record_value& r, std::uint32_t field) {
    if (r.data != nullptr) return element_field(*r.data, r.fact, r.index, field);
    if (r.fields != nullptr) return r.fields[field];
    const std::uint32_t c = p_.layout.facts[r.fact].at + 1 + field;
    const std::uint32_t before = enter_pack(p_.fact_packs[r.fact]);
    const auto types = ids_of(p_, p_.records[p_.types[p_.fact_types[r.fact]].ref]);
    const value v = cell_value(case_->cells[c], types[field], cell_things_[c], c);
    enter_pack(before);
    return v;
}

value machine::given_outcome(const given_cell& g, std::uint32_t number) {
    if (has_value(g.value.state)) return plain_cell(g.value, p_.types[p_.terms[g.term].type]);
    if (g.value.state == presence::absent) return absent_value();
    for (std::uint32_t i = 0; i < things_.size(); ++i)
        if (things_[i].kind == open_thing::kind_of::outcome && things_[i].id == number) {
            value v = overlay_[i] != nullptr ? *overlay_[i] : open_value(p_.types[things_[i].type], thing_link(i), i + 1);
            v.raw = i + 1;
            v.deps = thing_link(i);
            seal(v);
            return v;
        }
    return absent_value();
}

}  // namespace writ::eval
