// Writes JSON in the order it is told, on one line.
#pragma once

#include <string>
#include <string_view>

namespace writ::detail {

/// Commas and colons are put where they belong; nothing is checked.
class json_writer {
public:
    void open_object() {
        begin();
        out_ += '{';
        first_ = true;
    }
    void close_object() {
        out_ += '}';
        first_ = false;
    }
    void open_array() {
        begin();
        out_ += '[';
        first_ = true;
    }
    void close_array() {
        out_ += ']';
        first_ = false;
    }
    void key(std::string_view name);
    void text(std::string_view value);
    void boolean(bool value) { raw(value ? "true" : "false"); }
    void null() { raw("null"); }
    /// A number, as it is spelled.
    void raw(std::string_view token) {
        begin();
        out_ += token;
    }

    std::string take() { return std::move(out_); }

private:
    void begin() {
        if (!first_) out_ += ',';
        first_ = false;
    }
    void quote(std::string_view value);

    std::string out_;
    bool first_ = true;
};

}  // namespace writ::detail
