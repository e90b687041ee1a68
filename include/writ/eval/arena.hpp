// Memory that is given back all at once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>
#include <vector>

namespace writ::eval {

/// A bump allocator for trivially destructible things. `reset` keeps the chunks, so that deciding case after case stops
/// asking the system for memory once the largest case has been seen.
/// @par Thread safety  One thread at a time.
class arena {
public:
    /// Room for `count` objects of T, not initialised.
    template <class T>
    T* room(std::size_t count) {
        static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);
        return static_cast<T*>(take(count * sizeof(T), alignof(T)));
    }

    /// One object, copied.
    template <class T>
    T* make(const T& from) {
        return new (room<T>(1)) T(from);
    }

    /// Forgets everything, keeps the memory.
    void reset() noexcept {
        if (!chunks_.empty()) enter(0);
    }

    /// Bytes kept, for measurements.
    std::size_t capacity() const noexcept {
        std::size_t all = 0;
        for (const auto& c : chunks_) all += c.size;
        return all;
    }

private:
    struct chunk {
        std::unique_ptr<std::byte[]> bytes;
        std::size_t size;
    };

    void* take(std::size_t bytes, std::size_t alignment) {
        const std::size_t at = (used_ + alignment - 1) & ~(alignment - 1);
        if (at + bytes > size_) [[unlikely]]
            return take_elsewhere(bytes, alignment);
        used_ = at + bytes;
        return here_ + at;
    }

    /// From the next chunk that has room, or a new one.
    void* take_elsewhere(std::size_t bytes, std::size_t alignment) {
        std::size_t next = here_ == nullptr ? 0 : chunk_ + 1;
        while (next < chunks_.size() && chunks_[next].size < bytes) ++next;
        if (next == chunks_.size()) {
            const std::size_t size = std::max(bytes, std::size_t{64} << 10);
            chunks_.push_back({std::make_unique<std::byte[]>(size), size});
        }
        enter(next);
        return take(bytes, alignment);
    }

    void enter(std::size_t chunk) noexcept {
        chunk_ = chunk, used_ = 0;
        here_ = chunks_[chunk].bytes.get(), size_ = chunks_[chunk].size;
    }

    std::vector<chunk> chunks_;
    std::byte* here_ = nullptr;  ///< the chunk that room is taken from
    std::size_t chunk_ = 0, used_ = 0, size_ = 0;
};

/// A growing array in an arena; old storage is left behind.
template <class T>
class arena_list {
public:
    void push(arena& a, const T& x) {
        if (size_ == room_) {
            room_ = room_ == 0 ? 4 : 2 * room_;
            T* bigger = a.room<T>(room_);
            if (size_ != 0) std::memcpy(static_cast<void*>(bigger), items_, size_ * sizeof(T));
            items_ = bigger;
        }
        new (items_ + size_++) T(x);
    }
    std::size_t size() const noexcept { return size_; }
    bool empty() const noexcept { return size_ == 0; }
    void clear() noexcept { size_ = 0; }
    T& operator[](std::size_t i) noexcept { return items_[i]; }
    const T& operator[](std::size_t i) const noexcept { return items_[i]; }
    T* begin() noexcept { return items_; }
    T* end() noexcept { return items_ + size_; }
    const T* begin() const noexcept { return items_; }
    const T* end() const noexcept { return items_ + size_; }

private:
    static_assert(std::is_trivially_destructible_v<T>);
    T* items_ = nullptr;
    std::size_t size_ = 0, room_ = 0;
};

}  // namespace writ::eval
