// Searching the cuts of a cell: how many are not above a value.
#pragma once

#include <cstdint>

#include "writ/detail/classify/levels.hpp"
#include "writ/detail/classify/tables.hpp"

#define WRIT_LEVEL portable
#define WRIT_TARGET
#define WRIT_VECTOR 16
#include "writ/detail/classify/search_kernel.hpp"

#if defined(__x86_64__)
#define WRIT_LEVEL avx2
#define WRIT_TARGET WRIT_AVX2
#define WRIT_VECTOR 32
#include "writ/detail/classify/search_kernel.hpp"

#define WRIT_LEVEL avx512
#define WRIT_TARGET WRIT_AVX512
#define WRIT_VECTOR 64
#include "writ/detail/classify/search_kernel.hpp"
#endif
