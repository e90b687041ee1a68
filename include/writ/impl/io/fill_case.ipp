// A document → the cells of a case.
#pragma once

#include "writ/detail/io/fill_case.hpp"

#include <algorithm>
#include <numeric>

#include "writ/diagnostic.hpp"

namespace writ::detail {

namespace fill_case_detail {

template <class Map>
std::vector<std::string_view> keys_of(const Map& map) {
    std::vector<std::string_view> out;
    for (const auto& [name, value] : map) out.push_back(name);
    std::sort(out.begin(), out.end());
    return out;
}

inline writ::type without_optional(writ::type t) {
    t.optional = false;
    return t;
}

/// The same as what an `assume` says.
inline presence assumed(presence p) {
    if (p == presence::known) return presence::assumed;
    return p == presence::absent ? presence::assumed_absent : p;
}

}  // namespace fill_case_detail

std::string to_string(const place& at) {
    if (at.element != 0) return to_string(*at.above) + "[" + std::to_string(at.element) + "]";
    const std::string before = at.above != nullptr ? to_string(*at.above) : std::string();
    return before.empty() ? std::string(at.name) : before + "." + std::string(at.name);
}

fact_names::fact_names(const model::model& m) : m_(m), packs_(m.packs.size()) {
    for (std::size_t i = 0; i < m.facts.size(); ++i) {
        const auto& f = m.facts[i];
        packs_[model::index(f.pack)].groups[f.group].emplace(f.name, static_cast<model::fact_id>(i));
    }
    for (std::size_t i = 0; i < m.terms.size(); ++i)
        if (!m.terms[i].generated)
            packs_[model::index(m.terms[i].pack)].outcomes.emplace(m.terms[i].name, static_cast<model::term_id>(i));
}

const fact_names::pack* fact_names::used(std::string_view name, model::pack_id& id) const {
    for (std::size_t i = 1; i < packs_.size(); ++i)
        if (m_.packs[i].name == name) {
            id = static_cast<model::pack_id>(i);
            return &packs_[i];
        }
    return nullptr;
}

case_filler::case_filler(const model::model& m, const case_layout& layout, const limits& bounds)
    : m_(m), layout_(layout), bounds_(bounds), names_(m), constants_(text_constants(m)) {
    blank_.cells.resize(layout_.cells);
    blank_.lists.resize(layout_.lists);
    for (const auto& p : m_.packs)
        blank_.currency.push_back(!p.money_by && !p.money_by_value.empty() ? p.money_by_value[0] : 0);
    for (const auto& r : m_.records) blank_fields_.emplace_back(r.fields.size());
    learn_assumptions();
}

void case_filler::complain(const place& at, node_id given, std::string message, std::string help) {
    if (out_->errors.size() >= bounds_.diagnostics) {
        ++unshown_;
        return;
    }
    const position where = given == no_node ? position{0, 0} : (*d_)[given].where;
    constexpr std::size_t longest = 300;
    out_->errors.push_back({on_one_line(to_string(at), longest), std::move(message), std::move(help), where});
}

void case_filler::start(const document& d, case_data& out) {
    d_ = &d;
    out_ = &out;
    unshown_ = 0;
    interned_.clear();
    clear(out);
    out.texts.clear();
}

void case_filler::clear(case_data& out) const {
    out.cells = blank_.cells;
    out.lists.resize(blank_.lists.size());
    for (std::size_t i = 0; i < blank_.lists.size(); ++i) out.lists[i] = blank_.lists[i];
    out.outcomes.clear();
    out.errors.clear();
    out.as_of = {};
    out.currency = blank_.currency;
}

void case_filler::fill(const document& d, node_id root, case_data& out) {
    start(d, out);
    if (d.failure()) {
        out.errors.push_back(*d.failure());
    } else if (root == no_node || d[root].kind != node::kind_of::object) {
        complain({}, root, "a case is an object with groups of facts");
    } else {
        fill_top(root);
    }
    if (unshown_ != 0)
        out.errors.push_back({{}, std::to_string(unshown_) + " more mistakes are not shown", {}, {0, 0}});
}

/// Calls `each` for every member of an object; those that stand in it twice are mistakes.
template <class Each>
void case_filler::for_members(const place& at, node_id object, const Each& each) {
    for (node_id c = (*d_)[object].first; c != no_node; c = (*d_)[c].next) {
        const place here{&at, (*d_)[c].key, 0};
        if (!is_valid_utf8(here.name)) {
            complain(at, c, "a name here is not valid UTF-8");
        } else if ((*d_)[c].repeated) {
            complain(here, c, in_ticks(here.name) + " is given twice", "give it once");
        } else {
            each(here, c);
        }
    }
}

void case_filler::fill_top(node_id root) {
    settle_currencies(root);
    const auto& groups = names_.of(model::pack_id{}).groups;
    for_members({}, root, [&](const place& at, node_id given) {
        model::pack_id pack{};
        if (const auto group = groups.find(at.name); group != groups.end()) return fill_group(at, group->second, given);
        if (names_.used(at.name, pack) != nullptr) return fill_pack(at, pack, given);
        if (at.name == "as_of") return fill_as_of(at, given);
        auto candidates = fill_case_detail::keys_of(groups);
        for (std::size_t i = 1; i < m_.packs.size(); ++i) candidates.push_back(m_.packs[i].name);
        candidates.push_back("as_of");
        const auto dot = at.name.find('.');
        const bool flat = dot != std::string_view::npos && groups.count(at.name.substr(0, dot)) != 0;
        complain(at, given, "there are no facts called " + in_ticks(at.name),
                 flat ? "put it under `" + std::string(at.name.substr(0, dot)) + "`" : suggestion(at.name, candidates));
    });
}

void case_filler::fill_as_of(const place& at, node_id given) {
    const node& n = (*d_)[given];
    const bool word = n.kind == node::kind_of::text || n.kind == node::kind_of::plain;
    const auto moment = word ? parse_moment(n.text) : std::nullopt;
    if (moment) out_->as_of = *moment;
    else
        complain(at, given,
                 word ? in_ticks(n.text) + " is neither a date nor an instant"
                      : in_words(*d_, given) + "; `as_of` is a date or an instant",
                 "write 2026-03-01 or 2026-03-01T09:00+07:00");
}

void case_filler::fill_pack(const place& at, model::pack_id pack, node_id given) {
    const auto& known = names_.of(pack);
    if ((*d_)[given].kind != node::kind_of::object)
        return complain(at, given, in_words(*d_, given) + "; " + std::string(at.name) + " is a pack",
                        "write its facts and outcomes under it");
    for_members(at, given, [&](const place& inner, node_id value) {
        if (const auto group = known.groups.find(inner.name); group != known.groups.end())
            return fill_group(inner, group->second, value);
        if (const auto term = known.outcomes.find(inner.name); term != known.outcomes.end())
            return fill_outcome(inner, term->second, value);
        auto candidates = fill_case_detail::keys_of(known.groups);
        for (const auto name : fill_case_detail::keys_of(known.outcomes)) candidates.push_back(name);
        complain(inner, value,
                 "pack `" + m_[pack].name + "` has neither facts nor an outcome called " + in_ticks(inner.name),
                 suggestion(inner.name, candidates));
    });
}

void case_filler::fill_group(const place& at, const fact_names::group& facts, node_id given) {
    if ((*d_)[given].kind != node::kind_of::object)
        return complain(at, given, in_words(*d_, given) + "; " + to_string(at) + " is a group of facts",
                        "write its facts under it");
    for_members(at, given, [&](const place& inner, node_id value) {
        if (const auto fact = facts.find(inner.name); fact != facts.end()) return fill_fact(inner, fact->second, value);
        complain(inner, value, in_ticks(to_string(at)) + " has no fact called " + in_ticks(inner.name),
                 suggestion(inner.name, fill_case_detail::keys_of(facts)));
    });
}

void case_filler::fill_fact(const place& at, model::fact_id id, node_id given) {
    const auto& fact = m_[id];
    if (fact.told_by)
        return complain(at, given, in_ticks(to_string(at)) + " is told by the rules, so it cannot be given",
                        "leave it out");
    const auto& home = layout_.facts[model::index(id)];
    if (home.kind == fact_place::kind_of::list) return fill_list(at, fact, out_->lists[home.at], given);
    cell* const first = &out_->cells[home.at];
    if (home.kind == fact_place::kind_of::scalar) {
        *first = read(at, fact.type, fact.pack, given);
        return;
    }
    *first = {0, said_state(at, fact.type, given)};
    if (first->state == presence::known) return fill_record(at, fact.type, fact.pack, first + 1, 1, given);
    for (std::uint32_t f = 0; f < home.fields; ++f) first[1 + f] = *first;
}

void case_filler::fill_outcome(const place& at, model::term_id id, node_id given) {
    const auto& term = m_[id];
    if (!term.parameters.empty())
        return complain(at, given, "`" + term.name + "` needs arguments, so it cannot be given");
    if (term.type.base == base_type::record || term.type.base == base_type::list || term.type.base == base_type::any)
        return complain(at, given, "`" + term.name + "` has more than one value, so it cannot be given",
                        "give the facts it is worked out from");
    out_->outcomes.push_back({model::index(id), read(at, term.type, term.pack, given)});
}

/// What the document says of a value: unknown, absent, or known if it gives one.
presence case_filler::said_state(const place& at, const writ::type& t, node_id given) {
    if (says_unknown(m_, t, *d_, given)) return presence::unknown;
    if (!says_absent(m_, t, *d_, given)) return presence::known;
    if (t.optional) return presence::absent;
    complain(at, given, to_string(at) + " cannot be absent: it is not optional",
             "leave it out, or say that it is unknown");
    return presence::unknown;
}

cell case_filler::read(const place& at, const writ::type& t, model::pack_id pack, node_id given) {
    cell out;
    out.state = said_state(at, t, given);
    if (out.state != presence::known) return out;
    currency_code& home = out_->currency[model::index(pack)];
    scalar_reading r = read_scalar(m_, t, pack, home, *d_, given);
    if (!r.wrong && t.base == base_type::text && !is_valid_utf8(r.text))
        r.wrong = complaint{"the text is not valid UTF-8", {}, {}};
    if (r.wrong) {
        if (!r.wrong->expected.empty()) r.wrong->message += "; " + to_string(at) + " is " + r.wrong->expected;
        complain(at, given, std::move(r.wrong->message), std::move(r.wrong->help));
        return {0, presence::unknown};
    }
    if (t.base == base_type::money && t.currency == 0) home = r.currency;
    out.value = t.base == base_type::text ? intern(r.text) : r.value;
    return out;
}

std::int64_t case_filler::intern(std::string_view text) {
    const auto constant = std::lower_bound(constants_.begin(), constants_.end(), text);
    if (constant != constants_.end() && *constant == text) return constant - constants_.begin();
    const auto next = static_cast<std::int64_t>(constants_.size() + out_->texts.size());
    const auto [found, is_new] = interned_.emplace(text, next);
    if (is_new) out_->texts.emplace_back(text);
    return found->second;
}

/// The fields of a record, `step` cells apart; those that are left out are missing or assumed.
void case_filler::fill_record(const place& at, const writ::type& t, model::pack_id pack, cell* first, std::size_t step,
                              node_id given) {
    const auto& record = m_.records[t.ref];
    for (std::size_t f = 0; f < record.fields.size(); ++f) first[f * step] = blank_fields_[t.ref][f];
    if ((*d_)[given].kind != node::kind_of::object)
        return complain(
            at, given,
            in_words(*d_, given) + "; " + to_string(at) + " is " + in_words(m_, fill_case_detail::without_optional(t)));
    for_members(at, given, [&](const place& inner, node_id value) {
        const auto& fields = record.fields;
        const auto found =
            std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.name == inner.name; });
        if (found != fields.end()) {
            first[static_cast<std::size_t>(found - fields.begin()) * step] = read(inner, found->type, pack, value);
            return;
        }
        std::vector<std::string_view> names;
        for (const auto& f : fields) names.push_back(f.name);
        complain(inner, value, "`" + record.name + "` has no field called " + in_ticks(inner.name),
                 suggestion(inner.name, names));
    });
}

void case_filler::fill_list(const place& at, const model::fact& fact, list_data& list, node_id given) {
    list.cells.clear();
    list.given.clear();
    list.count = 0;
    list.state = said_state(at, fact.type, given);
    if (list.state != presence::known) return;
    const node& n = (*d_)[given];
    if (n.kind != node::kind_of::list) {
        const bool one = n.kind == node::kind_of::object;
        return complain(at, given, in_words(*d_, given) + "; " + to_string(at) + " is " + in_words(m_, fact.type),
                        one ? "put it between [ and ]" : "");
    }
    const auto& t = fact.type;
    const std::string held = std::to_string(n.count) + (n.count == 1 ? " element; " : " elements; ") + to_string(at);
    if (n.count > t.most) return complain(at, given, "there are " + held + " has at most " + std::to_string(t.most));
    if (n.count < t.least)
        complain(at, given,
                 (n.count == 1 ? "there is " : "there are ") + held + " has at least " + std::to_string(t.least));
    list.count = n.count;
    fill_elements(at, fact, list, given);
}

void case_filler::fill_elements(const place& at, const model::fact& fact, list_data& list, node_id given) {
    const auto& record = m_.records[fact.type.ref];
    list.cells.assign(std::size_t{list.count} * record.fields.size(), {});
    list.given.resize(list.count);
    std::iota(list.given.begin(), list.given.end(), 1u);
    writ::type element;
    element.base = base_type::record;
    element.ref = fact.type.ref;
    std::uint32_t i = 0;
    for (node_id c = (*d_)[given].first; c != no_node; c = (*d_)[c].next, ++i)
        fill_record({&at, {}, i + 1}, element, fact.pack, list.cells.data() + i, list.count, c);
    if (fact.type.sorted_on < 0) return;
    check_keys(at, fact.type, list, given);
    sort(fact.type, list);
}

void case_filler::check_keys(const place& at, const writ::type& t, const list_data& list, node_id given) {
    const auto field = static_cast<std::size_t>(t.sorted_on);
    const std::string& name = m_.records[t.ref].fields[field].name;
    std::uint32_t i = 0;
    for (node_id c = (*d_)[given].first; c != no_node; c = (*d_)[c].next, ++i) {
        if ((*d_)[c].kind != node::kind_of::object || has_value(list.cells[field * list.count + i].state)) continue;
        const place element{&at, {}, i + 1};
        const node_id key = d_->find(c, name);
        if (key != no_node && !says_unknown(m_, m_.records[t.ref].fields[field].type, *d_, key) &&
            !says_absent(m_, m_.records[t.ref].fields[field].type, *d_, key))
            continue;  // there is a complaint about it already
        complain({&element, name, 0}, c,
                 to_string(at) + " is sorted on `" + name + "`, which this element does not have",
                 "give `" + name + "`");
    }
}

void case_filler::sort(const writ::type& t, list_data& list) {
    const cell* const keys = list.cells.data() + static_cast<std::size_t>(t.sorted_on) * list.count;
    const auto earlier = [&](std::uint32_t a, std::uint32_t b) { return keys[a - 1].value < keys[b - 1].value; };
    if (std::is_sorted(list.given.begin(), list.given.end(), earlier)) return;
    std::stable_sort(list.given.begin(), list.given.end(), earlier);
    std::vector<cell> sorted(list.cells.size());
    for (std::size_t f = 0; f * list.count < sorted.size(); ++f)
        for (std::size_t i = 0; i < list.count; ++i)
            sorted[f * list.count + i] = list.cells[f * list.count + list.given[i] - 1];
    list.cells.swap(sorted);
}

/// What money without a currency is in: that of the region, if the case names it (or it is assumed).
void case_filler::settle_currencies(node_id root) {
    for (std::size_t i = 0; i < m_.packs.size(); ++i) {
        const auto& pack = m_.packs[i];
        if (!pack.money_by || pack.money.empty()) continue;
        const auto& fact = m_[*pack.money_by];
        const cell& assumed = blank_.cells[layout_.facts[model::index(*pack.money_by)].at];
        std::optional<std::int64_t> value;
        if (assumed.state == presence::assumed) value = assumed.value;
        const node_id groups = model::index(fact.pack) == 0 ? root : d_->find(root, m_[fact.pack].name);
        if (const node_id given = d_->find(d_->find(groups, fact.group), fact.name); given != no_node) {
            const scalar_reading r = read_scalar(m_, fact.type, fact.pack, 0, *d_, given);
            value = r.wrong ? std::nullopt : std::optional(r.value);
        }
        const auto region = static_cast<std::size_t>(value.value_or(-1));
        if (region < pack.money_by_value.size()) out_->currency[i] = pack.money_by_value[region];
    }
}

/// Works out what a case holds that mentions nothing, by reading every `assume` as if it were given.
void case_filler::learn_assumptions() {
    document d(bounds_);
    case_data scratch;
    start(d, scratch);
    const auto tell = [&](model::expr_id id) {
        d.clear();
        tell_constant(m_, id, d);
        return d.root();
    };
    for (std::size_t r = 0; r < m_.records.size(); ++r)
        for (std::size_t f = 0; f < m_.records[r].fields.size(); ++f)
            if (const auto& field = m_.records[r].fields[f]; field.assume) {
                cell& blank = blank_fields_[r][f];
                blank = read({}, field.type, m_.records[r].pack, tell(*field.assume));
                blank.state = fill_case_detail::assumed(blank.state);
            }
    for (std::size_t i = 0; i < m_.facts.size(); ++i) {
        const auto& home = layout_.facts[i];
        if (home.kind == fact_place::kind_of::record)
            std::copy_n(blank_fields_[m_.facts[i].type.ref].begin(), home.fields, scratch.cells.begin() + home.at + 1);
        if (!m_.facts[i].assume || m_.facts[i].told_by) continue;
        fill_fact({}, static_cast<model::fact_id>(i), tell(*m_.facts[i].assume));
        mark_assumed(home, scratch);
    }
    blank_.cells = scratch.cells;
    blank_.lists = scratch.lists;
}

void case_filler::mark_assumed(const fact_place& home, case_data& c) {
    const auto mark = [](presence& p) { p = fill_case_detail::assumed(p); };
    if (home.kind == fact_place::kind_of::list) return mark(c.lists[home.at].state);
    for (std::uint32_t i = 0; i <= home.fields; ++i) mark(c.cells[home.at + i].state);
}

}  // namespace writ::detail
