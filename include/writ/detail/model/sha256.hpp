// The hash that names the content of a pack.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace writ::model::detail {

/// SHA-256 (FIPS 180-4) of bytes that come in pieces.
class sha256 {
public:
    void add(std::string_view bytes);
    /// The 64 hexadecimal digits of everything added. Call once.
    std::string digits();

private:
    void block(const unsigned char* p);

    std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                           0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<unsigned char, 64> buffer_{};
    std::uint64_t size_ = 0;
};

}  // namespace writ::model::detail
