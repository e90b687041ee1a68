// Who owns arrays: those of others are released once, by the last who needs them, and ours live as long as anybody has
// one.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arrow_abi.hpp"

namespace writ::python::arrow {

using shared_schema = std::shared_ptr<const ArrowSchema>;
using shared_array = std::shared_ptr<const ArrowArray>;

/// Takes what somebody made, who has it no more. It is released when the last owner goes, on whatever thread that is.
shared_schema taken(ArrowSchema from);
shared_array taken(ArrowArray from);

/// A buffer, and what owns it.
using buffer = std::shared_ptr<const void>;

template <class T>
buffer buffer_of(std::vector<T> values) {
    const auto kept = std::make_shared<const std::vector<T>>(std::move(values));
    return {kept, kept->data()};
}

/// Room for so many numbers, which are to be written where it starts.
template <class T>
std::pair<buffer, T*> new_buffer(std::size_t size) {
    const auto made = std::make_shared_for_overwrite<T[]>(size);
    return {buffer(made, made.get()), made.get()};
}

/// What an array of ours is made of.
struct array_parts {
    std::int64_t length = 0, null_count = 0, offset = 0;
    std::vector<buffer> buffers;  ///< the validity first
    std::vector<ArrowArray> children = {};
    std::optional<ArrowArray> dictionary = {};
};

struct schema_parts {
    std::string format, name = {};
    std::int64_t flags = ARROW_FLAG_NULLABLE;
    std::vector<std::pair<std::string, std::string>> metadata = {};
    std::vector<ArrowSchema> children = {};
    std::optional<ArrowSchema> dictionary = {};
};

/// Structs for somebody else, who has to release them. That needs no interpreter, and may happen on any thread.
ArrowArray made(array_parts parts);
ArrowSchema made(schema_parts parts);

/// An array of the same memory, of which nothing is copied: `of` goes when it, and every part moved out of it, is
/// released.
ArrowArray shared(const shared_array& of);

/// A copy that depends on nothing.
ArrowSchema copied(const ArrowSchema& of);

/// Empty if it has none.
inline std::string name_of(const ArrowSchema& s) { return s.name == nullptr ? "" : s.name; }

/// Keys and values that a schema has beside its type. @throws std::invalid_argument
std::vector<std::pair<std::string, std::string>> metadata_of(const ArrowSchema& s);

}  // namespace writ::python::arrow
