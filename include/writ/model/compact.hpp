// What keeps expressions small: there are many of them, and every stage walks over all.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

namespace writ::model {

/// A few numbers one after the other, as in a vector; one or two stand in it.
template <class T>
class few {
public:
    using value_type = T;

    few() noexcept = default;
    few(std::initializer_list<T> all) : few(all.size()) { std::copy(all.begin(), all.end(), begin()); }
    few(const std::vector<T>& all) : few(all.size()) { std::copy(all.begin(), all.end(), begin()); }
    few(const few& other) : few(other.size()) { std::copy(other.begin(), other.end(), begin()); }
    few(few&& other) noexcept { swap(other); }
    few& operator=(few other) noexcept {
        swap(other);
        return *this;
    }
    ~few() {
        if (size_ > most_here) delete[] room_.far;
    }

    std::size_t size() const noexcept { return size_; }
    bool empty() const noexcept { return size_ == 0; }
    const T* data() const noexcept { return size_ > most_here ? room_.far : room_.here; }
    T* data() noexcept { return size_ > most_here ? room_.far : room_.here; }
    const T* begin() const noexcept { return data(); }
    const T* end() const noexcept { return data() + size_; }
    T* begin() noexcept { return data(); }
    T* end() noexcept { return data() + size_; }
    const T& operator[](std::size_t i) const noexcept { return data()[i]; }
    T& operator[](std::size_t i) noexcept { return data()[i]; }

    /// Keeps those there is room for; new ones are `T{}`.
    void resize(std::size_t size) {
        few made(size);
        std::copy_n(begin(), std::min(size, this->size()), made.begin());
        swap(made);
    }
    void push_back(T one) {
        resize(size() + 1);
        end()[-1] = one;
    }

private:
    static constexpr std::size_t most_here = 2;

    explicit few(std::size_t size) : size_(static_cast<std::uint32_t>(size)) {
        if (size > most_here) room_.far = new T[size]{};
    }

    void swap(few& other) noexcept {
        std::swap(size_, other.size_);
        std::swap(room_, other.room_);
    }

    std::uint32_t size_ = 0;
    union {
        T here[most_here]{};
        T* far;
    } room_;
};

/// What most go without: nothing is kept of it until it is made, and till then it reads as `T{}`.
template <class T>
class rare {
public:
    rare() noexcept = default;
    rare(const rare& other) : made_(other.made_ ? std::make_unique<T>(*other.made_) : nullptr) {}
    rare(rare&&) noexcept = default;
    rare& operator=(rare other) noexcept {
        made_ = std::move(other.made_);
        return *this;
    }

    const T& operator*() const noexcept { return made_ ? *made_ : as_made(); }
    const T* operator->() const noexcept { return &**this; }

    /// To be changed.
    T& make() {
        if (!made_) made_ = std::make_unique<T>();
        return *made_;
    }

private:
    static const T& as_made() noexcept {
        static const T made{};
        return made;
    }

    std::unique_ptr<T> made_;
};

}  // namespace writ::model
