// Nodes that nobody wrote: what forms are translated into.
//
// Private to `impl/model`. Every node has the place of the author's words it stands for.
#pragma once

#include <string>
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

}  // namespace writ::model::detail
