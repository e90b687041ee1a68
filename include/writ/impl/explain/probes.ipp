#include "writ/detail/explain/explainer.hpp"

// Where the numbers that decisions compare would change something.

namespace writ::explain_detail {

void explainer::probe_rule(const model::rule& r, const scope& s) {
    for (const auto& c : r.cells)
        if (c.condition) probe_condition(*c.condition, s, 0);
    for (const expr_id w : r.whens) probe_condition(w, s, 0);
}

/// The comparisons of a condition, through the definitions it calls.
void explainer::probe_condition(expr_id id, const scope& s, int depth) {
    const model::expression& e = m_[id];
    if (e.details->binder || probes_.size() >= 400) return;
    if (e.what >= op::equal && e.what <= op::greater_equal) {
        add_probe(e.args[0], e.args[1], s);
        add_probe(e.args[1], e.args[0], s);
    }
    if (const auto body = called_body(e); body && depth < 6) probe_condition(*body, called_scope(e, s), depth + 1);
    for (const expr_id a : e.args) probe_condition(a, s, depth);
}

/// The value compared with and its neighbours on the grid of the number: one of them lies on the other side.
void explainer::add_probe(expr_id what, expr_id compared_with, const scope& s) {
    probe p;
    p.compared = what;
    const model::expression* e = &m_[what];
    while (e->what == op::guarded || e->what == op::required || e->what == op::in_region_currency ||
           e->what == op::day_of)
        e = &m_[e->args[0]];
    const base_type base = m_[what].type.base;
    if (base != base_type::number && base != base_type::money && base != base_type::date) return;
    if (e->what == op::fact) p.fact = model::fact_id{e->index};
    else if (e->what == op::term && base != base_type::date && m_.terms[e->index].kind != model::term_kind::param)
        p.term = term_id{e->index};
    else return;
    const eval::value limit = value_of(compared_with, s);
    if (!eval::is_known(limit) || limit.form != eval::shape::range) return;
    const rational at = limit.range.low;
    for (const expr_id a : e->args) {
        p.arguments.push_back(value_of(a, s));
        const auto form = p.arguments.back().form;
        if (form != eval::shape::range && form != eval::shape::bits) return;
        p.arguments.back().deps = nullptr;
    }
    const int places = base == base_type::date    ? 0
                       : base == base_type::money ? minor_places(e->type.currency)
                                                  : e->type.places;
    const rational step = places >= 0 && places <= 9 ? rational::scaled(1, places) : rational(0);
    for (const auto& x : {std::optional<rational>(at), writ::add(at, step), subtract(at, step)})
        if (x) {
            p.at = *x;
            probes_.push_back(p);
        }
}

}  // namespace writ::explain_detail
