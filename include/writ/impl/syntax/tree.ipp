// The syntax tree: names of kinds, and literals.
#pragma once

#include "writ/syntax/tree.hpp"

#include <algorithm>

namespace writ::syntax {

// Every kind once; the compiler says when one is missing from the switch below.
// clang-format off: in the order of kind
#define WRIT_SYNTAX_KINDS(X) \
        X(name) X(number) X(money) X(date) X(time) X(instant) X(string) X(constant) X(word) X(doc) X(if_then) \
        X(quantifier) X(aggregate) X(binder) X(relation) X(where) X(conjunction) X(disjunction) X(negation) \
        X(compare) X(is_state) X(is_order) X(is_one_of) X(is_value) X(has) X(matches) X(within) X(during_last) \
        X(during) X(shift) X(using_) X(binary) X(negative) X(unit) X(field) X(call) X(paren) X(pick) X(set) \
        X(member) X(record_literal) X(entry) X(list) X(text) X(tagged) X(title) X(type) X(element) X(at_least) \
        X(up_to) X(sorted_on) X(places) X(currency) X(range) X(parameters) X(parameter) X(quals) X(in_regions) \
        X(from) X(announced) X(until) X(as_of) X(value) X(entries) X(dated_entry) X(path) X(rule_ref) X(cite) \
        X(because) X(say) X(ask) X(when) X(for_each) X(then) X(does_not_apply) X(otherwise) X(takes) X(to) \
        X(position) X(pack) X(version) X(languages) X(audiences) X(internal) X(region) X(zones) X(zone) X(money_of) \
        X(money_entry) X(rounding) X(citations) X(notice) X(use) X(telling) X(enumeration) X(enumerator) X(record) X(facts) \
        X(field_decl) X(assume) X(called) X(seen_by) X(require) X(calendar) X(weekend) X(covers) X(holidays) X(holiday) X(param) \
        X(values) X(define) X(table) X(table_body) X(grid_columns) X(grid_row) X(headings) X(out_headings) X(row) \
        X(row_label) X(row_out) X(cell) X(cell_state) X(cell_compare) X(cell_range) X(cell_value) X(decision) \
        X(decision_table) X(rule) X(exception) X(example) X(example_as_of) X(like) X(given) X(expect) X(needs) \
        X(asks) X(by) X(violation) X(severity) X(points) X(action) X(lasting) X(appeal) X(appeal_clause) \
        X(evidence) X(grant) X(deny) X(sop) X(step) X(who) X(do_) X(run) X(escalate) X(verify) X(wait) X(branch) X(fallback) X(end) X(statement) X(statement_of) X(statement_part) X(redress) X(score) \
        X(score_needs) X(group) X(metric) X(bands) X(band) X(deadline) X(deadline_clause) X(pause) X(file)
// clang-format on

const node* node::find(kind k) const noexcept {
    const auto at = std::find_if(children.begin(), children.end(), [k](const node& c) { return c.what == k; });
    return at == children.end() ? nullptr : &*at;
}

std::string_view kind_name(kind k) noexcept {
    switch (k) {
#define WRIT_X(name)                                                                                                   \
    case kind::name:                                                                                                   \
        return std::string_view(#name).substr(0, sizeof(#name) - (#name[sizeof(#name) - 2] == '_' ? 2 : 1));
        WRIT_SYNTAX_KINDS(WRIT_X)
#undef WRIT_X
    }
    return {};
}

#undef WRIT_SYNTAX_KINDS

std::string unquoted(std::string_view literal) {
    if (literal.size() < 2) return {};
    literal = literal.substr(1, literal.size() - 2);
    std::string out;
    out.reserve(literal.size());
    for (std::size_t i = 0; i < literal.size(); ++i) {
        if (literal[i] != '\\' || i + 1 == literal.size()) {
            out += literal[i];
            continue;
        }
        ++i;
        out += literal[i] == 'n' ? '\n' : literal[i];
    }
    return out;
}

}  // namespace writ::syntax
