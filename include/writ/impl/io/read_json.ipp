// JSON → document, by simdjson on demand: numbers keep their spelling.
#pragma once

#include <algorithm>
#include <cstring>

#include <simdjson.h>

#include "writ/detail/io/read_document.hpp"

namespace writ::detail {

namespace read_json_detail {

using namespace simdjson;

inline std::string_view without_space(std::string_view s) {
    while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\n' || s.back() == '\r'))
        s.remove_suffix(1);
    return s;
}

/// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
inline bool is_json_number(std::string_view s) {
    const auto digits = [&] {
        std::size_t n = 0;
        while (n < s.size() && s[n] >= '0' && s[n] <= '9') ++n;
        s.remove_prefix(n);
        return n;
    };
    if (s.starts_with('-')) s.remove_prefix(1);
    const bool zero = s.starts_with('0');
    const std::size_t whole = digits();
    if (whole == 0 || (zero && whole > 1)) return false;
    if (s.starts_with('.')) {
        s.remove_prefix(1);
        if (digits() == 0) return false;
    }
    if (s.starts_with('e') || s.starts_with('E')) {
        s.remove_prefix(1);
        if (s.starts_with('+') || s.starts_with('-')) s.remove_prefix(1);
        if (digits() == 0) return false;
    }
    return s.empty();
}

inline const char* in_words(error_code e) {
    switch (e) {
        case UTF8_ERROR: return "this is not valid UTF-8";
        case UNESCAPED_CHARS: return "a text contains a control character that is not escaped";
        case UNCLOSED_STRING: return "a text has no closing quote";
        case STRING_ERROR: return "a text has an escape that JSON does not know";
        case EMPTY: return "there is nothing here";
        case CAPACITY: return "this is too long";
        case MEMALLOC: return "this needs more memory than there is";
        default: return "this is not valid JSON";
    }
}

/// Walks one text. Every step ends at the first failure.
class walker {
public:
    walker(std::string_view text, std::size_t most_deep, document& out)
        : text_(text), most_deep_(most_deep), out_(out) {}

    void walk(ondemand::parser& parser, padded_string_view text) {
        ondemand::document found;
        if (const auto e = parser.iterate(text).get(found)) return fail(e, nullptr);
        ondemand::json_type type{};
        if (const auto e = found.type().get(type)) return fail(e, nullptr);
        place(text_.substr(std::min(text_.find_first_not_of(" \t\r\n"), text_.size())).data());
        if (type != ondemand::json_type::object && type != ondemand::json_type::array) return scalar_root(found);
        ondemand::value root;
        if (const auto e = found.get_value().get(root)) return fail(e, nullptr);
        value(root, type, 1);
        const char* rest = nullptr;
        if (!out_.failure() && found.current_location().get(rest) == SUCCESS) {
            place(rest);
            out_.fail("there is something after the end of the case");
        }
    }

private:
    void place(const char* at) {
        if (at >= text_.data() && at <= text_.data() + text_.size())
            out_.at({0, static_cast<std::uint32_t>(at - text_.data()) + 1});
    }
    void fail(error_code e, const char* at) {
        if (at != nullptr) place(at);
        out_.fail(in_words(e));
    }
    void scalar_root(ondemand::document& found) {
        std::string_view token;
        if (found.raw_json_token().get(token) == SUCCESS) out_.fail("a case is an object with groups of facts");
        else out_.fail(in_words(TAPE_ERROR));
    }

    void value(ondemand::value& v, ondemand::json_type type, std::size_t depth) {
        if (type == ondemand::json_type::object || type == ondemand::json_type::array) {
            if (depth > most_deep_)
                return out_.fail("this is nested more than " + std::to_string(most_deep_) + " deep");
            return type == ondemand::json_type::object ? object(v, depth) : array(v, depth);
        }
        const char* const at = v.raw_json_token().data();
        place(at);
        if (type == ondemand::json_type::string) {
            std::string_view text;
            if (const auto e = v.get_string().get(text)) return fail(e, at);
            out_.scalar(node::kind_of::text, text);
            return;
        }
        const std::string_view token = without_space(v.raw_json_token());
        if (token == "null") out_.scalar(node::kind_of::null);
        else if (token == "true" || token == "false") out_.scalar(node::kind_of::boolean, {}, token == "true");
        else if (is_json_number(token)) out_.scalar(node::kind_of::number, token);
        else out_.fail(in_words(TAPE_ERROR));
    }

    void child(ondemand::value v, std::size_t depth) {
        ondemand::json_type type{};
        place(v.raw_json_token().data());
        if (const auto e = v.type().get(type)) return fail(e, nullptr);
        value(v, type, depth);
    }

    void object(ondemand::value& v, std::size_t depth) {
        ondemand::object members;
        if (const auto e = v.get_object().get(members)) return fail(e, nullptr);
        out_.open(node::kind_of::object);
        for (auto member : members) {
            ondemand::field field;
            if (const auto e = std::move(member).get(field)) return fail(e, nullptr);
            place(field.key().raw());
            std::string_view key;
            if (const auto e = field.unescaped_key().get(key)) return fail(e, nullptr);
            out_.key(key);
            child(field.value(), depth + 1);
            if (out_.failure()) return;
        }
        out_.close();
    }

    void array(ondemand::value& v, std::size_t depth) {
        ondemand::array elements;
        if (const auto e = v.get_array().get(elements)) return fail(e, nullptr);
        out_.open(node::kind_of::list);
        for (auto element : elements) {
            ondemand::value v;
            if (const auto e = std::move(element).get(v)) return fail(e, nullptr);
            child(v, depth + 1);
            if (out_.failure()) return;
        }
        out_.close();
    }

    std::string_view text_;
    std::size_t most_deep_;
    document& out_;
};

}  // namespace read_json_detail

struct json_parser::parts {
    simdjson::ondemand::parser parser;
    std::string padded;
};

json_parser::json_parser() : parts_(new parts) {}
json_parser::json_parser(json_parser&&) noexcept = default;
json_parser& json_parser::operator=(json_parser&&) noexcept = default;
json_parser::~json_parser() = default;

void json_parser::parse(std::string_view text, const limits& bounds, document& out) {
    out.clear();
    if (text.size() > bounds.case_bytes) {
        out.at({1, 1});
        return out.fail("a case has at most " + std::to_string(bounds.case_bytes) + " bytes");
    }
    std::string& padded = parts_->padded;
    padded.assign(text);
    padded.append(simdjson::SIMDJSON_PADDING, ' ');
    const std::string_view copy(padded.data(), text.size());
    read_json_detail::walker(copy, bounds.case_depth, out)
        .walk(parts_->parser, simdjson::padded_string_view(copy, padded.size()));
}

position position_in(std::string_view text, std::size_t offset) {
    position p;
    offset = std::min(offset, text.size());
    for (std::size_t i = 0; i < offset; ++i) {
        if (text[i] == '\n') p = {p.line + 1, 1};
        else if ((static_cast<unsigned char>(text[i]) & 0xC0u) != 0x80u) ++p.column;
    }
    return p;
}

}  // namespace writ::detail
