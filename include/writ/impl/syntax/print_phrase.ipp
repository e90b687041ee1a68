// tree → text: the parts of declarations, and long expressions.
#pragma once

#include "writ/detail/syntax/print_parts.hpp"

#include <algorithm>

namespace writ::syntax::print_detail {

std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

std::string padded(std::string text, std::size_t width) {
    const std::size_t have = width_of(text);
    if (have < width) text.append(width - have, ' ');
    return text;
}

namespace phrase_detail {

inline std::string phrases(const node& n, std::string_view separator, std::size_t from = 0) {
    std::string out;
    for (std::size_t i = from; i < n.children.size(); ++i) {
        const std::string part = phrase(n[i]);
        if (i > from && !part.empty()) out += separator;
        out += part;
    }
    return out;
}

inline std::string type_text(const node& n) {
    std::string out;
    for (const node& part : n.children) {
        const bool attached = part.what == kind::places;
        if (!out.empty() && !attached) out += ' ';
        out += attached ? '(' + part[0].text + ')' : phrase(part);
    }
    return out;
}

inline std::string path_text(const node& n) {
    std::string out;
    for (const node& part : n.children) {
        if (part.what == kind::number) out += '[' + part.text + ']';
        else out += (out.empty() ? "" : ".") + part.text;
    }
    return out;
}

inline std::string cell_text(const node& n) {
    if (n.children.empty()) return n.text;
    return (n.negated ? "not " : "") + phrases(n, ", ");
}

/// A word, then what belongs to it with commas.
inline std::string headed(std::string_view word, const node& n) { return std::string(word) + ' ' + phrases(n, ", "); }

inline std::string type_part(const node& n) {
    switch (n.what) {
        case kind::type: return type_text(n);
        case kind::element: return "of " + n[0].text;
        case kind::at_least: return "at least " + n[0].text;
        case kind::up_to: return "up to " + n[0].text;
        case kind::sorted_on: return "sorted on " + n[0].text;
        case kind::currency: return n.text;
        case kind::range: return n[0].text + " .. " + n[1].text;
        case kind::parameters: return '(' + phrases(n, ", ") + ')';
        case kind::parameter: return n[0].text + " : " + phrase(n[1]);
        case kind::cell: return cell_text(n);
        case kind::cell_state: return n.text;
        case kind::cell_compare: return n.text + ' ' + expression(n[0]);
        case kind::cell_range: return expression(n[0]) + " .. " + expression(n[1]);
        case kind::cell_value: return expression(n[0]);
        default: return expression(n);
    }
}

inline std::string note_part(const node& n) {
    switch (n.what) {
        case kind::cite: return "cite " + n[0].text;
        case kind::because: return "because " + phrase(n[0]);
        case kind::verify: return "verify " + phrase(n[0]);
        case kind::say: return "say " + phrases(n, " ");
        case kind::ask: return headed("ask", n);
        case kind::called: return "called " + phrase(n[0]);
        case kind::seen_by: return headed("seen by", n);
        case kind::assume: return "assume " + expression(n[0]);
        case kind::needs: return headed("needs", n);
        case kind::asks: return headed("asks", n);
        case kind::by: return headed("by", n);
        case kind::takes: return "takes " + n.text;
        case kind::to: return headed("to", n);
        case kind::position: return n.text + ' ' + n[0].text;
        case kind::who: return "who " + n[0].text;
        case kind::lasting: return "lasting " + expression(n[0]);
        case kind::enumerator:
        case kind::holiday:
        case kind::zone:
        case kind::money_entry: return phrases(n, " ");
        default: return type_part(n);
    }
}

}  // namespace phrase_detail

std::string phrase(const node& n) {
    using namespace phrase_detail;
    switch (n.what) {
        case kind::text:
        case kind::title: return phrases(n, " ");
        case kind::tagged: return (n.text.empty() ? "" : n.text + ' ') + n[0].text;
        case kind::quals: return phrases(n, " ");
        case kind::in_regions: return headed("in", n);
        case kind::from: return "from " + phrases(n, " ");
        case kind::announced: return "announced " + n[0].text;
        case kind::until: return "until " + n[0].text;
        case kind::value: return "= " + expression(n[0]);
        case kind::dated_entry: return n[0].children.empty() ? phrase(n[1]) : phrases(n, " ");
        case kind::path: return path_text(n);
        case kind::rule_ref: return phrases(n, ".");
        default: return note_part(n);
    }
}

// ---- long expressions

namespace phrase_detail {

inline std::string new_line(std::size_t column) { return '\n' + std::string(column, ' '); }

/// `[…]`, `{…}`: one element on each line.
inline std::string broken_elements(const node& n, std::size_t margin) {
    std::string out(1, n.what == kind::list ? '[' : '{');
    margin += step;
    for (std::size_t i = 0; i < n.children.size(); ++i) {
        const node& part = n[i];
        out += new_line(margin);
        const std::string head = part.what == kind::entry ? part[0].text + ": " : "";
        const node& what = part.what == kind::entry ? part[1] : part;
        out += head + broken(what, margin + width_of(head), margin);
        if (i + 1 < n.children.size()) out += ',';
    }
    return out + (n.what == kind::list ? ']' : '}');
}

inline std::string broken_condition(const node& n, std::size_t column, std::size_t margin) {
    const std::string word = n.what == kind::conjunction ? "and " : "or ";
    std::string out = broken(n[0], column, margin);
    for (std::size_t i = 1; i < n.children.size(); ++i)
        out += new_line(column) + word + broken(n[i], column + word.size(), margin);
    return out;
}

}  // namespace phrase_detail

std::string broken(const node& n, std::size_t column, std::size_t margin) {
    using namespace phrase_detail;
    const std::string whole = expression(n);
    if (column + width_of(whole) <= widest_line) return whole;
    switch (n.what) {
        case kind::conjunction:
        case kind::disjunction: return broken_condition(n, column, margin);
        case kind::if_then:
            return "if " + broken(n[0], column + 3, margin) + new_line(column) + "then " +
                   broken(n[1], column + 5, margin) + new_line(column) + "otherwise " +
                   broken(n[2], column + 10, margin);
        case kind::paren: return '(' + broken(n[0], column + 1, margin) + ')';
        case kind::list:
        case kind::set:
        case kind::record_literal: return broken_elements(n, margin);
        default: return whole;
    }
}

}  // namespace writ::syntax::print_detail
