// Every word and mark with a role in the grammar, numbered, so that the grammar compares one byte.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace writ::syntax {

/// Sorted. Words outside the list are names and nothing else.
// clang-format off: sorted
inline constexpr std::array<std::string_view, 192> vocabulary{
    "!=", "(", ")", "*", "+", ",", "-", "->", ".", "..", "/", ":", "<", "<=", "=", ">", ">=", "[", "]",
    "absent", "action", "after", "all", "allow", "among", "and", "announced", "any", "appeal", "apply", "as",
    "ask", "asks", "assume", "at", "audiences", "automated", "bands", "because", "before", "business", "by",
    "calendar", "called", "citations", "cite", "conflicts", "count", "covers", "day", "days", "deadline",
    "decimal", "decision", "define", "deny", "distinct", "do", "does", "done", "during", "earliest", "empty",
    "end", "ends", "enum", "escalate", "every", "evidence", "exactly", "example", "exception", "expect",
    "facts", "fails", "first", "for", "from", "given", "grant", "group", "has", "holidays", "hour", "hours",
    "if", "in", "int", "internal", "is", "known", "languages", "largest", "last", "lasting", "latest", "law",
    "least", "like", "limit", "list", "matches", "measure", "metric", "minus", "minute", "minutes", "money",
    "month", "months", "most", "needs", "newest", "no", "none", "not", "notice", "number", "of", "oldest", "on",
    "one", "optional", "or", "ordered", "other", "otherwise", "pack", "param", "pause", "percent", "points",
    "present", "record", "redress", "region", "require", "required", "rolled", "rounding", "rule", "run", "say",
    "score", "seen", "set", "severity", "smallest", "sop", "sorted", "start", "starts", "statement", "step",
    "submitted", "sum", "table", "takes", "territory", "than", "then", "to", "undefined", "union", "unknown",
    "until", "up", "use", "using", "values", "verify", "version", "violation", "wait", "warn", "week",
    "weekend", "weeks", "weight", "when", "where", "who", "window", "within", "year", "years", "yes", "zones",
    "{", "|", "||", "}"};
// clang-format on

/// Words that cannot be names. Sorted.
// clang-format off: sorted
inline constexpr std::array<std::string_view, 44> reserved_words{
    "absent", "after", "among", "and", "any", "as", "ask", "assume", "because", "before", "cite", "during", "empty",
    "every", "exactly", "exception", "for", "from", "has", "if", "in", "is", "known", "law", "matches", "minus",
    "no", "not", "of", "or", "otherwise", "present", "rule", "say", "takes", "then", "union", "unknown", "until",
    "using", "when", "where", "within", "yes"};
// clang-format on

/// Where the search for a word begins among `vocabulary_slots`. Precondition: not empty.
constexpr std::size_t vocabulary_slot(std::string_view text) noexcept {
    const auto first = static_cast<unsigned char>(text.front()), last = static_cast<unsigned char>(text.back());
    return (first * 43u + last * 9u + text.size() * 7u) % 1024;
}

/// The numbers of words from their slots on; 0: free.
inline constexpr auto vocabulary_slots = [] {
    std::array<std::uint8_t, 1024> out{};
    for (std::size_t i = 0; i < vocabulary.size(); ++i) {
        std::size_t at = vocabulary_slot(vocabulary[i]);
        while (out[at] != 0) at = (at + 1) % out.size();
        out[at] = static_cast<std::uint8_t>(i + 1);
    }
    return out;
}();

/// The number of a word: its place in the vocabulary plus one, 0 if it has none.
constexpr std::uint8_t word_id(std::string_view text) noexcept {
    if (text.empty()) return 0;
    for (std::size_t at = vocabulary_slot(text);; at = (at + 1) % vocabulary_slots.size()) {
        const std::uint8_t id = vocabulary_slots[at];
        if (id == 0 || vocabulary[id - 1u] == text) return id;
    }
}

/// The word with a number. Precondition: not 0.
constexpr std::string_view word_text(std::uint8_t id) noexcept { return vocabulary[id - 1u]; }

/// By the number of a word: whether it is reserved.
inline constexpr auto reserved_ids = [] {
    std::array<bool, 256> out{};
    for (const std::string_view word : reserved_words) out[word_id(word)] = true;
    return out;
}();

static_assert(std::is_sorted(vocabulary.begin(), vocabulary.end()));
static_assert(std::is_sorted(reserved_words.begin(), reserved_words.end()));
static_assert(vocabulary.size() < 255);
static_assert(!reserved_ids[0], "a reserved word is not in the vocabulary");

}  // namespace writ::syntax
