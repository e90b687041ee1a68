#include "support/narrow_columns.hpp"

#include <cstring>

#include "writ/model/model.hpp"

namespace writ::bench {

namespace {

std::size_t bytes_of(const model::model& m, const type& t) {
    if (t.base == base_type::set)
        return m.enums[t.ref].values.size() <= 8 ? 1 : m.enums[t.ref].values.size() <= 16 ? 2 : 8;
    const auto ends = ends_of_cell(t);
    if (!ends) return t.base == base_type::boolean || t.base == base_type::enumeration ? 1 : 8;
    const auto fits = [&](std::int64_t most) { return ends->first >= -most - 1 && ends->second <= most; };
    return fits(INT8_MAX) ? 1 : fits(INT16_MAX) ? 2 : fits(INT32_MAX) ? 4 : 8;
}

template <class T>
std::span<const T> span_of(const std::vector<std::uint8_t>& bytes) {
    return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
}

}  // namespace

narrow_columns::narrow_columns(const ruleset& rules, const packed_cases& cases) : rules_(rules), rows_(cases.size()) {
    const model::model& m = rules.stage_model();
    for (std::uint32_t f = 0; f < m.facts.size(); ++f) {
        column& c = columns_.emplace_back();
        c.name = fact_path(m, model::fact_id{f});
        c.bytes = bytes_of(m, m.facts[f].type);
        c.values.resize(rows_ * c.bytes);
        const std::uint32_t cell = rules.layout().facts[f].at;
        for (std::size_t i = 0; i < rows_; ++i)
            std::memcpy(c.values.data() + i * c.bytes, &cases.given(i).cells[cell].value, c.bytes);
    }
}

columns narrow_columns::made() const {
    columns out = rules_.columns(rows_);
    for (const column& c : columns_) {
        if (c.bytes == 1) out.values(c.name, span_of<std::int8_t>(c.values));
        if (c.bytes == 2) out.values(c.name, span_of<std::int16_t>(c.values));
        if (c.bytes == 4) out.values(c.name, span_of<std::int32_t>(c.values));
        if (c.bytes == 8) out.values(c.name, span_of<std::int64_t>(c.values));
    }
    return out;
}

}  // namespace writ::bench
