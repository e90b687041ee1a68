#include <array>
#include <charconv>
#include <cmath>
#include <unordered_map>

#include "arrow_columns.hpp"
#include "arrow_memory.hpp"
#include "writ/detail/io/read_scalar.hpp"

// Values of every type as cells.

namespace writ::python::arrow {

namespace {

using kind_of = detail::node::kind_of;

/// `value / 10^from` at other places; nothing where it is not exact, or does not fit.
std::optional<std::int64_t> rescaled(__int128 value, int from, int to) {
    for (; from < to && value != 0; ++from)
        if (__builtin_mul_overflow(value, 10, &value)) return std::nullopt;
    for (; from > to && value != 0; --from) {
        if (value % 10 != 0) return std::nullopt;
        value /= 10;
    }
    const auto out = static_cast<std::int64_t>(value);
    return out == value ? std::optional(out) : std::nullopt;
}

std::string spelled(__int128 value, int places) {
    auto rest = static_cast<unsigned __int128>(value < 0 ? -value : value);
    std::string digits;
    for (; rest != 0 || static_cast<int>(digits.size()) <= places; rest /= 10)
        digits += static_cast<char>('0' + static_cast<int>(rest % 10));
    if (places > 0) digits.insert(static_cast<std::size_t>(places), 1, '.');
    if (value < 0) digits += '-';
    return {digits.rbegin(), digits.rend()};
}

std::string spelled(double value) {
    std::array<char, 32> out{};
    return {out.data(), std::to_chars(out.data(), out.data() + out.size(), value).ptr};
}

/// A moment, as far as it is one.
std::string spelled_moment(std::int64_t value, std::int64_t per_second) {
    const auto us = rescaled(static_cast<__int128>(value) * 1'000'000 / per_second, 0, 0);
    if (!us || *us < first_day * us_per_day || *us >= (last_day + 1) * us_per_day) return std::to_string(value);
    return format_instant(*us);
}

std::string in_places(int places) {
    return std::to_string(places) + (places == 1 ? " decimal place" : " decimal places");
}

/// Of structs `{amount, currency}`: the child of that name.
const view* child_of(const view& v, std::string_view name) {
    for (const view& child : v.children)
        if (child.name() == name) return &child;
    return nullptr;
}

struct hash_of_text {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>()(text); }
};

}  // namespace

// ------------------------------------------------------------------ texts

void column_giver::give_texts(const place& at, const view& from) {
    if (from.dictionary == nullptr) return give_words(at, from, [&](std::size_t i) { return from.text(i); });
    const view& given = *from.dictionary;
    std::vector<std::string> words;
    for (std::size_t i = 0; i < given.size(); ++i) words.emplace_back(given.is_valid(i) ? given.text(i) : "");
    if (words.empty()) words.emplace_back();
    with_integers(from, [&](auto places) { to_.texts(at.path, places, std::move(words), options(at, from)); });
}

template <class Text>
void column_giver::give_words(const place& at, const view& from, const Text& text) {
    std::unordered_map<std::string, std::uint32_t, hash_of_text, std::equal_to<>> known;
    std::vector<std::string> words;
    auto& codes = room<std::uint32_t>(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
        if (!from.has(i)) continue;
        const auto& word = text(i);
        auto found = known.find(word);
        if (found == known.end()) {
            found = known.emplace(word, static_cast<std::uint32_t>(words.size())).first;
            words.emplace_back(word);
        }
        codes[i] = found->second;
    }
    if (words.empty()) words.emplace_back();
    to_.texts(at.path, codes, std::move(words), options(at, from));
}

void column_giver::give_sets(const place& at, const view& from) {
    const bool of_texts = from.is.what == content::lists && from.children.front().holds_texts();
    if (!of_texts) refuse(at, from, "a set is a list of texts");
    const auto& values = rules_.stage_model().enums[at.type.ref].values;
    place member = at;
    member.type.base = base_type::enumeration;
    std::unordered_map<std::string_view, unsigned> known;
    for (const auto& v : values) known.emplace(v.name, static_cast<unsigned>(known.size()));
    const view& members = from.children.front();
    auto& masks = room<std::uint64_t>(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
        if (!from.has(i)) continue;
        for (auto m = static_cast<std::size_t>(from.integer(i)); m < static_cast<std::size_t>(from.integer(i + 1));
             ++m) {
            const auto found = members.has(m) ? known.find(members.text(m)) : known.end();
            if (found != known.end()) masks[i] |= std::uint64_t{1} << found->second;
            else if (members.has(m)) wrong(at, i, misread(member, kind_of::text, members.text(m)));
            else wrong(at, i, {"a set cannot hold a value that is not known", "say that the whole set is unknown"});
        }
    }
    to_.values(at.path, masks, options(at, from));
}

// ------------------------------------------------------------------ numbers

void column_giver::give_bools(const place& at, const view& from) {
    if (from.is.what != content::booleans) refuse(at, from);
    const std::uint8_t* const all = bits(from.array->buffers[1], from.offset, from.size());
    to_.bits(at.path, {all, (from.size() + 7) / 8}, options(at, from));
}

void column_giver::give_integers(const place& at, const view& from, const std::string& currency) {
    with_integers(from, [&](auto all) { to_.values(at.path, all, options(at, from, currency)); });
}

void column_giver::give_numbers(const place& at, const view& from) {
    const content what = from.is.what;
    if (what == content::integers && at.type.places == 0) give_integers(at, from);
    else if (what == content::integers || what == content::decimals) give_scaled(at, from, at.type.places);
    else if (what == content::floats) give_floats(at, from, at.type.places);
    else refuse(at, from);
}

void column_giver::give_money(const place& at, const view& from) {
    if (from.is.what == content::structs) return give_amounts(at, from);
    if (from.is.what == content::integers && as_.minor_units) return give_integers(at, from, currency_of(at, from));
    if (from.is.what == content::integers)
        refuse(at, from,
               "if they count its smallest units, say so: columns={\"" + column_ + "\": writ.minor_units(\"" + at.path +
                   "\")}");
    const bool exact = from.is.what == content::decimals || (from.is.what == content::floats && exact_floats_);
    if (!exact) refuse(at, from, "give decimals, texts such as `USD 12.50`, or structs of amount and currency");
    const std::string currency = currency_of(at, from);
    if (currency.empty())
        refuse(at, from, "of which currency? give structs of amount and currency, or name it in the field's metadata");
    const int places = minor_places(pack_currency(currency));
    if (from.is.what == content::decimals) give_scaled(at, from, places, currency);
    else give_floats(at, from, places, currency);
}

/// What a column of money is in: as the program says, its metadata, or its fact; empty: that of the row's region.
std::string column_giver::currency_of(const place& at, const view& from) const {
    if (!as_.currency.empty()) return as_.currency;
    for (const auto& [key, value] : metadata_of(*from.schema))
        if (key == "currency") return value;
    return currency_name(at.type.currency);
}

/// Structs `{amount, currency}`.
void column_giver::give_amounts(const place& at, const view& from) {
    const view* const amounts = child_of(from, "amount");
    const view* const currencies = child_of(from, "currency");
    if (amounts == nullptr || currencies == nullptr || from.children.size() != 2 || !currencies->holds_texts() ||
        amounts->is.what != content::decimals)
        refuse(at, from, "money is a struct of `amount`, decimals, and `currency`, texts");
    give_words(at, from, [&](std::size_t i) {
        const std::string currency(currencies->has(i) ? currencies->text(i) : "null");
        return currency + " " + (amounts->has(i) ? spelled(amounts->wide(i), amounts->is.places) : "null");
    });
}

/// Integers and decimals as whole numbers of what cells count.
void column_giver::give_scaled(const place& at, const view& from, int places, const std::string& currency) {
    const auto why = [&](std::size_t i) {
        const std::string number = spelled(from.wide(i), from.is.places);
        return currency.empty() ? misread(at, kind_of::number, number)
                                : misread(at, kind_of::text, currency + " " + number);
    };
    const auto cell = [&](std::size_t i) { return rescaled(from.wide(i), from.is.places, places); };
    const integers cells = cells_of(at, from, cell, why);
    to_.values(at.path, cells, options(at, from, currency));
}

/// Floats that are decimal numbers of few places, which are those numbers; what others stand for cannot be known.
void column_giver::give_floats(const place& at, const view& from, int places, const std::string& currency) {
    const auto cell = [&](std::size_t i) -> std::optional<std::int64_t> {
        const double halved =
            std::ldexp(from.number(i), places);  // m / 2^k has k decimal places: 5^k times as many units
        if (std::fmod(halved, 1.0) != 0 || std::fabs(halved) >= 0x1p63) return std::nullopt;
        auto units = static_cast<__int128>(halved);
        for (int p = 0; p < places; ++p) units *= 5;
        return rescaled(units, 0, 0);
    };
    const auto why = [&](std::size_t i) -> mistake {
        const std::string number = spelled(from.number(i));
        if (std::isinf(from.number(i))) return {"`" + number + "` is no value", "leave it out"};
        return {"the float " + number + " is not exactly a number with " + in_places(places), "give decimals"};
    };
    const integers cells = cells_of(at, from, cell, why);
    to_.values(at.path, cells, options(at, from, currency));
}

template <class Cell, class Why>
column_giver::integers column_giver::cells_of(const place& at, const view& from, const Cell& cell, const Why& why) {
    auto& out = room<std::int64_t>(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
        if (!from.has(i)) continue;
        if (const std::optional<std::int64_t> made = cell(i)) out[i] = *made;
        else wrong(at, i, why(i));
    }
    return out;
}

// ------------------------------------------------------------------ days and times

void column_giver::give_dates(const place& at, const view& from) {
    const form& is = from.is;
    if (is.what == content::days) return give_integers(at, from);
    if (is.what == content::timestamps && !is.zone.empty())
        refuse(at, from, "which day that is depends on a time zone: cast them to dates in the one that is meant");
    if (is.what != content::timestamps && is.what != content::day_starts) refuse(at, from);
    const std::int64_t per_second = is.what == content::day_starts ? 1000 : is.per_second,
                       per_day = 86'400 * per_second;
    const auto cell = [&](std::size_t i) {
        const std::int64_t value = from.integer(i);
        return value % per_day == 0 ? std::optional(value / per_day) : std::nullopt;
    };
    const integers days = cells_of(at, from, cell, [&](std::size_t i) {
        return misread(at, kind_of::text, spelled_moment(from.integer(i), per_second));
    });
    to_.values(at.path, days, options(at, from));
}

column_giver::integers column_giver::instants_of(const place& at, const view& from) {
    if (from.is.what != content::timestamps) refuse(at, from);
    if (from.is.zone.empty()) refuse(at, from, "without a time zone they are no instants");
    return microseconds_of(at, from);
}

column_giver::integers column_giver::durations_of(const place& at, const view& from) {
    if (from.is.what != content::durations) refuse(at, from);
    return microseconds_of(at, from);
}

column_giver::integers column_giver::microseconds_of(const place& at, const view& from) {
    constexpr std::int64_t wanted = 1'000'000;
    const std::int64_t given = from.is.per_second;
    if (given == wanted) return from.all<std::int64_t>();
    const auto cell = [&](std::size_t i) {
        const __int128 value = from.integer(i);
        return given < wanted ? rescaled(value * (wanted / given), 0, 0) : rescaled(value, 3, 0);
    };
    return cells_of(at, from, cell, [&](std::size_t i) -> mistake {
        return {"`" + std::to_string(from.integer(i)) + "` " +
                    (given < wanted ? "does not fit"
                                    : "nanoseconds are no whole "
                                      "number of microseconds"),
                "these are told to the microsecond"};
    });
}

column_giver::integers column_giver::times_of(const place& at, const view& from) {
    if (from.is.what != content::times) refuse(at, from);
    const std::int64_t per_minute = 60 * from.is.per_second;
    const auto cell = [&](std::size_t i) {
        const std::int64_t value = from.integer(i);
        return value % per_minute == 0 ? std::optional(value / per_minute) : std::nullopt;
    };
    return cells_of(at, from, cell, [&](std::size_t i) {
        const std::int64_t value = from.integer(i), seconds = value / from.is.per_second % 60;
        const std::string minutes = value < 0 ? std::to_string(value) : format_time(value / per_minute);
        return misread(at, kind_of::text, minutes + (seconds < 10 ? ":0" : ":") + std::to_string(seconds));
    });
}

/// Elapsed days, where rules count them on a calendar.
void column_giver::give_spans(const place& at, const view& from) {
    if (from.is.what != content::durations) refuse(at, from);
    const integers elapsed = microseconds_of(at, from);
    give_words(at, from, [&](std::size_t i) {
        const std::int64_t us = elapsed[i];
        return us % us_per_day == 0 ? std::to_string(us / us_per_day) + " days" : format_duration(us);
    });
}

}  // namespace writ::python::arrow
