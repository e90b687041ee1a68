#include <algorithm>
#include <map>
#include <optional>

#include "writ/case_layout.hpp"
#include "writ/detail/explain/explainer.hpp"
#include "writ/eval/evaluator.hpp"
#include "writ/eval/to_decision.hpp"

// The smallest changes that would change an outcome.

namespace writ::explain_detail {

using eval::value;

inline std::string outcome_text(const decision& d) {
    if (d.status == status::decided && d.value.is_absent()) return "no rule applies";
    return d.status == status::decided || d.status == status::undetermined ? to_string(d.value)
                                                                           : std::string(to_string(d.status));
}

/// A number as the cell of a fact; nothing if the fact cannot have it.
inline std::optional<std::int64_t> cell_of(const type& t, const rational& r) {
    if (t.places < 0 || t.places > 6 || (t.ranged && (r < t.low || t.high < r))) return std::nullopt;
    rational x = r;
    for (int k = 0; k < t.places; ++k) {
        const auto ten = multiply(x, rational(std::int64_t{10}));
        if (!ten) return std::nullopt;
        x = *ten;
    }
    if (x.den != 1) return std::nullopt;
    return x.num;
}

/// Tries the values that numbers are compared with: what would be decided there?
class tried_probes {
public:
    tried_probes(const model::model& m, const program::program& p, const case_data& c, term_id question, const decision& now)
        : m_(m), case_(c), question_(question), now_(now), layout_(layout_of(m)), evaluator_(p, m), other_(p, m) {
        evaluator_.load(c);
    }

    void add(const probe& tried) {
        if (tries_ > 400) return;
        if (tried.fact) add_fact(tried);
        else add_term(tried);
    }

    void write(std::vector<near_change>& out) const {
        for (const auto& [key, change] : best_) out.push_back(change.second);
    }

private:
    /// Whether nothing nearer has been found in that direction.
    bool is_nearer(const std::string& name, const rational& from, const rational& to, rational& gap) const {
        const auto found = from < to ? subtract(to, from) : subtract(from, to);
        if (!found || from == to) return false;
        gap = *found;
        const auto known = best_.find({name, from < to});
        return known == best_.end() || gap < known->second.first;
    }

    void keep(const std::string& name, const type& t, model::pack_id pack, const rational& from, const rational& to, const rational& gap,
              const decision& then) {
        if ((then.status == now_.status && then.value == now_.value) || then.status == status::error) return;
        const auto text = [&](const rational& r) {
            return to_string(eval::to_outcome(m_, evaluator_.inside(), eval::number_value(r), t, pack));
        };
        const bool up = from < to;
        best_[{name, up}] = {gap, {name, text(from), text(to), text(gap) + (up ? " more" : " less"), outcome_text(then), true}};
    }

    void add_fact(const probe& tried) {
        const model::fact& fact = m_[*tried.fact];
        const std::string name = fact_path(m_, *tried.fact);
        const fact_place& where = layout_.facts[index(*tried.fact)];
        if (where.kind != fact_place::kind_of::scalar || !has_value(case_.cells[where.at].state)) return;
        const auto cell = cell_of(fact.type, tried.at);
        if (!cell) return;
        const rational from = rational::scaled(case_.cells[where.at].value, fact.type.places);
        rational gap;
        if (!is_nearer(name, from, tried.at, gap)) return;
        ++tries_;
        case_data changed = case_;
        changed.cells[where.at] = {*cell, presence::known};
        other_.load(changed);
        keep(name, fact.type, fact.pack, from, tried.at, gap, other_.decide(question_));
    }

    void add_term(const probe& tried) {
        eval::machine& inside = evaluator_.inside();
        const auto count = static_cast<std::uint32_t>(tried.arguments.size());
        inside.begin();
        const value v = inside.call(index(tried.term), tried.arguments.data(), count);
        if (!eval::is_known(v) || v.form != eval::shape::range) return;
        const model::term& t = m_[tried.term];
        rational gap;
        const rational from = v.range.low;
        if (!is_nearer(t.name, from, tried.at, gap)) return;
        ++tries_;
        inside.suppose(index(tried.term), tried.arguments.data(), count, eval::number_value(tried.at));
        const decision then = evaluator_.decide(question_);
        inside.suppose_nothing();
        keep(t.name, t.type, t.pack, from, tried.at, gap, then);
    }

    const model::model& m_;
    const case_data& case_;
    term_id question_;
    const decision& now_;
    case_layout layout_;
    eval::evaluator evaluator_, other_;
    std::map<std::pair<std::string, bool>, std::pair<rational, near_change>> best_;
    std::size_t tries_ = 0;
};

/// A number that the reasons name, as it was read today.
struct watched {
    term_id term{};
    std::vector<value> arguments;
    std::string now;
};

/// The numbers among what was read whose arguments are plain values.
inline std::vector<watched> numbers_of(const explainer& e, const model::model& m) {
    std::vector<watched> out;
    for (const met_term& t : e.met()) {
        const model::term& term = m[t.term];
        const bool number = term.type.base == base_type::number || term.type.base == base_type::money;
        if (!number || term.kind == model::term_kind::param || out.size() >= 20) continue;
        watched w{t.term, t.arguments, {}};
        bool plain = true;
        for (value& a : w.arguments) {
            plain = plain && (a.form == eval::shape::range || a.form == eval::shape::bits) && eval::is_known(a);
            a.deps = nullptr;
        }
        if (plain) out.push_back(std::move(w));
    }
    return out;
}

/// The number on a day: an argument that is today's date becomes that day.
inline std::string number_on(const model::model& m, eval::machine& machine, const watched& w, day_number today, day_number day) {
    std::vector<value> arguments = w.arguments;
    for (std::size_t k = 0; k < arguments.size(); ++k)
        if (m[m[w.term].parameters[k]].type.base == base_type::date && arguments[k].range.low == rational(today))
            arguments[k] = eval::number_value(rational(day));
    machine.begin();
    machine.enter_pack(index(m[w.term].pack));
    const value v = machine.call(index(w.term), arguments.data(), static_cast<std::uint32_t>(arguments.size()));
    return to_string(eval::to_outcome(m, machine, v, m[w.term].type, m[w.term].pack));
}

inline std::string watched_name(const model::model& m, const watched& w, day_number today) {
    std::string out = m[w.term].name;
    for (std::size_t k = 0; k < w.arguments.size(); ++k)
        if (m[m[w.term].parameters[k]].type.base == base_type::date && w.arguments[k].range.low == rational(today))
            return w.arguments.size() == 1 ? out + "(today)" : out;
    return out;
}

/// Decides again on the days on which something stops being counted: the first that changes a number, the first that
/// changes the outcome.
inline void try_days(const model::model& m, const program::program& p, const case_data& c, term_id question, const decision& now,
                     const explainer& e, std::vector<near_change>& out) {
    if (!c.as_of.day && !c.as_of.instant) return;
    eval::evaluator probe(p, m);
    probe.load(c);
    probe.inside().begin();
    const value clock = c.as_of.day ? eval::number_value(rational(*c.as_of.day)) : probe.inside().today();
    if (!eval::is_known(clock)) return;
    const day_number today = clock.range.low.num;
    std::vector<watched> numbers = numbers_of(e, m);
    // One that depends on another day than today does not change with the days.
    std::erase_if(numbers, [&](const watched& w) {
        return std::any_of(w.arguments.begin(), w.arguments.end(), [&](const value& a) {
            return m[m[w.term].parameters[static_cast<std::size_t>(&a - w.arguments.data())]].type.base == base_type::date &&
                   a.range.low != rational(today);
        });
    });
    for (watched& w : numbers) w.now = number_on(m, probe.inside(), w, today, today);
    case_data later = c;
    std::size_t tries = 0;
    bool numbers_told = false;
    for (const day_number d : e.turning_days()) {
        if (d <= today || ++tries > 40) continue;
        later.as_of = {d, std::nullopt};
        probe.load(later);
        const decision then = probe.decide(question);
        const bool changes = then.status != now.status || then.value != now.value;
        for (std::size_t k = 0, told = 0; k < numbers.size() && !numbers_told && told < 2; ++k) {
            if (numbers[k].term == question) continue;
            const std::string value_then = number_on(m, probe.inside(), numbers[k], today, d);
            if (value_then == numbers[k].now) continue;
            out.push_back({watched_name(m, numbers[k], today), numbers[k].now, value_then, "on " + format_date(d), outcome_text(then), changes});
            if (++told == 2 || k + 1 == numbers.size()) break;
        }
        numbers_told = numbers_told || (!out.empty() && out.back().distance == "on " + format_date(d));
        if (!changes) continue;
        out.push_back({"today", format_date(today), format_date(d), "on " + format_date(d), outcome_text(then), true});
        return;
    }
}

std::vector<near_change> nearest_changes(const model::model& m, const program::program& p, const case_data& c,
                                         term_id question, const explainer& e) {
    eval::evaluator plain(p, m);
    plain.load(c);
    const decision now = plain.decide(question);
    std::vector<near_change> out;
    if (now.status != status::decided) return out;
    tried_probes tried(m, p, c, question, now);
    for (const probe& x : e.probes()) tried.add(x);
    tried.write(out);
    if (out.size() > 3) out.resize(3);
    try_days(m, p, c, question, now, e, out);
    return out;
}

}  // namespace writ::explain_detail
