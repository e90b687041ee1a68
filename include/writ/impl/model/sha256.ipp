// SHA-256, plainly.
#pragma once

#include "writ/detail/model/sha256.hpp"

namespace writ::model::detail {

namespace sha256_detail {

constexpr std::uint32_t rotate(std::uint32_t x, int n) { return (x >> n) | (x << (32 - n)); }

constexpr std::array<std::uint32_t, 64> constants = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

}  // namespace sha256_detail

void sha256::block(const unsigned char* p) {
    using sha256_detail::rotate;
    std::array<std::uint32_t, 64> w{};
    for (std::size_t i = 0; i < 16; ++i)
        w[i] = std::uint32_t{p[4 * i]} << 24 | std::uint32_t{p[4 * i + 1]} << 16 | std::uint32_t{p[4 * i + 2]} << 8 |
               p[4 * i + 3];
    for (std::size_t i = 16; i < 64; ++i) {
        const std::uint32_t a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + (rotate(a, 7) ^ rotate(a, 18) ^ (a >> 3)) + w[i - 7] +
               (rotate(b, 17) ^ rotate(b, 19) ^ (b >> 10));
    }
    auto [a, b, c, d, e, f, g, h] = state_;
    std::size_t i = 0;
    // The eight change places with every round: so they are handed on, and not moved.
    const auto round = [&](auto p, auto q, auto r, auto& s, auto t, auto u, auto v, auto& z) {
        const std::uint32_t choose = (t & u) ^ (~t & v), most = (p & q) ^ (p & r) ^ (q & r);
        const std::uint32_t one =
            z + (rotate(t, 6) ^ rotate(t, 11) ^ rotate(t, 25)) + choose + sha256_detail::constants[i] + w[i];
        s += one;
        z = one + (rotate(p, 2) ^ rotate(p, 13) ^ rotate(p, 22)) + most;
        ++i;
    };
    while (i < 64) {
        round(a, b, c, d, e, f, g, h);
        round(h, a, b, c, d, e, f, g);
        round(g, h, a, b, c, d, e, f);
        round(f, g, h, a, b, c, d, e);
        round(e, f, g, h, a, b, c, d);
        round(d, e, f, g, h, a, b, c);
        round(c, d, e, f, g, h, a, b);
        round(b, c, d, e, f, g, h, a);
    }
    const std::array<std::uint32_t, 8> added = {a, b, c, d, e, f, g, h};
    for (std::size_t k = 0; k < 8; ++k) state_[k] += added[k];
}

void sha256::add(std::string_view bytes) {
    const auto* p = reinterpret_cast<const unsigned char*>(bytes.data());
    const auto* const end = p + bytes.size();
    while (p != end) {
        if (size_ % 64 == 0 && end - p >= 64) {
            block(p);
            p += 64, size_ += 64;
            continue;
        }
        buffer_[size_++ % 64] = *p++;
        if (size_ % 64 == 0) block(buffer_.data());
    }
}

std::string sha256::digits() {
    const std::uint64_t bits = size_ * 8;
    add(std::string_view("\x80", 1));
    while (size_ % 64 != 56) add(std::string_view("\0", 1));
    for (int shift = 56; shift >= 0; shift -= 8) {
        const char byte = static_cast<char>(bits >> shift & 0xff);
        add(std::string_view(&byte, 1));
    }
    std::string text;
    for (const std::uint32_t part : state_)
        for (int shift = 28; shift >= 0; shift -= 4) text += "0123456789abcdef"[part >> shift & 15u];
    return text;
}

}  // namespace writ::model::detail
