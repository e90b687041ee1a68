#include "support/contains.hpp"

#include <algorithm>

namespace writ::test {

namespace {

bool holds(const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

bool contains_value(const outcome& outer, const scalar_value& v) {
    if (outer.kind == outcome::kind_of::values)
        return std::any_of(outer.values.begin(), outer.values.end(), [&](const scalar_value& o) {
            return o.number == v.number && o.name == v.name && o.span_value == v.span_value;
        });
    return outer.kind == outcome::kind_of::interval && (!outer.low || outer.low->number <= v.number) &&
           (!outer.high || v.number <= outer.high->number);
}

bool contains_set(const outcome& outer, const outcome& inner) {
    const auto possible = [&](const std::string& x) { return holds(outer.must, x) || holds(outer.may, x); };
    return std::all_of(outer.must.begin(), outer.must.end(), [&](const auto& x) { return holds(inner.must, x); }) &&
           std::all_of(inner.must.begin(), inner.must.end(), possible) &&
           std::all_of(inner.may.begin(), inner.may.end(), possible);
}

bool contains_record(const outcome& outer, const outcome& inner) {
    return std::all_of(outer.fields.begin(), outer.fields.end(), [&](const outcome::field& o) {
        return std::any_of(inner.fields.begin(), inner.fields.end(),
                           [&](const outcome::field& i) { return o.name == i.name && contains(o.value, i.value); });
    });
}

bool contains_list(const outcome& outer, const outcome& inner) {
    const bool members_known = std::all_of(inner.members.begin(), inner.members.end(), [&](const outcome::member& i) {
        return std::any_of(outer.members.begin(), outer.members.end(),
                           [&](const outcome::member& o) { return contains(o.value, i.value); });
    });
    const bool sure_ones_there = std::all_of(outer.members.begin(), outer.members.end(), [&](const outcome::member& o) {
        return !o.sure || std::any_of(inner.members.begin(), inner.members.end(),
                                      [&](const outcome::member& i) { return i.sure && contains(o.value, i.value); });
    });
    return sure_ones_there && (outer.open || (members_known && !inner.open));
}

bool contains_plain(const outcome& outer, const outcome& inner) {
    using kind_of = outcome::kind_of;
    if (inner.kind == kind_of::nothing || outer.kind == kind_of::any) return true;
    switch (inner.kind) {
        case kind_of::values:
            return std::all_of(inner.values.begin(), inner.values.end(),
                               [&](const scalar_value& v) { return contains_value(outer, v); });
        case kind_of::interval:
            return outer.kind == kind_of::interval &&
                   (!outer.low || (inner.low && outer.low->number <= inner.low->number)) &&
                   (!outer.high || (inner.high && inner.high->number <= outer.high->number));
        case kind_of::set: return outer.kind == kind_of::set && contains_set(outer, inner);
        case kind_of::record: return outer.kind == kind_of::record && contains_record(outer, inner);
        case kind_of::list: return outer.kind == kind_of::list && contains_list(outer, inner);
        default: return false;
    }
}

}  // namespace

bool contains(const outcome& outer, const outcome& inner) {
    return (outer.absent || !inner.absent) && (outer.error || !inner.error) && contains_plain(outer, inner);
}

}  // namespace writ::test
