#include "writ/notice.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "writ/detail/explain/explainer.hpp"
#include "writ/eval/evaluator.hpp"
#include "writ/eval/to_decision.hpp"
#include "writ/phrases.hpp"
#include "writ/ruleset.hpp"

// Notices: an explanation, less what its reader may not see, in the words that rules have for that reader.

namespace writ {
namespace notice_detail {

using model::message;
using model::term_id;

/// Facts that a notice lists at most.
inline constexpr std::size_t most_facts = 40;

inline bool names(const std::vector<std::string>& all, std::string_view name) {
    return std::find(all.begin(), all.end(), name) != all.end();
}

/// A reason with its clauses behind it.
inline std::string cited(const ground& g) {
    std::string clauses;
    for (const std::string& c : g.cites) clauses += (clauses.empty() ? " [" : "; ") + c;
    return g.text + (clauses.empty() ? "" : clauses + "]");
}

class writer {
public:
    writer(const ruleset& rules, const case_data& c, term_id question, std::string_view audience, std::string language)
        : rules_(rules),
          case_(c),
          m_(rules.stage_model()),
          question_(question),
          evaluator_(rules.stage_program(), m_),
          explainer_(m_, rules.sources(), evaluator_.inside(), language),
          why_(explain(rules, c, question, language)) {
        evaluator_.load(c);
        const model::pack& pack = m_[m_[question].pack];
        if (!names(pack.audiences, audience))
            throw unknown_audience("`" + pack.name + "` has no audience `" + std::string(audience) + "`");
        n_.audience = audience;
        n_.language = std::move(language);
        n_.internal = names(pack.internal, audience);
    }

    notice write() {
        n_.decision = why_.decision.name;
        n_.status = why_.decision.status;
        n_.pack = why_.pack;
        n_.version = why_.version;
        n_.as_of = why_.as_of;
        n_.title = text(m_[question_].title);
        n_.reasons = why_.grounds;
        outcome_lines();
        for (const reason& r : why_.reasons) gather(r);
        if (!why_.path.empty()) add_words(why_.path.back().says);
        for (const std::string& path : why_.decision.needs)
            if (may_hear_of(path)) n_.needs.push_back({name_of(path), question_about(path)});
        for (const model::statement& s : m_.statements)
            if (concerns(s)) write_statement(s);
        if (n_.internal) write_record();
        return std::move(n_);
    }

private:
    std::string say(phrase what, std::initializer_list<std::string_view> filled = {}) const {
        return writ::say(what, n_.language, filled);
    }

    std::string text(const message& m) {
        explain_detail::scope s;
        s.term = question_;
        return explainer_.message_of(m, s);
    }

    // ---- facts by their paths

    /// A fact, an element of it, a field of it or of an element, as a path names it.
    struct place {
        const model::fact* fact = nullptr;
        std::uint32_t number = 0;  ///< of the fact
        std::string element;       ///< `2`; empty: the fact itself
        const model::field* field = nullptr;
    };

    place find(std::string_view path) const {
        for (std::uint32_t f = 0; f < m_.facts.size(); ++f) {
            const std::string own = fact_path(m_, model::fact_id{f});
            if (!path.starts_with(own)) continue;
            place out{&m_.facts[f], f, {}, nullptr};
            std::string_view rest = path.substr(own.size());
            if (rest.starts_with('[')) {
                const std::size_t end = rest.find(']');
                out.element = rest.substr(1, end - 1);
                rest.remove_prefix(end + 1);
            }
            if (rest.empty()) return out;
            if (rest[0] != '.' || out.fact->type.ref == no_ref) continue;
            for (const model::field& field : m_.records[out.fact->type.ref].fields)
                if (field.name == rest.substr(1)) out.field = &field;
            if (out.field != nullptr) return out;
        }
        return {};
    }

    bool may_see(const place& p) const {
        const auto allows = [&](const std::vector<std::string>& seen_by) {
            return seen_by.empty() || names(seen_by, n_.audience);
        };
        return n_.internal || (allows(p.fact->seen_by) && (p.field == nullptr || allows(p.field->seen_by)));
    }

    /// Whether it is a fact that the audience may see; what is no fact is no secret.
    bool may_hear_of(const std::string& path) const {
        const place p = find(path);
        return p.fact == nullptr || may_see(p);
    }

    /// `Violations 2, Severity`, as far as the rules say what things are called.
    std::string name_of(const std::string& path) {
        const place p = find(path);
        if (p.fact == nullptr) return path;
        const bool in_words = !p.fact->called.empty() || (p.field != nullptr && !p.field->called.empty());
        if (!in_words) return path;
        std::string out = p.fact->called.empty() ? p.fact->name : text(p.fact->called);
        if (!p.element.empty()) out += ' ' + p.element;
        if (p.field != nullptr) out += ", " + (p.field->called.empty() ? p.field->name : text(p.field->called));
        return out;
    }

    std::string question_about(const std::string& path) {
        const place p = find(path);
        if (p.fact == nullptr) return {};
        return text(p.field != nullptr ? p.field->ask : p.fact->ask);
    }

    // ---- from the explanation

    void add_words(const std::vector<addressed_words>& all) {
        for (const addressed_words& w : all)
            if ((w.to.empty() || w.to == n_.audience) && !names(n_.says, w.text)) n_.says.push_back(w.text);
    }

    /// Facts and words of everything that holds: what did not apply is no ground.
    void gather(const reason& r) {
        if (r.verdict == verdict::no) return;
        add_words(r.says);
        if (r.kind == reason_kind::fact && r.verdict == verdict::none) add_fact(r.name, r.told);
        if (r.kind == reason_kind::element) add_element(r.name);
        for (const reason& part : r.parts) gather(part);
    }

    void add_fact(const std::string& path, const std::string& told) {
        const place p = find(path);
        const auto same = [&](const told_fact& f) { return f.path == path; };
        const bool nothing = told.empty() || told == say(phrase::absent);
        if (p.fact == nullptr || nothing || !may_see(p) || std::any_of(n_.facts.begin(), n_.facts.end(), same)) return;
        if (n_.facts.size() == most_facts) ++n_.more_facts;
        else n_.facts.push_back({path, name_of(path), told});
    }

    /// Everything known of an element that counted.
    void add_element(const std::string& path) {
        const place p = find(path);
        if (p.fact == nullptr || p.element.empty()) return;
        const list_data& list = case_.lists[rules_.layout().facts[p.number].at];
        const auto& fields = m_.records[p.fact->type.ref].fields;
        explain_detail::scope s;
        s.term = question_;
        for (std::uint32_t i = 0; i < list.count; ++i) {
            if (std::to_string(list.given[i]) != p.element) continue;
            for (std::uint32_t k = 0; k < fields.size(); ++k) {
                const eval::value v = evaluator_.inside().element_field(list, p.number, i, k);
                if (eval::is_known(v)) add_fact(path + '.' + fields[k].name, explainer_.told(v, fields[k].type, s));
            }
        }
    }

    /// The value of a term in words, a line for each field of a record.
    std::vector<std::string> lines_of(const eval::value& v, term_id t) {
        explain_detail::scope s;
        s.term = t;
        const outcome o = explainer_.titled(v, m_[t].type, s);
        const wording how = explainer_.in_words(s);
        if (o.kind == outcome::kind_of::record && !o.error) return fields_of(o, how);
        std::vector<std::string> out;
        if (o.kind != outcome::kind_of::list || o.open) return {to_string(o, how)};
        for (const auto& member : o.members) {
            std::string line;
            for (const std::string& field : fields_of(member.value, how)) line += (line.empty() ? "" : ", ") + field;
            out.push_back(std::move(line));
        }
        return out;
    }

    /// `name: value` for each field of a record; what is no record as it is.
    static std::vector<std::string> fields_of(const outcome& o, const wording& how) {
        if (o.kind != outcome::kind_of::record) return {to_string(o, how)};
        std::vector<std::string> out;
        for (const auto& f : o.fields)
            if (!f.value.is_absent()) out.push_back(f.name + ": " + to_string(f.value, how));
        return out;
    }

    void outcome_lines() {
        const decision& d = why_.decision;
        if (d.status == status::error) return n_.outcome.push_back(say(phrase::error_of, {d.error_text}));
        if (d.status == status::conflict) return n_.outcome.push_back(say(phrase::conflict));
        if (d.value.is_absent()) return n_.outcome.push_back(say(phrase::no_rule_applies));
        const auto is_it = [&](const model::procedure& p) { return p.term == question_; };
        const bool procedure = std::any_of(m_.procedures.begin(), m_.procedures.end(), is_it);
        if (!procedure) {
            n_.outcome = lines_of(evaluator_.inside().ask(index(question_)).result, question_);
            return;
        }
        // Of a procedure people are told what the end gives, not by which steps it was reached.
        const eval::value v = evaluator_.inside().ask(index(question_)).result;
        if (v.form != eval::shape::record) return;
        const auto field = static_cast<std::uint32_t>(model::procedure_field::outcome);
        const eval::value end = evaluator_.inside().record_field(*v.record, field);
        const auto p = std::find_if(m_.procedures.begin(), m_.procedures.end(), is_it);
        if (d.status == status::decided && !eval::surely_absent(end)) n_.outcome = lines_of(end, p->ends);
    }

    // ---- statements of reasons

    bool concerns(const model::statement& s) const {
        if (s.of != question_) return false;
        return n_.internal || s.audiences.empty() || names(s.audiences, n_.audience);
    }

    statement_part part(const char* name, phrase heading) const { return {name, say(heading), {}, {}}; }

    /// What a part's term comes to; `missing` says why it comes to nothing.
    std::optional<eval::value> settled(term_id t, statement_part& into) {
        const eval::answer& a = evaluator_.inside().ask(index(t));
        if (a.status == status::decided && !eval::surely_absent(a.result)) return a.result;
        if (a.status != status::undetermined) {
            const bool failed = a.status != status::decided;
            into.missing = failed ? evaluator_.decide(t).error_text : say(phrase::no_value);
            return {};
        }
        std::vector<std::string> missing;
        for (const std::uint32_t n : a.needs) {
            const std::string path = eval::thing_path(m_, evaluator_.inside().thing(n));
            std::string name = may_hear_of(path) ? name_of(path) : say(phrase::not_for_you);
            if (!names(missing, name)) missing.push_back(std::move(name));
        }
        for (const std::string& name : missing) into.missing += (into.missing.empty() ? "" : ", ") + name;
        return {};
    }

    statement_part simple_part(const char* name, phrase heading, const std::optional<term_id>& t) {
        statement_part out = part(name, heading);
        if (!t) out.missing = say(phrase::not_said);
        else if (const auto v = settled(*t, out)) out.lines = lines_of(*v, *t);
        return out;
    }

    statement_part facts_part() {
        statement_part out = part("facts", phrase::facts_relied_on);
        for (const told_fact& f : n_.facts) out.lines.push_back(f.name + ": " + f.value);
        if (n_.more_facts > 0) out.lines.push_back(say(phrase::and_more, {std::to_string(n_.more_facts)}));
        if (out.lines.empty()) out.missing = say(phrase::no_value);
        return out;
    }

    /// The clauses, and why they apply.
    statement_part ground_part(const model::statement& s) {
        statement_part out = part("ground", phrase::ground);
        for (const ground& g : why_.grounds) out.lines.push_back(cited(g));
        for (const std::string& c : s.cites) out.lines.push_back(c);
        const auto has_clause = [](const ground& g) { return !g.cites.empty(); };
        if (std::none_of(why_.grounds.begin(), why_.grounds.end(), has_clause)) out.missing = say(phrase::not_said);
        return out;
    }

    std::string moment(term_id t, statement_part& into) {
        const auto v = settled(t, into);
        return v ? lines_of(*v, t).front() : std::string();
    }

    /// From when, and until when if it ends.
    statement_part duration_part(const model::statement& s) {
        statement_part out = part("duration", phrase::duration);
        if (!s.starts) {
            out.missing = say(phrase::not_said);
            return out;
        }
        const std::string from = moment(*s.starts, out);
        std::string until;
        if (s.ends) {
            const eval::answer& a = evaluator_.inside().ask(index(*s.ends));
            if (a.status != status::decided || !eval::surely_absent(a.result)) until = moment(*s.ends, out);
        }
        if (!from.empty())
            out.lines.push_back(until.empty() ? say(phrase::from_on, {from}) : say(phrase::from_until, {from, until}));
        return out;
    }

    statement_part redress_part(const model::statement& s) {
        statement_part out = part("redress", phrase::redress);
        if (s.redress.empty()) out.missing = say(phrase::not_said);
        for (const auto& way : s.redress) {
            const std::string until = way.until ? moment(*way.until, out) : std::string();
            out.lines.push_back(until.empty() ? text(way.text) : say(phrase::text_until, {text(way.text), until}));
        }
        return out;
    }

    void write_statement(const model::statement& s) {
        statement_part due = part("due", phrase::whether_due);
        const auto is_due = settled(s.term, due);
        if (is_due && eval::sure(*is_due, false)) return;
        statement_of_reasons out;
        out.name = m_[s.term].name;
        out.title = text(m_[s.term].title);
        if (!due.missing.empty()) out.parts.push_back(std::move(due));
        if (s.measure) out.parts.push_back(simple_part("measure", phrase::measure, s.measure));
        else {
            out.parts.push_back(part("measure", phrase::measure));
            out.parts.back().lines = n_.outcome;
            if (n_.status != status::decided) out.parts.back().missing = say(phrase::no_value);
        }
        out.parts.push_back(facts_part());
        out.parts.push_back(simple_part("automated", phrase::automated, s.automated));
        out.parts.push_back(ground_part(s));
        out.parts.push_back(simple_part("territory", phrase::territory, s.territory));
        out.parts.push_back(duration_part(s));
        out.parts.push_back(redress_part(s));
        out.complete = std::all_of(out.parts.begin(), out.parts.end(), [](const auto& p) { return p.missing.empty(); });
        n_.statements.push_back(std::move(out));
    }

    // ---- the record

    void write_record() {
        for (const std::string& path : why_.decision.rules) {
            const auto same = [&](const model::rule& r) { return r.path == path; };
            const auto r = std::find_if(m_.rules.begin(), m_.rules.end(), same);
            if (r == m_.rules.end()) continue;
            const source& file = rules_.sources()[r->where.file];
            n_.record.push_back(path + "  " + file.name() + ":" +
                                std::to_string(file.position_of(r->where.begin).line));
        }
        n_.record.push_back(why_.pack + " " + why_.version + " " + why_.hash);
        n_.record.push_back("writ " + why_.engine + ", tz " + why_.zones);
    }

    const ruleset& rules_;
    const case_data& case_;
    const model::model& m_;
    term_id question_;
    eval::evaluator evaluator_;
    explain_detail::explainer explainer_;
    explanation why_;
    notice n_;
};

/// Headings and lists, as text or Markdown writes them.
struct style {
    const char *title, *heading, *item, *after_heading;
};
inline constexpr style plain{"", "", "  ", ""}, marked{"# ", "## ", "- ", "\n"};

class page {
public:
    page(const notice& n, const style& how) : n_(n), how_(how) {}

    std::string write() {
        out_ = how_.title + say(phrase::notice_to, {n_.audience}) + "\n\n";
        const std::string title = n_.title.empty() ? n_.decision : n_.title;
        if (n_.status == status::undetermined) {
            out_ += title + ": " + say(phrase::not_decided) + "\n";
        } else if (n_.outcome.size() == 1) {
            out_ += title + ": " + n_.outcome.front() + "\n";
        } else {
            out_ += title + "\n";
            items(n_.outcome);
        }
        if (!n_.says.empty()) out_ += "\n";
        for (const std::string& words : n_.says) out_ += words + "\n";
        std::vector<std::string> lines;
        for (const addressed_words& w : n_.needs) lines.push_back(w.text.empty() ? w.to : w.to + ": " + w.text);
        section(say(phrase::still_open), lines);
        lines.clear();
        for (const ground& g : n_.reasons) lines.push_back(cited(g));
        section(say(phrase::reasons), lines);
        lines.clear();
        for (const told_fact& f : n_.facts) lines.push_back(f.name + ": " + f.value);
        if (n_.more_facts > 0) lines.push_back(say(phrase::and_more, {std::to_string(n_.more_facts)}));
        if (n_.statements.empty()) section(say(phrase::facts_relied_on), lines);
        for (const statement_of_reasons& s : n_.statements) statement(s);
        section(say(phrase::record), n_.record);
        return std::move(out_);
    }

private:
    std::string say(phrase what, std::initializer_list<std::string_view> filled = {}) const {
        return writ::say(what, n_.language, filled);
    }

    void items(const std::vector<std::string>& lines) {
        for (const std::string& line : lines) out_ += how_.item + line + "\n";
    }

    void section(const std::string& heading, const std::vector<std::string>& lines) {
        if (lines.empty()) return;
        out_ += "\n" + (how_.heading + heading) + "\n" + how_.after_heading;
        items(lines);
    }

    void statement(const statement_of_reasons& s) {
        out_ += "\n" + (how_.heading + (s.title.empty() ? s.name : s.title)) + " (" +
                say(s.complete ? phrase::complete : phrase::not_complete) + ")\n" + how_.after_heading;
        for (const statement_part& p : s.parts) {
            std::vector<std::string> lines = p.lines;
            if (!p.missing.empty()) lines.push_back(say(phrase::missing, {p.missing}));
            if (lines.size() == 1) {
                out_ += how_.item + p.heading + ": " + lines.front() + "\n";
                continue;
            }
            out_ += how_.item + p.heading + ":\n";
            for (const std::string& line : lines) out_ += std::string("  ") + how_.item + line + "\n";
        }
    }

    const notice& n_;
    const style& how_;
    std::string out_;
};

namespace json = boost::json;

inline json::array array_of(const std::vector<std::string>& all) { return json::array(all.begin(), all.end()); }

inline json::object json_of(const statement_of_reasons& s) {
    json::array parts;
    for (const statement_part& p : s.parts) {
        json::object o{{"part", p.part}, {"heading", p.heading}, {"lines", array_of(p.lines)}};
        if (!p.missing.empty()) o["missing"] = p.missing;
        parts.emplace_back(std::move(o));
    }
    return {{"name", s.name}, {"title", s.title}, {"complete", s.complete}, {"parts", std::move(parts)}};
}

}  // namespace notice_detail

notice write_notice(const ruleset& rules, const case_data& c, std::string_view name, std::string_view audience,
                    std::string_view language) {
    const model::term_id question = decider(rules).question(name);
    const std::string chosen = language.empty() ? rules.languages().front() : std::string(language);
    return notice_detail::writer(rules, c, question, audience, chosen).write();
}

std::string to_text(const notice& n) { return notice_detail::page(n, notice_detail::plain).write(); }
std::string to_markdown(const notice& n) { return notice_detail::page(n, notice_detail::marked).write(); }

std::string to_json(const notice& n) {
    using namespace notice_detail;
    json::array reasons, facts, needs, statements;
    for (const ground& g : n.reasons)
        reasons.push_back(json::object{{"text", g.text}, {"rule", g.rule}, {"cites", array_of(g.cites)}});
    for (const told_fact& f : n.facts)
        facts.push_back(json::object{{"path", f.path}, {"name", f.name}, {"value", f.value}});
    for (const addressed_words& w : n.needs) needs.push_back(json::object{{"fact", w.to}, {"text", w.text}});
    for (const statement_of_reasons& s : n.statements) statements.emplace_back(json_of(s));
    json::object o{{"schema", "writ.notice/1"},
                   {"pack", n.pack},
                   {"version", n.version},
                   {"as_of", n.as_of},
                   {"decision", n.decision},
                   {"title", n.title},
                   {"audience", n.audience},
                   {"language", n.language},
                   {"status", std::string(to_string(n.status))},
                   {"outcome", array_of(n.outcome)},
                   {"say", array_of(n.says)},
                   {"reasons", std::move(reasons)},
                   {"facts", std::move(facts)},
                   {"more_facts", n.more_facts},
                   {"needs", std::move(needs)},
                   {"statements", std::move(statements)},
                   {"record", array_of(n.record)}};
    return json::serialize(o) + "\n";
}

}  // namespace writ
