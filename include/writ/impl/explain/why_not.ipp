#include <algorithm>

#include "writ/detail/explain/explainer.hpp"
#include "writ/eval/to_decision.hpp"

// Why an outcome or a rule was not reached.

namespace writ::explain_detail {

using eval::value;

/// By its path or the end of it, or by what it says.
bool explainer::is_wanted(rule_id r, const scope& s, std::string_view wanted) {
    const model::rule& rule = m_[r];
    const std::string& path = rule.path;
    if (path == wanted ||
        (path.size() > wanted.size() && path.ends_with(wanted) && path[path.size() - wanted.size() - 1] == '.'))
        return true;
    return rule.then && rule.fors.empty() && shown(value_of(*rule.then, s), said_type(m_[rule.decision]), s) == wanted;
}

/// The rules that speak in spite of this one: before it with `takes first`, instead of `otherwise`, of a higher layer.
void explainer::stronger(const model::term& t, rule_id top, scope& s, std::vector<reason>& out) {
    const bool last = t.otherwise == top;
    for (const rule_id q : t.rules) {
        if (q == top) {
            if (t.takes == model::takes::first) return;
            continue;
        }
        const bool above = t.takes == model::takes::one && m_[q].layer > m_[top].layer;
        if (!last && !above && t.takes != model::takes::first) continue;
        bool found = false;
        each_instance(q, 0, s, [&](const scope& inner, const value& stand) {
            if (found || !eval::sure(stand, true)) return;
            auto [says, applies] = spoken(q, inner, stand);
            if (!applies) return;
            found = true;
            reason r;
            r.kind = reason_kind::rule;
            r.verdict = verdict::yes;
            r.name = m_[q].path;
            r.title = message_of(m_[q].title, inner);
            r.text = words(last ? phrase::this_rule_speaks : above ? phrase::of_a_higher_layer : phrase::comes_first);
            r.value = std::move(says);
            r.cites = m_[q].cites;
            r.place = place(m_[q].where);
            out.push_back(std::move(r));
        });
        if (found) return;
    }
}

void explainer::consider_rule(const met_term& p, rule_id r, rule_id top, std::string_view wanted,
                              std::vector<reason>& out) {
    const model::rule& rule = m_[r];
    const model::term& t = m_[p.term];
    scope s = scope_of(p);
    if (is_wanted(r, s, wanted))
        each_instance(r, 0, s, [&](const scope& inner, const value& stand) {
            reason found = rule_reason(r, inner, stand);
            if (t.otherwise == r) found.kind = reason_kind::otherwise;
            std::vector<reason> first;
            if (rule.parent) {
                const value parent = machine_.stands(machine_.code().rules[index(*rule.parent)]);
                reason changed = rule_reason(*rule.parent, inner, parent);
                changed.parts.clear();
                changed.text = words(phrase::the_rule_it_changes);
                first.push_back(std::move(changed));
            }
            if (!eval::sure(stand, false)) {
                scope again = scope_of(p);
                const std::size_t before = first.size();
                stronger(t, top, again, first);
                if (first.size() > before) {
                    found.verdict = verdict::no;
                    found.text = words(phrase::another_goes_before);
                }
            }
            found.parts.insert(found.parts.begin(), first.begin(), first.end());
            out.push_back(std::move(found));
        });
    for (const rule_id x : rule.exceptions) consider_rule(p, x, top, wanted, out);
}

/// The rules of one term, then those of the decisions its rules hand the question on to.
void explainer::consider_term(const met_term& p, std::string_view wanted, std::size_t depth, std::vector<reason>& out) {
    const model::term& t = m_[p.term];
    if (const model::procedure* walk = procedure_of(p.term)) return consider_walk(*walk, wanted, out);
    std::vector<rule_id> all = t.rules;
    if (t.otherwise) all.push_back(*t.otherwise);
    for (const rule_id r : all) consider_rule(p, r, r, wanted, out);
    if (!out.empty() || depth > 8) return;
    for (const rule_id r : all) {
        if (!m_[r].then || !m_[r].fors.empty()) continue;
        const model::expression& then = m_[*m_[r].then];
        if (then.what != op::term || m_.terms[then.index].kind != model::term_kind::decision) continue;
        met_term next{term_id{then.index}, {}};
        const scope s = scope_of(p);
        for (const expr_id a : then.args) next.arguments.push_back(value_of(a, s));
        consider_term(next, wanted, depth + 1, out);
    }
}

std::vector<reason> explainer::why_not(term_id question, std::string_view wanted) {
    explain(question);
    all_conditions_ = true;
    std::vector<reason> out;
    consider_term({question, {}}, wanted, 0, out);
    // A rule of something that the question reads, by its path.
    const std::vector<met_term> met = queue_;
    for (std::size_t k = 0; k < met.size() && out.empty() && wanted.find('.') != std::string_view::npos; ++k)
        consider_term(met[k], wanted, 8, out);
    all_conditions_ = false;
    return out;
}

}  // namespace writ::explain_detail
