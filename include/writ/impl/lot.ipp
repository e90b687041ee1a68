#include "writ/lot.hpp"

#include <string>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace writ {

rational lot(std::string_view key, std::string_view seed) {
    std::string bytes;
    for (const std::string_view text : {key, seed}) {
        for (unsigned shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(text.size() >> shift & 0xFFu);
        bytes += text;
    }
    const auto hash = static_cast<unsigned __int128>(XXH3_64bits(bytes.data(), bytes.size()));
    return rational::scaled(static_cast<std::int64_t>(hash * 1'000'000'000u >> 64), 9);
}

bool can_draw_lots() noexcept { return true; }

}  // namespace writ
