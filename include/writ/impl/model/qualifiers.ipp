// `law`, `in`, `from`, `until`, `as of`.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

/// The names of an `in`: regions, or constant sets of them.
value_set builder::regions_of(pack_id p, const node& in_regions) {
    value_set regions;
    for (const node& name : in_regions.children) {
        const auto& e = out.packs[index(p)].region_enum;
        const symbol* s = find_symbol(p, name.text);
        const bool is_set = e && !find_value(*e, name.text) && s != nullptr && s->what == symbol::kind_of::term;
        if (is_set && terms[s->index].body != nullptr && const_set(p, *terms[s->index].body, regions, 0)) {
            terms[s->index].used = true;
            continue;
        }
        if (const auto region = region_of(p, name)) regions.set(*region);
    }
    return regions;
}

/// Adds the values of a constant set of regions; false if an expression is something else.
bool builder::const_set(pack_id p, const node& n, value_set& set, unsigned nesting) {
    if (nesting > bounds.nesting) return false;
    const enum_id e = *out.packs[index(p)].region_enum;
    if (n.what == kind::paren) return const_set(p, n[0], set, nesting + 1);
    if (n.what == kind::name) {
        const symbol* s = find_symbol(p, n.text);
        const bool is_define = s != nullptr && s->what == symbol::kind_of::term && terms[s->index].body != nullptr;
        return is_define && const_set(p, *terms[s->index].body, set, nesting + 1);
    }
    if (n.what == kind::binary && (n.text == "union" || n.text == "minus")) {
        value_set left, right;
        if (!const_set(p, n[0], left, nesting + 1) || !const_set(p, n[1], right, nesting + 1)) return false;
        set |= n.text == "union" ? left | right : left & ~right;
        return true;
    }
    if (n.what != kind::set) return false;
    for (const node& member : n.children) {
        if (member.children.size() != 1 || member[0].what != kind::name) return false;
        const auto region = find_value(e, member[0].text);
        if (!region) return false;
        set.set(*region);
    }
    return true;
}

/// Everything but the expression of `as of`, which needs a scope: see `type_as_of`.
qualifiers builder::read_quals(pack_id p, const node* n, bool law_allowed, bool as_of_allowed) {
    qualifiers q;
    if (n == nullptr) return q;
    q.where = n->where;
    for (const node& child : n->children) {
        switch (child.what) {
            case kind::word:
                if (law_allowed) q.law = true;
                else report(code::law_here, child.where);
                break;
            case kind::in_regions:
                q.regional = true;
                q.regions |= regions_of(p, child);
                break;
            case kind::from:
                q.from = date_of(child[0]);
                if (const node* announced = child.find(kind::announced)) q.announced = date_of((*announced)[0]);
                break;
            case kind::until: q.until = date_of(child[0]); break;
            case kind::as_of:
                if (!as_of_allowed) report(code::as_of_here, child.where);
                break;
            default: break;
        }
    }
    if (q.from && q.until && *q.until < *q.from)
        report(code::dates_order, n->where, {format_date(*q.until), format_date(*q.from)});
    make_effective(p, q);
    return q;
}

/// The first valid day in each region: `from`, or the end of the notice after the announcement if that is later.
void builder::make_effective(pack_id p, qualifiers& q) {
    if (!q.from) return;
    const std::size_t count = std::max<std::size_t>(region_count(p), 1);
    q.effective.assign(count, *q.from);
    const auto& notice = state(p).notice;
    if (!q.announced || notice.size() != count) return;
    for (std::size_t r = 0; r < count; ++r) {
        if (!notice[r] || (q.regional && !q.regions[r])) continue;
        const bool needs_calendar = notice[r]->rolled || notice[r]->unit == span_unit::business_days;
        const auto cal = needs_calendar ? calendar_of_region(p, r) : std::nullopt;
        shift_failure why{};
        const auto end = writ::shift(*q.announced, *notice[r], 1, cal ? &*cal : nullptr, why);
        if (!end) report(code::notice_uncovered, q.where, {format_date(*q.announced)});
        else q.effective[r] = std::max(*q.from, *end);
    }
}

void builder::type_as_of(qualifiers& q, const node* n, scope& s) {
    const node* as_of = n == nullptr ? nullptr : n->find(kind::as_of);
    if (as_of == nullptr) return;
    type day;
    day.base = base_type::date;
    q.as_of = check_as((*as_of)[0], s, day);
}

}  // namespace writ::model::detail
