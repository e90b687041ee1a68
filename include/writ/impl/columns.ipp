#include "writ/columns.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <limits>
#include <map>
#include <thread>
#include <tuple>

#include "writ/classify/from_model.hpp"
#include "writ/classify/slices.hpp"
#include "writ/detail/io/read_scalar.hpp"
#include "writ/eval/quick.hpp"
#include "writ/io/case_builder.hpp"
#include "writ/model/model.hpp"
#include "writ/program/program.hpp"

namespace writ {

namespace columns_detail {

using classify::rows_of_slice;

/// The values of a fact or field, or the offsets of its lists, or only which of them there are.
struct column {
    std::string name;  ///< of the fact or field alone
    writ::type type;
    model::pack_id pack{};
    array of;
    const std::uint8_t* valid = nullptr;
    when_empty missing = when_empty::left_out;
    currency_code currency = 0;  ///< of money; 0: that of the row's region
    classify::cell_form form;
    std::vector<std::string> dictionary;
    std::vector<bool> fits;  ///< by code: whether its text is a value of the type

    bool is_coded() const noexcept { return !dictionary.empty(); }
    bool is_valid(std::size_t i) const noexcept { return valid == nullptr || (valid[i / 8] >> i % 8 & 1) != 0; }

    std::int64_t operator[](std::size_t i) const noexcept {
        const auto* at = static_cast<const unsigned char*>(of.data);
        if (of.bytes == 0) return at[i / 8] >> i % 8 & 1;
        std::uint64_t out = 0;
        std::memcpy(&out, at + i * of.bytes, of.bytes);
        const unsigned unused = 64 - 8u * of.bytes;
        return form.is_signed ? static_cast<std::int64_t>(out << unused) >> unused : static_cast<std::int64_t>(out);
    }
};

/// The columns of one fact.
struct fact_columns {
    std::uint32_t fact = 0;
    bool whole = false;  ///< `own` was given: values, offsets, or which records there are
    column own;
    std::vector<std::pair<std::uint32_t, column>> fields;

    const column* field(std::uint32_t number) const {
        const auto same = [&](const auto& f) { return f.first == number; };
        const auto found = std::find_if(fields.begin(), fields.end(), same);
        return found == fields.end() ? nullptr : &found->second;
    }
};

inline std::size_t slices_of(std::size_t rows) { return (rows + rows_of_slice - 1) / rows_of_slice; }

struct parts {
    parts(ruleset r, std::size_t n) : rules(std::move(r)), rows(n), doubtful(slices_of(n)) {}

    ruleset rules;
    std::size_t rows;
    std::vector<fact_columns> facts;  ///< in the order of facts
    moment_of_decision moment;
    std::optional<column> moments;
    bool moments_are_days = false;
    std::vector<classify::slice> doubtful;  ///< rows that may be wrong: always decided one by one

    const fact_columns* columns_of(std::uint32_t fact) const {
        const auto found = std::find_if(facts.begin(), facts.end(), [&](const auto& f) { return f.fact == fact; });
        return found == facts.end() ? nullptr : &*found;
    }

    /// Whether rows may be wrong that `doubtful` does not have: where lists lack what they are sorted on, or where the
    /// currency of money depends on the row.
    bool is_all_doubtful() const {
        return std::any_of(facts.begin(), facts.end(), [](const fact_columns& f) {
            const auto of_region = [](const column& c) {
                return c.type.base == base_type::money && c.type.currency == 0;
            };
            const std::int32_t key = f.own.type.base == base_type::list ? f.own.type.sorted_on : -1;
            return (key >= 0 && f.field(static_cast<std::uint32_t>(key)) == nullptr) || (f.whole && of_region(f.own)) ||
                   std::any_of(f.fields.begin(), f.fields.end(), [&](const auto& c) { return of_region(c.second); });
        });
    }

    void doubt(std::size_t row) { doubtful[row / rows_of_slice].words[row % rows_of_slice / 64] |= 1ull << row % 64; }
};

/// 512 values of a column from a row on; the last ones of a column are copied, for there may be nothing behind them.
class window {
public:
    const void* of(const array& a, std::size_t row) {
        const auto* from = static_cast<const unsigned char*>(a.data) + (a.bytes == 0 ? row / 8 : row * a.bytes);
        if (row + rows_of_slice <= a.size) return from;
        const std::size_t left = a.size - row;
        room_.assign(rows_of_slice * 8, 0);
        std::memcpy(room_.data(), from, a.bytes == 0 ? (left + 7) / 8 : left * a.bytes);
        return room_.data();
    }

private:
    std::vector<unsigned char> room_;
};

inline classify::slice valid_rows(const column& c, std::size_t row, std::size_t rows) {
    classify::slice out;
    if (c.valid == nullptr) std::fill(std::begin(out.words), std::end(out.words), ~std::uint64_t{0});
    else std::memcpy(out.words, c.valid + row / 8, (std::min(rows - row, rows_of_slice) + 7) / 8);
    return out;
}

// ------------------------------------------------------------------ a row as a case

inline std::string spelled(std::int64_t value, int places) {
    std::string out = std::to_string(value);
    if (places <= 0) return out;
    const std::size_t sign = value < 0 ? 1 : 0, digits = static_cast<std::size_t>(places) + 1;
    if (out.size() - sign < digits) out.insert(sign, digits - (out.size() - sign), '0');
    return out.insert(out.size() - static_cast<std::size_t>(places), 1, '.');
}

/// Tells rows to a case builder, as a document would.
class row_reader {
public:
    explicit row_reader(const parts& p)
        : p_(p), m_(p.rules.stage_model()), to_(m_, p.rules.layout()), blank_(p.rules.empty_case()) {
        for (const fact_columns& f : p.facts) {
            const auto same = [&](const group& g) {
                return g.pack == m_.facts[f.fact].pack && g.name == m_.facts[f.fact].group;
            };
            auto home = std::find_if(groups_.begin(), groups_.end(), same);
            if (home == groups_.end()) home = groups_.insert(home, {m_.facts[f.fact].pack, m_.facts[f.fact].group, {}});
            home->facts.push_back(&f);
        }
        const auto by_pack = [](const group& a, const group& b) { return a.pack < b.pack; };
        std::stable_sort(groups_.begin(), groups_.end(), by_pack);
    }

    void read(std::size_t row, case_data& out) {
        row_ = row;
        to_.open_object();
        for (auto g = groups_.begin(); g != groups_.end();) {
            const model::pack_id pack = g->pack;
            const bool used = model::index(pack) != 0;
            if (used) to_.key(m_[pack].name), to_.open_object();
            for (; g != groups_.end() && g->pack == pack; ++g) tell(*g);
            if (used) to_.close();
        }
        to_.close();
        to_.finish(out);
        set_moment(out);
    }

private:
    struct group {
        model::pack_id pack{};
        std::string name;
        std::vector<const fact_columns*> facts;
    };

    void tell(const group& g) {
        to_.key(g.name);
        to_.open_object();
        for (const fact_columns* f : g.facts) tell(*f);
        to_.close();
    }

    void tell(const fact_columns& f) {
        const writ::type& t = m_.facts[f.fact].type;
        if (t.base != base_type::record && t.base != base_type::list) return tell(f.own, row_);
        if (f.whole && !is_there(f.own, row_)) return;
        to_.key(m_.facts[f.fact].name);
        if (t.base == base_type::record) return tell_fields(f, row_);
        to_.open_list();
        const auto end = static_cast<std::size_t>(f.own[row_ + 1]);
        for (auto i = static_cast<std::size_t>(f.own[row_]); i < end; ++i) tell_fields(f, i);
        to_.close();
    }

    void tell_fields(const fact_columns& f, std::size_t at) {
        to_.open_object();
        for (const auto& field : f.fields) tell(field.second, at);
        to_.close();
    }

    /// Whether there is a value; if not, says so.
    bool is_there(const column& c, std::size_t at) {
        if (c.is_valid(at)) return true;
        if (c.missing == when_empty::left_out) return false;
        to_.key(c.name);
        if (c.missing == when_empty::absent) to_.null();
        else to_.unknown();
        return false;
    }

    void tell(const column& c, std::size_t at) {
        if (!is_there(c, at)) return;
        to_.key(c.name);
        const std::int64_t value = c[at];
        if (c.is_coded()) return tell_code(c, value);
        switch (c.type.base) {
            case base_type::boolean:
                if (value == 0 || value == 1) to_.boolean(value == 1);
                else to_.number(std::to_string(value));
                break;
            case base_type::number: to_.number(spelled(value, c.type.places)); break;
            case base_type::money: tell_money(c, value); break;
            case base_type::set: tell_set(c, static_cast<std::uint64_t>(value)); break;
            default: to_.text(words_of(c.type, value));
        }
    }

    void tell_code(const column& c, std::int64_t code) {
        if (code >= 0 && static_cast<std::size_t>(code) < c.dictionary.size())
            return to_.text(c.dictionary[static_cast<std::size_t>(code)]);
        to_.number(std::to_string(code));  // which is no text
    }

    std::string words_of(const writ::type& t, std::int64_t value) const {
        constexpr std::int64_t first = first_day * us_per_day, last = (last_day + 1) * us_per_day - 1;
        const auto within = [&](std::int64_t low, std::int64_t high) { return low <= value && value <= high; };
        static const char* const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
        if (t.base == base_type::date && within(first_day, last_day)) return format_date(value);
        if (t.base == base_type::time && within(0, 24 * 60 - 1)) return format_time(value);
        if (t.base == base_type::instant && within(first, last)) return format_instant(value);
        if (t.base == base_type::weekday && within(0, 6)) return days[value];
        if (t.base == base_type::duration) return spelled(value, 6) + " seconds";
        if (t.base == base_type::enumeration) {
            const auto& values = m_.enums[t.ref].values;
            if (within(0, static_cast<std::int64_t>(values.size()) - 1))
                return values[static_cast<std::size_t>(value)].name;
        }
        return std::to_string(value);
    }

    void tell_money(const column& c, std::int64_t value) {
        const currency_code in = c.currency != 0 ? c.currency : currency_of_region(c.pack);
        if (in == 0) to_.number(std::to_string(value));  // which lacks one, unless it is zero
        else to_.text(currency_name(in) + " " + spelled(value, minor_places(in)));
    }

    /// What money without a currency is in: that of the row's region.
    currency_code currency_of_region(model::pack_id id) const {
        const model::pack& pack = m_[id];
        if (!pack.money_by) return blank_.currency[model::index(id)];
        const std::uint32_t fact = model::index(*pack.money_by);
        const cell& assumed = blank_.cells[p_.rules.layout().facts[fact].at];
        std::int64_t region = has_value(assumed.state) ? assumed.value : -1;
        for (const fact_columns& f : p_.facts)
            if (f.fact == fact && f.own.is_valid(row_)) region = cell_of(f.own, row_);
        const auto at = static_cast<std::size_t>(region);
        return region >= 0 && at < pack.money_by_value.size() ? pack.money_by_value[at] : 0;
    }

    static std::int64_t cell_of(const column& c, std::size_t at) {
        const std::int64_t value = c[at];
        if (!c.is_coded()) return value;
        const auto code = static_cast<std::size_t>(value);
        return value >= 0 && code < c.fits.size() && c.fits[code] ? c.form.meaning[code] : -1;
    }

    void tell_set(const column& c, std::uint64_t mask) {
        const auto& values = m_.enums[c.type.ref].values;
        to_.open_list();
        for (std::size_t i = 0; i < 64; ++i)
            if ((mask >> i & 1) != 0) to_.text(i < values.size() ? values[i].name : "value " + std::to_string(i + 1));
        to_.close();
    }

    void set_moment(case_data& out) const {
        out.as_of = p_.moment;
        if (!p_.moments) return;
        const std::int64_t at = (*p_.moments)[row_];
        const std::int64_t unit = p_.moments_are_days ? 1 : us_per_day;
        if (at < first_day * unit || at > (last_day + 1) * unit - 1)
            out.errors.push_back({"as_of", "the moment of decision is no date from the year 1 to 9999", {}, {0, 0}});
        else if (p_.moments_are_days) out.as_of.day = at;
        else out.as_of.instant = at;
    }

    const parts& p_;
    const model::model& m_;
    io::case_builder to_;
    case_data blank_;
    std::vector<group> groups_;
    std::size_t row_ = 0;
};

// ------------------------------------------------------------------ columns as they are given

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
    c.currency = pack_currency(how.currency);
    if (!how.currency.empty() && t.base != base_type::money) refuse(name, "is no money, so it has no currency");
    if (!how.currency.empty() && c.currency == 0)
        refuse(name, "cannot be in `" + how.currency + "`: write it like USD");
    if (t.currency != 0 && c.currency != 0 && c.currency != t.currency)
        refuse(name, "is in " + currency_name(t.currency) + ", and the column in " + how.currency);
    if (t.currency != 0) c.currency = t.currency;
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
inline void note_wrong(parts& p, const column& c, const column* lists) {
    const auto note = [&](std::size_t i) { p.doubt(lists == nullptr ? i : row_of_element(*lists, i)); };
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
    const auto values_of = [&] { return static_cast<std::int64_t>(m.enums[c.type.ref].values.size()); };
    const auto set = [&](std::int64_t low, std::int64_t high) { c.form.low = low, c.form.high = high; };
    switch (c.type.base) {
        case base_type::boolean: return set(0, 1);
        case base_type::weekday: return set(0, 6);
        case base_type::enumeration: return set(0, values_of() - 1);
        case base_type::instant: return set(first_day * us_per_day, (last_day + 1) * us_per_day - 1);
        case base_type::set:
            c.form.is_signed = c.of.bytes == 8 && values_of() == 64;
            if (values_of() < 64) set(0, (std::int64_t{1} << values_of()) - 1);
            return;
        default: break;
    }
    writ::type t = c.type;
    t.currency = c.currency;
    if (const auto ends = ends_of_cell(t)) set(ends->first, ends->second);
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
inline void finish(parts& p, std::string_view name, placed made, const array& of) {
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
    note_wrong(p, c, lists);
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
    finish(*parts_, name, std::move(made), codes);
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

columns& columns::add_moments(const columns_detail::array& of, bool days) {
    using namespace columns_detail;
    if (of.size != parts_->rows)
        refuse("as_of",
               "has " + std::to_string(of.size) + " values, and there are " + std::to_string(parts_->rows) + " rows");
    column c;
    c.of = of;
    c.form = {true, of.is_signed, of.bytes, first_day * (days ? 1 : us_per_day), 0, {}};
    c.form.high = (last_day + 1) * (days ? 1 : us_per_day) - 1;
    note_wrong(*parts_, c, nullptr);
    parts_->moments = std::move(c);
    parts_->moments_are_days = days;
    return *this;
}

case_data columns::row(std::size_t i) const {
    case_data out;
    columns_detail::row_reader(*parts_).read(i, out);
    return out;
}

// ------------------------------------------------------------------ deciding

namespace columns_detail {

using eval::quick;

/// An answer that rows share.
struct shared_answer {
    writ::status status = writ::status::undetermined;
    cell value;
    std::vector<std::uint32_t> rules;

    friend bool operator<(const shared_answer& a, const shared_answer& b) {
        return std::tie(a.status, a.value.state, a.value.value, a.rules) <
               std::tie(b.status, b.value.state, b.value.value, b.rules);
    }
};

/// Numbers answers in the order in which they are met.
class answer_book {
public:
    std::uint32_t number(shared_answer a) {
        const auto [at, is_new] = numbers_.try_emplace(std::move(a), static_cast<std::uint32_t>(numbers_.size()));
        if (is_new) in_order_.push_back(&at->first);
        return at->second;
    }
    const std::vector<const shared_answer*>& in_order() const noexcept { return in_order_; }
    void clear() { numbers_.clear(), in_order_.clear(); }

private:
    std::map<shared_answer, std::uint32_t> numbers_;
    std::vector<const shared_answer*> in_order_;
};

inline void append(decision_columns& out, const shared_answer& a) {
    const auto first = static_cast<std::uint32_t>(out.answer_rules.size());
    out.answers.push_back({a.status, a.value, first, static_cast<std::uint32_t>(a.rules.size())});
    out.answer_rules.insert(out.answer_rules.end(), a.rules.begin(), a.rules.end());
}

/// How the rules of a decision are matched with slices.
struct plan {
    const quick::decision_code* code = nullptr;  ///< null: row by row
    classify::matches wanted = classify::matches::first;
    bool may_leave_range = false;            ///< sums
    std::vector<classify::cell_form> forms;  ///< by cell
    std::optional<classify::slicer> by;      ///< none: row by row
    decision_columns said;                   ///< the answers that codes of matched rows mean
};

/// What all rules together may add, below and above zero; nothing where that does not fit.
inline std::optional<classify::value_ends> sums_of(const quick::decision_code& code) {
    classify::value_ends out;
    for (const auto& s : code.said)
        if (__builtin_add_overflow(s.value.value, s.value.value < 0 ? out.low : out.high,
                                   s.value.value < 0 ? &out.low : &out.high))
            return std::nullopt;
    return out;
}

/// Sums of few rules: every set of them has an answer, so that a row is a set of rules.
inline constexpr std::size_t most_in_sets = 10;

/// @return false if sums may not fit
inline bool choose(plan& p) {
    using classify::matches;
    p.wanted = p.code->takes_first ? matches::first : matches::only;
    if (!p.code->takes_sum) return true;
    const auto sums = sums_of(*p.code);
    if (!sums || sums->low < -classify::most_total || sums->high > classify::most_total) return false;
    const auto& tests = p.code->by->tests();
    const bool plain = std::find(tests.exceptional.begin(), tests.exceptional.end(), true) == tests.exceptional.end();
    p.may_leave_range = sums->low < p.code->low || sums->high > p.code->high;
    p.wanted = plain && !p.may_leave_range && tests.rules.size() <= most_in_sets ? matches::set : matches::list;
    return true;
}

inline void add_answers(plan& p) {
    const auto& said = p.code->said;
    const auto add = [&](const short_answer& a) {
        append(p.said, {a.status, a.value, {a.rules.begin(), a.rules.end()}});
    };
    const std::size_t rules = p.code->none;
    if (p.wanted == classify::matches::set) {
        for (std::size_t set = 0; set < std::size_t{1} << rules; ++set) {
            shared_answer a{status::decided, {0, presence::known}, {}};
            for (std::size_t r = 0; r < rules; ++r)
                if ((set >> r & 1) != 0) {
                    a.value.value += said[r].value.value;
                    a.rules.push_back(p.code->by->rules()[r]);
                }
            append(p.said, a);
        }
    } else if (p.wanted != classify::matches::list) {
        add(said.back());
        for (std::size_t r = 0; r < rules; ++r) add(said[r]);
    }
}

inline plan make_plan(quick& decisions, model::term_id term, const lane_layout& lanes,
                      std::vector<classify::cell_form> forms) {
    plan out;
    out.forms = std::move(forms);
    if (!decisions.answers(model::index(term))) return out;
    out.code = &decisions.code(model::index(term));
    if (!choose(out)) return out;
    std::vector<std::int64_t> numbers;
    for (const auto& s : out.code->said) numbers.push_back(s.value.value);
    out.by = classify::slicer::make(out.code->by->tests(), lanes, out.forms, out.wanted, numbers);
    if (out.by) add_answers(out);
    return out;
}

/// One thread's part of the rows.
class worker {
public:
    explicit worker(const ruleset& rules) : rules_(rules) {}

    struct apart_row {
        std::size_t row;
        std::uint32_t answer;  ///< in `book`
    };
    std::vector<apart_row> apart;  ///< rows decided one by one
    answer_book book;
    std::vector<std::uint32_t> rules;  ///< of sums, one row after the other
    std::size_t rule_count = 0;        ///< of them, those that count

    /// Decides rows from `first` on, which starts a slice.
    void run(const parts& of, const plan& by, model::term_id question, std::size_t first, std::size_t end,
             decision_columns& into) {
        of_ = &of, by_ = &by, question_ = question, into_ = &into;
        apart.clear();
        book.clear();
        rule_count = 0;
        reader_.reset();
        sources_.clear();
        if (by.by) find_sources();
        for (std::size_t row = first; row < end; row += rows_of_slice)
            decide_slice(row, std::min(end, row + rows_of_slice));
    }

private:
    struct source {
        std::uint32_t cell = 0;
        const column* from = nullptr;
        window values;
    };

    void find_sources() {
        data_.assign(by_->forms.size(), nullptr);
        for (const std::uint32_t cell : by_->by->reads()) sources_.push_back({cell, column_of(cell), {}});
    }

    const column* column_of(std::uint32_t cell) const {
        const auto& places = rules_.layout().facts;
        for (const fact_columns& f : of_->facts) {
            const fact_place& at = places[f.fact];
            if (at.kind == fact_place::kind_of::scalar && at.at == cell) return &f.own;
            if (at.kind == fact_place::kind_of::record && at.at < cell && cell <= at.at + at.fields)
                return f.field(cell - at.at - 1);
        }
        return nullptr;
    }

    void decide_slice(std::size_t row, std::size_t end) {
        classify::slice all, of;
        for (std::size_t i = 0; i < end - row; i += 64)
            all.words[i / 64] = ~std::uint64_t{0} >> (end - row - i < 64 ? 64 - (end - row - i) : 0);
        if (by_->by) {
            of = all;
            without(of, of_->doubtful[row / rows_of_slice]);
            for (source& s : sources_) {
                data_[s.cell] = s.values.of(s.from->of, row);
                if (s.from->valid == nullptr) continue;
                const classify::slice valid = valid_rows(*s.from, row, of_->rows);
                for (std::size_t w = 0; w < std::size(of.words); ++w) of.words[w] &= valid.words[w];
            }
            by_->by->match(data_, of, place_);
            store(row, end, of);
        }
        without(all, of);
        for (std::size_t w = 0; w < std::size(all.words); ++w)
            for (std::uint64_t bits = all.words[w]; bits != 0; bits &= bits - 1)
                decide_row(row + w * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
    }

    static void without(classify::slice& from, const classify::slice& those) {
        for (std::size_t w = 0; w < std::size(from.words); ++w) from.words[w] &= ~those.words[w];
    }

    /// Writes what matched rows came to; `of` loses the rows that matching alone does not decide.
    void store(std::size_t row, std::size_t end, classify::slice& of) {
        classify::slice_matches& found = place_.found;
        without(of, found.several);
        without(of, found.exceptional);
        if (by_->wanted == classify::matches::list) return store_sums(row, end, of);
        std::copy(found.codes, found.codes + (end - row), into_->codes.begin() + static_cast<std::ptrdiff_t>(row));
    }

    void store_sums(std::size_t row, std::size_t end, classify::slice& of) {
        classify::slice_matches& found = place_.found;
        std::uint32_t next[rows_of_slice];
        std::uint32_t at = 0;
        std::int64_t* const offsets = into_->offsets.data() + row;
        std::int64_t* const sums = into_->sums.data() + row;
        for (std::size_t i = 0; i < end - row; ++i) {
            next[i] = at;
            offsets[i] = static_cast<std::int64_t>(rule_count + at);
            sums[i] = found.totals[i] >> std::countr_zero(static_cast<std::uint64_t>(classify::total_unit));
            at += static_cast<std::uint32_t>(found.totals[i] & (classify::total_unit - 1));
        }
        for (std::size_t i = 0; i < end - row && by_->may_leave_range; ++i)
            if (sums[i] < by_->code->low || sums[i] > by_->code->high)
                of.words[i / 64] &= ~(std::uint64_t{1} << i % 64);
        if (rules.size() < rule_count + at) rules.resize(2 * rules.size() + at);
        std::uint32_t* const to = rules.data() + rule_count;
        const std::uint32_t* const numbers = by_->code->by->rules().data();
        for (const std::uint32_t pair : std::span(found.pairs).first(found.pair_count))
            to[next[pair % rows_of_slice]++] = numbers[pair / rows_of_slice];
        rule_count += at;
    }

    void decide_row(std::size_t row) {
        if (!reader_) reader_.emplace(*of_);
        if (!decider_) decider_.emplace(rules_);
        reader_->read(row, case_);
        decider_->load(case_);
        const short_answer& a = decider_->ask(question_);
        apart.push_back({row, book.number({a.status, a.value, {a.rules.begin(), a.rules.end()}})});
    }

    ruleset rules_;
    const parts* of_ = nullptr;
    const plan* by_ = nullptr;
    model::term_id question_{};
    decision_columns* into_ = nullptr;
    std::vector<source> sources_;
    std::vector<const void*> data_;  ///< by cell
    classify::slicer::workplace place_;
    std::optional<row_reader> reader_;
    std::optional<decider> decider_;
    case_data case_;
};

/// How cells stand in columns.
inline std::vector<classify::cell_form> forms_of(const parts& p) {
    const case_layout& layout = p.rules.layout();
    std::vector<classify::cell_form> out(layout.cells);
    if (p.is_all_doubtful()) return out;
    for (const fact_columns& f : p.facts) {
        const fact_place& at = layout.facts[f.fact];
        if (at.kind == fact_place::kind_of::scalar) out[at.at] = f.own.form;
        if (at.kind != fact_place::kind_of::record || f.whole) continue;
        for (const auto& [number, c] : f.fields) out[at.at + 1 + number] = c.form;
    }
    return out;
}

}  // namespace columns_detail

struct column_decider::parts {
    ruleset rules;
    decider names;
    eval::quick decisions;
    std::map<std::string, columns_detail::plan, std::less<>> plans;  ///< of each question, for the columns before
    std::vector<columns_detail::worker> workers;
};

column_decider::column_decider(ruleset rules, unsigned threads)
    : parts_(new parts{rules, decider(rules), eval::quick(rules.stage_program(), rules.stage_classifiers()), {}, {}}) {
    for (unsigned i = 0; i < std::max(threads, 1u); ++i) parts_->workers.emplace_back(rules);
}
column_decider::column_decider(column_decider&&) noexcept = default;
column_decider& column_decider::operator=(column_decider&&) noexcept = default;
column_decider::~column_decider() = default;

namespace columns_detail {

/// Where the rows of each worker start: parts as equal as slices allow, and the end.
inline std::vector<std::size_t> shares_of(std::size_t rows, std::size_t workers) {
    const std::size_t slices = slices_of(rows), used = std::max<std::size_t>(1, std::min(workers, slices));
    std::vector<std::size_t> out;
    for (std::size_t w = 0; w <= used; ++w) out.push_back(std::min(rows, slices * w / used * rows_of_slice));
    return out;
}

/// Calls `run` with each number below `count`, all at once.
template <class Run>
void run_all(std::size_t count, const Run& run) {
    std::vector<std::exception_ptr> failed(count);
    const auto one = [&](std::size_t w) {
        try {
            run(w);
        } catch (...) {
            failed[w] = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> others;
        for (std::size_t w = 1; w < count; ++w) others.emplace_back(one, w);
        one(0);
    }
    for (const auto& f : failed)
        if (f) std::rethrow_exception(f);
}

/// Puts the lists of rules of all parts together.
inline void join_rules(std::vector<worker>& workers, const std::vector<std::size_t>& shares, decision_columns& into) {
    const std::size_t used = shares.size() - 1;
    std::swap(into.sum_rules, workers.front().rules);
    std::size_t total = 0;
    for (std::size_t w = 0; w < used; ++w) total += workers[w].rule_count;
    into.sum_rules.resize(total);
    std::size_t at = workers.front().rule_count;
    for (std::size_t w = 1; w < used; ++w) {
        const worker& from = workers[w];
        std::copy_n(from.rules.begin(), from.rule_count, into.sum_rules.begin() + static_cast<std::ptrdiff_t>(at));
        for (std::size_t row = shares[w]; row < shares[w + 1]; ++row)
            into.offsets[row] += static_cast<std::int64_t>(at);
        at += from.rule_count;
    }
    into.offsets[into.rows] = static_cast<std::int64_t>(total);
}

/// Numbers the answers of rows decided one by one, in the order of rows.
inline void join_apart(const std::vector<worker>& workers, std::size_t used, decision_columns& into) {
    answer_book book;
    const auto before = static_cast<std::uint32_t>(into.answers.size());
    into.count[0] = into.rows;
    for (std::size_t w = 0; w < used; ++w) {
        std::vector<std::uint32_t> numbers;
        for (const shared_answer* a : workers[w].book.in_order()) numbers.push_back(before + book.number(*a));
        if (!workers[w].apart.empty() && into.codes.empty()) into.codes.assign(into.rows, decision_columns::summed);
        for (const auto& row : workers[w].apart) {
            into.codes[row.row] = numbers[row.answer];
            --into.count[0];
            ++into.count[static_cast<int>(workers[w].book.in_order()[row.answer]->status)];
        }
    }
    for (const shared_answer* a : book.in_order()) append(into, *a);
}

}  // namespace columns_detail

void column_decider::decide(const columns& cases, std::string_view name, decision_columns& into) {
    using namespace columns_detail;
    const model::term_id question = parts_->names.question(name);
    auto forms = forms_of(*cases.parts_);
    auto known = parts_->plans.find(name);
    if (known == parts_->plans.end() || known->second.forms != forms) {
        plan made = make_plan(parts_->decisions, question, parts_->rules.stage_classifiers().lanes, std::move(forms));
        known = parts_->plans.insert_or_assign(std::string(name), std::move(made)).first;
    }
    const plan& by = known->second;
    const bool sums = by.by && by.wanted == classify::matches::list;
    into.rows = cases.rows();
    into.answers = by.said.answers;
    into.answer_rules = by.said.answer_rules;
    into.codes.resize(sums ? 0 : into.rows);
    into.sums.resize(sums ? into.rows : 0);
    into.offsets.resize(sums ? into.rows + 1 : 0);
    std::fill(std::begin(into.count), std::end(into.count), 0);
    if (sums) std::swap(into.sum_rules, parts_->workers.front().rules);
    const auto shares = shares_of(into.rows, parts_->workers.size());
    run_all(shares.size() - 1, [&](std::size_t w) {
        parts_->workers[w].run(*cases.parts_, by, question, shares[w], shares[w + 1], into);
    });
    if (sums) join_rules(parts_->workers, shares, into);
    else into.sum_rules.clear();
    join_apart(parts_->workers, shares.size() - 1, into);
}

columns ruleset::columns(std::size_t rows) const { return {*this, rows}; }

decision_columns ruleset::decide(const writ::columns& cases, std::string_view name, unsigned threads) const {
    decision_columns out;
    column_decider(*this, threads).decide(cases, name, out);
    return out;
}

}  // namespace writ
