// tree → text: whole files.
#pragma once

#include "writ/detail/syntax/print_parts.hpp"
#include "writ/syntax/print.hpp"

#include <algorithm>
#include <limits>

namespace writ::syntax {

namespace print_detail {

// ---- lines and comments

void page::line(std::string_view text) {
    out_.append(text.empty() ? 0 : indentation_, ' ');
    out_ += text;
    out_ += '\n';
    commented_ = false;
}

/// A `##` that was not a doc comment must not become one: it is written with one mark.
void page::own_line(const comment& c) {
    const bool stays_doc = c.doc && !(indentation_ == 0 && (c.trailing || c.where.begin < passed_));
    line((stays_doc ? "##" : "#") + c.text);
    commented_ = true;
}

void page::flush(std::uint32_t before, bool blank_before) {
    for (; next_ < comments_.size() && comments_[next_].where.begin < before; ++next_) {
        const comment& c = comments_[next_];
        if (c.where.begin >= docs_.begin && c.where.end <= docs_.end && c.doc) continue;
        if (c.trailing && !commented_) {
            out_.pop_back();
            out_ += (c.doc ? "  ##" : "  #") + c.text + '\n';
            commented_ = true;
            continue;
        }
        if (blank_before) line("");
        blank_before = false;
        own_line(c);
    }
    if (blank_before) line("");
}

void page::begin_line(const span& where, bool blank_before) { flush(where.begin, blank_before); }

// ---- bodies

namespace body_detail {

void print_clause(page& out, const node& n);

/// A line for a clause: its words, then an expression that may take several lines.
inline void clause_line(page& out, const node& n, const std::string& words, const node& value) {
    out.begin_line(n.where);
    out.line(words + ' ' + broken(value, out.column() + width_of(words) + 1, out.column()));
}

/// The children from an index on as clauses between braces.
inline void print_body(page& out, const std::string& head, const node& n, std::size_t from) {
    if (from == n.children.size()) {
        out.line(head + " {}");
        return;
    }
    out.line(head + " {");
    out.indent();
    for (std::size_t i = from; i < n.children.size(); ++i) print_clause(out, n[i]);
    out.flush(n.where.end);
    out.outdent();
    out.line("}");
}

/// The word of a declaration and its children up to the first that is a clause.
inline std::string head_of(const node& n, std::string word, std::size_t& from) {
    from = 0;
    for (; from < n.children.size(); ++from) {
        const node& part = n[from];
        switch (part.what) {
            case kind::doc: continue;
            case kind::name:
            case kind::string:
            case kind::word:
            case kind::title:
            case kind::to:
            case kind::position:
            case kind::takes:
            case kind::in_regions:
            case kind::who: word += ' ' + phrase(part); continue;
            case kind::range: word += ' ' + phrase(part); continue;
            case kind::parameters: word += phrase(part); continue;
            case kind::type: word += " : " + phrase(part); continue;
            case kind::quals: word += part.children.empty() ? "" : ' ' + phrase(part); continue;
            default: return word;
        }
    }
    return word;
}

inline void with_body(page& out, const node& n, const std::string& word) {
    std::size_t from = 0;
    const std::string head = head_of(n, word, from);
    print_body(out, head, n, from);
}

inline void print_entries(page& out, const std::string& head, const node& entries) {
    print_body(out, head, entries, 0);
}

/// The notes that belong to a clause, behind its expression.
inline void print_notes(page& out, const node& n, std::size_t from = 1) {
    out.indent();
    for (std::size_t i = from; i < n.children.size(); ++i) print_clause(out, n[i]);
    out.outdent();
}

inline void print_expect(page& out, const node& n) {
    std::string line = "expect " + broken(n[0], out.column() + 7, out.column());
    for (std::size_t i = 1; i < n.children.size(); ++i) line += ' ' + phrase(n[i]);
    out.line(line);
}

inline void print_metric(page& out, const node& n) {
    const std::size_t value = n[1].what == kind::title ? 2 : 1;
    std::string line = "metric " + n[0].text + (value == 2 ? ' ' + phrase(n[1]) : "");
    line += " = " + expression(n[value]) + " weight " + expression(n[value + 1]);
    if (const node* bands = n.find(kind::bands)) {
        line += " bands ";
        for (const node& b : bands->children) {
            if (b.what != kind::band) line += "otherwise " + expression(b);
            else line += (b.text == "=" ? "" : b.text + ' ') + expression(b[0]) + " : " + expression(b[1]) + ", ";
        }
    }
    out.line(line);
}

/// Clauses that stand only in forms, in packs and calendars.
inline void print_rare_clause(page& out, const node& n) {
    switch (n.what) {
        case kind::version: return out.line("version " + n[0].text);
        case kind::languages: return out.line("languages " + joined(n, ", ", 0));
        case kind::audiences: return out.line("audiences " + joined(n, ", ", 0));
        case kind::internal: return out.line("internal " + joined(n, ", ", 0));
        case kind::redress:
            return out.line("redress " + phrase(n[0]) +
                            (n.children.size() > 1 ? " until " + expression(n[1]) : std::string()));
        case kind::region: return out.line("region " + expression(n[0]));
        case kind::rounding: return out.line("rounding " + n[0].text);
        case kind::notice:
            if (n.children.size() > 1) return print_entries(out, "notice " + expression(n[0]), n[1]);
            return out.line("notice " + expression(n[0]));
        case kind::citations: return out.line("citations required");
        case kind::covers: return out.line("covers " + n[0].text + (n[0].what == kind::word ? "" : " .. " + n[1].text));
        case kind::weekend: return out.line("weekend " + joined(n, ", ", 0));
        case kind::group: return with_body(out, n, "group");
        case kind::metric: return print_metric(out, n);
        case kind::step: return with_body(out, n, "step");
        case kind::end: {
            std::size_t from = 0;
            out.line(head_of(n, "end", from));
            out.indent();
            for (; from < n.children.size(); ++from) print_clause(out, n[from]);
            return out.outdent();
        }
        case kind::do_: return out.line("do " + n[0].text);
        case kind::run: return out.line("run " + n[0].text);
        case kind::escalate:
            return out.line("escalate to " + n[0].text +
                            (n.children.size() > 1 ? " until " + expression(n[1]) : std::string()));
        case kind::wait:
            out.line("wait " + expression(n[0]) + " until " + expression(n[1]) + " -> " + n[2].text);
            return print_notes(out, n, 3);
        case kind::branch: out.line("when " + expression(n[0]) + " -> " + n[1].text); return print_notes(out, n, 2);
        case kind::fallback: out.line("otherwise -> " + n[0].text); return print_notes(out, n);
        case kind::action: return out.line("action " + n[0].text + (n.children.size() > 1 ? ' ' + phrase(n[1]) : ""));
        case kind::pause:
            return out.line("pause " + expression(n[0]) + " .. " + expression(n[1]) + " for " + expression(n[2]));
        default: return out.line(phrase(n));
    }
}

/// The word before the single expression of a clause, empty if the clause is of another kind.
inline std::string word_before_expression(const node& n) {
    switch (n.what) {
        case kind::when: return "when";
        case kind::then: return "then";
        case kind::severity: return "severity";
        case kind::points: return "points";
        case kind::evidence: return "evidence";
        case kind::grant: return "grant when";
        case kind::deny: return "deny when";
        case kind::otherwise: return "otherwise";
        case kind::score_needs: return "needs";
        case kind::statement_of: return "of";
        case kind::statement_part: return n.text;
        case kind::for_each: return "for";
        case kind::appeal_clause:
        case kind::deadline_clause: return n.text;
        default: return {};
    }
}

/// Lists that are set one below the other: zones, currencies, holidays.
inline void print_column(page& out, const std::string& word, const node& n) {
    const std::string separator = ",\n" + std::string(out.column() + word.size() + 1, ' ');
    std::string line = word + ' ';
    for (std::size_t i = 0; i < n.children.size(); ++i) line += (i > 0 ? separator : "") + phrase(n[i]);
    out.line(line);
}

inline void print_clause(page& out, const node& n) {
    if (const std::string word = word_before_expression(n); !word.empty()) {
        clause_line(out, n, word, n[0]);
        return print_notes(out, n);
    }
    out.begin_line(n.where);
    switch (n.what) {
        case kind::rule: return with_body(out, n, "rule");
        case kind::exception: return with_body(out, n, "exception");
        case kind::decision_table:
            return print_table_body(out, n[0].children.empty() ? "table" : "table " + phrase(n[0]), n[1]);
        case kind::does_not_apply: return out.line("then does not apply");
        case kind::example_as_of: return out.line("as of " + n[0].text);
        case kind::like: return out.line("like " + n[0].text);
        case kind::expect: return print_expect(out, n);
        case kind::zones: return print_column(out, "zones", n);
        case kind::money_of: return print_column(out, "money", n);
        case kind::holidays: return print_column(out, "holidays", n);
        default: return print_rare_clause(out, n);
    }
}

// ---- declarations

/// Fields one below the other, their types in one column.
inline void print_fields(page& out, const std::string& head, const node& n, std::size_t from) {
    constexpr std::size_t widest_name = 30;
    if (from == n.children.size()) return out.line(head + " {}");
    out.line(head + " {");
    out.indent();
    std::size_t width = 0;
    for (std::size_t i = from; i < n.children.size(); ++i) {
        const std::size_t w = n[i][0].text.size();
        if (w <= widest_name) width = std::max(width, w);
    }
    for (std::size_t i = from; i < n.children.size(); ++i) {
        const node& field = n[i];
        out.begin_line(field.where);
        std::string line = padded(field[0].text, width) + " : " + phrase(field[1]);
        for (std::size_t k = 2; k < field.children.size(); ++k) line += "  " + phrase(field[k]);
        out.line(line);
    }
    out.flush(n.where.end);
    out.outdent();
    out.line("}");
}

inline void print_enumeration(page& out, const std::string& head, const node& n, std::size_t from) {
    std::string whole = head + " {";
    bool texts = false;
    for (std::size_t i = from; i < n.children.size(); ++i) {
        whole += (i > from ? ", " : " ") + phrase(n[i]);
        texts = texts || n[i].children.size() > 1;
    }
    whole += " }";
    if (!texts && width_of(whole) <= widest_line) return out.line(whole);
    out.line(head + " {");
    out.indent();
    for (std::size_t i = from; i < n.children.size(); ++i) {
        out.begin_line(n[i].where);
        out.line(phrase(n[i]) + (i + 1 < n.children.size() ? "," : ""));
    }
    out.flush(n.where.end);
    out.outdent();
    out.line("}");
}

inline void print_term(page& out, std::string head, const node& n, std::size_t from) {
    const node* entries = nullptr;
    for (; from < n.children.size(); ++from) {
        const node& part = n[from];
        if (part.what == kind::entries) entries = &part;
        else if (part.what == kind::value) head += " = " + broken(part[0], width_of(head) + 3, 0);
        else head += ' ' + phrase(part);
    }
    if (entries) print_entries(out, head, *entries);
    else out.line(head);
}

inline void print_example(page& out, const std::string& head, const node& n, std::size_t from) {
    out.line(head + " {");
    out.indent();
    for (std::size_t i = from; i < n.children.size(); ++i) {
        if (n[i].what != kind::given) {
            print_clause(out, n[i]);
            continue;
        }
        const std::string word = i > from && n[i - 1].what == kind::given ? "      " : "given ";
        const std::string words = word + phrase(n[i][0]) + " = ";
        out.begin_line(n[i].where);
        out.line(words + broken(n[i][1], out.column() + width_of(words), out.column() + 6));
    }
    out.flush(n.where.end);
    out.outdent();
    out.line("}");
}

inline void print_use(page& out, const std::string& head, const node& n, std::size_t from) {
    if (from == n.children.size()) return out.line(head);
    out.line(head + " {");
    out.indent();
    for (; from < n.children.size(); ++from) {
        const std::string words = phrase(n[from][0]) + " =";
        clause_line(out, n[from], words, n[from][1][0]);
    }
    out.flush(n.where.end);
    out.outdent();
    out.line("}");
}

inline void print_by_kind(page& out, const node& n) {
    std::size_t from = 0;
    const std::string word = n.what == kind::enumeration ? "enum" : std::string(kind_name(n.what));
    const std::string head = head_of(n, word, from);
    switch (n.what) {
        case kind::use: return print_use(out, head, n, from);
        case kind::enumeration: return print_enumeration(out, head, n, from);
        case kind::record:
        case kind::facts: return print_fields(out, head, n, from);
        case kind::require: return out.line("require " + broken(n[from], 8, 0) + ' ' + phrase(n[from + 1]));
        case kind::param:
        case kind::define: return print_term(out, head, n, from);
        case kind::values: return print_entries(out, head, n[from]);
        case kind::table: return print_table_body(out, head, n[from]);
        case kind::example: return print_example(out, head, n, from);
        case kind::sop: {  // its start is a name behind the head
            const node& start = n[from - 1];
            std::string title = head;
            title.resize(title.size() - start.text.size() - 1);
            out.line(title + " {");
            out.indent();
            out.line("start " + start.text);
            for (; from < n.children.size(); ++from) print_clause(out, n[from]);
            out.flush(n.where.end);
            out.outdent();
            return out.line("}");
        }
        default: return print_body(out, head, n, from);
    }
}

/// Declarations that usually take one line and stand together.
inline bool is_line(const node& n) {
    return (n.what == kind::use && !n.find(kind::telling)) || n.what == kind::define ||
           (n.what == kind::param && !n.find(kind::entries)) || n.what == kind::enumeration;
}

}  // namespace body_detail

void print_declaration(page& out, const node& n, bool blank_before) {
    const bool documented = !n.children.empty() && n[0].what == kind::doc;
    if (documented) out.skip_docs(n[0].where);
    out.begin_line(n.where, blank_before);
    for (std::size_t at = 0; documented && at <= n[0].text.size();) {
        const std::size_t end = std::min(n[0].text.find('\n', at), n[0].text.size());
        out.line(end == at ? "##" : "## " + n[0].text.substr(at, end - at));
        at = end + 1;
    }
    body_detail::print_by_kind(out, n);
    out.passed(n.where.end);
}

}  // namespace print_detail

std::string print(const tree& t) {
    print_detail::page out(t.comments);
    const node* before = nullptr;
    for (const node& n : t.root.children) {
        const bool together = before && before->what == n.what && print_detail::body_detail::is_line(*before) &&
                              print_detail::body_detail::is_line(n) && n[0].what != kind::doc;
        print_detail::print_declaration(out, n, before && !together);
        before = &n;
    }
    out.flush(std::numeric_limits<std::uint32_t>::max());
    return out.take();
}

}  // namespace writ::syntax
