// Bytes that somebody made up as compiled rules: they are refused, or they decide; they do no harm.
//
// The checksum and whose file it is are put right first, or nothing else would ever be looked at. Begin with a real file:
//
//     clang++ -std=c++20 -O1 -g -fsanitize=fuzzer,address,undefined -Iinclude fuzz/compiled_fuzz.cpp -o compiled_fuzz
//     mkdir corpus && writ compile loans -o corpus/loans.writc && ./compiled_fuzz corpus
#include <cstring>

#include "writ/run.hpp"

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
    if (!c.rules) return 0;
    const case_data nothing = c.rules->empty_case();
    decider d(*c.rules);
    for (const auto& name : c.rules->decisions())
        for (int i = 0; i < 18; ++i) {  // until lookups are made
            d.load(nothing);
            (void)d.decide(name);
        }
    (void)c.rules->bytes();
    return 0;
}
