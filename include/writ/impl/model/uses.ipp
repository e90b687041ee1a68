// Which packs a pack uses, and what it tells them: facts of the used pack whose value is an expression of this one.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

void builder::collect_uses() {
    std::unordered_map<std::string, std::uint32_t> by_name;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        by_name.emplace(inputs[i].name, static_cast<std::uint32_t>(i));
        by_name.emplace(out.packs[i].name, static_cast<std::uint32_t>(i));
    }
    for (std::size_t i = 0; i < packs.size(); ++i) {
        const pack_id p{static_cast<std::uint32_t>(i)};
        for (const syntax::tree& file : inputs[i].files)
            for (const node& n : file.root.children) {
                if (n.what != kind::use) continue;
                const node& name = *n.find(kind::name);
                const auto found = by_name.find(name.text);
                if (found == by_name.end()) {
                    report(code::unknown_pack, name.where, {name.text});
                    declare(p, name, {symbol::kind_of::broken, 0, name.where});
                    continue;
                }
                collect_tellings(p, pack_id{found->second}, n);
                auto& uses = out.packs[i].uses;
                if (std::find(uses.begin(), uses.end(), pack_id{found->second}) != uses.end()) continue;
                declare(p, name, {symbol::kind_of::pack, found->second, name.where});
                uses.push_back(pack_id{found->second});
            }
    }
    check_use_cycles();
}

namespace uses_detail {

enum class mark : std::uint8_t { unseen, open, done };

/// Follows uses depth first. @return whether a cycle was found; `path` is then the packs of it, the first one twice.
bool follow(const model& m, std::uint32_t p, std::vector<mark>& marks, std::vector<std::uint32_t>& path,
            std::size_t most, bool& too_deep) {
    marks[p] = mark::open;
    path.push_back(p);
    if (path.size() > most) {
        too_deep = true;
        return true;
    }
    for (const pack_id used : m.packs[p].uses) {
        const std::uint32_t u = index(used);
        if (marks[u] == mark::open) {
            path.erase(path.begin(), std::find(path.begin(), path.end(), u));
            path.push_back(u);
            return true;
        }
        if (marks[u] == mark::unseen && follow(m, u, marks, path, most, too_deep)) return true;
    }
    marks[p] = mark::done;
    path.pop_back();
    return false;
}

/// Where a pack says that it uses another.
span place_of_use(const pack_state& p, std::uint32_t used) {
    for (const auto& [name, s] : p.symbols)
        if (s.what == symbol::kind_of::pack && s.index == used) return s.where;
    return {};
}

}  // namespace uses_detail

void builder::check_use_cycles() {
    std::vector<uses_detail::mark> marks(packs.size());
    for (std::uint32_t i = 0; i < packs.size(); ++i) {
        if (marks[i] != uses_detail::mark::unseen) continue;
        std::vector<std::uint32_t> path;
        bool too_deep = false;
        if (!uses_detail::follow(out, i, marks, path, bounds.use_depth, too_deep)) continue;
        if (too_deep) {
            report(code::uses_too_deep, out.packs[i].where, {std::to_string(bounds.use_depth)});
            return;
        }
        std::string line;
        for (const std::uint32_t p : path) line += (line.empty() ? "" : " → ") + out.packs[p].name;
        diagnostic& d = report(code::use_cycle, uses_detail::place_of_use(packs[path[0]], path[1]), {line});
        for (std::size_t k = 1; k + 1 < path.size(); ++k)
            d.secondary.push_back(
                {uses_detail::place_of_use(packs[path[k]], path[k + 1]),
                 "`" + out.packs[path[k]].name + "` uses `" + out.packs[path[k + 1]].name + "` here"});
        return;
    }
}

/// The facts told by one `use`: each gets a term in the pack that tells it.
void builder::collect_tellings(pack_id p, pack_id used, const node& use) {
    for (const node& n : use.children) {
        if (n.what != kind::telling) continue;
        const node& path = n[0];
        const symbol* group = find_symbol(used, path[0].text);
        if (path.children.size() != 2 || group == nullptr || group->what != symbol::kind_of::group) {
            unknown_told(used, path);
            continue;
        }
        const auto fact = find_fact(state(used).groups[group->index], path[1], path.where);
        if (!fact) continue;
        fact_used[index(*fact)] = false;
        if (const auto before = out[*fact].told_by) {
            diagnostic& d = report(code::told_twice, path.where, {words(path.where)});
            d.secondary.push_back({out[*before].where, "it is told here first"});
            continue;
        }
        const std::string name = out.packs[index(used)].name + "." + path[0].text + "." + path[1].text;
        const term_id t = collect_term(p, n, name, term_kind::define);
        out.terms[index(t)].where = path.where;
        terms[index(t)].used = true;
        terms[index(t)].tells = fact;
        out.facts[index(*fact)].told_by = t;
    }
}

void builder::unknown_told(pack_id used, const node& path) {
    diagnostic& d = report(code::unknown_fact, path.where, {words(path.where)});
    std::vector<std::string_view> names;
    for (const fact_group& g : state(used).groups) names.push_back(g.name);
    suggest(d, path[0].text, names);
}

/// What is told has the type of the fact.
void builder::declare_tellings() {
    for (const fact& f : out.facts) {
        if (!f.told_by) continue;
        term_source& source = terms[index(*f.told_by)];
        source.declared = f.type;
        source.has_declared = true;
        out.terms[index(*f.told_by)].type = f.type;
    }
}

namespace uses_detail {

std::string order_of(const type& t, const model& m) {
    return t.sorted_on < 0
               ? "is not sorted"
               : "is sorted on `" + m.records[t.ref].fields[static_cast<std::size_t>(t.sorted_on)].name + '`';
}

std::string entries(std::string_view how, std::uint32_t count) {
    return std::string(how) + ' ' + std::to_string(count) + (count == 1 ? " entry" : " entries");
}

/// What a list is and what the one that it tells is, where that cannot be. The range of a number is watched when cases are
/// decided.
std::optional<std::pair<std::string, std::string>> difference(const type& t, const type& want, const model& m) {
    if (want.base != base_type::list) return {};
    if (t.sorted_on != want.sorted_on) return std::pair(order_of(t, m), order_of(want, m));
    if (t.most > want.most) return std::pair(entries("may have", t.most), entries("has at most", want.most));
    if (t.least < want.least)
        return std::pair(t.least == 0 ? std::string("may be empty") : entries("may have only", t.least),
                         entries("has at least", want.least));
    return {};
}

}  // namespace uses_detail

/// The expression of a telling as a value of the fact's type.
expr_id builder::told_value(const node& body, scope& s, const type& want) {
    expr_id id = check(body, s, &want);
    const type t = type_at(id);
    if (t.base == base_type::enumeration && want.base == base_type::enumeration && t.ref != want.ref) {
        id = want.optional ? id : need(id, s);
        return type_at(id).optional ? mismatch(id, want) : translated(id, want);
    }
    id = coerce(id, want, s);
    const auto differs = is_any(type_at(id)) ? std::nullopt : uses_detail::difference(type_at(id), want, out);
    if (!differs) return id;
    const span where = out[id].where;
    declared_here(report(code::told_list, where, {words(where), differs->first, differs->second}), id);
    return broken(where);
}

/// A value of one enum as the value of another that has its name.
expr_id builder::translated(expr_id id, const type& want) {
    const span where = out[id].where;
    const enum_id from{type_at(id).ref}, to{want.ref};
    type yes_no;
    yes_no.base = base_type::boolean;
    std::optional<expr_id> made;
    for (std::uint32_t i = static_cast<std::uint32_t>(out[from].values.size()); i-- > 0;) {
        const std::string& name = out[from].values[i].name;
        const auto same = find_value(to, name);
        if (!same) {
            report(code::told_enum, where, {words(where), name, out[to].name, out[out[to].pack].name});
            return broken(where);
        }
        const expr_id value = value_of_enum(to, *same, where);
        if (made) {
            const expr_id is = add(op::equal, yes_no, where, {id, value_of_enum(from, i, where)});
            made = add(op::choice, type_at(value), where, {is, value, *made});
        } else made = value;
    }
    return *made;
}

/// Whoever asks for a fact that another fact tells asks for that one.
fact_id builder::asked_instead(fact_id fact, span place) {
    const auto told = out[fact].told_by;
    if (!told) return fact;
    ensure_term(*told, place);
    const auto body = out[*told].body;
    return body && out[*body].what == op::fact ? asked_instead(fact_id{out[*body].index}, place) : fact;
}

namespace uses_detail {

/// Whether a value holds amounts in the currency of the region.
bool has_regional_money(const model& m, const type& t) {
    if (t.base == base_type::money) return t.currency == 0;
    const bool fields = t.base == base_type::record || (t.base == base_type::list && t.element == base_type::any);
    return fields && t.ref != no_ref &&
           std::any_of(m.records[t.ref].fields.begin(), m.records[t.ref].fields.end(),
                       [&](const field& f) { return has_regional_money(m, f.type); });
}

}  // namespace uses_detail

/// A region told by a fact of its own enum is that fact.
void builder::settle_region(pack& p) {
    p.money_by = p.region;
    p.money_by_value = p.money;
    const auto told = p.region ? out[*p.region].told_by : std::nullopt;
    if (!told || !out[*told].body || is_any(type_at(*out[*told].body))) return;
    if (const fact_id by = asked_instead(*p.region, out[*told].where); !out[by].told_by) p.region = p.money_by = by;
    else if (!p.money.empty() && !settle_money(p, *out[*told].body))
        report(code::told_region, out[*told].where, {p.name});
}

/// The currency of a region that is told by what one fact is, value by value. @return false: it is worked out from more
bool builder::settle_money(pack& p, expr_id told) {
    std::optional<fact_id> by;
    std::vector<std::optional<currency_code>> money(1);
    for (; out[told].what == op::choice; told = out[told].args[2]) {
        const expression &test = out[out[told].args[0]], &then = out[out[told].args[1]];
        const bool compares = test.what == op::equal && out[test.args[0]].what == op::fact &&
                              out[test.args[1]].what == op::enum_value && then.what == op::enum_value;
        if (!compares) return false;
        const fact_id fact = asked_instead(fact_id{out[test.args[0]].index}, test.where);
        if (out[fact].told_by || (by && fact != *by)) return false;
        by = fact;
        money.resize(out[enum_id{out[fact].type.ref}].values.size());
        auto& of_value = money[out[test.args[1]].index];
        if (!of_value) of_value = p.money[then.index];
    }
    if (out[told].what != op::enum_value) return false;
    p.money_by = by;
    p.money_by_value.clear();
    for (const auto& of_value : money) p.money_by_value.push_back(of_value.value_or(p.money[out[told].index]));
    return true;
}

/// Amounts may cross the border only where both sides count in the same currency.
void builder::settle_tellings() {
    for (pack& p : out.packs) settle_region(p);
    for (const fact& f : out.facts) {
        if (!f.told_by || !out[*f.told_by].body) continue;
        out.terms[index(*f.told_by)].generated = out[*out[*f.told_by].body].what == op::fact;
        if (!uses_detail::has_regional_money(out, f.type)) continue;
        const pack &here = out[out[*f.told_by].pack], &there = out[f.pack];
        if (here.money_by != there.money_by || here.money_by_value != there.money_by_value)
            report(code::told_money, out[*f.told_by].where, {words(out[*f.told_by].where), there.name});
    }
}

/// Rules of used packs are named with their pack, as their terms are.
void builder::name_used_rules() {
    for (rule& r : out.rules)
        if (const pack_id p = out[r.decision].pack; index(p) != 0) r.path = out[p].name + "." + r.path;
}

}  // namespace writ::model::detail
