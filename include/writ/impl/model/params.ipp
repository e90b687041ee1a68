// Parameters: values per region and date.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>
#include <tuple>

namespace writ::model::detail {

namespace params_detail {

/// The cites before the first value: they are for all values.
std::vector<std::string> first_cites(const node& entries) {
    std::vector<std::string> cites;
    for (const node& entry : entries.children) {
        if (entry.what != kind::cite) break;
        cites.push_back(syntax::unquoted(entry[0].text));
    }
    return cites;
}

void add_cite(std::string& cites, const std::string& cite) { cites += (cites.empty() ? "" : "; ") + cite; }

}  // namespace params_detail

void builder::type_param(term_id t, scope& s) {
    const node& n = *terms[index(t)].declaration;
    const type declared = terms[index(t)].declared;
    if (const node* as_of = n.find(kind::as_of)) {
        type day;
        day.base = base_type::date;
        const expr_id id = check_as((*as_of)[0], s, day);
        out.terms[index(t)].as_of = id;
    }
    if (const node* value = n.find(kind::value)) {
        const expr_id id = check_as((*value)[0], s, declared);
        out.terms[index(t)].base = id;
        check_region_currency({}, s.pack, id);
    }
    if (const node* entries = n.find(kind::entries)) {
        out.terms[index(t)].cites = params_detail::first_cites(*entries);
        read_entries(t, s, *entries, {});
    }
    for (const node* entries : terms[index(t)].added) {
        std::string cite;
        for (const std::string& c : params_detail::first_cites(*entries)) params_detail::add_cite(cite, c);
        read_entries(t, s, *entries, cite);
    }
    check_entries(t);
}

/// @param cite  what every value cites besides its own
void builder::read_entries(term_id t, scope& s, const node& entries, const std::string& cite) {
    const type declared = terms[index(t)].declared;
    bool first = true;
    for (const node& entry : entries.children) {
        if (entry.what == kind::cite) {
            if (!first)
                params_detail::add_cite(out.terms[index(t)].entries.back().cite, syntax::unquoted(entry[0].text));
            continue;
        }
        first = false;
        param_entry e;
        e.cite = cite;
        e.where = entry.where;
        e.quals = read_quals(s.pack, entry.find(kind::quals), false, false);
        if (const node* value = entry.find(kind::value)) {
            e.value = check_as((*value)[0], s, declared);
            check_region_currency(e.quals, s.pack, *e.value);
        }
        out.terms[index(t)].entries.push_back(std::move(e));
    }
}

/// An amount in a named currency for a region whose money is another one.
void builder::check_region_currency(const qualifiers& q, pack_id p, expr_id value) {
    const expression& e = out[value];
    if (e.what != op::in_region_currency || e.type.currency != 0) return;
    const currency_code named = type_at(e.args[0]).currency;
    const auto& money = out.packs[index(p)].money;
    if (named == 0 || !out.packs[index(p)].region_enum) return;
    const auto& regions = out[*out.packs[index(p)].region_enum].values;
    for (std::size_t r = 0; r < regions.size() && r < money.size(); ++r) {
        if (!q.regional || !q.regions[r] || money[r] == 0 || money[r] == named) continue;
        report(code::currency_of_region, out[value].where,
               {regions[r].name, currency_name(money[r]), currency_name(named)});
        return;
    }
}

void builder::check_entries(term_id t) {
    const term& p = out[t];
    const std::size_t count = region_count(p.pack);
    const bool general =
        p.base || std::any_of(p.entries.begin(), p.entries.end(), [](const auto& e) { return !e.quals.regional; });
    if (!general && p.entries.empty()) {
        report(code::param_without_value, p.where, {p.name});
        return;
    }
    for (std::size_t r = 0; r < count && !general; ++r) {
        const bool has =
            std::any_of(p.entries.begin(), p.entries.end(), [r](const auto& e) { return e.quals.regions[r]; });
        if (!has)
            report(code::region_without_value, p.where,
                   {p.name, out[*out.packs[index(p.pack)].region_enum].values[r].name});
    }
    for (std::size_t r = 0; r < std::max<std::size_t>(count, 1); ++r) check_ties(t, r);
}

namespace params_detail {

struct candidate {
    bool regional;
    bool ends;
    std::optional<day_number> from;
    span where;
    bool operator<(const candidate& b) const {
        return std::tie(regional, ends, from) < std::tie(b.regional, b.ends, b.from);
    }
    bool ties(const candidate& b) const { return regional == b.regional && ends == b.ends && from == b.from; }
};

}  // namespace params_detail

/// Two entries of one group that begin on the same day and both end, or both do not, cannot be told apart on that day.
void builder::check_ties(term_id t, std::size_t region) {
    const term& p = out[t];
    std::vector<params_detail::candidate> all;
    if (p.base) all.push_back({false, false, {}, out[*p.base].where});
    for (const param_entry& e : p.entries) {
        if (e.quals.regional && !e.quals.regions[region]) continue;
        std::optional<day_number> from;
        if (e.quals.from && !e.quals.effective.empty()) from = e.quals.effective[region];
        all.push_back({e.quals.regional, e.quals.until.has_value(), from, e.where});
    }
    std::stable_sort(all.begin(), all.end());
    for (std::size_t i = 1; i < all.size(); ++i) {
        if (!all[i].ties(all[i - 1])) continue;
        std::string in;
        if (all[i].regional) in = " in region " + out[*out.packs[index(p.pack)].region_enum].values[region].name;
        diagnostic& d = report(code::entries_tie, all[i].where, {p.name, in});
        d.secondary.push_back({all[i - 1].where, "the other value"});
    }
}

}  // namespace writ::model::detail
