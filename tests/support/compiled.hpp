// Rules from a text, for tests of what they decide.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "writ/render_diagnostic.hpp"
#include "writ/ruleset.hpp"

namespace writ::test {

/// Compiles a text as one file; the test ends, and says what is wrong, where it is not accepted.
inline ruleset compiled(const std::string& text, const std::string& file = "pack.writ") {
    auto c = ruleset::compile({{file, text}});
    if (!c.rules) FAIL(render(c.diagnostics, *c.sources) << text);
    return *std::move(c.rules);
}

}  // namespace writ::test
