// Any bytes as compiled rules: they are refused, or loaded; loading does no harm.
//
// Whose file it is and the checksum are put right first, or nothing else would ever be looked at.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "writ/detail/image/checksum.hpp"
#include "writ/detail/image/envelope.hpp"
#include "writ/image/image.hpp"
#include "writ/ruleset.hpp"
#include "writ/version.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace writ;
    constexpr std::size_t around = sizeof(image::detail::header) + image::detail::checksum_bytes;
    if (size < around) return 0;
    std::vector<std::byte> bytes(size);
    std::memcpy(bytes.data(), data, size);
    image::detail::header h;
    std::copy(library_version.begin(), library_version.end(), h.library.begin());
    h.format = image::format_version;
    h.layout = image::layout_fingerprint();
    h.size = size;
    std::memcpy(bytes.data(), &h, sizeof h);
    const std::size_t end = size - image::detail::checksum_bytes;
    const std::uint64_t sum = image::detail::checksum({bytes.data(), end});
    std::memcpy(bytes.data() + end, &sum, sizeof sum);
    const auto c = ruleset::compile(bytes);
    if (c.rules.has_value() == has_error(c.diagnostics)) std::abort();
    return 0;
}
