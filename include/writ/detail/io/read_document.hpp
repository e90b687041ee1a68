// Texts → documents. All mistakes are `document::failure`.
#pragma once

#include <memory>
#include <string_view>

#include "writ/detail/io/document.hpp"

namespace writ::detail {

/// Reads JSON; keeps the parser's memory. Texts of the document live until the next call.
class json_parser {
public:
    json_parser();
    json_parser(json_parser&&) noexcept;
    json_parser& operator=(json_parser&&) noexcept;
    ~json_parser();
    void parse(std::string_view text, const limits& bounds, document& out);

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

void parse_yaml(std::string_view text, const limits& bounds, document& out);

/// The line and column of a byte, columns in code points.
position position_in(std::string_view text, std::size_t offset);

}  // namespace writ::detail
