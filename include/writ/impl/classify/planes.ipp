#include "writ/detail/classify/planes.hpp"
#include "writ/detail/classify/search.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#if defined(__x86_64__)

#define WRIT_LEVEL avx2
#define WRIT_TARGET WRIT_AVX2
#define WRIT_VECTOR 32
#include "writ/detail/classify/planes_kernel.hpp"

#define WRIT_LEVEL avx512
#define WRIT_TARGET WRIT_AVX512
#define WRIT_VECTOR 64
#include "writ/detail/classify/planes_kernel.hpp"

namespace writ::classify {

first_of first_by_planes(const tables& t, level on) noexcept {
    using namespace planes_detail;
    // Half a block: the narrower registers are quicker.
    const bool half_a_block = t.anchored.empty() && t.rest.size() == 1 && t.rest.front().narrow;
    if (half_a_block && !t.two) return avx2::first_for<false>(t);
    if (on == level::avx512) return t.two ? avx512::first_for<true>(t) : avx512::first_for<false>(t);
    return t.two ? avx2::first_for<true>(t) : avx2::first_for<false>(t);
}

all_of all_by_planes(const tables& t, level on) noexcept {
    using namespace planes_detail;
    if (on == level::avx512) return t.two ? avx512::all_for<true>(t) : avx512::all_for<false>(t);
    return t.two ? avx2::all_for<true>(t) : avx2::all_for<false>(t);
}

}  // namespace writ::classify

#else

namespace writ::classify {

first_of first_by_planes(const tables&, level) noexcept { return nullptr; }
all_of all_by_planes(const tables&, level) noexcept { return nullptr; }

}  // namespace writ::classify

#endif
