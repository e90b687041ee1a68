#include "arrow_memory.hpp"

#include <cstring>
#include <stdexcept>

namespace writ::python::arrow {

namespace {

template <class Struct>
std::shared_ptr<const Struct> owned(Struct from) {
    return {new Struct(from), [](Struct* s) {
                if (s->release != nullptr) s->release(s);
                delete s;
            }};
}

/// What a struct of ours has as its private data: the structs below it, and what its pointers point at.
template <class Struct>
struct holder {
    std::vector<Struct> children;
    std::optional<Struct> dictionary;
    std::vector<Struct*> places;

    /// Has `on` point at them.
    void hang(Struct& on) {
        for (Struct& child : children) places.push_back(&child);
        on.n_children = static_cast<std::int64_t>(children.size());
        on.children = places.data();
        on.dictionary = dictionary ? &*dictionary : nullptr;
    }

    ~holder() {
        for (Struct& child : children) release(child);
        if (dictionary) release(*dictionary);
    }
    static void release(Struct& s) {
        if (s.release != nullptr) s.release(&s);  // else somebody has moved it away
    }
};

struct array_holder : holder<ArrowArray> {
    std::vector<buffer> owners;
    std::vector<const void*> buffers;
};

struct schema_holder : holder<ArrowSchema> {
    std::string format, name, metadata;
};

template <class Holder, class Struct>
void release(Struct* s) {
    s->release = nullptr;
    delete static_cast<Holder*>(s->private_data);
}

/// How many pairs there are, then of each text its length and what it says.
std::string in_bytes(const std::vector<std::pair<std::string, std::string>>& metadata) {
    std::string out;
    const auto number = [&](std::size_t n) {
        const auto narrow = static_cast<std::int32_t>(n);
        out.append(reinterpret_cast<const char*>(&narrow), sizeof narrow);
    };
    if (!metadata.empty()) number(metadata.size());
    for (const auto& [key, value] : metadata)
        for (const std::string& text : {key, value}) number(text.size()), out += text;
    return out;
}

}  // namespace

shared_schema taken(ArrowSchema from) { return owned(from); }
shared_array taken(ArrowArray from) { return owned(from); }

ArrowArray made(array_parts parts) {
    auto mine = std::make_unique<array_holder>();
    mine->children = std::move(parts.children);
    mine->dictionary = std::move(parts.dictionary);
    mine->owners = std::move(parts.buffers);
    for (const buffer& b : mine->owners) mine->buffers.push_back(b.get());
    ArrowArray out{};
    out.length = parts.length, out.null_count = parts.null_count, out.offset = parts.offset;
    out.n_buffers = static_cast<std::int64_t>(mine->buffers.size());
    out.buffers = mine->buffers.data();
    mine->hang(out);
    out.release = release<array_holder, ArrowArray>;
    out.private_data = mine.release();
    return out;
}

ArrowSchema made(schema_parts parts) {
    auto mine = std::make_unique<schema_holder>();
    mine->children = std::move(parts.children);
    mine->dictionary = std::move(parts.dictionary);
    mine->format = std::move(parts.format);
    mine->name = std::move(parts.name);
    mine->metadata = in_bytes(parts.metadata);
    ArrowSchema out{};
    out.format = mine->format.c_str();
    out.name = mine->name.c_str();
    out.metadata = mine->metadata.empty() ? nullptr : mine->metadata.data();
    out.flags = parts.flags;
    mine->hang(out);
    out.release = release<schema_holder, ArrowSchema>;
    out.private_data = mine.release();
    return out;
}

ArrowArray shared(const shared_array& of) {
    array_parts parts{of->length, of->null_count, of->offset, {}};
    for (std::int64_t i = 0; i < of->n_buffers; ++i) parts.buffers.emplace_back(of, of->buffers[i]);
    for (std::int64_t i = 0; i < of->n_children; ++i)
        parts.children.push_back(shared(shared_array(of, of->children[i])));
    if (of->dictionary != nullptr) parts.dictionary = shared(shared_array(of, of->dictionary));
    return made(std::move(parts));
}

ArrowSchema copied(const ArrowSchema& of) {
    schema_parts parts{of.format, name_of(of), of.flags, metadata_of(of)};
    for (std::int64_t i = 0; i < of.n_children; ++i) parts.children.push_back(copied(*of.children[i]));
    if (of.dictionary != nullptr) parts.dictionary = copied(*of.dictionary);
    return made(std::move(parts));
}

std::vector<std::pair<std::string, std::string>> metadata_of(const ArrowSchema& s) {
    std::vector<std::pair<std::string, std::string>> out;
    if (s.metadata == nullptr) return out;
    const char* at = s.metadata;
    const auto number = [&] {
        std::int32_t n = 0;
        std::memcpy(&n, at, sizeof n);
        at += sizeof n;
        if (n < 0) throw std::invalid_argument("the metadata of a field has a length below zero");
        return n;
    };
    const auto text = [&] {
        const auto size = static_cast<std::size_t>(number());
        at += size;
        return std::string(at - size, size);
    };
    for (std::int32_t pairs = number(); pairs > 0; --pairs) {
        std::string key = text();
        out.emplace_back(std::move(key), text());
    }
    return out;
}

}  // namespace writ::python::arrow
