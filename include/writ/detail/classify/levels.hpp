// The instructions that lookups are compiled for, each behind a check of the processor (`best_level`).
#pragma once

/// A helper of a kernel: inlined, or it could not use the kernel's instructions.
#define WRIT_HELPER WRIT_TARGET __attribute__((always_inline)) inline

#if defined(__x86_64__)
#include <immintrin.h>

#define WRIT_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt")))
#define WRIT_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx2,bmi,bmi2,popcnt,lzcnt")))
#endif
