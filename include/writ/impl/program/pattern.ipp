// Text patterns, by RE2.
#pragma once

#include <re2/re2.h>

#include "writ/program/program.hpp"

namespace writ::program {
namespace pattern_detail {

class re2_pattern final : public pattern {
public:
    explicit re2_pattern(const std::string& text) : text_(text), re_(text, quiet()) {}
    bool ok() const { return re_.ok(); }
    std::string error() const { return re_.error(); }
    bool matches(std::string_view text) const override {
        return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), re_);
    }
    const std::string& text() const noexcept override { return text_; }

private:
    static RE2::Options quiet() {
        RE2::Options o;
        o.set_log_errors(false);
        return o;
    }
    std::string text_;
    RE2 re_;
};

}  // namespace pattern_detail

std::shared_ptr<const pattern> make_pattern(const std::string& text, std::string& why) {
    auto made = std::make_shared<pattern_detail::re2_pattern>(text);
    if (made->ok()) return made;
    why = made->error();
    return nullptr;
}

}  // namespace writ::program
