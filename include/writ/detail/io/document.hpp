// A document that somebody gave: JSON, YAML or a host's own values, as one tree of nodes without types.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "writ/facts.hpp"
#include "writ/limits.hpp"
#include "writ/source.hpp"

namespace writ::detail {

/// Characters that stay where they are until `clear`; its memory is kept for the next document.
class text_arena {
public:
    std::string_view keep(std::string_view text);
    void clear() noexcept;

private:
    static constexpr std::size_t block_bytes = 1u << 16;
    struct block {
        std::unique_ptr<char[]> bytes;
        std::size_t size = 0;
    };
    std::vector<block> blocks_;
    std::size_t at_ = 0, used_ = 0;  ///< the block being filled, and how much of it is
};

using node_id = std::uint32_t;
inline constexpr node_id no_node = 0xffffffff;

/// One value. Children of objects and lists are linked through `next`; an alias shares the children of what it names.
struct node {
    enum class kind_of : std::uint8_t {
        null,
        unknown,
        boolean,
        number,  ///< `text` is its spelling
        text,    ///< in quotes, or surely a text
        plain,   ///< without quotes in YAML: the declared type says what it is
        object,
        list
    } kind = kind_of::null;
    bool truth = false;     ///< boolean
    bool repeated = false;  ///< its key stands in the object before
    bool open = false;      ///< not all of its children are known yet
    std::string_view key, text;
    position where{0, 0};  ///< line 0: `column` is a byte offset plus 1, or nothing
    node_id first = no_node, next = no_node;
    std::uint32_t count = 0;  ///< children
    std::uint32_t height = 1;
    std::size_t weight = 1;  ///< nodes in it after aliases are followed
};

/// Builds the tree from events and keeps the bounds. After a failure further events do nothing.
class document {
public:
    explicit document(const limits& bounds) : bounds_(bounds) {}

    void clear();
    /// The place of the next value; stays until the next call.
    void at(position where) noexcept { where_ = where; }
    /// The key of the next value.
    void key(std::string_view name) noexcept { key_ = name; }
    std::string_view keep(std::string_view text) { return arena_.keep(text); }

    node_id open(node::kind_of kind);
    void close();
    node_id scalar(node::kind_of kind, std::string_view text = {}, bool truth = false);
    node_id alias(node_id target);
    /// A copy of a value of another document, which must live as long; its places stay.
    void graft(const document& from, node_id id);

    /// The first thing past a bound, or that makes no tree.
    const std::optional<case_error>& failure() const noexcept { return failure_; }
    void fail(std::string message, std::string help = {});

    node_id root() const noexcept { return nodes_.empty() ? no_node : 0; }
    const node& operator[](node_id id) const noexcept { return nodes_[id]; }
    /// A child of an object by its key; the first of several.
    node_id find(node_id object, std::string_view name) const noexcept;

private:
    node_id add(node n);
    void mark_repeated(node_id object);

    struct level {
        node_id id;
        node_id last;
    };
    limits bounds_;
    text_arena arena_;
    std::vector<node> nodes_;
    std::vector<level> open_;
    std::vector<std::string_view> keys_;
    std::string_view key_;
    position where_{0, 0};
    std::size_t values_ = 0;
    std::optional<case_error> failure_;
};

}  // namespace writ::detail
