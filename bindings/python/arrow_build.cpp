#include "arrow_build.hpp"

#include <algorithm>
#include <stdexcept>

#include "writ/case_layout.hpp"
#include "writ/detail/io/read_scalar.hpp"

namespace writ::python::arrow {

namespace {

constexpr int most_digits = 38;  // of a decimal128

std::string decimal(int places) { return "d:" + std::to_string(most_digits) + "," + std::to_string(places); }

/// The places that amounts of every currency of the rules have.
int places_of_money(const model::model& m) {
    int out = 0;
    for (const model::pack& p : m.packs)
        for (const currency_code c : p.money) out = std::max(out, minor_places(c));
    return out;
}

std::vector<std::string> names_of(const model::enumeration& e) {
    std::vector<std::string> out;
    for (const auto& v : e.values) out.push_back(v.name);
    return out;
}

__int128 scaled(const rational& r, int places) {
    __int128 out = r.num;
    for (int p = 0; p < places; ++p) out *= 10;  // 18 places at most: it fits
    if (out % r.den != 0) throw std::logic_error("a value has more decimal places than its type");
    return out / r.den;
}

}  // namespace

void bit_list::add(const std::vector<bool>& from, std::span<const std::uint32_t> places) {
    const std::vector<std::uint8_t> table(from.begin(), from.end());
    bytes_.assign((places.size() + 7) / 8, 0);
    for (std::size_t i = 0; i < places.size(); ++i) {
        const unsigned bit = table[places[i]];
        bytes_[i / 8] = static_cast<std::uint8_t>(bytes_[i / 8] | bit << i % 8);
        zeros_ += 1 - static_cast<std::int64_t>(bit);
    }
    size_ = static_cast<std::int64_t>(places.size());
}

void bit_list::add_ones(std::size_t count) {
    bytes_.assign((count + 7) / 8, 0xff);
    size_ = static_cast<std::int64_t>(count);
}

ArrowArray array_of(const std::vector<std::string>& texts) {
    std::vector<std::int64_t> offsets{0};
    std::vector<char> letters;
    for (const std::string& t : texts) {
        letters.insert(letters.end(), t.begin(), t.end());
        offsets.push_back(static_cast<std::int64_t>(letters.size()));
    }
    return made(array_parts{static_cast<std::int64_t>(texts.size()),
                            0,
                            0,
                            {buffer(), buffer_of(std::move(offsets)), buffer_of(std::move(letters))}});
}

// ------------------------------------------------------------------ types

value_builder::value_builder(const model::model& m, const writ::type& t, bool in_list) : m_(&m), type_(t) {
    switch (t.base) {
        case base_type::boolean: format_ = "b", layout_ = layout::bits; break;
        case base_type::number:
            if (t.places < 0) be_texts();
            else if (t.places == 0) be_fixed("l", 8);
            else be_fixed(decimal(t.places), 16);
            break;
        case base_type::money: be_money(); break;
        case base_type::date: be_fixed("tdD", 4); break;
        case base_type::time: be_fixed("tts", 4); break;
        case base_type::instant: be_fixed("tsu:UTC", 8); break;
        case base_type::duration: be_fixed("tDu", 8); break;
        case base_type::weekday: be_names({"mon", "tue", "wed", "thu", "fri", "sat", "sun"}, in_list); break;
        case base_type::enumeration: be_names(names_of(m.enums[t.ref]), in_list); break;
        case base_type::set:
        case base_type::list: be_lists(); break;
        case base_type::record:
            format_ = "+s", layout_ = layout::structs;
            for (const model::field& f : m.records[t.ref].fields) child(f.name, {m, f.type});
            break;
        default: be_texts();
    }
    if (t.base == base_type::text) constants_ = text_constants(m);
}

void value_builder::be_fixed(std::string format, std::size_t width) {
    format_ = std::move(format);
    width_ = width;
}

void value_builder::be_texts() {
    format_ = "U", layout_ = layout::texts;
    offsets_ = {0};
}

void value_builder::be_names(std::vector<std::string> names, bool in_list) {
    names_ = std::move(names);
    if (in_list) return be_texts();
    layout_ = layout::names;
    if (names_.size() <= 127) be_fixed("c", 1);
    else be_fixed("s", 2);
}

void value_builder::be_money() {
    if (type_.places < 0) return be_texts();
    metadata_ = {{"currency", currency_name(type_.currency)}};
    if (type_.currency != 0) return be_fixed(decimal(minor_places(type_.currency)), 16);
    metadata_.clear();
    format_ = "+s", layout_ = layout::structs;
    writ::type part;
    part.base = base_type::number, part.places = static_cast<std::int16_t>(places_of_money(*m_));
    child("amount", {*m_, part});
    part.base = base_type::text;
    child("currency", {*m_, part});
}

void value_builder::be_lists() {
    format_ = "+L", layout_ = layout::lists;
    offsets_ = {0};
    writ::type member = type_;
    member.optional = true;
    if (type_.base == base_type::set) member.base = base_type::enumeration;
    else member.base = type_.element == base_type::any ? base_type::record : type_.element;
    child("item", {*m_, member, true});
}

void value_builder::child(std::string name, value_builder values) {
    child_names_.push_back(std::move(name));
    children_.push_back(std::move(values));
}

ArrowSchema value_builder::schema(std::string name) const {
    schema_parts parts{format_, std::move(name)};
    parts.metadata = metadata_;
    for (std::size_t i = 0; i < children_.size(); ++i) parts.children.push_back(children_[i].schema(child_names_[i]));
    if (layout_ == layout::names) {
        parts.dictionary = made(schema_parts{"U"});
        const bool ordered = type_.base == base_type::weekday || m_->enums[type_.ref].ordered;
        if (ordered) parts.flags |= ARROW_FLAG_DICTIONARY_ORDERED;
    }
    return made(std::move(parts));
}

bool value_builder::tells(std::int64_t cell) const noexcept {
    switch (type_.base) {
        case base_type::number: return type_.places >= 0;
        case base_type::money: return type_.currency != 0;
        case base_type::text: return static_cast<std::size_t>(cell) < constants_.size();
        case base_type::list:
        case base_type::record:
        case base_type::any: return false;
        default: return true;
    }
}

// ------------------------------------------------------------------ values

void value_builder::add_nothing() {
    valid_.add(false);
    switch (layout_) {
        case layout::bits: bits_.add(false); break;
        case layout::fixed:
        case layout::names: bytes_.resize(bytes_.size() + width_); break;
        case layout::texts:
        case layout::lists: offsets_.push_back(offsets_.back()); break;
        case layout::structs:
            for (value_builder& c : children_) c.add_nothing();
    }
}

void value_builder::add(std::int64_t cell) {
    if (layout_ == layout::texts) {
        if (!names_.empty()) return add_text(names_[static_cast<std::size_t>(cell)]);
        detail::scalar_reading r;
        r.value = cell;
        if (type_.base == base_type::text) r.text = constants_[static_cast<std::size_t>(cell)];
        return add(detail::shown_value(*m_, type_, r));
    }
    valid_.add(true);
    if (layout_ == layout::bits) return bits_.add(cell != 0);
    if (layout_ != layout::lists) return put_number(cell);
    for (auto bits = static_cast<std::uint64_t>(cell); bits != 0; bits &= bits - 1)
        children_.front().add(std::int64_t{__builtin_ctzll(bits)});
    end_list();
}

template <class Call>
void value_builder::with_width(const Call& call) const {
    switch (width_) {
        case 1: return call(std::int8_t{});
        case 2: return call(std::int16_t{});
        case 4: return call(std::int32_t{});
        case 8: return call(std::int64_t{});
        default: return call(__int128{});
    }
}

void value_builder::put_number(__int128 value) {
    with_width([&]<class T>(T) { put(static_cast<T>(number_of(value))); });
}

void value_builder::add(const std::vector<std::optional<std::int64_t>>& cells, std::span<const std::uint32_t> places) {
    std::vector<bool> there, set;
    for (const auto& c : cells) {
        there.push_back(c.has_value());
        set.push_back(c.value_or(0) != 0);
    }
    if (std::find(there.begin(), there.end(), false) == there.end()) valid_.add_ones(places.size());
    else valid_.add(there, places);
    if (layout_ == layout::bits) return bits_.add(set, places);
    with_width([&]<class T>(T) {
        std::vector<T> table;
        for (const auto& c : cells) table.push_back(static_cast<T>(number_of(c.value_or(0))));
        const auto [made, out] = new_buffer<T>(places.size());
        for (std::size_t row = 0; row < places.size(); ++row) out[row] = table[places[row]];
        at_once_ = made;
    });
}

void value_builder::add(std::span<const std::int64_t> cells) {
    valid_.add_ones(cells.size());
    with_width([&]<class T>(T) {
        const auto [made, out] = new_buffer<T>(cells.size());
        for (std::size_t row = 0; row < cells.size(); ++row) out[row] = static_cast<T>(number_of(cells[row]));
        at_once_ = made;
    });
}

void value_builder::add_text(std::string_view text) {
    valid_.add(true);
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    offsets_.push_back(static_cast<std::int64_t>(bytes_.size()));
}

void value_builder::add(const scalar_value& v) {
    if (layout_ == layout::texts) return add_text(to_string(v));
    valid_.add(true);
    switch (layout_) {
        case layout::bits: return bits_.add(v.number != rational(0));
        case layout::names: return put_number(std::find(names_.begin(), names_.end(), v.name) - names_.begin());
        case layout::structs: {  // money
            children_.front().add(v);
            return children_.back().add_text(currency_name(v.currency));
        }
        default: {
            const int places = type_.base == base_type::money    ? minor_places(type_.currency)
                               : type_.base == base_type::number ? type_.places
                                                                 : 0;
            return put_number(scaled(v.number, places));
        }
    }
}

void value_builder::add(const outcome& value) {
    using kind_of = outcome::kind_of;
    switch (value.kind) {
        case kind_of::values: return add(value.values.front());
        case kind_of::interval: return add(*value.low);
        case kind_of::set:
            valid_.add(true);
            for (const std::string& name : value.must) children_.front().add_text(name);
            return end_list();
        case kind_of::list:
            valid_.add(true);
            for (const auto& member : value.members) children_.front().add(member.value);
            return end_list();
        case kind_of::record:
            valid_.add(true);
            for (std::size_t i = 0; i < children_.size(); ++i) children_[i].add(value.fields[i].value);
            return;
        default: return add_nothing();
    }
}

ArrowArray value_builder::take() {
    array_parts parts{valid_.size(), valid_.zeros(), 0, {}};
    parts.buffers.push_back(std::move(valid_).validity());
    if (layout_ == layout::bits) parts.buffers.push_back(std::move(bits_).values());
    if (layout_ == layout::texts || layout_ == layout::lists) parts.buffers.push_back(buffer_of(std::move(offsets_)));
    if (layout_ == layout::fixed || layout_ == layout::names || layout_ == layout::texts)
        parts.buffers.push_back(at_once_ ? std::move(at_once_) : buffer_of(std::move(bytes_)));
    for (value_builder& c : children_) parts.children.push_back(c.take());
    if (layout_ == layout::names) parts.dictionary = array_of(names_);
    valid_ = {}, bits_ = {}, bytes_ = {}, at_once_ = {}, offsets_ = {0};
    return made(std::move(parts));
}

}  // namespace writ::python::arrow
