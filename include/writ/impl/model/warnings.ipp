// What is allowed but hardly meant.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

void builder::warn() {
    if (has_error(diagnostics)) return;  // what is broken may be what would have used it
    warn_unused();
    warn_params();
    warn_uncited();
    warn_enum_labels();
    warn_impossible();
}

void builder::warn_unused() {
    for (const pack& p : out.packs)
        if (p.region) fact_used[index(*p.region)] = true;
    for (const rule& r : out.rules)
        for (const asked_fact& a : r.asks) fact_used[index(a.fact)] = true;
    for (std::size_t i = 0; i < out.facts.size(); ++i)
        if (!fact_used[i] && out.facts[i].pack == pack_id{0})
            report(code::unused_fact, out.facts[i].where, {fact_path(out, fact_id{static_cast<std::uint32_t>(i)})});
    for (std::size_t i = 0; i < out.terms.size(); ++i) {
        const term& t = out.terms[i];
        if (terms[i].used || t.pack != pack_id{0} || t.kind == term_kind::decision) continue;
        report(t.kind == term_kind::param ? code::unused_param : code::unused_define, t.where, {t.name});
    }
    for (std::size_t i = 0; i < out.records.size(); ++i)
        if (!record_used[i] && out.records[i].pack == pack_id{0})
            report(code::unused_record, out.records[i].where, {out.records[i].name});
    for (std::size_t i = 0; i < out.calendars.size(); ++i)
        if (!calendar_used[i] && out.calendars[i].pack == pack_id{0} && out.calendars[i].regions.none())
            report(code::unused_calendar, out.calendars[i].where, {out.calendars[i].name});
}

void builder::warn_params() {
    for (const term& t : out.terms) {
        if (t.kind != term_kind::param || t.as_of || t.pack != pack_id{0}) continue;
        const bool dated = std::any_of(t.entries.begin(), t.entries.end(),
                                       [](const auto& e) { return e.quals.from || e.quals.until; });
        if (dated) report(code::dated_without_as_of, t.where, {t.name});
    }
}

namespace warnings_detail {

bool stands_in(const span& inner, const span& outer) {
    return inner.file == outer.file && outer.begin <= inner.begin && inner.end <= outer.end;
}

}  // namespace warnings_detail

/// Where the pack requires citations: every value, every rule and exception, every table, every score and deadline.
void builder::warn_uncited() {
    if (!out.packs[0].citations_required) return;
    for (std::size_t i = 0; i < out.terms.size(); ++i) {
        const term& t = out.terms[i];
        if (t.kind != term_kind::param || t.pack != pack_id{0}) continue;
        if (t.base && t.cites.empty()) report(code::uncited_value, out[*t.base].where, {t.name});
        for (const param_entry& e : t.entries) {
            const bool by_param = !t.cites.empty() && warnings_detail::stands_in(e.where, terms[i].declaration->where);
            if (e.value && e.cite.empty() && !by_param) report(code::uncited_value, out[*e.value].where, {t.name});
        }
    }
    for (const rule& r : out.rules) {
        const bool answers = r.kind == rule_kind::rule || r.kind == rule_kind::exception;
        const bool cites = !terms[index(r.decision)].of_form || r.kind == rule_kind::exception;
        if (answers && cites && r.cites.empty() && out[r.decision].pack == pack_id{0})
            report(code::uncited_rule, r.where, {r.name});
    }
    for (const form& f : out.forms) {
        const term& t = out[f.whole];
        if (t.cites.empty() && t.pack == pack_id{0}) report(code::uncited_rule, t.where, {words(t.where)});
    }
    for (const block& b : out.blocks) {
        const bool cited = b.rows.empty() || !out[b.rows.front()].cites.empty();
        if (!cited && out[b.decision].pack == pack_id{0})
            report(code::uncited_row, out[b.rows.front()].where, {out[b.decision].name});
    }
}

/// A value with words in one language and none in another.
void builder::warn_enum_labels() {
    for (const enumeration& e : out.enums) {
        if (e.pack != pack_id{0} || made_enums.contains(e.name)) continue;
        for (const enum_value& v : e.values) {
            if (v.label.empty()) continue;
            for (const std::string& language : out.packs[0].languages) {
                const auto same = [&](const auto& t) { return t.language == language; };
                if (std::none_of(v.label.texts.begin(), v.label.texts.end(), same))
                    report(code::label_language, v.where, {v.name, language, v.label.texts.front().language});
            }
        }
    }
}

/// Comparisons with a literal that the declared range already answers.
void builder::warn_impossible() {
    for (const rule& r : out.rules) {
        if (out[r.decision].pack != pack_id{0}) continue;
        for (const expr_id when : r.whens) warn_impossible_in(when);
        for (const cell& c : r.cells)
            if (c.condition) warn_impossible_in(*c.condition);
    }
}

namespace warnings_detail {

/// Whether nothing from `low` to `high` compares so with a value.
bool never(op what, const rational& low, const rational& high, const rational& value) {
    switch (what) {
        case op::less: return low >= value;
        case op::less_equal: return low > value;
        case op::greater: return high <= value;
        case op::greater_equal: return high < value;
        case op::equal: return value < low || high < value;
        case op::not_equal: return low == value && high == value;
        default: return false;
    }
}

}  // namespace warnings_detail

void builder::warn_impossible_in(expr_id id) {
    const expression& e = out[id];  // nothing is added any more
    if (e.what == op::conjunction || e.what == op::disjunction || e.what == op::negation)
        for (const expr_id part : e.args) warn_impossible_in(part);
    if (e.what < op::equal || e.what > op::greater_equal) return;
    const expr_id subject = e.args[0], literal = e.args[1];
    const type& t = type_at(subject);
    const bool numbers = out[literal].what == op::number && t.base == base_type::number && t.ranged;
    const bool values = out[literal].what == op::enum_value && t.base == base_type::enumeration &&
                        e.what != op::equal && e.what != op::not_equal;
    if (!numbers && !values) return;
    const rational low = numbers ? t.low : rational(0);
    const rational high = numbers ? t.high : rational(static_cast<std::int64_t>(out.enums[t.ref].values.size()) - 1);
    const rational value = numbers ? out[literal].number : rational(out[literal].index);
    if (!warnings_detail::never(e.what, low, high, value)) return;
    const std::string range = numbers ? describe_range(t)
                                      : "from `" + out.enums[t.ref].values.front().name + "` to `" +
                                            out.enums[t.ref].values.back().name + "`";
    report(code::never_holds, e.where, {words(out[subject].where), range});
}

}  // namespace writ::model::detail
