// What facts assume and ask, and what they must meet.
#pragma once

#include "writ/detail/model/builder.hpp"

#include <algorithm>

namespace writ::model::detail {

/// Whether an expression needs no case.
bool builder::is_constant(expr_id id) const {
    const expression& e = out[id];
    if (e.what <= op::absent) return true;
    if (e.what != op::set_literal && e.what != op::in_region_currency && e.what != op::list_literal &&
        e.what != op::record_literal)
        return false;
    if (std::any_of(e.details->conditions.begin(), e.details->conditions.end(),
                    [](const auto& c) { return c.has_value(); }))
        return false;
    return std::all_of(e.args.begin(), e.args.end(), [&](expr_id a) { return is_constant(a); });
}

namespace facts_detail {

/// A field's `assume` and `ask`, typed.
struct notes {
    std::optional<expr_id> assume;
    message ask, called;
    std::vector<std::string> seen_by;
};

notes notes_of(builder& b, pack_id p, const node& n, const type& t) {
    notes made;
    scope s;
    s.pack = p;
    b.said_once(n, n[0].text, {kind::assume, kind::ask, kind::called, kind::seen_by});
    if (const node* assume = n.find(kind::assume)) {
        const expr_id id = b.check_as((*assume)[0], s, t);
        if (b.is_constant(id)) made.assume = id;
        else if (b.out[id].what != op::unknown)
            b.report(code::not_constant, (*assume)[0].where, {b.words((*assume)[0].where)});
    }
    if (const node* ask = n.find(kind::ask)) made.ask = b.read_message((*ask)[0], s);
    if (const node* called = n.find(kind::called)) {
        made.called = b.plain_message(p, &(*called)[0]);
        b.check_languages(p, made.called);
    }
    if (const node* seen = n.find(kind::seen_by)) made.seen_by = b.audiences_of(p, *seen);
    return made;
}

}  // namespace facts_detail

void builder::read_fact_notes() {
    for (std::uint32_t i = 0; i < packs.size(); ++i) {
        const pack_id p{i};
        std::size_t f = first_fact(p), r = 0;
        for (const node* n : packs[i].facts)
            for (const node& child : n->children) {
                if (child.what != kind::field_decl) continue;
                auto made = facts_detail::notes_of(*this, p, child, type(out.facts[f].type));
                out.facts[f].assume = made.assume;
                out.facts[f].called = std::move(made.called);
                out.facts[f].seen_by = std::move(made.seen_by);
                out.facts[f++].ask = std::move(made.ask);
            }
        for (const node* n : packs[i].records) {
            while (out.records[r].where != n->find(kind::name)->where) ++r;
            std::size_t field = 0;
            for (const node& child : n->children) {
                if (child.what != kind::field_decl) continue;
                auto made = facts_detail::notes_of(*this, p, child, type(out.records[r].fields[field].type));
                out.records[r].fields[field].assume = made.assume;
                out.records[r].fields[field].called = std::move(made.called);
                out.records[r].fields[field].seen_by = std::move(made.seen_by);
                out.records[r].fields[field++].ask = std::move(made.ask);
            }
        }
    }
}

void builder::read_requirements() {
    for (std::uint32_t i = 0; i < packs.size(); ++i)
        for (const node* n : packs[i].requirements) {
            scope s;
            s.pack = pack_id{i};
            const node* because = n->find(kind::because);
            requirement r;
            r.pack = s.pack;
            for (const node& child : n->children)
                if (child.what != kind::because && child.what != kind::doc) r.condition = condition(child, s);
            r.where = n->where;
            if (because != nullptr) r.because = read_message((*because)[0], s);
            out.requirements.push_back(std::move(r));
        }
}

}  // namespace writ::model::detail
