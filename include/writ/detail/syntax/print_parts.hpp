// What the printers of expressions, clauses, tables and files share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "writ/syntax/tree.hpp"

namespace writ::syntax::print_detail {

constexpr std::size_t widest_line = 100;
constexpr std::size_t step = 2;

/// An expression, or a part of one, in canonical spelling on one line.
std::string expression(const node& n);

/// The children from an index on, as expressions with a separator between them.
std::string joined(const node& n, std::string_view separator, std::size_t from);

/// An expression that starts at a column: on one line if it fits, else broken at `and`, `or`, `if` and in brackets.
/// @param margin  what stands in a broken bracket is indented from here
std::string broken(const node& n, std::size_t column, std::size_t margin);

/// Parts of declarations on one line: texts, types, parameters, qualifiers, paths, cells, notes.
std::string phrase(const node& n);

/// Characters, for alignment.
std::size_t width_of(std::string_view text);
std::string padded(std::string text, std::size_t width);

/// Lines of a file, with the comments of the original put back where they belong.
class page {
public:
    explicit page(const std::vector<comment>& comments) : comments_(comments) {}

    /// Begins a line for what stood at `where`: first come the comments that stood before it.
    void begin_line(const span& where, bool blank_before = false);
    /// Comments that stood before an offset, at the present indentation.
    void flush(std::uint32_t before, bool blank_before = false);
    void line(std::string_view text);
    /// Everything before this offset is not a doc comment of what follows.
    void passed(std::uint32_t offset) { passed_ = offset; }
    void skip_docs(const span& where) { docs_ = where; }

    void indent() { indentation_ += step; }
    void outdent() { indentation_ -= step; }
    std::size_t column() const noexcept { return indentation_; }
    std::string take() { return std::move(out_); }

private:
    void own_line(const comment& c);

    const std::vector<comment>& comments_;
    std::size_t next_ = 0;
    std::string out_;
    std::size_t indentation_ = 0;
    bool commented_ = true;  ///< the last line cannot take a comment at its end
    std::uint32_t passed_ = 0;
    span docs_;
};

/// One declaration with its doc comment.
void print_declaration(page& out, const node& n, bool blank_before);
void print_table_body(page& out, std::string head, const node& body);

}  // namespace writ::syntax::print_detail
