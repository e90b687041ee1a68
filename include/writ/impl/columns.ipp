#include "writ/columns.hpp"

#include "writ/detail/column_rows.hpp"
#include "writ/detail/io/read_scalar.hpp"

// Columns as they are given: what a name means, whether its values can be.

namespace writ {

namespace columns_detail {

/// What a name means: a fact, perhaps a field of it.
struct named {
    std::uint32_t fact = 0;
    std::optional<std::uint32_t> field;
};

inline named find(const model::model& m, std::string_view name) {
    std::vector<std::string> known;
    const auto is = [&](std::string path) {
        known.push_back(std::move(path));
        return known.back() == name;
    };
    for (std::uint32_t f = 0; f < m.facts.size(); ++f) {
        const writ::type& t = m.facts[f].type;
        const std::string path = fact_path(m, model::fact_id{f});
        if (is(path)) return {f, std::nullopt};
        if (t.base != base_type::record && t.base != base_type::list) continue;
        const auto& fields = m.records[t.ref].fields;
        for (std::uint32_t i = 0; i < fields.size(); ++i)
            if (is(path + "." + fields[i].name)) return {f, i};
    }
    const std::string help = detail::suggestion(name, {known.begin(), known.end()});
    throw bad_column("there is no fact `" + std::string(name) + "`" + (help.empty() ? "" : " (" + help + ")"));
}

[[noreturn]] inline void refuse(std::string_view name, const std::string& why) {
    throw bad_column("`" + std::string(name) + "` " + why);
}

enum class content : std::uint8_t { values, texts, offsets, presence };

/// Says what a fact's column is, if it is not this.
inline void check_kind(const model::model& m, std::string_view name, const writ::type& t, content what) {
    const bool composed = t.base == base_type::record || t.base == base_type::list;
    const std::string is = "is " + detail::in_words(m, t);
    if (t.base == base_type::list && what != content::offsets)
        refuse(name, is + ": give where the lists of rows begin with list(), then its fields");
    if (t.base == base_type::record && what != content::presence)
        refuse(name, is + ": give its fields, and with record() which there are");
    if (!composed && (what == content::offsets || what == content::presence))
        refuse(name, is + ": give it with values() or texts()");
    const bool words = t.base == base_type::text || t.base == base_type::calendar || t.base == base_type::span;
    if (words && what == content::values) refuse(name, is + ": give codes and their dictionary with texts()");
    if (t.base == base_type::set && what == content::texts)
        refuse(name, is + ": give it with values(), a bit for each of its values");
}

/// A new column and where it belongs.
struct placed {
    named where;
    column c;
};

/// Checks everything but the values. @throws bad_column
inline placed start(const parts& p, std::string_view name, content what, const column_options& how) {
    const model::model& m = p.rules.stage_model();
    const named n = find(m, name);
    const model::fact& fact = m.facts[n.fact];
    if (fact.told_by) refuse(name, "is told by the rules, so no column can give it");
    const model::field* field = n.field ? &m.records[fact.type.ref].fields[*n.field] : nullptr;
    const writ::type& t = field != nullptr ? field->type : fact.type;
    check_kind(m, name, t, what);
    if (how.missing == when_empty::absent && !t.optional) refuse(name, "cannot be absent: it is not optional");
    const fact_columns* home = p.columns_of(n.fact);
    if (field != nullptr && fact.type.base == base_type::list && home == nullptr)
        refuse(name, "is a field of a list: give the list first, with list()");
    if (home != nullptr && (field == nullptr ? home->whole : home->field(*n.field) != nullptr))
        refuse(name, "has a column already");

    placed out{n, {}};
    column& c = out.c;
    c.name = field != nullptr ? field->name : fact.name;
    c.type = t;
    c.pack = fact.pack;
    c.valid = how.valid;
    c.missing = how.missing;
    c.each = how.each;
    c.currency = pack_currency(how.currency);
    if (!how.currency.empty() && t.base != base_type::money) refuse(name, "is no money, so it has no currency");
    if (!how.currency.empty() && c.currency == 0)
        refuse(name, "cannot be in `" + how.currency + "`: write it like USD");
    if (t.currency != 0 && c.currency != 0 && c.currency != t.currency)
        refuse(name, "is in " + currency_name(t.currency) + ", and the column in " + how.currency);
    if (t.currency != 0) c.currency = t.currency;
    if (how.missing_below_zero && what != content::texts)
        refuse(name, "has no codes, of which some could be below zero");
    return out;
}

inline void put(parts& p, placed&& made) {
    auto home =
        std::find_if(p.facts.begin(), p.facts.end(), [&](const fact_columns& f) { return f.fact >= made.where.fact; });
    if (home == p.facts.end() || home->fact != made.where.fact)
        home = p.facts.insert(home, fact_columns{made.where.fact, false, {}, {}});
    if (made.where.field) {
        home->fields.emplace_back(*made.where.field, std::move(made.c));
    } else {
        home->whole = true;
        home->own = std::move(made.c);
    }
}

/// The row whose list an element is in.
inline std::size_t row_of_element(const column& offsets, std::size_t element) {
    std::size_t low = 0, high = offsets.of.size - 1;
    while (high - low > 1) {
        const std::size_t middle = (low + high) / 2;
        (static_cast<std::size_t>(offsets[middle]) <= element ? low : high) = middle;
    }
    return low;
}

/// Notes the rows of values that cannot be. @param lists  the offsets of the list that this is a field of
/// @param below_zero  codes below zero are no values, and not wrong
inline void note_wrong(parts& p, column& c, const column* lists, bool below_zero = false) {
    const auto note = [&](std::size_t i) {
        if (below_zero && c.form.is_signed && c[i] < 0) c.forget(i);
        else p.doubt(lists == nullptr ? i : row_of_element(*lists, i));
    };
    window values;
    for (std::size_t row = 0; row < c.of.size && c.of.bytes != 0; row += rows_of_slice) {
        classify::slice wrong, there = valid_rows(c, row, c.of.size);
        classify::find_outside(values.of(c.of, row), c.form, wrong);
        for (std::size_t w = 0; w < std::size(wrong.words); ++w)
            for (std::uint64_t bits = wrong.words[w] & there.words[w]; bits != 0; bits &= bits - 1) {
                const std::size_t i = row + w * 64 + static_cast<std::size_t>(std::countr_zero(bits));
                if (i < c.of.size) note(i);
            }
    }
    if (std::find(c.fits.begin(), c.fits.end(), false) == c.fits.end()) return;
    for (std::size_t i = 0; i < c.of.size; ++i) {
        const auto code = static_cast<std::uint64_t>(c[i]);
        if (c.is_valid(i) && code < c.fits.size() && !c.fits[code]) note(i);
    }
}

/// Notes the rows whose lists are too long or short.
inline void note_wrong_lists(parts& p, const column& offsets) {
    constexpr std::uint32_t plenty = 1000;  // elements; with more of them a case may have too many values
    for (std::size_t row = 0; row < p.rows; ++row) {
        const std::int64_t held = offsets[row + 1] - offsets[row];
        if (held < offsets.type.least || held > std::min(offsets.type.most, plenty)) p.doubt(row);
    }
}

/// Notes the rows with an element that does not have what its list is sorted on.
inline void note_unsorted(parts& p, const column& key, const column& offsets) {
    for (std::size_t i = 0; i < key.of.size; ++i)
        if (!key.is_valid(i)) p.doubt(row_of_element(offsets, i));
}

inline void take_form(column& c, const model::model& m) {
    c.form.given = c.type.base != base_type::money || c.currency != 0;
    c.form.bytes = c.of.bytes;
    c.form.is_signed = c.of.is_signed;
    writ::type t = c.type;
    t.currency = c.currency;
    const classify::value_ends ends = ends_of_values(m, t);
    c.form.low = ends.low, c.form.high = ends.high;
    if (t.base == base_type::set) c.form.is_signed = c.of.bytes == 8 && ends.low < 0;  // 64 values: all bits mean one
}

/// Reads the texts of a dictionary as JSON would.
inline void read_dictionary(column& c, const model::model& m) {
    detail::document d{limits{}};
    for (const std::string& text : c.dictionary) {
        d.clear();
        d.scalar(detail::node::kind_of::text, text);
        const auto read = detail::read_scalar(m, c.type, c.pack, c.currency, d, d.root());
        c.fits.push_back(!read.wrong && detail::is_valid_utf8(text));
        c.form.meaning.push_back(read.wrong ? 0 : read.value);
    }
}

}  // namespace columns_detail

columns::columns(ruleset rules, std::size_t rows) : parts_(new columns_detail::parts(std::move(rules), rows)) {}
columns::columns(columns&&) noexcept = default;
columns& columns::operator=(columns&&) noexcept = default;
columns::~columns() = default;

std::size_t columns::rows() const noexcept { return parts_->rows; }

namespace columns_detail {

/// The offsets of the list that a column is a field of; null if it is none.
inline const column* lists_of(const parts& p, const named& n) {
    const bool in_list = n.field && p.rules.stage_model().facts[n.fact].type.base == base_type::list;
    return in_list ? &p.columns_of(n.fact)->own : nullptr;
}

/// Takes the values of a column: one for each row, or for each element of the lists that it is a field of.
inline void finish(parts& p, std::string_view name, placed made, const array& of, bool below_zero = false) {
    const model::model& m = p.rules.stage_model();
    const column* lists = lists_of(p, made.where);
    const std::size_t wanted = lists == nullptr ? p.rows : static_cast<std::size_t>((*lists)[p.rows]);
    const auto count = [](std::size_t n, const char* of_what) { return std::to_string(n) + of_what; };
    const char* const each = lists == nullptr ? " rows" : " elements";
    if (of.bytes == 0 ? of.size / 8 != (wanted + 7) / 8 : of.size != wanted)
        refuse(name, "has " + (of.bytes == 0 ? count(of.size / 8, " bytes of bits") : count(of.size, " values")) +
                         ", and there are " + count(wanted, each));
    column& c = made.c;
    c.of = of;
    c.of.size = wanted;
    take_form(c, m);
    read_dictionary(c, m);
    note_wrong(p, c, lists, below_zero);
    if (lists != nullptr && lists->type.sorted_on == static_cast<std::int32_t>(*made.where.field))
        note_unsorted(p, c, *lists);
    put(p, std::move(made));
}

}  // namespace columns_detail

columns& columns::add_values(std::string_view name, const columns_detail::array& of, const column_options& how) {
    using namespace columns_detail;
    finish(*parts_, name, start(*parts_, name, content::values, how), of);
    return *this;
}

columns& columns::bits(std::string_view name, std::span<const std::uint8_t> of, const column_options& how) {
    using namespace columns_detail;
    placed made = start(*parts_, name, content::values, how);
    if (made.c.type.base != base_type::boolean)
        refuse(name, "is no bool, so bits do not say it: give it with values()");
    finish(*parts_, name, std::move(made), {of.data(), of.size() * 8, 0, false});
    return *this;
}

columns& columns::add_texts(std::string_view name, const columns_detail::array& codes,
                            std::vector<std::string> dictionary, const column_options& how) {
    using namespace columns_detail;
    placed made = start(*parts_, name, content::texts, how);
    if (dictionary.empty()) refuse(name, "has an empty dictionary");
    made.c.dictionary = std::move(dictionary);
    finish(*parts_, name, std::move(made), codes, how.missing_below_zero);
    return *this;
}

columns& columns::add_list(std::string_view name, const columns_detail::array& offsets, const column_options& how) {
    using namespace columns_detail;
    placed made = start(*parts_, name, content::offsets, how);
    if (offsets.size != parts_->rows + 1)
        refuse(name, "has " + std::to_string(offsets.size) + " offsets, and there are " + std::to_string(parts_->rows) +
                         " rows: there is one more offset than rows");
    column& c = made.c;
    c.of = offsets;
    c.form.is_signed = offsets.is_signed;
    for (std::size_t row = 0; row < parts_->rows; ++row)
        if (c[row] < 0 || c[row + 1] < c[row]) refuse(name, "has offsets that do not ascend");
    note_wrong_lists(*parts_, c);
    put(*parts_, std::move(made));
    return *this;
}

columns& columns::record(std::string_view name, const column_options& how) {
    using namespace columns_detail;
    put(*parts_, start(*parts_, name, content::presence, how));
    return *this;
}

columns& columns::as_of(const moment_of_decision& of_all) {
    parts_->moment = of_all;
    return *this;
}

columns& columns::add_moments(const columns_detail::array& of, const std::uint8_t* valid, bool days) {
    using namespace columns_detail;
    if (of.size != parts_->rows)
        refuse("as_of",
               "has " + std::to_string(of.size) + " values, and there are " + std::to_string(parts_->rows) + " rows");
    column c;
    c.of = of;
    c.valid = valid;
    c.form = {true, of.is_signed, of.bytes, first_day * (days ? 1 : us_per_day), 0, {}};
    c.form.high = (last_day + 1) * (days ? 1 : us_per_day) - 1;
    note_wrong(*parts_, c, nullptr);
    parts_->moments = std::move(c);
    parts_->moments_are_days = days;
    return *this;
}

columns& columns::wrong(std::size_t row, case_error what) {
    parts_->wrong.emplace(row, std::move(what));
    parts_->doubt(row);
    return *this;
}

case_data columns::row(std::size_t i) const { return row_cases(*this)[i]; }

struct row_cases::parts {
    columns_detail::row_reader reader;
    case_data read;
};

row_cases::row_cases(const columns& of) : parts_(new parts{columns_detail::row_reader(*of.parts_), {}}) {}
row_cases::row_cases(row_cases&&) noexcept = default;
row_cases& row_cases::operator=(row_cases&&) noexcept = default;
row_cases::~row_cases() = default;

const case_data& row_cases::operator[](std::size_t row) {
    parts_->reader.read(row, parts_->read);
    return parts_->read;
}

columns ruleset::columns(std::size_t rows) const { return {*this, rows}; }

}  // namespace writ
