#include <algorithm>
#include <utility>

#include "writ/detail/interview/inquiry.hpp"
#include "writ/model/reads.hpp"

// How many questions an interview may ask: every answer is followed, as a piece of what it may be.

namespace writ::interview_detail {
namespace count_detail {

class counter {
public:
    counter(const model::model& m, eval::machine& machine, model::term_id about, std::size_t most_cases)
        : m_(m),
          machine_(machine),
          inquiry_(m, machine, about, true),
          most_cases_(most_cases),
          read_(m, m[about].pack) {
        read_.add(about);
        for (std::size_t k = 0; k < read_.result().terms.size(); ++k) {
            const model::term_id t = read_.result().terms[k].id;
            read_.add(t);
            walks_ = walks_ || m[t].step;
        }
    }

    question_count count();

private:
    question_count all_of(const standing& now) const;
    std::vector<std::uint32_t> to_come(const standing& now) const;
    bool is_list(std::uint32_t thing) const { return type_of(m_, machine_.thing(thing)).base == base_type::list; }
    std::size_t fields_asked(const writ::type& t) const;

    const model::model& m_;
    eval::machine& machine_;
    inquiry inquiry_;
    std::size_t most_cases_;
    model::reading read_;  ///< what the decision can read at all
    bool walks_ = false;   ///< a procedure among it
};

/// The greater of two counts, list by list.
inline void take_greater(question_count& into, const question_count& other) {
    into.exact = other.most > into.most ? other.exact : into.exact || (other.exact && other.most == into.most);
    into.most = std::max(into.most, other.most);
    for (const auto& l : other.lists) {
        const auto same =
            std::find_if(into.lists.begin(), into.lists.end(), [&](const auto& k) { return k.path == l.path; });
        if (same == into.lists.end()) into.lists.push_back(l);
        else same->each = std::max(same->each, l.each);
    }
}

/// From where the machine stands, with what is told until here.
question_count counter::count() {
    const standing now = inquiry_.look();
    const bool stands = walks_ && now.told;  // at a step; knowing more than the piece leads on
    if (!now.possible || (now.waiting.empty() && !stands)) return {0, true, {}};
    if (now.told || inquiry_.evaluated() >= most_cases_) return all_of(now);
    const pick next = inquiry_.choose(now);
    if (next.pieces.size() < 2 || is_list(next.thing)) return all_of(now);
    question_count out{0, true, {}};
    for (const eval::value& piece : next.pieces) {
        machine_.restrict(next.thing, &piece);
        take_greater(out, count());
    }
    machine_.restrict(next.thing, nullptr);
    ++out.most;
    out.exact = out.exact && out.lists.empty();
    return out;
}

/// What may be asked from here. A procedure waits for what the step needs where it stands, so that all that it reads may
/// still come; elsewhere nothing comes that is not waited for.
std::vector<std::uint32_t> counter::to_come(const standing& now) const {
    if (!walks_) return now.waiting;
    std::vector<std::uint32_t> out;
    const auto& facts = read_.result().facts;
    for (std::uint32_t n = 0; n < machine_.things().size(); ++n) {
        const open_thing t = machine_.thing(n);
        const auto is_it = [&](const auto& f) { return model::index(f.id) == t.id; };
        const bool read = is_clock(t) ? read_.result().clock : std::any_of(facts.begin(), facts.end(), is_it);
        if (read && !machine_.restricted(n)) out.push_back(n);
    }
    return out;
}

/// All of it, one question after the other.
question_count counter::all_of(const standing& now) const {
    question_count out;
    bool clock = false;
    for (const std::uint32_t n : to_come(now)) {
        const open_thing t = machine_.thing(n);
        if (is_clock(t) && std::exchange(clock, true)) continue;
        ++out.most;
        if (t.kind != open_thing::kind_of::fact) continue;
        const writ::type& of = m_.facts[t.id].type;
        if (of.base == base_type::record) out.most += fields_asked(of) - (of.optional ? 0 : 1);
        if (of.base == base_type::list) out.lists.push_back({path_of(m_, t), fields_asked(of), of.most});
    }
    out.exact = out.most == 1 && out.lists.empty() && !now.told;  // something is surely asked
    return out;
}

std::size_t counter::fields_asked(const writ::type& t) const {
    const auto& fields = m_.records[t.ref].fields;
    const auto asked = [](const model::field& f) { return !f.assume; };
    return static_cast<std::size_t>(std::count_if(fields.begin(), fields.end(), asked));
}

}  // namespace count_detail

question_count count_questions(const model::model& m, eval::machine& machine, model::term_id about,
                               std::size_t most_cases) {
    return count_detail::counter(m, machine, about, most_cases).count();
}

}  // namespace writ::interview_detail
