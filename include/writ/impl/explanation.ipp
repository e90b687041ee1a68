#include "writ/explanation.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "writ/detail/explain/explainer.hpp"
#include "writ/eval/evaluator.hpp"
#include "writ/io/write_decision.hpp"
#include "writ/phrases.hpp"
#include "writ/ruleset.hpp"
#include "writ/version.hpp"

// The front of explanations: rules and a case in, reasons out, and reasons as JSON.

namespace writ {
namespace explanation_detail {

inline model::term_id question_of(const ruleset& rules, std::string_view name) { return decider(rules).question(name); }

inline std::string language_of(const ruleset& rules, std::string_view language) {
    return language.empty() ? rules.languages().front() : std::string(language);
}

namespace json = boost::json;

inline const char* kind_name(reason_kind k) {
    static const char* const names[] = {"decision", "rule",       "exception", "otherwise", "condition",
                                        "fact",     "definition", "parameter", "element",   "step"};
    return names[static_cast<int>(k)];
}

inline const char* verdict_name(verdict v) {
    static const char* const names[] = {"", "yes", "no", "open", "error"};
    return names[static_cast<int>(v)];
}

inline json::array json_of(const std::vector<addressed_words>& all, const char* to) {
    json::array out;
    for (const auto& w : all) out.push_back(json::object{{to, w.to}, {"text", w.text}});
    return out;
}

inline json::object json_of(const reason& r) {
    json::object o;
    o["kind"] = kind_name(r.kind);
    if (r.verdict != verdict::none) o["verdict"] = verdict_name(r.verdict);
    const auto put = [&](const char* key, const std::string& value) {
        if (!value.empty()) o[key] = value;
    };
    put("name", r.name);
    put("title", r.title);
    put("text", r.text);
    put("value", r.value);
    if (!r.cites.empty()) o["cites"] = json::array(r.cites.begin(), r.cites.end());
    if (!r.says.empty()) o["say"] = json_of(r.says, "audience");
    put("place", r.place);
    put("overlay", r.overlay);
    if (r.overruled) o["overruled"] = true;
    if (r.parts.empty()) return o;
    json::array parts;
    for (const auto& p : r.parts) parts.emplace_back(json_of(p));
    o["parts"] = std::move(parts);
    return o;
}

inline json::object json_of(const walk_step& s) {
    json::object o{{"step", s.name}};
    const auto put = [&](const char* key, const std::string& value) {
        if (!value.empty()) o[key] = value;
    };
    const auto list = [&](const char* key, const std::vector<std::string>& all) {
        if (!all.empty()) o[key] = json::array(all.begin(), all.end());
    };
    put("of", s.of);
    put("title", s.title);
    put("who", s.who);
    put("queue", s.queue);
    put("state", s.state);
    put("until", s.until);
    put("because", s.because);
    if (!s.says.empty()) o["say"] = json_of(s.says, "audience");
    list("verify", s.verifies);
    if (!s.asks.empty()) o["ask"] = json_of(s.asks, "fact");
    list("do", s.actions);
    list("cites", s.cites);
    return o;
}

inline std::string array_of(const std::vector<reason>& reasons) {
    json::array out;
    for (const auto& r : reasons) out.emplace_back(json_of(r));
    return json::serialize(out);
}

/// Whether a rule or one of its exceptions is among these.
inline bool is_among(const std::vector<std::string>& rules, const reason& r) {
    return std::find(rules.begin(), rules.end(), r.name) != rules.end() ||
           std::any_of(r.parts.begin(), r.parts.end(), [&](const reason& part) {
               return part.kind == reason_kind::exception && is_among(rules, part);
           });
}

/// Rules that others of a higher layer outranked did not speak.
inline void silence_outranked(std::vector<reason>& reasons, const decision& d) {
    for (reason& r : reasons) {
        if (r.kind == reason_kind::rule && is_among(d.outranked, r) && !is_among(d.rules, r))
            explain_detail::silence_all(r);
        silence_outranked(r.parts, d);
    }
}

/// What rules that speak say, each message once.
inline void collect_grounds(const std::vector<reason>& reasons, std::vector<ground>& out) {
    for (const reason& r : reasons) {
        const bool rule =
            r.kind == reason_kind::rule || r.kind == reason_kind::exception || r.kind == reason_kind::otherwise;
        const std::string& text = r.text.empty() ? r.title : r.text;
        const bool known = std::any_of(out.begin(), out.end(), [&](const ground& g) { return g.text == text; });
        if (rule && r.verdict == verdict::yes && !r.overruled && !text.empty() && !known)
            out.push_back({text, r.name, r.cites});
        collect_grounds(r.parts, out);
    }
}

}  // namespace explanation_detail

explanation explain(const ruleset& rules, const case_data& c, std::string_view name, std::string_view language) {
    return explain(rules, c, explanation_detail::question_of(rules, name), language);
}

explanation explain(const ruleset& rules, const case_data& c, model::term_id question, std::string_view language) {
    return explain_detail::explain(rules, c, question, language, &rules.stage_known());
}

explanation explain_detail::explain(const ruleset& rules, const case_data& c, model::term_id question,
                                    std::string_view language, const eval::known_code* known) {
    using namespace explanation_detail;
    answers now({rules.stage_model(), rules.stage_program(), known});
    now.load(c);
    explanation out;
    out.decision = now.decide(question);
    out.pack = rules.name();
    out.version = rules.version();
    out.hash = rules.hash();
    out.engine = std::string(library_version);
    out.zones = tz_version();
    out.as_of = format_moment(c.as_of);
    out.language = language_of(rules, language);
    if (!c.errors.empty()) return out;
    now.machine().begin();
    explainer e(rules.stage_model(), rules.sources(), now.machine(), out.language);
    out.reasons = e.explain(question);
    if (out.decision.status == status::decided)  // perhaps only by trying what is unknown
        out.reasons.front().value = to_string(out.decision.value, {out.language});
    if (out.decision.status == status::conflict) out.reasons.front().value = say(phrase::conflict, out.language);
    if (out.decision.status == status::error)
        out.reasons.front().value = say(phrase::error_of, out.language, {out.decision.error_text});
    silence_outranked(out.reasons, out.decision);
    collect_grounds(out.reasons, out.grounds);
    out.path = e.path_of(question);
    out.nearest = nearest_changes(now, question, out.decision, e, out.language);
    return out;
}

std::vector<reason> why_not(const ruleset& rules, const case_data& c, std::string_view name, std::string_view wanted,
                            std::string_view language) {
    using namespace explanation_detail;
    const model::term_id question = question_of(rules, name);
    eval::evaluator evaluator(rules.stage_program(), rules.stage_model());
    evaluator.load(c);
    if (!c.errors.empty()) return {};
    evaluator.inside().begin();
    explain_detail::explainer e(rules.stage_model(), rules.sources(), evaluator.inside(), language_of(rules, language));
    return e.why_not(question, wanted);
}

namespace explanation_detail {

/// An object whose reasons are left out, which it then says, where they would make it longer than is allowed.
inline std::string with_reasons(const std::string& front, const std::vector<reason>& reasons, const std::string& back,
                                std::string_view language, const limits& bounds) {
    std::string out = front + ",\"reasons\":" + array_of(reasons) + back + "}\n";
    if (out.size() <= bounds.explanation_bytes) return out;
    const std::string why = say(phrase::too_long, language, {std::to_string(bounds.explanation_bytes)});
    return front + ",\"reasons\":[]" + back + ",\"left_out\":" + json::serialize(json::value(why)) + "}\n";
}

}  // namespace explanation_detail

std::string to_json(const std::vector<reason>& reasons, const limits& bounds) {
    return explanation_detail::with_reasons("{\"schema\":\"writ.reasons/1\"", reasons, {}, {}, bounds);
}

std::string to_json(const explanation& e, const limits& bounds) {
    namespace json = boost::json;
    json::array nearest;
    for (const auto& n : e.nearest)
        nearest.push_back(json::object{{"kind", n.kind == near_change::kind_of::day ? "day" : "value"},
                                       {"what", n.what},
                                       {"from", n.from},
                                       {"to", n.to},
                                       {"distance", n.distance},
                                       {"outcome", n.outcome},
                                       {"changes", n.changes}});
    json::array grounds;
    for (const auto& g : e.grounds)
        grounds.push_back(
            json::object{{"text", g.text}, {"rule", g.rule}, {"cites", json::array(g.cites.begin(), g.cites.end())}});
    json::array path;
    for (const auto& s : e.path) path.emplace_back(explanation_detail::json_of(s));
    const json::object rules{{"pack", e.pack}, {"version", e.version}, {"hash", e.hash}};
    const std::string front =
        "{\"schema\":\"writ.explanation/1\",\"rules\":" + json::serialize(rules) +
        ",\"engine\":" + json::serialize(json::value(e.engine)) +
        ",\"zones\":" + json::serialize(json::value(e.zones)) + ",\"as_of\":" + json::serialize(json::value(e.as_of)) +
        ",\"language\":" + json::serialize(json::value(e.language)) + ",\"decision\":" + io::write_json(e.decision) +
        ",\"path\":" + json::serialize(path) + ",\"grounds\":" + json::serialize(grounds);
    const std::string back = ",\"nearest\":" + json::serialize(nearest);
    return explanation_detail::with_reasons(front, e.reasons, back, e.language, bounds);
}

}  // namespace writ
