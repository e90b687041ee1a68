#include "writ/explanation.hpp"
#include "writ/phrases.hpp"

// Reasons as text and Markdown.

namespace writ {
namespace explain_render {

inline std::string joined(const std::vector<std::string>& all, const char* between) {
    std::string out;
    for (const auto& s : all) out += (out.empty() ? "" : between) + s;
    return out;
}

/// A condition whose parts are joined with `or`: they stand below it, one by one.
inline bool is_choice(const reason& r) {
    return r.kind == reason_kind::condition && !r.parts.empty() && r.parts.front().kind == reason_kind::condition;
}

inline bool has_place(const reason& r) {
    return r.kind != reason_kind::condition && r.kind != reason_kind::fact && r.kind != reason_kind::element &&
           !r.place.empty();
}

inline bool has_message(const reason& r) {
    return !r.text.empty() && r.kind != reason_kind::condition && r.kind != reason_kind::element &&
           r.kind != reason_kind::definition;
}

/// Facts and terms read by a condition stand behind it when there are few of them.
inline bool fits_behind(const reason& r) {
    if (r.kind != reason_kind::condition && r.kind != reason_kind::element) return false;
    if (r.parts.empty() || r.parts.size() > 4) return false;
    for (const auto& p : r.parts)
        if (p.kind == reason_kind::condition || p.kind == reason_kind::element || !p.parts.empty()) return false;
    return true;
}

/// What stands behind: each thing read with its value, save where that says nothing new.
inline std::string behind(const reason& r) {
    std::string out;
    if (!fits_behind(r)) return out;
    for (const auto& p : r.parts) {
        if (p.name == r.text || (r.kind == reason_kind::element && p.value == r.value && r.parts.size() == 1)) continue;
        out += (out.empty() ? "" : ", ") + p.name + " = " + p.value;
    }
    return out.empty() ? out : "(" + out + ")";
}

inline std::string cited(const std::vector<std::string>& cites) {
    return cites.empty() ? "" : " [" + joined(cites, "; ") + "]";
}

/// Lines that both forms show, in the words of one language.
class phrasing {
public:
    explicit phrasing(std::string_view language) : language_(language) {}

    std::string words(phrase what, std::initializer_list<std::string_view> filled = {}) const {
        return say(what, language_, filled);
    }

    /// What one reason says, on one line, without its parts.
    std::string headline(const reason& r, std::size_t depth) const {
        std::string out = named(r);
        if (r.kind == reason_kind::exception && depth > 0) out = changed(r.verdict, out);
        else out = mark(r.verdict) + out;
        if (!r.title.empty()) out += " \"" + r.title + "\"";
        if (!r.overlay.empty()) out += " (" + r.overlay + ")";
        if (!r.value.empty()) out += between(r.kind) + r.value;
        return out + cited(r.cites);
    }

    /// `evidence "Photos"`, in a procedure that a step runs `caller.evidence "Photos"`
    static std::string step_name(const walk_step& s) {
        return (s.of.empty() ? "" : s.of + ".") + s.name + (s.title.empty() ? "" : " \"" + s.title + "\"");
    }

    /// `evidence "Photos" (Tier 1)`
    static std::string step(const walk_step& s) { return step_name(s) + (s.who.empty() ? "" : " (" + s.who + ")"); }

    /// What there is to do at the step where a case stands, one line each.
    std::vector<std::string> to_do(const walk_step& s) const {
        std::vector<std::string> out;
        if (!s.queue.empty()) {
            const std::string queue = words(phrase::escalated_to, {s.queue});
            out.push_back(s.until.empty() ? queue : words(phrase::by_moment, {queue, s.until}));
        }
        const auto quoted = [](const std::string& head, const std::string& text) {
            return text.empty() ? head : head + ": \"" + text + "\"";
        };
        for (const auto& w : s.says)
            out.push_back(quoted(w.to.empty() ? words(phrase::to_say) : words(phrase::to_say_to, {w.to}), w.text));
        for (const auto& v : s.verifies) out.push_back(quoted(words(phrase::to_verify), v));
        for (const auto& w : s.asks) out.push_back(quoted(words(phrase::to_ask, {w.to}), w.text));
        for (const auto& a : s.actions) out.push_back(words(phrase::to_do, {a}));
        return out;
    }

    /// Where a procedure stands: `ended at refunded "The money goes back": refund`.
    std::string stands(const explanation& e) const {
        const walk_step& at = e.path.back();
        const std::string step = step_name(at);
        if (at.state == "asking") return words(phrase::asking_at, {step});
        if (at.state == "waiting" && at.until.empty()) return words(phrase::waiting_at, {step});
        if (at.state == "waiting") return words(phrase::waiting_until, {step, at.until});
        for (const auto& f : e.decision.value.fields)
            if (f.name == "outcome" && !f.value.is_absent())
                return words(phrase::ended_at, {step}) + ": " + to_string(f.value, {language_});
        return words(phrase::ended_at, {step});
    }

    std::string summary(const explanation& e) const {
        if (e.path.empty() || e.decision.status == status::error || e.decision.status == status::conflict)
            return summary(e.decision);
        return e.decision.name + ": " + stands(e);
    }

    std::string summary(const decision& d) const {
        std::string out = d.name + " = ";
        if (d.status == status::error) out += words(phrase::error_of, {d.error_text});
        else if (d.status == status::conflict) out += words(phrase::conflict_between, {joined(d.conflicts, ", ")});
        else if (d.value.is_absent() && d.rules.empty()) out += words(phrase::no_rule_applies);
        else out += to_string(d.value, {language_});
        if (d.status == status::undetermined) out += "  (" + words(phrase::undetermined) + ")";
        if (d.provisional) out += "  (" + words(phrase::provisional) + ")";
        return out;
    }

    std::string made_with(const explanation& e, const std::string& pack) const {
        return e.as_of.empty() ? words(phrase::rules_of, {pack}) : words(phrase::rules_as_of, {pack, e.as_of});
    }

    std::string lists(const decision& d) const {
        std::string out;
        const auto line = [&](phrase what, const std::vector<std::string>& all) {
            if (!all.empty()) out += words(what, {joined(all, ", ")}) + "\n";
        };
        line(phrase::still_needed, d.needs);
        for (const auto& p : d.policy) out += words(phrase::policy_missing, {p.text}) + "\n";
        line(phrase::ask_for, d.asks);
        line(phrase::assumed, d.assumed);
        line(phrase::outranked, d.outranked);
        return out;
    }

    std::string change(const near_change& n, const std::string& decision, const char* quote) const {
        const std::string what = quote + n.what + quote, question = quote + decision + quote;
        const std::string outcome =
            n.changes ? question + " = " + n.outcome : words(phrase::stays, {question, n.outcome});
        const std::string instead = words(phrase::instead_of, {n.to, n.from});
        if (n.what == "today") return n.distance + ": " + outcome;
        if (n.kind == near_change::kind_of::value) return what + " " + n.distance + " (" + instead + "): " + outcome;
        return n.distance + ": " + what + " = " + instead + (n.changes ? "" : ", " + outcome);
    }

    std::string cut(std::string text, std::size_t most) const {
        if (text.size() <= most) return text;
        std::size_t at = most;
        while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) --at;
        text.resize(at);
        return text + "\n" + words(phrase::too_long, {std::to_string(most)}) + "\n";
    }

private:
    static const char* between(reason_kind k) {
        return k == reason_kind::condition ? ", " : k == reason_kind::step ? " → " : " = ";
    }

    std::string mark(verdict v) const {
        switch (v) {
            case verdict::yes: return words(phrase::yes) + " ";
            case verdict::no: return words(phrase::no) + " ";
            case verdict::open: return words(phrase::open) + " ";
            case verdict::error: return words(phrase::an_error) + " ";
            case verdict::none: break;
        }
        return {};
    }

    /// Whether an exception changes the rule it stands under.
    std::string changed(verdict v, const std::string& name) const {
        switch (v) {
            case verdict::yes: return words(phrase::changed_by, {name});
            case verdict::no: return words(phrase::not_changed_by, {name});
            case verdict::open: return words(phrase::perhaps_changed_by, {name});
            case verdict::error: return words(phrase::error_in, {name});
            case verdict::none: break;
        }
        return name;
    }

    std::string choice(verdict v) const {
        if (v == verdict::yes) return words(phrase::one_holds);
        return words(v == verdict::no ? phrase::none_holds : phrase::perhaps_one_holds);
    }

    std::string named(const reason& r) const {
        switch (r.kind) {
            case reason_kind::condition: return is_choice(r) ? choice(r.verdict) : r.text;
            case reason_kind::element:
                if (r.text.empty() || r.name.empty()) return r.name + r.text;
                return words(phrase::fails, {r.name, r.text});
            case reason_kind::otherwise: return words(phrase::otherwise);
            default: return r.name;
        }
    }

    std::string_view language_;
};

inline void text_of(const reason& r, const phrasing& p, std::size_t depth, std::string& out, std::size_t most) {
    if (out.size() > most) return;
    const std::string indent(2 * depth, ' ');
    out += indent + p.headline(r, depth);
    if (const auto read = behind(r); !read.empty()) out += "   " + read;
    if (has_place(r)) out += "   " + r.place;
    out += "\n";
    if (has_message(r)) out += indent + "  \"" + r.text + "\"\n";
    if (fits_behind(r)) return;
    for (const auto& part : r.parts) text_of(part, p, depth + 1, out, most);
}

inline std::string escaped(const std::string& line) {
    std::string out;
    for (const char c : line) {
        if (c == '*' || c == '_' || c == '`' || c == '<' || c == '|') out += '\\';
        out += c;
    }
    return out;
}

inline void markdown_of(const reason& r, const phrasing& p, std::size_t depth, std::string& out, std::size_t most) {
    if (out.size() > most) return;
    const std::string indent(2 * depth, ' ');
    std::string line = p.headline(r, depth);
    if (const auto read = behind(r); !read.empty()) line += " " + read;
    out += indent + "- " + escaped(line);
    if (has_place(r)) out += " — `" + r.place + "`";
    out += "\n";
    if (has_message(r)) out += indent + "  > " + escaped(r.text) + "\n";
    if (fits_behind(r)) return;
    for (const auto& part : r.parts) markdown_of(part, p, depth + 1, out, most);
}

/// `in detail` with a capital, as headings have it.
inline std::string heading(std::string words) {
    if (!words.empty() && words[0] >= 'a' && words[0] <= 'z') words[0] = static_cast<char>(words[0] - 'a' + 'A');
    return "## " + words + "\n\n";
}

}  // namespace explain_render

std::string to_text(const std::vector<reason>& reasons, std::string_view language, const limits& bounds) {
    using namespace explain_render;
    const phrasing p(language);
    std::string out;
    for (const auto& r : reasons) text_of(r, p, 0, out, bounds.explanation_bytes);
    return p.cut(std::move(out), bounds.explanation_bytes);
}

std::string to_text(const walk_step& step, std::string_view language) {
    using namespace explain_render;
    const phrasing p(language);
    std::string out = phrasing::step(step) + "\n";
    for (const auto& line : p.to_do(step)) out += "  " + line + "\n";
    return out;
}

std::string to_short_text(const explanation& e) {
    using namespace explain_render;
    const phrasing p(e.language);
    std::string out = p.summary(e) + "\n";
    out += p.made_with(e, e.pack + (e.version.empty() ? "" : " " + e.version)) + "\n" + p.lists(e.decision);
    if (!e.path.empty()) out += "\n" + p.words(phrase::path) + "\n";
    for (const auto& s : e.path) out += "  " + phrasing::step(s) + "\n";
    if (!e.path.empty())
        for (const auto& line : p.to_do(e.path.back())) out += "    " + line + "\n";
    if (!e.grounds.empty()) out += "\n" + p.words(phrase::why) + "\n";
    for (const auto& g : e.grounds) out += "  " + g.text + cited(g.cites) + "\n";
    return out;
}

std::string to_text(const explanation& e, const limits& bounds) {
    using namespace explain_render;
    const phrasing p(e.language);
    std::string out = to_short_text(e);
    if (!e.nearest.empty()) out += "\n" + p.words(phrase::nearest_changes) + "\n";
    for (const auto& n : e.nearest) out += "  " + p.change(n, e.decision.name, "") + "\n";
    if (!e.reasons.empty()) out += "\n" + p.words(phrase::in_detail) + "\n";
    for (const auto& r : e.reasons) text_of(r, p, 1, out, bounds.explanation_bytes);
    return p.cut(std::move(out), bounds.explanation_bytes);
}

std::string to_markdown(const explanation& e, const limits& bounds) {
    using namespace explain_render;
    const phrasing p(e.language);
    std::string out = "# " + escaped(p.summary(e)) + "\n\n";
    out += p.made_with(e, "`" + e.pack + "` " + e.version) + "\n\n";
    if (const auto all = p.lists(e.decision); !all.empty()) out += all + "\n";
    if (!e.path.empty()) out += heading(p.words(phrase::path));
    for (const auto& s : e.path) out += "1. " + escaped(phrasing::step(s)) + "\n";
    if (!e.path.empty())
        for (const auto& line : p.to_do(e.path.back())) out += "   - " + escaped(line) + "\n";
    if (!e.path.empty()) out += "\n";
    if (!e.grounds.empty()) out += heading(p.words(phrase::why));
    for (const auto& g : e.grounds) out += "- " + escaped(g.text + cited(g.cites)) + "\n";
    if (!e.nearest.empty()) out += "\n" + heading(p.words(phrase::nearest_changes));
    for (const auto& n : e.nearest) out += "- " + p.change(n, e.decision.name, "`") + "\n";
    out += "\n" + heading(p.words(phrase::in_detail));
    for (const auto& r : e.reasons) markdown_of(r, p, 0, out, bounds.explanation_bytes);
    return p.cut(std::move(out), bounds.explanation_bytes);
}

std::string to_markdown(const std::vector<reason>& reasons, std::string_view language, const limits& bounds) {
    using namespace explain_render;
    const phrasing p(language);
    std::string out;
    for (const auto& r : reasons) markdown_of(r, p, 0, out, bounds.explanation_bytes);
    return p.cut(std::move(out), bounds.explanation_bytes);
}

}  // namespace writ
