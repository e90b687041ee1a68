// Cases as columns, each as narrow as its declaration allows.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "writ/writ.hpp"

namespace writ::bench {

class narrow_columns {
public:
    /// @param cases  with every fact known, and no lists. @param rules  are to outlive it
    narrow_columns(const ruleset& rules, const packed_cases& cases);

    /// Views of them. @par Complexity  They are checked.
    columns made() const;

private:
    struct column {
        std::string name;
        std::size_t bytes = 0;
        std::vector<std::uint8_t> values;
    };

    const ruleset& rules_;
    std::size_t rows_;
    std::vector<column> columns_;
};

}  // namespace writ::bench
