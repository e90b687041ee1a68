// tree → text: one node each line, and expressions on one line.
#pragma once

#include "writ/detail/syntax/print_parts.hpp"
#include "writ/syntax/print.hpp"

namespace writ::syntax {

namespace print_detail {

inline void dump_into(std::string& out, const node& n, std::size_t depth) {
    out.append(2 * depth, ' ');
    out += kind_name(n.what);
    if (!n.text.empty()) out += ' ';
    for (const char c : n.text) {
        if (c == '\n') out += "\\n";
        else out += c;
    }
    if (n.negated) out += " (negated)";
    if (n.rolled) out += " (rolled)";
    out += '\n';
    for (const node& child : n.children) dump_into(out, child, depth + 1);
}

std::string joined(const node& n, std::string_view separator, std::size_t from) {
    std::string out;
    for (std::size_t i = from; i < n.children.size(); ++i) {
        if (i > from) out += separator;
        out += expression(n[i]);
    }
    return out;
}

/// `a word b`
inline std::string infix(const node& n, std::string_view word) {
    return expression(n[0]) + ' ' + std::string(word) + ' ' + expression(n[1]);
}

inline std::string unit_text(const node& n) {
    const bool one = n[0].what == kind::number && n[0].text == "1";
    const std::string name = one && n.text.ends_with('s') ? n.text.substr(0, n.text.size() - 1) : n.text;
    return expression(n[0]) + ' ' + name + (n.rolled ? " rolled" : "");
}

inline std::string aggregate_text(const node& n) {
    if (n.text == "count") return "count of " + expression(n[0]);
    const std::string head = n.text == "count distinct" ? "count of distinct " : n.text + " of ";
    return head + expression(n[0]) + " for " + expression(n[1]);
}

inline std::string quantifier_text(const node& n) {
    if (n.children.size() == 1) return n.text + ' ' + expression(n[0]);
    return (n.text == "exactly" ? "" : "at ") + n.text + ' ' + expression(n[0]) + ' ' + expression(n[1]);
}

inline std::string binder_text(const node& n) {
    std::string out = infix(n, "among");
    for (std::size_t i = 2; i < n.children.size(); ++i) out += ' ' + expression(n[i]);
    return out;
}

/// Conditions: everything of level 2 to 4 of the precedence table.
inline std::string condition_text(const node& n) {
    const std::string is = n.negated ? "is not " : "is ";
    switch (n.what) {
        case kind::conjunction: return joined(n, " and ", 0);
        case kind::disjunction: return joined(n, " or ", 0);
        case kind::negation: return "not " + expression(n[0]);
        case kind::compare: return infix(n, n.text);
        case kind::is_state: return expression(n[0]) + ' ' + is + n.text;
        case kind::is_order: return infix(n, is + n.text);
        case kind::is_one_of: return infix(n, is + "one of");
        case kind::is_value: return infix(n, n.negated ? "is not" : "is");
        case kind::has: return infix(n, n.text == "one" ? "has" : "has " + n.text + " of");
        case kind::matches: return infix(n, "matches");
        case kind::within:
            return expression(n[0]) + " within " + expression(n[1]) + ' ' + n.text + ' ' + expression(n[2]);
        case kind::during_last: return infix(n, "during last") + (n.children.size() > 2 ? ' ' + expression(n[2]) : "");
        case kind::during: return expression(n[0]) + " during " + expression(n[1]) + " .. " + expression(n[2]);
        default: return n.text;
    }
}

/// Everything below conditions, and the parts that stand inside expressions.
inline std::string operand_text(const node& n) {
    switch (n.what) {
        case kind::shift: return infix(n, n.text) + (n.children.size() > 2 ? ' ' + expression(n[2]) : "");
        case kind::using_: return "using " + expression(n[0]);
        case kind::as_of: return "as of " + expression(n[0]);
        case kind::relation: return n.text + (n.text == "other" ? " than " : " ") + expression(n[0]);
        case kind::where: return "where " + expression(n[0]);
        case kind::when: return "when " + expression(n[0]);
        case kind::binary: return infix(n, n.text);
        case kind::negative: return '-' + expression(n[0]);
        case kind::unit: return unit_text(n);
        case kind::field: return expression(n[0]) + '.' + expression(n[1]);
        case kind::call: return expression(n[0]) + '(' + joined(n, ", ", 1) + ')';
        case kind::paren: return '(' + expression(n[0]) + ')';
        case kind::pick: return n.text + ' ' + expression(n[0]) + " of " + expression(n[1]);
        case kind::set:
        case kind::record_literal: return '{' + joined(n, ", ", 0) + '}';
        case kind::list: return '[' + joined(n, ", ", 0) + ']';
        case kind::member: return joined(n, " ", 0);
        case kind::entry: return expression(n[0]) + ": " + expression(n[1]);
        default: return condition_text(n);
    }
}

std::string expression(const node& n) {
    switch (n.what) {
        case kind::if_then:
            return "if " + expression(n[0]) + " then " + expression(n[1]) + " otherwise " + expression(n[2]);
        case kind::quantifier: return quantifier_text(n);
        case kind::aggregate: return aggregate_text(n);
        case kind::binder: return binder_text(n);
        default: return operand_text(n);
    }
}

}  // namespace print_detail

std::string dump(const node& n) {
    std::string out;
    print_detail::dump_into(out, n, 0);
    return out;
}

std::string print_expression(const node& n) { return print_detail::expression(n); }

}  // namespace writ::syntax
