// JSON Lines: many cases, one on each line, by one thread or several.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

#include "writ/io/read_case.hpp"

namespace writ::io {

/// The cases of a text in memory. Blank lines are passed over.
///
/// ```
/// for (json_lines lines(reader, text); lines.next(facts);) use(lines.line(), facts);
/// ```
/// @par Lifetime  Reader and text must outlive this.
class json_lines {
public:
    /// @param before  how many lines came before the text
    json_lines(case_reader& reader, std::string_view text, std::uint64_t before = 0);

    /// Reads the next case. A line that cannot be read, or is too long, makes a case with an error, and the next
    /// call goes on after it.
    /// @return false at the end
    bool next(case_data& out);
    /// The line of the last case, from 1.
    std::uint64_t line() const noexcept { return line_; }

private:
    case_reader* reader_;
    std::string_view rest_;
    const char* in_place_;  ///< a line end: lines up to it are read where they are
    std::uint64_t line_;
};

/// Where bytes come from: puts at most `room` of them `into`, and says how many; 0 at the end. It need not fill the room: what
/// is there is worked on. Errors are exceptions.
using byte_source = std::function<std::size_t(char* into, std::size_t room)>;

/// The bytes of a stream, as soon as there are some. @par Lifetime  The stream must outlive it.
byte_source bytes_of(std::istream& input);

/// Some whole lines of a source.
class line_block {
public:
    std::string_view text() const noexcept { return {memory_.data(), size_}; }
    std::uint64_t before() const noexcept { return before_; }  ///< how many lines came before them
    std::uint64_t bytes() const noexcept { return bytes_; }    ///< of the source, up to their end

private:
    friend class line_blocks;
    std::string memory_;
    std::size_t size_ = 0;
    std::uint64_t before_ = 0, bytes_ = 0;
};

/// Cuts what comes from a source into blocks of whole lines.
class line_blocks {
public:
    /// Of a line that is longer than a case may be it keeps so much that the reader of cases refuses it.
    explicit line_blocks(byte_source input, std::size_t block_bytes = 1u << 18, const limits& bounds = {});

    /// @return false at the end
    bool next(line_block& out);

private:
    std::size_t read_on(line_block& out);
    void pass_over_line(line_block& room);

    byte_source input_;
    std::size_t block_bytes_, longest_;
    std::string left_;  ///< what has come behind the last block
    std::uint64_t lines_ = 0, bytes_ = 0;
    bool ended_ = false;
};

/// Cases of a stream, one on each line. Holds a block of lines at a time; blank lines are passed over.
///
/// ```
/// for (json_lines_reader lines(reader, input); lines.next(facts);) use(lines.line(), facts);
/// ```
class json_lines_reader {
public:
    /// @par Lifetime  Reader and stream must outlive this.
    json_lines_reader(case_reader& reader, std::istream& input);

    /// As `json_lines::next`.
    bool next(case_data& out);
    /// The line of the last case, from 1.
    std::uint64_t line() const noexcept { return lines_.line(); }

private:
    case_reader& reader_;
    line_blocks blocks_;
    line_block block_;
    json_lines lines_;
};

/// What is made of some lines: whatever is appended to these comes out in the order of the lines.
struct lines_made {
    std::string answers, messages;
    std::uint64_t cases = 0;  ///< how many there were
    std::uint64_t bytes = 0;  ///< of the source, up to the end of these lines
};

/// What one thread works with: it reads each case, and takes it.
struct line_worker {
    case_reader reader;
    std::function<void(case_data& c, std::uint64_t line, lines_made& out)> take;
};

/// Works on the cases of a source with `jobs` threads, of which the caller's is one. What they make of them comes in the order of
/// the lines, and is the same for any number of jobs.
///
/// ```
/// io::for_each_line(io::bytes_of(std::cin), 4,
///     [&] {
///         auto d = std::make_shared<decider>(rules);
///         return io::line_worker{rules.reader(), [=](case_data& c, std::uint64_t, io::lines_made& out) {
///             d->load(c);
///             out.answers += d->ask(tier).status == status::decided ? "decided\n" : "open\n";
///         }};
///     },
///     [](const io::lines_made& made) { std::cout << made.answers; });
/// ```
/// @param input  is asked by one thread at a time
/// @param worker makes what a thread works with, once it has lines; called by one thread at a time
/// @param output is given the pieces one after the other, by one thread at a time
/// @throws what the functions throw: the first of it, once all threads have stopped
/// @par Complexity  Memory for two blocks, and what is made of one, for each job, whatever the length of the source.
void for_each_line(const byte_source& input, unsigned jobs, const std::function<line_worker()>& worker,
                   const std::function<void(const lines_made& made)>& output, std::size_t block_bytes = 1u << 18,
                   const limits& bounds = {});

/// The same with a text in memory, which is not copied.
void for_each_line(std::string_view text, unsigned jobs, const std::function<line_worker()>& worker,
                   const std::function<void(const lines_made& made)>& output, std::size_t block_bytes = 1u << 18);

}  // namespace writ::io
