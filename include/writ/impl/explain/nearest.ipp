#include <algorithm>
#include <optional>

#include "writ/case_layout.hpp"
#include "writ/detail/explain/explainer.hpp"
#include "writ/eval/evaluator.hpp"
#include "writ/eval/to_decision.hpp"

// The smallest changes that would change an outcome.

namespace writ::explain_detail {

using eval::value;

/// Changes of values that are told; those of days come to three at most.
inline constexpr std::size_t most_values = 4;

/// The path of a procedure; nothing if the question is another one, or has no path.
inline const outcome* path_in(const model::model& m, term_id question, const decision& d) {
    const auto is_it = [&](const model::procedure& p) { return p.term == question; };
    if (std::none_of(m.procedures.begin(), m.procedures.end(), is_it)) return nullptr;
    const auto is_path = [](const outcome::field& f) { return f.name == "path"; };
    const auto at = std::find_if(d.value.fields.begin(), d.value.fields.end(), is_path);
    return at == d.value.fields.end() || at->value.members.empty() ? nullptr : &at->value;
}

/// Of procedures only where they lead counts: amounts at the end of one and the same path are no change of it.
inline bool same_outcome(const model::model& m, term_id question, const decision& a, const decision& b) {
    if (a.status != b.status) return false;
    const outcome *before = path_in(m, question, a), *after = path_in(m, question, b);
    return before != nullptr && after != nullptr ? *before == *after : a.value == b.value;
}

/// What would be decided; of a procedure the steps from where its path leaves the one it takes now.
inline std::string outcome_text(const model::model& m, term_id question, const decision& now, const decision& d,
                                std::string_view language) {
    const outcome *before = path_in(m, question, now), *path = path_in(m, question, d);
    if (before != nullptr && path != nullptr) {
        std::size_t k = 0;
        while (k + 1 < path->members.size() && k < before->members.size() && path->members[k] == before->members[k])
            ++k;
        std::string out;
        for (; k < path->members.size(); ++k)
            out += (out.empty() ? "" : " → ") + to_string(path->members[k].value, {language});
        return out;
    }
    if (d.status == status::decided && d.value.is_absent()) return say(phrase::no_rule_applies, language);
    return d.status == status::decided || d.status == status::undetermined ? to_string(d.value, {language})
                                                                           : std::string(to_string(d.status));
}

/// A number in a cell of that many places; nothing if it has more, or the fact's range does not allow it.
inline std::optional<std::int64_t> cell_of(const type& t, int places, const rational& r) {
    if (places < 0 || places > 6 || (t.ranged && (r < t.low || t.high < r))) return std::nullopt;
    rational x = r;
    for (int k = 0; k < places; ++k) {
        const auto ten = multiply(x, rational(std::int64_t{10}));
        if (!ten) return std::nullopt;
        x = *ten;
    }
    if (x.den != 1) return std::nullopt;
    return x.num;
}

/// Tries the values that numbers and dates are compared with: what would be decided there?
class tried_probes {
public:
    tried_probes(const model::model& m, const program::program& p, const case_data& c, term_id question,
                 const decision& now, std::string_view language)
        : m_(m),
          case_(c),
          question_(question),
          now_(now),
          language_(language),
          layout_(layout_of(m)),
          evaluator_(p, m),
          other_(p, m),
          supposing_(p, m) {
        evaluator_.load(c);
        evaluator_.inside().begin();
        supposing_.load(c);
    }

    void add(const probe& tried) {
        if (tries_ > 400) return;
        if (tried.fact) add_fact(tried);
        else add_term(tried);
    }

    /// What was found, in the order in which the reasons name it.
    void write(std::vector<near_change>& out) const {
        for (const found& f : found_) out.push_back(f.change);
    }

private:
    struct found {
        rational gap;
        bool up;
        near_change change;
    };

    found* known(const std::string& name, bool up) {
        const auto same = [&](const found& f) { return f.up == up && f.change.what == name; };
        const auto at = std::find_if(found_.begin(), found_.end(), same);
        return at == found_.end() ? nullptr : &*at;
    }

    /// How far it is, if nothing nearer has been found in that direction.
    std::optional<rational> nearer(const std::string& name, const rational& from, const rational& to) {
        const auto gap = from < to ? subtract(to, from) : subtract(from, to);
        if (!gap || from == to) return std::nullopt;
        const found* before = known(name, from < to);
        return before == nullptr || *gap < before->gap ? gap : std::nullopt;
    }

    std::string distance(const type& t, model::pack_id pack, const rational& gap, bool up) {
        if (t.base == base_type::date)
            return say(up ? phrase::later : phrase::earlier, language_,
                       {format_span({gap.num, span_unit::days, false}, language_)});
        return say(up ? phrase::more : phrase::less, language_, {text(t, pack, gap)});
    }

    std::string text(const type& t, model::pack_id pack, const rational& r) {
        return to_string(eval::to_outcome(m_, evaluator_.inside(), eval::number_value(r), t, pack), {language_});
    }

    void keep(const std::string& name, const type& t, model::pack_id pack, const rational& from, const rational& to,
              const rational& gap, const decision& then) {
        if (then.status == status::error || same_outcome(m_, question_, now_, then)) return;
        const bool up = from < to;
        near_change change{near_change::kind_of::value,
                           name,
                           text(t, pack, from),
                           text(t, pack, to),
                           distance(t, pack, gap, up),
                           outcome_text(m_, question_, now_, then, language_),
                           true};
        if (found* before = known(name, up)) *before = {gap, up, std::move(change)};
        else found_.push_back({gap, up, std::move(change)});
    }

    /// What a fact would be compared as: a number, an amount, a day.
    std::optional<rational> compared(eval::evaluator& with, const probe& tried) const {
        with.inside().begin();
        with.inside().enter_pack(index(m_[*tried.fact].pack));
        const value v = with.inside().eval(index(tried.compared));
        if (!eval::is_known(v) || v.form != eval::shape::range) return std::nullopt;
        return v.range.low;
    }

    /// The cell that makes the fact be compared as `to`, as far as one can tell.
    std::optional<std::int64_t> moved(const model::fact& fact, std::int64_t cell, const rational& from,
                                      const rational& to) const {
        const auto days = subtract(to, from);
        switch (fact.type.base) {
            case base_type::number: return cell_of(fact.type, fact.type.places, to);
            case base_type::money: {
                const currency_code own = fact.type.currency, given = index(fact.pack) < case_.currency.size()
                                                                          ? case_.currency[index(fact.pack)]
                                                                          : 0;
                return cell_of(fact.type, minor_places(own != 0 ? own : given), to);
            }
            case base_type::date: return days && days->den == 1 ? std::optional(cell + days->num) : std::nullopt;
            case base_type::instant:
                return days && days->den == 1 ? std::optional(cell + days->num * us_per_day) : std::nullopt;
            default: return std::nullopt;
        }
    }

    void add_fact(const probe& tried) {
        const model::fact& fact = m_[*tried.fact];
        const std::string name = fact_path(m_, *tried.fact);
        const fact_place& where = layout_.facts[index(*tried.fact)];
        if (where.kind != fact_place::kind_of::scalar || !has_value(case_.cells[where.at].state)) return;
        const auto from = compared(evaluator_, tried);
        if (!from) return;
        const auto gap = nearer(name, *from, tried.at);
        const auto cell = moved(fact, case_.cells[where.at].value, *from, tried.at);
        if (!gap || !cell) return;
        ++tries_;
        case_data changed = case_;
        changed.cells[where.at] = {*cell, presence::known};
        other_.load(changed);
        if (compared(other_, tried) != tried.at) return;  // a day is not always 24 hours
        keep(name, m_[tried.compared].type, fact.pack, *from, tried.at, *gap, other_.decide(question_));
    }

    void add_term(const probe& tried) {
        eval::machine& inside = supposing_.inside();
        const auto count = static_cast<std::uint32_t>(tried.arguments.size());
        const value v = evaluator_.inside().call(index(tried.term), tried.arguments.data(), count);
        if (!eval::is_known(v) || v.form != eval::shape::range) return;
        const model::term& t = m_[tried.term];
        const rational from = v.range.low;
        const std::string name = term_path(m_, tried.term);
        const auto gap = nearer(name, from, tried.at);
        if (!gap) return;
        ++tries_;
        inside.suppose(index(tried.term), tried.arguments.data(), count, eval::number_value(tried.at));
        const decision then = supposing_.decide(question_);
        inside.suppose_nothing();
        keep(name, t.type, t.pack, from, tried.at, *gap, then);
    }

    const model::model& m_;
    const case_data& case_;
    term_id question_;
    const decision& now_;
    std::string_view language_;
    case_layout layout_;
    eval::evaluator evaluator_;              ///< of the case: begins once, so that each term is worked out once
    eval::evaluator other_, supposing_;  ///< of changed cases; of the case with something supposed
    std::vector<found> found_;
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
inline std::string number_on(const model::model& m, eval::machine& machine, const watched& w, day_number today,
                             day_number day, std::string_view language) {
    std::vector<value> arguments = w.arguments;
    for (std::size_t k = 0; k < arguments.size(); ++k)
        if (m[m[w.term].parameters[k]].type.base == base_type::date && arguments[k].range.low == rational(today))
            arguments[k] = eval::number_value(rational(day));
    machine.begin();
    machine.enter_pack(index(m[w.term].pack));
    const value v = machine.call(index(w.term), arguments.data(), static_cast<std::uint32_t>(arguments.size()));
    return to_string(eval::to_outcome(m, machine, v, m[w.term].type, m[w.term].pack), {language});
}

inline std::string watched_name(const model::model& m, const watched& w, day_number today) {
    std::string out = term_path(m, w.term);
    for (std::size_t k = 0; k < w.arguments.size(); ++k)
        if (m[m[w.term].parameters[k]].type.base == base_type::date && w.arguments[k].range.low == rational(today))
            return w.arguments.size() == 1 ? out + "(today)" : out;
    return out;
}

/// Decides again on the days on which something stops being counted: the first that changes a number, the first that
/// changes the outcome.
inline void try_days(const model::model& m, const program::program& p, const case_data& c, term_id question,
                     const decision& now, const explainer& e, std::string_view language,
                     std::vector<near_change>& out) {
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
            return m[m[w.term].parameters[static_cast<std::size_t>(&a - w.arguments.data())]].type.base ==
                       base_type::date &&
                   a.range.low != rational(today);
        });
    });
    for (watched& w : numbers) w.now = number_on(m, probe.inside(), w, today, today, language);
    case_data later = c;
    std::size_t tries = 0;
    bool numbers_told = false;
    for (const day_number d : e.turning_days()) {
        if (d <= today || ++tries > 40) continue;
        later.as_of = {d, std::nullopt};
        probe.load(later);
        const decision then = probe.decide(question);
        const bool changes = !same_outcome(m, question, now, then);
        const auto tell = [&](const std::string& what, const std::string& from, const std::string& to) {
            out.push_back({near_change::kind_of::day, what, from, to, say(phrase::on_day, language, {format_date(d)}),
                           outcome_text(m, question, now, then, language), changes});
        };
        std::size_t told = 0;
        for (std::size_t k = 0; k < numbers.size() && !numbers_told && told < 2; ++k) {
            if (numbers[k].term == question) continue;
            const std::string then_it_is = number_on(m, probe.inside(), numbers[k], today, d, language);
            if (then_it_is == numbers[k].now) continue;
            tell(watched_name(m, numbers[k], today), numbers[k].now, then_it_is);
            ++told;
        }
        numbers_told = numbers_told || told > 0;
        if (!changes) continue;
        tell("today", format_date(today), format_date(d));
        return;
    }
}

std::vector<near_change> nearest_changes(const model::model& m, const program::program& p, const case_data& c,
                                         term_id question, const explainer& e, std::string_view language) {
    eval::evaluator plain(p, m);
    plain.load(c);
    const decision now = plain.decide(question);
    std::vector<near_change> out;
    if (now.status != status::decided) return out;
    tried_probes tried(m, p, c, question, now, language);
    for (const probe& x : e.probes()) tried.add(x);
    tried.write(out);
    if (out.size() > most_values) out.resize(most_values);
    try_days(m, p, c, question, now, e, language, out);
    return out;
}

}  // namespace writ::explain_detail
