#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "writ/case_layout.hpp"
#include "writ/detail/explain/explainer.hpp"
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

/// What an answer read: of what it did not read, no other value would change it.
class things_read {
public:
    /// @param steps  null: nobody knows, perhaps everything
    explicit things_read(const trace* steps) : all_(steps == nullptr) {
        if (steps == nullptr) return;
        for (const trace_step& s : steps->steps)
            if (s.kind == trace_step::kind_of::fact) cells_.insert(s.number);
            else if (s.kind == trace_step::kind_of::term) terms_.insert(s.number);
    }

    bool has_cell(std::uint32_t cell) const { return all_ || cells_.contains(cell); }
    bool has_term(term_id t) const { return all_ || terms_.contains(index(t)); }

private:
    bool all_;
    std::set<std::uint32_t> cells_, terms_;
};

/// Something that is compared, as it is in the case, and the values that it was tried with.
struct subject {
    probe what;
    std::string name;
    std::optional<rational> now;
    bool was_read = true;  ///< false: to change it changes nothing
    std::vector<rational> tried;
};

inline bool same_scalars(const std::vector<value>& a, const std::vector<value>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const value& x, const value& y) {
        if (x.form != y.form) return false;
        return x.form == eval::shape::bits ? x.bits == y.bits
                                           : eval::is_known(x) && eval::is_known(y) && x.range.low == y.range.low;
    });
}

inline bool same_subject(const probe& a, const probe& b) {
    if (a.fact || b.fact) return a.fact == b.fact && a.compared == b.compared;
    return a.term == b.term && same_scalars(a.arguments, b.arguments);
}

/// Tries the values that numbers and dates are compared with: what would be decided there?
class tried_probes {
public:
    tried_probes(answers& now, term_id question, const decision& decided, std::string_view language)
        : m_(now.rules().model),
          now_(now),
          question_(question),
          decided_(decided),
          language_(language),
          layout_(now.rules().program.layout),
          read_(now.trace_of(question)),
          said_(now.known(question)),
          same_case_(now.rules()),
          other_(now.rules()),
          changed_(now.facts()) {
        same_case_.load(now.facts());
    }

    void add(const probe& tried) {
        if (tries_ > 400) return;
        subject& s = subject_of(tried);
        const auto gap = s.now ? nearer(s.name, *s.now, tried.at) : std::nullopt;
        if (!gap) return;
        const auto cell = tried.fact ? moved(*tried.fact, *s.now, tried.at) : std::nullopt;
        if (tried.fact && !cell) return;
        ++tries_;
        if (!s.was_read || std::find(s.tried.begin(), s.tried.end(), tried.at) != s.tried.end()) return;
        s.tried.push_back(tried.at);
        const auto then = tried.fact ? with_fact(tried, *cell) : with_term(tried);
        if (then) keep(s, tried.at, *gap, *then);
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

    subject& subject_of(const probe& tried) {
        for (subject& s : subjects_)
            if (same_subject(s.what, tried)) return s;
        subject s{tried, {}, {}, true, {}};
        if (tried.fact) {
            const fact_place& where = layout_.facts[index(*tried.fact)];
            s.name = fact_path(m_, *tried.fact);
            const bool given =
                where.kind == fact_place::kind_of::scalar && has_value(now_.facts().cells[where.at].state);
            if (given) s.now = same_case_.number_of(m_[*tried.fact].pack, tried.compared);
            s.was_read = given && read_.has_cell(where.at);
        } else {
            s.name = term_path(m_, tried.term);
            s.now = answers::only_number(same_case_.number(tried.term, tried.arguments));
            s.was_read = read_.has_term(tried.term);
        }
        return subjects_.emplace_back(std::move(s));
    }

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
        return to_string(eval::to_outcome(m_, now_.machine(), eval::number_value(r), t, pack), {language_});
    }

    void keep(const subject& s, const rational& to, const rational& gap, const decision& then) {
        const bool fact = s.what.fact.has_value(), up = *s.now < to;
        const type& t = fact ? m_[s.what.compared].type : m_[s.what.term].type;
        const model::pack_id pack = fact ? m_[*s.what.fact].pack : m_[s.what.term].pack;
        near_change change{near_change::kind_of::value,
                           s.name,
                           text(t, pack, *s.now),
                           text(t, pack, to),
                           distance(t, pack, gap, up),
                           outcome_text(m_, question_, decided_, then, language_),
                           true};
        if (found* before = known(s.name, up)) *before = {gap, up, std::move(change)};
        else found_.push_back({gap, up, std::move(change)});
    }

    /// The cell that makes the fact be compared as `to`, as far as one can tell.
    std::optional<std::int64_t> moved(model::fact_id number, const rational& from, const rational& to) const {
        const model::fact& fact = m_[number];
        const case_data& c = now_.facts();
        const std::int64_t cell = c.cells[layout_.facts[index(number)].at].value;
        const auto days = subtract(to, from);
        switch (fact.type.base) {
            case base_type::number: return cell_of(fact.type, fact.type.places, to);
            case base_type::money: {
                const currency_code own = fact.type.currency,
                                    given = index(fact.pack) < c.currency.size() ? c.currency[index(fact.pack)] : 0;
                return cell_of(fact.type, minor_places(own != 0 ? own : given), to);
            }
            case base_type::date: return days && days->den == 1 ? std::optional(cell + days->num) : std::nullopt;
            case base_type::instant:
                return days && days->den == 1 ? std::optional(cell + days->num * us_per_day) : std::nullopt;
            default: return std::nullopt;
        }
    }

    /// What would be decided, if it is something else.
    std::optional<decision> other_decision() {
        const eval::answer* then = other_.known(question_);
        if (then != nullptr && said_ != nullptr && is_same(then->result)) return std::nullopt;
        // Its words need no more of the case than what stays: currencies and texts.
        decision d = then != nullptr ? now_.in_words(question_, then) : other_.decide(question_);
        if (d.status == status::error || same_outcome(m_, question_, decided_, d)) return std::nullopt;
        return d;
    }

    bool is_same(const value& then) { return now_.machine().same(said_->result, then); }

    std::optional<decision> with_fact(const probe& tried, std::int64_t value) {
        cell& c = changed_.cells[layout_.facts[index(*tried.fact)].at];
        const cell before = std::exchange(c, {value, presence::known});
        other_.load(changed_);
        std::optional<decision> out;
        // A day is not always 24 hours.
        if (other_.number_of(m_[*tried.fact].pack, tried.compared) == tried.at) out = other_decision();
        c = before;
        return out;
    }

    std::optional<decision> with_term(const probe& tried) {
        other_.load(now_.facts());
        other_.suppose(tried.term, tried.arguments, tried.at);
        return other_decision();
    }

    const model::model& m_;
    answers& now_;
    term_id question_;
    const decision& decided_;
    std::string_view language_;
    const case_layout& layout_;
    things_read read_;
    const eval::answer* said_;  ///< null: only the machine knows
    answers same_case_, other_;
    case_data changed_;  ///< for `other_`
    std::vector<subject> subjects_;
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
inline std::string number_on(answers& on, const watched& w, day_number today, day_number day,
                             std::string_view language) {
    const model::model& m = on.rules().model;
    std::vector<value> arguments = w.arguments;
    for (std::size_t k = 0; k < arguments.size(); ++k)
        if (m[m[w.term].parameters[k]].type.base == base_type::date && arguments[k].range.low == rational(today))
            arguments[k] = eval::number_value(rational(day));
    const value v = on.number(w.term, arguments);
    return to_string(eval::to_outcome(m, on.machine(), v, m[w.term].type, m[w.term].pack), {language});
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
inline void try_days(answers& now, term_id question, const decision& decided, const explainer& e,
                     std::string_view language, std::vector<near_change>& out) {
    const case_data& c = now.facts();
    if ((!c.as_of.day && !c.as_of.instant) || e.turning_days().empty()) return;
    const model::model& m = now.rules().model;
    answers on(now.rules());
    on.load(c);
    const value clock = c.as_of.day ? eval::number_value(rational(*c.as_of.day)) : on.machine().today();
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
    for (watched& w : numbers) w.now = number_on(on, w, today, today, language);
    case_data later = c;
    std::size_t tries = 0;
    bool numbers_told = false;
    for (const day_number d : e.turning_days()) {
        if (d <= today || ++tries > 40) continue;
        later.as_of = {d, std::nullopt};
        on.load(later);
        const decision then = on.decide(question);
        const bool changes = !same_outcome(m, question, decided, then);
        const auto tell = [&](const std::string& what, const std::string& from, const std::string& to) {
            out.push_back({near_change::kind_of::day, what, from, to, say(phrase::on_day, language, {format_date(d)}),
                           outcome_text(m, question, decided, then, language), changes});
        };
        std::size_t told = 0;
        for (std::size_t k = 0; k < numbers.size() && !numbers_told && told < 2; ++k) {
            if (numbers[k].term == question) continue;
            const std::string then_it_is = number_on(on, numbers[k], today, d, language);
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

std::vector<near_change> nearest_changes(answers& now, term_id question, const decision& decided, const explainer& e,
                                         std::string_view language) {
    std::vector<near_change> out;
    if (decided.status != status::decided) return out;
    tried_probes tried(now, question, decided, language);
    for (const probe& x : e.probes()) tried.add(x);
    tried.write(out);
    if (out.size() > most_values) out.resize(most_values);
    try_days(now, question, decided, e, language, out);
    return out;
}

}  // namespace writ::explain_detail
