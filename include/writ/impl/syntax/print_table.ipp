// tree → text: tables, in columns.
#pragma once

#include "writ/detail/syntax/print_parts.hpp"

#include <algorithm>

namespace writ::syntax::print_detail {

namespace table_detail {

/// A row of a table as texts, and where it came from.
struct text_row {
    const node* from = nullptr;
    std::string label;
    std::vector<std::string> left;   ///< before `||`; in a grid the key
    std::vector<std::string> right;  ///< behind it; in a grid the values
    bool otherwise = false;
};

inline text_row read_row(const node& n) {
    text_row out;
    out.from = &n;
    for (const node& part : n.children) {
        if (part.what == kind::row_label) out.label = part[0].text + ": ";
        else if (part.what == kind::word) out.otherwise = true;
        else if (part.what == kind::row_out)
            for (const node& e : part.children) out.right.push_back(phrase(e));
        else out.left.push_back(phrase(part));
    }
    return out;
}

inline text_row read_grid_row(const node& n) {
    text_row out;
    out.from = &n;
    const bool heading = n.what == kind::grid_columns;
    if (heading) out.left.emplace_back();
    for (std::size_t i = 0; i < n.children.size(); ++i)
        (i == 0 && !heading ? out.left : out.right).push_back(phrase(n[i]));
    return out;
}

inline void widen(std::vector<std::size_t>& widths, const std::vector<std::string>& texts) {
    if (widths.size() < texts.size()) widths.resize(texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) widths[i] = std::max(widths[i], width_of(texts[i]));
}

inline std::string aligned(const std::vector<std::string>& texts, const std::vector<std::size_t>& widths) {
    std::string out;
    for (std::size_t i = 0; i < texts.size(); ++i) out += (i > 0 ? " | " : "") + padded(texts[i], widths[i]);
    return out;
}

inline std::vector<text_row> read_rows(const node& body) {
    std::vector<text_row> out;
    for (const node& n : body.children) {
        if (n.what == kind::grid_columns || n.what == kind::grid_row) out.push_back(read_grid_row(n));
        if (n.what == kind::row) out.push_back(read_row(n));
        if (n.what == kind::headings) {
            out.emplace_back();
            out.back().from = &n;
            for (const node& h : n.children) out.back().left.push_back(expression(h));
        }
        if (n.what == kind::out_headings)
            for (const node& h : n.children) out.back().right.push_back(h.text);
    }
    return out;
}

}  // namespace table_detail

void print_table_body(page& out, std::string head, const node& body) {
    using namespace table_detail;
    const std::vector<text_row> rows = read_rows(body);
    const bool grid = body.find(kind::grid_columns) != nullptr;
    std::vector<std::size_t> left, right;
    std::size_t label = 0;
    for (const text_row& r : rows) {
        widen(left, r.left);
        widen(right, r.right);
        label = std::max(label, r.label.size());
    }
    std::size_t left_width = left.empty() ? 0 : 3 * (left.size() - 1);
    for (const std::size_t w : left) left_width += w;

    out.line(head += " {");
    out.indent();
    for (const node& n : body.children)
        if (n.what == kind::cite) {
            out.begin_line(n.where);
            out.line(phrase(n));
        }
    for (const text_row& r : rows) {
        std::string text = padded(r.label, label);
        text += padded(r.otherwise ? "otherwise" : aligned(r.left, left), left_width);
        text += (grid ? " | " : " || ") + aligned(r.right, right);
        text.erase(text.find_last_not_of(' ') + 1);
        out.begin_line(r.from->where);
        out.line(text);
    }
    out.flush(body.where.end);
    out.outdent();
    out.line("}");
}

}  // namespace writ::syntax::print_detail
