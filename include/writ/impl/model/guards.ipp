// Guards: where an optional expression counts as present.
//
// An expression is recognised again by its key: what it reads, spelled out with variables by identity, so that `v.a`
// of an inner `v` is not the `v.a` that an outer guard speaks of. Guards themselves leave no trace in a key.
#pragma once

#include "writ/detail/model/builder.hpp"

namespace writ::model::detail {

void builder::append_key(std::string& key, expr_id id) const {
    const expression& e = out[id];
    if (e.what == op::guarded || e.what == op::required) return append_key(key, e.args[0]);
    if (e.details->binder ||
        (e.what == op::set_literal && !e.args.empty())) {  // lists and sets: each stands for itself only
        key += '#' + std::to_string(index(id));
        return;
    }
    key += std::to_string(static_cast<unsigned>(e.what));
    key += ':';
    key += std::to_string(e.index);
    if (e.what <= op::absent || e.what == op::span_of || e.what == op::duration_of)
        key += '/' + std::to_string(e.details->integer) + '/' + to_string(e.number) + '/' +
               format_span(e.details->span_value) + '/' + std::to_string(e.type.ref) + '/' + e.details->text;
    if (e.args.empty()) return;
    key += '(';
    for (const expr_id arg : e.args) {
        append_key(key, arg);
        key += ',';
    }
    key += ')';
}

std::string builder::key_of(expr_id id) const {
    std::string key;
    append_key(key, id);
    return key;
}

/// What is surely present where a condition is yes (`positive`) or no.
void builder::collect_guards(expr_id condition, bool positive, std::vector<std::string>& guards) const {
    const expression& e = out[condition];
    const bool whole = e.what == (positive ? op::conjunction : op::disjunction);
    if (e.what == op::negation) return collect_guards(e.args[0], !positive, guards);
    if (e.what == (positive ? op::is_present : op::is_absent)) guards.push_back(key_of(e.args[0]));
    if (whole)
        for (const expr_id part : e.args) collect_guards(part, positive, guards);
}

void builder::guard(expr_id condition, bool positive, scope& s) const {
    collect_guards(condition, positive, s.present);
}

/// An optional expression as it counts here.
expr_id builder::guarded(expr_id id, const scope& s) {
    if (!type_at(id).optional || s.present.empty() || out[id].what == op::absent) return id;
    if (!s.is_guarded(key_of(id))) return id;
    type t = type_at(id);
    t.optional = false;
    return add(op::guarded, t, out[id].where, {id});
}

}  // namespace writ::model::detail
