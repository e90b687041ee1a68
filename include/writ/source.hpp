// Named texts and places in them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace writ {

/// A half-open range of bytes in one file of a `source_set`.
///
/// Sixteen bytes of arithmetic and nothing else: every later form of a rule keeps spans, so that a
/// diagnostic, a graph vertex, an instruction or a reason can always point at the author's words.
struct span {
    std::uint32_t file = 0;   ///< index into the `source_set`
    std::uint32_t begin = 0;  ///< first byte
    std::uint32_t end = 0;    ///< one past the last byte

    friend bool operator==(const span&, const span&) = default;
};

/// A line and a column, both counted from 1; columns count Unicode code points.
struct position {
    std::uint32_t line = 1;
    std::uint32_t column = 1;

    friend bool operator==(const position&, const position&) = default;
};

/// One text with a name to show and an index of its lines.
class source {
public:
    /// Takes a text as it is; nothing is checked here (`syntax::parse` does).
    /// @param name  what diagnostics call the file, usually its path as the user wrote it
    source(std::string name, std::string text);

    const std::string& name() const noexcept { return name_; }
    const std::string& text() const noexcept { return text_; }

    /// The line and column of a byte offset; offsets past the end mean the end.
    /// @par Complexity  Logarithmic in the number of lines, linear in the length of one line.
    position position_of(std::uint32_t offset) const;

    /// The text of a line (from 1) without its line end; empty past the last line.
    std::string_view line(std::uint32_t number) const;

private:
    std::string name_;
    std::string text_;
    std::vector<std::uint32_t> line_starts_;
};

/// All texts of one compilation, in the order they were added. Spans refer to it by index.
class source_set {
public:
    /// @return the index to use as `span::file`
    std::uint32_t add(source file);

    const source& operator[](std::uint32_t file) const { return files_[file]; }
    std::size_t size() const noexcept { return files_.size(); }

    /// The bytes a span covers.
    std::string_view text(const span& where) const;

    /// `name:line:column` of the beginning of a span.
    std::string place(const span& where) const;

private:
    std::vector<source> files_;
};

}  // namespace writ
