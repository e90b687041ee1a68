// JSON Lines → cases, on one thread or several.
#pragma once

#include "writ/io/json_lines.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <exception>
#include <istream>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "writ/detail/io/case_reader_parts.hpp"

namespace writ::io {

namespace json_lines_detail {

/// Compiled to vectors, as a loop of a known length of small counters is.
inline std::uint64_t count_lines(std::string_view text) noexcept {
    constexpr std::size_t wide = 64;
    std::uint64_t lines = 0;
    for (; text.size() >= wide; text.remove_prefix(wide)) {
        unsigned char some = 0;
        for (std::size_t i = 0; i < wide; ++i) some = static_cast<unsigned char>(some + (text[i] == '\n' ? 1 : 0));
        lines += some;
    }
    return lines + static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

/// Some whole lines, and where they are.
struct piece {
    std::string_view text;
    std::uint64_t before = 0, bytes = 0;
    line_block block;  ///< what holds the text, if somebody has to
};

/// Cuts a text into pieces.
class text_pieces {
public:
    text_pieces(std::string_view text, std::size_t block_bytes)
        : rest_(text), size_(text.size()), block_bytes_(std::max<std::size_t>(block_bytes, 1)) {}

    bool operator()(piece& out) {
        const auto end = rest_.size() > block_bytes_ ? rest_.find('\n', block_bytes_ - 1) : std::string_view::npos;
        out.text = rest_.substr(0, end == std::string_view::npos ? end : end + 1);
        rest_.remove_prefix(out.text.size());
        out.before = lines_;
        out.bytes = size_ - rest_.size();
        lines_ += count_lines(out.text);
        return !out.text.empty();
    }

private:
    std::string_view rest_;
    std::size_t size_, block_bytes_;
    std::uint64_t lines_ = 0;
};

/// Works on pieces with several threads. Each takes the next one itself, and waits for its turn to hand out what it made of it;
/// so there are never more of them than threads.
class turnstile {
public:
    using output_function = std::function<void(const lines_made& made)>;

    turnstile(std::function<bool(piece&)> pieces, const std::function<line_worker()>& worker,
              const output_function& output)
        : pieces_(std::move(pieces)), worker_(worker), output_(output) {}

    void run(unsigned jobs) {
        std::vector<std::thread> others;
        try {
            for (unsigned i = 1; i < jobs; ++i) others.emplace_back([this] { work(); });
        } catch (...) {
            fail();
        }
        work();
        for (auto& t : others) t.join();
        if (failure_) std::rethrow_exception(failure_);
    }

private:
    void work() noexcept {
        try {
            std::optional<line_worker> mine;
            piece lines;
            lines_made made;
            case_data c;
            for (std::uint64_t turn = 0; next(lines, mine, turn);) {
                made.answers.clear();
                made.messages.clear();
                made.cases = 0;
                for (json_lines each(mine->reader, lines.text, lines.before); each.next(c); ++made.cases)
                    mine->take(c, each.line(), made);
                made.bytes = lines.bytes;
                if (!hand_out(made, turn)) return;
            }
        } catch (...) {
            fail();
        }
    }

    bool next(piece& lines, std::optional<line_worker>& worker, std::uint64_t& turn) {
        const std::lock_guard taking(take_);
        if (!pieces_(lines)) return false;
        if (!worker) worker = worker_();
        turn = taken_++;
        return true;
    }

    bool hand_out(const lines_made& made, std::uint64_t turn) {
        std::unique_lock giving(give_);
        turned_.wait(giving, [&] { return given_ == turn || failure_; });
        if (failure_) return false;
        output_(made);
        ++given_;
        turned_.notify_all();
        return true;
    }

    void fail() {
        const std::lock_guard giving(give_);
        if (!failure_) failure_ = std::current_exception();
        turned_.notify_all();
    }

    std::function<bool(piece&)> pieces_;
    const std::function<line_worker()>& worker_;
    const output_function& output_;
    std::mutex take_, give_;
    std::condition_variable turned_;
    std::uint64_t taken_ = 0, given_ = 0;
    std::exception_ptr failure_;  ///< of the first thread that could not go on
};

}  // namespace json_lines_detail

// ------------------------------------------------------------------ a text

json_lines::json_lines(case_reader& reader, std::string_view text, std::uint64_t before)
    : reader_(&reader), rest_(text), in_place_(text.data()), line_(before) {
    if (text.size() <= detail::text_padding) return;
    const auto last = text.rfind('\n', text.size() - detail::text_padding - 1);
    if (last != std::string_view::npos) in_place_ = text.data() + last;
}

bool json_lines::next(case_data& out) {
    while (!rest_.empty()) {
        const char* const begin = rest_.data();
        ++line_;
        if (begin < in_place_)
            if (const char* const end = reader_->parts_->quick.read(begin, in_place_, out); end != nullptr) {
                rest_.remove_prefix(static_cast<std::size_t>(end - begin) + 1);
                return true;
            }
        const std::string_view line = rest_.substr(0, rest_.find('\n'));
        rest_.remove_prefix(std::min(line.size() + 1, rest_.size()));
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        if (begin < in_place_) reader_->parts_->read_json(line, out);
        else reader_->read_json(line, out);
        return true;
    }
    return false;
}

// ------------------------------------------------------------------ a source

byte_source bytes_of(std::istream& input) {
    return [from = input.rdbuf()](char* into, std::size_t room) -> std::size_t {
        using traits = std::char_traits<char>;
        if (traits::eq_int_type(from->sgetc(), traits::eof())) return 0;
        const auto most = static_cast<std::streamsize>(room);
        const auto got = from->sgetn(into, std::clamp<std::streamsize>(from->in_avail(), 1, most));
        return got > 0 ? static_cast<std::size_t>(got) : 0;
    };
}

line_blocks::line_blocks(byte_source input, std::size_t block_bytes, const limits& bounds)
    : input_(std::move(input)), block_bytes_(std::max<std::size_t>(block_bytes, 1)), longest_(bounds.case_bytes + 1) {}

/// Puts more behind what a block holds; how much there was, 0 at the end.
std::size_t line_blocks::read_on(line_block& out) {
    if (ended_) return 0;
    if (out.memory_.size() < out.size_ + block_bytes_) out.memory_.resize(out.size_ + block_bytes_);
    const std::size_t got = input_(out.memory_.data() + out.size_, block_bytes_);
    out.size_ += got;
    bytes_ += got;
    ended_ = got == 0;
    return got;
}

/// Forgets what comes up to the next line end.
void line_blocks::pass_over_line(line_block& room) {
    const std::size_t kept = room.size_;
    while (left_.empty() && read_on(room) != 0) {
        const std::string_view more = room.text().substr(kept);
        if (const auto end = more.find('\n'); end != std::string_view::npos) {
            left_.assign(more.substr(end + 1));
            break;
        }
        room.size_ = kept;
    }
    room.size_ = kept;
}

bool line_blocks::next(line_block& out) {
    constexpr auto none = std::string_view::npos;
    if (out.memory_.size() < left_.size()) out.memory_.resize(left_.size());
    out.size_ = left_.copy(out.memory_.data(), left_.size());
    left_.clear();
    auto last = out.text().rfind('\n');
    while (last == none) {
        const std::size_t had = out.size_;
        if (had >= longest_) {
            out.size_ = longest_;
            break;
        }
        if (read_on(out) == 0) break;
        last = out.text().substr(had).rfind('\n');
        if (last != none) last += had;
    }
    if (last != none) {
        left_.assign(out.text().substr(last + 1));
        out.size_ = last + 1;
    } else if (out.size_ == longest_) pass_over_line(out);
    out.before_ = lines_;
    out.bytes_ = bytes_ - left_.size();
    lines_ += last != none ? json_lines_detail::count_lines(out.text()) : 1;
    return out.size_ != 0;
}

// ------------------------------------------------------------------ a stream

json_lines_reader::json_lines_reader(case_reader& reader, std::istream& input)
    : reader_(reader), blocks_(bytes_of(input), 1u << 16, reader.parts_->bounds), lines_(reader, {}) {}

bool json_lines_reader::next(case_data& out) {
    while (!lines_.next(out)) {
        if (!blocks_.next(block_)) return false;
        lines_ = json_lines(reader_, block_.text(), block_.before());
    }
    return true;
}

// ------------------------------------------------------------------ several threads

void for_each_line(const byte_source& input, unsigned jobs, const std::function<line_worker()>& worker,
                   const std::function<void(const lines_made& made)>& output, std::size_t block_bytes,
                   const limits& bounds) {
    line_blocks blocks(input, block_bytes, bounds);
    const auto pieces = [&](json_lines_detail::piece& out) {
        if (!blocks.next(out.block)) return false;
        out.text = out.block.text();
        out.before = out.block.before();
        out.bytes = out.block.bytes();
        return true;
    };
    json_lines_detail::turnstile(pieces, worker, output).run(jobs);
}

void for_each_line(std::string_view text, unsigned jobs, const std::function<line_worker()>& worker,
                   const std::function<void(const lines_made& made)>& output, std::size_t block_bytes) {
    json_lines_detail::turnstile(json_lines_detail::text_pieces(text, block_bytes), worker, output).run(jobs);
}

}  // namespace writ::io
