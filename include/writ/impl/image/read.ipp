// Bytes → a rule set.
#pragma once

#include <algorithm>

#include "writ/detail/image/archive.hpp"
#include "writ/detail/image/check.hpp"
#include "writ/detail/image/envelope.hpp"
#include "writ/detail/image/kept_expressions.hpp"
#include "writ/image/image.hpp"
#include "writ/lot.hpp"
#include "writ/version.hpp"

namespace writ::image {
namespace read_detail {

using namespace detail;
using bytes = std::span<const std::byte>;

inline std::vector<diagnostic> refusal(diagnostic_code code, std::initializer_list<std::string_view> words) {
    return {make_diagnostic(code, {}, words)};
}

/// What is wrong with the bytes before anything in them is looked at.
inline std::vector<diagnostic> wrong_outside(bytes all, std::string_view name) {
    header h;
    const header own;
    if (all.size() >= sizeof h) std::memcpy(&h, all.data(), sizeof h);
    if (all.size() < sizeof h || h.magic != own.magic) return refusal(diagnostic_code::not_compiled, {name});
    std::string library(h.library.data(), h.library.size());
    library.resize(std::min(library.size(), library.find('\0')));
    if (h.byte_order != own.byte_order || h.format != format_version || library != library_version ||
        h.layout != layout_fingerprint())
        return refusal(diagnostic_code::compiled_elsewhere, {name, library, library_version});
    std::uint64_t sum = 0;
    if (h.size == all.size() && h.size >= sizeof h + checksum_bytes)
        std::memcpy(&sum, all.data() + all.size() - checksum_bytes, checksum_bytes);
    if (h.size != all.size() || h.size < sizeof h + checksum_bytes ||
        sum != checksum(all.first(all.size() - checksum_bytes)))
        return refusal(diagnostic_code::compiled_damaged, {name});
    return {};
}

inline void get(reader& in, source_set& sources) {
    for (std::size_t n = in.get_size(); n > 0; --n) {
        std::string name, text;
        in.get(name);
        in.get(text);
        sources.add(source(std::move(name), std::move(text)));
    }
}

inline std::shared_ptr<kept_expressions> get(reader& in, model::model& m, std::size_t files) {
    std::shared_ptr<kept_expressions> kept;
    std::size_t expressions = 0;
    const auto make = [&]<class T>(T& all) {
        if constexpr (std::is_same_v<T, model::expression_list>)
            expressions = in.get_size(mask_bytes<model::expression>);
        else all.resize(in.get_size(least_bytes<typename T::value_type>()));
    };
    const auto fill = [&]<class T>(T& all) {
        if constexpr (std::is_same_v<T, model::expression_list>) {
            kept = std::make_shared<kept_expressions>(in, expressions);
            all = model::expression_list(kept);
        } else in.get_elements(all);
    };
    members<model::model>(m, [&](auto&... all) {
        (make(all), ...);
        in.bounds = extents_of(m, files);
        in.bounds.expressions = expressions;
        (fill(all), ...);
    });
    return kept;
}

/// Tests that are read, and made a classifier, when somebody asks.
inline classify::lookup later(std::span<const std::byte> bytes, const lane_layout& lanes,
                              std::shared_ptr<const program::program> p) {
    if (bytes.empty()) return {};
    return classify::lookup([tests = std::vector<std::byte>(bytes.begin(), bytes.end()), lanes,
                             p = std::move(p)]() -> std::optional<classify::classifier> {
        reader in(tests);
        classify::rule_tests read;
        in.get(read);
        if (!in.finished() || !tests_fit(read, lanes, *p)) return std::nullopt;
        return classify::classifier(std::move(read), lanes);
    });
}

inline void get(reader& in, classify::catalogue& lookups, const std::shared_ptr<const program::program>& p) {
    in.get(lookups.lanes);
    for (std::size_t t = 0; t < p->terms.size(); ++t)
        lookups.by_term.push_back(later(in.get_bytes(in.get_size()), lookups.lanes, p));
}

/// Whether the years of all calendars can be counted through.
inline bool calendars_exist(const model::model& m) {
    return std::all_of(m.calendars.begin(), m.calendars.end(), [](const model::calendar& c) {
        return c.last_year < c.first_year || (c.first_year >= 1 && c.last_year <= 9999);
    });
}

/// Puts in their places what the machine and the model have. @return what this program lacks
inline std::vector<diagnostic> furnish(program::program& p, const model::model& m, const reader& in,
                                       std::string_view name) {
    for (const auto& of : m.calendars) p.calendars.push_back(model::working_days_of(of));
    for (std::size_t i = 0; i < in.zone_names.size(); ++i)
        if (p.zones[i] = zone::find(in.zone_names[i]); p.zones[i] == nullptr)
            return refusal(diagnostic_code::compiled_lacks, {name, "the time zone " + in.zone_names[i]});
    for (std::size_t i = 0; i < in.pattern_texts.size(); ++i) {
        std::string why;
        if (p.patterns[i] = program::make_pattern(in.pattern_texts[i], why); p.patterns[i] == nullptr)
            return refusal(diagnostic_code::compiled_lacks, {name, why});
    }
    const auto draws = [](const program::instruction& c) { return c.what == model::op::lot; };
    if (!can_draw_lots() && std::any_of(p.code.begin(), p.code.end(), draws))
        return refusal(diagnostic_code::compiled_lacks, {name, "xxHash, which `lot` draws with"});
    return {};
}

}  // namespace read_detail

result<contents> read(std::span<const std::byte> bytes, std::string_view name) {
    using namespace read_detail;
    if (auto wrong = wrong_outside(bytes, name); !wrong.empty()) return wrong;
    reader in(bytes.subspan(sizeof(header), bytes.size() - sizeof(header) - checksum_bytes));
    contents out;
    in.get(out.hash);
    get(in, out.sources);
    const auto expressions = get(in, out.model, out.sources.size());
    const auto program = std::make_shared<program::program>();
    out.program = program;
    in.get(*program);
    expressions->belong_to(program);
    get(in, out.lookups, program);
    if (!in.finished() || !calendars_exist(out.model)) return refusal(diagnostic_code::compiled_damaged, {name});
    if (auto lacking = furnish(*program, out.model, in, name); !lacking.empty()) return lacking;
    if (!holds_together(*program, out.model) || !lanes_fit(out.lookups.lanes, program->layout))
        return refusal(diagnostic_code::compiled_damaged, {name});
    return out;
}

}  // namespace writ::image
