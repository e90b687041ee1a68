#include <algorithm>

#include "writ/detail/explain/explainer.hpp"
#include "writ/eval/to_decision.hpp"

// Reasons of conditions: each part as written, whether it holds, what it read, which elements it counted.

namespace writ::explain_detail {

using eval::value;

namespace conditions_detail {

inline bool is_wrapper(op what) {
    return what == op::guarded || what == op::required || what == op::day_of || what == op::in_region_currency;
}

inline bool is_constant(op what) { return what <= op::unknown; }

}  // namespace conditions_detail

/// A condition part by part: what `and` joins stands on lines of its own.
void explainer::condition(expr_id id, const scope& s, std::vector<reason>& out, int depth) {
    const model::expression& e = m_[id];
    reason window_reason;
    // What was written as one condition (`within`, `during`) stays one.
    const bool written_so = e.what == op::conjunction && m_[e.args[0]].where != e.where;
    if (e.what == op::conjunction) window(id, s, window_reason);
    if (written_so && depth < 8) {
        for (const expr_id part : e.args) condition(part, s, out, depth + 1);
        return;
    }
    reason r;
    r.kind = reason_kind::condition;
    r.verdict = verdict_of(value_of(id, s));
    r.text = source_text(e.where);
    r.name = r.text;
    r.place = place(e.where);
    if (!window_reason.text.empty()) r.value = window_reason.value;
    reads(id, s, r.parts);
    list_parts(id, s, r.parts);
    out.push_back(std::move(r));
}

/// `d during last p as of a`: says on which day d stops being inside.
bool explainer::window(expr_id id, const scope& s, reason& out) {
    const model::expression& e = m_[id];
    if (e.what != op::conjunction || e.args.size() != 2) return false;
    const model::expression& low = m_[e.args[0]];
    if (low.what != op::less || m_[low.args[0]].what != op::before || m_[low.args[0]].where.file != e.where.file) return false;
    const model::expression& start = m_[low.args[0]];
    out.text = source_text(e.where);
    const value span = value_of(start.args[0], s), day = value_of(low.args[1], s);
    if (start.type.base != base_type::date || span.form != eval::shape::spans || span.count != 1 || !eval::is_known(day) ||
        !eval::is_known(span))
        return true;
    const auto& p = span.spans.one;
    if (p.unit != span_unit::days || p.rolled) return true;
    const day_number turning = day.range.low.num + p.low;
    days_.insert(turning);
    const value now = value_of(start.args[1], s);
    if (!eval::is_known(now)) return true;
    if (now.range.low.num >= turning) out.value = "no longer since " + format_date(turning);
    else if (now.range.low.num >= day.range.low.num) out.value = "until " + format_date(turning - 1);
    else out.value = "not before " + format_date(day.range.low.num);
    return true;
}

void explainer::fact_read(expr_id id, const scope& s, std::vector<reason>& out) {
    const model::expression& e = m_[id];
    const value v = value_of(id, s);
    if (v.form == eval::shape::record || v.form == eval::shape::list) return;
    reason r;
    r.kind = reason_kind::fact;
    r.name = source_text(e.where);
    if (e.what == op::fact) r.name = fact_path(m_, model::fact_id{e.index});
    if (e.what == op::field) {
        const model::expression& whole = m_[e.args[0]];
        const value element = value_of(e.args[0], s);
        if (element.form == eval::shape::record && element.record->data != nullptr)
            r.name = element_name(element, {}) + "." + m_.records[whole.type.ref].fields[e.index].name;
    }
    r.value = shown(v, e.type, s);
    if (v.raw != 0) r.value = "unknown";
    r.verdict = v.raw != 0 ? verdict::open : verdict::none;
    if (e.what == op::today || e.what == op::now) r.name = e.what == op::today ? "today" : "now";
    if (std::none_of(out.begin(), out.end(), [&](const reason& o) { return o.name == r.name; })) out.push_back(std::move(r));
}

/// The facts and terms an expression reads, each with its value; not those inside its lists, which have their own lines.
void explainer::reads(expr_id id, const scope& s, std::vector<reason>& out) {
    using namespace conditions_detail;
    const model::expression& e = m_[id];
    if (is_constant(e.what)) return;
    if (e.what == op::fact || e.what == op::field || e.what == op::today || e.what == op::now) {
        fact_read(id, s, out);
        return;
    }
    if (e.what == op::local) {
        const value v = value_of(id, s);
        if (v.form == eval::shape::record || v.form == eval::shape::list) return;
        out.push_back({reason_kind::fact, verdict::none, m_.locals[e.index].name, {}, {}, shown(v, e.type, s), {}, {}, {}, {}});
        return;
    }
    if (e.what == op::term) {
        const model::term& t = m_.terms[e.index];
        std::vector<value> arguments;
        for (const expr_id a : e.args) arguments.push_back(value_of(a, s));
        const value v = value_of(id, s);
        if (!t.generated) enqueue(term_id{e.index}, arguments);
        reason r;
        r.kind = t.kind == model::term_kind::decision ? reason_kind::decision
                 : t.kind == model::term_kind::param  ? reason_kind::parameter : reason_kind::definition;
        r.name = source_text(e.where);
        r.title = message_of(t.title, s);
        r.value = shown(v, e.type, s);
        if (std::none_of(out.begin(), out.end(), [&](const reason& o) { return o.name == r.name; })) out.push_back(std::move(r));
        return;
    }
    for (const expr_id a : e.args)
        if (!e.binder || e.what == op::at_least || e.what == op::at_most || e.what == op::exactly) reads(a, s, out);
    for (const auto& c : e.conditions)
        if (c) reads(*c, s, out);
}

/// The elements that quantifiers and sums inside an expression looked at: counted or not, and why not.
void explainer::list_parts(expr_id id, const scope& s, std::vector<reason>& out) {
    const model::expression& e = m_[id];
    if (!e.binder) {
        for (const expr_id a : e.args) list_parts(a, s, out);
        return;
    }
    const model::binder& b = m_[*e.binder];
    for (const auto& [local, v] : s.bound) machine_.bind(local, v);
    machine_.enter_pack(index(m_[s.term].pack));
    const value list = value_of(b.list, s);
    if (list.form != eval::shape::list) return;
    constexpr std::uint32_t most = 50;
    for (std::uint32_t k = 0; k < machine_.list_size(list) && k < most; ++k) {
        value there;
        const value item = machine_.list_element(list, k, there);
        element_reason(e, s, item, there, out);
    }
    if (machine_.list_size(list) > most) {
        reason r;
        r.kind = reason_kind::element;
        r.text = std::to_string(machine_.list_size(list) - most) + " more are not shown";
        out.push_back(std::move(r));
    }
}

/// The innermost part of a condition that fails, through the definitions it calls.
expr_id explainer::failing(expr_id id, const scope& s, scope& inner, int depth) {
    const model::expression& e = m_[id];
    if (e.what == op::conjunction && m_[e.args[0]].where != e.where) {
        for (const expr_id part : e.args)
            if (eval::sure(value_of(part, s), false)) return failing(part, s, inner, depth);
        return id;
    }
    if (e.what == op::term && depth < 6) {
        const model::term& t = m_.terms[e.index];
        if (t.kind != model::term_kind::define || !t.body) return id;
        scope called;
        called.term = term_id{e.index};
        for (std::size_t k = 0; k < e.args.size(); ++k)
            called.bound.emplace_back(index(t.parameters[k]), value_of(e.args[k], s));
        if (!eval::sure(value_of(*t.body, called), false)) return id;
        inner = called;
        return failing(*t.body, called, inner, depth + 1);
    }
    return id;
}

void explainer::element_reason(const model::expression& e, const scope& s, const value& item, const value& there,
                               std::vector<reason>& out) {
    const model::binder& b = m_[*e.binder];
    scope with = s;
    with.bound.emplace_back(index(b.variable), item);
    reason r;
    r.kind = reason_kind::element;
    r.name = item.form == eval::shape::record ? element_name(item, m_[b.variable].name)
                                              : shown(item, m_[b.variable].type, s);
    if (b.rel != model::relation::none) {
        // Only those the binder reaches are worth a line.
        for (const auto& [local, v] : with.bound) machine_.bind(local, v);
        const auto reached = machine_.each(index(*e.binder), true);
        const bool found = std::any_of(reached.items.begin(), reached.items.end(), [&](const eval::element& x) {
            return item.form == eval::shape::record && x.item.record->index == item.record->index;
        });
        if (!found) return;
    }
    value in = there;
    if (b.where) {
        const value w = value_of(*b.where, with);
        in = eval::sure(there, true) ? w : there;
    }
    r.verdict = verdict_of(in);
    if (r.verdict == verdict::no && b.where) {
        scope inner = with;
        const expr_id part = failing(*b.where, with, inner, 0);
        r.text = source_text(m_[part].where);
        reason w;
        if (window(part, inner, w) && !w.value.empty()) r.text += " (" + w.value + ")";
        reads(part, inner, r.parts);
    } else if (b.where) {
        condition(*b.where, with, r.parts, 0);
    }
    const bool has_value = !e.args.empty() && e.what != op::at_least && e.what != op::at_most && e.what != op::exactly;
    if (has_value && r.verdict != verdict::no) {
        r.value = shown(value_of(e.args[0], with), m_[e.args[0]].type, with);
        reads(e.args[0], with, r.parts);
    }
    out.push_back(std::move(r));
}

std::vector<reason> explainer::why_not(term_id question, std::string_view wanted) {
    const model::term& t = m_[question];
    scope s;
    s.term = question;
    std::vector<reason> out;
    const auto ends_so = [&](const std::string& path) {
        return path == wanted || (path.size() > wanted.size() && path.ends_with(wanted) &&
                                  path[path.size() - wanted.size() - 1] == '.');
    };
    const auto consider = [&](rule_id r, const auto& self) -> void {
        const model::rule& rule = m_[r];
        bool match = ends_so(rule.path);
        if (!match && rule.then && rule.fors.empty())
            match = shown(value_of(*rule.then, s), t.type, s) == wanted;
        if (match) {
            for (const auto& [local, v] : s.bound) machine_.bind(local, v);
            machine_.enter_pack(index(t.pack));
            const value stand = rule.fors.empty() ? machine_.stands(machine_.code().rules[index(r)]) : eval::yes_or_no(true);
            reason found = rule_reason(r, s, stand);
            if (rule.parent) {
                const model::rule& parent = m_[*rule.parent];
                found.parts.insert(found.parts.begin(), rule_reason(*rule.parent, s, machine_.stands(machine_.code().rules[index(*rule.parent)])));
                found.parts.front().parts.clear();
                found.parts.front().text = "it changes `" + parent.path + "`";
            }
            out.push_back(std::move(found));
        }
        for (const rule_id x : rule.exceptions) self(x, self);
    };
    for (const rule_id r : t.rules) consider(r, consider);
    if (t.otherwise) consider(*t.otherwise, consider);
    return out;
}

}  // namespace writ::explain_detail
