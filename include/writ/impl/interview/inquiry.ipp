#include "writ/detail/interview/inquiry.hpp"

#include <algorithm>

#include "writ/eval/to_decision.hpp"

// Which of the facts that a decision needs to ask first.

namespace writ::interview_detail {

using kind_of = open_thing::kind_of;

/// What asking for something comes to over everything it may be.
struct inquiry::prospect {
    std::size_t tried = 0, settled = 0, left = 0;

    bool better_than(const prospect& other) const {
        const std::size_t mine = settled * other.tried, its = other.settled * tried;
        return mine != its ? mine > its : left * other.tried < other.left * tried;
    }
};

writ::type type_of(const model::model& m, const open_thing& t) {
    if (is_clock(t)) {
        writ::type out;
        out.base = t.kind == kind_of::now ? base_type::instant : base_type::date;
        return out;
    }
    const writ::type& of = m.facts[t.id].type;
    return t.kind == kind_of::fact ? of : m.records[of.ref].fields[t.field].type;
}

std::string path_of(const model::model& m, const open_thing& t) {
    return is_clock(t) ? "as_of" : eval::thing_path(m, t);
}

bool is_missing(const case_layout& layout, const case_data& c, const open_thing& t) {
    const fact_place& at = layout.facts[t.id];
    const auto missing = [](presence p) { return p == presence::missing; };
    if (at.kind != fact_place::kind_of::list)
        return missing(c.cells[at.at + (t.kind == kind_of::field ? 1 + t.field : 0)].state);
    const list_data& l = c.lists[at.at];
    if (t.kind == kind_of::fact) return missing(l.state);
    const auto place = std::find(l.given.begin(), l.given.end(), t.element) - l.given.begin();
    return missing(l.cells[std::size_t{t.field} * l.count + static_cast<std::size_t>(place)].state);
}

/// The policy's own gaps are nobody's to tell, and given outcomes are open only where the case says so.
bool inquiry::askable(std::uint32_t thing) const {
    const open_thing t = machine_.thing(thing);
    switch (t.kind) {
        case kind_of::now:
        case kind_of::today: return with_clock_;
        case kind_of::fact:
        case kind_of::field:
        case kind_of::element: return is_missing(machine_.code().layout, machine_.facts(), t);
        default: return false;
    }
}

standing inquiry::look(bool refined) {
    const eval::answer& a = machine_.ask(model::index(question_), refined);
    evaluated_ += 1 + a.combinations;
    standing out;
    out.possible = !a.input_error;
    out.settled = a.status != status::undetermined;
    for (const std::uint32_t n : a.needs) {
        if (n < machine_.things().size() && machine_.restricted(n)) out.told = true;
        else if (askable(n)) out.waiting.push_back(n);
    }
    return out;
}

/// One moment for `now` and `today`; of the elements of a list those of the first that waits.
std::vector<std::uint32_t> inquiry::candidates(const standing& now) const {
    std::vector<std::uint32_t> out;
    for (const std::uint32_t n : now.waiting) {
        const open_thing t = machine_.thing(n);
        const bool later = std::any_of(out.begin(), out.end(), [&](std::uint32_t k) {
            const open_thing before = machine_.thing(k);
            if (is_clock(t)) return is_clock(before);
            return t.kind == kind_of::element && before.kind == kind_of::element && before.id == t.id &&
                   before.element < t.element;
        });
        if (!later) out.push_back(n);
    }
    return out;
}

/// A procedure's needs are those of the step where it stands.
bool inquiry::in_its_own_order() const {
    return std::any_of(m_.procedures.begin(), m_.procedures.end(), [&](const auto& p) { return p.term == question_; });
}

/// Tries every piece. Where they cannot be listed, asking takes one question off, and settles nothing that one can count on.
inquiry::prospect inquiry::prospect_of(const pick& p, const standing& now) {
    prospect out;
    for (const eval::value& piece : p.pieces) {
        machine_.restrict(p.thing, &piece);
        const standing then = look(false);
        if (!then.possible) continue;
        ++out.tried;
        out.settled += then.settled ? 1 : 0;
        out.left += then.waiting.size();
    }
    if (!p.pieces.empty()) machine_.restrict(p.thing, nullptr);
    return out.tried == 0 ? prospect{1, 0, now.waiting.size() - 1} : out;
}

pick inquiry::choose(const standing& now) {
    std::vector<pick> all;
    for (const std::uint32_t n : candidates(now)) all.push_back({n, machine_.pieces(n)});
    if (all.size() == 1 || in_its_own_order()) return std::move(all.front());
    std::size_t best = 0;
    prospect of_best = prospect_of(all.front(), now);
    for (std::size_t k = 1; k < all.size(); ++k) {
        const prospect p = prospect_of(all[k], now);
        if (!p.better_than(of_best)) continue;
        best = k;
        of_best = p;
    }
    return std::move(all[best]);
}

}  // namespace writ::interview_detail
