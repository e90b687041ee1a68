// Columns as Python holds them, with the arrays that they point at, and the answers about them.
#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules_handle.hpp"
#include "writ/columns.hpp"

namespace writ::python {

/// The columns of many cases and what they point at. Needs the GIL, save for deciding.
class columns_handle {
public:
    columns_handle(shared_rules rules, std::size_t rows) : rules_(std::move(rules)), all_(rules_->rules(), rows) {}

    const shared_rules& rules() const noexcept { return rules_; }
    columns& all() noexcept { return all_; }
    const columns& all() const noexcept { return all_; }

    /// Keeps an array of the program as long as this.
    void keep(pybind11::object array) { objects_.push_back(std::move(array)); }

    /// Keeps numbers of its own likewise. @return where they are now
    template <class T>
    std::span<const T> keep(std::vector<T> numbers) {
        const auto kept = std::make_shared<const std::vector<T>>(std::move(numbers));
        memory_.push_back(kept);
        return *kept;
    }

private:
    shared_rules rules_;
    std::vector<pybind11::object> objects_;
    std::vector<std::shared_ptr<const void>> memory_;
    columns all_;
};

using shared_columns = std::shared_ptr<columns_handle>;

/// The answers to one question about columns.
struct answers_handle {
    shared_columns cases;
    const asked_question* question = nullptr;
    std::shared_ptr<const decision_columns> answers;

    const decision_columns& all() const noexcept { return *answers; }
};

/// Numbers of answers, for numpy to look at without a copy.
struct shared_numbers {
    std::shared_ptr<const decision_columns> owner;
    pybind11::buffer_info info;
};

/// What an array is. @throws writ.ColumnError  unless it has one dimension, no gaps, and integers (or bools)
pybind11::buffer_info checked_integers(std::string_view name, const pybind11::buffer& array, bool to_write = false);

/// A one-dimensional array of integers without gaps, as a span of them, for `use`.
/// @throws writ.ColumnError  it is none
template <class Use>
void with_integers(std::string_view name, const pybind11::buffer& array, const Use& use) {
    const pybind11::buffer_info info = checked_integers(name, array);
    const auto as = [&]<class T>(T) {
        use(std::span<const T>(static_cast<const T*>(info.ptr), static_cast<std::size_t>(info.size)));
    };
    const bool is_signed = std::string_view("bhilq").find(info.format.back()) != std::string_view::npos;
    switch (info.itemsize) {
        case 1: return is_signed ? as(std::int8_t{}) : as(std::uint8_t{});
        case 2: return is_signed ? as(std::int16_t{}) : as(std::uint16_t{});
        case 4: return is_signed ? as(std::int32_t{}) : as(std::uint32_t{});
        default: return is_signed ? as(std::int64_t{}) : as(std::uint64_t{});
    }
}

/// Gives a fact its values one Python object at a time: each is read as that of a single case is. What is wrong with a value is
/// wrong with its rows (`columns::wrong`).
/// @param name     of a fact or a field of a record; also of a whole record or list
/// @param objects  an array of objects, one for each row
/// @return the first few rows that are wrong
/// @throws writ.ColumnError  as `columns::values`; exceptions of the program's own code
std::vector<std::size_t> give_objects(columns_handle& to, const std::string& name, const pybind11::buffer& objects,
                                      const reading& how);

}  // namespace writ::python
