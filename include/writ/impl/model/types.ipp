// Written types.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

namespace types_detail {

struct simple {
    std::string_view name;
    base_type base;
};
constexpr simple simple_types[] = {
    {"bool", base_type::boolean},   {"text", base_type::text},         {"date", base_type::date},
    {"time", base_type::time},      {"instant", base_type::instant},   {"duration", base_type::duration},
    {"span", base_type::span},      {"calendar", base_type::calendar}, {"int", base_type::number},
    {"decimal", base_type::number}, {"percent", base_type::number},    {"money", base_type::money},
};

constexpr int most_places = 15;  // with three digits left before the point

}  // namespace types_detail

int builder::count_of(const node& number, std::uint64_t most) {
    const auto value = parse_number(number.text);
    if (value && value->is_whole() && value->num >= 0 && static_cast<std::uint64_t>(value->num) <= most)
        return static_cast<int>(value->num);
    return -1;
}

type builder::type_of(pack_id p, const node& n) {
    const node* base = n.find(kind::name);
    const node* word = n.find(kind::word);
    type t;
    if (base == nullptr) return t;
    if (base->text == "list" || base->text == "set") t = collection_type(p, n);
    else t = scalar_type(p, n);
    t.optional = word != nullptr && word->text == "optional";
    t.home = index(p);
    return t;
}

type builder::scalar_type(pack_id p, const node& n) {
    const node& base = *n.find(kind::name);
    type t;
    for (const auto& s : types_detail::simple_types)
        if (s.name == base.text) t.base = s.base;
    if (t.base == base_type::any) return named_type(p, base);
    if (t.base == base_type::number) read_places(n, t);
    if (t.base == base_type::money) {
        const auto& money = out.packs[index(p)].money;
        const node* currency = n.find(kind::currency);
        if (currency != nullptr) t.currency = pack_currency(currency->text);
        const bool known = std::any_of(money.begin(), money.end(), [](currency_code c) { return c != 0; });
        if (currency == nullptr && !known) report(code::no_currency, base.where);
        int places = minor_places(t.currency);
        if (currency == nullptr)
            for (const currency_code c : money)
                if (c != 0) places = std::max(places, minor_places(c));
        t.places = static_cast<std::int16_t>(places);
    }
    if (const node* range = n.find(kind::range)) read_range(*range, t);
    return t;
}

void builder::read_places(const node& n, type& t) {
    const std::string& base = n.find(kind::name)->text;
    const node* places = n.find(kind::places);
    t.percent = base == "percent";
    t.places = t.percent ? 2 : 0;
    if (places == nullptr) return;
    const int written = count_of((*places)[0], types_detail::most_places);
    if (written < 0) {
        report(code::bad_places, (*places)[0].where, {std::to_string(types_detail::most_places) + " places"});
        return;
    }
    t.places = static_cast<std::int16_t>(t.places + written);
}

void builder::read_range(const node& n, type& t) {
    const auto low = parse_number(n[0].text), high = parse_number(n[1].text);
    if (!low || !high) {
        const node& bad = low ? n[1] : n[0];
        report(code::bad_literal, bad.where, {bad.text, "number"});
        return;
    }
    if (*high < *low) {
        report(code::bad_range, n.where, {n[0].text, n[1].text});
        return;
    }
    if (t.places >= 0)
        for (const node* end : {&n[0], &n[1]})
            if (!exact_scaled(*parse_number(end->text), t.places))
                report(code::bad_places, end->where,
                       {std::to_string(t.places) + (t.places == 1 ? " place" : " places")});
    t.ranged = true;
    t.low = *low;
    t.high = *high;
}

/// The types called so: this pack's own, else those of the packs it uses.
std::vector<std::pair<pack_id, type_symbol>> builder::types_named(pack_id p, const std::string& name) const {
    std::vector<std::pair<pack_id, type_symbol>> fitting;
    const auto look_in = [&](pack_id at) {
        if (const auto it = state(at).types.find(name); it != state(at).types.end())
            fitting.emplace_back(at, it->second);
    };
    look_in(p);
    if (fitting.empty())
        for (const pack_id used : out[p].uses) look_in(used);
    return fitting;
}

type builder::named_type(pack_id p, const node& name) {
    type t;
    const auto fitting = types_named(p, name.text);
    if (fitting.size() > 1) {
        std::string all;
        for (const auto& [pack, symbol] : fitting) all += (all.empty() ? "`" : ", `") + out[pack].name + "`";
        report(code::ambiguous_type, name.where, {name.text, all});
        return t;
    }
    if (fitting.empty()) {
        diagnostic& d = report(code::unknown_type, name.where, {name.text});
        std::vector<std::string_view> names;
        for (const auto& s : types_detail::simple_types) names.push_back(s.name);
        names.push_back("list");
        names.push_back("set");
        std::vector<std::string_view> own;
        for (const auto& [known, s] : state(p).types) own.push_back(known);
        for (const pack_id used : out.packs[index(p)].uses)
            for (const auto& [known, s] : state(used).types) own.push_back(known);
        std::sort(own.begin(), own.end());
        names.insert(names.end(), own.begin(), own.end());
        suggest(d, name.text, names);
        return t;
    }
    const type_symbol& found = fitting.front().second;
    t.base = found.is_enum ? base_type::enumeration : base_type::record;
    t.ref = found.index;
    if (!found.is_enum) record_used[t.ref] = true;
    return t;
}

/// `set of E`, `list of R [at least n] up to m [sorted on f]`.
type builder::collection_type(pack_id p, const node& n) {
    const node& base = *n.find(kind::name);
    const bool is_set = base.text == "set";
    if (n.find(kind::element) == nullptr) {
        report(code::unknown_type, base.where, {base.text})
            .help.push_back(is_set ? "write `set of` and an enum" : "write `list of` a record, `up to` and a number");
        return {};
    }
    const node& element = (*n.find(kind::element))[0];
    type t = named_type(p, element);
    if (is_any(t)) return t;
    if (t.base != (is_set ? base_type::enumeration : base_type::record)) {
        report(code::wrong_type, element.where,
               {element.text, is_set ? "a record" : "an enum", is_set ? "an enum" : "a record"});
        return {};
    }
    t.base = is_set ? base_type::set : base_type::list;
    if (is_set && out.enums[t.ref].values.size() > bounds.set_values)
        report(code::too_many_set_values, element.where,
               {std::to_string(bounds.set_values), element.text, std::to_string(out.enums[t.ref].values.size())});
    if (!is_set) read_list_bounds(n, t);
    return t;
}

void builder::read_list_bounds(const node& n, type& t) {
    const auto bound = [&](kind k, std::uint32_t& count) {
        const node* part = n.find(k);
        if (part == nullptr) return;
        const int value = count_of((*part)[0], bounds.list_elements);
        if (value < 0)
            report(code::too_many_elements_declared, (*part)[0].where, {std::to_string(bounds.list_elements)});
        else count = static_cast<std::uint32_t>(value);
    };
    bound(kind::at_least, t.least);
    bound(kind::up_to, t.most);
    if (t.least > t.most) report(code::bad_range, n.where, {std::to_string(t.least), std::to_string(t.most)});
    const node* sorted = n.find(kind::sorted_on);
    if (sorted == nullptr) return;
    if (const auto field = literal_field(record_id{t.ref}, (*sorted)[0], {}))
        t.sorted_on = static_cast<std::int32_t>(*field);
}

/// The types of all fields of records, then of facts.
void builder::read_field_types(pack_id p) {
    std::size_t r = 0;
    for (const node* n : state(p).records) {
        while (out.records[r].where != n->find(kind::name)->where) ++r;
        std::size_t f = 0;
        for (const node& child : n->children) {
            if (child.what != kind::field_decl) continue;
            type t = type_of(p, child[1]);
            if (t.base == base_type::list || t.base == base_type::record) {
                report(code::list_in_record, child[1].where);
                t = {};
            }
            out.records[r].fields[f++].type = t;
        }
    }
    std::size_t f = first_fact(p);
    for (const node* n : state(p).facts)
        for (const node& child : n->children)
            if (child.what == kind::field_decl) out.facts[f++].type = type_of(p, child[1]);
}

/// Lists are sorted on something that has an order.
void builder::check_sorted(pack_id p) {
    for (std::size_t i = first_fact(p); i < out.facts.size() && out.facts[i].pack == p; ++i) {
        const type& t = out.facts[i].type;
        if (t.base != base_type::list || t.sorted_on < 0) continue;
        const type& key = out.records[t.ref].fields[static_cast<std::size_t>(t.sorted_on)].type;
        if (!is_any(key) && !has_order(key)) report(code::bad_sort, out.facts[i].where, {describe(key)});
    }
}

std::uint32_t builder::first_fact(pack_id p) const {
    const auto& facts = out.facts;
    const auto at = std::find_if(facts.begin(), facts.end(), [p](const fact& f) { return f.pack == p; });
    return static_cast<std::uint32_t>(at - facts.begin());
}

}  // namespace writ::model::detail
