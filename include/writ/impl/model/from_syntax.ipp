// tree → model: the order of the passes.
#pragma once

#include "writ/detail/model/builder.hpp"
#include "writ/detail/model/sha256.hpp"

namespace writ::model {

namespace detail {

builder::builder(const std::vector<pack_files>& packs_given, const source_set& texts, const limits& limits_given)
    : inputs(packs_given), sources(texts), bounds(limits_given) {}

namespace from_syntax_detail {

/// The hash of the texts of a pack's files, in name order, each with its length before it.
std::string content_hash(const pack_files& files, const source_set& sources) {
    sha256 hash;
    for (const syntax::tree& file : files.files) {
        const std::string& text = sources[file.root.where.file].text();
        hash.add(std::to_string(text.size()) + "\n");
        hash.add(text);
    }
    return hash.digits();
}

}  // namespace from_syntax_detail

/// Names first, then types, then the regions and dates that rules refer to, then rules, then everything in them.
result<model> builder::build() {
    collect_packs();
    for (std::uint32_t p = 0; p < packs.size(); ++p) {
        collect_declarations(pack_id{p});
        translate_forms(pack_id{p});
    }
    fact_used.resize(out.facts.size());
    collect_uses();
    collect_expectations();
    record_used.resize(out.records.size());
    calendar_used.resize(out.calendars.size());
    for (std::uint32_t p = 0; p < packs.size(); ++p) read_declared(pack_id{p});
    declare_tellings();
    read_signatures();
    for (std::uint32_t p = 0; p < packs.size(); ++p) check_sorted(pack_id{p});
    make_rules();
    for (std::uint32_t p = 0; p < packs.size(); ++p) {
        attach_values(pack_id{p});
        attach_rules(pack_id{p});
        attach_exceptions(pack_id{p});
    }
    type_everything();
    read_fact_notes();
    read_requirements();
    check_shown();
    read_examples();
    settle_tellings();
    warn();
    name_used_rules();
    for (std::uint32_t p = 0; p < packs.size(); ++p)
        out.packs[p].content_hash = from_syntax_detail::content_hash(*packs[p].files, sources);
    tidy(diagnostics, bounds.diagnostics);
    if (has_error(diagnostics)) return result<model>(std::move(diagnostics));
    return result<model>(std::move(out), std::move(diagnostics));
}

/// Types of facts, regions, calendars, zones and money of one pack, each on top of the one before.
void builder::read_declared(pack_id p) {
    if (const node* head = state(p).head; head != nullptr)  // `money` as a type needs to know that regions have one
        for (const node& clause : head->children)
            if (clause.what == kind::money_of) out.packs[index(p)].money = currencies_of(clause);
    read_field_types(p);
    read_region(p);
    state(p).region_calendars.assign(region_count(p), std::nullopt);
    for (const node* n : state(p).calendars) {
        const symbol* s = find_symbol(p, n->find(kind::name)->text);
        if (s != nullptr && s->what == symbol::kind_of::calendar && s->where == n->find(kind::name)->where)
            read_calendar(p, calendar_id{s->index}, *n);
    }
    read_notice(p);
    read_labels(p);
}

}  // namespace detail

result<model> from_syntax(const std::vector<pack_files>& packs, const source_set& sources, const limits& bounds) {
    return detail::builder(packs, sources, bounds).build();
}

}  // namespace writ::model
