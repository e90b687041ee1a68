// A rule set → bytes.
#pragma once

#include <algorithm>

#include "writ/detail/image/archive.hpp"
#include "writ/detail/image/envelope.hpp"
#include "writ/detail/image/kept_expressions.hpp"
#include "writ/image/image.hpp"
#include "writ/version.hpp"

namespace writ::image {
namespace write_detail {

using namespace detail;

inline void put(writer& out, const source_set& sources) {
    out.put_size(sources.size());
    for (std::uint32_t i = 0; i < sources.size(); ++i) {
        out.put(sources[i].name());
        out.put(sources[i].text());
    }
}

template <class T>
void put_all(writer& out, const std::vector<T>& all) {
    out.put_elements(all);
}
inline void put_all(writer& out, const model::expression_list& all) { put(out, all); }

/// How many there are of everything comes first: whoever reads it knows what numbers may be.
inline void put(writer& out, const model::model& m) {
    members<model::model>(m, [&](const auto&... all) {
        (out.put_size(all.size()), ...);
        (put_all(out, all), ...);
    });
}

/// The tests of each decision that is looked up, behind the number of their bytes.
inline void put(writer& out, const classify::catalogue& lookups) {
    out.put(lookups.lanes);
    for (const auto& lookup : lookups.by_term) {
        writer tests;
        if (const auto* by = lookup.get()) tests.put(by->tests());
        const auto bytes = tests.take();
        out.put_size(bytes.size());
        out.put_bytes(bytes);
    }
}

/// Puts what belongs around them around bytes.
inline std::vector<std::byte> sealed(const std::vector<std::byte>& inside) {
    header h;
    std::copy(library_version.begin(), library_version.end(), h.library.begin());
    h.format = format_version;
    h.layout = layout_fingerprint();
    h.size = sizeof h + inside.size() + checksum_bytes;
    std::vector<std::byte> out(h.size);
    std::memcpy(out.data(), &h, sizeof h);
    std::copy(inside.begin(), inside.end(), out.begin() + sizeof h);
    const std::uint64_t sum = checksum({out.data(), out.size() - checksum_bytes});
    std::memcpy(out.data() + out.size() - checksum_bytes, &sum, checksum_bytes);
    return out;
}

}  // namespace write_detail

std::uint64_t layout_fingerprint() {
    detail::layout all;
    all.add<model::model>();
    all.add<model::expression>();
    all.add<program::program>();
    all.add<lane_layout>();
    all.add<classify::rule_tests>();
    return all.number();
}

std::vector<std::byte> write(const std::string& hash, const source_set& sources, const model::model& model,
                             const program::program& program, const classify::catalogue& lookups) {
    using namespace write_detail;
    writer out;
    out.put(hash);
    put(out, sources);
    put(out, model);
    out.put(program);
    put(out, lookups);
    return sealed(out.take());
}

}  // namespace writ::image
