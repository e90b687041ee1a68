// Diagnostics: making, ordering, and guessing what was meant.
#pragma once

#include "writ/diagnostic.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <tuple>

namespace writ {

namespace diagnostic_detail {

struct catalogue_entry {
    severity level;
    std::string_view message;
    std::string_view help;
};

inline catalogue_entry look_up(diagnostic_code code) {
    switch (code) {
#define WRIT_X(name, number, level, message, help)                                                                     \
    case diagnostic_code::name: return {severity::level, message, help};
        WRIT_DIAGNOSTICS(WRIT_X)
#undef WRIT_X
    }
    return {severity::error, {}, {}};
}

/// The user's words on one line and of a length one can read.
inline void append_word(std::string& out, std::string_view word) {
    constexpr std::size_t longest = 300;
    std::size_t size = std::min(word.size(), longest);
    while (size < word.size() && size > 0 && (static_cast<unsigned char>(word[size]) & 0xC0u) == 0x80u) --size;
    for (const char c : word.substr(0, size)) out += static_cast<unsigned char>(c) < 0x20u || c == 0x7F ? ' ' : c;
    if (size < word.size()) out += "…";
}

inline std::string fill(std::string_view pattern, std::initializer_list<std::string_view> words) {
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool blank = pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}' &&
                           pattern[i + 1] >= '0' && pattern[i + 1] <= '9';
        if (!blank) {
            out += pattern[i];
            continue;
        }
        const auto index = static_cast<std::size_t>(pattern[i + 1] - '0');
        if (index < words.size()) append_word(out, words.begin()[index]);
        i += 2;
    }
    return out;
}

/// Edit distance with exchanges of neighbours, or `most + 1` if it is greater than `most`.
inline std::size_t distance(std::string_view a, std::string_view b, std::size_t most) {
    if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > most) return most + 1;
    std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        std::size_t least = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before_last[j - 2] + 1);
            least = std::min(least, row[j]);
        }
        if (least > most) return most + 1;
        before_last.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

}  // namespace diagnostic_detail

diagnostic make_diagnostic(diagnostic_code code, span where, std::initializer_list<std::string_view> words) {
    const auto entry = diagnostic_detail::look_up(code);
    diagnostic d;
    d.code = code;
    d.level = entry.level;
    d.message = diagnostic_detail::fill(entry.message, words);
    d.primary.where = where;
    if (!entry.help.empty()) d.help.push_back(diagnostic_detail::fill(entry.help, words));
    return d;
}

bool has_error(const std::vector<diagnostic>& diagnostics) noexcept {
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const diagnostic& d) { return d.level == severity::error; });
}

void tidy(std::vector<diagnostic>& diagnostics, std::size_t most) {
    const auto key = [](const diagnostic& d) {
        const span& w = d.primary.where;
        return std::tuple(d.code == diagnostic_code::more_mistakes, w.file, w.begin, w.end);
    };
    std::stable_sort(diagnostics.begin(), diagnostics.end(),
                     [&](const diagnostic& a, const diagnostic& b) { return key(a) < key(b); });
    diagnostics.erase(std::unique(diagnostics.begin(), diagnostics.end()), diagnostics.end());

    const auto is_summary = [](const diagnostic& d) { return d.code == diagnostic_code::more_mistakes; };
    const auto summaries = static_cast<std::size_t>(std::count_if(diagnostics.begin(), diagnostics.end(), is_summary));
    const std::size_t real = diagnostics.size() - summaries;
    if (real <= most) return;
    const auto first_cut = diagnostics.begin() + static_cast<std::ptrdiff_t>(most);
    const bool lost_error =
        std::any_of(first_cut, diagnostics.end(), [](const diagnostic& d) { return d.level == severity::error; });
    auto summary =
        make_diagnostic(diagnostic_code::more_mistakes, first_cut->primary.where, {std::to_string(real - most)});
    if (!lost_error) summary.level = severity::warning;
    diagnostics.erase(first_cut, diagnostics.end());
    diagnostics.push_back(std::move(summary));
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
    constexpr std::size_t longest = 256;  // longer than any name may be by default
    std::size_t best = std::max<std::size_t>(word.size() / 3, 1) + 1;
    std::string_view found;
    if (word.empty() || word.size() > longest) return found;
    for (const std::string_view candidate : candidates) {
        if (candidate.empty() || candidate == word || candidate.size() > longest) continue;
        const std::size_t d = diagnostic_detail::distance(word, candidate, best - 1);
        if (d >= best) continue;
        best = d;
        found = candidate;
        if (best == 0) break;
    }
    return found;
}

}  // namespace writ
