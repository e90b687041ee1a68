// The answers about the lines of a source, a block of them at a time.
#pragma once

#include <pybind11/pybind11.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "rules_handle.hpp"
#include "writ/io/csv_cases.hpp"
#include "writ/io/json_lines.hpp"
#include "writ/line_decider.hpp"

namespace writ::python {

/// What a table in CSV is like.
struct table_header {
    std::string row;
    io::csv_options how;
};

/// Reads with the GIL, decides without it; asks Python ten times in a second whether to go on, as Ctrl-C has it stop.
/// @par Thread safety  Whoever comes while another thread is at it gets an exception.
class lines_handle {
public:
    /// @param read     gives at most so many bytes, none at the end: `file.read`
    /// @param before   how many lines came before those
    /// @param threads  how many decide
    /// @param table    the header of a table in CSV; none: JSON Lines
    /// @throws unknown_decision, bad_question, io::bad_header
    lines_handle(shared_rules rules, pybind11::function read, const line_questions& asked, std::uint64_t before,
                 unsigned threads, const std::optional<table_header>& table);

    /// Decides the next lines; false at the end.
    /// @param answers  is given what they came to, in pieces, valid until the next call; null: that is only counted
    /// @throws py::value_error  another thread is at it
    bool next(std::vector<std::string_view>* answers);

    /// @throws py::value_error  another thread is at it
    line_totals totals();
    /// Of each thread: equal answers may be counted in several. @throws py::value_error  another thread is at it
    std::vector<line_counts> counts();
    /// What was wrong with cases since this was last asked: lines of JSON.
    std::string take_mistakes() { return std::exchange(mistakes_, {}); }

private:
    /// What one thread works with.
    struct worker {
        std::variant<io::case_reader, io::csv_reader> reader;
        line_decider decider;
        case_data room;
        std::string answers, mistakes;

        /// @param go_on  asked before each case
        template <class GoOn>
        void work(std::string_view text, std::uint64_t before, bool answered, const GoOn& go_on);
        template <class Cases, class GoOn>
        void decide(Cases cases, bool answered, const GoOn& go_on);
    };

    /// Has it for itself as long as it lives.
    class turn {
    public:
        explicit turn(lines_handle& of);
        ~turn() { busy_ = false; }
        turn(const turn&) = delete;
        turn& operator=(const turn&) = delete;

    private:
        bool& busy_;
    };

    bool read_block(std::string_view& text, std::uint64_t& before);
    void decide(std::string_view text, std::uint64_t before, bool answered);

    bool busy_ = false;
    shared_rules rules_;
    std::uint64_t before_;
    std::variant<io::line_blocks, io::csv_blocks> blocks_;
    io::line_block block_;
    std::vector<std::unique_ptr<worker>> workers_;
    std::string mistakes_;
};

}  // namespace writ::python
