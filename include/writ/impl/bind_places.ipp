// Where members of a bound struct go in the lanes of a case.

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "writ/bind.hpp"
#include "writ/classify/from_model.hpp"
#include "writ/detail/io/read_scalar.hpp"
#include "writ/detail/io/word_table.hpp"

namespace writ::bind_detail {

// ------------------------------------------------------------------ while a struct is decided

namespace places_detail {

inline std::uint32_t number_of(const detail::word_table& table, std::string_view word) noexcept {
    char padded[2 * detail::text_padding] = {};
    if (word.size() > detail::text_padding) return table.find(word.data(), word.size());
    word.copy(padded, word.size());
    return table.find(padded, word.size());
}

}  // namespace places_detail

bool words_place::put(std::string_view value, unsigned char* at) const noexcept {
    if (table == nullptr) return detail::is_valid_utf8(value) && value.find('\0') == std::string_view::npos;
    const std::uint32_t i = places_detail::number_of(*table, value);
    if (i >= choices.size()) return false;
    choices[i].put(at);
    return true;
}

bool words_place::add(std::string_view value, std::uint64_t& set) const noexcept {
    const std::uint32_t i = places_detail::number_of(*table, value);
    if (i >= members.size()) return false;
    set |= std::uint64_t{1} << members[i];
    return true;
}

const money_place::in_currency* money_place::of_region(const unsigned char* lanes) const noexcept {
    for (std::uint32_t lane = 0; lane <= (region.bit + region.points - 1) / 16; ++lane) {
        std::uint16_t bits = 0;
        std::memcpy(&bits, lanes + std::size_t{region.lane + lane} * 2, sizeof bits);
        const std::uint32_t below = lane == 0 ? region.bit : 0;
        const std::uint32_t mine = std::uint32_t{bits} >> below << below;
        const std::uint32_t at = lane * 16 + static_cast<std::uint32_t>(std::countr_zero(mine)) - region.bit;
        if (mine != 0 && at < ranges.size()) return ranges[at].code != 0 ? &ranges[at] : nullptr;
    }
    return nullptr;
}

// ------------------------------------------------------------------ while it is bound

placer::placer(const ruleset& rules, const case_data& blank, const std::vector<region_fact>& regions)
    : layout_(rules.stage_classifiers().lanes), blank_(blank), regions_(regions), lines_(layout_.lines) {
    pack(layout_, blank, lines_.data());
}

void placer::give(std::uint32_t bit) {
    const auto clear = [&](std::uint32_t from) {
        const std::uint32_t lane = from + bit / 16;
        std::uint16_t& bits = lines_[lane / lanes_of_line].lane[lane % lanes_of_line];
        bits = static_cast<std::uint16_t>(bits & ~(1u << bit % 16));
    };
    clear(layout_.open);
    if (bit < layout_.cells.size()) clear(layout_.unknown);
}

std::vector<lane_line> placer::blank_lanes() const {
    std::vector<lane_line> out = lines_;
    const std::size_t bits = layout_.cells.size() + layout_.lists.size();
    bool open = false;
    for (std::uint32_t i = 0; i < (bits + 15) / 16; ++i) {
        const std::uint32_t lane = layout_.open + i;
        open = open || out[lane / lanes_of_line].lane[lane % lanes_of_line] != 0;
    }
    out[0].lane[0] =
        static_cast<std::uint16_t>(lanes_always | (open ? lanes_open : 0) | (in_place_ ? 0 : lanes_erroneous));
    return out;
}

placer::home placer::home_of(const target& fact) {
    give(fact.at);
    return {layout_.cells[fact.at], {fact.at, false, is_open(fact.empty.state) ? layout_.unknown : nowhere}};
}

placer::home placer::home_of(const target& of, const target& field) {
    if (of.type.base == base_type::record) {
        const std::uint32_t cell = of.at + 1 + field.at;
        give(cell);
        return {layout_.cells[cell], {cell, false}};
    }
    home out;
    out.open.needed = of.type.sorted_on == static_cast<std::int32_t>(field.at) && !has_value(field.empty.state);
    for (std::uint32_t i = 0; i < layout_.lists.size(); ++i)
        if (layout_.lists[i].list == of.at) {
            out.lane = layout_.lists[i].fields[field.at];
            if (out.lane.kind != cell_lane::kind_of::none)
                out.open.bit = static_cast<std::uint32_t>(layout_.cells.size()) + i;
        }
    return out;
}

record_place placer::place_of(const target& record) {
    give(record.at);
    return {record.at, record.fields + 1};
}

void placer::settle(const target& t, const std::vector<std::uint32_t>& bound_fields, list_place& out) {
    const auto is_bound = [&](std::uint32_t f) {
        return std::find(bound_fields.begin(), bound_fields.end(), f) != bound_fields.end();
    };
    out.least = t.type.least;
    out.most = t.type.most;
    const auto key = static_cast<std::uint32_t>(t.type.sorted_on);
    out.unsorted = t.type.sorted_on >= 0 && !is_bound(key) && !has_value(t.blank[key].state);
    for (std::uint32_t i = 0; i < layout_.lists.size(); ++i) {
        const list_lanes& l = layout_.lists[i];
        if (l.list != t.at || l.most < t.type.most) continue;
        out.size = l.size;
        out.first = l.first;
        out.stride = l.stride;
        out.open = static_cast<std::uint32_t>(layout_.cells.size()) + i;
        for (std::uint32_t f = 0; f < l.fields.size(); ++f)
            out.some_missing |= l.fields[f].kind != cell_lane::kind_of::none && !is_bound(f);
        give(out.open);
    }
}

choice placer::choice_of(const cell_lane& at, std::uint32_t value) {
    if (at.kind != cell_lane::kind_of::bits) return {0, 0};
    const std::uint32_t bit = at.bit + value;
    return {at.lane + bit / 16, 1u << bit % 16};
}

void placer::settle(const target&, const cell_lane& at, bool_place& out) {
    for (const std::uint32_t said : {0u, 1u}) out.said[said] = choice_of(at, said);
}

/// How many enumerators there are from the least to the greatest; none where that is too many.
std::size_t placer::span_of(const target& t, std::int64_t least) {
    if (t.enumerators.empty()) return 0;
    const std::uint64_t apart =
        static_cast<std::uint64_t>(t.enumerators.back().first) - static_cast<std::uint64_t>(least);
    if (apart < most_apart) return apart + 1;
    in_place_ = false;
    return 0;
}

void placer::settle(const target& t, const cell_lane& at, enum_place& out) {
    const auto is_byte = [](const auto& e) {
        return 0 <= e.first && e.first < static_cast<std::int64_t>(enum_place::bytes);
    };
    const bool bytes = std::all_of(t.enumerators.begin(), t.enumerators.end(), is_byte);
    out.first = bytes ? 0 : t.enumerators.front().first;
    out.count = bytes ? enum_place::bytes : span_of(t, out.first);
    const std::shared_ptr<choice[]> all(new choice[out.count]);
    for (const auto& [enumerator, value] : t.enumerators)
        if (out.count != 0) all[enumerator - out.first] = choice_of(at, value);
    out.choices = all;
}

void placer::settle(const target& t, const cell_lane& at, words_place& out) {
    if (t.type.base == base_type::text) return;
    std::vector<std::string> words;
    for (const auto& [name, value] : t.names) {
        words.push_back(name);
        out.choices.push_back(choice_of(at, value));
        out.members.push_back(static_cast<std::uint8_t>(value));
    }
    out.table = std::make_shared<const detail::word_table>(words);
}

void placer::settle(const target& t, const cell_lane& at, set_place& out) {
    out.lane = at;
    if (t.what == holds::word_list) return settle(t, {}, out.names);
    if (t.what == holds::enumerators && !t.enumerators.empty()) out.first = t.enumerators.front().first;
    out.members.assign(span_of(t, out.first), set_place::no_member);
    for (const auto& [enumerator, value] : t.enumerators)
        if (!out.members.empty())
            out.members[static_cast<std::size_t>(enumerator - out.first)] = static_cast<std::uint8_t>(value);
    const auto is_itself = [&](const auto& e) { return e.first == e.second; };
    if (t.what == holds::bits && std::all_of(t.enumerators.begin(), t.enumerators.end(), is_itself))
        for (const auto& [bit, value] : t.enumerators) out.in_order |= std::uint64_t{1} << value;
}

/// The place of numbers that are so many times what is given, within these ends; nothing if none are.
std::optional<number_place> placer::numbers(const cell_lane& at, std::int64_t least, std::int64_t most,
                                            std::int64_t times) {
    number_place out;
    least = least / times + (least > 0 && least % times != 0 ? 1 : 0);
    most = most / times - (most < 0 && most % times != 0 ? 1 : 0);
    if (least > most) return std::nullopt;
    out.lane = at.lane;
    out.kind = at.kind;
    out.least = least;
    out.width = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
    out.times = static_cast<std::uint64_t>(times);
    out.from = static_cast<std::uint64_t>(at.low);
    if (at.kind == cell_lane::kind_of::narrow && times == 1 && least == at.low) out.narrow = out.width + 1;
    return out;
}

void placer::settle(const target& t, const cell_lane& at, number_place& out) {
    std::int64_t least = t.low, most = t.high, times = 1;
    if (t.type.base == base_type::date) least = first_day, most = last_day;
    if (t.type.base == base_type::time) least = 0, most = us_per_day / us_per_minute - 1;
    if (t.type.base == base_type::number && t.what == holds::whole)
        for (int p = t.type.places; p > 0; --p) times *= 10;
    const auto found = numbers(at, least, most, times);
    if (found) out = *found;
    else in_place_ = false;
}

/// Amounts in a currency; in none where no amount is right.
money_place::in_currency placer::amounts(const target& t, const cell_lane& at, currency_code in) {
    const auto least = ceiling_scaled(t.type.low, minor_places(in)), most = floor_scaled(t.type.high, minor_places(in));
    constexpr std::int64_t low = std::numeric_limits<std::int64_t>::min(),
                           high = std::numeric_limits<std::int64_t>::max();
    if (!t.type.ranged) return {*numbers(at, low, high, 1), in};
    const auto found = least && most ? numbers(at, *least, *most, 1) : std::nullopt;
    return found ? money_place::in_currency{*found, in} : money_place::in_currency{};
}

void placer::settle(const target& t, const cell_lane& at, money_place& out) {
    if (t.type.currency != 0) out.only = amounts(t, at, t.type.currency);
    for (const region_fact& r : regions_) {
        if (t.type.currency != 0 || r.pack != t.pack) continue;
        const cell& blank = blank_.cells[r.at];
        const auto number = static_cast<std::size_t>(blank.value);
        if (!r.bound && has_value(blank.state) && number < r.money.size()) out.only = amounts(t, at, r.money[number]);
        out.region = layout_.cells[r.at];
        out.by_region = r.bound && out.region.kind == cell_lane::kind_of::bits;
        for (const currency_code code : r.money) out.ranges.push_back(amounts(t, at, code));
    }
    if (!out.by_region && out.only.code == 0) in_place_ = false;  // amounts bring their currencies themselves
}

}  // namespace writ::bind_detail
