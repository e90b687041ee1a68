// What the grammar carries along: the nodes made so far, and the furthest place it could not get past.
//
// The grammar has no attributes. Leaf parsers push nodes (or marks for the node around them) on a stack; `make` takes
// everything pushed since it began as the children of a new node. A failed parser leaves the stack as it was.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "writ/detail/syntax/token.hpp"

namespace writ::syntax {

/// What an entry of the stack means to the node that takes it.
enum class role : std::uint8_t { child, text, negated, rolled };

struct entry {
    node what;
    role as = role::child;
    std::uint32_t level = 0;  ///< how many brackets, operators and exceptions are in each other here
};

/// Something that could stand at the furthest place.
struct expectation {
    std::string_view what;
    bool spelled = false;  ///< a word or mark of the language rather than a description
};

/// Which expressions a column of a table holds.
enum class column_kind : std::uint8_t { expression, text };

class builder {
public:
    explicit builder(const limits& bounds) : bounds_(bounds) {}

    // ---- tokens

    /// Whether a token can be taken here: inside a table body a line end hides what follows.
    bool sees(const token* at) const noexcept { return !row_start || !at->newline_before || at == row_start; }
    bool is_word(const token* at, std::uint8_t id) const noexcept { return at->id == id && sees(at); }

    /// Remembers that `what` could have stood at a place.
    void miss(const token* at, std::string_view what, bool spelled);
    /// A line ends before a token: what could have gone on there is no longer awaited.
    void line_over(const token* at);
    /// Says what is wrong at a place better than a list of what could have stood there.
    void explain(const token* at, diagnostic_code code);
    /// Stops everything: a limit is passed.
    bool refuse(const token* at, diagnostic_code code, std::size_t bound);
    /// Adds a mistake that does not keep the file from being read.
    void report(diagnostic d) { diagnostics.push_back(std::move(d)); }

    // ---- nodes

    std::size_t mark() const noexcept { return stack_.size(); }
    void drop_to(std::size_t mark) { stack_.erase(stack_.begin() + static_cast<std::ptrdiff_t>(mark), stack_.end()); }
    bool push(const token* at, node n, role as = role::child);
    /// Replaces everything above `mark` by one node that has it as its children.
    bool make(kind k, std::size_t mark, const token* begin, const token* end);
    const node& top() const { return stack_.back().what; }
    node take() {
        node n = std::move(stack_.back().what);
        stack_.pop_back();
        return n;
    }

    // ---- the furthest place

    const token* furthest = nullptr;
    bool at_line_end = false;  ///< what is found there is a line end
    std::vector<expectation> expected;
    std::optional<diagnostic_code> explanation;
    std::optional<diagnostic> refusal;
    std::vector<diagnostic> diagnostics;

    const token* muted = nullptr;      ///< failures here are not remembered
    std::uint32_t silent = 0;          ///< looking ahead: no failure is remembered
    std::size_t depth = 0;             ///< of the descent
    const token* row_start = nullptr;  ///< set inside a table row, outside brackets
    std::vector<column_kind> columns;  ///< of the table being read, right of `||`
    std::size_t column = 0;
    std::size_t cells = 0;           ///< of the headings: left of `||`, or across a grid
    bool is_grid = false;            ///< whether that table is a grid
    const token* bad_row = nullptr;  ///< the row that could not be read, if that is where reading stopped
    span heading_place;
    span out_heading_place;

    const limits& bounds() const noexcept { return bounds_; }
    void forget_failures();

private:
    const limits& bounds_;
    std::vector<entry> stack_;
    std::size_t node_count_ = 0;
};

}  // namespace writ::syntax
