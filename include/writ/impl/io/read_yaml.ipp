// YAML → document, by yaml-cpp's events: anchors become shared nodes, quotes are kept apart from their absence.
#pragma once

#include <algorithm>
#include <istream>
#include <streambuf>
#include <unordered_map>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "writ/detail/io/read_document.hpp"

namespace writ::detail {

namespace read_yaml_detail {

/// Thrown through yaml-cpp to stop it; the document has the reason.
struct stop {};

class handler : public YAML::EventHandler {
public:
    explicit handler(document& out) : out_(out) {}

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (++documents_ > 1) fail(mark, "there is more than one document here", "give one case in one text");
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        if (is_key(mark, "")) return;
        name(anchor, out_.scalar(node::kind_of::null));
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        if (expects_key()) fail(mark, "an alias cannot be a name");
        begin(mark);
        const auto found = anchors_.find(anchor);
        name(0, out_.alias(found == anchors_.end() ? no_node : found->second));
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        if (is_key(mark, value)) return;
        const bool plain = tag == "?" || tag.empty();
        if (!plain && tag != "!" && tag != "tag:yaml.org,2002:str")
            fail(mark, "tags such as `" + tag + "` have no meaning here", "leave it out");
        name(anchor, out_.scalar(plain ? node::kind_of::plain : node::kind_of::text, out_.keep(value)));
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        start(mark, tag, anchor, node::kind_of::list);
    }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        start(mark, tag, anchor, node::kind_of::object);
    }
    void OnSequenceEnd() override { end(); }
    void OnMapEnd() override { end(); }

private:
    /// An open collection; in an object a name is due before each value.
    struct level {
        bool object;
        bool key_due;
    };

    static position place(const YAML::Mark& mark) {
        return {static_cast<std::uint32_t>(mark.line) + 1, static_cast<std::uint32_t>(mark.column) + 1};
    }
    [[noreturn]] void fail(const YAML::Mark& mark, std::string message, std::string help = {}) {
        out_.at(place(mark));
        out_.fail(std::move(message), std::move(help));
        throw stop{};
    }
    bool expects_key() const { return !open_.empty() && open_.back().object && open_.back().key_due; }
    bool is_key(const YAML::Mark& mark, const std::string& text) {
        if (!expects_key()) {
            begin(mark);
            return false;
        }
        if (text.empty()) fail(mark, "a name is missing here");
        out_.key(out_.keep(text));
        open_.back().key_due = false;
        return true;
    }
    void begin(const YAML::Mark& mark) {
        out_.at(place(mark));
        if (!open_.empty()) open_.back().key_due = true;
    }
    void name(YAML::anchor_t anchor, node_id id) {
        if (out_.failure()) throw stop{};
        if (anchor != 0) anchors_[anchor] = id;
    }
    void start(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, node::kind_of kind) {
        if (expects_key()) fail(mark, "a name here is not one word");
        if (tag != "?" && !tag.empty()) fail(mark, "tags such as `" + tag + "` have no meaning here", "leave it out");
        begin(mark);
        name(anchor, out_.open(kind));
        open_.push_back({kind == node::kind_of::object, true});
    }
    void end() {
        open_.pop_back();
        out_.close();
    }

    document& out_;
    int documents_ = 0;
    std::vector<level> open_;
    std::unordered_map<YAML::anchor_t, node_id> anchors_;
};

/// Reads from memory without a copy.
class memory_buffer : public std::streambuf {
public:
    explicit memory_buffer(std::string_view text) {
        char* const begin = const_cast<char*>(text.data());
        setg(begin, begin, begin + text.size());
    }
};

inline void fail_at(document& out, std::string_view text, std::size_t offset, std::string message,
                    std::string help = {}) {
    out.at(position_in(text, offset));
    out.fail(std::move(message), std::move(help));
}

/// What yaml-cpp would replace, or take for the end of the text, without a word.
inline void check_characters(std::string_view text, const limits& bounds, document& out) {
    std::size_t line = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c == '\n') line = i + 1;
        if (c == 0) return fail_at(out, text, i, "the character NUL cannot stand in YAML");
        if (c < 0x20 && c != '\n' && c != '\r' && c != '\t')
            return fail_at(out, text, i, "a control character cannot stand in YAML");
        if (c != '\n' && i - line >= bounds.yaml_line_bytes)
            return fail_at(out, text, line, "a line has at most " + std::to_string(bounds.yaml_line_bytes) + " bytes");
    }
}

inline std::size_t first_bad_utf8(std::string_view s) {
    for (std::size_t i = 0; i < s.size();) {
        const auto byte = [&](std::size_t k) { return i + k < s.size() ? static_cast<unsigned char>(s[i + k]) : 0u; };
        const unsigned lead = byte(0);
        const unsigned size = lead < 0x80   ? 1
                              : lead < 0xC2 ? 0
                              : lead < 0xE0 ? 2
                              : lead < 0xF0 ? 3
                              : lead < 0xF5 ? 4
                                            : 0;
        if (size == 0) return i;
        for (unsigned k = 1; k < size; ++k)
            if ((byte(k) & 0xC0u) != 0x80u) return i;
        if ((lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F)) return i;
        if ((lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F)) return i;
        i += size;
    }
    return std::string_view::npos;
}

/// What is meant where the parser of YAML stops.
inline std::string help_for(const YAML::Exception& e, std::string_view text) {
    const std::size_t at = std::min(static_cast<std::size_t>(std::max(e.mark.pos, 0)), text.size());
    const std::size_t line = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    const std::size_t word = std::min(text.find_first_not_of(" \t", line), text.size());
    if (text.substr(line, word - line).find('\t') != std::string_view::npos) return "indent with blanks, not with tabs";
    if (e.msg == "end of map flow not found") return "a `{` is not closed";
    if (e.msg == "end of sequence flow not found") return "a `[` is not closed";
    if (e.msg == "end of map not found") return "the names of one group begin in the same column";
    if (e.msg == "illegal map value") return "a text with a colon in it stands in quotes";
    return {};
}

inline void parse_checked(std::string_view text, document& out) {
    memory_buffer buffer(text);
    std::istream input(&buffer);
    handler events(out);
    try {
        YAML::Parser parser(input);
        while (parser.HandleNextDocument(events)) {
        }
        if (!out.failure() && out.root() == no_node) fail_at(out, text, 0, "there is nothing here");
    } catch (const stop&) {
        return;
    } catch (const YAML::Exception& e) {
        if (!e.mark.is_null())
            out.at({static_cast<std::uint32_t>(e.mark.line) + 1, static_cast<std::uint32_t>(e.mark.column) + 1});
        out.fail("this is not valid YAML: " + e.msg, help_for(e, text));
    }
}

}  // namespace read_yaml_detail

void parse_yaml(std::string_view text, const limits& bounds, document& out) {
    using namespace read_yaml_detail;
    out.clear();
    out.at({1, 1});
    if (text.size() > bounds.yaml_bytes)
        return out.fail("a YAML text has at most " + std::to_string(bounds.yaml_bytes) + " bytes", "give it as JSON");
    if (const auto bad = first_bad_utf8(text); bad != std::string_view::npos)
        return fail_at(out, text, bad, "this is not valid UTF-8");
    check_characters(text, bounds, out);
    if (!out.failure()) parse_checked(text, out);
}

}  // namespace writ::detail
