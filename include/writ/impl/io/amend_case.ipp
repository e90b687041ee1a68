// case + what is said → case: written, changed as a document, and filled again
#pragma once

#include "writ/io/amend_case.hpp"

#include <deque>

#include "writ/detail/io/fill_case.hpp"
#include "writ/detail/io/read_document.hpp"
#include "writ/io/write_case.hpp"

namespace writ::io {

namespace amend_case_detail {

using detail::document;
using detail::node;
using detail::node_id;

/// Copies a value, or makes it, with another one `depth` steps on the way to its place.
inline void copy(const document& from, node_id id, const amendment& said, std::size_t depth, const document& value,
                 document& out) {
    if (depth == said.at.size()) return out.graft(value, value.root());
    const amendment::step& step = said.at[depth];
    const auto kind = step.element == 0 ? node::kind_of::object : node::kind_of::list;
    const bool there = id != detail::no_node && from[id].kind == kind;
    bool found = false;
    std::uint32_t element = 0;
    out.open(kind);
    for (node_id c = there ? from[id].first : detail::no_node; c != detail::no_node; c = from[c].next) {
        ++element;
        const bool here = step.element == 0 ? from[c].key == step.name : element == step.element;
        out.key(from[c].key);
        if (here) copy(from, c, said, depth + 1, value, out);
        else out.graft(from, c);
        found = found || here;
    }
    if (!found) {
        out.key(step.name);
        copy(from, detail::no_node, said, depth + 1, value, out);
    }
    out.close();
}

inline std::string path_of(const amendment& said) {
    std::string out;
    for (const auto& s : said.at)
        out += s.element != 0 ? "[" + std::to_string(s.element) + "]" : (out.empty() ? "" : ".") + s.name;
    return out;
}

}  // namespace amend_case_detail

case_data amended(const model::model& m, const case_layout& layout, const case_data& c,
                  const std::vector<amendment>& said, const limits& bounds) {
    using namespace amend_case_detail;
    case_data out;
    std::deque<document> documents;  // each refers to those before it
    detail::parse_yaml(write_yaml_case(m, c), bounds, documents.emplace_back(bounds));
    for (const auto& one : said) {
        const document& before = documents.back();
        document& value = documents.emplace_back(bounds);
        detail::parse_yaml(one.yaml, bounds, value);
        if (value.failure()) {
            out.errors.push_back(*value.failure());
            out.errors.back().path = path_of(one);
            return out;
        }
        copy(before, before.root(), one, 0, value, documents.emplace_back(bounds));
    }
    detail::case_filler(m, layout, bounds).fill(documents.back(), documents.back().root(), out);
    return out;
}

}  // namespace writ::io
