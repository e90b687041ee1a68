// The score form: points of metrics, weighted; a metric without a value leaves its weight to the others of its group.
#pragma once

#include "writ/detail/model/builder.hpp"
#include "writ/detail/model/make_node.hpp"

#include <algorithm>

namespace writ::model::detail {

namespace scores_detail {

/// Metrics that take over each other's weight. One that stands in no `group` has nobody for that.
struct group {
    const node* name = nullptr;
    const node* title = nullptr;
    std::vector<const node*> metrics;
};

std::vector<group> groups_of(const node& n) {
    std::vector<group> groups;
    for (const node& child : n.children) {
        if (child.what == kind::metric) groups.push_back({&child[0], child.find(kind::title), {&child}});
        if (child.what != kind::group) continue;
        groups.push_back({&child[0], child.find(kind::title), {}});
        for (const node& metric : child.children)
            if (metric.what == kind::metric) groups.back().metrics.push_back(&metric);
    }
    return groups;
}

const node& value_of(const node& metric) { return metric[metric[1].what == kind::title ? 2 : 1]; }
const node& weight_of(const node& metric) { return metric[metric[1].what == kind::title ? 3 : 2]; }

node number(std::string text, span where) { return make_leaf(kind::number, std::move(text), where); }
node absent(span where) { return make_leaf(kind::constant, "absent", where); }
node text(const std::string& words, span where) { return make_leaf(kind::string, '"' + words + '"', where); }

node operation(std::string sign, node a, node b) {
    const span where = a.where;
    return make_tree(kind::binary, where, {std::move(a), std::move(b)}, std::move(sign));
}

node choice(node condition, node a, node b) {
    const span where = a.where;
    return make_tree(kind::if_then, where, {std::move(condition), std::move(a), std::move(b)});
}

/// The sum of what is made of each of some things.
template <class Things, class Make>
node sum_of(const Things& things, Make make) {
    node sum = make(*things.begin());
    for (auto thing = things.begin() + 1; thing != things.end(); ++thing)
        sum = operation("+", std::move(sum), make(*thing));
    return sum;
}

/// What a metric weighs, whatever was measured.
node full_weight(const std::string& score, const node& metric, span where) {
    return make_path(score + '.' + metric[0].text + ".full_weight", where);
}

node full_weight(const std::string& score, const group& g, span where) {
    return sum_of(g.metrics, [&](const node* metric) { return full_weight(score, *metric, where); });
}

/// Any number.
type any_number(bool optional) {
    type t;
    t.base = base_type::number;
    t.places = -1;
    t.optional = optional;
    return t;
}

/// The number a literal says, if it is one.
std::optional<rational> fixed_value(const node& n) {
    if (n.what == kind::paren) return fixed_value(n[0]);
    if (n.what == kind::number) return parse_number(n.text);
    if (n.what != kind::negative) return {};
    const auto value = fixed_value(n[0]);
    return value ? negate(*value) : std::nullopt;
}

/// What the bands of a metric give, each with its place.
std::vector<const node*> points_of(const node& bands) {
    std::vector<const node*> points;
    for (const node& band : bands.children) points.push_back(band.what == kind::band ? &band[1] : &band);
    return points;
}

int places_in(const std::string& number) {
    const std::size_t point = number.find('.'), end = std::min(number.find('%'), number.size());
    const int after = point == std::string::npos ? 0 : static_cast<int>(end - point - 1);
    return number.ends_with('%') ? after + 2 : after;
}

/// The type of numbers that are all literals: their places, from the least to the greatest; of others any number.
type type_of_points(const std::vector<const node*>& points) {
    type t = any_number(true);
    t.low = t.high = fixed_value(*points[0]).value_or(rational());
    int places = 0;
    for (const node* n : points) {
        const auto value = fixed_value(*n);
        if (!value) return t.low = t.high = rational(), t;
        t.low = std::min(t.low, *value);
        t.high = std::max(t.high, *value);
        while (places < 18 && !exact_scaled(*value, places)) ++places;
    }
    t.ranged = true;
    t.places = static_cast<std::int16_t>(places);
    return t;
}

/// `decision q.m.points takes first`: absent without a value, else what the first band that holds gives.
node points_decision(const std::string& metric, const node& n, const node& bands) {
    const span where = n[0].where;
    node decision = make_tree(kind::decision, where,
                              {make_name(metric + ".points", where), make_leaf(kind::takes, "first", where)});
    const auto value = [&](span at) { return make_path(metric, at); };
    decision.children.push_back(make_rule_node("missing", where, {make_there(value(where), false)}, absent(where)));
    int count = 0;
    for (const node& band : bands.children) {
        if (band.what != kind::band) {
            decision.children.push_back(make_tree(kind::otherwise, band.where, {band}));
            continue;
        }
        const span limit = band[0].where;
        node holds = make_tree(kind::compare, limit, {value(limit), band[0]}, band.text);
        decision.children.push_back(
            make_rule_node("band_" + std::to_string(++count), band.where, {std::move(holds)}, band[1]));
    }
    return decision;
}

/// `decision q.lacking takes first`: `needs`, or the group of which nothing was measured.
node lacking_decision(const std::string& score, const node& n, const std::vector<group>& groups) {
    const span where = n.find(kind::name)->where;
    node decision = make_tree(kind::decision, where,
                              {make_name(score + ".lacking", where), make_leaf(kind::takes, "first", where)});
    int count = 0;
    for (const node& child : n.children) {
        if (child.what != kind::score_needs) continue;
        const std::string name = count++ == 0 ? "needs" : "needs_" + std::to_string(count);
        decision.children.push_back(make_rule_node(
            name, child[0].where, {make_tree(kind::negation, child[0].where, {child[0]})}, text("needs", child.where)));
    }
    for (const group& g : groups) {
        std::vector<node> missing;
        for (const node* metric : g.metrics)
            missing.push_back(make_there(make_path(score + '.' + (*metric)[0].text, (*metric)[0].where), false));
        decision.children.push_back(
            make_rule_node(g.name->text, g.name->where, std::move(missing), text(g.name->text, g.name->where)));
        if (g.title != nullptr) decision.children.back().children.push_back(*g.title);
    }
    return decision;
}

}  // namespace scores_detail

/// Names that stand twice, groups without metrics, weights and points that cannot be; false if nothing can be made of it.
bool builder::check_score(const node& n) {
    using namespace scores_detail;
    const node& name = *n.find(kind::name);
    const std::size_t before = diagnostics.size();
    const auto groups = groups_of(n);
    if (groups.empty()) report(code::part_missing, name.where, {name.text, "metric"});
    std::unordered_map<std::string_view, span> seen = {{"lacking", name.where}, {"weights", name.where}};
    const auto once = [&](const node& part) {
        if (const auto [at, fresh] = seen.emplace(part.text, part.where); !fresh) duplicate(part, at->second);
    };
    const node& range = *n.find(kind::range);
    const auto low = parse_number(range[0].text), high = parse_number(range[1].text);
    bool weighted = false;
    for (const group& g : groups) {
        if (g.metrics.empty()) report(code::part_missing, g.name->where, {g.name->text, "metric"});
        if (g.metrics.empty() || g.name != &(*g.metrics[0])[0]) once(*g.name);
        for (const node* metric : g.metrics) {
            once((*metric)[0]);
            const node& weight = weight_of(*metric);
            const auto fixed = fixed_value(weight);
            if (fixed && *fixed < rational(0)) report(code::negative_weight, weight.where, {words(weight.where)});
            weighted = weighted || !fixed || rational(0) < *fixed;
            const node* bands = metric->find(kind::bands);
            if (bands == nullptr || !low || !high) continue;
            for (const node* points : points_of(*bands))
                if (const auto value = fixed_value(*points); value && (*value < *low || *high < *value))
                    report(code::out_of_range, points->where, {"`" + words(points->where) + "`", words(range.where)});
        }
    }
    if (!weighted && !groups.empty()) report(code::no_weight, name.where, {name.text});
    return diagnostics.size() == before;
}

/// The terms of one metric: its value, its points, its weight and what it contributes.
score_metric builder::make_metric(pack_id p, const std::string& score, const node& n, const std::string& group_name,
                                  const node& group_weight, bool alone) {
    using namespace scores_detail;
    const span where = n[0].where;
    const std::string name = score + '.' + n[0].text;
    const message title = plain_message(p, n.find(kind::title));
    const auto part = [&](std::string_view word) { return make_path(name + '.' + std::string(word), where); };
    score_metric made_metric;
    made_metric.value = make_define(p, name, value_of(n));
    if (const node* bands = n.find(kind::bands)) {
        made_metric.points = make_term(p, points_decision(name, n, *bands), term_kind::decision);
        declare_type_of(made_metric.points, type_of_points(points_of(*bands)));
        terms[index(made_metric.points)].in_turn = terms[index(made_metric.points)].of_form = true;
        out.terms[index(made_metric.points)].part = true;
    } else {
        made_metric.points = make_define(p, name + ".points", make_path(name, value_of(n).where));
        declare_type_of(made_metric.points, any_number(true));
    }
    declare_type_of(make_define(p, name + ".full_weight", weight_of(n)), any_number(false));
    node weight = full_weight(score, n, where);
    if (!alone) {
        const node measured = make_path(score + '.' + group_name + ".measured", where);
        weight = choice(make_tree(kind::compare, where, {measured, number("0", where)}, "="), number("0", where),
                        operation("/", operation("*", weight, group_weight), measured));
    }
    weight = operation("/", std::move(weight), make_path(score + ".weights", where));
    weight.where = where;
    made_metric.weight =
        make_define(p, name + ".weight", choice(make_there(make_path(name, where)), std::move(weight), absent(where)));
    made_metric.contribution = make_define(
        p, name + ".contribution",
        choice(make_tree(kind::conjunction, where, {make_there(part("points")), make_there(part("weight"))}),
               operation("*", part("points"), part("weight")), absent(where)));
    for (const auto& [t, what] :
         {std::pair(made_metric.points, phrase::points_of), std::pair(made_metric.weight, phrase::weight_of),
          std::pair(made_metric.contribution, phrase::contribution_of)})
        out.terms[index(t)].title = entitled(title, what);
    out.terms[index(made_metric.value)].title = title;
    return made_metric;
}

/// `q.g.measured`: what the metrics of a group that have a value weigh.
void builder::make_measured(pack_id p, const std::string& score, const node& group_name, const pending& metrics) {
    using namespace scores_detail;
    const span where = group_name.where;
    make_define(p, score + '.' + group_name.text + ".measured", sum_of(metrics, [&](const node* metric) {
                    return choice(make_there(make_path(score + '.' + (*metric)[0].text, where)),
                                  full_weight(score, *metric, where), number("0", where));
                }));
}

/// What a score says, for pictures.
std::vector<form_line> builder::score_lines(pack_id p, const node& n) {
    using namespace scores_detail;
    std::vector<form_line> lines;
    const auto add = [&](const node& part) -> form_line& {
        lines.push_back({part[0].text, plain_message(p, part.find(kind::title)), {}});
        return lines.back();
    };
    const auto add_metric = [&](const node& metric) {
        form_line& line = add(metric);
        line.words.push_back("weight " + words(weight_of(metric).where));
        if (const node* bands = metric.find(kind::bands)) line.words.push_back(words(bands->where));
    };
    for (const node& child : n.children) {
        if (child.what == kind::score_needs) lines.push_back({"needs", {}, {words(child[0].where)}});
        if (child.what == kind::metric) add_metric(child);
        if (child.what != kind::group) continue;
        add(child);
        for (const node& metric : child.children)
            if (metric.what == kind::metric) add_metric(metric);
    }
    return lines;
}

void builder::translate_score(pack_id p, const node& n) {
    using namespace scores_detail;
    const node& name = *n.find(kind::name);
    const std::string& q = name.text;
    const span where = name.where;
    if (!check_score(n)) {
        declare(p, name, {symbol::kind_of::broken, 0, where});
        return;
    }
    const std::size_t first_term = out.terms.size();
    const auto groups = groups_of(n);
    score made_score;
    for (const group& g : groups) {
        const bool alone = g.metrics.size() == 1;
        if (!alone) make_measured(p, q, *g.name, g.metrics);
        for (const node* metric : g.metrics)
            made_score.metrics.push_back(
                make_metric(p, q, *metric, g.name->text, full_weight(q, g, (*metric)[0].where), alone));
    }
    // A group whose metrics with a value weigh nothing weighs nothing.
    make_define(p, q + ".weights", sum_of(groups, [&](const group& g) {
                    if (g.metrics.size() == 1)
                        return choice(make_there(make_path(q + '.' + (*g.metrics[0])[0].text, where)),
                                      full_weight(q, g, where), number("0", where));
                    const node measured = make_path(q + '.' + g.name->text + ".measured", where);
                    return choice(make_tree(kind::compare, where, {measured, number("0", where)}, "="),
                                  number("0", where), full_weight(q, g, where));
                }));
    made_score.lacking = make_term(p, lacking_decision(q, n, groups), term_kind::decision);
    type name_of_group;
    name_of_group.base = base_type::text;
    name_of_group.optional = true;
    declare_type_of(made_score.lacking, name_of_group);
    terms[index(made_score.lacking)].in_turn = terms[index(made_score.lacking)].of_form = true;
    out.terms[index(made_score.lacking)].part = true;

    const node& range = *n.find(kind::range);
    const int places = std::max(places_in(range[0].text), places_in(range[1].text));
    node total;
    for (const group& g : groups)
        for (const node* metric : g.metrics) {
            const node contribution = make_path(q + '.' + (*metric)[0].text + ".contribution", where);
            node there = choice(make_there(contribution), contribution, number("0", where));
            total = total.children.empty() ? std::move(there) : operation("+", std::move(total), std::move(there));
        }
    node rounded = make_tree(kind::call, where,
                             {make_name("round", where), std::move(total), number(std::to_string(places), where)});
    node body = choice(make_there(make_path(q + ".lacking", where)), absent(where), std::move(rounded));
    made_score.total = make_define(p, q, body);
    type whole;
    whole.base = base_type::number;
    whole.optional = true;
    whole.percent = range[0].text.ends_with('%') || range[1].text.ends_with('%');
    whole.places = static_cast<std::int16_t>(places);
    read_range(range, whole);
    declare_type_of(made_score.total, whole);
    term& made_term = out.terms[index(made_score.total)];
    made_term.title = plain_message(p, n.find(kind::title));
    made_term.question = true;
    if (const node* doc = n.find(kind::doc)) made_term.doc = doc->text;
    out.scores.push_back(std::move(made_score));
    form whole_form{form::kind_of::score, out.scores.back().total, {}, words(range.where), score_lines(p, n)};
    add_form(std::move(whole_form), first_term, n);
}

}  // namespace writ::model::detail
