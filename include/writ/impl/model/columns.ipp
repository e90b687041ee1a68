// The outcome of a table that does not declare it: what its columns hold.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

std::vector<rule_id> builder::rows_and_otherwise(term_id t) const {
    std::vector<rule_id> all;
    for (const rule_id r : out[t].rules)
        if (rules[index(r)].columns) all.push_back(r);
    if (out[t].otherwise && rules[index(*out[t].otherwise)].columns) all.push_back(*out[t].otherwise);
    return all;
}

/// What can be said before any row is typed: the enum whose values a column names, and the fields of a record.
type builder::first_guess(term_id t) {
    std::vector<const node*> data;
    if (!terms[index(t)].blocks.empty())
        for (const node* column : blocks[index(terms[index(t)].blocks.front())].columns)
            if (column->text != "cite" && column->text != "because") data.push_back(column);
    if (data.size() <= 1) return guess_column(t, 0);
    const record_id r = make_record(out[t].pack, out[t].name, out[t].where);
    for (std::size_t i = 0; i < data.size(); ++i)
        out.records[index(r)].fields.push_back({data[i]->text, guess_column(t, i), {}, {}, data[i]->where});
    type record;
    record.base = base_type::record;
    record.ref = index(r);
    record.home = index(out[t].pack);
    return record;
}

type builder::guess_column(term_id t, std::size_t data_column) {
    std::vector<std::string_view> names;
    scope s = scope_of(t);
    for (const rule_id r : rows_and_otherwise(t)) {
        const rule_source& source = rules[index(r)];
        const auto& columns = blocks[index(*source.columns)].columns;
        std::size_t seen = 0;
        for (std::size_t i = 0; i < source.outs.size(); ++i) {
            if (!columns.empty() && (columns[i]->text == "cite" || columns[i]->text == "because")) continue;
            if (seen++ == data_column && source.outs[i]->what == kind::name && wants_hint(*source.outs[i], s))
                names.push_back(source.outs[i]->text);
        }
    }
    type guess;
    if (names.empty()) return guess;
    const auto e = enum_of_names(out[t].pack, names, {});
    if (!e) return guess;
    guess.base = base_type::enumeration;
    guess.ref = index(*e);
    return guess;
}

void builder::infer_outcome(term_id t, scope& s) {
    const type declared = terms[index(t)].declared;
    if (declared.base == base_type::record && out.records[declared.ref].where == out[t].where)
        return infer_record(t, s);
    if (!is_any(declared)) return;
    const auto rows = rows_and_otherwise(t);
    std::vector<expr_id> outcomes;
    for (const rule_id r : rows)
        if (out[r].then) outcomes.push_back(*out[r].then);
    const auto common = common_type(outcomes, s);
    if (!common) return;
    std::size_t i = 0;
    for (const rule_id r : rows)
        if (out[r].then) out.rules[index(r)].then = outcomes[i++];
    terms[index(t)].declared = *common;
}

/// The same for each field of the record that several columns make.
void builder::infer_record(term_id t, scope& s) {
    const std::uint32_t r = terms[index(t)].declared.ref;
    for (std::uint32_t f = 0; f < out.records[r].fields.size(); ++f) {
        if (!is_any(out.records[r].fields[f].type)) continue;
        std::vector<expr_id> values;
        std::vector<std::pair<expr_id, std::size_t>> places;
        for (const rule_id row : rows_and_otherwise(t)) {
            if (!out[row].then || out[*out[row].then].what != op::record_literal) continue;
            const expression& e = out[*out[row].then];
            for (std::size_t i = 0; i < e.details->fields.size(); ++i) {
                if (e.details->fields[i] != f) continue;
                values.push_back(e.args[i]);
                places.emplace_back(*out[row].then, i);
            }
        }
        const auto common = common_type(values, s);
        if (!common) continue;
        out.records[r].fields[f].type = *common;
        for (std::size_t i = 0; i < places.size(); ++i)
            out.expressions[index(places[i].first)].args[places[i].second] = values[i];
    }
}

}  // namespace writ::model::detail
