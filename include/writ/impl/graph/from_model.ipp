// model → graph
#pragma once

#include "writ/detail/graph/procedures.hpp"
#include "writ/graph/from_model.hpp"
#include "writ/model/reads.hpp"
#include "writ/model/words.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace writ::graph {

namespace from_model_detail {

using model::words;

class drawer {
public:
    drawer(const model::model& m, drawing how) : model_(m), whole_(how == drawing::whole) {}
    decision_graph draw();

private:
    vertex_id add(vertex v);
    void connect(vertex_id from, vertex_id to, edge_kind kind, span where, std::string words = {});
    void needs(vertex_id from, const model::reads& r);
    void draw_fact(model::fact_id f);
    void declare(model::term_id t);
    void draw_term(model::term_id t);
    vertex_id add_rows(model::block_id b, vertex_id decision);
    void draw_rows(model::block_id b, vertex_id decision);
    vertex_id add_rule(model::rule_id r, vertex_id owner, edge_kind kind, std::string words);
    void draw_rule(model::rule_id r, vertex_id owner, edge_kind kind, std::string words);
    void draw_exceptions(model::rule_id r, vertex_id owner, bool row);
    void draw_outcome(model::expr_id then, vertex_id from, const model::rule& r);
    std::vector<label_text> titles_of(model::expr_id then) const;
    std::string summary_of(const model::rule& r) const;
    std::string qualifiers_in_words(const model::qualifiers& q, model::pack_id pack) const;
    void find_forms();
    void draw_procedures();
    void draw_forms();
    void join_parts();
    void finish();

    const model::model& model_;
    bool whole_;
    decision_graph out_;
    std::map<std::pair<std::uint32_t, std::string>, vertex_id> outcomes_;  ///< by decision and words
    std::map<std::pair<std::uint32_t, std::uint32_t>, bool> leads_;        ///< edges to outcomes drawn already
    std::map<model::term_id, vertex_kind> forms_;                          ///< what the terms are that stand for forms
    std::map<model::term_id, model::term_id> part_of_;  ///< terms made for a form: the one that stands for it
};

vertex_id drawer::add(vertex v) {
    out_.vertices.push_back(std::move(v));
    return vertex_id{static_cast<std::uint32_t>(out_.vertices.size() - 1)};
}

void drawer::connect(vertex_id from, vertex_id to, edge_kind kind, span where, std::string words) {
    out_.edges.push_back({from, to, kind, where, std::move(words)});
}

void drawer::needs(vertex_id from, const model::reads& r) {
    if (whole_)
        for (const auto& fact : r.facts)
            connect(from, *out_.fact_vertex[model::index(fact.id)], edge_kind::needs, fact.where);
    for (const auto& term : r.terms)
        if (const auto to = out_.term_vertex[model::index(term.id)]) connect(from, *to, edge_kind::needs, term.where);
}

void drawer::draw_fact(model::fact_id id) {
    const model::fact& f = model_[id];
    if (f.told_by) {  // the term that tells it is drawn
        out_.fact_vertex.emplace_back();
        return;
    }
    vertex v;
    v.kind = vertex_kind::fact;
    v.name = fact_path(model_, id);
    v.group = f.pack == model::pack_id{0} ? f.group : model_[f.pack].name + '.' + f.group;
    v.titles = {};
    v.pack = f.pack;
    v.where = f.where;
    v.fact = id;
    out_.fact_vertex.push_back(add(std::move(v)));
}

/// Every term has its vertex before any edge is drawn.
void drawer::declare(model::term_id id) {
    const model::term& t = model_[id];
    if (t.generated) {
        out_.term_vertex.emplace_back();
        return;
    }
    vertex v;
    const auto form = forms_.find(id);
    v.kind = form != forms_.end()                 ? form->second
             : t.kind == model::term_kind::define ? vertex_kind::define
             : t.kind == model::term_kind::param  ? vertex_kind::param
             : t.table                            ? vertex_kind::table
                                                  : vertex_kind::decision;
    v.name = term_path(model_, id);
    v.titles = texts_of(t.title);
    v.pack = t.pack;
    v.where = t.where;
    v.term = id;
    v.cites = t.cites;
    constexpr std::string_view takes[] = {"",          "takes first",   "takes all",
                                          "takes sum", "takes largest", "takes smallest"};
    if (t.kind == model::term_kind::decision) v.summary = takes[static_cast<std::size_t>(t.takes)];
    if (t.body && v.kind == vertex_kind::define) v.summary = words(model_, *t.body, 90);
    if (t.base && t.entries.empty()) v.summary = words(model_, *t.base, 40);
    if (!t.entries.empty()) {
        const std::size_t count = t.entries.size() + (t.base ? 1 : 0);
        v.summary = count == 1 ? "1 value" : std::to_string(count) + " values";
    }
    for (const model::param_entry& e : t.entries) {
        const std::uint32_t file = e.where.file;
        if (file != t.where.file && (v.added_by.empty() || v.added_by.back() != file)) v.added_by.push_back(file);
    }
    out_.term_vertex.push_back(add(std::move(v)));
}

std::string drawer::qualifiers_in_words(const model::qualifiers& q, model::pack_id pack) const {
    std::string out;
    const auto put = [&out](const std::string& word) { out += (out.empty() ? "" : " ") + word; };
    if (q.law) put("law");
    if (q.regional && model_[pack].region_enum) {
        std::string names;
        const auto& values = model_[*model_[pack].region_enum].values;
        for (std::size_t i = 0; i < values.size(); ++i)
            if (q.regions.test(i)) names += (names.empty() ? "" : ", ") + values[i].name;
        put("in " + names);
    }
    if (q.from) put("from " + format_date(*q.from));
    if (q.until) put("until " + format_date(*q.until));
    return out;
}

std::string drawer::summary_of(const model::rule& r) const {
    std::string out = qualifiers_in_words(r.quals, model_[r.decision].pack);
    const auto put = [&out](const std::string& word) { out += (out.empty() ? "" : ", ") + word; };
    for (const model::binder_id b : r.fors) put("for each " + model_[model_[b].variable].name);
    std::string conditions;
    for (const model::expr_id e : r.whens) conditions += (conditions.empty() ? "" : " and ") + words(model_, e, 90);
    if (!conditions.empty()) put(conditions);
    return model::shortened(out, 160);
}

/// An answer that is a value of an enum has that value's words.
std::vector<label_text> drawer::titles_of(model::expr_id then) const {
    const model::expression& x = model_[then];
    if (x.what != model::op::enum_value) return {};
    return texts_of(model_.enums[x.type.ref].values[x.index].label);
}

void drawer::draw_outcome(model::expr_id then, vertex_id from, const model::rule& r) {
    if (!whole_) return;
    const std::string text = words(model_, then, 70);
    const auto [found, made] = outcomes_.try_emplace({model::index(r.decision), text});
    if (made) {
        vertex v;
        v.kind = vertex_kind::outcome;
        v.name = text;
        v.titles = titles_of(then);
        v.pack = model_[r.decision].pack;
        v.where = model_[then].where;
        v.term = r.decision;
        found->second = add(std::move(v));
    }
    if (leads_.try_emplace({index(from), index(found->second)}).second)
        connect(from, found->second, edge_kind::leads_to, model_[then].where);
}

void drawer::draw_exceptions(model::rule_id r, vertex_id owner, bool row) {
    for (const model::rule_id e : model_[r].exceptions)
        draw_rule(e, owner, edge_kind::overrides, row ? model_[r].name : std::string());
}

vertex_id drawer::add_rule(model::rule_id id, vertex_id owner, edge_kind kind, std::string row) {
    const model::rule& r = model_[id];
    vertex v;
    v.kind = r.kind == model::rule_kind::exception   ? vertex_kind::exception
             : r.kind == model::rule_kind::otherwise ? vertex_kind::otherwise
                                                     : vertex_kind::rule;
    v.name = r.path;
    v.titles = texts_of(r.title);
    v.summary = summary_of(r);
    v.cites = r.cites;
    v.pack = model_[r.decision].pack;
    v.where = r.where;
    v.overlay = r.where.file != model_[r.decision].where.file;
    v.layer = r.layer;
    v.term = r.decision;
    v.rule = id;
    const vertex_id here = add(std::move(v));
    connect(here, owner, kind, r.where, std::move(row));
    return here;
}

void drawer::draw_rule(model::rule_id id, vertex_id owner, edge_kind kind, std::string row) {
    const model::rule& r = model_[id];
    const vertex_id here = whole_ ? add_rule(id, owner, kind, std::move(row)) : owner;
    model::reading reading(model_, model_[r.decision].pack);
    needs(here, reading.add(id).result());
    if (r.then) draw_outcome(*r.then, here, r);
    draw_exceptions(id, here, false);
}

vertex_id drawer::add_rows(model::block_id id, vertex_id decision) {
    const model::block& b = model_[id];
    vertex v;
    v.kind = vertex_kind::rows;
    v.name = out_[decision].name + ".rows";
    v.summary = qualifiers_in_words(b.quals, model_[b.decision].pack);
    for (const model::expr_id e : b.headings) v.summary += (v.summary.empty() ? "" : " | ") + words(model_, e, 40);
    v.pack = model_[b.decision].pack;
    v.where = b.where;
    v.overlay = b.where.file != out_[decision].where.file;
    v.row_count = static_cast<std::uint32_t>(b.rows.size());
    v.term = b.decision;
    v.block = id;
    const vertex_id here = add(std::move(v));
    connect(here, decision, edge_kind::attaches_to, b.where);
    return here;
}

void drawer::draw_rows(model::block_id id, vertex_id decision) {
    const model::block& b = model_[id];
    const vertex_id here = whole_ ? add_rows(id, decision) : decision;
    model::reading reading(model_, model_[b.decision].pack);
    reading.add(b.quals);
    for (const model::rule_id r : b.rows) reading.add(r);
    needs(here, reading.result());
    for (const model::rule_id r : b.rows) {
        if (model_[r].then) draw_outcome(*model_[r].then, here, model_[r]);
        draw_exceptions(r, here, true);
    }
}

void drawer::draw_term(model::term_id id) {
    const model::term& t = model_[id];
    const auto here = out_.term_vertex[model::index(id)];
    if (!here) return;
    model::reading reading(model_, t.pack);
    reading.add(t.body).add(t.as_of).add(t.base);
    for (const model::param_entry& entry : t.entries) reading.add(entry.quals).add(entry.value);
    needs(*here, reading.result());
    std::vector<model::block_id> drawn;
    for (const model::rule_id r : t.rules) {
        const auto block = model_[r].block;
        if (!block) draw_rule(r, *here, edge_kind::attaches_to, {});
        else if (std::find(drawn.begin(), drawn.end(), *block) == drawn.end()) {
            drawn.push_back(*block);
            draw_rows(*block, *here);
        }
    }
    if (t.otherwise) draw_rule(*t.otherwise, *here, edge_kind::attaches_to, {});
}

void drawer::find_forms() {
    for (const model::form& f : model_.forms) {
        forms_.emplace(f.whole, f.kind == model::form::kind_of::score ? vertex_kind::score : vertex_kind::deadline);
        for (const model::term_id part : f.parts) part_of_.emplace(part, f.whole);
    }
    for (const model::procedure& p : model_.procedures) {
        forms_.emplace(p.term, vertex_kind::procedure);
        part_of_.emplace(p.ends, p.term);
        for (const model::procedure_node& n : p.nodes) {
            if (n.next) part_of_.emplace(*n.next, p.term);
            for (const auto& limit : {n.until, n.due})
                if (limit) part_of_.emplace(model::term_id{model_[*limit].index}, p.term);
        }
    }
}

void drawer::draw_procedures() {
    out_.procedures = procedures_of(model_, out_);
    for (const procedure& p : out_.procedures) {
        vertex& v = out_.vertices[index(p.vertex)];
        for (const step& s : p.steps)
            if (s.end) v.lines.push_back({s, {}});
        v.summary = "procedure: " + std::to_string(p.steps.size() - v.lines.size()) + " steps, " +
                    std::to_string(v.lines.size()) + " ends";
    }
}

void drawer::draw_forms() {
    for (const model::form& f : model_.forms) {
        vertex& v = out_.vertices[index(*out_.term_vertex[model::index(f.whole)])];
        v.summary = f.kind == model::form::kind_of::score ? "score " + f.range : "deadline";
        for (const model::form_line& line : f.lines) v.lines.push_back({{line.name, texts_of(line.title)}, line.words});
    }
}

/// The parts of a form, and all rules, belong to the term that stands for it.
void drawer::join_parts() {
    for (std::uint32_t i = 0; i < out_.vertices.size(); ++i) {
        vertex& v = out_.vertices[i];
        if (!v.term) continue;
        const auto part = part_of_.find(*v.term);
        const model::term_id whole = part == part_of_.end() ? *v.term : part->second;
        const auto form = forms_.contains(whole) ? out_.term_vertex[model::index(whole)] : std::nullopt;
        if (form != vertex_id{i}) v.part_of = form;
    }
}

void drawer::finish() {
    out_.language = model_.packs.front().languages.front();
    std::stable_sort(out_.edges.begin(), out_.edges.end(),
                     [](const edge& a, const edge& b) { return index(a.from) < index(b.from); });
    out_.first_edge.assign(out_.vertices.size() + 1, 0);
    for (const edge& e : out_.edges) ++out_.first_edge[index(e.from) + 1];
    for (std::size_t i = 1; i < out_.first_edge.size(); ++i) out_.first_edge[i] += out_.first_edge[i - 1];
    for (const model::pack& p : model_.packs) {
        out_.pack_names.push_back(p.name);
        out_.pack_titles.push_back(texts_of(p.title));
    }
}

decision_graph drawer::draw() {
    find_forms();
    for (std::uint32_t f = 0; f < model_.facts.size(); ++f) draw_fact(model::fact_id{f});
    for (std::uint32_t t = 0; t < model_.terms.size(); ++t) declare(model::term_id{t});
    for (std::uint32_t t = 0; t < model_.terms.size(); ++t) draw_term(model::term_id{t});
    if (whole_) {
        draw_procedures();
        draw_forms();
        join_parts();
    }
    finish();
    return std::move(out_);
}

}  // namespace from_model_detail

decision_graph from_model(const model::model& m, drawing how) { return from_model_detail::drawer(m, how).draw(); }

}  // namespace writ::graph
