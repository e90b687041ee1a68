#include "lines_handle.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <future>
#include <stdexcept>

#include "others_may_run.hpp"

namespace writ::python {

namespace py = pybind11;

namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 18;

/// What a Python function gives, which may say that it has no more at any time.
io::byte_source bytes_of(py::function read) {
    return [read = std::move(read)](char* into, std::size_t room) -> std::size_t {
        const py::object got = read(room);
        if (!PyBytes_Check(got.ptr()))
            throw py::type_error("lines are bytes: open the file in binary mode, or give a path");
        const auto size = static_cast<std::size_t>(PyBytes_GET_SIZE(got.ptr()));
        if (size > room) throw py::value_error("`read` gave more than was asked for");
        std::memcpy(into, PyBytes_AS_STRING(got.ptr()), size);
        return size;
    };
}

/// Asked before each case: lets Python see now and then whether there was a signal. @throws py::error_already_set
/// @return whether to go on
class signal_watch {
public:
    bool operator()() const {
        constexpr unsigned cases = 16;
        constexpr std::chrono::milliseconds patience(100);
        if (others_may_run::must_end()) return false;
        if (++asked_ % cases != 0 || clock::now() < next_) return true;
        const py::gil_scoped_acquire python;
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        next_ = clock::now() + patience;
        return true;
    }

private:
    using clock = std::chrono::steady_clock;
    mutable unsigned asked_ = 0;
    mutable clock::time_point next_ = clock::now();
};

/// Behind the first end of a row of a table, or of a line, at or after a place; `npos` if there is none.
std::size_t row_end(std::string_view text, std::size_t place, bool table) {
    if (table) return io::csv_row_end(text, place, std::count(text.data(), text.data() + place, '"') % 2 != 0);
    const std::size_t end = text.find('\n', place);
    return end == text.npos ? end : end + 1;
}

/// So many pieces of whole rows, about as long as each other; some may be empty.
std::vector<std::string_view> cut(std::string_view text, std::size_t pieces, bool table) {
    std::vector<std::string_view> out;
    for (std::size_t left = pieces; left > 0; --left) {
        out.push_back(text.substr(0, left == 1 ? text.npos : row_end(text, text.size() / left, table)));
        text.remove_prefix(out.back().size());
    }
    return out;
}

std::uint64_t lines_of(std::string_view text) {
    return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

lines_handle::lines_handle(shared_rules rules, py::function read, const line_questions& asked, std::uint64_t before,
                           unsigned threads, const std::optional<table_header>& table)
    : rules_(std::move(rules)), before_(before), blocks_(io::line_blocks({})) {
    const std::size_t size = block_bytes * threads;
    if (table) blocks_.emplace<io::csv_blocks>(bytes_of(std::move(read)), size);
    else blocks_.emplace<io::line_blocks>(bytes_of(std::move(read)), size);
    const ruleset& r = rules_->rules();
    for (unsigned i = 0; i < threads; ++i) {
        if (table) {
            io::csv_reader rows(r.stage_model(), r.layout(), table->row, table->how);
            workers_.emplace_back(new worker{std::move(rows), line_decider(r, asked), {}, {}, {}});
        } else {
            workers_.emplace_back(new worker{r.reader(), line_decider(r, asked), {}, {}, {}});
        }
    }
}

lines_handle::turn::turn(lines_handle& of) : busy_(of.busy_) {
    if (busy_) throw py::value_error("these lines are being decided already");
    busy_ = true;
}

bool lines_handle::next(std::vector<std::string_view>* answers) {
    const turn mine(*this);
    if (others_may_run::must_end()) throw std::runtime_error("the interpreter is ending");
    std::string_view text;
    std::uint64_t before = 0;
    if (!read_block(text, before)) return false;
    const others_may_run meanwhile;
    decide(text, before_ + before, answers != nullptr);
    for (const auto& w : workers_) {
        if (answers != nullptr) answers->push_back(w->answers);
        mistakes_ += w->mistakes;
    }
    return true;
}

bool lines_handle::read_block(std::string_view& text, std::uint64_t& before) {
    if (auto* const rows = std::get_if<io::csv_blocks>(&blocks_)) {
        if (!rows->next()) return false;
        text = rows->text();
        before = rows->before();
        return true;
    }
    if (!std::get<io::line_blocks>(blocks_).next(block_)) return false;
    text = block_.text();
    before = block_.before();
    return true;
}

/// Has every worker decide its part of some lines, the first of them on this thread.
void lines_handle::decide(std::string_view text, std::uint64_t before, bool answered) {
    const auto pieces = cut(text, workers_.size(), std::holds_alternative<io::csv_blocks>(blocks_));
    std::atomic<bool> failed = false;
    std::vector<std::future<void>> others;
    std::uint64_t first = before + lines_of(pieces[0]);
    for (std::size_t i = 1; i < pieces.size(); ++i) {
        others.push_back(std::async(std::launch::async, [=, &failed, w = workers_[i].get(), piece = pieces[i]] {
            w->work(piece, first, answered, [&] { return !failed && !others_may_run::must_end(); });
        }));
        first += lines_of(pieces[i]);
    }
    try {
        workers_[0]->work(pieces[0], before, answered, signal_watch());
    } catch (...) {
        failed = true;
        throw;
    }
    for (auto& o : others) o.get();
}

template <class GoOn>
void lines_handle::worker::work(std::string_view text, std::uint64_t before, bool answered, const GoOn& go_on) {
    answers.clear();
    mistakes.clear();
    if (auto* const table = std::get_if<io::csv_reader>(&reader))
        decide(io::csv_rows(*table, text, before), answered, go_on);
    else decide(io::json_lines(std::get<io::case_reader>(reader), text, before), answered, go_on);
}

template <class Cases, class GoOn>
void lines_handle::worker::decide(Cases cases, bool answered, const GoOn& go_on) {
    while (go_on() && cases.next(room)) {
        if (answered) decider.take(room, cases.line(), answers);
        else decider.count(room);
        if (!room.errors.empty()) write_errors(room, cases.line(), mistakes);
    }
}

line_totals lines_handle::totals() {
    const turn mine(*this);
    line_totals out;
    for (const auto& w : workers_) out += w->decider.totals();
    return out;
}

std::vector<line_counts> lines_handle::counts() {
    const turn mine(*this);
    std::vector<line_counts> out;
    for (const auto& w : workers_) out.push_back(w->decider.counts());
    return out;
}

}  // namespace writ::python
