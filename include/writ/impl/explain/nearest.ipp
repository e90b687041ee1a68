#include <algorithm>
#include <map>

#include "writ/detail/explain/explainer.hpp"
#include "writ/eval/evaluator.hpp"
#include "writ/eval/to_decision.hpp"

// The smallest changes that would change an outcome.

namespace writ::explain_detail {

using eval::value;

inline std::string outcome_text(const decision& d) {
    if (d.status == status::decided && d.value.is_absent()) return "no rule applies";
    return d.status == status::decided || d.status == status::undetermined ? to_string(d.value)
                                                                           : std::string(to_string(d.status));
}

/// Tries the constants that a number of a decision is compared with: what would be decided there?
inline void try_probes(const model::model& m, const program::program& p, const case_data& c, term_id question, const decision& now,
                       const std::vector<probe>& probes, std::vector<near_change>& out) {
    eval::evaluator evaluator(p, m);
    evaluator.load(c);
    eval::machine& inside = evaluator.inside();
    std::map<std::pair<std::string, bool>, std::pair<rational, near_change>> best;
    std::size_t tries = 0;
    for (const probe& tried : probes) {
        const auto count = static_cast<std::uint32_t>(tried.arguments.size());
        inside.begin();
        const value v = inside.call(index(tried.term), tried.arguments.data(), count);
        if (!eval::is_known(v) || v.form != eval::shape::range || v.range.low == tried.at || ++tries > 400) continue;
        const bool up = v.range.low < tried.at;
        const auto gap = up ? subtract(tried.at, v.range.low) : subtract(v.range.low, tried.at);
        const model::term& t = m[tried.term];
        const auto known = best.find({t.name, up});
        if (!gap || (known != best.end() && known->second.first <= *gap)) continue;
        inside.suppose(index(tried.term), tried.arguments.data(), count, eval::number_value(tried.at));
        const decision then = evaluator.decide(question);
        inside.suppose_nothing();
        if (then.status == now.status && then.value == now.value) continue;
        const auto text = [&](const rational& r) {
            return to_string(eval::to_outcome(m, inside, eval::number_value(r), t.type, t.pack));
        };
        best[{t.name, up}] = {*gap, {t.name, text(v.range.low), text(tried.at), text(*gap) + (up ? " more" : " less"), outcome_text(then)}};
    }
    for (auto& [key, change] : best) out.push_back(std::move(change.second));
}

/// Decides again on the days on which something stops being counted.
inline void try_days(const model::model& m, const program::program& p, const case_data& c, term_id question, const decision& now,
                     const std::set<day_number>& days, std::vector<near_change>& out) {
    if (!c.as_of.day && !c.as_of.instant) return;
    eval::evaluator probe(p, m);
    probe.load(c);
    probe.inside().begin();
    eval::machine& inside = probe.inside();
    const value today = c.as_of.day ? eval::number_value(rational(*c.as_of.day)) : inside.today();
    if (!eval::is_known(today)) return;
    case_data later = c;
    std::size_t tries = 0;
    for (const day_number d : days) {
        if (d <= today.range.low.num || ++tries > 40) continue;
        later.as_of = {d, std::nullopt};
        probe.load(later);
        const decision then = probe.decide(question);
        if (then.status == now.status && then.value == now.value) continue;
        out.push_back({"today", format_date(today.range.low.num), format_date(d), "on " + format_date(d), outcome_text(then)});
        return;
    }
}

std::vector<near_change> nearest_changes(const model::model& m, const program::program& p, const case_data& c,
                                         term_id question, const explainer& e) {
    eval::evaluator plain(p, m);
    plain.load(c);
    const decision now = plain.decide(question);
    std::vector<near_change> out;
    if (now.status != status::decided) return out;
    try_probes(m, p, c, question, now, e.probes(), out);
    try_days(m, p, c, question, now, e.turning_days(), out);
    if (out.size() > 4) out.resize(4);
    return out;
}

}  // namespace writ::explain_detail
