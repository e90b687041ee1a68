// Events → a tree of nodes, within bounds.
#pragma once

#include "writ/detail/io/document.hpp"

#include <algorithm>
#include <cstring>
#include <unordered_set>
#include <utility>

namespace writ::detail {

std::string_view text_arena::keep(std::string_view text) {
    if (text.empty()) return {};
    while (at_ < blocks_.size() && blocks_[at_].size - used_ < text.size()) {
        ++at_;
        used_ = 0;
    }
    if (at_ == blocks_.size()) {
        const std::size_t size = std::max(block_bytes, text.size());
        blocks_.push_back({std::make_unique<char[]>(size), size});
        used_ = 0;
    }
    char* const to = blocks_[at_].bytes.get() + used_;
    std::memcpy(to, text.data(), text.size());
    used_ += text.size();
    return {to, text.size()};
}

void text_arena::clear() noexcept {
    constexpr std::size_t kept = 64;  // more than that was one great document
    if (blocks_.size() > kept) blocks_.resize(kept);
    std::erase_if(blocks_, [](const block& b) { return b.size > block_bytes; });
    at_ = used_ = 0;
}

void document::clear() {
    arena_.clear();
    nodes_.clear();
    open_.clear();
    key_ = {};
    where_ = {0, 0};
    values_ = 0;
    failure_.reset();
}

void document::fail(std::string message, std::string help) {
    if (!failure_) failure_ = case_error{{}, std::move(message), std::move(help), where_};
}

node_id document::add(node n) {
    if (failure_) return no_node;
    values_ += n.weight;
    if (values_ > bounds_.case_nodes)
        fail("there are more than " + std::to_string(bounds_.case_nodes) + " values here");
    if (open_.size() + n.height > bounds_.case_depth)
        fail("this is nested more than " + std::to_string(bounds_.case_depth) + " deep");
    if (open_.empty() && !nodes_.empty()) fail("there is more than one value here");
    if (failure_) return no_node;
    n.key = std::exchange(key_, {});
    n.where = where_;
    const auto id = static_cast<node_id>(nodes_.size());
    nodes_.push_back(n);
    if (!open_.empty()) {
        level& parent = open_.back();
        (parent.last == no_node ? nodes_[parent.id].first : nodes_[parent.last].next) = id;
        parent.last = id;
        ++nodes_[parent.id].count;
    }
    return id;
}

node_id document::scalar(node::kind_of kind, std::string_view text, bool truth) {
    node n;
    n.kind = kind;
    n.text = text;
    n.truth = truth;
    return add(n);
}

node_id document::open(node::kind_of kind) {
    node n;
    n.kind = kind;
    n.open = true;
    const node_id id = add(n);
    if (id != no_node) open_.push_back({id, no_node});
    return id;
}

void document::close() {
    if (failure_ || open_.empty()) return;
    const node_id id = open_.back().id;
    open_.pop_back();
    node& n = nodes_[id];
    n.open = false;
    for (node_id c = n.first; c != no_node; c = nodes_[c].next) {
        n.weight += nodes_[c].weight;
        n.height = std::max(n.height, nodes_[c].height + 1);
    }
    if (n.kind == node::kind_of::object) mark_repeated(id);
}

node_id document::alias(node_id target) {
    if (failure_) return no_node;
    if (target >= nodes_.size() || nodes_[target].open) {
        fail("this alias stands inside what it repeats");
        return no_node;
    }
    node n = nodes_[target];
    n.next = no_node;
    n.repeated = false;
    return add(n);
}

void document::graft(const document& from, node_id id) {
    const node& n = from[id];
    at(n.where);
    if (n.kind != node::kind_of::object && n.kind != node::kind_of::list) {
        scalar(n.kind, n.text, n.truth);
        return;
    }
    open(n.kind);
    for (node_id c = n.first; c != no_node && !failure_; c = from[c].next) {
        key(from[c].key);
        graft(from, c);
    }
    close();
}

node_id document::find(node_id object, std::string_view name) const noexcept {
    if (object == no_node || nodes_[object].kind != node::kind_of::object) return no_node;
    node_id c = nodes_[object].first;
    while (c != no_node && nodes_[c].key != name) c = nodes_[c].next;
    return c;
}

void document::mark_repeated(node_id object) {
    constexpr std::uint32_t few = 16;
    if (nodes_[object].count <= few) {
        keys_.clear();
        for (node_id c = nodes_[object].first; c != no_node; c = nodes_[c].next) {
            nodes_[c].repeated = std::find(keys_.begin(), keys_.end(), nodes_[c].key) != keys_.end();
            keys_.push_back(nodes_[c].key);
        }
        return;
    }
    std::unordered_set<std::string_view> seen;
    for (node_id c = nodes_[object].first; c != no_node; c = nodes_[c].next)
        nodes_[c].repeated = !seen.insert(nodes_[c].key).second;
}

}  // namespace writ::detail
