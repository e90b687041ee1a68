// A value, or the diagnostics that say why there is none.
#pragma once

#include <cassert>
#include <optional>
#include <utility>
#include <vector>

#include "writ/diagnostic.hpp"

namespace writ {

/// What every stage returns: the next form, and everything there is to say about how it came to be.
///
/// A result without a value always carries at least one error. A result with a value carries no error, but may
/// carry warnings. (`std::expected` is C++23, and cannot hold warnings beside a value.)
template <class T>
class [[nodiscard]] result {
public:
    /// Success, perhaps with warnings. Precondition: no diagnostic is an error.
    result(T value, std::vector<diagnostic> warnings = {})
        : value_(std::move(value)), diagnostics_(std::move(warnings)) {
        assert(!has_error(diagnostics_));
    }

    /// Failure. Precondition: at least one diagnostic is an error.
    result(std::vector<diagnostic> errors) : diagnostics_(std::move(errors)) { assert(has_error(diagnostics_)); }

    explicit operator bool() const noexcept { return value_.has_value(); }
    bool has_value() const noexcept { return value_.has_value(); }

    /// The value. Precondition: `has_value()`.
    const T& value() const& { return value_.value(); }
    T& value() & { return value_.value(); }
    T&& value() && { return std::move(value_).value(); }
    const T& operator*() const& { return *value_; }
    const T* operator->() const { return &*value_; }

    /// Errors and warnings, in the order of files and places.
    const std::vector<diagnostic>& diagnostics() const noexcept { return diagnostics_; }

private:
    std::optional<T> value_;
    std::vector<diagnostic> diagnostics_;
};

}  // namespace writ
