// Nodes and failures, as the grammar reports them.
#pragma once

#include "writ/detail/syntax/builder.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace writ::syntax {

namespace builder_detail {

/// Kinds that can be in each other without end; the others only stand between them.
inline bool counts_as_level(kind k) noexcept {
    switch (k) {
        case kind::if_then:
        case kind::negation:
        case kind::binary:
        case kind::negative:
        case kind::field:
        case kind::call:
        case kind::paren:
        case kind::pick:
        case kind::set:
        case kind::record_literal:
        case kind::list:
        case kind::exception: return true;
        default: return false;
    }
}

}  // namespace builder_detail

void builder::miss(const token* at, std::string_view what, bool spelled) {
    if (silent != 0 || at == muted || at < furthest) return;
    if (at > furthest || furthest == nullptr) {
        furthest = at;
        expected.clear();
        explanation.reset();
    }
    if (expected.empty()) at_line_end = !sees(at);
    const auto same = [&](const expectation& e) { return e.what == what && e.spelled == spelled; };
    if (std::none_of(expected.begin(), expected.end(), same)) expected.push_back({what, spelled});
}

void builder::line_over(const token* at) {
    if (at != furthest) return;
    furthest = nullptr;
    expected.clear();
    explanation.reset();
}

void builder::explain(const token* at, diagnostic_code code) {
    miss(at, {}, false);
    if (at == furthest && silent == 0 && at != muted) explanation = code;
}

bool builder::refuse(const token* at, diagnostic_code code, std::size_t bound) {
    if (!refusal) refusal = make_diagnostic(code, at->where, {std::to_string(bound)});
    return false;
}

bool builder::push(const token* at, node n, role as) {
    if (as == role::child && ++node_count_ > bounds_.nodes)
        return refuse(at, diagnostic_code::too_many_nodes, bounds_.nodes);
    stack_.emplace_back(std::move(n), as, 0u);
    return true;
}

bool builder::make(kind k, std::size_t mark, const token* begin, const token* end) {
    node n;
    n.what = k;
    std::uint32_t level = 0;
    const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(mark);
    const auto is_child = [](const entry& e) { return e.as == role::child; };
    n.children.reserve(static_cast<std::size_t>(std::count_if(first, stack_.end(), is_child)));
    for (auto e = first; e != stack_.end(); ++e) {
        level = std::max(level, e->level);
        if (e->as == role::child) n.children.push_back(std::move(e->what));
        if (e->as == role::text) n.text = std::move(e->what.text);
        if (e->as == role::negated) n.negated = true;
        if (e->as == role::rolled) n.rolled = true;
    }
    drop_to(mark);
    const token* last = end > begin ? end - 1 : begin;
    n.where = {begin->where.file, begin->where.begin, end > begin ? last->where.end : begin->where.begin};
    if (!n.children.empty()) n.where.begin = std::min(n.where.begin, n.children.front().where.begin);
    level += builder_detail::counts_as_level(k) ? 1 : 0;
    if (level > bounds_.nesting) return refuse(last, diagnostic_code::too_deep, bounds_.nesting);
    if (!push(begin, std::move(n))) return false;
    stack_.back().level = level;
    return true;
}

void builder::forget_failures() {
    furthest = muted = row_start = bad_row = nullptr;
    at_line_end = false;
    expected.clear();
    explanation.reset();
    depth = silent = 0;
    drop_to(0);
}

}  // namespace writ::syntax
