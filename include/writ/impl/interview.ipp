#include "writ/interview.hpp"

#include <algorithm>
#include <utility>

#include "writ/detail/explain/explainer.hpp"
#include "writ/detail/interview/inquiry.hpp"
#include "writ/detail/interview/wording.hpp"
#include "writ/diagnostic.hpp"
#include "writ/eval/evaluator.hpp"
#include "writ/io/amend_case.hpp"
#include "writ/io/write_case.hpp"
#include "writ/model/reads.hpp"
#include "writ/ruleset.hpp"

// A case that grows by answers. Every answer makes a new state, so that taking one back is forgetting the last.

namespace writ {

namespace interview_detail {

using kind_of = open_thing::kind_of;

/// A sorted list whose elements cannot be in a case before each has its key.
struct keys_asked_for {
    model::fact_id list{};
    std::uint32_t count = 0;
    std::vector<std::string> keys;  ///< as YAML; those that are known
};

struct state {
    case_data facts;
    bool with_clock = true;
    std::optional<keys_asked_for> keys;
    writ::decision decision;
    std::optional<open_thing> asked;  ///< what `next`, or else `meanwhile`, is about
    std::optional<question> next, meanwhile;
};

inline bool is_number(std::string_view text) {
    return !text.empty() && text.size() < 10 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

inline std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// An answer as YAML: texts without quotes and sets without brackets are what people write.
inline std::string as_yaml(const writ::type& t, std::string_view text) {
    text = trimmed(text);
    const std::string as_it_is(text);
    if (text == "absent" || text == "unknown") return as_it_is;
    if (t.base == base_type::text) return text.starts_with('"') ? as_it_is : io::in_yaml_quotes(text);
    if (t.base == base_type::set) return text.starts_with('[') ? as_it_is : "[" + as_it_is + "]";
    if (t.base == base_type::record && text == "yes") return "{}";
    return as_it_is;
}

inline std::string empty_elements(std::uint32_t count) {
    std::string out = "[";
    for (std::uint32_t i = 0; i < count; ++i) out += i == 0 ? "{}" : ", {}";
    return out + "]";
}

/// The thing that a path names.
inline std::optional<open_thing> thing_at(const model::model& m, std::string_view path) {
    open_thing out;
    if (path == "as_of") {
        out.kind = kind_of::today;
        return out;
    }
    for (std::uint32_t f = 0; f < m.facts.size(); ++f) {
        const std::string name = fact_path(m, model::fact_id{f});
        if (!path.starts_with(name)) continue;
        std::string_view rest = path.substr(name.size());
        out.id = f;
        if (rest.empty()) return out;
        const writ::type& t = m.facts[f].type;
        const auto end = rest.find(']');
        if (t.base == base_type::list && rest.starts_with('[') && is_number(rest.substr(1, end - 1))) {
            out.kind = kind_of::element;
            out.element = static_cast<std::uint32_t>(std::stoul(std::string(rest.substr(1, end - 1))));
            rest.remove_prefix(end + 1);
        } else if (t.base == base_type::record) {
            out.kind = kind_of::field;
        }
        if (out.kind == kind_of::fact || !rest.starts_with('.')) continue;
        const auto& fields = m.records[t.ref].fields;
        for (out.field = 0; out.field < fields.size(); ++out.field)
            if (fields[out.field].name == rest.substr(1)) return out;
        out = {};
    }
    return std::nullopt;
}

/// Where in a case document the thing stands.
inline std::vector<io::amendment::step> steps_to(const model::model& m, const open_thing& t) {
    if (is_clock(t)) return {{"as_of", 0}};
    const model::fact& f = m.facts[t.id];
    std::vector<io::amendment::step> out;
    if (model::index(f.pack) != 0) out.push_back({m[f.pack].name, 0});
    out.push_back({f.group, 0});
    out.push_back({f.name, 0});
    if (t.kind == kind_of::element) out.push_back({"", t.element});
    if (t.kind != kind_of::fact) out.push_back({m.records[f.type.ref].fields[t.field].name, 0});
    return out;
}

/// The procedures that a question reads: itself first, those read by others behind these.
inline std::vector<std::uint32_t> procedures_read(const model::model& m, model::term_id question) {
    model::reading read(m, m[question].pack);
    std::vector<std::uint32_t> out;
    const auto follow = [&](model::term_id t) {
        for (std::uint32_t p = 0; p < m.procedures.size(); ++p)
            if (m.procedures[p].term == t) out.push_back(p);
        read.add(t);
    };
    follow(question);
    for (std::size_t k = 0; k < read.result().terms.size(); ++k) follow(read.result().terms[k].id);
    return out;
}

/// One interview.
class session {
public:
    session(ruleset rules, std::string_view name, std::optional<case_data> facts, std::string_view language)
        : rules_(std::move(rules)),
          about_(decider(rules_).question(name)),
          language_(language.empty() ? rules_.languages().front() : std::string(language)),
          evaluator_(rules_.stage_program(), rules_.stage_model()),
          procedures_(procedures_read(rules_.stage_model(), about_)) {
        state first;
        first.facts = facts ? *std::move(facts) : rules_.empty_case();
        settle(first);
        states_.push_back(std::move(first));
    }

    const model::model& m() const { return rules_.stage_model(); }
    const state& now() const { return states_.back(); }
    std::vector<case_error> answer(std::string_view path, std::string_view text);
    bool skip();
    bool back();

private:
    case_data with(const case_data& c, const std::vector<io::amendment>& said) const;
    std::vector<case_error> take(state next);
    void settle(state& s);
    void ask(state& s, open_thing t);
    std::optional<walk_step> step_waiting_for(const open_thing& t);
    open_thing inside(const state& s, open_thing record);
    std::vector<case_error> begin_list(const open_thing& t, std::uint32_t count);
    std::vector<case_error> take_key(std::string_view text);
    std::vector<case_error> misplaced(const std::optional<open_thing>& t, std::string_view path) const;
    open_thing next_key(const keys_asked_for& keys) const;

    ruleset rules_;
    model::term_id about_;
    std::string language_;
    eval::evaluator evaluator_;
    std::vector<std::uint32_t> procedures_;  ///< that the decision reads
    std::vector<state> states_;              ///< the last one counts
};

case_data session::with(const case_data& c, const std::vector<io::amendment>& said) const {
    case_data out = io::amended(m(), rules_.layout(), c, said);
    for (auto& e : out.errors) e.where = {0, 0};
    return out;
}

open_thing session::next_key(const keys_asked_for& keys) const {
    open_thing key{kind_of::element, model::index(keys.list)};
    key.element = static_cast<std::uint32_t>(keys.keys.size()) + 1;
    key.field = static_cast<std::uint32_t>(m()[keys.list].type.sorted_on);
    return key;
}

/// Works out where a case stands and what to ask.
void session::settle(state& s) {
    s.asked.reset();
    s.next.reset();
    s.meanwhile.reset();
    evaluator_.load(s.facts);
    s.decision = evaluator_.decide(about_);
    if (s.keys) return ask(s, next_key(*s.keys));
    if (s.decision.status == status::undetermined) {
        inquiry i(m(), evaluator_.inside(), about_, s.with_clock);
        if (const standing stands = i.look(); !stands.waiting.empty())
            ask(s, evaluator_.inside().thing(i.choose(stands).thing));
        return;
    }
    for (const auto& path : s.decision.asks)
        if (const auto t = thing_at(m(), path); t && is_missing(rules_.layout(), s.facts, *t)) return ask(s, *t);
}

void session::ask(state& s, open_thing t) {
    const writ::type of = type_of(m(), t);
    if (of.base == base_type::record && !of.optional) t = inside(s, t);
    s.asked = t;
    const question_writer writer(m(), s.facts.currency, language_);
    const bool first = s.keys || s.decision.status == status::undetermined;
    auto& asked = first ? s.next : s.meanwhile;
    asked = writer.ask(t, about_, s.decision);
    evaluator_.load(s.facts);
    asked->step = step_waiting_for(t);
}

/// Of the procedures that the decision reads, the outermost.
std::optional<walk_step> session::step_waiting_for(const open_thing& t) {
    eval::machine& machine = evaluator_.inside();
    const auto same = [&](std::uint32_t number) {
        const open_thing n = machine.thing(number);
        return is_clock(t) ? is_clock(n) : !is_clock(n) && n.id == t.id;
    };
    for (const std::uint32_t p : procedures_) {
        const eval::walked& w = machine.walk(p);
        if (!w.errors.empty() || std::none_of(w.needs.begin(), w.needs.end(), same)) continue;
        machine.begin();
        walk_step step =
            explain_detail::explainer(m(), rules_.sources(), machine, language_).path_of(m().procedures[p].term).back();
        step.asks.clear();
        return step;
    }
    return {};
}

/// The field to ask of a record that is surely there.
open_thing session::inside(const state& s, open_thing record) {
    const case_data opened = with(s.facts, {{steps_to(m(), record), "{}"}});
    evaluator_.load(opened);
    inquiry i(m(), evaluator_.inside(), about_, s.with_clock);
    for (const std::uint32_t n : i.look().waiting)
        if (const open_thing t = evaluator_.inside().thing(n); t.kind == kind_of::field && t.id == record.id) return t;
    record.kind = kind_of::field;
    return record;
}

/// Goes on with a new state, unless what it says does not meet a requirement.
std::vector<case_error> session::take(state next) {
    if (!next.facts.errors.empty()) return std::move(next.facts.errors);
    settle(next);
    if (next.decision.status == status::error && now().decision.status != status::error) {
        evaluator_.load(next.facts);
        if (!inquiry(m(), evaluator_.inside(), about_, false).look().possible)
            return {{{}, next.decision.error_text, {}, {0, 0}}};
    }
    states_.push_back(std::move(next));
    return {};
}

/// A sorted list has to wait for the keys of its elements.
std::vector<case_error> session::begin_list(const open_thing& t, std::uint32_t count) {
    const writ::type of = type_of(m(), t);
    if (count > of.most)
        return {{path_of(m(), t), "there are at most " + std::to_string(of.most) + " elements", {}, {0, 0}}};
    state next = now();
    next.keys.reset();
    if (of.sorted_on >= 0 && count > 0 && count >= of.least) next.keys = {model::fact_id{t.id}, count, {}};
    else next.facts = with(next.facts, {{steps_to(m(), t), empty_elements(count)}});
    return take(std::move(next));
}

/// The key of the next element. Until all are there it stands for those to come too, so that it can be checked.
std::vector<case_error> session::take_key(std::string_view text) {
    state next = now();
    auto& keys = next.keys->keys;
    open_thing key = *now().asked;
    const open_thing list{kind_of::fact, key.id};
    keys.push_back(as_yaml(type_of(m(), key), text));
    std::vector<io::amendment> said{{steps_to(m(), list), empty_elements(next.keys->count)}};
    for (key.element = 1; key.element <= next.keys->count; ++key.element)
        said.push_back({steps_to(m(), key), keys[std::min<std::size_t>(key.element, keys.size()) - 1]});
    case_data whole = with(next.facts, said);
    if (!whole.errors.empty()) {
        whole.errors.resize(1);
        whole.errors.front().path = path_of(m(), *now().asked);
        return std::move(whole.errors);
    }
    if (keys.size() == next.keys->count) {
        next.facts = std::move(whole);
        next.keys.reset();
    }
    return take(std::move(next));
}

/// What is wrong with a path, if anything is.
std::vector<case_error> session::misplaced(const std::optional<open_thing>& t, std::string_view path) const {
    if (t) {
        if (t->kind != kind_of::element) return {};
        const std::uint32_t count = now().facts.lists[rules_.layout().facts[t->id].at].count;
        if (t->element >= 1 && t->element <= count) return {};
        return {{std::string(path), "the list has " + std::to_string(count) + " elements", {}, {0, 0}}};
    }
    std::vector<std::string> names{"as_of"};
    for (std::uint32_t f = 0; f < m().facts.size(); ++f) names.push_back(fact_path(m(), model::fact_id{f}));
    const auto near = nearest(path, {names.begin(), names.end()});
    const std::string help = near.empty() ? "" : "did you mean `" + std::string(near) + "`?";
    return {{std::string(path), "there is no such fact", help, {0, 0}}};
}

std::vector<case_error> session::answer(std::string_view path, std::string_view text) {
    text = trimmed(text);
    const auto& asked = now().asked;
    if (now().keys && asked && path == path_of(m(), *asked)) return take_key(text);
    const auto t = thing_at(m(), path);
    if (auto wrong = misplaced(t, path); !wrong.empty()) return wrong;
    const writ::type of = type_of(m(), *t);
    if (of.base == base_type::list && is_number(text))
        return begin_list(*t, static_cast<std::uint32_t>(std::stoul(std::string(text))));
    const bool moment = t->kind == kind_of::today && asked && asked->kind == kind_of::now;
    if (const auto when = parse_moment(text); moment && when && !when->instant)
        return {{"as_of", "`" + std::string(text) + "` has no time of day", "write 2026-03-01T09:00+07:00", {0, 0}}};
    state next = now();
    next.facts = with(next.facts, {{steps_to(m(), *t), as_yaml(of, text)}});
    return take(std::move(next));
}

bool session::skip() {
    if (!now().asked) return false;
    state next = now();
    open_thing t = *next.asked;
    if (next.keys) t = {kind_of::fact, t.id};
    next.keys.reset();
    if (is_clock(t)) next.with_clock = false;
    else next.facts = with(next.facts, {{steps_to(m(), t), "{unknown: true}"}});
    settle(next);
    states_.push_back(std::move(next));
    return true;
}

bool session::back() {
    if (states_.size() == 1) return false;
    states_.pop_back();
    return true;
}

}  // namespace interview_detail

struct interview::parts {
    interview_detail::session session;
};

interview::interview(ruleset rules, std::string_view name, std::optional<case_data> facts, std::string_view language)
    : parts_(new parts{{std::move(rules), name, std::move(facts), language}}) {}
interview::interview(interview&&) noexcept = default;
interview& interview::operator=(interview&&) noexcept = default;
interview::~interview() = default;

const std::optional<question>& interview::next() const noexcept { return parts_->session.now().next; }
const std::optional<question>& interview::next_meanwhile() const noexcept { return parts_->session.now().meanwhile; }
std::vector<case_error> interview::answer(std::string_view path, std::string_view text) {
    return parts_->session.answer(path, text);
}
bool interview::skip() { return parts_->session.skip(); }
bool interview::back() { return parts_->session.back(); }
const decision& interview::decision() const noexcept { return parts_->session.now().decision; }
const case_data& interview::facts() const noexcept { return parts_->session.now().facts; }
std::string interview::to_yaml() const { return io::write_yaml_case(parts_->session.m(), facts()); }

question_count count_questions(const ruleset& rules, std::string_view name, const limits& bounds) {
    eval::evaluator evaluator(rules.stage_program(), rules.stage_model());
    const case_data empty = rules.empty_case();
    evaluator.load(empty);
    return interview_detail::count_questions(rules.stage_model(), evaluator.inside(), decider(rules).question(name),
                                             bounds.interview_cases);
}

}  // namespace writ
