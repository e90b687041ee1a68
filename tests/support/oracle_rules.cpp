// Executes the language reference, "Standing" and "Speaking", and the rows of tables: what each rule may do, exceptions included,
// without asking yet how the decision takes them.
#include <algorithm>

#include "support/oracle_evaluator.hpp"
#include "writ/limits.hpp"

namespace writ::oracle {

using model::index;
using kind_of = alternative::kind_of;

possible evaluator::stands(const model::rule& r, const scope& s) {
    std::vector<possible> all{qualified(r.quals, m_[r.decision].where, s)};
    if (is_surely(all.front(), false)) return all.front();
    std::vector<model::expr_id> conditions;
    for (const auto& c : r.cells)
        if (c.condition) conditions.push_back(*c.condition);
    conditions.insert(conditions.end(), r.whens.begin(), r.whens.end());
    for (const auto c : conditions) {
        all.push_back(operand(c, s));
        if (is_surely(all.back(), false)) break;  // the rest is not read
    }
    return all_of(all);
}

// ------------------------------------------------------------------ outcomes

/// An outcome that its type does not hold is an error.
possible evaluator::outcome_of_type(const possible& v, const model::term& t, span where) {
    if (v.kind != shape::interval) return v;
    const auto& type = t.type;
    const bool money = type.base == base_type::money || type.element == base_type::money;
    const bool number = type.base == base_type::number || type.element == base_type::number;
    const int grid = money ? minor_places(currency(type, t.pack)) : number ? type.places : -1;
    const auto word = [](const rational& x) { return to_string(x); };
    const bool below = type.ranged && (!v.low || *v.low < type.low),
               above = type.ranged && (!v.high || *v.high > type.high);
    if (v.low && v.low == v.high) {
        const auto x = *v.low;
        if (below || above)
            return error_values(v.errors + failures{fail(error_kind::outside_range, where,
                                                         {t.name, word(x), word(type.low), word(type.high)})},
                                v.needs);
        if (grid >= 0 && rational::scaled(floor_scaled(x, grid).value_or(0), grid) != x)
            return error_values(v.errors + failures{fail(error_kind::not_rounded, where, {t.name, word(x)})}, v.needs);
        return v;
    }
    if (!below && !above) return v;
    auto out = v;
    out.errors.insert(fail(error_kind::outside_range, where, {t.name, {}, word(type.low), word(type.high)}));
    if (below) out.low = type.low;
    if (above) out.high = type.high;
    if (*out.low > *out.high) return error_values(out.errors, v.needs);
    return waiting(out, v.needs);
}

possible evaluator::spoken(const model::rule& r, const scope& s) {
    return outcome_of_type(eval(*r.then, s), m_[r.decision], m_[*r.then].where);
}

/// A record that an exception gives changes only the fields it names.
possible evaluator::completed(const possible& v, const model::term& t, const std::function<possible()>& base) {
    if (v.kind != shape::record || t.type.ref == no_ref) return v;
    if (v.record->fields.size() >= m_.records[t.type.ref].fields.size()) return v;
    const auto b = base();
    if (is_surely_error(b)) return error_values(v.errors + b.errors);
    if (b.kind != shape::record) return v;
    record_value both;
    both.fields = v.record->fields;
    both.fields.insert(b.record->fields.begin(), b.record->fields.end());
    auto out = v;
    out.record = std::make_shared<const record_value>(std::move(both));
    out.errors = out.errors + b.errors;
    out.needs = out.needs + b.needs;
    return out;
}

failure evaluator::conflict(const model::term& t, const std::set<std::uint32_t>& rules) const {
    std::string paths;
    for (const auto r : rules) paths += (paths.empty() ? "" : ", ") + m_.rules[r].path;
    return {t.where, error_kind::conflict, error_text(error_kind::conflict, {paths}), rules};
}

// ------------------------------------------------------------------ speaking

namespace {

/// Alternatives of the same kind, layer and speakers become one.
std::vector<alternative> merged(const std::vector<alternative>& all) {
    std::vector<alternative> out;
    for (const auto& a : all) {
        const auto same = std::find_if(out.begin(), out.end(), [&](const alternative& o) {
            return o.kind == a.kind && o.layer == a.layer && o.cites == a.cites;
        });
        if (same == out.end()) {
            out.push_back(a);
            continue;
        }
        if (plain_count(a.value) || a.value.absent || !a.value.errors.empty())
            same->value = join({same->value, a.value});
        same->needs = std::move(same->needs) + a.needs;
    }
    return out;
}

bool is_considered(const alternative& a) {
    return a.kind == kind_of::says || a.kind == kind_of::not_applicable || a.kind == kind_of::fails;
}

}  // namespace

/// What a rule does when these exceptions of it stand (at least one).
alternative evaluator::settled(const model::rule& r,
                               const std::vector<std::pair<alternative, model::rule_id>>& exceptions, needs n,
                               const std::function<possible()>& base) {
    auto top = model::layer::general;
    for (const auto& [a, id] : exceptions) top = std::max(top, m_[id].layer);
    std::vector<alternative> highest;
    for (const auto& [a, id] : exceptions)
        if (m_[id].layer == top) highest.push_back(a);

    alternative out;
    out.layer = static_cast<int>(r.layer);
    out.needs = std::move(n);
    for (const auto& a : highest)
        if (a.kind == kind_of::not_applicable) {
            out.kind = kind_of::off;
            return out;
        }
    failures failed;
    for (const auto& a : highest)
        if (a.kind == kind_of::fails) {
            failed = std::move(failed) + a.value.errors;
            out.cites.insert(a.cites.begin(), a.cites.end());
        }
    if (!failed.empty()) {
        out.kind = kind_of::fails;
        out.layer = static_cast<int>(top);
        out.value = error_values(failed);
        return out;
    }
    std::vector<possible> values;
    for (const auto& a : highest) {
        values.push_back(completed(a.value, m_[r.decision], base));
        out.cites.insert(a.cites.begin(), a.cites.end());
        out.layer = values.size() == 1 ? a.layer : std::max(out.layer, a.layer);
    }
    bool may_agree = true, may_differ = false;
    for (std::size_t i = 0; i < values.size(); ++i)
        for (std::size_t j = i + 1; j < values.size(); ++j) {
            const auto c = compare_plain(values[i], values[j]);
            may_agree = may_agree && c.equal;
            may_differ = may_differ || c.different;
        }
    const auto clash = error_value(conflict(m_[r.decision], out.cites));
    out.kind = may_agree ? kind_of::says : kind_of::fails;
    if (!may_agree) values.clear();
    oracle::needs open;
    if (may_differ || !may_agree) {
        for (const auto& v : values) open = std::move(open) + deep_needs(v);  // whether they agree
        values.push_back(clash);
    }
    out.value = values.size() == 1 ? values.front() : join(values, open);
    return out;
}

std::vector<alternative> evaluator::alternatives(model::rule_id id, const scope& s, const possible& stand) {
    const auto& r = m_[id];
    const int layer = static_cast<int>(r.layer);
    std::vector<alternative> out;
    if (can_be(stand, false)) out.push_back({kind_of::silent, {}, layer, {}, stand.needs});
    if (!stand.errors.empty())
        out.push_back({kind_of::fails, error_values(stand.errors), layer, {index(id)}, stand.needs});
    if (!can_be(stand, true)) return out;

    std::optional<possible> own;
    const std::function<possible()> speak = [&] {
        if (!own) own = spoken(r, s);
        return *own;
    };
    std::vector<std::vector<alternative>> options;
    std::size_t combinations = 1;
    for (const auto x : r.exceptions) {
        options.push_back(alternatives(x, s, stands(m_[x], s)));
        combinations *= options.back().size();
        if (combinations > limits{}.exception_options) {
            out.push_back({kind_of::fails,
                           error_value(fail(error_kind::too_many_options, r.where, {r.path})),
                           layer,
                           {index(id)},
                           stand.needs});
            return out;
        }
    }
    for (std::size_t number = 0; number < combinations; ++number) {
        auto n = stand.needs;
        std::vector<std::pair<alternative, model::rule_id>> considered;
        auto rest = number;
        for (std::size_t i = 0; i < options.size(); ++i) {
            const auto& a = options[i][rest % options[i].size()];
            rest /= options[i].size();
            n = std::move(n) + a.needs;
            if (is_considered(a)) considered.emplace_back(a, r.exceptions[i]);
        }
        if (!considered.empty())
            out.push_back(settled(r, considered, n, speak));
        else if (r.does_not_apply)
            out.push_back({kind_of::not_applicable, {}, layer, {index(id)}, n});
        else
            out.push_back({kind_of::says, speak(), layer, {index(id)}, n});
    }
    return merged(out);
}

// ------------------------------------------------------------------ rules and rows of a decision

namespace {

/// Keeps what may be said, and whether nothing may be.
void keep(std::vector<standing>& out, const std::vector<alternative>& all, model::rule_id rule,
          std::optional<model::block_id> block, std::int64_t times) {
    standing x;
    x.rule = rule;
    x.block = block;
    x.times = times;
    for (const auto& a : all) {
        if (a.kind == kind_of::says || a.kind == kind_of::fails) x.speaks.push_back(a);
        x.may_be_silent = x.may_be_silent || a.kind == kind_of::silent || a.kind == kind_of::off;
        x.needs = std::move(x.needs) + a.needs;
    }
    if (!x.speaks.empty()) out.push_back(std::move(x));
}

}  // namespace

std::vector<evaluator::repetition> evaluator::repetitions(const model::rule& r, std::size_t first_for, const scope& s,
                                                          const possible& present) {
    if (first_for == r.fors.size()) return {{s, present, 0}};
    const auto b = each(r.fors[first_for], s);
    std::vector<repetition> out;
    if (b.error) out.push_back({nullptr, *b.error, 0});
    for (const auto& e : b.elements)
        for (auto& x : repetitions(r, first_for + 1, e.in, all_of({present, e.present}))) out.push_back(std::move(x));
    if (b.rest) {
        const auto& where = b.rest->where;
        const auto open = truth(can_be(where, true), true, where.errors, b.rest->needs + where.needs);
        for (auto& x : repetitions(r, first_for + 1, b.rest->in, present)) {
            x.present = x.in ? all_of({x.present, open}) : x.present;
            x.times = b.rest->most * std::max<std::int64_t>(x.times, 1);
            out.push_back(std::move(x));
        }
    }
    return out;
}

void evaluator::add_rule(std::vector<standing>& out, model::rule_id id, const scope& s) {
    const auto& r = m_[id];
    for (const auto& x : repetitions(r, 0, s, truth(true, false))) {
        if (x.in) {
            const auto stand = all_of({x.present, stands(r, x.in)});
            if (!is_surely(stand, false)) keep(out, alternatives(id, x.in, stand), id, {}, x.times);
            continue;
        }
        const auto q = qualified(r.quals, m_[r.decision].where, s);
        if (is_surely(q, false)) continue;
        const int layer = static_cast<int>(r.layer);
        std::vector<alternative> all{
            {kind_of::fails, error_values(x.present.errors), layer, {index(id)}, x.present.needs}};
        if (!is_surely_error(x.present) || can_be(q, false))
            all.push_back({kind_of::silent, {}, layer, {}, x.present.needs + q.needs});
        keep(out, all, id, {}, 0);
    }
}

void evaluator::add_row(std::vector<standing>& out, model::rule_id row, model::block_id id, const scope& s) {
    const auto q = qualified(m_[id].quals, m_[m_[id].decision].where, s);
    if (is_surely(q, false)) return;
    const auto stand = all_of({q, stands(m_[row], s)});
    if (!is_surely(stand, false)) keep(out, alternatives(row, s, stand), row, id, 0);
}

/// Whether one row of a table always speaks.
bool evaluator::always_speaks(const model::block& b, const scope& s) {
    return b.complete && is_surely(qualified(b.quals, m_[b.decision].where, s), true) &&
           std::all_of(b.rows.begin(), b.rows.end(), [&](model::rule_id r) { return m_[r].exceptions.empty(); });
}

/// With `takes first` nothing after the first that surely speaks is read.
bool evaluator::first_is_sure(const model::term& t, const std::vector<standing>& so_far) {
    return t.takes == model::takes::first &&
           std::any_of(so_far.begin(), so_far.end(), [](const standing& x) { return !x.may_be_silent; });
}

std::vector<standing> evaluator::standings(const model::term& t, const scope& s, bool& covered) {
    std::vector<standing> out;
    covered = t.always_speaks;
    for (const auto id : t.rules) {
        if (first_is_sure(t, out)) break;
        const auto block = m_[id].block;
        if (!block) {
            add_rule(out, id, s);
            continue;
        }
        covered = covered || always_speaks(m_[*block], s);
        add_row(out, id, *block, s);
    }
    return out;
}

}  // namespace writ::oracle
