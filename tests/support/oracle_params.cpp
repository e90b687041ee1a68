// Executes the language reference (the value of a parameter on a day in a region) and the calling of terms: each is computed at
// most once for each argument.
#include <algorithm>

#include "support/oracle_evaluator.hpp"

namespace writ::oracle {

using model::index;
using model::op;

possible evaluator::ask(model::term_id id) { return term(id, {}); }

possible evaluator::check(model::expr_id condition, model::pack_id pack) { return operand(condition, scope_of(pack)); }

possible evaluator::term(model::term_id id, const std::vector<possible>& arguments) {
    std::string call = std::to_string(index(id));
    for (const auto& a : arguments) call += "(" + key(a) + ")";
    if (const auto found = terms_.find(call); found != terms_.end()) return found->second;
    const auto& t = m_[id];
    possible v;
    const auto given = std::find_if(case_.outcomes.begin(), case_.outcomes.end(),
                                    [&](const given_cell& g) { return g.term == index(id); });
    if (given != case_.outcomes.end() && arguments.empty()) {
        v = given_outcome(id, given->value);
    } else {
        auto s = scope_of(t.pack);
        for (std::size_t i = 0; i < arguments.size(); ++i) s = with_variable(s, t.parameters[i], arguments[i]);
        v = t.kind == model::term_kind::define  ? eval(*t.body, s)
            : t.kind == model::term_kind::param ? param(t, s)
                                                : decision_value(t, s);
    }
    return terms_[call] = v;
}

/// The day something is read at: `as of`, else today.
possible evaluator::read_day(const std::optional<model::expr_id>& as_of, const scope& s, span where) {
    return as_of ? operand(*as_of, s) : clock(false, s->pack, where);
}

/// The regions that are possible; one that is nothing where there is none.
std::vector<std::optional<std::size_t>> evaluator::regions(model::pack_id pack, needs& n) {
    const auto r = region(pack);
    n = r.needs;
    std::vector<std::optional<std::size_t>> out;
    for (std::size_t i = 0; i < r.choice.size(); ++i)
        if (r.choice[i]) out.push_back(i);
    if (out.empty() || r.absent) out.push_back(std::nullopt);
    return out;
}

namespace {

/// The first day a qualifier holds in a region; nothing: always.
std::optional<day_number> first_day_of(const model::qualifiers& q, std::optional<std::size_t> region) {
    if (!q.from) return std::nullopt;
    if (q.effective.size() == 1) return q.effective.front();
    return region && *region < q.effective.size() ? q.effective[*region] : q.from;
}

bool differs_by_region(const model::qualifiers& q) {
    return q.regional ||
           std::any_of(q.effective.begin(), q.effective.end(), [&](day_number d) { return d != q.effective.front(); });
}

/// The entry that counts: those that name the region before those that name none; with an `until` before without; the
/// latest beginning. `base` is the entry without region and dates.
const model::param_entry* select(const model::term& t, const model::param_entry* base,
                                 std::optional<std::size_t> region, day_number day) {
    for (const bool regional : {true, false}) {
        const model::param_entry* best = nullptr;
        std::pair<bool, std::optional<day_number>> best_rank;
        const auto consider = [&](const model::param_entry& e) {
            if (e.quals.regional != regional || (regional && !(region && e.quals.regions[*region]))) return;
            const auto from = first_day_of(e.quals, region);
            if ((from && day < *from) || (e.quals.until && day > *e.quals.until)) return;
            const std::pair rank(e.quals.until.has_value(), from);
            if (!best || rank > best_rank) best = &e, best_rank = rank;
        };
        if (base) consider(*base);
        for (const auto& e : t.entries) consider(e);
        if (best) return best;
    }
    return nullptr;
}

}  // namespace

possible evaluator::param(const model::term& t, const scope& s) {
    std::optional<model::param_entry> base;
    if (t.base) {
        base.emplace();
        base->value = t.base;
    }
    bool by_region = false, dated = false;
    for (const auto& e : t.entries) {
        by_region = by_region || differs_by_region(e.quals);
        dated = dated || e.quals.from || e.quals.until;
    }
    needs n;
    auto where = regions(t.pack, n);
    if (!by_region) {
        where.resize(1);
        n.clear();
    }
    std::vector<possible> outs;
    std::vector<day_number> days{0};  // one for each stretch between the days on which something changes
    if (dated) {
        const auto day = read_day(t.as_of, s, t.where);
        if (is_surely_error(day)) return day;
        if (!day.errors.empty()) outs.push_back(error_values(day.errors));
        n = std::move(n) + day.needs;
        std::set<day_number> changes;
        for (const auto& e : t.entries) {
            for (const auto r : where)
                if (const auto from = first_day_of(e.quals, r)) changes.insert(*from);
            if (e.quals.until) changes.insert(*e.quals.until + 1);
        }
        for (const auto c : changes) cut_at(day, op::less, rational(c));
        days.clear();
        if (day.low)
            days.push_back(day.low->num);
        else
            days.push_back(changes.empty() ? 0 : *changes.begin() - 1);
        for (const auto c : changes)
            if ((!day.low || rational(c) > *day.low) && (!day.high || rational(c) <= *day.high)) days.push_back(c);
    }
    std::set<const model::param_entry*> seen;
    for (const auto r : where) {
        for (const auto day : days) {
            const auto* entry = select(t, base ? &*base : nullptr, r, day);
            if (!seen.insert(entry && entry->value ? entry : nullptr).second) continue;
            if (entry && entry->value) {
                outs.push_back(eval(*entry->value, s));
                continue;
            }
            const auto id = static_cast<std::uint32_t>(&t - m_.terms.data());
            outs.push_back(unknown(t.type, t.pack, {}, {{need::kind_of::parameter, id, 0, 0}}));
        }
    }
    return outs.size() == 1 ? outs.front() : join(outs, n);
}

/// `in`, `from`, `until`: yes where they hold. `where` is the term that reads the clock for them.
possible evaluator::qualified(const model::qualifiers& q, span where, const scope& s) {
    std::vector<possible> all;
    if (q.regional) {
        const auto r = region(s->pack);
        all.push_back(
            truth((r.choice & q.regions).any(), r.absent || (r.choice & ~q.regions).any(), r.errors, r.needs));
        if (is_surely(all.front(), false)) return all.front();  // the days are not read
    }
    if (q.from || q.until) {
        const auto day = read_day(q.as_of, s, where);
        if (is_surely_error(day)) {
            all.push_back(day);
            return all_of(all);
        }
        needs n;
        std::set<std::optional<day_number>> begins;
        for (const auto r : regions(s->pack, n)) begins.insert(first_day_of(q, r));
        std::vector<possible> by_begin;
        for (const auto from : begins) {
            std::vector<possible> both;
            if (from) both.push_back(compare(op::greater_equal, day, number_value(rational(*from)), where));
            if (q.until) both.push_back(compare(op::less_equal, day, number_value(rational(*q.until)), where));
            by_begin.push_back(all_of(both));
        }
        all.push_back(by_begin.size() == 1 ? by_begin.front() : join(by_begin, n));
    }
    return all_of(all);
}

}  // namespace writ::oracle
