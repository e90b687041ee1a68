// What a name, a path and a call read.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>
#include <array>

namespace writ::model::detail {

namespace names_detail {

constexpr std::array<std::string_view, 7> weekdays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

bool has_values(const type* t) {
    return t != nullptr && t->ref != no_ref &&
           (t->base == base_type::enumeration || t->base == base_type::set ||
            (t->base == base_type::list && t->element == base_type::enumeration));
}

std::optional<std::uint32_t> weekday_of(std::string_view name) {
    const auto at = std::find(weekdays.begin(), weekdays.end(), name);
    if (at == weekdays.end()) return {};
    return static_cast<std::uint32_t>(at - weekdays.begin());
}

std::string count_words(std::size_t count, std::string_view noun) {
    return std::to_string(count) + ' ' + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace names_detail

const symbol* builder::find_symbol(pack_id p, const std::string& name) const {
    const auto found = state(p).symbols.find(name);
    return found == state(p).symbols.end() ? nullptr : &found->second;
}

std::optional<std::uint32_t> builder::find_value(enum_id e, std::string_view name) const {
    const auto& values = out[e].values;
    if (values.size() <= 8) {
        for (std::uint32_t i = 0; i < values.size(); ++i)
            if (values[i].name == name) return i;
        return {};
    }
    const auto& named = state(out[e].pack).values;
    const auto found = named.find(std::string(name));
    if (found != named.end())
        for (const named_value& v : found->second)
            if (v.of == e) return v.index;
    for (std::uint32_t i = 0; i < values.size(); ++i)  // enums of forms are not in the table
        if (values[i].name == name) return i;
    return {};
}

expr_id builder::value_of_enum(enum_id e, std::uint32_t value, span where) {
    type t;
    t.base = base_type::enumeration;
    t.ref = index(e);
    const expr_id id = add(op::enum_value, t, where);
    out.expressions[index(id)].index = value;
    return id;
}

/// First the values of the enum wanted, then variables, terms and the given names, then the values of all enums.
expr_id builder::name(const node& n, scope& s, const type* want) {
    if (names_detail::has_values(want))
        if (const auto value = find_value(enum_id{want->ref}, n.text))
            return value_of_enum(enum_id{want->ref}, *value, n.where);
    const auto weekday = names_detail::weekday_of(n.text);
    type t;
    t.base = base_type::weekday;
    if (weekday && want != nullptr && want->base == base_type::weekday) {
        const expr_id id = add(op::weekday, t, n.where);
        out.expressions[index(id)].index = *weekday;
        return id;
    }
    if (const variable* v = s.find(n.text)) {
        const expr_id id = add(op::local, out[v->id].type, n.where);
        out.expressions[index(id)].index = index(v->id);
        return id;
    }
    if (const auto id = named_symbol(n, s)) return *id;
    return free_value(n, s, want);
}

std::optional<expr_id> builder::named_symbol(const node& n, scope& s) {
    type t;
    if (n.text == "today" || n.text == "now") {
        t.base = n.text == "today" ? base_type::date : base_type::instant;
        return add(n.text == "today" ? op::today : op::now, t, n.where);
    }
    const symbol* found = find_symbol(s.pack, n.text);
    if (found == nullptr) return {};
    switch (found->what) {
        case symbol::kind_of::term: return term_call(term_id{found->index}, n, {}, s);
        case symbol::kind_of::calendar: {
            calendar_used[found->index] = true;
            t.base = base_type::calendar;
            const expr_id id = add(op::calendar, t, n.where);
            out.expressions[index(id)].index = found->index;
            return id;
        }
        case symbol::kind_of::form: report(code::form_is_no_value, n.where, {n.text}); return broken(n.where);
        case symbol::kind_of::broken: return broken(n.where);
        default: return {};
    }
}

/// The values called so: of this pack's enums, else of those of the packs it uses.
std::vector<named_value> builder::values_named(pack_id p, const std::string& name) const {
    if (const auto own = state(p).values.find(name); own != state(p).values.end()) return own->second;
    std::vector<named_value> values;
    for (const pack_id used : out.packs[index(p)].uses)
        if (const auto theirs = state(used).values.find(name); theirs != state(used).values.end())
            values.insert(values.end(), theirs->second.begin(), theirs->second.end());
    return values;
}

/// A name that is no variable and no term: a value of some enum, or a mistake.
expr_id builder::free_value(const node& n, scope& s, const type* want) {
    if (const auto weekday = names_detail::weekday_of(n.text); weekday && !state(s.pack).values.contains(n.text)) {
        type t;
        t.base = base_type::weekday;
        const expr_id id = add(op::weekday, t, n.where);
        out.expressions[index(id)].index = *weekday;
        return id;
    }
    const symbol* found = find_symbol(s.pack, n.text);
    std::vector<named_value> values;
    if (found == nullptr || state(s.pack).values.contains(n.text)) values = values_named(s.pack, n.text);
    if (values.size() == 1) return value_of_enum(values[0].of, values[0].index, n.where);
    if (values.size() > 1) {
        std::string names;
        for (const named_value& v : values) names += (names.empty() ? "`" : ", `") + out[v.of].name + "`";
        report(code::ambiguous_value, n.where, {n.text, names});
    } else if (found != nullptr) {
        const bool group = found->what == symbol::kind_of::group;
        report(group ? code::group_is_no_value : code::pack_is_no_value, n.where, {n.text});
    } else if (names_detail::has_values(want) && want->base == base_type::enumeration && s.given) {
        diagnostic& d = report(code::unknown_value, n.where, {n.text, "`" + out.enums[want->ref].name + "`"});
        suggest_value(d, n.text, enum_id{want->ref});
    } else {
        unknown_name(n, s, want);
    }
    return broken(n.where);
}

/// The fact a name of a group stands for; reported if there is none.
std::optional<fact_id> builder::find_fact(const fact_group& g, const node& name, span where) {
    const auto found = g.facts.find(name.text);
    if (found != g.facts.end()) {
        fact_used[index(found->second)] = true;
        return found->second;
    }
    diagnostic& d = report(code::unknown_fact, where, {g.name + "." + name.text});
    std::vector<std::string_view> names;
    for (const auto& [known, id] : g.facts) names.push_back(known);
    std::sort(names.begin(), names.end());
    suggest(d, name.text, names);
    if (!d.help.empty()) d.help.back().insert(d.help.back().find('`') + 1, g.name + ".");
    return {};
}

expr_id builder::fact_read(const fact_group& g, const node& n) {
    const auto fact = find_fact(g, n[1], n.where);
    if (!fact) return broken(n.where);
    if (const auto told = out[*fact].told_by; told && terms[index(*told)].has_declared) ensure_term(*told, n.where);
    const expr_id id = add(op::fact, out[*fact].type, n.where);
    out.expressions[index(id)].index = index(*fact);
    return id;
}

/// `a.b.c` where it is only names, else empty.
std::string builder::dotted_path(const node& n) {
    if (n.what == kind::name) return n.text;
    if (n.what != kind::field) return {};
    const std::string before = dotted_path(n[0]);
    return before.empty() ? before : before + "." + n[1].text;
}

/// A part of a form: `appeal.last_day`, `score.metric.points`, also of a pack that is used.
std::optional<expr_id> builder::dotted_term(const node& n, scope& s) {
    if (!state(s.pack).has_dotted_terms && out.packs[index(s.pack)].uses.empty()) return {};
    const std::string path = dotted_path(n);
    const std::size_t dot = std::min(path.find('.'), path.size());
    if (path.empty() || s.find(path.substr(0, dot)) != nullptr) return {};
    if (state(s.pack).has_dotted_terms)
        if (const symbol* part = find_symbol(s.pack, path)) return term_call(term_id{part->index}, n, {}, s);
    const symbol* used = find_symbol(s.pack, path.substr(0, dot));
    if (used == nullptr || used->what != symbol::kind_of::pack || !state(pack_id{used->index}).has_dotted_terms)
        return {};
    const symbol* part = find_symbol(pack_id{used->index}, path.substr(dot + 1));
    if (part == nullptr || part->what != symbol::kind_of::term) return {};
    return term_call(term_id{part->index}, n, {}, s);
}

/// `deadline.x`, where the form has no `x`.
expr_id builder::no_such_part(const node& n, const scope& s) {
    const std::string path = dotted_path(n), form = path.substr(0, path.find('.') + 1);
    diagnostic& d = report(code::unknown_name, n.where, {path});
    std::vector<std::string_view> names;
    for (const auto& [name, what] : state(s.pack).symbols)
        if (name.starts_with(form)) names.push_back(name);
    std::sort(names.begin(), names.end());
    suggest(d, path, names);
    if (!d.help.empty()) return broken(n.where);
    std::string all;
    for (const std::string_view name : names) ((all += all.empty() ? "`" : ", `") += name) += '`';
    d.help.push_back("its parts are " + all);
    return broken(n.where);
}

/// `group.fact`, `pack.term`, `appeal.last_day`; nothing if the dot reads a record.
std::optional<expr_id> builder::dotted(const node& n, scope& s) {
    if (const auto part = dotted_term(n, s)) return part;
    if (n[0].what != kind::name || s.find(n[0].text) != nullptr) return {};
    const symbol* found = find_symbol(s.pack, n[0].text);
    if (found == nullptr) return {};
    if (found->what == symbol::kind_of::group) return fact_read(state(s.pack).groups[found->index], n);
    if (found->what == symbol::kind_of::form) return no_such_part(n, s);
    if (found->what != symbol::kind_of::pack) return {};
    const pack_id used{found->index};
    const symbol* term = find_symbol(used, n[1].text);
    if (term != nullptr && term->what == symbol::kind_of::term) return term_call(term_id{term->index}, n, {}, s);
    diagnostic& d = report(code::unknown_name, n[1].where, {n[0].text + "." + n[1].text});
    std::vector<std::string_view> names;
    for (const auto& [name, what] : state(used).symbols)
        if (what.what == symbol::kind_of::term) names.push_back(name);
    std::sort(names.begin(), names.end());
    suggest(d, n[1].text, names);
    return broken(n.where);
}

expr_id builder::dot(const node& n, scope& s) {
    if (const auto id = dotted(n, s)) return *id;
    const expr_id record = need(check(n[0], s), s);
    return record_field(record, n[1], n.where);
}

/// The field a name of a record stands for; reported if there is none.
std::optional<std::uint32_t> builder::find_field(const type& t, const node& name) {
    std::vector<std::string_view> names;
    if (t.base == base_type::record) {
        const pack_state& p = state(out.records[t.ref].pack);
        if (p.finding == record_id{t.ref}) ensure_term(*p.findings, name.where);  // its rules say what its fields are
        const auto& fields = out.records[t.ref].fields;
        for (std::uint32_t i = 0; i < fields.size(); ++i) {
            if (fields[i].name == name.text) return i;
            names.push_back(fields[i].name);
        }
    }
    const std::string what = t.base == base_type::record ? "`" + out.records[t.ref].name + "`" : describe(t);
    diagnostic& d = report(code::unknown_field, name.where, {what, name.text});
    suggest(d, name.text, names);
    if (t.base == base_type::list)
        d.help.push_back("its elements have fields: look at them with `any x among … where x." + name.text + " …`");
    return {};
}

expr_id builder::record_field(expr_id record, const node& field_name, span where) {
    const type t = type_at(record);
    if (is_any(t)) return broken(where);
    const auto field = find_field(t, field_name);
    if (!field) return broken(where);
    type made = out.records[t.ref].fields[*field].type;
    made.home = t.home;
    const expr_id id = add(op::field, made, where, {record});
    out.expressions[index(id)].index = *field;
    return id;
}

expr_id builder::call(const node& n, scope& s) {
    std::vector<const node*> args;
    for (std::size_t i = 1; i < n.children.size(); ++i) args.push_back(&n[i]);
    const node& what = n[0];
    if (what.what == kind::name && s.find(what.text) == nullptr) {
        const symbol* found = find_symbol(s.pack, what.text);
        if (found != nullptr && found->what == symbol::kind_of::term)
            return term_call(term_id{found->index}, n, args, s);
        return function(n, s);
    }
    if (what.what == kind::field && what[0].what == kind::name && s.find(what[0].text) == nullptr) {
        const symbol* found = find_symbol(s.pack, what[0].text);
        if (found != nullptr && found->what == symbol::kind_of::pack) {
            const symbol* term = find_symbol(pack_id{found->index}, what[1].text);
            if (term != nullptr && term->what == symbol::kind_of::term)
                return term_call(term_id{term->index}, n, args, s);
            return check(what, s);  // reports it
        }
    }
    report(code::not_callable, what.where, {words(what.where)});
    return broken(n.where);
}

expr_id builder::term_call(term_id t, const node& n, const std::vector<const node*>& args, scope& s) {
    const std::vector<local_id> parameters = out[t].parameters;
    terms[index(t)].used = true;
    if (args.size() != parameters.size()) {
        ensure_term(t, n.where);
        diagnostic& d = report(
            code::wrong_count, n.where,
            {out[t].name, names_detail::count_words(parameters.size(), "argument"), std::to_string(args.size())});
        d.secondary.push_back({out[t].where, "`" + out[t].name + "` is declared here"});
        return broken(n.where);
    }
    std::vector<expr_id> values;
    for (std::size_t i = 0; i < args.size(); ++i) {
        const type wanted = out[parameters[i]].type;
        values.push_back(check_as(*args[i], s, wanted));
    }
    ensure_term(t, n.where);
    const expr_id id = add(op::term, out[t].type, n.where, std::move(values));
    out.expressions[index(id)].index = index(t);
    return id;
}

}  // namespace writ::model::detail
