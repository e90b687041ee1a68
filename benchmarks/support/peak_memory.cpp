#include "support/peak_memory.hpp"

#include <malloc.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace {

bool counting = false;
std::int64_t held = 0;
std::int64_t most = 0;

void count(std::int64_t change) noexcept {
    held += change;
    most = std::max(most, held);
}

void* counted_new(std::size_t size) {
    void* memory = std::malloc(size == 0 ? 1 : size);
    if (memory == nullptr) throw std::bad_alloc();
    if (counting) count(static_cast<std::int64_t>(malloc_usable_size(memory)));
    return memory;
}

void counted_delete(void* memory) noexcept {
    if (counting && memory != nullptr) count(-static_cast<std::int64_t>(malloc_usable_size(memory)));
    std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return counted_new(size); }
void* operator new[](std::size_t size) { return counted_new(size); }
void operator delete(void* memory) noexcept { counted_delete(memory); }
void operator delete[](void* memory) noexcept { counted_delete(memory); }
void operator delete(void* memory, std::size_t) noexcept { counted_delete(memory); }
void operator delete[](void* memory, std::size_t) noexcept { counted_delete(memory); }

namespace writ::bench {

peak_memory::peak_memory() noexcept {
    held = most = 0;
    counting = true;
}

peak_memory::~peak_memory() { counting = false; }

std::size_t peak_memory::bytes() const noexcept { return static_cast<std::size_t>(most); }

}  // namespace writ::bench
