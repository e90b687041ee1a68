// Values to bytes and back, by the description of `members.hpp`.
//
//     number, enum, bool      its bytes, the lowest first
//     optional                0, or 1 and the value
//     rare                    the value
//     text, vector            how many in four bytes, then all of them
//     struct                  a bit for each member that is not as it is made, then those members
//     struct in a vector      its members one after the other, if all of them are plain
//
// The same value gives the same bytes. A reader refuses what a writer cannot have written: numbers of things that there are
// not, values past the last of an enum, lengths past the end. After a refusal it gives values as they are made.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "writ/detail/image/members.hpp"

namespace writ::image::detail {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_vector<model::few<T>> = true;
template <class T>
inline constexpr bool is_rare = false;
template <class T>
inline constexpr bool is_rare<model::rare<T>> = true;

template <class T>
constexpr bool is_plain();

struct all_plain {
    template <class... M>
    constexpr auto operator()(M&...) const {
        return std::bool_constant<(is_plain<std::remove_const_t<M>>() && ...)>{};
    }
};

/// Numbers, and structs of nothing else: as many bytes in every value.
template <class T>
constexpr bool is_plain() {
    if constexpr (std::is_array_v<T>) return is_plain<std::remove_extent_t<T>>();
    else if constexpr (described<T>) return decltype(members<T>(std::declval<T&>(), all_plain{}))::value;
    else return std::is_arithmetic_v<T> || (std::is_enum_v<T> && !identifier<T>);
}

/// The bytes that a value takes at least.
template <class T>
constexpr std::size_t least_bytes();

struct sum_of_least {
    template <class... M>
    constexpr auto operator()(M&...) const {
        return std::integral_constant<std::size_t, (least_bytes<std::remove_const_t<M>>() + ...)>{};
    }
};

template <class T>
constexpr std::size_t least_bytes() {
    if constexpr (std::is_array_v<T>) return std::extent_v<T> * least_bytes<std::remove_extent_t<T>>();
    else if constexpr (is_plain<T>() && described<T>)
        return decltype(members<T>(std::declval<T&>(), sum_of_least{}))::value;
    else if constexpr (is_plain<T>()) return sizeof(T);
    else if constexpr (is_vector<T> || std::is_same_v<T, std::string>) return sizeof(std::uint32_t);
    else return 1;
}

/// How many members a struct has, and the bytes that a bit for each takes.
struct member_count {
    template <class... M>
    constexpr auto operator()(M&...) const {
        return std::integral_constant<std::size_t, sizeof...(M)>{};
    }
};
template <class T>
inline constexpr std::size_t count_of = decltype(members<T>(std::declval<T&>(), member_count{}))::value;
template <class T>
inline constexpr std::size_t mask_bytes = (count_of<T> + 7) / 8;

/// How many there are of what values refer to by number.
struct extents {
    std::size_t files = 0, packs = 0, enums = 0, records = 0, facts = 0, calendars = 0, terms = 0, rules = 0,
                blocks = 0, expressions = 0, binders = 0, locals = 0, procedures = 0;

    std::size_t of(model::pack_id) const noexcept { return packs; }
    std::size_t of(model::enum_id) const noexcept { return enums; }
    std::size_t of(model::record_id) const noexcept { return records; }
    std::size_t of(model::fact_id) const noexcept { return facts; }
    std::size_t of(model::calendar_id) const noexcept { return calendars; }
    std::size_t of(model::term_id) const noexcept { return terms; }
    std::size_t of(model::rule_id) const noexcept { return rules; }
    std::size_t of(model::block_id) const noexcept { return blocks; }
    std::size_t of(model::expr_id) const noexcept { return expressions; }
    std::size_t of(model::binder_id) const noexcept { return binders; }
    std::size_t of(model::local_id) const noexcept { return locals; }
    std::size_t of(model::procedure_id) const noexcept { return procedures; }
};

inline extents extents_of(const model::model& m, std::size_t files) {
    return {files,
            m.packs.size(),
            m.enums.size(),
            m.records.size(),
            m.facts.size(),
            m.calendars.size(),
            m.terms.size(),
            m.rules.size(),
            m.blocks.size(),
            m.expressions.size(),
            m.binders.size(),
            m.locals.size(),
            m.procedures.size()};
}

inline bool refers(const span& s, const extents& e) noexcept { return s.file < e.files || s == span{}; }

inline bool refers(const type& t, const extents& e) noexcept {
    const base_type of = t.base == base_type::list && t.element != base_type::any ? t.element : t.base;
    if (of == base_type::enumeration || of == base_type::set) return t.ref < e.enums;
    if (of == base_type::record || of == base_type::list) return t.ref < e.records;
    return true;
}

// ------------------------------------------------------------------ writing

class writer {
public:
    std::vector<std::byte> take() { return std::move(out_); }

    template <class T>
    void put(const T& x) {
        if constexpr (described<T>) put_struct(x);
        else if constexpr (is_optional<T>) {
            put(x.has_value());
            if (x) put(*x);
        } else if constexpr (is_rare<T>) {
            put(*x);
        } else if constexpr (is_vector<T>) {
            put_size(x.size());
            put_elements(x);
        } else if constexpr (std::is_array_v<T>) {
            for (const auto& one : x) put(one);
        } else {
            static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
            raw(&x, sizeof x);
        }
    }
    void put(const std::string& text) {
        put_size(text.size());
        raw(text.data(), text.size());
    }
    void put(const std::bitset<256>& bits) {
        const std::bitset<256> low(~std::uint64_t{0});
        for (std::size_t at = 0; at < 256; at += 64) put(std::uint64_t{(bits >> at & low).to_ullong()});
    }
    // What the machine or the model has is not written: readers put it in its place.
    void put(const std::vector<std::shared_ptr<const program::pattern>>& patterns) {
        put_size(patterns.size());
        for (const auto& p : patterns) put(p->text());
    }
    void put(const std::vector<std::shared_ptr<const zone>>& zones) {
        put_size(zones.size());
        for (const auto& z : zones) put(z->name());
    }
    void put(const std::vector<working_calendar>&) {}

    void put_size(std::size_t n) { put(static_cast<std::uint32_t>(n)); }
    void put_bytes(std::span<const std::byte> bytes) { raw(bytes.data(), bytes.size()); }

    template <class All>
    void put_elements(const All& all) {
        using T = typename All::value_type;
        if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) raw(all.data(), all.size() * sizeof(T));
        else
            for (const auto& one : all) put_element<T>(one);
    }

private:
    void raw(const void* from, std::size_t size) {
        const auto* const bytes = static_cast<const std::byte*>(from);
        out_.insert(out_.end(), bytes, bytes + size);
    }

    template <class T>
    void put_element(const T& x) {
        if constexpr (described<T> && is_plain<T>()) members<T>(x, [&](const auto&... m) { (put_element(m), ...); });
        else put(x);
    }

    template <class T>
    void put_struct(const T& x) {
        static_assert(is_whole<T>, "a member is missing in members.hpp");
        static const std::vector<std::vector<std::byte>> made = encoded(T{});
        const std::size_t mask_at = out_.size();
        out_.resize(mask_at + mask_bytes<T>);
        std::size_t i = 0;
        members<T>(x, [&](const auto&... m) { (put_member(m, made[i], mask_at, i), ...); });
    }

    template <class M>
    void put_member(const M& m, const std::vector<std::byte>& as_made, std::size_t mask_at, std::size_t& i) {
        const auto start = static_cast<std::ptrdiff_t>(out_.size());
        put(m);
        const bool same = std::equal(out_.begin() + start, out_.end(), as_made.begin(), as_made.end());
        if (same) out_.resize(static_cast<std::size_t>(start));
        else out_[mask_at + i / 8] |= std::byte{1} << (i % 8);
        ++i;
    }

    template <class T>
    static std::vector<std::vector<std::byte>> encoded(const T& x) {
        std::vector<std::vector<std::byte>> out;
        const auto add = [&](const auto& m) {
            writer one;
            one.put(m);
            out.push_back(one.take());
        };
        members<T>(x, [&](const auto&... m) { (add(m), ...); });
        return out;
    }

    std::vector<std::byte> out_;
};

// ------------------------------------------------------------------ reading

class reader {
public:
    explicit reader(std::span<const std::byte> bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}

    extents bounds;  ///< of what is read next

    bool good() const noexcept { return good_; }
    /// Whether everything was read, and nothing refused.
    bool finished() const noexcept { return good_ && at_ == end_; }

    template <class T>
    void get(T& x) {
        if constexpr (described<T>) get_struct(x);
        else if constexpr (is_optional<T>) {
            bool there = false;
            get(there);
            if (there) get(x.emplace());
        } else if constexpr (is_rare<T>) {
            get(x.make());
        } else if constexpr (is_vector<T>) {
            x.resize(get_size(least_bytes<typename T::value_type>()));
            get_elements(x);
        } else if constexpr (std::is_array_v<T>) {
            for (auto& one : x) get(one);
        } else get_plain(x);
    }
    void get(std::string& text) {
        const std::size_t size = get_size();
        text.assign(reinterpret_cast<const char*>(at_), size);
        at_ += size;
    }
    void get(std::bitset<256>& bits) {
        bits.reset();
        for (std::size_t at = 0; at < 256; at += 64) {
            std::uint64_t word = 0;
            get(word);
            bits |= std::bitset<256>(word) << at;
        }
    }
    // What the machine or the model has: `read.ipp` puts it in its place.
    void get(std::vector<std::shared_ptr<const program::pattern>>& patterns) {
        get(pattern_texts);
        patterns.resize(pattern_texts.size());
    }
    void get(std::vector<std::shared_ptr<const zone>>& zones) {
        get(zone_names);
        zones.resize(zone_names.size());
    }
    void get(std::vector<working_calendar>&) {}

    std::vector<std::string> pattern_texts, zone_names;

    std::span<const std::byte> get_bytes(std::size_t size) {
        if (size > static_cast<std::size_t>(end_ - at_)) refuse();
        const std::span<const std::byte> out(at_, good_ ? size : 0);
        at_ += out.size();
        return out;
    }

    /// A number of things that take so many bytes each at least.
    std::size_t get_size(std::size_t least = 1) {
        std::uint32_t n = 0;
        get(n);
        if (n > static_cast<std::size_t>(end_ - at_) / least) refuse();
        return good_ ? n : 0;
    }

    template <class All>
    void get_elements(All& all) {
        using T = typename All::value_type;
        if constexpr (std::is_same_v<T, bool>) {
            for (std::size_t i = 0; i < all.size(); ++i) {
                bool one = false;
                get(one);
                all[i] = one;
            }
        } else if constexpr (std::is_arithmetic_v<T>) {
            raw(all.data(), all.size() * sizeof(T));
        } else if constexpr (is_plain<T>()) {
            for (auto& one : all) get_packed(one);
            if (!good_) refuse();
        } else
            for (auto& one : all) get(one);
    }

    void refuse() noexcept {
        good_ = false;
        at_ = end_;
    }

private:
    void raw(void* into, std::size_t size) noexcept {
        if (size > static_cast<std::size_t>(end_ - at_)) return refuse();
        if (size != 0) std::memcpy(into, at_, size);
        at_ += size;
    }

    template <class T>
    void get_plain(T& x) {
        if constexpr (std::is_same_v<T, bool>) {
            std::uint8_t byte = 0;
            raw(&byte, 1);
            if (byte > 1) refuse();
            x = good_ && byte == 1;
        } else {
            T read{};
            raw(&read, sizeof read);
            if constexpr (identifier<T>) {
                if (good_ && model::index(read) >= bounds.of(read)) refuse();
            } else if constexpr (std::is_enum_v<T>) {
                if (read > last_of<T>) refuse();
            }
            if (good_) x = read;
        }
    }

    /// Takes plain things without looking for the end: `get_size` has.
    template <class T>
    void get_packed(T& x) noexcept {
        if constexpr (described<T>) members<T>(x, [&](auto&... m) { (get_packed(m), ...); });
        else if constexpr (std::is_array_v<T>)
            for (auto& one : x) get_packed(one);
        else {
            std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T> read{};
            std::memcpy(&read, at_, sizeof read);
            at_ += sizeof read;
            if constexpr (std::is_same_v<T, bool>) {
                good_ = good_ && read <= 1;
                x = read == 1;
            } else {
                if constexpr (std::is_enum_v<T>) {
                    good_ = good_ && read <= last_of<T>;
                    if (read > last_of<T>) read = T{};
                }
                x = read;
            }
        }
        if constexpr (requires { refers(x, bounds); }) good_ = good_ && refers(x, bounds);
    }

    template <class T>
    void get_struct(T& x) {
        std::uint32_t mask = 0;
        raw(&mask, mask_bytes<T>);
        if (!good_ || ++depth_ > most_depth) return refuse();
        members<T>(x, [&](auto&... m) { ((get_member(m, mask), mask >>= 1), ...); });
        --depth_;
        if (mask != 0) refuse();
        check(x);
    }

    template <class M>
    void get_member(M& m, std::uint32_t mask) {
        if ((mask & 1u) != 0) get(m);
    }

    template <class T>
    void check(const T& x) {
        if constexpr (requires { refers(x, bounds); })
            if (good_ && !refers(x, bounds)) refuse();
    }

    static constexpr int most_depth = 200;

    const std::byte* at_;
    const std::byte* end_;
    bool good_ = true;
    int depth_ = 0;
};

// ------------------------------------------------------------------ what files were written by

/// A number that changes with any member, its place or its type, and with the values of enums.
class layout {
public:
    template <class T>
    void add() {
        if constexpr (described<T>) add_struct<T>();
        else if constexpr (is_optional<T>) {
            mix('?');
            add<typename T::value_type>();
        } else if constexpr (is_rare<T>) {
            mix('&');
            add<std::remove_cvref_t<decltype(*std::declval<T&>())>>();
        } else if constexpr (is_vector<T>) {
            mix('*');
            add<typename T::value_type>();
        } else if constexpr (std::is_array_v<T>) {
            mix(std::extent_v<T>);
            add<std::remove_extent_t<T>>();
        } else if constexpr (std::is_enum_v<T> && !identifier<T>) {
            mix('e');
            mix(static_cast<std::uint64_t>(last_of<T>));
        } else if constexpr (std::is_arithmetic_v<T> || identifier<T>) {
            mix('n');
            mix(sizeof(T));
        } else mix('o');
    }
    std::uint64_t number() const noexcept { return sum_; }

private:
    void mix(std::uint64_t x) noexcept { sum_ = (sum_ ^ x) * 0x100000001B3; }

    template <class T>
    void add_struct() {
        static const char seen_before = 0;
        mix('{');
        for (const void* other : open_)
            if (other == &seen_before) return;
        open_.push_back(&seen_before);
        members<T>(*std::make_unique<T>(), [&](auto&... m) { (add<std::remove_reference_t<decltype(m)>>(), ...); });
        open_.pop_back();
        mix('}');
    }

    std::uint64_t sum_ = 0xCBF29CE484222325;
    std::vector<const void*> open_;  ///< structs that hold this one
};

}  // namespace writ::image::detail
