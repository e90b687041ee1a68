#include <algorithm>

#include "writ/detail/eval/plain.hpp"

// What a case has to meet before anything is decided.

namespace writ::eval {

namespace requirement_detail {

/// Finds the facts that an instruction reads, and whether it reads nothing else.
class reader {
public:
    explicit reader(const program::program& p) : p_(p), seen_(p.code.size()) {}

    requirement_reads of(std::uint32_t instruction) {
        out_.facts_alone = true;
        read(instruction);
        std::sort(out_.facts.begin(), out_.facts.end());
        out_.facts.erase(std::unique(out_.facts.begin(), out_.facts.end()), out_.facts.end());
        return std::move(out_);
    }

private:
    /// Operations that depend on nothing but their operands.
    static bool is_pure(const program::instruction& c) {
        const auto within = [&](op first, op last) { return first <= c.what && c.what <= last; };
        return within(op::boolean, op::absent) || within(op::negation, op::has_all) || c.what == op::local ||
               c.what == op::field || c.what == op::is_present || c.what == op::is_absent || c.what == op::is_empty ||
               within(op::add, op::duration_of) || asks_list(c) || (c.what == op::set_literal && c.extra == none) ||
               c.what == op::clamp || c.what == op::size || c.what == op::largest || c.what == op::smallest ||
               c.what == op::guarded || c.what == op::weekday_of;
    }

    static bool asks_list(const program::instruction& c) { return op::any <= c.what && c.what <= op::list_of; }

    void read(std::uint32_t at) {
        if (seen_[at] || !out_.facts_alone) return;
        seen_[at] = true;
        const program::instruction& c = p_.code[at];
        if (c.what == op::fact) return read_fact(c.index);
        if (c.what == op::term) read_term(p_.terms[c.index]);
        else if (!is_pure(c)) out_.facts_alone = false;
        for (const std::uint32_t o : ids_of(p_, c.operands)) read(o);
        if (!asks_list(c)) return;
        read(p_.binders[c.extra].list);
        if (p_.binders[c.extra].where != none) read(p_.binders[c.extra].where);
    }

    void read_fact(std::uint32_t fact) {
        out_.facts_alone = p_.fact_tellers[fact] == none;
        out_.facts.push_back(fact);
    }

    void read_term(const program::term_code& t) {
        const bool one_value = t.kind == model::term_kind::param && !t.dated && !t.by_region;
        if (t.kind == model::term_kind::define) read(t.body);
        else out_.facts_alone = one_value;
    }

    const program::program& p_;
    std::vector<bool> seen_;
    requirement_reads out_;
};

}  // namespace requirement_detail

requirement_reads reads_of(const program::program& p, std::uint32_t requirement) {
    return requirement_detail::reader(p).of(p.requirements[requirement].first);
}

/// Whether a case tells nothing that a requirement reads: then it is met in all such cases, or in none.
bool plain::tells_nothing_of(const requirement_reads& r) const {
    if (!r.facts_alone || !case_->outcomes.empty()) return false;
    return std::all_of(r.facts.begin(), r.facts.end(), [&](std::uint32_t fact) {
        const fact_place& at = p_.layout.facts[fact];
        const bool list = at.kind == fact_place::kind_of::list;
        return writ::is_open(list ? case_->lists[at.at].state : case_->cells[at.at].state);
    });
}

/// Whether every requirement is surely met.
bool plain::meets_requirements() {
    begin();
    bool all = true;
    for (std::size_t i = 0; i < p_.requirements.size(); ++i) {
        const bool nothing = tells_nothing_of(code_.requirements[i]);
        if (nothing && untold_[i] == untold::met) continue;
        if (untold_[i] != untold::met) untold_[i] = nothing ? untold::yes : untold::no;
        pack_ = p_.requirements[i].count;
        all = truth(p_.requirements[i].first) == tri::yes && all;
    }
    return all;
}

void plain::accept() noexcept {
    usable_ = true;
    for (untold& u : untold_) u = u == untold::yes ? untold::met : u;
}

}  // namespace writ::eval
