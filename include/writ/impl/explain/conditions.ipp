#include <algorithm>

#include "writ/detail/explain/explainer.hpp"
#include "writ/eval/to_decision.hpp"
#include "writ/model/words.hpp"

// Reasons of conditions: each part as written, whether it holds, what it read, which elements it counted.

namespace writ::explain_detail {

using eval::value;

namespace conditions_detail {

inline bool is_wrapper(op what) {
    return what == op::guarded || what == op::required || what == op::day_of || what == op::in_region_currency;
}

inline bool is_constant(op what) { return what <= op::unknown; }

/// `a or b` whose parts deserve lines of their own.
inline bool is_long(const model::model& m, const model::expression& e, const std::string& text) {
    return text.size() > 100 ||
           std::any_of(e.args.begin(), e.args.end(), [&](expr_id a) { return m[a].details->binder.has_value(); });
}

}  // namespace conditions_detail

/// A condition as its author wrote it; in words where a form such as `appeal` made it; a definition as it is called here.
std::string explainer::condition_text(expr_id id, const scope& s) {
    while (conditions_detail::is_wrapper(m_[id].what)) id = m_[id].args[0];
    const model::expression& e = m_[id];
    if (e.what == op::term) {
        std::vector<value> arguments;
        for (const expr_id a : e.args) arguments.push_back(value_of(a, s));
        return called(term_id{e.index}, arguments, s);
    }
    // A condition that spans no more than what it compares was not written as one.
    const std::string written = source_text(e.where);
    const bool may_be_made = e.what == op::negation ? (" " + written).find(" not ") == std::string::npos
                                                    : e.what != op::conjunction;  // `within`, `during`
    const bool made =
        may_be_made && std::any_of(e.args.begin(), e.args.end(), [&](expr_id a) { return m_[a].where == e.where; });
    return made ? model::words(m_, id) : written;
}

/// A condition part by part: what `and` joins stands on lines of its own, up to the first part that fails.
/// @return whether what is joined to it with `and` is worth a line too
bool explainer::condition(expr_id id, const scope& s, std::vector<reason>& out, int depth) {
    const model::expression& e = m_[id];
    // What was written as one condition (`within`, `during`) stays one.
    if (e.what == op::conjunction && m_[e.args[0]].where != e.where && depth < 8) {
        for (const expr_id part : e.args)
            if (!condition(part, s, out, depth + 1)) return false;
        return true;
    }
    reason r, inside;
    r.kind = reason_kind::condition;
    r.verdict = verdict_of(value_of(id, s));
    // Behind a part that fails, what it guards has no meaning.
    const bool behind_failure = std::any_of(out.begin(), out.end(), [](const reason& o) {
        return o.kind == reason_kind::condition && o.verdict == verdict::no;
    });
    if (all_conditions_ && r.verdict == verdict::error && behind_failure) return true;
    r.text = condition_text(id, s);
    r.name = r.text;
    r.place = place(e.where);
    if (window(id, s, inside)) r.value = inside.value;
    if (e.what == op::disjunction && depth < 8 && conditions_detail::is_long(m_, e, r.text)) {
        for (const expr_id part : e.args)
            if (r.verdict != verdict::yes || eval::sure(value_of(part, s), true)) {
                std::vector<reason> arm;
                condition(part, s, arm, depth + 1);
                // Of an arm that fails, the part that fails says it all.
                if (arm.size() > 1 && arm.back().verdict == verdict::no) arm.erase(arm.begin(), arm.end() - 1);
                for (auto& x : arm) r.parts.push_back(std::move(x));
            }
    } else {
        reads(id, s, r.parts);
        list_parts(id, s, r.parts);
    }
    const bool fails = r.verdict == verdict::no;
    out.push_back(std::move(r));
    return !fails || all_conditions_;
}

/// `d during last p as of a`: says on which day d stops being inside.
bool explainer::window(expr_id id, const scope& s, reason& out) {
    const model::expression& e = m_[id];
    if (e.what != op::conjunction || e.args.size() != 2) return false;
    const model::expression& low = m_[e.args[0]];
    if (low.what != op::less || m_[low.args[0]].what != op::before || m_[low.args[0]].where.file != e.where.file)
        return false;
    const model::expression& start = m_[low.args[0]];
    out.text = source_text(e.where);
    const value span = value_of(start.args[0], s), day = value_of(low.args[1], s);
    if (start.type.base != base_type::date || span.form != eval::shape::spans || span.count != 1 ||
        !eval::is_known(day) || !eval::is_known(span))
        return true;
    const auto& p = span.spans.one;
    if (p.unit != span_unit::days || p.rolled) return true;
    const day_number turning = day.range.low.num + p.low;
    days_.insert(turning);
    const value now = value_of(start.args[1], s);
    if (!eval::is_known(now)) return true;
    if (now.range.low.num >= turning) out.value = words(phrase::no_longer_since, {format_date(turning)});
    else if (now.range.low.num >= day.range.low.num) out.value = words(phrase::until_day, {format_date(turning - 1)});
    else out.value = words(phrase::not_before_day, {format_date(day.range.low.num)});
    return true;
}

void explainer::fact_read(expr_id id, const scope& s, std::vector<reason>& out) {
    const model::expression& e = m_[id];
    const value v = value_of(id, s);
    if (v.form == eval::shape::record || v.form == eval::shape::list) return;
    reason r;
    r.kind = reason_kind::fact;
    r.name = source_text(e.where);
    if (e.what == op::fact) {
        r.name = fact_path(m_, model::fact_id{e.index});
        if (const auto told = m_.facts[e.index].told_by; told && !m_[*told].generated) enqueue(*told, {});
    }
    if (e.what == op::field) {
        const model::expression& whole = m_[e.args[0]];
        const value element = value_of(e.args[0], s);
        if (element.form == eval::shape::record && element.record->data != nullptr)
            r.name = element_name(element, {}) + "." + m_.records[whole.type.ref].fields[e.index].name;
    }
    r.value = shown(v, e.type, s);
    r.told = told(v, e.type, s);
    if (v.raw != 0) r.value = words(phrase::unknown);
    r.verdict = v.raw != 0 ? verdict::open : verdict::none;
    if (e.what == op::today || e.what == op::now) r.name = e.what == op::today ? "today" : "now";
    if (std::none_of(out.begin(), out.end(), [&](const reason& o) { return o.name == r.name; }))
        out.push_back(std::move(r));
}

/// Of a choice that a form made, and that is settled, what tells why it came to that: its condition, or the other way.
std::optional<expr_id> explainer::made_choice(const model::expression& e, const scope& s) {
    if (e.what != op::choice || m_[e.args[1]].where != e.where) return std::nullopt;
    const value chosen = value_of(e.args[0], s);
    if (!eval::is_known(chosen)) return std::nullopt;
    return e.args[eval::sure(chosen, true) ? 0 : 2];
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
    if (e.what == op::day_of) {
        // What is compared is the day in the pack's zone.
        const std::size_t before = out.size();
        reads(e.args[0], s, out);
        if (out.size() == before + 1 && out.back().kind == reason_kind::fact && out.back().verdict == verdict::none)
            out.back().value += " (" + shown(value_of(id, s), e.type, s) + ")";
        return;
    }
    const auto add = [&](reason r) {
        if (std::none_of(out.begin(), out.end(), [&](const reason& o) { return o.name == r.name; }))
            out.push_back(std::move(r));
    };
    if (e.what == op::local) {
        const value v = value_of(id, s);
        if (v.form == eval::shape::record || v.form == eval::shape::list) return;
        reason r;
        r.name = m_.locals[e.index].name;
        r.value = shown(v, e.type, s);
        add(std::move(r));
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
                 : t.kind == model::term_kind::param  ? reason_kind::parameter
                                                      : reason_kind::definition;
        r.name = called(term_id{e.index}, arguments, s);
        r.title = message_of(t.title, s);
        r.value = shown(v, e.type, s);
        add(std::move(r));
        return;
    }
    if (const auto taken = made_choice(e, s)) return reads(*taken, s, out);
    passed_over(id, s, out);
    for (const expr_id a : e.args)
        if (!e.details->binder || e.what == op::at_least || e.what == op::at_most || e.what == op::exactly)
            reads(a, s, out);
    for (const auto& c : e.details->conditions)
        if (c) reads(*c, s, out);
}

/// The elements that quantifiers and sums inside an expression looked at: counted or not, and why not.
void explainer::list_parts(expr_id id, const scope& s, std::vector<reason>& out) {
    const model::expression& e = m_[id];
    if (const auto taken = made_choice(e, s)) return list_parts(*taken, s, out);
    if (e.details->binder) one_list(id, s, out);
    else
        for (const expr_id a : e.args) list_parts(a, s, out);
}

void explainer::one_list(expr_id id, const scope& s, std::vector<reason>& out) {
    const model::expression& e = m_[id];
    const model::binder& b = m_[*e.details->binder];
    for (const auto& [local, v] : s.bound) machine_.bind(local, v);
    machine_.enter_pack(index(m_[s.term].pack));
    const value list = value_of(b.list, s);
    if (list.form != eval::shape::list) return;
    constexpr std::uint32_t most = 50;
    const std::uint32_t size = machine_.list_size(list);
    const std::size_t before = out.size();
    for (std::uint32_t k = 0; k < size && k < most; ++k) {
        value there;
        const value item = machine_.list_element(list, k, there);
        element_reason(e, s, item, there, out);
    }
    reason r;
    if (size > most) {
        r.kind = reason_kind::element;
        r.text = words(phrase::not_shown, {std::to_string(size - most)});
        out.push_back(std::move(r));
    } else if (out.size() == before && eval::is_known(list)) {
        static constexpr phrase where[] = {phrase::before_it, phrase::after_it, phrase::other_than_it};
        const bool open = list.list->has_generic;
        r.name = m_[b.list].what == op::fact ? fact_path(m_, model::fact_id{m_[b.list].index})
                                             : source_text(m_[b.list].where);
        if (b.rel != model::relation::none) r.name = words(where[static_cast<int>(b.rel) - 1], {r.name});
        r.value = words(open ? phrase::unknown : phrase::none);
        if (open) r.verdict = verdict::open;
        out.push_back(std::move(r));
    }
}

/// What a definition that is called says.
std::optional<expr_id> explainer::called_body(const model::expression& e) const {
    if (e.what != op::term || m_.terms[e.index].kind != model::term_kind::define) return std::nullopt;
    return m_.terms[e.index].body;
}

/// The variables in force inside a term that is called.
scope explainer::called_scope(const model::expression& e, const scope& s) {
    scope inner;
    inner.term = term_id{e.index};
    const auto& parameters = m_.terms[e.index].parameters;
    for (std::size_t k = 0; k < e.args.size(); ++k)
        inner.bound.emplace_back(index(parameters[k]), value_of(e.args[k], s));
    return inner;
}

/// The innermost part of a condition that fails, through the definitions it calls.
expr_id explainer::failing(expr_id id, const scope& s, scope& inner, int depth) {
    const model::expression& e = m_[id];
    if (e.what == op::conjunction && m_[e.args[0]].where != e.where) {
        for (const expr_id part : e.args)
            if (eval::sure(value_of(part, s), false)) return failing(part, s, inner, depth);
        return id;
    }
    if (const auto body = called_body(e); body && depth < 6) {
        const scope called = called_scope(e, s);
        if (!eval::sure(value_of(*body, called), false)) return id;
        inner = called;
        return failing(*body, called, inner, depth + 1);
    }
    return id;
}

void explainer::element_reason(const model::expression& e, const scope& s, const value& item, const value& there,
                               std::vector<reason>& out) {
    const model::binder& b = m_[*e.details->binder];
    scope with = s;
    with.bound.emplace_back(index(b.variable), item);
    reason r;
    r.kind = reason_kind::element;
    r.name = item.form == eval::shape::record ? element_name(item, m_[b.variable].name)
                                              : shown(item, m_[b.variable].type, s);
    if (b.rel != model::relation::none) {
        // Only those the binder reaches are worth a line.
        for (const auto& [local, v] : with.bound) machine_.bind(local, v);
        const auto reached = machine_.each(index(*e.details->binder), true);
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
        r.text = condition_text(part, inner);
        reason w;
        if (window(part, inner, w) && !w.value.empty()) r.text += ", " + w.value;
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

}  // namespace writ::explain_detail
