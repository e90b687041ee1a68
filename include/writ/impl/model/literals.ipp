// Sets and records written out.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

namespace literals_detail {

const node& bare(const node& n) { return n.what == kind::paren ? bare(n[0]) : n; }

}  // namespace literals_detail

/// The enum that has all of several names: the only one, or the preferred one among several.
std::optional<enum_id> builder::enum_of_names(pack_id p, const std::vector<std::string_view>& names,
                                              std::string_view preferred) const {
    std::vector<enum_id> fitting;
    for (const std::string_view name : names) {
        std::vector<enum_id> having;
        for (const named_value& v : values_named(p, std::string(name))) having.push_back(v.of);
        if (name == names.front()) fitting = having;
        std::erase_if(fitting, [&](enum_id e) { return std::find(having.begin(), having.end(), e) == having.end(); });
    }
    if (fitting.size() == 1) return fitting.front();
    for (const enum_id e : fitting)
        if (out[e].name == preferred) return e;
    return {};
}

namespace literals_detail {

/// The enum that the members of a set ask for, told from outside.
std::uint32_t wanted_enum(const type* want) {
    if (want == nullptr) return no_ref;
    const bool values = want->base == base_type::set || want->base == base_type::enumeration ||
                        (want->base == base_type::list && want->element == base_type::enumeration);
    return values ? want->ref : no_ref;
}

}  // namespace literals_detail

/// One member of a set. @param when  gets its condition
expr_id builder::set_member(const node& m, std::optional<expr_id>& when, const type& member, scope& s) {
    const scope_mark mark(s);
    if (const node* w = m.find(kind::when)) {
        when = condition((*w)[0], s);
        guard(*when, true, s);
    }
    expr_id value = need(check(m[0], s, member.ref != no_ref ? &member : nullptr), s);
    if (member.ref != no_ref) value = coerce(value, member, s);
    else if (!is_any(type_at(value)) && type_at(value).base != base_type::enumeration)
        report(code::set_of_enum, m[0].where, {describe(type_at(value))});
    return value;
}

/// The enum that has all values a set names bare, when nothing else says which.
std::uint32_t builder::enum_of_members(const node& n, scope& s) {
    std::vector<std::string_view> names;
    for (const node& m : n.children)
        if (const node& e = literals_detail::bare(m[0]); e.what == kind::name && wants_hint(e, s))
            names.push_back(e.text);
    if (names.empty()) return no_ref;
    const auto& regions = out.packs[index(s.pack)].region_enum;
    const auto found =
        enum_of_names(s.pack, names, regions ? std::string_view(out[*regions].name) : std::string_view());
    return found ? index(*found) : no_ref;
}

expr_id builder::set_literal(const node& n, scope& s, const type* want) {
    // Filled out of order: members that explain themselves come first.
    std::vector<expr_id> values(n.children.size());
    std::vector<std::optional<expr_id>> conditions(n.children.size());
    type member;
    member.base = base_type::enumeration;
    member.ref = literals_detail::wanted_enum(want);
    const bool told = member.ref != no_ref;
    for (const bool first_round : {true, false}) {
        for (std::size_t i = 0; i < n.children.size(); ++i) {
            const bool names_value = !told && wants_hint(n[i][0], s);
            if (names_value == first_round) continue;
            values[i] = set_member(n[i], conditions[i], member, s);
            if (member.ref == no_ref && type_at(values[i]).base == base_type::enumeration)
                member.ref = type_at(values[i]).ref;
        }
        if (first_round && member.ref == no_ref) member.ref = enum_of_members(n, s);
    }
    for (const expr_id value : values)
        if (type_at(value).base != base_type::enumeration || type_at(value).ref != member.ref) return broken(n.where);
    if (member.ref != no_ref && out.enums[member.ref].values.size() > bounds.set_values) {
        report(code::too_many_set_values, n.where,
               {std::to_string(bounds.set_values), out.enums[member.ref].name,
                std::to_string(out.enums[member.ref].values.size())});
        return broken(n.where);
    }
    type t;
    t.base = base_type::set;
    t.ref = member.ref;
    const expr_id id = add(op::set_literal, t, n.where, std::move(values));
    if (std::any_of(conditions.begin(), conditions.end(), [](const auto& c) { return c.has_value(); }))
        out.expressions[index(id)].details.make().conditions = std::move(conditions);
    return id;
}

/// The field that an entry of a record names; nothing if there is none, or it was named before (reported).
std::optional<std::uint32_t> builder::literal_field(record_id r, const node& name,
                                                    const std::vector<std::uint32_t>& before) {
    const auto& fields = out[r].fields;
    const auto at = std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.name == name.text; });
    if (at == fields.end()) {
        diagnostic& d = report(code::unknown_field, name.where, {"`" + out[r].name + "`", name.text});
        std::vector<std::string_view> names;
        for (const auto& f : fields) names.push_back(f.name);
        suggest(d, name.text, names);
        return {};
    }
    const auto field = static_cast<std::uint32_t>(at - fields.begin());
    if (std::find(before.begin(), before.end(), field) == before.end()) return field;
    report(code::duplicate_field, name.where, {name.text});
    return {};
}

/// `{a: 1, b: 2}`. `partial`: an exception, which leaves other fields as they are.
expr_id builder::record_literal(const node& n, scope& s, const type* want, bool partial) {
    if (want == nullptr || want->base != base_type::record) {
        if (want == nullptr || is_any(*want)) report(code::needs_type, n.where, {words(n.where)});
        else report(code::wrong_type, n.where, {words(n.where), "a record", describe(*want)});
        return broken(n.where);
    }
    const record_id r{want->ref};
    const bool widens = state(out[r].pack).finding == r;
    std::vector<expr_id> values;
    std::vector<std::uint32_t> fields;
    for (const node& entry : n.children) {
        const auto field = literal_field(r, entry[0], fields);
        if (!field) {
            partial = true;  // what is missing may be what is misspelt
            continue;
        }
        const type wanted = out[r].fields[*field].type;
        expr_id value = check(entry[1], s, &wanted);
        if (widens) widen_finding(r, *field, value, s);
        else value = coerce(value, wanted, s);
        values.push_back(value);
        fields.push_back(*field);
    }
    type t;
    t.base = base_type::record;
    t.ref = want->ref;
    t.home = want->home;
    const expr_id id = add(op::record_literal, t, n.where, std::move(values));
    out.expressions[index(id)].details.make().fields = std::move(fields);
    if (!partial && !widens) return finish_record(id, t, n.where);
    return id;
}

/// Fields left out: absent if they may be, otherwise a mistake.
expr_id builder::finish_record(expr_id id, const type& want, span where) {
    const std::size_t count = out.records[want.ref].fields.size();
    std::vector<bool> given(count);
    for (const std::uint32_t f : out[id].details->fields) given[f] = true;
    for (std::uint32_t f = 0; f < count; ++f) {
        if (given[f]) continue;
        const field& field = out.records[want.ref].fields[f];
        if (!field.type.optional) {
            report(code::missing_field, where, {field.name, "`" + out.records[want.ref].name + "`"});
            continue;
        }
        const expr_id absent = add(op::absent, field.type, where);
        out.expressions[index(id)].args.push_back(absent);
        out.expressions[index(id)].details.make().fields.push_back(f);
    }
    return id;
}

}  // namespace writ::model::detail
