// text → tree: the loop over declarations, and going on after a mistake.
#pragma once

#include "writ/detail/syntax/grammar.hpp"
#include "writ/detail/syntax/parse_failure.hpp"
#include "writ/syntax/parse.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace writ::syntax {

namespace parse_detail {

/// The `##` lines right before a declaration, as a node.
inline bool find_doc(const std::vector<comment>& comments, std::size_t from, std::size_t to, node& doc) {
    bool found = false;
    for (std::size_t i = from; i < to; ++i) {
        const comment& c = comments[i];
        if (!c.doc || c.trailing) continue;
        doc.text += found ? "\n" : "";
        doc.text += c.text.starts_with(' ') ? c.text.substr(1) : c.text;
        doc.where = found ? span{doc.where.file, doc.where.begin, c.where.end} : c.where;
        found = true;
    }
    doc.what = kind::doc;
    return found;
}

/// Whether a word stands where a declaration, a rule, an enum value, a field or a row gets its name, or values their param.
inline bool seems_declared(const token* from, const token* at) {
    if (at->what == token_kind::string) return at > from && at[-1].text == "example";
    if (at->what != token_kind::word || at->reserved || at == from) return false;
    const std::string_view before = at[-1].text;
    if (from->text == "values") return before == "to";
    return at - 1 == from || before == "rule" || before == "exception" || at[1].text == ":" || from->text == "enum";
}

/// A word at the margin that seems to begin a declaration and is none.
inline bool is_stray(const token* start, const token* at) {
    return at->own_column && at->depth == start->depth && at->what == token_kind::word && !at->reserved &&
           at[1].what == token_kind::word && !at[1].newline_before;
}

class reader {
public:
    reader(token_list list, std::uint32_t file, const limits& bounds)
        : list_(std::move(list)), file_(file), bounds_(bounds), builder_(bounds) {}

    parsed file();
    parsed expression();

private:
    void declaration(const token*& at, const token* last, std::vector<node>& into);
    void blame(const token* start);
    void leave_out(const token* from, const token* to);
    bool read_part(const token* from, const token*& at, const token* last, const token* start);
    const token* recover(const token* start, const token* last);
    bool is_blamed_already(const token* start, const token* stop) const;
    parsed finish(node root);
    /// A limit is passed, or there are more mistakes than anybody will see.
    bool is_enough() const { return builder_.refusal || builder_.diagnostics.size() > 10 * bounds_.diagnostics; }

    token_list list_;
    std::uint32_t file_;
    const limits& bounds_;
    builder builder_;
    std::vector<std::string> broken_;
    const token* previous_ = nullptr;  ///< where the declaration before began, if it could be read
};

/// A mistake in the characters of a declaration explains why it cannot be read: it is not reported twice.
inline bool reader::is_blamed_already(const token* start, const token* stop) const {
    const bool first = start == list_.tokens.data();
    const std::uint32_t begin = first ? 0 : start->newline_before ? (start - 1)->where.end : (start - 1)->where.begin;
    return std::any_of(list_.diagnostics.begin(), list_.diagnostics.end(), [&](const diagnostic& d) {
        return d.primary.where.begin >= begin && d.primary.where.begin <= stop->where.end;
    });
}

/// Reports why what begins at `start` could not be read.
inline void reader::blame(const token* start) {
    if (!builder_.refusal && !is_blamed_already(start, std::max(builder_.furthest, start)))
        builder_.report(describe_failure(builder_, start, list_.tokens.data()));
}

/// Remembers what the tokens of a declaration that is left out seem to declare.
inline void reader::leave_out(const token* from, const token* to) {
    for (const token* at = from; at < to; ++at)
        if (seems_declared(from, at)) broken_.emplace_back(at->text);
}

/// Reads the rule, exception or row that begins at a token of a declaration which could not be read.
/// @return whether something of the kind begins there
inline bool reader::read_part(const token* from, const token*& at, const token* last, const token* start) {
    if (!from->newline_before || from == start) return false;
    const token* row = builder_.bad_row;
    const bool is_row = row && from->depth == row->depth && from->text != "}";
    const bool is_rule = from->depth == start->depth + 1 && (from->text == "rule" || from->text == "exception");
    if (!is_row && !is_rule) return false;
    builder_.forget_failures();
    at = from;
    const bool good = is_row ? read_row(at, last, builder_) : read_declaration(at, last, builder_);
    if (!good) {
        blame(from);
        at = std::max(builder_.furthest, from + 1);
    }
    builder_.drop_to(0);
    if (is_row) builder_.bad_row = row;
    return true;
}

/// Reports why the declaration at `start` could not be read, looks for more mistakes in the rules, exceptions and rows
/// that follow in it, and finds the next declaration.
inline const token* reader::recover(const token* start, const token* last) {
    const token* next = start + 1;
    while (next != last && !begins_declaration(next) && !(next > builder_.furthest && is_stray(start, next))) ++next;
    blame(start);
    const token* at = std::max(builder_.furthest, start);
    if (at == builder_.bad_row) ++at;
    while (at < next && !is_enough()) {
        if (read_part(at, at, last, start)) continue;
        const token* row = builder_.bad_row;
        if (row && at->text == "}" && at->depth == row->depth) builder_.bad_row = nullptr;  // the table ends
        ++at;
    }
    return next;
}

inline void reader::declaration(const token*& at, const token* last, std::vector<node>& into) {
    const token* start = at;
    const std::size_t comments_before = start == list_.tokens.data() ? 0 : (start - 1)->comments;
    // What the declaration before this one could not get past is kept if it is further on: where that declaration was
    // read as a shorter one (`at` alone for a misspelt `at least …`), the mistake is there and not here.
    const token* earlier = builder_.furthest >= start ? builder_.furthest : nullptr;
    const token* previous = std::exchange(previous_, nullptr);
    if (!earlier) builder_.forget_failures();
    if (read_declaration(at, last, builder_) && !builder_.refusal) {
        node doc;
        node made = builder_.take();
        if (find_doc(list_.comments, comments_before, start->comments, doc))
            made.children.insert(made.children.begin(), std::move(doc));
        into.push_back(std::move(made));
        previous_ = start;
        return;
    }
    const bool swallowed = previous && start - 1 > previous && begins_declaration(start - 1);
    const bool shorter = earlier && earlier > start && builder_.furthest == earlier;
    const bool goes_on = !start->newline_before && !begins_declaration(start);  // the one before ends too early
    if (previous && (shorter || swallowed || goes_on)) {
        into.pop_back();
        leave_out(previous, start);
    }
    if (swallowed) blame(previous);
    at = swallowed ? start - 1 : recover(start, last);
    if (!swallowed) leave_out(start, at);
}

inline parsed reader::finish(node root) {
    parsed out;
    out.syntax.root = std::move(root);
    out.syntax.comments = std::move(list_.comments);
    out.syntax.broken = std::move(broken_);
    out.diagnostics = std::move(list_.diagnostics);
    if (builder_.refusal) builder_.report(std::move(*builder_.refusal));
    std::move(builder_.diagnostics.begin(), builder_.diagnostics.end(), std::back_inserter(out.diagnostics));
    tidy(out.diagnostics, 10 * bounds_.diagnostics);
    return out;
}

inline parsed reader::file() {
    node root;
    root.what = kind::file;
    const token* at = list_.tokens.data();
    const token* last = at + list_.tokens.size() - 1;
    root.where = {file_, 0, last->where.end};
    while (list_.readable && at != last && !is_enough()) declaration(at, last, root.children);
    return finish(std::move(root));
}

inline parsed reader::expression() {
    node root;
    root.what = kind::file;
    const token* start = list_.tokens.data();
    const token* at = start;
    if (list_.readable) {
        if (read_expression(at, start + list_.tokens.size() - 1, builder_) && !builder_.refusal) root = builder_.take();
        else if (!builder_.refusal && list_.diagnostics.empty())
            builder_.report(describe_failure(builder_, start, start));
    }
    return finish(std::move(root));
}

}  // namespace parse_detail

parsed parse(const source_set& sources, std::uint32_t file, const limits& bounds) {
    return parse_detail::reader(lex(sources[file], file, bounds), file, bounds).file();
}

parsed parse_expression(const source_set& sources, std::uint32_t file, const limits& bounds) {
    return parse_detail::reader(lex(sources[file], file, bounds), file, bounds).expression();
}

}  // namespace writ::syntax
