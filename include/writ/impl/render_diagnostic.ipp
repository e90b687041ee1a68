// Diagnostics as text with carets.
#pragma once

#include "writ/render_diagnostic.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace writ {

namespace render_detail {

constexpr std::size_t widest = 110;      ///< columns of a line that are shown
constexpr std::size_t kept_before = 40;  ///< of them, at most this many before the first mark of a cut line
constexpr std::size_t tab_width = 4;
constexpr std::string_view replacement = "\xEF\xBF\xBD";

struct character {
    char32_t code;
    std::size_t bytes;  ///< how many it takes in the file
};

/// Decodes one character; anything that is not UTF-8 is taken byte by byte as the replacement character.
inline character decode(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80u) return {lead, 1};
    const std::size_t size = lead >= 0xF0u ? 4 : lead >= 0xE0u ? 3 : lead >= 0xC2u ? 2 : 0;
    if (size == 0 || text.size() < size) return {0xFFFD, 1};
    char32_t code = lead & (0xFFu >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0u) != 0x80u) return {0xFFFD, 1};
        code = (code << 6u) | (byte(i) & 0x3Fu);
    }
    return {code, size};
}

/// Columns a terminal gives to a character: none to combining marks, two to East Asian wide ones and emoji.
inline std::size_t width(char32_t c) {
    struct interval {
        char32_t first, last;
    };
    static constexpr std::array<interval, 6> none{
        {{0x0300, 0x036F}, {0x200B, 0x200D}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0x0E34, 0x0E3A}}};
    static constexpr std::array<interval, 9> two{{{0x1100, 0x115F},
                                                  {0x2E80, 0x303E},
                                                  {0x3041, 0xA4CF},
                                                  {0xAC00, 0xD7A3},
                                                  {0xF900, 0xFAFF},
                                                  {0xFE30, 0xFE6F},
                                                  {0xFF00, 0xFF60},
                                                  {0x1F300, 0x1FAFF},
                                                  {0x20000, 0x3FFFD}}};
    const auto within = [c](const interval& i) { return c >= i.first && c <= i.last; };
    if (std::any_of(none.begin(), none.end(), within)) return 0;
    return std::any_of(two.begin(), two.end(), within) ? 2 : 1;
}

/// Characters that would move the cursor or turn the text round are not sent to a terminal as they are.
inline bool is_hidden(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
           c == 0x200E || c == 0x200F || c == 0x061C || c == 0xFEFF;
}

/// A line as it is shown: printable text, and the column at which each byte of the window begins.
struct excerpt {
    std::uint32_t first_byte = 0;  ///< of the window, counted in the line
    std::string text;
    std::vector<std::size_t> columns;  ///< by byte of the window, and one past its end
    bool cut_before = false;
    bool cut_after = false;

    std::size_t column(std::size_t byte_in_line) const {
        const std::size_t at = byte_in_line < first_byte ? 0 : byte_in_line - first_byte;
        return columns[std::min(at, columns.size() - 1)];
    }
    bool covers(std::size_t byte_in_line) const {
        return byte_in_line >= first_byte && byte_in_line <= first_byte + columns.size() - 1;
    }
};

/// The window of a line that shows a byte. Looks at a bounded part of the line, however long it is.
inline excerpt make_excerpt(std::string_view line, std::size_t around) {
    excerpt out;
    std::size_t begin = 0;
    if (line.size() > widest) {
        begin = around > kept_before ? std::min(around - kept_before, line.size()) : 0;
        while (begin > 0 && begin < line.size() && (static_cast<unsigned char>(line[begin]) & 0xC0u) == 0x80u) --begin;
    }
    out.first_byte = static_cast<std::uint32_t>(begin);
    out.cut_before = begin > 0;
    if (out.cut_before) out.text = "…";
    std::size_t column = out.cut_before ? 1 : 0;
    std::size_t at = begin;
    while (at < line.size() && column < widest) {
        const character c = decode(line.substr(at));
        for (std::size_t i = 0; i < c.bytes; ++i) out.columns.push_back(column);
        if (c.code == '\t') {
            out.text.append(tab_width, ' ');
            column += tab_width;
        } else if (is_hidden(c.code)) {
            out.text += replacement;
            column += 1;
        } else {
            out.text += c.code == 0xFFFD ? replacement : line.substr(at, c.bytes);
            column += width(c.code);
        }
        at += c.bytes;
    }
    out.columns.push_back(column);
    out.cut_after = at < line.size();
    if (out.cut_after) out.text += "…";
    return out;
}

struct mark {
    const label* what;
    bool primary;
    position begin;
    std::size_t first;  ///< byte in its line
    std::size_t last;   ///< one past the last byte in the same line
};

class writer {
public:
    writer(const source_set& sources, render_options options) : sources_(sources), colour_(options.colour) {}

    std::string diagnostic_text(const diagnostic& d);

private:
    std::string painted(std::string_view text, std::string_view code) const {
        return colour_ ? "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m" : std::string(text);
    }
    mark place(const label& l, bool primary) const;
    void file_part(const std::vector<mark>& marks, bool first);
    void line_part(const std::vector<mark>& marks);
    void gutter(std::string_view content) {
        std::string padded(gutter_ - content.size(), ' ');
        out_ += painted(padded.insert(0, content) + " |", "34");
    }

    const source_set& sources_;
    bool colour_;
    std::string out_;
    std::size_t gutter_ = 1;
    std::string accent_;
};

inline mark writer::place(const label& l, bool primary) const {
    const source& file = sources_[l.where.file];
    mark m{&l, primary, file.position_of(l.where.begin), 0, 0};
    const std::string_view line = file.line(m.begin.line);
    const auto start = static_cast<std::size_t>(line.data() - file.text().data());
    m.first = std::min<std::size_t>(l.where.begin < start ? 0 : l.where.begin - start, line.size());
    m.last = std::clamp<std::size_t>(l.where.end < start ? 0 : l.where.end - start, m.first, line.size());
    return m;
}

/// One line of a file with the marks on it, each in a row of its own.
inline void writer::line_part(const std::vector<mark>& marks) {
    const source& file = sources_[marks.front().what->where.file];
    const std::uint32_t number = marks.front().begin.line;
    std::size_t next = 0;
    while (next < marks.size()) {  // more than one round only if the line is too long to show all marks at once
        const excerpt shown = make_excerpt(file.line(number), marks[next].first);
        gutter(std::to_string(number));
        out_ += shown.text.empty() ? "\n" : ' ' + shown.text + '\n';
        do {
            const mark& m = marks[next++];
            const std::size_t from = shown.column(m.first);
            const std::size_t to = std::max(shown.column(m.last), from + 1);
            gutter("");
            std::string row(to - from, m.primary ? '^' : '-');
            if (!m.what->text.empty()) row += ' ' + m.what->text;
            out_ += std::string(from + 1, ' ') + painted(row, m.primary ? accent_ : "34") + '\n';
        } while (next < marks.size() && shown.covers(marks[next].first));
    }
}

/// The marks of one file, line by line, under the name of the file.
inline void writer::file_part(const std::vector<mark>& marks, bool first) {
    const mark& shown_place =
        *std::find_if(marks.begin(), marks.end(), [&](const mark& m) { return m.primary || !first; });
    out_ += std::string(gutter_, ' ') + painted(first ? "--> " : "::: ", "34") +
            sources_.place(shown_place.what->where) + '\n';
    gutter("");
    out_ += '\n';
    std::uint32_t last_line = 0;
    for (std::size_t i = 0; i < marks.size();) {
        std::vector<mark> same;
        const std::uint32_t line = marks[i].begin.line;
        while (i < marks.size() && marks[i].begin.line == line) same.push_back(marks[i++]);
        if (last_line != 0 && line > last_line + 1) out_ += painted("...", "34") + '\n';
        line_part(same);
        last_line = line;
    }
}

inline std::string writer::diagnostic_text(const diagnostic& d) {
    const bool is_error = d.level == severity::error;
    accent_ = is_error ? "1;31" : "1;33";
    out_ = painted((is_error ? "error[" : "warning[") + std::string(code_name(d.code)) + "]", accent_);
    out_ += painted(": " + d.message, "1") + '\n';

    std::map<std::uint32_t, std::vector<mark>> files;
    std::uint32_t greatest_line = 1;
    const auto add = [&](const label& l, bool primary) {
        if (l.where.file >= sources_.size()) return;
        files[l.where.file].push_back(place(l, primary));
        greatest_line = std::max(greatest_line, files[l.where.file].back().begin.line);
    };
    add(d.primary, true);
    for (const label& l : d.secondary) add(l, false);
    gutter_ = std::to_string(greatest_line).size();
    for (auto& [file, marks] : files)
        std::stable_sort(marks.begin(), marks.end(), [](const mark& a, const mark& b) {
            return std::pair(a.begin.line, a.first) < std::pair(b.begin.line, b.first);
        });
    if (const auto own = files.find(d.primary.where.file); own != files.end()) {
        file_part(own->second, true);
        files.erase(own);
    }
    for (const auto& [file, marks] : files) file_part(marks, false);
    for (const std::string& help : d.help)
        out_ += std::string(gutter_, ' ') + painted(" = ", "34") + painted("help", "1") + ": " + help + '\n';
    return out_;
}

}  // namespace render_detail

std::string render(const diagnostic& d, const source_set& sources, render_options options) {
    return render_detail::writer(sources, options).diagnostic_text(d);
}

std::string render(const std::vector<diagnostic>& all, const source_set& sources, render_options options) {
    std::string out;
    for (const diagnostic& d : all) {
        if (!out.empty()) out += '\n';
        out += render(d, sources, options);
    }
    return out;
}

}  // namespace writ
