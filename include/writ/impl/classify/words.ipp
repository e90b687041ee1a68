#include "writ/detail/classify/search.hpp"
#include "writ/detail/classify/words.hpp"

#include <algorithm>
#include <array>
#include <bit>

#define WRIT_LEVEL portable
#define WRIT_TARGET
#define WRIT_VECTOR 16
#include "writ/detail/classify/words_kernel.hpp"

#if defined(__x86_64__)
#define WRIT_LEVEL avx2
#define WRIT_TARGET WRIT_AVX2
#define WRIT_VECTOR 32
#include "writ/detail/classify/words_kernel.hpp"

#define WRIT_LEVEL avx512
#define WRIT_TARGET WRIT_AVX512
#define WRIT_VECTOR 64
#include "writ/detail/classify/words_kernel.hpp"
#endif

namespace writ::classify {

lookup_functions by_words(const tables& t, level on) noexcept {
    using namespace words_detail;
#if defined(__x86_64__)
    if (on == level::avx512) return avx512::functions_for(t);
    if (on == level::avx2) return avx2::functions_for(t);
#endif
    static_cast<void>(on);
    return portable::functions_for(t);
}

}  // namespace writ::classify
