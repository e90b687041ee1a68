// Cases → lines of answers, and counts.
#pragma once

#include "writ/line_decider.hpp"

#include <map>
#include <tuple>
#include <unordered_map>

#include "writ/detail/io/json_writer.hpp"
#include "writ/detail/io/read_scalar.hpp"
#include "writ/io/write_decision.hpp"
#include "writ/model/model.hpp"

namespace writ {

namespace line_decider_detail {

inline std::string joined(const std::vector<std::string>& all) {
    std::string out;
    for (const auto& s : all) out += (out.empty() ? "" : ", ") + s;
    return out;
}

inline std::string shown(const outcome& o) { return o.is_absent() ? "absent" : to_string(o); }

/// The beginning of what one case came to; decisions and a bracket follow.
inline std::string record_head(const provenance& made) {
    return "\"provenance\":" + io::write_json(made) + ",\"decisions\":[";
}

/// The cells of a type that has few values: from `low` on.
struct few_values {
    std::int64_t low = 0, count = 0;
};

inline std::optional<few_values> few_values_of(const model::model& m, const type& t) {
    constexpr std::int64_t few = 256;
    switch (t.base) {
        case base_type::boolean: return few_values{0, 2};
        case base_type::weekday: return few_values{0, 7};
        case base_type::enumeration: return few_values{0, static_cast<std::int64_t>(m.enums[t.ref].values.size())};
        case base_type::calendar: return few_values{0, static_cast<std::int64_t>(m.calendars.size())};
        case base_type::number: break;
        default: return std::nullopt;
    }
    const auto ends = t.ranged && t.places == 0 ? ends_of_cell(t) : std::nullopt;
    if (!ends || ends->second - ends->first >= few) return std::nullopt;
    return few_values{ends->first, ends->second - ends->first + 1};
}

/// Puts cases in groups by the value of a fact: 0 where it is unknown, 1 where it is absent, then by value.
class groups {
public:
    groups(const ruleset& rules, const std::string& path) : m_(rules.stage_model()) {
        if (path.empty()) return;
        find(rules.layout(), path);
        const auto few = few_values_of(m_, type_);
        if (!few)
            throw bad_question("cases cannot be counted by `" + path + "`, which is " + detail::in_words(m_, type_) +
                               ": it may have too many values");
        low_ = few->low;
    }

    std::uint32_t of(const case_data& c) const {
        if (!cell_) return 0;
        const cell& given = c.cells[*cell_];
        if (has_value(given.state)) return static_cast<std::uint32_t>(given.value - low_) + first_value;
        return is_absent(given.state) ? 1 : 0;
    }

    std::string name(std::uint32_t group) const {
        if (!cell_) return {};
        if (group < first_value) return group == 0 ? "unknown" : "absent";
        detail::scalar_reading value;
        value.value = static_cast<std::int64_t>(group - first_value) + low_;
        return to_string(detail::shown_value(m_, type_, value));
    }

private:
    static constexpr std::uint32_t first_value = 2;

    void find(const case_layout& layout, const std::string& path) {
        std::vector<std::string> known;
        const auto is = [&](const std::string& name, const type& t, std::uint32_t at) {
            known.push_back(name);
            if (name == path) cell_ = at, type_ = t;
        };
        for (std::size_t f = 0; f < m_.facts.size() && !cell_; ++f) {
            const std::string name = fact_path(m_, static_cast<model::fact_id>(f));
            const fact_place& at = layout.facts[f];
            const type& t = m_.facts[f].type;
            if (m_.facts[f].told_by || at.kind == fact_place::kind_of::list) continue;
            is(name, t, at.at);
            for (std::uint32_t i = 0; i < at.fields; ++i) {
                const auto& field = m_.records[t.ref].fields[i];
                is(name + "." + field.name, field.type, at.at + 1 + i);
            }
        }
        if (cell_) return;
        const std::string help = detail::suggestion(path, {known.begin(), known.end()});
        throw bad_question("there is no fact `" + path + "` to count by" + (help.empty() ? "" : " (" + help + ")"));
    }

    const model::model& m_;
    std::optional<std::uint32_t> cell_;
    type type_;
    std::int64_t low_ = 0;
};

/// Words of answers that were looked up: the same question, rules and value are told in the same words.
class words_kept {
public:
    /// The words kept for an answer, or null; then the next call of `keep` is for it.
    const std::string* find(std::size_t question, const short_answer& a) {
        key_.assign(reinterpret_cast<const char*>(&question), sizeof question);
        key_.append(reinterpret_cast<const char*>(&a.value.value), sizeof a.value.value);
        key_ += a.value.state == presence::known ? 'k' : 'a';
        key_.append(reinterpret_cast<const char*>(a.rules.data()), a.rules.size_bytes());
        const auto found = words_.find(key_);
        return found == words_.end() ? nullptr : &found->second;
    }
    void keep(const std::string& words) {
        if (words_.size() < most) words_.emplace(key_, words);
    }

private:
    static constexpr std::size_t most = 4096;
    std::string key_;
    std::unordered_map<std::string, std::string> words_;
};

/// What a question came to, in numbers.
struct counted_answer {
    std::uint32_t group = 0, question = 0, outcome = 0;
    writ::status status = writ::status::undetermined;
    friend auto operator<=>(const counted_answer&, const counted_answer&) = default;
};
struct counted_rule {
    std::uint32_t group = 0, question = 0, rule = 0;
    friend auto operator<=>(const counted_rule&, const counted_rule&) = default;
};

struct mixed {
    template <class T>
    std::size_t operator()(const T& of) const noexcept {
        std::uint64_t out = (std::uint64_t{of.group} << 32 | of.question) * 0x9e3779b97f4a7c15u;
        if constexpr (requires { of.rule; }) out ^= of.rule;
        else out ^= std::uint64_t{of.outcome} << 2 | static_cast<unsigned>(of.status);
        return static_cast<std::size_t>(out * 0xff51afd7ed558ccdu >> 16);
    }
};

/// One question, and how its values are called in counts.
struct question {
    std::string name;
    model::term_id number{};
    bool few = false;                                ///< every value by its name
    std::string otherwise;                           ///< what it is, where values are many
    std::map<std::int64_t, std::uint32_t> outcomes;  ///< by cell, where they are few
};

}  // namespace line_decider_detail

struct line_decider::parts {
    parts(ruleset of, line_questions asked);

    bool begin(case_data& c);
    void tell(line_decider_detail::question& q, std::size_t at, std::string& out);
    void end();
    void count(line_decider_detail::question& q, std::size_t at, const short_answer& a);
    void count(const line_decider_detail::question& q, std::size_t at, const decision& d);
    void count(std::size_t question, writ::status status, std::uint32_t outcome);
    void count_rule(std::size_t question, std::uint32_t rule);
    std::uint32_t outcome_of(line_decider_detail::question& q, const short_answer& a);
    std::uint32_t outcome(std::string words);
    std::string answer_words(const decision& d) const;
    const std::string& head_of(const moment_of_decision& as_of);

    ruleset rules;
    writ::decider decider;
    line_questions::form form;
    std::optional<moment_of_decision> when;
    line_decider_detail::groups groups;
    std::vector<line_decider_detail::question> questions;
    line_decider_detail::words_kept kept;

    provenance made;
    moment_of_decision as_of;  ///< of `head`
    std::string head;

    std::uint32_t group = 0;            ///< of the case at hand
    bool open = false, failed = false;  ///< likewise
    line_totals sum;
    std::unordered_map<line_decider_detail::counted_answer, std::uint64_t, line_decider_detail::mixed> answers;
    std::unordered_map<line_decider_detail::counted_rule, std::uint64_t, line_decider_detail::mixed> spoken;
    std::vector<std::string> outcomes{{}};  ///< the first is that of what is not decided
    std::unordered_map<std::string, std::uint32_t> outcome_numbers;
    std::unordered_map<std::string_view, std::uint32_t> rule_numbers;
};

// ------------------------------------------------------------------ in words

std::string to_line(const decision& d) {
    using line_decider_detail::joined;
    std::string out = d.name + " = ";
    if (d.status == status::error) return out + "error: " + d.error_text + "\n";
    if (d.status == status::conflict) return out + "conflict between " + joined(d.conflicts) + "\n";
    out += d.status == status::decided ? line_decider_detail::shown(d.value) : to_string(d.value);
    if (d.status == status::undetermined) out += "   undetermined, needs " + joined(d.needs);
    if (d.provisional) out += "   provisional, ask " + joined(d.asks);
    if (!d.own_rules.empty()) out += "   by " + joined(d.own_rules);
    return out + "\n";
}

void write_errors(const case_data& c, std::uint64_t line, std::string& out) {
    detail::json_writer w;
    w.open_object();
    w.key("line");
    w.raw(std::to_string(line));
    w.key("errors");
    w.open_array();
    for (const auto& e : c.errors) {
        w.open_object();
        for (const auto& [key, words] : {std::pair("path", &e.path), {"message", &e.message}, {"help", &e.help}}) {
            w.key(key);
            w.text(*words);
        }
        w.close_object();
    }
    w.close_array();
    w.close_object();
    out += w.take() + "\n";
}

// ------------------------------------------------------------------ one case

line_decider::parts::parts(ruleset of, line_questions asked)
    : rules(std::move(of)),
      decider(rules),
      form(asked.answers),
      when(asked.as_of),
      groups(rules, asked.by),
      made(rules.provenance({})),
      head(line_decider_detail::record_head(made)) {
    const model::model& m = rules.stage_model();
    for (const std::string& name : asked.decisions) {
        line_decider_detail::question q{name, decider.question(name), false, {}, {}};
        type t = m[q.number].type;
        q.few = line_decider_detail::few_values_of(m, t).has_value();
        t.optional = false;
        q.otherwise = detail::in_words(m, t);
        questions.push_back(std::move(q));
    }
    for (std::uint32_t r = 0; r < m.rules.size(); ++r) rule_numbers.emplace(m.rules[r].path, r);
}

std::string line_decider::parts::answer_words(const decision& d) const {
    return form == line_questions::form::json ? io::write_json(d) : to_line(d);
}

const std::string& line_decider::parts::head_of(const moment_of_decision& moment) {
    if (moment == as_of) return head;
    as_of = moment;
    made.as_of = format_moment(moment);
    return head = line_decider_detail::record_head(made);
}

/// Appends what a question came to, and counts it.
void line_decider::parts::tell(line_decider_detail::question& q, std::size_t at, std::string& out) {
    const short_answer* const quick = decider.look_up(q.number);
    if (quick == nullptr) {
        const decision d = decider.decide(q.name);
        count(q, at, d);
        out += answer_words(d);
        return;
    }
    count(q, at, *quick);
    if (const std::string* const words = kept.find(at, *quick); words != nullptr) {
        out += *words;
        return;
    }
    const std::string words = answer_words(decider.decide(q.name));
    kept.keep(words);
    out += words;
}

line_decider::line_decider(ruleset rules, line_questions asked)
    : parts_(new parts(std::move(rules), std::move(asked))) {}
line_decider::line_decider(line_decider&&) noexcept = default;
line_decider& line_decider::operator=(line_decider&&) noexcept = default;
line_decider::~line_decider() = default;

/// Takes a case; false if it cannot be decided.
bool line_decider::parts::begin(case_data& c) {
    ++sum.cases;
    if (!c.errors.empty()) {
        ++sum.unreadable;
        return false;
    }
    if (when) c.as_of = *when;
    decider.load(c);
    group = groups.of(c);
    open = failed = false;
    return true;
}

void line_decider::parts::end() {
    sum.failed += failed ? 1 : 0;
    sum.undetermined += open && !failed ? 1 : 0;
}

void line_decider::take(case_data& c, std::uint64_t line, std::string& answers) {
    parts& p = *parts_;
    const bool json = p.form == line_questions::form::json;
    const std::string number = std::to_string(line);
    if (!p.begin(c)) {
        if (json) return write_errors(c, line, answers);
        (answers += number) += ": cannot be read\n";
        return;
    }
    if (json) ((answers += "{\"line\":") += number) += ',' + p.head_of(c.as_of);
    for (std::size_t i = 0; i < p.questions.size(); ++i) {
        if (json) answers += i == 0 ? "" : ",";
        else (answers += number) += ": ";
        p.tell(p.questions[i], i, answers);
    }
    if (json) answers += "]}\n";
    p.end();
}

void line_decider::count(case_data& c) {
    parts& p = *parts_;
    if (!p.begin(c)) return;
    for (std::size_t i = 0; i < p.questions.size(); ++i)
        p.count(p.questions[i], i, p.decider.ask(p.questions[i].number));
    p.end();
}

// ------------------------------------------------------------------ counts

line_totals& line_totals::operator+=(const line_totals& more) noexcept {
    cases += more.cases;
    unreadable += more.unreadable;
    undetermined += more.undetermined;
    failed += more.failed;
    return *this;
}

void line_decider::parts::count(std::size_t at, writ::status status, std::uint32_t outcome) {
    open = open || status == status::undetermined;
    failed = failed || status == status::conflict || status == status::error;
    ++answers[{group, static_cast<std::uint32_t>(at), outcome, status}];
}

void line_decider::parts::count_rule(std::size_t at, std::uint32_t rule) {
    ++spoken[{group, static_cast<std::uint32_t>(at), rule}];
}

void line_decider::parts::count(line_decider_detail::question& q, std::size_t at, const short_answer& a) {
    for (const std::uint32_t rule : a.rules) count_rule(at, rule);
    const auto status = a.status;
    count(at, status, status == status::decided ? outcome_of(q, a) : 0);
}

void line_decider::parts::count(const line_decider_detail::question& q, std::size_t at, const decision& d) {
    for (const auto& path : d.rules) count_rule(at, rule_numbers.at(path));
    const bool by_name = q.few || d.value.is_absent();
    count(at, d.status,
          d.status != status::decided ? 0 : outcome(by_name ? line_decider_detail::shown(d.value) : q.otherwise));
}

/// The number of the words for a value, which are asked for once.
std::uint32_t line_decider::parts::outcome_of(line_decider_detail::question& q, const short_answer& a) {
    if (a.value.state == presence::absent) return outcome("absent");
    if (!q.few) return outcome(q.otherwise);
    const auto known = q.outcomes.find(a.value.value);
    if (known != q.outcomes.end()) return known->second;
    const std::int64_t value = a.value.value;
    return q.outcomes[value] = outcome(line_decider_detail::shown(decider.decide(q.name).value));
}

std::uint32_t line_decider::parts::outcome(std::string words) {
    const auto [known, is_new] = outcome_numbers.emplace(std::move(words), static_cast<std::uint32_t>(outcomes.size()));
    if (is_new) outcomes.push_back(known->first);
    return known->second;
}

const line_totals& line_decider::totals() const noexcept { return parts_->sum; }

line_counts line_decider::counts() const {
    const parts& p = *parts_;
    line_counts out;
    for (const auto& [key, cases] : std::map(p.answers.begin(), p.answers.end()))
        out.answers.push_back(
            {p.groups.name(key.group), p.questions[key.question].name, key.status, p.outcomes[key.outcome], cases});
    for (const auto& [key, cases] : std::map(p.spoken.begin(), p.spoken.end()))
        out.rules.push_back(
            {p.groups.name(key.group), p.questions[key.question].name, p.rules.rule_path(key.rule), cases});
    return out;
}

}  // namespace writ
