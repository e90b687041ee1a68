// Nodes that nobody wrote: what forms are translated into.
//
// Private to `impl/model`. Every node has the place of the author's words it stands for.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "writ/syntax/tree.hpp"

namespace writ::model::detail {

inline syntax::node make_leaf(syntax::kind k, std::string text, span where) {
    return {k, false, false, where, std::move(text), {}};
}

inline syntax::node make_tree(syntax::kind k, span where, std::vector<syntax::node> children, std::string text = {}) {
    return {k, false, false, where, std::move(text), std::move(children)};
}

inline syntax::node make_name(std::string text, span where) {
    return make_leaf(syntax::kind::name, std::move(text), where);
}

/// `a.b.c`
inline syntax::node make_path(std::string_view path, span where) {
    const std::size_t dot = path.rfind('.');
    if (dot == std::string_view::npos) return make_name(std::string(path), where);
    return make_tree(syntax::kind::field, where,
                     {make_path(path.substr(0, dot), where), make_name(std::string(path.substr(dot + 1)), where)});
}

/// `x is present`, or `x is absent`, of what a form cannot know to be optional: what never is absent is there.
inline syntax::node make_there(syntax::node x, bool there = true) {
    const span where = x.where;
    return make_tree(syntax::kind::is_state, where, {std::move(x)}, there ? "there" : "not there");
}

/// `rule name { when … then outcome }`
inline syntax::node make_rule_node(std::string name, span where, std::vector<syntax::node> whens, syntax::node then) {
    using syntax::kind;
    syntax::node rule =
        make_tree(kind::rule, where, {make_name(std::move(name), where), make_tree(kind::quals, where, {})});
    for (syntax::node& when : whens) {
        const span at = when.where;
        rule.children.push_back(make_tree(kind::when, at, {std::move(when)}));
    }
    rule.children.push_back(make_tree(kind::then, where, {std::move(then)}));
    return rule;
}

}  // namespace writ::model::detail
