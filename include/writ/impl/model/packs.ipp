// What a pack says of itself.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

void builder::collect_packs() {
    packs.resize(inputs.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        pack_state& ps = packs[i];
        ps.files = &inputs[i];
        pack p;
        p.name = inputs[i].name;
        for (const syntax::tree& file : inputs[i].files) {
            p.where.file = p.where.file == 0 && !file.root.children.empty() ? file.root.where.file : p.where.file;
            for (const node& n : file.root.children) {
                if (n.what != kind::pack) continue;
                if (ps.head != nullptr) {
                    diagnostic& d = report(code::two_packs, n.find(kind::name)->where);
                    d.secondary.push_back({ps.head->find(kind::name)->where, "it is declared here first"});
                    continue;
                }
                ps.head = &n;
                p.name = n.find(kind::name)->text;
                p.where = n.find(kind::name)->where;
            }
        }
        out.packs.push_back(std::move(p));
    }
    for (std::size_t i = 0; i < packs.size(); ++i) read_pack(pack_id{static_cast<std::uint32_t>(i)});
}

void builder::read_pack(pack_id p) {
    pack& pk = out.packs[index(p)];
    if (const node* head = state(p).head; head != nullptr) {
        said_once(*head, pk.name,
                  {kind::version, kind::languages, kind::audiences, kind::internal, kind::region, kind::rounding,
                   kind::notice, kind::citations});
        for (const node& clause : head->children) read_pack_words(p, clause);
    }
    if (const node* head = state(p).head; head != nullptr)
        if (const node* internal = head->find(kind::internal)) audiences_of(p, *internal);
    if (pk.languages.empty()) pk.languages.push_back("en");
    if (const node* head = state(p).head; head != nullptr) pk.title = plain_message(p, head->find(kind::title));
}

void builder::read_pack_words(pack_id p, const node& clause) {
    pack& pk = out.packs[index(p)];
    const auto words_of = [&](std::vector<std::string>& words) {
        for (const node& word : clause.children) {
            if (std::find(words.begin(), words.end(), word.text) != words.end()) duplicate(word, clause.where);
            else words.push_back(word.text);
        }
    };
    switch (clause.what) {
        case kind::version: pk.version = syntax::unquoted(clause[0].text); break;
        case kind::languages: words_of(pk.languages); break;
        case kind::audiences: words_of(pk.audiences); break;
        case kind::internal: words_of(pk.internal); break;
        case kind::rounding: read_rounding(p, clause); break;
        case kind::citations: pk.citations_required = true; break;
        default: break;  // the others need names
    }
}

void builder::read_rounding(pack_id p, const node& clause) {
    const std::string& word = clause[0].text;
    if (word == "half_even") out.packs[index(p)].default_rounding = rounding::half_even;
    else if (word == "half_up") out.packs[index(p)].default_rounding = rounding::half_up;
    else report(code::unknown_rounding, clause[0].where, {word});
}

std::size_t builder::region_count(pack_id p) const {
    const auto& e = out.packs[index(p)].region_enum;
    return e ? out[*e].values.size() : 0;
}

std::optional<std::uint32_t> builder::region_of(pack_id p, const node& name) {
    const auto& e = out.packs[index(p)].region_enum;
    if (!e) {
        if (!state(p).region_broken) report(code::no_region, name.where);
        return {};
    }
    if (const auto found = find_value(*e, name.text)) return found;
    diagnostic& d = report(code::not_a_region, name.where, {name.text});
    suggest_value(d, name.text, *e);
    return {};
}

/// The fact that names the region, then what the pack says for each region.
void builder::read_region(pack_id p) {
    const node* head = state(p).head;
    if (head == nullptr) return;
    if (const node* clause = head->find(kind::region)) {
        scope s;
        s.pack = p;
        const expr_id id = check((*clause)[0], s);
        const expression& e = out[id];
        if (e.what == op::fact && e.type.base == base_type::enumeration && !e.type.optional) {
            out.packs[index(p)].region = fact_id{e.index};
            out.packs[index(p)].region_enum = enum_id{e.type.ref};
        } else {
            state(p).region_broken = true;
            if (!is_any(e.type)) report(code::region_fact, (*clause)[0].where);
        }
    }
    for (const node& clause : head->children) {
        if (clause.what == kind::zones) read_zones(p, clause);
        if (clause.what == kind::money_of) read_money(p, clause);
    }
}

void builder::read_zones(pack_id p, const node& clause) {
    pack& pk = out.packs[index(p)];
    if (clause[0].children.size() == 1) {
        pk.one_zone = true;
        pk.zones = {syntax::unquoted(clause[0][0].text)};
        if (clause.children.size() > 1) report(code::zone_and_zones, clause[1].where);
        return;
    }
    pk.zones.resize(region_count(p));
    for (const node& zone : clause.children) {
        if (zone.children.size() != 2) {
            report(code::zone_and_zones, zone.where);
            continue;
        }
        const auto region = region_of(p, zone[0]);
        if (!region) continue;
        if (!pk.zones[*region].empty()) report(code::zone_twice, zone[0].where, {zone[0].text});
        pk.zones[*region] = syntax::unquoted(zone[1].text);
    }
}

/// The currencies named, whatever their regions.
std::vector<currency_code> builder::currencies_of(const node& clause) {
    std::vector<currency_code> all;
    for (const node& entry : clause.children)
        if (entry[1].text.size() == 3) all.push_back(pack_currency(entry[1].text));
    return all;
}

void builder::read_money(pack_id p, const node& clause) {
    pack& pk = out.packs[index(p)];
    pk.money.assign(region_count(p), 0);
    for (const node& entry : clause.children) {
        const auto region = region_of(p, entry[0]);
        const std::string& letters = entry[1].text;
        const bool good = letters.size() == 3 &&
                          std::all_of(letters.begin(), letters.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
        if (!good) report(code::bad_currency, entry[1].where, {letters});
        if (!region || !good) continue;
        if (pk.money[*region] != 0) report(code::zone_twice, entry[0].where, {entry[0].text});
        pk.money[*region] = pack_currency(letters);
    }
}

/// The words of enum values.
void builder::read_labels(pack_id p) {
    std::size_t e = 0;
    for (const node* n : state(p).enums) {
        while (out.enums[e].where != n->find(kind::name)->where) ++e;
        std::size_t value = 0;
        for (const node& child : n->children) {
            if (child.what != kind::enumerator || value == out.enums[e].values.size()) continue;
            if (out.enums[e].values[value].where != child[0].where) continue;  // a repetition
            if (child.children.size() > 1) out.enums[e].values[value].label = plain_message(p, &child[1]);
            ++value;
        }
    }
}

/// The notice period of each region: a constant span.
void builder::read_notice(pack_id p) {
    const node* head = state(p).head;
    const node* clause = head == nullptr ? nullptr : head->find(kind::notice);
    state(p).notice.assign(std::max<std::size_t>(region_count(p), 1), std::nullopt);
    if (clause == nullptr) return;
    scope s;
    s.pack = p;
    const auto span_at = [&](const node& n) -> std::optional<calendar_span> {
        const expr_id id = check(n, s);
        if (out[id].what == op::span) return out[id].details->span_value;
        if (!is_any(type_at(id))) report(code::notice_span, n.where);
        return {};
    };
    state(p).notice.assign(state(p).notice.size(), span_at((*clause)[0]));
    const node* entries = clause->find(kind::entries);
    if (entries == nullptr) return;
    for (const node& entry : entries->children) {
        const node* value = entry.what == kind::dated_entry ? entry.find(kind::value) : nullptr;
        if (value == nullptr) continue;
        const qualifiers q = read_quals(p, entry.find(kind::quals), false, false);
        const auto notice = span_at((*value)[0]);
        for (std::size_t r = 0; r < region_count(p); ++r)
            if (!q.regional || q.regions[r]) state(p).notice[r] = notice;
    }
}

}  // namespace writ::model::detail
