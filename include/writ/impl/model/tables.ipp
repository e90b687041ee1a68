// Tables: rows become rules.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

namespace tables_detail {

bool is_note(const std::string& heading) { return heading == "cite" || heading == "because"; }

}  // namespace tables_detail

void builder::make_block(term_id t, const node& body, const node* quals) {
    const block_id id{static_cast<std::uint32_t>(out.blocks.size())};
    block b;
    b.decision = t;
    b.quals = read_quals(out[t].pack, quals, !out[t].table, true);
    b.grid = body.find(kind::grid_columns) != nullptr;
    b.where = body.where;
    const bool grid = b.grid;
    out.blocks.push_back(std::move(b));
    blocks.push_back({&body, quals, {}, {}});
    terms[index(t)].blocks.push_back(id);
    if (grid) make_grid(id, body);
    else make_rows(id, body);
    if (out[id].rows.empty() && !out[t].otherwise && !(grid && out[t].parameters.size() < 2))
        report(code::empty_table, body.where);
    if (!out[id].quals.law || out[id].rows.empty()) return;
    for (const rule_id r : out[id].rows)
        if (out[r].cites.empty()) {
            report(code::law_needs_cite, out[r].where, {out[r].name});
            return;
        }
}

/// The first argument goes down, the second across.
void builder::make_grid(block_id b, const node& body) {
    const term_id t = out[b].decision;
    if (out[t].parameters.size() < 2) {
        report(code::grid_arguments, out[t].where, {out[t].name});
        return;
    }
    const node& columns = *body.find(kind::grid_columns);
    for (const node& row : body.children) {
        if (row.what != kind::grid_row) continue;
        if (row.children.size() != columns.children.size() + 1) continue;  // reported when it was read
        for (std::size_t c = 0; c < columns.children.size(); ++c)
            new_row(b, row[c + 1], nullptr, {&row[0], &columns[c]}, {&row[c + 1]});
    }
}

void builder::make_rows(block_id b, const node& body) {
    block_source& source = blocks[index(b)];
    for (const node& h : body.find(kind::headings)->children) source.headings.push_back(&h);
    std::size_t data = 0;
    for (const node& h : body.find(kind::out_headings)->children) {
        source.columns.push_back(&h);
        data += !tables_detail::is_note(h.text);
    }
    if (data == 0) report(code::no_outcome_column, body.find(kind::out_headings)->where);
    for (const node& row : body.children)
        if (row.what == kind::row) make_row(b, row);
}

void builder::make_row(block_id b, const node& row) {
    const block_source& source = blocks[index(b)];
    const node* label = row.find(kind::row_label);
    const node& outs = row.children.back();
    std::vector<const node*> cells, values;
    bool otherwise = false;
    for (const node& child : row.children) {
        if (child.what == kind::cell) cells.push_back(&child);
        otherwise = otherwise || child.what == kind::word;
    }
    for (const node& value : outs.children) values.push_back(&value);
    if (values.size() != source.columns.size()) return;  // reported when it was read
    if (otherwise) return make_otherwise_row(b, row, std::move(values));
    if (cells.size() != source.headings.size()) return;
    new_row(b, row, label != nullptr ? &(*label)[0] : nullptr, std::move(cells), std::move(values));
}

namespace tables_detail {

/// What the `cite` column of a row says.
std::string cite_of(const block_source& source, const std::vector<const node*>& outs) {
    for (std::size_t i = 0; i < source.columns.size() && i < outs.size(); ++i)
        if (source.columns[i]->text == "cite" && outs[i]->what == kind::text)
            return syntax::unquoted((*outs[i])[0][0].text);
    return {};
}

void add_cites(rule& r, const node& body, const term& decision) {
    for (const node& child : body.children)
        if (child.what == kind::cite) r.cites.push_back(syntax::unquoted(child[0].text));
    for (const std::string& cite : decision.cites) r.cites.push_back(cite);
}

}  // namespace tables_detail

rule_id builder::new_row(block_id b, const node& n, const node* label, std::vector<const node*> cells,
                         std::vector<const node*> outs) {
    const term_id t = out[b].decision;
    const std::uint32_t number = ++terms[index(t)].row_count;
    rule r;
    r.kind = rule_kind::row;
    r.labelled = label != nullptr;
    r.name = label != nullptr ? label->text : "row_" + std::to_string(number);
    r.path = out[t].name + "." + r.name;
    r.decision = t;
    r.quals = out[b].quals;
    r.layer = r.quals.law ? layer::law : r.quals.regional ? layer::regional : layer::general;
    r.block = b;
    r.where = label != nullptr ? label->where : n.where;
    if (const std::string cite = tables_detail::cite_of(blocks[index(b)], outs); !cite.empty()) r.cites.push_back(cite);
    tables_detail::add_cites(r, *blocks[index(b)].body, out[t]);
    const rule_id id{static_cast<std::uint32_t>(out.rules.size())};
    out.rules.push_back(std::move(r));
    rules.push_back({&n, std::move(cells), std::move(outs), b});
    out.blocks[index(b)].rows.push_back(id);
    out.terms[index(t)].rules.push_back(id);
    register_rule(id);
    return id;
}

void builder::make_otherwise_row(block_id b, const node& row, std::vector<const node*> outs) {
    const term_id t = out[b].decision;
    const span head = row.find(kind::word)->where;
    if (!may_have_otherwise(t, head)) return;
    rule r;
    r.kind = rule_kind::otherwise;
    r.name = "otherwise";
    r.path = out[t].name + ".otherwise";
    r.decision = t;
    r.where = head;
    if (const std::string cite = tables_detail::cite_of(blocks[index(b)], outs); !cite.empty()) r.cites.push_back(cite);
    tables_detail::add_cites(r, *blocks[index(b)].body, out[t]);
    const rule_id id{static_cast<std::uint32_t>(out.rules.size())};
    out.rules.push_back(std::move(r));
    rules.push_back({&row, {}, std::move(outs), b});
    out.terms[index(t)].otherwise = id;
    register_rule(id);
}

void builder::type_headings(block_id b, scope& s) {
    const block_source& source = blocks[index(b)];
    type_as_of(out.blocks[index(b)].quals, source.quals, s);
    for (const rule_id r : out[b].rows) out.rules[index(r)].quals.as_of = out[b].quals.as_of;
    std::vector<expr_id> headings;
    for (const node* h : source.headings) headings.push_back(check(*h, s));
    if (out[b].grid)
        for (std::size_t i = 0; i < 2 && i < out[out[b].decision].parameters.size(); ++i) {
            const local_id p = out[out[b].decision].parameters[i];
            headings.push_back(add(op::local, out[p].type, out[p].where));
            out.expressions[index(headings.back())].index = index(p);
        }
    for (std::size_t i = 0; i < headings.size(); ++i) headings[i] = heading_for_cells(b, i, headings[i]);
    out.blocks[index(b)].headings = std::move(headings);
}

/// An instant that the cells of its column compare with days is read as its day, once for the whole column.
expr_id builder::heading_for_cells(block_id b, std::size_t column, expr_id heading) {
    if (type_at(heading).base != base_type::instant) return heading;
    for (const rule_id r : out[b].rows) {
        const auto& cells = rules[index(r)].cells;
        if (column >= cells.size()) continue;
        for (const node& alternative : cells[column]->children)
            if (!alternative.children.empty()) return alternative[0].what == kind::date ? to_day(heading) : heading;
    }
    return heading;
}

/// The row's own rule: its cells, its outcome, its texts, its exceptions.
void builder::type_row(rule_id r, scope& s, const type& wanted) {
    const scope_mark mark(s);
    const block_id b = *rules[index(r)].columns;
    std::vector<cell> cells;
    if (out[r].kind == rule_kind::row) {
        const auto headings = out[b].headings;
        for (std::size_t i = 0; i < rules[index(r)].cells.size() && i < headings.size(); ++i) {
            const node& n = *rules[index(r)].cells[i];
            cells.push_back(type_cell(n, headings[i], s));
            guard_heading(n, headings[i], s);
        }
        out.rules[index(r)].cells = std::move(cells);
    }
    const expr_id outcome = row_outcome(r, s, wanted);
    out.rules[index(r)].then = outcome;
    check_region_currency(out[r].quals, s.pack, outcome);
    type_row_notes(r, s);
    type_exceptions(r, s, wanted);
}

void builder::type_row_notes(rule_id r, scope& s) {
    const block_source& source = blocks[index(*rules[index(r)].columns)];
    for (std::size_t i = 0; i < source.columns.size(); ++i) {
        const std::string& heading = source.columns[i]->text;
        const node& value = *rules[index(r)].outs[i];
        if (!tables_detail::is_note(heading)) continue;
        if (heading == "because" && value.what == kind::text) out.rules[index(r)].because = read_message(value, s);
    }
}

/// The outcome of a row: its one column, or a record of all its columns.
expr_id builder::row_outcome(rule_id r, scope& s, const type& wanted) {
    const rule_source& source = rules[index(r)];
    const auto& columns = blocks[index(*source.columns)].columns;
    if (columns.empty()) return check_as(*source.outs[0], s, wanted);
    node record{kind::record_literal, false, false, out[r].where, "", {}};
    const node* only = nullptr;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (tables_detail::is_note(columns[i]->text)) continue;
        only = record.children.empty() ? source.outs[i] : nullptr;
        record.children.push_back(
            {kind::entry, false, false, source.outs[i]->where, "", {*columns[i], *source.outs[i]}});
    }
    if (record.children.empty()) return broken(out[r].where);
    if (only != nullptr) return check_as(*only, s, wanted);
    if (wanted.base == base_type::record && !is_any(wanted)) return record_literal(record, s, &wanted, false);
    if (!is_any(wanted)) report(code::wrong_type, out[r].where, {out[r].name, "a record", describe(wanted)});
    return broken(out[r].where);
}

}  // namespace writ::model::detail
