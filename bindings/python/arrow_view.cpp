#include "arrow_view.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>

#include "arrow_memory.hpp"
#include "writ/columns.hpp"

namespace writ::python::arrow {

namespace {

constexpr int most_levels = 64;  // of columns in columns

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
    throw bad_column("column `" + path + "` " + why);
}

std::string path_of(const ArrowSchema& child, const std::string& path) {
    return (path.empty() ? "" : path + ".") + name_of(child);
}

/// Says that a producer does not keep to the specification.
[[noreturn]] void refuse_broken(const std::string& path, const std::string& what) {
    refuse(path, "is no sound Arrow array: " + what);
}

// ------------------------------------------------------------------ formats

std::optional<form> form_of_one_letter(char letter) {
    const auto integer = [](std::uint8_t bytes, bool is_signed) { return form{content::integers, bytes, is_signed}; };
    switch (letter) {
        case 'n': return form{content::nothing};
        case 'b': return form{content::booleans};
        case 'c': return integer(1, true);
        case 'C': return integer(1, false);
        case 's': return integer(2, true);
        case 'S': return integer(2, false);
        case 'i': return integer(4, true);
        case 'I': return integer(4, false);
        case 'l': return integer(8, true);
        case 'L': return integer(8, false);
        case 'f': return form{content::floats, 4};
        case 'g': return form{content::floats, 8};
        case 'u': return form{content::texts, 4};
        case 'U': return form{content::texts, 8};
        default: return std::nullopt;
    }
}

/// How many of a unit are a second; 0 if it is none.
std::int64_t per_second(char unit) {
    switch (unit) {
        case 's': return 1;
        case 'm': return 1000;
        case 'u': return 1'000'000;
        case 'n': return 1'000'000'000;
        default: return 0;
    }
}

/// `tdD`, `ttu`, `tsu:UTC`, `tDn`.
std::optional<form> form_of_time(std::string_view f) {
    if (f == "tdD") return form{content::days, 4};
    if (f == "tdm") return form{content::day_starts, 8};
    const std::int64_t units = f.size() >= 3 ? per_second(f[2]) : 0;
    if (units == 0) return std::nullopt;
    const std::uint8_t of_time = units <= 1000 ? 4 : 8;
    if (f.size() == 3 && f[1] == 't') return form{content::times, of_time, true, 0, units};
    if (f.size() == 3 && f[1] == 'D') return form{content::durations, 8, true, 0, units};
    if (f.size() > 3 && f[1] == 's' && f[3] == ':') return form{content::timestamps, 8, true, 0, units, f.substr(4)};
    return std::nullopt;
}

/// `d:19,2`, `d:19,2,64`; those of 256 bits are not read.
std::optional<form> form_of_decimal(const char* text) {
    const auto number = [&]() -> std::optional<int> {
        char* end = nullptr;
        const long out = std::strtol(text, &end, 10);
        if (end == text || out < -1000 || out > 1000) return std::nullopt;
        text = end;
        return static_cast<int>(out);
    };
    const auto comma = [&] { return *text == ',' && *text++ != 0; };
    const auto digits = number();
    if (!digits || !comma()) return std::nullopt;
    const auto places = number();
    if (!places || *places < 0) return std::nullopt;
    const auto bits = comma() ? number() : std::optional(128);
    if (!bits || *text != 0 || (*bits != 32 && *bits != 64 && *bits != 128)) return std::nullopt;
    return form{content::decimals, static_cast<std::uint8_t>(*bits / 8), true, *places};
}

std::optional<form> form_of(const char* format) {
    const std::string_view f = format;
    if (f.size() == 1) return form_of_one_letter(f.front());
    if (f == "vu") return form{content::text_views, 16};
    if (f == "+s") return form{content::structs};
    if (f == "+l") return form{content::lists, 4};
    if (f == "+L") return form{content::lists, 8};
    if (f.starts_with("d:")) return form_of_decimal(format + 2);
    if (f.starts_with('t')) return form_of_time(f);
    return std::nullopt;
}

// ------------------------------------------------------------------ checks

/// The buffers that a form has, the validity among them.
std::int64_t buffers_of(content c) {
    switch (c) {
        case content::nothing: return 0;
        case content::structs: return 1;
        case content::texts:
        case content::text_views: return 3;  // views: at least
        default: return 2;
    }
}

void check_buffers(const view& v) {
    const ArrowArray& a = *v.array;
    const content what = v.is.what;
    const std::int64_t wanted = buffers_of(what);
    if (what == content::nothing) return;  // some producers give it a validity
    if (what == content::text_views ? a.n_buffers < wanted : a.n_buffers != wanted)
        refuse_broken(v.path, "it has " + std::to_string(a.n_buffers) + " buffers and not " + std::to_string(wanted));
    if (a.null_count > 0 && a.buffers[0] == nullptr) refuse_broken(v.path, "it has nulls and does not say which");
    if (v.length > 0 && wanted > 1 && a.buffers[1] == nullptr) refuse_broken(v.path, "it has no values");
}

/// Offsets ascend. @return the last of them
std::int64_t check_offsets(const view& v) {
    if (v.length == 0) return 0;
    std::int64_t before = v.integer(0);
    if (before < 0) refuse_broken(v.path, "an offset is below zero");
    for (std::size_t i = 1; i <= v.size(); ++i) {
        const std::int64_t next = v.integer(i);
        if (next < before) refuse_broken(v.path, "its offsets do not ascend");
        before = next;
    }
    return before;
}

std::int32_t word(const unsigned char* at) {
    std::int32_t out = 0;
    std::memcpy(&out, at, sizeof out);
    return out;
}

constexpr std::int32_t longest_in_place = 12;  // bytes of a text view

void check_text_views(const view& v) {
    const ArrowArray& a = *v.array;
    const auto* const sizes = static_cast<const std::int64_t*>(a.buffers[a.n_buffers - 1]);
    for (std::size_t i = 0; i < v.size(); ++i) {
        if (!v.is_valid(i)) continue;
        const unsigned char* const at = v.values() + 16 * i;
        const std::int32_t length = word(at), buffer = word(at + 8), first = word(at + 12);
        if (length < 0) refuse_broken(v.path, "a text has a length below zero");
        if (length <= longest_in_place) continue;
        if (buffer < 0 || buffer >= a.n_buffers - 3 || sizes == nullptr || a.buffers[2 + buffer] == nullptr ||
            first < 0 || std::int64_t{first} + length > sizes[buffer])
            refuse_broken(v.path, "a text stands outside of its buffers");
    }
}

void check_texts(const view& v) {
    if (check_offsets(v) > 0 && v.array->buffers[2] == nullptr) refuse_broken(v.path, "it has no characters");
}

view look(const ArrowSchema& schema, const ArrowArray& array, std::string path);

/// Whether integers are, those of nulls too. @param limit  of an int64 at most
bool are_all_below(const view& v, std::int64_t limit) {
    bool out = true;
    with_integers(v, [&]<class T>(std::span<const T> all) {
        using plain = std::make_unsigned_t<T>;
        const auto most =
            std::min(static_cast<std::uint64_t>(limit - 1), static_cast<std::uint64_t>(std::numeric_limits<T>::max()));
        constexpr std::size_t block = 64;  // of a number that is known, so that a compiler takes many at once
        plain greatest = 0;
        std::size_t i = 0;
        for (; i + block <= all.size(); i += block)
            for (std::size_t k = 0; k < block; ++k) greatest = std::max(greatest, static_cast<plain>(all[i + k]));
        for (; i < all.size(); ++i) greatest = std::max(greatest, static_cast<plain>(all[i]));
        out = all.empty() || (limit > 0 && greatest <= most);
    });
    return out;
}

/// Places within the dictionary, which has texts.
void look_at_dictionary(view& v) {
    if (v.is.what != content::integers) refuse_broken(v.path, "places in its dictionary are no integers");
    v.dictionary = std::make_shared<const view>(look(*v.schema->dictionary, *v.array->dictionary, v.path));
    const std::int64_t size = v.dictionary->length;
    if (are_all_below(v, size)) return;
    for (std::size_t i = 0; i < v.size(); ++i)
        if (v.is_valid(i) && (v.integer(i) < 0 || v.integer(i) >= size))
            refuse_broken(v.path, "a place in its dictionary is " + std::to_string(v.integer(i)) + ", and that has " +
                                      std::to_string(size) + " values");
}

void look_at_children(view& v) {
    for (std::int64_t i = 0; i < v.array->n_children; ++i) {
        const ArrowSchema& child = *v.schema->children[i];
        const std::string path = v.is.what == content::lists ? v.path : path_of(child, v.path);
        v.children.push_back(look(child, *v.array->children[i], path));
    }
    if (v.is.what == content::lists && check_offsets(v) > v.children.front().length)
        refuse_broken(v.path, "its lists end behind the last element");
    if (v.is.what != content::structs) return;
    for (view& child : v.children) {
        if (child.length < v.offset + v.length) refuse_broken(child.path, "it is shorter than what it is a part of");
        child = child.part(v.offset, v.length);
    }
}

view look(const ArrowSchema& schema, const ArrowArray& array, std::string path) {
    view v;
    v.path = std::move(path);
    v.format = schema.format;
    v.schema = &schema;
    v.array = &array;
    const auto is = form_of(schema.format);
    if (!is) refuse(v.path, "has the format `" + v.format + "`, which is not read here");
    v.is = *is;
    v.offset = array.offset, v.length = array.length;
    check_buffers(v);
    if (v.is.what != content::nothing && array.null_count != 0)
        v.valid = static_cast<const std::uint8_t*>(array.buffers[0]);
    const std::int64_t children = v.is.what == content::lists ? 1 : 0;
    if (v.is.what != content::structs && array.n_children != children)
        refuse_broken(v.path,
                      "it has " + std::to_string(array.n_children) + " children and not " + std::to_string(children));
    look_at_children(v);
    if (schema.dictionary != nullptr) look_at_dictionary(v);
    else if (v.is.what == content::texts) check_texts(v);
    else if (v.is.what == content::text_views) check_text_views(v);
    return v;
}

void check(const ArrowSchema& schema, const std::string& path, int levels) {
    if (levels == 0) refuse(path, "has more than " + std::to_string(most_levels) + " levels");
    if (schema.release == nullptr) refuse_broken(path, "its schema was released");
    if (schema.format == nullptr) refuse_broken(path, "its schema has no format");
    if (schema.n_children < 0 || (schema.n_children > 0 && schema.children == nullptr))
        refuse_broken(path, "its schema has no children");
    for (std::int64_t i = 0; i < schema.n_children; ++i) {
        if (schema.children[i] == nullptr) refuse_broken(path, "its schema lacks a child");
        check(*schema.children[i], path_of(*schema.children[i], path), levels - 1);
    }
    if (schema.dictionary != nullptr) check(*schema.dictionary, path, levels - 1);
}

void check(const ArrowSchema& schema, const ArrowArray& array, const std::string& path) {
    if (array.release == nullptr) refuse_broken(path, "it was released");
    if (array.length < 0 || array.offset < 0 ||
        array.offset > std::numeric_limits<std::int64_t>::max() / 32 - array.length)
        refuse_broken(path, "its length or its offset is no number of values");
    if (array.n_buffers < 0 || (array.n_buffers > 0 && array.buffers == nullptr))
        refuse_broken(path, "it has no buffers");
    if (schema.n_children != array.n_children || (array.n_children > 0 && array.children == nullptr))
        refuse_broken(path, "it has not as many children as its schema says");
    for (std::int64_t i = 0; i < array.n_children; ++i) {
        if (array.children[i] == nullptr) refuse_broken(path, "it lacks a child");
        check(*schema.children[i], *array.children[i], path_of(*schema.children[i], path));
    }
    if ((schema.dictionary == nullptr) != (array.dictionary == nullptr))
        refuse_broken(path, "either it or its schema has no dictionary");
    if (schema.dictionary != nullptr) check(*schema.dictionary, *array.dictionary, path);
}

}  // namespace

std::string_view in_words(content c) noexcept {
    switch (c) {
        case content::nothing: return "nulls";
        case content::booleans: return "booleans";
        case content::integers: return "integers";
        case content::floats: return "floats";
        case content::decimals: return "decimals";
        case content::texts:
        case content::text_views: return "texts";
        case content::days:
        case content::day_starts: return "dates";
        case content::timestamps: return "timestamps";
        case content::times: return "times";
        case content::durations: return "durations";
        case content::lists: return "lists";
        case content::structs: return "structs";
    }
    return "";
}

bool view::has_nulls() const noexcept {
    if (is.what == content::nothing) return length > 0;
    if (valid == nullptr && dictionary == nullptr && is.what != content::floats) return false;
    for (std::size_t i = 0; i < size(); ++i)
        if (!has(i)) return true;
    return false;
}

std::int64_t view::integer(std::size_t i) const noexcept {
    std::uint64_t out = 0;
    std::memcpy(&out, values() + i * is.bytes, is.bytes);
    const unsigned unused = 64 - 8u * is.bytes;
    return is.is_signed ? static_cast<std::int64_t>(out << unused) >> unused : static_cast<std::int64_t>(out);
}

bool view::truth(std::size_t i) const noexcept {
    const std::size_t at = static_cast<std::size_t>(offset) + i;
    return (static_cast<const std::uint8_t*>(array->buffers[1])[at / 8] >> at % 8 & 1) != 0;
}

double view::number(std::size_t i) const noexcept {
    float narrow = 0;
    double out = 0;
    if (is.bytes == sizeof out) std::memcpy(&out, values() + i * sizeof out, sizeof out);
    else std::memcpy(&narrow, values() + i * sizeof narrow, sizeof narrow), out = static_cast<double>(narrow);
    return out;
}

__int128 view::wide(std::size_t i) const noexcept {
    if (is.bytes <= 8) return integer(i);
    __int128 out = 0;
    std::memcpy(&out, values() + i * sizeof out, sizeof out);
    return out;
}

std::string_view view::text(std::size_t i) const noexcept {
    const auto letters = [&](const void* of, std::int64_t first, std::int64_t size) {
        return std::string_view(static_cast<const char*>(of) + first, static_cast<std::size_t>(size));
    };
    if (dictionary != nullptr) return dictionary->text(static_cast<std::size_t>(integer(i)));
    if (is.what == content::texts) {
        const std::int64_t first = integer(i), size = integer(i + 1) - first;
        return size == 0 ? std::string_view() : letters(array->buffers[2], first, size);
    }
    const unsigned char* const at = values() + 16 * i;
    const std::int32_t size = word(at);
    if (size <= longest_in_place) return letters(at + 4, 0, size);
    return letters(array->buffers[2 + word(at + 8)], word(at + 12), size);
}

view view::part(std::int64_t first, std::int64_t count) const {
    view out = *this;
    out.offset += first;
    out.length = count;
    if (is.what == content::structs)
        for (view& child : out.children) child = child.part(first, count);
    return out;
}

void check(const ArrowSchema& batches) {
    check(batches, {}, most_levels);
    if (std::string_view(batches.format) != "+s")
        throw bad_column("these are no record batches: the format is `" + std::string(batches.format) +
                         "`, and batches are structs");
}

void check(const ArrowSchema& batches, const ArrowArray& batch) {
    check(batches, batch, {});
    if (batch.n_buffers != 1) throw bad_column("a record batch has one buffer, not " + std::to_string(batch.n_buffers));
    view rows;
    rows.is.what = content::structs;
    rows.offset = batch.offset, rows.length = batch.length;
    if (batch.null_count != 0) rows.valid = static_cast<const std::uint8_t*>(batch.buffers[0]);
    if (rows.has_nulls()) throw bad_column("a row of the record batch is null as a whole");
    for (std::int64_t i = 0; i < batch.n_children; ++i)
        if (batch.children[i]->length < batch.offset + batch.length)
            refuse_broken(path_of(*batches.children[i], {}), "it has fewer values than there are rows");
}

view look_at(const ArrowSchema& batches, const ArrowArray& batch, std::int64_t column) {
    const ArrowSchema& schema = *batches.children[column];
    return look(schema, *batch.children[column], path_of(schema, {})).part(batch.offset, batch.length);
}

}  // namespace writ::python::arrow
