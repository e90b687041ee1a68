// model → graph: procedures
#pragma once

#include "writ/detail/graph/procedures.hpp"
#include "writ/model/words.hpp"

#include <algorithm>

namespace writ::graph {

namespace procedures_detail {

inline named named_value(const model::enum_value& v) { return {v.name, texts_of(v.label)}; }

class reader {
public:
    reader(const model::model& m, const decision_graph& g, const model::procedure& p)
        : model_(m), graph_(g), from_(p) {}
    std::vector<step> steps() const;

private:
    step step_of(const model::procedure_node& n) const;
    void add_ways(const model::procedure_node& n, step& out) const;
    void add_way(model::rule_id r, way_kind kind, named words, step& out) const;
    named exception_in_words(model::rule_id r) const;
    named outcome_of(model::expr_id then) const;
    named value_of(model::procedure_field field, std::uint32_t value) const;
    named words_of(model::expr_id e) const;
    named limit_of(model::expr_id e) const;

    const model::model& model_;
    const decision_graph& graph_;
    const model::procedure& from_;
};

/// An expression in the words that people have for what it reads.
named reader::words_of(model::expr_id e) const {
    named out{model::words(model_, e, 90), {}};
    for (const std::string& language : model_[model_[from_.term].pack].languages)
        out.titles.push_back({language, model::told(model_, e, language, 90)});
    return out;
}

/// Time limits are definitions made for them: what the author wrote is inside.
named reader::limit_of(model::expr_id e) const { return words_of(*model_.terms[model_[e].index].body); }

named reader::value_of(model::procedure_field field, std::uint32_t value) const {
    const auto& fields = model_.records[model_[from_.term].type.ref].fields;
    return named_value(model_.enums[fields[static_cast<std::size_t>(field)].type.ref].values[value]);
}

// ------------------------------------------------------------------ ends

/// Of a record its first value of an enum, which says what kind of outcome it is; of a definition what it stands for.
named reader::outcome_of(model::expr_id then) const {
    const model::expression& x = model_[then];
    if (x.what == model::op::enum_value) return named_value(model_.enums[x.type.ref].values[x.index]);
    if (x.what == model::op::term && x.args.empty() && model_.terms[x.index].body)
        return outcome_of(*model_.terms[x.index].body);
    if (x.what == model::op::record_literal)
        for (const model::expr_id part : x.args)
            if (model_[part].what == model::op::enum_value) return outcome_of(part);
    return {model::words(model_, then, 50), {}};
}

// ------------------------------------------------------------------ steps

/// Its title, or its conditions.
named reader::exception_in_words(model::rule_id r) const {
    const auto v =
        std::find_if(graph_.vertices.begin(), graph_.vertices.end(), [&](const vertex& x) { return x.rule == r; });
    return {v->summary.empty() ? model_[r].name : v->summary, v->titles};
}

/// A way, and those that exceptions to it open.
void reader::add_way(model::rule_id id, way_kind kind, named words, step& out) const {
    const model::rule& r = model_[id];
    const std::size_t place = out.ways.size();
    if (r.then) out.ways.push_back({kind, std::move(words), model_[*r.then].index, r.path, {}, {}});
    if (r.then && r.where.file != model_[r.decision].where.file) out.ways[place].added_by = r.where.file;
    for (const model::rule_id e : r.exceptions) {
        if (r.then) out.ways[place].unless.push_back(exception_in_words(e));
        add_way(e, way_kind::exception, exception_in_words(e), out);
    }
}

/// The rules of a step are its ways; the one that leads to the step itself says what is waited for.
void reader::add_ways(const model::procedure_node& n, step& out) const {
    const model::term& next = model_[*n.next];
    for (const model::rule_id id : next.rules) {
        const model::expr_id condition = model_[id].whens.front();
        if (from_.nodes[model_[*model_[id].then].index].next == n.next)
            out.wait = words_of(model_[condition].args[0]);  // the rule says that it does not hold yet
        else if (n.until && out.ways.empty()) add_way(id, way_kind::time_out, limit_of(*n.until), out);
        else add_way(id, way_kind::when, words_of(condition), out);
    }
    if (next.otherwise) add_way(*next.otherwise, way_kind::otherwise, {}, out);
}

step reader::step_of(const model::procedure_node& n) const {
    using field = model::procedure_field;
    step out;
    out.name = n.name;
    out.titles = texts_of(n.title);
    out.end = n.end;
    if (n.who) out.who = value_of(field::who, *n.who);
    if (n.queue) out.queue = value_of(field::queue, *n.queue);
    if (n.due) out.due = limit_of(*n.due);
    for (const std::uint32_t a : n.actions) out.actions.push_back(value_of(field::actions, a));
    if (n.runs) {
        const model::term_id other = model_[*n.runs].term;
        out.runs = named{term_path(model_, other), texts_of(model_[other].title)};
    }
    if (n.next) add_ways(n, out);
    return out;
}

std::vector<step> reader::steps() const {
    std::vector<step> out;
    for (const model::procedure_node& n : from_.nodes) out.push_back(step_of(n));
    for (const model::rule_id id : model_[from_.ends].rules) {
        const model::rule& r = model_[id];
        const auto end = std::find_if(out.begin(), out.end(), [&](const step& s) { return s.name == r.name; });
        if (end != out.end() && r.then && model_[*r.then].what != model::op::absent) end->outcome = outcome_of(*r.then);
    }
    return out;
}

}  // namespace procedures_detail

std::vector<label_text> texts_of(const model::message& text) {
    std::vector<label_text> out;
    for (const model::message_text& t : text.texts) out.push_back({t.language, words(text, t.language)});
    return out;
}

std::vector<procedure> procedures_of(const model::model& m, const decision_graph& g) {
    std::vector<procedure> out;
    for (const model::procedure& p : m.procedures)
        out.push_back({*g.term_vertex[model::index(p.term)], p.start, procedures_detail::reader(m, g, p).steps()});
    return out;
}

}  // namespace writ::graph
