#include <algorithm>

#include "writ/detail/explain/explainer.hpp"

// What a score is made of, and what would lift it.

namespace writ::explain_detail {

using eval::value;

namespace scores_detail {

/// A share in percent, and other numbers, with as many places as people read.
inline std::string rounded(const rational& r, int places) {
    const auto near = round(r, places, rounding::half_even);
    return to_string(near.value_or(r));
}

}  // namespace scores_detail

const model::score* explainer::score_of(term_id t) const {
    for (const model::score& q : m_.scores)
        if (q.total == t) return &q;
    return nullptr;
}

value explainer::value_of(term_id t) {
    machine_.enter_pack(index(m_[t].pack));
    return machine_.call(index(t), nullptr, 0);
}

/// `Late dispatch = 4%: 3 points × 20% = 0.6`
reason explainer::metric_reason(const model::score_metric& metric, const scope& s) {
    using scores_detail::rounded;
    const value v = value_of(metric.value), points = value_of(metric.points), weight = value_of(metric.weight),
                part = value_of(metric.contribution);
    reason r;
    r.kind = reason_kind::definition;
    r.name = term_path(m_, metric.value);
    r.title = message_of(m_[metric.value].title, s);
    if (eval::surely_absent(v)) {
        r.value = words(phrase::not_measured);
        return r;
    }
    const auto number = [&](const value& x, term_id t, int places, const rational& times) {
        const auto scaled = eval::is_known(x) ? multiply(x.range.low, times) : std::nullopt;
        return scaled ? rounded(*scaled, places) : shown(x, m_[t].type, s);
    };
    const std::string share = eval::is_known(weight) ? number(weight, metric.weight, 2, rational(100)) + '%'
                                                     : shown(weight, m_[metric.weight].type, s);
    r.value =
        words(phrase::metric_line, {shown(v, m_[metric.value].type, s), number(points, metric.points, 4, rational(1)),
                                    share, number(part, metric.contribution, 4, rational(1))});
    return r;
}

/// `at most 2%`; of what is left when no band holds, the other side of the last one.
std::string explainer::band_words(const model::score_metric& metric, const model::rule& band, const scope& s) {
    const bool rest = band.whens.empty();
    const model::rule& last = m_[m_[metric.points].rules.back()];
    if (rest && last.whens.empty()) return words(phrase::otherwise);
    const model::expression& holds = m_[(rest ? last : band).whens.front()];
    if (holds.args.size() != 2) return words(phrase::otherwise);
    const std::string limit = shown(value_of(holds.args[1], s), m_[holds.args[1]].type, s);
    switch (holds.what) {
        case op::less_equal: return words(rest ? phrase::more_than : phrase::at_most, {limit});
        case op::less: return words(rest ? phrase::at_least : phrase::less_than, {limit});
        case op::greater_equal: return words(rest ? phrase::less_than : phrase::at_least, {limit});
        case op::greater: return words(rest ? phrase::at_most : phrase::more_than, {limit});
        default: return (holds.what == op::equal) == rest ? words(phrase::other_than, {limit}) : limit;
    }
}

/// The next better band of each metric, with what the score would be there; the best first.
void explainer::lifts(const model::score& q, const scope& s, std::vector<reason>& out) {
    const model::expression& body = m_[*m_[q.total].body];
    const model::expression& rounding_of = m_[body.args[2]];
    const int places = static_cast<int>(m_[rounding_of.args[1]].number.num);
    std::optional<rational> sum = rational(0);
    for (const model::score_metric& metric : q.metrics) {
        const value part = value_of(metric.contribution);
        if (eval::surely_absent(part)) continue;
        sum = sum && eval::is_known(part) ? add(*sum, part.range.low) : std::nullopt;
    }
    if (!sum) return;
    struct lift {
        rational total;
        reason told;
    };
    std::vector<lift> all;
    for (const model::score_metric& metric : q.metrics) {
        const value points = value_of(metric.points), weight = value_of(metric.weight);
        if (!eval::is_known(points) || !eval::is_known(weight)) continue;
        const model::rule* next = nullptr;
        rational best;
        std::vector<rule_id> bands = m_[metric.points].rules;
        if (const auto rest = m_[metric.points].otherwise) bands.push_back(*rest);
        for (const rule_id r : bands) {
            if (!m_[r].then || m_[r].idle) continue;
            const value then = value_of(*m_[r].then, s);
            if (!eval::is_known(then) || then.range.low <= points.range.low) continue;
            if (next != nullptr && best <= then.range.low) continue;
            next = &m_[r];
            best = then.range.low;
        }
        if (next == nullptr) continue;
        const auto more = subtract(best, points.range.low);
        const auto gain = more ? multiply(*more, weight.range.low) : std::nullopt;
        const auto exact = gain ? add(*sum, *gain) : std::nullopt;
        const auto total = exact ? round(*exact, places, rounding_of.mode) : std::nullopt;
        if (!total) continue;
        reason r;
        r.kind = reason_kind::element;
        r.text =
            words(phrase::would_lift,
                  {m_[metric.value].title.empty() ? term_path(m_, metric.value) : message_of(m_[metric.value].title, s),
                   shown(value_of(metric.value), m_[metric.value].type, s), band_words(metric, *next, s)});
        r.value = to_string(*total, places);
        all.push_back({*total, std::move(r)});
    }
    std::stable_sort(all.begin(), all.end(), [](const lift& a, const lift& b) { return b.total < a.total; });
    if (all.empty()) return;
    reason r;
    r.kind = reason_kind::element;
    r.text = words(phrase::what_would_lift);
    for (lift& l : all) r.parts.push_back(std::move(l.told));
    out.push_back(std::move(r));
}

void explainer::score_parts(const model::score& q, const scope& s, reason& out) {
    const value lacking = value_of(q.lacking);
    if (!eval::surely_absent(lacking)) reads(m_[*m_[q.total].body].args[0], s, out.parts);
    for (const model::score_metric& metric : q.metrics) {
        out.parts.push_back(metric_reason(metric, s));
        if (const auto body = m_[metric.value].body; body && m_[*body].what != op::fact) enqueue(metric.value, {});
        for (const rule_id r : m_[metric.points].rules) probe_rule(m_[r], s);
    }
    if (eval::surely_absent(lacking)) lifts(q, s, out.parts);
}

}  // namespace writ::explain_detail
