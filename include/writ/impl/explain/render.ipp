#include "writ/explanation.hpp"

// Reasons as text and Markdown.

namespace writ {
namespace explain_render {

inline const char* mark(verdict v) {
    switch (v) {
        case verdict::yes: return "yes ";
        case verdict::no: return "no ";
        case verdict::open: return "open ";
        case verdict::error: return "error ";
        case verdict::none: break;
    }
    return "";
}

inline std::string joined(const std::vector<std::string>& all, const char* between) {
    std::string out;
    for (const auto& s : all) out += (out.empty() ? "" : between) + s;
    return out;
}

/// Whether an exception changes the rule it stands under.
inline const char* change_mark(verdict v) {
    switch (v) {
        case verdict::yes: return "changed by ";
        case verdict::no: return "not changed by ";
        case verdict::open: return "perhaps changed by ";
        case verdict::error: return "error in ";
        case verdict::none: break;
    }
    return "";
}

/// A condition whose parts are joined with `or`: they stand below it, one by one.
inline bool is_choice(const reason& r) {
    return r.kind == reason_kind::condition && !r.parts.empty() && r.parts.front().kind == reason_kind::condition;
}

inline const char* choice_words(verdict v) {
    if (v == verdict::yes) return "one of these holds";
    return v == verdict::no ? "none of these holds" : "perhaps one of these holds";
}

/// What one reason says, on one line, without its parts.
inline std::string headline(const reason& r, std::size_t depth) {
    const bool change = r.kind == reason_kind::exception && depth > 0;
    std::string out = change ? change_mark(r.verdict) : mark(r.verdict);
    switch (r.kind) {
        case reason_kind::condition: out += is_choice(r) ? choice_words(r.verdict) : r.text; break;
        case reason_kind::element: out += r.name + (r.text.empty() ? "" : r.name.empty() ? r.text : ": fails " + r.text); break;
        case reason_kind::otherwise: out += "otherwise"; break;
        default: out += r.name; break;
    }
    if (!r.title.empty()) out += " \"" + r.title + "\"";
    if (!r.overlay.empty()) out += " (" + r.overlay + ")";
    if (!r.value.empty()) out += r.kind == reason_kind::condition ? ", " + r.value : " = " + r.value;
    if (!r.cites.empty()) out += " [" + joined(r.cites, "; ") + "]";
    return out;
}

inline bool has_place(const reason& r) {
    return r.kind != reason_kind::condition && r.kind != reason_kind::fact && r.kind != reason_kind::element && !r.place.empty();
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

inline void text_of(const reason& r, std::size_t depth, std::string& out, std::size_t most) {
    if (out.size() > most) return;
    const std::string indent(2 * depth, ' ');
    out += indent + headline(r, depth);
    if (const auto read = behind(r); !read.empty()) out += "   " + read;
    if (has_place(r)) out += "   " + r.place;
    out += "\n";
    if (!r.text.empty() && r.kind != reason_kind::condition && r.kind != reason_kind::element && r.kind != reason_kind::definition)
        out += indent + "  \"" + r.text + "\"\n";
    if (fits_behind(r)) return;
    for (const auto& p : r.parts) text_of(p, depth + 1, out, most);
}

inline std::string change_of(const near_change& n, const std::string& decision, const char* quote) {
    const std::string what = quote + n.what + quote, outcome = quote + decision + quote + (n.changes ? " = " : " stays ") + n.outcome;
    if (n.what == "today") return n.distance + ": " + outcome;
    if (n.distance.starts_with("on "))
        return n.distance + ": " + what + " = " + n.to + " instead of " + n.from + (n.changes ? "" : ", " + outcome);
    return n.distance + " " + what + " (" + n.to + " instead of " + n.from + "): " + outcome;
}

inline std::string summary(const decision& d) {
    std::string out = d.name + " = ";
    if (d.status == status::error) out += "error: " + d.error_text;
    else if (d.status == status::conflict) out += "conflict between " + joined(d.conflicts, ", ");
    else if (d.value.is_absent() && d.rules.empty()) out += "no rule applies";
    else out += to_string(d.value);
    if (d.status == status::undetermined) out += "  (undetermined)";
    if (d.provisional) out += "  (provisional)";
    return out;
}

inline void list_line(const char* title, const std::vector<std::string>& all, std::string& out) {
    if (!all.empty()) out += std::string(title) + joined(all, ", ") + "\n";
}

inline std::string lists(const decision& d) {
    std::string out;
    list_line("still needed: ", d.needs, out);
    for (const auto& p : d.policy) out += "policy is missing: " + p.text + "\n";
    list_line("ask for: ", d.asks, out);
    list_line("assumed: ", d.assumed, out);
    list_line("outranked: ", d.outranked, out);
    return out;
}

inline std::string cut(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    std::size_t at = most;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) --at;
    text.resize(at);
    return text + "\n… the explanation is longer than " + std::to_string(most) + " bytes\n";
}

inline void markdown_of(const reason& r, std::size_t depth, std::string& out, std::size_t most) {
    if (out.size() > most) return;
    const std::string indent(2 * depth, ' ');
    std::string line = headline(r, depth);
    if (const auto read = behind(r); !read.empty()) line += " " + read;
    std::string escaped;
    for (const char c : line) {
        if (c == '*' || c == '_' || c == '`' || c == '<' || c == '|') escaped += '\\';
        escaped += c;
    }
    out += indent + "- " + escaped;
    if (has_place(r)) out += " — `" + r.place + "`";
    out += "\n";
    if (!r.text.empty() && r.kind != reason_kind::condition && r.kind != reason_kind::element && r.kind != reason_kind::definition)
        out += indent + "  > " + r.text + "\n";
    if (fits_behind(r)) return;
    for (const auto& p : r.parts) markdown_of(p, depth + 1, out, most);
}

}  // namespace explain_render

std::string to_text(const std::vector<reason>& reasons, const limits& bounds) {
    std::string out;
    for (const auto& r : reasons) explain_render::text_of(r, 0, out, bounds.explanation_bytes);
    return explain_render::cut(std::move(out), bounds.explanation_bytes);
}

std::string to_text(const explanation& e, const limits& bounds) {
    using namespace explain_render;
    std::string out = summary(e.decision) + "\n";
    out += "rules: " + e.pack + (e.version.empty() ? "" : " " + e.version) + (e.as_of.empty() ? "" : ", as of " + e.as_of) + "\n";
    out += lists(e.decision) + "\n";
    for (const auto& r : e.reasons) text_of(r, 0, out, bounds.explanation_bytes);
    if (!e.nearest.empty()) out += "\nnearest changes\n";
    for (const auto& n : e.nearest)
        out += "  " + change_of(n, e.decision.name, "") + "\n";
    return cut(std::move(out), bounds.explanation_bytes);
}

std::string to_markdown(const explanation& e, const limits& bounds) {
    using namespace explain_render;
    std::string out = "# " + summary(e.decision) + "\n\n";
    out += "Rules `" + e.pack + "` " + e.version + (e.as_of.empty() ? "" : ", as of " + e.as_of) + ".\n\n";
    if (const auto all = lists(e.decision); !all.empty()) out += all + "\n";
    out += "## Reasons\n\n";
    for (const auto& r : e.reasons) markdown_of(r, 0, out, bounds.explanation_bytes);
    if (!e.nearest.empty()) out += "\n## Nearest changes\n\n";
    for (const auto& n : e.nearest)
        out += "- " + change_of(n, e.decision.name, "`") + "\n";
    return cut(std::move(out), bounds.explanation_bytes);
}

std::string to_markdown(const std::vector<reason>& reasons, const limits& bounds) {
    std::string out;
    for (const auto& r : reasons) explain_render::markdown_of(r, 0, out, bounds.explanation_bytes);
    return explain_render::cut(std::move(out), bounds.explanation_bytes);
}

}  // namespace writ
